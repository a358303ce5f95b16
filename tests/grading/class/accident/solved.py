# All gaps are answered right.
# honest: all
# scores: rest full
# everyday: yes
# %% make
pass
