r"""Characters that XML cannot hold, and texts on one line: what is replaced keeps its place, so that no offset moves.

>>> legal("a\x07b]]>\ud800")
'a�b]]>�'
>>> one_line("Too dear,\n really"), cut("abcdef", 4)
('Too dear, really', 'abc…')
"""

from __future__ import annotations

import re

INSTEAD = "\ufffd"
"""Stands for a character that XML 1.0 cannot hold (section 2.2, production 2), or that readers take for a mark."""

# Delete and the byte order mark are legal in XML, but tools blank the one, and drop the other where a file begins.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff]")


def legal(text: str) -> str:
    """Return the text, of the same length, without characters that XML cannot hold."""
    return _ILLEGAL.sub(INSTEAD, text)


def replaced(text: str) -> int:
    """Return how many characters `legal` replaces."""
    return len(_ILLEGAL.findall(text))


def one_line(text: str) -> str:
    """Return a name: legal, on one line, without white space around it."""
    return " ".join(legal(text).split())


def cut(text: str, most: int) -> str:
    """Return the text with "…" in place of what is beyond a number of characters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
