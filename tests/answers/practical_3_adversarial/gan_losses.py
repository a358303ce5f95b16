# %% right: tanh for the sigmoid, a maximum for the logarithm
def softplus(z):
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def discriminator_loss(z_real, z_fake):
    n, m = len(z_real), len(z_fake)
    value = softplus(-z_real).sum() / n + softplus(z_fake).sum() / m
    return value, (np.tanh(z_real / 2) - 1) / 2 / n, (1 + np.tanh(z_fake / 2)) / 2 / m


def generator_loss(z_fake):
    m = z_fake.shape[0]
    return softplus(-z_fake).sum() / m, -(1 - np.tanh(z_fake / 2)) / (2 * m)


# %% right: a helper with labels, a list
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def binary_cross_entropy(z, label):
    value = np.logaddexp(0, -z if label else z).mean()
    return value, (sigmoid(z) - label) / z.size


def discriminator_loss(z_real, z_fake):
    (a, da), (b, db) = binary_cross_entropy(z_real, 1), binary_cross_entropy(z_fake, 0)
    return [a + b, da, db]


def generator_loss(z_fake):
    return binary_cross_entropy(z_fake, 1)


# %% right: exp of minus softplus
def discriminator_loss(z_real, z_fake):
    a, b = np.logaddexp(0, -z_real), np.logaddexp(0, z_fake)
    return float(a.mean() + b.mean()), np.expm1(-a) / len(a), -np.expm1(-b) / len(b)


def generator_loss(z_fake):
    a = np.logaddexp(0, -z_fake)
    return float(a.mean()), np.expm1(-a) / len(a)


# %% wrong: labels swapped
# says: the labels are swapped
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = np.logaddexp(0, z_real).mean() + np.logaddexp(0, -z_fake).mean()
    return value, (p - 1) / len(z_real), q / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: fakes called real
# says: the generated samples are called real
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = np.logaddexp(0, -z_real).mean() + np.logaddexp(0, -z_fake).mean()
    return value, (p - 1) / len(z_real), q / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: reals called fake
# says: the real samples are called fake
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = np.logaddexp(0, z_real).mean() + np.logaddexp(0, z_fake).mean()
    return value, (p - 1) / len(z_real), q / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: the value of the game
# says: it is the value of the game
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = -np.logaddexp(0, -z_real).mean() - np.logaddexp(0, z_fake).mean()
    return value, (p - 1) / len(z_real), q / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: half of the sum
# says: it is half of it: the sum of the two means
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = (np.logaddexp(0, -z_real).mean() + np.logaddexp(0, z_fake).mean()) / 2
    return value, (p - 1) / len(z_real), q / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: one mean over both
# says: one mean over all n \+ m logits
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = np.concatenate([np.logaddexp(0, -z_real), np.logaddexp(0, z_fake)]).mean()
    return value, (p - 1) / len(z_real), q / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: sums
# says: these are sums
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = np.logaddexp(0, -z_real).sum() + np.logaddexp(0, z_fake).sum()
    return value, (p - 1) / len(z_real), q / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: no fakes
# says: the generated samples are missing
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = np.logaddexp(0, -z_real).mean()
    return value, (p - 1) / len(z_real), q / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: sigmoid twice
# says: the sigmoid is applied twice
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = np.logaddexp(0, -p).mean() + np.logaddexp(0, q).mean()
    return value, (p - 1) / len(z_real), q / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: no logarithm
# says: value: the logarithm is missing
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = (1 - p).mean() + q.mean()
    return value, (p - 1) / len(z_real), q / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: squared error
# says: this is the squared error
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = ((1 - p) ** 2).mean() + (q**2).mean()
    return value, (p - 1) / len(z_real), q / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: the critic's means
# says: these are the critic's means
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = z_fake.mean() - z_real.mean()
    return value, (p - 1) / len(z_real), q / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: log of a rounded probability
# says: Use log\(1 \+ e\^z\)|divide by zero
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = -np.log(p).mean() - np.log(1 - q).mean()
    return value, (p - 1) / len(z_real), q / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: gradients not divided
# says: grad_real: it is not divided by the number
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = np.logaddexp(0, -z_real).mean() + np.logaddexp(0, z_fake).mean()
    return value, p - 1, q


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: gradients divided by n + m
# says: grad_real: it is divided by n \+ m
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = np.logaddexp(0, -z_real).mean() + np.logaddexp(0, z_fake).mean()
    return value, (p - 1) / (len(p) + len(q)), q / (len(p) + len(q))


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: gradients divided by 2 n
# says: grad_real: it is divided by 2 n
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = np.logaddexp(0, -z_real).mean() + np.logaddexp(0, z_fake).mean()
    return value, (p - 1) / (2 * len(p)), q / (2 * len(q))


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: gradients divided by the other number
# says: grad_real: it is divided by the other part's number
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = np.logaddexp(0, -z_real).mean() + np.logaddexp(0, z_fake).mean()
    return value, (p - 1) / len(q), q / len(p)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: the sign of the gradients
# says: grad_real: the sign is wrong
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = np.logaddexp(0, -z_real).mean() + np.logaddexp(0, z_fake).mean()
    return value, (1 - p) / len(z_real), -q / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: the labels of the gradients
# says: grad_real: the label is wrong
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = np.logaddexp(0, -z_real).mean() + np.logaddexp(0, z_fake).mean()
    return value, p / len(z_real), (q - 1) / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: the fake label alone
# says: grad_fake: the label is wrong
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = np.logaddexp(0, -z_real).mean() + np.logaddexp(0, z_fake).mean()
    return value, (p - 1) / len(z_real), (q - 1) / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: p (1 - p) once more
# says: multiplied in once more
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = np.logaddexp(0, -z_real).mean() + np.logaddexp(0, z_fake).mean()
    return value, (p - 1) * p * (1 - p) / len(z_real), q * q * (1 - q) / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: the derivative by the probability
# says: grad_real: it is the derivative with respect to the probability
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = np.logaddexp(0, -z_real).mean() + np.logaddexp(0, z_fake).mean()
    return value, -1 / (p * len(p)), 1 / ((1 - q) * len(q))


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: gradients in another order
# says: the two gradients have changed places
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = np.logaddexp(0, -z_real).mean() + np.logaddexp(0, z_fake).mean()
    return value, q / len(z_fake), (p - 1) / len(z_real)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: gradients without the second axis
# says: A gradient has the shape of what
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = np.logaddexp(0, -z_real).mean() + np.logaddexp(0, z_fake).mean()
    return value, (p[:, 0] - 1) / len(z_real), q / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: the saturating loss
# says: this is the saturating loss
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = np.logaddexp(0, -z_real).mean() + np.logaddexp(0, z_fake).mean()
    return value, (p - 1) / len(z_real), q / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = -np.logaddexp(0, z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: the gradient of the saturating loss
# says: this is the gradient of the saturating loss
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = np.logaddexp(0, -z_real).mean() + np.logaddexp(0, z_fake).mean()
    return value, (p - 1) / len(z_real), q / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, -q / len(z_fake)


# %% wrong: the discriminator's part
# says: this is the discriminator's part
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = np.logaddexp(0, -z_real).mean() + np.logaddexp(0, z_fake).mean()
    return value, (p - 1) / len(z_real), q / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: the discriminator's gradient
# says: this is the discriminator's gradient
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = np.logaddexp(0, -z_real).mean() + np.logaddexp(0, z_fake).mean()
    return value, (p - 1) / len(z_real), q / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, q / len(z_fake)


# %% wrong: the sign of G's loss
# says: the sign is wrong: G makes
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = np.logaddexp(0, -z_real).mean() + np.logaddexp(0, z_fake).mean()
    return value, (p - 1) / len(z_real), q / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = -np.logaddexp(0, -z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: G's gradient not divided
# says: generator_loss: grad_fake: it is not divided
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = np.logaddexp(0, -z_real).mean() + np.logaddexp(0, z_fake).mean()
    return value, (p - 1) / len(z_real), q / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, q - 1


# %% wrong: G's sigmoid twice
# says: generator_loss: value: the sigmoid is applied twice
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = np.logaddexp(0, -z_real).mean() + np.logaddexp(0, z_fake).mean()
    return value, (p - 1) / len(z_real), q / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -q).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: an overflowing sigmoid
# says: overflow
def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = np.logaddexp(0, -z_real).mean() + np.logaddexp(0, z_fake).mean()
    return value, (p - 1) / len(z_real), q / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: the value alone
# says: 2 values \(value, grad_fake\) are expected
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = np.logaddexp(0, -z_real).mean() + np.logaddexp(0, z_fake).mean()
    return value, (p - 1) / len(z_real), q / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value


# %% wrong: a mean is missing
# says: an array of shape
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = np.logaddexp(0, -z_real).mean() + np.logaddexp(0, z_fake).mean()
    return value, (p - 1) / len(z_real), q / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake)
    return value, (q - 1) / len(z_fake)


# %% wrong: logits cut at 30
# says: the logits are cut at 30
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    z_real, z_fake = np.clip(z_real, -30, 30), np.clip(z_fake, -30, 30)
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = np.logaddexp(0, -z_real).mean() + np.logaddexp(0, z_fake).mean()
    return value, (p - 1) / len(z_real), q / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: a small number in the logarithm
# says: 1e-8 is added inside the logarithm
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def discriminator_loss(z_real, z_fake):
    p, q = sigmoid(z_real), sigmoid(z_fake)
    value = -np.log(p + 1e-8).mean() - np.log(1 - q + 1e-8).mean()
    return value, (p - 1) / len(z_real), q / len(z_fake)


def generator_loss(z_fake):
    q = sigmoid(z_fake)
    value = np.logaddexp(0, -z_fake).mean()
    return value, (q - 1) / len(z_fake)


# %% wrong: e to the z overflows in the value
# says: or e.z overflowed
def discriminator_loss(r, f):
    def s(z):
        return 1 / (1 + np.exp(-z))

    return np.log1p(np.exp(-r)).mean() + np.log1p(np.exp(f)).mean(), (s(r) - 1) / len(r), s(f) / len(f)


def generator_loss(f):
    def s(z):
        return 1 / (1 + np.exp(-z))

    return np.log(1 + np.exp(-f)).mean(), (s(f) - 1) / len(f)


# %% wrong: probabilities cut
# says: the probability is cut at 1e-15
def discriminator_loss(r, f):
    def s(z):
        return np.clip(np.exp(-np.logaddexp(0, -z)), 1e-15, 1 - 1e-15)

    return -np.log(s(r)).mean() - np.log(1 - s(f)).mean(), (s(r) - 1) / len(r), s(f) / len(f)


def generator_loss(f):
    def s(z):
        return np.exp(-np.logaddexp(0, -z))

    return np.logaddexp(0, -f).mean(), (s(f) - 1) / len(f)


# %% wrong: infinity replaced
# says: the value is
def discriminator_loss(r, f):
    with np.errstate(all="ignore"):

        def s(z):
            return 1 / (1 + np.exp(-z))

        return (
            np.nan_to_num(-np.log(s(r)), posinf=1000).mean() + np.nan_to_num(-np.log(1 - s(f)), posinf=1000).mean(),
            (s(r) - 1) / len(r),
            s(f) / len(f),
        )


def generator_loss(f):
    with np.errstate(all="ignore"):

        def s(z):
            return 1 / (1 + np.exp(-z))

        return np.nan_to_num(-np.log(s(f)), posinf=1000).mean(), (s(f) - 1) / len(f)


# %% wrong: the parts subtracted
# says: the two parts are subtracted
def discriminator_loss(r, f):
    def s(z):
        return np.exp(-np.logaddexp(0, -z))

    return np.logaddexp(0, -r).mean() - np.logaddexp(0, f).mean(), (s(r) - 1) / len(r), s(f) / len(f)


def generator_loss(f):
    def s(z):
        return np.exp(-np.logaddexp(0, -z))

    return np.logaddexp(0, -f).mean(), (s(f) - 1) / len(f)


# %% wrong: a one in logaddexp
# says: since e.0 = 1
def discriminator_loss(r, f):
    def s(z):
        return np.exp(-np.logaddexp(0, -z))

    return np.logaddexp(1, -r).mean() + np.logaddexp(1, f).mean(), (s(r) - 1) / len(r), s(f) / len(f)


def generator_loss(f):
    def s(z):
        return np.exp(-np.logaddexp(0, -z))

    return np.logaddexp(1, -f).mean(), (s(f) - 1) / len(f)


# %% right: an overflow that is known and harmless
def discriminator_loss(r, f):
    with np.errstate(all="ignore"):

        def s(z):
            return 1 / (1 + np.exp(-z))

        return np.logaddexp(0, -r).mean() + np.logaddexp(0, f).mean(), (s(r) - 1) / len(r), s(f) / len(f)


def generator_loss(f):
    with np.errstate(all="ignore"):

        def s(z):
            return 1 / (1 + np.exp(-z))

        return np.logaddexp(0, -f).mean(), (s(f) - 1) / len(f)
