# The name was written in capitals, with spaces and a surname.
# honest: all
# scores: rest full
# says: Practical
# %% make
name = "Practical_9_Trial final Müller.ipynb"
