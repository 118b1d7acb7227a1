"""What `cjm doctor` looks at: each finding is (good, what, detail), so that tests and notebooks can read it too."""

from __future__ import annotations

import platform
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import cjm_research
from cjm_research import registry
from cjm_research.errors import CjmError

_PACKAGES = ("pandas", "spacy", "bertopic", "ipywidgets", "anywidget", "seaborn", "jupyterlab", "sqlalchemy")


def findings() -> Iterator[tuple[bool, str, str]]:
    """Yield (good, what, detail) for everything the workbench leans on."""
    yield True, "cjm_research", f"{cjm_research.__version__} in {Path(cjm_research.__file__).parent}"
    yield True, "python", f"{platform.python_version()} ({sys.platform}, {platform.machine()})"
    for name in _PACKAGES:
        yield _package(name)
    yield _embedder()
    yield _font()
    yield _database()
    for kind in registry.KINDS:
        yield True, kind + "s", ", ".join(registry.names(kind))


def _package(name: str) -> tuple[bool, str, str]:
    try:
        return True, name, version(name)
    except PackageNotFoundError:
        return False, name, "not installed. Install the workbench again with `make demo` or `uv sync`."


def _embedder() -> tuple[bool, str, str]:
    from cjm_research.embeddings.choose import describe

    return True, "embedder", describe()


def _font() -> tuple[bool, str, str]:
    from cjm_research.plots.fonts import cjk_font

    try:
        return True, "chinese font", str(cjk_font())
    except CjmError as err:
        return False, "chinese font", str(err)


def _database() -> tuple[bool, str, str]:
    from cjm_research.store.database import Store

    with tempfile.TemporaryDirectory() as folder:
        try:
            store = Store.open(Path(folder) / "doctor.sqlite", create=True)
            store.set("doctor", 1)
            faults = store.check()
            store.close()
        except CjmError as err:
            return False, "database", str(err)
    return not faults, "database", "; ".join(faults) or "SQLite opens, migrates and writes"
