# %% right: nested calls
def generator_step(D, G, Z, generator_loss, step):
    fakes, way_G = forward(Z, G)
    logits, way_D = forward(fakes, D)
    loss = generator_loss(logits)
    step(G, backward(backward(loss[1], way_D, D)[1], way_G, G)[0])
    return loss[0]


# %% right: one chain of both networks' layers by hand
def generator_step(D, G, Z, generator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z, cache_D = forward(X_fake, D)
    value, Delta = generator_loss(z)
    for l in range(len(cache_D) - 1, -1, -1):
        Delta = Delta @ D[2 * l]
        if l:
            Delta = Delta * np.where(cache_D[l - 1][1] > 0, 1, networks.ALPHA)
    step(G, list(backward(Delta, cache_G, G)[0]))
    return float(value)


# %% wrong: the discriminator is moved
# says: the discriminator is moved in the generator's step
def generator_step(D, G, Z, generator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_fake, cache_D = forward(X_fake, D)
    value, grad = generator_loss(z_fake)
    gradients_D, dX = backward(grad, cache_D, D)
    gradients, _ = backward(dX, cache_G, G)
    step(D, gradients_D)
    return value


# %% wrong: both are moved
# says: the discriminator is moved in the generator's step
def generator_step(D, G, Z, generator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_fake, cache_D = forward(X_fake, D)
    value, grad = generator_loss(z_fake)
    gradients_D, dX = backward(grad, cache_D, D)
    gradients, _ = backward(dX, cache_G, G)
    step(G, gradients)
    step(D, gradients_D)
    return value


# %% wrong: the discriminator is changed by hand
# says: the discriminator was changed in the generator's step
def generator_step(D, G, Z, generator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_fake, cache_D = forward(X_fake, D)
    value, grad = generator_loss(z_fake)
    gradients_D, dX = backward(grad, cache_D, D)
    gradients, _ = backward(dX, cache_G, G)
    step(G, gradients)
    for theta, g in zip(D, gradients_D):
        theta -= 0.1 * g
    return value


# %% wrong: D's gradients for G
# says: G is moved by the gradients of D's parameters
def generator_step(D, G, Z, generator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_fake, cache_D = forward(X_fake, D)
    value, grad = generator_loss(z_fake)
    gradients_D, dX = backward(grad, cache_D, D)
    gradients, _ = backward(dX, cache_G, G)
    step(G, gradients_D)
    return value


# %% wrong: no way through D
# says: what reaches G is dL/dX_fake
def generator_step(D, G, Z, generator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_fake, cache_D = forward(X_fake, D)
    value, grad = generator_loss(z_fake)
    gradients_D, dX = backward(grad, cache_D, D)
    gradients, _ = backward(grad, cache_G, G)
    step(G, gradients)
    return value


# %% wrong: the logit's gradient spread over the data
# says: no gradient came through D
def generator_step(D, G, Z, generator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_fake, cache_D = forward(X_fake, D)
    value, grad = generator_loss(z_fake)
    gradients_D, dX = backward(grad, cache_D, D)
    gradients, _ = backward(np.repeat(grad, X_fake.shape[1], axis=1), cache_G, G)
    step(G, gradients)
    return value


# %% wrong: ones in place of dX
# says: D's weights are ignored
def generator_step(D, G, Z, generator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_fake, cache_D = forward(X_fake, D)
    value, grad = generator_loss(z_fake)
    gradients_D, dX = backward(grad, cache_D, D)
    gradients, _ = backward(np.ones_like(X_fake), cache_G, G)
    step(G, gradients)
    return value


# %% wrong: the samples in place of dX
# says: the samples themselves are handed
def generator_step(D, G, Z, generator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_fake, cache_D = forward(X_fake, D)
    value, grad = generator_loss(z_fake)
    gradients_D, dX = backward(grad, cache_D, D)
    gradients, _ = backward(X_fake, cache_G, G)
    step(G, gradients)
    return value


# %% wrong: ones at the start
# says: ones are handed to D's backward
def generator_step(D, G, Z, generator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_fake, cache_D = forward(X_fake, D)
    value, grad = generator_loss(z_fake)
    gradients_D, dX = backward(np.ones_like(z_fake), cache_D, D)
    gradients, _ = backward(dX, cache_G, G)
    step(G, gradients)
    return value


# %% wrong: the logits at the start
# says: the logits are handed to D's backward
def generator_step(D, G, Z, generator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_fake, cache_D = forward(X_fake, D)
    value, grad = generator_loss(z_fake)
    gradients_D, dX = backward(z_fake, cache_D, D)
    gradients, _ = backward(dX, cache_G, G)
    step(G, gradients)
    return value


# %% wrong: uphill
# says: G climbs
def generator_step(D, G, Z, generator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_fake, cache_D = forward(X_fake, D)
    value, grad = generator_loss(z_fake)
    gradients_D, dX = backward(grad, cache_D, D)
    gradients, _ = backward(dX, cache_G, G)
    step(G, [-g for g in gradients])
    return value


# %% wrong: divided by m again
# says: it is divided by the number of samples again
def generator_step(D, G, Z, generator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_fake, cache_D = forward(X_fake, D)
    value, grad = generator_loss(z_fake)
    gradients_D, dX = backward(grad, cache_D, D)
    gradients, _ = backward(dX, cache_G, G)
    step(G, [g / len(Z) for g in gradients])
    return value


# %% wrong: the sign of dX only
# says: only the signs of dL/dX_fake
def generator_step(D, G, Z, generator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_fake, cache_D = forward(X_fake, D)
    value, grad = generator_loss(z_fake)
    gradients_D, dX = backward(grad, cache_D, D)
    gradients, _ = backward(np.sign(dX), cache_G, G)
    step(G, gradients)
    return value


# %% wrong: sigmoid before the loss
# says: these are probabilities
def generator_step(D, G, Z, generator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_fake, cache_D = forward(X_fake, D)
    value, grad = generator_loss(1 / (1 + np.exp(-z_fake)))
    gradients_D, dX = backward(grad, cache_D, D)
    gradients, _ = backward(dX, cache_G, G)
    step(G, gradients)
    return value


# %% wrong: the loss of another gap
# says: was never called|not available while a notebook is graded
def generator_step(D, G, Z, generator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_fake, cache_D = forward(X_fake, D)
    value, grad = gan.generator_loss(z_fake)
    gradients_D, dX = backward(grad, cache_D, D)
    gradients, _ = backward(dX, cache_G, G)
    step(G, gradients)
    return value


# %% wrong: the caches exchanged
# says: each cache belongs to its own network|belongs to its own network|stopped with
def generator_step(D, G, Z, generator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_fake, cache_D = forward(X_fake, D)
    value, grad = generator_loss(z_fake)
    gradients_D, dX = backward(grad, cache_G, D)
    gradients, _ = backward(dX, cache_D, G)
    step(G, gradients)
    return value


# %% wrong: the networks exchanged on the way back
# says: belongs to its own network|stopped with
def generator_step(D, G, Z, generator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_fake, cache_D = forward(X_fake, D)
    value, grad = generator_loss(z_fake)
    gradients_D, dX = backward(grad, cache_D, G)
    gradients, _ = backward(dX, cache_G, G)
    step(G, gradients)
    return value


# %% wrong: the pair of backward
# says: step was called with a pair
def generator_step(D, G, Z, generator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_fake, cache_D = forward(X_fake, D)
    value, grad = generator_loss(z_fake)
    gradients_D, dX = backward(grad, cache_D, D)
    gradients = backward(dX, cache_G, G)
    step(G, gradients)
    return value


# %% wrong: the input's gradient
# says: step was called with one array
def generator_step(D, G, Z, generator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_fake, cache_D = forward(X_fake, D)
    value, grad = generator_loss(z_fake)
    gradients_D, dX = backward(grad, cache_D, D)
    _, gradients = backward(dX, cache_G, G)
    step(G, gradients)
    return value


# %% wrong: D's pair is not taken apart
# says: backward gives|stopped with
def generator_step(D, G, Z, generator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_fake, cache_D = forward(X_fake, D)
    value, grad = generator_loss(z_fake)
    dX = backward(grad, cache_D, D)
    gradients, _ = backward(dX, cache_G, G)
    step(G, gradients)
    return value


# %% wrong: two steps
# says: step was called 2 times
def generator_step(D, G, Z, generator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_fake, cache_D = forward(X_fake, D)
    value, grad = generator_loss(z_fake)
    gradients_D, dX = backward(grad, cache_D, D)
    gradients, _ = backward(dX, cache_G, G)
    step(G, gradients)
    step(G, gradients)
    return value


# %% wrong: no step
# says: step was never called
def generator_step(D, G, Z, generator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_fake, cache_D = forward(X_fake, D)
    value, grad = generator_loss(z_fake)
    gradients_D, dX = backward(grad, cache_D, D)
    gradients, _ = backward(dX, cache_G, G)
    return value


# %% wrong: a copy is moved
# says: step was called with something else
def generator_step(D, G, Z, generator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_fake, cache_D = forward(X_fake, D)
    value, grad = generator_loss(z_fake)
    gradients_D, dX = backward(grad, cache_D, D)
    gradients, _ = backward(dX, cache_G, G)
    step(list(G), gradients)
    return value


# %% wrong: nothing returned
# says: None came back
def generator_step(D, G, Z, generator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_fake, cache_D = forward(X_fake, D)
    value, grad = generator_loss(z_fake)
    gradients_D, dX = backward(grad, cache_D, D)
    gradients, _ = backward(dX, cache_G, G)
    step(G, gradients)


# %% wrong: the gradients returned
# says: came back, but a single number is expected|a tuple came back|list
def generator_step(D, G, Z, generator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_fake, cache_D = forward(X_fake, D)
    value, grad = generator_loss(z_fake)
    gradients_D, dX = backward(grad, cache_D, D)
    gradients, _ = backward(dX, cache_G, G)
    step(G, gradients)
    return gradients


# %% wrong: the loss after the step
# says: it is the loss after the step
def generator_step(D, G, Z, generator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_fake, cache_D = forward(X_fake, D)
    value, grad = generator_loss(z_fake)
    gradients_D, dX = backward(grad, cache_D, D)
    gradients, _ = backward(dX, cache_G, G)
    step(G, gradients)
    return generator_loss(forward(forward(Z, G)[0], D)[0])[0]


# %% wrong: the gradient of another loss
# says: is the slope of another loss
def generator_step(D, G, Z, generator_loss, step):
    def s(z):
        return 1 / (1 + np.exp(-z))

    Xf, cg = forward(Z, G)
    z, cd = forward(Xf, D)
    v, _ = generator_loss(z)
    step(G, backward(backward((s(z) - 1) / len(z), cd, D)[1], cg, G)[0])
    return v


# %% wrong: moved by hand as well
# says: was changed beside the step
def generator_step(D, G, Z, generator_loss, step):
    Xf, cg = forward(Z, G)
    z, cd = forward(Xf, D)
    v, g = generator_loss(z)
    gr = backward(backward(g, cd, D)[1], cg, G)[0]
    step(G, gr)
    for t, h in zip(G, gr):
        t -= 0.01 * h
    return v


# %% wrong: dX averaged
# says: is averaged over the samples
def generator_step(D, G, Z, generator_loss, step):
    Xf, cg = forward(Z, G)
    z, cd = forward(Xf, D)
    v, g = generator_loss(z)
    dx = backward(g, cd, D)[1]
    step(G, backward(np.tile(dx.mean(axis=0), (len(dx), 1)), cg, G)[0])
    return v


# %% wrong: the logits with a minus
# says: their sign is turned
def generator_step(D, G, Z, generator_loss, step):
    Xf, cg = forward(Z, G)
    z, cd = forward(Xf, D)
    v, g = generator_loss(-z)
    step(G, backward(backward(g, cd, D)[1], cg, G)[0])
    return v


# %% wrong: dX times the samples
# says: is multiplied by the samples
def generator_step(D, G, Z, generator_loss, step):
    Xf, cg = forward(Z, G)
    z, cd = forward(Xf, D)
    v, g = generator_loss(z)
    step(G, backward(backward(g, cd, D)[1] * Xf, cg, G)[0])
    return v
