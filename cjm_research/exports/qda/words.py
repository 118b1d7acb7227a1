"""The words of QDA files and of the report beside them, English and Chinese, from ``words.toml``.

>>> label("themes", "en"), label("set_stage", "zh", name="购买"), report("n_codings", "en", name="Ana")
('Themes', '阶段：购买', 'codings by Ana')
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("cjm_research.exports.qda").joinpath("words.toml").read_text("utf-8"))


def _said(part: str, key: str, language: str, values: dict[str, object]) -> str:
    return _table()[part][key][language == "zh"].format(**values)


def label(key: str, language: str, **values: object) -> str:
    """Return the words of a key for the files themselves."""
    return _said("labels", key, language, values)


def report(key: str, language: str, **values: object) -> str:
    """Return the words of a key for the report."""
    return _said("report", key, language, values)


def loss(key: str, language: str, **values: object) -> tuple[str, str]:
    """Return what a format could not hold, and what became of it."""
    return _said("losses", key, language, values), _said("losses", f"{key}_to", language, values)
