"""How fast is `utils`? It trains the same networks on the same digits as scikit-learn and, where installed, PyTorch.

Run `make bench`, or `python -m tests.bench --repeats 9` on a busy machine. Architecture, scale of the first weights
(Glorot's), batch size, epochs, Adam and its constants are the same for all, nobody adds a penalty, and the test
accuracies stand beside the times. The limit is the time of the bare matrix products of the same shapes. Each has one
thread, more do not help at these sizes, and its processor time is taken; the contestants take turns, and ratios are
of the fastest turns, so that other work of the machine disturbs as little as can be.

A second table does the same for convolution: im2col against the loops that define it, against scipy and, where
installed, PyTorch; the limit is again the bare matrix products. There the target is to be in front of loops and scipy.

Two of the three targets of the first are asked of the middle network only. In the smaller one, at batch 128 in float32, NumPy's
cost per call outweighs products of 50 microseconds a step; in the larger one the products, which scikit-learn
computes as well, are half of our time, so nobody can be twice as fast.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy is imported

import argparse
import itertools
import statistics
import time
import warnings

import numpy as np
from scipy import signal
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from utils.convolution import Conv2D, correlate_loops
from utils.data import digits
from utils.initializers import glorot
from utils.losses import SoftmaxCrossEntropy
from utils.mlp import MLP
from utils.optimizers import Adam
from utils.training import accuracy, train

try:
    import torch
except ImportError:
    torch = None

SMALL, MIDDLE, LARGE = [64, 48, 24, 10], [64, 80, 40, 10], [64, 128, 64, 10]  # the small one is practical 2's
N_SAMPLES = 1280  # of the 1347 digits, so that every batch is full
BATCH_SIZES, DTYPES = (32, 64, 128), (np.float64, np.float32)
IMAGES = [(64, 1, 8, 8, 3), (64, 8, 16, 8, 3), (8, 8, 16, 28, 5)]  # n, channels in and out, pixels a side, kernel size
AHEAD, TWICE, LIMIT = 1.0, 2.0, 3.0  # in front everywhere; twice as fast up to 64, at most 3 x the products at 128


def ours(widths, batch_size, epochs, seed, X, y, X_test, y_test):
    rng = np.random.default_rng(seed)
    network = MLP(widths, rng=rng, init=glorot, dtype=X.dtype)
    start = time.process_time()
    train(network, SoftmaxCrossEntropy(), Adam(), X, y, epochs=epochs, batch_size=batch_size, rng=rng)
    return time.process_time() - start, accuracy(network, X_test, y_test)


def scikit_learn(widths, batch_size, epochs, seed, X, y, X_test, y_test):
    network = MLPClassifier(
        widths[1:-1], batch_size=batch_size, max_iter=epochs, n_iter_no_change=epochs, alpha=0, random_state=seed
    )
    start = time.process_time()
    network.fit(X, y)
    return time.process_time() - start, network.score(X_test, y_test)


def pytorch(widths, batch_size, epochs, seed, X, y, X_test, y_test):
    first = MLP(widths, rng=np.random.default_rng(seed), init=glorot, dtype=X.dtype)
    layers = []
    for layer in first.layers:
        linear = torch.nn.Linear(*layer.W.shape[::-1], dtype=torch.from_numpy(X).dtype)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(layer.W))
            linear.bias.zero_()
        layers += [linear, torch.nn.ReLU()]
    network, loss = torch.nn.Sequential(*layers[:-1]), torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(network.parameters(), fused=True)  # one call for all parameters
    X, y = torch.from_numpy(X), torch.from_numpy(y)
    torch.manual_seed(seed)
    start = time.process_time()
    for _ in range(epochs):
        total = 0.0
        for batch in torch.randperm(len(X)).split(batch_size):
            optimizer.zero_grad()
            value = loss(network(X[batch]), y[batch])
            value.backward()
            optimizer.step()
            total += value.item() * len(batch)
    seconds = time.process_time() - start
    with torch.no_grad():
        predicted = network(torch.from_numpy(X_test)).argmax(dim=1).numpy()
    return seconds, float((predicted == y_test).mean())


def products(widths, batch_size, epochs, seed, X, y, X_test, y_test):
    """Only what cannot be left out: A W', Delta' A and Delta W, for each batch of each epoch."""
    rng = np.random.default_rng(seed)
    W = [rng.standard_normal((n, m)).astype(X.dtype) for m, n in itertools.pairwise(widths)]
    A = [rng.standard_normal((batch_size, m)).astype(X.dtype) for m in widths]
    start = time.process_time()
    for _ in range(epochs * len(X) // batch_size):
        for l in range(len(W)):
            A[l] @ W[l].T
        for l in reversed(range(len(W))):
            A[l + 1].T @ A[l]
            if l:
                A[l + 1] @ W[l]
    return time.process_time() - start, float("nan")


def compare(widths, batch_size, dtype, repeats, epochs, data):
    """Take turns; return {name: (fastest seconds, median seconds, mean accuracy)}."""
    X, X_test, y, y_test = data
    runs = {"utils": ours, "scikit-learn": scikit_learn, "products": products}
    if torch is not None:
        runs["PyTorch"] = pytorch
    results = {name: [] for name in runs}
    for seed in range(repeats):
        for name, run in runs.items():
            results[name].append(
                run(widths, batch_size, epochs, seed, X.astype(dtype), y, X_test.astype(dtype), y_test)
            )
    return {
        name: (min(s for s, _ in rows), statistics.median(s for s, _ in rows), statistics.fmean(a for _, a in rows))
        for name, rows in results.items()
    }


def missed(results, widths, batch_size):
    """The targets that this row misses, in words."""
    best = {name: seconds for name, (seconds, _, _) in results.items()}
    for name in best.keys() - {"utils", "products"}:
        wanted = TWICE if name == "scikit-learn" and batch_size <= 64 and widths == MIDDLE else AHEAD
        if best[name] < wanted * best["utils"]:
            yield f"{name} / utils is {best[name] / best['utils']:.2f}, but it should be at least {wanted}"
    if batch_size == 128 and widths == MIDDLE and best["utils"] > LIMIT * best["products"]:
        yield f"utils / products is {best['utils'] / best['products']:.2f}, but it should be at most {LIMIT}"


def convolution_passes(n, c_in, c_out, size, k, dtype, rng):
    """{name: (forward, forward and backward or None)} for one layer, as functions without arguments; all agree."""
    X, layer = rng.standard_normal((n, c_in, size, size)).astype(dtype), Conv2D(c_in, c_out, k, rng=rng, dtype=dtype)
    layer.b = rng.standard_normal(c_out)
    W, b = layer.W, layer.b
    upstream = rng.standard_normal(layer.forward(X).shape).astype(dtype)
    rows, columns = upstream.swapaxes(0, 1).reshape(c_out, -1), layer.columns.reshape(-1, c_in * k * k)

    def scipy():
        return np.stack([[signal.correlate(x, w, mode="valid")[0] + c for w, c in zip(W, b)] for x in X])

    def only_products():
        W.reshape(c_out, -1) @ columns.T

    passes = {
        "utils": (lambda: layer.forward(X), lambda: (layer.forward(X), layer.backward(upstream))),
        "loops": (lambda: correlate_loops(X, W, b), None),
        "scipy": (scipy, None),
        "products": (only_products, lambda: (only_products(), rows @ columns, rows.T @ W.reshape(c_out, -1))),
    }
    if torch is not None:
        x, w, c = (torch.from_numpy(array.copy()).requires_grad_() for array in (X, W, b))
        gradient = torch.from_numpy(upstream)

        def forward():
            with torch.no_grad():  # as `utils`: no graph is kept
                return torch.nn.functional.conv2d(x, w, c)

        def both():
            torch.autograd.grad(torch.nn.functional.conv2d(x, w, c), (x, w, c), gradient)

        passes["PyTorch"] = forward, both
    for name in passes.keys() - {"products"}:
        Z = passes[name][0]()
        np.testing.assert_allclose(Z, layer.Z, rtol=1e-3, atol=1e-3)
    return passes


def fastest(run, repeats):
    """The least processor time of a call, in seconds; short calls are made many times."""
    run()
    start = time.process_time()
    run()
    number = max(1, int(0.02 / max(time.process_time() - start, 1e-6)))
    seconds = []
    for _ in range(repeats if number > 1 else min(repeats, 3)):
        start = time.process_time()
        for _ in range(number):
            run()
        seconds.append((time.process_time() - start) / number)
    return min(seconds)


def bench_convolution(repeats):
    """Print the table of convolution; return the targets that are missed, in words."""
    warned, others = [], ["loops", "scipy"] + ["PyTorch"] * (torch is not None)
    heads = [f"{name} / utils" for name in others] + ["utils / products", "utils ms"]
    print("\nConvolution with stride 1, forward alone and with its backward")
    print(f"{'dtype':8}{'n, c_in, c_out, size, k':>26}{'pass':>10}" + "".join(f"{head:>18}" for head in heads))
    for shape, dtype in itertools.product(IMAGES, DTYPES):
        passes = convolution_passes(*shape, dtype, np.random.default_rng(0))
        for index, which in enumerate(("forward", "both")):
            best = {name: fastest(runs[index], repeats) for name, runs in passes.items() if runs[index] is not None}
            cells = [f"{best[name] / best['utils']:.2f}" if name in best else "-" for name in others]
            cells += [f"{best['utils'] / best['products']:.2f}", f"{1000 * best['utils']:.3f}"]
            start = f"{dtype.__name__:8}{', '.join(map(str, shape)):>26}{which:>10}"
            print(start + "".join(f"{cell:>18}" for cell in cells), flush=True)
            warned += [
                f"convolution {shape}, {dtype.__name__}: {name} / utils is {best[name] / best['utils']:.2f}, "
                f"but it should be at least {AHEAD}"
                for name in ("loops", "scipy")
                if name in best and best[name] < AHEAD * best["utils"]
            ]
    return warned


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--epochs", type=int, default=20)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore", ConvergenceWarning)  # a fixed number of epochs is the point here
    others = ["scikit-learn"]
    if torch is not None:
        torch.set_num_threads(1)
        others.append("PyTorch")
    else:
        print("PyTorch is not installed: the comparison goes on without it.")
    X, X_test, y, y_test = digits()
    data, warned = (X[:N_SAMPLES], X_test, y[:N_SAMPLES], y_test), []
    print(
        f"{arguments.epochs} epochs on {len(data[0])} digits, minimum (median) of {arguments.repeats} turns, one thread"
    )
    for widths in (SMALL, MIDDLE, LARGE):
        print(f"\n{'-'.join(map(str, widths))}, ReLU, Adam")
        heads = [f"{name} / utils" for name in others] + ["utils / products", "utils ms/epoch", "test accuracy, %"]
        print(f"{'dtype':8}{'batch':>6}" + "".join(f"{head:>22}" for head in heads))
        for dtype, batch_size in itertools.product(DTYPES, BATCH_SIZES):
            results = compare(widths, batch_size, dtype, arguments.repeats, arguments.epochs, data)
            best, median, _ = results["utils"]
            per_epoch = 1000 / arguments.epochs
            cells = [f"{results[name][0] / best:.2f}" for name in others]
            cells += [f"{best / results['products'][0]:.2f}", f"{best * per_epoch:.2f} ({median * per_epoch:.2f})"]
            cells.append(" / ".join(f"{100 * results[name][2]:.1f}" for name in ["utils", *others]))
            print(f"{dtype.__name__:8}{batch_size:>6}" + "".join(f"{cell:>22}" for cell in cells), flush=True)
            warned += [
                f"{widths}, {dtype.__name__}, {batch_size}: {text}" for text in missed(results, widths, batch_size)
            ]
    warned += bench_convolution(arguments.repeats)
    met = (
        "Every target is met: in front on all three networks, twice and three times on the middle one, "
        "and in front of loops and scipy at convolution."
    )
    print(f"\n{met}" if not warned else "\nTARGETS MISSED\n" + "\n".join(warned))


if __name__ == "__main__":
    main()
