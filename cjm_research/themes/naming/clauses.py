"""Phrases that could name a theme, cut out of what people said.

A segment is cut at its punctuation into clauses, a clause at the words that open a new part (because, for, 因为, 在).
Runs of whole parts are kept when they read as a phrase of their own: lead-ins ("I think", 我觉得) and loose ends taken
off, two to eight English words or four to fourteen Chinese characters, a content word inside. A negation stays.

>>> candidates("Um, I think the delivery window was too long because nobody called.", "en")[:2]
['The delivery window was too long', 'Nobody called']
>>> candidates("嗯我觉得退款流程太慢了，等了三个星期。", "zh")
['退款流程太慢', '等了三个星期']
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Set
from functools import cache
from importlib.resources import files

from cjm_research.themes.tokens import HAN, HIDDEN, content, tokens

_CLAUSE = re.compile(
    r"[.!?;:,()\[\]{}\"“”«»…。！？；：，、（）~～【】「」『』《》\n]+|\s[-–—]+\s|[–—]{1,2}|(?<=[\u4e00-\u9fff])\s+"
)
_ENGLISH_WORDS = (2, 8)
_CHINESE_CHARACTERS = (4, 14)


@cache
def _table(language: str) -> dict[str, str]:
    return tomllib.loads(files("cjm_research.themes").joinpath("naming/leadins.toml").read_text("utf-8"))[language]


@cache
def word_list(name: str, language: str) -> frozenset[str]:
    """Return a list of single words kept beside the lead-ins; empty where a language has none of that name.

    >>> "because" in word_list("openers", "en"), word_list("asking", "zh")
    (True, frozenset())
    """
    return frozenset(_table(language).get(name, "").split())


@cache
def _edges(language: str, side: str) -> tuple[tuple[str, ...], ...]:
    phrases = {part.strip() for part in re.split(r"[|\n]", _table(language)[side]) if part.strip()}
    split = [tuple(phrase.split()) if language == "en" else (phrase,) for phrase in phrases]
    return tuple(sorted(split, key=lambda words: (-len(words), -len(words[0]), words)))


def parts(text: str) -> list[str]:
    """Return a text cut at its punctuation, at pseudonyms and at placeholders.

    >>> parts("It was late, P03 said. 太慢了，[phone-1]")
    ['It was late', 'said', '太慢了']
    """
    return [part.strip() for part in _CLAUSE.split(HIDDEN.sub("\n", text)) if part.strip()]


def candidates(text: str, language: str, whole: Set[str] = frozenset()) -> list[str]:
    """Return the phrases of a segment that could stand as a title, in order, without repeats.

    Parameters
    ----------
    text : str
        A segment.
    language : {"en", "zh"}
        Decides how a clause is cut; a Chinese segment without 汉字 is cut as English.
    whole : frozenset of str, optional
        Chinese words that are never cut.

    Returns
    -------
    list of str
        First letter in upper case; nothing that holds a pseudonym or a placeholder.
    """
    found: dict[str, None] = {}
    for clause in parts(text):
        cut = _chinese if language == "zh" and HAN.search(clause) else _english
        for phrase in cut(clause, whole):
            if content(phrase):
                found[phrase[:1].upper() + phrase[1:]] = None
    return list(found)


def _english(clause: str, _whole: Set[str]) -> list[str]:
    words = [word.strip("'‘*_~`/\\") for word in clause.replace("’", "'").split()]
    words = [word for word in words if word]
    if (
        len(words) > 1
        and words[0].lower() in word_list("asking", "en")
        and words[1].lower() in word_list("asked", "en")
    ):
        return []  # a question is no name, and its words stand in another order
    openers, conjunctions = word_list("openers", "en"), word_list("conjunctions", "en")
    opens = [0] + [at for at, word in enumerate(words) if at and word.lower() in openers] + [len(words)]
    starts = [at for at in opens[:-1] if at == 0 or words[at].lower() in conjunctions]
    found = []
    for start in starts:
        for end in reversed(opens):
            if end <= start:
                break
            phrase = _trim(words[start:end])
            if _ENGLISH_WORDS[0] <= len(phrase) <= _ENGLISH_WORDS[1]:
                found.append(" ".join(phrase))
                break  # the longest that fits: a shorter one would lose its end
    return found


def _trim(words: list[str]) -> list[str]:
    return _strip(_strip(words, "heads"), "tails")


def _strip(words: list[str], side: str) -> list[str]:
    """Take the listed words off one side of a clause, as often as they occur, the longest first."""
    at_end = side == "tails"
    while words:
        low = tuple(word.lower() for word in words)
        edges = _by_word(side).get(low[-1] if at_end else low[0], ())
        held = next((edge for edge in edges if (low[-len(edge) :] if at_end else low[: len(edge)]) == edge), None)
        if held is None:
            break
        words = words[: -len(held)] if at_end else words[len(held) :]
    return words


@cache
def _by_word(side: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the English edges by the word at their outer end, the longest first."""
    outer = -1 if side == "tails" else 0
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for edge in _edges("en", side):
        found[edge[outer]] = (*found.get(edge[outer], ()), edge)
    return found


def _chinese(clause: str, whole: Set[str]) -> list[str]:
    words = tokens(clause, whole)
    openers = word_list("openers", "zh")
    opens = [0] + [at for at, word in enumerate(words) if at and word in openers] + [len(words)]
    found = []
    for start in opens[:-1]:
        for end in reversed(opens):
            if end <= start:
                break
            phrase = _trim_chinese(words[start:end])
            if _CHINESE_CHARACTERS[0] <= len(phrase) <= _CHINESE_CHARACTERS[1]:
                found.append(phrase)
                break
    return found


def _trim_chinese(words: list[str]) -> str:
    heads = {edge[0] for edge in _edges("zh", "heads")}
    tails = {edge[0] for edge in _edges("zh", "tails")}
    start, end = 0, len(words)
    while start < end:
        longest = next((n for n in (3, 2, 1) if "".join(words[start : start + n]) in heads), 0)
        if not longest:
            break
        start += longest
    while end > start:
        longest = next((n for n in (3, 2, 1) if n <= end - start and "".join(words[end - n : end]) in tails), 0)
        if not longest:
            break
        end -= longest
    return _spaced(words[start:end])


def _spaced(words: list[str]) -> str:
    """Join Chinese words; Latin words keep a space on each side."""
    text = ""
    for word in words:
        latin = word.isascii() and word.isalnum()
        if text and latin and (text[-1].isascii() and text[-1].isalnum()):
            text += " "
        text += word
    return text
