# Beside the notebook lies `practical_9_trial-Copy1.ipynb`, an older state.
# honest: all
# scores: rest full
# says: Copy1
# %% make
files["practical_9_trial-Copy1.ipynb"] = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
