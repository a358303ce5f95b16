# Saved as UTF-16, as some Windows editors do.
# honest: all
# scores: rest full
# status: graded
# %% make
files[name] = json.dumps(nb).encode("utf-16")
