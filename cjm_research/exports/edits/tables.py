"""Rows of a table with the headings of `edit_columns` as items: the sheets of a workbook, and the same saved as csv.

Headings are found among the first rows in either language, in any order; columns that are not known are passed over.
The stages are read first, because a card may name a stage as it is called only in this file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cjm_research.exports.edit_columns import CARDS, STAGES
from cjm_research.exports.edits import values
from cjm_research.exports.edits.parts import CARD, NEW, STAGE, said_in
from cjm_research.exports.edits.said import Fault, Place, Said
from cjm_research.exports.edits.values import Names, NotUnderstood, folded

_HEAD_ROWS = 20
_ENOUGH = 3  # headings by which a sheet that lost one of them is still known
_ALSO = {
    # Headings of the tidy tables and of earlier workbooks, read where the sheet's own are missing.
    CARD: {
        "card_id": "id", "finding_id": "id", "stage_id": "stage", "lane": "lane", "family": "lane", "类别": "lane",
        "work": "work", "value": "value", "difficulty": "difficulty", "position": "", "place": "place",
    },
    STAGE: {"stage_id": "id", "name_en": "name_en", "name_zh": "name_zh", "question_en": "question_en",
            "question_zh": "question_zh"},
}  # fmt: skip
_NEEDED = {CARD: {"id", "title"}, STAGE: {"id", "name_en", "name_zh"}}
_NOT = {CARD: {"segment id", "片段编号", "segment_id"}, STAGE: {"card id", "卡片编号", "card_id", "segment_id"}}
_TOGETHER = re.compile(r"\s*[+＋,，;；、\n]\s*")
_NEW_WORDS = {"", "new", "+", "新", "新增", "新建"}


@dataclass(frozen=True)
class Table:
    """The rows of one table.

    Attributes
    ----------
    about : {"card", "stage"}
    sheet : str
    columns : mapping of str to int
        Where each column stands, from 0.
    language : str
        Of the headings.
    rows : list of (int, dict of str to str)
        Number of the row from 1, and its cells by column; rows without a word left out.
    headings : mapping of str to str
        Each column as the table calls it.
    """

    about: str
    sheet: str
    columns: Mapping[str, int]
    language: str
    rows: list[tuple[int, dict[str, str]]] = field(repr=False)
    headings: Mapping[str, str] = field(default_factory=dict)


def table_of(about: str, sheet: str, rows: Sequence[Sequence[str]]) -> Table | None:
    """Return the table on a sheet, None if none of its first rows holds the headings."""
    for at, row in enumerate(rows[:_HEAD_ROWS]):
        columns = _headed(about, row)
        if "id" in columns and _NEEDED[about] & {*columns} - {"id"}:
            return _table(about, sheet, rows, at, columns)
    return None


def part_of(about: str, sheet: str, rows: Sequence[Sequence[str]]) -> Table | None:
    """Return what is left of a table that lost headings it needs, None if no row holds `_ENOUGH` of them."""
    found = [_headed(about, row) for row in rows[:_HEAD_ROWS]]
    best = max(range(len(found)), key=lambda at: len(found[at]), default=0)
    return _table(about, sheet, rows, best, found[best]) if found and len(found[best]) >= _ENOUGH else None


def headings_of(about: str, keys: Collection[str], language: str) -> str:
    """Return the headings of columns, in the order of the sheet."""
    known = CARDS if about == CARD else STAGES
    names = [column.heading(language) for column in known if column.key in keys]
    return ("、" if language == "zh" else ", ").join(f"“{name}”" for name in names)


def _headed(about: str, row: Sequence[str]) -> dict[str, int]:
    heads = [folded(cell) for cell in row]
    columns: dict[str, int] = {}
    if _NOT[about] & {*heads}:
        return columns
    for column in CARDS if about == CARD else STAGES:
        named = next((one for one in (folded(column.en), folded(column.zh)) if one in heads), None)
        if named is not None:
            columns[column.key] = heads.index(named)
    for other, key in _ALSO[about].items():
        if key and key not in columns and other in heads:
            columns[key] = heads.index(other)
    return columns


def _table(about: str, sheet: str, rows: Sequence[Sequence[str]], at: int, columns: Mapping[str, int]) -> Table:
    head = rows[at]
    chinese = any(
        column.key in columns and folded(column.zh) == folded(head[columns[column.key]])
        for column in (CARDS if about == CARD else STAGES)
    )
    held = [(at + 2 + n, _cells(cells, columns)) for n, cells in enumerate(rows[at + 1 :])]
    filled = [(number, cells) for number, cells in held if any(cells.values())]
    headings = {key: str(head[place]).strip() for key, place in columns.items()}
    return Table(about, sheet, columns, "zh" if chinese else "en", filled, headings)


def _cells(row: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    return {key: str(row[at]).strip() if at < len(row) else "" for key, at in columns.items()}


@dataclass(frozen=True)
class Before:
    """How the cells of a table left, by id and column; None where the file does not tell."""

    cells: Mapping[str, Mapping[str, str]] | None = None

    def unchanged(self, key: str, column: str, text: str) -> bool:
        """Whether a cell reads as it left."""
        held = (self.cells or {}).get(key, {}).get(column)
        return held is not None and held.strip() == text.strip()


class TableReader:
    """Reads tables of one file.

    Parameters
    ----------
    names : Names
        The stages and lanes that it may name.
    language : {"en", "zh"}
        Of the titles.
    unread : set of (str, int, str)
        Sheet, row and column of cells that hold a formula without a value.
    """

    def __init__(self, names: Names, language: str, unread: frozenset[tuple[str, int, str]] = frozenset()) -> None:
        self._names, self._language, self._unread = names, language, unread
        self.faults: list[Fault] = []

    def stages(self, table: Table, before: Before) -> list[Said]:
        """Return the stages of a table; what they are called is known to the names from now on."""
        found: list[Said] = []
        for row, cells in table.rows:
            place = Place("row", table.sheet, row)
            title = said_in(cells.get(f"name_{self._language}") or cells.get("name_en") or cells.get("name_zh", ""))
            for key, more in self._ids(cells["id"], place, title):
                parts = dict(self._parts(table, key, row, cells, before, _STAGE_PARTS)) if not more else {"into": more}
                found.append(Said(STAGE, key, parts, place, title, {} if more else cells))
        self._names.know({one.key: names_in(one.raw, self._language) for one in found if one.raw})
        return found

    def cards(self, table: Table, before: Before) -> list[Said]:
        """Return the cards of a table."""
        found: list[Said] = []
        card_parts = {**_CARD_PARTS, "title": f"title:{self._language}"}
        for row, cells in table.rows:
            place, title = Place("row", table.sheet, row), said_in(cells.get("title", ""))
            for key, more in self._ids(cells["id"], place, title):
                parts = dict(self._parts(table, key, row, cells, before, card_parts)) if not more else {"into": more}
                found.append(Said(CARD, key, parts, place, title, {} if more else cells))
        return found

    def _ids(self, cell: str, place: Place, title: str) -> Iterator[tuple[str, str]]:
        """Give the key of a row, and those of the others in it with the first, which they are merged into."""
        if folded(cell) in _NEW_WORDS:
            yield f"{NEW}{place.sheet}:{place.row}", ""
            return
        first, *others = [part for part in _TOGETHER.split(said_in(cell)) if part]
        yield first, ""
        yield from ((other, first) for other in dict.fromkeys(others) if other != first)

    def _parts(
        self, table: Table, key: str, row: int, cells: Mapping[str, str], before: Before, parts: Mapping[str, str]
    ) -> Iterator[tuple[str, Any]]:
        """Give the parts of a row; a cell that reads as it left is told by what it was."""
        for column, part in parts.items():
            if column not in cells:
                continue
            place = Place("row", table.sheet, row)
            title = said_in(cells.get("title") or cells.get(f"name_{self._language}", ""))
            if (table.sheet, row, column) in self._unread:
                self.faults.append(Fault(place, key, title, "formula", {"column": table.headings[column]}))
                continue
            if before.unchanged(key, column, cells[column]):
                continue
            try:
                yield part, self._value(column, cells[column])
            except NotUnderstood as err:
                # What a new item lacks is told once, where it is put together.
                if not (key.startswith(NEW) and err.why in ("empty stage", "empty lane")):
                    told = {**err.told, "column": table.headings[column]}
                    self.faults.append(Fault(place, key, title, err.why, told))

    def _value(self, column: str, text: str) -> Any:
        readers = {
            "stage": self._names.stage, "lane": self._names.lane, "work": values.work_of, "due": values.due_of,
            "value": values.score_of, "difficulty": values.score_of, "place": values.number_of,
            "order": values.number_of, "remove": values.yes_of,
        }  # fmt: skip
        return readers.get(column, said_in)(text)


_CARD_PARTS = {
    "stage": "stage", "place": "place", "lane": "lane", "title": "title", "owner": "owner", "work": "work",
    "due": "due", "value": "value", "difficulty": "difficulty", "note": "note", "merge": "into", "remove": "remove",
}  # fmt: skip
_STAGE_PARTS = {
    "order": "place", "name_en": "name:en", "name_zh": "name:zh", "question_en": "question:en",
    "question_zh": "question:zh", "merge": "into", "remove": "remove",
}  # fmt: skip


def names_in(cells: Mapping[str, str], language: str) -> tuple[str, ...]:
    """Return what the cells of a stage call it, in the language first."""
    other = {"en": "zh", "zh": "en"}[language]
    return tuple(said_in(cells.get(f"name_{one}", "")) for one in (language, other))


def in_turn(numbered: Sequence[tuple[str, float, bool, int]]) -> tuple[str, ...]:
    """Return keys by their numbers: a number that was changed goes before the same one that was not.

    Parameters
    ----------
    numbered : sequence of (str, float, bool, int)
        Key, number, whether it was changed, row.

    Examples
    --------
    >>> in_turn([("a", 1, False, 4), ("b", 2, False, 5), ("c", 1, True, 6), ("d", 9.5, True, 7)])
    ('c', 'a', 'b', 'd')
    """
    return tuple(key for key, *_ in sorted(numbered, key=lambda one: (one[1], not one[2], one[3])))
