# %% right: an array that is filled
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    values = np.zeros((n_rounds, 2))
    for i in range(n_rounds):
        for _ in range(k):
            values[i, 0] = step_D(sample_real(), sample_noise())
        values[i, 1] = step_G(sample_noise())
    return values


# %% right: noise drawn before the samples, a list of pairs
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    pairs = []
    while len(pairs) < n_rounds:
        losses = []
        for _ in range(k):
            Z = sample_noise()
            losses.append(step_D(sample_real(), Z))
        pairs.append((losses[-1], step_G(sample_noise())))
    return pairs


# %% wrong: the same noise for both
# says: the same noise is used for a step of D and for the step of G
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    history = []
    for _ in range(n_rounds):
        for _ in range(k):
            Z = sample_noise()
            value_D = step_D(sample_real(), Z)
        value_G = step_G(Z)
        history.append([value_D, value_G])
    return np.array(history)


# %% wrong: one noise for ever
# says: the same noise is used in all steps
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    history, Z = [], sample_noise()
    for _ in range(n_rounds):
        for _ in range(k):
            value_D = step_D(sample_real(), Z)
        value_G = step_G(Z)
        history.append([value_D, value_G])
    return np.array(history)


# %% wrong: one real batch for ever
# says: the same real samples are used in all steps
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    history, X = [], sample_real()
    for _ in range(n_rounds):
        for _ in range(k):
            value_D = step_D(X, sample_noise())
        value_G = step_G(sample_noise())
        history.append([value_D, value_G])
    return np.array(history)


# %% wrong: one real batch a round
# says: the same real samples are used in several steps of D
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    history = []
    for _ in range(n_rounds):
        X = sample_real()
        for _ in range(k):
            value_D = step_D(X, sample_noise())
        value_G = step_G(sample_noise())
        history.append([value_D, value_G])
    return np.array(history)


# %% wrong: one noise a round for D
# says: the same noise is used in several steps of D
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    history = []
    for _ in range(n_rounds):
        Z = sample_noise()
        for _ in range(k):
            value_D = step_D(sample_real(), Z)
        value_G = step_G(sample_noise())
        history.append([value_D, value_G])
    return np.array(history)


# %% wrong: k ignored
# says: k is ignored
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    history = []
    for _ in range(n_rounds):
        value_D = step_D(sample_real(), sample_noise())
        value_G = step_G(sample_noise())
        history.append([value_D, value_G])
    return np.array(history)


# %% wrong: G in the inner loop
# says: does it stand inside the inner loop
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    history = []
    for _ in range(n_rounds):
        for _ in range(k):
            value_D = step_D(sample_real(), sample_noise())
            value_G = step_G(sample_noise())
        history.append([value_D, value_G])
    return np.array(history)


# %% wrong: G first
# says: the players move in the wrong order
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    history = []
    for _ in range(n_rounds):
        value_G = step_G(sample_noise())
        for _ in range(k):
            value_D = step_D(sample_real(), sample_noise())
        history.append([value_D, value_G])
    return np.array(history)


# %% wrong: first D, then G, all at once
# says: the players move in the wrong order.*One round after the other
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    history = []
    for _ in range(n_rounds):
        for _ in range(k):
            value_D = step_D(sample_real(), sample_noise())
        history.append([value_D, 0])
    for row in history:
        row[1] = step_G(sample_noise())
    return np.array(history)


# %% wrong: the columns swapped
# says: the columns have changed places
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    history = []
    for _ in range(n_rounds):
        for _ in range(k):
            value_D = step_D(sample_real(), sample_noise())
        value_G = step_G(sample_noise())
        history.append([value_G, value_D])
    return np.array(history)


# %% wrong: transposed
# says: it is transposed
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    history = []
    for _ in range(n_rounds):
        for _ in range(k):
            value_D = step_D(sample_real(), sample_noise())
        value_G = step_G(sample_noise())
        history.append([value_D, value_G])
    return np.array(history).T


# %% wrong: the first of the k losses
# says: the first of the k values of D is kept
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    history = []
    for _ in range(n_rounds):
        value_D = step_D(sample_real(), sample_noise())
        for _ in range(k - 1):
            step_D(sample_real(), sample_noise())
        value_G = step_G(sample_noise())
        history.append([value_D, value_G])
    return np.array(history)


# %% wrong: the mean of the k losses
# says: the k values of D are averaged
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    history = []
    for _ in range(n_rounds):
        value_D = sum(step_D(sample_real(), sample_noise()) for _ in range(k)) / k
        value_G = step_G(sample_noise())
        history.append([value_D, value_G])
    return np.array(history)


# %% wrong: the sum of the k losses
# says: the k values of D are added up
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    history = []
    for _ in range(n_rounds):
        value_D = sum(step_D(sample_real(), sample_noise()) for _ in range(k))
        value_G = step_G(sample_noise())
        history.append([value_D, value_G])
    return np.array(history)


# %% wrong: a return in the loop
# says: Only one round was played
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    history = []
    for _ in range(n_rounds):
        for _ in range(k):
            value_D = step_D(sample_real(), sample_noise())
        value_G = step_G(sample_noise())
        history.append([value_D, value_G])
        return np.array(history)


# %% wrong: the last round only
# says: only the last round is there
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    history = []
    for _ in range(n_rounds):
        for _ in range(k):
            value_D = step_D(sample_real(), sample_noise())
        value_G = step_G(sample_noise())
        history.append([value_D, value_G])
    return np.array(history[-1])


# %% wrong: only D's losses
# says: only the value of D is there
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    history = []
    for _ in range(n_rounds):
        for _ in range(k):
            value_D = step_D(sample_real(), sample_noise())
        value_G = step_G(sample_noise())
        history.append(value_D)
    return np.array(history)


# %% wrong: one long list
# says: the values stand in one long list
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    history = []
    for _ in range(n_rounds):
        for _ in range(k):
            value_D = step_D(sample_real(), sample_noise())
        value_G = step_G(sample_noise())
        history += [value_D, value_G]
    return np.array(history)


# %% wrong: one round too many
# says: but .* times are expected
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    history = []
    for _ in range(n_rounds + 1):
        for _ in range(k):
            value_D = step_D(sample_real(), sample_noise())
        value_G = step_G(sample_noise())
        history.append([value_D, value_G])
    return np.array(history)


# %% wrong: nothing returned
# says: None came back
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    history = []
    for _ in range(n_rounds):
        for _ in range(k):
            value_D = step_D(sample_real(), sample_noise())
        value_G = step_G(sample_noise())
        history.append([value_D, value_G])


# %% wrong: the samplers are not called
# says: the samplers are called
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    history = []
    for _ in range(n_rounds):
        for _ in range(k):
            value_D = step_D(sample_real, sample_noise)
        value_G = step_G(sample_noise())
        history.append([value_D, value_G])
    return np.array(history)


# %% wrong: real samples for G
# says: step_G was called with 2 arguments
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    history = []
    for _ in range(n_rounds):
        for _ in range(k):
            value_D = step_D(sample_real(), sample_noise())
        value_G = step_G(sample_real(), sample_noise())
        history.append([value_D, value_G])
    return np.array(history)


# %% wrong: one noise for all steps of G
# says: in several steps of G
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    Zg = sample_noise()
    out = []
    for _ in range(n_rounds):
        for _ in range(k):
            vd = step_D(sample_real(), sample_noise())
        out.append((vd, step_G(Zg)))
    return np.array(out)


# %% wrong: samples and noise exchanged
# says: step_D got noise and real samples
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    out = []
    for _ in range(n_rounds):
        for _ in range(k):
            vd = step_D(sample_noise(), sample_real())
        out.append((vd, step_G(sample_noise())))
    return np.array(out)


# %% wrong: noise for real samples
# says: step_D got noise and noise
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    out = []
    for _ in range(n_rounds):
        for _ in range(k):
            vd = step_D(sample_noise(), sample_noise())
        out.append((vd, step_G(sample_noise())))
    return np.array(out)


# %% wrong: the noise of G used for two rounds
# says: in several steps of G
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    out = []
    for i in range(n_rounds):
        if i % 2 == 0:
            Zg = sample_noise()
        for _ in range(k):
            vd = step_D(sample_real(), sample_noise())
        out.append((vd, step_G(Zg)))
    return np.array(out)


# %% right: all batches of a round drawn before it
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    out = np.empty((n_rounds, 2))
    for i in range(n_rounds):
        Xs = [sample_real() for _ in range(k)]
        Zs = [sample_noise() for _ in range(k + 1)]
        for X, Z in zip(Xs, Zs):
            out[i, 0] = step_D(X, Z)
        out[i, 1] = step_G(Zs[-1])
    return out
