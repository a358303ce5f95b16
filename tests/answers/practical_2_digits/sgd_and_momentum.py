# %% right: entry by entry
def sgd_step(parameters, gradients, eta):
    for theta, g in zip(parameters, gradients):
        for index in np.ndindex(theta.shape):
            theta[index] -= eta * g[index]


def momentum_step(parameters, gradients, velocity, eta, beta):
    for theta, g, v in zip(parameters, gradients, velocity):
        for index in np.ndindex(theta.shape):
            v[index] = beta * v[index] + (1 - beta) * g[index]
            theta[index] = theta[index] - eta * v[index]


# %% right: velocities replaced in the list
def sgd_step(parameters, gradients, eta):
    for theta, g in zip(parameters, gradients):
        theta -= eta * g


def momentum_step(parameters, gradients, velocity, eta, beta):
    for i, (theta, g) in enumerate(zip(parameters, gradients)):
        velocity[i] = beta * velocity[i] + (1 - beta) * g
        theta -= eta * velocity[i]


# %% right: np.subtract with out, sgd_step inside
def sgd_step(parameters, gradients, eta):
    for i in range(len(parameters)):
        np.subtract(parameters[i], eta * gradients[i], out=parameters[i])


def momentum_step(parameters, gradients, velocity, eta, beta):
    for theta, g, v in zip(parameters, gradients, velocity):
        v[:] = beta * v + (1 - beta) * g
    sgd_step(parameters, velocity, eta)


# %% wrong: the velocity becomes an alias of the gradient
# says: shares its memory with a gradient
def sgd_step(parameters, gradients, eta):
    for theta, g in zip(parameters, gradients):
        theta -= eta * g


def momentum_step(parameters, gradients, velocity, eta, beta):
    for k, (theta, g) in enumerate(zip(parameters, gradients)):
        if not velocity[k].any():
            velocity[k] = g
        else:
            velocity[k] *= beta
            velocity[k] += (1 - beta) * g
        theta -= eta * velocity[k]


# %% wrong: one velocity for parameters of any shape
# says: each parameter has its own gradient and its own velocity
def sgd_step(parameters, gradients, eta):
    for p, g in zip(parameters, gradients):
        p -= eta * g


def momentum_step(parameters, gradients, velocity, eta, beta):
    velocity = [velocity[0]] * len(parameters)
    for p, g, v in zip(parameters, gradients, velocity):
        v[...] = beta * v + (1 - beta) * g
        p -= eta * v


# %% wrong: eight arrays at most
# says: item 8, 9, 10 of parameters did not change
def sgd_step(parameters, gradients, eta):
    for i in range(min(8, len(parameters))):
        parameters[i] -= eta * gradients[i]


def momentum_step(parameters, gradients, velocity, eta, beta):
    for t, g, v in zip(parameters, gradients, velocity):
        v[...] = beta * v + (1 - beta) * g
        t -= eta * v


# %% wrong: no array of three axes
# says: item 10 of parameters did not change
def sgd_step(parameters, gradients, eta):
    for t, g in zip(parameters, gradients):
        if t.ndim < 3:
            t -= eta * g


def momentum_step(parameters, gradients, velocity, eta, beta):
    for t, g, v in zip(parameters, gradients, velocity):
        v[...] = beta * v + (1 - beta) * g
        t -= eta * v


# %% wrong: a velocity of float32
# says: only the first digits are right
def sgd_step(parameters, gradients, eta):
    for t, g in zip(parameters, gradients):
        t -= eta * g


def momentum_step(parameters, gradients, velocity, eta, beta):
    for t, g, v in zip(parameters, gradients, velocity):
        v[...] = (beta * v + (1 - beta) * g).astype(np.float32)
        t -= eta * v
