# The folder is empty.
# scores: rest 0
# status: missing
# says: (?i)no notebook|empty
# everyday: yes
# %% make
name = ""
