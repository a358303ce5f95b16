# The file is valid JSON: a list.
# scores: rest 0
# status: unreadable
# says: (?i)notebook
# %% make
files[name] = json.dumps(nb["cells"]).encode()
