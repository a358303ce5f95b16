# The file holds random bytes, zeros among them.
# scores: rest 0
# status: unreadable
# says: (?i)not a notebook|JSON
# %% make
files[name] = bytes(range(256)) * 100
