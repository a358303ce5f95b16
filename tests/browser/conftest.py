"""The real JupyterLab of the course in a real browser: a server on a copy of the course, a page, and what one does there.

The toolbar says "idle" before a kernel is connected, and *Run All* is then dropped in silence: so each step waits for
the state of the kernel itself.
"""

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
# Cells off the screen are in the page too, and no box asks whether to share news.
SETTINGS = {"@jupyterlab/notebook-extension": {"tracker": {"windowingMode": "none"}}}


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
        for extension, settings in SETTINGS.items():
            for plugin, values in settings.items():
                path = folder / "settings" / extension / f"{plugin}.jupyterlab-settings"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(json.dumps(values))
        hidden = {"MPLBACKEND", "NBGRADER_EXECUTION", "JUPYTER_CONFIG_PATH", "JUPYTER_TOKEN"}
        environment = {name: value for name, value in os.environ.items() if name not in hidden} | {
            "JUPYTER_CONFIG_DIR": str(folder / "config"),
            "JUPYTER_DATA_DIR": str(folder / "data"),
            "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
            "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
            "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
            "PYTHONPATH": str(self.root),
        }
        imported = [sys.executable, "-m", "jupyterlab", "workspaces", "import", "utils/jupyterlab/workspace.json"]
        subprocess.run(imported, cwd=self.root, env=environment, check=True, capture_output=True)  # as `make env` does
        if teacher:
            environment["JUPYTER_CONFIG_PATH"] = str(self.root / "utils" / "jupyterlab" / "teacher")
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={self.port}"]
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
                try:
                    self.ask("DELETE", f"/api/{kind}/{one['id']}")
                except OSError:
                    continue  # its session took it along

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()


@pytest.fixture(scope="session")
def student_server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("student"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def teacher_server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("teacher"), teacher=True)
    yield server
    server.stop()


class Lab:
    """A page of JupyterLab, and what one does there."""

    def __init__(self, browser, server, width=1440, height=900):
        self.server = server
        self.context = browser.new_context(viewport={"width": width, "height": height})
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

    def open(self, path, ready=True, reset="&reset"):
        """Open a file in an empty JupyterLab; without `reset`, in one with the panels that were open before."""
        self.server.shut_kernels()
        self.page.goto(f"{self.server.url}/lab/tree/{path}?token={TOKEN}{reset}")
        self.page.wait_for_function("() => window.jupyterapp && !document.querySelector('#jupyterlab-splash')")
        if ready:
            self.wait_for_kernel()
        return self

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

    def run_all(self, seconds=240):
        self.page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
        self.page.wait_for_function(
            """() => [...window.jupyterapp.shell.currentWidget.content.model.cells]
                .every(c => c.type !== 'code' || c.sharedModel.source.trim() === '' || c.executionCount !== null)""",
            timeout=seconds * 1000,
        )
        self.wait_for_kernel()

    def run_cells(self, *identities, seconds=120):
        """Run these cells one by one, as a person does: click into it, Ctrl + Enter. (*Run All* stops at an error.)"""
        for identity in identities:
            before = next(cell["count"] for cell in self.cells() if cell["id"] == identity)
            self.cell(identity).locator(".cm-content").click()
            self.page.keyboard.press("Control+Enter")
            self.page.wait_for_function(
                """([identity, before]) => {
                    const cells = [...window.jupyterapp.shell.currentWidget.content.model.cells];
                    const count = cells.find(c => c.id === identity).executionCount;
                    return count !== null && count !== before;
                }""",
                arg=[identity, before],
                timeout=seconds * 1000,
            )
            self.wait_for_kernel()

    def cells(self):
        """[{id, type, source, count, errors}] of the notebook, from JupyterLab's own model."""
        return self.page.evaluate(
            """() => [...window.jupyterapp.shell.currentWidget.content.model.cells].map(c => ({
                id: c.id, type: c.type, source: c.sharedModel.source, count: c.executionCount ?? null,
                errors: c.type === 'code'
                    ? c.sharedModel.getOutputs().filter(o => o.output_type === 'error').map(o => `${o.ename}: ${o.evalue}`)
                    : [],
                text: c.type === 'code'
                    ? c.sharedModel.getOutputs().filter(o => o.output_type === 'stream').map(o => [o.text].flat().join('')).join('')
                    : ''
            }))"""
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

    def cell(self, identity):
        """The element of the cell with this id."""
        place = [cell["id"] for cell in self.cells()].index(identity)
        return self.page.locator(".jp-Notebook .jp-Cell").nth(place)

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
    page = Lab(chromium, student_server)
    yield page
    page.close()


@pytest.fixture
def teacher_lab(chromium, teacher_server):
    page = Lab(chromium, teacher_server)
    yield page
    page.close()
