# An answer cell was deleted by mistake.
# honest: all
# scores: descend 0, rest full
# says: descend
# %% make
del nb["cells"][place("descend")]
