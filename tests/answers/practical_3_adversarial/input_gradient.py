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


# %% wrong: the gradients of the weights
# says: the gradients with respect to the weights came back
def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    Delta = output_delta(Z, y)
    gradients, dX = backward(Delta, cache, parameters)
    return gradients


# %% wrong: the gradient of the first weights
# says: this is the gradient of the first weights
def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    Delta = output_delta(Z, y)
    gradients, dX = backward(Delta, cache, parameters)
    return gradients[0]


# %% wrong: the predicted label
# says: the network's own prediction is used
def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    Delta = output_delta(Z, Z.argmax(axis=1))
    gradients, dX = backward(Delta, cache, parameters)
    return dX


# %% wrong: multiplied by n
# says: it is multiplied by n
def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    Delta = output_delta(Z, y)
    gradients, dX = backward(Delta, cache, parameters)
    return len(X) * dX


# %% wrong: divided by n again
# says: it is divided by n once more
def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    Delta = output_delta(Z, y) / len(y)
    gradients, dX = backward(Delta, cache, parameters)
    return dX


# %% wrong: downhill
# says: the sign is wrong
def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    Delta = output_delta(Z, y)
    gradients, dX = backward(Delta, cache, parameters)
    return -dX


# %% wrong: ones at the start
# says: backward starts with ones
def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    Delta = np.ones_like(Z)
    gradients, dX = backward(Delta, cache, parameters)
    return dX


# %% wrong: the logits at the start
# says: backward starts with the logits
def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    Delta = Z
    gradients, dX = backward(Delta, cache, parameters)
    return dX


# %% wrong: the labels at the start
# says: backward starts with the one-hot labels
def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    Delta = np.eye(Z.shape[1])[y]
    gradients, dX = backward(Delta, cache, parameters)
    return dX


# %% wrong: delta itself
# says: this is dL/dZ of the last layer
def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    Delta = output_delta(Z, y)
    gradients, dX = backward(Delta, cache, parameters)
    return Delta


# %% wrong: signs
# says: these are signs already
def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    Delta = output_delta(Z, y)
    gradients, dX = backward(Delta, cache, parameters)
    return np.sign(dX)


# %% wrong: summed over the samples
# says: it is summed over the samples
def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    Delta = output_delta(Z, y)
    gradients, dX = backward(Delta, cache, parameters)
    return dX.sum(axis=0)


# %% wrong: averaged over the samples
# says: it is averaged over the samples
def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    Delta = output_delta(Z, y)
    gradients, dX = backward(Delta, cache, parameters)
    return dX.mean(axis=0)


# %% wrong: absolute values
# says: these are absolute values
def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    Delta = output_delta(Z, y)
    gradients, dX = backward(Delta, cache, parameters)
    return np.abs(dX)


# %% wrong: a softmax before the delta
# says: the softmax is applied before output_delta
def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    Delta = output_delta(np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True), y)
    gradients, dX = backward(Delta, cache, parameters)
    return dX


# %% wrong: normalized rows
# says: each row is normalized
def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    Delta = output_delta(Z, y)
    gradients, dX = backward(Delta, cache, parameters)
    return dX / np.linalg.norm(dX, axis=1, keepdims=True)


# %% wrong: both results
# says: both results of backward came back
def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    Delta = output_delta(Z, y)
    gradients, dX = backward(Delta, cache, parameters)
    return gradients, dX


# %% wrong: labels at the start of backward
# says: stopped with
def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    Delta = output_delta(Z, y)
    gradients, dX = backward(y, cache, parameters)
    return dX


# %% wrong: nothing returned
# says: None came back
def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    Delta = output_delta(Z, y)
    gradients, dX = backward(Delta, cache, parameters)


# %% wrong: the images are changed in place
# says: the input X was changed in place
def input_gradient(X, y, parameters):
    X -= 0.5
    Z, cache = forward(X, parameters)
    Delta = output_delta(Z, y)
    gradients, dX = backward(Delta, cache, parameters)
    return dX


# %% wrong: the weights are trained
# says: the input parameters was changed in place
def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    Delta = output_delta(Z, y)
    gradients, dX = backward(Delta, cache, parameters)
    for theta, g in zip(parameters, gradients):
        theta -= 0.1 * g
    return dX


# %% wrong: forward is not taken apart
# says: forward gives a pair
def input_gradient(X, y, parameters):
    Z = cache = forward(X, parameters)
    Delta = output_delta(Z, y)
    gradients, dX = backward(Delta, cache, parameters)
    return dX


# %% wrong: the loss goes back
# says: and not with the loss itself
def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    Delta = networks.cross_entropy(Z, y)
    gradients, dX = backward(Delta, cache, parameters)
    return dX


# %% wrong: one mean gradient for all
# says: one mean gradient stands in every row
def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    dX = backward(output_delta(Z, y), cache, parameters)[1]
    return np.tile(dX.mean(axis=0), (len(X), 1))


# %% wrong: a product of the weights
# says: the slopes of the activations are missing
def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    return output_delta(Z, y) @ parameters[2] @ parameters[0]


# %% wrong: labels in reversed order
# says: in reversed order
def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    return backward(output_delta(Z, y[::-1]), cache, parameters)[1]


# %% wrong: cache and parameters exchanged
# says: takes them in this order
def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    return backward(output_delta(Z, y), parameters, cache)[1]


# %% wrong: times X
# says: multiplied by X
def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    return X * backward(output_delta(Z, y), cache, parameters)[1]


# %% right: the first delta by hand
def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    P[np.arange(len(y)), y] -= 1
    return backward(P / len(X), cache, parameters)[1]
