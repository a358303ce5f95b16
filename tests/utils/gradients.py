"""What tests of layers share: parameters without a 0 or a 1, and back-propagation against finite differences."""

import numpy as np

from utils.gradient_check import numerical_gradient
from utils.network import Network


def ordinary(layer, rng):
    """Give every parameter ordinary values, biases and scales too, so that no error hides behind a 0 or a 1."""
    for array in layer.arrays():
        array[...] = rng.normal(size=array.shape) * (0.5 if array.ndim == 2 else 1)
    return layer


def check_backward(layer, *inputs, rng, forward=None, tolerance=1e-8):
    """The gradient of every input and every parameter against centered differences, for a random upstream gradient.

    `forward` stands for `layer.forward(*inputs)` where there is more to say, such as a mask.
    """
    forward = forward or (lambda: layer.forward(*inputs))
    network = Network([layer])
    upstream = rng.normal(size=forward().shape)

    def compare(gradient, array):
        slow = numerical_gradient(lambda _: float((forward() * upstream).sum()), array)
        # a gradient may be 0, like that of a bias that no softmax sees: its error is measured against 0.1
        np.testing.assert_allclose(gradient, slow, rtol=0, atol=tolerance * max(np.abs(slow).max(), 0.1), strict=True)

    found = layer.backward(upstream)
    dtheta = network.dtheta.copy()
    for gradient, array in zip(found if isinstance(found, tuple) else [found], inputs, strict=True):
        compare(gradient, array)
    rest = dtheta
    for array in layer.arrays():
        compare(rest[: array.size].reshape(array.shape), array)
        rest = rest[array.size :]
    forward()
    if dtheta.size and len(inputs) == 1:
        assert layer.backward(upstream, input_gradient=False) is None  # as a first layer
    else:
        layer.backward(upstream)
    np.testing.assert_array_equal(network.dtheta, dtheta)  # nothing piles up from call to call


def check_float32(layer, X):
    """float32 comes out of every method where float32 goes in, and the gradients are float32 too."""
    Y = layer.forward(X.astype(np.float32))
    assert Y.dtype == layer.backward(Y).dtype == layer.output(X.astype(np.float32)).dtype == np.float32
    assert all(getattr(layer, f"d{name}").dtype == np.float32 for name in layer.names)
