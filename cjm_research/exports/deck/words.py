"""The words of the deck, English and Chinese: one table, ``words.toml``, beside those of all exports.

>>> label("more_notes", "en", n=3), label("more_notes", "zh", n=3)
('3 more in the notes', '另有3项，见备注')
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _table() -> dict[str, list[str]]:
    return tomllib.loads(files("cjm_research.exports.deck").joinpath("words.toml").read_text("utf-8"))["labels"]


def label(key: str, language: str, **values: object) -> str:
    """Return the words for a key in "en" or "zh", with its values filled in; an unknown key is a `KeyError`."""
    return _table()[key][language == "zh"].format(**values)


def counted(key: str, n: int, language: str) -> str:
    """Return a sentence about n things, by its own words where there is one.

    >>> counted("without_difficulty", 1, "en")
    '1 card without a difficulty is not drawn.'
    """
    return label(f"{key}_one" if n == 1 else key, language, n=n)
