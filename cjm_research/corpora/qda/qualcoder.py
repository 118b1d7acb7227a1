r"""Projects of QualCoder (``.qda``): a folder with ``data.qda``, or that file alone; all versions of its tables.

Positions are Python indexes into the text as it is kept, which in older projects holds ``\r\n`` and a byte order
mark; each coding also keeps its words, by which the place is checked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from cjm_research.corpora.imported import Code, Mark, Memo
from cjm_research.corpora.qda.database import Database, opened, text_of, whole_of
from cjm_research.corpora.qda.documents import Gathered, add_document, tell_places
from cjm_research.corpora.qda.names import color, counted, iso, one_line, paths, told_apart
from cjm_research.corpora.qda.offsets import Anchored, Selection, View, anchor
from cjm_research.corpora.qda.people import merged, people
from cjm_research.corpora.reading import Reading
from cjm_research.errors import ReadError

_KEPT = View("as kept", bom=True)
_MEDIA = ("/images/", "images:", "/audio/", "audio:", "/video/", "video:")


class QualcoderReader:
    """Reads a project of QualCoder."""

    suffixes: ClassVar[tuple[str, ...]] = (".qda",)

    def read(self, path: Path, encoding: str | None = None) -> Reading:
        """Return the documents with their codings, the codebook and the memos.

        Parameters
        ----------
        path : Path
            ``NAME.qda``, or the ``data.qda`` in it.

        Raises
        ------
        ReadError
            If it is no project of QualCoder, or damaged.
        """
        file = path / "data.qda" if path.is_dir() else path
        with opened(file, "the data.qda of a project of QualCoder") as database:
            if not is_qualcoder(database):
                there = ", ".join(sorted(database.tables)[:8]) or "none"
                raise ReadError(
                    f"{path} is a database, but no project of QualCoder (its tables: {there}). "
                    "Export the project as REFI-QDA (.qdpx) instead."
                )
            return reading_of(path, database)


def is_qualcoder(database: Database) -> bool:
    """Whether these are the tables of a project of QualCoder."""
    return {"source", "code_text", "code_name"} <= set(database.tables) and "fulltext" in database.tables["source"]


def reading_of(path: Path, database: Database) -> Reading:
    """Return what a project of QualCoder holds."""
    gathered = Gathered()
    codes, path_of = _codes(database)
    sources = database.rows("source", "id", "name", "fulltext", "mediapath", "memo", "owner", "date")
    named = told_apart(one_line(text_of(row["name"])) or "(no name)" for row in sources)
    names = {whole_of(row["id"]): name for row, name in zip(sources, named, strict=True)}
    cases = _Cases(database, gathered)
    memos = _memos(database, cases)
    coded = _by_document(database, "code_text", "cid", "fid", "seltext", "pos0", "pos1", "owner", "date", "memo")
    noted = _by_document(database, "annotation", "fid", "pos0", "pos1", "memo", "owner", "date")
    media = Counter(whole_of(r["id"]) for table in ("code_av", "code_image") for r in database.rows(table, "id"))
    for row in sources:
        key = whole_of(row["id"])
        name = names[key]
        memos += _memo("document", name, row)
        _leave_out_media(gathered, name, row, media[key])
        if text_of(row["fulltext"]).strip():
            memos += _document(gathered, name, row, coded.pop(key, []), noted.get(key, []), path_of, cases)
    lost = sum(map(len, coded.values()))
    if lost:
        gathered.leave_out(
            "codings", counted(lost, "coding"), "of documents that are not in the project or have no text"
        )
    if not gathered.sources and not codes:
        raise ReadError(f"{path} is a project of QualCoder without texts and codes. Check that it is the right one.")
    first = gathered.sources[0].text if gathered.sources else ""
    version = next((text_of(row["databaseversion"]) for row in database.rows("project", "databaseversion")), "")
    return Reading(
        path,
        f"QualCoder project {version}".strip(),
        confidence=gathered.confidence,
        sample_line=next((line.strip()[:80] for line in first.split("\n") if line.strip()), ""),
        sources=tuple(gathered.sources),
        skipped=tuple(gathered.skipped),
        counts={name: n for name, n in gathered.counts.items() if n} | {"codes": len(codes)},
        codes=codes,
        memos=tuple(memos),
    )


def _codes(database: Database) -> tuple[tuple[Code, ...], dict[str, str]]:
    """Return categories and codes as one tree, and the path of each by ``cat:`` or ``code:`` and its id."""
    names: dict[str, str] = {}
    parents: dict[str, str] = {}
    told: dict[str, Code] = {}
    for row in database.rows("code_cat", "catid", "name", "memo", "supercatid"):
        key = f"cat:{whole_of(row['catid'])}"
        names[key], parents[key] = text_of(row["name"]), f"cat:{whole_of(row['supercatid'])}"
        told[key] = Code("", text_of(row["memo"]).strip())
    for row in database.rows("code_name", "cid", "name", "memo", "catid", "color", "supercid"):
        key, above = f"code:{whole_of(row['cid'])}", whole_of(row["supercid"])
        names[key] = text_of(row["name"])
        parents[key] = f"cat:{whole_of(row['catid'])}" if above is None else f"code:{above}"
        told[key] = Code("", text_of(row["memo"]).strip(), color(text_of(row["color"])))
    found = paths(names, parents)
    return tuple(Code(found[key], code.description, code.color) for key, code in told.items()), found


def _by_document(database: Database, table: str, *columns: str) -> dict[int | None, list[dict[str, Any]]]:
    found: dict[int | None, list[dict[str, Any]]] = defaultdict(list)
    for row in database.rows(table, *columns):
        found[whole_of(row["fid"])].append(row)
    return found


class _Cases:
    """The people of a project, and the attributes of people and documents."""

    def __init__(self, database: Database, gathered: Gathered) -> None:
        rows = database.rows("cases", "caseid", "name", "memo", "owner", "date")
        called = told_apart(one_line(text_of(row["name"])) or "(no name)" for row in rows)
        self.rows = list(zip(called, rows, strict=True))
        names = {f"case:{whole_of(row['caseid'])}": text_of(row["name"]) for row in rows}
        variables: dict[str, dict[str, str]] = defaultdict(dict)
        for row in database.rows("attribute", "name", "attr_type", "value", "id"):
            if (value := text_of(row["value"]).strip()) and text_of(row["attr_type"]) in ("case", "file"):
                variables[f"{row['attr_type']}:{whole_of(row['id'])}"][one_line(text_of(row["name"]))] = value
        self._people, skipped = people(variables, names)
        gathered.skipped += skipped
        self._of_document: dict[int | None, dict[str, None]] = defaultdict(dict)
        for row in database.rows("case_text", "caseid", "fid"):
            self._of_document[whole_of(row["fid"])][f"case:{whole_of(row['caseid'])}"] = None

    def of(self, document: int | None) -> Any:
        """Return who speaks in a document, with the document's own attributes."""
        keys = [*self._of_document.get(document, ()), f"file:{document}"]
        persons = [self._people[key] for key in keys if key in self._people]
        own = self._people.get(f"file:{document}")
        told = merged([person for person in persons if person is not own])
        return (
            merged([told]) if own is None else type(told)({**own.attributes, **told.attributes}, told.names + own.names)
        )


def _document(
    gathered: Gathered, name: str, row: Mapping[str, Any], coded: list[dict[str, Any]], noted: list[dict[str, Any]],
    path_of: Mapping[str, str], cases: _Cases,
) -> list[Memo]:  # fmt: skip
    raw = text_of(row["fulltext"])
    quotes = [text_of(coding["seltext"]) for coding in coded]
    anchored = anchor(raw, [_selection(c, q) for c, q in zip(coded, quotes, strict=True)], prefer=_KEPT)
    tell_places(gathered, name, anchored, quotes)
    marks = []
    for coding, place in zip(coded, anchored.places, strict=True):
        code = path_of.get(f"code:{whole_of(coding['cid'])}", "")
        if place.verdict == "outside" or not code:
            gathered.counts["dropped codings"] += 1
            gathered.counts["orphan codings"] += not code
            continue
        owner, date, memo = (text_of(coding[column]) for column in ("owner", "date", "memo"))
        marks.append(Mark(place.start, place.end, code, owner, iso(date), memo.strip()))
    add_document(gathered, name, anchored, marks, cases.of(whole_of(row["id"])))
    return _annotations(name, raw, anchored, noted)


def _selection(row: Mapping[str, Any], quote: str = "") -> Selection:
    start, end = whole_of(row["pos0"]), whole_of(row["pos1"])
    return Selection(-1 if start is None else start, -1 if end is None else end, quote)


def _annotations(name: str, raw: str, anchored: Anchored, noted: list[dict[str, Any]]) -> list[Memo]:
    # Annotations keep no words, so they are counted as the codings beside them are.
    places = anchor(raw, [_selection(row) for row in noted], prefer=anchored.view).places
    return [
        memo
        for row, place in zip(noted, places, strict=True)
        for memo in _memo(*(("place", f"{name}:{place.start}-{place.end}") if place.end else ("document", name)), row)
    ]


def _memos(database: Database, cases: _Cases) -> list[Memo]:
    found = []
    for row in database.rows("project", "memo"):
        found += _memo("study", "", row)
    for row in database.rows("journal", "name", "jentry", "date", "owner"):
        title, entry = text_of(row["name"]).strip(), text_of(row["jentry"]).strip()
        found += _memo("study", "", {**row, "memo": f"{title}: {entry}" if title and entry else entry})
    for name, row in cases.rows:
        found += _memo("case", name, row)
    return found


def _memo(about: str, about_id: str, row: Mapping[str, Any]) -> list[Memo]:
    text = text_of(row.get("memo")).strip()
    coder, date = text_of(row.get("owner")), text_of(row.get("date"))
    return [Memo(about, about_id, text, coder, iso(date))] if text else []


def _leave_out_media(gathered: Gathered, name: str, row: Mapping[str, Any], n_codings: int) -> None:
    is_media = text_of(row["mediapath"]).lower().startswith(_MEDIA)
    has_text = bool(text_of(row["fulltext"]).strip())
    gathered.counts["dropped codings"] += n_codings
    if n_codings or not has_text:
        what = "a picture or recording" if is_media else "a document"
        why = "only codings on words have a place" if n_codings else "there are no words in it"
        gathered.leave_out(name, f"{what} with {counted(n_codings, 'coding')}" if n_codings else what, why)
