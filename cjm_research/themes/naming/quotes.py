"""The words of people beside a name: a motto and quotes of different people."""

from __future__ import annotations

from collections.abc import Sequence

from cjm_research.themes.naming.voices import Spoken
from cjm_research.themes.tokens import HAN, HIDDEN

QUOTES = 3
_NEAR = 12
_FEWEST, _MOST = 4, 40


def motto(spoken: Sequence[Spoken]) -> str:
    """Return the id of the segment that stands for its theme.

    Parameters
    ----------
    spoken : sequence of Spoken
        The segments of the theme, nearest to its middle first; at least one.

    Returns
    -------
    str
        Of the twelve nearest, the first that is neither a word or two nor a speech; the nearest if none is.
    """
    return next((said.segment_id for said in spoken[:_NEAR] if is_quotable(said.text)), spoken[0].segment_id)


def quotes(spoken: Sequence[Spoken]) -> list[str]:
    """Return the ids of up to three segments of different people, the best first.

    Parameters
    ----------
    spoken : sequence of Spoken
        The segments of the theme, nearest to its middle first.
    """
    first = motto(spoken) if spoken else ""
    ordered = sorted(spoken, key=lambda said: (said.segment_id != first, not is_quotable(said.text)))
    chosen: dict[str, str] = {}
    for said in ordered:
        if said.case_id not in chosen and len(chosen) < QUOTES:
            chosen[said.case_id] = said.segment_id
    return list(chosen.values())


def is_quotable(text: str) -> bool:
    """Tell whether a segment can stand as a quote: neither a word or two nor a speech, and no gap in it.

    >>> is_quotable("Slow."), is_quotable("The kettle took ages to boil."), is_quotable("等了一个多小时才送到")
    (False, True, True)
    """
    size = len(HAN.findall(text)) / 1.7 + sum(bool(word.strip(".,!?")) for word in HAN.sub(" ", text).split())
    return _FEWEST <= size <= _MOST and not HIDDEN.search(text)
