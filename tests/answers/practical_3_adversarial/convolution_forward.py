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


# %% wrong: the kernel flipped
# says: the kernel is flipped
def convolution_forward(columns, W, b):
    Z = columns @ W[:, :, ::-1, ::-1].reshape(len(W), -1).T + b
    return Z.transpose(0, 3, 1, 2)


# %% wrong: the whole row reversed
# says: the whole row is reversed
def convolution_forward(columns, W, b):
    Z = columns @ W.reshape(len(W), -1)[:, ::-1].T + b
    return Z.transpose(0, 3, 1, 2)


# %% wrong: no bias
# says: the bias is missing
def convolution_forward(columns, W, b):
    Z = columns @ W.reshape(len(W), -1).T
    return Z.transpose(0, 3, 1, 2)


# %% wrong: the bias subtracted
# says: the bias is subtracted
def convolution_forward(columns, W, b):
    Z = columns @ W.reshape(len(W), -1).T - b
    return Z.transpose(0, 3, 1, 2)


# %% wrong: one bias for all
# says: one bias for everything
def convolution_forward(columns, W, b):
    Z = columns @ W.reshape(len(W), -1).T + b[0]
    return Z.transpose(0, 3, 1, 2)


# %% wrong: the biases added up
# says: the biases are added up first
def convolution_forward(columns, W, b):
    Z = columns @ W.reshape(len(W), -1).T + b.sum()
    return Z.transpose(0, 3, 1, 2)


# %% wrong: a bias per pixel
# says: b has one number for each of the c_out channels
def convolution_forward(columns, W, b):
    Z = columns @ W.reshape(len(W), -1).T
    return Z.transpose(0, 3, 1, 2) + b


# %% wrong: channels last
# says: the channels are the last axis
def convolution_forward(columns, W, b):
    Z = columns @ W.reshape(len(W), -1).T + b
    return Z


# %% wrong: height and width swapped
# says: height and width have changed places
def convolution_forward(columns, W, b):
    Z = columns @ W.reshape(len(W), -1).T + b
    return Z.transpose(0, 3, 2, 1)


# %% wrong: reshape in place of transpose
# says: mixes channels and places
def convolution_forward(columns, W, b):
    Z = columns @ W.reshape(len(W), -1).T + b
    return Z.reshape(len(Z), len(W), *Z.shape[1:3])


# %% wrong: one table, transposed and reshaped
# says: from one table cannot bring the channels forward
def convolution_forward(columns, W, b):
    Z = columns @ W.reshape(len(W), -1).T + b
    return Z.reshape(-1, len(W)).T.reshape(len(Z), len(W), *Z.shape[1:3])


# %% wrong: channels before images
# says: the channels stand before the images
def convolution_forward(columns, W, b):
    Z = columns @ W.reshape(len(W), -1).T + b
    return Z.transpose(3, 0, 1, 2)


# %% wrong: the channel changes fastest in the kernel
# says: in the kernel's table the channel changes fastest
def convolution_forward(columns, W, b):
    Z = columns @ W.transpose(0, 2, 3, 1).reshape(len(W), -1).T + b
    return Z.transpose(0, 3, 1, 2)


# %% wrong: the kernel transposed
# says: the kernel is transposed
def convolution_forward(columns, W, b):
    Z = columns @ W.transpose(0, 1, 3, 2).reshape(len(W), -1).T + b
    return Z.transpose(0, 3, 1, 2)


# %% wrong: reshape to the wrong table
# says: mixes the kernels
def convolution_forward(columns, W, b):
    Z = columns @ W.reshape(-1, len(W)) + b
    return Z.transpose(0, 3, 1, 2)


# %% wrong: all axes of W turned around
# says: turns all axes around
def convolution_forward(columns, W, b):
    Z = columns @ W.T.reshape(-1, len(W)) + b
    return Z.transpose(0, 3, 1, 2)


# %% wrong: W is not made a table
# says: matmul.*as a table it is
def convolution_forward(columns, W, b):
    Z = columns @ W.T + b
    return Z.transpose(0, 3, 1, 2)


# %% wrong: a ReLU at the end
# says: an activation is applied
def convolution_forward(columns, W, b):
    Z = columns @ W.reshape(len(W), -1).T + b
    return np.maximum(Z, 0).transpose(0, 3, 1, 2)


# %% wrong: the mean of the products
# says: the window's products are averaged
def convolution_forward(columns, W, b):
    Z = columns @ W.reshape(len(W), -1).T / columns.shape[-1] + b
    return Z.transpose(0, 3, 1, 2)


# %% wrong: the weights are changed in place
# says: the input W was changed in place
def convolution_forward(columns, W, b):
    W *= 2
    Z = columns @ W.reshape(len(W), -1).T + b
    return Z.transpose(0, 3, 1, 2)


# %% wrong: the biases are multiplied
# says: the bias is multiplied in
def convolution_forward(columns, W, b):
    Z = columns @ W.reshape(len(W), -1).T * b
    return Z.transpose(0, 3, 1, 2)


# %% wrong: only the first kernel
# says: only the first kernel is used|where does the wrong size come in
def convolution_forward(columns, W, b):
    Z = columns @ W[0].ravel() + b[0]
    return np.stack([Z] * len(W), axis=1)


# %% wrong: all axes of Z turned around
# says: turns all axes around
def convolution_forward(columns, W, b):
    Z = columns @ W.reshape(len(W), -1).T + b
    return Z.T


# %% right: stacked parts
def convolution_forward(columns, W, b):
    return np.stack([columns @ k.ravel() + c for k, c in zip(W, b)], axis=1)


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
