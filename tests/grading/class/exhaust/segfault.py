# Crashes its process: reads address 0.
# honest: all
# scores: double 0, rest full
# status: crashed
# says: (?i)crash|died|ended|stopped
# everyday: yes
# %% gap double
import ctypes


def double(x):
    return ctypes.string_at(0)
