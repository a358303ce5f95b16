# Thirty megabytes of stored outputs.
# honest: all
# scores: rest full
# %% make
nb["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * 15_000_000}]
