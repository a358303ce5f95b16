# %% right: an array that is filled
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    values = np.zeros((n_rounds, 2))
    for i in range(n_rounds):
        for _ in range(k):
            values[i, 0] = step_D(sample_real(), sample_noise())
        values[i, 1] = step_G(sample_noise())
    return values


# %% right: noise drawn before the samples
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    pairs = []
    while len(pairs) < n_rounds:
        losses = []
        for _ in range(k):
            Z = sample_noise()
            losses.append(step_D(sample_real(), Z))
        pairs.append((losses[-1], step_G(sample_noise())))
    return np.array(pairs)


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


# %% wrong: k counts in the first round alone
# says: step_D was called: \d+ times, but \d+ times
def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    pairs = []
    for number in range(n_rounds):
        for _ in range(1 if number else k):
            value = step_D(sample_real(), sample_noise())
        pairs.append([value, step_G(sample_noise())])
    return np.array(pairs)
