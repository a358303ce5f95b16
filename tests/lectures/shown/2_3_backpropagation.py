# What the page of lecture 2.3 says of its results.

# %% after: imports
profit = PROFIT.run()
assert [kind for kind, _ in PROFIT.walk()] == 5 * ["value"] + 9 * ["gradient"]
assert [profit[name].value for name in ("m", "q", "R", "C", "pi")] == [7.5, 10.5, 52.5, 21, 31.5]
assert [profit[name].grad for name in ("p", "alpha", "beta", "gamma", "q", "m")] == [6, 3, -15, -10.5, 3, -3]
at_7 = PROFIT.run(p=7.0)
assert at_7["p"].grad == 0 and at_7["pi"].value == 37.5
unit = UNIT.run()
quoted = {"yhat": 2.203, "a": 3.304, "z": 1.971, "w_1": 3.942}
assert all(abs(unit[name].grad - value) < 5e-4 for name, value in quoted.items())
assert abs(tanh.derivative(0.75) - 0.5966) < 5e-5
assert UNIT.run(x=0.0)["w_1"].grad == 0 and UNIT.run(w_2=0.0)["w_1"].grad == 0
assert 0 < abs(UNIT.run(w_1=4.0, b_1=4.0)["w_1"].grad) < 1e-8, "saturated: small, but not zero"

# %% after: graph-profit-check
np.testing.assert_allclose(numerical_gradient(lambda t: profit(*t), start), [6, 3, -15, -10.5], rtol=1e-7)

# %% after: symmetry-run
assert all((row == twins[0]).all() for row in twins), "twins to the last digit"
assert 0.484 < loss < 0.49
assert max(value for _, value in apart) < 0.02
best = -(3 / 4) * (2 / 3 * np.log(2 / 3) + 1 / 3 * np.log(1 / 3))
assert abs(best - 0.477) < 5e-4
zero = learn_xor(lambda n_out, n_in, rng: np.zeros((n_out, n_in)), seed=0)
assert (zero[0] == 0).all() and abs(zero[1] - np.log(2)) < 1e-9


# %% after: worked-run
def shown(computed, by_hand):
    np.testing.assert_allclose(computed, by_hand, rtol=0, atol=5.001e-5)  # four decimals, rounded right


shown(z[1], [0.4, -0.05, -1.3])
shown(a[1][0], 0.5987)
shown(a[2], [0.4265, 0.6848])
shown(a[2] - y, [-0.4735, 0.5848])
shown(delta[2], [-0.1158, 0.1262])
shown([-0.4735 * 0.4265 * 0.5735, 0.5848 * 0.6848 * 0.3152], [-0.1158, 0.1262])  # with the digits that the page shows
shown([grad_a1[0], sigmoid.derivative(z[1])[0], delta[1][0]], [0.3767, 0.2403, 0.0905])
shown(dW[0][0], [0.1358, -0.1810])
shown(backward(np.array([0.4, 0.7]), z, a, W, sigmoid)[0][2], [0.0065, -0.0033])
shown(a[2] - [0.4, 0.7], [0.0265, -0.0152])


def loss_now(_):  # of the present W and b, which numerical_gradient changes in place
    return 0.5 * ((forward(x, W, b, sigmoid)[1][2] - y) ** 2).sum()


for l in (0, 1):
    np.testing.assert_allclose(dW[l], numerical_gradient(loss_now, W[l]), rtol=1e-7)
    np.testing.assert_allclose(db[l], numerical_gradient(loss_now, b[l]), rtol=1e-7)
price = numerical_gradient(
    lambda gift: 0.5 * ((sigmoid(W[1] @ sigmoid(z[1] + gift) + b[1]) - y) ** 2).sum(), np.zeros(3)
)
np.testing.assert_allclose(price, delta[1], rtol=1e-7)  # the shadow price of section 7
slopes = [sigmoid.derivative(z[1]), sigmoid.derivative(z[2])]
everything = [x, y, *W, *b, *z[1:], *a[1:], a[2] - y, *slopes, *delta.values(), grad_a1, *dW]
numbers = np.sort(np.abs(np.concatenate([np.ravel(v) for v in everything])).round(4))
assert numbers[0] > 0 and np.diff(numbers).min() > 0, "no two numbers alike, so that no mistake hides"

# %% after: batch-code
from utils.losses import SquaredError

network = MLP([2, 3, 2], sigmoid, rng=np.random.default_rng(0), output=sigmoid)
for layer, W_l, b_l in zip(network.layers, W, b):
    layer.W, layer.b = W_l, b_l
network.backward(SquaredError().gradient(network.forward(X), Y))
first, second = network.layers
for ours, theirs in zip((dW_1, db_1, dW_2, db_2), (first.dW, first.db, second.dW, second.db)):
    np.testing.assert_allclose(ours, theirs, rtol=1e-12)

# %% what if: batch-what-if, every sample stood in the batch twice
# edit: batch-data | # one sample a row | # a row each\nX, Y, n = np.vstack([X, X]), np.vstack([Y, Y]), 2 * n
assert n == 8
half = np.zeros_like(W[0])
for x_i, y_i in zip(X[:4], Y[:4]):
    half += backward(y_i, *forward(x_i, W, b, sigmoid), W, sigmoid)[1][0] / 4
np.testing.assert_allclose(dW_1, half, rtol=1e-10)

# %% after: losses-hand
delta_out = output_delta(z_out[np.newaxis], y_hot[np.newaxis])[0]
np.testing.assert_allclose(softmax(z_out), [0.125, 0.25, 0.625])
np.testing.assert_allclose(delta_out, [0.125, -0.75, 0.625])
np.testing.assert_allclose(delta_out, numerical_gradient(lambda t: -y_hot @ np.log(softmax(t)), z_out), rtol=1e-7)
J = numerical_gradient(lambda t: softmax(t)[0], z_out)
np.testing.assert_allclose(J, [softmax(z_out)[0] * ((i == 0) - softmax(z_out)[i]) for i in range(3)], rtol=1e-7)  # (13)
assert "loss = 1.3863" in printed
from utils.losses import SquaredError, one_hot

some = np.random.default_rng(5)
Z, labels = some.standard_normal((5, 3)), some.integers(3, size=5)
targets, binary = some.standard_normal((5, 3)), some.integers(2, size=(5, 3)).astype(float)
for loss, right, A_less_Y in (  # (14)
    (SquaredError(), targets, Z - targets),
    (BinaryCrossEntropy(), binary, sigmoid(Z) - binary),
    (SoftmaxCrossEntropy(), labels, softmax(Z) - one_hot(labels, 3)),
):
    np.testing.assert_allclose(
        numerical_gradient(lambda t, loss=loss, right=right: loss(t, right), Z), A_less_Y / 5, atol=1e-8
    )
for G, mean in (  # (15)
    (lambda t: 0.5 * t @ t, lambda t: t),
    (lambda t: np.log(np.exp(t).sum()), softmax),
    (lambda t: np.log1p(np.exp(t)).sum(), sigmoid),
):
    np.testing.assert_allclose(numerical_gradient(G, z_out), mean(z_out), rtol=1e-7)

# %% after: losses-mismatch-code
assert (steps_until_right(1, False), steps_until_right(1, True)) == (19, 3081)
assert all(steps_until_right(eta, True) > 100 * steps_until_right(eta, False) for eta in (1, 4, 16))
assert abs(sigmoid.derivative(-8.0) - 0.000335) < 1e-6

# %% after: check-table-code
assert max(check_network(network, SoftmaxCrossEntropy(), X_c, y_c).values()) < 1e-6

# %% after: bugs-values
assert min(min(results[bug]) for bug in bugs[1:5]) > 0.85, "four of the five"
assert min(results[None]) > 0.95 and max(results["sign"]) < 0.2
assert min(results["phi'(a)"] + results["first sample"]) > 0.94
assert errors[None] < 1e-6 and min(errors[bug] for bug in bugs[1:]) > 0.1

# %% what if: bugs-read, a single sample
# edit: check-table-code | n=7 | n=1
assert errors["first sample"] < 1e-6 and errors["phi'(a)"] > 0.1

# %% after: depth-figure
ratio = {name: values[0] for name, values in curves.items()}
assert 2e-13 < ratio["sigmoid, Glorot"] < 4.0**-19 < 3.7e-12
assert 0.1 < ratio["tanh, Glorot"] < 0.4 and 0.4 < ratio["ReLU, He"] < 1.6
assert 1e4 < ratio["tanh, variance 1"] < 1e5

# %% after: init-backward-run
for name, how in settings.items():
    derived = np.mean([derived_factor(*how, seed) for seed in range(5)])
    np.testing.assert_allclose(derived, curves[name][0] ** (1 / 19), rtol=0.1)
rng = np.random.default_rng(0)
for n_v, expected in ((1, 0.5), (2, 1), (4, 2)):  # (19): ReLU changes the variance by n v / 2 a layer
    network = MLP([256] * 21, relu, rng=rng, init=glorot)  # with equal widths n v = 1
    for layer in network.layers:
        layer.W *= np.sqrt(n_v)
    network.forward(rng.standard_normal((100, 256)))
    factor = (network.layers[-1].Z.var() / network.layers[0].Z.var()) ** (1 / 19)
    np.testing.assert_allclose(factor, expected, rtol=0.06)

# %% after: depth-train-run
mean = {name: np.mean(values) for name, values in scores.items()}
sigmoid_20, tanh_20, he_20, glorot_20, tanh_3 = mean.values()
assert sigmoid_20 < 0.12 and 0.3 < glorot_20 < 0.4 and 0.55 < he_20 < 0.67 and 0.8 < tanh_20 < 0.9
assert 0.95 < tanh_3 < 0.975
assert min(scores["3 layers, tanh, Glorot"]) > max(scores["20 layers, tanh, Glorot"])
assert 0.92 < deep(tanh, glorot, 0.001, 19, seed=0, epochs=30) < 0.96  # trained longer, at the rates found for that
assert 0.96 < deep(tanh, glorot, 0.032, 2, seed=0, epochs=30) < 0.985

# %% after: engine-run
assert [leaf.grad for leaf in leaves] == [6, 3, -15, -10.5]

# %% offline: depth-train-read, tanh reaches 94 % with 20 layers and 97 % with three
for eta in 0.0005 * 2.0 ** np.arange(8):
    assert deep(sigmoid, glorot, eta, 19, seed=0) < 0.2, ("the sigmoid only guesses", eta)
part, A = np.random.default_rng(99).permutation(len(y_train)), X_train - center


def thirty(eta, hidden, seed):  # accuracies on the validation part, of a network that has not seen it
    rng = np.random.default_rng(seed)
    network = MLP([64, *[32] * hidden, 10], tanh, rng=rng, init=glorot)
    options = {"epochs": 30, "batch_size": 64, "rng": rng}
    train(network, SoftmaxCrossEntropy(), Adam(eta), A[part[270:]], y_train[part[270:]], **options)
    return 100 * accuracy(network, A[part[:270]], y_train[part[:270]])


for hidden, best_eta, told in ((19, 0.001, 94), (2, 0.032, 97)):
    lower, chosen, higher = (
        np.mean([thirty(factor * best_eta, hidden, seed) for seed in range(3)]) for factor in (0.5, 1, 2)
    )
    assert chosen > max(lower, higher) - 3, (hidden, "no neighbor is better, up to chance", lower, chosen, higher)
    reached = 100 * np.mean([deep(tanh, glorot, best_eta, hidden, seed, epochs=30) for seed in range(3)])
    assert abs(reached - told) < 1.5, (hidden, reached)
