"""Data sets of the course: small ones for pictures, and handwritten digits. Randomness comes from the `rng` passed in."""

import numpy as np

from utils.validate import check_array

XOR_X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR_Y = np.array([0, 1, 1, 0])


def xor(n, rng, noise=0.15):
    """n points around the four corners of XOR: X of shape (n, 2), y of shape (n,) with labels 0 and 1."""
    corner = rng.integers(4, size=n)
    return XOR_X[corner] + noise * rng.standard_normal((n, 2)), XOR_Y[corner]


def blobs(n, rng, n_classes=2, spread=1.0):
    """n points in `n_classes` round clouds: X of shape (n, 2), y of shape (n,)."""
    angles = 2 * np.pi * (np.arange(n_classes) + 0.25) / n_classes
    y = rng.permutation(np.arange(n) % n_classes)
    return 3 * np.column_stack([np.cos(angles), np.sin(angles)])[y] + spread * rng.standard_normal((n, 2)), y


def moons(n, rng, noise=0.15):
    """n points in two interleaved half circles: X of shape (n, 2), y of shape (n,)."""
    y = rng.permutation(np.arange(n) % 2)
    angle = np.pi * rng.random(n)
    upper = np.column_stack([np.cos(angle), np.sin(angle)])
    X = np.where(y[:, np.newaxis] == 0, upper, [1, 0.5] - upper)
    return X + noise * rng.standard_normal((n, 2)), y


def spirals(n, rng, n_classes=2, turns=1.25, noise=0.05):
    """n points along `n_classes` arms of a spiral: X of shape (n, 2), y of shape (n,)."""
    y = rng.permutation(np.arange(n) % n_classes)
    radius = np.sqrt(rng.random(n))  # evenly spread over the disc
    angle = 2 * np.pi * (turns * radius + y / n_classes)
    return radius[:, np.newaxis] * np.column_stack([np.cos(angle), np.sin(angle)]) + noise * rng.standard_normal(
        (n, 2)
    ), y


def digits(test_size=0.25, seed=0):
    """The 1797 handwritten digits of scikit-learn, 8x8 pixels, divided by 16 to lie in [0, 1].

    Split once, stratified by class, with a fixed seed: no test digit is ever trained on.

    Returns
    -------
    X_train, X_test, y_train, y_test
        Shapes (1347, 64), (450, 64), (1347,), (450,) with the default `test_size`.

    Source: Alpaydin and Kaynak (1998), UCI repository, shipped with scikit-learn.
    """
    from sklearn.datasets import load_digits  # here, since importing scikit-learn takes a second
    from sklearn.model_selection import train_test_split

    X, y = load_digits(return_X_y=True)
    return train_test_split(X / 16, y, test_size=test_size, random_state=seed, stratify=y)


def mnist(n_train=60_000, n_test=10_000):
    """The 28x28 digits of MNIST (LeCun et al., 1998) from openml.org, divided by 255; needs a network at the first call.

    Returns X_train, X_test, y_train, y_test of shapes (n_train, 784), (n_test, 784), (n_train,), (n_test,).

    Raises
    ------
    ConnectionError
        When openml.org cannot be reached; `digits()` needs no network.
    """
    from sklearn.datasets import fetch_openml

    try:
        X, y = fetch_openml("mnist_784", version=1, return_X_y=True, as_frame=False, parser="liac-arff")
    except OSError as error:
        raise ConnectionError(
            f"MNIST could not be fetched from openml.org ({error}); use digits(), which needs no network"
        ) from error
    X, y = X / 255, y.astype(int)
    return X[:n_train], X[60_000 : 60_000 + n_test], y[:n_train], y[60_000 : 60_000 + n_test]


class Standardizer:
    """x -> (x - mean) / standard deviation, column by column; fitted on the training part alone."""

    def fit(self, X):
        X = check_array(X, "X", ("n", "d"))
        self.mean = X.mean(axis=0)
        self.scale = X.std(axis=0)
        self.scale[self.scale == 0] = 1  # a constant column stays at 0
        return self

    def __call__(self, X):
        if not hasattr(self, "mean"):
            raise RuntimeError("this Standardizer has seen no data yet: call fit(X_train) first")
        return (check_array(X, "X", ("n", len(self.mean))) - self.mean) / self.scale
