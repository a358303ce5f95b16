# What the page of lecture 1.2 says of its results.

# %% after: square-root-in-fractions
assert "x_2 = 17/12" in printed and "x_3 = 577/408 = 1.41421569" in printed
assert abs(577 / 408 - 2**0.5) < 5e-6 < 10 * abs(577 / 408 - 2**0.5), "five decimals, and not six"

# %% what if: what-if, Heron's rule starts
# edit: square-root-in-fractions | x = Fraction(1) | x = Fraction(-1)
assert "x_3 = -577/408" in printed

# %% after: tangents-drawn
np.testing.assert_allclose(path[:3], [3, 1.833, 1.462], atol=5e-4)

# %% after: digits-table
lines = [line.split() for line in printed.splitlines()]
newtons, descents = ([float(line[place]) for line in lines] for place in (4, 6))
assert newtons[7] == 97.5 and descents[7] == 1.3
assert all(after > 2 * before for before, after in zip(newtons[1:], newtons[2:]))
assert abs(-np.log10(1 - 0.2 * 2**0.5) - 0.144) < 1e-3 and abs(1 - 0.2 * 2**0.5 - 0.717) < 1e-3
root, x = 2**0.5, 1.3
assert abs((x / 2 + 1 / x - root) / ((x - root) ** 2 / (2 * x)) - 1) < 1e-9  # (2)
assert abs(1 / (2 * root) - 0.35) < 0.005

# %% after: step-by-hand-checked
np.testing.assert_allclose(numerical_gradient(f, theta), g, rtol=1e-7)
np.testing.assert_allclose(theta + s, np.array([16, -8]) / 23)
np.testing.assert_allclose([g @ s + s @ H @ s / 2, g @ s / 2], -64 / 23)
assert "promised -2.78, got -2.89" in printed and 7.9 < gaps[0] / gaps[1] < 8.1
s = newton_step(np.array([2.0, 1.0]), np.array([[2.0, 1.0], [1.0, 2.0]]))
np.testing.assert_allclose(s, [-1, 0], atol=1e-8)  # "Can you?"

# %% after: newton-loop-written-out
np.testing.assert_allclose([valley(point) for point in path[:5]], [24.2, 4.7, 1412, 0.06, 0.31], rtol=0.08)
assert 1411 < valley(path[2]) < 1412 and valley(path[5]) < 2e-11 < 1e-10 < valley(path[4])
step = path[2] - path[1]
assert abs(step[0] - 1.94) < 0.005 and abs(step[0] ** 2 - 3.76) < 0.005 and abs(path[1][1] - path[1][0] ** 2) < 1e-3
np.testing.assert_allclose(path[2][1] - path[2][0] ** 2, -(step[0] ** 2), rtol=1e-3)
np.testing.assert_allclose(path, newton(valley.gradient, valley.hessian, [-1.2, 1], tolerance=0, max_steps=6))

# %% after: one-step-checked
assert "6,907,755 steps" in printed
for seed in range(3):
    start = 10 * np.random.default_rng(seed).standard_normal(5)
    arrived = start + newton_step(bowl.gradient(start), bowl.hessian(start))
    assert np.linalg.norm(arrived - bowl.minimum) < 1e-9

# %% after: widget
from utils.widgets.newton import verdict

assert abs(walk("exp(x) - 2x", 2.4)[1] - 1.581) < 5e-4
ends = {start: verdict("sqrt(1 + x²)", walk("sqrt(1 + x²)", start)) for start in (0.95, 1.0, 1.05)}
assert ends == {0.95: "valley", 1.0: "", 1.05: ""}
wells = {lam: walk("x⁴/4 - x²/2", 0.4, lam) for lam in np.arange(0, 11) / 10}
assert [lam for lam, path in wells.items() if abs(path[-1] - 1) < 1e-3] == [0.6, 0.7, 0.8, 0.9, 1.0]
assert all(path[1] < 0.4 for lam, path in wells.items() if lam < 0.52) and wells[0.6][1] > 2

# %% after: tumor-logit
ratios = errors[1:7] / errors[:6] ** 2
assert 0.03 < ratios.min() < 0.033 < 0.067 < ratios.max() < 0.07 and abs(errors[0] - 18.4) < 0.05
assert errors[5] > 5e-6 > errors[6] and abs(errors[6] - 3e-6) < 2e-7
assert 0.55 < errors[1] / errors[0] < errors[2] / errors[1] + 0.1

# %% what if: what-if, The tumor logit starts
# edit: tumor-logit | [0.0, 0.0], tolerance=1e-13 | [0.0, 3.0], f=loss, tolerance=1e-13
*_, last = [float(line.split("error")[1].split("=")[0]) for line in printed.splitlines()]
assert last < 1e-9, "with the line search it arrives"
flown = newton(loss.gradient, loss.hessian, [0.0, 3.0], max_steps=2)[-1]
assert np.abs(flown).max() > 1e10
stopped = ""
try:
    newton(loss.gradient, loss.hessian, [0.0, 3.0])
except np.linalg.LinAlgError as error:
    stopped = str(error)
assert "singular" in stopped, "plain Newton should fail from (0, 3)"

# %% after: tumor-logit-descent
assert "one digit takes 2637 steps" in printed and "one digit takes 464 steps" in printed
assert round(L / l) == 403 and abs(l - 0.0007) < 5e-5 and abs(1e-4 / l - 0.15) < 0.005

# %% after: rates-drawn
np.testing.assert_allclose(curves["gradient descent"][[0, 6]], [18.4, 15.5], atol=0.05)

# %% after: invariance-checked
assert [len(path) for path in in_units.values()] == [7, 7, 7]
assert "9,615 steps" in printed and "9,598,295,2" in printed and "3 steps a digit" in printed

# %% after: saddle-runs
ends = [newton(road_gradient, road_hessian, [1.2, height])[-1, 1] for height in (0.4, 0.44, 0.46, 0.6, 1.5)]
np.testing.assert_allclose(ends, [0, 0, 1, 1, 1], atol=1e-6)
assert (np.diff(uphill[:4]) > 0).all() and abs(1 / np.sqrt(3) - 0.577) < 5e-4
at = np.array([0.7, 0.4])
np.testing.assert_allclose(road_gradient(at), numerical_gradient(road, at))
np.testing.assert_allclose(road_hessian(at)[1, 1], numerical_gradient(lambda t: road_gradient(t)[1], at)[1])
# A line search from (0, 0.4): no halving is accepted, but longer steps to the other valley are.
start, slope = np.array([0.0, 0.4]), road_gradient(np.array([0.0, 0.4]))
s = newton_step(slope, road_hessian(start))


def accepted(t):
    return road(start + t * s) <= road(start) + 1e-4 * t * (slope @ s)


assert not any(accepted(0.5**k) for k in range(40))
assert all(accepted(t) for t in np.linspace(1.24, 2.71, 200)) and not accepted(1.23) and not accepted(2.72)
assert -1.36 < (start + 2.71 * s)[1] < (start + 1.24 * s)[1] < 0, "the other valley"

# %% after: separable-runs-away
assert "after 18 steps, slope -5e-09" in printed and abs(last - 19.2) < 0.05
np.testing.assert_allclose(np.diff(weights), 1 + np.exp(-weights[:-1]), rtol=1e-6)  # (9)
assert 10_000 < 1 / np.sqrt(2 * sigmoid(last) * sigmoid(-last)) < 11_000

# %% after: line-search-checked
for start in (1.1, 10.0, 100.0):
    end, found = damped_newton(hyperbola, *derivatives, [start])
    assert abs(end[0]) < 1e-8 and found[-1] == 1 and len(found) <= 8
    assert found[0] < 1
assert len(lengths) == 21
theirs = newton(valley.gradient, valley.hessian, [-1.2, 1.0], f=valley)
assert len(theirs) == 22

# %% after: remedies-drawn
np.testing.assert_allclose(climbed[1:3], [[0.6, 1.1], [0.05, 1.02]], atol=5e-3)
np.testing.assert_allclose(climbed[-1], [0, 1], atol=1e-7)
np.testing.assert_allclose(paths["Newton"][1], [0, -0.25], atol=5e-3)
np.testing.assert_allclose(paths["Newton"][-1], [0, 0], atol=1e-6)
start = np.array([1.2, 0.4])
np.testing.assert_allclose(road_gradient(start), [1.2, -0.336])
np.testing.assert_allclose(np.diag(road_hessian(start) + np.eye(2)), [2, 0.48])

# %% what if: what-if, Hill-climbing starts
# edit: remedies-drawn | 0.4])\npaths | 0.4], lam=0.01)\npaths
np.testing.assert_allclose(climbed[-1], [0, -1], atol=1e-7)
assert np.linalg.eigvalsh(road_hessian(np.array([1.2, 0.4])) + 0.01 * np.eye(2))[0] < 0

# %% after: likelihood-checked
p = sigmoid(X @ theta)
np.testing.assert_allclose(H, X.T @ np.diag(p * (1 - p)) @ X / 400)

# %% after: irls-checked
np.testing.assert_allclose(estimate, in_units["thousands"][-1], rtol=1e-9)
np.testing.assert_allclose(estimate, np.append(judge.intercept_, judge.coef_), rtol=1e-6)

# %% after: standard-errors-checked
spreads = [float(number) for line in printed.splitlines()[1:] for number in line.split("[")[1].strip("]").split()]
assert len(spreads) == 6 and all(0.9 < spread < 1.1 for spread in spreads)
assert abs(1 / np.sqrt(2 * 200) - 0.05) < 1e-9  # the noise of a standard deviation from 200 draws

# %% after: cost-table


def flops(n, d):
    return (4 * n * d + 2 * n * d**2 + 2 / 3 * d**3) / (4 * n * d)


np.testing.assert_allclose(flops(2000, 400), 1 + 400 / 2 + 400**2 / (6 * 2000))
assert round(flops(2000, 400)) == 214 and round(flops(2000, 2)) == 2 and "counted  214" in printed

# %% after: race-table
steps = {key: row["steps"] for key, row in table.items()}
assert max(steps, key=steps.get) == ("Rosenbrock", "descent") and steps["quadratic", "Newton"] == 1
for name in functions:
    few, some, many = (steps[name, method] for method in ("Newton", "BFGS", "descent"))
    assert 1.45 * few <= some <= 4.1 * few and 500 < many < 10_000
assert steps["logit", "descent"] == 759 and 0.13 < misses["logit", "descent"] <= 1e-4 / l
assert max(misses["logit", "Newton"], misses["logit", "BFGS"]) < 0.01
theta, steps_from_1 = np.zeros(2), 0  # a search that begins at 1 in each step
while np.linalg.norm(loss.gradient(theta)) > 1e-4:
    g = loss.gradient(theta)
    theta = theta - backtracking(loss, g, theta, -g) * g
    steps_from_1 += 1
assert steps_from_1 == 5605

# %% after: scipy-compared
assert len(ours) - 1 == 34 and abs(theirs.nit - 34) < 15
np.testing.assert_allclose(ours[-1], theirs.x, atol=1e-6)
np.testing.assert_allclose(ours, bfgs(valley, valley.gradient, [-1.2, 1.0], tolerance=1e-6), rtol=1e-6, atol=1e-9)

# %% what if: what-if, scale=0.1
# edit: scipy-compared | valley.gradient, [-1.2, 1.0]) | valley.gradient, [-1.2, 1.0], scale=0.1)
assert abs(len(ours) - 1 - 23) <= 1
tiny = bfgs_by_hand(valley, valley.gradient, [-1.2, 1.0], scale=0.001)
assert abs(len(tiny) - 1 - 39) <= 1

# %% after: dummy-trap
assert np.linalg.matrix_rank(trap) == 2 and abs(np.linalg.eigvalsh(H)[0]) < 1e-12
for t in (0, 1, -50):
    np.testing.assert_allclose(H @ (shortest + t * np.array([1, -1, -1])), -g, atol=1e-12)

# %% after: batch-race-print
for line in printed.splitlines()[1:]:
    full, twentieth, descended = map(float, line.split("[")[1].strip("]").split())
    assert 5.5 < full / descended < 10.5 and twentieth > descended and full > 1.4 * twentieth
