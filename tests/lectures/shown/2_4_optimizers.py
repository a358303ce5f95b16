# %% after: all-pairs
assert pairs.tolist() == [0.5, -0.5, -3, -1, -3.5, -4.5] and pairs.mean() == g4.mean() == -2
assert g4.tolist() == [1, 0, -2, -7]

# %% after: variance-figure
np.testing.assert_allclose(measured, np.tile(exact, (3, 1)), rtol=0.15)
assert round(exact[0] / exact[-1]) == 465 and "0.00215]" in printed
np.testing.assert_allclose(pairs.var(), g4.var() / 2 * (4 - 2) / (4 - 1))  # the correction, listed completely

# %% after: paths-figure
gaps = {
    B: [np.mean(logit(path[1:][-(len(path) - 1) // 10 :]) - logit(logit.minimum)) for path in three]
    for B, three in runs.items()
}
assert all(one < 0.05 < 0.15 < some < 0.17 < 0.3 < full for one, some, full in zip(gaps[1], gaps[32], gaps[n]))
assert [len(three[0]) - 1 for three in runs.values()] == [10, 180, 5690]

# %% after: noisy-race-code
best = {
    569: (13.78, 0.126),
    32: (3.63, 0.030),
    1: (0.189, 0.017),
}  # batch size: its best rate, and the loss of paths-caption
for B, (rate, told) in best.items():
    tried = [
        noisy_gaps("gradient descent", [rate / 1.2, rate, rate * 1.2], np.random.default_rng(seed), 10, B)
        for seed in range(3)
    ]
    mean = np.mean(tried, axis=0)
    assert mean.argmin() == 1 and abs(mean[1] / told - 1) < 0.03, (B, mean)
assert min(noisy, key=noisy.get) == "Nesterov" and max(noisy, key=noisy.get) == "Adam"
assert 2 < noisy["Adam"] / noisy["Nesterov"] < 3

# %% after: noise-ball-check
for eta, B in [(0.1, 1), (0.1, 4), (0.4, 4), (1.6, 16)]:
    for seed in range(3):
        np.testing.assert_allclose(simulate(eta, B, 150, np.random.default_rng(seed)), moment(eta, B, 150), rtol=0.12)
assert round(moment(1.6, 16, 150) / moment(0.1, 1, 150), 2) == 4.75

# %% after: equal-samples
etas, Bs = [0.02, 0.1, 0.5, 1.0], [1, 4, 16, 64]
table = np.array([[moment(e, B, 256 // B, 3.0) for B in Bs] for e in etas])
assert table.argmin() == 0 and round(table.min(), 4) == 0.0104 and "0.0104" in printed
assert [etas[i] for i in table.argmin(axis=0)] == etas
rng = np.random.default_rng(1)
np.testing.assert_allclose([[simulate(e, B, 256 // B, rng, 3.0) for B in Bs] for e in etas], table, rtol=0.12)

# %% after: ball-figure
np.testing.assert_allclose([np.sqrt(moment(e, B, 10**4)) for e, B in settings], [0.23, 0.25, 0.10, 0.06], atol=0.005)

# %% after: same-order-table
a = 0.9
w = 0.1 * a ** np.arange(19, -1, -1)
assert round(w @ np.arange(1, 21) / (1 - a**20), 2) == 13.77 and printed.count("sorted 13.77") == 3
kept = [float(text.split()[0]) for text in printed.split("kept ")[1:]]
assert all(abs(mean - 10.5) > 0.2 for mean in kept)
S2, c = np.arange(1.0, 21).var(ddof=1), 0.1 / 1.9
ratio = S2 * (c - (1 - a**20) / (20 * (1 + a**20))) / (np.arange(1.0, 21).var() * c)  # of the exact variances
assert 0.25 < ratio < 0.28
found = [((ends[name] - 10.5) ** 2).mean() for name in ("shuffled", "replaced")]
assert abs(found[0] / found[1] / ratio - 1) < 0.2 and abs(ends["shuffled"].mean() - 10.5) < 0.15

# %% after: sorted-digits-table
lines = [[float(word) for word in line.split()[-3:]] for line in printed.splitlines()]
assert max(lines[0]) < 0.4 < 0.75 < min(lines[1])

# %% after: schedules-figure
last = {name: values[-1] for name, values in squares.items()}
assert last["too fast"] > 1 and 0.05 < last["constant"] < 0.06
assert 0.001 < last["inverse"] < last["step"] < last["cosine"] < 0.004
np.testing.assert_allclose(etas["inverse"], 1 / (np.arange(T) + 2))
slow = inverse_decay(0.1, rate=0.5)
assert 0.8 < 3 * np.prod([1 - slow(t) for t in range(T)]) < 0.9
chains, rng = np.full(1000, 3.0), np.random.default_rng(0)
for eta_t in etas["cosine"]:
    chains -= eta_t * (chains + rng.standard_normal(1000))
np.testing.assert_allclose((chains**2).mean(), last["cosine"], rtol=0.15)

# %% after: momentum-figure
assert printed == (
    "gradient descent: 40 crossings, ends 0.83 from the minimum\nmomentum: 14 crossings, ends 0.07 from the minimum\n"
)

# %% after: two-conventions-code
assert [int(line.split()[-2]) for line in printed.splitlines()] == [54, 127, 54, 269]
for lam in (1, 5, 20, 50):
    M = np.array([[1 + beta_star - eta_star * lam, -beta_star], [1.0, 0.0]])  # equation (10)
    np.testing.assert_allclose(np.abs(np.linalg.eigvals(M)).max(), np.sqrt(beta_star), atol=1e-6)
rates = np.sqrt(beta_star), 49 / 51
assert [round(np.log(10) / -np.log(rate)) for rate in rates] == [8, 58]

# %% after: swings-figure
assert printed == "momentum -0.60, Nesterov -0.39\n"
for method, edge in {Momentum: 38, Nesterov: 13.571}.items():
    inside, outside = (trajectory(method(f * edge, 0.9), line.gradient, [1.0], 600)[-1, 0] for f in (0.98, 1.02))
    assert abs(inside) < 0.5 and np.isnan(outside)

# %% after: rmsprop-code
assert printed.splitlines()[1].split("RMSProp")[1:] == [" [-0.316 -0.316]   ", " [-0.574 -0.574]   "]
far = trajectory(AdaGrad(0.1), np.sign, [100.0], 1000)[:, 0]
np.testing.assert_allclose(-np.diff(far)[[0, 99, 999]], 0.1 / np.sqrt([1, 100, 1000]))
path = trajectory(RMSProp(0.1), lambda theta: theta, [1.0], 600)[:, 0]
np.testing.assert_allclose(np.abs(path[-4:]), 0.05, atol=1e-6)
np.testing.assert_allclose(path[0] - path[1], 0.1 / np.sqrt(0.1), rtol=1e-6)

# %% after: bias-correction-code
assert np.round(raw[[0, 9]], 2).tolist() == [3.16, 6.53] and (np.diff(raw) > 0).all()
np.testing.assert_allclose(-np.diff(path) / 0.01, 1, rtol=1e-6)
noise, m, means = np.random.default_rng(0).normal(2.0, 5.0, size=(10, 20_000)), 0.0, []
for g in noise:
    m = 0.9 * m + 0.1 * g
    means.append(m.mean() / 2)
np.testing.assert_allclose(means, 1 - 0.9**t, atol=0.02)  # equation (15)

# %% after: adam-by-hand
assert printed == "[1.9]\n[1.86]\n"

# %% after: race-code
found = {key: {} for key in COURSES}
for key in COURSES:
    for name in NAMES:
        places = np.vstack([starts(key), starts(key, fresh=True)])
        found[key][name] = counts(key, name, [best_eta(key, name)], places)[0]
        assert GRID[10] < best_eta(key, name) < GRID[-10]
tuned = {key: {name: steps[:9] for name, steps in six.items()} for key, six in found.items()}
fresh = {key: {name: steps[9:] for name, steps in six.items()} for key, six in found.items()}
assert (tuned[RAVINE]["AdaGrad"] == 4).all() and tuned[TURNED]["AdaGrad"][0] == 140
assert tuned[TURNED]["Nesterov"][0] == 48 and (tuned[RAVINE]["Adam"][0], tuned[TURNED]["Adam"][0]) == (56, 59)
assert min(NAMES, key=lambda name: tuned[TURNED][name].max()) == "Nesterov"
assert min(NAMES, key=lambda name: tuned[LOGIT][name].max()) == "Nesterov" and tuned[LOGIT]["Nesterov"][0] == 28
assert tuned[LOGIT]["gradient descent"][0] == 56 and max(tuned[LOGIT]["gradient descent"]) == 56
assert tuned[LOGIT]["Adam"][0] == tuned[LOGIT]["Adam"].max() == 59
assert all(350 < tuned[LOGIT][name][0] < 450 for name in ("AdaGrad", "RMSProp"))
assert min(NAMES, key=lambda name: tuned[BANANA][name].max()) == "momentum" and tuned[BANANA]["momentum"].max() == 227
assert np.isinf(fresh[BANANA]["momentum"]).sum() == 2 and printed.count("inf") == 1
assert fresh[BANANA]["Nesterov"].max() <= tuned[BANANA]["Nesterov"].max()
for key in (RAVINE, TURNED):  # the control agrees elsewhere
    assert all(fresh[key][name].max() <= tuned[key][name].max() + 2 for name in NAMES)
np.testing.assert_allclose(np.linalg.norm(logit.minimum), 18.4, atol=0.1)

# %% after: race-figure
ends = {name: path[-1] for name, path in shown[0][1].items()}
assert abs(ends["Adam"][0]) < 0.2 and ends["Nesterov"][0] > 0.8 and ends["momentum"][0] > 0.9
valley = {name: np.abs(path[20:, 1] - path[20:, 0] ** 2).max() for name, path in shown[0][1].items()}
assert valley["momentum"] > 2 * max(valley["Nesterov"], valley["Adam"])

# %% after: race-check
momentum, adagrad = ([float(word) for word in line.split()[1:]] for line in printed.splitlines())
assert (momentum[0], adagrad[0], max(adagrad)) == (38, 6, 3316) and momentum.count(np.inf) == 1

# %% after: widget-race
from utils.widgets.race import arrival

f, _, radius, *_ = course(TURNED)
won = {name: arrival(path, f.minimum, radius) for name, path in run(TURNED, 10**0.3, 0.8, 150).items()}
assert (won["Nesterov"], won["momentum"], won["Adam"]) == (25, 26, 31)
first = [arrival(path, f.minimum, radius) for path in run(TURNED, steps=150).values()]
assert first == [93, 51, 48, 140, 100, 59]

# %% after: rotation-code
assert [int(line.split()[-2]) for line in printed.splitlines()] == [61, 302]

# %% after: reddi-code
assert printed == "SGD -0.98  Adam 1.0\n"
s = 0.0
for g in [3.0, -1.0, -1.0] * 20:
    s = 0.1 * s + 0.9 * g**2
made = []
for g in [3.0, -1.0, -1.0]:
    s = 0.1 * s + 0.9 * g**2
    made.append(g / np.sqrt(s))
np.testing.assert_allclose(made, [1.05, -0.76, -0.97], atol=0.005)
assert game(Adam(beta_1=0.9, beta_2=0.999)) < -0.9

# %% after: adamw-code
np.testing.assert_allclose(inside, [0.935, 0.008], atol=0.01)
np.testing.assert_allclose(outside, 0.6, atol=0.01)

# %% after: digits-figure
every = np.array(list(scores.values()))
assert every.min().round(2) == 0.89 and every.max().round(2) == 0.97
assert np.ptp(scores["momentum"]) > np.ptp(every.mean(axis=1))
results = {}
for name, seed in [("gradient descent", 15), ("Adam", 10), ("Adam", 16)]:  # the worst of ten seeds; lowest and highest
    rng = np.random.default_rng(seed)
    network = MLP([64, 32, 10], rng=rng)
    train(
        network,
        loss,
        contestants(rates[name], rates[name], 0.9)[name],
        X_train,
        y_train,
        epochs=5,
        batch_size=32,
        rng=rng,
    )
    results[name, seed] = accuracy(network, X_test, y_test)
assert results["gradient descent", 15] < 0.4 and 0.945 < results["Adam", 10] < results["Adam", 16] < 0.975

# %% what if: what-if, let the last batch size be 569
# edit: measure-variance | 64, 256] | 64, 569]
assert exact[-1] == 0 and np.abs(np.array(measured)[:, -1]).max() < 1e-25

# %% what if: what-if, take $\beta=0.95$
# edit: ravine-figure | beta = 0.1, 0.8 | beta = 0.1, 0.95
assert round(float(np.linalg.norm(smooth[-1])), 2) == 1.06

# %% what if: what-if, take $\beta_2=0.99$
# edit: bias-correction-code | 0.999 | 0.99
np.testing.assert_allclose(raw[[0, 9]], [1, 2.1], atol=0.02)

# %% what if: what-if, give Adam the rate 0.3
# edit: digits-code | 0.0146 | 0.3
assert np.mean(scores["Adam"]) < 1 / 3


# %% offline: digits, by the mean loss of five seeds on a validation part of the training data; no choice lies at an end
def validated(name, eta):
    losses = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        network, options = MLP([64, 32, 10], rng=rng), {"epochs": 5, "batch_size": 32, "rng": rng}
        try:
            train(network, loss, contestants(eta, eta, 0.9)[name], X_train[:1000], y_train[:1000], **options)
        except FloatingPointError:
            return np.inf
        losses.append(loss(network.output(X_train[1000:]), y_train[1000:]))
    return np.mean(losses)


for name, eta in rates.items():
    far_below, below, chosen, above, far_above = (validated(name, factor * eta) for factor in (1 / 6, 0.8, 1, 1.25, 4))
    assert chosen < min(below, above) + 0.05, (name, "the neighbors are no better, up to chance", below, chosen, above)
    assert chosen < min(far_below, far_above), (name, "no end is better", far_below, chosen, far_above)

# %% offline: digits-caption, Adam stays between 95 and 97 %, while one network of gradient descent reads only a third
shares = {}
for name in ("Adam", "gradient descent"):
    shares[name] = []
    for seed in range(10, 20):
        rng = np.random.default_rng(seed)
        network, options = MLP([64, 32, 10], rng=rng), {"epochs": 5, "batch_size": 32, "rng": rng}
        train(network, loss, contestants(rates[name], rates[name], 0.9)[name], X_train, y_train, **options)
        shares[name].append(accuracy(network, X_test, y_test))
assert 0.945 < min(shares["Adam"]) < max(shares["Adam"]) < 0.975, shares
assert sum(share < 0.4 for share in shares["gradient descent"]) == 1, shares
