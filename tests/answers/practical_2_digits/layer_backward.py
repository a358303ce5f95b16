# %% right: a loop over samples, with outer products
def layer_backward(Delta, A_prev, W):
    dW, db, dA_prev = np.zeros(W.shape), np.zeros(W.shape[0]), np.zeros(A_prev.shape)
    for i, (delta, a) in enumerate(zip(Delta, A_prev)):
        dW += np.outer(delta, a)
        db += delta
        dA_prev[i] = W.T @ delta
    return dW, db, dA_prev


# %% right: einsum
def layer_backward(Delta, A_prev, W):
    return np.einsum("no,ni->oi", Delta, A_prev), np.einsum("no->o", Delta), np.einsum("no,oi->ni", Delta, W)


# %% right: transposed twice, ones for the sum, a list
def layer_backward(Delta, A_prev, W):
    return [(A_prev.T @ Delta).T, np.ones(len(Delta)) @ Delta, (W.T @ Delta.T).T]


# %% wrong: dW transposed
# says: dW: the result is transposed: the shape is \(\S+, \S+\), but \(\S+, \S+\) is expected
def layer_backward(Delta, A_prev, W):
    return A_prev.T @ Delta, Delta.sum(axis=0), Delta @ W


# %% wrong: dW divided by n again
# says: dW: it is divided by n, but Delta carries \S+/n already: the product sums over the samp
def layer_backward(Delta, A_prev, W):
    return Delta.T @ A_prev / len(Delta), Delta.sum(axis=0), Delta @ W


# %% wrong: db is a mean
# says: db: it is the mean over the samples, but Delta carries \S+/n already: sum
def layer_backward(Delta, A_prev, W):
    return Delta.T @ A_prev, Delta.mean(axis=0), Delta @ W


# %% wrong: db summed over the units
# says: db: the sum runs over the units \(axis \S+\) and not over the samples \(axis \S+\)
def layer_backward(Delta, A_prev, W):
    return Delta.T @ A_prev, Delta.sum(axis=1), Delta @ W


# %% wrong: db of the first sample only
# says: db: only the first sample's Delta is there: sum over the samples
def layer_backward(Delta, A_prev, W):
    return Delta.T @ A_prev, Delta[0], Delta @ W


# %% wrong: db summed over everything
# says: db: the shape is \(\), but \(\S+,\) is expected
def layer_backward(Delta, A_prev, W):
    return Delta.T @ A_prev, Delta.sum(), Delta @ W


# %% wrong: db is not summed
# says: db: the sum over the samples is missing
def layer_backward(Delta, A_prev, W):
    return Delta.T @ A_prev, Delta, Delta @ W


# %% wrong: W transposed on the way back
# says: the function stopped with ValueError: matmul: Input operand \S+ has a mi
def layer_backward(Delta, A_prev, W):
    return Delta.T @ A_prev, Delta.sum(axis=0), Delta @ W.T


# %% wrong: the upstream gradient is ignored
# says: dW: Delta is ignored: the gradient from above must be multiplied in
def layer_backward(Delta, A_prev, W):
    ones = np.ones(Delta.shape)
    return ones.T @ A_prev, Delta.sum(axis=0), ones @ W


# %% wrong: dW of the first sample only
# says: dW: only the first sample is used: the product sums over the whole batch
def layer_backward(Delta, A_prev, W):
    return np.outer(Delta[0], A_prev[0]), Delta.sum(axis=0), Delta @ W


# %% wrong: A_prev in place of W
# says: dA_prev: Delta came back multiplied by dW instead of W
def layer_backward(Delta, A_prev, W):
    dW = Delta.T @ A_prev
    return dW, Delta.sum(axis=0), Delta @ dW


# %% wrong: the sign of db
# says: db: the sign is wrong: every entry is minus the expected one
def layer_backward(Delta, A_prev, W):
    return Delta.T @ A_prev, -Delta.sum(axis=0), Delta @ W


# %% wrong: returned in another order
# says: the three results have changed places
def layer_backward(Delta, A_prev, W):
    return Delta @ W, Delta.T @ A_prev, Delta.sum(axis=0)


# %% wrong: dA_prev is forgotten
# says: \S+ values came back, but \S+ values \(dW, db, dA_prev\) are expected
def layer_backward(Delta, A_prev, W):
    return Delta.T @ A_prev, Delta.sum(axis=0)


# %% wrong: W is updated before its use
# says: the input W was changed in place
def layer_backward(Delta, A_prev, W):
    dW = Delta.T @ A_prev
    W -= 0.1 * dW
    return dW, Delta.sum(axis=0), Delta @ W


# %% wrong: the deltas are overwritten
# says: the input Delta was changed in place
def layer_backward(Delta, A_prev, W):
    Delta /= len(Delta)
    return Delta.T @ A_prev, Delta.sum(axis=0), Delta @ W


# %% wrong: db as a row of a matrix
# says: db: one extra axis remains, from keepdims=True: db has the shape of b
def layer_backward(Delta, A_prev, W):
    return Delta.T @ A_prev, Delta.sum(axis=0, keepdims=True), Delta @ W


# %% wrong: the bend is passed here already
# says: dA_prev: the bend is in it already
def layer_backward(Delta, A_prev, W):
    n = len(Delta)

    return Delta.T @ A_prev, Delta.sum(axis=0), (Delta @ W) * (A_prev > 0)


# %% wrong: axes of length 1 are dropped
# says: units = 1, inputs = 4.*an axis was lost
def layer_backward(Delta, A_prev, W):
    return (Delta.T @ A_prev).squeeze(), Delta.sum(axis=0).squeeze(), (Delta @ W).squeeze()


# %% wrong: seven samples written in
# says: out of bounds
def layer_backward(Delta, A_prev, W):
    dW = np.zeros_like(W)
    for i in range(7):
        dW += np.outer(Delta[i], A_prev[i])
    return dW, Delta.sum(axis=0), Delta @ W


# %% wrong: the signs of a step
# says: the sign is wrong
def layer_backward(Delta, A_prev, W):
    return -Delta.T @ A_prev, -Delta.sum(axis=0), Delta @ W


# %% wrong: multiplied by n
# says: n = 7 times too large
def layer_backward(Delta, A_prev, W):
    n = len(Delta)
    return n * Delta.T @ A_prev, n * Delta.sum(axis=0), Delta @ W
