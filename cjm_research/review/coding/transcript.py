"""A document as it is read: its turns with speaker and time, and the segments on them with their codes.

All offsets are those of the document's text. What is placed is worked out once a segment and again only when an event
speaks of it or the machine says something else of it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from cjm_research.codes.own_code import OWN
from cjm_research.review.coding.desk import Desk
from cjm_research.review.reopened import code_of

_LABEL = re.compile(r"([^\n:：]{1,40})[:：][ \t]*$")


@dataclass(frozen=True)
class TranscriptTurn:
    """What one speaker says, or one answer.

    Attributes
    ----------
    label : str
        The speaker as the document writes it; the person of an answer.
    role : str
        One of `schema.ROLES`.
    seconds : float or None
        When it was said; None if that is not known.
    start, end : int
        Of ``text`` in the document.
    question : str
        What was asked, in a survey.
    """

    turn_id: str
    label: str
    role: str
    seconds: float | None
    start: int
    end: int
    text: str
    question: str = ""


@dataclass(frozen=True)
class Placed:
    """A segment in its place.

    Attributes
    ----------
    made : str
        "mark", "merge", "split"; "" for a segment of the machine.
    codes : tuple of str
        What this person said it carries, such as "goal/explicit".
    own : tuple of str
        Ids of the study's own codes that this person said it carries.
    suggested : tuple of str
        Codes the machine says yes to ("goal/explicit", "code:trust"), of kinds this person has said nothing of yet.
    flagged, has_memo, done, skipped, reopened : bool
        Whether it is so for this person.
    """

    segment_id: str
    start: int
    end: int
    made: str
    codes: tuple[str, ...]
    own: tuple[str, ...]
    suggested: tuple[str, ...]
    flagged: bool
    has_memo: bool
    done: bool
    skipped: bool
    reopened: bool = False


@dataclass(frozen=True)
class Transcript:
    """One document with its turns and the segments that stand in it, both in the order of the text."""

    document_id: str
    name: str
    language: str
    kind: str
    turns: tuple[TranscriptTurn, ...]
    segments: tuple[Placed, ...]


class Transcripts:
    """Makes transcripts of what a desk holds, and remembers what did not change.

    Parameters
    ----------
    desk : Desk
        Of the person.
    blind : bool
        Whether colleagues' flags are left out.
    """

    def __init__(self, desk: Desk, blind: bool = False) -> None:
        self._desk, self._blind = desk, blind
        self._turns: dict[str, tuple[TranscriptTurn, ...]] = {}
        self._placed: dict[str, Placed] = {}

    def forget(self, segment_ids: Collection[str]) -> None:
        """Work these segments out anew when they are next asked for."""
        for segment_id in segment_ids:
            self._placed.pop(segment_id, None)

    def of(self, document_id: str, suggested: Callable[[str], tuple[str, ...]]) -> Transcript:
        """Return one document.

        Parameters
        ----------
        document_id : str
            Which.
        suggested : callable
            Returns the codes that the machine says yes to now, of a segment.
        """
        document = self._desk.ground.documents[document_id]
        if document_id not in self._turns:
            self._turns[document_id] = self._read(document)
        placed = tuple(self._place(one, suggested(one)) for one in self._desk.ground.of_document(document_id))
        told = (document[name] for name in ("document_id", "name", "language", "kind"))
        return Transcript(*told, self._turns[document_id], placed)

    def _read(self, document: Mapping[str, str]) -> tuple[TranscriptTurn, ...]:
        text, is_interview = document["text"], document["kind"] == "interview"
        turns = []
        for turn in self._desk.ground.turns_of(document["document_id"]).to_dict("records"):
            start, end, seconds = int(turn["start"]), int(turn["end"]), float(turn["start_seconds"])
            line = text[text.rfind("\n", 0, start) + 1 : start]
            label = _LABEL.match(line) if is_interview else None
            turns.append(
                TranscriptTurn(
                    turn["turn_id"],
                    label[1].strip() if label else turn["case_id"] or turn["speaker"],
                    turn["role"],
                    None if math.isnan(seconds) else seconds,
                    start,
                    end,
                    text[start:end],
                    "" if is_interview else turn["question"],
                )
            )
        return tuple(turns)

    def _place(self, segment_id: str, suggested: tuple[str, ...]) -> Placed:
        known = self._placed.get(segment_id)
        desk = self._desk
        verdict = desk.ledger.verdict(segment_id, desk.coder) if known is None or suggested else {}
        waiting = tuple(code for code in suggested if code.partition("/")[0] not in verdict)
        if known is not None and known.suggested == waiting:
            return known
        verdict = desk.ledger.verdict(segment_id, desk.coder)
        row, ground = desk.ground.rows[segment_id], desk.ground
        codes = [code for kind, value in sorted(verdict.items()) if (code := code_of(kind, value))]
        flags = desk.notes["flags"].get(segment_id, {})
        self._placed[segment_id] = Placed(
            segment_id,
            int(row["start"]),
            int(row["end"]),
            ground.made(segment_id),
            tuple(code for code in codes if not code.startswith(OWN)),
            tuple(code.removeprefix(OWN) for code in codes if code.startswith(OWN)),
            waiting,
            any(coder == desk.coder or not self._blind for coder in flags),
            desk.coder in desk.notes["memos"].get(("segment", segment_id), {}),
            segment_id in desk.done,
            segment_id in desk.skipped and segment_id not in desk.done,
            segment_id in desk.look_again,
        )
        return self._placed[segment_id]
