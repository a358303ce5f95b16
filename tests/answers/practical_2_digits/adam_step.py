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


# %% right: both corrections in the length of the step
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] = state["t"] + 1
    c1 = 1 - beta_1 ** state["t"]
    c2 = np.sqrt(1 - beta_2 ** state["t"])
    for p, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m[:] = beta_1 * m + (1 - beta_1) * g
        s[:] = beta_2 * s + (1 - beta_2) * g * g
        p -= eta * c2 / c1 * m / (np.sqrt(s) + epsilon * c2)


# %% wrong: the power outside the bracket in m alone
# says: First difference at
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for p, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m += (1 - beta_1) * (g - m)
        s += (1 - beta_2) * (g * g - s)
        p -= eta * (m / (1 - (1 - beta_1) ** t)) / (np.sqrt(s / (1 - beta_2**t)) + epsilon)


# %% wrong: the weights of the first moment are numbers
# says: the default value of beta_1 is written into the function: use the argument
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for p, g, m, s in zip(parameters, gradients, state["m"], state["s"]):
        m *= 0.9
        m += (1 - beta_1) * g
        s += (1 - beta_2) * (g * g - s)
        p -= eta * (m / (1 - beta_1**t)) / (np.sqrt(s / (1 - beta_2**t)) + epsilon)


# %% right: new arrays in the lists
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t, m, s = state["t"], state["m"], state["s"]
    for i, (p, g) in enumerate(zip(parameters, gradients)):
        m[i] = beta_1 * m[i] + (1 - beta_1) * g
        s[i] = beta_2 * s[i] + (1 - beta_2) * g**2
        p -= eta * (m[i] / (1 - beta_1**t)) / (np.sqrt(s[i] / (1 - beta_2**t)) + epsilon)
