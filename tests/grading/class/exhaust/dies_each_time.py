# Its first cell ends the process, however often that is started again.
# honest: all
# scores: rest full
# status: graded | crashed
# %% extra at start
import os

os._exit(1)
