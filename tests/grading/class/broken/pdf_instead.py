# Handed in a PDF and a screenshot instead of the notebook.
# scores: rest 0
# status: missing
# says: (?i)notebook
# %% make
name = ""
files["practical_9_trial.pdf"] = b"%PDF-1.7"
files["Screenshot 2026-11-20.png"] = b"\x89PNG"
