# The answer cell was turned into a text cell.
# honest: all
# scores: rest full
# says: (?i)markdown|text
# %% make
c = cell("double")
c["cell_type"] = "markdown"
c.pop("outputs"), c.pop("execution_count")
