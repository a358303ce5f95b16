# %% right: the softmax's Jacobian, row by row
def attention_backward(dA, Q, K, V):
    d = Q.shape[1]
    dQ, dK, dV = np.zeros(Q.shape), np.zeros(K.shape), np.zeros(V.shape)
    for q, grad, row in zip(Q, dA, range(len(Q))):
        e = np.exp(K @ q / d**0.5)
        p = e / e.sum()
        ds = (np.diag(p) - np.outer(p, p)) @ (V @ grad) / d**0.5
        dQ[row] = K.T @ ds
        dK += np.outer(ds, q)
        dV += np.outer(p, grad)
    return dQ, dK, dV


# %% right: through the output, dA . A
def attention_backward(dA, Q, K, V):
    c = 1 / np.sqrt(K.shape[-1])
    S = c * Q @ K.T
    P = np.exp(S - S.max(axis=1)[:, None])
    P = P / P.sum(axis=1)[:, None]
    A = P @ V
    dS = P * (dA @ V.T - (dA * A).sum(axis=1)[:, None])
    return c * dS @ K, c * dS.T @ Q, P.T @ dA


# %% wrong: no scale on the way back
# says: dQ: the division by sqrt\(d\) is missing
def attention_backward(dA, Q, K, V):
    scale = np.sqrt(Q.shape[1])
    E = np.exp(Q @ K.T / scale)
    P = E / E.sum(axis=1, keepdims=True)
    dP = dA @ V.T
    dS = P * (dP - (P * dP).sum(axis=1, keepdims=True))
    return dS @ K, dS.T @ Q, P.T @ dA


# %% wrong: divided by d
# says: dQ: the scores are divided by d
def attention_backward(dA, Q, K, V):
    scale = np.sqrt(Q.shape[1])
    E = np.exp(Q @ K.T / scale)
    P = E / E.sum(axis=1, keepdims=True)
    dP = dA @ V.T
    dS = P * (dP - (P * dP).sum(axis=1, keepdims=True)) / scale**2
    return dS @ K, dS.T @ Q, P.T @ dA


# %% wrong: an elementwise softmax
# says: dQ: the softmax is taken for an elementwise function
def attention_backward(dA, Q, K, V):
    scale = np.sqrt(Q.shape[1])
    E = np.exp(Q @ K.T / scale)
    P = E / E.sum(axis=1, keepdims=True)
    dP = dA @ V.T
    dS = P * (1 - P) * dP / scale
    return dS @ K, dS.T @ Q, P.T @ dA


# %% wrong: no derivative of the softmax
# says: dQ: the softmax has no derivative here
def attention_backward(dA, Q, K, V):
    scale = np.sqrt(Q.shape[1])
    E = np.exp(Q @ K.T / scale)
    P = E / E.sum(axis=1, keepdims=True)
    dP = dA @ V.T
    dS = dP / scale
    return dS @ K, dS.T @ Q, P.T @ dA


# %% wrong: no row mean
# says: dQ: the row's mean is missing
def attention_backward(dA, Q, K, V):
    scale = np.sqrt(Q.shape[1])
    E = np.exp(Q @ K.T / scale)
    P = E / E.sum(axis=1, keepdims=True)
    dP = dA @ V.T
    dS = P * dP / scale
    return dS @ K, dS.T @ Q, P.T @ dA


# %% wrong: the sum along the wrong axis
# says: dQ: the sum of P \* dP runs along the wrong axis
def attention_backward(dA, Q, K, V):
    scale = np.sqrt(Q.shape[1])
    E = np.exp(Q @ K.T / scale)
    P = E / E.sum(axis=1, keepdims=True)
    dP = dA @ V.T
    dS = P * (dP - (P * dP).sum(axis=0)) / scale
    return dS @ K, dS.T @ Q, P.T @ dA


# %% wrong: a sum without weights
# says: dQ: dP is summed without the weights
def attention_backward(dA, Q, K, V):
    scale = np.sqrt(Q.shape[1])
    E = np.exp(Q @ K.T / scale)
    P = E / E.sum(axis=1, keepdims=True)
    dP = dA @ V.T
    dS = P * (dP - dP.sum(axis=1, keepdims=True)) / scale
    return dS @ K, dS.T @ Q, P.T @ dA


# %% wrong: no scale on the way forward
# says: dV: the scale sqrt\(d\) is missing in the softmax
def attention_backward(dA, Q, K, V):
    scale = np.sqrt(Q.shape[1])
    E = np.exp(Q @ K.T)
    P = E / E.sum(axis=1, keepdims=True)
    dP = dA @ V.T
    dS = P * (dP - (P * dP).sum(axis=1, keepdims=True)) / scale
    return dS @ K, dS.T @ Q, P.T @ dA


# %% wrong: a softmax over the queries
# says: dV: the softmax runs over the queries
def attention_backward(dA, Q, K, V):
    scale = np.sqrt(Q.shape[1])
    E = np.exp(Q @ K.T / scale)
    P = E / E.sum(axis=0)
    dP = dA @ V.T
    dS = P * (dP - (P * dP).sum(axis=1, keepdims=True)) / scale
    return dS @ K, dS.T @ Q, P.T @ dA


# %% wrong: P is not transposed
# says: stopped with|dV: the shape
def attention_backward(dA, Q, K, V):
    scale = np.sqrt(Q.shape[1])
    E = np.exp(Q @ K.T / scale)
    P = E / E.sum(axis=1, keepdims=True)
    dP = dA @ V.T
    dS = P * (dP - (P * dP).sum(axis=1, keepdims=True)) / scale
    return dS @ K, dS.T @ Q, P @ dA


# %% wrong: two results
# says: 2 values came back
def attention_backward(dA, Q, K, V):
    scale = np.sqrt(Q.shape[1])
    E = np.exp(Q @ K.T / scale)
    P = E / E.sum(axis=1, keepdims=True)
    dP = dA @ V.T
    dS = P * (dP - (P * dP).sum(axis=1, keepdims=True)) / scale
    return dS @ K, dS.T @ Q
