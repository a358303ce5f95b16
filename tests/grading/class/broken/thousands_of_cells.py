# Five thousand empty or small cells of its own.
# honest: all
# scores: rest full
# plain: takes minutes
# %% make
for number in range(5000):
    nb["cells"].append(make_cell("code", f"more-{number}", "1" if number % 2 else ""))
