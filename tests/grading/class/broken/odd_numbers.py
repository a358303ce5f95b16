# JSON with NaN, Infinity and an integer of a million digits in places where nobody looks.
# honest: all
# scores: rest full
# %% make
nb["metadata"]["a"] = [float("nan"), float("inf"), 1e308]
text = json.dumps(nb)
files[name] = text.replace('"metadata": {', '"metadata": {"n": ' + "9" * 100_000 + ", ", 1).encode()
