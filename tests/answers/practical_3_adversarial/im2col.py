# %% right: a loop over everything, one number at a time
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    n, c, h, w = X.shape
    h_out, w_out = (h + 2 * padding - kh) // stride + 1, (w + 2 * padding - kw) // stride + 1
    columns = np.zeros((n, h_out, w_out, c * kh * kw))
    for i, y, x, k, j, l in np.ndindex(n, h_out, w_out, c, kh, kw):
        row, column = y * stride + j - padding, x * stride + l - padding
        if 0 <= row < h and 0 <= column < w:
            columns[i, y, x, (k * kh + j) * kw + l] = X[i, k, row, column]
    return columns


# %% right: a sliding window view
def im2col(X, kernel_size, stride, padding):
    framed = np.pad(X, ((0, 0), (0, 0), (padding,) * 2, (padding,) * 2))
    windows = np.lib.stride_tricks.sliding_window_view(framed, kernel_size, axis=(2, 3))[:, :, ::stride, ::stride]
    n, c, h_out, w_out, kh, kw = windows.shape
    return np.moveaxis(windows, 1, 3).reshape(n, h_out, w_out, c * kh * kw)


# %% right: one slice for each entry of the kernel, zeros by hand
def im2col(X, kernel_size, stride, padding):
    (kh, kw), (n, c, h, w) = kernel_size, X.shape
    framed = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    framed[:, :, padding : padding + h, padding : padding + w] = X
    h_out, w_out = 1 + (h + 2 * padding - kh) // stride, 1 + (w + 2 * padding - kw) // stride
    parts = []
    for k in range(c):
        for j in range(kh):
            for l in range(kw):
                parts.append(framed[:, k, j : j + stride * h_out : stride, l : l + stride * w_out : stride])
    return np.stack(parts, axis=-1)


# %% wrong: the stride is ignored
# says: the stride is ignored: neighboring windows
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    X = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, c, h, w = X.shape
    h_out = (h - kh) + 1
    w_out = (w - kw) + 1
    columns = np.zeros((n, h_out, w_out, c * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            window = X[:, :, y : y + kh, x : x + kw]
            columns[:, y, x] = window.reshape(n, -1)
    return columns


# %% wrong: the padding is ignored
# says: the padding is ignored
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    X = np.pad(X, 0)
    n, c, h, w = X.shape
    h_out = (h - kh) // stride + 1
    w_out = (w - kw) // stride + 1
    columns = np.zeros((n, h_out, w_out, c * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            window = X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw]
            columns[:, y, x] = window.reshape(n, -1)
    return columns


# %% wrong: the stride only in the shape
# says: the shape counts the stride, but the windows do not
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    X = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, c, h, w = X.shape
    h_out = (h - kh) // stride + 1
    w_out = (w - kw) // stride + 1
    columns = np.zeros((n, h_out, w_out, c * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            window = X[:, :, y : y + kh, x : x + kw]
            columns[:, y, x] = window.reshape(n, -1)
    return columns


# %% wrong: the stride along the height only
# says: the stride is counted along the height only
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    X = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, c, h, w = X.shape
    h_out = (h - kh) // stride + 1
    w_out = (w - kw) + 1
    columns = np.zeros((n, h_out, w_out, c * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            window = X[:, :, y * stride : y * stride + kh, x : x + kw]
            columns[:, y, x] = window.reshape(n, -1)
    return columns


# %% wrong: the stride along the width only
# says: the stride is counted along the width only: y must
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    X = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, c, h, w = X.shape
    h_out = (h - kh) // stride + 1
    w_out = (w - kw) // stride + 1
    columns = np.zeros((n, h_out, w_out, c * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            window = X[:, :, y : y + kh, x * stride : x * stride + kw]
            columns[:, y, x] = window.reshape(n, -1)
    return columns


# %% wrong: a dilated window
# says: the stride spreads the pixels inside a window
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    X = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, c, h, w = X.shape
    X = np.pad(X, ((0, 0), (0, 0), (0, 20), (0, 20)))
    h_out = (h - kh) // stride + 1
    w_out = (w - kw) // stride + 1
    columns = np.zeros((n, h_out, w_out, c * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            window = X[:, :, y : y + kh * stride : stride, x : x + kw * stride : stride]
            columns[:, y, x] = window.reshape(n, -1)
    return columns


# %% wrong: padding on the top and left only
# says: the frame is on the top and left only
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    X = np.pad(X, ((0, 0), (0, 0), (padding, 0), (padding, 0)))
    n, c, h, w = X.shape
    h_out = (h - kh) // stride + 1
    w_out = (w - kw) // stride + 1
    columns = np.zeros((n, h_out, w_out, c * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            window = X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw]
            columns[:, y, x] = window.reshape(n, -1)
    return columns


# %% wrong: padding repeats the edge
# says: the frame repeats the pixels at the edge
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    X = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)), mode="edge")
    n, c, h, w = X.shape
    h_out = (h - kh) // stride + 1
    w_out = (w - kw) // stride + 1
    columns = np.zeros((n, h_out, w_out, c * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            window = X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw]
            columns[:, y, x] = window.reshape(n, -1)
    return columns


# %% wrong: all four axes are padded
# says: all four axes are padded
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    X = np.pad(X, padding)
    n, c, h, w = X.shape
    h_out = (h - kh) // stride + 1
    w_out = (w - kw) // stride + 1
    columns = np.zeros((n, h_out, w_out, c * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            window = X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw]
            columns[:, y, x] = window.reshape(n, -1)
    return columns


# %% wrong: height and width of the places swapped
# says: height and width of the places have changed places
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    X = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, c, h, w = X.shape
    h_out = (h - kh) // stride + 1
    w_out = (w - kw) // stride + 1
    columns = np.zeros((n, h_out, w_out, c * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            window = X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw]
            columns[:, y, x] = window.reshape(n, -1)
    return columns.transpose(0, 2, 1, 3)


# %% wrong: height and width of the kernel swapped
# says: height and width of the kernel have changed places
def im2col(X, kernel_size, stride, padding):
    kw, kh = kernel_size
    X = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, c, h, w = X.shape
    h_out = (h - kh) // stride + 1
    w_out = (w - kw) // stride + 1
    columns = np.zeros((n, h_out, w_out, c * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            window = X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw]
            columns[:, y, x] = window.reshape(n, -1)
    return columns


# %% wrong: the channel changes fastest
# says: in a row the channel changes fastest
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    X = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, c, h, w = X.shape
    h_out = (h - kh) // stride + 1
    w_out = (w - kw) // stride + 1
    columns = np.zeros((n, h_out, w_out, c * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            window = X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw]
            columns[:, y, x] = window.transpose(0, 2, 3, 1).reshape(n, -1)
    return columns


# %% wrong: each window transposed
# says: each window is transposed
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    X = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, c, h, w = X.shape
    h_out = (h - kh) // stride + 1
    w_out = (w - kw) // stride + 1
    columns = np.zeros((n, h_out, w_out, c * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            window = X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw]
            columns[:, y, x] = window.transpose(0, 1, 3, 2).reshape(n, -1)
    return columns


# %% wrong: the window flipped
# says: each window is turned by 180 degrees
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    X = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, c, h, w = X.shape
    h_out = (h - kh) // stride + 1
    w_out = (w - kw) // stride + 1
    columns = np.zeros((n, h_out, w_out, c * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            window = X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw]
            columns[:, y, x] = window[:, :, ::-1, ::-1].reshape(n, -1)
    return columns


# %% wrong: only the first channel
# says: only the first channel is there
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    X = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, c, h, w = X.shape
    h_out = (h - kh) // stride + 1
    w_out = (w - kw) // stride + 1
    columns = np.zeros((n, h_out, w_out, kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            window = X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw]
            columns[:, y, x] = window[:, 0].reshape(n, -1)
    return columns


# %% wrong: the channels added up
# says: the channels are added up
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    X = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, c, h, w = X.shape
    h_out = (h - kh) // stride + 1
    w_out = (w - kw) // stride + 1
    columns = np.zeros((n, h_out, w_out, kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            window = X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw]
            columns[:, y, x] = window.sum(axis=1).reshape(n, -1)
    return columns


# %% wrong: the order of another library
# says: the axes stand in the order \(n, c kh kw, h_out, w_out\)
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    X = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, c, h, w = X.shape
    h_out = (h - kh) // stride + 1
    w_out = (w - kw) // stride + 1
    columns = np.zeros((n, h_out, w_out, c * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            window = X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw]
            columns[:, y, x] = window.reshape(n, -1)
    return columns.transpose(0, 3, 1, 2)


# %% wrong: images and places in one axis
# says: images and places are in one axis
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    X = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, c, h, w = X.shape
    h_out = (h - kh) // stride + 1
    w_out = (w - kw) // stride + 1
    columns = np.zeros((n, h_out, w_out, c * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            window = X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw]
            columns[:, y, x] = window.reshape(n, -1)
    return columns.reshape(n * h_out * w_out, -1)


# %% wrong: no plus one
# says: the last row and column of places are missing
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    X = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, c, h, w = X.shape
    h_out = (h - kh) // stride
    w_out = (w - kw) // stride
    columns = np.zeros((n, h_out, w_out, c * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            window = X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw]
            columns[:, y, x] = window.reshape(n, -1)
    return columns


# %% wrong: an image runs over the edge
# says: could not broadcast input array.*wholly inside
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    X = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, c, h, w = X.shape
    h_out = h // stride
    w_out = (w - kw) // stride + 1
    columns = np.zeros((n, h_out, w_out, c * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            window = X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw]
            columns[:, y, x] = window.reshape(n, -1)
    return columns


# %% wrong: the size from the unpadded image
# says: the frame is on the top and left only, or h_out counts it once
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    X = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, c, h, w = X.shape
    h_out = (h - padding - kh) // stride + 1
    w_out = (w - padding - kw) // stride + 1
    columns = np.zeros((n, h_out, w_out, c * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            window = X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw]
            columns[:, y, x] = window.reshape(n, -1)
    return columns


# %% wrong: one window for every place
# says: every place holds the last window
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    X = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, c, h, w = X.shape
    h_out = (h - kh) // stride + 1
    w_out = (w - kw) // stride + 1
    columns = np.zeros((n, h_out, w_out, c * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            window = X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw]
            columns[:] = window.reshape(n, 1, 1, -1)
    return columns


# %% wrong: integers are filled
# says: cut to whole numbers
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    X = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, c, h, w = X.shape
    h_out = (h - kh) // stride + 1
    w_out = (w - kw) // stride + 1
    columns = np.zeros((n, h_out, w_out, c * kh * kw), dtype=int)
    for y in range(h_out):
        for x in range(w_out):
            window = X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw]
            columns[:, y, x] = window.reshape(n, -1)
    return columns


# %% wrong: the first image only
# says: only the first image is used
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    X = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, c, h, w = X.shape
    h_out = (h - kh) // stride + 1
    w_out = (w - kw) // stride + 1
    columns = np.zeros((n, h_out, w_out, c * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            window = X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw]
            columns[:, y, x] = window[0].reshape(-1)
    return columns


# %% wrong: returns inside the loop
# says: no entry is right|entries are right|rows|First difference|all zeros
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    X = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, c, h, w = X.shape
    h_out = (h - kh) // stride + 1
    w_out = (w - kw) // stride + 1
    columns = np.zeros((n, h_out, w_out, c * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            window = X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw]
            columns[:, y, x] = window.reshape(n, -1)
        return columns


# %% wrong: nothing is returned
# says: None came back
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    X = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, c, h, w = X.shape
    h_out = (h - kh) // stride + 1
    w_out = (w - kw) // stride + 1
    columns = np.zeros((n, h_out, w_out, c * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            window = X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw]
            columns[:, y, x] = window.reshape(n, -1)


# %% wrong: the digit is scaled in place
# says: the input X was changed in place
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    X -= X.mean()
    X = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, c, h, w = X.shape
    h_out = (h - kh) // stride + 1
    w_out = (w - kw) // stride + 1
    columns = np.zeros((n, h_out, w_out, c * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            window = X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw]
            columns[:, y, x] = window.reshape(n, -1)
    return columns


# %% wrong: the places in one axis, before the images
# says: the places are in one axis, and stand before the images
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    X = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, c, h, w = X.shape
    columns = []
    for y in range(0, h - kh + 1, stride):
        for x in range(0, w - kw + 1, stride):
            columns.append(X[:, :, y : y + kh, x : x + kw].reshape(n, -1))
    return np.array(columns)


# %% wrong: padded in the size only
# says: Was X padded at all
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    n, c, h, w = X.shape
    h_out, w_out = (h + 2 * padding - kh) // stride + 1, (w + 2 * padding - kw) // stride + 1
    columns = np.zeros((n, h_out, w_out, c * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            window = X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw]
            columns[:, y, x] = window.reshape(n, -1)
    return columns


# %% wrong: the width taken for the height
# says: w_out is the h_out of the height
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    P = np.pad(X, ((0, 0), (0, 0), (padding,) * 2, (padding,) * 2))
    h_out = (P.shape[2] - kh) // stride + 1
    out = np.zeros((len(X), h_out, h_out, X.shape[1] * kh * kw))
    for y in range(h_out):
        for x in range(h_out):
            out[:, y, x] = P[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw].reshape(len(X), -1)
    return out


# %% wrong: the number of windows without the frame
# says: computed from the image without its frame
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    n, c, h, w = X.shape
    P = np.pad(X, ((0, 0), (0, 0), (padding,) * 2, (padding,) * 2))
    h_out = (h - kh) // stride + 1
    w_out = (w - kw) // stride + 1
    out = np.zeros((len(X), h_out, w_out, X.shape[1] * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            out[:, y, x] = P[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw].reshape(len(X), -1)
    return out


# %% wrong: the number of windows rounded up
# says: could not broadcast.*wholly inside
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    P = np.pad(X, ((0, 0), (0, 0), (padding,) * 2, (padding,) * 2))
    h_out = int(np.ceil((P.shape[2] - kh) / stride)) + 1
    w_out = int(np.ceil((P.shape[3] - kw) / stride)) + 1
    out = np.zeros((len(X), h_out, w_out, X.shape[1] * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            out[:, y, x] = P[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw].reshape(len(X), -1)
    return out


# %% wrong: three channels for ever
# says: could not broadcast
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    P = np.pad(X, ((0, 0), (0, 0), (padding,) * 2, (padding,) * 2))
    h_out = (P.shape[2] - kh) // stride + 1
    w_out = (P.shape[3] - kw) // stride + 1
    out = np.zeros((len(X), h_out, w_out, 3 * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            out[:, y, x] = P[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw].reshape(len(X), -1)
    return out


# %% wrong: one added before the division
# says: the last row and column of places are missing
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    P = np.pad(X, ((0, 0), (0, 0), (padding,) * 2, (padding,) * 2))
    h_out = (P.shape[2] - kh + 1) // stride
    w_out = (P.shape[3] - kw + 1) // stride
    out = np.zeros((len(X), h_out, w_out, X.shape[1] * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            out[:, y, x] = P[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw].reshape(len(X), -1)
    return out


# %% wrong: a true division
# says: `//`, which rounds down
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    P = np.pad(X, ((0, 0), (0, 0), (padding,) * 2, (padding,) * 2))
    h_out = (P.shape[2] - kh) / stride + 1
    w_out = (P.shape[3] - kw) / stride + 1
    out = np.zeros((len(X), h_out, w_out, X.shape[1] * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            out[:, y, x] = P[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw].reshape(len(X), -1)
    return out


# %% wrong: the window read from its last axis
# says: in a row the column changes slowest
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    P = np.pad(X, ((0, 0), (0, 0), (padding,) * 2, (padding,) * 2))
    h_out = (P.shape[2] - kh) // stride + 1
    w_out = (P.shape[3] - kw) // stride + 1
    out = np.zeros((len(X), h_out, w_out, X.shape[1] * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            out[:, y, x] = P[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw].reshape(
                len(X), -1, order="F"
            )
    return out


# %% wrong: a frame on two sides
# says: left and right only
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    P = np.pad(X, ((0, 0), (0, 0), (0, 0), (padding,) * 2))
    h_out = (P.shape[2] - kh) // stride + 1
    w_out = (P.shape[3] - kw) // stride + 1
    out = np.zeros((len(X), h_out, w_out, X.shape[1] * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            out[:, y, x] = P[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw].reshape(len(X), -1)
    return out


# %% wrong: a frame twice as wide
# says: the frame is twice as wide
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    P = np.pad(X, ((0, 0), (0, 0), (2 * padding,) * 2, (2 * padding,) * 2))
    h_out = (P.shape[2] - kh) // stride + 1
    w_out = (P.shape[3] - kw) // stride + 1
    out = np.zeros((len(X), h_out, w_out, X.shape[1] * kh * kw))
    for y in range(h_out):
        for x in range(w_out):
            out[:, y, x] = P[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw].reshape(len(X), -1)
    return out


# %% right: all windows by one index
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    P = np.pad(X, ((0, 0), (0, 0), (padding,) * 2, (padding,) * 2))
    ho = (P.shape[2] - kh) // stride + 1
    wo = (P.shape[3] - kw) // stride + 1
    i = stride * np.arange(ho)[:, None] + np.arange(kh)
    j = stride * np.arange(wo)[:, None] + np.arange(kw)
    W = P[:, :, i[:, None, :, None], j[None, :, None, :]]
    return W.transpose(0, 2, 3, 1, 4, 5).reshape(len(X), ho, wo, -1)
