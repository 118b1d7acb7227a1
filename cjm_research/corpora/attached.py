"""The rows of the frames ``codes``, ``imported`` and ``memos``: what projects of other tools bring along.

Every coding is carried to where its words are now; codes, notes and names of cases go through the pseudonyms, too.
Coders keep their names: whose judgement it was must stay known.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cjm_research.corpora.document import digest_id
from cjm_research.corpora.labels import canonical
from cjm_research.corpora.people import full_name, participants

if TYPE_CHECKING:
    from cjm_research.corpora.corpus import Corpus
    from cjm_research.corpora.document import Replacer, Written
    from cjm_research.corpora.imported import Memo
    from cjm_research.corpora.people import Draft
    from cjm_research.corpora.reading import Reading

Pairs = Sequence[tuple["Draft", "Written | None"]]


def attached(
    readings: Sequence[Reading], pairs: Pairs, replacer: Replacer, existing: Corpus, kept: Corpus
) -> dict[str, list[dict[str, Any]]]:
    """Return the new rows of the three frames, by name.

    Parameters
    ----------
    readings : sequence of Reading
    pairs : sequence of (Draft, Written or None)
        What came of their sources.
    replacer : Replacer
    existing, kept : Corpus
        What the study held, and what of it stays.
    """
    imported = _unique(
        "imported_id", "i", [row for draft, written in pairs for row in _marks(draft, written, replacer)]
    )
    memos = _unique("memo_id", "m", [row for reading in readings for row in _memos(reading, pairs, replacer)])
    return {"codes": _codes(readings, imported, replacer, existing, kept), "imported": imported, "memos": memos}


def _marks(draft: Draft, written: Written | None, replacer: Replacer) -> list[dict[str, Any]]:
    if written is None or written.span is None:
        return []
    rows = []
    for mark in draft.source.marks:
        start, end = written.span(mark.start, mark.end)
        rows.append(
            {
                "document_id": draft.document_id,
                "start": start,
                "end": end,
                "code": replacer.short(mark.code, "en"),
                "coder": mark.coder,
                "created_at": mark.created_at,
                "memo": replacer.short(mark.memo, draft.language, draft.roster),
                "source": draft.reading.source,
            }
        )
    return rows


def _unique(key: str, letter: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give each row an id from its content; rows that are alike are counted."""
    seen: dict[str, int] = {}
    for row in rows:
        content = "|".join(str(value) for value in row.values())
        seen[content] = seen.get(content, 0) + 1
        row[key] = digest_id(letter, f"{content}|{seen[content]}")
    return rows


def _codes(
    readings: Sequence[Reading],
    imported: list[dict[str, Any]],
    replacer: Replacer,
    existing: Corpus,
    kept: Corpus,
) -> list[dict[str, Any]]:
    """Return codes that are new; what they were mapped onto stays, and so does a code that others still use."""
    held = {row["code"]: row for row in existing.codes.to_dict("records")}
    there = set(kept.codes["code"])
    rows: dict[str, dict[str, Any]] = {}
    for reading in readings:
        for code in reading.codes:
            path = replacer.short(code.path, "en")
            told = {"description": replacer.short(code.description, "en"), "color": code.color}
            rows.setdefault(path, {"code": path, **told, "source": reading.source})
    used = [(row["code"], row["source"]) for row in imported]
    used += list(zip(kept.imported["code"], kept.imported["source"], strict=True))
    for path, source in used:
        before = held.get(path, {"code": path, "description": "", "color": ""})
        rows.setdefault(path, {**before, "source": source})
    new = {path: row for path, row in rows.items() if path not in there}
    for path, row in new.items():
        before = held.get(path, {"family": "", "subtype": ""})
        row |= {"family": before["family"], "subtype": before["subtype"]}
    return list(new.values())


def _memos(reading: Reading, pairs: Pairs, replacer: Replacer) -> list[dict[str, Any]]:
    mine = [(draft, written) for draft, written in pairs if draft.reading is reading]
    inside = {draft.source.inside: (draft, written) for draft, written in mine if written}
    rows = []
    for memo in reading.memos:
        name, place = _about(memo)
        draft, written = inside.get(name, (None, None))
        own, language = (draft.roster, draft.language) if draft else (None, "en")
        rows.append(
            {
                "about": memo.about,
                "about_id": _about_id(memo, name, place, draft, written, mine, replacer),
                "text": replacer.short(memo.text, language, own),
                "coder": memo.coder,
                "created_at": memo.created_at,
                "source": reading.source,
            }
        )
    return rows


def _about(memo: Memo) -> tuple[str, tuple[int, int] | None]:
    if memo.about != "place":
        return memo.about_id, None
    name, _, span = memo.about_id.rpartition(":")
    start, _, end = span.partition("-")
    return (name, (int(start), int(end))) if start.isdecimal() and end.isdecimal() else (memo.about_id, None)


def _about_id(
    memo: Memo,
    name: str,
    place: tuple[int, int] | None,
    draft: Draft | None,
    written: Written | None,
    mine: Pairs,
    replacer: Replacer,
) -> str:
    if memo.about == "case":
        return _person(name, mine) or replacer.short(name, "en")
    if draft is None or memo.about not in ("document", "place"):
        return replacer.short(name, "en")
    if place is None or written is None or written.span is None:
        return draft.document_id
    start, end = written.span(*place)
    return f"{draft.document_id}:{start}-{end}"


def _person(name: str, mine: Pairs) -> str:
    """Return the case id of a case of another tool: of the person so called, else of the only one in that document."""
    for draft, _ in mine:
        for speaker, label in draft.shown().items():
            if speaker in draft.case_ids and (speaker == canonical(name) or full_name(label) == (full_name(name) or 0)):
                return draft.case_ids[speaker]
    for draft, _ in mine:
        if (
            (name == draft.source.inside or name in draft.source.names)
            and draft.spoken
            and len(participants(draft)) == 1
        ):
            return next(iter(draft.case_ids.values()))
    return ""
