# Hands in a symbolic link to the instructor's solution instead of a notebook.
# scores: rest 0
# status: missing | unreadable
# says: (?i)link
# everyday: yes
# %% make
name = ""
links[f"practical_9_trial.ipynb"] = "@COURSE@/solutions/practical_9_trial/practical_9_trial.ipynb"
