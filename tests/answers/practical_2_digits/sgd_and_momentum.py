# %% right: an index, v[...] =
def sgd_step(parameters, gradients, eta):
    for k in range(len(parameters)):
        parameters[k][...] = parameters[k] - eta * gradients[k]


def momentum_step(parameters, gradients, velocity, eta, beta):
    for k in range(len(parameters)):
        velocity[k][...] = beta * velocity[k] + (1 - beta) * gradients[k]
        parameters[k] -= eta * velocity[k]


# %% right: v moves towards g
def sgd_step(parameters, gradients, eta):
    for theta, g in zip(parameters, gradients, strict=True):
        np.subtract(theta, eta * g, out=theta)


def momentum_step(parameters, gradients, velocity, eta, beta):
    for theta, g, v in zip(parameters, gradients, velocity, strict=True):
        v += (1 - beta) * (g - v)
        np.add(theta, -eta * v, out=theta)


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


# %% wrong: uphill
# says: the step goes uphill: theta <- theta - eta g
def sgd_step(parameters, gradients, eta):
    for theta, g in zip(parameters, gradients):
        theta += eta * g


def momentum_step(parameters, gradients, velocity, eta, beta):
    for theta, g, v in zip(parameters, gradients, velocity):
        v *= beta
        v += (1 - beta) * g
        theta -= eta * v


# %% wrong: sgd rebinds its local name
# says: parameters did not change
def sgd_step(parameters, gradients, eta):
    for theta, g in zip(parameters, gradients):
        theta = theta - eta * g


def momentum_step(parameters, gradients, velocity, eta, beta):
    for theta, g, v in zip(parameters, gradients, velocity):
        v *= beta
        v += (1 - beta) * g
        theta -= eta * v


# %% wrong: new parameters are returned, the old ones stay
# says: parameters did not change
def sgd_step(parameters, gradients, eta):
    return [theta - eta * g for theta, g in zip(parameters, gradients)]


def momentum_step(parameters, gradients, velocity, eta, beta):
    for theta, g, v in zip(parameters, gradients, velocity):
        v *= beta
        v += (1 - beta) * g
        theta -= eta * v


# %% wrong: list items rebound to new arrays
# says: new arrays were put into the list parameters, but the arrays themselves should change
def sgd_step(parameters, gradients, eta):
    for k in range(len(parameters)):
        parameters[k] = parameters[k] - eta * gradients[k]


def momentum_step(parameters, gradients, velocity, eta, beta):
    for theta, g, v in zip(parameters, gradients, velocity):
        v *= beta
        v += (1 - beta) * g
        theta -= eta * v


# %% wrong: heavy ball where the average was asked
# says: this is the heavy ball, v <- beta v \+ g: here the gradient is weighted by \S+ - beta
def sgd_step(parameters, gradients, eta):
    for theta, g in zip(parameters, gradients):
        theta -= eta * g


def momentum_step(parameters, gradients, velocity, eta, beta):
    for theta, g, v in zip(parameters, gradients, velocity):
        v *= beta
        v += g
        theta -= eta * v


# %% wrong: the velocity is rebound
# says: the new velocity is not kept: write it into the arrays in `velocity`
def sgd_step(parameters, gradients, eta):
    for theta, g in zip(parameters, gradients):
        theta -= eta * g


def momentum_step(parameters, gradients, velocity, eta, beta):
    for theta, g, v in zip(parameters, gradients, velocity):
        v = beta * v + (1 - beta) * g
        theta -= eta * v


# %% wrong: beta and 1 - beta swapped
# says: beta and \S+ - beta have changed places: v <- beta v \+ \(\S+ - beta\) g
def sgd_step(parameters, gradients, eta):
    for theta, g in zip(parameters, gradients):
        theta -= eta * g


def momentum_step(parameters, gradients, velocity, eta, beta):
    for theta, g, v in zip(parameters, gradients, velocity):
        v *= 1 - beta
        v += beta * g
        theta -= eta * v


# %% wrong: the step uses the gradient, not the velocity
# says: theta moves by eta g, so the velocity has no effect: theta <- theta - eta v
def sgd_step(parameters, gradients, eta):
    for theta, g in zip(parameters, gradients):
        theta -= eta * g


def momentum_step(parameters, gradients, velocity, eta, beta):
    for theta, g, v in zip(parameters, gradients, velocity):
        v *= beta
        v += (1 - beta) * g
        theta -= eta * g


# %% wrong: the velocity before its update
# says: the old velocity moves theta: update v first, then theta
def sgd_step(parameters, gradients, eta):
    for theta, g in zip(parameters, gradients):
        theta -= eta * g


def momentum_step(parameters, gradients, velocity, eta, beta):
    for theta, g, v in zip(parameters, gradients, velocity):
        theta -= eta * v
        v *= beta
        v += (1 - beta) * g


# %% wrong: Nesterov where plain momentum was asked
# says: this is Nesterov's step: plain momentum moves by eta v
def sgd_step(parameters, gradients, eta):
    for theta, g in zip(parameters, gradients):
        theta -= eta * g


def momentum_step(parameters, gradients, velocity, eta, beta):
    for theta, g, v in zip(parameters, gradients, velocity):
        v *= beta
        v += (1 - beta) * g
        theta -= eta * (beta * v + (1 - beta) * g)


# %% wrong: eta inside the velocity and outside
# says: eta is in the velocity and in the step: theta <- theta - eta v, v <- beta v \+ \(\S+ - be
def sgd_step(parameters, gradients, eta):
    for theta, g in zip(parameters, gradients):
        theta -= eta * g


def momentum_step(parameters, gradients, velocity, eta, beta):
    for theta, g, v in zip(parameters, gradients, velocity):
        v *= beta
        v += (1 - beta) * eta * g
        theta -= eta * v


# %% wrong: uphill with momentum
# says: the step goes uphill: theta <- theta - eta v
def sgd_step(parameters, gradients, eta):
    for theta, g in zip(parameters, gradients):
        theta -= eta * g


def momentum_step(parameters, gradients, velocity, eta, beta):
    for theta, g, v in zip(parameters, gradients, velocity):
        v *= beta
        v += (1 - beta) * g
        theta += eta * v


# %% wrong: one velocity shared by all parameters
# says: one velocity is shared by all parameters of a shape: each has its own
def sgd_step(parameters, gradients, eta):
    for theta, g in zip(parameters, gradients):
        theta -= eta * g


def momentum_step(parameters, gradients, velocity, eta, beta):
    for theta, g in zip(parameters, gradients):
        v = velocity[0]
        if v.shape != theta.shape:
            v = velocity[[u.shape for u in velocity].index(theta.shape)]
        v *= beta
        v += (1 - beta) * g
        theta -= eta * v


# %% wrong: the gradient is overwritten
# says: the input gradients was changed in place
def sgd_step(parameters, gradients, eta):
    for theta, g in zip(parameters, gradients):
        theta -= eta * g


def momentum_step(parameters, gradients, velocity, eta, beta):
    for theta, g, v in zip(parameters, gradients, velocity):
        v *= beta
        g *= 1 - beta
        v += g
        theta -= eta * v


# %% wrong: the velocity becomes an alias of the gradient
# says: velocity: it shares its memory with a gradient or a parameter: a later change of one
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


# %% wrong: only the first parameter moves
# says: item \S+, \S+ of parameters did not change, the others did
def sgd_step(parameters, gradients, eta):
    for theta, g in zip(parameters, gradients):
        theta -= eta * g


def momentum_step(parameters, gradients, velocity, eta, beta):
    for theta, g, v in zip(parameters, gradients, velocity):
        v *= beta
        v += (1 - beta) * g
        theta -= eta * v
        break


# %% wrong: the new gradient is shrunk too
# says: beta shrinks the new gradient too
def sgd_step(parameters, gradients, eta):
    for p, g in zip(parameters, gradients):
        p -= eta * g


def momentum_step(parameters, gradients, velocity, eta, beta):

    for p, g, v in zip(parameters, gradients, velocity):
        v += (1 - beta) * g
        v *= beta
        p -= eta * v


# %% wrong: theta is averaged
# says: theta is averaged, not the velocity
def sgd_step(parameters, gradients, eta):
    for p, g in zip(parameters, gradients):
        p -= eta * g


def momentum_step(parameters, gradients, velocity, eta, beta):

    for p, g, v in zip(parameters, gradients, velocity):
        v[...] = beta * p + (1 - beta) * g
        p -= eta * v


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


# %% wrong: the velocity only grows
# says: the velocity does not shrink: beta is missing
def sgd_step(parameters, gradients, eta):
    for p, g in zip(parameters, gradients):
        p -= eta * g


def momentum_step(parameters, gradients, velocity, eta, beta):

    for p, g, v in zip(parameters, gradients, velocity):
        v += (1 - beta) * g
        p -= eta * v


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


# %% wrong: beta written in
# says: 0.9 is written into the function
def sgd_step(parameters, gradients, eta):
    for theta, g in zip(parameters, gradients):
        theta -= eta * g


def momentum_step(parameters, gradients, velocity, eta, beta):
    for theta, g, v in zip(parameters, gradients, velocity):
        v *= 0.9
        v += 0.1 * g
        theta -= eta * v


# %% wrong: 1 - beta in the step too
# says: 1 - beta stands in the step too
def sgd_step(parameters, gradients, eta):
    for theta, g in zip(parameters, gradients):
        theta -= eta * g


def momentum_step(parameters, gradients, velocity, eta, beta):
    for theta, g, v in zip(parameters, gradients, velocity):
        v *= beta
        v += (1 - beta) * g
        theta -= eta * (1 - beta) * v


# %% wrong: divided by 1 - beta
# says: the step is divided by 1 - beta
def sgd_step(parameters, gradients, eta):
    for theta, g in zip(parameters, gradients):
        theta -= eta * g


def momentum_step(parameters, gradients, velocity, eta, beta):
    for theta, g, v in zip(parameters, gradients, velocity):
        v *= beta
        v += (1 - beta) * g
        theta -= eta * v / (1 - beta)


# %% wrong: six arrays written in
# says: list index out of range
def sgd_step(parameters, gradients, eta):
    for i in range(6):
        parameters[i] -= eta * gradients[i]


def momentum_step(parameters, gradients, velocity, eta, beta):
    for theta, g, v in zip(parameters, gradients, velocity):
        v *= beta
        v += (1 - beta) * g
        theta -= eta * v


# %% wrong: only every second parameter moves
# says: item 1 of parameters did not change
def sgd_step(parameters, gradients, eta):
    for i in range(0, len(parameters), 2):
        parameters[i] -= eta * gradients[i]


def momentum_step(parameters, gradients, velocity, eta, beta):
    for theta, g, v in zip(parameters, gradients, velocity):
        v *= beta
        v += (1 - beta) * g
        theta -= eta * v


# %% wrong: the velocity of the other sign
# says: both signs are turned
def sgd_step(parameters, gradients, eta):
    for theta, g in zip(parameters, gradients):
        theta -= eta * g


def momentum_step(parameters, gradients, velocity, eta, beta):
    for theta, g, v in zip(parameters, gradients, velocity):
        v[:] = beta * v - (1 - beta) * g
        theta += eta * v


# %% wrong: the first velocity is the gradient
# says: without a case of its own
def sgd_step(parameters, gradients, eta):
    for theta, g in zip(parameters, gradients):
        theta -= eta * g


def momentum_step(parameters, gradients, velocity, eta, beta):
    for theta, g, v in zip(parameters, gradients, velocity):
        if not v.any():
            v[:] = g
        else:
            v[:] = beta * v + (1 - beta) * g
        theta -= eta * v
