"""What each format is, in a line of English and of Chinese, in the order in which formats are offered.

>>> about("pdf", "en"), about("pdf", "zh")
('map-a3.pdf, map-a1.pdf: posters', 'map-a3.pdf、map-a1.pdf：海报')
>>> offered()[:3]
['html', 'excel', 'powerpoint']
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from cjm_research import registry


@cache
def _table() -> dict[str, list[str]]:
    return tomllib.loads(files("cjm_research.exports").joinpath("formats.toml").read_text("utf-8"))


def offered() -> list[str]:
    """Return the names of all exporters: ours in the order of use, then those of other packages."""
    known = registry.names("exporter")
    ours = [name for name in _table() if name in known]
    return [*ours, *(name for name in known if name not in ours)]


def about(name: str, language: str) -> str:
    """Return what a format is, in a line; of another package's exporter the first line of its docstring."""
    if name in _table():
        return _table()[name][language == "zh"]
    told = (registry.get("exporter", name).__doc__ or name).strip()
    return told.splitlines()[0].replace("``", "")
