# Tabs and spaces are mixed, which Python refuses.
# honest: all
# scores: descend 0, rest full
# says: (?i)tab
# %% make
cell("descend")["source"] = answers["descend"].replace("        theta", "\ttheta")
