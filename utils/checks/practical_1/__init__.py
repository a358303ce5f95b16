"""The checks of practical 1, one for each gap and for the task, and `use_reference` for a student who is stuck.

The modules in the order of the gaps: least_squares, descent (with paths), scores, logit, fit; then the task.
"""

from utils.checks.gap import lend_gap
from utils.checks.practical_1.descent import gradient_descent, newton
from utils.checks.practical_1.fit import fit_logit, irls_step
from utils.checks.practical_1.least_squares import prediction, squared_derivatives, standardize
from utils.checks.practical_1.logit import logistic_derivatives, logistic_loss
from utils.checks.practical_1.scores import boundary_points, sigmoid
from utils.checks.practical_1.task import my_descent

CHECKS = (
    prediction, squared_derivatives, gradient_descent, newton, standardize, sigmoid, logistic_loss, logistic_derivatives,
    boundary_points, fit_logit, irls_step,
)  # fmt: skip
GAPS = {check.__name__: check.functions for check in CHECKS}
TASKS = {my_descent.__name__: 10}
__all__ = [*GAPS, *TASKS, "use_reference"]


def use_reference(name):
    """The reference for a gap's function, for a student who is stuck: later pictures work, the gap gives no points.

    `name` is a function ("sigmoid"), or a gap with several ("prediction"), which gives them as a tuple.
    """
    lent = lend_gap(GAPS, name)
    if isinstance(lent, tuple):
        names = ", ".join(GAPS[name])
        print(f'It has {len(lent)} functions: write {names} = use_reference("{name}").')
    return lent
