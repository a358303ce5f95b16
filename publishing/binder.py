"""What Binder makes of the course: `make binder` prints the Dockerfile that it would build, and the environment's size.

repo2docker, Binder's own builder, writes the Dockerfile without docker and without a network. The size is that of the
packages that requirements.txt pins, as pip installs them here; conda's are of the same order.
"""

import importlib.metadata
import subprocess
import sys
from pathlib import Path

from packaging.requirements import Requirement

from publishing import ROOT


def dockerfile(root=ROOT):
    """The Dockerfile that repo2docker writes for the course in `root`."""
    options = "--no-build --debug --user-id=1000 --user-name=jovyan".split()
    command = [sys.executable, "-m", "repo2docker", *options, "."]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"repo2docker cannot read the course:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    text = done.stdout + done.stderr
    return text[text.index("FROM ") :]


def sizes():
    """{package: MB on disk} of the pinned packages that are installed here, the largest first."""
    found = {}
    for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines():
        pin = Requirement(line)
        if not pin.marker or pin.marker.evaluate():
            files = importlib.metadata.distribution(pin.name).files or ()
            found[pin.name] = sum(path.stat().st_size for file in files if (path := Path(file.locate())).exists()) / 1e6
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def main():
    print(dockerfile())
    found = sizes()
    for name, megabytes in list(found.items())[:12]:
        print(f"{megabytes:7.0f} MB  {name}")
    print(f"{sum(found.values()):7.0f} MB  all {len(found)} packages, and Python itself")


if __name__ == "__main__":
    main()
