"""Residual connections: a block learns what to add to its input, and the identity carries the rest (He et al., 2016)."""

from utils.network import Layer, Network


class Residual(Layer):
    """a -> a + F(a), where F is a chain of layers whose output has the shape of its input.

    Parameters
    ----------
    layers : list of layers: F, from its input to its output

    Attributes
    ----------
    block : Network, the chain F

    Source: He, Zhang, Ren and Sun (2016), Deep residual learning for image recognition, eq. 1.
    """

    def __init__(self, layers):
        self.block = Network(layers)
        self.parts = [self.block]

    def forward(self, A):
        """From a to a + F(a), both of shape (n, ...).

        Raises
        ------
        ValueError
            If F changes the shape: broadcasting would add what does not belong together.
        """
        return self._add(A, self.block.forward(A))

    def backward(self, grad_A, input_gradient=True):
        """dL/da = g + F'(a)' g: whatever F does, the gradient g passes unchanged beside it."""
        through = self.block.backward(grad_A, input_gradient)
        return grad_A + through if input_gradient else None

    def output(self, A):
        return self._add(A, self.block.output(A))

    @staticmethod
    def _add(A, F):
        if A.shape != F.shape:
            raise ValueError(
                f"the block turns shape {A.shape} into {F.shape}, but what is added must have equal shapes"
            )
        return A + F
