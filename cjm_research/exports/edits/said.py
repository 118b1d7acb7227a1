"""What a file says of a map, whichever format it is in: items with their parts and places, and what was not understood.

A reader of a format makes a `FileSide`; `compare` makes the differences of it. A fault is told at its place with what
was found and what to do; the rest of the file goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cjm_research.errors import ReadError
from cjm_research.exports.edits import words
from cjm_research.exports.edits.parts import Cell, Parts, Side


class NotRead(ReadError):
    """A file that is refused, in either language.

    Parameters
    ----------
    key : str
        Of `words.refusal`.
    **values : value
        What the sentence asks for; a value by language stays by language.
    """

    def __init__(self, key: str, **values: Any) -> None:
        self._key, self._values = key, values
        super().__init__(self.told("en"))

    def told(self, language: str) -> str:
        """Return the sentence in a language."""
        values = {name: one[language] if isinstance(one, Mapping) else one for name, one in self._values.items()}
        return words.refusal(language, self._key, values)


@dataclass(frozen=True, order=True)
class Place:
    """Where in a file something stands.

    Attributes
    ----------
    kind : {"row", "cell", "pointer", "file"}
    sheet : str
        Of a workbook; "" for a table without sheets.
    row : int
        From 1.
    at : str
        Cell id of a diagram, or JSON pointer.
    """

    kind: str
    sheet: str = ""
    row: int = 0
    at: str = ""

    def told(self, language: str) -> str:
        """Return the place in words.

        >>> Place("row", "Cards", 7).told("en"), Place("pointer", at="/stages/0").told("zh")
        ('Cards, row 7', '/stages/0')
        """
        if self.kind == "row":
            row = f"第 {self.row} 行" if language == "zh" else f"row {self.row}"
            return f"{self.sheet}{'，' if language == 'zh' else ', '}{row}" if self.sheet else row
        if self.kind == "cell":
            return f"{'图形' if language == 'zh' else 'shape'} {self.at}"
        return self.at


@dataclass(frozen=True)
class Said:
    """A card or stage as a file has it.

    Attributes
    ----------
    about : {"card", "stage"}
    key : str
        Its id; ``"+"`` and something of the place for what is new.
    parts : mapping of str to value
        Only those that the file speaks of; beside the parts of `parts`: ``note``, ``into`` (a card or stage),
        ``remove`` and ``segment_ids``.
    place : Place
    title : str
        To tell it by.
    raw : mapping of str to str
        Cells as they were written, by part, where the file is a table.
    """

    about: str
    key: str
    parts: Parts
    place: Place
    title: str = ""
    raw: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """What cannot be taken over: where, of what, why (a key of `words.WHY`) and what that sentence asks for."""

    place: Place
    key: str
    title: str
    why: str
    told: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class FileSide:
    """A file that came back.

    Attributes
    ----------
    source, format : str
        The file's name; "xlsx", "csv", "drawio" or "json".
    language : {"en", "zh"}
    said : tuple of Said
    cells : mapping of (str, str) to tuple of str
        Keys of the cards of a cell in order, where the file tells one.
    order : tuple of str
        Keys of the stages in order; empty if the file does not tell.
    touched : frozenset of str
        Keys that somebody gave another number.
    base : Side or None
        What the file was when it was written, as far as it tells.
    whole : bool
        Whether what is missing was taken out on purpose: shapes and objects are, rows may be filtered or cut off.
    listed : frozenset of str
        Ids of the cards that the file held when it was written; empty if it does not tell.
    faults : tuple of Fault
    notes : tuple of (str, mapping)
        Keys of `words.NOTES` with what they ask for.
    digest, title : str
        Of the map that it was written from, if it tells.
    """

    source: str
    format: str
    language: str
    said: tuple[Said, ...]
    cells: Mapping[Cell, tuple[str, ...]] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    touched: frozenset[str] = frozenset()
    base: Side | None = None
    whole: bool = False
    listed: frozenset[str] = frozenset()
    faults: tuple[Fault, ...] = ()
    notes: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    digest: str = ""
    title: str = ""


def once(said: Iterable[Said]) -> tuple[list[Said], list[Fault]]:
    """Return each card and stage once, and those that stand several times and differ, none of which counts."""
    groups: dict[tuple[str, str], list[Said]] = {}
    for item in said:
        groups.setdefault((item.about, item.key), []).append(item)
    kept, faults = [], []
    for group in groups.values():
        if all(dict(item.parts) == dict(group[0].parts) for item in group):
            kept.append(group[0])
            continue
        others = [item.place for item in group]
        faults += [
            Fault(item.place, item.key, item.title, "twice", {"places": tuple(p for p in others if p != item.place)})
            for item in group
        ]
    return kept, faults
