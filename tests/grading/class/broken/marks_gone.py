# nbgrader's marks were lost, as after Colab or a copy into a new notebook; the cells' ids too.
# honest: all
# scores: rest full
# everyday: yes
# %% make
for number, c in enumerate(nb["cells"]):
    c["metadata"], c["id"] = {}, f"new-{number}"
