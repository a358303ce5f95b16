# The notebook's ending is .ipynb.txt, as some browsers save it.
# honest: all
# scores: rest full
# status: graded
# says: ipynb
# %% make
name = "practical_9_trial.ipynb.txt"
