# %% right: in place on a copy, copies on the path
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta.copy()]
    while len(path) <= max_steps and np.linalg.norm(gradient(theta)) > tolerance:
        theta -= eta * gradient(theta)
        path.append(theta.copy())
    return np.stack(path)


# %% right: the path grows as an array
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    path = np.array([theta0], dtype=float)
    g = gradient(path[-1])
    steps = 0
    while steps < max_steps and np.sqrt((g**2).sum()) > tolerance:
        path = np.vstack([path, path[-1] - eta * g])
        g = gradient(path[-1])
        steps += 1
    return path


# %% right: a list of lists
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    theta = 1.0 * np.asarray(theta0)
    out = [theta.tolist()]
    for k in range(max_steps):
        g = gradient(theta)
        if not (np.sqrt(g @ g) > tolerance):
            return np.array(out)
        theta = theta - eta * g
        out.append(theta.tolist())
    return np.array(out)


# %% right: a generator of points
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    def walk():
        theta = 1.0 * theta0
        yield theta
        for _ in range(max_steps):
            slope = gradient(theta)
            if (slope**2).sum() ** 0.5 <= tolerance:
                return
            theta = theta - eta * slope
            yield theta

    return np.array(list(walk()))


# %% right: rows of theta0.size numbers, filled and cut
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    path = np.zeros((max_steps + 1, theta0.size))
    path[0] = theta0
    for k in range(max_steps):
        g = gradient(path[k])
        if np.linalg.norm(g) <= tolerance:
            return path[: k + 1]
        path[k + 1] = path[k] - eta * g
    return path


# %% wrong: momentum that looks ahead
# says: the points: rows 0, 1 are right, rows 2
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    path, v = [np.array(theta0, dtype=float)], 0
    while len(path) <= max_steps and np.linalg.norm(gradient(path[-1])) > tolerance:
        v = 0.9 * v + gradient(path[-1] - 0.9 * eta * v)
        path.append(path[-1] - eta * v)
    return np.array(path)


# %% wrong: twice the step
# says: the first step: every entry is 2 times too large
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    path = [np.array(theta0, dtype=float)]
    while len(path) <= max_steps and np.linalg.norm(gradient(path[-1])) > tolerance:
        path.append(path[-1] - 2 * eta * gradient(path[-1]))
    return np.array(path)


# %% wrong: the path goes on from call to call
# says: two calls with the same inputs give different results
path = []


def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    path.append(np.array(theta0, dtype=float))
    for _ in range(max_steps):
        g = gradient(path[-1])
        if np.linalg.norm(g) <= tolerance:
            break
        path.append(path[-1] - eta * g)
    return np.array(path)


# %% wrong: a copy of the integers takes the steps
# says: Cannot cast ufunc 'subtract'.*begin with np\.array\(theta0, dtype=float\)
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    theta = theta0.copy()
    path = [theta.copy()]
    for _ in range(max_steps):
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            break
        theta -= eta * g
        path.append(theta.copy())
    return np.array(path)


# %% wrong: rows that were never filled
# says: steps until .gradient\(theta\). <= tolerance, or max_steps of them: 60 steps, but \d+ steps are expected
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    path = np.full((max_steps + 1, len(theta0)), np.nan)
    path[0] = theta0
    for k in range(max_steps):
        g = gradient(path[k])
        if np.linalg.norm(g) <= tolerance:
            break
        path[k + 1] = path[k] - eta * g
    return path


# %% wrong: the path and its length
# says: a tuple of 2 came back, but an array of shape
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    path = [np.array(theta0, dtype=float)]
    while len(path) <= max_steps and np.linalg.norm(gradient(path[-1])) > tolerance:
        path.append(path[-1] - eta * gradient(path[-1]))
    return np.array(path), len(path) - 1


# %% wrong: nothing is returned
# says: None came back.*return
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    path = [np.array(theta0, dtype=float)]
    while len(path) <= max_steps and np.linalg.norm(gradient(path[-1])) > tolerance:
        path.append(path[-1] - eta * gradient(path[-1]))


# %% wrong: it gives up where the gradient is large
# says: it gives up because the gradient is large.*max_steps alone ends a path that diverges
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    path = [np.array(theta0, dtype=float)]
    for _ in range(max_steps):
        g = gradient(path[-1])
        if np.linalg.norm(g) <= tolerance or np.linalg.norm(g) > 1e4:
            break
        path.append(path[-1] - eta * g)
    return np.array(path)


# %% wrong: it gives up where the gradient is very large
# says: it gives up because the gradient is large.*max_steps alone ends a path that diverges
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    path = [np.array(theta0, dtype=float)]
    for _ in range(max_steps):
        g = gradient(path[-1])
        if np.linalg.norm(g) <= tolerance or np.linalg.norm(g) > 1e12:
            break
        path.append(path[-1] - eta * g)
    return np.array(path)


# %% right: it ends where a gradient is no number
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    path = [np.array(theta0, dtype=float)]
    for _ in range(max_steps):
        g = gradient(path[-1])
        if np.linalg.norm(g) <= tolerance or not np.isfinite(g).all():
            break
        path.append(path[-1] - eta * g)
    return np.array(path)


# %% wrong: the loop of the course
# says: leaves the work to utils.descent|cannot import name 'descent' from 'utils'
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    from utils import descent

    return descent.gradient_descent(gradient, np.array(theta0, dtype=float), eta, tolerance, max_steps)
