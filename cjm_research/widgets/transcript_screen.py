"""A transcript as the view gets it: whole once for each document, afterwards only what changed of its segments.

All offsets are characters of the document, as Python counts them; the view turns them into its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cjm_research.codes.own_code import OWN

if TYPE_CHECKING:
    from cjm_research.review.coding.session import ReviewSession

Marks = dict[str, dict[str, Any]]

_SIGNS = ("flagged", "has_memo", "done", "skipped", "reopened")


class Papers:
    """What was sent of each document, so that a change is sent alone.

    Parameters
    ----------
    session : ReviewSession
        Whose transcripts and segments.
    """

    def __init__(self, session: ReviewSession) -> None:
        self._session = session
        self._sent: dict[str, tuple[int, Marks]] = {}
        self._edition = 0

    def __contains__(self, document_id: object) -> bool:
        return document_id in self._sent

    def whole(self, document_id: str) -> dict[str, Any]:
        """Return all of a document.

        Parameters
        ----------
        document_id : str
            Which; "" for none.

        Returns
        -------
        dict
            ``document_id``, ``edition``, ``name``, ``language``, ``turns`` (label, role, seconds or None,
            question, start, text) and ``segments`` (`marks_of`).
        """
        if not document_id:
            return {}
        transcript = self._session.transcript(document_id)
        marks = marks_of(transcript.segments)
        self._edition += 1
        self._sent[document_id] = (self._edition, marks)
        return {
            "document_id": document_id,
            "edition": self._edition,
            "name": transcript.name,
            "language": transcript.language,
            "turns": [
                {
                    "label": turn.label,
                    "role": turn.role,
                    "seconds": turn.seconds,
                    "question": turn.question,
                    "start": int(turn.start),
                    "text": turn.text,
                }
                for turn in transcript.turns
            ],
            "segments": list(marks.values()),
        }

    def change(self, document_id: str) -> dict[str, Any] | None:
        """Return what changed of a document since it was sent, None if nothing did.

        Returns
        -------
        dict or None
            ``document_id``, ``since`` and ``edition``, ``changed`` segments and the ids of those ``gone``.
        """
        if document_id not in self._sent:
            return None
        since, before = self._sent[document_id]
        marks = marks_of(self._session.transcript(document_id).segments)
        changed = [mark for segment_id, mark in marks.items() if before.get(segment_id) != mark]
        gone = [segment_id for segment_id in before if segment_id not in marks]
        if not (changed or gone):
            return None
        self._edition += 1
        self._sent[document_id] = (self._edition, marks)
        return {"document_id": document_id, "since": since, "edition": self._edition, "changed": changed, "gone": gone}

    def forget(self) -> None:
        """Let nothing count as sent: somebody new looks."""
        self._sent = {}


def marks_of(segments: Any) -> Marks:
    """Return segments as the view draws them, by id; what does not hold is left out, to keep messages small.

    Parameters
    ----------
    segments : iterable of Placed
        Of one document.

    Returns
    -------
    dict of str to dict
        ``id``, ``start``, ``end``; ``codes`` and ``suggested`` (family to sub-type), ``own`` and ``suggested_own``
        (ids), ``made`` and the signs.
    """
    marks = {}
    for placed in segments:
        mark: dict[str, Any] = {"id": placed.segment_id, "start": int(placed.start), "end": int(placed.end)}
        suggested = [code for code in placed.suggested if code.startswith(OWN)]
        told = {
            "made": placed.made,
            "codes": _families(placed.codes),
            "own": list(placed.own),
            "suggested": _families(placed.suggested),
            "suggested_own": [code.removeprefix(OWN) for code in suggested],
            **{name: bool(getattr(placed, name)) for name in _SIGNS},
        }
        marks[placed.segment_id] = mark | {name: value for name, value in told.items() if value}
    return marks


def _families(codes: Iterable[str]) -> dict[str, str]:
    """Return family to sub-type of codes such as "goal/explicit"."""
    return dict(code.split("/", 1) for code in codes if "/" in code)
