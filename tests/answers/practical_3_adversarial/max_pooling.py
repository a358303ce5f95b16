# %% right: one number at a time
def max_pool(A, size):
    P = np.empty((*A.shape[:2], A.shape[2] // size, A.shape[3] // size))
    for i, k, y, x in np.ndindex(P.shape):
        P[i, k, y, x] = np.max(A[i, k, y * size : y * size + size, x * size : x * size + size])
    return P


def max_pool_backward(dP, A, size):
    dA = np.zeros_like(A)
    for i, k, y, x in np.ndindex(dP.shape):
        window = A[i, k, y * size : y * size + size, x * size : x * size + size]
        row, column = np.unravel_index(np.argmax(window), window.shape)
        dA[i, k, y * size + row, x * size + column] += dP[i, k, y, x]
    return dA


# %% right: six axes and put_along_axis
def max_pool(A, size):
    n, c, h, w = A.shape
    A = A[:, :, : h - h % size, : w - w % size]
    return A.reshape(n, c, h // size, size, w // size, size).max(axis=5).max(axis=3)


def max_pool_backward(dP, A, size):
    n, c, h, w = A.shape
    rows, columns = h // size, w // size
    windows = A[:, :, : rows * size, : columns * size].reshape(n, c, rows, size, columns, size)
    windows = windows.transpose(0, 1, 2, 4, 3, 5).reshape(n, c, rows, columns, -1)
    grad = np.zeros(windows.shape)
    np.put_along_axis(grad, windows.argmax(axis=-1)[..., None], dP[..., None], axis=-1)
    dA = np.zeros(A.shape)
    grad = grad.reshape(n, c, rows, columns, size, size).transpose(0, 1, 2, 4, 3, 5)
    dA[:, :, : rows * size, : columns * size] = grad.reshape(n, c, rows * size, columns * size)
    return dA


# %% right: the maximum of shifted images, and a mask that remembers
def max_pool(A, size):
    rows, columns = A.shape[2] // size * size, A.shape[3] // size * size
    shifted = [A[:, :, j:rows:size, l:columns:size] for j in range(size) for l in range(size)]
    return np.maximum.reduce(shifted)


def max_pool_backward(dP, A, size):
    P, dA = max_pool(A, size), np.zeros(A.shape)
    rows, columns = P.shape[2] * size, P.shape[3] * size
    free = np.ones(P.shape, dtype=bool)
    for j in range(size):
        for l in range(size):
            hit = (A[:, :, j:rows:size, l:columns:size] == P) & free
            dA[:, :, j:rows:size, l:columns:size] = hit * dP
            free &= ~hit
    return dA


# %% wrong: the maximum spread again and compared
# says: each gets the whole gradient
def max_pool(A, size):
    rows, columns = A.shape[2] // size * size, A.shape[3] // size * size
    return np.max([A[:, :, j:rows:size, l:columns:size] for j in range(size) for l in range(size)], axis=0)


def max_pool_backward(dP, A, size):
    P, dP = (M.repeat(size, axis=2).repeat(size, axis=3) for M in (max_pool(A, size), dP))
    return (A[:, :, : P.shape[2], : P.shape[3]] == P) * dP


# %% wrong: a layer of the course does it
# says: leaves the work to utils.(convolution and utils.)?pooling|cannot import name 'pooling' from 'utils'
from utils import pooling


def max_pool(A, size):
    return pooling.MaxPool(size).forward(A)


def max_pool_backward(dP, A, size):
    layer = pooling.MaxPool(size)
    layer.forward(A)
    return layer.backward(dP)
