# Handed in the notebook exported as a Python script.
# scores: rest 0
# status: missing
# says: (?i)\.py
# %% make
name = ""
files["practical_9_trial.py"] = b"def double(x):\n    return 2 * x\n"
