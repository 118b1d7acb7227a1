r"""How tools count places in a text, and a text as they want it.

The standard (REFI-QDA 1.5, section 10.2) counts Unicode code points of the file, the first is 0; an end is the first
code point behind the words, as all tools have it. NVivo counts UTF-16 units, so that an emoji is two. MAXQDA wants
``\r\n`` line ends; a line end is then two, as the standard has it for such a file.

>>> text = written("Hi 😀\nToo dear.", NVIVO)
>>> text.position(5), text.words(text.position(5), text.position(8))
(6, 'Too')
>>> written("Hi 😀\nToo dear.", MAXQDA).position(5)
6
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from cjm_research.errors import ExportError
from cjm_research.exports.qda.characters import legal


@dataclass(frozen=True)
class Dialect:
    r"""What a tool expects beside the standard.

    Attributes
    ----------
    tool : str
        Its name; "" for the standard alone.
    crlf : bool
        Whether lines end in ``\r\n`` and a line end counts two.
    utf16 : bool
        Whether a character beyond U+FFFF counts two.
    longest_name : int
        Characters of a code's name beyond which the tool cuts it; 0 where nothing is known of that.
    """

    tool: str = ""
    crlf: bool = False
    utf16: bool = False
    longest_name: int = 0


STANDARD = Dialect()
NVIVO = Dialect("NVivo", utf16=True)
MAXQDA = Dialect("MAXQDA", crlf=True, longest_name=63)

_BREAK = re.compile(r"(?<!\r)\n")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Written:
    """A text as it stands in the file.

    Attributes
    ----------
    text : str
        What the file holds.
    wide : tuple of int
        Indexes, in our text, of the characters that count two, in order.
    utf16 : bool
        Whether positions count UTF-16 units.
    """

    text: str
    wide: tuple[int, ...]
    utf16: bool

    def position(self, index: int) -> int:
        """Return the position of a tool for an index of our text."""
        return index + bisect_left(self.wide, index)

    def words(self, start: int, end: int) -> str:
        """Return what stands in the file between two positions of the tool."""
        if not self.utf16:
            return self.text[start:end]
        return self.text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le", "replace")


def lines(text: str, dialect: Dialect) -> str:
    """Return a text as a dialect ends its lines, without characters that XML cannot hold."""
    return _BREAK.sub("\r\n", legal(text)) if dialect.crlf else legal(text)


def written(text: str, dialect: Dialect) -> Written:
    """Return a document's text as a dialect has it, with the way it counts."""
    found: list[int] = []
    if dialect.crlf:
        found += (hit.start() for hit in _BREAK.finditer(text))
    if dialect.utf16:
        found += (hit.start() for hit in _ASTRAL.finditer(text))
    return Written(lines(text, dialect), tuple(sorted(found)), dialect.utf16)


def check_place(place: Written, start: int, end: int, quote: str, dialect: Dialect, where: str) -> tuple[int, int]:
    """Return the positions of a quote, once the file was seen to hold it there (law 1).

    Parameters
    ----------
    place : Written
        The text of its document.
    start, end : int
        ``str`` indexes of our text, half-open.
    quote : str
        Our words there.
    dialect : Dialect
    where : str
        Document and segment, for the message.

    Raises
    ------
    ExportError
        If the words in the file are others.
    """
    first, last = place.position(start), place.position(end)
    before = "\r" if dialect.crlf and start and place.text[first - 1 : first] == "\r" else ""
    if not quote or place.words(first, last) != lines(before + quote, dialect)[len(before) :]:
        raise ExportError(
            f"{where}: positions {first} to {last} of the file do not hold the words at characters {start} to {end} of "
            "the document. Nothing was written. Build the study again with `cjm run`."
        )
    return first, last
