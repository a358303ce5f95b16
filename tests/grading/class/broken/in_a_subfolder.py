# The notebook lies in a sub-folder, as a zip was unpacked.
# honest: all
# scores: rest full
# status: graded
# %% make
name = "practical_9_trial/practical_9_trial.ipynb"
