r"""The text of a document of Taguette, and where its highlights are in it.

Taguette keeps sanitised HTML and counts a highlight in bytes of UTF-8 over the text nodes, tags not counted, the way
a browser reads them: entities stand for their character, ``\r\n`` is ``\n``, white space between two paragraphs counts.
Our text is those nodes with a line break where a block ends and none stands there yet; `Page.index` turns an offset of
Taguette into an index of our text, `Page.in_nodes` turns an index back into one of the nodes alone.

>>> page = page_of("<p>Why?</p><p>Too <b>d&eacute;ar</b>.</p>")
>>> page.text, page.index(8), page.in_nodes(9)
('Why?\nToo déar.', 9, 8)
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from html import unescape

from cjm_research.corpora.qda.offsets import plain

_BLOCK_TAGS = """
address article aside blockquote br caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3
h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul
"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_EAT_BREAK = frozenset(("pre", "listing", "textarea"))  # a line break right behind their tag is no text
_RAW = frozenset(("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"))
_MARKUP = re.compile(r"<!--|<(?P<close>/?)(?P<tag>[a-zA-Z][^\s/>]*)|<[!?]|</(?=[^a-zA-Z])")
_STOP = re.compile(r">|=\s*[\"']")
_ZEROS = re.compile(r"&#0+(?=[0-9])")
_TOO_LARGE = re.compile(r"&#[1-9][0-9]{7,};?")
_STEP = 4096  # characters between two places whose byte is known


@dataclass(frozen=True)
class Page:
    """A document as text.

    Attributes
    ----------
    text : str
        The words, with a line break where a block ends.
    nodes : str
        The text nodes alone, in which Taguette counts.
    breaks : tuple of int
        Indexes of ``nodes`` before which ``text`` has a line break more, in order.
    """

    text: str
    nodes: str
    breaks: tuple[int, ...]
    _bytes: tuple[int, ...] = field(repr=False, default=())

    def index(self, offset: int, is_end: bool = False) -> int | None:
        """Return the index in ``text`` of a byte offset; None if it is outside or inside a character.

        Parameters
        ----------
        offset : int
            Bytes of UTF-8 over the text nodes.
        is_end : bool
            The end of a highlight stays before a line break that was added, its start goes behind it.
        """
        at = self.character(offset)
        if at is None:
            return None
        return at + (bisect_left(self.breaks, at) if is_end else bisect_right(self.breaks, at))

    def character(self, offset: int) -> int | None:
        """Return the index in ``nodes`` of a byte offset; None if it is outside or inside a character."""
        if offset < 0:
            return None
        step = min(bisect_right(self._bytes, offset) - 1, max(len(self._bytes) - 2, 0))
        begin = step * _STEP
        data = self.nodes[begin : begin + _STEP].encode()
        rest = offset - self._bytes[step]
        if rest > len(data):
            return None
        # A byte in the middle of a character begins with the bits 10.
        if rest < len(data) and data[rest] & 0xC0 == 0x80:
            return None
        return begin + len(data[:rest].decode())

    def in_nodes(self, index: int) -> int:
        """Return where an index of ``text`` is in ``nodes``."""
        added = range(len(self.breaks))
        return index - bisect_left(added, index, key=lambda n: self.breaks[n] + n)


def page_of(html: str) -> Page:
    """Return the text of a document of Taguette.

    Parameters
    ----------
    html : str
        The content of ``documents.contents``; what is no markup is text, nothing is refused.
    """
    walker = _Walker()
    walker.feed(plain_breaks(html))
    nodes = plain("".join(walker.pieces).replace("\ufeff", " "))
    breaks = tuple(at for at in dict.fromkeys(walker.ends) if _is_needed(nodes, at))
    parts = [nodes[begin:end] for begin, end in zip((0, *breaks), (*breaks, len(nodes)), strict=True)]
    known, total = [0], 0
    for begin in range(0, len(nodes), _STEP):
        total += len(nodes[begin : begin + _STEP].encode())
        known.append(total)
    return Page("\n".join(parts), nodes, breaks, tuple(known))


def plain_breaks(html: str) -> str:
    """Return HTML with the line breaks that a browser sees, without what no text may hold."""
    return html.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd").removeprefix("\ufeff")


def _is_needed(nodes: str, at: int) -> bool:
    return 0 < at < len(nodes) and nodes[at - 1] != "\n" and nodes[at] != "\n"


class _Walker:
    """Gathers text nodes, and where blocks begin and end, in one pass: what is never closed ends the text."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.ends: list[int] = []
        self._length = 0
        self._eats_break = False
        self._begun = False

    def feed(self, html: str) -> None:
        """Read a whole document."""
        at, text_from = 0, 0
        while (found := html.find("<", at)) >= 0:
            begin = _MARKUP.match(html, found)
            if not begin:
                at = found + 1
                continue
            self._text(unescape(_small(html[text_from:found])))
            at = text_from = _end(html, begin)
            if begin["tag"]:
                at = text_from = self._tag(html, begin["tag"].lower(), bool(begin["close"]), at)
        self._text(unescape(_small(html[text_from:])))

    def _tag(self, html: str, tag: str, closes: bool, at: int) -> int:
        """Take a tag that ends at an index, and return where to go on: behind the text of a script."""
        self._begun = self._begun or not closes
        self._eats_break = tag in _EAT_BREAK and not closes
        if tag in _BLOCKS:
            self.ends.append(self._length)
        if tag not in _RAW or closes:
            return at
        end = re.compile(rf"</{tag}(?=[\s/>])", re.IGNORECASE).search(html, at)
        stop = end.start() if end else len(html)
        self._text(html[at:stop])
        return stop

    def _text(self, data: str) -> None:
        """Take a text node; white space before the first element is none."""
        if not data:
            return
        if self._eats_break:
            data = data.removeprefix("\n")
        if not self._begun:
            data = data.lstrip(" \t\n\f")
        self._eats_break = False
        if data:
            self._begun = True
            self.pieces.append(data)
            self._length += len(data)


def _end(html: str, begin: re.Match[str]) -> int:
    """Return the index behind a tag or comment; that of the end of the text if it is never closed."""
    if begin[0] == "<!--":
        end = html.find("-->", begin.end())
        return len(html) if end < 0 else end + 3
    at = begin.end()
    while stop := _STOP.search(html, at):
        if stop[0] == ">":
            return stop.end()
        # A value in quotes may hold a ">".
        close = html.find(stop[0][-1], stop.end()) if begin["tag"] else stop.end() - 1
        if close < 0:
            break
        at = close + 1
    return len(html)


def _small(html: str) -> str:
    """Return HTML whose numbered characters are numbers that exist."""
    return _TOO_LARGE.sub("\ufffd", _ZEROS.sub("&#", html)) if "&#" in html else html
