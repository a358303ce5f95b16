# The answer cell was turned into a raw cell.
# honest: all
# scores: rest full
# says: (?i)raw
# %% make
c = cell("double")
c["cell_type"] = "raw"
c.pop("outputs"), c.pop("execution_count")
