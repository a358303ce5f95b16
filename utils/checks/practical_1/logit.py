"""Practical 1, gaps 7 and 8: the loss of a logit, its gradient and its Hessian."""

import numpy as np

from utils.activations import sigmoid as stable_sigmoid
from utils.checks.gap import Fault, Function, Trial, gap
from utils.checks.unaided import by_itself


def classes(rng, n, d):
    """theta (d,), X (n, d) with its column of ones, labels 0/1 (n,): logits of ordinary size, three of each sign from n = 7 on."""
    while True:
        X = np.column_stack([np.ones(n), rng.normal(0.5, 1.5, size=(n, d - 1))])
        theta = 0.7 * rng.normal(size=d) + 0.2
        z = X @ theta
        if n < 7 or d == 1 or min((z > 0.2).sum(), (z < -0.2).sum()) > 2:
            return theta, X, rng.permutation(np.arange(n) % 3 == 0).astype(int)


_KINDS = "integers or floats"
EXACT = 1e-12  # a tolerance that finite differences miss, even the best
DOMAIN = {
    "n = 1": "n and d may be 1",
    "d = 1": "n and d may be 1",
    "X: large": "may be 1000",
    "X: integers": "X may hold integers",
}
THETA = {"integers in theta are refused": "theta is on its way, and holds floats: the docstring says so"}


def sizes(rng):
    """n and d of an ordinary trial: n is prime and well above d, so that a ratio of sizes tells which one it is."""
    return int(rng.choice([11, 13, 17, 19, 23, 29, 31])), int(rng.choice([4, 3, 5]))


def _sure(rng, n):
    """The same with logits near -1000 and +1000, each of them with both labels, and a few small ones between."""
    size = np.where(np.arange(n) % 5 == 4, 1, rng.uniform(800, 1000, size=n)) * np.where(np.arange(n) % 2, -1, 1)
    X = np.column_stack([np.ones(n), size, rng.normal(size=n)])
    return np.array([0.3, 1.0, 0.7]), X, np.arange(n) // 2 % 2


def _samples(*names, sure=by_itself, first=1e-9):
    """Trials of a function with these arguments; `sure` runs the one with logits near 1000, where a call is not enough.

    `first` is the tolerance of the first trial.
    """

    def trials(rng):
        def trial(theta, X, y, run=by_itself, tolerance=1e-9, /, **more):
            given = {"theta": theta, "X": X, "y": y, "sigmoid": stable_sigmoid}
            sizes = {"n": X.shape[0], "d": X.shape[1]} | more
            return Trial(sizes, {name: given[name] for name in names}, run, tolerance=tolerance)

        yield trial(*classes(rng, *sizes(rng)), by_itself, first)
        theta, X, y = classes(rng, int(rng.integers(7, 25)), int(rng.integers(3, 6)))
        yield trial(theta, X, y.astype(float))
        n, d = int(rng.integers(6, 20)), int(rng.integers(2, 6))
        X = np.column_stack([np.ones(n, dtype=int), rng.integers(-3, 4, size=(n, d - 1))])
        yield trial(rng.normal(size=d), X, np.arange(n) % 2, X="integers")
        for n, d in (1, 1), (2, int(rng.integers(3, 8))):
            yield trial(*classes(rng, n, d))
        if "y" in names:
            theta, X, y = classes(rng, int(rng.integers(5, 40)), 2)
            yield trial(theta, X, np.ones_like(y), labels="1 alone")
            yield trial(theta, X, np.zeros_like(y), labels="0 alone")
        yield trial(*_sure(rng, n=int(rng.integers(12, 40))), sure, logits="near -1000 and +1000")

    return trials


# ------------------------------------------------- 7: the loss


def logistic_loss(theta, X, y):
    z = X @ theta
    softplus = np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))
    return float(np.mean(softplus - y * z))


def _loss_trials(rng):
    yield from _samples("theta", "X", "y", sure=_not_capped)(rng)
    n = int(rng.integers(5, 30))
    y = rng.permutation(np.arange(n) % 2)
    X = np.column_stack([np.ones(n), (2 * y - 1) * rng.uniform(20.5, 22, size=n)])
    arguments = {"theta": np.array([0.0, 1.0]), "X": X, "y": y}
    yield Trial({"n": n, "logits": "near -21 and +21, all on the right side"}, arguments, tolerance=1e-4)


_CAPPED = "the loss is capped: a small number in a log, or clipping, hides how wrong a sure model is. log(1 + e^z) - y z needs none"


def _not_capped(call, theta, X, y):
    value, z = call.alone(theta=theta, X=X, y=y), X @ theta
    if np.ndim(value) == 0 and value < 0.999 * np.mean(np.logaddexp(0, z) - y * z):
        raise Fault(_CAPPED)
    return value


_SOFT, _EACH = "np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))", "softplus - y * z"
_STABLE, _LEFT = "np.exp(-np.logaddexp(0, -z))", "1 / (1 + np.exp(-z))"


def _by_probability(p, each):
    return {"    softplus": f"    p = {p}\n    softplus", _EACH: each}


LOSS = {
    "a sure sample costs nothing here, but should cost a little: keep log(1 + e^z) where z is large too, and keep float64": {
        _SOFT: "np.where(z > 20, z, np.log1p(np.exp(np.minimum(z, 20))))"
    },
    _CAPPED: [
        *(
            _by_probability(_STABLE, f"-(y * np.log(p + {small}) + (1 - y) * np.log(1 - p + {small}))")
            for small in (1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-12)
        ),
        _by_probability(f"np.clip({_STABLE}, 1e-12, 1 - 1e-12)", "-(y * np.log(p) + (1 - y) * np.log(1 - p))"),
        {"X @ theta": "np.clip(X @ theta, -500, 500)"},
    ],
    "a probability has rounded to 0 or 1, and log 0 is infinite: log(1 + e^z) - y z is the same number without probabilities": [
        _by_probability(p, each)
        for p in (_STABLE, _LEFT)
        for each in (
            "-(y * np.log(p) + (1 - y) * np.log(1 - p))",
            "-np.where(y == 1, np.log(p), np.log(1 - p))",
            "-np.log(np.where(y == 1, p, 1 - p))",
        )
    ],
    "e^z overflows: log(1 + e^z) = max(z, 0) + log(1 + e^{-|z|}), or np.logaddexp(0, z), never does": [
        {_SOFT: "np.log(1 + np.exp(z))"},
        {_EACH: "y * np.log1p(np.exp(-z)) + (1 - y) * np.log1p(np.exp(z))"},
        {_EACH: "np.log1p(np.exp((1 - 2 * y) * z))"},
    ],
    "the losses are summed: take the mean over the samples": {"np.mean": "np.sum"},
    "the sign is wrong: minus the log-likelihood is wanted, which is never negative": {"float(": "-float("},
    "this is the log-likelihood itself, a sum: minus its mean is wanted": {"float(np.mean": "-float(np.sum"},
    "only the samples with y = 1 count: those with y = 0 cost -log(1 - p)": {_EACH: "y * (softplus - z)"},
    "only the samples with y = 0 count: those with y = 1 cost -log p": {_EACH: "(1 - y) * softplus"},
    "the labels are taken for -1 and +1: here they are 0 and 1": {_EACH: "np.logaddexp(0, -y * z)"},
    "the labels are swapped: y = 1 should cost -log p, and y = 0 should cost -log(1 - p)": {"- y * z": "- (1 - y) * z"},
    "there is a factor 1/2: it belongs to the squared error, not to the cross-entropy": {"float(": "0.5 * float("},
    "it is divided by n*d, but the mean runs over the n samples alone": {f"mean({_EACH})": f"sum({_EACH}) / X.size"},
    "it is divided by d, the number of columns: the mean runs over the n samples": {
        f"mean({_EACH})": f"sum({_EACH}) / X.shape[1]"
    },
    "y has become a column, so each label meets each sample: (n, 1) * (n,) gives (n, n)": [
        {"- y *": "- y[:, np.newaxis] *"},
        {f"mean({_EACH})": "sum(softplus - y[:, np.newaxis] * z) / len(y)"},
    ],
    "this is the squared error of the probabilities: the cross-entropy takes logarithms": {
        _EACH: f"({_STABLE} - y) ** 2"
    },
    "this is half the squared error of the probabilities: the cross-entropy takes logarithms": {
        _EACH: f"({_STABLE} - y) ** 2 / 2"
    },
    "the logarithm is to base 2: the natural one is asked": {_EACH: f"({_EACH}) / np.log(2)"},
    "the logarithm is to base 10: the natural one is asked": {_EACH: f"({_EACH}) / np.log(10)"},
    "one number per sample came back: take the mean over the samples": {f"float(np.mean({_EACH}))": _EACH},
    "the label's part y z is missing: log(1 + e^z) - y z": {" - y * z": ""},
    "y z is summed, but not averaged: the mean runs over the whole bracket": {f"({_EACH})": "(softplus) - y @ z"},
    "log(1 + e^z) is summed, but not averaged: the mean runs over the whole bracket": {
        f"mean({_EACH})": "sum(softplus) - y @ z / len(y)"
    },
    "max(z, 0) is missing: log(1 + e^z) = max(z, 0) + log(1 + e^-|z|)": {"np.maximum(z, 0) + ": ""},
    "the minus is missing in log(1 + e^-|z|)": {"-np.abs": "np.abs"},
    "the absolute value is missing in log(1 + e^-|z|)": {"-np.abs(z)": "-z"},
    "one largest z is taken for all samples: np.maximum(z, 0) compares entry by entry": {
        "np.maximum(z, 0)": "max(z.max(), 0)"
    },
    "this is log(e + e^z): in np.logaddexp(0, z) the 0 stands for e^0 = 1": {_SOFT: "np.logaddexp(1, z)"},
    "the intercept is left out: use every column of X, the ones too": {"X @ theta": "X[:, 1:] @ theta[1:]"},
    "this is the hinge loss max(0, 1 - m): the cross-entropy takes logarithms": {
        _EACH: "np.maximum(0, 1 - (2 * y - 1) * z)"
    },
    "y z is added: log(1 + e^z) minus y z": {"softplus - y": "softplus + y"},
    "this is the share of wrong answers, the 0-1 loss: it has no slope to descend": {_EACH: "(z >= 0) != y"},
    "these are the samples' 0-1 losses: no slope to descend; take the cross-entropy": {
        f"float(np.mean({_EACH}))": "(z >= 0) != y"
    },
    "the sigmoid is taken twice: the formula wants the logits z": {
        "X @ theta": "np.exp(-np.logaddexp(0, -(X @ theta)))"
    },
}
logistic_loss = gap(
    Function(logistic_loss, _loss_trials, LOSS, domain=DOMAIN | {"y: floats": _KINDS}, allows=THETA),
    praise="The mean is right, and logits of 1000 do no harm.",
)


# ------------------------------------------------- 8: its gradient and its Hessian


def logistic_gradient(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    return X.T @ (p - y) / len(y)


_OVERFLOW = "e^z or e^-z overflows in a formula of your own: use the function `sigmoid` that comes in as an argument"
_OWN = [
    {"sigmoid(X @ theta)": formula}
    for formula in ("1 / (1 + np.exp(-(X @ theta)))", "np.exp(X @ theta) / (1 + np.exp(X @ theta))")
]
_SLOPE = "X.T @ (p - y) / len(y)"
GRADIENT = {
    "0/0 where p is 0 or 1, from a division by p(1 - p) or a part of it: cancel it on paper first, and p - y is left": [
        {"(p - y)": "((p - y) / (p * (1 - p)) * p * (1 - p))"},
        {"(p - y)": "(((1 - y) / (1 - p) - y / p) * p * (1 - p))"},
    ],
    _OVERFLOW: _OWN,
    "np.squeeze takes away every axis of length 1, and d may be 1": {_SLOPE: f"np.squeeze({_SLOPE})"},
    "only three parameters have an entry: X has d columns, and d need not be 3": {_SLOPE: f"({_SLOPE})[:3]"},
    "1/n is missing: the loss is a mean, and so is its gradient": {" / len(y)": ""},
    "the sign is wrong: the residual is p - y, prediction minus truth": {"p - y": "y - p"},
    "there is a p(1 - p) too many: it cancels in the cross-entropy (it stays in the squared error)": {
        "(p - y)": "((p - y) * p * (1 - p))"
    },
    "the sigmoid is missing: these are logits minus labels, not probabilities minus labels": {
        "sigmoid(X @ theta)": "X @ theta"
    },
    "a hard threshold (0 or 1) stands where the probability is asked": {"sigmoid(X @ theta)": "X @ theta >= 0"},
    "a factor 2 too many: no square is differentiated here": {"return X": "return 2 * X"},
    "a factor 1/2: it belongs to the squared error": {"len(y)": "(2 * len(y))"},
    "it is divided by n*d, but the mean runs over the n samples alone (X.size is n*d)": {"len(y)": "X.size"},
    "it is divided by d, the number of columns: the mean runs over the n samples": {"len(y)": "len(theta)"},
    "it is divided by n - 1: this is no estimate of a variance, the loss has 1/n": {"len(y)": "(len(y) - 1)"},
    "p counts as 0: was it written into an array of integers, such as a copy of y, or left out?": {
        "    return": "    p = p.astype(y.dtype)\n    return"
    },
    "only the samples with y = 1 count: those with y = 0 have residuals too": {"(p - y)": "(y * (p - 1))"},
    "only the samples with y = 0 count: those with y = 1 have residuals too": {"(p - y)": "((1 - y) * p)"},
    "the chain stops at p: the derivative of the loss by p still has to be multiplied by p(1 - p)": {
        "(p - y)": "((p - y) / (p * (1 - p)))"
    },
    "the labels are taken for -1 and +1: here they are 0 and 1": {"p - y": "p - (2 * y - 1)"},
    "the intercept's entry is left out: use every column of X, the ones too": {"X.T": "X[:, 1:].T"},
    "these are the residuals, one per sample: X^T is missing, which weights them by the features": {"X.T @ ": ""},
    "these are the bare residuals p - y, one per sample: X^T and 1/n are missing": {_SLOPE: "p - y"},
    "the sigmoid is taken twice: p = sigmoid(X theta)": {"sigmoid(X @ theta)": "sigmoid(sigmoid(X @ theta))"},
    "y is forgotten: the residual is p - y": {"(p - y)": "p"},
    "y has become a column, so each probability meets each label: p - y must have shape (n,)": {
        "p - y": "p - y[:, np.newaxis]"
    },
    "one row per sample came back: take the mean over the samples": {_SLOPE: "(p - y)[:, np.newaxis] * X"},
    "one row per sample came back: sum over the samples": {_SLOPE: "(p - y)[:, np.newaxis] * X / len(y)"},
    "the sign of the logits is wrong: p = sigmoid(X theta)": {"X @ theta": "-(X @ theta)"},
    "this is theta minus the gradient, a step: the gradient alone is asked": {"return ": "return theta - "},
}


def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    w = p * (1 - p)
    return (X * w[:, np.newaxis]).T @ X / len(X)


_W, _WEIGHTED, _CURVATURE = "p * (1 - p)", "(X * w[:, np.newaxis])", "(X * w[:, np.newaxis]).T @ X / len(X)"
HESSIAN = {
    _OVERFLOW: _OWN,
    "np.squeeze takes away every axis of length 1, and d may be 1": {_CURVATURE: f"np.squeeze({_CURVATURE})"},
    "only three parameters have a row: X has d columns, and d need not be 3": {_CURVATURE: f"({_CURVATURE})[:3, :3]"},
    "1/n is missing: the loss is a mean, and so are its second derivatives": {" / len(X)": ""},
    "the weights p(1 - p) are missing: this is X^T X/n, the Hessian of least squares": {_WEIGHTED: "X"},
    "the weights are missing, and 1/n too: this is X^T X": {_WEIGHTED: "X", " / len(X)": ""},
    "the weights are p: they should be p(1 - p), the slope of the sigmoid": {_W: "p"},
    "the weights are 1 - p: they should be p(1 - p)": {_W: "1 - p"},
    "the weights are p^2: they should be p(1 - p)": {_W: "p**2"},
    "the weights are p(1 + p): the sigmoid's slope is p(1 - p)": {_W: "p * (1 + p)"},
    "the weights are 1/4 everywhere, as at theta = 0: each sample has its own p(1 - p)": {_W: "0.25 + 0 * p"},
    "the weights are added up to one number: each row of X has its own": {_WEIGHTED: "(X * w.sum())"},
    "the weights are squared: p(1 - p) enters once, X^T D X has one D": {_W: f"({_W}) ** 2"},
    "the weights are the square roots of p(1 - p): they should be p(1 - p) itself": {_W: f"np.sqrt({_W})"},
    "one mean probability is used for all samples: each has its own p(1 - p)": {
        "    w =": "    p = 0 * p + p.mean()\n    w ="
    },
    "one mean weight is used for all samples: each has its own p(1 - p)": {_WEIGHTED: "(X * w.mean())"},
    "the sigmoid's slope is taken at z, not at p: z(1 - z)": {"sigmoid(X @ theta)": "X @ theta"},
    "the sigmoid is taken twice: p = sigmoid(X theta)": {"sigmoid(X @ theta)": "sigmoid(sigmoid(X @ theta))"},
    "the sign is wrong: the loss is convex, so its Hessian has no negative eigenvalue": {"return ": "return -"},
    "this is X X^T, samples by samples: X^T D X is parameters by parameters, (d, d)": [
        {f"{_WEIGHTED}.T @ X": "X @ X.T * w"},
        {f"{_WEIGHTED}.T @ X": "X @ X.T"},
        {f"{_WEIGHTED}.T @ X": f"{_WEIGHTED} @ X.T"},
    ],
    "only the diagonal is there: the mixed second derivatives are missing": {
        _CURVATURE: f"np.diag(np.diag({_CURVATURE}))"
    },
    "only the diagonal came back, as a vector: the whole (d, d) matrix is wanted": {
        _CURVATURE: f"np.diag({_CURVATURE})"
    },
    "it is divided by d, the number of columns: the mean runs over the n samples": {"len(X)": "len(theta)"},
    "it is divided by n*d, but the mean runs over the n samples alone (X.size is n*d)": {"len(X)": "X.size"},
    "it is divided by n - 1: this is no estimate of a variance, the loss has 1/n": {"len(X)": "(len(X) - 1)"},
    "a factor 2 too many: no square is differentiated here": {"return ": "return 2 * "},
    "the column of ones is left out: use every column of X": {"    w =": "    X = X[:, 1:]\n    w ="},
    "the input X was changed in place: `X *= ...` and `X[...] = ...` overwrite the caller's data. Make a new array": {
        "    return": "    X *= np.sqrt(w)[:, np.newaxis]\n    return"
    },
}
logistic_derivatives = gap(
    Function(
        logistic_gradient,
        _samples("theta", "X", "y", "sigmoid", first=EXACT),
        GRADIENT,
        domain=DOMAIN | {"y: floats": _KINDS},
        allows=THETA,
    ),
    Function(
        logistic_hessian,
        _samples("theta", "X", "sigmoid", first=EXACT),
        HESSIAN,
        remedies={
            "could not be broadcast": "An array (n,) lines up with columns: [:, np.newaxis] puts it beside the rows."
        },
        domain=DOMAIN,
        allows=THETA,
    ),
    name="logistic_derivatives",
    praise="The regression's gradient with p for the prediction, and a Hessian that weights each sample by p(1 - p).",
)
