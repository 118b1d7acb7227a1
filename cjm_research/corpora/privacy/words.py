"""The word lists of the two languages, read once.

>>> "sarah" in english().given, "于" in chinese().words_too
(True, True)
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class English:
    """English names and what is mistaken for them; all lower case.

    Attributes
    ----------
    given : frozenset of str
        Given names that are hardly anything else.
    also_words : frozenset of str
        Given names that are words, places or brands too.
    surnames, no_names, verbs, near_names : frozenset of str
    relations : tuple of str
        Words for people.
    named_after : re.Pattern
        Firms and works called after people.
    nicknames : mapping of str to frozenset of str
        A given name to its short forms, and a short form to the names it may stand for.
    """

    given: frozenset[str]
    also_words: frozenset[str]
    surnames: frozenset[str]
    no_names: frozenset[str]
    verbs: frozenset[str]
    near_names: frozenset[str]
    relations: tuple[str, ...]
    named_after: re.Pattern[str]
    nicknames: dict[str, frozenset[str]]


@dataclass(frozen=True)
class Chinese:
    """Chinese names and what is mistaken for them.

    Attributes
    ----------
    surnames, frequent, words_too, given, after : frozenset of str
        Single characters.
    compound, titles, relations : tuple of str
        Longest first.
    no_names, called : frozenset of str
    same_sound : mapping of str to str
        A character to those that sound alike.
    """

    surnames: frozenset[str]
    compound: tuple[str, ...]
    frequent: frozenset[str]
    words_too: frozenset[str]
    given: frozenset[str]
    after: frozenset[str]
    titles: tuple[str, ...]
    relations: tuple[str, ...]
    no_names: frozenset[str]
    called: frozenset[str]
    same_sound: dict[str, str]


@cache
def english() -> English:
    """Return the English lists."""
    lists = _read("en")
    names: dict[str, set[str]] = defaultdict(set)
    for line in lists["nicknames"]["families"].strip().split("\n"):
        first, *short = line.split()
        names[first].update(short)
    no_names = frozenset(lists["no_names"].split())
    given = frozenset(lists["given"].split())
    also = frozenset(lists["also_words"].split()) | (given & no_names)
    phrases = sorted((one.strip() for one in lists["named_after"].split("|")), key=len, reverse=True)
    return English(
        given=given - also,
        also_words=also,
        surnames=frozenset(lists["surnames"].split()),
        no_names=no_names,
        verbs=frozenset(lists["verbs"].split()),
        near_names=frozenset(lists["near_names"].split()),
        relations=tuple(sorted(lists["relations"].split(), key=len, reverse=True)),
        named_after=re.compile(rf"(?i)(?<!\w)(?:{'|'.join(map(re.escape, phrases))})(?!\w)"),
        nicknames={name: frozenset(short) for name, short in names.items()},
    )


@cache
def chinese() -> Chinese:
    """Return the Chinese lists."""
    lists = _read("zh")
    sounds: dict[str, str] = defaultdict(str)
    for group in lists["same_sound"].split():
        for sign in group:
            sounds[sign] += group.replace(sign, "")

    def signs(name: str) -> frozenset[str]:
        return frozenset("".join(lists[name].split()))

    def longest_first(name: str) -> tuple[str, ...]:
        return tuple(sorted(lists[name].split(), key=len, reverse=True))

    return Chinese(
        surnames=signs("surnames"),
        compound=longest_first("compound"),
        frequent=signs("frequent") - signs("words_too"),
        words_too=signs("words_too"),
        given=signs("given"),
        after=signs("after"),
        titles=longest_first("titles"),
        relations=longest_first("relations"),
        no_names=frozenset(lists["no_names"].split()),
        called=frozenset(lists["called"].split()),
        same_sound=dict(sounds),
    )


def _read(language: str) -> dict:
    return tomllib.loads(files(__package__).joinpath(f"{language}.toml").read_text("utf-8"))
