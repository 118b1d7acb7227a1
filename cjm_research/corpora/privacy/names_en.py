"""People that are named in English: by a title, a word for a person, a greeting, or a given name that is nothing else.

>>> [(found.start, found.end, found.rule) for found in names("My friend Zdenka likes Slack.", {})]
[(10, 16, 'named beside a word for a person')]
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from functools import cache

from cjm_research.corpora.privacy.places import Found
from cjm_research.corpora.privacy.words import english

_WORD = re.compile(
    r"(?<![A-Za-z0-9@_/.])(?:[ODL]['’])?[A-ZÀ-Þ][a-zà-ÿ]{1,20}(?:[A-Z][a-zà-ÿ]{1,20})?(?:-[A-Z][a-zà-ÿ]{1,20})*(?![A-Za-z0-9_@]|\.[a-z])"
)
_TITLE = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Captain|Nurse|Doctor|Judge|Sergeant|Officer|Madam|Auntie|Uncle|Aunt)\.?|"
    r"\b(?:Mr\.? (?:and|&) Mrs\.?))\s{1,2}$"
)
_SAID_NAME = re.compile(
    r"(?i)\b(?:names?(?:['’]s| is| was| are)|ask for|signed|regards,?|cheers,?|sincerely,?|dear)\s{1,2}$"
)
_GREETS = re.compile(
    r"(?:^|[.!?,]\s{1,2})(?:Hi|Hello|Hey|Dear|Thanks|Thank you|Good (?:morning|afternoon|evening))"
    r"(?: so much| again| a lot)?,?\s{1,2}$"
)
_STRONG_LIST = (
    "said says told tells asked asks rang phoned replied answered explained mentioned laughed smiled thinks thought"
)
_STRONG = frozenset(_STRONG_LIST.split())
_AFTER = re.compile(r"\s{1,2}([a-z]{2,14})\b")
_PARTICLE = re.compile(r"\s{1,2}(?:(?:van|von|de|da|di|del|der|den|la|le|al|bin|dos)\s{1,2}){1,3}$")
_WINDOW = 60
_NEAR = 40  # signs before a capital in which a word for a person must stand
_LOWER = re.compile(r"\b[a-z]{3,20}\b")


@cache
def _cues() -> frozenset[str]:
    """Words without which none of the patterns for what stands before a name can match."""
    other = "called named name names ask signed regards cheers sincerely dear hi hello hey thanks thank good"
    plurals = (f"{word}s" for word in english().relations)
    return frozenset((*english().relations, *plurals, *other.split()))


@cache
def _relation() -> re.Pattern[str]:
    words = "|".join(map(re.escape, english().relations))
    return re.compile(
        rf"\b(?:{words})s?(?:['’]s name (?:is|was))?,?\s{{1,2}}(?:(?:is|was|called|named|like)\s{{1,2}})?"
        r"(?:called\s{1,2})?[\"“]?$"
    )


@cache
def _called() -> re.Pattern[str]:
    """What is called so is a person, not a program: the word right before it tells."""
    words = "|".join(map(re.escape, english().relations))
    return re.compile(rf"(?i)\b(?:{words}|him|her|me|(?:he|she|who)(?:['’]s| is| was)),? (?:called|named)\s{{1,2}}$")


@cache
def _lower_relation() -> re.Pattern[str]:
    words = "|".join(map(re.escape, english().relations))
    return re.compile(
        rf"\b(?:my|our|his|her|the|a|their)\s(?:[a-z]{{2,10}}\s)?(?:{words}),?\s(?:called\s|named\s)?([a-z]{{3,20}})\b"
    )


def names(text: str, known: Container[str]) -> Iterator[Found]:
    """Yield the people that a text names.

    Parameters
    ----------
    text : str
    known : container of str
        Names, lower case, that this document named before; they are known wherever they stand with a capital.
    """
    words = [*_WORD.finditer(text)]
    if words:
        yield from _capitals(text, words, known)
    if not text.isupper() and " " in text:
        yield from _small(text)


def _capitals(text: str, words: Sequence[re.Match[str]], known: Container[str]) -> Iterator[Found]:
    kept: list[tuple[int, int]] | None = None
    done = 0
    for n, word in enumerate(words):
        if word.start() < done:
            continue
        rule = _rule(text, word, words[n + 1 : n + 2], known)
        if not rule:
            continue
        if kept is None:
            kept = [found.span() for found in english().named_after.finditer(text)]
        if any(start < word.end() and word.start() < end for start, end in kept):
            continue
        done = _whole(text, word, words[n + 1 : n + 4], known)
        value = re.sub(r"\s+", " ", text[word.start() : done]).casefold()
        yield Found(word.start(), done, "name", value, rule)


def _rule(text: str, word: re.Match[str], following: Sequence[re.Match[str]], known: Container[str]) -> str:
    """Return why a capitalised word is somebody's name, empty if it is none."""
    lists = english()
    low = word[0].casefold()
    first = low.split("-")[0]
    before = text[max(0, word.start() - _WINDOW) : word.start()]
    if _TITLE.search(before):
        return "title" if low not in lists.no_names or low in lists.also_words else ""
    if first in lists.given or low in known:
        return "given name"
    if low in lists.no_names and low not in lists.also_words:
        return ""
    if not _cues().isdisjoint(re.findall(r"[\w-]+", before[-_NEAR:].casefold())):
        told = _relation().search(before)
        if told and not (low in lists.no_names and re.search(r"(?:is|was)\s{1,2}$", told[0])):
            return "named beside a word for a person"
        if _SAID_NAME.search(before) or _called().search(before):
            return "said to be the name"
        if _GREETS.search(before) and re.match(r"[,.!?]|$", text[word.end() :]):
            return "greeted"
    if low in lists.also_words:
        if following and following[0].start() == word.end() + 1 and following[0][0].casefold() in _surnames():
            return "given name and surname"
        after = _AFTER.match(text, word.end())
        if after and after[1] in _STRONG:
            return "says something"
    return ""


@cache
def _surnames() -> frozenset[str]:
    return english().surnames - english().no_names


def _whole(text: str, word: re.Match[str], following: Sequence[re.Match[str]], known: Container[str]) -> int:
    """Return where the name ends: surnames and initials that follow belong to it."""
    lists = english()
    end = word.end()
    for nxt in following:
        between = text[end : nxt.start()]
        low = nxt[0].casefold()
        joined = between in (" ", "  ") or re.fullmatch(r" [A-Z]\.? ", between) or _PARTICLE.match(between)
        if not joined or (low in lists.no_names and low not in lists.surnames):
            break
        end = nxt.end()
    return end


def _small(text: str) -> Iterator[Found]:
    """Yield given names that somebody wrote without a capital, after a word for a person."""
    lists = english()
    for found in _lower_relation().finditer(text):
        if found[1] in lists.given and found[1] not in lists.near_names:
            yield Found(*found.span(1), "name", found[1], "named beside a word for a person")
