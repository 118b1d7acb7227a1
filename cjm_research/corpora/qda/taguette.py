"""Projects of Taguette (``.sqlite3``): documents, tags, highlights at their exact places, and who made them when.

A highlight with several tags becomes a coding for each. The dots in the path of a tag are its levels.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from cjm_research.corpora.imported import SEPARATOR, Code, Mark, Memo
from cjm_research.corpora.qda.database import Database, opened, text_of, whole_of
from cjm_research.corpora.qda.documents import Gathered, add_document, tell_places
from cjm_research.corpora.qda.markup import Page, page_of
from cjm_research.corpora.qda.names import counted, iso, one_line, told_apart
from cjm_research.corpora.qda.offsets import Anchored, Place, View, says
from cjm_research.corpora.qda.people import Person
from cjm_research.corpora.qda.qualcoder import is_qualcoder, reading_of
from cjm_research.corpora.reading import Reading
from cjm_research.errors import ReadError

_LEVEL = re.compile(r"(?<=[^\s\d.])\.(?=[^\s\d.])")
_OWN = {"events", "codings", "segments", "suggestions"}


@dataclass(frozen=True)
class _Highlight:
    key: int
    start: int
    end: int
    snippet: str
    coder: str
    created_at: str
    tags: tuple[str, ...]


class TaguetteReader:
    """Reads a project of Taguette; a project of QualCoder under such a name is read as one."""

    suffixes: ClassVar[tuple[str, ...]] = (".sqlite3", ".sqlite", ".db")

    def read(self, path: Path, encoding: str | None = None) -> Reading:
        """Return the documents with their highlights, the tags and the descriptions.

        Raises
        ------
        ReadError
            If it is no database, a damaged one, or one of something else.
        """
        with opened(path, "a project of Taguette") as database:
            if is_qualcoder(database):
                return reading_of(path, database)
            if not {"documents", "highlights", "tags", "highlight_tags"} <= set(database.tables):
                raise ReadError(_other(path, database))
            return _project(path, database)


def _other(path: Path, database: Database) -> str:
    if set(database.tables) >= _OWN:
        return (
            f"{path} is the database of a study of cjm-research, not a project of another tool. "
            "Add the files in that study's raw folder instead."
        )
    there = ", ".join(sorted(database.tables)[:8]) or "none"
    return (
        f"{path} is a database, but no project of Taguette or QualCoder (its tables: {there}). "
        "Export the tables you need as .csv or .xlsx."
    )


def _project(path: Path, database: Database) -> Reading:
    gathered = Gathered()
    tags = _tags(database)
    highlights = _highlights(database, {key: code.path for key, code in tags.items()}, gathered)
    rows = database.rows("documents", "id", "name", "description", "contents", "created", "project_id")
    names = told_apart(one_line(text_of(row["name"])) or "(no name)" for row in rows)
    memos = [
        Memo("study", "", text)
        for row in database.rows("projects", "description")
        if (text := text_of(row["description"]).strip())
    ]
    for row, name in zip(rows, names, strict=True):
        _document(gathered, name, page_of(text_of(row["contents"])), highlights.pop(whole_of(row["id"]) or 0, []))
        if description := text_of(row["description"]).strip():
            memos.append(Memo("document", name, description))
    lost = sum(len(of_document) for of_document in highlights.values())
    if lost:
        gathered.leave_out("highlights", counted(lost, "highlight"), "of documents that are not in the file")
    codes = tuple(tags.values())
    if not gathered.sources and not codes:
        raise ReadError(f"{path} is a project of Taguette without documents and tags. Export it again.")
    first = gathered.sources[0].text if gathered.sources else ""
    return Reading(
        path,
        "Taguette project",
        confidence=gathered.confidence,
        sample_line=next((line.strip()[:80] for line in first.split("\n") if line.strip()), ""),
        sources=tuple(gathered.sources),
        skipped=tuple(gathered.skipped),
        counts={name: n for name, n in gathered.counts.items() if n} | {"codes": len(codes)},
        codes=codes,
        memos=tuple(memos),
    )


def _tags(database: Database) -> dict[int, Code]:
    """Return the tags by id, their dots as levels: ``pain.price`` is the tag price below pain."""
    rows = [(whole_of(row["id"]), row) for row in database.rows("tags", "id", "path", "description")]
    rows = sorted(((key, row) for key, row in rows if key is not None), key=lambda entry: entry[0])
    paths = told_apart(SEPARATOR.join(_LEVEL.split(one_line(text_of(row["path"])))) or "(no name)" for _, row in rows)
    return {key: Code(path, text_of(row["description"]).strip()) for (key, row), path in zip(rows, paths, strict=True)}


def _highlights(database: Database, paths: Mapping[int, str], gathered: Gathered) -> dict[int, list[_Highlight]]:
    """Return the highlights of each document, in order."""
    tags: dict[int, list[str]] = defaultdict(list)
    unknown = 0
    for row in database.rows("highlight_tags", "highlight_id", "tag_id"):
        path = paths.get(whole_of(row["tag_id"]) or 0)
        unknown += path is None
        if path is not None:
            tags[whole_of(row["highlight_id"]) or 0].append(path)
    if unknown:
        gathered.leave_out("highlights", counted(unknown, "tag"), "not in the file")
    made = _makers(database)
    found: dict[int, list[_Highlight]] = defaultdict(list)
    for row in database.rows("highlights", "id", "document_id", "start_offset", "end_offset", "snippet"):
        key = whole_of(row["id"]) or 0
        start, end = (whole_of(row[at]) for at in ("start_offset", "end_offset"))
        coder, created_at = made.get(key, ("", ""))
        found[whole_of(row["document_id"]) or 0].append(
            _Highlight(
                key, -1 if start is None else start, -1 if end is None else end, text_of(row["snippet"]), coder,
                created_at, tuple(sorted(tags[key])),
            )
        )  # fmt: skip
    return found


def _makers(database: Database) -> dict[int, tuple[str, str]]:
    """Return who last made or changed each highlight, and when; the log has it, the highlight itself does not."""
    made: dict[int, tuple[str, str]] = {}
    for row in database.rows("commands", "id", "date", "user_login", "payload"):
        try:
            payload: Any = json.loads(text_of(row["payload"]))
        except (ValueError, RecursionError):
            continue
        if isinstance(payload, dict) and payload.get("type") == "highlight_add":
            key = whole_of(payload.get("highlight_id", payload.get("id")))
            if key is not None:
                made[key] = (text_of(row["user_login"]), iso(text_of(row["date"])))
    return made


def _document(gathered: Gathered, name: str, page: Page, highlights: list[_Highlight]) -> None:
    places = tuple(_place(page, highlight) for highlight in highlights)
    right = sum(place.verdict == "match" for place in places)
    view = View()
    anchored = Anchored(page.text, places, view, round(right / len(places), 2) if places else 1.0, 1)
    tell_places(gathered, name, anchored, [page_of(highlight.snippet).text for highlight in highlights])
    gathered.counts["highlights"] += len(highlights)
    marks = [
        Mark(place.start, place.end, tag, highlight.coder, highlight.created_at)
        for place, highlight in zip(places, highlights, strict=True)
        if place.verdict != "outside"
        for tag in highlight.tags
    ]
    untagged = sum(not highlight.tags for highlight in highlights)
    if untagged:
        gathered.leave_out(name, counted(untagged, "highlight"), "without a tag")
    add_document(gathered, name, anchored, marks, Person({}, ()))


def _place(page: Page, highlight: _Highlight) -> Place:
    start, end = page.index(highlight.start), page.index(highlight.end, is_end=True)
    if start is None or end is None or start > end:
        return Place(0, 0, "outside")
    quote = page_of(highlight.snippet).text
    matches = says(quote, page.text[start:end])
    return Place(start, end, "match" if matches else "mismatch" if quote.strip() else "untold")
