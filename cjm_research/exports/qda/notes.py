"""Memos of a study as notes, each where it belongs; those on words of people who are left out are left out, too."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cjm_research.corpora.qda.names import told_apart
from cjm_research.exports.qda.characters import legal, one_line
from cjm_research.exports.qda.codings import Words, frame_of
from cjm_research.exports.qda.contents import Coding, Note

if TYPE_CHECKING:
    import pandas as pd

_LONGEST = 60
_ANYWHERE = ("study",)


def memo_notes(
    frames: Mapping[str, pd.DataFrame], codes: Collection[str], codings: Collection[Coding]
) -> tuple[list[Note], list[tuple[str, str, str]]]:
    """Return the notes that memos make, and of those left out id, kind and what they are about.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        As `Material.frames`; "memos" are not yet without people who are left out.
    codes : collection of str
        Keys of the codes of the project.
    codings : collection of Coding
        Whose own memos become notes on them.
    """
    places = _Places(frames)
    notes, out = [], []
    for row in frame_of(frames, "memos").sort_values("memo_id").itertuples(index=False):
        if not str(row.text).strip():
            continue
        about = places.about(row.about, row.about_id, codes)
        if about is None:
            out.append((row.memo_id, row.about, row.about_id))
            continue
        notes.append(_note(row.memo_id, row.text, ("person", row.coder), row.created_at, about))
    for coding in codings:
        if coding.memo.strip():
            key = (*coding.place, coding.code, *coding.user)
            notes.append(_note(repr(key), coding.memo, coding.user, coding.created_at, ("coding", *key)))
    return notes, out


def _note(key: str, text: str, user: tuple[str, str], created_at: str, about: tuple[object, ...]) -> Note:
    text = legal(text).strip()
    return Note(key, one_line(text.split("\n", 1)[0])[:_LONGEST].strip() or key, text, user, created_at, about)


def titled_once(notes: Collection[Note]) -> tuple[Note, ...]:
    """Return the notes with names that occur once: some tools refuse a second one of a name."""
    names = told_apart(note.name for note in notes)
    return tuple(replace(note, name=name) for note, name in zip(notes, names, strict=True))


class _Places:
    """Where a memo belongs in the file."""

    def __init__(self, frames: Mapping[str, pd.DataFrame]) -> None:
        self._words = Words(frames)
        documents = frame_of(frames, "documents")
        self._named = dict(zip(documents["name"], documents["document_id"], strict=True))
        self._cases = set(frame_of(frames, "cases")["case_id"])
        segments = frame_of(frames, "segments").to_dict("records")
        self._segments = {
            row["segment_id"]: (row["document_id"], int(row["start"]), int(row["end"])) for row in segments
        }

    def about(self, kind: str, key: str, codes: Collection[str]) -> tuple[Any, ...] | None:
        """Return what a note is about, None if that is not in the file."""
        if kind in _ANYWHERE:
            return (kind,)
        if kind == "segment":
            return self._place(self._segments.get(key))
        if kind == "place":
            document, _, span = key.rpartition(":")
            start, _, end = span.partition("-")
            is_span = start.isdecimal() and end.isdecimal()
            return self._place((document, int(start), int(end)) if is_span else None)
        if kind == "document":
            document = key if key in self._words.texts else self._named.get(key)
            return ("document", document) if document else None
        if kind == "case":
            return ("case", key) if key in self._cases else None
        prefix = {"card": "card/", "theme": "theme/"}.get(kind, "")
        found = next((code for code in (prefix + key, f"imported/{key}") if code in codes), None)
        return ("code", found) if found else None

    def _place(self, place: tuple[str, int, int] | None) -> tuple[Any, ...] | None:
        return ("place", *place) if place and self._words.are_heard(*place) else None
