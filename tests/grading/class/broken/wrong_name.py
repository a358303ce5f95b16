# The notebook is called homework.ipynb.
# honest: all
# scores: rest full
# says: homework\.ipynb
# everyday: yes
# %% make
name = "homework.ipynb"
