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


# %% wrong: seven samples written in
# says: out of bounds.*written in\? Take it from the shape
def layer_backward(Delta, A_prev, W):
    dW = np.zeros_like(W)
    for i in range(7):
        dW += np.outer(Delta[i], A_prev[i])
    return dW, Delta.sum(axis=0), Delta @ W


# %% right: outer products, one sample after the other
def layer_backward(Delta, A_prev, W):
    dW = np.zeros(W.shape)
    db = np.zeros(len(W))
    dA = np.zeros(A_prev.shape)
    for i in range(len(Delta)):
        dW += np.outer(Delta[i], A_prev[i])
        db += Delta[i]
        dA[i] = W.T @ Delta[i]
    return dW, db, dA
