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


# %% wrong: assigned instead of added
# says: windows overwrite each other
def col2im(columns, shape, kernel_size, stride, padding):
    n, c, h, w = shape
    kh, kw = kernel_size
    X = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    for y in range(columns.shape[1]):
        for x in range(columns.shape[2]):
            window = columns[:, y, x].reshape(n, c, kh, kw)
            X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw] = window
    return X[:, :, padding : padding + h, padding : padding + w]


# %% wrong: the frame is kept
# says: the frame of the padding is still there
def col2im(columns, shape, kernel_size, stride, padding):
    n, c, h, w = shape
    kh, kw = kernel_size
    X = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    for y in range(columns.shape[1]):
        for x in range(columns.shape[2]):
            window = columns[:, y, x].reshape(n, c, kh, kw)
            X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw] += window
    return X


# %% wrong: the frame is cut at the end only
# says: the frame is cut at the end only
def col2im(columns, shape, kernel_size, stride, padding):
    n, c, h, w = shape
    kh, kw = kernel_size
    X = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    for y in range(columns.shape[1]):
        for x in range(columns.shape[2]):
            window = columns[:, y, x].reshape(n, c, kh, kw)
            X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw] += window
    return X[:, :, :h, :w]


# %% wrong: the frame is cut at the start only
# says: the frame is cut at the start only
def col2im(columns, shape, kernel_size, stride, padding):
    n, c, h, w = shape
    kh, kw = kernel_size
    X = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    for y in range(columns.shape[1]):
        for x in range(columns.shape[2]):
            window = columns[:, y, x].reshape(n, c, kh, kw)
            X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw] += window
    return X[:, :, padding:, padding:]


# %% wrong: minus padding as the end
# says: the shape is \(4, 3, 0, 0\)
def col2im(columns, shape, kernel_size, stride, padding):
    n, c, h, w = shape
    kh, kw = kernel_size
    X = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    for y in range(columns.shape[1]):
        for x in range(columns.shape[2]):
            window = columns[:, y, x].reshape(n, c, kh, kw)
            X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw] += window
    return X[:, :, padding:-padding, padding:-padding]


# %% wrong: the stride ignored
# says: the stride is ignored
def col2im(columns, shape, kernel_size, stride, padding):
    n, c, h, w = shape
    kh, kw = kernel_size
    X = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    for y in range(columns.shape[1]):
        for x in range(columns.shape[2]):
            window = columns[:, y, x].reshape(n, c, kh, kw)
            X[:, :, y : y + kh, x : x + kw] += window
    return X[:, :, padding : padding + h, padding : padding + w]


# %% wrong: divided by the counts
# says: it is divided by the number of windows
def col2im(columns, shape, kernel_size, stride, padding):
    n, c, h, w = shape
    kh, kw = kernel_size
    X = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    for y in range(columns.shape[1]):
        for x in range(columns.shape[2]):
            window = columns[:, y, x].reshape(n, c, kh, kw)
            X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw] += window
    counts = np.zeros(X.shape)
    for y in range(columns.shape[1]):
        for x in range(columns.shape[2]):
            counts[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw] += 1
    X = X / np.maximum(counts, 1)
    return X[:, :, padding : padding + h, padding : padding + w]


# %% wrong: the channel changes fastest
# says: in a row of columns the channel changes slowest
def col2im(columns, shape, kernel_size, stride, padding):
    n, c, h, w = shape
    kh, kw = kernel_size
    X = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    for y in range(columns.shape[1]):
        for x in range(columns.shape[2]):
            window = columns[:, y, x].reshape(n, kh, kw, c).transpose(0, 3, 1, 2)
            X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw] += window
    return X[:, :, padding : padding + h, padding : padding + w]


# %% wrong: windows turned
# says: each window is turned by 180 degrees
def col2im(columns, shape, kernel_size, stride, padding):
    n, c, h, w = shape
    kh, kw = kernel_size
    X = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    for y in range(columns.shape[1]):
        for x in range(columns.shape[2]):
            window = columns[:, y, x].reshape(n, c, kh, kw)
            X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw] += window[:, :, ::-1, ::-1]
    return X[:, :, padding : padding + h, padding : padding + w]


# %% wrong: kh and kw swapped
# says: kh and kw have changed places
def col2im(columns, shape, kernel_size, stride, padding):
    n, c, h, w = shape
    kh, kw = kernel_size
    X = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    for y in range(columns.shape[1]):
        for x in range(columns.shape[2]):
            window = columns[:, y, x].reshape(n, c, kw, kh).transpose(0, 1, 3, 2)
            X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw] += window
    return X[:, :, padding : padding + h, padding : padding + w]


# %% wrong: height and width swapped at the end
# says: height and width of the image have changed places
def col2im(columns, shape, kernel_size, stride, padding):
    n, c, h, w = shape
    kh, kw = kernel_size
    X = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    for y in range(columns.shape[1]):
        for x in range(columns.shape[2]):
            window = columns[:, y, x].reshape(n, c, kh, kw)
            X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw] += window
    return X[:, :, padding : padding + h, padding : padding + w].transpose(0, 1, 3, 2)


# %% wrong: counts in place of sums
# says: these are counts
def col2im(columns, shape, kernel_size, stride, padding):
    n, c, h, w = shape
    kh, kw = kernel_size
    X = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    for y in range(columns.shape[1]):
        for x in range(columns.shape[2]):
            window = columns[:, y, x].reshape(n, c, kh, kw)
            X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw] += 1
    return X[:, :, padding : padding + h, padding : padding + w]


# %% wrong: only the first window
# says: only the first window is put back
def col2im(columns, shape, kernel_size, stride, padding):
    n, c, h, w = shape
    kh, kw = kernel_size
    X = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    for y in range(columns.shape[1]):
        for x in range(columns.shape[2]):
            window = columns[:, y, x].reshape(n, c, kh, kw)
            X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw] += window
            break
        break
    return X[:, :, padding : padding + h, padding : padding + w]


# %% wrong: the images added up
# says: the images are added up
def col2im(columns, shape, kernel_size, stride, padding):
    n, c, h, w = shape
    kh, kw = kernel_size
    X = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    for y in range(columns.shape[1]):
        for x in range(columns.shape[2]):
            window = columns[:, y, x].reshape(n, c, kh, kw)
            X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw] += window.sum(axis=0, keepdims=True)
    return X[:, :, padding : padding + h, padding : padding + w]


# %% wrong: rows are not made windows
# says: A row of columns has c kh kw numbers
def col2im(columns, shape, kernel_size, stride, padding):
    n, c, h, w = shape
    kh, kw = kernel_size
    X = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    for y in range(columns.shape[1]):
        for x in range(columns.shape[2]):
            window = columns[:, y, x]
            X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw] += window
    return X[:, :, padding : padding + h, padding : padding + w]


# %% wrong: columns changed in place
# says: the input columns was changed in place
def col2im(columns, shape, kernel_size, stride, padding):
    columns *= 2
    n, c, h, w = shape
    kh, kw = kernel_size
    X = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    for y in range(columns.shape[1]):
        for x in range(columns.shape[2]):
            window = columns[:, y, x].reshape(n, c, kh, kw)
            X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw] += window
    return X[:, :, padding : padding + h, padding : padding + w]


# %% wrong: the sign
# says: the sign is wrong
def col2im(columns, shape, kernel_size, stride, padding):
    n, c, h, w = shape
    kh, kw = kernel_size
    X = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    for y in range(columns.shape[1]):
        for x in range(columns.shape[2]):
            window = columns[:, y, x].reshape(n, c, kh, kw)
            X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw] -= window
    return X[:, :, padding : padding + h, padding : padding + w]


# %% wrong: nothing returned
# says: None came back
def col2im(columns, shape, kernel_size, stride, padding):
    n, c, h, w = shape
    kh, kw = kernel_size
    X = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    for y in range(columns.shape[1]):
        for x in range(columns.shape[2]):
            window = columns[:, y, x].reshape(n, c, kh, kw)
            X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw] += window


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


# %% wrong: as many columns of windows as rows
# says: x runs over h_out places only
def col2im(columns, shape, kernel_size, stride, padding):
    (n, c, h, w), (kh, kw) = shape, kernel_size
    X = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    for y in range(columns.shape[1]):
        for x in range(columns.shape[1]):
            X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw] += columns[:, y, x].reshape(
                n, c, kh, kw
            )
    return X[:, :, padding : padding + h, padding : padding + w]


# %% wrong: the size from the windows
# says: the size is computed from the windows
def col2im(columns, shape, kernel_size, stride, padding):
    (n, c, h, w), (kh, kw) = shape, kernel_size
    H, W = (columns.shape[1] - 1) * stride + kh, (columns.shape[2] - 1) * stride + kw
    X = np.zeros((n, c, H, W))
    for y in range(columns.shape[1]):
        for x in range(columns.shape[2]):
            X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw] += columns[:, y, x].reshape(
                n, c, kh, kw
            )
    return X[:, :, padding : H - padding, padding : W - padding]


# %% wrong: zeros without a frame
# says: h \+ 2 padding rows
def col2im(columns, shape, kernel_size, stride, padding):
    (n, c, h, w), (kh, kw) = shape, kernel_size
    X = np.zeros(shape)
    for y, x in np.ndindex(columns.shape[1:3]):
        X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw] += columns[:, y, x].reshape(n, c, kh, kw)
    return X


# %% wrong: an index that adds once
# says: windows overwrite each other
def col2im(columns, shape, kernel_size, stride, padding):
    (n, c, h, w), (kh, kw) = shape, kernel_size
    X = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    ho, wo = columns.shape[1:3]
    i = stride * np.arange(ho)[:, None] + np.arange(kh)
    j = stride * np.arange(wo)[:, None] + np.arange(kw)
    X[:, :, i[:, None, :, None], j[None, :, None, :]] += columns.reshape(n, ho, wo, c, kh, kw).transpose(
        0, 3, 1, 2, 4, 5
    )
    return X[:, :, padding : padding + h, padding : padding + w]


# %% wrong: the largest copy
# says: the largest of the copies is kept
def col2im(columns, shape, kernel_size, stride, padding):
    (n, c, h, w), (kh, kw) = shape, kernel_size
    X = np.full((n, c, h + 2 * padding, w + 2 * padding), -np.inf)
    for y, x in np.ndindex(columns.shape[1:3]):
        s = np.s_[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw]
        X[s] = np.maximum(X[s], columns[:, y, x].reshape(n, c, kh, kw))
    return X[:, :, padding : padding + h, padding : padding + w]


# %% wrong: the last windows left out
# says: the last row and column of windows are left out
def col2im(columns, shape, kernel_size, stride, padding):
    (n, c, h, w), (kh, kw) = shape, kernel_size
    X = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    for y in range(columns.shape[1] - 1):
        for x in range(columns.shape[2] - 1):
            X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw] += columns[:, y, x].reshape(
                n, c, kh, kw
            )
    return X[:, :, padding : padding + h, padding : padding + w]


# %% wrong: a return in the loop
# says: is a `return` inside the loop
def col2im(columns, shape, kernel_size, stride, padding):
    (n, c, h, w), (kh, kw) = shape, kernel_size
    X = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    for y in range(columns.shape[1]):
        for x in range(columns.shape[2]):
            X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw] += columns[:, y, x].reshape(
                n, c, kh, kw
            )
        return X[:, :, padding : padding + h, padding : padding + w]
