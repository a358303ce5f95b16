# Code that takes the compiler for ever: nested constants, a million brackets.
# honest: all
# scores: double 0, descend 0, nudge 0, rest full
# status: graded | crashed
# limits: seconds_cell 5, megabytes 800
# %% gap double
def double(x):
    exec("x = " + "-" * 10_000_000 + "1")
# %% gap descend
def descend(gradient, theta, eta, steps):
    exec("(" * 90 + "(1,)*10" + ")" * 90 + "**" + "9" * 5)
    return (1 << 40).__pow__(10**9)
# %% gap nudge
huge = ((((((((((1,) * 20,) * 20,) * 20,) * 20,) * 20,) * 20,) * 20,) * 20,) * 20,) * 20
repr(huge)
