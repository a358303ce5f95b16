"""Convolution of images: the definition in loops, and the same numbers from one matrix product (im2col).

Images have shape (n, c, h, w), kernels W (c_out, c_in, kh, kw), biases (c_out,). As everywhere in deep learning, the kernel
is not turned before it slides: the operation is a cross-correlation, which the field calls convolution. In memory the n
values of a pixel lie side by side, whatever the order of the axes: windows are then long runs, copied and added fast.
"""

import numpy as np
from numpy.lib.stride_tricks import as_strided

from utils.activations import identity
from utils.initializers import he
from utils.network import Layer


def pair(size):
    """(3, 3) for 3; (2, 3) for (2, 3)."""
    return (size, size) if np.isscalar(size) else tuple(size)


def output_size(size, kernel_size, stride=1, padding=0):
    """floor((size + 2 padding - kernel_size) / stride) + 1: in how many places the kernel fits, along one axis.

    Raises
    ------
    ValueError
        If the kernel fits nowhere, or if stride < 1 or padding < 0.
    """
    if stride < 1 or padding < 0:
        raise ValueError(f"stride is {stride} and padding {padding}, but they should be at least 1 and at least 0")
    if not 1 <= kernel_size <= size + 2 * padding:
        raise ValueError(
            f"a window of size {kernel_size} does not fit in {size} pixels with a padding of {padding} on both sides: "
            f"it should be between 1 and {size + 2 * padding}"
        )
    return (size + 2 * padding - kernel_size) // stride + 1


def pad(X, padding):
    """A frame of `padding` zeros around each image."""
    n, c, h, w = X.shape
    framed = np.zeros((c, h + 2 * padding, w + 2 * padding, n), dtype=X.dtype).transpose(3, 0, 1, 2)
    for m in range(0, n, 16):  # few images at once, which stay in the cache
        framed[m : m + 16, :, padding : padding + h, padding : padding + w] = X[m : m + 16]
    return framed


def correlate_loops(X, W, b, stride=1, padding=0):
    """The definition, one number at a time: z[o, u, v] = b[o] + sum_{c,i,j} W[o, c, i, j] x[c, s u + i, s v + j].

    Parameters
    ----------
    X : ndarray of shape (n, c_in, h, w); x above is one of its images inside a frame of `padding` zeros
    W, b : ndarrays of shapes (c_out, c_in, kh, kw) and (c_out,)
    stride, padding : int; s above is the stride

    Returns
    -------
    ndarray of shape (n, c_out, h_out, w_out) with the sizes of `output_size`
    """
    n, _, h, w = X.shape
    c_out, _, kh, kw = W.shape
    h_out, w_out = output_size(h, kh, stride, padding), output_size(w, kw, stride, padding)
    X = pad(X, padding)
    Z = np.empty((n, c_out, h_out, w_out), dtype=np.result_type(X, W))
    for k, o, u, v in np.ndindex(Z.shape):
        window = X[k, :, stride * u : stride * u + kh, stride * v : stride * v + kw]
        Z[k, o, u, v] = b[o] + (W[o] * window).sum()
    return Z


def places(h_out, w_out, kernel_size, stride):
    """For each entry (i, j) of the kernel, the pixels under it while it slides: an index of (n, c, h, w) arrays."""
    kh, kw = kernel_size
    for i in range(kh):
        for j in range(kw):
            yield i, j, np.s_[:, :, i : i + stride * h_out : stride, j : j + stride * w_out : stride]


def im2col(X, kernel_size, stride=1, padding=0):
    """Each window of the image as a row: what the kernel meets at each of its places.

    Parameters
    ----------
    X : ndarray of shape (n, c, h, w)
    kernel_size : int or (kh, kw)
    stride, padding : int

    Returns
    -------
    ndarray of shape (n, h_out, w_out, c * kh * kw); in a row the channel changes slowest, then i, then j, which is the
    order of `W.reshape(c_out, -1)`
    """
    (kh, kw), (n, c, h, w) = pair(kernel_size), X.shape
    h_out, w_out = output_size(h, kh, stride, padding), output_size(w, kw, stride, padding)
    framed = pad(X, padding)
    by_n, by_c, by_h, by_w = framed.strides  # not copied yet: window (u, v), entry (i, j) is pixel (s u + i, s v + j)
    windows = as_strided(framed, (c, kh, kw, h_out, w_out, n), (by_c, by_h, by_w, stride * by_h, stride * by_w, by_n))
    return windows.reshape(c * kh * kw, h_out, w_out, n).transpose(3, 1, 2, 0)


def col2im(columns, shape, kernel_size, stride=1, padding=0):
    """The transpose of `im2col`: each entry of each window is added to the pixel it came from.

    Parameters
    ----------
    columns : ndarray of shape (n, h_out, w_out, c * kh * kw)
    shape : tuple, the shape (n, c, h, w) of the images
    kernel_size, stride, padding : as for `im2col`

    Returns
    -------
    ndarray of shape `shape`; a pixel in several windows receives a sum, so `col2im(im2col(X))` is not X
    """
    (kh, kw), (n, c, h, w) = pair(kernel_size), shape
    h_out, w_out = columns.shape[1:3]
    columns = columns.reshape(n, h_out, w_out, c, kh, kw)
    X = np.zeros((c, h + 2 * padding, w + 2 * padding, n), dtype=columns.dtype).transpose(3, 0, 1, 2)
    for i, j, place in places(h_out, w_out, (kh, kw), stride):
        X[place] += columns[..., i, j].transpose(0, 3, 1, 2)
    return X[:, :, padding : padding + h, padding : padding + w]


class Conv2D(Layer):
    """A convolutional layer: Z = W * A_prev + b, A = phi(Z), with the same small kernels at all places.

    Parameters
    ----------
    c_in, c_out : int
        Channels of the image that comes in, and of the one that goes out.
    kernel_size : int or (kh, kw)
    phi : object
        An activation of `utils.activations`.
    stride, padding : int
    rng : numpy.random.Generator
    init : callable
        `he` or any function (n_out, n_in, rng) -> (n_out, n_in); n_in is c_in kh kw here, the pixels that one output sees.
    dtype : dtype

    Attributes
    ----------
    W, b : ndarrays of shapes (c_out, c_in, kh, kw) and (c_out,); assigning copies the new values into them
    dW, db : ndarrays of the same shapes, after `backward`
    Z, Delta : ndarrays of shapes (n, c_out, h_out, w_out), the last batch's z^l and delta^l = dL/dz^l
    """

    names = ("W", "b")

    def __init__(self, c_in, c_out, kernel_size, phi=identity, *, stride=1, padding=0, rng, init=he, dtype=float):
        kh, kw = pair(kernel_size)
        self.W = init(c_out, c_in * kh * kw, rng).reshape(c_out, c_in, kh, kw).astype(dtype)
        self.b = np.zeros(c_out, dtype=dtype)
        self.dW, self.db = np.zeros_like(self.W), np.zeros_like(self.b)
        self.phi, self.stride, self.padding = phi, stride, padding

    def correlate(self, A_prev):
        """The windows of a^{l-1} as columns, (c_in kh kw, h_out w_out n), and z^l, shape (n, c_out, h_out, w_out)."""
        c_out, c_in, kh, kw = self.W.shape
        if A_prev.ndim != 4 or A_prev.shape[1] != c_in:
            raise ValueError(f"the images have shape {A_prev.shape}, but this layer wants (n, {c_in}, h, w)")
        windows = im2col(A_prev, (kh, kw), self.stride, self.padding)
        n, h_out, w_out, n_in = windows.shape
        columns = windows.transpose(3, 1, 2, 0).reshape(n_in, -1)  # as in memory: nothing is copied
        Z = self.W.reshape(c_out, n_in) @ columns  # z^l = W_l (window) for all windows at once
        Z += self.b[:, np.newaxis]  # + b_l, one bias a channel
        return columns, Z.reshape(c_out, h_out, w_out, n).transpose(3, 0, 1, 2)

    def forward(self, A_prev):
        """From a^{l-1}, shape (n, c_in, h, w), to a^l, shape (n, c_out, h_out, w_out); keeps what `backward` needs."""
        self.shape = A_prev.shape
        self.columns = self.Z = None  # lets go of the last batch's, so that their memory is used again
        self.columns, self.Z = self.correlate(A_prev)
        return self.phi(self.Z)  # a^l = phi_l(z^l)

    def backward(self, grad_A, input_gradient=True):
        """From dL/da^l to dL/da^{l-1}, of the shapes of a^l and a^{l-1}; leaves the gradients in dW and db."""
        (c_out, _, kh, kw), (n, _, h_out, w_out) = self.W.shape, grad_A.shape
        Delta = grad_A.transpose(1, 2, 3, 0) * self.phi.derivative(self.Z.transpose(1, 2, 3, 0))
        self.Delta = Delta.transpose(3, 0, 1, 2)  # delta^l = dL/da^l * phi'(z^l)
        Delta = Delta.reshape(c_out, -1)  # one column a window: (c_out, h_out w_out n)
        np.matmul(Delta, self.columns.T, out=self.dW.reshape(c_out, -1))  # dL/dW_l: sum over windows
        Delta.sum(axis=1, out=self.db)  # dL/db_l = delta^l, summed over the windows and the batch
        if not input_gradient:
            return None
        windows = (self.W.reshape(c_out, -1).T @ Delta).reshape(-1, h_out, w_out, n)  # W_l' delta^l, window by window
        return col2im(windows.transpose(3, 1, 2, 0), self.shape, (kh, kw), self.stride, self.padding)  # to the pixels

    def output(self, A_prev):
        """phi(W * A_prev + b), without a trace."""
        return self.phi(self.correlate(A_prev)[1])
