# %% right: one line, by index
def input_gradient(X, y, parameters):
    result = forward(X, parameters)
    return backward(output_delta(result[0], y), result[1], parameters)[1]


# %% right: one image at a time
def input_gradient(X, y, parameters):
    rows = []
    for x, label in zip(X, y):
        Z, cache = forward(x[np.newaxis], parameters)
        rows.append(backward(output_delta(Z, np.array([label])), cache, parameters)[1][0] / len(X))
    return np.array(rows)


# %% right: the first delta by hand
def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    P[np.arange(len(y)), y] -= 1
    return backward(P / len(X), cache, parameters)[1]


# %% wrong: two layers unpacked (the victim's)
# says: ValueError: not enough values to unpack.*any number of layers
def input_gradient(X, y, parameters):
    W1, b1, W2, b2 = parameters
    Z1 = X @ W1.T + b1
    A1 = np.where(Z1 > 0, Z1, 0.01 * Z1)
    Z2 = A1 @ W2.T + b2
    d2 = output_delta(Z2, y)
    d1 = (d2 @ W2) * np.where(Z1 > 0, 1, 0.01)
    return d1 @ W1


# %% wrong: a list of rows
# says: a list of \d came back, but an array of shape
def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    return list(backward(output_delta(Z, y), cache, parameters)[1])


# %% wrong: the last result is kept
# says: the result of the first call changed
kept = {}


def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    dX = backward(output_delta(Z, y), cache, parameters)[1]
    result = kept.setdefault(X.shape, np.zeros(X.shape))
    result += dX
    return result
