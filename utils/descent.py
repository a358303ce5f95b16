"""Descent on a function of a vector: gradient descent, backtracking, Newton and BFGS, as loops that take functions.

f(x) returns a float, gradient(x) an array of shape (d,), hessian(x) one of shape (d, d). Each loop returns the whole path,
shape (steps + 1, d): its first row is the start, its last row the answer. It stops when |gradient| <= tolerance, after
`max_steps`, or when the next point would not be finite (the path then ends at the last finite point).
"""

import numpy as np

from utils.validate import check_array


def gradient_descent(gradient, x0, eta, tolerance=1e-8, max_steps=1000):
    """x <- x - eta gradient(x) with a fixed step eta (Cauchy, 1847). Returns the path, shape (steps + 1, d)."""
    return _descend(lambda x, g: -eta * g, gradient, x0, tolerance, max_steps)


def steepest_descent(f, gradient, x0, tolerance=1e-8, max_steps=1000):
    """Gradient descent whose step is found by backtracking from 1. Returns the path, shape (steps + 1, d)."""
    return _descend(lambda x, g: -backtracking(f, g, x, -g) * g, gradient, x0, tolerance, max_steps)


def newton(gradient, hessian, x0, f=None, tolerance=1e-8, max_steps=100):
    """x <- x - H(x)^-1 gradient(x); with `f`, damped: the step is shortened by backtracking until f falls.

    Returns the path, shape (steps + 1, d).

    Raises
    ------
    numpy.linalg.LinAlgError
        Where the Hessian is singular, with the point; add a multiple of the identity to the Hessian there.
    """

    def step(x, g):
        try:
            direction = -np.linalg.solve(check_array(hessian(x), "hessian(x)", (x.size, x.size)), g)
        except np.linalg.LinAlgError as error:
            raise np.linalg.LinAlgError(f"the Hessian is singular at x = {x}: there is no Newton step there") from error
        return direction if f is None else backtracking(f, g, x, direction) * direction

    return _descend(step, gradient, x0, tolerance, max_steps)


def bfgs(f, gradient, x0, tolerance=1e-8, max_steps=200):
    """Quasi-Newton: B, a guess of the inverse Hessian, learns from how the gradient changes along each step.

    With s = x_new - x, y = g_new - g and rho = 1 / s'y: B <- (I - rho s y') B (I - rho y s') + rho s s', so that B y = s
    (Nocedal and Wright, 2006, eq. 6.17). Skipped where s'y <= 0, which keeps B positive definite.
    Returns the path, shape (steps + 1, d).
    """
    B, before = None, None

    def step(x, g):
        nonlocal B, before
        if before is None:
            B = np.eye(x.size)
        else:
            s, y = x - before[0], g - before[1]
            if s @ y > 1e-12 * np.linalg.norm(s) * np.linalg.norm(y):
                V = np.eye(x.size) - np.outer(y, s) / (s @ y)
                B = V.T @ B @ V + np.outer(s, s) / (s @ y)
        before = x, g
        direction = -B @ g
        return backtracking(f, g, x, direction) * direction

    return _descend(step, gradient, x0, tolerance, max_steps)


def backtracking(f, g, x, direction, t=1.0, shrink=0.5, slope=1e-4):
    """Halve t until f(x + t direction) <= f(x) + slope t g'direction (Armijo, 1966); g is the gradient at x.

    Returns t, or 0.0 if 60 halvings do not suffice (then rounding, not the function, decides).

    Raises
    ------
    ValueError
        If `direction` does not point downhill.
    """
    descent = g @ direction
    if descent >= 0:
        raise ValueError(
            f"the direction points uphill (gradient'direction is {descent:.3g}): no step along it lowers f"
        )
    start = f(x)
    for _ in range(60):
        if f(x + t * direction) <= start + slope * t * descent:
            return t
        t *= shrink
    return 0.0


def newton_root(f, derivative, x0, tolerance=1e-12, max_steps=50):
    """Newton's method for f(x) = 0 in one dimension: x <- x - f(x) / f'(x). Returns the path, shape (steps + 1,)."""
    path = [float(x0)]
    while abs(f(path[-1])) > tolerance and len(path) <= max_steps:
        slope = derivative(path[-1])
        if slope == 0:
            raise ZeroDivisionError(f"the tangent is flat at x = {path[-1]}: it never meets the axis")
        path.append(path[-1] - f(path[-1]) / slope)
    return np.array(path)


@np.errstate(over="ignore", invalid="ignore")  # a diverging path says so by its numbers
def _descend(step, gradient, x0, tolerance, max_steps):
    x = check_array(x0, "x0", ("d",)).astype(float)  # a copy: the start is never changed
    path = [x]
    for _ in range(max_steps):
        g = check_array(gradient(x), "gradient(x)", (x.size,), finite=False)
        if not np.linalg.norm(g) > tolerance:
            break
        x = x + step(x, g)
        if not np.isfinite(x).all():
            break
        path.append(x)
    return np.array(path)
