"""Run many answers through the graded cells of a practical, fast: `python tests/answer_runner.py < job.json`.

The cells that the tests depend on run once, in the notebook's order. Where a gap comes, the process forks once for each
answer to it: the child runs the answer in the place of the solution, then the gap's test cell with its hidden tests,
and, if asked, all that follows. So each answer meets the state that it would meet in the notebook, and changes nothing
for the others.
"""

import builtins
import contextlib
import io
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

from grading.needed import needed  # also for those who import this module

# ---------------------------------------------------------------- files of answers


@dataclass(frozen=True)
class Answer:
    gap: str
    kind: str  # "wrong" or "right"
    title: str
    says: str  # a regular expression that the message of a wrong answer must match
    code: str
    line: int

    @property
    def name(self):
        return f"{self.gap}-{self.kind}-{re.sub(r'[^a-z0-9]+', '_', self.title.lower()).strip('_')}"


def parse(path):
    """The answers of one file: cells that begin with `# %% wrong: title` or `# %% right: title`."""
    lines = path.read_text(encoding="utf-8").splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("# %%")] + [len(lines)]
    if any(line.strip() and not line.startswith("#") for line in lines[: starts[0]]):
        raise ValueError(f"{path.name}: there is code before the first `# %%` line")
    answers = []
    for start, end in zip(starts, starts[1:], strict=False):
        head = re.fullmatch(r"# %% (wrong|right): (.+)", lines[start].rstrip())
        if not head:
            raise ValueError(f"{path.name}:{start + 1}: write `# %% wrong: title` or `# %% right: title`")
        body = lines[start + 1 : end]
        says = ""
        while body and body[0].startswith("# says:"):
            says = body.pop(0).removeprefix("# says:").strip()
        if (head[1] == "wrong") != bool(says):
            raise ValueError(
                f"{path.name}:{start + 1}: a wrong answer, and only a wrong one, has a line `# says: regex`"
            )
        answers.append(Answer(path.stem, head[1], head[2].strip(), says, "\n".join(body).strip() + "\n", start + 1))
    return answers


# ---------------------------------------------------------------- running


def run_cell(source, name, namespace):
    """Run one cell; return what a grader sees: error, message, stdout, stderr."""
    out, err = io.StringIO(), io.StringIO()
    error = message = ""
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)  # for inspect.getsource
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), warnings.catch_warnings():
        warnings.simplefilter("default")
        try:
            exec(compile(source, name, "exec"), namespace)
        except BaseException as caught:  # an answer may raise anything, SystemExit too
            error, message = type(caught).__name__, str(caught)
    return {"error": error, "message": message, "stdout": out.getvalue()[-4000:], "stderr": err.getvalue()[-4000:]}


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


def _forked(answer, cell, rest, namespace, seconds):
    started = time.perf_counter()
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        signal.signal(signal.SIGALRM, _too_long)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            result = _child(answer, cell, rest, namespace)
            with os.fdopen(write, "w") as pipe:
                json.dump(result, pipe)
        finally:
            os._exit(0)
    os.close(write)
    text, deadline = b"", time.monotonic() + seconds + 5
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
        if own or answer["others"]:
            outcome = run_cell(following["source"], f"<cell {index}>", namespace)
            if following["test"]:
                result["tests"][following["test"]] = outcome
        if own and not answer["others"]:
            break
    return result


def _too_long(signum, frame):
    raise TimeoutError("the answer takes too long")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    main()
