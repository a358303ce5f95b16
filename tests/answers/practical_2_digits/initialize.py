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
# says: n_parameters: the biases are not counted: they are parameters too, one for each unit
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
# says: W_1: the weights are standard normal: the scale sqrt\(2/n_in\) is missing
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


# %% wrong: uniform between -s and s
# says: standard deviation s / sqrt\(3\): draw from a normal
def initialize(widths, rng):
    out = []
    for l in range(1, len(widths)):
        n, m = widths[l - 1], widths[l]
        out.append(rng.uniform(-1, 1, (m, n)) * np.sqrt(2 / n))
        out.append(np.zeros(m))
    return out


n_parameters = sum(p.size for p in initialize([64, 48, 24, 10], np.random.default_rng(1)))


# %% wrong: the first layer's scale everywhere
# says: W_2: every layer has the scale of the first
def initialize(widths, rng):
    out = []
    for l in range(1, len(widths)):
        n, m = widths[l - 1], widths[l]
        out.append(rng.standard_normal((m, n)) * np.sqrt(2 / widths[0]))
        out.append(np.zeros(m))
    return out


n_parameters = sum(p.size for p in initialize([64, 48, 24, 10], np.random.default_rng(1)))


# %% wrong: all weights, then all biases
# says: all the weights come first, then all the biases
def initialize(widths, rng):
    out = []
    for l in range(1, len(widths)):
        n, m = widths[l - 1], widths[l]
        out.append(rng.standard_normal((m, n)) * np.sqrt(2 / n))
        out.append(np.zeros(m))
    return out[0::2] + out[1::2]


n_parameters = sum(p.size for p in initialize([64, 48, 24, 10], np.random.default_rng(1)))


# %% wrong: the old rule of thumb 0.01
# says: W_1: the standard deviation is 0.01, a number that fits no width
def initialize(widths, rng):
    out = []
    for l in range(1, len(widths)):
        n, m = widths[l - 1], widths[l]
        out.append(rng.standard_normal((m, n)) * 0.01)
        out.append(np.zeros(m))
    return out


n_parameters = sum(p.size for p in initialize([64, 48, 24, 10], np.random.default_rng(1)))


# %% wrong: the inputs get biases
# says: n_parameters: the inputs have no biases
def initialize(widths, rng):
    out = []
    for l in range(1, len(widths)):
        n, m = widths[l - 1], widths[l]
        out.append(rng.standard_normal((m, n)) * np.sqrt(2 / n))
        out.append(np.zeros(m))
    return out


n_parameters = 64 * 48 + 48 * 24 + 24 * 10 + 64 + 48 + 24 + 10


# %% wrong: the count is left out
# says: n_parameters: it is still None
def initialize(widths, rng):
    out = []
    for l in range(1, len(widths)):
        n, m = widths[l - 1], widths[l]
        out.append(rng.standard_normal((m, n)) * np.sqrt(2 / n))
        out.append(np.zeros(m))
    return out


n_parameters = None


# %% wrong: one bias a layer
# says: n_parameters: one bias for each layer is counted
def initialize(widths, rng):
    out = []
    for l in range(1, len(widths)):
        n, m = widths[l - 1], widths[l]
        out.append(rng.standard_normal((m, n)) * np.sqrt(2 / n))
        out.append(np.zeros(m))
    return out


n_parameters = 64 * 48 + 1 + 48 * 24 + 1 + 24 * 10 + 1


# %% wrong: one row for all units
# says: all rows are equal, so all units
def initialize(widths, rng):
    out = []
    for i, o in zip(widths[:-1], widths[1:]):
        out.append(np.tile(rng.standard_normal(i) * np.sqrt(2 / i), (o, 1)))
        out.append(np.zeros(o))
    return out


n_parameters = 4546


# %% wrong: one column for all inputs
# says: all columns are equal
def initialize(widths, rng):
    out = []
    for i, o in zip(widths[:-1], widths[1:]):
        out.append(np.tile((rng.standard_normal(o) * np.sqrt(2 / i))[:, None], (1, i)))
        out.append(np.zeros(o))
    return out


n_parameters = 4546


# %% wrong: the root of 2 alone
# says: this scale is sqrt\(2\)/n_in
def initialize(widths, rng):
    out = []
    for i, o in zip(widths[:-1], widths[1:]):
        out.append(rng.standard_normal((o, i)) * np.sqrt(2) / i)
        out.append(np.zeros(o))
    return out


n_parameters = 4546


# %% wrong: uniform with the right standard deviation
# says: the weights are not normal
def initialize(widths, rng):
    out = []
    for i, o in zip(widths[:-1], widths[1:]):
        out.append(rng.uniform(-np.sqrt(6 / i), np.sqrt(6 / i), size=(o, i)))
        out.append(np.zeros(o))
    return out


n_parameters = 4546


# %% wrong: written for three layers
# says: IndexError
def initialize(widths, rng):
    out = []
    for l in (1, 2, 3):
        i, o = widths[l - 1], widths[l]
        out.append(rng.standard_normal((o, i)) * np.sqrt(2 / i))
        out.append(np.zeros(o))
    return out


n_parameters = 4546


# %% wrong: one seed for every layer
# says: two layers hold the same random numbers
def initialize(widths, rng):
    seed = int(rng.integers(2**31))
    out = []
    for l in range(1, len(widths)):
        r = np.random.default_rng(seed)
        out.append(r.normal(0, (2 / widths[l - 1]) ** 0.5, size=(widths[l], widths[l - 1])))
        out.append(np.zeros((widths[l],)))
    return out


n_parameters = 4546


# %% wrong: the shape as two arguments
# says: A shape is one argument
def initialize(widths, rng):
    out = []
    for i, o in zip(widths[:-1], widths[1:]):
        out += [rng.standard_normal(o, i) * np.sqrt(2 / i), np.zeros(o)]
    return out


n_parameters = 4546


# %% wrong: the last layer is not counted
# says: the last layer is missing
def initialize(widths, rng):
    out = []
    for i, o in zip(widths[:-1], widths[1:]):
        out += [rng.standard_normal((o, i)) * np.sqrt(2 / i), np.zeros(o)]
    return out


n_parameters = 64 * 48 + 48 * 24 + 48 + 24


# %% wrong: the widths multiplied
# says: the widths are multiplied
def initialize(widths, rng):
    out = []
    for i, o in zip(widths[:-1], widths[1:]):
        out += [rng.standard_normal((o, i)) * np.sqrt(2 / i), np.zeros(o)]
    return out


n_parameters = 64 * 48 * 24 * 10


# %% right: a tuple, and the count as a float
def initialize(widths, rng):
    out = []
    for i, o in zip(widths[:-1], widths[1:]):
        out += [rng.standard_normal((o, i)) * np.sqrt(2 / i), np.zeros(o)]
    return tuple(out)


n_parameters = 4546.0
