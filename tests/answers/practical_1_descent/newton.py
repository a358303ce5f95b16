# %% right: least squares for the step
def newton(gradient, hessian, theta0, tolerance, max_steps):
    path = [np.asarray(theta0, dtype=float).copy()]
    while len(path) <= max_steps and np.linalg.norm(gradient(path[-1])) > tolerance:
        step, *_ = np.linalg.lstsq(hessian(path[-1]), -gradient(path[-1]), rcond=None)
        path.append(path[-1] + step)
    return np.array(path)


# %% right: scipy's solver, in place on a copy
def newton(gradient, hessian, theta0, tolerance, max_steps):
    import scipy.linalg

    theta = np.array(theta0, dtype=float)
    path = [theta.copy()]
    for _ in range(max_steps):
        g = gradient(theta)
        if np.sqrt(g @ g) <= tolerance:
            return np.array(path)
        theta += scipy.linalg.solve(hessian(theta), -g)
        path.append(theta.copy())
    return np.array(path)


# %% right: the inverse, though a solver is better
def newton(gradient, hessian, theta0, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for _ in range(max_steps):
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            break
        theta = theta - np.linalg.inv(hessian(theta)) @ g
        path.append(theta)
    return np.array(path)


# %% wrong: uphill
# says: the steps go uphill: theta minus H\^-1 g
def newton(gradient, hessian, theta0, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for _ in range(max_steps):
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            break
        theta = theta + np.linalg.solve(hessian(theta), g)
        path.append(theta)
    return np.array(path)


# %% wrong: divided entry by entry
# says: the gradient is divided by the Hessian's diagonal entry by entry: solve the system H s = g
def newton(gradient, hessian, theta0, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for _ in range(max_steps):
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            break
        theta = theta - g / np.diag(hessian(theta))
        path.append(theta)
    return np.array(path)


# %% wrong: the inverse by division
# says: 1/H divides entry by entry, which is no inverse: solve the system H s = g
def newton(gradient, hessian, theta0, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for _ in range(max_steps):
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            break
        theta = theta - (1 / hessian(theta)) @ g
        path.append(theta)
    return np.array(path)


# %% wrong: multiplied by the Hessian
# says: the gradient is multiplied by the Hessian, where the system H s = g should be solved
def newton(gradient, hessian, theta0, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for _ in range(max_steps):
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            break
        theta = theta - hessian(theta) @ g
        path.append(theta)
    return np.array(path)


# %% wrong: a gradient step
# says: this is a gradient step, theta - \S+ g: the Hessian is not used
def newton(gradient, hessian, theta0, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for _ in range(max_steps):
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            break
        theta = theta - 0.1 * g
        path.append(theta)
    return np.array(path)


# %% wrong: half a step
# says: the steps are half as long as they should be: Newton's step has length 1, without eta
def newton(gradient, hessian, theta0, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for _ in range(max_steps):
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            break
        theta = theta - 0.5 * np.linalg.solve(hessian(theta), g)
        path.append(theta)
    return np.array(path)


# %% wrong: the Hessian of the start for ever
# says: the Hessian of the start is used in every step: compute it anew at each point
def newton(gradient, hessian, theta0, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    H = hessian(theta)
    for _ in range(max_steps):
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            break
        theta = theta - np.linalg.solve(H, g)
        path.append(theta)
    return np.array(path)


# %% wrong: the start is changed in place
# says: the input theta0 was changed in place
def newton(gradient, hessian, theta0, tolerance, max_steps):
    theta = theta0
    path = [theta.copy()]
    for _ in range(max_steps):
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            break
        theta -= np.linalg.solve(hessian(theta), g)
        path.append(theta.copy())
    return np.array(path)


# %% wrong: every row of the path is the last point
# says: every row is the last point: `-=` changes the one array that all rows share\. Append a copy
def newton(gradient, hessian, theta0, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for _ in range(max_steps):
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            break
        theta -= np.linalg.solve(hessian(theta), g)
        path.append(theta)
    return np.array(path)


# %% wrong: a single step
# says: a single step is made: on a function that is no parabola the loop must go on
def newton(gradient, hessian, theta0, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for _ in range(1):
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            break
        theta = theta - np.linalg.solve(hessian(theta), g)
        path.append(theta)
    return np.array(path)


# %% wrong: the last point is left out
# says: the last point is not on the path: append each new point after its step
def newton(gradient, hessian, theta0, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for _ in range(max_steps):
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            break
        theta = theta - np.linalg.solve(hessian(theta), g)
        path.append(theta)
    return np.array(path[:-1] if len(path) > 1 else path)


# %% wrong: only the answer is returned
# says: only the last point came back: the whole path is asked, one row a point
def newton(gradient, hessian, theta0, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for _ in range(max_steps):
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            break
        theta = theta - np.linalg.solve(hessian(theta), g)
        path.append(theta)
    return theta


# %% wrong: no stopping rule
# says: there is no stopping rule: it should stop where the norm of the gradient is at most the
def newton(gradient, hessian, theta0, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for _ in range(max_steps):
        g = gradient(theta)
        theta = theta - np.linalg.solve(hessian(theta), g)
        path.append(theta)
    return np.array(path)


# %% wrong: one step too many
# says: there is one step too many: max_steps counts steps, and range\(max_steps\) makes as many
def newton(gradient, hessian, theta0, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for _ in range(max_steps + 1):
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            break
        theta = theta - np.linalg.solve(hessian(theta), g)
        path.append(theta)
    return np.array(path)


# %% wrong: stops on the length of the step
# says: it stops when the step is short, not when the gradient is: it should stop where the norm
def newton(gradient, hessian, theta0, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for _ in range(max_steps):
        g = gradient(theta)
        step = np.linalg.solve(hessian(theta), g)
        if np.linalg.norm(step) <= tolerance:
            break
        theta = theta - step
        path.append(theta)
    return np.array(path)


# %% wrong: an integer start truncates the steps
# says: the steps are cut to whole numbers, since the start holds integers: begin with
def newton(gradient, hessian, theta0, tolerance, max_steps):
    theta = np.array(theta0)
    path = [theta]
    for _ in range(max_steps):
        g = gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            break
        theta = (theta - np.linalg.solve(hessian(theta), g)).astype(theta.dtype)
        path.append(theta)
    return np.array(path)


# %% wrong: stops on the squared norm
# says: it stops on the squared norm: it should stop where the norm of the gradient is at most
def newton(gradient, hessian, theta0, tolerance, max_steps):
    path = [np.array(theta0, dtype=float)]
    while len(path) <= max_steps and (gradient(path[-1]) ** 2).sum() > tolerance:
        path.append(path[-1] - np.linalg.solve(hessian(path[-1]), gradient(path[-1])))
    return np.array(path)


# %% right: pinv
def newton(gradient, hessian, theta0, tolerance, max_steps):
    theta = np.array(theta0, dtype=float)
    path = [theta]
    k = 0
    while np.linalg.norm(gradient(theta)) > tolerance and k < max_steps:
        theta = theta - np.linalg.pinv(hessian(theta)) @ gradient(theta)
        path.append(theta)
        k += 1
    return np.array(path)


# %% right: solve with minus
def newton(gradient, hessian, theta0, tolerance, max_steps):
    path = np.array([theta0], dtype=float)
    for _ in range(max_steps):
        g, H = gradient(path[-1]), hessian(path[-1])
        if np.linalg.norm(g) <= tolerance:
            break
        path = np.vstack((path, path[-1] + np.linalg.solve(H, -g)))
    return path


# %% right: cholesky
def newton(gradient, hessian, theta0, tolerance, max_steps):
    from scipy.linalg import cho_factor, cho_solve

    path = [np.array(theta0, dtype=float)]
    for _ in range(max_steps):
        g = gradient(path[-1])
        if np.linalg.norm(g) <= tolerance:
            break
        path.append(path[-1] - cho_solve(cho_factor(hessian(path[-1])), g))
    return np.array(path)


# %% wrong: stops on the largest entry
# says: it stops on the largest entry of the gradient: it should stop where the norm of the gradient is
def newton(gradient, hessian, theta0, tolerance, max_steps):
    path = [np.array(theta0, dtype=float)]
    for _ in range(max_steps):
        g = gradient(path[-1])
        if np.abs(g).max() <= tolerance:
            break
        path.append(path[-1] - np.linalg.solve(hessian(path[-1]), g))
    return np.array(path)


# %% wrong: the inverse times the gradient, entry by entry
# says: The points have different shapes: a matrix times a vector is `@`
def newton(gradient, hessian, theta0, tolerance, max_steps):
    path = [np.array(theta0, dtype=float)]
    for _ in range(max_steps):
        g = gradient(path[-1])
        if np.linalg.norm(g) <= tolerance:
            break
        path.append(path[-1] - np.linalg.inv(hessian(path[-1])) * g)
    return np.array(path)


# %% wrong: gradient of start
# says: the gradient of the start is used in every step: compute it anew inside the loop
def newton(gradient, hessian, theta0, tolerance, max_steps):
    path = [np.array(theta0, dtype=float)]
    g = gradient(path[-1])
    for _ in range(max_steps):
        if np.linalg.norm(g) <= tolerance:
            break
        path.append(path[-1] - np.linalg.solve(hessian(path[-1]), g))
    return np.array(path)


# %% wrong: solve swapped
# says: np\.linalg\.solve\(H, g\): the matrix stands first
def newton(gradient, hessian, theta0, tolerance, max_steps):
    path = [np.array(theta0, dtype=float)]
    for _ in range(max_steps):
        g = gradient(path[-1])
        if np.linalg.norm(g) <= tolerance:
            break
        path.append(path[-1] - np.linalg.solve(g, hessian(path[-1])))
    return np.array(path)


# %% wrong: the step in place of the point
# says: H\^-1 g came back without theta: the new point is theta - H\^-1 g
def newton(gradient, hessian, theta0, tolerance, max_steps):
    path = [np.array(theta0, dtype=float)]
    for _ in range(max_steps):
        g = gradient(path[-1])
        if np.linalg.norm(g) <= tolerance:
            break
        path.append(np.linalg.solve(hessian(path[-1]), g))
    return np.array(path)


# %% wrong: max_steps counts points
# says: there is one step too few: max_steps counts steps, so the full path has max_steps \+ 1 points
def newton(gradient, hessian, theta0, tolerance, max_steps):
    path = [np.array(theta0, dtype=float)]
    while len(path) < max_steps and np.linalg.norm(gradient(path[-1])) > tolerance:
        path.append(path[-1] - np.linalg.solve(hessian(path[-1]), gradient(path[-1])))
    return np.array(path)


# %% wrong: divided by a norm of the Hessian
# says: the first step leads
def newton(gradient, hessian, theta0, tolerance, max_steps):
    path = [np.array(theta0, dtype=float)]
    for _ in range(max_steps):
        g = gradient(path[-1])
        if np.linalg.norm(g) <= tolerance:
            break
        path.append(path[-1] - g / np.linalg.norm(hessian(path[-1])))
    return np.array(path)
