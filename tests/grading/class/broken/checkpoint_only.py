# Only Jupyter's checkpoint copy was handed in.
# honest: all
# scores: rest 0
# status: missing
# %% make
name = ".ipynb_checkpoints/practical_9_trial-checkpoint.ipynb"
