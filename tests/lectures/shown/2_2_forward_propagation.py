# %% after: two-linear-layers-check
assert printed.endswith("32 numbers against 8\n")
np.testing.assert_allclose(W_2 @ (W_1 @ x + b_1) + b_2, W @ x + b)

# %% after: bend-between-check
gap = with_relu((here + there) / 2) - (with_relu(here) + with_relu(there)) / 2
assert np.abs(gap).min() > 0.5

# %% after: count-parameters-check
assert printed == "numbers in the arrays: 4546\n"
assert 48 * 65 + 24 * 49 + 10 * 25 == 4546
assert round(48 * 65 / 4546, 1) == 0.7  # two thirds of them in the first layer

# %% after: forward-by-hand-check
np.testing.assert_array_equal(W_1 @ x + b_1, [1, 2.5])
np.testing.assert_allclose(forward_one(x, layers), [0.5622], atol=5e-5)
np.testing.assert_allclose(W_2 @ [1, 2.5] + b_2, [0.25])

# %% after: batch-is-loop
assert forward(X, layers).shape == (5, 1)

# %% after: xor-truth-table
np.testing.assert_array_equal(step(a_1 - a_2 - 0.5), XOR_Y)
np.testing.assert_array_equal(a_1, [0, 1, 1, 1])
np.testing.assert_array_equal(a_2, [0, 0, 0, 1])

# %% after: hidden-plane-picture
A = relu(XOR_X @ W_1.T + b_1)
np.testing.assert_array_equal(A, [[0, 0], [1, 0], [1, 0], [2, 1]])
np.testing.assert_array_equal(A @ [1, -2], XOR_Y)
np.testing.assert_array_equal(A[:, 1], XOR_X[:, 0] * XOR_X[:, 1])
edges = np.array([[0.25, 0.25], [0.75, 0.75]])  # a point of each edge of the band
np.testing.assert_allclose(relu(edges @ W_1.T + b_1) @ [1, -2], 0.5)

# %% after: know-nothing
np.testing.assert_allclose(SoftmaxCrossEntropy()(Z, y), np.log(10))

# %% after: playground-widget
run = playground.TrainingRun("xor", (4,), "tanh", 0)
run.at(300)
assert run.score()[1] == 1
for rate, steps, dead in (10, 5, 3), (1, 300, 0):  # dead: off at all 200 points
    run = playground.TrainingRun("xor", (4,), "relu", 0, "gradient descent", rate)
    assert (playground.activations_on(run.at(steps), run.X)[0] == 0).all(axis=0).sum() == dead

# %% after: xor-learnt-table
import re

shares = [[int(share) for share in re.findall(r"(\d+)%", line)] for line in printed.splitlines()]
one, two, four, eight = shares
assert one == [0, 0, 0]
assert 50 < min(two) < max(two) < 65  # a little more than half
assert min(four) >= 98  # nearly all
assert eight == [100, 100, 100]

# %% after: xor-learnt-rates
import re

tenth, third, usual, triple, ten, longer = [int(share) for share in re.findall(r"(\d+)%", printed)]
assert max(third, usual, triple) - min(third, usual, triple) <= 3
assert tenth < usual - 10 and ten < 5
assert abs(longer - usual) <= 3

# %% after: xor-learnt-stuck-picture
rounded = loss.round(2)
assert np.isin(rounded, [0, 0.01, 0.35, 0.48]).mean() > 0.98
assert (rounded == 0.35).sum() > 10 * (rounded == 0.48).sum() > 0
assert [round(np.log(2) / 2, 2), round((2 * np.log(1.5) + np.log(3)) / 4, 2)] == [0.35, 0.48]
np.testing.assert_allclose(P[stuck], [0, 0.5, 1, 0.5], atol=0.05)  # (0, 1) and (1, 1), with different labels
A = np.tanh(XOR_X @ W_1[stuck].T + b_1[stuck, 0])
assert np.abs(A[1] - A[3]).max() < 0.02
assert np.abs(A[[1, 3]]).min() > 0.95  # a corner: both units are saturated
later = learned(2, steps=1500, starts=200)[stuck]
fall = np.log(np.where(XOR_Y == 1, later / P[stuck], (1 - later) / (1 - P[stuck]))).mean()
assert 0 < fall < 0.01  # the loss still falls

# %% after: xor-learnt-relu
import re

two, off, little, leak, longer = [int(share) for share in re.findall(r"(\d+)%", printed)]
assert off < two - 30
assert abs(leak - two) <= 2 * 3.5  # the share of tanh is back, up to chance
assert round(100 * np.sqrt(0.25 / 200), 1) == 3.5
assert off + 5 <= little < two - 20
assert abs(longer - two) <= 2 * 3.5
assert max(success(learned(2, relu, eta)).mean() for eta in (0.3, 3.0)) < 0.3  # at other rates as well

# %% after: xor-learnt-dead-count
assert 0.55 < off.any(axis=1).mean() < 0.65
P = learned(2, relu, starts=200)
assert not (success(P) & off.any(axis=1)).any()  # one unit is not enough

# %% after: derivatives-numeric-check
np.testing.assert_allclose(2 * sigmoid(2 * z) - 1, np.tanh(z))
for phi, formula in formulas.items():
    np.testing.assert_allclose(phi.derivative(z), formula)
assert [relu.derivative(0.0), leaky_relu.derivative(0.0)] == [0, 0.01]  # the left one
assert round(sigmoid.derivative(5.0), 4) == 0.0066

# %% after: saturation-table
assert printed.splitlines()[0].count("0.0%") == 2
assert "62.1%" in printed.splitlines()[2]

# %% after: softmax-derivative-check
np.testing.assert_allclose(64 * (np.diag(p) - np.outer(p, p)), [[7, -2, -5], [-2, 12, -10], [-5, -10, 15]])
np.testing.assert_allclose(softmax(z + 7.3), p)
np.testing.assert_allclose(softmax(np.array([1.7, 0.4]))[0], sigmoid(1.3))

# %% after: mcfadden-check
np.testing.assert_allclose(np.bincount(utility.argmax(axis=1)) / 200_000, softmax(z), atol=0.005)

# %% after: stable-naive
assert "nan" in printed
assert 709 < math.log(np.finfo(float).max) < 710

# %% after: your-turn-cross-entropy
P, y = np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]]), np.array([0, 1])
np.testing.assert_allclose(cross_entropy(np.log(P), y), 0.7803, atol=5e-5)
np.testing.assert_allclose(cross_entropy(np.log(P) + 5, y), SoftmaxCrossEntropy()(np.log(P), y))

# %% after: universal-table
worst = {K: np.abs(bumps(x, K) - f(x)).max() for K in (5, 10, 20, 40, 50, 80)}
assert round(worst[5], 1) == 0.6 and round(worst[50], 2) == 0.06
assert all(error <= np.pi / K for K, error in worst.items())
assert 1.9 < worst[40] / worst[80] < 2.1  # half the error takes twice the bumps
soft = {K: np.abs(bumps(x, K, sigmoid, 4.0 * K) - f(x)).max() for K in worst}
assert all(abs(soft[K] - worst[K]) < 0.02 for K in worst)

# %% after: depth-check
import re

assert re.findall(r"(\d+) pieces", printed) == ["2", "4", "8", "16", "32", "64"]

# %% after: exercise-check
np.testing.assert_allclose(z_1, [-0.78, -1.335, 1.04])
np.testing.assert_allclose(np.tanh(z_1), [-0.6527, -0.8705, 0.7779], atol=5e-5)
numbers = [z_2, sigmoid(z_2), -np.log(sigmoid(z_2)), -np.log(1 - sigmoid(z_2))]
np.testing.assert_allclose(numbers, [0.8521, 0.7010, 0.3552, 1.2073], atol=5e-5)
np.testing.assert_allclose(numbers[3] - numbers[2], z_2)
given = np.abs([0.5, 1.2, *W_1.ravel(), *b_1, 0.8, 1.4, 0.65, 0.35, *z_1, *np.tanh(z_1), *numbers])
assert len(given) == 25 and np.diff(np.sort(given)).min() > 1e-3  # all different, so that no error can hide

# %% what if: what-if, make `x` a true column
# edit: forward-by-hand-check | x = np.array([1.0, 2.0, -1.0]) | x = np.array([[1.0], [2.0], [-1.0]])
column = forward_one(np.array([[1.0], [2.0], [-1.0]]), layers)
assert column.shape == (1, 2) and str(column.round(4)) in printed
assert np.abs(column - 0.5622).min() > 0.3

# %% what if: what-if, `identity` in place of `relu`
# edit: hidden-plane-picture | plot_fold(relu | plot_fold(identity
A = XOR_X @ np.ones((2, 2)) + [0, -1]
np.testing.assert_array_equal(A[:, 1], A[:, 0] - 1)
assert list(XOR_Y[np.argsort(A[:, 0])]) == [0, 1, 1, 0]

# %% what if: what-if, let $f$ jump
# edit: universal-bumps | return np.sin(2 * np.pi * x) | return (x > 1 / 3) * 1.0
x = np.linspace(0, 1, 10_000, endpoint=False)[:, np.newaxis]
for K in (5, 20, 80):
    assert np.abs(bumps(x, K) - f(x)).max() == 1
    assert np.abs(bumps(x, K, sigmoid, 4.0 * K) - f(x)).max() >= 0.5
