"""Tables that came back: the workbook with its baseline, and its sheets or the tidy tables saved as csv.

A workbook says what its cells were when it was written, so what people changed in it is told apart from what the study
changed since. A csv does not: it is compared with the map as it stands, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from cjm_research.corpora.surveys.delimited import iter_rows
from cjm_research.corpora.surveys.workbooks import Sheet, read_workbook
from cjm_research.errors import ReadError
from cjm_research.exports import words, workbook_words
from cjm_research.exports.edit_columns import BASELINE_SHEET, FORMAT, SHEETS
from cjm_research.exports.edits.parts import CARD, STAGE, Parts, Side
from cjm_research.exports.edits.places import cells_of, order_of
from cjm_research.exports.edits.said import FileSide, NotRead, Said
from cjm_research.exports.edits.tables import Before, Table, TableReader, headings_of, names_in, part_of, table_of
from cjm_research.exports.edits.values import Names
from cjm_research.schema import LANGUAGES

WORKBOOKS = (".xlsx", ".xlsm", ".ods", ".xls")
TABLES = (".csv", ".tsv", ".txt")
_ENCODINGS = (None, "gb18030", "cp1252")  # as found, then as Excel writes a csv in Chinese and in English Windows
_ABOUT = {"cards": CARD, "stages": STAGE}
_OTHER_SHEETS = {
    *(words.label(f"sheet_{key}", lang) for key in ("map", "findings", "evidence", "emotion", "codebook",
                                                    "participants", "read_me") for lang in LANGUAGES),
    *(workbook_words.label(f"sheet_{key}", lang) for key in ("priorities", "contacts", "order", "persons", "methods")
      for lang in LANGUAGES),
}  # fmt: skip
"""What we write beside the two that come back: never taken for one of them, whatever headings they share."""


def read_book(path: Path, now: Side, language: str, lanes: Mapping[str, Sequence[str]]) -> FileSide:
    """Read a workbook.

    Parameters
    ----------
    path : Path
        .xlsx, .xlsm, .ods or .xls.
    now : Side
        The map as it stands.
    language : {"en", "zh"}
        The study's first, where the file does not tell its own.
    lanes : mapping of str to sequence of str
        Names of lanes.

    Raises
    ------
    ReadError
        If it is damaged, no workbook of this package, or of a later form.
    """
    sheets = read_workbook(path)
    facts, cells = _baseline(path, sheets)
    found = {about: _table(path, sheets, key, about, cells) for key, about in _ABOUT.items()}
    if not any(found.values()):
        names = ", ".join(sheet.name for sheet in sheets)
        raise ReadError(
            f"{path.name}: none of its sheets ({names}) has the headings “Card id” and “Title” (卡片编号, 标题). Send "
            "back the workbook that `cjm export` wrote, with its headings as they were."
        )
    tables = {about: table for about, table in found.items() if table}
    language = facts.get("language") or next(iter(tables.values())).language or language
    unread = _formulas(path, sheets, tables)
    side = _side(path.name, "xlsx", tables, now, language, lanes, facts, cells, unread)
    return replace(side, notes=(*side.notes, *_lost(tables, cells or {}, language)))


def read_table(path: Path, now: Side, language: str, lanes: Mapping[str, Sequence[str]]) -> FileSide:
    """Read a csv of cards or stages; parameters and errors as `read_book`."""
    table = max(_readings(path), key=lambda table: len(table.columns), default=None)
    if table is not None:
        return _side(path.name, "csv", {table.about: table}, now, table.language or language, lanes, {}, None)
    raise ReadError(
        f"{path.name}: none of its first rows holds the headings “Card id” and “Title” (卡片编号, 标题). Save the "
        "sheet of cards as csv, with its headings as they were."
    )


def _readings(path: Path) -> Iterator[Table]:
    """Give the table as each encoding reads it: a sheet of few words in other letters may be taken for another one."""
    failed: list[ReadError] = []
    for encoding in _ENCODINGS:
        try:
            rows = [[cell.strip() for cell in row] for row in iter_rows(path, encoding)]
        except ReadError as err:
            failed.append(err)
            continue
        yield from filter(None, (table_of(about, "", rows) for about in (STAGE, CARD)))
    if len(failed) == len(_ENCODINGS):
        raise failed[0]


def _side(
    source: str,
    form: str,
    tables: Mapping[str, Table],
    now: Side,
    language: str,
    lanes: Mapping[str, Sequence[str]],
    facts: Mapping[str, str],
    cells: Mapping[str, Mapping[str, Mapping[str, str]]] | None,
    unread: frozenset[tuple[str, int, str]] = frozenset(),
) -> FileSide:
    names, before = Names(lanes), {about: Before((cells or {}).get(about)) for about in (CARD, STAGE)}
    reader = TableReader(names, language, unread)
    stages = reader.stages(tables[STAGE], before[STAGE]) if STAGE in tables else []
    base = None
    if cells is not None:
        was = {key: names_in(held, language) for key, held in cells[STAGE].items()}
        names.know(was)
        base = _base(cells, was, now, language, lanes)
    names.know(_names(now, language))
    cards = reader.cards(tables[CARD], before[CARD]) if CARD in tables else []
    ground = base or now
    placed, touched = cells_of(cards, ground)
    order, renumbered = order_of(stages, ground)
    notes: list[tuple[str, dict[str, Any]]] = [] if base else [("no base", {})]
    return FileSide(
        source=source, format=form, language=language, said=(*stages, *cards), cells=placed, order=order,
        touched=touched | renumbered, base=base, listed=frozenset(base.cards if base else ()),
        faults=tuple(reader.faults), notes=tuple(notes), digest=facts.get("journey", ""), title=facts.get("title", ""),
    )  # fmt: skip


def _baseline(
    path: Path, sheets: Sequence[Sheet]
) -> tuple[dict[str, str], dict[str, dict[str, dict[str, str]]] | None]:
    """Return the facts of a workbook and its cells as they left; no cells where its baseline is gone."""
    held = next((sheet for sheet in sheets if sheet.name == BASELINE_SHEET), None)
    if held is None:
        return {}, None
    facts: dict[str, str] = {}
    cells: dict[str, dict[str, dict[str, str]]] = {CARD: {}, STAGE: {}}
    for row in held.rows:
        sheet, key, column, value = [*row, "", "", "", ""][:4]
        if sheet == "cjm":
            facts[column] = value
        elif sheet in _ABOUT:
            cells[_ABOUT[sheet]].setdefault(key, {})[column] = value
    form = facts.get("format", "")
    if form != FORMAT:
        raise ReadError(
            f"{path.name} is a workbook of the form {form!r}, this version reads {FORMAT!r}. Export the map anew and "
            "edit that workbook, or read the file with the version that wrote it."
        )
    return facts, cells


def _table(
    path: Path, sheets: Sequence[Sheet], key: str, about: str, cells: Mapping[str, Mapping[str, Any]] | None
) -> Table | None:
    """Return the table of cards or stages: on the sheet of that name, else the one with the most columns of it.

    A sheet that lost the heading of its ids is refused: its rows belong to nothing. One that lost another heading is
    read without it.
    """
    named = [sheet for sheet in sheets if sheet.name.strip() in SHEETS[key]]
    apart = {BASELINE_SHEET, *_OTHER_SHEETS, *(name for both in SHEETS.values() for name in both)}
    held = named or [sheet for sheet in sheets if sheet.name.strip() not in apart]
    for read in (table_of, part_of):
        tables = [table for sheet in held if (table := read(about, sheet.name, sheet.rows))]
        if tables:
            table = max(tables, key=lambda one: len(one.columns))
            if "id" not in table.columns:
                _refuse(path, table.sheet, about, {"id"})
            return table
    if named and (cells or {}).get(about):
        _refuse(path, named[0].name, about, {"id", "title", "name_en", "name_zh"})
    return None


def _refuse(path: Path, sheet: str, about: str, keys: set[str]) -> NoReturn:
    both = {language: headings_of(about, keys, language) for language in LANGUAGES}
    headings = both | {"en": f"{both['en']} ({both['zh']})", "zh": f"{both['zh']}（{both['en']}）"}
    raise NotRead("no heading", file=path.name, sheet=sheet, headings=headings)


def _lost(
    tables: Mapping[str, Table], cells: Mapping[str, Mapping[str, Mapping[str, str]]], language: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give a remark on each sheet and each column that the workbook left with and that is not in it any more."""
    for key, about in _ABOUT.items():
        rows = cells.get(about, {})
        if rows and about not in tables:
            yield "sheet gone", {"sheet": SHEETS[key][language == "zh"]}
        elif rows:
            table = tables[about]
            gone = {column for row in rows.values() for column in row} - {*table.columns}
            if gone:
                yield "columns gone", {"sheet": table.sheet, "columns": headings_of(about, gone, language)}


def _base(
    cells: Mapping[str, Mapping[str, Mapping[str, str]]],
    called: Mapping[str, Sequence[str]],
    now: Side,
    language: str,
    lanes: Mapping[str, Sequence[str]],
) -> Side:
    """Return the map as the cells tell it that left."""
    names = Names(lanes)
    names.know(called)
    names.know(_names(now, language))
    parts: dict[str, dict[str, Parts]] = {}
    ranked: dict[str, list[tuple[float, str]]] = {CARD: [], STAGE: []}
    for about, rows in cells.items():
        table = Table(about, "", {}, language, [(n, {"id": key, **row}) for n, (key, row) in enumerate(rows.items())])
        reader = TableReader(names, language)
        said = reader.cards(table, Before()) if about == CARD else reader.stages(table, Before())
        parts[about] = {one.key: {k: v for k, v in one.parts.items() if k not in _NOT_BASE} for one in said}
        ranked[about] = sorted((one.parts.get("place", 0.0), one.key) for one in said)
    grouped: dict[tuple[str, str], list[str]] = {}
    for _, key in ranked[CARD]:
        own = parts[CARD][key]
        if "stage" in own and "lane" in own:
            grouped.setdefault((own["stage"], own["lane"]), []).append(key)
    in_order = tuple(key for _, key in ranked[STAGE])
    return Side(parts[CARD], parts[STAGE], {cell: tuple(ids) for cell, ids in grouped.items()}, in_order)


_NOT_BASE = ("place", "note", "into", "remove")


def _names(side: Side, language: str) -> dict[str, tuple[str, ...]]:
    other = {"en": "zh", "zh": "en"}[language]
    return {key: (parts[f"name:{language}"], parts[f"name:{other}"]) for key, parts in side.stages.items()}


def _formulas(path: Path, sheets: Sequence[Sheet], tables: Mapping[str, Table]) -> frozenset[tuple[str, int, str]]:
    """Return the cells that hold a formula and no value: what they say is not known, and it is not nothing."""
    odd = {sheet.name for sheet in sheets if sheet.skipped}
    wanted = [table for table in tables.values() if table.sheet in odd]
    return frozenset(cell for table in wanted for cell in _valueless(path, table))


def _valueless(path: Path, table: Table) -> Iterator[tuple[str, int, str]]:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True)
    empty = {(number, key) for number, cells in table.rows for key, text in cells.items() if not text}
    for number, row in enumerate(book[table.sheet].iter_rows(values_only=True), start=1):
        for key, at in table.columns.items():
            said = row[at] if at < len(row) else None
            if (number, key) in empty and isinstance(said, str) and said.startswith("="):
                yield table.sheet, number, key
    book.close()


def titles_in(said: Sequence[Said]) -> dict[str, str]:
    """Return what a file calls its items, by key."""
    return {one.key: one.title for one in said if one.title}
