# Handed in as it was released.
# honest: none
# scores: rest 0
# everyday: yes
# %% make
pass
