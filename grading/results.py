"""What was graded already: results as files, named by what they are results of, each whole or not there; and how one is shown."""

import contextlib
import hashlib
import json
import os
import stat
import sys
import sysconfig
from pathlib import Path

from grading.engine.result import Result

NOTES = "grading-notes"  # the id of the cell that tells the student what happened


def key_of(files, bundle_key):
    """The name of a result: the same files, graded in the same way, give the same."""
    digest = hashlib.sha256(f"{bundle_key}\n".encode())
    for name in sorted(files):
        encoded = name.encode("utf-8", "surrogateescape")
        digest.update(f"{len(encoded)} {len(files[name])}\n".encode() + encoded + files[name])
    return digest.hexdigest()


class Results:
    """The results in a folder."""

    def __init__(self, folder):
        self.folder = folder

    def load(self, key):
        """A result, or None if there is none that can be read."""
        try:
            kept = json.loads((self.folder / f"{key}.json").read_bytes())
            return Result(**kept) if kept.pop("key") == key else None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def save(self, key, result):
        write_whole(self.folder / f"{key}.json", json.dumps(result.plain() | {"key": key}).encode())


class Last:
    """The last run of a practical that left nothing to do: what it said, and the state in which it found and left all files.

    A state is made of names, sizes and times; no file is read. `work` is the folder of all that is about students, in the course's
    folder, and `asked` is what the run was told. Where nbgrader has its `places` (the folders of what was handed in and of graded
    notebooks, the gradebook's address) is on record, so that it takes no nbgrader to see that nothing has changed.
    """

    def __init__(self, work, practical, asked):
        self.work, self.practical, self.asked = work, practical, [practical, *asked]
        self.path = work / "last" / f"{practical}.json"

    def course(self):
        """The state of what a run reads, but for what was handed in."""
        from jupyter_core.paths import jupyter_config_path

        root, files = self.work.parent, ("nbgrader_config.py", "nbgrader_config.json")
        paths = [Path(place, file) for place in jupyter_config_path() for file in files]
        paths += [Path(__file__).parent, root / "utils", *(path for path in sorted(root.iterdir()) if path.is_file())]
        paths += [root / folder / self.practical for folder in ("solutions", "practicals")]
        packages = sorted(path.name for path in Path(sysconfig.get_paths()["purelib"]).glob("*.dist-info"))
        return [sys.version, packages, _seen(paths)]

    def handed_in(self, places):
        """The state of all submissions."""
        return self._students(places[0])

    def _students(self, folder):
        return _seen(sorted((self.work.parent / folder).glob(f"*/{self.practical}")))

    def state(self, places):
        """The state of all that a run reads and writes; None if the gradebook is not a file."""
        scheme, _, path = places[2].partition(":///")
        if scheme != "sqlite":
            return None
        written = _seen([self.work.parent / path.split("?")[0], self.work / "results"])
        everything = [self.asked, self.course(), self.handed_in(places), written, self._students(places[1])]
        return hashlib.sha256(json.dumps(everything).encode()).hexdigest()

    def said(self):
        """What the last run said, if a run would do nothing and say the same now; else None."""
        try:
            kept = json.loads(self.path.read_bytes())
            return kept["said"] if kept["state"] == self.state(kept["places"]) else None
        except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError):
            return None

    def keep(self, places, state, said):
        write_whole(self.path, json.dumps({"places": places, "state": state, "said": said}).encode())


def _seen(paths):
    """Names, sizes and times of files, and of all that is in folders."""
    found = []
    for path in map(str, paths):
        found.append(_one(path))
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(set(folders) - {"__pycache__"})
            found += [_one(os.path.join(folder, name)) for name in [*folders, *sorted(names)]]
    return found


def _one(path):
    try:
        seen = os.lstat(path)
    except OSError as error:
        return [path, error.errno]
    times = [] if stat.S_ISDIR(seen.st_mode) else [seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns]
    return [path, seen.st_mode, seen.st_ino, *times]


def made_once(path, key, make):
    """What `make()` returns: from the file at `path`, if that was made under the same key."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        there = json.loads(path.read_bytes())
        if there["key"] == key:
            return there["made"]
    made = make()
    write_whole(path, json.dumps({"key": key, "made": made}).encode())
    return made


@contextlib.contextmanager
def whole(path):
    """Another path to write to, which takes the place of `path` at the end; nothing is left of it if that is not reached."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        yield unfinished
        os.replace(unfinished, path)
    except BaseException:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise


def write_whole(path, data):
    """Write bytes so that a reader, now or after a crash of the machine, finds the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole(path) as unfinished, open(unfinished, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def with_notes(result):
    """The graded notebook as text, with a first cell that tells what happened, if there is something to tell."""
    import nbformat

    nb = nbformat.reads(result.notebook, as_version=4) if result.notebook else nbformat.v4.new_notebook()
    lines = [line for line in (result.reason, *result.notes) if line]
    if lines:
        head = "#### About this submission" + (f": {result.status}" if result.status != "graded" else "")
        cell = nbformat.v4.new_markdown_cell("\n".join([head, "", *(f"- {_literal(line)}" for line in lines)]))
        cell.id = NOTES
        while any(other.get("id") == cell.id for other in nb.cells):
            cell.id += "-"
        nb.cells.insert(0, cell)
    return nbformat.writes(nb) + "\n"


def _literal(text):
    """Text as Markdown and HTML show it letter by letter, whatever stands in it."""
    return "".join(c if c.isalnum() or c in " ,.;()" else f"&#{ord(c)};" for c in " ".join(text.split()))
