# The file is empty.
# scores: rest 0
# status: unreadable
# says: (?i)empty
# everyday: yes
# %% make
files[name] = b""
