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


# %% wrong: both batches at once, their gradients in the other order
# says: each gradient meets the other's cache
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    both = np.concatenate([X, forward(Z, G)[0]])
    logits, cache = forward(both, D)
    value, grad_real, grad_fake = discriminator_loss(logits[: len(X)], logits[len(X) :])
    step(D, backward(np.concatenate([grad_fake, grad_real]), cache, D)[0])
    return value


# %% wrong: the sums are made only when they are read
# says: step was called with a generator
def discriminator_step(D, G, X, Z, discriminator_loss, step):
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(forward(Z, G)[0], D)
    value, grad_real, grad_fake = discriminator_loss(z_real, z_fake)
    first, second = backward(grad_real, cache_real, D)[0], backward(grad_fake, cache_fake, D)[0]
    step(D, (a + b for a, b in zip(first, second)))
    return value
