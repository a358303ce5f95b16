"""Practical 2, gap 12: the training loop, judged by facts about what it called, and by its losses."""

import numbers

import numpy as np

from utils.checks.gap import Fault, Function, Trial, change, copied, gap
from utils.checks.practical_2.batches import minibatches
from utils.checks.practical_2.network import RETURN_INSIDE


def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        total = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, gradients = loss_and_gradients(parameters, X_batch, y_batch)
            step(parameters, gradients)
            total += loss * len(X_batch)
        history.append(total / len(X))
    return history


_minibatches = minibatches.functions["minibatches"].right


def _train_trials(rng):
    """Downhill, uphill and hardly at all: the loop should go on all the same. Then a rest of one sample, a single batch."""
    size = int(rng.integers(6, 9))
    for eta in 0.05, -0.02, 1e-9:
        yield _regression(rng, 4 * size + 3, size, 4, eta)
    for n, batch_size, epochs in (2 * size + 1, size, 3), (size - 1, size, 3), (size - 2, 1, 1), (1, 2, 2):
        yield _regression(rng, n, batch_size, epochs, 0.05)


def _regression(rng, n, batch_size, epochs, eta):
    """A linear regression, which `_logged` gets with the functions that train calls."""
    X, parameters = rng.normal(size=(n, 3)), [rng.normal(size=3), rng.normal(size=1)]
    arguments = {"parameters": parameters, "X": X, "y": X @ rng.normal(size=3) + rng.normal(size=n), "epochs": epochs}
    arguments |= {"batch_size": batch_size, "rng": np.random.default_rng(int(rng.integers(2**31))), "eta": eta}
    return Trial({"n": n, "batch_size": batch_size, "epochs": epochs}, arguments, _logged)


def _logged(call, parameters, X, y, epochs, batch_size, rng, eta):
    """Facts about the calls, in words; then the losses and how the parameters changed."""
    start, own, own_rng, own_size = copied(parameters), list(parameters), rng, batch_size
    log, largest = [], [0]
    usual = {
        "minibatches got": "X, y, batch_size, rng",
        "loss_and_gradients got": "parameters, X_batch, y_batch",
        "step got": "parameters, gradients",
    }
    got = dict(usual)

    def loss_and_gradients(parameters, X_batch=None, y_batch=None, *, X=None, y=None):
        X_batch, y_batch = X_batch if X is None else X, y_batch if y is None else y
        log.append("loss")
        if parameters is None or getattr(X_batch, "ndim", 0) != 2 or getattr(y_batch, "ndim", 0) != 1:
            got["loss_and_gradients got"] = "None" if parameters is None else "something else than X_batch, y_batch"
            return 0.0, [np.zeros(3), np.zeros(1)]
        largest[0] = max(largest[0], len(X_batch))
        residual = X_batch @ parameters[0] + parameters[1] - y_batch
        gradients = [X_batch.T @ residual / len(y_batch), residual.sum(keepdims=True) / len(y_batch)]
        return float((residual**2).sum() / (2 * len(y_batch))), gradients

    def step(parameters, gradients):
        log.append("step")
        if not isinstance(parameters, (list, tuple)) or not isinstance(gradients, (list, tuple)):
            got["step got"] = "something else than two lists"
        elif any(g is theta for g in gradients for theta in own):
            got["step got"] = "gradients, parameters"
        else:
            if any(theta is not mine for theta, mine in zip(parameters, own)):
                got["step got"] = "copies of the parameters"
            for theta, g in zip(parameters, gradients):
                theta -= eta * g

    def minibatches(X, y, batch_size, rng):
        log.append("epoch")
        if not isinstance(batch_size, numbers.Integral) or getattr(y, "ndim", 0) != 1:
            got["minibatches got"] = "its arguments in another order"
            return iter(())
        if batch_size != own_size:
            got["minibatches got"] = f"batch_size = {batch_size}"
        elif rng is not own_rng:
            got["minibatches got"] = "another generator than rng"
        return _minibatches(X, y, batch_size, rng)

    given = {"loss_and_gradients": loss_and_gradients, "step": step, "minibatches": minibatches}
    for function in given.values():
        function.__qualname__ = function.__name__  # an error should not speak of `_logged`
    result, fault = None, "none"
    try:
        result = call(parameters=parameters, X=X, y=y, **given, epochs=epochs, batch_size=batch_size, rng=rng)
    except Fault as found:
        fault = found.what
    except Exception:
        if got == usual:  # else a wrong argument is what the error came from
            raise
    facts = dict(got)
    for function, word in ("minibatches", "epoch"), ("loss_and_gradients", "loss"), ("step", "step"):
        number = log.count(word)
        facts[f"{function} was called"] = {0: "never", 1: "once", 2: "twice"}.get(number, f"{number} times")
    facts["the loss was computed on"] = f"{largest[0]} samples at most"
    calls = [word for word in log if word != "epoch"]
    facts["each step follows its own loss"] = "yes" if calls == ["loss", "step"] * (len(calls) // 2) else "no"
    facts["side effects"] = fault
    facts["the losses"] = result.tolist() if isinstance(result, np.ndarray) else result
    return facts | {"the change of the parameters": change(parameters, start)}


_EPOCHS, _TOTAL, _BATCHES = "range(epochs)", "        total = 0.0\n", "in minibatches(X, y, batch_size, rng)"
_LOSS, _STEP = "loss_and_gradients(parameters, X_batch, y_batch)", "            step(parameters, gradients)\n"
_SUM, _MEAN, _APPEND = "total += loss * len(X_batch)", "total / len(X)", "        history.append(total / len(X))"
_COUNT, _START = "-(-len(X) // batch_size)", "history = []"
TRAIN = {
    "minibatches was never called: loop over minibatches(X, y, batch_size, rng) in each epoch": {
        _BATCHES: "in [(X[i : i + batch_size], y[i : i + batch_size]) for i in range(0, len(X), batch_size)]"
    },
    "rng and batch_size have changed places: the order is minibatches(X, y, batch_size, rng)": {
        "batch_size, rng):\n            loss": "rng, batch_size):\n            loss"
    },
    "minibatches was called with another batch_size than the one that came in: pass it on": [
        {_BATCHES: f"in minibatches(X, y, {size}, rng)"} for size in (32, 64)
    ],
    "minibatches was called with another generator than rng: made anew in each epoch, it gives the same order each time": {
        _BATCHES: "in minibatches(X, y, batch_size, np.random.default_rng(0))"
    },
    "minibatches was called once in 4 epochs: does a `return` end the loop, or is there one epoch only?": [
        RETURN_INSIDE,
        {_EPOCHS: "range(1)"},
    ],
    "minibatches was called once in 4 epochs, so all have the same batches: call it inside the loop over the epochs": {
        _START: f"batches = list(minibatches(X, y, batch_size, rng))\n    {_START}",
        _BATCHES: "in batches",
    },
    "minibatches was called once in 4 epochs: a generator can be walked through once, so call it anew in each epoch": {
        _START: f"batches = minibatches(X, y, batch_size, rng)\n    {_START}",
        _BATCHES: "in batches",
    },
    "one epoch is missing: range(epochs) has epochs numbers, 0 to epochs - 1": {_EPOCHS: "range(1, epochs)"},
    "one epoch too many: range(epochs) has epochs numbers, 0 to epochs - 1": {_EPOCHS: "range(epochs + 1)"},
    "the loop stops early because of the loss: all epochs are asked for, whatever it does": [
        {_APPEND: f"{_APPEND}\n        if len(history) > 1 and {rule}:\n            break"}
        for rule in ("history[-1] > history[-2]", "abs(history[-1] - history[-2]) < 1e-3")
    ],
    "minibatches gives pairs (X_batch, y_batch), and loss_and_gradients takes (parameters, X_batch, y_batch), in this order": [
        {f"{before}X_batch, y_batch": f"{before}y_batch, X_batch"} for before in ("for ", "parameters, ")
    ],
    "the loss was computed on all samples: pass X_batch and y_batch to loss_and_gradients, not X and y": {
        _LOSS: "loss_and_gradients(parameters, X, y)"
    },
    "the loss was computed on all samples after the epoch: the mean of the batches' losses is asked": {
        _MEAN: "loss_and_gradients(parameters, X, y)[0]"
    },
    "the parameters became None: step changes them in place and returns nothing, so write no `parameters =` before it": {
        _STEP: "            parameters = step(parameters, gradients)\n"
    },
    "step got something else than gradients: loss_and_gradients gives a pair (loss, gradients), in this order": [
        {"loss, gradients =": names} for names in ("gradients, loss =", "gradients = loss, _ =")
    ],
    "step was called with the gradients first: the order is step(parameters, gradients)": {
        _STEP: "            step(gradients, parameters)\n"
    },
    "step was called with a copy of the parameters: pass on the very arrays that came in, they change in place": {
        _START: f"{_START}\n    parameters = [theta.copy() for theta in parameters]"
    },
    "step was never called, so nothing is learned: after each loss, step(parameters, gradients)": {_STEP: ""},
    "step was called once in each epoch: it belongs into the loop over the batches": {
        _STEP: "",
        "        history.append": "        step(parameters, gradients)\n        history.append",
    },
    "step was called twice for each batch: one step each": {_STEP: _STEP * 2},
    "step was not called after each loss: whatever the loss is, one step for each batch": {
        _START: "history, last = [], np.inf",
        _STEP: f"            if loss < last:\n    {_STEP}            last = loss\n",
    },
    "the input X was changed in place: take the numbers as they are, and leave them to the caller": {
        _START: f"X /= abs(X).max()\n    {_START}"
    },
    "the loss is computed anew after the step: one call for a batch gives loss and gradients, both before the step": {
        _SUM: f"loss, _ = {_LOSS}\n            {_SUM}"
    },
    "loss_and_gradients was called twice for each batch: one call gives both the loss and the gradients": {
        f"loss, gradients = {_LOSS}": f"loss = {_LOSS}[0]\n            gradients = {_LOSS}[1]"
    },
    "None came back: end with `return` and the list of the losses": {"    return history\n": ""},
    "one number for each batch: keep one for each epoch, the mean over its samples": {
        f"            {_SUM}\n{_APPEND}": "            history.append(loss)"
    },
    "the list holds the last epoch alone: does the line that appends stand after the loop over the epochs?": {
        _APPEND: _APPEND.removeprefix("    ")
    },
    "each batch counts the same, but the last one is smaller: weight each loss by its batch's size, sum(loss * m) / n": {
        _SUM: "total += loss",
        _MEAN: f"total / {_COUNT}",
    },
    "the losses of the batches are summed: divide, so that it is the mean over the samples": {
        _SUM: "total += loss",
        _MEAN: "total",
    },
    "the losses are weighted by the batch sizes, but not divided by n": {_MEAN: "total"},
    "the sum is divided by the size of the last batch: divide by n, the number of samples": {
        _MEAN: "total / len(X_batch)"
    },
    "the weighted sum is divided by batch_size: divide by n, the number of samples": {_MEAN: "total / batch_size"},
    "the weighted sum is divided by the number of batches: divide by n, the number of samples": {
        _MEAN: f"total / {_COUNT}"
    },
    "the weighted sum is divided by the batches times batch_size, but the last one is smaller: divide by n": {
        _MEAN: f"total / ({_COUNT} * batch_size)"
    },
    "1347 is written into the function: divide by len(X), the number of samples that came in": {_MEAN: "total / 1347"},
    "each loss is weighted by batch_size, but the last batch holds fewer samples: weight by len(X_batch)": {
        _SUM: "total += loss * batch_size"
    },
    "the sum of the losses is divided by n, the number of samples: weight each by its batch's size first": {
        _SUM: "total += loss"
    },
    "only the last batch's loss is kept: the mean over the epoch is asked": {_MEAN: "loss"},
    "only the first batch's loss is kept: the mean over the epoch is asked": {_SUM: "total = total or loss * len(X)"},
    "the sum is not set back to 0 at the start of each epoch": {
        _TOTAL: "",
        _START: "history, total = [], 0.0",
    },
    "the list of batch losses is not emptied at the start of each epoch": {
        _START: "history, losses = [], []",
        _SUM: "losses.append(loss)",
        _MEAN: "np.mean(losses)",
    },
}
train = gap(
    Function(
        train,
        _train_trials,
        TRAIN,
        changes=("parameters",),
        remedies={"has no len()": "minibatches gives a generator: walk through it, `for X_batch, y_batch in ...`."},
        domain={"n = 1": "n may be 1", "batch_size = 1": "epochs, batch_size: 1 or more", "epochs = 1": "1 or more"},
        allows={
            "integers in ? are refused": "train hands X and y on, and does not look into them",
            "*parameters*refused": "train hands the parameters on, and does not look into them",
        },
    ),
    praise="4 epochs of 5 batches, one mean loss an epoch, and smaller ones.",
)
