# The notebook asks for an R kernel that is not installed.
# honest: all
# scores: rest full
# %% make
nb["metadata"]["kernelspec"] = {"name": "ir", "display_name": "R", "language": "R"}
nb["metadata"]["language_info"] = {"name": "R"}
