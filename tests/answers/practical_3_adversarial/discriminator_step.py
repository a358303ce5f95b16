# %% right: both batches at once
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    both = np.concatenate([X, forward(Z, G)[0]])
    logits, cache = forward(both, D)
    value, *grads = discriminator_loss(logits[: len(X)], logits[len(X) :])
    gradients, _ = backward(np.concatenate(grads), cache, D)
    step(D, gradients)
    return value


# %% right: added in place, generated samples first
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    fakes = forward(Z, G)[0]
    zf, cf = forward(fakes, D)
    zr, cr = forward(X, D)
    loss = discriminator_loss(zr, zf)
    total = backward(loss[2], cf, D)[0]
    for g, more in zip(total, backward(loss[1], cr, D)[0]):
        g += more
    step(D, total)
    return loss[0]


# %% right: a loop over the arrays, a tuple of gradients
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(forward(Z, G)[0], D)
    value, grad_real, grad_fake = discriminator_loss(z_real, z_fake)
    first, second = backward(grad_real, cache_real, D)[0], backward(grad_fake, cache_fake, D)[0]
    gradients = []
    for i in range(len(D)):
        gradients.append(np.add(first[i], second[i]))
    step(D, tuple(gradients))
    return value


# %% wrong: the generator is moved
# says: the generator is moved in the discriminator's step
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(X_fake, D)
    value, grad_real, grad_fake = discriminator_loss(z_real, z_fake)
    real, _ = backward(grad_real, cache_real, D)
    fake, _ = backward(grad_fake, cache_fake, D)
    step(G, [a + b for a, b in zip(real, fake)])
    return value


# %% wrong: the generator is moved as well
# says: the generator is moved in the discriminator's step
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(X_fake, D)
    value, grad_real, grad_fake = discriminator_loss(z_real, z_fake)
    real, _ = backward(grad_real, cache_real, D)
    fake, _ = backward(grad_fake, cache_fake, D)
    step(D, [a + b for a, b in zip(real, fake)])
    step(G, backward(backward(grad_fake, cache_fake, D)[1], cache_G, G)[0])
    return value


# %% wrong: the generator is changed by hand
# says: the generator was changed in the discriminator's step
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(X_fake, D)
    value, grad_real, grad_fake = discriminator_loss(z_real, z_fake)
    real, _ = backward(grad_real, cache_real, D)
    fake, _ = backward(grad_fake, cache_fake, D)
    step(D, [a + b for a, b in zip(real, fake)])
    for theta in G:
        theta -= 0.01 * theta
    return value


# %% wrong: labels swapped
# says: the logits of real and generated samples have changed places
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(X_fake, D)
    value, grad_real, grad_fake = discriminator_loss(z_fake, z_real)
    real, _ = backward(grad_real, cache_real, D)
    fake, _ = backward(grad_fake, cache_fake, D)
    step(D, [a + b for a, b in zip(real, fake)])
    return value


# %% wrong: sigmoid before the loss
# says: these are probabilities: the loss takes logits
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(X_fake, D)
    value, grad_real, grad_fake = discriminator_loss(1 / (1 + np.exp(-z_real)), 1 / (1 + np.exp(-z_fake)))
    real, _ = backward(grad_real, cache_real, D)
    fake, _ = backward(grad_fake, cache_fake, D)
    step(D, [a + b for a, b in zip(real, fake)])
    return value


# %% wrong: only the real samples
# says: only the real samples are used
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(X_fake, D)
    value, grad_real, grad_fake = discriminator_loss(z_real, z_fake)
    real, _ = backward(grad_real, cache_real, D)
    fake, _ = backward(grad_fake, cache_fake, D)
    step(D, real)
    return value


# %% wrong: only the generated samples
# says: only the generated samples are used
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(X_fake, D)
    value, grad_real, grad_fake = discriminator_loss(z_real, z_fake)
    real, _ = backward(grad_real, cache_real, D)
    fake, _ = backward(grad_fake, cache_fake, D)
    step(D, fake)
    return value


# %% wrong: the gradients averaged
# says: the two gradients are averaged
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(X_fake, D)
    value, grad_real, grad_fake = discriminator_loss(z_real, z_fake)
    real, _ = backward(grad_real, cache_real, D)
    fake, _ = backward(grad_fake, cache_fake, D)
    step(D, [(a + b) / 2 for a, b in zip(real, fake)])
    return value


# %% wrong: the gradients subtracted
# says: the two gradients are subtracted
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(X_fake, D)
    value, grad_real, grad_fake = discriminator_loss(z_real, z_fake)
    real, _ = backward(grad_real, cache_real, D)
    fake, _ = backward(grad_fake, cache_fake, D)
    step(D, [a - b for a, b in zip(real, fake)])
    return value


# %% wrong: uphill
# says: D climbs
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(X_fake, D)
    value, grad_real, grad_fake = discriminator_loss(z_real, z_fake)
    real, _ = backward(grad_real, cache_real, D)
    fake, _ = backward(grad_fake, cache_fake, D)
    step(D, [-a - b for a, b in zip(real, fake)])
    return value


# %% wrong: lists joined
# says: `\+` joins two lists
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(X_fake, D)
    value, grad_real, grad_fake = discriminator_loss(z_real, z_fake)
    real, _ = backward(grad_real, cache_real, D)
    fake, _ = backward(grad_fake, cache_fake, D)
    step(D, real + fake)
    return value


# %% wrong: two steps
# says: step was called 2 times
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(X_fake, D)
    value, grad_real, grad_fake = discriminator_loss(z_real, z_fake)
    real, _ = backward(grad_real, cache_real, D)
    step(D, real)
    fake, _ = backward(grad_fake, cache_fake, D)
    step(D, fake)
    return value


# %% wrong: a stale cache, overwritten by the fakes
# says: a stale cache: the gradient of the real samples|does each gradient meet its own cache|operands|mismatch
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_real, cache = forward(X, D)
    z_fake, cache = forward(X_fake, D)
    value, grad_real, grad_fake = discriminator_loss(z_real, z_fake)
    real, _ = backward(grad_real, cache, D)
    fake, _ = backward(grad_fake, cache, D)
    step(D, [a + b for a, b in zip(real, fake)])
    return value


# %% wrong: a stale cache with equal halves
# says: a stale cache: the gradient of the generated samples
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(X_fake, D)
    value, grad_real, grad_fake = discriminator_loss(z_real, z_fake)
    real, _ = backward(grad_real, cache_real, D)
    fake, _ = backward(grad_fake, cache_real if len(X) == len(Z) else cache_fake, D)
    step(D, [a + b for a, b in zip(real, fake)])
    return value


# %% wrong: caches exchanged where they fit
# says: the caches have changed places
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(X_fake, D)
    value, grad_real, grad_fake = discriminator_loss(z_real, z_fake)
    if len(X) == len(Z):
        cache_real, cache_fake = cache_fake, cache_real
    real, _ = backward(grad_real, cache_real, D)
    fake, _ = backward(grad_fake, cache_fake, D)
    step(D, [a + b for a, b in zip(real, fake)])
    return value


# %% wrong: the samples of the generator ignored
# says: mismatch in its core dimension|Noise
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(Z, D)
    value, grad_real, grad_fake = discriminator_loss(z_real, z_fake)
    real, _ = backward(grad_real, cache_real, D)
    fake, _ = backward(grad_fake, cache_fake, D)
    step(D, [a + b for a, b in zip(real, fake)])
    return value


# %% wrong: real samples twice
# says: the logits of real and generated|z_fake, as the loss gets it
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(X, D)
    value, grad_real, grad_fake = discriminator_loss(z_real, z_fake)
    real, _ = backward(grad_real, cache_real, D)
    fake, _ = backward(grad_fake, cache_fake, D)
    step(D, [a + b for a, b in zip(real, fake)])
    return value


# %% wrong: the loss of another gap
# says: was never called|not available while a notebook is graded
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(X_fake, D)
    value, grad_real, grad_fake = gan.discriminator_loss(z_real, z_fake)
    real, _ = backward(grad_real, cache_real, D)
    fake, _ = backward(grad_fake, cache_fake, D)
    step(D, [a + b for a, b in zip(real, fake)])
    return value


# %% wrong: a step of one's own
# says: step was never called
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(X_fake, D)
    value, grad_real, grad_fake = discriminator_loss(z_real, z_fake)
    real, _ = backward(grad_real, cache_real, D)
    fake, _ = backward(grad_fake, cache_fake, D)
    for theta, a, b in zip(D, real, fake):
        theta -= 0.1 * (a + b)
    return value


# %% wrong: no step
# says: step was never called.*At the end
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(X_fake, D)
    value, grad_real, grad_fake = discriminator_loss(z_real, z_fake)
    real, _ = backward(grad_real, cache_real, D)
    fake, _ = backward(grad_fake, cache_fake, D)
    return value


# %% wrong: a copy is moved
# says: step was called with something else
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(X_fake, D)
    value, grad_real, grad_fake = discriminator_loss(z_real, z_fake)
    real, _ = backward(grad_real, cache_real, D)
    fake, _ = backward(grad_fake, cache_fake, D)
    step([theta.copy() for theta in D], [a + b for a, b in zip(real, fake)])
    return value


# %% wrong: the pair of backward
# says: step was called with a pair
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(X_fake, D)
    value, grad_real, grad_fake = discriminator_loss(z_real, z_fake)
    real, _ = backward(grad_real, cache_real, D)
    fake, _ = backward(grad_fake, cache_fake, D)
    step(D, backward(grad_fake, cache_fake, D))
    return value


# %% wrong: nothing returned
# says: None came back
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(X_fake, D)
    value, grad_real, grad_fake = discriminator_loss(z_real, z_fake)
    real, _ = backward(grad_real, cache_real, D)
    fake, _ = backward(grad_fake, cache_fake, D)
    step(D, [a + b for a, b in zip(real, fake)])


# %% wrong: the loss after the step
# says: it is the loss after the step
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(X_fake, D)
    value, grad_real, grad_fake = discriminator_loss(z_real, z_fake)
    real, _ = backward(grad_real, cache_real, D)
    fake, _ = backward(grad_fake, cache_fake, D)
    step(D, [a + b for a, b in zip(real, fake)])
    return discriminator_loss(forward(X, D)[0], forward(X_fake, D)[0])[0]


# %% wrong: everything returned
# says: a tuple came back
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(X_fake, D)
    value, grad_real, grad_fake = discriminator_loss(z_real, z_fake)
    real, _ = backward(grad_real, cache_real, D)
    fake, _ = backward(grad_fake, cache_fake, D)
    step(D, [a + b for a, b in zip(real, fake)])
    return value, grad_real, grad_fake


# %% wrong: gradients of the input
# says: step was called with one array
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(X_fake, D)
    value, grad_real, grad_fake = discriminator_loss(z_real, z_fake)
    real, _ = backward(grad_real, cache_real, D)
    fake, _ = backward(grad_fake, cache_fake, D)
    step(D, backward(grad_fake, cache_fake, D)[1])
    return value


# %% wrong: forward is not taken apart
# says: forward gives a pair
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    X_fake = forward(Z, G)
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(X_fake, D)
    value, grad_real, grad_fake = discriminator_loss(z_real, z_fake)
    real, _ = backward(grad_real, cache_real, D)
    fake, _ = backward(grad_fake, cache_fake, D)
    step(D, [a + b for a, b in zip(real, fake)])
    return value


# %% wrong: the value of the loss goes back
# says: backward starts with a gradient, not with the value
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(X_fake, D)
    value, grad_real, grad_fake = discriminator_loss(z_real, z_fake)
    real, _ = backward(value, cache_real, D)
    fake, _ = backward(grad_fake, cache_fake, D)
    step(D, [a + b for a, b in zip(real, fake)])
    return value


# %% wrong: the gradient of another loss
# says: is the slope of another loss
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    def s(z):
        return 1 / (1 + np.exp(-z))

    Xf, _ = forward(Z, G)
    zr, cr = forward(X, D)
    zf, cf = forward(Xf, D)
    v, _, _ = discriminator_loss(zr, zf)
    a, _ = backward((s(zr) - 1) / len(zr), cr, D)
    b, _ = backward(s(zf) / len(zf), cf, D)
    step(D, [p + q for p, q in zip(a, b)])
    return v


# %% wrong: moved by hand as well
# says: was changed beside the step
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    Xf, _ = forward(Z, G)
    zr, cr = forward(X, D)
    zf, cf = forward(Xf, D)
    v, gr, gf = discriminator_loss(zr, zf)
    a, _ = backward(gr, cr, D)
    b, _ = backward(gf, cf, D)
    g = [p + q for p, q in zip(a, b)]
    step(D, g)
    for t, h in zip(D, g):
        t -= 0.01 * h
    return v


# %% wrong: lists added as one array
# says: added array by array
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    Xf, _ = forward(Z, G)
    zr, cr = forward(X, D)
    zf, cf = forward(Xf, D)
    v, gr, gf = discriminator_loss(zr, zf)
    a, _ = backward(gr, cr, D)
    b, _ = backward(gf, cf, D)
    step(D, np.add(a, b))
    return v


# %% wrong: the gradients taken in another order
# says: the cache of its own batch
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    Xf, _ = forward(Z, G)
    zr, cr = forward(X, D)
    zf, cf = forward(Xf, D)
    v, gf, gr = discriminator_loss(zr, zf)
    a, _ = backward(gr, cr, D)
    b, _ = backward(gf, cf, D)
    step(D, [p + q for p, q in zip(a, b)])
    return v
