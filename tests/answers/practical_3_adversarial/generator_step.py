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
