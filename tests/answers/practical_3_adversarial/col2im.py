# %% right: one slice for each entry of the kernel
def col2im(columns, shape, kernel_size, stride, padding):
    (n, c, h, w), (kh, kw) = shape, kernel_size
    _, h_out, w_out, _ = columns.shape
    table = columns.reshape(n, h_out, w_out, c, kh, kw)
    X = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    for j, l in np.ndindex(kh, kw):
        X[:, :, j : j + stride * h_out : stride, l : l + stride * w_out : stride] += np.moveaxis(table[..., j, l], 3, 1)
    return X[:, :, padding : h + padding, padding : w + padding]


# %% right: np.add.at with the places of the pixels
def col2im(columns, shape, kernel_size, stride, padding):
    n, c, h, w = shape
    kh, kw = kernel_size
    H, V = h + 2 * padding, w + 2 * padding
    places = np.arange(c * H * V).reshape(c, H, V)
    X = np.zeros((n, c * H * V))
    for y in range(columns.shape[1]):
        for x in range(columns.shape[2]):
            index = places[:, y * stride : y * stride + kh, x * stride : x * stride + kw].ravel()
            np.add.at(X, (slice(None), index), columns[:, y, x])
    X = X.reshape(n, c, H, V)
    return X[:, :, padding : H - padding, padding : V - padding]


# %% right: one number at a time
def col2im(columns, shape, kernel_size, stride, padding):
    X = np.zeros(shape)
    kh, kw = kernel_size
    for i, y, x, k in np.ndindex(columns.shape):
        channel, rest = divmod(k, kh * kw)
        row, column = y * stride + rest // kw - padding, x * stride + rest % kw - padding
        if 0 <= row < shape[2] and 0 <= column < shape[3]:
            X[i, channel, row, column] += columns[i, y, x, k]
    return X


# %% wrong: the whole X is kept between calls
# says: two calls with the same inputs|share one array|result of the first call changed
kept = {}


def col2im(columns, shape, kernel_size, stride, padding):
    n, c, h, w = shape
    kh, kw = kernel_size
    size = (n, c, h + 2 * padding, w + 2 * padding)
    X = kept.setdefault(size, np.zeros(size))
    for y in range(columns.shape[1]):
        for x in range(columns.shape[2]):
            window = columns[:, y, x].reshape(n, c, kh, kw)
            X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw] += window
    return X[:, :, padding : padding + h, padding : padding + w]


# %% wrong: an index that adds once
# says: windows overwrite each other
def col2im(columns, shape, kernel_size, stride, padding):
    (n, c, h, w), (kh, kw) = shape, kernel_size
    X = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    ho, wo = columns.shape[1:3]
    i = stride * np.arange(ho)[:, None] + np.arange(kh)
    j = stride * np.arange(wo)[:, None] + np.arange(kw)
    windows = np.moveaxis(columns.reshape(n, ho, wo, c, kh, kw), 3, 1)
    X[:, :, i[:, None, :, None], j[None, :, None, :]] += windows
    return X[:, :, padding : padding + h, padding : padding + w]


# %% wrong: the course's own function does it
# says: leaves the work to utils.convolution|utils.convolution.\w+ is not available while a notebook is graded
def col2im(columns, shape, kernel_size, stride, padding):
    return convolution.col2im(columns, shape, kernel_size, stride, padding)


# %% wrong: the first window of a pixel wins
# says: entries are right
def col2im(columns, shape, kernel_size, stride, padding):
    (n, c, h, w), (kh, kw) = shape, kernel_size
    P = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    for y, x in np.ndindex(columns.shape[1:3]):
        place = np.s_[..., y * stride : y * stride + kh, x * stride : x * stride + kw]
        P[place] = np.where(P[place] == 0, columns[:, y, x].reshape(n, c, kh, kw), P[place])
    return P[..., padding : padding + h, padding : padding + w]
