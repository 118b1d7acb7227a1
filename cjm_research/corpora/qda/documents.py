"""One document of a project to a `Source`: its text, turns, and the codings on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from cjm_research.corpora.imported import Mark
from cjm_research.corpora.qda.names import counted
from cjm_research.corpora.qda.offsets import Anchored
from cjm_research.corpora.qda.people import Person
from cjm_research.corpora.qda.turns import turns_of
from cjm_research.corpora.reading import Skipped, Source

_MOST_LISTED = 50  # selections of one document that are listed one by one


@dataclass
class Gathered:
    """What a project gave so far."""

    sources: list[Source] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    confidence: float = 1.0

    def leave_out(self, place: str, what: str, why: str) -> None:
        """List something that is left out."""
        self.skipped.append(Skipped(place, what, why))


def add_document(
    gathered: Gathered,
    name: str,
    anchored: Anchored,
    marks: Sequence[Mark],
    person: Person,
    seconds: Sequence[tuple[int, float]] = (),
) -> None:
    """Add a document to what is gathered.

    Parameters
    ----------
    gathered : Gathered
    name : str
        Its name in the project, unique there.
    anchored : Anchored
        Its text, and where its selections are.
    marks : sequence of Mark
    person : Person
        Who speaks.
    seconds : sequence of (int, float)
        Places of the text with their time in the recording.
    """
    text = anchored.text
    gathered.counts["documents"] += 1
    if not text.strip():
        gathered.leave_out(name, "its text", "there are no words in it")
        return
    cut = turns_of(text, seconds)
    gathered.skipped += [Skipped(f"{name}, {part.place}", part.what, part.why) for part in cut.skipped]
    spoken = [mark for mark in marks if mark.start < mark.end]
    if len(spoken) < len(marks):
        gathered.leave_out(name, counted(len(marks) - len(spoken), "coding"), "on no words: begin and end are the same")
    gathered.counts["codings"] += len(spoken)
    gathered.sources.append(
        Source(
            "interview", cut.turns, attributes=person.attributes, names=person.names, hosts=cut.hosts, inside=name,
            text=text, marks=tuple(sorted(spoken, key=lambda mark: (mark.start, mark.end, mark.code, mark.coder))),
        )
    )  # fmt: skip


def tell_places(gathered: Gathered, name: str, anchored: Anchored, quotes: Sequence[str]) -> None:
    """Count the selections of a document and list those whose words are not what they should be.

    Parameters
    ----------
    quotes : sequence of str
        What each selection should say, in the order of ``anchored.places``.
    """
    verdicts = Counter(place.verdict for place in anchored.places)
    gathered.counts["selections"] += len(anchored.places)
    gathered.counts["matched quotes"] += verdicts["match"]
    gathered.counts["misplaced quotes"] += verdicts["mismatch"]
    gathered.counts["unquoted selections"] += verdicts["untold"]
    gathered.counts["outlying selections"] += verdicts["outside"]
    gathered.confidence = min(gathered.confidence, anchored.confidence)
    if anchored.places and (anchored.views > 1 or anchored.confidence < 1):
        gathered.leave_out(
            name,
            f"nothing: the places of {counted(len(anchored.places), 'selection')} are read with "
            f"{anchored.view.in_words()}",
            f"{counted(verdicts['match'], 'quote')} found in place, {verdicts['mismatch']} not; "
            f"confidence {anchored.confidence:.2f}",
        )
    _tell_wrong(gathered, name, anchored, quotes)
    if verdicts["outside"]:
        gathered.leave_out(
            name, counted(verdicts["outside"], "selection"), f"outside its {len(anchored.text):,} characters"
        )


def _tell_wrong(gathered: Gathered, name: str, anchored: Anchored, quotes: Sequence[str]) -> None:
    """List the selections whose words are not their quote."""
    wrong = [
        (place, quote) for place, quote in zip(anchored.places, quotes, strict=True) if place.verdict == "mismatch"
    ]
    for place, quote in wrong[:_MOST_LISTED]:
        there = anchored.text[place.start : place.end]
        gathered.leave_out(
            f"{name}, characters {place.start}-{place.end}",
            f"nothing: kept on the words {_short(there)!r}, though its quote is {_short(quote)!r}",
            "the two differ; look whether the text was changed after it was coded",
        )
    if len(wrong) > _MOST_LISTED:
        gathered.leave_out(
            name, f"nothing: {len(wrong) - _MOST_LISTED:,} more selections", "other words than their quotes"
        )


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= 60 else plain[:59] + "…"
