# What the page of lecture 3.1 says of its results.

# %% after: mlp-parameters
assert "dense layer 150,529,000, 64 small windows 1,792" in printed

# %% after: mlp-locality-code
network, scrambled = (MLP([100, 12, 10], rng=np.random.default_rng(1)) for _ in range(2))
scrambled.layers[0].W = network.layers[0].W[:, order]
rows = images_test.reshape(-1, 100)
np.testing.assert_allclose(network.output(rows), scrambled.output(rows[:, order]))  # (1)
np.testing.assert_array_equal(reordered(images_test, order).reshape(-1, 100), rows[:, order])
runs = []
for pixels in (np.arange(100), order):  # and after training as well
    mlp = MLP([100, 12, 10], rng=np.random.default_rng(1))
    mlp.layers[0].W = mlp.layers[0].W[:, pixels].copy()
    options = {"epochs": 2, "batch_size": 64, "rng": np.random.default_rng(2)}
    train(mlp, SoftmaxCrossEntropy(), Adam(0.02), images.reshape(-1, 100)[:, pixels], y_train, **options)
    runs.append(mlp.layers[0].W)
np.testing.assert_allclose(runs[0][:, order], runs[1], atol=1e-6)

# %% after: mlp-shift-code
assert all(moved(images_test, *step).sum() == images_test.sum() for step in STEPS)
for d, e in STEPS:  # nothing enters on the other side
    there = moved(images_test, d, e)
    np.testing.assert_array_equal(moved(there, -d, -e), images_test)
    assert not there[:, :, 0 if d == 1 else -1].any() or d == -1 or e != 0

# %% after: mlp-shift-table
import re

results = np.array([[float(x) for x in re.findall(r"([\d.]+) %", line)] for line in printed.splitlines()])
assert (results[:, 0] > 96.5).all() and (results[:, 0] < 98.5).all()
assert (np.abs(results[:, 1] / results[:, 0] - 0.475) < 0.03).all(), "half of the accuracy"
frame = np.pad(np.zeros((8, 8)), 1, constant_values=1).ravel() == 1
before = accuracies(network)
kept = network.theta.copy()
network.layers[1].W[:, frame] = 0
after = accuracies(network)
network.theta[...] = kept
assert before[0] == after[0] and abs(before[1] - after[1]) < 1, "the frame's weights are not to blame"

# %% after: one-d-code
np.testing.assert_array_equal(correlate_1d(a, w, b), [1.5, 9.5, 3.5])
assert "[1. 9. 3.]" in printed and "[ 2. 11.  5.]" in printed
beta = np.array([0.5, 0.3, 0.2])
lag = [sum(beta[i] * a[t - i] for i in range(3)) for t in range(2, 5)]
np.testing.assert_allclose(lag, np.convolve(a, beta, mode="valid"))

# %% after: banded-figure
np.testing.assert_array_equal(banded(w, 5) @ a + b, correlate_1d(a, w, b))
assert banded(w, 20).size == 360 and np.count_nonzero(banded(w, 20)) == 54

# %% what if: banded-caption, the series is a single shock
# edit: one-d-code | np.array([1.0, 3.0, 2.0, 5.0, 4.0]) | np.array([0.0, 0.0, 1.0, 0.0, 0.0])
np.testing.assert_array_equal(banded(w, 5) @ a, w[::-1])
np.testing.assert_array_equal(banded(w, 5)[:, 2], w[::-1])
np.testing.assert_array_equal(np.convolve(a, w, mode="valid"), w)

# %% after: two-d-code
from scipy import signal

np.testing.assert_array_equal(correlate(a_2d, W_2d, np.array([0.5])), [[[18.5, 21.5], [19.5, 33.5]]])
some = np.random.default_rng(3)
image, kernels, biases = some.normal(size=(3, 8, 5)), some.normal(size=(5, 3, 4, 2)), some.normal(size=5)
for o, z in enumerate(correlate(image, kernels, biases, 2)):
    np.testing.assert_allclose(z, signal.correlate(image, kernels[o], mode="valid")[0, ::2, ::2] + biases[o])
turned = correlate(a_2d, W_2d[..., ::-1, ::-1], np.array([0.5]))
assert (turned != correlate(a_2d, W_2d, np.array([0.5]))).all()
ones = np.ones((1, 3, 3)), np.ones((1, 1, 2, 2))
for wrong in (ones[1][..., ::-1, ::-1], ones[1].swapaxes(2, 3)):
    np.testing.assert_array_equal(correlate(ones[0], wrong, [0.5]), correlate(*ones, [0.5]))
for h, k, s, p in ((h, k, s, p) for h in range(5, 12) for k in range(1, 6) for s in (1, 2, 3) for p in (0, 1, 2)):
    counted = len([u for u in range(100) if s * u + k <= h + 2 * p])
    assert (
        (h + 2 * p - k) // s + 1
        == counted
        == Conv2D(1, 1, k, stride=s, padding=p, rng=some).output(np.zeros((1, 1, h, h))).shape[2]
    )  # (5)
layer = Conv2D(3, 16, 5, padding=2, rng=some)
assert layer.W.size + layer.b.size == 1216 and layer.output(np.zeros((1, 3, 32, 32))).shape == (1, 16, 32, 32)
assert (16 * (25 + 1), 16 * 3 * 25, 1200 + 16 * 32 * 32) == (416, 1200, 17584)

# %% after: equivariance-check
assert "convolution, shift 1: 0.0" in printed and "pooling, shift 2, one place: 0.0" in printed
assert gap(conv.output, 1, 0) > 1 and min(gap(pool.output, 1, 0), gap(pool.output, 1, 1)) > 0.5
rng_31 = np.random.default_rng(14)
layers = [Conv2D(1, 4, 3, relu, padding=1, rng=rng_31), Conv2D(4, 6, 3, relu, padding=1, rng=rng_31)]
question = Network([*layers, AveragePool(24), Flatten(), Dense(6, 10, rng=rng_31)])  # question 2
for layer in layers:
    layer.b = 0.1 * rng_31.standard_normal(layer.b.shape)
scene = np.pad(images_test[:20], ((0, 0), (0, 0), (7, 7), (7, 7)))
np.testing.assert_allclose(question.output(moved(scene, 5, -3)), question.output(scene))
photo = scene + rng_31.random((20, 1, 24, 24))  # a background that is not empty: what enters is new
shifted_photo = np.concatenate([rng_31.random((20, 1, 5, 24)), photo[:, :, :-5]], axis=2)
assert np.abs(question.output(shifted_photo) - question.output(photo)).max() > 1e-3

# %% after: cnn-code
assert cnn(np.random.default_rng(0)).theta.size == 8 * 10 + 10 * 129 == 1370
assert [contest[name][0](np.random.default_rng(0)).theta.size for name in contest] == [1370, 1342, 3562]
A, shapes = images[:5], []
for layer in cnn(np.random.default_rng(0)).layers:
    A = layer.forward(A)
    shapes.append(A.shape[1:])
assert shapes == [(8, 8, 8), (8, 4, 4), (128,), (10,)]
tiny = cnn(np.random.default_rng(15))
tiny.layers[0].b = np.random.default_rng(16).standard_normal(8) / 10
tiny.backward(SoftmaxCrossEntropy().gradient(tiny.forward(images[:6]), y_train[:6]))
numeric = numerical_gradient(lambda _: SoftmaxCrossEntropy()(tiny.forward(images[:6]), y_train[:6]), tiny.theta)
assert relative_error(tiny.dtheta, numeric) < 1e-4  # ReLU and max have kinks

# %% after: permuted-table
mean = {key: np.mean(values) for key, values in table.items()}
assert 97.8 < mean["CNN, 1370", "in order"] < 99
assert 94.5 < mean["CNN, 1370", "permuted"] < 97 and min(table["CNN, 1370", "permuted"]) > 94.5
assert mean["CNN, 1370", "in order"] > mean["CNN, 1370", "permuted"] + 1.5
assert mean["CNN, 1370", "permuted"] > mean["MLP, 1342", "permuted"] - 0.5, "no worse than the MLP of its size"
assert all(mean["CNN, 1370", how] > mean["MLP, 1342", how] for how in orders)
assert mean["CNN, 1370", "in order"] - 1.5 < mean["MLP, 3562", "in order"] < mean["CNN, 1370", "in order"]
assert mean["MLP, 3562", "permuted"] > mean["CNN, 1370", "permuted"] + 0.5
assert abs(mean["MLP, 3562", "permuted"] - mean["MLP, 3562", "in order"]) < 1
rng = np.random.default_rng(0)
start = cnn(rng)  # with mirrored kernels, and a mirrored dense layer, the same network
start.layers[0].W = start.layers[0].W[..., ::-1].copy()
start.layers[3].W = start.layers[3].W.reshape(10, 8, 4, 4)[..., ::-1].reshape(10, 128).copy()
fit(start, rng, images[..., ::-1], eta=0.04)
assert 100 * accuracy(start, images_test[..., ::-1], y_test) == table["CNN, 1370", "in order"][0]

# %% what if: permuted-why, the images are only mirrored
# edit: permuted-code | np.random.default_rng(100 + seed).permutation(100) | np.arange(100).reshape(10, 10)[:, ::-1].ravel()
assert np.mean(table["CNN, 1370", "permuted"]) > 97 and min(table["CNN, 1370", "permuted"]) > 96.5
assert abs(np.mean(table["MLP, 3562", "permuted"]) - np.mean(table["MLP, 3562", "in order"])) < 1

# %% what if: permuted-why, *test* images are permuted
# edit: permuted-code | fit(network, rng, reordered(images, pixels), eta=eta) | fit(network, rng, images, eta=eta)
assert max(max(table[name, "permuted"]) for name in contest) < 20
assert min(min(table[name, "in order"]) for name in contest) > 90

# %% after: edges-figure
vertical, horizontal, diagonal = (answers(four, KERNELS[name]) for name in names[:3])
assert names[:3] == ["vertical edge", "horizontal edge", "diagonal edge"]
assert np.unravel_index(vertical.argmax(), vertical.shape) == (2, 0)
assert (vertical[:, 0] > 0).all() and (vertical[:, -1] < 0).all()
assert (horizontal[2] > 0).all() and (horizontal[3:5] < 0).all() and (four[4, 2:6] == 1).all()  # the bar: row 4
for one_edge in (vertical, horizontal):  # the diagonal mixes the two
    assert np.corrcoef(one_edge.ravel(), diagonal.ravel())[0, 1] > 0.5
np.testing.assert_allclose(answers(np.full((8, 8), 0.7), KERNELS["vertical edge"]), 0, atol=1e-12)
products = four[:3, :3] * KERNELS["vertical edge"]
assert np.count_nonzero(products) == 2 and round(products.sum(), 2) == 0.33
np.testing.assert_allclose(products[1:, 2], [0.1875 * 0.5, 0.9375 * 0.25])
assert answers(four, KERNELS["vertical edge"], 2, 1).shape == answers(four, KERNELS["blur"], 3, 2).shape == (4, 4)

# %% after: receptive-check
assert [f"layers of 3x3: {r}, pixels seen: {2 * r + 1} x {2 * r + 1}" for r in (1, 2, 3)] == printed.splitlines()

# %% after: im2col-hand
np.testing.assert_array_equal(windows, [[1, 2, 3, 5], [2, 0, 5, 4], [3, 5, 0, 6], [5, 4, 6, 7]])
np.testing.assert_array_equal(windows @ W_2d.ravel() + 0.5, [18.5, 21.5, 19.5, 33.5])

# %% after: im2col-equal
assert np.abs(product.reshape(Z.shape) - Z).max() > 1
for m in range(2):
    np.testing.assert_allclose(Z[m], correlate(np.pad(X[m], ((0, 0), (1, 1), (1, 1))), W, b_5, 2))

# %% after: im2col-price-code
assert layer.output(batch).size == 12_800 and im2col(batch, 3, padding=1).size == 9 * batch.size

# %% after: backward-1d-check
np.testing.assert_array_equal(kernel_gradient(delta, series), [231, 523, 452])
np.testing.assert_array_equal(banded(kernel, 5).T @ delta, [2, 19, 191, -90, 100])

# %% after: backward-differences
for gradient, array in zip(gradients, (X, W, b_5)):
    numeric = numerical_gradient(lambda _: (upstream * correlate_loops(X, W, b_5, 2, 1)).sum(), array)
    assert relative_error(gradient, numeric) < 1e-8
same = Conv2D(3, 5, (4, 2), stride=2, padding=1, rng=np.random.default_rng(8))
same.W, same.b = W, b_5
np.testing.assert_allclose(same.forward(X), Z)
for ours, theirs in zip(gradients, (same.backward(upstream), same.dW, same.db)):
    np.testing.assert_allclose(ours, theirs)

# %% after: pooling-hand
assert "[5. 8.] [[10.0, 0.0, 0.0, 0.0], [0.0, 0.0, -20.0, 0.0]]" in printed
assert "[3.75 4.25] [[2.5, 2.5, -5.0, -5.0], [2.5, 2.5, -5.0, -5.0]]" in printed
distinct = np.random.default_rng(10).permutation(2 * 3 * 6 * 4).reshape(2, 3, 6, 4) / 50  # no tie within reach
for kind in (MaxPool(2), AveragePool(2), MaxPool((3, 2))):
    above = np.random.default_rng(11).standard_normal(kind.forward(distinct).shape)
    numeric = numerical_gradient(lambda A, kind=kind, above=above: float((kind.output(A) * above).sum()), distinct)
    assert relative_error(kind.backward(above), numeric) < 1e-8

# %% after: invariance-table
assert 0.45 < changes["max 2"][0] < 0.55, "by a half"
for e in range(3):
    assert changes["max 8"][e] < changes["max 4"][e] < changes["max 2"][e] < changes["no pooling"][e]
    assert max(changes["max 16"][e], changes["average 16"][e]) < 1e-12

# %% after: cnn-moved
scores = {name: np.mean([accuracies(n) for n in networks[name, "in order"]], axis=0) for name in contest}
assert 0.3 < 1 - scores["CNN, 1370"][1] / scores["CNN, 1370"][0] < 0.37, "a third"
assert all(scores[name][1] < 0.5 * scores[name][0] for name in ("MLP, 1342", "MLP, 3562"))

# %% after: augmentation-code
there = {name: np.mean(values, axis=0) for name, values in augmented.items()}
assert [round(there[name][1]) for name in there] == [96, 93]
before = np.mean([accuracies(n)[0] for n in networks["MLP, 3562", "in order"]])
assert 1.5 < before - there["MLP, 3562"][0] < 2.5, "two points in place"
assert there["CNN, 1370"][0] > 98

# %% after: cnn-maps-figure
kernels, everywhere = first.W[:, 0], first.output(images_test)
assert sum(W[:, 0].sum() * W[:, 2].sum() < 0 or W[0].sum() * W[2].sum() < 0 for W in kernels) >= 4
assert not everywhere[:, 1].any(), "kernel 1 is silent"
assert round(np.corrcoef(everywhere[:, 5].ravel(), everywhere[:, 7].ravel())[0, 1], 1) == 0.6

# %% after: timeline-count
assert len(vgg) == 13 and sum(vgg) + sum(dense) == 138_357_544
assert 0.89 < sum(dense) / (sum(vgg) + sum(dense)) < 0.91 and dense[0] > 0.8 * sum(dense)

# %% after: timeline-count
image = np.array([[1.0, -2.0, 3.0], [0.0, 4.0, -1.0], [2.0, 1.0, 5.0]])[np.newaxis, np.newaxis]  # the exercise
exercise = Network([Conv2D(1, 1, 2, relu, rng=np.random.default_rng(0)), AveragePool(2)])
layer = exercise.layers[0]
layer.W, layer.b = np.array([[[[0.5, -1.0], [2.0, 1.5]]]]), [-2.0]
np.testing.assert_allclose(exercise.forward(image), [[[[4.375]]]])
np.testing.assert_allclose(layer.Z, [[[[6.5, 0.5], [-0.5, 10.5]]]])
below = exercise.backward(np.ones((1, 1, 1, 1)), input_gradient=True)
np.testing.assert_allclose(layer.db, [0.75])
np.testing.assert_allclose(layer.dW, [[[[0.75, 0], [1.25, 2]]]])
np.testing.assert_allclose(below, [[[[0.125, -0.125, -0.25], [0.5, 1, 0.125], [0, 0.5, 0.375]]]])


# %% offline: permuted-caption, the CNN reads 98.5 % in order and 96.8 % permuted
def longer(pixels, seed):
    build, eta = contest["CNN, 1370"]
    rng = np.random.default_rng(seed)
    network = build(rng)
    fit(network, rng, reordered(images, pixels), eta=eta, epochs=60)
    return 100 * accuracy(network, reordered(images_test, pixels), y_test)


in_order = np.mean([longer(np.arange(100), seed) for seed in range(4)])
permuted = np.mean([longer(np.random.default_rng(100 + seed).permutation(100), seed) for seed in range(4)])
np.testing.assert_allclose([in_order, permuted], [98.5, 96.8], atol=0.8)
assert in_order > permuted + 0.7

# %% offline: permuted-caption, the MLPs 95.7 and 97.7 % in any order
for name, told, room in (("MLP, 1342", 95.7, 1.5), ("MLP, 3562", 97.7, 0.8)):  # seeds of the smaller one differ by more
    build, eta = contest[name]
    for how in ("in order", "permuted"):
        shares = []
        for seed in range(4):
            pixels = np.random.default_rng(100 + seed).permutation(100) if how == "permuted" else np.arange(100)
            rng = np.random.default_rng(seed)
            network = build(rng)
            fit(network, rng, reordered(images, pixels), eta=eta, epochs=60)
            shares.append(100 * accuracy(network, reordered(images_test, pixels), y_test))
        assert abs(np.mean(shares) - told) < room, (name, how, shares)

# %% offline: permuted-why, it loses nothing but by chance ($97.8$ % offline)
pixels, shares = np.arange(100).reshape(10, 10)[:, ::-1].ravel(), []
build, eta = contest["CNN, 1370"]
for seed in range(4):
    rng = np.random.default_rng(seed)
    network = build(rng)
    fit(network, rng, reordered(images, pixels), eta=eta, epochs=60)
    shares.append(100 * accuracy(network, reordered(images_test, pixels), y_test))
assert abs(np.mean(shares) - 97.8) < 0.8, shares
