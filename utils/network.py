"""A chain of layers of any kind, and what all layers share: parameters that are windows on one vector theta.

A layer has three methods. `forward(A)` keeps what its derivative needs; `backward(grad_A, input_gradient=True)` goes from
dL/da^l to dL/da^{l-1} and leaves the gradients of the parameters; `output(A)` is the layer in use, not in training: no
cache is written, and what chance or the batch did while training (dropout, batch normalisation) is replaced by its mean.
"""

import numpy as np

from utils.validate import check_array


class Parameter:
    """An array that belongs to a layer: `layer.W = values` copies the values into it, so that whoever shares it sees them.

    A layer with a parameter `W` keeps dL/dW in `dW`, an array of the same shape.
    """

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, layer, owner=None):
        return layer.__dict__[self.name]

    def __set__(self, layer, value):
        if self.name not in layer.__dict__:  # the first assignment, in __init__
            layer.__dict__[self.name] = value
            setattr(layer, "d" + self.name, np.zeros_like(value))
        else:
            array = layer.__dict__[self.name]
            array[...] = check_array(value, self.name, array.shape)


class Layer:
    """What all layers share. A layer without parameters needs nothing of it but its three methods."""

    @property
    def names(self):
        """The names of the layer's own parameters, in the order of their definition: ["W", "b"]."""
        return [
            name
            for kind in reversed(type(self).__mro__)
            for name, it in vars(kind).items()
            if isinstance(it, Parameter)
        ]

    @property
    def parts(self):
        """The layers inside this one, whose parameters come after its own; a plain layer has none."""
        return []

    def arrays(self):
        """Every parameter array: the layer's own, then those of its parts."""
        return [getattr(self, name) for name in self.names] + [array for part in self.parts for array in part.arrays()]

    def share(self, theta, dtheta, start):
        """Make the parameters and their gradients windows on theta and dtheta from index `start`; returns the index after them."""
        for name in self.names:
            shape = getattr(self, name).shape
            stop = start + getattr(self, name).size
            self.__dict__[name] = theta[start:stop].reshape(shape)
            self.__dict__["d" + name] = dtheta[start:stop].reshape(shape)
            start = stop
        for part in self.parts:
            start = part.share(theta, dtheta, start)
        return start


class Network(Layer):
    """A chain of layers: the output of one is the input of the next. A network is a layer too, so it can be part of another.

    Parameters
    ----------
    layers : list of layers, from input to output

    Attributes
    ----------
    theta, dtheta : ndarrays of shape (P,)
        All P parameters as one vector, and dL/dtheta after `backward`. Every W_l and b_l is a window on a part of theta, so
        the optimizer has one array to move, which is what makes small batches fast; `theta.copy()` saves the whole network.
    input_shape : tuple, optional
        The shape that `output` and `train` demand of X, such as ("n", 1, 8, 8); not checked where it is None.
    """

    input_shape = None

    def __init__(self, layers):
        self.layers = list(layers)
        self._tie()

    @property
    def parts(self):
        return self.layers

    def share(self, theta, dtheta, start):
        stop = super().share(theta, dtheta, start)
        self.theta, self.dtheta = theta[start:stop], dtheta[start:stop]
        return stop

    def _tie(self):
        arrays = self.arrays()
        theta = np.concatenate([array.ravel() for array in arrays]) if arrays else np.zeros(0)
        self.share(theta, np.zeros_like(theta), 0)

    def __setstate__(self, state):
        self.__dict__.update(state)
        self._tie()  # copy.deepcopy and pickle copy arrays one by one: make the windows again

    def forward(self, X):
        """The forward algorithm: a^0 = x, then layer by layer up to a^L. X has shape (n, ...); returns (n, ...)."""
        A = X
        for layer in self.layers:
            A = layer.forward(A)
        return A

    def backward(self, grad_A, input_gradient=False):
        """Back-propagation from dL/da^L, of the output's shape; call `forward` first. Fills dtheta, that is every dW and db.

        With `input_gradient` it goes one product further and returns dL/da^0 = dL/dx, of the input's shape.
        """
        for layer in reversed(self.layers[1:]):
            grad_A = layer.backward(grad_A, True)
        return self.layers[0].backward(grad_A, input_gradient)

    @property
    def parameters(self):
        """[theta]: what an optimizer changes in place."""
        return [self.theta]

    @property
    def gradients(self):
        """[dtheta] of the last `backward`, in the order of `parameters`."""
        return [self.dtheta]

    def output(self, X):
        """Like `forward`, for people: X is checked first (shape, no NaN) and the layers' caches are left alone."""
        A = X if self.input_shape is None else check_array(X, "X", self.input_shape)
        for layer in self.layers:
            A = layer.output(A)
        return A

    def predict(self, X):
        """The class of each row of X, shape (n,): the largest output, or, with a single output, whether its logit is >= 0."""
        Z = self.output(X)
        return Z.argmax(axis=1) if Z.shape[1] > 1 else (Z[:, 0] >= 0).astype(int)
