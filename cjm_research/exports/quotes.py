"""A quote: what one person said, with its place and the words around it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Quote:
    """What one person said, with its place and what stands around it.

    Of somebody who is not to be quoted, ``text`` is what stands in the place of a quote, and ``is_slot`` is set.
    """

    segment_id: str
    document: str
    case_id: str
    start: int
    end: int
    text: str
    before: str
    after: str
    question: str
    emotion: float | None
    reviewed: bool
    score: float
    reason: str
    is_slot: bool = False
