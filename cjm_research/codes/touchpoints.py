"""Touchpoints: where the person meets the thing, when the segment names it; nothing is guessed.

A channel (web, app, phone, shop, …) belongs to a contact (direct, indirect, potential) and a place (online, offline,
hidden). Channels that say more (the app) go before those that are almost always there (staff, the place itself).

>>> find_touchpoint("I called them twice about the parcel", "en")
Touchpoint(touchpoint='direct/offline', channel='phone', words='called them')
>>> find_touchpoint("在小程序上取消不了", "zh").channel
'mini_program'
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from cjm_research.codes.lexicon import PhraseFinder, read_lexicon, tokens_of

_GENERAL = frozenset({"staff", "place", "support"})
_KINDS_ZH = {
    "direct": "直接",
    "indirect": "间接",
    "potential": "潜在",
    "online": "线上",
    "offline": "线下",
    "hidden": "隐性",
}


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
    start, last = doc[first.first].idx, doc[first.after - 1]
    words = text[start : last.idx + len(last.text)]
    return Touchpoint(f"{entry['contact']}/{entry['place']}", first.label, words)


def channel_names() -> list[str]:
    """Return every channel that can be suggested, sorted."""
    return sorted(_channels())


def touchpoint_of(channel: str) -> str:
    """Return the contact and place of a channel; "" if none is called so.

    >>> touchpoint_of("phone"), touchpoint_of("mini_program"), touchpoint_of("kiosk")
    ('direct/offline', 'direct/online', '')
    """
    entry = _channels().get(channel)
    return f"{entry['contact']}/{entry['place']}" if entry else ""


def name_of(value: str, language: str) -> str:
    """Return a channel, a contact or a place in the words of a language; a study's own words stay as they are.

    >>> name_of("documentation", "en"), name_of("documentation", "zh"), name_of("hidden", "zh"), name_of("kiosk", "zh")
    ('instructions', '说明文档', '隐性', 'kiosk')
    """
    if value in _channels():
        return str(_channels()[value]["name_zh" if language == "zh" else "name_en"])
    return _KINDS_ZH.get(value, value) if language == "zh" else value


@cache
def _channels() -> dict[str, Any]:
    return {name: entry for name, entry in read_lexicon("channels").items() if name != "shield"}


@cache
def _finder(language: str) -> PhraseFinder:
    phrases = {name: entry[language] for name, entry in _channels().items()}
    return PhraseFinder({**phrases, "shield": read_lexicon("channels")["shield"][language]}, language)
