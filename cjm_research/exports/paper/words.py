"""The words of the report and of the methods pack, English and Chinese: ``words.toml`` and ``methods.toml``.

>>> say("persons", "en", n=2), say("persons", "zh", n=2)
('2 people', '2人')
>>> listed(["a", "b", "c"], "en"), listed(["a", "b"], "zh")
('a, b and c', 'a、b')
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from cjm_research.codes.verdict_words import bounds

_FILES = ("words.toml", "methods.toml")


@cache
def _table() -> dict[str, list[str]]:
    folder = files("cjm_research.exports.paper")
    tables = (tomllib.loads(folder.joinpath(name).read_text("utf-8"))["labels"] for name in _FILES)
    return {key: words for table in tables for key, words in table.items()}


def say(key: str, language: str, **values: object) -> str:
    """Return the words for a key with its values filled in; an unknown key is a `KeyError`, a fault of the program."""
    return _table()[key][language == "zh"].format(**values)


def number(value: float | None, language: str, digits: int = 2) -> str:
    """Return a figure as it is printed; words where there is none.

    >>> number(0.7249, "en"), number(float("nan"), "en"), number(None, "zh")
    ('0.72', 'not defined', '无定义')
    """
    if value is None or value != value:  # NaN is the one value unlike itself
        return say("undefined", language)
    return f"{value:.{digits}f}"


def between(value: float | None, low: float | None, high: float | None, language: str, digits: int = 2) -> str:
    """Return a figure with its interval.

    >>> between(0.7, 0.51, 0.84, "en"), between(0.7, None, None, "en"), between(0.7, 0.51, 0.84, "zh")
    ('0.70 (0.51 to 0.84)', '0.70', '0.70（0.51至0.84）')
    """
    told = number(value, language, digits)
    if value is None or value != value or low is None or low != low:
        return told
    ends = say("ends", language, low=f"{low:.{digits}f}", high=f"{high:.{digits}f}")
    return f"{told}{ends}"


def agreed(row: Mapping[str, Any], name: str, language: str) -> str:
    """Return a coefficient of agreement with its interval, whose ends are rounded outwards as on its sheet.

    >>> agreed({"kappa": 0.78, "kappa_low": 0.641, "kappa_high": 0.871}, "kappa", "en")
    '0.78 (0.64 to 0.88)'
    """
    told, low, high = number(row[name], language), row[f"{name}_low"], row[f"{name}_high"]
    if row[name] != row[name] or low != low:  # NaN is the one value unlike itself
        return told
    return f"{told}（{bounds(low, high, language)}）" if language == "zh" else f"{told} ({bounds(low, high, language)})"


def listed(names: Sequence[str], language: str) -> str:
    """Return names as a list in a sentence."""
    if language == "zh":
        return "、".join(names)
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def joined(sentences: Sequence[str], language: str) -> str:
    """Return whole sentences as one paragraph."""
    return ("" if language == "zh" else " ").join(sentence for sentence in sentences if sentence)
