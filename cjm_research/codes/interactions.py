"""Interactions: what the person does with the maker or seller, when the segment says it; nothing is guessed.

Get information, build a relationship, solve a problem, transact, give feedback. What a negation reaches was not done
and is left out ("I never wrote a review"); what could not be done was tried and counts ("I cannot pay"). A bare answer
that names only a channel belongs to the interaction that the question names.

>>> find_interaction("I booked the slot online", "", "en")
Interaction(value='transact', words='booked the')
>>> find_interaction("我在网上挂号", "", "zh").value
'transact'
>>> find_interaction("By a friend of mine", "How did you hear of the clinic?", "en")
Interaction(value='get_information', words='friend of mine')
>>> find_interaction("It was fine", "How did you hear of the clinic?", "en").value
''
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any, NamedTuple

from cjm_research.codes.cues import reached_by_negation
from cjm_research.codes.lexicon import PhraseFinder, read_lexicon, tokens_of
from cjm_research.codes.touchpoints import find_touchpoint

_NOT_YET = re.compile(r"(?:[没未]|差一?点)[^，。；！？,.;!?]{0,5}$")
"""Just before the words: not done, or nearly ("还没下单", "差一点就下单了")."""
_ORDER = ("get_information", "build_relationship", "solve_problem", "transact", "give_feedback")


class Interaction(NamedTuple):
    """What is done and the words that say so, an exact part of the segment; both "" when nothing is said."""

    value: str
    words: str


NOTHING = Interaction("", "")


def find_interaction(text: str, context: str, language: str) -> Interaction:
    """Return the interaction that a segment tells of.

    Parameters
    ----------
    text : str
        A segment.
    context : str
        The question asked, with the sentence before it after " … "; may be "".
    language : {"en", "zh"}
        English is matched by whole words, Chinese by the longest phrase.

    Returns
    -------
    Interaction
        The first told of; without one, that of the question, if it names a single one and the segment a channel.
    """
    language = "zh" if language == "zh" else "en"
    doc = tokens_of(text, language)
    told = _finder(language).find(doc)
    if told:  # what a negation reaches takes longer to find and is asked for only here
        undone = reached_by_negation(text, language)
        told = [hit for hit in told if hit.first not in undone and not _NOT_YET.search(text[: doc[hit.first].idx])]
    if told:
        first = min(told, key=lambda hit: (hit.first, _ORDER.index(hit.label)))
        start, last = doc[first.first].idx, doc[first.after - 1]
        return Interaction(first.label, text[start : last.idx + len(last.text)])
    asked = _asked(context.split(" … ")[0], language)
    words = find_touchpoint(text, language).words if len(asked) == 1 else ""
    return Interaction(*asked, words) if words else NOTHING


def interaction_names() -> list[str]:
    """Return every interaction that can be suggested, in the order of the framework."""
    return list(_ORDER)


def name_of(value: str, language: str) -> str:
    """Return an interaction in the words of a language; a study's own words stay as they are.

    >>> name_of("solve_problem", "en"), name_of("transact", "zh"), name_of("gossip", "zh")
    ('solve a problem', '购买与办理', 'gossip')
    """
    if value not in _ORDER:
        return value
    return str(_lexicon()[value]["name_zh" if language == "zh" else "name_en"])


@lru_cache(maxsize=4096)  # a study asks the same questions again and again
def _asked(question: str, language: str) -> frozenset[str]:
    return frozenset(hit.label for hit in _asked_finder(language).find(tokens_of(question, language)))


@cache
def _lexicon() -> dict[str, Any]:
    return read_lexicon("interactions")


@cache
def _finder(language: str) -> PhraseFinder:
    phrases = {value: _lexicon()[value][language] for value in _ORDER}
    return PhraseFinder({**phrases, "shield": _lexicon()["shield"][language]}, language)


@cache
def _asked_finder(language: str) -> PhraseFinder:
    return PhraseFinder({value: _lexicon()["asked"][f"{value}_{language}"] for value in _ORDER}, language)
