"""Run many answers through the graded cells of a practical, fast: `python tests/checks/answer_runner.py < job.json`.

The cells that the tests depend on run once, in the notebook's order. Where a gap comes, the process forks once for each
answer to it: the child runs the answer in the place of the solution, then the gap's test cell with its hidden tests,
and, if asked, all that follows. So each answer meets the state that it would meet in the notebook, and changes nothing
for the others. What the right functions and the slips do is seen once, before: each child finds it done.
"""

import ast
import builtins
import contextlib
import functools
import gc
import importlib
import io
import itertools
import json
import linecache
import os
import re
import select
import signal
import sys
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # this file is also run as a script

from grading.engine.dependencies import needed  # noqa: E402
from utils.checks import gap as engine  # noqa: E402
from utils.checks import slips  # noqa: E402

# ---------------------------------------------------------------- files of answers


@dataclass(frozen=True)
class Answer:
    gap: str
    kind: str  # "wrong", "right", or "worth" for what gets a part of the points
    title: str
    says: str  # a regular expression that the message of a wrong answer must match, or what is printed of one in part
    code: str
    line: int
    worth: float = 0.0  # the points of an answer of the kind "worth"

    @property
    def name(self):
        return f"{self.gap}-{self.kind}-{re.sub(r'[^a-z0-9]+', '_', self.title.lower()).strip('_')}"


def parse(path):
    """The answers of one file: cells that begin with `# %% wrong: title`, `# %% right: title` or `# %% worth 6: title`."""
    lines = path.read_text(encoding="utf-8").splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("# %%")] + [len(lines)]
    if any(line.strip() and not line.startswith("#") for line in lines[: starts[0]]):
        raise ValueError(f"{path.name}: there is code before the first `# %%` line")
    answers = []
    for start, end in zip(starts, starts[1:], strict=False):
        head = re.fullmatch(r"# %% (?:(wrong|right)|worth (\d+(?:\.\d+)?)): (.+)", lines[start].rstrip())
        if not head:
            forms = "`# %% wrong: title`, `# %% right: title` or `# %% worth 6: title`"
            raise ValueError(f"{path.name}:{start + 1}: write {forms}")
        kind, worth, title = head[1] or "worth", float(head[2] or 0), head[3].strip()
        body = lines[start + 1 : end]
        says = ""
        while body and body[0].startswith("# says:"):
            says = body.pop(0).removeprefix("# says:").strip()
        if kind != "worth" and (kind == "wrong") != bool(says):
            raise ValueError(
                f"{path.name}:{start + 1}: a wrong answer has a line `# says: regex`, and a right one has none"
            )
        answers.append(Answer(path.stem, kind, title, says, "\n".join(body).strip() + "\n", start + 1, worth))
    return answers


@functools.cache
def answers(practical):
    """All answers to a practical: those of tests/answers, each slip of its checks as an edit of the solution, and no answer."""
    files = sorted((ROOT / "tests" / "answers" / practical).glob("*.py"))
    return [*(answer for path in files for answer in parse(path)), *slipped(practical), *unwritten(practical)]


def slipped(practical):
    """The solution's cell with each slip in it; the message of the slip must come, word by word."""
    for gap, function, cell in functions(practical):
        right = slips.text(cell, function.name)
        for number, (message, edits) in enumerate(slips.variants(function.slips), start=1):
            code = f"{cell}\n\n\n{slips.edit(right, edits)}"
            says = (
                f"(?i:{re.escape(message[0])}){re.escape(message[1:].rstrip('.'))}"  # behind an error it is a sentence
            )
            yield Answer(gap, "wrong", f"slip {number} of {function.name}: {message}", says, code, 0)


def unwritten(practical):
    """The gaps as students get them: the test cell says so in one line."""
    released = _cells(ROOT / "practicals" / practical / f"{practical}.ipynb")
    for gap in importlib.import_module(checks(practical)).GAPS:
        says = rf"^(NotImplementedError: )?{gap}: (\w+ is )?not written yet[^\n]*\Z"
        yield Answer(gap, "wrong", "the notebook as it is handed out", says, released[gap], 0)


def checks(practical):
    """The module that checks a practical."""
    return f"utils.checks.{'_'.join(practical.split('_')[:2])}"


def functions(practical):
    """(gap, function of its check, the solution's cell) for every function of a practical."""
    cells = _cells(ROOT / "solutions" / practical / f"{practical}.ipynb")
    for gap, found in importlib.import_module(checks(practical)).GAPS.items():
        for function in found.values():
            yield gap, function, cells[gap]


def _cells(path):
    """gap -> the text of the cell that fills it."""
    nb = json.loads(path.read_text(encoding="utf-8"))
    marks = [(cell["metadata"].get("nbgrader", {}), "".join(cell["source"])) for cell in nb["cells"]]
    return {mark["grade_id"]: source for mark, source in marks if mark.get("solution")}


# ---------------------------------------------------------------- running


def run_cell(source, name, namespace):
    """Run one cell; return what a grader sees: error, message, stdout, stderr, and the text of the value that it ends with."""
    out, err = io.StringIO(), io.StringIO()
    error = message = ""
    value = None
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)  # for inspect.getsource
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), warnings.catch_warnings():
        warnings.simplefilter("default")
        try:
            tree = ast.parse(source, name)
            last = [tree.body.pop()] if tree.body and isinstance(tree.body[-1], ast.Expr) else []
            exec(compile(tree, name, "exec"), namespace)
            for node in last:
                value = eval(compile(ast.Expression(node.value), name, "eval"), namespace)
        except BaseException as caught:  # an answer may raise anything, SystemExit too
            error, message = type(caught).__name__, str(caught)
    shown = "" if value is None or source.rstrip().endswith(";") else repr(value)[:100]  # as Jupyter shows it
    printed = {"stdout": out.getvalue()[-4000:], "stderr": err.getvalue()[-4000:]}
    return {"error": error, "message": message, "value": shown, **printed}


def earned(outcome, points):
    """The points of a test cell, as nbgrader counts them: a part of them where the cell ends with a number."""
    if outcome["error"] or outcome["stderr"]:
        return 0.0
    try:
        value = float(outcome["value"])
    except ValueError:
        return points
    return value if value >= 0 else points


def main():
    """Read a job from standard input and write one line of JSON a result.

    job: cells [{source, gap, test}] in the notebook's order, answers [{key, gap, code, others}], seconds an answer.
    """
    job = json.load(sys.stdin)
    results = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    cells = job["cells"]
    keep = {index for index, cell in enumerate(cells) if cell["gap"] or cell["test"]}
    order = needed([cell["source"] for cell in cells], keep)
    namespace = {"__name__": "__main__", "__builtins__": builtins, "display": lambda *things, **options: None}

    remember(job.get("checks"))
    tasks = {index for index, cell in enumerate(cells) if cell["test"].startswith("my_")}
    rehearsal = dict(namespace)  # for what all answers to a task share: digits, and networks that are attacked
    for index in needed([cell["source"] for cell in cells], tasks):
        run_cell(cells[index]["source"], f"<cell {index}>", rehearsal)
    gc.freeze()  # children share what is there

    def report(result):
        results.write(json.dumps(result) + "\n")
        results.flush()

    for place, index in enumerate(order):
        cell = cells[index]
        if cell["gap"]:
            rest = [(i, cells[i]) for i in order[place + 1 :]]
            for answer in job["answers"]:
                if answer["gap"] == cell["gap"]:
                    report(_forked(answer, cell, rest, namespace, job["seconds"]))
        started = time.perf_counter()
        result = run_cell(cell["source"], f"<cell {index}>", namespace)
        report({"key": f"cell {index}", "seconds": time.perf_counter() - started, "cell": result})


def remember(checks):
    """Let the engine keep what it sees, and see all slips of a practical's checks in the trials of the visible tests."""
    engine._trials, engine._see = functools.cache(engine._trials), functools.cache(engine._see)
    gaps = importlib.import_module(checks).GAPS.values() if checks else ()
    for functions, seed in itertools.product([tuple(gap.values()) for gap in gaps], (0, 8431)):
        for function, trials in zip(functions, engine._trials(functions, seed), strict=True):
            few = {} if seed else function.slips  # hardly any slip comes as far as the hidden tests
            runs = [slips.edited(function.right, edits) for _, edits in slips.variants(few)]
            for run, trial in itertools.product([function.right, *runs], trials):
                engine._see(function, run, trial)


def _forked(answer, cell, rest, namespace, seconds):
    started = time.perf_counter()
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        signal.signal(signal.SIGPROF, _too_long)
        signal.setitimer(signal.ITIMER_PROF, seconds)  # of processor time: a busy machine is slow, not wrong
        try:
            result = _child(answer, cell, rest, namespace)
            with os.fdopen(write, "w") as pipe:
                json.dump(result, pipe)
        finally:
            os._exit(0)
    os.close(write)
    text, deadline = b"", time.monotonic() + 10 * seconds
    while True:
        ready, _, _ = select.select([read], [], [], max(0.0, deadline - time.monotonic()))
        chunk = os.read(read, 65536) if ready else b""
        if not chunk:
            break
        text += chunk
    os.close(read)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    try:
        result = json.loads(text)
    except ValueError:
        result = {
            "answer": {"error": "Died", "message": "the process died or hung", "stdout": "", "stderr": ""},
            "tests": {},
        }
    return result | {"key": answer["key"], "seconds": time.perf_counter() - started}


def _child(answer, cell, rest, namespace):
    result = {"answer": run_cell(answer["code"], f"<answer to {cell['gap']}>", namespace), "tests": {}}
    for index, following in rest:
        own = following["test"] == cell["gap"]
        if own or (answer["others"] and not following["test"].startswith("my_")):  # a task needs no gap, and much time
            outcome = run_cell(following["source"], f"<cell {index}>", namespace)
            if following["test"]:
                result["tests"][following["test"]] = outcome
        if own and not answer["others"]:
            break
    return result


def _too_long(signum, frame):
    raise TimeoutError("the answer takes too long")


if __name__ == "__main__":
    main()
