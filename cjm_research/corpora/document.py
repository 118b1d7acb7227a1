"""One source to one document: its text, its turns, and where everything went.

An interview is a paragraph a turn with the case id as its label; a respondent's open answers are a paragraph each. A
source that brings its own text (a project of another tool) keeps it, personal data replaced in place. Law 1 is made
here: ``document.text[start:end]`` are the words of the turn, and every place of a cue, a replacement or an imported
coding is carried through what was taken out and what was replaced.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cjm_research.corpora.labels import canonical
from cjm_research.corpora.offsets import Tidy, tidy

if TYPE_CHECKING:
    from cjm_research.corpora.people import Draft
    from cjm_research.corpora.privacy.pseudonyms import Pseudonyms, Replaced, Roster
    from cjm_research.corpora.reading import Turn

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_LONGEST_NAME = 100  # characters of a document's name inside its file; a path must stay short enough for every system


def digest_id(letter: str, content: str) -> str:
    """Return the id of something: a letter and 12 hex digits of its content."""
    return letter + sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:12]


@dataclass
class Replacer:
    """Replaces personal data in what is written to the frames; short texts that come back are looked up.

    Attributes
    ----------
    pseudonyms : Pseudonyms
    """

    pseudonyms: Pseudonyms
    _short: dict[tuple[str, str, int], str] = field(default_factory=dict, repr=False)

    def words(self, text: str, draft: Draft) -> Replaced:
        """Return what somebody said with the places of what was replaced in it."""
        return self.pseudonyms.replace(text, draft.language, draft.roster, draft.document_id)

    def short(self, text: str, language: str, own: Roster | None = None) -> str:
        """Return a question, an attribute or a name of a file with personal data replaced."""
        if not text:
            return ""
        key = (text, language, id(own) if own and own.people else 0)
        if key not in self._short:
            self._short[key] = self.pseudonyms(text, language, own)
        return self._short[key]


@dataclass
class Written:
    """A document with everything that stands on it.

    Attributes
    ----------
    row : dict
        Of the frame ``documents``.
    turns, places : list of dict
        Of the frames ``turns`` and ``replacements``.
    originals : dict of int to str
        What stood at the start of each place.
    span : callable
        From start and end in the source's own text to those in the document's.
    """

    row: dict[str, Any]
    turns: list[dict[str, Any]] = field(default_factory=list)
    places: list[dict[str, Any]] = field(default_factory=list)
    originals: dict[int, str] = field(default_factory=dict)
    span: Callable[[int, int], tuple[int, int]] | None = None

    def note(self, replaced: Replaced, at: int) -> None:
        """Keep the places of a text that begins at ``at``; what was replaced comes before what only might be."""
        for place in sorted(replaced.places, key=lambda place: (place.status != "made", place.start)):
            start = at + place.start
            if start in self.originals:
                continue
            self.originals[start] = place.original
            told = {"kind": place.kind, "pseudonym": place.pseudonym, "rule": place.rule, "status": place.status}
            self.places.append({"document_id": self.row["document_id"], "start": start, "end": at + place.end, **told})


def write(draft: Draft, replacer: Replacer) -> Written | None:
    """Return the document of a source, or None if nobody said a word in it."""
    if draft.source.text:
        return _verbatim(draft, replacer)
    return _assembled(draft, replacer)


def _assembled(draft: Draft, replacer: Replacer) -> Written | None:
    written = Written({"document_id": draft.document_id})
    pieces: list[str] = []
    at = 0
    mark = "：" if draft.language == "zh" else ": "
    asked = _Asked(draft, replacer)
    for turn in draft.source.turns:
        told = tidy(turn.text, blank_lines=False)
        replaced = replacer.words(told.text, draft)
        if not replaced.text.strip():
            continue
        before = ("\n\n" if pieces else "") + (draft.labels[canonical(turn.speaker)] + mark if draft.spoken else "")
        at += len(before)
        written.note(replaced, at)
        times = _times(turn, at, len(replaced.text), lambda o, t=told, r=replaced, a=at: a + r.moved(t.at(o)))
        written.turns.append(asked.row(turn, len(written.turns), at, replaced.text, times))
        pieces += [before, replaced.text]
        at += len(replaced.text)
    return _finished(written, draft, replacer, "".join(pieces)) if pieces else None


def _verbatim(draft: Draft, replacer: Replacer) -> Written | None:
    told = tidy(draft.source.text, blank_lines=True)
    replaced = replacer.words(told.text, draft)
    written = Written({"document_id": draft.document_id}, span=_mover(told, replaced))
    written.note(replaced, 0)
    asked = _Asked(draft, replacer)
    for turn in sorted((t for t in draft.source.turns if t.span), key=lambda t: t.span):
        start, end = written.span(*turn.span)
        words = replaced.text[start:end]
        start += len(words) - len(words.lstrip())
        words = words.strip()
        if words:
            begin = turn.span[0]
            times = _times(turn, start, len(words), lambda o, b=begin: replaced.moved(told.at(b + o)))
            written.turns.append(asked.row(turn, len(written.turns), start, words, times))
    return _finished(written, draft, replacer, replaced.text) if written.turns else None


def _mover(told: Tidy, replaced: Replaced) -> Callable[[int, int], tuple[int, int]]:
    def span(start: int, end: int) -> tuple[int, int]:
        return replaced.moved_span(told.at(start), told.at(end))

    return span


def _times(turn: Turn, at: int, length: int, moved: Callable[[int], int]) -> list[list[float]]:
    """Return where each cue begins in the words as they are written now, and its seconds."""
    return [[min(max(moved(offset) - at, 0), length), start, end] for offset, start, end in turn.times]


@dataclass
class _Asked:
    """Writes the rows of turns, remembering what was asked last."""

    draft: Draft
    replacer: Replacer
    last: str = ""

    def row(self, turn: Turn, seq: int, start: int, words: str, times: list[list[float]]) -> dict[str, Any]:
        draft, speaker = self.draft, canonical(turn.speaker)
        role = draft.roles[speaker] if draft.spoken else "participant"
        case_id = draft.case_ids.get(speaker if draft.spoken else "", "") if role == "participant" else ""
        question = self.replacer.short(turn.question, draft.language, draft.roster)
        if not question and draft.spoken and role == "participant":
            question = self.last
        self.last = words if role == "interviewer" else self.last
        return {
            "turn_id": digest_id("t", f"{draft.document_id}:{seq}"),
            "document_id": draft.document_id,
            "seq": seq,
            "speaker": case_id or draft.labels[speaker],
            "role": role,
            "case_id": case_id,
            "start": start,
            "end": start + len(words),
            "start_seconds": turn.start_seconds,
            "end_seconds": turn.end_seconds,
            "question": question,
            "place": _place(turn.place, draft, self.replacer),
            "times": times,
        }


def _place(place: str, draft: Draft, replacer: Replacer) -> str:
    # "row 5" names nobody; "sheet Anna Berg, row 5" does. The words alone are looked up, not every number.
    words, number, rest = re.fullmatch(r"(.*?)(\d*)(\D*)", place, re.DOTALL).groups()
    parts = (replacer.short(part, draft.language, draft.roster) for part in (words, rest))
    before, after = parts
    return before + number + after


def _finished(written: Written, draft: Draft, replacer: Replacer, text: str) -> Written:
    written.row |= {
        "name": document_name(draft, replacer),
        "source": draft.reading.source,
        "kind": draft.source.kind,
        "language": draft.language,
        "text": text,
        "sha256": sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        "recorded_at": draft.source.recorded_at,
        "wave": replacer.short(draft.source.wave, draft.language),
    }
    return written


def document_name(draft: Draft, replacer: Replacer) -> str:
    """Return the path under which the document is exported: that of its file, of its part, of its person."""
    inside = _UNSAFE.sub("_", draft.source.inside).strip(" ._")[:_LONGEST_NAME]
    parts = [draft.reading.source, inside or ("_" if draft.source.inside else "")]
    named = "/".join(replacer.pseudonyms.in_a_name(part, draft.language, draft.roster) for part in parts if part)
    return named + ("" if draft.spoken else f"/{draft.case_ids['']}") + ".txt"


def tell_apart(rows: Iterable[dict[str, Any]], taken: set[str]) -> None:
    """Give documents whose names became alike, because people's names in them were replaced, distinct ones."""
    taken = {name.casefold() for name in taken}
    for row in sorted(rows, key=lambda row: (row["name"], row["document_id"])):
        if row["name"].casefold() in taken:
            row["name"] = f"{row['name'].removesuffix('.txt')} ({row['document_id'][1:7]}).txt"
        taken.add(row["name"].casefold())
