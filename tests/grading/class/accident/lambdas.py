# Answers as lambdas, partial functions and decorated functions.
# honest: all
# scores: rest full
# %% gap double
import functools

double = functools.partial(np.multiply, 2)
# %% gap classify
classify = lambda X: np.where(X > 0, 1, 0)
# %% gap batches
def loud(function):
    @functools.wraps(function)
    def wrapped(*args):
        print("called")
        return function(*args)

    return wrapped


@loud
def batches(X, size):
    yield from (X[i : i + size] for i in range(0, len(X), size))
