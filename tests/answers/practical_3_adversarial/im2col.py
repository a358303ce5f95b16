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


# %% wrong: the course's own function does it
# says: leaves the work to utils.convolution|utils.convolution.\w+ is not available while a notebook is graded
def im2col(X, kernel_size, stride, padding):
    from utils.convolution import im2col as done

    return done(X, kernel_size, stride, padding)


# %% wrong: a list of rows
# says: a list of 4 came back.*np.array
def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    X = np.pad(X, ((0, 0), (0, 0), (padding,) * 2, (padding,) * 2))
    tops, lefts = range(0, X.shape[2] - kh + 1, stride), range(0, X.shape[3] - kw + 1, stride)
    return [[[image[:, y : y + kh, x : x + kw].ravel() for x in lefts] for y in tops] for image in X]
