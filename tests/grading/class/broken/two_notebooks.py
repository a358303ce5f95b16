# Two notebooks: an empty one with the right name in a sub-folder, the answers in the folder.
# honest: all
# scores: rest full
# %% make
files["old/practical_9_trial.ipynb"] = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
