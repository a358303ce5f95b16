"""Mutants: a right function with a single small edit, which the check of its gap must refuse.

A mutant is known by the line that the edit changes, as it then reads. The mutants that are right all the same stand in
equivalent.py, each with the reason.
"""

import ast
import difflib
import json
import subprocess
import sys

from tests.checks import answer_runner

OPERATORS = {
    ast.Add: [ast.Sub, ast.Mult],
    ast.Sub: [ast.Add],
    ast.Mult: [ast.Div, ast.Add],
    ast.Div: [ast.Mult],
    ast.MatMult: [ast.Mult],
    ast.Pow: [ast.Mult],
    ast.FloorDiv: [ast.Div, ast.Mult],
    ast.Mod: [ast.FloorDiv],
}
COMPARISONS = {
    ast.Lt: [ast.LtE, ast.Gt],
    ast.LtE: [ast.Lt, ast.Gt],
    ast.Gt: [ast.GtE, ast.Lt],
    ast.GtE: [ast.Gt, ast.Lt],
    ast.Eq: [ast.NotEq, ast.LtE],
    ast.NotEq: [ast.Eq],
}
TWINS = [("min", "max"), ("minimum", "maximum"), ("argmin", "argmax"), ("sum", "mean"), ("zeros", "ones")]
TWIN = {one: other for pair in TWINS for one, other in (pair, pair[::-1])}
SYMMETRIC = {"maximum", "minimum", "logaddexp"}
OTHER_NAMES = 2  # by how many of the function's other names a name is replaced


def mutants(text):
    """The changed line (of a dropped one, `without ...`) -> the text of the mutant, for a function's text."""
    tree = ast.parse(text)
    plain, found = ast.unparse(tree), {}
    names = local_names(tree)
    for node, put in places(tree):
        for other in alternatives(node, names):
            put(other)
            code = ast.unparse(ast.fix_missing_locations(tree))
            put(node)
            if code != plain:
                found.setdefault(changed(plain, code), code)
    return found


def places(tree):
    """(node, put) for each node of the function's body; put(other) sets another one in its place."""
    for parent in list(ast.walk(tree)):
        for field, value in ast.iter_fields(parent):
            if isinstance(value, ast.AST):
                yield value, lambda other, parent=parent, field=field: setattr(parent, field, other)
            elif isinstance(value, list):
                for index, item in enumerate(value):
                    yield item, lambda other, value=value, index=index: value.__setitem__(index, other)


def changed(plain, code):
    """How the edited lines read now."""
    lines = [line for line in difflib.ndiff(plain.splitlines(), code.splitlines()) if line[:2] in ("- ", "+ ")]
    new = [line[2:].strip() for line in lines if line[0] == "+" and line[2:].strip() != "pass"]
    return "; ".join(new) or "without " + "; ".join(line[2:].strip() for line in lines if line[0] == "-")


def local_names(tree):
    """The function's arguments and the names that it binds, in the order in which they come."""
    names = [node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)]
    names += [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    return [name for name in dict.fromkeys(names) if name != "_"]


def alternatives(node, names):
    """What may stand in the place of a node by a slip of the pen."""
    if isinstance(node, ast.BinOp):
        for kind in OPERATORS.get(type(node.op), ()):
            yield ast.BinOp(node.left, kind(), node.right)
        if isinstance(node.op, (ast.Sub, ast.Div, ast.MatMult)):
            yield ast.BinOp(node.right, node.op, node.left)
    elif isinstance(node, ast.AugAssign):
        yield ast.Assign([node.target], node.value)
        yield from (ast.AugAssign(node.target, kind(), node.value) for kind in OPERATORS.get(type(node.op), ()))
        yield ast.Pass()
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        yield from (
            ast.Compare(node.left, [kind()], node.comparators) for kind in COMPARISONS.get(type(node.ops[0]), ())
        )
    elif isinstance(node, ast.keyword) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, bool):
        if node.arg != "strict":
            yield ast.keyword(node.arg, ast.Constant(not node.value.value))
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield from map(ast.Constant, dict.fromkeys([node.value + 1, node.value - 1, 0]))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.Not)):
        yield node.operand
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.Attribute):
        if node.attr == "T":
            yield node.value
        if node.attr in TWIN:
            yield ast.Attribute(node.value, TWIN[node.attr], node.ctx)
    elif isinstance(node, ast.Slice):
        yield from (ast.Slice(*bounds, node.step) for bounds in other_bounds(node.lower, node.upper))
    elif isinstance(node, ast.Call):
        yield from other_calls(node)
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        if node.id in TWIN:
            yield ast.Name(TWIN[node.id], node.ctx)
        if node.id in names:
            start = names.index(node.id)
            around = [names[(start + step) % len(names)] for step in range(1, len(names))]
            yield from (ast.Name(name, node.ctx) for name in around[:OTHER_NAMES])
    elif isinstance(node, (ast.Expr, ast.Assign, ast.If, ast.For)):
        yield ast.Pass()


def other_bounds(lower, upper):
    """A slice begins one later, or ends one earlier; a bound that stands there is left out."""
    yield (None, upper) if lower else (ast.Constant(1), upper)
    yield (lower, None) if upper else (lower, ast.UnaryOp(ast.USub(), ast.Constant(1)))


def other_calls(node):
    """Two arguments exchanged, a keyword left out, a range that is shifted."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    for k in range(len(node.args) - 1) if name not in SYMMETRIC else ():
        args = [*node.args[:k], node.args[k + 1], node.args[k], *node.args[k + 2 :]]
        yield ast.Call(node.func, args, node.keywords)
    for keyword in [keyword for keyword in node.keywords if keyword.arg != "strict"]:  # no gap promises unequal lists
        yield ast.Call(node.func, node.args, [other for other in node.keywords if other is not keyword])
    if isinstance(node.func, ast.Name) and node.func.id == "range":
        *start, end = node.args[:2]
        for kind in ast.Add, ast.Sub:
            yield ast.Call(node.func, [*start, ast.BinOp(end, kind(), ast.Constant(1)), *node.args[2:]], [])
        if not start:
            yield ast.Call(node.func, [ast.Constant(1), end], [])


# ---------------------------------------------------------------- running

PRELUDE = """
import sys
from tests.checks.mutants import made, own
from utils.checks import gap as engine
from utils.checks import {practical} as check

engine._diagnosis = lambda *rest: ""  # whether it is refused, not why
for name in {names}:
    for seed in (0, 8431):
        getattr(check, name)(*own(check.GAPS[name], {{}}), seed=seed)  # what the right functions do is seen once
"""
TEST = """
for seed in (0, 8431):
    check.{gap}(*own(check.GAPS[{gap!r}], mutant), seed=seed)
"""


def own(functions, mutant):
    """The functions of a gap as a student's own, some of them replaced."""
    return [mutant.get(name) or (lambda *values, right=one.right: right(*values)) for name, one in functions.items()]


def made(function, text):
    """The function of this text, with the globals of the right one."""
    space = dict(function.right.__globals__) | {"__name__": "mutant"}
    exec(compile(text, "<mutant>", "exec"), space)
    return space[function.name]


def survivors(checks, chosen, seconds=5):
    """(gap, function, changed line) of the mutants that a practical's checks let pass.

    chosen : (gap, function's name, changed line) -> the mutant's text
    """
    cells = [
        {"source": PRELUDE.format(practical=checks, names=sorted({gap for gap, _, _ in chosen})), "gap": "", "test": ""}
    ]
    for gap in dict.fromkeys(gap for gap, _, _ in chosen):
        cells.append({"source": "mutant = {}", "gap": gap, "test": ""})
        cells.append({"source": TEST.format(gap=gap), "gap": "", "test": gap})
    keys = {f"mutant {number}": key for number, key in enumerate(chosen)}
    answers = [
        {
            "key": label,
            "gap": key[0],
            "code": f"mutant = {{{key[1]!r}: made(check.GAPS[{key[0]!r}][{key[1]!r}], {chosen[key]!r})}}",
            "others": False,
        }
        for label, key in keys.items()
    ]
    job = {"cells": cells, "answers": answers, "seconds": seconds}
    done = subprocess.run(
        [sys.executable, answer_runner.__file__], input=json.dumps(job), capture_output=True, text=True, check=True
    )
    results = [json.loads(line) for line in done.stdout.splitlines()]
    for result in results:
        if "cell" in result and result["cell"]["error"]:
            raise RuntimeError(result["cell"]["message"])
    passed = [result["key"] for result in results if result["key"] in keys and runs_well(result)]
    return [keys[label] for label in passed]


def runs_well(result):
    return not result["answer"]["error"] and not any(test["error"] for test in result["tests"].values())
