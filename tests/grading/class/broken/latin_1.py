# Saved in the old western encoding: the umlaut is no UTF-8.
# honest: all
# scores: rest full
# %% extra at end
gruss = "schöne Grüße"
# %% make
files[name] = json.dumps(nb, ensure_ascii=False).encode("latin-1")
