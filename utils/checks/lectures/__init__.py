"""The checks of "Your turn" in the lectures, in a module for each notebook. They give no points."""

import functools

from utils.checks.gap import gap


def your_turn(function, praise=""):
    """The check of a function (a `Function`) that the reader of a lecture writes: `name = check.name(name)`.

    It gives back what the rest of the notebook should use: the reader's own function if it is right, the course's if it is
    not written yet. A wrong one gets the diagnosis that a gap of a practical gets, as an AssertionError.
    """
    examine = gap(function, praise=praise)

    @functools.wraps(function.right)
    def reference(*arguments, **named):  # so that the check's own right function is never handed out
        return function.right(*arguments, **named)

    def check(own):
        try:
            if own is reference:  # the cell with the check was run again
                raise NotImplementedError
            examine(own)
        except NotImplementedError:
            print(f"{function.name}: not written yet; what follows uses the course's own.")
            return reference
        return own

    check.__name__ = check.__qualname__ = function.name
    check.function = function
    return check
