"""A chain of layers of any kind, and what all layers share: parameters that are windows on one vector theta.

A layer has three methods. `forward(A)` keeps what its derivative needs; `backward(grad_A, input_gradient=True)` goes from
dL/da^l to dL/da^{l-1} and leaves the gradients of the parameters; `output(A)` is the layer in use, not in training: no
cache is written, and what chance or the batch did while training (dropout, batch normalization) is replaced by its mean.
"""

import numpy as np

from utils.validate import check_array


class Layer:
    """What all layers share: the names of their parameters, and a way to have them in common with a network.

    Attributes
    ----------
    names : tuple of str
        The layer's own parameters, such as ("W", "b"). A parameter `W` is an array, and `dW`, of its shape, is for dL/dW.
    parts : sequence of layers
        The layers inside this one, whose parameters come after its own; a plain layer has none.
    """

    names, parts = (), ()

    def __setattr__(self, name, value):
        """`layer.W = values` copies the values into the array that is there, so that whoever shares it sees them."""
        if name in self.names and name in self.__dict__:
            array = self.__dict__[name]
            array[...] = check_array(value, name, array.shape)
        else:
            object.__setattr__(self, name, value)

    def arrays(self):
        """Every parameter array: the layer's own, then those of its parts."""
        return [getattr(self, name) for name in self.names] + [array for part in self.parts for array in part.arrays()]

    def bind(self, theta, dtheta, start):
        """Make the parameters and their gradients windows on theta and dtheta from index `start`; returns the index after them."""
        for name in self.names:
            shape, stop = getattr(self, name).shape, start + getattr(self, name).size
            self.__dict__[name] = theta[start:stop].reshape(shape)
            self.__dict__[f"d{name}"] = dtheta[start:stop].reshape(shape)
            start = stop
        for part in self.parts:
            start = part.bind(theta, dtheta, start)
        return start

    def output(self, A):
        """The layer in use; `forward` itself, unless that keeps something or leaves something to chance."""
        return self.forward(A)


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
        self.parts = self.layers = list(layers)
        self.own()

    def own(self):
        """Put all parameters into one new vector theta, and make each a window on it."""
        arrays = self.arrays()
        theta = np.concatenate([array.ravel() for array in arrays]) if arrays else np.zeros(0)
        self.bind(theta, np.zeros_like(theta), 0)

    def bind(self, theta, dtheta, start):
        stop = super().bind(theta, dtheta, start)
        self.theta, self.dtheta = theta[start:stop], dtheta[start:stop]
        return stop

    def __setstate__(self, state):
        self.__dict__.update(state)
        self.own()  # copy.deepcopy and pickle copy arrays one by one: make the windows again

    def forward(self, X):
        """The forward algorithm: a^0 = x, then layer by layer up to a^L. X has shape (n, ...); returns (n, ...)."""
        A = X
        for layer in self.layers:
            A = layer.forward(A)
        return A

    def backward(self, grad_A, input_gradient=True):
        """Back-propagation from dL/da^L, of the output's shape; call `forward` first. Fills dtheta, that is every dW and db.

        Returns dL/da^0 = dL/dx, of the input's shape; without `input_gradient` it stops one product earlier, with None.
        """
        for layer in reversed(self.layers[1:]):
            grad_A = layer.backward(grad_A)
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
