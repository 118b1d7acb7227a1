"""Words and phrases of a segment, English or Chinese, as the topic model counts them.

English words come from spaCy's blank pipeline, Chinese ones from rjieba. A phrase never crosses a punctuation mark or a
stop word, so no word is formed across two clauses. Pseudonyms (``P03``) and placeholders (``[phone-1]``) are breaks,
never words.

>>> content("The delivery window was far too long, um, and nobody called.")
['delivery', 'window', 'far', 'long', 'nobody', 'called']
>>> content("就是那个退款流程，特别慢。")
['退款', '流程', '慢']
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Set
from functools import cache
from importlib.resources import files

from cjm_research.themes.chinese import HAN, cut, kept, simplified

HIDDEN = re.compile(r"\[[^\[\]]{1,40}\]|(?<![A-Za-z0-9])[PR]\d{2,}(?![A-Za-z0-9])")
"""What stands for a person or a contact: ``[phone-1]``, ``P03``, ``R0012``."""

_BREAK = "\n"
_WORD = re.compile(r"[^\W\d_]")


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the stop words of a language, fillers included.

    Parameters
    ----------
    language : {"en", "zh"}
        Chinese holds simplified and traditional forms.

    Returns
    -------
    frozenset of str
        Lower-case tokens.
    """
    table = tomllib.loads(files("cjm_research.themes").joinpath("stopwords.toml").read_text("utf-8"))
    return frozenset(word for line in table[language].values() for word in line.split())


@cache
def _english():
    import spacy

    return spacy.blank("en").tokenizer


def tokens(text: str, whole: Set[str] = frozenset()) -> list[str]:
    """Return every token of a text in order, punctuation too.

    Parameters
    ----------
    text : str
        A segment; text with 汉字 is cut by rjieba, any other by spaCy.
    whole : frozenset of str, optional
        Words that are never cut, such as names of products; compared without case.

    Returns
    -------
    list of str
        Tokens as written; spaces are left out.
    """
    if whole:
        found, at = [], 0
        for match in kept(frozenset(whole)).finditer(text):
            found += [*tokens(text[at : match.start()]), match.group()]
            at = match.end()
        return found + tokens(text[at:])
    if HAN.search(text):
        return cut(text)
    return [token.text for token in _english()(text.replace("’", "'")) if not token.is_space]


def is_content(word: str) -> bool:
    """Tell whether a token carries meaning for a theme: it holds a letter and is no stop word.

    >>> is_content("refund"), is_content("was"), is_content("12"), is_content("退款"), is_content("然后")
    (True, False, False, True, False)
    """
    lowered = word.lower()
    language = "zh" if HAN.search(word) else "en"
    listed = stop_words(language)
    if not _WORD.search(lowered) or lowered in listed or (language == "zh" and simplified(lowered) in listed):
        return False
    return language == "zh" or len(lowered) > 1


def _runs(text: str, whole: Set[str]) -> Iterator[list[str]]:
    run: list[str] = []
    for token in tokens(HIDDEN.sub(_BREAK, text), whole):
        if is_content(token):
            run.append(token.lower().strip("'’-"))
        elif run:
            yield run
            run = []
    if run:
        yield run


def content(text: str, whole: Set[str] = frozenset()) -> list[str]:
    """Return the content words of a text in order, lower-cased.

    Parameters
    ----------
    text : str
        A segment or a phrase.
    whole : frozenset of str, optional
        Words that are never cut.

    Returns
    -------
    list of str
        Repeats are kept.
    """
    return [word for run in _runs(text, whole) for word in run]


def terms(text: str, longest: int, whole: Set[str] = frozenset()) -> list[str]:
    """Return the words and the phrases of a text.

    Parameters
    ----------
    text : str
        A segment.
    longest : int
        Longest phrase in words; 1 = words only.
    whole : frozenset of str, optional
        Words that are never cut.

    Returns
    -------
    list of str
        Content words, then phrases of two to `longest` neighbouring content words of one clause; English phrases are
        joined by a space, Chinese ones by nothing.
    """
    found = []
    for run in _runs(text, whole):
        found += run
        for size in range(2, longest + 1):
            found += [_join(run[at : at + size]) for at in range(len(run) - size + 1)]
    return found


def _join(run: list[str]) -> str:
    return "".join(run) if all(HAN.search(word) for word in run) else " ".join(run)
