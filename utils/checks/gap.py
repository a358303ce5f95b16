"""What a gap is: its right functions, trials of each, and the slips that people make.

A check runs the student's function and the right one on the same trials and compares what is seen. Where the two differ,
every slip is run too: the one that behaves as the student's function does gives the diagnosis. Where none does, the
difference itself is described (`utils.checks.case`). A check prints one line when all is right and raises an
AssertionError when something is wrong; it never writes to stderr and never returns a number, which nbgrader would read as
a score.
"""

import contextlib
import functools
import io
import itertools
import warnings
from dataclasses import dataclass, field

import numpy as np

from utils.checks import slips
from utils.checks.case import Case, Failed, a, alike, unwritten
from utils.checks.data import arrays, change, copied, equal, finite

LIMIT = 1000  # items that are taken from a generator
_WAIT = "All that comes later works; this gap's points wait for your own version."
_running = []  # the gaps that are being checked at this moment, one within another


class Fault(Exception):
    """Something that no right function does, seen while it ran: what, and advice."""

    def __init__(self, what, advice=""):
        super().__init__(what, advice)
        self.what, self.advice = what, advice


@dataclass(eq=False)
class Trial:
    """What a function is tried on.

    sizes : name -> number or word, shown in messages; a ratio is explained by them ("n times too large"), so they should differ
    arguments : name -> value, in the order of the signature: a copy of them goes into each call
    run : callable, where a single call is not enough. run(call, **arguments) gets the copy, calls call(name=value, ...) as
        often as it likes, and returns what is to be compared: an array, a number, or a list, tuple or dict of such. It may
        raise a `Fault`.
    names : the names of the parts of a result that is a list or a tuple
    """

    sizes: dict
    arguments: dict = field(default_factory=dict)
    run: object = None
    names: tuple = ()
    tolerance: float = 1e-9  # relative: float32's seven digits are too few


@dataclass(eq=False)
class Function:
    """A function of a gap.

    right : the right function, line by line the solution's, without its docstring
    trials : rng -> an iterator of `Trial`
    slips : message -> edit of the right text, or a list of edits (see `utils.checks.slips`)
    changes : names of the arguments that the function changes in place; how they change is compared
    collect : a generator comes back, and its items are compared
    separate : the result must not share memory with an argument
    remedies : part of an error's text -> what it means in this gap
    domain : corner -> the words of the docstring that promise it: on what the function is tried, and on nothing else
        (the grammar of corners: tests/checks/corners.py)
    allows : fault that the check lets pass -> the reason (the faults: tests/checks/faults.py)
    """

    right: object
    trials: object
    slips: dict = field(default_factory=dict)
    changes: tuple = ()
    collect: bool = False
    separate: bool = False
    remedies: dict = field(default_factory=dict)
    domain: dict = field(default_factory=dict)
    allows: dict = field(default_factory=dict)

    @property
    def name(self):
        return self.right.__name__


# ---------------------------------------------------------------- checks


def gap(*functions, name=None, praise=""):
    """The check of a gap, check(*functions_of_a_student, seed=0); a gap of one function bears its name."""
    name = name or functions[0].name

    def check(*given, seed=0):
        _running.append(name)
        try:
            for function in given:
                _refuse(function, name)
            for function, own, trials in zip(functions, given, _trials(functions, seed), strict=True):
                for number, trial in enumerate(trials):
                    _examine(function, own, trial, trials[:number])
        except AssertionError as error:
            raise Failed(str(error)) from None
        except NotImplementedError as error:
            raise unwritten(name, error) from None
        finally:
            _running.remove(name)
        print(f"{name}: correct. {praise}".rstrip())

    check.__name__ = check.__qualname__ = name
    check.__module__ = functions[0].right.__module__
    check.functions = {function.name: function for function in functions}
    return check


def _trials(functions, seed):
    """A list of trials for each function."""
    rng = np.random.default_rng(seed)
    return [list(function.trials(rng)) for function in functions]


def _examine(function, own, trial, passed):
    """Raise the AssertionError for a trial that goes wrong; `passed` are the trials of before, which went well."""
    case = Case(function.name, trial.sizes, function.remedies)
    seen, right = _see(function, own, trial), _see(function, function.right, trial)
    if right.error is not None:
        raise right.error  # a mistake of ours
    if not finite(right.value):
        raise ValueError(f"{function.name}: the right result has nan or inf, so a wrong one could hide behind it")
    if seen.good(right, trial):
        return
    case.warned = seen.warned
    message = _diagnosis(function, seen, right, trial, passed) or _late(function, seen, right, passed[-1:])
    if seen.error is not None and not isinstance(seen.error, Fault):
        case.stopped(seen.error, seen.last, message)
    if message:
        case.fail(message)
    if seen.error is not None:
        case.fail(seen.error.what, seen.error.advice)
    case.compare(seen.value, right.value, names=trial.names, tolerance=trial.tolerance)
    case.fail(
        f"the numbers are right, but NumPy warned: {'; '.join(dict.fromkeys(seen.warned))}",
        "Avoid the operation that overflows or divides by zero, also where its result is not used.",
    )


def _diagnosis(function, seen, right, trial, passed):
    """The message of the first slip that goes wrong in this trial as the student's function does, and in none that it passed."""
    for message, edits in slips.variants(function.slips):
        slip = slips.edited(function.right, edits)
        wrong = _see(function, slip, trial)
        if (
            seen.like(wrong, right, trial)
            and not wrong.good(right, trial)
            and all(_see(function, slip, other).good(_see(function, function.right, other), other) for other in passed)
        ):
            return message
    return ""


def _late(function, seen, right, before):
    """What to say where a call returns what the call before it, maybe in the trial before, should have returned."""
    if len(seen.results) == len(right.results):
        earlier = [result for trial in before for result in _see(function, function.right, trial).results]
        late = [*earlier, *right.results][-len(right.results) - 1 : -1] if earlier else [None, *right.results[:-1]]
        for own, other, due in zip(seen.results, late, right.results):
            if other is not None and equal(own, other, 1e-9) and not equal(own, due, 1e-9):
                return (
                    "this is the result of the call before, with other inputs: is something kept between calls, or is an "
                    "argument not used?"
                )
    return ""


@dataclass
class _Seen:
    """What a function did in a trial: the value that came of it or the error that ended it, warnings, its last arguments."""

    value: object
    error: object
    warned: list
    last: dict
    results: list

    def good(self, right, trial):
        return self.error is None and alike(self.value, right.value, trial.tolerance) and not self.warned

    def like(self, other, right, trial):
        """The same error, or close numbers; where these are nan, infinite or right, NumPy must have warned of the same."""
        if self.error is not None or other.error is not None:
            kinds = {type(error).__name__ for error in (self.error, other.error)}  # the grader rebuilds some classes
            return len(kinds) == 1 and str(self.error) == str(other.error)
        plain = finite(self.value) and not alike(self.value, right.value, trial.tolerance)
        return alike(self.value, other.value, trial.tolerance) and (plain or set(self.warned) == set(other.warned))


def _see(function, run, trial):
    call = _Call(function, run)
    value = error = None
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):  # a trial itself may compute from odd numbers
            warnings.simplefilter("ignore")
            value = trial.run(call, **copied(trial.arguments)) if trial.run else call.alone(**copied(trial.arguments))
    except (NotImplementedError, AssertionError):
        raise
    except (Exception, SystemExit) as caught:
        error = caught
    return _Seen(value, error, call.warned, call.last, call.results)


class _Call:
    """A function in a trial, watched: inputs that it changes, results that it keeps, warnings."""

    def __init__(self, function, run):
        self.function, self.run, self.warned, self.last, self.results = function, run, [], {}, []

    def alone(self, **arguments):
        """A single call. A function that changes nothing is called twice, and must give the same again, in new arrays."""
        given, again = copied(arguments), copied(arguments)
        result = self(**given)
        if self.function.changes:
            return {f"the change of {key}": change(given[key], arguments[key]) for key in self.function.changes}
        kept, second = copied(result), self(**again)
        if not equal(result, kept) or any(np.shares_memory(x, y) for x in arrays(result) for y in arrays(second)):
            raise Fault(
                "the result of the first call changed when the function was called a second time",
                "The results share one array between calls: make a new array in every call.",
            )
        if not equal(second, kept, 1e-12):
            raise Fault(
                "two calls with the same inputs give different results",
                "Something accumulates or is kept between calls: start from fresh arrays in every call.",
            )
        return result

    def __call__(self, **arguments):
        function, before = self.function, copied(arguments)
        self.last = arguments
        listed = {key: list(arguments[key]) for key in function.changes if isinstance(arguments[key], list)}
        with warnings.catch_warnings(record=True) as caught, np.errstate(all="warn", under="ignore"):
            warnings.simplefilter("always")
            with contextlib.redirect_stderr(io.StringIO()):
                result = self.run(*arguments.values())
                if function.collect:
                    result = _collected(result)
        self.results.append(copied(result))
        self.warned += [str(warning.message) for warning in caught if issubclass(warning.category, RuntimeWarning)]
        for key, value in arguments.items():
            if key in listed:
                _in_place(key, value, listed[key], before[key], result)
            elif key not in function.changes and not equal(value, before[key]):
                raise Fault(f"the input {key} was changed in place", _advice_on_input(key, value))
        if function.separate:
            separate(result, arguments)
        return result


def _collected(result):
    """The items of a generator as a list."""
    if result is None:
        raise Fault("the function returned None", "A generator hands out its values with `yield`.")
    if isinstance(result, (np.ndarray, str, dict)) or not hasattr(result, "__iter__"):
        raise Fault(f"the function returned {a(result)}", "Hand out one item after the other with `yield`.")
    items = list(itertools.islice(result, LIMIT))
    if len(items) == LIMIT:
        raise Fault(f"more than {LIMIT} items were handed out", "The loop seems never to end.")
    return items


def _advice_on_input(key, value):
    if isinstance(value, list):
        return (
            "`-=`, `*=` and `[...] =` write into an array of the caller's list, "
            f"`{key}.pop()`, `{key}.reverse()` and `{key}[i] = ...` into the list: make new ones."
        )
    return f"Work on a new array: lines such as `{key} -= ...`, `{key}[...] = ...` or `out={key}` write into the caller's data."


def _in_place(key, listed, kept, before, returned):
    """Were the arrays of a list changed themselves? `kept`: the arrays that were in it, `before`: their old values."""
    moved = [not np.array_equal(new, old) for new, old in zip(kept, before)]
    if len(listed) != len(kept) or any(new is not old for new, old in zip(listed, kept)):
        raise Fault(
            f"new arrays were put into the list {key}, but the arrays themselves should change in place",
            f"`theta = theta - ...` and `{key}[i] = ...` make new arrays; `theta -= ...` changes the one that is there.",
        )
    if not any(moved):
        advice = "New arrays came back, but the ones handed in should change: use `-=`, not `theta = theta - ...`."
        if returned is None:
            advice = (
                "`theta = theta - ...` only gives a new array that name: use `theta -= ...`, which changes it in place."
            )
        raise Fault(f"{key} did not change", advice)
    if not all(moved):
        still = ", ".join(str(i) for i, m in enumerate(moved) if not m)
        raise Fault(f"item {still} of {key} did not change, the others did", "Does the loop reach every array?")


def separate(result, others):
    """Raise a Fault where an array in `result` shares its memory with one in `others`, a dict name -> data, or with its like."""
    found = list(arrays(result))
    for index, part in enumerate(found):
        for key, value in {**others, "another part of the result": found[:index]}.items():
            if any(np.shares_memory(part, other) for other in arrays(value)):
                advice = "A later change of one changes the other: make a new array."
                raise Fault(f"what came back shares its memory with {key}", advice)


# ---------------------------------------------------------------- references for students who are stuck


def lend_gap(gaps, name):
    """The reference for `name`: one function, or a tuple of them where `name` is a gap with several.

    `gaps` is a dict gap name -> dict function name -> Function.

    Raises
    ------
    ValueError
        If no gap and no function has this name.
    """
    for gap_name, functions in gaps.items():
        if name == gap_name or name in functions:
            print(f"{name}: this is the reference now.", _WAIT)
            chosen = functions.values() if name == gap_name else [functions[name]]
            lent = [lend(function.right, gap_name) for function in chosen]
            return lent[0] if len(lent) == 1 else tuple(lent)
    names = sorted({key for functions in gaps.values() for key in functions})
    raise ValueError(f"there is no gap {name!r}; there are {', '.join(names)}")


def lend(function, gap_name):
    """The reference `function` for a student who is stuck on a gap; the gap's own check does not accept it."""

    @functools.wraps(function)
    def borrowed(*args, **kwargs):
        if gap_name in _running:
            _refuse(borrowed, gap_name)
        return function(*args, **kwargs)

    borrowed.__module__, borrowed.gap = "utils.borrowed", gap_name  # the grader goes by them
    return borrowed


def _refuse(function, name):
    if not callable(function):
        raise AssertionError(
            f"{name}: a function is expected here, but this is {a(function)}. "
            "Was the function's name used for something else? Run the cell that defines it again."
        )
    module = getattr(function, "__module__", None)
    if isinstance(module, str) and module.split(".")[0] == "utils":
        raise AssertionError(
            f"{name}: this is the reference, not your own function, so the gap gives no points. "
            "All later pictures and gaps work with it; come back and write your own whenever you like."
        )
