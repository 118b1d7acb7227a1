"""The words of the whiteboard files, English and Chinese, and the note that says what is known of each tool.

>>> label("customer", "en"), label("customer", "zh")
('Customer', '客户')
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path

from cjm_research.exports.base import write_file

README = "whiteboards-readme.txt"
_ORDER = (
    "drawio",
    "mermaid",
    "miro_json",
    "miro_table",
    "paste",
    "theydo",
    "lucid",
    "lucid_csv",
    "cjml",
)


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("cjm_research.exports.whiteboards").joinpath("words.toml").read_text("utf-8"))


def label(key: str, language: str, **values: object) -> str:
    """Return the words for a key, with its values filled in."""
    return _table()["labels"][key][language == "zh"].format(**values)


def readme_line(key: str, language: str) -> str:
    """Return what the note says of one file."""
    return _table()["readme"][key][language == "zh"]


def readme(language: str) -> str:
    """Return the text of the note: what each file is, how it goes into its tool, and what is not known of it."""
    said = {key: texts[language == "zh"] for key, texts in _table()["readme"].items()}
    parts = [said["title"], said["intro"], said["machine"], *(f"- {said[key]}" for key in _ORDER)]
    return "\n\n".join([*parts, said["not_public"], said["safe"]]) + "\n"


def write_readme(language: str, folder: Path) -> Path:
    """Write the note into the folder; it says the same whichever of the formats are written there."""
    return write_file(Path(folder) / README, readme(language).encode("utf-8"))
