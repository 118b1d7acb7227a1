"""The words of the workbook alone, beside those that all exports share: one table, ``workbook_words.toml``.

>>> label("sheet_cards", "zh"), label("edit_mark", "en")
('卡片', '✎ edit')
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _table() -> dict[str, list[str]]:
    text = files("cjm_research.exports").joinpath("workbook_words.toml").read_text("utf-8")
    return tomllib.loads(text)["labels"]


def label(key: str, language: str, **values: object) -> str:
    """Return the words for a key of the table, with its values filled in.

    Parameters
    ----------
    key : str
        An unknown one is a `KeyError`, a fault of the program.
    language : {"en", "zh"}
    **values : object
        What the braces of the label ask for.
    """
    return _table()[key][language == "zh"].format(**values)


def has(key: str) -> bool:
    """Return whether the key is one of the workbook alone."""
    return key in _table()
