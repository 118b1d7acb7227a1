"""The words of the report page that no other format needs, English and Chinese: ``words.toml`` beside this file.

>>> label("of_group", "en", n=4, of=17), label("of_group", "zh", n=4, of=17)
('4 of 17 in this group', '该群体17人中4人')
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _table() -> dict[str, list[str]]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))["labels"]


def label(key: str, language: str, **values: object) -> str:
    """Return the words for a key in a language, with its values filled in; an unknown key is a `KeyError`."""
    return _table()[key][language == "zh"].format(**values)
