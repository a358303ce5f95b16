# Cells that are numbers and lists, sources that are dictionaries, metadata that is text.
# honest: all
# scores: double 0, rest full
# everyday: yes
# %% make
cell("double")["source"] = {"a": 1}
for index in range(0, 20, 4):
    nb["cells"].insert(index, [None, 7, [], {}, {"cell_type": 3, "source": 4}][index // 4])
nb["cells"].append({"cell_type": "code", "metadata": "none", "source": [1, None, "x"], "outputs": 3, "execution_count": "one"})
nb["metadata"] = "none"
nb["nbformat_minor"] = "five"
