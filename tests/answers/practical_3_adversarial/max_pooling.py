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


# %% wrong: the gradient to every tie
# says: where several entries are the largest, each gets the whole gradient
def max_pool(A, size):
    n, c, h, w = A.shape
    h_out, w_out = h // size, w // size
    P = np.zeros((n, c, h_out, w_out))
    for y in range(h_out):
        for x in range(w_out):
            P[:, :, y, x] = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].max(axis=(2, 3))
    return P


def max_pool_backward(dP, A, size):
    dA = np.zeros(A.shape)
    n, c, h_out, w_out = dP.shape
    for y in range(h_out):
        for x in range(w_out):
            window = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].reshape(n, c, -1)
            winner = window == window.max(axis=2)[:, :, None]
            share = winner * dP[:, :, y, x][:, :, None]
            dA[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size] = share.reshape(n, c, size, size)
    return dA


# %% wrong: the gradient shared by ties
# says: where several entries are the largest, the gradient is shared
def max_pool(A, size):
    n, c, h, w = A.shape
    h_out, w_out = h // size, w // size
    P = np.zeros((n, c, h_out, w_out))
    for y in range(h_out):
        for x in range(w_out):
            P[:, :, y, x] = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].max(axis=(2, 3))
    return P


def max_pool_backward(dP, A, size):
    dA = np.zeros(A.shape)
    n, c, h_out, w_out = dP.shape
    for y in range(h_out):
        for x in range(w_out):
            window = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].reshape(n, c, -1)
            winner = window == window.max(axis=2)[:, :, None]
            winner = winner / winner.sum(axis=2)[:, :, None]
            share = winner * dP[:, :, y, x][:, :, None]
            dA[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size] = share.reshape(n, c, size, size)
    return dA


# %% wrong: the last of the ties
# says: the last one gets the gradient
def max_pool(A, size):
    n, c, h, w = A.shape
    h_out, w_out = h // size, w // size
    P = np.zeros((n, c, h_out, w_out))
    for y in range(h_out):
        for x in range(w_out):
            P[:, :, y, x] = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].max(axis=(2, 3))
    return P


def max_pool_backward(dP, A, size):
    dA = np.zeros(A.shape)
    n, c, h_out, w_out = dP.shape
    for y in range(h_out):
        for x in range(w_out):
            window = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].reshape(n, c, -1)
            winner = np.arange(size * size) == (size * size - 1 - window[:, :, ::-1].argmax(axis=2))[:, :, None]
            share = winner * dP[:, :, y, x][:, :, None]
            dA[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size] = share.reshape(n, c, size, size)
    return dA


# %% wrong: the mean
# says: this is the mean of each window
def max_pool(A, size):
    n, c, h, w = A.shape
    h_out, w_out = h // size, w // size
    P = np.zeros((n, c, h_out, w_out))
    for y in range(h_out):
        for x in range(w_out):
            P[:, :, y, x] = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].mean(axis=(2, 3))
    return P


def max_pool_backward(dP, A, size):
    dA = np.zeros(A.shape)
    n, c, h_out, w_out = dP.shape
    for y in range(h_out):
        for x in range(w_out):
            window = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].reshape(n, c, -1)
            winner = np.arange(size * size) == window.argmax(axis=2)[:, :, None]
            share = winner * dP[:, :, y, x][:, :, None]
            dA[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size] = share.reshape(n, c, size, size)
    return dA


# %% wrong: the minimum
# says: this is the smallest entry
def max_pool(A, size):
    n, c, h, w = A.shape
    h_out, w_out = h // size, w // size
    P = np.zeros((n, c, h_out, w_out))
    for y in range(h_out):
        for x in range(w_out):
            P[:, :, y, x] = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].min(axis=(2, 3))
    return P


def max_pool_backward(dP, A, size):
    dA = np.zeros(A.shape)
    n, c, h_out, w_out = dP.shape
    for y in range(h_out):
        for x in range(w_out):
            window = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].reshape(n, c, -1)
            winner = np.arange(size * size) == window.argmax(axis=2)[:, :, None]
            share = winner * dP[:, :, y, x][:, :, None]
            dA[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size] = share.reshape(n, c, size, size)
    return dA


# %% wrong: the sum
# says: this is the sum of each window
def max_pool(A, size):
    n, c, h, w = A.shape
    h_out, w_out = h // size, w // size
    P = np.zeros((n, c, h_out, w_out))
    for y in range(h_out):
        for x in range(w_out):
            P[:, :, y, x] = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].sum(axis=(2, 3))
    return P


def max_pool_backward(dP, A, size):
    dA = np.zeros(A.shape)
    n, c, h_out, w_out = dP.shape
    for y in range(h_out):
        for x in range(w_out):
            window = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].reshape(n, c, -1)
            winner = np.arange(size * size) == window.argmax(axis=2)[:, :, None]
            share = winner * dP[:, :, y, x][:, :, None]
            dA[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size] = share.reshape(n, c, size, size)
    return dA


# %% wrong: negative maxima lost
# says: negative maxima became 0
def max_pool(A, size):
    n, c, h, w = A.shape
    h_out, w_out = h // size, w // size
    P = np.zeros((n, c, h_out, w_out))
    for y in range(h_out):
        for x in range(w_out):
            P[:, :, y, x] = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].max(axis=(2, 3))
    return np.maximum(P, 0)


def max_pool_backward(dP, A, size):
    dA = np.zeros(A.shape)
    n, c, h_out, w_out = dP.shape
    for y in range(h_out):
        for x in range(w_out):
            window = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].reshape(n, c, -1)
            winner = np.arange(size * size) == window.argmax(axis=2)[:, :, None]
            share = winner * dP[:, :, y, x][:, :, None]
            dA[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size] = share.reshape(n, c, size, size)
    return dA


# %% wrong: the largest absolute value
# says: this is the largest absolute value
def max_pool(A, size):
    n, c, h, w = A.shape
    h_out, w_out = h // size, w // size
    P = np.zeros((n, c, h_out, w_out))
    for y in range(h_out):
        for x in range(w_out):
            P[:, :, y, x] = abs(A)[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].max(axis=(2, 3))
    return P


def max_pool_backward(dP, A, size):
    dA = np.zeros(A.shape)
    n, c, h_out, w_out = dP.shape
    for y in range(h_out):
        for x in range(w_out):
            window = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].reshape(n, c, -1)
            winner = np.arange(size * size) == window.argmax(axis=2)[:, :, None]
            share = winner * dP[:, :, y, x][:, :, None]
            dA[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size] = share.reshape(n, c, size, size)
    return dA


# %% wrong: overlapping windows
# says: the windows overlap
def max_pool(A, size):
    n, c, h, w = A.shape
    h_out, w_out = h - size + 1, w - size + 1
    P = np.zeros((n, c, h_out, w_out))
    for y in range(h_out):
        for x in range(w_out):
            P[:, :, y, x] = A[:, :, y : y + size, x : x + size].max(axis=(2, 3))
    return P


def max_pool_backward(dP, A, size):
    dA = np.zeros(A.shape)
    n, c, h_out, w_out = dP.shape
    for y in range(h_out):
        for x in range(w_out):
            window = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].reshape(n, c, -1)
            winner = np.arange(size * size) == window.argmax(axis=2)[:, :, None]
            share = winner * dP[:, :, y, x][:, :, None]
            dA[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size] = share.reshape(n, c, size, size)
    return dA


# %% wrong: over the channels too
# says: the maximum runs over the channels too
def max_pool(A, size):
    n, c, h, w = A.shape
    h_out, w_out = h // size, w // size
    P = np.zeros((n, c, h_out, w_out))
    for y in range(h_out):
        for x in range(w_out):
            P[:, :, y, x] = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].max(axis=(1, 2, 3))[:, None]
    return P


def max_pool_backward(dP, A, size):
    dA = np.zeros(A.shape)
    n, c, h_out, w_out = dP.shape
    for y in range(h_out):
        for x in range(w_out):
            window = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].reshape(n, c, -1)
            winner = np.arange(size * size) == window.argmax(axis=2)[:, :, None]
            share = winner * dP[:, :, y, x][:, :, None]
            dA[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size] = share.reshape(n, c, size, size)
    return dA


# %% wrong: height and width swapped
# says: height and width have changed places
def max_pool(A, size):
    n, c, h, w = A.shape
    h_out, w_out = h // size, w // size
    P = np.zeros((n, c, h_out, w_out))
    for y in range(h_out):
        for x in range(w_out):
            P[:, :, y, x] = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].max(axis=(2, 3))
    return P.transpose(0, 1, 3, 2)


def max_pool_backward(dP, A, size):
    dA = np.zeros(A.shape)
    n, c, h_out, w_out = dP.shape
    for y in range(h_out):
        for x in range(w_out):
            window = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].reshape(n, c, -1)
            winner = np.arange(size * size) == window.argmax(axis=2)[:, :, None]
            share = winner * dP[:, :, y, x][:, :, None]
            dA[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size] = share.reshape(n, c, size, size)
    return dA


# %% wrong: the first entry
# says: the first entry of each window is taken
def max_pool(A, size):
    n, c, h, w = A.shape
    h_out, w_out = h // size, w // size
    P = np.zeros((n, c, h_out, w_out))
    for y in range(h_out):
        for x in range(w_out):
            P[:, :, y, x] = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size][:, :, 0, 0]
    return P


def max_pool_backward(dP, A, size):
    dA = np.zeros(A.shape)
    n, c, h_out, w_out = dP.shape
    for y in range(h_out):
        for x in range(w_out):
            window = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].reshape(n, c, -1)
            winner = np.arange(size * size) == window.argmax(axis=2)[:, :, None]
            share = winner * dP[:, :, y, x][:, :, None]
            dA[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size] = share.reshape(n, c, size, size)
    return dA


# %% wrong: the rest gets a window
# says: the rest at the edge got a window
def max_pool(A, size):
    n, c, h, w = A.shape
    h_out, w_out = -(-h // size), -(-w // size)
    P = np.zeros((n, c, h_out, w_out))
    for y in range(h_out):
        for x in range(w_out):
            P[:, :, y, x] = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].max(axis=(2, 3))
    return P


def max_pool_backward(dP, A, size):
    dA = np.zeros(A.shape)
    n, c, h_out, w_out = dP.shape
    for y in range(h_out):
        for x in range(w_out):
            window = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].reshape(n, c, -1)
            winner = np.arange(size * size) == window.argmax(axis=2)[:, :, None]
            share = winner * dP[:, :, y, x][:, :, None]
            dA[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size] = share.reshape(n, c, size, size)
    return dA


# %% wrong: positions came back
# says: the position of the largest entry came back
def max_pool(A, size):
    n, c, h, w = A.shape
    h_out, w_out = h // size, w // size
    P = np.zeros((n, c, h_out, w_out))
    for y in range(h_out):
        for x in range(w_out):
            P[:, :, y, x] = (
                A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].reshape(n, c, -1).argmax(axis=2)
            )
    return P


def max_pool_backward(dP, A, size):
    dA = np.zeros(A.shape)
    n, c, h_out, w_out = dP.shape
    for y in range(h_out):
        for x in range(w_out):
            window = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].reshape(n, c, -1)
            winner = np.arange(size * size) == window.argmax(axis=2)[:, :, None]
            share = winner * dP[:, :, y, x][:, :, None]
            dA[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size] = share.reshape(n, c, size, size)
    return dA


# %% wrong: the gradient to every entry
# says: the gradient goes to every entry of the window
def max_pool(A, size):
    n, c, h, w = A.shape
    h_out, w_out = h // size, w // size
    P = np.zeros((n, c, h_out, w_out))
    for y in range(h_out):
        for x in range(w_out):
            P[:, :, y, x] = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].max(axis=(2, 3))
    return P


def max_pool_backward(dP, A, size):
    dA = np.zeros(A.shape)
    n, c, h_out, w_out = dP.shape
    for y in range(h_out):
        for x in range(w_out):
            window = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].reshape(n, c, -1)
            winner = np.ones(window.shape)
            share = winner * dP[:, :, y, x][:, :, None]
            dA[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size] = share.reshape(n, c, size, size)
    return dA


# %% wrong: the gradient of the mean
# says: the gradient is shared by the window, as for the mean
def max_pool(A, size):
    n, c, h, w = A.shape
    h_out, w_out = h // size, w // size
    P = np.zeros((n, c, h_out, w_out))
    for y in range(h_out):
        for x in range(w_out):
            P[:, :, y, x] = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].max(axis=(2, 3))
    return P


def max_pool_backward(dP, A, size):
    dA = np.zeros(A.shape)
    n, c, h_out, w_out = dP.shape
    for y in range(h_out):
        for x in range(w_out):
            window = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].reshape(n, c, -1)
            winner = np.ones(window.shape) / size**2
            share = winner * dP[:, :, y, x][:, :, None]
            dA[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size] = share.reshape(n, c, size, size)
    return dA


# %% wrong: a mask only
# says: these are ones at the largest entries
def max_pool(A, size):
    n, c, h, w = A.shape
    h_out, w_out = h // size, w // size
    P = np.zeros((n, c, h_out, w_out))
    for y in range(h_out):
        for x in range(w_out):
            P[:, :, y, x] = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].max(axis=(2, 3))
    return P


def max_pool_backward(dP, A, size):
    dA = np.zeros(A.shape)
    n, c, h_out, w_out = dP.shape
    for y in range(h_out):
        for x in range(w_out):
            window = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].reshape(n, c, -1)
            winner = np.arange(size * size) == window.argmax(axis=2)[:, :, None]
            share = winner * 1.0
            dA[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size] = share.reshape(n, c, size, size)
    return dA


# %% wrong: the winners' values
# says: the winners' values stand there
def max_pool(A, size):
    n, c, h, w = A.shape
    h_out, w_out = h // size, w // size
    P = np.zeros((n, c, h_out, w_out))
    for y in range(h_out):
        for x in range(w_out):
            P[:, :, y, x] = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].max(axis=(2, 3))
    return P


def max_pool_backward(dP, A, size):
    dA = np.zeros(A.shape)
    n, c, h_out, w_out = dP.shape
    for y in range(h_out):
        for x in range(w_out):
            window = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].reshape(n, c, -1)
            winner = np.arange(size * size) == window.argmax(axis=2)[:, :, None]
            share = winner * window
            dA[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size] = share.reshape(n, c, size, size)
    return dA


# %% wrong: times the winners' values
# says: the gradient is multiplied by the winners' values
def max_pool(A, size):
    n, c, h, w = A.shape
    h_out, w_out = h // size, w // size
    P = np.zeros((n, c, h_out, w_out))
    for y in range(h_out):
        for x in range(w_out):
            P[:, :, y, x] = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].max(axis=(2, 3))
    return P


def max_pool_backward(dP, A, size):
    dA = np.zeros(A.shape)
    n, c, h_out, w_out = dP.shape
    for y in range(h_out):
        for x in range(w_out):
            window = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].reshape(n, c, -1)
            winner = np.arange(size * size) == window.argmax(axis=2)[:, :, None]
            share = winner * window * dP[:, :, y, x][:, :, None]
            dA[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size] = share.reshape(n, c, size, size)
    return dA


# %% wrong: to the smallest
# says: the gradient goes to the smallest entry
def max_pool(A, size):
    n, c, h, w = A.shape
    h_out, w_out = h // size, w // size
    P = np.zeros((n, c, h_out, w_out))
    for y in range(h_out):
        for x in range(w_out):
            P[:, :, y, x] = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].max(axis=(2, 3))
    return P


def max_pool_backward(dP, A, size):
    dA = np.zeros(A.shape)
    n, c, h_out, w_out = dP.shape
    for y in range(h_out):
        for x in range(w_out):
            window = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].reshape(n, c, -1)
            winner = np.arange(size * size) == window.argmin(axis=2)[:, :, None]
            share = winner * dP[:, :, y, x][:, :, None]
            dA[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size] = share.reshape(n, c, size, size)
    return dA


# %% wrong: to the first entry
# says: the gradient goes to the first entry of each window
def max_pool(A, size):
    n, c, h, w = A.shape
    h_out, w_out = h // size, w // size
    P = np.zeros((n, c, h_out, w_out))
    for y in range(h_out):
        for x in range(w_out):
            P[:, :, y, x] = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].max(axis=(2, 3))
    return P


def max_pool_backward(dP, A, size):
    dA = np.zeros(A.shape)
    n, c, h_out, w_out = dP.shape
    for y in range(h_out):
        for x in range(w_out):
            window = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].reshape(n, c, -1)
            winner = np.arange(size * size) == 0 * window.argmax(axis=2)[:, :, None]
            share = winner * dP[:, :, y, x][:, :, None]
            dA[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size] = share.reshape(n, c, size, size)
    return dA


# %% wrong: column by column
# says: read column by column
def max_pool(A, size):
    n, c, h, w = A.shape
    h_out, w_out = h // size, w // size
    P = np.zeros((n, c, h_out, w_out))
    for y in range(h_out):
        for x in range(w_out):
            P[:, :, y, x] = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].max(axis=(2, 3))
    return P


def max_pool_backward(dP, A, size):
    dA = np.zeros(A.shape)
    n, c, h_out, w_out = dP.shape
    for y in range(h_out):
        for x in range(w_out):
            window = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].reshape(n, c, -1)
            winner = np.arange(size * size) == window.argmax(axis=2)[:, :, None]
            share = winner * dP[:, :, y, x][:, :, None]
            dA[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size] = share.reshape(n, c, size, size).transpose(
                0, 1, 3, 2
            )
    return dA


# %% wrong: A changed in place
# says: the input A was changed in place
def max_pool(A, size):
    n, c, h, w = A.shape
    h_out, w_out = h // size, w // size
    P = np.zeros((n, c, h_out, w_out))
    for y in range(h_out):
        for x in range(w_out):
            P[:, :, y, x] = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].max(axis=(2, 3))
    return P


def max_pool_backward(dP, A, size):
    A -= A.max()
    dA = np.zeros(A.shape)
    n, c, h_out, w_out = dP.shape
    for y in range(h_out):
        for x in range(w_out):
            window = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].reshape(n, c, -1)
            winner = np.arange(size * size) == window.argmax(axis=2)[:, :, None]
            share = winner * dP[:, :, y, x][:, :, None]
            dA[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size] = share.reshape(n, c, size, size)
    return dA


# %% wrong: the shape of dP comes back
# says: the shape is
def max_pool(A, size):
    n, c, h, w = A.shape
    h_out, w_out = h // size, w // size
    P = np.zeros((n, c, h_out, w_out))
    for y in range(h_out):
        for x in range(w_out):
            P[:, :, y, x] = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].max(axis=(2, 3))
    return P


def max_pool_backward(dP, A, size):
    dA = np.zeros(A.shape)
    n, c, h_out, w_out = dP.shape
    for y in range(h_out):
        for x in range(w_out):
            window = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].reshape(n, c, -1)
            winner = np.arange(size * size) == window.argmax(axis=2)[:, :, None]
            share = winner * dP[:, :, y, x][:, :, None]
            dA[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size] = share.reshape(n, c, size, size)
    return dA[:, :, : dP.shape[2], : dP.shape[3]]


# %% wrong: the reshape takes pixels far apart
# says: the reshape takes pixels that are far apart
def max_pool(A, size):
    n, c, h, w = A.shape
    h_out, w_out = h // size, w // size
    A = A[:, :, : h_out * size, : w_out * size]
    return A.reshape(n, c, size, h_out, size, w_out).max(axis=(2, 4))


def max_pool_backward(dP, A, size):
    dA = np.zeros(A.shape)
    n, c, h_out, w_out = dP.shape
    for y in range(h_out):
        for x in range(w_out):
            window = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].reshape(n, c, -1)
            winner = np.arange(size * size) == window.argmax(axis=2)[:, :, None]
            share = winner * dP[:, :, y, x][:, :, None]
            dA[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size] = share.reshape(n, c, size, size)
    return dA


# %% wrong: the rest is not cut off
# says: what is left over is cut off first
def max_pool(A, size):
    n, c, h, w = A.shape
    h_out, w_out = h // size, w // size
    return A.reshape(n, c, h_out, size, w_out, size).max(axis=(3, 5))


def max_pool_backward(dP, A, size):
    dA = np.zeros(A.shape)
    n, c, h_out, w_out = dP.shape
    for y in range(h_out):
        for x in range(w_out):
            window = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].reshape(n, c, -1)
            winner = np.arange(size * size) == window.argmax(axis=2)[:, :, None]
            share = winner * dP[:, :, y, x][:, :, None]
            dA[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size] = share.reshape(n, c, size, size)
    return dA


# %% wrong: the maximum over the wrong two of six axes
# says: the entries are axes 3 and 5
def max_pool(A, size):
    n, c, h, w = A.shape
    A = A[:, :, : h // size * size, : w // size * size]
    return A.reshape(n, c, h // size, size, w // size, size).max(axis=(2, 4))


def max_pool_backward(dP, A, size):
    dA = np.zeros(A.shape)
    n, c, h_out, w_out = dP.shape
    for y in range(h_out):
        for x in range(w_out):
            window = A[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size].reshape(n, c, -1)
            winner = np.arange(size * size) == window.argmax(axis=2)[:, :, None]
            share = winner * dP[:, :, y, x][:, :, None]
            dA[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size] = share.reshape(n, c, size, size)
    return dA


# %% wrong: the maximum spread again and compared
# says: each gets the whole gradient
def max_pool(A, size):
    n, c, h, w = A.shape
    return (
        A[:, :, : h // size * size, : w // size * size].reshape(n, c, h // size, size, w // size, size).max(axis=(3, 5))
    )


def max_pool_backward(dP, A, size):
    P = max_pool(A, size)

    def up(M):
        return M.repeat(size, axis=2).repeat(size, axis=3)

    h, w = up(P).shape[2:]
    return (A[:, :, :h, :w] == up(P)) * up(dP)


# %% wrong: two for ever
# says: max_pool: the shape is
def max_pool(A, size):
    n, c, h, w = A.shape
    return np.maximum(
        np.maximum(A[:, :, 0 : h // 2 * 2 : 2, 0 : w // 2 * 2 : 2], A[:, :, 1::2, 0 : w // 2 * 2 : 2]),
        np.maximum(A[:, :, 0 : h // 2 * 2 : 2, 1::2], A[:, :, 1::2, 1::2]),
    )


def max_pool_backward(dP, A, size):
    return np.zeros(A.shape)


# %% right: stacked parts
def max_pool(A, size):
    n, c, h, w = A.shape
    H, W = h // size * size, w // size * size
    return np.max([A[:, :, i:H:size, j:W:size] for i in range(size) for j in range(size)], axis=0)


def max_pool_backward(dP, A, size):
    n, c, h, w = A.shape
    H, W = h // size * size, w // size * size
    S = np.array([A[:, :, i:H:size, j:W:size] for i in range(size) for j in range(size)])
    k = S.argmax(0)
    dA = np.zeros(A.shape)
    for i in range(size):
        for j in range(size):
            dA[:, :, i:H:size, j:W:size] = np.where(k == i * size + j, dP, 0)
    return dA
