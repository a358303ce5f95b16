# Returns values that are hard to carry: cycles, deep nests, object arrays, structured arrays, nan keys, bytes that are code.
# honest: count
# scores: count full, rest 0
# status: graded | crashed
# %% gap double
def double(x):
    cycle = [1.0, 8.0]
    cycle.append(cycle)
    return cycle
# %% gap mean_of
def mean_of(numbers):
    deep = []
    for _ in range(100_000):
        deep = [deep]
    return deep
# %% gap descend
def descend(gradient, theta, eta, steps):
    return np.array([gradient, print, None], dtype=object)
# %% gap batches
def batches(X, size):
    while True:
        yield np.zeros(2, dtype=[("__class__", "f8"), ("x", "O")])
# %% gap nudge
def nudge(theta, velocity, g, eta, beta):
    theta.resize(10, refcheck=False)
    velocity.dtype = "S8"
# %% gap classify
def classify(X):
    return {float("nan"): b"__import__('os').system('id')", "__class__": "dict"}
