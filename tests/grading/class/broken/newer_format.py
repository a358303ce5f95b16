# A format of the future, nbformat 5.
# honest: all
# scores: rest full
# says: (?i)format
# %% make
nb["nbformat"], nb["nbformat_minor"] = 5, 2
nb["future"] = {"x": 1}
