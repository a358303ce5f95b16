"""The real JupyterLab of the course in a real browser: a server on a copy of the course, a page, and what one does there.

The toolbar says "idle" before a kernel is connected, and *Run All* is then dropped in silence: so each step waits for
the state of the kernel itself.
"""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import ROOT, copy_course

PICTURES = ROOT / "dist" / "looked-at"  # screenshots, kept for people to look at; git ignores them
TOKEN = "token-of-the-browser-tests"


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(item.path).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.timeout(900))


class Server:
    """JupyterLab on a copy of the course; `teacher` starts it as `make teach` does."""

    def __init__(self, folder, teacher=False):
        self.root = copy_course(folder / "course")
        for name in ("README.md", "pyproject.toml"):
            shutil.copy(ROOT / name, self.root)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        settings = folder / "settings" / "@jupyterlab" / "notebook-extension" / "tracker.jupyterlab-settings"
        settings.parent.mkdir(parents=True)
        settings.write_text('{"windowingMode": "none"}')  # cells off the screen are in the page too
        hidden = {"MPLBACKEND", "NBGRADER_EXECUTION", "JUPYTER_CONFIG_PATH", "JUPYTER_TOKEN"}
        own = {f"JUPYTER_{kind.upper()}_DIR": str(folder / kind) for kind in ("config", "data", "runtime")}
        own |= {f"JUPYTERLAB_{kind.upper()}_DIR": str(folder / kind) for kind in ("workspaces", "settings")}
        environment = {name: value for name, value in os.environ.items() if name not in hidden} | own
        environment["PYTHONPATH"] = str(self.root)
        lab = [sys.executable, "-m", "jupyterlab"]
        imported = [*lab, "workspaces", "import", "utils/course/jupyterlab/workspace.json"]
        subprocess.run(imported, cwd=self.root, env=environment, check=True, capture_output=True)  # as `make env` does
        if teacher:
            environment["JUPYTER_CONFIG_PATH"] = str(self.root / "utils" / "course" / "jupyterlab" / "teacher")
        command = [*lab, "--no-browser", "--ip=127.0.0.1", f"--port={self.port}"]
        command += ["--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}", "--allow-root"]
        command += [f"--ServerApp.root_dir={self.root}", "--expose-app-in-browser"]
        self.log = folder / "server.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, cwd=self.root, env=environment, stdout=log, stderr=log)
        for _ in range(240):
            if self.process.poll() is not None:
                break
            try:
                return self.ask("GET", "/api/status") and None
            except OSError:
                time.sleep(0.5)
        self.close()
        raise RuntimeError(f"JupyterLab did not start:\n{self.log.read_text()[-3000:]}")

    def ask(self, method, path):
        request = urllib.request.Request(self.url + path, method=method, headers={"Authorization": f"token {TOKEN}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def shut_kernels(self):
        """Kernels outlive pages."""
        for kind in ("sessions", "kernels"):
            for one in self.ask("GET", f"/api/{kind}"):
                with contextlib.suppress(OSError):  # a kernel that its session took along
                    self.ask("DELETE", f"/api/{kind}/{one['id']}")

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()


@pytest.fixture(scope="session")
def student_server(tmp_path_factory):
    with contextlib.closing(Server(tmp_path_factory.mktemp("student"))) as server:
        yield server


@pytest.fixture(scope="session")
def teacher_server(tmp_path_factory):
    with contextlib.closing(Server(tmp_path_factory.mktemp("teacher"), teacher=True)) as server:
        yield server


class Lab:
    """A page of JupyterLab, and what one does there."""

    def __init__(self, browser, server):
        self.server = server
        self.context = browser.new_context(viewport={"width": 1440, "height": 900})
        self.page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.outside, self.errors = [], []
        self.context.route("**/*", self._guard)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _guard(self, route):
        url = route.request.url
        if url.startswith((self.server.url, "data:", "blob:")):
            route.continue_()
        else:
            self.outside.append(url)
            route.abort()

    def open(self, path, reset="&reset"):
        """Open a file in an empty JupyterLab; without `reset`, in one with the panels that were open before."""
        self.server.shut_kernels()
        self.page.goto(f"{self.server.url}/lab/tree/{path}?token={TOKEN}{reset}")
        self.page.wait_for_function("() => window.jupyterapp && !document.querySelector('#jupyterlab-splash')")
        self.wait_for_kernel()

    def wait_for_kernel(self):
        """Until the notebook's kernel is connected and idle, and the command to run all cells is there."""
        self.page.wait_for_function(
            """() => {
                const context = window.jupyterapp.shell.currentWidget?.sessionContext;
                const kernel = context?.session?.kernel;
                return context?.isReady && kernel?.connectionStatus === 'connected' && kernel.status === 'idle'
                    && window.jupyterapp.commands.hasCommand('notebook:run-all-cells');
            }"""
        )

    def run_all(self):
        self.page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
        self.page.wait_for_function(
            """() => [...window.jupyterapp.shell.currentWidget.content.model.cells]
                .every(c => c.type !== 'code' || c.sharedModel.source.trim() === '' || c.executionCount !== null)""",
            timeout=240_000,
        )
        self.wait_for_kernel()

    def run_cells(self, *identities):
        """Run these cells one by one, as a person does: click into it, Ctrl + Enter. (*Run All* stops at an error.)"""
        for identity in identities:
            before = self.said(identity)["count"]
            self.cell(identity).locator(".cm-content").click()
            self.page.keyboard.press("Control+Enter")
            self.page.wait_for_function(
                """([identity, before]) => {
                    const cells = [...window.jupyterapp.shell.currentWidget.content.model.cells];
                    const count = cells.find(c => c.id === identity).executionCount;
                    return count !== null && count !== before;
                }""",
                arg=[identity, before],
                timeout=120_000,
            )
            self.wait_for_kernel()

    def cells(self):
        """[{id, count, errors, text}] of the notebook, from JupyterLab's own model: the text is what was printed."""
        return self.page.evaluate(
            """() => [...window.jupyterapp.shell.currentWidget.content.model.cells].map(c => {
                const outputs = c.type === 'code' ? c.sharedModel.getOutputs() : [];
                return {
                    id: c.id, count: c.executionCount ?? null,
                    errors: outputs.filter(o => o.output_type === 'error').map(o => `${o.ename}: ${o.evalue}`),
                    text: outputs.filter(o => o.output_type === 'stream').flatMap(o => o.text).join(''),
                };
            })"""
        )

    def in_kernel(self, code):
        """What the code prints when the notebook's own kernel runs it beside the notebook."""
        return self.page.evaluate(
            """async (code) => {
                const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
                const future = kernel.requestExecute({code, store_history: false});
                let text = '';
                future.onIOPub = (message) => {
                    if (message.header.msg_type === 'stream') text += message.content.text;
                    if (message.header.msg_type === 'error') text += message.content.traceback.join('\\n');
                };
                await future.done;
                return text;
            }""",
            code,
        )

    def said(self, identity):
        """The cell with this id, as `cells` gives it."""
        return next(cell for cell in self.cells() if cell["id"] == identity)

    def cell(self, identity):
        """The element of the cell with this id."""
        place = [cell["id"] for cell in self.cells()].index(identity)
        return self.page.locator(".jp-Notebook .jp-Cell").nth(place)

    def shown(self, identity):
        """The text of a cell's outputs, as a person reads it."""
        return self.cell(identity).locator(".jp-OutputArea-output").last.inner_text().strip()

    def type_into(self, identity, text):
        """Replace a cell's text as a person does: click, select all, type."""
        self.cell(identity).locator(".cm-content").click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")
        self.page.keyboard.insert_text(text)  # without JupyterLab's own indentation

    def picture(self, name):
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"lab-{name}.png")

    def close(self):
        self.context.close()


@pytest.fixture
def lab(chromium, student_server):
    with contextlib.closing(Lab(chromium, student_server)) as page:
        yield page


@pytest.fixture
def teacher_lab(chromium, teacher_server):
    with contextlib.closing(Lab(chromium, teacher_server)) as page:
        yield page
