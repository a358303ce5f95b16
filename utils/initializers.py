"""Random first weights, scaled so that neither signals nor gradients grow or shrink from layer to layer.

Each function takes (n_out, n_in) and a `numpy.random.Generator`, and returns W of shape (n_out, n_in). Biases start at 0.
"""

import numpy as np


def glorot(n_out, n_in, rng):
    """Normal with variance 2 / (n_in + n_out), for tanh and sigmoid (Glorot and Bengio, 2010, eq. 16 asks this variance)."""
    return rng.standard_normal((n_out, n_in)) * np.sqrt(2 / (n_in + n_out))


def he(n_out, n_in, rng):
    """Normal with variance 2 / n_in, for ReLU, which halves the second moment (He et al., 2015, eq. 10)."""
    return rng.standard_normal((n_out, n_in)) * np.sqrt(2 / n_in)
