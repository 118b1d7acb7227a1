"""The words of files that came back, English and Chinese: one table, ``words.toml``.

>>> said("en", "nothing"), said("zh", "nothing"), kind("zh", "moved")
('No differences.', '没有差别。', '移到其他阶段')
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table() -> dict[str, dict[str, list[str]]]:
    """Return all words: kinds, why, notes, refusals and said, each English and Chinese."""
    return tomllib.loads(files("cjm_research.exports.edits").joinpath("words.toml").read_text("utf-8"))


def said(language: str, key: str, **told: Any) -> str:
    """Return the words of a key."""
    return table()["said"][key][language == "zh"].format(**told)


def kind(language: str, key: str) -> str:
    """Return what a kind of difference is called."""
    return table()["kinds"][key][language == "zh"]


def note(language: str, key: str, told: Mapping[str, Any]) -> str:
    """Return a remark on the whole file."""
    return table()["notes"][key][language == "zh"].format(**told)


def why(language: str, key: str, told: Mapping[str, Any]) -> str:
    """Return why something was not taken over, and what to do."""
    return table()["why"][key][language == "zh"].format(**told)


def refusal(language: str, key: str, told: Mapping[str, Any]) -> str:
    """Return why a whole file is refused, and what to do."""
    return table()["refusals"][key][language == "zh"].format(**told)
