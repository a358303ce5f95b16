"""Functions of two parameters on which the paths of optimizers can be drawn, each with its gradient and Hessian.

The optimizers are the classes that train networks: a point of the plane is the list of parameters [theta].
"""

import numpy as np

from utils.activations import sigmoid, softplus
from utils.validate import check_array, check_labels


class Quadratic:
    """f(theta) = 1/2 (theta - minimum)' A (theta - minimum), where A has the given curvatures as eigenvalues.

    Parameters
    ----------
    curvatures : sequence of d positive numbers; their largest ratio is the condition number
    angle : float, radians; for d = 2 the axes of the ellipses are turned by it
    minimum : sequence of d numbers, by default the origin

    Examples
    --------
    >>> f = Quadratic([1, 50])
    >>> float(f([9, 1])), f.gradient([9, 1]).tolist()
    (65.5, [9.0, 50.0])
    """

    def __init__(self, curvatures, angle=0.0, minimum=None):
        curvatures = check_array(curvatures, "curvatures", ("d",))
        self.A = np.diag(curvatures).astype(float)
        if angle:
            R = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
            self.A = R @ self.A @ R.T
        self.minimum = np.zeros(len(curvatures)) if minimum is None else np.array(minimum, dtype=float)

    def __call__(self, theta):
        """f at one point, shape (d,), or at the rows of an array of shape (m, d)."""
        D = np.asarray(theta) - self.minimum
        return 0.5 * (D @ self.A * D).sum(axis=-1)  # A is symmetric

    def gradient(self, theta):
        """A (theta - minimum), shape (d,)."""
        return self.A @ (np.asarray(theta) - self.minimum)

    def hessian(self, theta):
        """A, at every point; shape (d, d)."""
        return self.A.copy()


class Rosenbrock:
    """(1 - theta_1)^2 + 100 (theta_2 - theta_1^2)^2: a bent valley with minimum 0 at (1, 1) (Rosenbrock, 1960)."""

    minimum = np.array([1.0, 1.0])

    def __call__(self, theta):
        x, y = np.moveaxis(np.asarray(theta, dtype=float), -1, 0)
        return (1 - x) ** 2 + 100 * (y - x * x) ** 2

    def gradient(self, theta):
        x, y = theta
        return np.array([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)])

    def hessian(self, theta):
        x, y = theta
        return np.array([[2 - 400 * (y - 3 * x * x), -400 * x], [-400 * x, 200.0]])


class Logit:
    """The mean negative log-likelihood of a binary logit: 1/n sum_i [log(1 + e^{z_i}) - y_i z_i] with z = X theta.

    Parameters
    ----------
    X : array of shape (n, d), a column of ones included if an intercept is wanted
    y : labels 0 and 1, shape (n,)

    Attributes
    ----------
    minimum : the maximum-likelihood estimate, shape (d,), by Newton's method from zero
    """

    def __init__(self, X, y):
        self.X = check_array(X, "X", ("n", "d"))
        self.y = check_labels(y, 2, n=len(self.X))
        theta = np.zeros(self.X.shape[1])
        for _ in range(50):
            try:
                newton = np.linalg.solve(self.hessian(theta), self.gradient(theta))
            except np.linalg.LinAlgError:  # the weights run away and every p (1 - p) is 0
                break
            theta = theta - newton
            if np.abs(newton).max() < 1e-12 * max(1, np.abs(theta).max()):
                self.minimum = theta
                return
        raise ValueError("the maximum-likelihood estimate does not exist: a line separates the labels of this data")

    def __call__(self, theta):
        """L at one point, shape (d,), or at the rows of an array of shape (m, d)."""
        theta = np.asarray(theta, dtype=float)
        points = theta.reshape(-1, theta.shape[-1])
        L = np.empty(len(points))
        for k in range(0, len(points), 256):  # a few at a time: a whole grid of contours would fill the memory
            Z = points[k : k + 256] @ self.X.T
            L[k : k + 256] = softplus(Z).mean(axis=1) - Z @ self.y / len(self.y)
        return L.reshape(theta.shape[:-1])[()]

    def gradient(self, theta, rows=slice(None)):
        """The mean over `rows` (all samples, or the indices of a mini-batch) of (p_i - y_i) x_i, shape (d,)."""
        X, y = self.X[rows], self.y[rows]
        return X.T @ (sigmoid(X @ theta) - y) / len(y)

    def hessian(self, theta):
        """1/n sum_i p_i (1 - p_i) x_i x_i', shape (d, d)."""
        p = sigmoid(self.X @ theta)
        return (self.X.T * (p * (1 - p))) @ self.X / len(self.y)


def tumors():
    """569 breast tumors: X of shape (n, 2), ones and a tenth of the mean radius of the cell nuclei; y is 1 if malignant, else 0.

    The source documents no unit of the radius; the tenth brings it near 1.
    Source: Street, Wolberg and Mangasarian (1993), UCI repository, shipped with scikit-learn.
    """
    from sklearn.datasets import load_breast_cancer  # here, since importing scikit-learn takes a second

    X, benign = load_breast_cancer(return_X_y=True)
    return np.column_stack([np.ones(len(X)), X[:, 0] / 10]), 1 - benign  # column 0 is the mean radius


def trajectory(optimizer, gradient, start, steps):
    """The points that `optimizer` visits: `start` and one more a step, shape (steps + 1, d).

    Parameters
    ----------
    optimizer : a fresh object of `utils.optimizers` (one that has made steps keeps its velocity)
    gradient : callable, theta of shape (d,) -> (d,); it may draw a mini-batch or add noise
    start : sequence of d numbers, left as it is
    steps : int

    Once a point lies farther out than 1e8 the path has diverged, and the rows after it are NaN.
    """
    theta = np.array(start, dtype=float)
    path = np.full((steps + 1, len(theta)), np.nan)
    path[0] = theta
    for t in range(1, steps + 1):
        optimizer.step([theta], [gradient(theta)])
        path[t] = theta
        if not np.abs(theta).max() < 1e8:
            break
    return path
