# Prints in functions, ends a cell with a number.
# honest: all
# scores: rest full
# %% gap classify
def classify(X):
    print("1.0")
    print(0)
    return (X > 0).astype(int)


0.5
# %% gap double
def double(x):
    print(x)
    return 2 * x


7
