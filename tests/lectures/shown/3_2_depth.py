# What the page of lecture 3.2 says of its results.

# %% after: degradation-run
read = {depth: np.mean([run.validation_accuracy[-1] for run in runs]) for depth, runs in depths.items()}
fitted = {depth: np.mean([run.loss[-1] for run in runs]) for depth, runs in depths.items()}
np.testing.assert_allclose([read[4], fitted[4]], [0.96, 0.02], atol=0.025)
np.testing.assert_allclose(read[40], 0.4, atol=0.15)  # a last bit that differs moves a seed by ten points
np.testing.assert_allclose(fitted[40], 1.6, atol=0.4)
assert abs(0.9**40 - 0.015) < 5e-4 and round(1.1**40) == 45

# %% after: residual-hand
assert "2.0: forward 4.0, backward 15.0" in printed and "-4.0: forward -4.0, backward 10.0" in printed
some = np.random.default_rng(1)
layers = [Dense(5, 3, relu, rng=some), Dense(3, 5, rng=some)]
A, G = some.standard_normal((4, 5)), some.standard_normal((4, 5))
block, (first, last) = Residual(layers), [(layer.W, layer.b) for layer in layers]
for ours, theirs in zip(residual_block(A, G, *first, *last), (block.forward(A), block.backward(G))):
    np.testing.assert_allclose(ours, theirs, rtol=1e-12)
F = [0.3 * some.standard_normal((4, 4)) for _ in range(3)]  # (4)
one_by_one = (np.eye(4) + F[2]) @ (np.eye(4) + F[1]) @ (np.eye(4) + F[0])
pairs = F[1] @ F[0] + F[2] @ F[0] + F[2] @ F[1]
np.testing.assert_allclose(one_by_one, np.eye(4) + sum(F) + pairs + F[2] @ F[1] @ F[0], rtol=1e-12)

# %% after: depth-forty-run
read = {name: np.mean([run.validation_accuracy[-1] for run in runs]) for name, runs in forty.items()}
np.testing.assert_allclose(list(read.values())[:2], [0.4, 0.5], atol=0.15)
np.testing.assert_allclose(read["half the ReLUs, and a sum"], 0.95, atol=0.03)
assert abs(np.mean([run.validation_accuracy[-1] for run in depths[4]]) - read["half the ReLUs, and a sum"]) < 0.02
assert len({make(40, np.random.default_rng(0)).theta.size for make in (plain, without_sum, residual)}) == 1


def growth(join, kappa, seed):  # of the second moment through 19 blocks
    network, A = blocks(40, np.random.default_rng(seed), join, kappa, width=128), X_train[:100]
    first = A = network.layers[0].forward(A)
    for layer in network.layers[1:-1]:
        A = layer.forward(A)
    return np.log((A**2).mean() / (first**2).mean())


for join, kappa, derived in ((Residual, 1, 3.0**19), (Residual, np.sqrt(1 / 38), (1 + 1 / 19) ** 19)):
    measured = np.mean([growth(join, kappa, seed) for seed in range(3)])
    np.testing.assert_allclose(np.exp(measured), derived, rtol=0.4)  # (5)
assert derived < np.e and 1.1e9 < 3.0**19 < 1.2e9
assert abs(np.mean([growth(Network, np.sqrt(1 / 2), seed) for seed in range(6)])) < 1.5, "kept by the control"

# %% what if: depth-forty-caption, each block ends in a ReLU
# edit: blocks-code | return join([first, last]) | return Network([join([first, last]), Activation(relu)])
added = [run.validation_accuracy[-1] for run in forty["half the ReLUs, and a sum"]]
assert min(added) > 0.9 and abs(np.mean(added) - 0.95) < 0.03

# %% after: bptt-hand
assert np.ravel(H).tolist() == [0, 2, 2, -1] and (dU.item(), dW.item(), db.item()) == (-6, 2, -3.5)
states, again = bptt(x, np.array([[0.0], [0.0], [-3.0]]), -half, one, zero, identity)  # the last question of the page
assert np.ravel(states).tolist() == [0, 2, 0, -2] and [part.item() for part in again] == [3, 6, -2.25]

# %% after: bptt-check
X, G = rng.standard_normal((3, 5, 2)), rng.standard_normal((3, 5, 4))  # n = 3, T = 5, d = 2, m = 4: all different
cell.forward(X)
cell.backward(G)
singles = [bptt(X[i], G[i], cell.U, cell.W, cell.b, tanh)[1] for i in range(3)]
for ours, theirs in zip(map(sum, zip(*singles)), (cell.dU, cell.dW, cell.db)):
    np.testing.assert_allclose(ours, theirs, rtol=1e-10)

# %% after: time-draw
for rho in (0.8, 1.0, 1.1):
    np.testing.assert_allclose(sizes["linear"][rho], rho ** np.arange(49, -1, -1.0), rtol=1e-9)
    assert sizes["tanh"][rho][0] < 1e-3 * min(1, sizes["linear"][rho][0])
assert 90 < sizes["linear"][1.1][0] < 110 and 1.5e-5 < sizes["linear"][0.8][0] < 2.5e-5
assert abs(np.log(2) / np.log(1 / 0.9) - 6.6) < 0.03
U = np.array([[1.1, -0.3], [1.0, 0.0]])  # an AR(2) with roots 0.6 and 0.5
np.testing.assert_allclose([max(abs(np.linalg.eigvals(M))) for M in (U, U.T)], 0.6)
np.testing.assert_allclose(np.linalg.norm(np.linalg.matrix_power(U, 400), 2) ** (1 / 400), 0.6, rtol=0.01)  # (9)

# %% after: memory-run
assert memory[10, 1.0] + memory[20, 1.0] == 6 * [1]
assert min(memory[10, 0.5]) >= 1 and np.median(memory[20, 0.5]) > 1.5 * np.median(memory[10, 0.5]) > 1.5
assert 6 <= epochs_needed(40, 0.5, 2) < 60

# %% after: clip-run
assert round(slope(1.1)) == 7828 and abs(slope(0.7) + 0.00097) < 5e-6
cliff, desert = np.array(paths[1.1]), paths[0.7][-1]
assert cliff[14] > 1 > cliff[15] and np.abs(cliff[15:] - 1).max() < 0.007 + 1e-9 and 0.7 < desert < 0.701
np.testing.assert_allclose(
    numerical_gradient(lambda r: float((r[0] ** 30 - 1) ** 2 / 2), np.array([-1.0])), 0, atol=1e-4
)

# %% after: kalman-run
np.testing.assert_allclose(learnt, 0.5, atol=0.03)
assert (np.sqrt(0.5**2 + 4 * 0.5) - 0.5) / 2 == 0.5 and np.isclose(np.roots([1, -0.5, -0.5]).max(), 1)

# %% what if: kalman-reading, the level moves more
# edit: kalman-code | q=0.5 | q=1
K = (np.sqrt(1 + 4) - 1) / 2
assert abs(K - 0.618) < 5e-4
np.testing.assert_allclose(learnt, np.tile([1 - K, K], (3, 1)), atol=0.04)

# %% after: batchnorm-hand
assert "[-3. -3.  3.  3.]" in printed and "[ 0.75 -0.75  0.    0.  ]" in printed
some = np.random.default_rng(3)
A, G, several = some.standard_normal((7, 4)), some.standard_normal((7, 4)), BatchNorm(4, epsilon=0)
several.gamma = some.normal(1, 0.5, 4)
several.forward(A)
for j, gradient in enumerate(several.backward(G).T):
    x_hat, u = several.X_hat[:, j], several.gamma[j] * G[:, j]
    jacobian = (np.eye(7) - 1 / 7 - np.outer(x_hat, x_hat) / 7) * several.scale[j]
    np.testing.assert_allclose(gradient, jacobian.T @ u, rtol=1e-9)  # (12)
    regressors = np.column_stack([np.ones(7), x_hat])
    residuals = u - regressors @ np.linalg.lstsq(regressors, u)[0]
    np.testing.assert_allclose(gradient, residuals * several.scale[j], rtol=1e-9)  # (13), as an economist reads it

# %% after: batchnorm-run
mean = {setting: np.nan_to_num(scores).mean() for setting, scores in table.items()}
assert mean[1, False] > 0.6 and max(mean[0.1, False], mean[10, False]) < 0.2
assert min(mean[0.1, True], mean[1, True]) > 0.88 and 0.2 < mean[10, True] < 0.6
some = np.random.default_rng(4)
A, W, right = some.standard_normal((9, 5)), some.standard_normal((4, 5)), some.integers(3, size=9)
top = Dense(4, 3, rng=some)


def at(W):
    dense = Dense(5, 4, rng=some)
    dense.W = W
    network = Network([dense, BatchNorm(4, epsilon=0), Activation(relu), top])
    network.backward(loss.gradient(network.forward(A), right))
    return dense.dW.copy()


np.testing.assert_allclose(at(10 * W), at(W) / 10, rtol=1e-9)  # (14)
np.testing.assert_allclose((at(W) * W).sum(), 0, atol=1e-12)

# %% after: last-batch-run
averages, step = np.mean(last["averages"]), np.mean(last["step"])
assert len(X_train) - 42 * 32 == 3 and min(last["averages"]) > 0.91
assert abs(averages - 0.93) < 0.015 and step < 0.85
some = np.random.default_rng(0)
network, longest = deep(8, some), {}
for batch in minibatches(len(X_train), 32, some):
    descend(network, loss, SGD(0.1), X_train[batch], y_train[batch])
    longest[len(batch)] = max(np.linalg.norm(network.dtheta), longest.get(len(batch), 0))
assert longest[3] > 100 * longest[32], "hundreds of times too long"

# %% after: widget-depth
from utils.widgets.depth import NORMALIZED, PLAIN, RESIDUAL, many

tried = {PLAIN: (0.8, 0.95, 1, 1.05, 1.1), RESIDUAL: (0.05, 0.55, 0.6), NORMALIZED: (0.05, 1, 2)}
at_input = {(kind, s): np.median(many(kind, 50, s)[1][:, 0]) for kind, scales in tried.items() for s in scales}
good = [key for key, size in at_input.items() if 0.1 <= size <= 10]
assert good == [(PLAIN, 1), (PLAIN, 1.05), (RESIDUAL, 0.05), (RESIDUAL, 0.55)]
assert 2e-6 < at_input[PLAIN, 0.8] < 5e-6
np.testing.assert_allclose(at_input[RESIDUAL, 0.55], (1 + 2 * 0.55**4) ** 12.5, rtol=0.2)
np.testing.assert_allclose(at_input[NORMALIZED, 1] ** (1 / 50), np.sqrt(np.pi / (np.pi - 1)), rtol=0.03)
assert abs(np.sqrt(np.pi / (np.pi - 1)) - 1.211) < 5e-4

# %% after: overfit-run
curve = np.mean([history.validation_loss for _, history in results["nothing"]], axis=0)
assert 5 <= curve.argmin() <= 14 and curve[-1] > 1.2 * curve.min()
assert all(history.loss[-1] < 0.3 for _, history in results["nothing"])

# %% after: decay-code
theta, optimizer = np.ones(2), AdamW(0.01)
optimizer.step([theta], [np.array([10.0, 0.1])])
np.testing.assert_allclose(theta, 1 - 0.01 * 2.0 - 0.01)  # Adam's first step is eta in each entry

# %% after: dropout-hand
assert errors.tolist() == [4, -2, 0, -6] and (errors**2).mean() == 14 == (4 - 5) ** 2 + (9 + 4)
layer = Dropout(0.3, rng=np.random.default_rng(1))
A = np.random.default_rng(2).standard_normal((20, 30))
ours, mask = inverted_dropout(A, 0.3, np.random.default_rng(1).random(A.shape))
np.testing.assert_array_equal(layer.forward(A), ours)
np.testing.assert_array_equal(layer.backward(A), A * mask)
lam, theta = np.array([0.01, 0.1, 1.0, 10.0]), np.zeros(4)
for _ in range(100):
    theta -= 0.01 * lam * (theta - 1)
np.testing.assert_allclose(theta, 1 - (1 - 0.01 * lam) ** 100, rtol=1e-12)  # (18)
np.testing.assert_allclose(theta[0], lam[0] / (lam[0] + 1 / (0.01 * 100)), rtol=0.01)

# %% after: shrink-run
scores = {name: np.array([score for score, _ in fits]) for name, fits in results.items()}
nothing = scores.pop("nothing")
assert len(scores) == 3 and all((found > nothing).all() for found in scores.values())
assert np.ptp([found.mean() for found in scores.values()]) < 0.015

# %% after: linear-run
found = [float(number) for number in __import__("re").findall(r"spaces (\S+) degrees", printed)]
assert len(found) == 3 and max(found) < 0.1
S = X_train.T @ X_train / len(X_train)
values = np.linalg.eigvalsh(S)[::-1]
best = SquaredError()(pca.decode(pca.encode(X_train)), X_train)
np.testing.assert_allclose(best, (np.trace(S) - values[:3].sum()) / 2)  # (19)
np.testing.assert_allclose(SquaredError()(linear.output(X_train), X_train), best, rtol=1e-3)
Q = np.linalg.qr(np.random.default_rng(5).standard_normal((64, 3)))[0]
np.testing.assert_allclose(SquaredError()(X_train @ Q @ Q.T, X_train), (np.trace(S) - np.trace(Q.T @ S @ Q)) / 2)

# %% after: nonlinear-run
errors = {k: SquaredError()(PCA(X_train, k).decode(PCA(X_train, k).encode(X_test)), X_test) for k in (2, 16)}
assert abs(errors[16] - 0.369) < 5e-4 and max(test_errors[2]) < 0.85 * errors[2]
assert test_errors[16][0] > errors[16] > test_errors[16][-1] + 0.015

# %% offline: plain-setup, beat, offline, its tenth and tenfold on validation digits
order = np.random.default_rng(0).permutation(len(X_train))
fitted, held = order[:-300], order[-300:]


def held_out(make, depth, eta, seed):
    some = np.random.default_rng(seed)
    network = make(depth, some)
    train(network, loss, Adam(eta), X_train[fitted], y_train[fitted], epochs=6, batch_size=64, rng=some)
    return accuracy(network, X_train[held], y_train[held])


for make, depth, eta in ((plain, 4, 0.02), (plain, 40, 0.001), (without_sum, 40, 0.001), (residual, 40, 0.003)):
    tenth, chosen, tenfold = [np.mean([held_out(make, depth, s * eta, seed) for seed in seeds]) for s in (0.1, 1, 10)]
    assert chosen > max(tenth, tenfold), (make.__name__, depth, tenth, chosen, tenfold)

# %% offline: depth-forty-caption, after 60 epochs (offline, the same settings and seeds) they read about 85, 85 and 97 %
late = {}
for make, eta in ((plain, 0.001), (without_sum, 0.001), (residual, 0.003)):
    late[make] = np.mean([learn(make, 40, eta, seed, epochs=60).validation_accuracy[-1] for seed in seeds])
assert (
    max(abs(late[plain] - 0.85), abs(late[without_sum] - 0.85)) < 0.08
)  # the last bits move a single seed by ten points
assert abs(late[residual] - 0.97) < 0.02 and late[residual] > max(late[plain], late[without_sum]) + 0.03

# %% offline: memory-reading, at $T = 40$ (offline, six seeds) from 6 to about 60 epochs
late = [epochs_needed(40, 0.5, seed, limit=90) for seed in range(6)]
assert abs(min(late) - 6) <= 3 and 45 <= max(late) <= 75, late
assert np.median(late) > np.median([epochs_needed(20, 0.5, seed) for seed in range(6)]) + 5, "the more so"

# %% offline: last-batch-reading, offline, ten seeds: 93 and about 70 %, 94 without this batch


def without_it(seed):
    some = np.random.default_rng(seed)
    network, optimizer = deep(8, some), SGD(0.1)
    for batch in [batch for _ in range(4) for batch in minibatches(len(X_train), 32, some)]:
        if len(batch) == 32:
            descend(network, loss, optimizer, X_train[batch], y_train[batch])
    return accuracy(network, X_test, y_test)


ten = range(10)
averages, step = [np.mean([last_batch(use, seed) for seed in ten]) for use in ("averages", "step")]
np.testing.assert_allclose([averages, np.mean([without_it(seed) for seed in ten])], [0.93, 0.94], atol=0.012)
assert abs(step - 0.7) < 0.13  # two standard errors: single seeds read from 0.2 to 0.9

# %% offline: early-stopping, chose $\alpha = 2$ from $0.1, \dots, 10$, $p = 0.8$ from $0.1, \dots, 0.9$, and 10 epochs
ten = range(10)


def validation(**options):
    return np.mean([fit(seed, **options)[1].validation_loss for seed in ten], axis=0)


decayed = {alpha: validation(make=type("Decayed", (AdamW,), {"alpha": alpha}))[-1] for alpha in (0.1, 1, 2, 3, 10)}
dropped = {p: validation(p=p)[-1] for p in (0.1, 0.7, 0.8, 0.9)}
plainly = validation()  # 40 epochs, of which the first are those of a shorter run
assert min(decayed, key=decayed.get) == 2, decayed
assert min(dropped, key=dropped.get) == 0.8, dropped
assert min((5, 10, 15, 20, 40), key=lambda epochs: plainly[epochs - 1]) == 10, plainly

# %% offline: shrink-caption, ten seeds, offline, reached $0.917$, $0.908$ and $0.907$ against $0.846$
ways = {"make": AdamW}, {"p": 0.8}, {"epochs": 10}, {}
read = np.array([[fit(seed, **way)[0] for seed in range(10)] for way in ways])
np.testing.assert_allclose(read.mean(axis=1), [0.917, 0.908, 0.907, 0.846], atol=0.01)
assert read[:3].mean(axis=1).min() > read[3].mean() + 0.04
errors = read.std(axis=1, ddof=1) / np.sqrt(10)
assert 0.002 < errors.min() < errors.max() < 0.0125
assert np.ptp(read[:3].mean(axis=1)) < 3 * errors[:3].max(), "within the noise"

# %% offline: nonlinear-reading, offline, after 300, it reached $0.26$ and was still falling
late = autoencoder_errors(16, (250, 300))[1]
assert abs(late[1] - 0.26) < 0.02 and late[1] < late[0] - 0.004
