# JSON with NaN, Infinity and an integer of a hundred thousand digits in places where nobody looks.
# honest: all
# scores: rest full
# %% make
nb["metadata"]["a"] = [float("nan"), float("inf"), 1e308]
files[name] = (json.dumps(nb)[:-1] + ', "n": ' + "9" * 100_000 + "}").encode()
