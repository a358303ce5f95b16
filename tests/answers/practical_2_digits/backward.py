# %% right: built from the back, by recursion
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    *before, (A_prev, _) = cache
    dW, db, dA_prev = layer_backward(Delta, A_prev, parameters[-2])
    if not before:
        return [dW, db]
    Delta = dA_prev * phi_derivative(before[-1][1])
    return [*backward(Delta, before, parameters[:-2], phi_derivative, layer_backward), dW, db]


# %% right: gradients put in front
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = []
    grad = None
    for (A_prev, Z), W in zip(cache[::-1], parameters[-2::-2]):
        D = Delta if grad is None else grad * phi_derivative(Z)
        dW, db, grad = layer_backward(D, A_prev, W)
        gradients = [dW, db] + gradients
    return gradients


# %% right: a list that is filled, a product in place
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = [None] * len(parameters)
    for l in reversed(range(len(cache))):
        gradients[2 * l], gradients[2 * l + 1], dA = layer_backward(Delta, cache[l][0], parameters[2 * l])
        if l:
            dA *= phi_derivative(cache[l - 1][1])
            Delta = dA
    return gradients


# %% right: einsum, without layer_backward
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = []
    for l in range(len(cache) - 1, -1, -1):
        A, Z = cache[l]
        gradients.insert(0, np.einsum("ni->i", Delta))
        gradients.insert(0, np.einsum("ni,nj->ij", Delta, A))
        if l > 0:
            Delta = (Delta @ parameters[2 * l]) * phi_derivative(cache[l - 1][1])
    return tuple(gradients)


# %% wrong: the same delta for every layer
# says: dW_\S+: no entry is right
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = []
    for k in reversed(range(len(cache))):
        D = Delta[:, :1] * np.ones((1, parameters[2 * k].shape[0]))
        dW, db, _ = layer_backward(D, cache[k][0], parameters[2 * k])
        gradients = [dW, db, *gradients]
    return gradients


# %% wrong: gradients pile up across calls
# says: two calls with the same inputs give different results
def backward(Delta, cache, parameters, phi_derivative, layer_backward, kept={}):
    gradients = []
    for k in reversed(range(len(cache))):
        dW, db, dA_prev = layer_backward(Delta, cache[k][0], parameters[2 * k])
        kept[k, dW.shape] = kept.get((k, dW.shape), 0) + dW
        gradients = [kept[k, dW.shape], db, *gradients]
        if k > 0:
            Delta = dA_prev * phi_derivative(cache[k - 1][1])
    return gradients


# %% wrong: three layers written out
# says: too many values to unpack.*Is the number of layers written in
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    W_1, b_1, W_2, b_2, W_3, b_3 = parameters
    (A_0, Z_1), (A_1, Z_2), (A_2, Z_3) = cache
    dW_3, db_3, dA = layer_backward(Delta, A_2, W_3)
    dW_2, db_2, dA = layer_backward(dA * phi_derivative(Z_2), A_1, W_2)
    dW_1, db_1, _ = layer_backward(dA * phi_derivative(Z_1), A_0, W_1)
    return [dW_1, db_1, dW_2, db_2, dW_3, db_3]


# %% wrong: one layer too high
# says: index out of range.*A_prev in cache\[l - 1\]
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = []
    for l in range(len(cache), 0, -1):
        dW, db, dA_prev = layer_backward(Delta, cache[l][0], parameters[2 * l])
        gradients = [dW, db] + gradients
        if l > 1:
            Delta = dA_prev * phi_derivative(cache[l - 2][1])
    return gradients


# %% wrong: one delta for all samples, where a layer has a single unit
# says: widths = \[\d+, 1, \d+, \d+\]
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = []
    for l in range(len(cache), 0, -1):
        if Delta.shape[1] == 1:
            Delta = Delta.mean() * np.ones_like(Delta)
        dW, db, dA = layer_backward(Delta, cache[l - 1][0], parameters[2 * l - 2])
        gradients = [dW, db] + gradients
        if l > 1:
            Delta = dA * phi_derivative(cache[l - 2][1])
    return gradients


# %% right: a function that calls itself for the layers below
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    dW, db, dA = layer_backward(Delta, cache[-1][0], parameters[-2])
    if len(cache) == 1:
        return [dW, db]
    return backward(dA * phi_derivative(cache[-2][1]), cache[:-1], parameters[:-2], phi_derivative, layer_backward) + [
        dW,
        db,
    ]
