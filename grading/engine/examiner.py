"""The examiner: it runs the tests of one submission, in a process that holds no code of the student's.

The names that answer cells define stand there for objects of the student's process (`grading.engine.remote`).
"""

import contextlib
import functools
import re
import sys
import types
import warnings

import numpy as np

from grading.engine.box import surroundings
from grading.engine.box.channel import Broken, reading
from grading.engine.box.errors import KNOWN, text_of
from grading.engine.dependencies import HIDDEN_USE, needed, read
from grading.engine.magics import plain
from grading.engine.rebuild import Unreadable, notebook, rebuild
from grading.engine.remote import Gone, Remote
from grading.engine.result import Result

BORROWED = "utils.borrowed"  # the __module__ of references that a check lends (utils.checks.gap.lend)
NOT_YET = "this is the reference, not your own function: it serves later gaps alone, not the one that is tested or one before it"
NO_CHECK = "a function that is tested cannot call a check: call checks in a cell, below your function"
NOT_LENT = "{} is not available while a notebook is graded: use what the notebook defines or hands to your function"
# A test with one of these looks at what cannot leave the student's process: figures, IPython itself.
_UNSPLIT = re.compile(r"\b(gcf|gca|get_fignums|get_figlabels|get_ipython)\s*\(|\b(In|Out|_ih|_oh)\s*\[")
# And one with these believes what that process says of where a function's code stands: no less than that can be had from there.
_CLAIMED = re.compile(r"\b(getsource\w*|findsource|getcomments)\b")


class Examination:
    """One submission, from files (name -> bytes) to a result.

    `shell` is for test cells; its namespace is this submission's alone. `nursery` is the way to the warm process (see
    `sandbox.Box`); `emit` writes a result and ends this process.
    """

    def __init__(self, files, bundle, shell, nursery=None, emit=None):
        self.files, self.bundle, self.shell, self.emit = files, bundle, shell, emit
        self.outputs, self.result = shell.outputs, Result.of(bundle.source)
        self.remote = Remote(bundle, files, shell, nursery, {"course": self._lend}, self._heard, self._allowed)
        self.remote.give_up = self.give_up
        surroundings.heed_seeds()
        self.warned = []  # tests with output on stderr
        self.faults = {}  # name that an answer should define -> why its cell stopped
        self.testing, self.registry, self.room = False, {}, 0
        self.place = self.tested = None  # index of the cell that runs here; of the answer that it tests
        self.taken = set()  # functions of the checks that the student's code took

    def run(self):
        result, bundle = self.result, self.bundle
        try:
            self.cells, known = rebuild(self.files, bundle.name, bundle.source, bundle.released)
            vars(result).update(known)
        except Unreadable as error:
            result.status, result.reason = error.word, str(error)
            result.scores = dict.fromkeys(result.max_scores, 0.0)
            return result
        try:
            self._all()
        finally:
            self.remote.close()
        return self._finished()

    def give_up(self):
        """Write the result as it is and end."""
        seconds = self.bundle.limits.seconds
        self.remote.trouble.append(f"The time for the whole notebook, {seconds:g} seconds, was over.")
        for cell in self.cells:
            if cell.role == "test" and not cell.manual:
                self.result.scores.setdefault(cell.grade_id, 0.0)
        self.remote.close()
        self.emit(self._finished().plain())

    def _finished(self):
        """The result as it is now."""
        result, remote = self.result, self.remote
        if remote.trouble:
            result.status = "crashed" if result.status == "graded" else result.status
            result.reason = " ".join(dict.fromkeys([*filter(None, [result.reason]), *remote.trouble]))[:1000]
        result.notes += remote.notes
        if self.warned:
            result.notes.append(f"Warnings were printed in {', '.join(self.warned)}; they cost nothing.")
        result.reason, result.notes = _calm(result.reason), list(map(_calm, result.notes))
        result.failed = {name: _calm(text) for name, text in result.failed.items()}
        result.notebook = notebook(self.cells, self.bundle.source)
        result.megabytes, result.processor_seconds = remote.peak, remote.processor
        return result

    def _all(self):
        here, there, number = *self._needed(), 0
        for index, cell in enumerate(self.cells):
            if cell.manual and cell.role == "answer" and cell.unchanged:
                self.result.scores[cell.grade_id] = 0.0  # as nbgrader does; any other answer waits for a person
            is_own, is_theirs = index in here, index in there or cell.role in ("answer", "extra")
            if cell.kind != "code" or not (is_own or is_theirs or cell.role == "test"):
                continue
            number += 1
            cell.count, self.place = number, index
            if is_theirs:
                self._student_cell(cell, quiet=is_own)
            if cell.role == "test":
                self._test(cell)
            elif is_own:
                cell.outputs = []
                self._own_cell(cell)

    def _needed(self):
        """The instructor's cells that run here, for the tests, and those that run over there, for the answers."""
        code = [index for index, cell in enumerate(self.cells) if cell.kind == "code"]
        cells, ours, theirs = [self.cells[index] for index in code], [], []
        tests, student = set(), set()
        for i, cell in enumerate(cells):
            source = plain(cell.source)
            is_there = cell.role == "test" and bool(_UNSPLIT.search(source))
            if cell.role == "answer":
                ours.append("\n".join(f"{name} = None" for name in self.bundle.answers.get(cell.grade_id, ())))
            else:
                ours.append("" if cell.role == "extra" or is_there else source)
            theirs.append("" if cell.role == "test" and not is_there else source)
            if cell.role == "test":
                tests.add(i)
            if cell.role in ("answer", "extra") or is_there:
                student.add(i)
        hidden = any(HIDDEN_USE & read(theirs[i]) for i in student)  # what such a cell reads cannot be told
        there = range(len(code)) if hidden else needed(theirs, student)
        return ({code[i] for i in found if cells[i].role == "plain"} for found in (needed(ours, tests), there))

    def _student_cell(self, cell, quiet=False):
        self._begin_outputs()
        fault = self.remote.run(cell.count, cell.source)
        if cell.role == "answer":
            text = f"{fault[0]}: {fault[1]}"[:500] if fault else ""
            self.faults.update(dict.fromkeys(self.bundle.answers.get(cell.grade_id, ()), text))
        cell.outputs = self.outputs.as_cell(None if quiet else fault)
        return fault

    def _own_cell(self, cell):
        """Run one of the instructor's cells: its error or None, what it ended with, and why the student's process is lost."""
        remote = self.remote
        self._begin_outputs()
        if remote.wire is None and remote.ran:
            with contextlib.suppress(Gone, Broken):
                remote.ready()
        remote.start_clock()
        answers = [index for index in range(self.place) if self.cells[index].role == "answer" and cell.role == "test"]
        named = [index for index in answers if cell.grade_id == f"test_{self.cells[index].grade_id}"]
        self.tested = next(iter(named or answers[-1:]), None)
        streams, self.testing, self.registry, value = (sys.stdout, sys.stderr), True, {}, None
        try:
            with remote.alarm():
                error, _, value = self.shell.run(cell.source, cell.count)
        except BaseException as caught:
            error = caught
        finally:
            sys.stdout, sys.stderr = streams
            self.testing = False
        lost = ""
        if remote.wire is not None:
            if remote.is_alarmed:
                lost = remote.lost(Broken("the test took too long"))
            elif isinstance(error, Broken) or remote.box.killed or remote.box.process.poll() is not None:
                lost = remote.lost(error if isinstance(error, Broken) else Broken("the process is gone"))
            else:
                remote.wire.forget(self._is_lasting)
        fault = None
        if error is not None:
            trace = "\n".join(map(str, self.shell.trace or [text_of(error)])).split("\n")
            trace = "\n".join(line for line in trace if "skipping hidden" not in line)
            fault = [type(error).__name__, text_of(error), trace[-20_000:]]
        cell.outputs = self.outputs.as_cell(fault)
        return error, value, lost or remote.overdue

    def _test(self, cell):
        name, scores, failed = cell.grade_id, self.result.scores, self.result.failed
        if _UNSPLIT.search(cell.source):  # of what cannot leave the student's process: its word has to be taken
            fault = self._student_cell(cell)
            self.result.unverified.append(name)
            scores[name] = 0.0 if fault else cell.points
            if fault:
                failed[name] = (fault[1] or fault[0])[:2000]
            return
        error, value, lost = self._own_cell(cell)
        self.result.unverified += [name] if _CLAIMED.search(cell.source) else []
        scores[name] = 0.0
        if lost:
            failed[name] = f"Your code could not be examined here: {lost}."
            self.remote.trouble.append(f"{name} could not be examined: {lost}.")
            if error is None:
                cell.outputs += self.outputs.as_cell(["Died", failed[name], failed[name]])
        elif error is not None:
            failed[name] = (text_of(error) or type(error).__name__)[:2000]
            fault = self.faults.get(getattr(error, "name", None)) if isinstance(error, NameError) else None
            if fault:
                failed[name] += f". The cell that should define it stopped with {fault}"
        else:
            scores[name] = _partial(value, cell.points)
            if any(output.get("name") == "stderr" for output in cell.outputs):
                self.warned.append(name)

    def _lend(self, message):
        """A function of a module of checks, which stays here: `use_reference`, and the checks themselves."""
        name, module = message.get("name"), message.get("module")
        is_check = isinstance(module, str) and module in self.bundle.absent and module.startswith("utils.checks.")
        if not is_check or not isinstance(name, str) or name.startswith("_"):
            raise AttributeError(NOT_LENT.format(f"{module}.{name}"[:100]))
        __import__(module)
        value = getattr(sys.modules[module], name)
        if not isinstance(value, types.FunctionType) or not f"{value.__module__}.".startswith(f"{module}."):
            raise AttributeError(NOT_LENT.format(f"{module}.{name}"))
        has_seed = hasattr(value, "functions") or name in getattr(sys.modules[module], "TASKS", ())
        value = _without_seed(value) if has_seed else value
        self.taken.add(value)
        return value

    def _allowed(self, thing, is_lent):
        """May the student's code use this now? What a test hands over is there during that call.

        A borrowed reference is there at any time, but for the gaps up to its own: what decides is which cell runs. Checks are
        there while the student's own cells run.
        """
        if not self._is_lasting(thing):
            return is_lent
        if thing.__module__ == BORROWED:
            places = [i for i, cell in enumerate(self.cells) if cell.role == "answer" and cell.grade_id == thing.gap]
            if self.testing and places and places[0] >= (self.place if self.tested is None else self.tested):
                raise PermissionError(NOT_YET)
        elif self.testing and self.tested is not None and thing.__name__ != "use_reference":
            raise PermissionError(NO_CHECK)
        return True

    def _is_lasting(self, thing):
        """Did the student's code take this from a module of checks?"""
        return isinstance(thing, types.FunctionType) and (thing in self.taken or thing.__module__ == BORROWED)

    def _begin_outputs(self):
        self.outputs.take()
        self.outputs.begin(self.bundle.limits.output_kilobytes + 1)  # room for the word that something is left out
        # For the case that a check has put something else in the place of sys.stderr; and warnings.
        self.room, self.most_warnings = self.outputs.left + 1000, 20_000

    def _heard(self, message):
        """What the student's process printed and warned of, which comes along with every message."""
        parts, warned = message.get("parts", []), message.get("warned", [])
        with reading("output"):
            parts = [(kind, content) for kind, content in parts[:2000]]
            warned = [(str(name), text[:2000] + "", number, line) for name, text, number, line in warned[:50]]
        for kind, content in parts:
            if kind in ("stdout", "stderr") and type(content) is str:
                if self.testing:
                    content = content[: self.room]
                    self.room -= len(content)
                    (sys.stdout if kind == "stdout" else sys.stderr).write(content)
                else:
                    self.outputs.write(kind, content)
            elif kind in ("display_data", "execute_result") and type(content) is dict:
                self.outputs.show("display_data" if self.testing else kind, content)
        for one in warned:
            self.most_warnings -= 1
            if self.most_warnings > 0:
                self._warn(*one)

    def _warn(self, name, text, number, line):
        category = KNOWN.get(name)
        category = category if category and issubclass(category, Warning) else UserWarning
        file = self.remote.cells.get(number, "<student>") if type(number) is int else "<student>"
        line = line if type(line) is int and line > 0 else 1
        if self.testing:
            warnings.warn_explicit(text, category, file, line, registry=self.registry)
        else:
            self.outputs.write("stderr", f"line {line}: {category.__name__}: {text}\n")


def _without_seed(check):
    """A check as the student's code may call it: who tries all seeds meets the inputs of the hidden tests."""

    @functools.wraps(check)
    def called(*given, seed=0):
        if type(seed) is not int or seed:
            raise PermissionError("while a notebook is graded, a check is called without a seed")
        return check(*given)

    return called


def _partial(value, points):
    """nbgrader's partial credit: a number that the test cell ends with; anything else is full credit."""
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        return points
    value = float(value)
    return min(max(value, 0.0), points) if value == value else 0.0


def _calm(text):
    """A text without characters that a terminal obeys."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", "\ufffd", text)
