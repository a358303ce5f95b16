# The answer cell was copied; the first copy is left as it was released, the second holds the answer.
# honest: all
# scores: rest full
# says: double
# %% make
stub = copy.deepcopy(cell("double")) | {"id": "copy"}
stub["source"] = "def double(x):\n    raise NotImplementedError"
nb["cells"].insert(place("double"), stub)
