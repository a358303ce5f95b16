"""What a notebook's kernel runs for the tests between two cells; it imports next to nothing, as the kernel is a student's."""

import ast


def check(code, printed, space):
    """Run plain asserts where the notebook's names are in reach, and nothing that they define stays.

    Raises
    ------
    AssertionError
        With the assert's text and the values of its two sides.
    """
    space = dict(space) | {"printed": printed}
    for statement in ast.parse(code).body:
        try:
            exec(compile(ast.Module([statement], []), "<shown>", "exec"), space)
        except AssertionError as error:
            raise AssertionError("\n".join([ast.unparse(statement), *_sides(statement, space), str(error)])) from None


def _sides(statement, space):
    test = getattr(statement, "test", None)
    sides = [test.left, *test.comparators] if isinstance(test, ast.Compare) else []
    for side in sides:
        if not isinstance(side, ast.Constant):
            text = ast.unparse(side)
            yield f"{text} is {eval(text, space)!r}"
