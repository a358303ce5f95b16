# nbformat 3: worksheets, `input` for `source`, prompt numbers.
# honest: all
# scores: rest full
# everyday: yes
# %% make
cells = []
for c in nb["cells"]:
    old = {"cell_type": c["cell_type"], "metadata": c["metadata"]}
    if c["cell_type"] == "code":
        old |= {"input": c["source"], "prompt_number": 1, "outputs": [], "language": "python", "collapsed": False}
    else:
        old["source"] = c["source"]
    cells.append(old)
nb = {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells, "metadata": {}}]}
