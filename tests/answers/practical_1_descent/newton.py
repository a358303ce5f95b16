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


# %% wrong: a Cholesky factor, which not every Hessian has
# says: Matrix is not positive definite.*Only a positive definite Hessian has a Cholesky factor
def newton(gradient, hessian, theta0, tolerance, max_steps):
    path = [np.array(theta0, dtype=float)]
    for _ in range(max_steps):
        g = gradient(path[-1])
        if np.linalg.norm(g) <= tolerance:
            break
        L = np.linalg.cholesky(hessian(path[-1]))
        path.append(path[-1] - np.linalg.solve(L.T, np.linalg.solve(L, g)))
    return np.array(path)


# %% wrong: a Cholesky factor by SciPy
# says: not positive definite.*Only a positive definite Hessian has a Cholesky factor
def newton(gradient, hessian, theta0, tolerance, max_steps):
    from scipy.linalg import cho_factor, cho_solve

    path = [np.array(theta0, dtype=float)]
    for _ in range(max_steps):
        g = gradient(path[-1])
        if np.linalg.norm(g) <= tolerance:
            break
        path.append(path[-1] - cho_solve(cho_factor(hessian(path[-1])), g))
    return np.array(path)


# %% wrong: BFGS, which guesses the Hessian
# says: the points: rows 0, 1 are right, rows 2|the first step
def newton(gradient, hessian, theta0, tolerance, max_steps):
    path, H = [np.array(theta0, dtype=float)], None
    for _ in range(max_steps):
        g = gradient(path[-1])
        if np.linalg.norm(g) <= tolerance:
            break
        if H is None:
            H = hessian(path[-1])
        else:
            s, y = path[-1] - path[-2], g - last
            H = H - np.outer(H @ s, H @ s) / (s @ H @ s) + np.outer(y, y) / (y @ s)
        path.append(path[-1] - np.linalg.solve(H, g))
        last = g
    return np.array(path)


# %% wrong: two parameters, the inverse written out
# says: the first step: no entry is right|entries are right
def newton(gradient, hessian, theta0, tolerance, max_steps):
    path = [np.array(theta0, dtype=float)]
    for _ in range(max_steps):
        g, H = gradient(path[-1]), hessian(path[-1])
        if np.linalg.norm(g) <= tolerance:
            break
        step = np.zeros(len(g))
        step[0] = (H[1, 1] * g[0] - H[0, 1] * g[1]) / (H[0, 0] * H[1, 1] - H[0, 1] ** 2)
        step[1] = (H[0, 0] * g[1] - H[0, 1] * g[0]) / (H[0, 0] * H[1, 1] - H[0, 1] ** 2)
        path.append(path[-1] - step)
    return np.array(path)


# %% wrong: a row of points in a list
# says: a list of \d+ came back, but an array of shape
def newton(gradient, hessian, theta0, tolerance, max_steps):
    path = [np.array(theta0, dtype=float)]
    while len(path) <= max_steps and np.linalg.norm(gradient(path[-1])) > tolerance:
        path.append(path[-1] - np.linalg.solve(hessian(path[-1]), gradient(path[-1])))
    return [theta.tolist() for theta in path]


# %% wrong: the loop of the course
# says: leaves the work to utils.descent|cannot import name 'descent' from 'utils'
def newton(gradient, hessian, theta0, tolerance, max_steps):
    from utils import descent

    start = np.array(theta0, dtype=float)
    return descent.newton(gradient, hessian, start, tolerance=tolerance, max_steps=max_steps)
