# %% right: einsum
def convolution_backward(Delta, columns, W):
    table = W.reshape(len(W), -1)
    dW = np.einsum("noyx,nyxk->ok", Delta, columns).reshape(W.shape)
    return dW, np.einsum("noyx->o", Delta), np.einsum("noyx,ok->nyxk", Delta, table)


# %% right: a loop over the places
def convolution_backward(Delta, columns, W):
    dW, db, dcolumns = np.zeros((len(W), columns.shape[-1])), np.zeros(len(W)), np.zeros_like(columns)
    for y in range(columns.shape[1]):
        for x in range(columns.shape[2]):
            delta = Delta[:, :, y, x]
            dW += delta.T @ columns[:, y, x]
            db += delta.sum(axis=0)
            dcolumns[:, y, x] = delta @ W.reshape(len(W), -1)
    return dW.reshape(W.shape), db, dcolumns


# %% right: tensordot, and a list
def convolution_backward(Delta, columns, W):
    D = np.moveaxis(Delta, 1, -1)
    dW = np.tensordot(D, columns, axes=([0, 1, 2], [0, 1, 2])).reshape(W.shape)
    return [dW, Delta.sum((0, 2, 3)), D @ W.reshape(len(W), -1)]


# %% right: a product for each image
def convolution_backward(Delta, columns, W):
    n, o = Delta.shape[:2]
    D = Delta.reshape(n, o, -1)
    C = columns.reshape(n, -1, columns.shape[-1])
    return (D @ C).sum(0).reshape(W.shape), D.sum((0, 2)), (D.swapaxes(1, 2) @ W.reshape(o, -1)).reshape(columns.shape)


# %% wrong: a mean for db, and a flipped kernel behind it
# says: db: it is a mean over images and places
def convolution_backward(Delta, columns, W):
    dW = np.einsum("noyx,nyxk->ok", Delta, columns).reshape(W.shape)
    return dW, Delta.mean(axis=(0, 2, 3)), np.einsum("noyx,ok->nyxk", Delta, W[:, :, ::-1, ::-1].reshape(len(W), -1))


# %% wrong: a dict of gradients
# says: 3 values \(dW, db, dcolumns\) are expected
def convolution_backward(Delta, columns, W):
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, len(W))
    dW = (D.T @ columns.reshape(len(D), -1)).reshape(W.shape)
    return {"dW": dW, "db": D.sum(axis=0), "dcolumns": (D @ W.reshape(len(W), -1)).reshape(columns.shape)}
