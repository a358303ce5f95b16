"""Which slip the engine names: the first that goes wrong as the student's function does, and only there."""

import re

import numpy as np
import pytest

from tests.checks.one_trial import X, double, of, said, same, trials
from utils.checks.gap import Function, Trial, gap

SLIPS = {
    "it is never wrong": {"Z + 0": "Z - 0"},
    "the rows are summed": {"Z + 0": "Z.sum(axis=0)"},
    "the entries are squared": [{"Z + 0": "Z * Z"}, {"Z + 0": "Z**2 + 0"}],
    "the entries are cubed": {"Z + 0": "Z**3"},
    "a power of five": {"Z + 0": "Z**5"},
    "shift first": {"Z + 0": "np.exp(1e4 * Z) / np.exp(1e4 * Z)"},
    "It ends in an error": {"Z + 0": "Z @ Z"},
    "no return": {"return Z + 0": "pass"},
}
SLIPPED = of(same, SLIPS, Z=X)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda Z: Z.sum(axis=0), "the rows are summed"),
        (lambda Z: np.square(Z), "the entries are squared"),
        (lambda Z: Z * Z * Z + 1e-9, "the entries are cubed"),
        (lambda Z: (Z**5).astype(np.float32), "a power of five"),
        (lambda Z: np.divide(*[np.exp(1e4 * Z)] * 2), "shift first"),
        (lambda Z: Z.copy() @ Z, "It ends in an error"),
        (lambda Z: None, "no return"),
        (lambda Z: Z**4, "every|entr|row"),
        (lambda Z: Z @ Z.T @ Z.T, "stopped with ValueError"),
        (lambda Z: np.full(Z.shape, np.nan), "15 of 15 entries are nan"),
    ],
)
def test_the_slip_that_behaves_alike_is_named(answer, message):
    SLIPPED(lambda Z: Z * 1)
    text = said(answer, SLIPPED)
    assert re.search(message, text)
    assert [word for word in SLIPS if word in text] == ([message] if message in SLIPS else [])


def test_a_slip_gets_its_sizes_and_its_warnings():
    assert said(lambda Z: Z * Z, SLIPPED) == "same: the entries are squared (tried with n = 5)."
    message = said(lambda Z: np.divide(*[np.exp(1e4 * Z)] * 2), SLIPPED)
    assert message.startswith(
        "same: shift first (tried with n = 5). NumPy warned: overflow encountered in exp; invalid"
    )


def test_an_error_keeps_its_line_and_gets_the_slip_as_advice():
    message = said(eval("lambda Z: Z[:] @ Z"), SLIPPED)
    assert re.search(
        r"stopped with ValueError: .* in line 1 of your cell \(tried.*of shape \(5, 3\)\. It ends in an error\.$",
        message,
    )


def positive(z):
    return np.where(z > 0, z, 0)


def test_a_slip_that_only_warns_is_named_where_the_numbers_are_right():
    warns = of(positive, {"both branches are computed": {"z, 0)": "z, np.log(z) * 0)"}}, z=np.array([1.0, 0.0, -1.0]))
    late = "np.where replaces what is nan"
    kept = of(
        positive, {late: {"np.where(z > 0, z, 0)": "np.nan_to_num(np.where(z > 0, z, np.log(z)))"}}, z=-np.ones(2)
    )
    assert "both branches are computed" in said(lambda z: np.where(z > 0, z, 0 * np.log(z)), warns)
    assert late in said(lambda z: np.nan_to_num(np.where(z > 0, z, np.log(z))), kept)


def test_a_slip_must_warn_of_the_same_where_the_numbers_are_right():
    slips = {"a logarithm": {"Z + 0": "Z + 0 * np.log(np.abs(Z) + 1) + 0 * np.nan_to_num(np.log(0 * Z))"}}
    checked = of(same, slips, Z=X)
    assert "a logarithm" in said(lambda Z: np.where(np.log(0 * Z) < 0, Z, Z), checked)
    assert "the numbers are right, but NumPy warned: overflow" in said(lambda Z: Z + 0 / np.exp(1e6 + Z), checked)


def test_a_slip_is_not_named_where_it_does_no_harm():
    check = gap(Function(double, trials, {"large z are cut off": {"2 * z": "2 * np.minimum(z, 100)"}}))
    assert "large z are cut off" in said(lambda z: 2 * np.minimum(z, 100), check)
    assert "large z" not in said(lambda z: 2 * z + 9e-7, check)  # nearly right, as the slip is right on small z


def test_a_slip_that_fails_where_the_answer_passed_is_not_named():
    slips = {"always 200": {"2 * z": "0 * z + 200"}, "large z are cut off": {"2 * z": "2 * np.minimum(z, 100)"}}
    check = gap(Function(double, trials, slips))
    assert "large z are cut off" in said(lambda z: 2 * np.minimum(z, 100), check)
    assert "always 200" in said(lambda z: np.full(z.shape, 200.0), check)


def mean(z):
    return float(np.mean(z))


def test_a_number_that_is_nan_is_told_by_its_warnings():
    slips = {
        "the logarithm of 0": {"np.mean(z)": "np.log(0 * z[0]) * 0"},
        "inf - inf": {"np.mean(z)": "np.inf - z[0] * np.inf"},
    }
    nan = gap(Function(mean, lambda rng: [Trial({}, {"z": np.ones(3)})], slips))
    assert "the logarithm of 0" in said(lambda z: float(np.log(0 * z[1]) * 0), nan)
    assert "inf - inf" in said(lambda z: float(np.inf - z[1] * np.inf), nan)


def test_truth_values_are_compared_with_those_of_a_slip():
    signs = gap(Function(double, trials, {"these are signs": {"2 * z": "z > 0"}}))
    assert "these are signs" in said(lambda z: z > 0, signs)
