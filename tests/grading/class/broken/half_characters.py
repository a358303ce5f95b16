# Lone surrogates and control characters in sources.
# honest: all
# scores: rest full
# %% extra at end
text = "here"
# %% make
nb["cells"][-1]["source"] = "text = '\ud800 \x00 \x1b'"
files[name] = json.dumps(nb).encode()
