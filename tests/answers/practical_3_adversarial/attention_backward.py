# %% right: the softmax's Jacobian, row by row
def attention_backward(dO, Q, K, V):
    d = Q.shape[1]
    dQ, dK, dV = np.zeros(Q.shape), np.zeros(K.shape), np.zeros(V.shape)
    for q, grad, row in zip(Q, dO, range(len(Q))):
        e = np.exp(K @ q / d**0.5)
        p = e / e.sum()
        ds = (np.diag(p) - np.outer(p, p)) @ (V @ grad) / d**0.5
        dQ[row] = K.T @ ds
        dK += np.outer(ds, q)
        dV += np.outer(p, grad)
    return dQ, dK, dV


# %% right: through the output, dO . O
def attention_backward(dO, Q, K, V):
    c = 1 / np.sqrt(K.shape[-1])
    S = c * Q @ K.T
    A = np.exp(S - S.max(axis=1)[:, None])
    A = A / A.sum(axis=1)[:, None]
    O = A @ V
    dS = A * (dO @ V.T - (dO * O).sum(axis=1)[:, None])
    return c * dS @ K, c * dS.T @ Q, A.T @ dO


# %% wrong: no scale on the way back
# says: dQ: the division by sqrt\(d\) is missing
def attention_backward(dO, Q, K, V):
    scale = np.sqrt(Q.shape[1])
    E = np.exp(Q @ K.T / scale)
    A = E / E.sum(axis=1, keepdims=True)
    dA = dO @ V.T
    dS = A * (dA - (A * dA).sum(axis=1, keepdims=True))
    return dS @ K, dS.T @ Q, A.T @ dO


# %% wrong: divided by d
# says: dQ: the scores are divided by d
def attention_backward(dO, Q, K, V):
    scale = np.sqrt(Q.shape[1])
    E = np.exp(Q @ K.T / scale)
    A = E / E.sum(axis=1, keepdims=True)
    dA = dO @ V.T
    dS = A * (dA - (A * dA).sum(axis=1, keepdims=True)) / scale**2
    return dS @ K, dS.T @ Q, A.T @ dO


# %% wrong: an elementwise softmax
# says: dQ: the softmax is taken for an elementwise function
def attention_backward(dO, Q, K, V):
    scale = np.sqrt(Q.shape[1])
    E = np.exp(Q @ K.T / scale)
    A = E / E.sum(axis=1, keepdims=True)
    dA = dO @ V.T
    dS = A * (1 - A) * dA / scale
    return dS @ K, dS.T @ Q, A.T @ dO


# %% wrong: no derivative of the softmax
# says: dQ: the softmax has no derivative here
def attention_backward(dO, Q, K, V):
    scale = np.sqrt(Q.shape[1])
    E = np.exp(Q @ K.T / scale)
    A = E / E.sum(axis=1, keepdims=True)
    dA = dO @ V.T
    dS = dA / scale
    return dS @ K, dS.T @ Q, A.T @ dO


# %% wrong: no row mean
# says: dQ: the row's mean is missing
def attention_backward(dO, Q, K, V):
    scale = np.sqrt(Q.shape[1])
    E = np.exp(Q @ K.T / scale)
    A = E / E.sum(axis=1, keepdims=True)
    dA = dO @ V.T
    dS = A * dA / scale
    return dS @ K, dS.T @ Q, A.T @ dO


# %% wrong: the sum along the wrong axis
# says: dQ: the sum of A \* dA runs along the wrong axis
def attention_backward(dO, Q, K, V):
    scale = np.sqrt(Q.shape[1])
    E = np.exp(Q @ K.T / scale)
    A = E / E.sum(axis=1, keepdims=True)
    dA = dO @ V.T
    dS = A * (dA - (A * dA).sum(axis=0)) / scale
    return dS @ K, dS.T @ Q, A.T @ dO


# %% wrong: a sum without weights
# says: dQ: dA is summed without the weights
def attention_backward(dO, Q, K, V):
    scale = np.sqrt(Q.shape[1])
    E = np.exp(Q @ K.T / scale)
    A = E / E.sum(axis=1, keepdims=True)
    dA = dO @ V.T
    dS = A * (dA - dA.sum(axis=1, keepdims=True)) / scale
    return dS @ K, dS.T @ Q, A.T @ dO


# %% wrong: no scale on the way forward
# says: dV: the scale sqrt\(d\) is missing in the softmax
def attention_backward(dO, Q, K, V):
    scale = np.sqrt(Q.shape[1])
    E = np.exp(Q @ K.T)
    A = E / E.sum(axis=1, keepdims=True)
    dA = dO @ V.T
    dS = A * (dA - (A * dA).sum(axis=1, keepdims=True)) / scale
    return dS @ K, dS.T @ Q, A.T @ dO


# %% wrong: a softmax over the queries
# says: dV: the softmax runs over the queries
def attention_backward(dO, Q, K, V):
    scale = np.sqrt(Q.shape[1])
    E = np.exp(Q @ K.T / scale)
    A = E / E.sum(axis=0)
    dA = dO @ V.T
    dS = A * (dA - (A * dA).sum(axis=1, keepdims=True)) / scale
    return dS @ K, dS.T @ Q, A.T @ dO


# %% wrong: A is not transposed
# says: stopped with|dV: the shape
def attention_backward(dO, Q, K, V):
    scale = np.sqrt(Q.shape[1])
    E = np.exp(Q @ K.T / scale)
    A = E / E.sum(axis=1, keepdims=True)
    dA = dO @ V.T
    dS = A * (dA - (A * dA).sum(axis=1, keepdims=True)) / scale
    return dS @ K, dS.T @ Q, A @ dO


# %% wrong: two results
# says: 2 values came back
def attention_backward(dO, Q, K, V):
    scale = np.sqrt(Q.shape[1])
    E = np.exp(Q @ K.T / scale)
    A = E / E.sum(axis=1, keepdims=True)
    dA = dO @ V.T
    dS = A * (dA - (A * dA).sum(axis=1, keepdims=True)) / scale
    return dS @ K, dS.T @ Q


# %% wrong: divided by d_v
# says: dV: no entry is right
def attention_backward(dO, Q, K, V):
    d = V.shape[1]
    S = Q @ K.T / d
    A = np.exp(S)
    A /= A.sum(1, keepdims=True)
    dA = dO @ V.T
    dS = A * (dA - (A * dA).sum(1, keepdims=True)) / d
    return dS @ K, dS.T @ Q, A.T @ dO


# %% wrong: scaled by the number of queries
# says: the number of queries
def attention_backward(dO, Q, K, V):
    d = np.sqrt(len(Q))
    S = Q @ K.T / d
    A = np.exp(S)
    A /= A.sum(1, keepdims=True)
    dA = dO @ V.T
    dS = A * (dA - (A * dA).sum(1, keepdims=True)) / d
    return dS @ K, dS.T @ Q, A.T @ dO
