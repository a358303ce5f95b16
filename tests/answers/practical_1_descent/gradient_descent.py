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


# %% right: a path that is filled and cut
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    path = np.empty((max_steps + 1, len(theta0)))
    path[0] = theta0
    for k in range(max_steps):
        g = gradient(path[k].copy())
        if np.linalg.norm(g) <= tolerance:
            return path[: k + 1]
        path[k + 1] = path[k] - eta * g
    return path


# %% wrong: uphill
# says: the steps go uphill: theta - eta g
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for _ in range(max_steps):
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            break
        theta = theta + eta * g
        path.append(theta)
    return np.array(path)


# %% wrong: the start is changed in place
# says: the input theta0 was changed in place
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    theta = theta0
    path = [theta.copy()]
    for _ in range(max_steps):
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            break
        theta -= eta * g
        path.append(theta.copy())
    return np.array(path)


# %% wrong: an integer start truncates the steps
# says: the steps are cut to whole numbers, since the start holds integers: begin with
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    theta = np.array(theta0)
    path = [theta]
    for _ in range(max_steps):
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            break
        theta = (theta - eta * g).astype(theta.dtype)
        path.append(theta)
    return np.array(path)


# %% wrong: every row of the path is the last point
# says: every row is the last point: `-=` changes the one array that all rows share\. Append a copy
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for _ in range(max_steps):
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            break
        theta -= eta * g
        path.append(theta)
    return np.array(path)


# %% wrong: the start is not on the path
# says: the start is not on the path: its first row is theta0
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = []
    for _ in range(max_steps):
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            break
        theta = theta - eta * g
        path.append(theta)
    return np.array(path)


# %% wrong: one step too many
# says: there is one step too many: max_steps counts steps, and range\(max_steps\) makes as many
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for _ in range(max_steps + 1):
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            break
        theta = theta - eta * g
        path.append(theta)
    return np.array(path)


# %% wrong: one step too few
# says: there is one step too few: max_steps counts steps, so the full path has max_steps \+ 1
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for _ in range(max_steps - 1):
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            break
        theta = theta - eta * g
        path.append(theta)
    return np.array(path)


# %% wrong: the last point is left out
# says: it stops on the largest entry of the gradient: it should stop where the norm of the
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for _ in range(max_steps):
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            break
        theta = theta - eta * g
        path.append(theta)
    return np.array(path[:-1] if len(path) > 1 else path)


# %% wrong: only the answer is returned
# says: only the last point came back: the whole path is asked, one row a point
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for _ in range(max_steps):
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            break
        theta = theta - eta * g
        path.append(theta)
    return theta


# %% wrong: no stopping rule
# says: there is no stopping rule: it should stop where the norm of the gradient,
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for _ in range(max_steps):
        g = gradient(theta)
        theta = theta - eta * g
        path.append(theta)
    return np.array(path)


# %% wrong: stops when the step is short, not the gradient
# says: it stops when the step eta g is short, not when the gradient is: it should stop where the
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for _ in range(max_steps):
        g = gradient(theta)
        if np.linalg.norm(eta * g) <= tolerance:
            break
        theta = theta - eta * g
        path.append(theta)
    return np.array(path)


# %% wrong: stops on the squared norm
# says: it stops on the squared norm: it should stop where the norm of the gradient,
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for _ in range(max_steps):
        g = gradient(theta)
        if g @ g <= tolerance:
            break
        theta = theta - eta * g
        path.append(theta)
    return np.array(path)


# %% wrong: stops on the largest entry
# says: it stops on the largest entry of the gradient: it should stop where the norm of the
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for _ in range(max_steps):
        g = gradient(theta)
        if np.abs(g).max() <= tolerance:
            break
        theta = theta - eta * g
        path.append(theta)
    return np.array(path)


# %% wrong: stops on the sum of the entries
# says: it stops on the sum of the gradient's entries, which cancel: it should stop where the
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for _ in range(max_steps):
        g = gradient(theta)
        if g.sum() <= tolerance:
            break
        theta = theta - eta * g
        path.append(theta)
    return np.array(path)


# %% wrong: tests after the step: one step too many
# says: the test comes after the step, so there is one step too many: first the gradient, then
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for _ in range(max_steps):
        g = gradient(theta)
        theta = theta - eta * g
        path.append(theta)
        if np.linalg.norm(g) <= tolerance:
            break
    return np.array(path)


# %% wrong: the gradient of the start for ever
# says: the gradient of the start is used in every step: compute it anew inside the loop
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    g = gradient(theta)
    for _ in range(max_steps):
        if np.linalg.norm(g) <= tolerance:
            break
        theta = theta - eta * g
        path.append(theta)
    return np.array(path)


# %% wrong: a normalized gradient
# says: the gradient is divided by its norm: the step is eta g itself, which grows short by itself
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for _ in range(max_steps):
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            break
        theta = theta - eta * g / np.linalg.norm(g)
        path.append(theta)
    return np.array(path)


# %% wrong: eta shrinks
# says: eta shrinks from step to step: it should stay fixed
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for k in range(max_steps):
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            break
        theta = theta - eta / (k + 1) * g
        path.append(theta)
    return np.array(path)


# %% wrong: a list is returned
# says: a list of \S+ points came back, but one array is asked
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for _ in range(max_steps):
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            break
        theta = theta - eta * g
        path.append(theta)
    return path


# %% wrong: the points stand in columns
# says: the points stand in columns: one row a point is asked
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for _ in range(max_steps):
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            break
        theta = theta - eta * g
        path.append(theta)
    return np.array(path).T


# %% wrong: a mean norm
# says: it stops on the mean of the absolute entries: it should stop where the norm of the
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    path = [np.array(theta0, dtype=float)]
    while len(path) <= max_steps and np.abs(gradient(path[-1])).mean() > tolerance:
        path.append(path[-1] - eta * gradient(path[-1]))
    return np.array(path)


# %% right: a start that is a list of points
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    path = np.array(theta0, dtype=float)[np.newaxis]
    for step in range(max_steps):
        slope = gradient(path[step])
        if not np.linalg.norm(slope) > tolerance:
            break
        path = np.concatenate([path, (path[step] - eta * slope)[np.newaxis]])
    return path


# %% right: an endless loop that breaks
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    k = 0
    while True:
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance or k == max_steps:
            break
        theta = theta - eta * g
        path.append(theta)
        k += 1
    return np.array(path)


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


# %% right: counted in a while loop
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    theta = np.asarray(theta0).astype(float)
    path = np.zeros((max_steps + 1, theta.size))
    path[0] = theta
    k = 0
    while k < max_steps and np.linalg.norm(gradient(theta)) > tolerance:
        theta = theta - eta * gradient(theta)
        k = k + 1
        path[k] = theta
    return path[: k + 1]


# %% right: squared comparison
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    path = [np.array(theta0, dtype=float)]
    for _ in range(max_steps):
        g = gradient(path[-1])
        if g @ g <= tolerance**2:
            break
        path.append(path[-1] - eta * g)
    return np.array(path)


# %% wrong: padded zeros
# says: the \d+ rows after the last step are still zeros: cut them off
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    path = np.zeros((max_steps + 1, len(theta0)))
    path[0] = theta0
    for k in range(max_steps):
        g = gradient(path[k])
        if np.linalg.norm(g) <= tolerance:
            break
        path[k + 1] = path[k] - eta * g
    return path


# %% wrong: stops below the tolerance, not at it
# says: it goes on where the norm of the gradient equals the tolerance: stop at <=, not at <
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    path = [np.array(theta0, dtype=float)]
    for _ in range(max_steps):
        g = gradient(path[-1])
        if np.linalg.norm(g) < tolerance:
            break
        path.append(path[-1] - eta * g)
    return np.array(path)


# %% wrong: path of gradients
# says: these are the gradients on the way: the path holds the points
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = []
    for _ in range(max_steps):
        g = gradient(theta)
        path.append(g)
        if np.linalg.norm(g) <= tolerance:
            break
        theta = theta - eta * g
    return np.array(path)


# %% wrong: return inside the loop
# says: The loop stops too early \(does `return` stand inside it\?\)
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    path = [np.array(theta0, dtype=float)]
    for _ in range(max_steps):
        g = gradient(path[-1])
        if np.linalg.norm(g) <= tolerance:
            break
        path.append(path[-1] - eta * g)
        return np.array(path)


# %% wrong: leaves the loop at once
# says: no step was made: the path holds the start alone
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    path = [np.array(theta0, dtype=float)]
    for _ in range(max_steps):
        g = gradient(path[-1])
        if np.linalg.norm(g) >= tolerance:
            break
        path.append(path[-1] - eta * g)
    return np.array(path)


# %% wrong: momentum
# says: 1 step is right, the next leads
def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    path = [np.array(theta0, dtype=float)]
    v = 0
    for _ in range(max_steps):
        g = gradient(path[-1])
        if np.linalg.norm(g) <= tolerance:
            break
        v = 0.9 * v + g
        path.append(path[-1] - eta * v)
    return np.array(path)
