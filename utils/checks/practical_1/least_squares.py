"""Practical 1, gaps 1, 2 and 5: polynomials, least squares and the scaling of its columns."""

import numpy as np

from utils.checks.gap import Function, Trial, gap
from utils.checks.unaided import by_itself

_INTEGERS = "may hold integers"
_DOMAIN = {"n = 1": "n and d may be 1", "d = 1": "n and d may be 1", "X: integers": _INTEGERS}
_LARGE_X = {"X: large": "of any size"}
_DERIVED = _DOMAIN | _LARGE_X | {"y: large": "of any size", "y: integers": _INTEGERS}
_THETA = {"integers in theta are refused": "theta is on its way, and holds floats: the docstring says so"}


def _regressions(rng, large=1e4):
    """(sizes, theta, X, y) in every corner of the sizes: one column, one row, wide, square; large numbers; integers."""
    n, d = int(rng.integers(11, 45)), int(rng.integers(3, 8))
    for rows, columns, scale in (n, d, 1), (2, d + 2, 1), (n + 1, 1, 1), (1, d, 1), (d, d, 1), (n, d + 1, large):
        yield {"n": rows, "d": columns}, *_regression(rng, rows, columns, scale)
    theta, X, y = _regression(rng, n + 2, d, 3)
    yield {"n": n + 2, "d": d, "X and y": "integers"}, theta, *(np.rint(part).astype(int) for part in (X, y))


def _regression(rng, n, d, scale):
    """theta (d,), X (n, d) with its column of ones, y (n,): no residual is near 0."""
    theta = rng.normal(size=d)
    X = np.column_stack([np.ones(n), scale * rng.normal(1, 2, size=(n, d - 1))])
    return theta, X, X @ theta + rng.uniform(0.5, 3, size=n) * rng.choice([-1, 1], size=n)


# ------------------------------------------------- 1: prediction


def design(x, degree):
    return np.column_stack([x**k for k in range(degree + 1)])


def _design_trials(rng):
    n = int(rng.integers(5, 20))
    for size, degree in (n, 3), (n, 1), (n + 2, 0), (1, 2), (n - 1, 6):
        x = rng.uniform(0.5, 3, size=size) * rng.choice([-1, 1], size=size)
        yield Trial({"n": size, "degree": degree}, {"x": x, "degree": degree})
    yield Trial({"n": 6, "degree": 2, "x": "integers"}, {"x": rng.integers(-5, 9, size=6), "degree": 2})
    yield Trial(
        {"n": n, "degree": 3, "x": "5 to 400"}, {"x": np.append(rng.uniform(5, 100, size=n - 1), 400.0), "degree": 3}
    )


_POWERS = "range(degree + 1)"
_COLUMNS = "The columns are 0 to degree: with degree 0 the column of ones is alone."
DESIGN = {
    "the column of ones is missing: x^0 = 1 comes first and carries the intercept": {_POWERS: "range(1, degree + 1)"},
    "the last power, x^degree, is missing: range(degree) ends at degree - 1": {_POWERS: "range(degree)"},
    "there is one power too many: the last column is x^degree": {_POWERS: "range(degree + 2)"},
    "only 1 and x are there: with degree 3 the columns x^2 and x^3 follow": {_POWERS: "range(2)"},
    "the powers always end at x^3: the last one is x^degree": {_POWERS: "range(4)"},
    "the powers run from x^1 to x^(degree + 1): they begin with x^0 = 1": {"x**k": "x ** (k + 1)"},
    "the column of ones is there twice: x^0 is one already": {"([x**k": "([np.ones(len(x))] + [x**k"},
    "the powers fall from column to column: the column of ones comes first, then x, then x^2": {
        _POWERS: "range(degree, -1, -1)"
    },
    "x is multiplied by k: the columns are the powers x^k": {"x**k": "k * x"},
    "base and exponent have changed places: the columns are x^k, not k^x": {"x**k": "np.power(float(k), x)"},
    "every column is x^degree: the exponent grows from column to column": {"x**k": "x**degree"},
    "the first column is all zeros: x^0 is 1": {"x**k": "x**k * (k > 0)"},
    "the powers stand in rows: each power is a column, and each sample a row": {"column_stack": "array"},
    "the powers stand end to end in one long row: side by side they are the columns of a matrix": {
        "column_stack": "hstack"
    },
}


def predict(X, theta):
    return X @ theta


def _predict_trials(rng):
    for sizes, theta, X, _ in _regressions(rng):
        yield Trial(sizes, {"X": X, "theta": theta}, by_itself)


PREDICT = {
    "the products are not added up: a prediction is the sum over its row, and `*` only multiplies": {"@": "*"},
    "the products are added up down the columns: a prediction is the sum over its row": {
        "X @ theta": "(X * theta).sum(axis=0)"
    },
    "the products of a row are averaged: a prediction is their sum": {"X @ theta": "X @ theta / len(theta)"},
    "the intercept is added a second time: the column of ones in X does that already": {
        "X @ theta": "X @ theta + theta[0]"
    },
    "the intercept is left out: use every column of X, the ones too": {"X @ theta": "X[:, 1:] @ theta[1:]"},
    "only the first three columns are used: the sum runs over all d of them": {"X @ theta": "X[:, :3] @ theta[:3]"},
    "the predictions became one number: each of the n samples has its own": [
        {"X @ theta": f"(X @ theta).{method}()"} for method in ("sum", "mean")
    ],
    "the predictions stand in a column: their shape is (n,), not (n, 1)": {"X @ theta": "(X @ theta)[:, np.newaxis]"},
    "Theta stands on the left: the inner sizes of (d,) @ (n, d) differ, those of (n, d) @ (d,) agree": [
        {"X @ theta": "theta @ X"},
        {"X @ theta": "np.dot(theta, X)"},
    ],
    "X is transposed: the inner sizes of (d, n) @ (d,) differ, those of (n, d) @ (d,) agree": {"X @": "X.T @"},
}


def squared_loss(theta, X, y):
    residual = X @ theta - y
    return float(residual @ residual) / (2 * len(y))


def _loss_trials(rng):
    for sizes, theta, X, y in _regressions(rng, large=30):  # so that the squares may also be multiplied out
        yield Trial(sizes, {"theta": theta, "X": X, "y": y}, by_itself)
    X, theta = np.column_stack([np.ones(6), rng.integers(-9, 9, size=(6, 2))]), rng.integers(1, 9, size=3) * 1.0
    yield Trial({"n": 6, "d": 3, "residuals": "all 0"}, {"theta": theta, "X": X, "y": X @ theta})


_SQUARES, _LOSS = "float(residual @ residual)", "float(residual @ residual) / (2 * len(y))"
LOSS = {
    "the norm is not squared: L = 1/(2n) |residual|^2, and np.linalg.norm takes a root": {
        _SQUARES: "np.linalg.norm(residual)"
    },
    "this is the root of the sum of squares: L has no root, but a factor 1/(2n)": {_LOSS: "np.linalg.norm(residual)"},
    "this is the root of the mean square: L has no root, but a factor 1/2": {_LOSS: "np.sqrt((residual**2).mean())"},
    "1/n is missing: the loss is a mean over the samples": {"(2 * len(y))": "2"},
    "1/2 is missing: L = 1/(2n) |residual|^2, so that the gradient has no 2": {"2 * len(y)": "len(y)"},
    "both 1/n and 1/2 are missing: this is the plain sum of squares": {" / (2 * len(y))": ""},
    "it is divided by n twice": {"len(y)": "len(y) ** 2"},
    "it is multiplied by n: `/ 2 * n` divides by 2 and then multiplies. Put the divisor in brackets": {
        "(2 * len(y))": "2 * len(y)"
    },
    "it is divided by n - 1: this is no estimate of a variance, the loss has 1/n": {"len(y)": "(len(y) - 1)"},
    "this is half the variance of the residuals, which subtracts their mean: square the residuals themselves": {
        _LOSS: "residual.var() / 2"
    },
    "the intercept is left out: use every column of X, the ones too": {"X @ theta": "X[:, 1:] @ theta[1:]"},
    "it is divided by n*d, but the mean runs over the n samples alone (X.size is n*d)": {"len(y)": "X.size"},
    "it is divided by d, the number of columns: the mean runs over the n samples": {"len(y)": "len(theta)"},
    "absolute values are averaged where squares belong": {_SQUARES: "np.abs(residual).sum()"},
    "the residuals are summed first and squared then, so errors cancel: square each, then sum": {
        _SQUARES: "residual.sum() ** 2"
    },
    "the residuals are averaged first and squared then, so errors cancel: square each, then take the mean": {
        _LOSS: "residual.mean() ** 2 / 2"
    },
    "predictions and truth are added: the residual is their difference": {"- y": "+ y"},
    "y is forgotten: the residual is X theta - y": {" - y": ""},
    "y has become a column, so each prediction meets each truth: (n,) - (n, 1) is an (n, n) array": [
        {"- y": "- y[:, np.newaxis]", _LOSS: loss}
        for loss in ("(residual**2).sum() / (2 * len(y))", "(residual**2).mean() / 2", "residual**2 / (2 * len(y))")
    ],
    "the sign is wrong: a sum of squares is never negative": {_SQUARES: f"-{_SQUARES}"},
    "one number per sample came back: the mean over the samples is missing": {_LOSS: "residual**2 / 2"},
    "one number per sample came back: the sum over the samples is missing": {_SQUARES: "residual**2"},
    "the residuals themselves came back: square them and take the mean": {_LOSS: "residual"},
    "the input y was changed in place: lines such as `y -= ...` write into the caller's data, so make a new array": {
        "residual = X @ theta - y": "y -= X @ theta\n    residual = y"
    },
}
prediction = gap(
    Function(
        design,
        _design_trials,
        DESIGN,
        remedies={"out of bounds": _COLUMNS},
        domain={
            "n = 1": "n may be 1",
            "degree = 0": "degree: 0, 1, 2",
            "degree = 1": "degree: 0, 1, 2",
            "x: integers": "floats or integers",
        },
    ),
    Function(predict, _predict_trials, PREDICT, domain=_DOMAIN | _LARGE_X, allows=_THETA),
    Function(squared_loss, _loss_trials, LOSS, domain=_DOMAIN | {"y: integers": _INTEGERS}, allows=_THETA),
    name="prediction",
    praise="Powers 1, x, ..., x^degree in this order, one prediction per sample, and one loss for all of them.",
)


# ------------------------------------------------- 2: gradient and Hessian


def squared_gradient(theta, X, y):
    residual = X @ theta - y
    return X.T @ residual / len(y)


def _gradient_trials(rng):
    for k, (sizes, theta, X, y) in enumerate(_regressions(rng)):
        tolerance = 1e-9 if k else 1e-12  # which finite differences with a small step miss
        yield Trial(sizes, {"theta": theta, "X": X, "y": y}, by_itself, tolerance=tolerance)


_GRADIENT = "X.T @ residual / len(y)"
GRADIENT = {
    "1/n is missing: the loss is a mean, and so is its gradient": {" / len(y)": ""},
    "a factor 2 too many: the 1/2 of the loss takes away the 2 of the square": {"X.T": "2 * X.T"},
    "both slips: a factor 2 too many, and 1/n is missing": {"X.T": "2 * X.T", " / len(y)": ""},
    "half of it: the derivative of the square brings a 2 that cancels the 1/2": {"len(y)": "(2 * len(y))"},
    "it is multiplied by n: `/ 2 * n` divides by 2 and then multiplies. The mean divides by n": {
        "len(y)": "2 * len(y)"
    },
    "the sign is wrong: the residual is X theta - y, prediction minus truth": {"X @ theta - y": "y - X @ theta"},
    "y is forgotten: the residual is X theta - y": {" - y": ""},
    "predictions and truth are added: the residual is their difference": {"- y": "+ y"},
    "it is divided by n*d, but the mean runs over the n samples alone (X.size is n*d)": {"len(y)": "X.size"},
    "it is divided by d, the number of columns: the mean runs over the n samples": {"len(y)": "len(theta)"},
    "the residuals are squared: in the derivative of a square they enter once": {"@ residual": "@ residual**2"},
    "the absolute residuals are used: their signs say which way to go": {"@ residual": "@ np.abs(residual)"},
    "only the signs of the residuals are used: this is the gradient of absolute errors": {
        "@ residual": "@ np.sign(residual)"
    },
    "only the last sample counts: a loop must add up, `+=`": {"X.T @ residual": "X[-1] * residual[-1]"},
    "only the first sample counts: the sum runs over all": {"X.T @ residual": "X[0] * residual[0]"},
    "this is theta minus the gradient, a step: only the gradient is asked for, the step comes with gradient_descent": {
        "X.T": "theta - X.T"
    },
    "with d = 1 the axis is lost: the shape is (d,) for every d, and np.squeeze drops an axis of length 1": {
        _GRADIENT: f"np.squeeze({_GRADIENT})"
    },
    "the entries are averaged into one: each parameter keeps its own slope": [
        {_GRADIENT: "np.full(len(theta), np.mean(X.T @ residual)) / len(y)"},
        {_GRADIENT: "np.mean(X.T @ residual) / len(y)"},
    ],
    "these are the residuals, one per sample: X^T is missing, which weights them by the features": {"X.T @ ": ""},
    "these are the bare residuals, one per sample: X^T and 1/n are missing": {_GRADIENT: "residual"},
    "the intercept's entry is left out: use every column of X, the ones too": {"X.T": "X[:, 1:].T"},
    "this is the gradient of the norm, not of its square: it is divided by |residual|": {
        "len(y)": "np.linalg.norm(residual)"
    },
    "one row per sample came back: take the mean over the samples": {_GRADIENT: "residual[:, np.newaxis] * X"},
    "one row per sample came back: sum over the samples": {"X.T @ residual": "residual[:, np.newaxis] * X"},
    "y has become a column, so each prediction meets each truth: X theta - y must have shape (n,)": {
        "- y": "- y[:, np.newaxis]"
    },
    "the gradient stands in a column: its shape is (d,), not (d, 1)": {_GRADIENT: f"({_GRADIENT})[:, np.newaxis]"},
    "large entries are cut off: the gradient is as large as it is": [
        {_GRADIENT: f"np.clip({_GRADIENT}, -{bound}, {bound})"} for bound in (1000, 100, 10, 5, 1)
    ],
    "the input theta was changed in place: lines such as `theta -= ...` move the caller's parameters; only the gradient is asked": {
        "    return": f"    theta -= 0.1 * {_GRADIENT}\n    return"
    },
}


def squared_hessian(X):
    return X.T @ X / len(X)


def _hessian_trials(rng):
    for sizes, _, X, _ in _regressions(rng):
        yield Trial(sizes, {"X": X}, by_itself)


_HESSIAN = "X.T @ X / len(X)"
HESSIAN = {
    "1/n is missing: the loss is a mean, and so are its second derivatives": {" / len(X)": ""},
    "a factor 2 too many: the 1/2 of the loss takes it away": {"X.T": "2 * X.T"},
    "half of it: the 2 of the square takes the 1/2 away": {"len(X)": "(2 * len(X))"},
    "this is X X^T, samples by samples; X^T X is parameters by parameters": {"X.T @ X": "X @ X.T"},
    "this is X X^T without 1/n, samples by samples; X^T X is parameters by parameters": {_HESSIAN: "X @ X.T"},
    "The transpose is missing: the inner sizes of (n, d) @ (n, d) differ": {"X.T": "X"},
    "`*` multiplies entry by entry: the product of two matrices is `@`": {"@": "*"},
    "each entry of X is squared: multiply X^T by X": {"X.T @ X": "X**2"},
    "only the diagonal is there: the mixed second derivatives are missing": {_HESSIAN: "np.diag((X**2).mean(axis=0))"},
    "only the diagonal came back, as a vector: the Hessian is a (d, d) matrix": {_HESSIAN: "(X**2).mean(axis=0)"},
    "only one triangle is filled: entry [j, i] is the same as [i, j]": [
        {_HESSIAN: f"np.{half}({_HESSIAN})"} for half in ("triu", "tril")
    ],
    "it is divided by n*d, but the mean runs over the n samples alone (X.size is n*d)": {"len(X)": "X.size"},
    "it is divided by d, the number of columns: the mean runs over the n samples": {"len(X)": "X.shape[1]"},
    "it is divided by n - 1: this is no estimate of a variance, the loss has 1/n": {"len(X)": "(len(X) - 1)"},
    "it is multiplied by n: the mean divides by it": {"/ len": "* len"},
    "`//` rounds the quotients down: divide with `/`": {"/ len": "// len"},
    "the column of ones is left out: use every column of X": {"X.T @ X ": "X[:, 1:].T @ X[:, 1:] "},
    "the sign is wrong: the parabola opens upward": {"X.T": "-X.T"},
    "the columns are centered: this is their covariance, and X^T X/n subtracts no means": {
        _HESSIAN: "np.cov(X.T, bias=True)"
    },
    "the columns are centered: this is their covariance with n - 1, and X^T X/n subtracts no means": {
        _HESSIAN: "np.cov(X.T)"
    },
    "this is the inverse of the Hessian": {_HESSIAN: f"np.linalg.inv({_HESSIAN})"},
    "with d = 1 the axes are lost: the shape is (d, d) for every d, and np.squeeze drops an axis of length 1": {
        _HESSIAN: f"np.squeeze({_HESSIAN})"
    },
}
squared_derivatives = gap(
    Function(squared_gradient, _gradient_trials, GRADIENT, domain=_DERIVED, allows=_THETA),
    Function(squared_hessian, _hessian_trials, HESSIAN, domain=_DOMAIN | _LARGE_X),
    name="squared_derivatives",
    praise="One slope per parameter, and a symmetric matrix of curvatures that is the same at every theta.",
)


# ------------------------------------------------- 5: scaling


def standardize(X_train, X):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    return (X - mean) / std


def _scaling_trials(rng):
    n_train, n = int(rng.integers(7, 16)), int(rng.integers(4, 7))
    scales, centers = np.array([0.5, 20.0, 3e3, 1e-9, 1e5]), np.array([2.0, -50.0, 8e3, 3e-9, 0.0])

    def rows(count, d, shift):
        return centers[:d] + scales[:d] * (rng.normal(size=(count, d)) + shift)

    for count, m, d in (n_train, n, 3), (n_train, n + 1, 5), (n_train + 1, n, 1), (n_train, 1, 2), (2, n, 4), (5, 5, 2):
        data = {"X_train": rows(count, d, 0), "X": rows(m, d, 0.7)}
        yield Trial({"n_train": count, "n": m, "d": d}, data, by_itself)
    data = {"X_train": rng.integers(-9, 9, size=(n_train, 2)), "X": rng.integers(-9, 9, size=(n, 2))}
    yield Trial({"n_train": n_train, "n": n, "d": 2, "both": "integers"}, data)
    both = {"X_train": rows(n_train, 3, 0)}
    yield Trial({"n": n_train, "d": 3, "X": "X_train"}, both, lambda call, X_train: call(X_train=X_train, X=X_train))


_MEAN, _STD, _SCALED = "X_train.mean(axis=0)", "X_train.std(axis=0)", "(X - mean) / std"
SCALING = {
    "X is scaled by its own mean and deviation: take both from X_train, or a firm's value depends on the other rows": {
        _MEAN: "X.mean(axis=0)",
        _STD: "X.std(axis=0)",
    },
    "X is centered by its own mean: take the mean from X_train": {_MEAN: "X.mean(axis=0)"},
    "X is divided by its own deviation: take the deviation from X_train": {_STD: "X.std(axis=0)"},
    "it is divided by the variance: the standard deviation is its root": {_STD: "X_train.var(axis=0)"},
    "it is divided by the root of the deviation: std has its root already": {_STD: "np.sqrt(X_train.std(axis=0))"},
    "the deviation has n - 1 in it: NumPy's own, X_train.std(axis=0), has n": {_STD: "X_train.std(axis=0, ddof=1)"},
    "one mean and one deviation are taken for all columns: each column has its own (axis=0)": {
        _MEAN: "X_train.mean()",
        _STD: "X_train.std()",
    },
    "one mean is taken for all columns: each column has its own (axis=0)": {_MEAN: "X_train.mean()"},
    "one deviation is taken for all columns: each column has its own (axis=0)": {_STD: "X_train.std()"},
    "it is divided by the length of the centered column: 1/n is missing under the root": {
        "/ std": "/ np.linalg.norm(X_train - mean, axis=0)"
    },
    "it is divided by the root of the mean square: the deviation is measured from the mean": {
        _STD: "np.sqrt((X_train**2).mean(axis=0))"
    },
    "X and X_train have changed places": {"    mean": "    X, X_train = X_train, X\n    mean"},
    "each row is standardized: a column is one feature, so take axis=0": {
        _MEAN: "X.mean(axis=1, keepdims=True)",
        _STD: "X.std(axis=1, keepdims=True)",
    },
    "the mean is not subtracted": {"(X - mean)": "X"},
    "the columns are centered, but not divided by their standard deviation": {" / std": ""},
    "the standardized X_train came back: scale X, with the mean and deviation of X_train": {"(X -": "(X_train -"},
    "the columns are scaled to 0 ... 1 by minimum and maximum: use mean and standard deviation": {
        _MEAN: "X_train.min(axis=0)",
        _STD: "np.ptp(X_train, axis=0)",
    },
    "it is multiplied by the deviation: divide by it": {"/ std": "* std"},
    "the division comes before the subtraction: put X - mean in brackets, then divide": {"(X - mean)": "X - mean"},
    "the mean and the deviation are taken from X_train and X together: take them from X_train alone": {
        "    mean": "    X_train = np.vstack([X_train, X])\n    mean"
    },
    "a column of ones was put in front: it comes later, here are the features alone": {
        _SCALED: f"np.column_stack([np.ones(len(X)), {_SCALED}])"
    },
    "the sign is wrong: subtract the mean from X": {"X - mean": "mean - X"},
    "the median is subtracted: subtract the mean": {_MEAN: "np.median(X_train, axis=0)"},
    "a small deviation is changed: a column of small numbers varies too, so divide by its deviation as it is": [
        *({"/ std": f"/ (std + {small})"} for small in ("1e-6", "1e-8", "1e-10", "1e-12")),
        *({"/ std": f"/ np.where(std < {small}, 1, std)"} for small in ("1e-3", "1e-6", "1e-8")),
        *({"/ std": f"/ np.maximum(std, {small})"} for small in ("1e-3", "1e-6", "1e-8")),
    ],
    "the input X was changed in place: lines such as `X -= ...` write into the caller's data, so make a new array": {
        f"    return {_SCALED}": "    X -= mean\n    X /= std\n    return X"
    },
}
standardize = gap(
    Function(
        standardize,
        _scaling_trials,
        SCALING,
        separate=True,
        domain={
            "n = 1": "d and m may be 1",
            "d = 1": "d and m may be 1",
            "X_train: integers": "both may hold integers",
            "X: integers": "both may hold integers",
        },
        allows={"X_train.shape[[]0] = 1 is refused": "a single row has no deviation: no column is constant"},
    ),
    praise="Every column is measured in standard deviations from the training mean.",
)
