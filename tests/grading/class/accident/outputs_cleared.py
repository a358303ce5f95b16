# All outputs and counts were cleared, and an `Edit metadata` left odd keys.
# honest: all
# scores: rest full
# %% make
for c in nb["cells"]:
    c["metadata"] |= {"collapsed": True, "scrolled": "auto", "ExecuteTime": {"end_time": "x"}, "id": "abc", "colab": {}}
