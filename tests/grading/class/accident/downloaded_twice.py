# The browser called the file `practical_9_trial (1).ipynb`.
# honest: all
# scores: rest full
# says: \(1\)
# everyday: yes
# %% make
name = "practical_9_trial (1).ipynb"
