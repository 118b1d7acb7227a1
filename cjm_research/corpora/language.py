"""Which of the two working languages a text is in, by the share of Chinese characters.

>>> language_of("我在 App 上挂号"), language_of("I saw 双十一 on the site")
('zh', 'en')
"""

from __future__ import annotations

import re

CJK = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
"""Character ranges of Chinese characters, for use inside a regular expression's brackets."""

WIDE = CJK + r"\u3000-\u303f\uff00-\uffef\u2018-\u201d\u2026\u2014"
"""Chinese characters and the full-width marks that stand between them."""

_HANZI = re.compile(f"[{CJK}]")
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_SHARE = 1.0  # hanzi per Latin word from which a text counts as Chinese; a Chinese word is about two hanzi


def language_of(text: str, fallback: str = "", enough: int = 0) -> str:
    """Return ``"zh"`` or ``"en"``.

    Parameters
    ----------
    text : str
        Any text.
    fallback : str
        What to return where the text is too short to tell.
    enough : int
        Fewer Chinese characters and Latin words than this are too few to tell.
    """
    hanzi = len(_HANZI.findall(text))
    words = len(_WORD.findall(text))
    if fallback and hanzi + words < max(enough, 1):
        return fallback
    return "zh" if hanzi > _SHARE * words else "en"


def width(text: str) -> int:
    """Return the length of a text in characters, a Chinese character counting as two."""
    return len(text) + len(_HANZI.findall(text))
