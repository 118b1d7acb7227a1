"""The orders in which a session can put segments before a person: the whole queue, or a part of it.

>>> folded("Ｗｉｆｉ was SLOW"), folded("ＡＰＰ　卡")
('wifi was slow', 'app 卡')
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from cjm_research.errors import UnknownNameError
from cjm_research.review.coding.refusals import Refusal, Saying

SHOWN = ("uncertain", "document", "code", "theme", "search", "flagged", "reopened", "marked")
BLIND = ("check", "document", "code", "search", "flagged", "reopened", "marked")
"""What a session shows that must not let the machine's word be seen: nothing that goes by it."""
WHOLE = ("uncertain", "check", "document")
"""Those that hold every segment of the queue."""
_OF = ("code", "theme", "search")
OPENING = ("uncertain", "document", "flagged", "reopened", "marked")
"""Those that a session may begin with: they need not be told of what."""


@dataclass(frozen=True)
class Order:
    """One way to go through the segments.

    Attributes
    ----------
    order, of : str
        As `show` takes them.
    n, n_waiting : int
        Segments in it, and those of them without a verdict of this person.
    """

    order: str
    of: str
    n: int
    n_waiting: int


def check_known(order: str, of: str, known: Sequence[str]) -> None:
    """Raise an UnknownNameError for an order that is not known, a StudyError where it lacks what it is of."""
    if order not in known:
        raise UnknownNameError(f"No order of review is called {order!r}. Known: {', '.join(known)}.")
    if order in _OF and not of.strip():
        raise Refusal(Saying("order of what", order=order, what=Saying(f"of {order}")))


def folded(text: str) -> str:
    """Return the text as it is compared: without differences of case and width, white space as single blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
