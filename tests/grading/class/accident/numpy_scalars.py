# Answers are NumPy scalars, 0-d arrays, float32, lists in the place of arrays.
# honest: all
# scores: rest full
# %% gap double
def double(x):
    return [2 * float(entry) for entry in x]
# %% gap mean_of
def mean_of(numbers):
    if len(numbers) == 0:
        raise ValueError
    return np.mean(numbers)
# %% gap count
n_parameters = np.array(3610)
# %% gap classify
def classify(X):
    return (X > 0).astype(np.float32)
