# An answer cell was copied with its mark: plain nbgrader gives no score for it.
# honest: all
# scores: rest full
# says: double
# everyday: yes
# %% make
nb["cells"].insert(place("double") + 1, copy.deepcopy(cell("double")) | {"id": "copy"})
