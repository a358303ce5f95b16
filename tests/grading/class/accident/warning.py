# A warning is printed on standard error while a test runs: plain nbgrader gives 0 for that.
# honest: all
# scores: rest full
# everyday: yes
# %% gap double
import sys
import warnings


def double(x):
    warnings.warn("this is deprecated")
    np.log(np.array([0.0]))
    print("to standard error", file=sys.stderr)
    return 2 * x
