"""Write the course's place on GitHub into every badge and launch link: `python -m publishing.repository owner/name`.

The place itself stands once, in pyproject.toml ([project.urls] Repository). README.md and the first cell of every
notebook follow from it. Without a name the links are written again from the present place; `--check` only lists what
disagrees.
"""

import argparse
import json
import re
import sys
import tomllib
from pathlib import Path

from publishing import ROOT, notebooks

REPOSITORY_LINE = re.compile(r'^(Repository = )".*"$', re.MULTILINE)
BINDER = re.compile(r"https://mybinder\.org/v2/gh/[^/\s]+/[^/\s]+/HEAD")
CLONE = re.compile(r"(git clone )https://github\.com/\S+")


def valid(repository):
    """Return `repository`, or raise ValueError that says how GitHub's names look."""
    if re.match(r"(https?://|git@|github\.com/)", repository):
        guess = re.sub(r"^.*github\.com[/:]", "", repository).removesuffix("/").removesuffix(".git")
        hint = f" Did you mean {guess}?" if guess.count("/") == 1 else ""
        raise ValueError(f"{repository!r} is an address; only owner/name is wanted.{hint}")
    owner, slash, name = repository.partition("/")
    if not slash or "/" in name:
        raise ValueError(f"{repository!r} should be an owner and a name with one slash between them, like ada/course.")
    if not re.fullmatch(r"(?=.{1,39}$)[A-Za-z0-9]+(-[A-Za-z0-9]+)*", owner):
        wanted = "1 to 39 letters, digits and single hyphens, none at the beginning or end"
        raise ValueError(f"The owner {owner!r} should have {wanted}.")
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,100}", name) or name in {".", ".."} or name.endswith(".git"):
        wanted = "1 to 100 letters, digits, dots, hyphens and underscores, but no .git at its end"
        raise ValueError(f"The name {name!r} should have {wanted}.")
    return repository


def read_repository(root=ROOT):
    """The present owner/name, from pyproject.toml."""
    url = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["urls"]["Repository"]
    return valid(url.removeprefix("https://github.com/"))


def binder_link(repository, path):
    """The link that opens the notebook `path` (relative, a Path) in JupyterLab on Binder."""
    if path.parts[0] == "solutions":  # released as a practical, which is what people open
        path = Path("practicals", *path.parts[1:])
    return f"https://mybinder.org/v2/gh/{repository}/HEAD?urlpath=lab/tree/{path.as_posix()}"


def launch_text(repository, path):
    """The source of a notebook's first cell. No picture: it would be fetched from another server at each opening."""
    link = f"[▶ Open this notebook in Binder]({binder_link(repository, path)})"
    forgets = "Binder forgets: it stops after 10 minutes without activity. Keep your work with *File > Download*."
    return f"{link}: JupyterLab in the browser, nothing to install.\n{forgets}"


def stored(notebook):
    """A notebook as the text in which the course stores it."""
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def rewritten(root, repository):
    """Yield (path, text as it is, text as it should be) for each file that holds a link; paths start at `root`."""
    url = f"https://github.com/{repository}"

    path = Path("pyproject.toml")
    text = (root / path).read_text(encoding="utf-8")
    yield path, text, REPOSITORY_LINE.sub(rf'\g<1>"{url}"', text)

    path = Path("README.md")
    text = (root / path).read_text(encoding="utf-8")
    yield path, text, CLONE.sub(rf"\g<1>{url}", BINDER.sub(f"https://mybinder.org/v2/gh/{repository}/HEAD", text))

    for place in notebooks(root):
        path, text = place.relative_to(root), place.read_text(encoding="utf-8")
        notebook = json.loads(text)
        first = notebook["cells"][0] if notebook["cells"] else {}
        if first.get("id") != "launch" or first.get("cell_type") != "markdown":
            raise ValueError(f"{path.as_posix()}: the first cell should be a Markdown cell with the id `launch`.")
        first["source"] = launch_text(repository, path).splitlines(keepends=True)
        yield path, text, stored(notebook)


def main(arguments=None, root=ROOT):
    parser = argparse.ArgumentParser(prog="python -m publishing.repository", description=__doc__.split("\n")[0])
    parser.add_argument("repository", nargs="?", metavar="owner/name", help="the new place (default: the present one)")
    what = "change nothing, list the files that disagree, exit 1 if any"
    parser.add_argument("--check", action="store_true", help=what)
    options, unknown = parser.parse_known_args(arguments)
    if unknown:  # a name that begins with a hyphen looks like an option
        options.repository = unknown[0]
    try:
        repository = valid(options.repository) if options.repository else read_repository(root)
        changes = [(path, new) for path, old, new in rewritten(root, repository) if old != new]
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    for path, new in changes:
        if not options.check:
            (root / path).write_text(new, encoding="utf-8", newline="\n")
        print(f"{path.as_posix()}: {'does not agree with' if options.check else 'now points to'} {repository}")
    if not changes:
        print(f"Every badge and link points to {repository}.")
    return 1 if options.check and changes else 0


if __name__ == "__main__":
    sys.exit(main())
