r"""Texts as the formats of boards can hold them: one line, without control signs, cut to a width.

>>> clean("a\x00b"), one_line("two\n lines"), shorten("价格太贵了，而且没有说明", 10)
('a�b', 'two lines', '价格太贵…')
"""

from __future__ import annotations

import re

from cjm_research.exports.linebreak import is_wide

# What XML 1.0 cannot hold (W3C, XML 1.0, production 2), halves of surrogate pairs included.
_UNHOLDABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Return the text with every sign that no file holds as "�"; line ends become LF."""
    return _UNHOLDABLE.sub("�", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """Return the text clean and on one line; runs of white space are one space."""
    return " ".join(clean(text).split())


def width(text: str) -> int:
    """Return how wide a text is in half-widths: 汉字 and full-width marks count two."""
    return sum(2 if is_wide(char) else 1 for char in text)


def shorten(text: str, most: int) -> str:
    """Return the text on one line, at most ``most`` half-widths; what is cut ends in "…"."""
    text = one_line(text)
    if width(text) <= most:
        return text
    room, kept = most - 1, []
    for char in text:
        room -= 2 if is_wide(char) else 1
        if room < 0:
            break
        kept.append(char)
    return "".join(kept).rstrip(" ，、；：,;:") + "…"
