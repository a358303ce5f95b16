# %% right: list comprehension over consecutive widths
def initialize(widths, rng):
    return [
        array
        for n_in, n_out in zip(widths[:-1], widths[1:])
        for array in (rng.standard_normal((n_out, n_in)) * np.sqrt(2 / n_in), np.zeros(n_out))
    ]


n_parameters = 4546


# %% right: rng.normal with a scale, count computed from the parameters
def initialize(widths, rng):
    parameters = []
    for layer in range(1, len(widths)):
        parameters.append(rng.normal(scale=(2 / widths[layer - 1]) ** 0.5, size=(widths[layer], widths[layer - 1])))
        parameters.append(np.zeros((widths[layer],)))
    return parameters


n_parameters = sum(array.size for array in initialize([64, 48, 24, 10], np.random.default_rng(0)))


# %% right: one entry at a time
def initialize(widths, rng):
    parameters = []
    for n_in, n_out in zip(widths, widths[1:]):
        W = np.empty((n_out, n_in))
        for j in range(n_out):
            for i in range(n_in):
                W[j, i] = np.sqrt(2.0 / n_in) * rng.standard_normal()
        parameters += [W, np.zeros(n_out)]
    return parameters


n_parameters = 64 * 48 + 48 + 48 * 24 + 24 + 24 * 10 + 10


# %% wrong: the biases are not counted
# says: n_parameters does not have the right value \(it is a whole number\)
def initialize(widths, rng):
    parameters = []
    for n_in, n_out in zip(widths[:-1], widths[1:]):
        parameters += [rng.standard_normal((n_out, n_in)) * np.sqrt(2 / n_in), np.zeros(n_out)]
    return parameters


n_parameters = 64 * 48 + 48 * 24 + 24 * 10


# %% wrong: W transposed
# says: every W is transposed
def initialize(widths, rng):
    parameters = []
    for n_in, n_out in zip(widths[:-1], widths[1:]):
        parameters += [rng.standard_normal((n_in, n_out)) * np.sqrt(2 / n_in), np.zeros(n_out)]
    return parameters


n_parameters = 4546


# %% wrong: all weights zero
# says: W_\S+: all weights are equal
def initialize(widths, rng):
    parameters = []
    for n_in, n_out in zip(widths[:-1], widths[1:]):
        parameters += [np.zeros((n_out, n_in)), np.zeros(n_out)]
    return parameters


n_parameters = 4546


# %% wrong: the variance where the standard deviation belongs
# says: W_\S+: this scale is \S+/n_in, a variance: the standard deviation is its square root
def initialize(widths, rng):
    parameters = []
    for n_in, n_out in zip(widths[:-1], widths[1:]):
        parameters += [rng.standard_normal((n_out, n_in)) * (2 / n_in), np.zeros(n_out)]
    return parameters


n_parameters = 4546


# %% wrong: scaled by the units of the layer after
# says: W_\S+: the scale is taken from n_out: it should be from n_in, the number of inputs of a
def initialize(widths, rng):
    parameters = []
    for n_in, n_out in zip(widths[:-1], widths[1:]):
        parameters += [rng.standard_normal((n_out, n_in)) * np.sqrt(2 / n_out), np.zeros(n_out)]
    return parameters


n_parameters = 4546


# %% wrong: Glorot where He was asked
# says: W_\S+: this is Glorot's scale, sqrt\(\S+/\(n_in \+ n_out\)\): He's uses n_in alone
def initialize(widths, rng):
    parameters = []
    for n_in, n_out in zip(widths[:-1], widths[1:]):
        parameters += [rng.standard_normal((n_out, n_in)) * np.sqrt(2 / (n_in + n_out)), np.zeros(n_out)]
    return parameters


n_parameters = 4546


# %% wrong: not scaled at all
# says: W_\S+: the mean of the weights is \S+, but it should be \S+
def initialize(widths, rng):
    parameters = []
    for n_in, n_out in zip(widths[:-1], widths[1:]):
        parameters += [rng.standard_normal((n_out, n_in)), np.zeros(n_out)]
    return parameters


n_parameters = 4546


# %% wrong: uniform between 0 and 1
# says: W_\S+: the mean of the weights is \S+, but it should be \S+
def initialize(widths, rng):
    parameters = []
    for n_in, n_out in zip(widths[:-1], widths[1:]):
        parameters += [rng.random((n_out, n_in)) * np.sqrt(2 / n_in), np.zeros(n_out)]
    return parameters


n_parameters = 4546


# %% wrong: random biases
# says: b_\S+: the biases should start at \S+
def initialize(widths, rng):
    parameters = []
    for n_in, n_out in zip(widths[:-1], widths[1:]):
        parameters += [rng.standard_normal((n_out, n_in)) * np.sqrt(2 / n_in), rng.standard_normal(n_out)]
    return parameters


n_parameters = 4546


# %% wrong: biases as columns
# says: b_\S+: the shape is \(\S+, \S+\), but \(\S+,\) is expected
def initialize(widths, rng):
    parameters = []
    for n_in, n_out in zip(widths[:-1], widths[1:]):
        parameters += [rng.standard_normal((n_out, n_in)) * np.sqrt(2 / n_in), np.zeros((n_out, 1))]
    return parameters


n_parameters = 4546


# %% wrong: the generator is not used
# says: the generator that was handed in is not used
def initialize(widths, rng):
    rng = np.random.default_rng(0)
    parameters = []
    for n_in, n_out in zip(widths[:-1], widths[1:]):
        parameters += [rng.standard_normal((n_out, n_in)) * np.sqrt(2 / n_in), np.zeros(n_out)]
    return parameters


n_parameters = 4546


# %% wrong: a list of pairs
# says: the list holds \S+ items, but \S+ are expected: \[W_\S+, b_\S+, W_\S+, b_\S+, W_\S+, b_\S+\]
def initialize(widths, rng):
    return [
        (rng.standard_normal((n_out, n_in)) * np.sqrt(2 / n_in), np.zeros(n_out))
        for n_in, n_out in zip(widths[:-1], widths[1:])
    ]


n_parameters = 4546


# %% wrong: nothing is returned
# says: None came back
def initialize(widths, rng):
    parameters = []
    for n_in, n_out in zip(widths[:-1], widths[1:]):
        parameters += [rng.standard_normal((n_out, n_in)) * np.sqrt(2 / n_in), np.zeros(n_out)]


n_parameters = 4546


# %% wrong: the output layer is missing
# says: the list holds \S+ items, but \S+ are expected: \[W_\S+, b_\S+, W_\S+, b_\S+, W_\S+, b_\S+\]
def initialize(widths, rng):
    parameters = []
    for n_in, n_out in zip(widths[:-2], widths[1:-1]):
        parameters += [rng.standard_normal((n_out, n_in)) * np.sqrt(2 / n_in), np.zeros(n_out)]
    return parameters


n_parameters = 4546
