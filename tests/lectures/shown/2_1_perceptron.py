# %% after: loans-rule
assert (step(LOANS_X @ w + b) == LOANS_Y).all()
assert len(LOANS_Y) == 12

# %% after: one-output
assert z == 2 - 3 + 1 - 0.25 == -0.25
np.testing.assert_allclose([step(z), sigmoid(z), relu(z)], [0, 0.4378, 0], atol=5e-5)

# %% after: loop-and-batch
np.testing.assert_allclose(Perceptron(w, b, phi=sigmoid).predict(X), unit_output(w, b, X))

# %% after: distance-by-hand
assert printed.split() == ["6.0", "6.0"]
unit = Perceptron(w, b)
np.testing.assert_allclose(unit.distance([x, [0, 0]]), [6, -1])
assert unit.score([x, [0, 0]]).tolist() == [30, -5]
np.testing.assert_allclose(Perceptron(2 * w, 2 * b).distance([x]), unit.distance([x]))  # question 1 (d)

# %% after: descent-against-scikit-learn
assert 4.0 < 2 / (np.linalg.eigvalsh(X_1.T @ X_1 / n).max() / 4)  # eta is safe, by lecture 1.1
np.testing.assert_allclose(loss(path[0]), np.log(2))

# %% after: descent-drawn
assert loss(path[10]) - loss(fitted) < 0.001
assert 0.1 < (step(X_1 @ fitted) != y).mean() < 0.4  # the classes overlap
assert y.mean() > 0.5

# %% after: step-no-gradient-counted
assert printed == "gradients that are not zero: 0 of 1000\n"

# %% after: or-written-out
lines = printed.splitlines()
assert len(lines) == 16
corrected = [line for line in lines if "error  0" not in line]
assert corrected == [
    "epoch 1, x = [0. 0.]: error -1, w = [0. 0.], b = -1.0",
    "epoch 1, x = [0. 1.]: error  1, w = [0. 1.], b = 0.0",
    "epoch 2, x = [0. 0.]: error -1, w = [0. 1.], b = -1.0",
    "epoch 2, x = [1. 0.]: error  1, w = [1. 1.], b = 0.0",
    "epoch 3, x = [0. 0.]: error -1, w = [1. 1.], b = -1.0",
]
assert Perceptron().fit(XOR_X, OR_Y).errors == [2, 2, 1, 0]  # the class does the same

# %% after: or-drawn
assert len(fig.axes) == 6

# %% after: xor-never-learned
assert stuck.errors == [3, 3] + [4] * 998

# %% after: way-out-checked
np.testing.assert_array_equal(two_layers(XOR_X), XOR_Y)
np.testing.assert_array_equal(step(XOR_X @ [1, 1] - 0.5), OR_Y)
np.testing.assert_array_equal(step(XOR_X @ [-1, -1] + 1.5), [1, 1, 1, 0])

# %% after: gradients-checked
a = sigmoid(-4.0)  # a confident mistake
np.testing.assert_allclose([a, a - 1, (a - 1) * a * (1 - a)], [0.018, -0.98, -0.017], atol=3e-3)
np.testing.assert_allclose([a, (a - 1) * a * (1 - a)], [0.018, -0.0174], atol=2e-4)

# %% after: mse-descent
own, rival = printed.splitlines()[1::2]
assert "eta 2: 34, eta 4: 15, eta 8: 9, eta 16: >4000" in own  # the best rate is not at an edge of the grid
assert "eta 8: 3064, eta 16: 1579, eta 32: 839, eta 64: >4000" in rival
np.testing.assert_allclose(goal, [1.251, -1.119, 0.440], atol=1e-3)
assert (step(X_1 @ [-8.0, 8.0, 0.0]) != y).mean() > 0.7
assert 0.05 < np.linalg.norm(goal - loss.minimum) < 0.15  # near, and not equal

# %% after: logit-by-counting
apart = [float(line.split(":")[1].split()[0]) for line in printed.splitlines()]
assert abs(apart[0]) < 2 and apart[1] < -10
assert round(abs(tastes["normal"] + 1 >= 0).mean() - p, 2) == -0.02

# %% after: widget
counts = {eta: len(Walk(*DATA["AND"], (-2.0, 1.0), 1.0, eta).updates) for eta in (1.0, 3.0, 4.0)}
assert counts == {1.0: 16, 3.0: 6, 4.0: 6}
start = np.array([-2.0, 1.0])
for eta in (0.25, 1.0, 4.0):
    here = Perceptron(start, 1.0).fit(*DATA["AND"], eta)
    same = Perceptron(start / eta, 1.0 / eta).fit(*DATA["AND"], 1.0)
    assert len(here.updates) == len(same.updates)
    np.testing.assert_allclose(here.w, eta * same.w)
    assert len(Perceptron().fit(*DATA["AND"], eta).updates) == 11

# %% after: tiny-starts
assert len(set(counts)) > 5 and min(counts) < 11 < max(counts) < 25

# %% after: squeeze
plane = widest_plane(*DATA["AND"])
np.testing.assert_allclose([*plane[0], plane[1]], [2, 2, -3])
np.testing.assert_allclose(novikoff_bound(*DATA["AND"], *plane), 51)
np.testing.assert_allclose(novikoff_bound(XOR_X, OR_Y, *widest_plane(XOR_X, OR_Y)), 27)
dots = ax.lines[2]
assert len(dots.get_xdata()) == 11
k, length = dots.get_data()
assert (length <= np.sqrt(3 * k) + 1e-12).all() and (length >= k / np.sqrt(17) - 1e-12).all()

# %% after: novikoff-table
counted = {line[:14].strip(): line.split() for line in printed.splitlines()}
mistakes = {name: int(line[line.index("mistakes,") - 1]) for name, line in counted.items()}
bounds = {name: float(line[-1]) for name, line in counted.items()}
assert mistakes == {
    "12 loans": 11,
    "digits 0, 1": 13,
    "standardized": 2,
    "AND, 0 and 1": 11,
    "AND, 0 and 10": 306,
    "AND, 0 and 100": 30_006,
}
assert all(mistakes[name] <= bounds[name] for name in mistakes)
copied = np.tile(LOANS_X, (20, 1)), np.tile(LOANS_Y, 20)  # question 3
np.testing.assert_allclose(novikoff_bound(*copied, *widest_plane(LOANS_X, LOANS_Y)), bounds["12 loans"], atol=0.5)

# %% after: cycle-drawn
states = Walk(XOR_X, XOR_Y, steps=40).states
ends = [(*states[end][0], states[end][1]) for end in np.cumsum(stuck.errors)[:9]]
assert ends[1:] == [(-1, 0, 0)] * 8
corners = np.column_stack([XOR_X, np.ones(4)])
assert not (corners.T @ (0.5 - XOR_Y)).any()  # the best logit
judge = LogisticRegression(C=np.inf).fit(XOR_X, XOR_Y)
np.testing.assert_allclose(judge.predict_proba(XOR_X), 0.5, atol=1e-6)

# %% after: interaction-learned
assert (unit.predict(with_product) == XOR_Y).all()
np.testing.assert_array_equal(XOR_X.sum(axis=1) - 2 * with_product[:, 2], XOR_Y)

# %% after: how-many-functions-counted
assert printed == "d = 2: 14 of 16\nd = 3: 104 of 256\n"
assert not separable(XOR_X, XOR_Y) and not separable(XOR_X, 1 - XOR_Y)
cube = np.array([[i >> j & 1 for j in range(3)] for i in range(8)])  # question 4
ones = cube.sum(axis=1)
answers = [ones % 2 == 1, ones == 2, ones >= 2, ones % 3 == 0]
assert [separable(cube, labels.astype(int)) for labels in answers] == [False, False, True, False]
np.testing.assert_array_equal(step(cube.sum(axis=1) - 2), ones >= 2)
np.testing.assert_allclose(
    [sigmoid(3.0), sigmoid(3.0) ** 2 * (1 - sigmoid(3.0))], [0.953, 0.043], atol=5e-4
)  # question 2

# %% after: parity-checked
assert printed.splitlines() == [f"parity of {m} pixels: {[False] * (m - 1) + [True]}" for m in (2, 3, 4)]

# %% what if: what-if, be learned with `eta=0.1`
# edit: or-written-out | eta=1.0 | eta=0.1
assert [line[:20] for line in printed.splitlines() if "error  0" not in line] == [
    "epoch 1, x = [0. 0.]",
    "epoch 1, x = [0. 1.]",
    "epoch 2, x = [0. 0.]",
    "epoch 2, x = [1. 0.]",
    "epoch 3, x = [0. 0.]",
]
np.testing.assert_allclose([*w, b], [0.1, 0.1, -0.1])

# %% what if: what-if, `zip(XOR_X[::-1], OR_Y[::-1])`
# edit: or-written-out | zip(XOR_X, OR_Y) | zip(XOR_X[::-1], OR_Y[::-1])
assert printed.count("error") - printed.count("error  0") == 3

# %% what if: what-if, take $-1.5$ in place of $-2$
# edit: way-out-checked | a_1 + a_2 - 2 | a_1 + a_2 - 1.5
np.testing.assert_array_equal(two_layers(XOR_X), XOR_Y)

# %% what if: what-if, let AND's scales be `(0.1, 0.5, 2)`
# edit: novikoff-table | (1, 10, 100) | (0.1, 0.5, 2)
rows = {line[:14].strip(): line[14:] for line in printed.splitlines()}
assert " 103 mistakes" in rows["AND, 0 and 0.1"]
assert " 5 mistakes, bound     62" in rows["AND, 0 and 0.5"]
