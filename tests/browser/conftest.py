"""A real JupyterLab on 127.0.0.1 and a headless Chromium, for every test that must see the screen.

The server has its own folders (settings, kernels, notebooks), no token, a free port, and lives as long as the test
session. A test asks for `lab` and opens a notebook in it::

    page = lab.open(lab.write("tour.ipynb", ["1 + 1"]))
    lab.run_all(page)

Every view is tried in English and in Chinese; a long way through it that another test goes by other means, by mouse
after the keys or in Voilà, is gone in one of the two.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_QUIET = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
}
_PATIENCE = 60_000  # milliseconds; a shared machine is slow now and then


def _missing(reason: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason}, and CI must not skip it")
    pytest.skip(reason)


@dataclass
class Lab:
    """A running JupyterLab: where it answers, where its notebooks lie, and the browser that looks at it."""

    url: str
    root: Path
    browser: Any
    errors: list[str] = field(default_factory=list)

    def write(self, name: str, cells: list[str]) -> str:
        """Write a notebook of code cells; return its name."""
        import nbformat

        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(book, self.root / name)
        return name

    def open(self, name: str, width: int = 1280, height: int = 900) -> Any:
        """Open a notebook in a window of its own; return the page when it is ready to run."""
        page = self.browser.new_page(viewport={"width": width, "height": height})
        page.set_default_timeout(_PATIENCE)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(f"{self.url}/lab/workspaces/{Path(name).stem}-{time.monotonic_ns()}/tree/{name}?reset")
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        page.wait_for_function("() => window.jupyterapp")
        page.wait_for_function(
            "() => window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
        )
        self.do(page, "application:set-mode", {"mode": "single-document"})
        self.do(page, "filebrowser:toggle-main") if page.locator("#filebrowser").is_visible() else None
        return page

    def do(self, page: Any, command: str, arguments: dict[str, Any] | None = None) -> None:
        """Execute a command of JupyterLab."""
        page.evaluate("([name, args]) => window.jupyterapp.commands.execute(name, args)", [command, arguments or {}])

    def run_all(self, page: Any) -> None:
        """Run every cell of the notebook that is open; return when the last has run."""
        self.do(page, "notebook:run-all-cells")

    def theme(self, page: Any, name: str) -> None:
        """Change to "JupyterLab Light" or "JupyterLab Dark"."""
        self.do(page, "apputils:change-theme", {"theme": name})
        page.wait_for_function("name => document.body.dataset.jpThemeName === name", arg=name)


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    if find_spec("playwright") is None:
        _missing("playwright is not installed")
    from playwright.sync_api import sync_playwright

    program = next((path for path in map(shutil.which, _NAMES) if path), None)
    if program is None:
        _missing("no Chromium is installed")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-dev-shm-usage"],
            env={**os.environ, "XDG_DATA_HOME": str(_fonts(tmp_path_factory.mktemp("browser")))},
        )
        yield browser
        browser.close()


def _fonts(home: Path) -> Path:
    """A data folder whose fonts hold the 汉字 of the package's own font, for machines that have none."""
    import cvttf_NotoSansCJK_Regular as package

    (home / "fonts").mkdir()
    for font in Path(package.__file__).parent.glob("*.otf"):
        shutil.copy(font, home / "fonts")
    return home


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The URL and the folder of a JupyterLab that sees nothing of the person who runs the tests."""
    home = tmp_path_factory.mktemp("lab")
    root = home / "notebooks"
    (home / "settings").mkdir()
    root.mkdir()
    (home / "settings" / "overrides.json").write_text(json.dumps(_QUIET))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {name: str(home / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR",
                                                       "IPYTHONDIR", "MPLCONFIGDIR")}  # fmt: skip
    options = {
        "ServerApp.ip": "127.0.0.1", "ServerApp.port": port, "ServerApp.port_retries": 0, "ServerApp.root_dir": root,
        "ServerApp.open_browser": False, "ServerApp.allow_root": True, "ServerApp.password": "",
        "ServerApp.disable_check_xsrf": True, "IdentityProvider.token": "", "LabApp.news_url": None,
        "LabApp.expose_app_in_browser": True, "LabApp.app_settings_dir": home / "settings",
        "LabApp.user_settings_dir": home / "user", "LabApp.workspaces_dir": home / "workspaces",
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
    }  # fmt: skip
    command = [sys.executable, "-m", "jupyterlab", *(f"--{name}={value}" for name, value in options.items())]
    with (home / "log").open("w") as log:
        running = subprocess.Popen(command, env={**os.environ, **own}, stdout=log, stderr=log, cwd=root)
    try:
        _wait_for(f"http://127.0.0.1:{port}/api", running, home / "log")
        yield f"http://127.0.0.1:{port}", root
    finally:
        running.terminate()
        running.wait(timeout=20)


def _wait_for(url: str, running: subprocess.Popen, log: Path, what: str = "JupyterLab") -> None:
    deadline = time.monotonic() + _PATIENCE / 1000
    while time.monotonic() < deadline and running.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except urllib.error.HTTPError:
            return  # it answers, if only that there is nothing here
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"{what} does not answer at {url}:\n{log.read_text()[-2000:]}")


@dataclass
class Voila:
    """A running Voilà: notebooks as pages without a notebook around them."""

    url: str
    root: Path
    browser: Any
    errors: list[str] = field(default_factory=list)

    def open(self, name: str, width: int = 1280, height: int = 900) -> Any:
        """Open a notebook as a page; return it when its cells have run."""
        page = self.browser.new_page(viewport={"width": width, "height": height})
        page.set_default_timeout(_PATIENCE)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(f"{self.url}/voila/render/{name}")
        return page


@pytest.fixture(scope="session")
def voila_server(tmp_path_factory):
    """The URL and the folder of a Voilà."""
    if find_spec("voila") is None:
        _missing("Voilà is not installed")
    home = tmp_path_factory.mktemp("voila")
    root = home / "notebooks"
    root.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {name: str(home / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR",
                                                       "IPYTHONDIR", "MPLCONFIGDIR")}  # fmt: skip
    command = [sys.executable, "-m", "voila", str(root), "--no-browser", f"--port={port}", "--Voila.ip=127.0.0.1"]
    with (home / "log").open("w") as log:
        running = subprocess.Popen(command, env={**os.environ, **own}, stdout=log, stderr=log, cwd=root)
    try:
        _wait_for(f"http://127.0.0.1:{port}/voila/static/", running, home / "log", "Voilà")
        yield f"http://127.0.0.1:{port}", root
    finally:
        running.terminate()
        running.wait(timeout=20)


@pytest.fixture
def voila(voila_server, browser):
    url, root = voila_server
    yield Voila(url, root, browser)
    for context in browser.contexts:
        context.close()


@pytest.fixture(scope="session")
def faults():
    """Returns the serious faults that axe-core finds inside a view: rule, what is wrong, where."""
    if find_spec("axe_playwright_python") is None:
        _missing("axe-playwright-python is not installed")
    from axe_playwright_python.sync_playwright import Axe

    def found(page: Any, view: str) -> list[tuple[str, str, str]]:
        told = Axe().run(page, context=view).response["violations"]
        return [(fault["id"], fault["help"], node["html"][:200]) for fault in told
                if fault["impact"] in ("serious", "critical") for node in fault["nodes"]]  # fmt: skip

    return found


@pytest.fixture
def lab(server, browser):
    url, root = server
    lab = Lab(url, root, browser)
    yield lab
    for context in browser.contexts:
        context.close()
