# %% right: np.where
def relu(Z):
    return np.where(Z > 0, Z, 0)


def relu_derivative(Z):
    return np.where(Z > 0, 1.0, 0.0)


def tanh_derivative(Z):
    return 1 / np.cosh(Z) ** 2


# %% right: masks, and tanh from exponentials
def relu(Z):
    return Z * (Z > 0)


def relu_derivative(Z):
    return (Z > 0).astype(float)


def tanh_derivative(Z):
    T = np.tanh(Z)
    return (1 - T) * (1 + T)


# %% right: the slope at the kink is 1
def relu(Z):
    return np.maximum(0, Z)


def relu_derivative(Z):
    return (Z >= 0) * 1.0


def tanh_derivative(Z):
    return 1 - np.tanh(Z) ** 2


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


# %% right: a mask of booleans, which counts as 0 and 1
def relu(Z):
    return np.clip(Z, 0, None)


def relu_derivative(Z):
    return Z > 0


def tanh_derivative(Z):
    return 1 - np.square(np.tanh(Z))


# %% wrong: phi'(a) in place of phi'(z)
# says: this is \S+ - z\^\S+: the derivative is \S+ - tanh\(z\)\^\S+, and z comes in, not a = tanh\(z\)
def relu(Z):
    return np.maximum(Z, 0)


def relu_derivative(Z):
    return (Z > 0).astype(float)


def tanh_derivative(Z):
    return 1 - Z**2


# %% wrong: the square is missing
# says: the square is missing: \S+ - tanh\(z\)\^\S+
def relu(Z):
    return np.maximum(Z, 0)


def relu_derivative(Z):
    return (Z > 0).astype(float)


def tanh_derivative(Z):
    return 1 - np.tanh(Z)


# %% wrong: the sigmoid's derivative
# says: this is tanh \(\S+ - tanh\), with the sigmoid's pattern: for tanh it is \S+ - tanh\(z\)\^\S+
def relu(Z):
    return np.maximum(Z, 0)


def relu_derivative(Z):
    return (Z > 0).astype(float)


def tanh_derivative(Z):
    return np.tanh(Z) * (1 - np.tanh(Z))


# %% wrong: the sign of the derivative
# says: the sign is wrong: every entry is minus the expected one
def relu(Z):
    return np.maximum(Z, 0)


def relu_derivative(Z):
    return (Z > 0).astype(float)


def tanh_derivative(Z):
    return np.tanh(Z) ** 2 - 1


# %% wrong: relu in place
# says: the input Z was changed in place
def relu(Z):
    Z[Z < 0] = 0
    return Z


def relu_derivative(Z):
    return (Z > 0).astype(float)


def tanh_derivative(Z):
    return 1 - np.tanh(Z) ** 2


# %% wrong: relu_derivative in place
# says: the input Z was changed in place
def relu(Z):
    return np.maximum(Z, 0)


def relu_derivative(Z):
    Z[Z > 0] = 1
    Z[Z < 0] = 0
    return Z


def tanh_derivative(Z):
    return 1 - np.tanh(Z) ** 2


# %% wrong: one maximum of the whole array
# says: the shape is \(\), but \(\S+, \S+\) is expected
def relu(Z):
    return max(0, Z.max())


def relu_derivative(Z):
    return (Z > 0).astype(float)


def tanh_derivative(Z):
    return 1 - np.tanh(Z) ** 2


# %% wrong: absolute value
# says: this is \|z\|: negative values should become \S+
def relu(Z):
    return np.abs(Z)


def relu_derivative(Z):
    return (Z > 0).astype(float)


def tanh_derivative(Z):
    return 1 - np.tanh(Z) ** 2


# %% wrong: negative values kept, positive ones cut
# says: the negative values are kept and the positive ones lost: max, not min
def relu(Z):
    return np.minimum(Z, 0)


def relu_derivative(Z):
    return (Z > 0).astype(float)


def tanh_derivative(Z):
    return 1 - np.tanh(Z) ** 2


# %% wrong: the derivative of the relu is the relu
# says: this is relu\(z\), not its slope: the derivative is \S+ where z > \S+
def relu(Z):
    return np.maximum(Z, 0)


def relu_derivative(Z):
    return np.maximum(Z, 0)


def tanh_derivative(Z):
    return 1 - np.tanh(Z) ** 2


# %% wrong: the sign function for the slope
# says: this is the sign of z: the slope is \S+, not \S+, where z < \S+
def relu(Z):
    return np.maximum(Z, 0)


def relu_derivative(Z):
    return np.sign(Z)


def tanh_derivative(Z):
    return 1 - np.tanh(Z) ** 2


# %% wrong: the square inside tanh
# says: tanh_derivative: z is squared before tanh is taken
def relu(Z):
    return Z * (Z > 0)


def relu_derivative(Z):
    return Z > 0


def tanh_derivative(Z):
    return 1 - np.tanh(Z**2)


# %% wrong: the step at 1
# says: relu_derivative: the step is at 1
def relu(Z):
    return Z * (Z > 0)


def relu_derivative(Z):
    return Z > 1


def tanh_derivative(Z):
    return 1 / np.cosh(Z) ** 2


# %% wrong: a leaky relu
# says: relu: this is a leaky ReLU
def relu(Z):
    return np.where(Z > 0, Z, 0.01 * Z)


def relu_derivative(Z):
    return Z > 0


def tanh_derivative(Z):
    return 1 / np.cosh(Z) ** 2


# %% right: np.clip, np.heaviside and np.cosh
def relu(Z):
    return np.clip(Z, 0, None)


def relu_derivative(Z):
    return np.heaviside(Z, 0.0)


def tanh_derivative(Z):
    return 1 / np.cosh(Z) ** 2


# %% wrong: half a slope at the kink
# says: at z = 0 the derivative is 0.5
def relu(Z):
    return np.maximum(0, Z)


def relu_derivative(Z):
    return np.heaviside(Z, 0.5)


def tanh_derivative(Z):
    return 1 - np.tanh(Z) ** 2


# %% wrong: the slope as relu over z
# says: NumPy warned: invalid value encountered in divide
def relu(Z):
    return np.maximum(0, Z)


def relu_derivative(Z):
    return relu(Z) / Z


def tanh_derivative(Z):
    return 1 - np.tanh(Z) ** 2


# %% wrong: written for two axes
# says: not iterable
def relu(Z):
    return np.array([[max(z, 0) for z in row] for row in Z])


def relu_derivative(Z):
    return (Z > 0) * 1.0


def tanh_derivative(Z):
    return 1 - np.tanh(Z) ** 2


# %% wrong: one question about all entries
# says: use np.where or a mask
def relu(Z):
    return np.maximum(Z, 0)


def relu_derivative(Z):
    if Z > 0:
        return 1
    return 0


def tanh_derivative(Z):
    return 1 - np.tanh(Z) ** 2
