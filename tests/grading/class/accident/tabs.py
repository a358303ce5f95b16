# Indented by tabs.
# honest: all
# scores: rest full
# %% make
cell("descend")["source"] = answers["descend"].replace("    ", "\t")
