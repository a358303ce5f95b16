# %% right: a tuple by comprehension, and the count as a float
def initialize(widths, rng):
    pairs = zip(widths[:-1], widths[1:])
    return tuple(array for i, o in pairs for array in (rng.standard_normal((o, i)) * np.sqrt(2 / i), np.zeros(o)))


n_parameters = 4546.0


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


# %% right: one long vector, and windows on it
def initialize(widths, rng):
    shapes = [shape for n_in, n_out in zip(widths, widths[1:]) for shape in ((n_out, n_in), (n_out,))]
    theta = np.zeros(sum(int(np.prod(shape)) for shape in shapes))
    ends = np.cumsum([np.prod(shape) for shape in shapes])
    windows = [part.reshape(shape) for part, shape in zip(np.split(theta, ends[:-1]), shapes)]
    for W in windows[::2]:
        W[...] = rng.normal(0, np.sqrt(2 / W.shape[1]), size=W.shape)
    return windows


n_parameters = 4546


# %% right: all numbers drawn at once, the last layer's first
def initialize(widths, rng):
    draw = rng.standard_normal(sum(i * o for i, o in zip(widths, widths[1:])))
    parameters = []
    for n_in, n_out in zip(widths, widths[1:]):
        W, draw = draw[-n_in * n_out :].reshape(n_in, n_out).T * (2 / n_in) ** 0.5, draw[: -n_in * n_out]
        parameters += [W, np.zeros(n_out)]
    return parameters


n_parameters = np.int64(4546)


# %% wrong: the biases are not counted
# says: n_parameters: the biases are not counted
def initialize(widths, rng):
    return [a for i, o in zip(widths, widths[1:]) for a in (rng.normal(0, (2 / i) ** 0.5, (o, i)), np.zeros(o))]


n_parameters = 64 * 48 + 48 * 24 + 24 * 10


# %% wrong: the inputs get biases
# says: n_parameters: the inputs have no biases
def initialize(widths, rng):
    return [a for i, o in zip(widths, widths[1:]) for a in (rng.normal(0, (2 / i) ** 0.5, (o, i)), np.zeros(o))]


n_parameters = 64 * 48 + 48 * 24 + 24 * 10 + 64 + 48 + 24 + 10


# %% wrong: the count is left out
# says: n_parameters: it is still None
def initialize(widths, rng):
    return [a for i, o in zip(widths, widths[1:]) for a in (rng.normal(0, (2 / i) ** 0.5, (o, i)), np.zeros(o))]


n_parameters = None


# %% wrong: one bias a layer
# says: n_parameters: one bias for each layer is counted
def initialize(widths, rng):
    return [a for i, o in zip(widths, widths[1:]) for a in (rng.normal(0, (2 / i) ** 0.5, (o, i)), np.zeros(o))]


n_parameters = 64 * 48 + 1 + 48 * 24 + 1 + 24 * 10 + 1


# %% wrong: the last layer is not counted
# says: n_parameters: the last layer is missing
def initialize(widths, rng):
    return [a for i, o in zip(widths, widths[1:]) for a in (rng.normal(0, (2 / i) ** 0.5, (o, i)), np.zeros(o))]


n_parameters = 64 * 48 + 48 * 24 + 48 + 24


# %% wrong: the widths multiplied
# says: n_parameters: the widths are multiplied
def initialize(widths, rng):
    return [a for i, o in zip(widths, widths[1:]) for a in (rng.normal(0, (2 / i) ** 0.5, (o, i)), np.zeros(o))]


n_parameters = 64 * 48 * 24 * 10


# %% wrong: the units are counted
# says: n_parameters: these are the units
def initialize(widths, rng):
    return [a for i, o in zip(widths, widths[1:]) for a in (rng.normal(0, (2 / i) ** 0.5, (o, i)), np.zeros(o))]


n_parameters = 48 + 24 + 10 + 64


# %% wrong: a slip of the pen
# says: n_parameters: the value is not right \(tried[^)]*\)\. A layer has n_in weights[^0-9]*\Z
def initialize(widths, rng):
    return [a for i, o in zip(widths, widths[1:]) for a in (rng.normal(0, (2 / i) ** 0.5, (o, i)), np.zeros(o))]


n_parameters = 4564


# %% wrong: two layers at least
# says: IndexError.*widths = \[\d+, \d+\].*The number of layers is written in
def initialize(widths, rng):
    n0, n1, *rest = widths
    n2 = rest[0]
    out = [rng.standard_normal((n1, n0)) * np.sqrt(2 / n0), np.zeros(n1)]
    prev = n1
    for n in rest:
        out += [rng.standard_normal((n, prev)) * np.sqrt(2 / prev), np.zeros(n)]
        prev = n
    return out


n_parameters = 4546


# %% wrong: a scale that nobody asked for
# says: the standard deviation of W_1: the value is \S+, but \S+ is expected
def initialize(widths, rng):
    parameters = []
    for n_in, n_out in zip(widths[:-1], widths[1:]):
        parameters += [rng.standard_normal((n_out, n_in)) * np.sqrt(5 / n_in), np.zeros(n_out)]
    return parameters


n_parameters = 4546


# %% wrong: half of the digits
# says: an array of float32 is in the list
def initialize(widths, rng):
    out = []
    for a, b in zip(widths, widths[1:]):
        out += [(rng.standard_normal((b, a)) * np.sqrt(2 / a)).astype(np.float32), np.zeros(b, dtype=np.float32)]
    return out
