# The file is empty.
# scores: rest 0
# status: unreadable
# says: (?i)empty
# %% make
files[name] = b""
