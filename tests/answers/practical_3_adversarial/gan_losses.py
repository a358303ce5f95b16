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


# %% right: an overflow that is known and harmless
@np.errstate(all="ignore")
def s(z):
    return 1 / (1 + np.exp(-z))


def discriminator_loss(r, f):
    return np.logaddexp(0, -r).mean() + np.logaddexp(0, f).mean(), (s(r) - 1) / len(r), s(f) / len(f)


def generator_loss(f):
    return np.logaddexp(0, -f).mean(), (s(f) - 1) / len(f)


# %% wrong: the game's own loss for G, with its gradient
# says: this is the saturating loss
def discriminator_loss(z_real, z_fake):
    a, b = np.logaddexp(0, -z_real), np.logaddexp(0, z_fake)
    return float(a.mean() + b.mean()), np.expm1(-a) / len(a), -np.expm1(-b) / len(b)


def generator_loss(z_fake):
    b = np.logaddexp(0, z_fake)
    return -b.mean(), np.expm1(-b) / len(b)


# %% wrong: a helper of the lecture
# says: utils.gan
def discriminator_loss(z_real, z_fake):
    p, q = np.exp(-gan.softplus(-z_real)), np.exp(-gan.softplus(-z_fake))
    return gan.softplus(-z_real).mean() + gan.softplus(z_fake).mean(), (p - 1) / len(p), q / len(q)


def generator_loss(z_fake):
    return gan.softplus(-z_fake).mean(), (np.exp(-gan.softplus(-z_fake)) - 1) / len(z_fake)
