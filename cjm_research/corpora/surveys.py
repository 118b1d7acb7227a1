"""Survey exports: one source per respondent, open answers as turns, closed answers as attributes.

Which column is which is told by its content (`corpora.columns`), header rows by `corpora.headers`. A respondent's key
is the export's own id where it is different in every row, else the digest of the row with a count for rows that are
alike; so the order of rows changes nothing, and two people who both answer "no" stay two.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import ClassVar

from cjm_research.corpora import columns, headers, subtitles
from cjm_research.corpora.blanks import is_blank
from cjm_research.corpora.language import language_of
from cjm_research.corpora.reading import Reading, Skipped, Source, Turn
from cjm_research.corpora.tables import Table, read_rows
from cjm_research.errors import ReadError


class SurveyReader:
    """Reads ``.csv``, ``.tsv`` and ``.xlsx``."""

    suffixes: ClassVar[tuple[str, ...]] = (".csv", ".tsv", ".xlsx")

    def read(self, path: Path, encoding: str | None = None) -> Reading:
        """Return the respondents of a survey.

        Raises
        ------
        ReadError
            If the table is damaged, protected, has no row of answers or no open answer in it.
        """
        table = read_rows(path, encoding)
        lower = {cell.strip().casefold() for cell in table.rows[0]}
        if {"start", "end", "text"} <= lower <= {"start", "end", "text", "speaker", "id"}:
            turns = subtitles.table_turns(table.rows[1:], table.rows[0])
            return self._reading(path, table, "timed table", (Source("interview", tuple(turns)),), 0, ())
        return self._survey(path, table)

    def _survey(self, path: Path, table: Table) -> Reading:
        head = headers.read_headers(table.rows)
        rows = [
            (n, row) for n, row in enumerate(table.rows[head.first :], head.first + 1) if any(c.strip() for c in row)
        ]
        if not rows:
            raise ReadError(f"{path} has a header but no answers below it. Export it again with the responses.")
        rows, skipped = _without_previews(rows, head)
        kinds = _kinds(head, rows)
        if "open" not in kinds:
            seen = ", ".join(f"{name[:40]!r} ({kind})" for name, kind in zip(head.names, kinds, strict=True))
            raise ReadError(
                f"{path}: no column holds open answers (free text that differs from person to person). "
                f"Columns seen: {seen}. Export the survey with its text answers, or check the delimiter."
            )
        sources, n_blanks, silent = _respondents(head, kinds, rows)
        if silent:
            what = f"{silent} of {len(rows)} rows"
            skipped.append(Skipped("rows", what, "nothing but metadata in them: nobody answered"))
        skipped += _unkept(head, kinds)
        return self._reading(path, table, f"{table.format} ({head.layout})", sources, n_blanks, tuple(skipped))

    @staticmethod
    def _reading(
        path: Path, table: Table, form: str, sources: tuple[Source, ...], n_blanks: int, skipped: tuple[Skipped, ...]
    ) -> Reading:
        return Reading(
            path, form, table.encoding, table.confidence, table.sample_line, sources, n_blanks, table.skipped + skipped
        )


def _without_previews(
    rows: list[tuple[int, list[str]]], head: headers.Columns
) -> tuple[list[tuple[int, list[str]]], list[Skipped]]:
    """Leave out what the researcher typed while trying the survey (Qualtrics marks it)."""
    if not head.layout.startswith("Qualtrics") or "Status" not in head.fields:
        return rows, []
    at = head.fields.index("Status")
    kept, skipped = [], []
    for n, row in rows:
        if at < len(row) and row[at].strip() in ("1", "Survey Preview"):
            skipped.append(Skipped(f"row {n}", "a preview", "typed while trying the survey"))
        else:
            kept.append((n, row))
    return kept, skipped


def _kinds(head: headers.Columns, rows: list[tuple[int, list[str]]]) -> list[str]:
    """Judge each column; slots of one question are judged together."""
    cells: dict[str, list[str]] = defaultdict(list)
    group = [question if question != name else name for question, name in zip(head.questions, head.names, strict=True)]
    single = [_column(rows, i) for i in range(len(head.names))]
    for key, column, name in zip(group, single, head.names, strict=True):
        if key != name and "#" in name:
            cells[key] += column
    kinds = []
    for i, (key, name) in enumerate(zip(group, head.names, strict=True)):
        values = cells[key] if key != name and "#" in name else single[i]
        kinds.append(columns.kind_of(name, values, head.fields[i] if head.fields[i] != name else ""))
    return kinds


def _column(rows: list[tuple[int, list[str]]], i: int) -> list[str]:
    return [row[i] if i < len(row) else "" for _, row in rows]


def _respondents(
    head: headers.Columns, kinds: Sequence[str], rows: list[tuple[int, list[str]]]
) -> tuple[tuple[Source, ...], int, int]:
    keys = _keys(kinds, rows)
    recommend = next(
        (
            i
            for i, kind in enumerate(kinds)
            if kind == "closed" and columns.is_recommendation(head.questions[i], _column(rows, i))
        ),
        None,
    )
    language = language_of(
        "\n".join(row[i] for _, row in rows for i, k in enumerate(kinds) if k == "open" and i < len(row))
    )
    sources, n_blanks, silent = [], 0, 0
    for key, (n, row) in zip(keys, rows, strict=True):
        turns, blanks = _answers(head, kinds, n, row)
        attributes = {
            head.names[i]: columns.choice(row[i])
            for i, kind in enumerate(kinds)
            if kind == "closed" and i < len(row) and row[i].strip() and not is_blank(row[i])
        }
        if recommend is not None and head.names[recommend] in attributes:
            attributes["NPS"] = attributes[head.names[recommend]]
        names = tuple(row[i].strip() for i, k in enumerate(kinds) if k == "name" and i < len(row) and row[i].strip())
        if turns or attributes:
            n_blanks += blanks
            sources.append(Source("survey", turns, key, attributes, names, (), language))
        else:
            silent += 1
    return tuple(sources), n_blanks, silent


def _answers(head: headers.Columns, kinds: Sequence[str], n: int, row: list[str]) -> tuple[tuple[Turn, ...], int]:
    """Return the answers of one row, and how many were blank: said so, or a question left empty in all its slots."""
    turns, blanks = [], 0
    empty = {head.questions[i] for i, kind in enumerate(kinds) if kind == "open"}
    for i, kind in enumerate(kinds):
        text = row[i].strip() if i < len(row) else ""
        if kind != "open" or not text:
            continue
        empty.discard(head.questions[i])
        if is_blank(text):
            blanks += 1
            continue
        turns.append(Turn(text, role="participant", question=head.questions[i], place=f"row {n}"))
    return tuple(turns), blanks + len(empty)


def _keys(kinds: Sequence[str], rows: list[tuple[int, list[str]]]) -> list[str]:
    for i, kind in enumerate(kinds):
        values = [value.strip() for value in _column(rows, i)]
        if kind == "id" and all(values) and len(set(values)) == len(values):
            return values
    seen: Counter[str] = Counter()
    keys = []
    for _, row in rows:
        digest = sha256("\x1f".join(cell.strip() for cell in row).rstrip("\x1f").encode()).hexdigest()[:16]
        seen[digest] += 1
        keys.append(f"{digest}.{seen[digest]}")
    return keys


def _unkept(head: headers.Columns, kinds: Sequence[str]) -> list[Skipped]:
    why = {
        "metadata": "metadata: dates, addresses and the like are not kept",
        "name": "names of people are not kept",
        "id": "used as the respondent's key only",
        "unused": "short and nearly all different: neither an open answer nor a choice",
        "empty": "no answer in it",
    }
    return [
        Skipped(f"column {i + 1}", name[:80], why[kind])
        for i, (name, kind) in enumerate(zip(head.names, kinds, strict=True)) if kind in why
    ]  # fmt: skip
