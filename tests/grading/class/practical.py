# The practical that the class hands in: gaps with all kinds of tests. Students get it without solutions and hidden tests.
# %% file trial.py
import numpy as np

def near(got, want):
    """Whether two arrays agree."""
    return bool(np.allclose(got, want))
# %% gap double
def double(x):
    """Each entry of the array x times 2."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
# %% test 2 points
assert_allclose(double(np.array([1.0, 4.0])), [2.0, 8.0], err_msg='double: each entry times 2')
### BEGIN HIDDEN TESTS
note = '@HIDDEN@'
want = np.array([100234.0, -6.0])
assert_allclose(double(np.array([50117.0, -3.0])), want)
### END HIDDEN TESTS
# %% gap mean_of
def mean_of(numbers):
    """The mean of a list of numbers; a ValueError for an empty list."""
    ### BEGIN SOLUTION
    if not numbers:
        raise ValueError('no numbers')
    return sum(numbers) / len(numbers)
    ### END SOLUTION
# %% test 1 point
assert mean_of([1.0, 2.0, 6.0]) == 3.0, 'mean_of([1.0, 2.0, 6.0]) should be 3.0'
try:
    mean_of([])
except ValueError:
    pass
else:
    raise AssertionError('mean_of([]) should raise a ValueError')
### AUTOTEST mean_of([2.0, 4.0])
### BEGIN HIDDEN TESTS
assert mean_of([7.5, 8.5]) == 8.0
assert abs(mean_of([70.25]) - 70.25) < 1e-9
### END HIDDEN TESTS
# %% gap count
n_parameters = None  # replace None by the number of parameters of a network [64, 48, 10], biases included
### BEGIN SOLUTION
n_parameters = 65 * 48 + 49 * 10
### END SOLUTION
# %% test 1 point
assert n_parameters is not None, 'n_parameters: replace None by the number'
### HASHED AUTOTEST n_parameters
### BEGIN HIDDEN TESTS
assert n_parameters == 3610
### END HIDDEN TESTS
# %% gap descend
def descend(gradient, theta, eta, steps):
    """Gradient descent: returns theta after some steps; the array that comes in stays as it is."""
    ### BEGIN SOLUTION
    for _ in range(steps):
        theta = theta - eta * gradient(theta)
    return theta
    ### END SOLUTION
# %% test 3 points
visited = []
def bowl(theta):
    visited.append(theta.copy())
    return 2 * theta
start = np.array([1.0, -1.0])
assert_allclose(descend(bowl, start, 0.25, 2), [0.25, -0.25])
assert len(visited) == 2, f'descend: {len(visited)} gradients for 2 steps'
assert_allclose(start, [1.0, -1.0], err_msg='descend: the start was changed')
### BEGIN HIDDEN TESTS
slope = np.array([4001.0, 3.0])
assert_allclose(descend(lambda theta: slope, np.zeros(2), 0.5, 3), [-6001.5, -4.5])
### END HIDDEN TESTS
# %% gap batches
def batches(X, size):
    """A generator of the slices of X with `size` rows; the last has what is left."""
    ### BEGIN SOLUTION
    for start in range(0, len(X), size):
        yield X[start : start + size]
    ### END SOLUTION
# %% test 2 points
assert [len(batch) for batch in batches(np.zeros((7, 2)), 3)] == [3, 3, 1]
walk = batches(np.arange(6.0), 4)
assert next(walk).tolist() == [0.0, 1.0, 2.0, 3.0]
assert next(walk).tolist() == [4.0, 5.0]
assert next(walk, None) is None, 'batches: one too many'
### BEGIN HIDDEN TESTS
assert_allclose(np.concatenate(list(batches(np.arange(9001.0, 9012.0), 4))), np.arange(9001.0, 9012.0))
### END HIDDEN TESTS
# %% gap nudge
def nudge(theta, velocity, g, eta, beta):
    """v <- beta v + g, then theta <- theta - eta v, both in place. Returns nothing."""
    ### BEGIN SOLUTION
    velocity[:] = beta * velocity + g
    theta -= eta * velocity
    ### END SOLUTION
# %% test 2 points
theta, v = np.array([1.0, 2.0]), np.zeros(2)
for _ in range(2):
    nudge(theta, v, np.array([1.0, -1.0]), 0.5, 0.5)
assert_allclose(theta, [-0.25, 3.25])
assert near(v, [1.5, -1.5]), 'nudge: the velocity is wrong'
### BEGIN HIDDEN TESTS
theta, v = np.array([7001.0]), np.array([2.0])
nudge(theta, v, np.array([3.0]), 1.0, 0.25)
assert_allclose([theta[0], v[0]], [6997.5, 3.5])
### END HIDDEN TESTS
# %% gap classify
def classify(X):
    """1 for each number above 0, else 0: integers. Points: 2 times the share that is right."""
    ### BEGIN SOLUTION
    return (X > 0).astype(int)
    ### END SOLUTION
# %% test 2 points
right = np.mean(classify(np.array([-1.0, 2.0])) == np.array([0, 1]))
### BEGIN HIDDEN TESTS
right = np.mean(classify(np.array([3.0, -4.0, -5.0, 6.0])) == np.array([1, 0, 0, 1]))
### END HIDDEN TESTS
2 * float(right)
