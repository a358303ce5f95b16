# Lays files beside the notebook whose names lead out of the folder or into options.
# honest: count
# scores: count full, rest 0
# %% make
for odd in ("--config=x.py", "-rf", "a\nb.txt", "a;touch x", "$(touch x)", "‮txt.py", "con", "x" * 200, " ", "a'b\"c"):
    files[odd] = b"x"
files["practical_9_trial.ipynb.tmp"] = b"{}"
files["deep/" * 30 + "x.txt"] = b"x"
