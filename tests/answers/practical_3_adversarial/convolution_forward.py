# %% right: einsum
def convolution_forward(columns, W, b):
    return np.einsum("nyxk,ok->noyx", columns, W.reshape(W.shape[0], -1)) + b.reshape(1, -1, 1, 1)


# %% right: a loop over the kernels
def convolution_forward(columns, W, b):
    maps = [(columns * kernel.ravel()).sum(axis=-1) + bias for kernel, bias in zip(W, b)]
    return np.stack(maps, axis=1)


# %% right: one large matrix product
def convolution_forward(columns, W, b):
    n, h, w, K = columns.shape
    Z = W.reshape(-1, K) @ columns.reshape(-1, K).T + b[:, None]
    return Z.reshape(len(W), n, h, w).swapaxes(0, 1)


# %% right: a loop over the windows
def convolution_forward(columns, W, b):
    n, h, w, K = columns.shape
    Z = np.zeros((n, len(W), h, w))
    V = W.reshape(len(W), K)
    for i in range(n):
        for y in range(h):
            for x in range(w):
                Z[i, :, y, x] = V @ columns[i, y, x] + b
    return Z


# %% wrong: a layer of the course does it
# says: leaves the work to utils.convolution|utils.convolution.\w+ is not available while a notebook is graded
def convolution_forward(columns, W, b):
    layer = convolution.Conv2D(1, len(W), W.shape[2:], rng=np.random.default_rng(0))
    Z = columns @ W.reshape(len(W), -1).T + b
    return layer.phi(Z).transpose(0, 3, 1, 2)
