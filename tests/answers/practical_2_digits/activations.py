# %% right: np.where, the slope by np.heaviside
def relu(Z):
    return np.where(Z > 0, Z, 0)


def relu_derivative(Z):
    return np.heaviside(Z, 0.0)


def tanh_derivative(Z):
    return 1 / np.cosh(Z) ** 2


# %% right: masks, a slope of 1 at the kink
def relu(Z):
    return Z * (Z > 0)


def relu_derivative(Z):
    return (Z >= 0) * 1.0


def tanh_derivative(Z):
    T = np.tanh(Z)
    return (1 - T) * (1 + T)


# %% right: the slope as booleans, which count as 0 and 1
def relu(Z):
    return np.clip(Z, 0, None)


def relu_derivative(Z):
    return Z > 0


def tanh_derivative(Z):
    return 1 - np.square(np.tanh(Z))


# %% right: half the sum with the absolute value, the slope in a table with the dtype of Z
def relu(Z):
    return (Z + np.abs(Z)) / 2


def relu_derivative(Z):
    D = np.zeros_like(Z)
    D[Z > 0] = 1
    return D


def tanh_derivative(Z):
    return 4 / (np.exp(Z) + np.exp(-Z)) ** 2


# %% right: entry by entry
def relu(Z):
    A = np.zeros(Z.shape)
    for index, z in np.ndenumerate(Z):
        A[index] = max(z, 0.0)
    return A


def relu_derivative(Z):
    D = np.zeros(Z.shape)
    for index, z in np.ndenumerate(Z):
        D[index] = 1.0 if z > 0 else 0.0
    return D


def tanh_derivative(Z):
    D = np.zeros(Z.shape)
    for index, z in np.ndenumerate(Z):
        D[index] = 1 - np.tanh(z) ** 2
    return D


# %% wrong: the result is kept for the next call
# says: The results share one array between calls
buffers = {}


def relu(Z):
    A = buffers.setdefault(Z.shape, np.zeros(Z.shape))
    A[...] = np.maximum(Z, 0)
    return A


def relu_derivative(Z):
    return (Z > 0) * 1.0


def tanh_derivative(Z):
    return 1 - np.tanh(Z) ** 2


# %% wrong: a list comes back
# says: relu: a list of \d came back, but an array
def relu(Z):
    return np.maximum(Z, 0).tolist()


def relu_derivative(Z):
    return (Z > 0) * 1.0


def tanh_derivative(Z):
    return 1 - np.tanh(Z) ** 2


# %% right: the quotient rule, not simplified
def relu(Z):
    return np.where(Z > 0, Z, 0)


def relu_derivative(Z):
    return np.where(Z >= 0, 1, 0)


def tanh_derivative(Z):
    u, v = np.exp(Z) - np.exp(-Z), np.exp(Z) + np.exp(-Z)
    return (v * v - u * u) / v**2


# %% right: as a product of two factors
def relu(Z):
    return Z * (Z > 0)


def relu_derivative(Z):
    return 1.0 * (Z > 0)


def tanh_derivative(Z):
    a = np.tanh(Z)
    return (1 - a) * (1 + a)
