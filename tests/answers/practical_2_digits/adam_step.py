# %% right: an index, corrections folded into the step
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] = state["t"] + 1
    correct_1 = 1 - beta_1 ** state["t"]
    correct_2 = 1 - beta_2 ** state["t"]
    for k in range(len(parameters)):
        state["m"][k][...] = beta_1 * state["m"][k] + (1 - beta_1) * gradients[k]
        state["s"][k][...] = beta_2 * state["s"][k] + (1 - beta_2) * np.square(gradients[k])
        denominator = np.sqrt(state["s"][k]) / np.sqrt(correct_2) + epsilon
        parameters[k] -= (eta / correct_1) * state["m"][k] / denominator


# %% right: moments replaced in the lists of the state
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    state["m"] = [beta_1 * m + (1 - beta_1) * g for m, g in zip(state["m"], gradients)]
    state["s"] = [beta_2 * s + (1 - beta_2) * g * g for s, g in zip(state["s"], gradients)]
    for theta, m, s in zip(parameters, state["m"], state["s"]):
        m_hat = m / (1 - beta_1 ** state["t"])
        s_hat = s / (1 - beta_2 ** state["t"])
        theta -= eta * m_hat / (s_hat**0.5 + epsilon)


# %% right: moments move towards the gradient
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m += (1 - beta_1) * (g - m)
        s += (1 - beta_2) * (g * g - s)
        step = m / (1 - beta_1 ** state["t"])
        step /= epsilon + np.sqrt(s / (1 - beta_2 ** state["t"]))
        theta -= eta * step


# %% wrong: no bias correction
# says: the bias corrections \S+ - beta\^t are missing
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m *= beta_1
        m += (1 - beta_1) * g
        s *= beta_2
        s += (1 - beta_2) * g**2
        m_hat, s_hat = m, s
        theta -= eta * m_hat / (np.sqrt(s_hat) + epsilon)


# %% wrong: only the first moment is corrected
# says: the second moment s is not corrected by \S+ - beta_\S+\^t
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m *= beta_1
        m += (1 - beta_1) * g
        s *= beta_2
        s += (1 - beta_2) * g**2
        m_hat, s_hat = m / (1 - beta_1**t), s
        theta -= eta * m_hat / (np.sqrt(s_hat) + epsilon)


# %% wrong: only the second moment is corrected
# says: the first moment m is not corrected by \S+ - beta_\S+\^t
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m *= beta_1
        m += (1 - beta_1) * g
        s *= beta_2
        s += (1 - beta_2) * g**2
        m_hat, s_hat = m, s / (1 - beta_2**t)
        theta -= eta * m_hat / (np.sqrt(s_hat) + epsilon)


# %% wrong: epsilon inside the root
# says: epsilon stands inside the root: it is added to sqrt\(s_hat\)
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m *= beta_1
        m += (1 - beta_1) * g
        s *= beta_2
        s += (1 - beta_2) * g**2
        m_hat, s_hat = m / (1 - beta_1**t), s / (1 - beta_2**t)
        theta -= eta * m_hat / np.sqrt(s_hat + epsilon)


# %% wrong: no epsilon
# says: epsilon is missing: with gradients near \S+ it is felt
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m *= beta_1
        m += (1 - beta_1) * g
        s *= beta_2
        s += (1 - beta_2) * g**2
        m_hat, s_hat = m / (1 - beta_1**t), s / (1 - beta_2**t)
        theta -= eta * m_hat / np.sqrt(s_hat)


# %% wrong: no root
# says: the root is missing: divide by sqrt\(s_hat\) \+ epsilon
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m *= beta_1
        m += (1 - beta_1) * g
        s *= beta_2
        s += (1 - beta_2) * g**2
        m_hat, s_hat = m / (1 - beta_1**t), s / (1 - beta_2**t)
        theta -= eta * m_hat / (s_hat + epsilon)


# %% wrong: the betas are swapped
# says: beta_\S+ and beta_\S+ have changed places
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m *= beta_2
        m += (1 - beta_2) * g
        s *= beta_1
        s += (1 - beta_1) * g**2
        m_hat, s_hat = m / (1 - beta_2**t), s / (1 - beta_1**t)
        theta -= eta * m_hat / (np.sqrt(s_hat) + epsilon)


# %% wrong: t is counted for each parameter
# says: counted once a parameter
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        state["t"] += 1
        t = state["t"]
        m *= beta_1
        m += (1 - beta_1) * g
        s *= beta_2
        s += (1 - beta_2) * g**2
        m_hat, s_hat = m / (1 - beta_1**t), s / (1 - beta_2**t)
        theta -= eta * m_hat / (np.sqrt(s_hat) + epsilon)


# %% wrong: t starts at 0
# says: the correction uses t - \S+: t is \S+ in the first step, so count first, then correct
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t = state["t"]
    state["t"] += 1
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m *= beta_1
        m += (1 - beta_1) * g
        s *= beta_2
        s += (1 - beta_2) * g**2
        m_hat, s_hat = m / max(1 - beta_1**t, 1e-8), s / max(1 - beta_2**t, 1e-8)
        theta -= eta * m_hat / (np.sqrt(s_hat) + epsilon)


# %% wrong: t is never counted
# says: state\["t"\] is 0 after 5 steps
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t = 1
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m *= beta_1
        m += (1 - beta_1) * g
        s *= beta_2
        s += (1 - beta_2) * g**2
        m_hat, s_hat = m / (1 - beta_1**t), s / (1 - beta_2**t)
        theta -= eta * m_hat / (np.sqrt(s_hat) + epsilon)


# %% wrong: t is counted in a local name only
# says: `t = state\["t"\] \+ 1` alone changes nothing
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t = state["t"] + 1
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m *= beta_1
        m += (1 - beta_1) * g
        s *= beta_2
        s += (1 - beta_2) * g**2
        m_hat, s_hat = m / (1 - beta_1**t), s / (1 - beta_2**t)
        theta -= eta * m_hat / (np.sqrt(s_hat) + epsilon)


# %% wrong: corrected moments are stored back
# says: the corrected moments are stored back: m and s keep the plain averages, the correctio
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m *= beta_1
        m += (1 - beta_1) * g
        s *= beta_2
        s += (1 - beta_2) * g**2
        m /= 1 - beta_1**t
        s /= 1 - beta_2**t
        theta -= eta * m / (np.sqrt(s) + epsilon)


# %% wrong: the second moment without a square
# says: s averages \|g\|, not g\^\S+
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m *= beta_1
        m += (1 - beta_1) * g
        s *= beta_2
        s += (1 - beta_2) * np.abs(g)
        m_hat, s_hat = m / (1 - beta_1**t), s / (1 - beta_2**t)
        theta -= eta * m_hat / (np.sqrt(s_hat) + epsilon)


# %% wrong: the square of the mean
# says: s averages m\^\S+, not g\^\S+
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m *= beta_1
        m += (1 - beta_1) * g
        s *= beta_2
        s += (1 - beta_2) * m**2
        m_hat, s_hat = m / (1 - beta_1**t), s / (1 - beta_2**t)
        theta -= eta * m_hat / (np.sqrt(s_hat) + epsilon)


# %% wrong: moments without 1 - beta
# says: \S+ - beta_\S+ is missing in m <- beta_\S+ m \+ \(\S+ - beta_\S+\) g
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m *= beta_1
        m += g
        s *= beta_2
        s += (1 - beta_2) * g**2
        m_hat, s_hat = m / (1 - beta_1**t), s / (1 - beta_2**t)
        theta -= eta * m_hat / (np.sqrt(s_hat) + epsilon)


# %% wrong: the betas raised outside the bracket
# says: the power stands outside the bracket, \(\S+ - beta\)\^t: it is \S+ - beta\^t
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m *= beta_1
        m += (1 - beta_1) * g
        s *= beta_2
        s += (1 - beta_2) * g**2
        m_hat, s_hat = m / (1 - beta_1) ** t, s / (1 - beta_2) ** t
        theta -= eta * m_hat / (np.sqrt(s_hat) + epsilon)


# %% wrong: beta times t in place of beta to the t
# says: the parameters became nan or infinite .*the correction is 1 - beta_2\*\*t, a power
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m *= beta_1
        m += (1 - beta_1) * g
        s *= beta_2
        s += (1 - beta_2) * g**2
        m_hat, s_hat = m / (1 - beta_1 * t), s / (1 - beta_2 * t)
        theta -= eta * m_hat / (np.sqrt(s_hat) + epsilon)


# %% wrong: uphill
# says: the step goes uphill: theta <- theta - eta
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m *= beta_1
        m += (1 - beta_1) * g
        s *= beta_2
        s += (1 - beta_2) * g**2
        m_hat, s_hat = m / (1 - beta_1**t), s / (1 - beta_2**t)
        theta += eta * m_hat / (np.sqrt(s_hat) + epsilon)


# %% wrong: parameters are rebound
# says: parameters did not change
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m *= beta_1
        m += (1 - beta_1) * g
        s *= beta_2
        s += (1 - beta_2) * g**2
        m_hat, s_hat = m / (1 - beta_1**t), s / (1 - beta_2**t)
        theta = theta - eta * m_hat / (np.sqrt(s_hat) + epsilon)


# %% wrong: moments are rebound and lost
# says: state\["m"\] is still zero after \S+ steps, so the moments are lost
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m = beta_1 * m + (1 - beta_1) * g
        s = beta_2 * s + (1 - beta_2) * g**2
        m_hat, s_hat = m / (1 - beta_1**t), s / (1 - beta_2**t)
        theta -= eta * m_hat / (np.sqrt(s_hat) + epsilon)


# %% wrong: the gradient is squared in place
# says: the input gradients was changed in place
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m *= beta_1
        m += (1 - beta_1) * g
        s *= beta_2
        g *= g
        s += (1 - beta_2) * g
        m_hat, s_hat = m / (1 - beta_1**t), s / (1 - beta_2**t)
        theta -= eta * m_hat / (np.sqrt(s_hat) + epsilon)


# %% wrong: eta divided by t
# says: eta is divided by t
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m *= beta_1
        m += (1 - beta_1) * g
        s *= beta_2
        s += (1 - beta_2) * g**2
        m_hat, s_hat = m / (1 - beta_1**t), s / (1 - beta_2**t)
        theta -= eta / t * m_hat / (np.sqrt(s_hat) + epsilon)


# %% wrong: the gradient in place of its average
# says: the gradient stands in the numerator, not the corrected m
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m *= beta_1
        m += (1 - beta_1) * g
        s *= beta_2
        s += (1 - beta_2) * g**2
        m_hat, s_hat = m / (1 - beta_1**t), s / (1 - beta_2**t)
        theta -= eta * g / (np.sqrt(s_hat) + epsilon)


# %% wrong: betas written in
# says: the default value of beta_\S+ is written into the function: use the argument
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m *= 0.9
        m += 0.1 * g
        s *= beta_2
        s += (1 - beta_2) * g**2
        m_hat, s_hat = m / (1 - 0.9**t), s / (1 - beta_2**t)
        theta -= eta * m_hat / (np.sqrt(s_hat) + epsilon)


# %% wrong: state shared among parameters of one shape
# says: the state of one parameter is used for another of the same shape: one m and s each
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    shapes = [theta.shape for theta in parameters]
    for theta, g in zip(parameters, gradients):
        k = shapes.index(theta.shape)
        m, s = state["m"][k], state["s"][k]
        m *= beta_1
        m += (1 - beta_1) * g
        s *= beta_2
        s += (1 - beta_2) * g**2
        theta -= eta * m / (1 - beta_1**t) / (np.sqrt(s / (1 - beta_2**t)) + epsilon)


# %% wrong: the betas swapped in the moments alone
# says: beta_1 and beta_2 have changed places in the moments
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] = state["t"] + 1
    t = state["t"]
    for p, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m[...] = beta_2 * m + (1 - beta_2) * g
        s[...] = beta_1 * s + (1 - beta_1) * g * g
        p -= eta * m / (1 - beta_1**t) / (epsilon + np.sqrt(s / (1 - beta_2**t)))


# %% wrong: squares are summed as in AdaGrad
# says: s does not shrink, beta_2 is missing
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] = state["t"] + 1
    t = state["t"]
    for p, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m[...] = beta_1 * m + (1 - beta_1) * g
        s[...] = s + g * g
        p -= eta * m / (1 - beta_1**t) / (epsilon + np.sqrt(s / (1 - beta_2**t)))


# %% wrong: one mean square for a whole array
# says: one s for all entries of an array
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] = state["t"] + 1
    t = state["t"]
    for p, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m[...] = beta_1 * m + (1 - beta_1) * g
        s[...] = beta_2 * s + (1 - beta_2) * np.mean(g * g)
        p -= eta * m / (1 - beta_1**t) / (epsilon + np.sqrt(s / (1 - beta_2**t)))


# %% wrong: eta is forgotten
# says: eta is missing: theta <- theta - eta m_hat
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] = state["t"] + 1
    t = state["t"]
    for p, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m[...] = beta_1 * m + (1 - beta_1) * g
        s[...] = beta_2 * s + (1 - beta_2) * g * g
        p -= m / (1 - beta_1**t) / (epsilon + np.sqrt(s / (1 - beta_2**t)))


# %% wrong: counted at the end
# says: at t = 0 the correction 1 - beta\^0 is 0\. Count first, then correct
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t = state["t"]
    for p, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m[...] = beta_1 * m + (1 - beta_1) * g
        s[...] = beta_2 * s + (1 - beta_2) * g * g
        p -= eta * m / (1 - beta_1**t) / (epsilon + np.sqrt(s / (1 - beta_2**t)))
    state["t"] += 1


# %% wrong: g is not squared
# says: The root of a negative number: g squared is never negative
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] = state["t"] + 1
    t = state["t"]
    for p, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m[...] = beta_1 * m + (1 - beta_1) * g
        s[...] = beta_2 * s + (1 - beta_2) * g
        p -= eta * m / (1 - beta_1**t) / (epsilon + np.sqrt(s / (1 - beta_2**t)))


# %% wrong: brackets are missing around root and epsilon
# says: brackets are missing: divide by \(sqrt\(s_hat\) \+ epsilon\)
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] = state["t"] + 1
    t = state["t"]
    for p, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m[...] = beta_1 * m + (1 - beta_1) * g
        s[...] = beta_2 * s + (1 - beta_2) * g * g
        p -= eta * m / (1 - beta_1**t) / np.sqrt(s / (1 - beta_2**t)) + epsilon


# %% wrong: another default of eta
# says: the default value of eta was changed
def adam_step(parameters, gradients, state, eta=0.01, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m += (1 - beta_1) * (g - m)
        s += (1 - beta_2) * (g**2 - s)
        theta -= eta * (m / (1 - beta_1**t)) / (np.sqrt(s / (1 - beta_2**t)) + epsilon)


# %% wrong: both corrected with beta_1
# says: s is corrected with beta_1
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m += (1 - beta_1) * (g - m)
        s += (1 - beta_2) * (g**2 - s)
        theta -= eta * (m / (1 - beta_1**t)) / (np.sqrt(s / (1 - beta_1**t)) + epsilon)


# %% wrong: multiplied by the correction
# says: multiplied by 1 - beta
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m += (1 - beta_1) * (g - m)
        s += (1 - beta_2) * (g**2 - s)
        theta -= eta * (m * (1 - beta_1**t)) / (np.sqrt(s * (1 - beta_2**t)) + epsilon)


# %% wrong: a new state that is lost
# says: state\[.t.\] is 0 after 5 steps
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t = state["t"] + 1
    ms, ss = [], []
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m = beta_1 * m + (1 - beta_1) * g
        s = beta_2 * s + (1 - beta_2) * g**2
        theta -= eta * (m / (1 - beta_1**t)) / (np.sqrt(s / (1 - beta_2**t)) + epsilon)
        ms.append(m)
        ss.append(s)
    state = {"t": t, "m": ms, "s": ss}


# %% wrong: a counter outside the function
# says: goes on from run to run
count = 0


def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    global count
    count += 1
    t = state["t"] = count
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m += (1 - beta_1) * (g - m)
        s += (1 - beta_2) * (g**2 - s)
        theta -= eta * (m / (1 - beta_1**t)) / (np.sqrt(s / (1 - beta_2**t)) + epsilon)


# %% wrong: s never falls, as in AMSGrad
# says: rows|entries
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m += (1 - beta_1) * (g - m)
        s[...] = np.maximum(s, beta_2 * s + (1 - beta_2) * g**2)
        theta -= eta * (m / (1 - beta_1**t)) / (np.sqrt(s / (1 - beta_2**t)) + epsilon)


# %% wrong: s averages the squared deviation from m
# says: no entry is right
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m += (1 - beta_1) * (g - m)
        s += (1 - beta_2) * ((g - m) ** 2 - s)
        theta -= eta * (m / (1 - beta_1**t)) / (np.sqrt(s / (1 - beta_2**t)) + epsilon)


# %% wrong: the weight of m in s
# says: g\^2 enters s with 1 - beta_1
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m *= beta_1
        m += (1 - beta_1) * g
        s *= beta_2
        s += (1 - beta_1) * g**2
        theta -= eta * (m / (1 - beta_1**t)) / (np.sqrt(s / (1 - beta_2**t)) + epsilon)


# %% wrong: the root before the correction
# says: root is taken before the correction
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m += (1 - beta_1) * (g - m)
        s += (1 - beta_2) * (g**2 - s)
        theta -= eta * (m / (1 - beta_1**t)) / (np.sqrt(s) / (1 - beta_2**t) + epsilon)


# %% wrong: the step after the loop
# says: Does the loop reach every array
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m += (1 - beta_1) * (g - m)
        s += (1 - beta_2) * (g**2 - s)
    theta -= eta * (m / (1 - beta_1**t)) / (np.sqrt(s / (1 - beta_2**t)) + epsilon)
