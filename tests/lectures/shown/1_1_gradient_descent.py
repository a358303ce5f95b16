# %% after: profit-on-a-grid
assert printed.splitlines() == ["capacity 6.0: q = 2.6667, slope 0.0000", "capacity 2.0: q = 2.0000, slope 2.0000"]

# %% after: two-valleys
np.testing.assert_allclose(valleys(zeros), [-1.41, 0.02, -0.61], atol=5e-3)
assert round(zeros[1], 3) == 0.101
assert abs(numerical_gradient(lambda t: valleys(t[0]), zeros[:1].copy())[0]) < 1e-8

# %% after: least-squares
looped = sum((x_i @ [1, 1] - y_i) ** 2 for x_i, y_i in zip(X3, y3)) / 6
np.testing.assert_allclose([least_squares(np.array([1.0, 1.0])), looped], 1 / 6)

# %% after: zero-one-is-flat
assert printed.splitlines()[0].startswith("radius >= 1.5: 64 errors") and not np.any(changes)
assert round(zero_one(np.array([-1.5, 1.0])) * n) == np.sum((X[:, 1] >= 1.5) != y) == 64

# %% after: logistic
z = np.linspace(-6, 6, 13)
for label in (0, 1):
    likelihood = -(label * np.log(sigmoid(z)) + (1 - label) * np.log(1 - sigmoid(z)))
    np.testing.assert_allclose(np.log(1 + np.exp(z)) - label * z, likelihood)
    np.testing.assert_allclose(np.log(1 + np.exp(-(2 * label - 1) * z)), likelihood)

# %% after: surrogates-of-margin
assert all((values >= losses["0-1"]).all() for values in losses.values())

# %% after: surrogates-drawn
np.testing.assert_allclose([tau[np.argmin(errors)], tau[np.argmin(smooth)]], [1.505, 1.477], atol=5e-4)
assert tau[0] < 1.477 < tau[-1] and min(smooth) < smooth[0] / 2  # inside what was tried

# %% after: gradient-checked
assert printed == "[-4.  7.]\n"
for step in (0.1, 0.01):
    np.testing.assert_allclose((2 + step) ** 3, 8 + 12 * step + 6 * step**2 + step**3)

# %% after: roy-checked
J = np.array([[-7.5, 0, 0.125], [0, -10, 0.25]])


def demand(theta):
    return np.array([theta[2] / (4 * theta[0]), 3 * theta[2] / (4 * theta[1])])


at = np.array([2.0, 3.0, 120.0])
rows = [numerical_gradient(lambda theta, i=i: demand(theta)[i], at) for i in range(2)]
np.testing.assert_allclose(demand(at), [15, 30])
np.testing.assert_allclose(rows, J, atol=1e-8)
np.testing.assert_allclose(J.T @ [1 / 60, 1 / 40], [-1 / 8, -1 / 4, 1 / 120])
np.testing.assert_allclose(numerical_gradient(indirect_utility, at), [-1 / 8, -1 / 4, 1 / 120], rtol=1e-6)
utility = numerical_gradient(lambda q: np.log(q[0]) / 4 + 3 * np.log(q[1]) / 4, np.array([15.0, 30.0]))
np.testing.assert_allclose(utility, [1 / 60, 1 / 40], rtol=1e-6)

# %% after: hessian-checked
H = logistic_hessian(at)
angles = np.linspace(0, np.pi, 1001)
curvatures = [v @ H @ v for v in np.column_stack([np.cos(angles), np.sin(angles)])]
np.testing.assert_allclose([min(curvatures), max(curvatures)], np.linalg.eigvalsh(H), rtol=1e-4)
by_hand = X3.T @ (X3 @ [0.7, -0.4] - y3) / 3  # the other gradient of (7)
np.testing.assert_allclose(by_hand, numerical_gradient(least_squares, np.array([0.7, -0.4])), rtol=1e-7)

# %% after: convexity-checked
gaps = [float(line.split()[-1]) for line in printed.splitlines()]
assert min(gaps[:2]) > -1e-12 and max(gaps[2:]) < -0.1

# %% after: projection-checked
np.testing.assert_allclose(theta_hat, [5 / 6, 3 / 2])
np.testing.assert_allclose(residuals, [1 / 6, -1 / 3, 1 / 6])
others = theta_hat + np.random.default_rng(0).normal(size=(1000, 2))
assert all(least_squares(theta) > least_squares(theta_hat) for theta in others)

# %% after: v-curve
np.testing.assert_allclose(forward_errors[1:5], truth * h[1:5] / 2, rtol=0.01)
np.testing.assert_allclose(centered_errors[:3], truth * h[:3] ** 2 / 6, rtol=0.01)
assert min(forward_errors) < 2e-7 and min(centered_errors) < 1e-9
assert 1e-3 < max(forward_errors[-1], centered_errors[-1]) < 0.05
u, many = 2.0**-53, np.logspace(-12, -2, 100_001)
best = [many[(many / 2 + 2 * u / many).argmin()], many[(many**2 / 6 + u / many).argmin()]]
np.testing.assert_allclose(best, [2 * np.sqrt(u), np.cbrt(3 * u)], rtol=1e-3)
np.testing.assert_allclose(best, [2e-8, 7e-6], rtol=0.06)

# %% after: gradient-check
right, wrong = [float(line.split("error")[1]) for line in printed.splitlines()]
assert right < 1e-8 < 0.9 < wrong

# %% after: steepest-direction-measured
assert printed.startswith("lowest at 225 degrees")
np.testing.assert_allclose(change.min(), -1e-4 * np.sqrt(32), rtol=1e-3)

# %% after: descent-run
np.testing.assert_allclose(path[:3], [[4, 1], [3.2, 0.2], [2.56, 0.04]])
np.testing.assert_allclose(bowl(path[:3]), [10, 5.2, 3.28], rtol=1e-3)
np.testing.assert_array_equal(path, gradient_descent(bowl.gradient, [4, 1], 0.2, tolerance=0, max_steps=40))

# %% after: descent-lemma-checked
fell, promised = np.array([[float(word) for word in line.split() if "0." in word.strip(",")] for line in
                           printed.replace(",", "").splitlines()]).T  # fmt: skip
assert 1.2 < fell[0] / promised[0] < 1.4 and ((1.9 < fell[1:] / promised[1:]) & (fell[1:] / promised[1:] < 2.1)).all()
pairs = np.random.default_rng(0).normal(size=(1000, 2, 2)) * 5
for a, b in pairs:  # (17) and (18)
    far = np.linalg.norm(a - b)
    assert np.linalg.norm(logistic_gradient(a) - logistic_gradient(b)) <= L_logit * far
    assert logistic(b) <= logistic(a) + logistic_gradient(a) @ (b - a) + L_logit / 2 * far**2 + 1e-12

# %% after: quadratic-checked
np.testing.assert_allclose(1 - eta * eigenvalues, [0.93, -0.4])

# %% after: bound-checked
for eta, told in zip((0.099, 0.1, 0.101), printed.splitlines()):
    end = descent(ravine.gradient, start, eta, 500)[-1]
    np.testing.assert_allclose(end[1], 1.5 * (1 - 20 * eta) ** 500, rtol=1e-6)
    assert f"{abs(end[1]):.3g}" in told

# %% after: best-step-drawn
etas = np.linspace(0.001, 0.11, 100_001)
rho = np.maximum(abs(1 - etas), abs(1 - 20 * etas))
np.testing.assert_allclose([etas[rho.argmin()], rho.min()], [2 / 21, 19 / 21], atol=1e-4)
np.testing.assert_allclose([2 / 21, 19 / 21], [0.0952, 0.905], atol=5e-4)
distance = np.linalg.norm(descent(ravine.gradient, start, 2 / 21, 40), axis=1)
np.testing.assert_allclose(distance[1:] / distance[:-1], 19 / 21)

# %% after: four-steps
np.testing.assert_allclose(20 * 0.102 - 1, 1.04)
assert [ax.get_title().split(": ")[1][:4] for ax in fig.axes] == ["71.5", "25.5", "8.2%", "105."]

# %% after: how-many-steps-measured
found = [[int(part.split()[-1]) for part in line.replace(";", ",").split(",")] for line in printed.splitlines()]
assert all(best_step <= formula + 1 for best_step, _, formula in found)
for best_step, careful, formula in found[2:]:
    np.testing.assert_allclose([best_step, careful], [formula, 2 * formula], rtol=0.03)
assert round(np.log(10) / 2, 2) == 1.15

# %% after: widget
from utils.figures.descent import descend
from utils.widgets.step_size import arrival

assert [arrival(descend(*at)) for at in ((0.03, 20), (2 / 21, 20), (2 / 26, 25))] == [96, 30, 38]
good = [eta for eta in np.arange(0.0700, 0.1000, 0.0001) if (arrival(descend(eta, 20)) or 100) < 40]
np.testing.assert_allclose([good[0], good[-1]], [0.072, 0.097], atol=6e-4)
assert len(good) == round((good[-1] - good[0]) / 0.0001) + 1, "every step size between"
assert arrival(descend(2 / 31, 30)) >= 40
rho = 0.05 ** (1 / 39)
np.testing.assert_allclose([rho, (1 + rho) / (1 - rho)], [0.926, 26.0], rtol=2e-3)

# %% after: conditioning-measured
assert [int(line.split("steps")[1].split(";")[0]) for line in printed.splitlines()] == [11743, 51, 1]
assert round(years.mean()) == 14
in_years = np.column_stack([np.ones(200), years]).T @ np.column_stack([np.ones(200), years]) / 200
assert [round(np.trace(in_years)), round(np.linalg.det(in_years))] == [224, 15] and abs(224**2 / 15 / 3400 - 1) < 0.02

# %% after: saddle-measured
assert [line.split(": ")[1].split(",")[0] for line in printed.splitlines()] == ["43", "91", "188", "381", "never"]
assert [round(np.log(0.5 / delta) / np.log(1.1)) for delta in (1e-8, 1e-16)] == [186, 379] and 381 - 188 == 193

# %% after: saddle-drawn
for seed in range(3):
    starts = np.random.default_rng(seed).uniform([-1.5, -1.4], [1.5, 1.4], (50, 2))
    ends = descent(lambda T: pass_gradient(T.T).T, starts, 0.1, 600)[-1]
    np.testing.assert_allclose(np.abs(ends), np.tile([0, 1], (50, 1)), atol=1e-5)
leap = descent(pass_gradient, np.array([1.0, np.sqrt(11)]), 0.1, 1)[-1]
assert abs(leap[1]) < 1e-12  # a second start that ends on the ridge, but outside the picture

# %% after: local-minima-counted
counts = [[float(part.split()[-1][:-1]) for part in line.split(";")] for line in printed.splitlines()]
assert all(abs(wrong - 47.5) < 4 * 100 * np.sqrt(0.25 / 1000) and failed <= 5 for wrong, failed in counts)
np.testing.assert_allclose([(2 - zeros[1]) / 4, 0.475**5], [0.475, 0.024], atol=5e-4)
assert ((np.abs(ends - zeros[0]) < 1e-6) | (np.abs(ends - zeros[2]) < 1e-6)).all()
slopes = 1 - 0.02 * (12 * np.linspace(-2, 2, 401) ** 2 - 4)
assert (slopes > 0).all()  # theta - eta f'(theta) rises with theta: no step jumps over the hump

# %% after: backtracking-written-out
from utils.descent import backtracking

for point, t in zip(path[:-1], accepted):
    g = ravine.gradient(point)
    assert t == backtracking(ravine, g, point, -g)
assert min(accepted) > (1 - 1e-4) / 20

# %% after: backtracking-on-rosenbrock
import re

first, second = printed.splitlines()
found = [re.findall(r": +(\w+)", line) for line in (first, second)]
assert found == [["2968", "never", "188"], ["9085", "4502", "2435"]]
values = [int(line.split()[-4]) / int(steps[-1]) for line, steps in zip((first, second), found)]
assert [round(each) for each in values] == [11, 11]

# %% after: backtracking-drawn
jump = np.linalg.norm(np.diff(path, axis=0), axis=1).argmax()
assert jump == 30 and path[jump][0] < -0.9 and path[jump + 1][0] > 0.8

# %% after: rates-checked
assert (gap > 0).all() and (10 * gap < bound).all()
np.testing.assert_allclose(logistic_gradient(logit.minimum), 0, atol=1e-10)
heights = ravine(descent(ravine.gradient, start := np.array([3.5, 1.5]), 1 / 20, 100))
assert (heights[1:] <= (1 - 1 / 20) * heights[:-1] + 1e-15).all()  # (26)

# %% after: tatonnement-checked
np.testing.assert_allclose(np.linalg.eigvalsh(A), [1, 3])
np.testing.assert_allclose(A @ p_star, [7, 4])
np.testing.assert_allclose(np.array([[1.5, -1], [-1, 1.5]]) + 0.5 * np.eye(2), A)
far = [float(line.split()[-1]) for line in printed.splitlines()]
assert far[1] < 1e-7 and far[0] < 1 < np.linalg.norm(np.ones(2) - p_star) < far[2]

# %% what if: what-if, on the curvatures 1 and 4
# edit: descent-run | eta=0.2 | eta=0.25
assert printed.startswith("[[4.0, 1.0], [3.0, 0.0], [2.25, 0.0]]")

# %% what if: what-if, Multiply $f$ by 1000 and divide
# edit: bound-checked | Quadratic([1, 20]) | Quadratic([1000, 20_000])
# edit: bound-checked | (0.099, 0.1, 0.101) | (0.000099, 0.0001, 0.000101)
assert [line.split("steps ")[1] for line in printed.splitlines()[:3]] == ["6.15e-05", "1.5", "2.99e+04"]

# %% what if: what-if, by a parabola
# edit: v-curve | np.exp, np.exp(1.0) | np.square, 2.0
assert max(centered_errors[:3]) < 1e-12 < 1e-4 < centered_errors[-1]
assert forward_errors[0] > 0.09

# %% what if: what-if, Add noise to each gradient
# edit: saddle-measured | theta[1] ** 3 - theta[1]]) | theta[1] ** 3 - theta[1]]) + 1e-3 * rng.standard_normal(2)
end = printed.splitlines()[-1].split("[")[1].rstrip("]").split()
np.testing.assert_allclose([float(number) for number in end], [0, 1], atol=0.02)
