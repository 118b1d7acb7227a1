"""One disagreement as it is put before the person who settles it: the words, who said what, and what was decided.

>>> SettleProgress(done=2, total=5, skipped=1).remaining
3
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cjm_research.review.coding.page import Line, page_of

if TYPE_CHECKING:
    from cjm_research.review.double.disputes import Dispute


@dataclass(frozen=True)
class Settling:
    """One disagreement as it is put before a person.

    Attributes
    ----------
    number : int
        Its place in the queue, from 1.
    said : dict of str to str
        Coder to value; "" = not carried.
    memos : dict of str to str
        Coder to what they noted of the segment.
    lines : tuple of Line
        The page around the segment.
    question : str
        What was asked, where the page does not show it (surveys); else "".
    decision : dict or None
        The row of "decisions", if it is settled.
    """

    segment_id: str
    kind: str
    number: int
    text: str
    language: str
    document: str
    question: str
    lines: tuple[Line, ...]
    said: Mapping[str, str]
    memos: Mapping[str, str]
    decision: Mapping[str, Any] | None
    skipped: bool

    @property
    def values(self) -> tuple[str, ...]:
        """What was said, each once, in the order of the coders."""
        return tuple(dict.fromkeys(self.said.values()))


@dataclass(frozen=True)
class SettleProgress:
    """How far settling is, in disagreements; ``skipped`` are among the ``remaining``."""

    done: int
    total: int
    skipped: int

    @property
    def remaining(self) -> int:
        """Disagreements without a decision."""
        return self.total - self.done


def settling(
    dispute: Dispute,
    number: int,
    segment: Mapping[str, Any],
    document: Mapping[str, Any],
    memos: Mapping[str, str],
    decision: Mapping[str, Any] | None,
    skipped: bool,
) -> Settling:
    """Return a disagreement with the page around its segment; parameters as the attributes of `Settling`."""
    is_interview = document["kind"] == "interview"
    return Settling(
        dispute.segment_id,
        dispute.kind,
        number,
        segment["text"],
        segment["language"],
        document["name"],
        "" if is_interview else segment["context"].split(" … ")[0],
        page_of(document["text"], segment["start"], segment["end"], is_interview),
        dispute.said,
        memos,
        decision,
        skipped,
    )
