"""The checks of practical 1, one a gap, and `use_reference` for a student who is stuck.

Each check draws its inputs from `seed`, with sizes that differ from each other, and compares with what `utils` gives.
The suspects are slips that people really make: each sentence stands beside the value that the slip would give.
"""

import warnings

import numpy as np

from utils import descent
from utils.activations import sigmoid as _sigmoid
from utils.checks import Case, gap, lend_gap
from utils.data import Standardizer
from utils.losses import BinaryCrossEntropy, SquaredError
from utils.validate import describe

# ------------------------------------------------- the references: adapters from this practical's functions to `utils`

_squares, _entropy = SquaredError(), BinaryCrossEntropy()


def _design(x, degree):
    return np.vander(np.asarray(x, dtype=float), degree + 1, increasing=True)


def _predict(X, theta):
    return X @ theta


def _squared_loss(theta, X, y):
    return _squares((X @ theta)[:, np.newaxis], y[:, np.newaxis])


def _squared_gradient(theta, X, y):
    return X.T @ _squares.gradient((X @ theta)[:, np.newaxis], y[:, np.newaxis])[:, 0]


def _squared_hessian(X):
    return X.T @ X / len(X)


def _gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    return descent.gradient_descent(gradient, np.asarray(theta0, dtype=float), eta, tolerance, max_steps)


def _newton(gradient, hessian, theta0, tolerance, max_steps):
    start = np.asarray(theta0, dtype=float)
    return descent.newton(gradient, hessian, start, tolerance=tolerance, max_steps=max_steps)


def _standardize(X_train, X):
    return Standardizer().fit(X_train)(X)


def _logistic_loss(theta, X, y):
    return _entropy((X @ theta)[:, np.newaxis], y[:, np.newaxis])


def _logistic_gradient(theta, X, y, sigmoid=None):
    return X.T @ _entropy.gradient((X @ theta)[:, np.newaxis], y[:, np.newaxis])[:, 0]


def _logistic_hessian(theta, X, sigmoid=None):
    return (X * _sigmoid.derivative(X @ theta)[:, np.newaxis]).T @ X / len(X)


def _boundary_points(theta, xlim, ylim):
    """The ends of the line at xlim, or at ylim where it is vertical: the points with a + s (b - a) on it."""
    if theta[2] == 0:
        return np.array([[-theta[0] / theta[1], end] for end in ylim])
    return np.array([[end, -(theta[0] + theta[1] * end) / theta[2]] for end in xlim])


def _irls_step(theta, X, y, sigmoid=None):
    step = np.linalg.solve(_logistic_hessian(theta, X), _logistic_gradient(theta, X, y))
    return theta - step  # the same point as weighted least squares on the working response


GAPS = {  # gap -> its functions
    "prediction": {"design": _design, "predict": _predict},
    "squared_loss": {"squared_loss": _squared_loss},
    "squared_gradient": {"squared_gradient": _squared_gradient},
    "squared_hessian": {"squared_hessian": _squared_hessian},
    "gradient_descent": {"gradient_descent": _gradient_descent},
    "newton": {"newton": _newton},
    "standardize": {"standardize": _standardize},
    "sigmoid": {"sigmoid": lambda z: _sigmoid(z)},
    "logistic_loss": {"logistic_loss": _logistic_loss},
    "logistic_gradient": {"logistic_gradient": _logistic_gradient},
    "logistic_hessian": {"logistic_hessian": _logistic_hessian},
    "boundary_points": {"boundary_points": _boundary_points},
    "irls_step": {"irls_step": _irls_step},
}


def use_reference(name):
    """The reference for a gap's function, for a student who is stuck: later pictures work, the gap gives no points.

    `name` is a function ("sigmoid"), or a gap with several ("prediction"), which gives them as a tuple.
    """
    return lend_gap(GAPS, name)


# ------------------------------------------------- the inputs


def _regression(rng, n=7, d=3):
    """theta (d,), X (n, d) with its column of ones, y (n,): every residual clearly away from 0."""
    X = np.column_stack([np.ones(n), rng.normal(1, 2, size=(n, d - 1))])
    theta = rng.normal(size=d)
    return theta, X, X @ theta - rng.uniform(0.5, 3, size=n) * rng.choice([-1, 1], size=n)


def _classes(rng, n=11, d=3):
    """theta, X and labels 0/1, both classes present, the logits of ordinary size."""
    X = np.column_stack([np.ones(n), rng.normal(0.5, 1.5, size=(n, d - 1))])
    y = rng.permutation(np.arange(n) % 3 == 0).astype(int)
    return rng.normal(size=d) * 0.7 + 0.2, X, y


# ------------------------------------------------- 1 to 4: least squares


@gap("prediction")
def prediction(design, predict, rng):
    """design(x, degree) -> (n, degree + 1) with columns 1, x, ..., x^degree; predict(X, theta) -> (n,)."""
    n = 7
    x = rng.uniform(0.5, 3, size=n) * rng.choice([-1, 1], size=n)
    for degree in 3, 1:
        case = Case("design", n=n, degree=degree)
        powers = _design(x, degree)
        k = np.arange(degree + 1)
        suspects = {
            "the column of ones is missing: x^0 = 1 comes first and makes the intercept": powers[:, 1:],
            f"the last power, x^{degree}, is missing: range(degree) stops at degree - 1": powers[:, :-1],
            "there is one power too many: the last column is x^degree": _design(x, degree + 1),
            "only 1 and x are there: with degree 3 the columns x^2 and x^3 follow": _design(x, 1),
            "the column of ones is there twice: x^0 makes it already": np.column_stack([np.ones(n), powers]),
            "the powers come in falling order: the column of ones stands first, then x, then x^2, up to the last": powers[
                :, ::-1
            ],
            "k times x stands where x to the power k is asked": x[:, np.newaxis] * k,
            "the powers are exchanged: x^k is asked, this is k^x": lambda: k ** x[:, np.newaxis],
            "the first column is all zeros: it should be all ones": powers * (k > 0),
        }
        got = case.call(design, x=x, degree=degree, repeat=True)
        case.same(got, powers, suspects)
    x = rng.integers(2, 9, size=5)
    case = Case("design", n=5, degree=2, x="integers")
    case.same(case.call(design, x=x, degree=2), _design(x, 2))

    theta, X, _ = _regression(rng)
    case = Case("predict", n=len(X), d=len(theta))
    suspects = {
        "the products are not added up: each sample is the sum over its row, X @ theta": X * theta,
        "the intercept is added a second time: the column of ones in X does that already": X @ theta + theta[0],
        "the intercept is left out: use every column of X, the ones too": X[:, 1:] @ theta[1:],
        "all predictions are summed: one number a sample is asked": (X @ theta).sum(),
    }
    case.same(case.call(predict, X=X, theta=theta, repeat=True), X @ theta, suspects)
    return "Powers 1, x, ..., x^degree in this order, and one prediction a sample."


@gap("squared_loss")
def squared_loss(fn, rng):
    """fn(theta, X, y) -> float: 1/(2n) |X theta - y|^2."""
    theta, X, y = _regression(rng)
    n, d = X.shape
    residual = X @ theta - y
    square = residual @ residual
    table = X @ theta - y[:, np.newaxis]
    case = Case("squared_loss", n=n, d=d)
    suspects = {
        "the norm is not squared: L = 1/(2n) |residual|^2, and np.linalg.norm takes a root": np.sqrt(square) / (2 * n),
        "the root of the sum of squares came back: no root is asked, and a mean": np.sqrt(square),
        "this is the root of the mean square: no root is asked, but a 1/2": np.sqrt(square / n),
        "1/n is missing: the loss is a mean over the samples": square / 2,
        "1/2 is missing: L = 1/(2n) |residual|^2, so that the gradient has no 2": square / n,
        "both 1/n and 1/2 are missing: this is the plain sum of squares": square,
        "it is divided by n twice": square / (2 * n**2),
        "it is multiplied by n: `/ 2 * n` divides by 2 and then multiplies. Bracket the divisor, `/ (2 * n)`": (
            square / 2 * n
        ),
        "it is divided by n - 1: this is no estimate of a variance, the loss has 1/n": square / (2 * (n - 1)),
        "this is half the variance of the residuals, which subtracts their mean: square the residuals themselves": (
            residual.var() / 2
        ),
        "the intercept is left out: use every column of X, the ones too": ((X[:, 1:] @ theta[1:] - y) ** 2).mean() / 2,
        "it is divided by n*d, but the mean runs over the n samples alone (X.size is n*d)": square / (2 * n * d),
        "it is divided by d, the number of columns: the mean runs over the n samples": square / (2 * d),
        "absolute values are averaged where squares are asked": np.abs(residual).sum() / (2 * n),
        "the residuals are summed first and squared then: errors cancel. Square each, then sum": residual.sum() ** 2
        / (2 * n),
        "the residuals are averaged first and squared then: errors cancel. Square each, then take the mean": (
            residual.mean() ** 2 / 2
        ),
        "the residual is prediction minus truth; here the two are added": ((X @ theta + y) ** 2).sum() / (2 * n),
        "y has become a column, so each prediction meets each truth: (n,) - (n, 1) gives (n, n)": (table**2).sum()
        / (2 * n),
        "y has become a column, so each prediction meets each truth: (n,) - (n, 1) gives an (n, n) array": (
            (table**2).mean() / 2
        ),
        "the sign is wrong: a sum of squares is never negative": -square / (2 * n),
        "one number a sample came back: the mean over the samples is missing": residual**2 / 2,
        "one number a sample came back: sum the squares over the samples": residual**2 / (2 * n),
        "the residuals themselves came back: square them and take the mean": residual,
    }
    case.same(case.call(fn, theta=theta, X=X, y=y, repeat=True), square / (2 * n), suspects)
    case = Case("squared_loss", n=n, d=d, residuals="all 0")
    zero = case.call(fn, theta=theta, X=X, y=X @ theta)
    if abs(zero) > 1e-12:
        case.fail(f"a perfect fit costs {zero:.3g}, but should cost 0")
    return f"1/(2n) times the sum of {n} squares."


@gap("squared_gradient")
def squared_gradient(fn, rng):
    """fn(theta, X, y) -> (d,): X'(X theta - y)/n."""
    theta, X, y = _regression(rng)
    n, d = X.shape
    residual = X @ theta - y
    right = X.T @ residual / n
    case = Case("squared_gradient", n=n, d=d)
    no_mean = X.T @ residual
    suspects = {
        "1/n is missing: the loss is a mean, and so is its gradient": no_mean,
        "a factor 2 too many: the 1/2 of the loss takes away the 2 of the square": 2 * right,
        "both slips: a factor 2 too many, and 1/n is missing": 2 * no_mean,
        "half of it: the derivative of the square brings a 2 that cancels the 1/2": right / 2,
        "the sign is wrong: the residual is X theta - y, prediction minus truth": -right,
        "y is forgotten: the residual is X theta - y": X.T @ (X @ theta) / n,
        "it is divided by n*d, but the mean runs over the n samples alone (X.size is n*d)": no_mean / (n * d),
        "it is divided by d, the number of columns: the mean runs over the n samples": no_mean / d,
        "it is multiplied by n: `/ 2 * n` divides by 2 and then multiplies. Asked is `/ n`": no_mean / 2 * n,
        "the residuals are squared: in the derivative of a square they enter once": X.T @ residual**2 / n,
        "the absolute residuals are used: their signs say which way to go": X.T @ np.abs(residual) / n,
        "only the signs of the residuals are used: this is the gradient of absolute errors": X.T
        @ np.sign(residual)
        / n,
        "only the last sample counts: a loop must add up, `+=`": X[-1] * residual[-1] / n,
        "this is theta minus the gradient, a step: the gradient alone is asked, the step comes in gap 5": theta - right,
        "the entries are averaged into one: each parameter keeps its own slope": np.full(d, no_mean.mean() / n),
        "these are the residuals, one a sample: X' is missing, which weights them by the features": residual / n,
        "these are the bare residuals, one a sample: X' and 1/n are missing": residual,
        "the intercept's entry is left out: use every column of X, the ones too": X[:, 1:].T @ residual / n,
        "this is the gradient of the norm, not of its square: it is divided by |residual|": no_mean
        / np.linalg.norm(residual),
        "one row a sample came back: take the mean over the samples": residual[:, np.newaxis] * X,
        "one row a sample came back: sum over the samples": residual[:, np.newaxis] * X / n,
        "y has become a column, so each prediction meets each truth: X theta - y must have shape (n,)": (
            X.T @ (X @ theta - y[:, np.newaxis]) / n
        ),
    }
    case.same(case.call(fn, theta=theta, X=X, y=y, repeat=True), right, suspects)
    return "X'(X theta - y)/n, one slope a parameter."


@gap("squared_hessian")
def squared_hessian(fn, rng):
    """fn(X) -> (d, d): X'X/n."""
    _, X, _ = _regression(rng)
    n, d = X.shape
    case = Case("squared_hessian", n=n, d=d)
    suspects = {
        "1/n is missing: the loss is a mean, and so are its second derivatives": X.T @ X,
        "a factor 2 too many: the 1/2 of the loss takes it away": 2 * X.T @ X / n,
        "this is X X', samples by samples; asked is X'X, parameters by parameters": X @ X.T / n,
        "this is X X' without 1/n, samples by samples; asked is X'X, parameters by parameters": X @ X.T,
        "only the diagonal is there: the mixed second derivatives are missing": np.diag((X**2).mean(axis=0)),
        "only the diagonal came back, as a vector: the whole (d, d) matrix is asked": (X**2).mean(axis=0),
        "it is divided by d, the number of columns: the mean runs over the n samples": X.T @ X / d,
        "it is divided by n - 1: this is no estimate of a variance, the loss has 1/n": X.T @ X / (n - 1),
        "it is multiplied by n: the mean divides by it": X.T @ X * n,
        "the column of ones is left out: use every column of X": X[:, 1:].T @ X[:, 1:] / n,
        "it is divided by // and so rounded down: / is asked": X.T @ X // n,
        "the sign is wrong: the parabola opens upward": -X.T @ X / n,
        "the columns are centered: this is their covariance. X'X/n subtracts no means": np.cov(X.T, bias=True),
        "the columns are centered: this is np.cov. X'X/n subtracts no means": np.cov(X.T),
        "each entry of X is squared: the product of X' with X is asked": X**2 / n,
        "this is the inverse of the Hessian": lambda: np.linalg.inv(X.T @ X / n),
    }
    case.same(case.call(fn, X=X, repeat=True), X.T @ X / n, suspects)
    return "X'X/n: symmetric, and the same at every theta."


# ------------------------------------------------- 5 and 6: descent


class _Bowl:
    """f = 1/2 (t - m)'A(t - m) + k sum log cosh(t - m): unequal curvatures, minimum at m; a parabola where k = 0."""

    def __init__(self, rng, curvatures, k=0.0):
        d = len(curvatures)
        while True:  # off-diagonal entries away from 0, since some slips divide by them
            Q, _ = np.linalg.qr(rng.normal(size=(d, d)))
            self.A = Q @ np.diag(curvatures) @ Q.T
            if np.abs(self.A).min() > 0.05 * max(curvatures):
                break
        self.m, self.k = rng.normal(size=d) + 0.3, k

    def gradient(self, theta):
        t = np.asarray(theta, dtype=float) - self.m
        return self.A @ t + self.k * np.tanh(t)

    def hessian(self, theta):
        t = np.asarray(theta, dtype=float) - self.m
        return self.A + self.k * np.diag(1 - np.tanh(t) ** 2)


def _walk(step, gradient, theta0, tolerance, max_steps, *, norm=np.linalg.norm, late=False, more=0, dtype=float):
    """A path with the named slip: another norm, the test after the step, more steps, another dtype."""
    theta = np.array(theta0, dtype=float)
    path = [theta]
    for k in range(max_steps + more):
        g = gradient(theta)
        if not late and norm(g) <= tolerance:
            break
        theta = (theta + step(theta, g, k)).astype(dtype).astype(float)
        path.append(theta)
        if late and norm(g) <= tolerance:
            break
    return np.array(path)


def _check_path(case, got, right, suspects, start, step_words):
    """Compare a path, and say how its length or its first step differs."""
    d = right.shape[1]
    case.not_none(got)
    if isinstance(got, (list, tuple)) and len(got) == 2 and np.shape(got[0]) != np.shape(got[1]):
        case.fail(f"a {type(got).__name__} of 2 came back, but the path alone is asked", "End with the path alone")
    if isinstance(got, (list, tuple)) and got and all(np.shape(point) == (d,) for point in got):
        case.fail(
            f"a {type(got).__name__} of {len(got)} points came back, but one array is asked",
            "End with `return np.array(path)`",
        )
    if isinstance(got, np.ndarray) and got.shape == (1, d) and len(right) > 2 and np.allclose(got[0], start):
        case.fail(
            "no step was made: the path holds the start alone",
            "The loop should go on while |gradient(theta)| > tolerance, and stop where it is <= tolerance",
        )
    general = {
        "only the last point came back: the whole path is asked, one row a point": right[-1],
        "the start is not on the path: its first row is theta0": right[1:],
        "the last point is not on the path: append each new point after its step": right[:-1],
        "every row is the last point: `-=` changes the one array that all rows share. Append a copy": np.repeat(
            right[-1:], len(right), axis=0
        ),
        "the points stand in columns: one row a point is asked": right.T,
    }
    if isinstance(got, np.ndarray) and got.ndim == 2 and got.shape[1] == d and len(got):
        with np.errstate(all="ignore"):
            if got.shape != right.shape or not np.allclose(got, right, rtol=1e-7, atol=1e-9):
                _suspected(case, got, suspects)
                _suspected(case, got, general)
                if np.allclose(got[0], start) and len(got) > 1 and len(right) > 1:
                    _first_step(case, got, right, step_words)
        shared = min(len(got), len(right))
        if len(got) > len(right) and np.allclose(got[:shared], right, rtol=1e-7, atol=1e-9) and not got[shared:].any():
            case.fail(
                f"the {len(got) - shared} rows after the last step are still zeros: cut them off",
                "A path has one row for the start and one for each step that was made",
            )
        if len(got) != len(right) and np.allclose(got[:shared], right[:shared], rtol=1e-7, atol=1e-9):
            advice = "The loop stops too early" if len(got) < len(right) else "The loop goes on too long"
            if len(got) == 2:
                advice += " (does `return` stand inside it?)"
            case.fail(
                f"the path has {len(got)} points, but {len(right)} are expected (the start and {len(right) - 1} steps)",
                f"{advice}: it should stop where |gradient(theta)| <= tolerance, and after max_steps at the latest",
            )
    case.same(got, right, suspects | general)


def _suspected(case, got, suspects):
    for sentence, value in suspects.items():
        value = np.asarray(value() if callable(value) else value)
        if value.shape == got.shape and np.isfinite(value).all() and np.allclose(got, value, rtol=1e-6, atol=1e-9):
            case.fail(sentence)


def _first_step(case, got, right, words):
    """A first step that is a multiple of the right one, or leads elsewhere; or a later one that does."""
    mine, asked = got[1] - got[0], right[1] - right[0]
    ratio = float(mine @ asked / (asked @ asked))
    if np.isfinite(mine).all() and not np.isclose(ratio, 1) and np.allclose(mine, ratio * asked, atol=1e-9):
        if not np.any(mine):
            case.fail("the first step does not move", words)
        case.fail(f"the first step is {ratio:.4g} times as long as it should be", words)
    shared = min(len(got), len(right))
    agree = np.isclose(got[:shared], right[:shared], rtol=1e-6, atol=1e-9).all(axis=1)
    if np.isfinite(got).all() and not agree.all():
        k = int(agree.argmin())
        which = "the first step leads" if k == 1 else f"{k - 1} step{'s are' if k > 2 else ' is'} right, the next leads"
        case.fail(f"{which} to {got[k].round(4)}, but {right[k].round(4)} is expected", words)


@gap("gradient_descent")
def gradient_descent(fn, rng):
    """fn(gradient, theta0, eta, tolerance, max_steps) -> path (steps + 1, d)."""
    _path_until_tolerance(fn, rng)
    _path_of_max_steps(fn, rng)
    bowl = _Bowl(rng, [0.5, 2.0, 5.0])
    for tolerance in 1.0, 1e-6:
        case = Case("gradient_descent", start="at the minimum", tolerance=tolerance)
        got = case.call(
            fn, gradient=bowl.gradient, theta0=bowl.m.copy(), eta=0.1, tolerance=tolerance, max_steps=5, repeat=True
        )
        case.not_none(got)
        if np.ndim(got) == 2 and len(got) > 1:
            case.fail(
                f"the path has {len(got)} points, but the start is good enough: only it is expected, shape (1, 3)",
                "Ask for |gradient(theta)| <= tolerance before each step, also before the first",
            )
        case.same(np.asarray(got), bowl.m[np.newaxis])
    halves = 2.0 ** np.arange(6, -1, -1)[:, np.newaxis]
    case = Case("gradient_descent", gradient="theta", theta0=64, eta=0.5, tolerance=1)
    got = case.call(fn, gradient=lambda t: t, theta0=halves[0], eta=0.5, tolerance=1.0, max_steps=50)
    slip = "it goes on where the norm of the gradient equals the tolerance: stop at <=, not at <"
    case.same(got, halves, {slip: np.vstack([halves, [[0.5]]])})
    case = Case("gradient_descent", max_steps=0)
    got = case.call(fn, gradient=bowl.gradient, theta0=bowl.m + 1, eta=0.1, tolerance=1e-6, max_steps=0)
    case.same(got, bowl.m[np.newaxis] + 1)
    return "It stops at the tolerance, at max_steps, and at once if the start is good; the path holds every point."


def _gd_slips(bowl, start, eta, tolerance, max_steps):
    """sentence -> the path that the slip gives"""

    def walk(step, **slip):
        return lambda: _walk(step, bowl.gradient, start, tolerance, max_steps, **slip)

    def plain(theta, g, k):
        return -eta * g

    first = bowl.gradient(start)
    stop = "it should stop where the norm of the gradient, np.linalg.norm(g), is at most the tolerance"
    return {
        "the steps go uphill: theta - eta g": walk(lambda theta, g, k: eta * g),
        "the gradient of the start is used in every step: compute it anew inside the loop": walk(
            lambda theta, g, k: -eta * first
        ),
        "the gradient is divided by its norm: the step is eta g itself, which grows short by itself": walk(
            lambda theta, g, k: -eta * g / np.linalg.norm(g)
        ),
        "eta shrinks from step to step: it should stay fixed": walk(lambda theta, g, k: -eta / (k + 1) * g),
        "eta is not used: theta - eta g": walk(lambda theta, g, k: -g),
        "these are the gradients on the way: the path holds the points": lambda: np.array(
            [bowl.gradient(theta) for theta in walk(plain)()]
        ),
        "only the sign of the gradient is used: theta - eta g": walk(lambda theta, g, k: -eta * np.sign(g)),
        "the steps are cut to whole numbers, since the start holds integers: begin with np.array(theta0, dtype=float)": (
            walk(plain, dtype=int)
        ),
        f"it stops when the step eta g is short, not when the gradient is: {stop}": walk(
            plain, norm=lambda g: eta * np.linalg.norm(g)
        ),
        f"it stops on the squared norm: {stop} (the square of 0.1 is 0.01)": walk(plain, norm=lambda g: g @ g),
        f"it stops on the largest entry of the gradient: {stop}": walk(plain, norm=lambda g: np.abs(g).max()),
        f"it stops on the sum of the gradient's entries, which cancel: {stop}": walk(plain, norm=np.sum),
        f"it stops on the sum of the absolute entries: {stop}": walk(plain, norm=lambda g: np.abs(g).sum()),
        f"it stops on the mean of the absolute entries: {stop}": walk(plain, norm=lambda g: np.abs(g).mean()),
        "the test comes after the step, so there is one step too many: first the gradient, then the test, then the step": (
            walk(plain, late=True)
        ),
        "there is one step too many: max_steps counts steps, and range(max_steps) makes as many": walk(plain, more=1),
        "there is one step too few: max_steps counts steps, so the full path has max_steps + 1 points": walk(
            plain, more=-1
        ),
        "there is no stopping rule: " + stop: walk(plain, norm=lambda g: np.inf),
    }


def _path_until_tolerance(fn, rng):
    """A run that ends by its tolerance, drawn so that each other rule would stop at another step."""
    curvatures, eta = np.array([0.6, 2.0, 5.0]), 0.3
    while True:
        bowl = _Bowl(rng, curvatures)
        start = bowl.m + rng.uniform(1, 3, size=3) * rng.choice([-1, 1], size=3)
        tolerance = float(rng.uniform(0.02, 0.2))
        right = _walk(lambda theta, g, k: -eta * g, bowl.gradient, start, tolerance, 60)
        paths = {text: path() for text, path in _gd_slips(bowl, start, eta, tolerance, 60).items()}
        rules = [len(path) for text, path in paths.items() if "stops" in text]
        if 8 < len(right) < 55 and min(rules) > 2 and len({len(right), *rules}) == len(rules) + 1:
            break
    case = Case("gradient_descent", d=3, eta=eta, tolerance=round(tolerance, 3), max_steps=60)
    got = case.call(fn, gradient=bowl.gradient, theta0=start, eta=eta, tolerance=tolerance, max_steps=60, repeat=True)
    uncut = {text: path for text, path in paths.items() if "whole numbers" not in text and "too few" not in text}
    _check_path(case, got, right, uncut, start, "One step is theta - eta g, with g = gradient(theta)")


def _path_of_max_steps(fn, rng):
    """Runs that end by max_steps, from integers too."""
    bowl = _Bowl(rng, [0.5, 2.0, 5.0])
    for start in bowl.m + rng.normal(size=3) + 2, np.array([7, -9, 8]), [6.0, 5.0, -7.0]:
        kind = "a list" if isinstance(start, list) else "integers" if start.dtype.kind == "i" else "floats"
        case = Case("gradient_descent", d=3, eta=0.1, tolerance=0, max_steps=6, theta0=kind)
        right = _walk(lambda theta, g, k: -0.1 * g, bowl.gradient, start, 0, 6)
        got = case.call(fn, gradient=bowl.gradient, theta0=start, eta=0.1, tolerance=0.0, max_steps=6)
        slips = _gd_slips(bowl, np.array(start, dtype=float), 0.1, 0, 6)
        if kind != "integers":
            slips = {text: path for text, path in slips.items() if "whole numbers" not in text}
        keep = {text: path for text, path in slips.items() if "it stops" not in text and "no stopping" not in text}
        _check_path(case, got, right, keep, start, "One step is theta - eta g, with g = gradient(theta)")


_SOLVING = {
    "1-dimensional array": "np.linalg.solve(H, g): the matrix stands first",
    "inhomogeneous": "The points have different shapes: a matrix times a vector is `@`, while `*` makes a (d, d) array",
}


@gap("newton")
def newton(fn, rng):
    """fn(gradient, hessian, theta0, tolerance, max_steps) -> path (steps + 1, d)."""
    words = "One step is theta - H^-1 g: np.linalg.solve(H, g) gives H^-1 g"
    parabola = _Bowl(rng, [0.4, 3.0, 9.0])
    start = parabola.m + rng.uniform(1, 3, size=3)
    case = Case("newton", d=3, f="a parabola", tolerance=1e-6, max_steps=8)
    case.remedies = _SOLVING
    arguments = {"gradient": parabola.gradient, "hessian": parabola.hessian, "theta0": start}
    right = _newton(parabola.gradient, parabola.hessian, start, 1e-6, 8)
    got = case.call(fn, **arguments, tolerance=1e-6, max_steps=8, repeat=True)
    slips = _newton_slips(parabola, start, 1e-6, 8)
    _check_path(case, _snap(got, parabola.m), _snap(right, parabola.m), _snapped(slips, parabola.m), start, words)

    rules = ("floats", "square"), ("floats", "step"), ("floats", "entry"), ("floats", "sum")
    for kind, rule in *rules, ("integers", "step"), ("a list", "step"):
        bowl, start, enough = _newton_until_tolerance(rng, kind, rule)
        for tolerance, cap in (enough, 12), (0.0, 3):
            case = Case("newton", d=3, f="no parabola", tolerance=float(f"{tolerance:.2g}"), max_steps=cap, theta0=kind)
            case.remedies = _SOLVING
            right = _newton(bowl.gradient, bowl.hessian, start, tolerance, cap)
            got = case.call(
                fn,
                gradient=bowl.gradient,
                hessian=bowl.hessian,
                theta0=list(start) if kind == "a list" else start,
                tolerance=tolerance,
                max_steps=cap,
            )
            slips = _newton_slips(bowl, start, tolerance, cap)
            if kind != "integers":
                slips = {text: path for text, path in slips.items() if "whole numbers" not in text}
            if not tolerance:
                slips = {text: path for text, path in slips.items() if "it stops" not in text and "no stop" not in text}
            else:
                slips = {
                    text: path for text, path in slips.items() if "too few" not in text and "too many: max" not in text
                }
            _check_path(case, got, right, slips, start, words)
    case = Case("newton", start="at the minimum", tolerance=1e-6)
    got = case.call(fn, gradient=bowl.gradient, hessian=bowl.hessian, theta0=bowl.m.copy(), tolerance=1e-6, max_steps=5)
    case.same(got, bowl.m[np.newaxis], {"a step was made though the start is good enough": np.array([bowl.m] * 2)})
    return "One step on a parabola; on another function it needs the Hessian of each point, and gets it."


def _snap(path, m):
    """A path whose points within 1e-9 of the minimum are put there: rounding differs between ways of solving."""
    if not isinstance(path, np.ndarray) or path.dtype.kind != "f" or path.ndim != 2 or path.shape[1] != len(m):
        return path
    path = np.array(path)
    path[np.abs(path - m).max(axis=1) < 1e-9] = m
    return path


def _snapped(slips, m):
    return {text: (lambda path=path: _snap(path(), m)) for text, path in slips.items()}


def _newton_until_tolerance(rng, kind, rule):
    """A problem on which a rule that looks at something else than the gradient's norm stops at another point.

    rule : "step", "square" (of the norm) or "entry" (the largest) stop one point too early, "sum" one too late
    """
    while True:
        bowl = _Bowl(rng, [4.0, 9.0, 20.0], k=12.0)
        start = bowl.m + rng.uniform(0.8, 2.0, size=3) * rng.choice([-1, 1], size=3)
        if kind == "integers":
            start = np.rint(start).astype(int)
        path = _newton(bowl.gradient, bowl.hessian, start, 0.0, 6)
        size = [float(np.linalg.norm(bowl.gradient(theta))) for theta in path]
        steps = np.linalg.norm(np.diff(path, axis=0), axis=1)
        for k in range(2, len(path) - 1):  # the right rule goes on at k and stops at k + 1
            g = np.abs(bowl.gradient(path[k]))
            low, high = {
                "step": (steps[k], size[k]),
                "square": (size[k] ** 2, min(steps[k], size[k])),
                "entry": (g.max(), size[k]),
                "sum": (size[k], g.sum()),  # here the right rule stops at k already
            }[rule]
            after = 0 if rule == "sum" else size[k + 1]
            tolerance = float(np.sqrt(max(low, after) * high))
            falling = (np.diff(size[: k + 2]) < 0).all()
            if 1.2 * tolerance > min(steps[0], np.abs(bowl.gradient(start)).mean()):
                continue  # no rule may stop at the start: that is a slip of its own
            if falling and size[k] > 1e-4 and 1.2 * low < tolerance < high / 1.2 and after < tolerance / 1.2:
                return bowl, start, tolerance


def _newton_slips(bowl, start, tolerance, max_steps):
    start = np.array(start, dtype=float)
    first, gradient_of_start = bowl.hessian(start), bowl.gradient(start)

    def newton_step(theta, g, k=0):
        return -np.linalg.solve(bowl.hessian(theta), g)

    def walk(step, **slip):
        return lambda: _walk(step, bowl.gradient, start, tolerance, max_steps, **slip)

    def short_step():
        theta = start
        path = [theta]
        for _ in range(max_steps):
            step = newton_step(theta, bowl.gradient(theta))
            if np.linalg.norm(step) <= tolerance:
                break
            theta = theta + step
            path.append(theta)
        return np.array(path)

    stop = "it should stop where the norm of the gradient is at most the tolerance"
    return {
        "the steps go uphill: theta minus H^-1 g": walk(lambda theta, g, k: -newton_step(theta, g)),
        "the Hessian of the start is used in every step: compute it anew at each point": walk(
            lambda theta, g, k: -np.linalg.solve(first, g)
        ),
        "the gradient of the start is used in every step: compute it anew inside the loop": walk(
            lambda theta, g, k: newton_step(theta, gradient_of_start), norm=lambda g: np.inf
        ),
        "H^-1 g came back without theta: the new point is theta - H^-1 g": walk(
            lambda theta, g, k: -newton_step(theta, g) - theta
        ),
        "the gradient is divided by the Hessian's diagonal entry by entry: solve the system H s = g": walk(
            lambda theta, g, k: -g / np.diag(bowl.hessian(theta))
        ),
        "1/H divides entry by entry, which is no inverse: solve the system H s = g": walk(
            lambda theta, g, k: -(1 / bowl.hessian(theta)) @ g
        ),
        "the gradient is multiplied by the Hessian, where the system H s = g should be solved": walk(
            lambda theta, g, k: -bowl.hessian(theta) @ g
        ),
        "this is a gradient step, theta - 0.1 g: the Hessian is not used": walk(lambda theta, g, k: -0.1 * g),
        "this is a gradient step, theta - g: the Hessian is not used": walk(lambda theta, g, k: -g),
        "the steps are half as long as they should be: Newton's step has length 1, without eta": walk(
            lambda theta, g, k: 0.5 * newton_step(theta, g)
        ),
        "the steps are cut to whole numbers, since the start holds integers: begin with np.array(theta0, dtype=float)": (
            walk(newton_step, dtype=int)
        ),
        "a single step is made: on a function that is no parabola the loop must go on": lambda: _walk(
            newton_step, bowl.gradient, start, tolerance, 1
        ),
        f"it stops when the step is short, not when the gradient is: {stop}": short_step,
        f"it stops on the squared norm: {stop}": walk(newton_step, norm=lambda g: g @ g),
        f"it stops on the largest entry of the gradient: {stop}": walk(newton_step, norm=lambda g: np.abs(g).max()),
        f"it stops on the sum of the absolute entries: {stop}": walk(newton_step, norm=lambda g: np.abs(g).sum()),
        f"it stops on the mean of the absolute entries: {stop}": walk(newton_step, norm=lambda g: np.abs(g).mean()),
        "the test comes after the step, so there is one step too many: first the gradient, then the test, then the step": (
            walk(newton_step, late=True)
        ),
        "there is one step too many: max_steps counts steps, and range(max_steps) makes as many": walk(
            newton_step, more=1
        ),
        "there is one step too few: max_steps counts steps, so the full path has max_steps + 1 points": walk(
            newton_step, more=-1
        ),
        "there is no stopping rule: " + stop: walk(newton_step, norm=lambda g: np.inf),
    }


# ------------------------------------------------- 7: scaling


@gap("standardize")
def standardize(fn, rng):
    """fn(X_train, X) -> (X - mean of the training columns) / their standard deviation."""
    n, m, d = 11, 5, 3
    scales, centers = np.array([0.5, 20.0, 3000.0]), np.array([2.0, -50.0, 8000.0])
    X_train = centers + scales * rng.normal(size=(n, d))
    X = centers + scales * (rng.normal(size=(m, d)) + 0.7)
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    both = np.vstack([X_train, X])
    case = Case("standardize", n_train=n, n=m, d=d)
    ones = np.ones((m, 1))
    suspects = {
        "X is scaled by its own mean and deviation: take both from X_train, or the same firm gets another value in new company": (
            (X - X.mean(axis=0)) / X.std(axis=0)
        ),
        "X is centered by its own mean: take the mean from X_train": (X - X.mean(axis=0)) / std,
        "X is divided by its own deviation: take the deviation from X_train": (X - mean) / X.std(axis=0),
        "it is divided by the variance: the standard deviation is its root": (X - mean) / X_train.var(axis=0),
        "the deviation has n - 1 in it: the convention here is NumPy's own, X_train.std(axis=0) with n": (
            (X - mean) / X_train.std(axis=0, ddof=1)
        ),
        "one mean and one deviation are taken for all columns: each column has its own (axis=0)": (X - X_train.mean())
        / X_train.std(),
        "one mean is taken for all columns: each column has its own (axis=0)": (X - X_train.mean()) / std,
        "one deviation is taken for all columns: each column has its own (axis=0)": (X - mean) / X_train.std(),
        "it is divided by the length of the centered column: 1/n is missing under the root": (X - mean)
        / np.linalg.norm(X_train - mean, axis=0),
        "it is divided by the root of the mean square: the deviation is taken from the mean, X_train.std(axis=0)": (
            (X - mean) / np.sqrt((X_train**2).mean(axis=0))
        ),
        "it is divided by the root of the deviation: std has its root already": (X - mean) / np.sqrt(std),
        "X and X_train have changed places": (X_train - X.mean(axis=0)) / X.std(axis=0),
        "each row is standardized: a column is one feature, so take axis=0": (X - X.mean(axis=1, keepdims=True))
        / X.std(axis=1, keepdims=True),
        "the mean is not subtracted": X / std,
        "the columns are centered, but not divided by their standard deviation": X - mean,
        "the standardized X_train came back: X is asked, with the mean and deviation of X_train": (X_train - mean)
        / std,
        "the columns are scaled to 0 ... 1 by minimum and maximum: mean and standard deviation are asked": (
            (X - X_train.min(axis=0)) / np.ptp(X_train, axis=0)
        ),
        "it is multiplied by the deviation: divide by it": (X - mean) * std,
        "the division comes before the subtraction: bracket (X - mean), then divide": X - mean / std,
        "the mean and the deviation are taken from X_train and X together: from X_train alone": (X - both.mean(axis=0))
        / both.std(axis=0),
        "a column of ones was put in front: it comes later, here are the features alone": np.hstack(
            [ones, (X - mean) / std]
        ),
        "the sign is wrong: X minus the mean": (mean - X) / std,
        "the median is subtracted: the mean is asked": (X - np.median(X_train, axis=0)) / std,
    }
    got = case.call(fn, X_train=X_train, X=X, repeat=True)
    case.same(got, (X - mean) / std, suspects)
    case = Case("standardize", n_train=n, n=n, d=d, X="X_train")
    case.same(case.call(fn, X_train=X_train, X=X_train), (X_train - mean) / std)
    return "Every column is measured in standard deviations from the training mean."


# ------------------------------------------------- 8 to 11: the logit


@gap("sigmoid")
def sigmoid(fn, rng):
    """fn(z) = 1/(1 + e^-z), for any z without overflow."""
    from math import erf

    n = 9
    z = rng.uniform(0.3, 3, size=n) * np.where(np.arange(n) % 2, -1, 1)
    e = np.exp(-np.abs(z))
    s = _sigmoid(z)
    case = Case("sigmoid", n=n)
    suspects = {
        "the sign of z is wrong: the sigmoid rises from 0 to 1": 1 - s,
        "this is a hard threshold, 0 or 1: the sigmoid has all values between": (z >= 0) * 1.0,
        "every value is above 1/2, as if z were |z|: where z < 0 it is e/(1 + e), with e = e^{-|z|}": 1 / (1 + e),
        "a bracket is missing: divide by (1 + e)": np.where(z >= 0, 1, e) + e,
        "this is tanh(z), between -1 and 1: the sigmoid lies between 0 and 1": np.tanh(z),
        "this is (1 + tanh z)/2, which is the sigmoid of 2z: it has tanh(z/2) in it": (1 + np.tanh(z)) / 2,
        "this is 1 + e^-z without the fraction: 1 is divided by it": 1 + np.exp(-z),
        "this is e^z/(1 - e^z) or the like: the denominator is 1 + e^-z": lambda: (
            np.where(z >= 0, 1, e) / (1 - np.exp(-np.abs(z) - 1e-9))
        ),
        "this is 1/(1 - e^-z): the sign in the denominator is plus": 1 / (1 - np.exp(-z)),
        "this is the normal distribution function (a probit): the logistic one is asked": np.array(
            [(1 + erf(value / np.sqrt(2))) / 2 for value in z]
        ),
        "this is the derivative p(1 - p), not p": s * (1 - s),
        "this is the odds e^z: divide by 1 + e^z": np.exp(z),
        "this is a softmax over all entries: each z has a sigmoid of its own": np.exp(z) / np.exp(z).sum(),
    }
    case.same(case.call(fn, z=z, repeat=True), s, suspects)
    table = rng.normal(size=(3, 2))
    case.same(case.call(fn, z=table), _sigmoid(table))
    _check_tails(fn)
    return "Right in the middle, and in both tails without a warning: sigmoid(-700) = 1e-304."


def _check_tails(fn):
    noisy = {}
    for side in -1, 1:
        z = np.array([1.0, 1000.0]) * side
        case = Case("sigmoid", z=f"{z[1]:+.0f}")
        got = case.call(fn, z=z)
        noisy[side] = bool(case.warned) or not np.isfinite(np.asarray(got, dtype=float)).all()
    case = Case("sigmoid", z="-1000 and +1000")
    if noisy[-1] and noisy[1]:
        case.fail(
            "both tails overflow",
            "np.where and its like compute both formulas for every entry, also where they are not used: "
            "use e = e^{-|z|}, which is never above 1, or compute each formula on its own entries alone",
        )
    if noisy[-1]:
        case.fail("it overflows at z = -1000, in e^{-z}", "Where z < 0 use e^z / (1 + e^z), which is the same number")
    if noisy[1]:
        case.fail("it overflows at z = +1000, in e^z", "Where z >= 0 use 1 / (1 + e^{-z}), which is the same number")
    case = Case("sigmoid", z="-1000 and +1000")
    got = np.asarray(case.call(fn, z=np.array([-1000.0, 1000.0])), dtype=float)
    if np.abs(got - [0, 1]).max() > 0.01:
        case.fail(
            f"{got[0]:.3g} and {got[1]:.3g} came back, but 0 and 1 are expected",
            "Does np.nan_to_num hide an inf/inf? Use each formula where it is safe, then there is nothing to hide",
        )
    case = Case("sigmoid", z="-700 ... 700")
    z = np.array([-700.0, -300.0, -40.0, -30.0, 30.0, 700.0])
    got = np.asarray(case.call(fn, z=z), dtype=float)
    right = _sigmoid(z)
    share = np.abs(got - right) / right
    if share.max() > 1e-6:
        k = int(share.argmax())
        case.fail(
            f"the tail is cut off: sigmoid({z[k]:g}) is {right[k]:.3g}, yours is {got[k]:.3g}",
            "Is z clipped, a small number added, or 1 - (nearly 1) computed? Use e^z / (1 + e^z) where z < 0",
        )
    case.same(got, right)


@gap("logistic_loss")
def logistic_loss(fn, rng):
    """fn(theta, X, y) -> float: the mean of log(1 + e^z) - y z with z = X theta."""
    theta, X, y = _classes(rng)
    n, d = X.shape
    z = X @ theta
    p, soft = _sigmoid(z), np.logaddexp(0, z)
    each = soft - y * z
    case = Case("logistic_loss", n=n, d=d)
    suspects = {
        "the losses are summed: take the mean over the samples": each.sum(),
        "the sign is wrong: minus the log-likelihood is asked, which is never negative": -each.mean(),
        "this is the log-likelihood itself, a sum: minus its mean is asked": -each.sum(),
        "only the samples with y = 1 count: those with y = 0 cost -log(1 - p)": (y * np.logaddexp(0, -z)).mean(),
        "only the samples with y = 0 count: those with y = 1 cost -log p": ((1 - y) * soft).mean(),
        "the labels are taken for -1 and +1: here they are 0 and 1": np.logaddexp(0, -y * z).mean(),
        "the labels are swapped: y = 1 should cost -log p, and y = 0 should cost -log(1 - p)": (
            soft - (1 - y) * z
        ).mean(),
        "there is a factor 1/2: it belongs to the squared error, not to the cross-entropy": each.mean() / 2,
        "it is divided by n*d, but the mean runs over the n samples alone": each.sum() / (n * d),
        "y has become a column, so each label meets each sample: (n, 1) * (n,) gives (n, n)": (
            soft - y[:, np.newaxis] * z
        ).mean(),
        "y has become a column, and the (n, n) products are summed": (soft - y[:, np.newaxis] * z).sum() / n,
        "this is the squared error of the probabilities: the cross-entropy takes logarithms": ((p - y) ** 2).mean(),
        "this is half the squared error of the probabilities: the cross-entropy takes logarithms": ((p - y) ** 2).mean()
        / 2,
        "the logarithm is to base 2: the natural one is asked": each.mean() / np.log(2),
        "the logarithm is to base 10: the natural one is asked": each.mean() / np.log(10),
        "one number a sample came back: take the mean over the samples": each,
        "the label's part y z is missing: log(1 + e^z) - y z": soft.mean(),
        "y z is summed, but not averaged: the mean runs over the whole bracket": soft.mean() - y @ z,
        "log(1 + e^z) is summed, but not averaged: the mean runs over the whole bracket": soft.sum() - y @ z / n,
        "max(z, 0) is missing: log(1 + e^z) = max(z, 0) + log(1 + e^-|z|)": (soft - np.maximum(z, 0) - y * z).mean(),
        "the minus is missing in log(1 + e^-|z|)": (np.maximum(z, 0) + np.logaddexp(0, np.abs(z)) - y * z).mean(),
        "one largest z is taken for all samples: np.maximum(z, 0) compares entry by entry": (
            max(z.max(), 0) + np.logaddexp(0, -np.abs(z)) - y * z
        ).mean(),
        "this is log(e + e^z): in np.logaddexp(0, z) the 0 stands for e^0 = 1": (np.logaddexp(1, z) - y * z).mean(),
        "the intercept is left out: use every column of X, the ones too": (
            np.logaddexp(0, z - theta[0]) - y * (z - theta[0])
        ).mean(),
        "this is the hinge loss max(0, 1 - m): the cross-entropy takes logarithms": np.maximum(
            0, 1 - (2 * y - 1) * z
        ).mean(),
        "y z is added: log(1 + e^z) minus y z": (soft + y * z).mean(),
        "this is the share of wrong answers, the 0-1 loss: it has no slope to descend": ((z >= 0) != y).mean(),
        "these are the samples' 0-1 losses: no slope to descend; take the cross-entropy": ((z >= 0) != y) * 1.0,
        "the sigmoid is taken twice: the formula wants the logits z": (np.logaddexp(0, p) - y * p).mean(),
    }
    got = case.call(fn, theta=theta, X=X, y=y, repeat=True)
    if isinstance(got, np.ndarray) and got.dtype == bool:
        got = got.astype(float)
    case.same(got, float(each.mean()), suspects)
    case.same(case.call(fn, theta=theta, X=X, y=y.astype(float)), float(each.mean()), suspects)

    size = rng.uniform(700, 1000, size=n) * np.where(np.arange(n) % 2, -1, 1)
    X = np.column_stack([np.ones(n), size, rng.normal(size=n)])
    theta = np.array([0.3, 1.0, 0.7])
    case = Case("logistic_loss", n=n, d=d, logits="near -1000 and +1000")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = case.call(fn, theta=theta, X=X, y=y)
    right = _logistic_loss(theta, X, y)
    if np.ndim(value) == 0 and not np.isfinite(value):
        texts = " ".join(str(w.message) for w in case.warned)
        case.warned = []
        if "exp" in texts:
            case.fail(
                f"the loss is {value}: e^z overflows",
                "log(1 + e^z) = max(z, 0) + log(1 + e^{-|z|}), or np.logaddexp(0, z), never overflows",
            )
        case.fail(
            f"the loss is {value}: a probability has rounded to 0, and log 0 is infinite",
            "Form no probabilities: log(1 + e^z) - y z is the same number, and finite",
        )
    if np.ndim(value) == 0 and value < right * (1 - 1e-6):
        case.warned = []
        case.fail(
            f"the loss is {value:.4g}, but {right:.4g} is expected: it is capped",
            "A small number inside a logarithm, or clipped probabilities, hide how wrong a sure model is: "
            "use log(1 + e^z) - y z, which needs neither",
        )
    case.same(value, right)
    return "The mean is right, and logits of 1000 do no harm."


@gap("logistic_gradient")
def logistic_gradient(fn, rng):
    """fn(theta, X, y, sigmoid) -> (d,): X'(p - y)/n."""
    theta, X, y = _classes(rng)
    n, d = X.shape
    z = X @ theta
    p = _sigmoid(z)
    total = X.T @ (p - y)
    case = Case("logistic_gradient", n=n, d=d)
    suspects = {
        "1/n is missing: the loss is a mean, and so is its gradient": total,
        "the sign is wrong: the residual is p - y, prediction minus truth": -total / n,
        "there is a p(1 - p) too many: it cancels in the cross-entropy (it stays in the squared error)": X.T
        @ ((p - y) * p * (1 - p))
        / n,
        "the sigmoid is missing: these are logits minus labels, not probabilities minus labels": X.T @ (z - y) / n,
        "a hard threshold (0 or 1) stands where the probability is asked": X.T @ ((z >= 0) - y) / n,
        "a factor 2 too many: no square is differentiated here": 2 * total / n,
        "it is divided by n*d, but the mean runs over the n samples alone (X.size is n*d)": total / (n * d),
        "it is divided by d, the number of columns: the mean runs over the n samples": total / d,
        "a factor 1/2: it belongs to the squared error": total / (2 * n),
        "the probabilities are cut to 0: an array of integers (a copy of y?) was filled": -X.T @ y / n,
        "only the samples with y = 1 count": X.T @ (y * (p - 1)) / n,
        "only the samples with y = 0 count": X.T @ ((1 - y) * p) / n,
        "the chain stops at p: the derivative of the loss by p still has to be multiplied by p(1 - p)": X.T
        @ ((p - y) / (p * (1 - p)))
        / n,
        "the labels are taken for -1 and +1: here they are 0 and 1": X.T @ (p - (2 * y - 1)) / n,
        "the intercept's entry is left out: use every column of X, the ones too": X[:, 1:].T @ (p - y) / n,
        "these are the residuals, one a sample: X' is missing, which weights them by the features": (p - y) / n,
        "these are the bare residuals p - y, one a sample: X' and 1/n are missing": p - y,
        "the sigmoid is taken twice": X.T @ (_sigmoid(p) - y) / n,
        "y is forgotten: the residual is p - y": X.T @ p / n,
        "y has become a column, so each probability meets each label: p - y must have shape (n,)": (
            X.T @ (p - y[:, np.newaxis]) / n
        ),
        "one row a sample came back: take the mean over the samples": (p - y)[:, np.newaxis] * X,
        "the sign of the logits is wrong: p = sigmoid(X theta)": X.T @ (1 - p - y) / n,
    }
    case.same(case.call(fn, theta=theta, X=X, y=y, sigmoid=_sigmoid, repeat=True), total / n, suspects)
    return "X'(p - y)/n, the regression's gradient with p for the prediction."


@gap("logistic_hessian")
def logistic_hessian(fn, rng):
    """fn(theta, X, sigmoid) -> (d, d): X'DX/n with D = diag(p(1 - p))."""
    theta, X, _ = _classes(rng)
    n, d = X.shape
    p = _sigmoid(X @ theta)
    w = p * (1 - p)

    def weighted(weights):
        return (X * weights[:, np.newaxis]).T @ X / n

    right = weighted(w)
    case = Case("logistic_hessian", n=n, d=d)
    mean = p.mean()
    suspects = {
        "1/n is missing: the loss is a mean, and so are its second derivatives": right * n,
        "the weights p(1 - p) are missing: this is X'X/n, the Hessian of least squares": X.T @ X / n,
        "the weights are missing, and 1/n too: this is X'X": X.T @ X,
        "the weights are p: p(1 - p) is asked, the slope of the sigmoid": weighted(p),
        "the weights are 1 - p: p(1 - p) is asked": weighted(1 - p),
        "the weights are p^2: p(1 - p) is asked": weighted(p**2),
        "the weights are 1/4 everywhere, as at theta = 0: each sample has its own p(1 - p)": X.T @ X / (4 * n),
        "the weights are added up to one number: each row of X has its own": X.T @ X * w.sum() / n,
        "the weights are squared: p(1 - p) enters once, X'DX has one D": weighted(w**2),
        "the weights are the roots of p(1 - p)": weighted(np.sqrt(w)),
        "the sign is wrong: the loss is convex, so its Hessian has no negative eigenvalue": -right,
        "one mean probability is used for all samples: each has its own p(1 - p)": X.T @ X * mean * (1 - mean) / n,
        "one mean weight is used for all samples: each has its own p(1 - p)": X.T @ X * w.mean() / n,
        "this is X X', samples by samples; asked is X'DX, parameters by parameters": X @ X.T * w / n,
        "this is X X', samples by samples; asked is X'DX, parameters by parameters (d by d)": X @ X.T / n,
        "only the diagonal is there: the mixed second derivatives are missing": np.diag(np.diag(right)),
        "the weights are p(1 + p): the sigmoid's slope is p(1 - p)": weighted(p * (1 + p)),
        "it is divided by d, the number of columns: the mean runs over the n samples": right * n / d,
        "the sigmoid's slope is taken at z, not at p: z(1 - z)": weighted((X @ theta) * (1 - X @ theta)),
    }
    case.same(case.call(fn, theta=theta, X=X, sigmoid=_sigmoid, repeat=True), right, suspects)
    return "X'DX/n: symmetric, with every eigenvalue positive."


# ------------------------------------------------- 12: the line


@gap("boundary_points")
def boundary_points(fn, rng):
    """fn(theta, xlim, ylim) -> (2, 2): the two ends of theta_0 + theta_1 x_1 + theta_2 x_2 = 0."""
    xlim, ylim = (-1.5, 4.0), (-3.0, 2.0)
    signs = rng.choice([-1, 1], size=3)
    general = rng.uniform(0.5, 2, size=3) * signs
    _check_line(fn, general, xlim, ylim, "slanted")
    flat = general * [1, 0, 1]
    _check_line(fn, flat, xlim, ylim, "horizontal")
    steep = general * [1, 1, 0.03]
    _check_line(fn, steep, xlim, ylim, "steep, theta_2 small but not 0")
    for theta in general * [1, 1, 0], np.array([2, -4, 0]):
        _check_line(fn, theta, xlim, ylim, "vertical, theta_2 = 0")
    return "Slanted, horizontal, steep and vertical lines end where they should."


def _check_line(fn, theta, xlim, ylim, kind):
    case = Case("boundary_points", line=kind)
    got = case.call(fn, theta=theta, xlim=xlim, ylim=ylim, repeat=True)
    case.not_none(got)
    right = _boundary_points(theta, xlim, ylim)
    if isinstance(got, np.ndarray) and got.shape == (2, 2) and np.allclose(got[::-1], right):
        got = got[::-1]  # either end may come first
    t0, t1, t2 = (float(value) for value in theta)
    ends = np.array(xlim)
    if isinstance(got, np.ndarray) and got.shape == (2, 2) and not np.isfinite(got).all():
        what = "a vertical line" if t2 == 0 else "a horizontal line"
        case.warned = []
        case.fail(
            f"{what} gives {'nan' if np.isnan(got).any() else 'inf'}: a division by theta_{2 if t2 == 0 else 1} = 0",
            "Where theta_2 = 0 the line is vertical: x_1 = -theta_0/theta_1, between the two ends of ylim",
        )
    if t2:

        def at(heights):
            return lambda: np.column_stack([ends, heights()])

        suspects = {
            "the intercept theta_0 is missing": at(lambda: -t1 * ends / t2),
            "the sign of the slope is wrong: solve theta_0 + theta_1 x_1 + theta_2 x_2 = 0 for x_2": at(
                lambda: -(t0 - t1 * ends) / t2
            ),
            "the sign is wrong: x_2 = -(theta_0 + theta_1 x_1)/theta_2": at(lambda: (t0 + t1 * ends) / t2),
            "the weights theta_1 and theta_2 have changed places": at(lambda: -(t0 + t2 * ends) / t1),
            "theta's last entry is taken for the intercept: theta_0 is, the first": at(lambda: -(t2 + t0 * ends) / t1),
            "this is the line where z = 1; the boundary, p = 1/2, is where z = 0": at(
                lambda: (1 - t0 - t1 * ends) / t2
            ),
            "this is the line where z = 1/2; the boundary, p = 1/2, is where z = 0": at(
                lambda: (0.5 - t0 - t1 * ends) / t2
            ),
            "this is the direction of the weights, which stands at right angles to the line": at(
                lambda: t2 / t1 * ends
            ),
            "the division by theta_2 is missing": at(lambda: -(t0 + t1 * ends)),
            "only theta_1 x_1 is divided by theta_2: bracket -(theta_0 + theta_1 x_1), then divide": at(
                lambda: -t0 - t1 * ends / t2
            ),
            "the bracket is missing: the minus and the division belong to all of theta_0 + theta_1 x_1": at(
                lambda: -t0 + t1 * ends / t2
            ),
            "the minus reaches theta_0 alone: bracket -(theta_0 + theta_1 x_1)": at(lambda: (-t0 + t1 * ends) / t2),
            "x_2 is cut to ylim, so the line has a bend: leave it, the picture cuts it off": at(
                lambda: np.clip(-(t0 + t1 * ends) / t2, *ylim)
            ),
            "a line with theta_1 = 0 is taken for a vertical one: it is horizontal. Vertical is theta_2 = 0": lambda: (
                _upright(-t0 / t2, ylim)
            ),
            "the points stand in columns: one row a point, (x_1, x_2)": right.T,
            "x_1 and x_2 have changed places: a row is (x_1, x_2)": right[:, ::-1],
            "the line is cut at ylim: it should end where x_1 is at the ends of xlim": np.array(
                [[-(t0 + t2 * end) / t1 if t1 else np.inf, end] for end in ylim]
            ),
            "a small theta_2 is taken for 0: only theta_2 = 0 makes the line vertical": lambda: np.array(
                [[-t0 / t1, end] for end in ylim]
            ),
        }
    else:
        suspects = {
            "the vertical line stands at theta_0: it stands where theta_0 + theta_1 x_1 = 0": _upright(t0, ylim),
            "the vertical line has the wrong sign: it stands at x_1 = -theta_0/theta_1": _upright(t0 / t1, ylim),
            "the vertical line stands at -theta_0: divide by theta_1": _upright(-t0, ylim),
            "the vertical line stands at -theta_1/theta_0: it is the other way round": _upright(-t1 / t0, ylim),
            "the vertical line ends at xlim: its x_1 is fixed, so it goes from one end of ylim to the other": _upright(
                -t0 / t1, xlim
            ),
            "the vertical line stands at 0: the intercept moves it to -theta_0/theta_1": _upright(0.0, ylim),
            "the points stand in columns: one row a point, (x_1, x_2)": right.T,
            "x_1 and x_2 have changed places: a row is (x_1, x_2)": right[:, ::-1],
        }
        if isinstance(got, np.ndarray) and got.shape == (2, 2) and np.abs(got).max() > 1e6:
            case.fail(
                f"a point at {np.abs(got).max():.1e} came back: a small number stands where theta_2 = 0 divided",
                "Where theta_2 = 0 the line is vertical: x_1 = -theta_0/theta_1, between the two ends of ylim",
            )
    flipped = {}
    for text, value in suspects.items():  # the same slip, with the other end first
        flipped[text + " "] = lambda value=value: np.asarray(value() if callable(value) else value)[::-1]
    if isinstance(got, np.ndarray) and got.shape != (2, 2):
        case.fail(f"the shape is {describe(got.shape)}, but (2, 2) is expected", "Two points, one row (x_1, x_2) each")
    case.same(got, right, suspects | flipped)


def _upright(x, ends):
    return np.array([[x, end] for end in ends])


# ------------------------------------------------- optional: Newton as weighted least squares


@gap("irls_step")
def irls_step(fn, rng):
    """fn(theta, X, y, sigmoid) -> (d,): weighted least squares of the working response."""
    theta, X, y = _classes(rng, n=13)
    n, d = X.shape
    p = _sigmoid(X @ theta)
    w = p * (1 - p)
    r = X @ theta + (y - p) / w
    case = Case("irls_step", n=n, d=d)

    def fit(weights, response):
        return lambda: np.linalg.solve((X * weights[:, np.newaxis]).T @ X, X.T @ (weights * response))

    suspects = {
        "the weights p(1 - p) are missing: this is ordinary least squares of the working response": fit(np.ones(n), r),
        "the weights stand on one side only: in (X'WX) theta = X'W r both sides have W": lambda: np.linalg.solve(
            (X * w[:, np.newaxis]).T @ X, X.T @ r
        ),
        "the weights stand on the right only: in (X'WX) theta = X'W r both sides have W": lambda: np.linalg.solve(
            X.T @ X, X.T @ (w * r)
        ),
        "the labels y are fitted: the working response is r = X theta + (y - p)/w": fit(w, y),
        "this is the step alone: X theta is missing in the working response": fit(w, (y - p) / w),
        "y - p is not divided by w in the working response": fit(w, X @ theta + y - p),
        "the sign of y - p is wrong in the working response": fit(w, X @ theta - (y - p) / w),
        "y - p is multiplied by w in the working response: divide by it": fit(w, X @ theta + (y - p) * w),
        "a bracket too many: in the working response y - p alone is divided by w": fit(w, (X @ theta + y - p) / w),
        "1/n stands on one side only: it cancels, so leave it out on both": n * _irls_step(theta, X, y),
        "the weights are squared: X and r are both multiplied by w. Multiply both by its root": fit(w**2, r),
        "the weights are the roots of p(1 - p)": fit(np.sqrt(w), r),
        "the weights are p: p(1 - p) is asked": fit(p, r),
        "this is the old theta": theta,
        "this is a gradient step: solve the weighted least squares instead": theta - X.T @ (p - y) / n,
    }
    got = case.call(fn, theta=theta, X=X, y=y, sigmoid=_sigmoid, repeat=True)
    case.same(got, _irls_step(theta, X, y), suspects, tolerance=1e-6)
    return "The weighted least squares of the working response is Newton's step on the logit."
