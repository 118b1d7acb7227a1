"""Readings to the frames of the corpus: files, documents, cases, turns.

An interview becomes one document, a paragraph a turn with the case id as its label; a respondent's open answers become
one document, a paragraph an answer. Roles, case ids and pseudonyms are settled here, once; everything downstream sees
only the replaced text. Law 1 is made here: ``document.text[start:end]`` are the words of the turn.

Reading a file again that has not changed does nothing; one that has changed takes the place of the old one, its people
keep their case ids.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research.corpora import speakers
from cjm_research.corpora.corpus import Corpus
from cjm_research.corpora.introductions import introduced
from cjm_research.corpora.labels import canonical
from cjm_research.corpora.language import language_of
from cjm_research.corpora.pseudonyms import Pseudonyms, Roster
from cjm_research.schema import CONTRACTS

if TYPE_CHECKING:
    from cjm_research.corpora.collect import Failure
    from cjm_research.corpora.reading import Reading, Source, Turn

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufeff]")
_LABELS = {
    ("interviewer", "en"): "Interviewer",
    ("interviewer", "zh"): "访谈者",
    ("other", "en"): "Help desk",
    ("other", "zh"): "客服",
}
_ENOUGH = 12  # hanzi and words from which a respondent's own text tells its language


@dataclass
class _Draft:
    """A source on its way to a document."""

    reading: Reading
    source: Source
    document_id: str
    language: str
    roles: dict[str, str] = field(default_factory=dict)
    case_ids: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    roster: Roster = field(default_factory=lambda: Roster(()))


def build_corpus(
    readings: Sequence[Reading], existing: Corpus | None = None, failures: Sequence[Failure] = (), added_at: str = ""
) -> Corpus:
    """Return the corpus with new files added.

    Parameters
    ----------
    readings : sequence of Reading
        In any order; the result does not depend on it.
    existing : Corpus, optional
        What the study holds already. Its case ids and placeholders go on.
    failures : sequence of Failure
        Files that could not be read; they appear in ``files`` with their error.
    added_at : str
        Time stamp written to ``files``, ISO 8601; empty leaves it out so that results compare.

    Returns
    -------
    Corpus
        A new one; the existing is left as it is.
    """
    existing = existing or Corpus.empty()
    fresh = _fresh(readings, existing)
    readings = [fresh[source] for source in sorted(fresh, key=_natural)]
    drafts = [_draft(reading, source) for reading in readings for source in reading.sources]
    _give_roles(drafts)
    _give_case_ids(drafts, existing)
    for draft in drafts:
        _give_labels(draft)
    kept = existing.without(set(fresh))
    interviews = [draft.roster for draft in drafts if draft.source.kind == "interview"]
    replace = Pseudonyms(interviews, kept.documents["text"])
    rows = [_rows(draft, replace) for draft in drafts]
    _tell_apart([row for row, _ in rows if row], set(kept.documents["name"]))
    files = [_file_row(reading, drafts, replace, added_at) for reading in readings]
    gone = {failure.source for failure in failures} - set(kept.documents["source"])
    files += [_failed_row(failure, added_at) for failure in failures if failure.source in gone]
    return Corpus(
        _joined("files", kept.files[~kept.files["source"].isin(gone)], files),
        _joined("documents", kept.documents, [row for row, _ in rows if row]),
        _joined("cases", kept.cases, [row for draft in drafts for row in _case_rows(draft, replace)]),
        _joined("turns", kept.turns, [turn for _, turns in rows for turn in turns]),
    )


def _fresh(readings: Sequence[Reading], existing: Corpus) -> dict[str, Reading]:
    """Return by source the readings that are new, changed, or could not be read before."""
    known = dict(zip(existing.files["source"], existing.files["sha256"], strict=True))
    unread = set(existing.files.loc[existing.files["error"] != "", "source"])
    return {r.source: r for r in readings if r.source in unread or known.get(r.source) != r.sha256}


def _natural(text: str) -> list[tuple[int, int, str]]:
    """Sort key in which ``Interview-4`` comes before ``Interview-11``."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", text)] + [
        (2, 0, text)
    ]


def _draft(reading: Reading, source: Source) -> _Draft:
    text = "\n".join(turn.text for turn in source.turns)
    language = language_of(text, source.language, _ENOUGH)
    return _Draft(reading, source, _id("d", f"{reading.source}|{source.respondent}"), language)


def _id(letter: str, content: str) -> str:
    return letter + sha256(content.encode()).hexdigest()[:12]


def _give_roles(drafts: list[_Draft]) -> None:
    interviews = [draft for draft in drafts if draft.source.kind == "interview"]
    for draft, roles in zip(interviews, speakers.roles_of([d.source for d in interviews]), strict=True):
        draft.roles = roles


def _give_case_ids(drafts: list[_Draft], existing: Corpus) -> None:
    """Number the people in the order of their sources; those who were there before keep their ids."""
    turns = existing.turns
    before = (
        turns[turns["case_id"] != ""].sort_values(["document_id", "seq"]).drop_duplicates(["document_id", "case_id"])
    )
    old: dict[str, list[str]] = before.groupby("document_id")["case_id"].agg(list).to_dict() if len(before) else {}
    people = [
        (draft, person)
        for draft in sorted(drafts, key=lambda d: (_natural(d.reading.source), _natural(d.source.respondent)))
        for person in ([*_participants(draft)] if draft.source.kind == "interview" else [""])
    ]
    for letter, kind, width in (("P", "interview", 2), ("R", "survey", 3)):
        ids = existing.cases["case_id"][existing.cases["case_id"].str.startswith(letter)]
        last = max((int(case_id[1:]) for case_id in ids), default=0)
        mine = [(draft, person) for draft, person in people if draft.source.kind == kind]
        width = max(width, len(str(last + len(mine))), max((len(case_id) - 1 for case_id in ids), default=0))
        for draft, person in mine:
            had = old.get(draft.document_id, [])
            if len(draft.case_ids) < len(had):
                draft.case_ids[person] = had[len(draft.case_ids)]
                continue
            last += 1
            draft.case_ids[person] = f"{letter}{last:0{width}}"


def _participants(draft: _Draft) -> list[str]:
    order = dict.fromkeys(canonical(turn.speaker) for turn in draft.source.turns)
    return [speaker for speaker in order if draft.roles[speaker] == "participant"]


def _give_labels(draft: _Draft) -> None:
    """Settle what stands before each speaker's words, and whose names are replaced by it."""
    if draft.source.kind == "survey":
        draft.roster = Roster((name, draft.case_ids[""]) for name in draft.source.names)
        return
    draft.labels = dict(draft.case_ids)
    for role in ("interviewer", "other"):
        mine = [speaker for speaker, told in draft.roles.items() if told == role]
        word = _LABELS[role, draft.language]
        space = " " if draft.language == "en" else ""
        for n, speaker in enumerate(mine, 1):
            draft.labels[speaker] = word if len(mine) == 1 else f"{word}{space}{n}"
    shown = {canonical(turn.speaker): turn.speaker for turn in reversed(draft.source.turns)}
    hosts = ((name, _LABELS["interviewer", draft.language]) for name in draft.source.hosts)
    spoken = ((shown[speaker], label) for speaker, label in draft.labels.items())
    talk = [(draft.roles[canonical(t.speaker)], canonical(t.speaker), t.text) for t in draft.source.turns]
    heard = ((name, draft.labels[speaker]) for name, speaker in introduced(talk))
    draft.roster = Roster((*hosts, *spoken, *heard))


def _rows(draft: _Draft, replace: Pseudonyms) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """Return the document row and its turn rows; a respondent without words has neither."""
    text, asked, turns = "", "", []
    mark = "：" if draft.language == "zh" else ": "
    questions: dict[str, str] = {}
    for turn in draft.source.turns:
        words = replace(_clean(turn.text), draft.language, draft.roster).strip()
        if not words:
            continue
        speaker = canonical(turn.speaker)
        survey = draft.source.kind == "survey"
        role = "participant" if survey else draft.roles[speaker]
        if turn.question and turn.question not in questions:
            questions[turn.question] = replace(turn.question, draft.language, draft.roster)
        text += ("\n\n" if text else "") + ("" if survey else draft.labels[speaker] + mark)
        question = questions.get(turn.question, "") if survey else asked if role == "participant" else ""
        turns.append(_turn_row(draft, turn, len(turns), role, speaker, len(text), words, question))
        text += words
        asked = words if role == "interviewer" else asked
    if not turns:
        return None, []
    name = draft.reading.source if draft.source.kind == "interview" else f"{draft.reading.source}/{draft.case_ids['']}"
    document = {
        "document_id": draft.document_id,
        "name": replace(name, draft.language, draft.roster) + ".txt",
        "source": draft.reading.source,
        "kind": draft.source.kind,
        "language": draft.language,
        "text": text,
        "sha256": sha256(text.encode()).hexdigest(),
    }
    return document, turns


def _tell_apart(documents: list[dict[str, Any]], taken: set[str]) -> None:
    """Give documents whose names became alike, because people's names in them were replaced, distinct ones."""
    for document in documents:
        if document["name"] in taken:
            document["name"] = f"{document['name'].removesuffix('.txt')} ({document['document_id'][1:7]}).txt"
        taken.add(document["name"])


def _clean(text: str) -> str:
    """Take out what no file can carry on (control characters) and blank lines; no word is touched."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return re.sub(r"[ \t]*\n\s*", "\n", text).strip()


def _turn_row(
    draft: _Draft, turn: Turn, seq: int, role: str, speaker: str, start: int, words: str, question: str
) -> dict[str, Any]:
    case_id = draft.case_ids.get(speaker, "") if role == "participant" else ""
    return {
        "turn_id": _id("t", f"{draft.document_id}:{seq}"),
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
        "place": turn.place,
    }


def _case_rows(draft: _Draft, replace: Pseudonyms) -> list[dict[str, Any]]:
    kind = "participant" if draft.source.kind == "interview" else "respondent"
    attributes = {key: replace(value, draft.language, draft.roster) for key, value in draft.source.attributes.items()}
    return [
        {"case_id": case_id, "kind": kind, "source": draft.reading.source, "attributes": attributes}
        for case_id in draft.case_ids.values()
    ]


def _file_row(reading: Reading, drafts: list[_Draft], replace: Pseudonyms, added_at: str) -> dict[str, Any]:
    mine = [draft for draft in drafts if draft.reading is reading]
    own = mine[0].roster if len(mine) == 1 else None
    language = mine[0].language if mine else "en"
    skipped = [
        {"place": part.place, "what": replace(part.what, language, own), "why": part.why} for part in reading.skipped
    ]
    return {
        "source": reading.source,
        "sha256": reading.sha256,
        "format": reading.format,
        "encoding": reading.encoding,
        "confidence": reading.confidence,
        "sample_line": replace(reading.sample_line, language, own),
        "n_documents": sum(bool(draft.source.turns) for draft in mine),
        "n_turns": sum(len(draft.source.turns) for draft in mine),
        "n_people": sum(len(draft.case_ids) for draft in mine),
        "n_blanks": reading.n_blanks,
        "skipped": skipped,
        "error": "",
        "added_at": added_at,
    }


def _failed_row(failure: Failure, added_at: str) -> dict[str, Any]:
    empty = {"format": "", "encoding": "", "confidence": 0.0, "sample_line": "", "skipped": []}
    counts = dict.fromkeys(("n_documents", "n_turns", "n_people", "n_blanks"), 0)
    told = {"source": failure.source, "sha256": failure.sha256, "error": failure.error, "added_at": added_at}
    return {**empty, **counts, **told}


def _joined(name: str, kept: pd.DataFrame, rows: list[dict[str, Any]]) -> pd.DataFrame:
    contract = CONTRACTS[name]
    new = pd.DataFrame(rows, columns=list(contract.columns))
    parts = [frame for frame in (kept, new) if len(frame)]
    whole = pd.concat(parts, ignore_index=True) if parts else new
    return whole.sort_values(list(contract.key), ignore_index=True)
