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
