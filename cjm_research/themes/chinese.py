"""Chinese words and their parts of speech, in both scripts.

The dictionary of rjieba is Simplified; Traditional text is cut by its Simplified form, character by character, and the
words are given back as they were written.

>>> [word for word, _ in tag("退款流程太慢")] == cut("退款流程太慢")
True
>>> cut("退貨流程太慢，客服沒有回覆")
['退貨', '流程', '太慢', '，', '客服', '沒有', '回覆']
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Set
from functools import cache, lru_cache
from importlib.resources import files

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


@lru_cache(maxsize=16)
def kept(whole: Set[str]) -> re.Pattern[str]:
    """Return what finds the words that are kept whole, the longest first; Latin ones between word boundaries only."""
    before, after = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"
    found = [
        re.escape(word) if HAN.search(word) else before + r"\s+".join(map(re.escape, word.split())) + after
        for word in sorted(whole, key=lambda word: (-len(word), word))
        if word.strip()
    ]
    return re.compile("|".join(found) or r"(?!)", re.IGNORECASE)


@cache
def _table() -> dict[int, str]:
    text = files("cjm_research.themes").joinpath("naming/scripts.toml").read_text("utf-8")
    lists = {name: "".join(part.split()) for name, part in tomllib.loads(text).items()}
    return str.maketrans(lists["traditional"], lists["simplified"])


def simplified(text: str) -> str:
    """Return a text with Traditional characters as Simplified ones, one for one, so that offsets stay.

    >>> simplified("沒有收到簡訊"), simplified("parcel 包裹")
    ('没有收到简讯', 'parcel 包裹')
    """
    return text.translate(_table())


def tag(text: str, whole: Set[str] = frozenset()) -> list[tuple[str, str]]:
    """Return the words of a Chinese text with their parts of speech as jieba names them.

    Parameters
    ----------
    text : str
        In either script.
    whole : frozenset of str, optional
        Words that are never cut, compared without case; they are taken for nouns.

    Returns
    -------
    list of (str, str)
        Every token as written, spaces too; "n…" is a noun, "v…" a verb, "a…" an adjective, "x" anything unknown.
    """
    import rjieba

    if whole:
        words, at = [], 0
        for match in kept(frozenset(whole)).finditer(text):
            words += [*tag(text[at : match.start()]), (match.group(), "n")]
            at = match.end()
        return words + tag(text[at:])
    at, words = 0, []
    for word, part in rjieba.tag(simplified(text)):
        words.append((text[at : at + len(word)], part))
        at += len(word)
    return words


def cut(text: str) -> list[str]:
    """Return the words of a Chinese text as written, spaces left out."""
    import rjieba

    at, words = 0, []
    for word in rjieba.cut(simplified(text)):
        words.append(text[at : at + len(word)])
        at += len(word)
    return [word for word in words if word.strip()]
