"""What may be personal and was not replaced: marked for a person to look at, a handful a page at most.

>>> [found.rule for found in second_pass("Zdenko told me to write down 55667788.", "en")]
['a word with a capital does what people do', 'a long number']
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cjm_research.corpora.privacy.names_zh import may_name, name_end, tagged
from cjm_research.corpora.privacy.numbers import DAY
from cjm_research.corpora.privacy.places import Found
from cjm_research.corpora.privacy.words import chinese, english

_LONG = re.compile(
    r"(?<![A-Za-z0-9_.,:/=$£€¥-])\d(?:[ -]?\d){5,30}(?![A-Za-z0-9_%:/]|[.,]\d|"
    r"\s?(?:[a-z]{3,}s\b|people|euros?|dollars?|pounds?|yen|won|元|块|个|人|份|条|次|万|亿|米|年|月|天|秒|分|字|步|公里))"
)
_CAPITAL = re.compile(r"(?<![\w@./-])([A-Z][a-z]{2,20})(?![\w@/])(?=\s([a-z]{3,14})\b)?")
_DOES_LIST = """
said says told tells asked asks rang phoned texted replied answered explained mentioned recommended suggested thinks
thought wanted laughed smiled promised apologised apologized insisted complained emailed agreed
"""
_DOES = frozenset(_DOES_LIST.split())
_DOES_ONLY_LIST = "told asks rang phoned texted replied laughed smiled emailed thinks"
_DOES_ONLY = frozenset(_DOES_ONLY_LIST.split())
"""Not also a participle: "Already mentioned" names nobody."""

_BEGINS = re.compile(r"(?:^|[.!?…:\n\"“(]\s{0,2})$")
_WITH = re.compile(r"\b(?:with|by|from|asked|told|met|like|and|to|for)\s$")
_PROJECT = re.compile(r"(?:github|gitlab)\.com/[\w.-]{2,60}/[\w.-]{1,60}", re.ASCII)
_FEW = 3  # places in any text, and one more for each `_PAGE` characters
_PAGE = 700


def second_pass(text: str, language: str) -> list[Found]:
    """Return what a person should look at.

    Parameters
    ----------
    text : str
        What was replaced in it is blanked out.
    language : {"en", "zh"}
    """
    found = [
        Found(*hit.span(), "account", re.sub(r"\D", "", hit[0]), "a long number")
        for hit in _LONG.finditer(text)
        if not DAY.match(hit[0])
    ]
    found += [Found(*hit.span(), "handle", hit[0], "address of a project") for hit in _PROJECT.finditer(text)]
    found += _english(text)
    if language == "zh":
        found += _chinese(text)
    kept: dict[tuple[str, str], Found] = {}
    for one in sorted(found, key=lambda one: one.start):
        kept.setdefault((one.kind, one.value), one)
    return [*kept.values()][: _FEW + len(text) // _PAGE]


def _english(text: str) -> Iterator[Found]:
    lists = english()
    for hit in _CAPITAL.finditer(text):
        low = hit[1].casefold()
        if low in lists.no_names and low not in lists.also_words:
            continue
        name = Found(*hit.span(1), "name", low, "a word with a capital does what people do")
        begins = _BEGINS.search(text, max(0, hit.start() - 4), hit.start())
        if hit[2] in (_DOES_ONLY if begins else _DOES):
            yield name
        elif (
            (low in lists.also_words or low in lists.surnames)
            and low not in lists.no_names
            and _WITH.search(text[max(0, hit.start() - 9) : hit.start()])
        ):
            yield Found(*hit.span(1), "name", low, "a word that is a name too")


def _chinese(text: str) -> Iterator[Found]:
    if not may_name(text):
        return
    lists = chinese()
    for start, (end, tag) in tagged(text).items():
        word = text[start:end]
        if tag != "nr" or not 2 <= len(word) <= 4 or word in lists.no_names:
            continue
        if (word[0] in lists.frequent or word[:2] in lists.compound) and name_end(text, start) == end:
            yield Found(start, end, "name", word, "a word that may be a name")
