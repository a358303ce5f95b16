# A web page was saved under the notebook's name.
# scores: rest 0
# status: unreadable
# says: (?i)JSON|not a notebook
# %% make
files[name] = b"<!DOCTYPE html><html><body>Please log in</body></html>"
