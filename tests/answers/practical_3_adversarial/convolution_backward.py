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


# %% wrong: reshape in place of transpose
# says: dW: Delta.reshape.* mixes channels and places
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = (D.T @ rows).reshape(W.shape)
    db = D.sum(axis=0)
    dcolumns = (D @ W.reshape(c_out, -1)).reshape(columns.shape)
    return dW, db, dcolumns


# %% wrong: width before height
# says: dW: .*(keeps height before width|entries are right|no entry is right)
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 3, 2, 1).reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = (D.T @ rows).reshape(W.shape)
    db = D.sum(axis=0)
    dcolumns = (D @ W.reshape(c_out, -1)).reshape(columns.shape)
    return dW, db, dcolumns


# %% wrong: dW divided by n
# says: dW: it is divided by n
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = (D.T @ rows).reshape(W.shape) / len(Delta)
    db = D.sum(axis=0)
    dcolumns = (D @ W.reshape(c_out, -1)).reshape(columns.shape)
    return dW, db, dcolumns


# %% wrong: dW a mean over places
# says: dW: it is a mean over the places
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = (D.T @ rows).reshape(W.shape) / (columns.shape[1] * columns.shape[2])
    db = D.sum(axis=0)
    dcolumns = (D @ W.reshape(c_out, -1)).reshape(columns.shape)
    return dW, db, dcolumns


# %% wrong: dW a mean over all windows
# says: dW: it is a mean over images and places
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = (D.T @ rows / len(rows)).reshape(W.shape)
    db = D.sum(axis=0)
    dcolumns = (D @ W.reshape(c_out, -1)).reshape(columns.shape)
    return dW, db, dcolumns


# %% wrong: Delta ignored
# says: dW: Delta is ignored
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, c_out)
    D = np.ones_like(D)
    rows = columns.reshape(-1, K)
    dW = (D.T @ rows).reshape(W.shape)
    db = D.sum(axis=0)
    dcolumns = (D @ W.reshape(c_out, -1)).reshape(columns.shape)
    return dW, db, dcolumns


# %% wrong: only the first image
# says: dW: only the first image is used
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = (D[: columns.shape[1] * columns.shape[2]].T @ rows[: columns.shape[1] * columns.shape[2]]).reshape(W.shape)
    db = D.sum(axis=0)
    dcolumns = (D @ W.reshape(c_out, -1)).reshape(columns.shape)
    return dW, db, dcolumns


# %% wrong: dW left as a table
# says: dW: it is still a table
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = D.T @ rows
    db = D.sum(axis=0)
    dcolumns = (D @ W.reshape(c_out, -1)).reshape(columns.shape)
    return dW, db, dcolumns


# %% wrong: dW transposed
# says: dW: it is a table, and transposed
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = rows.T @ D
    db = D.sum(axis=0)
    dcolumns = (D @ W.reshape(c_out, -1)).reshape(columns.shape)
    return dW, db, dcolumns


# %% wrong: dW transposed, then reshaped
# says: dW: the table was transposed before the reshape
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = (rows.T @ D).reshape(W.shape)
    db = D.sum(axis=0)
    dcolumns = (D @ W.reshape(c_out, -1)).reshape(columns.shape)
    return dW, db, dcolumns


# %% wrong: dW flipped
# says: dW: the gradient is turned by 180 degrees
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = (D.T @ rows).reshape(W.shape)
    db = D.sum(axis=0)
    dcolumns = (D @ W.reshape(c_out, -1)).reshape(columns.shape)
    return dW[:, :, ::-1, ::-1], db, dcolumns


# %% wrong: dW of one place
# says: dW: only the first place is used
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = (Delta[:, :, 0, 0].T @ columns[:, 0, 0]).reshape(W.shape)
    db = D.sum(axis=0)
    dcolumns = (D @ W.reshape(c_out, -1)).reshape(columns.shape)
    return dW, db, dcolumns


# %% wrong: dW for each image
# says: dW: the sum over the images is missing
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = np.einsum("noyx,nyxk->nok", Delta, columns).reshape(-1, *W.shape)
    db = D.sum(axis=0)
    dcolumns = (D @ W.reshape(c_out, -1)).reshape(columns.shape)
    return dW, db, dcolumns


# %% wrong: db not summed over the places
# says: db: the sum over the places is missing
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = (D.T @ rows).reshape(W.shape)
    db = Delta.sum(axis=0)
    dcolumns = (D @ W.reshape(c_out, -1)).reshape(columns.shape)
    return dW, db, dcolumns


# %% wrong: db not summed over the images
# says: db: the sum over the images is missing
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = (D.T @ rows).reshape(W.shape)
    db = Delta.sum(axis=(2, 3))
    dcolumns = (D @ W.reshape(c_out, -1)).reshape(columns.shape)
    return dW, db, dcolumns


# %% wrong: db a mean
# says: db: it is a mean over images and places
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = (D.T @ rows).reshape(W.shape)
    db = D.mean(axis=0)
    dcolumns = (D @ W.reshape(c_out, -1)).reshape(columns.shape)
    return dW, db, dcolumns


# %% wrong: db divided by n
# says: db: it is a mean over the images
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = (D.T @ rows).reshape(W.shape)
    db = D.sum(axis=0) / len(Delta)
    dcolumns = (D @ W.reshape(c_out, -1)).reshape(columns.shape)
    return dW, db, dcolumns


# %% wrong: db a single number
# says: db: the sum runs over the channels too
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = (D.T @ rows).reshape(W.shape)
    db = D.sum()
    dcolumns = (D @ W.reshape(c_out, -1)).reshape(columns.shape)
    return dW, db, dcolumns


# %% wrong: db of the first image
# says: db: only the first image is used
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = (D.T @ rows).reshape(W.shape)
    db = Delta[0].sum(axis=(1, 2))
    dcolumns = (D @ W.reshape(c_out, -1)).reshape(columns.shape)
    return dW, db, dcolumns


# %% wrong: db over the wrong axes
# says: db: the channels are summed away
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = (D.T @ rows).reshape(W.shape)
    db = Delta.sum(axis=(0, 1, 2))
    dcolumns = (D @ W.reshape(c_out, -1)).reshape(columns.shape)
    return dW, db, dcolumns


# %% wrong: db keeps its axes
# says: db: extra axes remain
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = (D.T @ rows).reshape(W.shape)
    db = Delta.sum(axis=(0, 2, 3), keepdims=True)
    dcolumns = (D @ W.reshape(c_out, -1)).reshape(columns.shape)
    return dW, db, dcolumns


# %% wrong: dcolumns as one table
# says: dcolumns: images and places are in one axis
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = (D.T @ rows).reshape(W.shape)
    db = D.sum(axis=0)
    dcolumns = D @ W.reshape(c_out, -1)
    return dW, db, dcolumns


# %% wrong: dcolumns through dW
# says: dcolumns: Delta came back multiplied by dW
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = (D.T @ rows).reshape(W.shape)
    db = D.sum(axis=0)
    dcolumns = (D @ dW.reshape(c_out, -1)).reshape(columns.shape)
    return dW, db, dcolumns


# %% wrong: dcolumns through a flipped kernel
# says: dcolumns: the kernel is flipped
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = (D.T @ rows).reshape(W.shape)
    db = D.sum(axis=0)
    dcolumns = (D @ W[:, :, ::-1, ::-1].reshape(c_out, -1)).reshape(columns.shape)
    return dW, db, dcolumns


# %% wrong: dcolumns with the channel fastest
# says: dcolumns: in the kernel's table the channel changes fastest
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = (D.T @ rows).reshape(W.shape)
    db = D.sum(axis=0)
    dcolumns = (D @ W.transpose(0, 2, 3, 1).reshape(c_out, -1)).reshape(columns.shape)
    return dW, db, dcolumns


# %% wrong: dcolumns, W in the wrong table
# says: dcolumns: .*mixes the kernels
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = (D.T @ rows).reshape(W.shape)
    db = D.sum(axis=0)
    dcolumns = (D @ W.reshape(-1, c_out).T).reshape(columns.shape)
    return dW, db, dcolumns


# %% wrong: dcolumns forgotten
# says: 2 values came back, but 3 values \(dW, db, dcolumns\)
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = (D.T @ rows).reshape(W.shape)
    db = D.sum(axis=0)
    dcolumns = (D @ W.reshape(c_out, -1)).reshape(columns.shape)
    return dW, db


# %% wrong: another order
# says: the three results have changed places
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = (D.T @ rows).reshape(W.shape)
    db = D.sum(axis=0)
    dcolumns = (D @ W.reshape(c_out, -1)).reshape(columns.shape)
    return dcolumns, dW, db


# %% wrong: W is not made a table
# says: as a table it is W.reshape|matmul|cannot reshape
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = (D.T @ rows).reshape(W.shape)
    db = D.sum(axis=0)
    dcolumns = (D @ W).reshape(columns.shape)
    return dW, db, dcolumns


# %% wrong: the sign of dW
# says: dW: the sign is wrong
def convolution_backward(Delta, columns, W):
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = -(D.T @ rows).reshape(W.shape)
    db = D.sum(axis=0)
    dcolumns = (D @ W.reshape(c_out, -1)).reshape(columns.shape)
    return dW, db, dcolumns


# %% wrong: Delta is changed in place
# says: the input Delta was changed in place
def convolution_backward(Delta, columns, W):
    Delta /= len(Delta)
    c_out, K = len(W), columns.shape[-1]
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, c_out)
    rows = columns.reshape(-1, K)
    dW = (D.T @ rows).reshape(W.shape)
    db = D.sum(axis=0)
    dcolumns = (D @ W.reshape(c_out, -1)).reshape(columns.shape)
    return dW, db, dcolumns


# %% wrong: channels first by reshape
# says: mixes images and channels
def convolution_backward(Delta, columns, W):
    D = Delta.reshape(len(W), -1)
    rows = columns.reshape(-1, columns.shape[-1])
    return (D @ rows).reshape(W.shape), D.sum(axis=1), (D.T @ W.reshape(len(W), -1)).reshape(columns.shape)


# %% wrong: dcolumns with the entries second
# says: the windows. entries stand second
def convolution_backward(Delta, columns, W):
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, len(W))
    rows = columns.reshape(-1, columns.shape[-1])
    return (
        (D.T @ rows).reshape(W.shape),
        D.sum(axis=0),
        np.tensordot(Delta, W.reshape(len(W), -1), (1, 0)).transpose(0, 3, 1, 2),
    )


# %% wrong: dW overwritten by each window
# says: only the last window is used
def convolution_backward(Delta, columns, W):
    D = Delta.transpose(0, 2, 3, 1).reshape(-1, len(W))
    rows = columns.reshape(-1, columns.shape[-1])
    dW = np.zeros(W.shape)
    for i in range(len(D)):
        dW = np.outer(D[i], rows[i]).reshape(W.shape)
    return dW, D.sum(axis=0), (D @ W.reshape(len(W), -1)).reshape(columns.shape)


# %% right: a product for each image
def convolution_backward(Delta, columns, W):
    n, o = Delta.shape[:2]
    D = Delta.reshape(n, o, -1)
    C = columns.reshape(n, -1, columns.shape[-1])
    return (D @ C).sum(0).reshape(W.shape), D.sum((0, 2)), (D.swapaxes(1, 2) @ W.reshape(o, -1)).reshape(columns.shape)
