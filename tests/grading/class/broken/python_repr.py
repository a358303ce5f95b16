# A Python dictionary, not JSON: single quotes, None, True.
# scores: rest 0
# status: unreadable
# says: (?i)JSON
# %% make
files[name] = repr(nb).encode()
