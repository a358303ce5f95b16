# %% right: point by point
def boundary_points(theta, xlim, ylim):
    if theta[2] != 0:
        return np.array([(x, -(theta[0] + theta[1] * x) / theta[2]) for x in xlim])
    return np.array([(-theta[0] / theta[1], y) for y in ylim])


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


# %% wrong: the intercept is missing
# says: the intercept theta_0 is missing
def boundary_points(theta, xlim, ylim):
    if theta[2] == 0:
        x = 0.0
        return np.array([[x, ylim[0]], [x, ylim[1]]])
    ends = np.array(xlim, dtype=float)
    return np.column_stack([ends, -(theta[1] * ends) / theta[2]])


# %% wrong: the sign of the slope
# says: the sign of the slope is wrong: solve theta_0 \+ theta_1 x_1 \+ theta_2 x_2 = 0 for x_2
def boundary_points(theta, xlim, ylim):
    if theta[2] == 0:
        x = -theta[0] / theta[1]
        return np.array([[x, ylim[0]], [x, ylim[1]]])
    ends = np.array(xlim, dtype=float)
    return np.column_stack([ends, -(theta[0] - theta[1] * ends) / theta[2]])


# %% wrong: the sign of everything
# says: the sign is wrong: x_2 = -\(theta_0 \+ theta_1 x_1\)/theta_2
def boundary_points(theta, xlim, ylim):
    if theta[2] == 0:
        x = -theta[0] / theta[1]
        return np.array([[x, ylim[0]], [x, ylim[1]]])
    ends = np.array(xlim, dtype=float)
    return np.column_stack([ends, (theta[0] + theta[1] * ends) / theta[2]])


# %% wrong: a vertical line divides by zero
# says: a vertical line gives inf: a division by theta_2 = 0
def boundary_points(theta, xlim, ylim):
    ends = np.array(xlim, dtype=float)
    return np.column_stack([ends, -(theta[0] + theta[1] * ends) / theta[2]])


# %% wrong: the two weights are swapped
# says: the weights theta_1 and theta_2 have changed places
def boundary_points(theta, xlim, ylim):
    if theta[2] == 0:
        x = -theta[0] / theta[1]
        return np.array([[x, ylim[0]], [x, ylim[1]]])
    ends = np.array(xlim, dtype=float)
    return np.column_stack([ends, -(theta[0] + theta[2] * ends) / theta[1]])


# %% wrong: the intercept is taken for the last entry
# says: theta's last entry is taken for the intercept: theta_0 is, the first
def boundary_points(theta, xlim, ylim):
    if theta[2] == 0:
        x = -theta[0] / theta[1]
        return np.array([[x, ylim[0]], [x, ylim[1]]])
    ends = np.array(xlim, dtype=float)
    return np.column_stack([ends, -(theta[2] + theta[0] * ends) / theta[1]])


# %% wrong: the boundary of p = 1: theta'x = 1
# says: this is the line where z = 1; the boundary, p = 1/2, is where z = 0
def boundary_points(theta, xlim, ylim):
    if theta[2] == 0:
        x = -theta[0] / theta[1]
        return np.array([[x, ylim[0]], [x, ylim[1]]])
    ends = np.array(xlim, dtype=float)
    return np.column_stack([ends, (1 - theta[0] - theta[1] * ends) / theta[2]])


# %% wrong: the direction of the weights, not the line
# says: this is the direction of the weights, which stands at right angles to the line
def boundary_points(theta, xlim, ylim):
    if theta[2] == 0:
        x = -theta[0] / theta[1]
        return np.array([[x, ylim[0]], [x, ylim[1]]])
    ends = np.array(xlim, dtype=float)
    return np.column_stack([ends, theta[2] / theta[1] * ends])


# %% wrong: points as columns
# says: the points stand in columns: one row a point, \(x_1, x_2\)
def boundary_points(theta, xlim, ylim):
    if theta[2] == 0:
        x = -theta[0] / theta[1]
        return np.array([[x, ylim[0]], [x, ylim[1]]])
    ends = np.array(xlim, dtype=float)
    return np.array([ends, -(theta[0] + theta[1] * ends) / theta[2]])


# %% wrong: the vertical line stands at theta_0
# says: the vertical line stands at theta_0: it stands where theta_0 \+ theta_1 x_1 = 0
def boundary_points(theta, xlim, ylim):
    if theta[2] == 0:
        x = theta[0]
        return np.array([[x, ylim[0]], [x, ylim[1]]])
    ends = np.array(xlim, dtype=float)
    return np.column_stack([ends, -(theta[0] + theta[1] * ends) / theta[2]])


# %% wrong: the vertical line has the wrong sign
# says: the vertical line has the wrong sign: it stands at x_1 = -theta_0/theta_1
def boundary_points(theta, xlim, ylim):
    if theta[2] == 0:
        x = theta[0] / theta[1]
        return np.array([[x, ylim[0]], [x, ylim[1]]])
    ends = np.array(xlim, dtype=float)
    return np.column_stack([ends, -(theta[0] + theta[1] * ends) / theta[2]])


# %% wrong: the vertical line ends at xlim
# says: the vertical line ends at xlim: its x_1 is fixed, so it goes from one end of ylim to the
def boundary_points(theta, xlim, ylim):
    if theta[2] == 0:
        x = -theta[0] / theta[1]
        return np.array([[x, xlim[0]], [x, xlim[1]]])
    ends = np.array(xlim, dtype=float)
    return np.column_stack([ends, -(theta[0] + theta[1] * ends) / theta[2]])


# %% wrong: a tiny weight is taken for zero
# says: a small theta_2 is taken for 0: only theta_2 = 0 makes the line vertical
def boundary_points(theta, xlim, ylim):
    if abs(theta[2]) < 0.1:
        x = -theta[0] / theta[1]
        return np.array([[x, ylim[0]], [x, ylim[1]]])
    ends = np.array(xlim, dtype=float)
    return np.column_stack([ends, -(theta[0] + theta[1] * ends) / theta[2]])


# %% wrong: every line is taken for vertical when it is steep
# says: the line is cut at ylim: it should end where x_1 is at the ends of xlim
def boundary_points(theta, xlim, ylim):
    if abs(theta[1]) > 10 * abs(theta[2]):
        return np.array([(-(theta[0] + theta[2] * y) / theta[1], y) for y in ylim])
    return np.array([(x, -(theta[0] + theta[1] * x) / theta[2]) for x in xlim])


# %% right: np.isclose with a tiny margin
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


# %% right: two quotients
def boundary_points(theta, xlim, ylim):
    if theta[2] == 0:
        return np.array([(-theta[0] / theta[1], ylim[0]), (-theta[0] / theta[1], ylim[1])])
    return np.array([[x, -theta[0] / theta[2] - theta[1] / theta[2] * x] for x in xlim])


# %% wrong: a small number in the denominator
# says: a point at \S+ came back: a small number stands where theta_2 = 0 divided
def boundary_points(theta, xlim, ylim):
    x = np.array(xlim, dtype=float)
    return np.column_stack([x, -(theta[0] + theta[1] * x) / (theta[2] + 1e-9)])


# %% wrong: the bracket is missing
# says: the bracket is missing: the minus and the division belong to all of theta_0 \+ theta_1 x_1
def boundary_points(theta, xlim, ylim):
    if theta[2] == 0:
        return np.array([[-theta[0] / theta[1], ylim[0]], [-theta[0] / theta[1], ylim[1]]])
    return np.array([[x, -theta[0] + theta[1] * x / theta[2]] for x in xlim])


# %% wrong: only one part is divided
# says: only theta_1 x_1 is divided by theta_2: bracket -\(theta_0 \+ theta_1 x_1\), then divide
def boundary_points(theta, xlim, ylim):
    if theta[2] == 0:
        return np.array([[-theta[0] / theta[1], ylim[0]], [-theta[0] / theta[1], ylim[1]]])
    return np.array([[x, -theta[0] - theta[1] * x / theta[2]] for x in xlim])


# %% wrong: clipped into ylim
# says: x_2 is cut to ylim, so the line has a bend: leave it, the picture cuts it off
def boundary_points(theta, xlim, ylim):
    if theta[2] == 0:
        return np.array([[-theta[0] / theta[1], ylim[0]], [-theta[0] / theta[1], ylim[1]]])
    return np.array([[x, np.clip(-(theta[0] + theta[1] * x) / theta[2], *ylim)] for x in xlim])


# %% wrong: theta_1 is tested for zero
# says: a line with theta_1 = 0 is taken for a vertical one: it is horizontal\. Vertical is theta_2 = 0
def boundary_points(theta, xlim, ylim):
    if theta[1] == 0:
        return np.array([[-theta[0] / theta[2], ylim[0]], [-theta[0] / theta[2], ylim[1]]])
    return np.array([[x, -(theta[0] + theta[1] * x) / theta[2]] for x in xlim])
