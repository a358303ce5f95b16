# %% right: concatenate and split
def conditional_generator_step(D, G, Z, Y, generator_loss, step):
    X_fake, way_G = forward(np.concatenate([Z, Y], axis=1), G)
    z, way_D = forward(np.column_stack((X_fake, Y)), D)
    loss, Delta = generator_loss(z)
    dX, _ = np.split(backward(Delta, way_D, D)[1], [X_fake.shape[1]], axis=1)
    step(G, backward(dX, way_G, G)[0])
    return loss


# %% right: the labels cut from the end
def conditional_generator_step(D, G, Z, Y, generator_loss, step):
    made, cache_G = forward(np.hstack((Z, Y)), G)
    z, cache_D = forward(np.hstack((made, Y)), D)
    value, g = generator_loss(z)
    g = backward(g, cache_D, D)[1]
    step(G, backward(g[:, : -Y.shape[1]], cache_G, G)[0])
    return value


# %% wrong: no labels for D
# says: D reads data and labels
def conditional_generator_step(D, G, Z, Y, generator_loss, step):
    X_fake, cache_G = forward(np.hstack([Z, Y]), G)
    z_fake, cache_D = forward(X_fake, D)
    value, grad = generator_loss(z_fake)
    _, both = backward(grad, cache_D, D)
    gradients, _ = backward(both[:, : X_fake.shape[1]], cache_G, G)
    step(G, gradients)
    return value


# %% wrong: no labels for G
# says: G reads noise and labels
def conditional_generator_step(D, G, Z, Y, generator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_fake, cache_D = forward(np.hstack([X_fake, Y]), D)
    value, grad = generator_loss(z_fake)
    _, both = backward(grad, cache_D, D)
    gradients, _ = backward(both[:, : X_fake.shape[1]], cache_G, G)
    step(G, gradients)
    return value


# %% wrong: nothing is cut
# says: only the 3 of X_fake come from G
def conditional_generator_step(D, G, Z, Y, generator_loss, step):
    X_fake, cache_G = forward(np.hstack([Z, Y]), G)
    z_fake, cache_D = forward(np.hstack([X_fake, Y]), D)
    value, grad = generator_loss(z_fake)
    _, both = backward(grad, cache_D, D)
    gradients, _ = backward(both, cache_G, G)
    step(G, gradients)
    return value


# %% wrong: the labels' columns are used
# says: the columns of the labels came back to G
def conditional_generator_step(D, G, Z, Y, generator_loss, step):
    X_fake, cache_G = forward(np.hstack([Z, Y]), G)
    z_fake, cache_D = forward(np.hstack([X_fake, Y]), D)
    value, grad = generator_loss(z_fake)
    _, both = backward(grad, cache_D, D)
    gradients, _ = backward(both[:, Y.shape[1] :], cache_G, G)
    step(G, gradients)
    return value


# %% wrong: labels before the data
# says: the labels stand before the data
def conditional_generator_step(D, G, Z, Y, generator_loss, step):
    X_fake, cache_G = forward(np.hstack([Z, Y]), G)
    z_fake, cache_D = forward(np.hstack([Y, X_fake]), D)
    value, grad = generator_loss(z_fake)
    _, both = backward(grad, cache_D, D)
    gradients, _ = backward(both[:, : X_fake.shape[1]], cache_G, G)
    step(G, gradients)
    return value


# %% wrong: labels before the noise
# says: the labels stand before the noise
def conditional_generator_step(D, G, Z, Y, generator_loss, step):
    X_fake, cache_G = forward(np.hstack([Y, Z]), G)
    z_fake, cache_D = forward(np.hstack([X_fake, Y]), D)
    value, grad = generator_loss(z_fake)
    _, both = backward(grad, cache_D, D)
    gradients, _ = backward(both[:, : X_fake.shape[1]], cache_G, G)
    step(G, gradients)
    return value


# %% wrong: other labels for D
# says: the labels of D come in another order
def conditional_generator_step(D, G, Z, Y, generator_loss, step):
    X_fake, cache_G = forward(np.hstack([Z, Y]), G)
    z_fake, cache_D = forward(np.hstack([X_fake, Y[:, ::-1]]), D)
    value, grad = generator_loss(z_fake)
    _, both = backward(grad, cache_D, D)
    gradients, _ = backward(both[:, : X_fake.shape[1]], cache_G, G)
    step(G, gradients)
    return value


# %% wrong: D is moved
# says: the discriminator is moved in the generator's step
def conditional_generator_step(D, G, Z, Y, generator_loss, step):
    X_fake, cache_G = forward(np.hstack([Z, Y]), G)
    z_fake, cache_D = forward(np.hstack([X_fake, Y]), D)
    value, grad = generator_loss(z_fake)
    _, both = backward(grad, cache_D, D)
    gradients, _ = backward(both[:, : X_fake.shape[1]], cache_G, G)
    step(D, backward(grad, cache_D, D)[0])
    return value


# %% wrong: uphill
# says: G climbs
def conditional_generator_step(D, G, Z, Y, generator_loss, step):
    X_fake, cache_G = forward(np.hstack([Z, Y]), G)
    z_fake, cache_D = forward(np.hstack([X_fake, Y]), D)
    value, grad = generator_loss(z_fake)
    _, both = backward(grad, cache_D, D)
    gradients, _ = backward(both[:, : X_fake.shape[1]], cache_G, G)
    step(G, [-g for g in gradients])
    return value


# %% wrong: nothing returned
# says: None came back
def conditional_generator_step(D, G, Z, Y, generator_loss, step):
    X_fake, cache_G = forward(np.hstack([Z, Y]), G)
    z_fake, cache_D = forward(np.hstack([X_fake, Y]), D)
    value, grad = generator_loss(z_fake)
    _, both = backward(grad, cache_D, D)
    gradients, _ = backward(both[:, : X_fake.shape[1]], cache_G, G)
    step(G, gradients)
