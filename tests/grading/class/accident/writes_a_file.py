# Writes a file, reads it again, and uses a file that lies beside the notebook.
# honest: all
# scores: rest full
# %% file factor.txt
2.0
# %% gap double
with open("state.txt", "w") as file:
    file.write("1")


def double(x):
    np.save("x.npy", x)
    return np.load("x.npy") * float(open("factor.txt").read())
