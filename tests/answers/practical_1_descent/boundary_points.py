# %% right: slope and intercept
def boundary_points(theta, xlim, ylim):
    intercept, a, b = theta
    points = np.empty((2, 2))
    if b == 0:
        points[:, 0], points[:, 1] = -intercept / a, ylim
    else:
        slope, height = -a / b, -intercept / b
        points[:, 0] = xlim
        points[:, 1] = height + slope * points[:, 0]
    return points


# %% right: from right to left
def boundary_points(theta, xlim, ylim):
    if theta[2] == 0:
        return np.array([[-theta[0] / theta[1], ylim[1]], [-theta[0] / theta[1], ylim[0]]])
    return np.array([[x, -(theta[0] + theta[1] * x) / theta[2]] for x in (xlim[1], xlim[0])])


# %% wrong: np.isclose with a tiny margin
# says: a small theta_2 is taken for 0: only `theta\[2\] == 0` is vertical
def boundary_points(theta, xlim, ylim):
    a, b, c = theta
    if np.isclose(c, 0, atol=1e-12):
        return np.array([[-a / b, ylim[0]], [-a / b, ylim[1]]])
    return np.array([[xlim[0], -(a + b * xlim[0]) / c], [xlim[1], -(a + b * xlim[1]) / c]])


# %% right: np.linspace and np.stack
def boundary_points(theta, xlim, ylim):
    if not theta[2]:
        x2 = np.linspace(*ylim, 2)
        x1 = np.full(2, -theta[0] / theta[1])
    else:
        x1 = np.linspace(*xlim, 2)
        x2 = -(theta[0] + theta[1] * x1) / theta[2]
    return np.stack([x1, x2], axis=1)


# %% wrong: plain numbers, divided by zero
# says: division by zero.*Where theta_2 = 0 the line is vertical
def boundary_points(theta, xlim, ylim):
    a, b, c = theta.tolist()
    return np.array([[x, -(a + b * x) / c] for x in xlim])


# %% wrong: a list of points
# says: a list of 2 came back, but an array of shape \(2, 2\)
def boundary_points(theta, xlim, ylim):
    if theta[2] == 0:
        return [(-theta[0] / theta[1], y) for y in ylim]
    return [(x, -(theta[0] + theta[1] * x) / theta[2]) for x in xlim]


# %% wrong: filled in the dtype of xlim
# says: whole numbers in xlim, ylim or theta cut the result
def boundary_points(theta, xlim, ylim):
    x = np.array(xlim)
    points = np.zeros((2, 2), dtype=x.dtype)
    if theta[2] == 0:
        points[:, 0] = -theta[0] / theta[1]
        points[:, 1] = ylim
    else:
        points[:, 0] = x
        points[:, 1] = -(theta[0] + theta[1] * x) / theta[2]
    return points


# %% wrong: floor division
# says: .
def boundary_points(theta, xlim, ylim):
    t0, t1, t2 = theta
    if t2 == 0:
        return np.array([[-t0 // t1, ylim[0]], [-t0 // t1, ylim[1]]])
    return np.array([[x, -(t0 + t1 * x) / t2] for x in xlim])


# %% right: linear solves
def boundary_points(theta, xlim, ylim):
    rows = [(np.array([1.0, 0.0]), v) for v in xlim] if theta[2] != 0 else [(np.array([0.0, 1.0]), v) for v in ylim]
    return np.array([np.linalg.solve(np.array([theta[1:], row]), [-theta[0], v]) for row, v in rows])


# %% wrong: np.isclose
# says: a small theta_2 is taken for 0: only `theta\[2\] == 0` is vertical.*all of theta small
def boundary_points(theta, xlim, ylim):
    if np.isclose(theta[2], 0):
        x = -theta[0] / theta[1]
        return np.array([[x, ylim[0]], [x, ylim[1]]])
    ends = np.array(xlim, dtype=float)
    return np.column_stack([ends, -(theta[0] + theta[1] * ends) / theta[2]])


# %% wrong: np.isclose of a ratio
# says: a small theta_2 is taken for 0: only `theta\[2\] == 0` is vertical.*theta_2 = -?1e-09|theta_2 = -?2e-09
def boundary_points(theta, xlim, ylim):
    if theta[1] != 0 and np.isclose(theta[2] / theta[1], 0):
        x = -theta[0] / theta[1]
        return np.array([[x, ylim[0]], [x, ylim[1]]])
    ends = np.array(xlim, dtype=float)
    return np.column_stack([ends, -(theta[0] + theta[1] * ends) / theta[2]])
