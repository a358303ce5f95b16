# %% right: an index that runs down
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = [None] * len(parameters)
    for k in range(len(cache) - 1, -1, -1):
        A_prev, Z = cache[k]
        gradients[2 * k], gradients[2 * k + 1], dA_prev = layer_backward(Delta, A_prev, parameters[2 * k])
        if k > 0:
            Delta = dA_prev * phi_derivative(cache[k - 1][1])
    return gradients


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


# %% wrong: phi'(a) in place of phi'(z)
# says: phi' is taken at a instead of z: the derivative wants what was stored as Z, before ph
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = []
    for k in reversed(range(len(cache))):
        dW, db, dA_prev = layer_backward(Delta, cache[k][0], parameters[2 * k])
        gradients = [dW, db, *gradients]
        if k > 0:
            Delta = dA_prev * phi_derivative(cache[k][0])
    return gradients


# %% wrong: no derivative at all
# says: phi' is missing: delta\^\{l\S+\} = \(W\^T delta\^l\) \* phi'\(z\^\{l\S+\}\)
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = []
    for k in reversed(range(len(cache))):
        dW, db, Delta = layer_backward(Delta, cache[k][0], parameters[2 * k])
        gradients = [dW, db, *gradients]
    return gradients


# %% wrong: a derivative at the output too
# says: phi' is applied to the output layer too: Delta is dL/dz there already
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = []
    for k in reversed(range(len(cache))):
        A_prev, Z = cache[k]
        dW, db, Delta = layer_backward(Delta * phi_derivative(Z), A_prev, parameters[2 * k])
        gradients = [dW, db, *gradients]
    return gradients


# %% wrong: the derivative of the layer after
# says: dA_prev and Z of another layer meet here
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = []
    for k in reversed(range(len(cache))):
        A_prev, Z = cache[k]
        dW, db, dA_prev = layer_backward(Delta, A_prev, parameters[2 * k])
        gradients = [dW, db, *gradients]
        if k > 0:
            Delta = dA_prev * phi_derivative(Z)
    return gradients


# %% wrong: the derivative squared
# says: phi' is multiplied in twice
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = []
    for k in reversed(range(len(cache))):
        dW, db, dA_prev = layer_backward(Delta, cache[k][0], parameters[2 * k])
        gradients = [dW, db, *gradients]
        if k > 0:
            Delta = dA_prev * phi_derivative(cache[k - 1][1]) ** 2
    return gradients


# %% wrong: from the last layer to the first
# says: the layers are in reversed order, from the last to the first
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = []
    for k in reversed(range(len(cache))):
        dW, db, dA_prev = layer_backward(Delta, cache[k][0], parameters[2 * k])
        gradients += [dW, db]
        if k > 0:
            Delta = dA_prev * phi_derivative(cache[k - 1][1])
    return gradients


# %% wrong: biases before weights
# says: weights and biases have changed places
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = []
    for k in reversed(range(len(cache))):
        dW, db, dA_prev = layer_backward(Delta, cache[k][0], parameters[2 * k])
        gradients = [db, dW, *gradients]
        if k > 0:
            Delta = dA_prev * phi_derivative(cache[k - 1][1])
    return gradients


# %% wrong: the first layer is left out
# says: the list holds \S+ items, but \S+ are expected: \[dW_\S+, db_\S+, dW_\S+, db_\S+, dW_\S+, db_\S+\]
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = []
    for k in range(len(cache) - 1, 0, -1):
        dW, db, dA_prev = layer_backward(Delta, cache[k][0], parameters[2 * k])
        gradients = [dW, db, *gradients]
        Delta = dA_prev * phi_derivative(cache[k - 1][1])
    return gradients


# %% wrong: the same delta for every layer
# says: dW_\S+: no entry is right
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = []
    for k in reversed(range(len(cache))):
        D = Delta[:, :1] * np.ones((1, parameters[2 * k].shape[0]))
        dW, db, _ = layer_backward(D, cache[k][0], parameters[2 * k])
        gradients = [dW, db, *gradients]
    return gradients


# %% wrong: weights are updated on the way
# says: the input parameters was changed in place
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = []
    for k in reversed(range(len(cache))):
        dW, db, dA_prev = layer_backward(Delta, cache[k][0], parameters[2 * k])
        parameters[2 * k] -= 0.1 * dW
        gradients = [dW, db, *gradients]
        if k > 0:
            Delta = dA_prev * phi_derivative(cache[k - 1][1])
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


# %% wrong: divided by n in every layer
# says: dW_\S+: every entry is n\^\S+ = \S+ times too small
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = []
    for k in reversed(range(len(cache))):
        dW, db, dA_prev = layer_backward(Delta, cache[k][0], parameters[2 * k])
        gradients = [dW, db, *gradients]
        if k > 0:
            Delta = dA_prev * phi_derivative(cache[k - 1][1]) / len(Delta)
    return gradients


# %% wrong: the derivative of the relu written in
# says: the derivative of relu is written into the function: use phi_derivative
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = []
    for k in reversed(range(len(cache))):
        dW, db, dA_prev = layer_backward(Delta, cache[k][0], parameters[2 * k])
        gradients = [dW, db, *gradients]
        if k > 0:
            Delta = dA_prev * (cache[k - 1][1] > 0)
    return gradients


# %% wrong: the cache is used up
# says: the input cache was changed in place
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = []
    k = len(cache)
    while cache:
        k -= 1
        A_prev, _ = cache.pop()
        dW, db, dA_prev = layer_backward(Delta, A_prev, parameters[2 * k])
        gradients = [dW, db, *gradients]
        if cache:
            Delta = dA_prev * phi_derivative(cache[-1][1])
    return gradients


# %% wrong: only the slope is handed down
# says: only phi' is handed down
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = [None] * len(parameters)
    for l in reversed(range(len(cache))):
        A_prev, _ = cache[l]
        dW, db, dA = layer_backward(Delta, A_prev, parameters[2 * l])
        gradients[2 * l], gradients[2 * l + 1] = dW, db
        if l:
            Delta = phi_derivative(cache[l - 1][1])
    return gradients


# %% wrong: the slope is added
# says: phi' is added, not multiplied
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = [None] * len(parameters)
    for l in reversed(range(len(cache))):
        A_prev, _ = cache[l]
        dW, db, dA = layer_backward(Delta, A_prev, parameters[2 * l])
        gradients[2 * l], gradients[2 * l + 1] = dW, db
        if l:
            Delta = dA + phi_derivative(cache[l - 1][1])
    return gradients


# %% wrong: None for the first layer
# says: dW_1, db_1: None stands in the list
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = [None] * len(parameters)
    for l in reversed(range(1, len(cache))):
        A_prev, _ = cache[l]
        dW, db, dA = layer_backward(Delta, A_prev, parameters[2 * l])
        gradients[2 * l], gradients[2 * l + 1] = dW, db
        if l:
            Delta = dA * phi_derivative(cache[l - 1][1])
    return gradients


# %% wrong: zeros for the first layer
# says: W_1 and b_1 got no gradient: the loop stops one layer early
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = [np.zeros_like(p) for p in parameters]
    for l in reversed(range(1, len(cache))):
        A_prev, _ = cache[l]
        dW, db, dA = layer_backward(Delta, A_prev, parameters[2 * l])
        gradients[2 * l], gradients[2 * l + 1] = dW, db
        if l:
            Delta = dA * phi_derivative(cache[l - 1][1])
    return gradients


# %% wrong: a misspelled delta
# says: Delta must be replaced once a layer
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = [None] * len(parameters)
    for l in reversed(range(len(cache))):
        A_prev, _ = cache[l]
        dW, db, dA = layer_backward(Delta, A_prev, parameters[2 * l])
        gradients[2 * l], gradients[2 * l + 1] = dW, db
        if l:
            delta = dA * phi_derivative(cache[l - 1][1])
    return gradients


# %% wrong: no guard below the first layer
# says: cache\[-1\] is the last one
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = [None] * len(parameters)
    for l in reversed(range(len(cache))):
        A_prev, _ = cache[l]
        dW, db, dA = layer_backward(Delta, A_prev, parameters[2 * l])
        gradients[2 * l], gradients[2 * l + 1] = dW, db
        if True:
            Delta = dA * phi_derivative(cache[l - 1][1])
    return gradients


# %% wrong: the cache is emptied
# says: the input cache was changed in place.*`cache.pop\(\)`
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = [None] * len(parameters)
    for l in reversed(range(len(cache))):
        A_prev, _ = cache.pop()
        dW, db, dA = layer_backward(Delta, A_prev, parameters[2 * l])
        gradients[2 * l], gradients[2 * l + 1] = dW, db
        if l:
            dA *= phi_derivative(cache[l - 1][1])
            Delta = dA
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


# %% wrong: from the first layer to the last
# says: Delta must be replaced once a layer|different layers
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = []
    for l in range(1, len(cache) + 1):
        dW, db, dA_prev = layer_backward(Delta, cache[l - 1][0], parameters[2 * l - 2])
        gradients += [dW, db]
        if l < len(cache):
            Delta = dA_prev * phi_derivative(cache[l][1])
    return gradients


# %% wrong: the list counted in layers, not in arrays
# says: parameters\[2 \* \(l - 1\)\]
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = []
    for l in range(len(cache), 0, -1):
        dW, db, dA_prev = layer_backward(Delta, cache[l - 1][0], parameters[l - 1])
        gradients = [dW, db, *gradients]
        if l > 1:
            Delta = dA_prev * phi_derivative(cache[l - 2][1])
    return gradients


# %% wrong: Z handed to layer_backward
# says: different layers
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = []
    for l in range(len(cache), 0, -1):
        dW, db, dA_prev = layer_backward(Delta, cache[l - 1][1], parameters[2 * l - 2])
        gradients = [dW, db, *gradients]
        if l > 1:
            Delta = dA_prev * phi_derivative(cache[l - 2][1])
    return gradients


# %% wrong: three layers written out
# says: too many values to unpack
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    W_1, b_1, W_2, b_2, W_3, b_3 = parameters
    (A_0, Z_1), (A_1, Z_2), (A_2, Z_3) = cache
    dW_3, db_3, dA = layer_backward(Delta, A_2, W_3)
    dW_2, db_2, dA = layer_backward(dA * phi_derivative(Z_2), A_1, W_2)
    dW_1, db_1, _ = layer_backward(dA * phi_derivative(Z_1), A_0, W_1)
    return [dW_1, db_1, dW_2, db_2, dW_3, db_3]


# %% wrong: a list of pairs
# says: One flat list
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = []
    for l in range(len(cache), 0, -1):
        dW, db, dA_prev = layer_backward(Delta, cache[l - 1][0], parameters[2 * l - 2])
        gradients = [(dW, db), *gradients]
        if l > 1:
            Delta = dA_prev * phi_derivative(cache[l - 2][1])
    return gradients


# %% wrong: b in the place of W
# says: W in parameters\[2 \* \(l - 1\)\]
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = []
    for l in range(len(cache), 0, -1):
        dW, db, dA_prev = layer_backward(Delta, cache[l - 1][0], parameters[2 * l - 1])
        gradients = [dW, db] + gradients
        if l > 1:
            Delta = dA_prev * phi_derivative(cache[l - 2][1])
    return gradients


# %% wrong: the whole pair handed to phi'
# says: takes the Z alone
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = []
    for l in range(len(cache), 0, -1):
        dW, db, dA_prev = layer_backward(Delta, cache[l - 1][0], parameters[2 * l - 2])
        gradients = [dW, db, *gradients]
        if l > 1:
            Delta = dA_prev * phi_derivative(cache[l - 2])
    return gradients


# %% wrong: one layer too high
# says: A_prev in cache\[l - 1\]
def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = []
    for l in range(len(cache), 0, -1):
        dW, db, dA_prev = layer_backward(Delta, cache[l][0], parameters[2 * l])
        gradients = [dW, db] + gradients
        if l > 1:
            Delta = dA_prev * phi_derivative(cache[l - 2][1])
    return gradients
