"""Touchpoints: where the person meets the thing, when the segment names it; nothing is guessed.

A channel (web, app, phone, shop, …) belongs to a contact (direct, indirect, potential) and a place (online, offline,
hidden). Channels that say more (the app) go before those that are almost always there (staff, the place itself).

>>> find_touchpoint("I called them twice about the parcel", "en")
Touchpoint(touchpoint='direct/offline', channel='phone', words='called them')
>>> find_touchpoint("在小程序上取消不了", "zh").channel
'app'
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from cjm_research.codes.lexicon import PhraseFinder, read_lexicon, tokens_of

_GENERAL = frozenset({"staff", "place", "support"})


class Touchpoint(NamedTuple):
    """What is named: ``contact/place``, the channel and the words; all "" when nothing is."""

    touchpoint: str
    channel: str
    words: str


NOWHERE = Touchpoint("", "", "")


def find_touchpoint(text: str, language: str) -> Touchpoint:
    """Return the touchpoint that a segment names.

    Parameters
    ----------
    text : str
        A segment.
    language : {"en", "zh"}
        English is matched by whole words, Chinese by the longest phrase.

    Returns
    -------
    Touchpoint
        The first named; a general one (staff, place, support) only when no other is named.
    """
    language = "zh" if language == "zh" else "en"
    doc = tokens_of(text, language)
    found = _finder(language).find(doc)
    if not found:
        return NOWHERE
    first = min(found, key=lambda hit: (hit.label in _GENERAL, hit.first, hit.label))
    entry = _channels()[first.label]
    words = doc[first.first : first.after].text
    return Touchpoint(f"{entry['contact']}/{entry['place']}", first.label, words)


def channel_names() -> list[str]:
    """Return every channel that can be suggested, sorted."""
    return sorted(_channels())


@cache
def _channels() -> dict[str, Any]:
    return read_lexicon("channels")


@cache
def _finder(language: str) -> PhraseFinder:
    return PhraseFinder({name: entry[language] for name, entry in _channels().items()}, language)
