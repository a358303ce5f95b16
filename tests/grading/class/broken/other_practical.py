# Handed in the notebook of another practical, under its own name.
# scores: rest 0
# status: graded | missing | unreadable
# says: practical_1_descent
# %% make
name = "practical_1_descent.ipynb"
nb["cells"] = [make_cell("code", "gap-sigmoid", "def sigmoid(z):\n    return 1", solution="sigmoid"), make_cell("code", "x", "1 + 1")]
