# Returns more than fits into a message: huge arrays, broadcast arrays of a trillion entries, long strings.
# honest: all
# scores: double 0, descend 0, nudge 0, classify 0, rest full
# status: graded | crashed
# limits: megabytes 800
# %% gap double
def double(x):
    return np.broadcast_to(np.float64(2.0), (10**6, 10**6))
# %% gap descend
def descend(gradient, theta, eta, steps):
    return np.zeros(10**8)
# %% gap nudge
def nudge(theta, velocity, g, eta, beta):
    raise ValueError("x" * 10**8)
# %% gap classify
def classify(X):
    return "0" * 10**8
