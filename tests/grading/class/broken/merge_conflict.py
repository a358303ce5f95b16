# The marks of a merge conflict stand in the file.
# honest: all
# scores: rest 0
# status: unreadable
# says: (?i)JSON
# %% make
text = json.dumps(nb, indent=1)
files[name] = text.replace('"cells"', '<<<<<<< HEAD\n"cells"', 1).encode()
