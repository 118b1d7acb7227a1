"""Survey exports and tables: one source per respondent, open answers as turns, closed answers as attributes.

A file may hold several tables (the sheets of a workbook): each that has answers is read as a survey or a talk of its
own; codebooks, counts and copies of another sheet are listed as left out. What each table is, is told in this order:
timed words (Whisper), a long table (`surveys.long_table`), a survey.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from cjm_research.corpora.language import language_of
from cjm_research.corpora.reading import ColumnTold, Reading, Skipped, Source
from cjm_research.corpora.surveys import code_tables, columns, judging, long_table, respondents, screening
from cjm_research.corpora.surveys.headers import Columns, read_headers
from cjm_research.corpora.surveys.tables import Table, n_characters, read_tables
from cjm_research.corpora.transcripts import subtitles
from cjm_research.errors import ReadError

_SAME = 0.95
"""Share of the answers of a sheet that must stand in another for it to be a copy."""


@dataclass(frozen=True)
class Taken:
    """What one table gave."""

    layout: str
    sources: tuple[Source, ...]
    counts: Counter[str]
    skipped: tuple[Skipped, ...] = ()
    columns: tuple[ColumnTold, ...] = ()


@dataclass(frozen=True)
class Nothing:
    """Why a table gave nothing."""

    why: str
    seen: str = ""


class SurveyReader:
    """Reads ``.csv``, ``.tsv``, ``.xlsx``, ``.xlsm``, ``.xls`` and ``.ods``.

    Parameters
    ----------
    columns : mapping of str to str, optional
        What a person says of columns: the name of each, and one of `columns.KINDS`.
    """

    suffixes: ClassVar[tuple[str, ...]] = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods")
    takes_columns: ClassVar[bool] = True

    def __init__(self, columns: Mapping[str, str] | None = None) -> None:
        self.columns = dict(columns or {})

    def read(self, path: Path, encoding: str | None = None) -> Reading:
        """Return the respondents, or the talks, of the tables in a file.

        Raises
        ------
        ReadError
            If a table is damaged, protected, has no row of answers or no open answer in it; or if a decision names a
            column that there is none of.
        """
        tables = read_tables(path, encoding)
        if self.columns:
            judging.refuse_unknown(path, self.columns, [read_headers(t.rows[:10], t.spread) for t in tables])
        codebook = _codebook(path, tables)
        if codebook:
            return codebook
        several = len(tables) > 1
        found = {table.sheet: self._take(path, table, several) for table in tables}
        nothing = {sheet: one for sheet, one in found.items() if isinstance(one, Nothing)}
        taken: dict[str, Taken] = {}
        for sheet, one in sorted(found.items(), key=_most_words):
            if isinstance(one, Taken):
                copy = _copied(one, taken)
                if copy:
                    nothing[sheet] = Nothing(f"the same answers as in sheet {copy}")
                else:
                    taken[sheet] = one
        if not taken:
            fullest = max(tables, key=lambda table: (n_characters(table), table.sheet))
            raise ReadError(refusal(path, nothing[fullest.sheet], len(tables)))
        return _put_together(path, tables, taken, nothing)

    def _take(self, path: Path, table: Table, several: bool) -> Taken | Nothing:
        sheet = table.sheet if several else ""
        lower = {cell.strip().casefold() for cell in table.rows[0]}
        if {"start", "end", "text"} <= lower <= {"start", "end", "text", "speaker", "id"}:
            turns = tuple(subtitles.table_turns(table.rows[1:], table.rows[0]))
            counts = Counter(rows=len(table.rows) - 1)
            return Taken("timed table", (Source("interview", turns, sheet, inside=sheet),), counts)
        layout = long_table.layout_of(table.rows[0], table.rows[1:])
        layout = layout and long_table.as_said(layout, table.rows[1:], self.columns)
        if layout:
            return _long(layout, table, sheet)
        head = read_headers(table.rows, table.spread)
        return _survey(head, table, sheet, self.columns, screening.wave_of(path.stem))


def _codebook(path: Path, tables: Sequence[Table]) -> Reading | None:
    """Return the codes of a table that is a codebook; refuse one that is a list of coded quotes."""
    if len(tables) != 1:
        return None
    table = tables[0]
    if code_tables.is_quotes(table.rows[0]):
        raise ReadError(
            f"{path} is a list of highlights from Taguette, not what people said in full. Add the project itself "
            "(.sqlite3), or the transcripts."
        )
    codes = code_tables.codes_of(table.rows[0], table.rows[1:])
    if codes is None:
        return None
    counts = {"rows": len(table.rows) - 1, "codes": len(codes)}
    told = (table.encoding, table.confidence, table.sample_line)
    return Reading(path, f"{table.format} (codebook)", *told, counts=counts, codes=codes)


def take_survey(
    head: Columns, rows: Sequence[tuple[int, Sequence[str]]], told: Mapping[str, str], sheet: str = "", wave: str = ""
) -> Taken | Nothing:
    """Return the respondents of a survey, or why there are none.

    Parameters
    ----------
    head : Columns
    rows : sequence of (int, sequence of str)
        The number of each row in the file, and its cells.
    told : mapping of str to str
        What a person says of columns.
    sheet : str
        Name of the sheet where the file has several.
    wave : str
        The wave that the file's name tells.
    """
    cells = [row for _, row in rows]
    judged = judging.judge(head, cells, told)
    if "open" not in judged.kinds:
        return nothing_open(head, judged)
    asked = [i for i, kind in enumerate(judged.kinds) if kind == "open"]
    if len(head.names) <= 3 and all(
        columns.asks_itself(head.names[i], [r[i] for r in cells if i < len(r)]) for i in asked
    ):
        return Nothing("it holds the questions of a survey, not answers to them", _seen(head, judged))
    tally = respondents.Tally()
    keys = respondents.Keys(judged.key, respondents.repeated_ids(judged.key, cells))
    sources = tuple(respondents.respondents(head, judged, rows, keys, tally, sheet, wave))
    skipped = (*tally.skipped(sheet), *unkept(head, judged, sheet))
    if judged.date is not None and judged.dates.ambiguous:
        skipped += (long_table.doubtful(judged.dates, head.names[judged.date]),)
    return Taken(head.layout, sources, tally.counts, skipped, judging.columns_told(head, judged, cells))


def _survey(head: Columns, table: Table, sheet: str, told: Mapping[str, str], wave: str) -> Taken | Nothing:
    rows = list(zip(table.numbers[head.first :], table.rows[head.first :], strict=True))
    if not rows:
        return Nothing("header")
    found = take_survey(head, rows, told, sheet, wave)
    if isinstance(found, Taken):
        titles = tuple(
            Skipped(f"row {table.numbers[i]}", " ".join(filter(None, table.rows[i]))[:80], "a title above the header")
            for i in head.titles
        )
        return replace(found, skipped=(*titles, *found.skipped))
    return found


def _long(layout: long_table.Layout, table: Table, sheet: str) -> Taken:
    rows = list(zip(table.numbers[1:], table.rows[1:], strict=True))
    told = long_table.columns_told(layout, table.rows[1:])
    if layout.shape == "talk":
        sources, counts, skipped = long_table.talks(layout, rows, sheet)
        return Taken("long table of talks", tuple(sources), counts, tuple(skipped), told)
    at = layout.at["text"]
    language = language_of("\n".join(row[at] for _, row in rows[:5000] if at < len(row)))
    sources, counts, skipped = long_table.answers(layout, rows, sheet, language)
    return Taken("long table of answers", tuple(sources), counts, tuple(skipped), told)


def _copied(found: Taken, taken: Mapping[str, Taken]) -> str:
    """Return the sheet that holds (nearly) all the words of this one, as sheets made for coding do."""
    words = _words(found)
    for sheet, other in taken.items():
        if words.total() and (words & _words(other)).total() >= _SAME * words.total():
            return sheet
    return ""


def _most_words(one: tuple[str, Taken | Nothing]) -> tuple[int, int, str]:
    """Sort sheets by their words; of two alike the one with fewer columns comes first, for coders add some."""
    sheet, found = one
    return (-_words(found).total(), len(found.columns), sheet) if isinstance(found, Taken) else (0, 0, sheet)


def _words(taken: Taken) -> Counter[str]:
    return Counter(" ".join(turn.text.split()) for source in taken.sources for turn in source.turns)


def nothing_open(head: Columns, judged: judging.Judged) -> Nothing:
    """Return why a table without an open question gives nothing."""
    return Nothing("no column holds open answers", _seen(head, judged))


def _seen(head: Columns, judged: judging.Judged) -> str:
    return ", ".join(f"{name[:40]!r} ({kind})" for name, kind in zip(head.names[:60], judged.kinds, strict=False))


def refusal(path: Path, nothing: Nothing, n_tables: int = 1) -> str:
    """Return the message for a file none of whose tables gave anything."""
    where = f"{path}: none of its {n_tables} sheets holds answers; in the fullest," if n_tables > 1 else f"{path}:"
    if nothing.why == "header":
        return f"{path} has a header but no answers below it. Export it again with the responses."
    if nothing.why == "no column holds open answers":
        return (
            f"{where} no column holds open answers (free text that differs from person to person). "
            f"Columns seen: {nothing.seen}. Export the survey with its text answers, or check the delimiter."
        )
    return f"{where} {nothing.why}. Columns seen: {nothing.seen}. Add the export of the responses instead."


def _put_together(
    path: Path, tables: Sequence[Table], taken: Mapping[str, Taken], nothing: Mapping[str, Nothing]
) -> Reading:
    first = next(table for table in tables if table.sheet in taken)
    parts = [taken[table.sheet] for table in tables if table.sheet in taken]
    skipped = [part for table in tables if table.sheet in taken for part in table.skipped]
    skipped += [_left_sheet(table, nothing[table.sheet]) for table in tables if table.sheet in nothing]
    skipped += [part for one in parts for part in one.skipped]
    counts: Counter[str] = Counter()
    for part in parts:
        counts.update(part.counts)
    layouts = ", ".join(dict.fromkeys(part.layout for part in parts))
    sources = tuple(source for part in parts for source in part.sources)
    if len(parts) == 1:
        sources = tuple(replace(s, inside="") if s.kind == "survey" else s for s in sources)
    return Reading(
        path, f"{first.format} ({layouts})" if layouts != "timed table" else layouts, first.encoding, first.confidence,
        first.sample_line, sources, counts["blanks"], tuple(skipped),
        counts={name: n for name, n in counts.items() if n or name == "rows"},
        columns=tuple(told for part in parts for told in part.columns),
    )  # fmt: skip


def _left_sheet(table: Table, nothing: Nothing) -> Skipped:
    why = {
        "header": "nothing stands below its header",
        "no column holds open answers": "it has no open answers: a codebook, counts or notes",
    }
    return Skipped(f"sheet {table.sheet}", f"{len(table.rows)} rows", why.get(nothing.why, nothing.why))


def unkept(head: Columns, judged: judging.Judged, sheet: str = "") -> list[Skipped]:
    """Return the columns that are not kept, each with its reason."""
    why = {
        "metadata": "metadata: addresses, durations and the like are not kept",
        "name": "names of people are not kept",
        "id": "used as the respondent's key only",
        "unused": "short and nearly all different: neither an open answer nor a choice",
        "empty": "no answer in it",
    }
    where = f"sheet {sheet}, " if sheet else ""
    return [
        Skipped(f"{where}column {i + 1}", name[:80], why[kind])
        for i, (name, kind) in enumerate(zip(head.names, judged.kinds, strict=True))
        if kind in why
    ]
