# One test cell was deleted by mistake.
# honest: all
# scores: rest full
# says: test_descend
# %% make
del nb["cells"][place("test_descend")]
