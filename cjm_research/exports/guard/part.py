r"""A part of a file as text, in every way in which it may hide a word: with its tags, without, its escapes undone.

>>> [view.text for view in views("<p>Sa<b>rah</b></p><p>caf&#233;</p>", markup=True)][:1]
['\x1eSarah\x1e\x1ecafé\x1e']
>>> [view.text for view in views('{"who": "\\u674e\\u56db"}') if "李四" in view.text]
['{"who": "李四"}']
"""

from __future__ import annotations

import base64
import binascii
import html
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from cjm_research.exports.guard.leak import Place
from cjm_research.exports.guard.wordlist import APART

_INLINE = (
    "span|b|i|u|em|strong|small|mark|tspan|a|font|sup|sub|code|bdi|bdo|ins|del|abbr|q|cite|kbd|samp|var|wbr|s|"
    "r|t|rPr|rFont|sz|color|family|scheme|vertAlign|charset|phoneticPr|"
    r"[a-zA-Z0-9]+:(?!p\b|br\b|tab\b|cr\b|tc\b|tr\b|tbl\b|body\b|txBody\b|sp\b)[\w.-]+"
)
_JOINED = re.compile(rf"</?(?:{_INLINE})(?:\s[^<>]*)?/?>")
_ASIDE = re.compile(r"<(style)\b[^>]*>.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[!?/a-zA-Z][^<>]*>")
_EMBEDDED = re.compile(r"data:([\w/+.-]*)(?:;[\w=.-]+)*;base64,([A-Za-z0-9+/=\s]{24,})")
_HEX = re.compile(r"\\u([0-9a-fA-F]{4})")
_ESCAPE = re.compile(r"\\[nrtbf\"/]")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_TOLD = re.compile(r"""\b(?:title|alt|aria-label|content|value|label|descr|name|tooltip)=(?:"([^"]*)"|'([^']*)')""")
_OFFICE = "openxmlformats.org"
_DIAGRAM = re.compile(r"<diagram\b[^>]*>\s*([A-Za-z0-9+/=]{16,})\s*</diagram>")


@dataclass(frozen=True)
class View:
    """A text to search; `prose` where figures and mails in it are somebody's words, not the build of a file."""

    text: str
    prose: bool


@dataclass(frozen=True)
class Part:
    """A part of a file: its views, and what tells the place of an offset in the view it was found in."""

    views: tuple[View, ...]
    place: Callable[[View, int], Place]


def views(text: str, markup: bool = False) -> tuple[View, ...]:
    """Return the ways to read a text, each once.

    Parameters
    ----------
    text : str
        Decoded.
    markup : bool
        Whether it is XML or HTML.
    """
    if not markup:
        found = [View(text, True)]
    else:
        text = _EMBEDDED.sub("", text)
        words = _words(text)
        found = [View(words, True), View(html.unescape(text), False)]
        if _OFFICE not in text[:2000]:
            told = html.unescape(_TAG.sub(_told, text))
            found.append(View(told, True))
            if "&lt;" in text:
                found.append(View(_words(told), True))
        if "&lt;" in text:
            found += [View(_words(words), True), View(_values(html.unescape(text)), False)]
        if "&amp;" in text:
            found.append(View(_values(html.unescape(html.unescape(text))), False))
    more = []
    for view in found:
        if "\\" in view.text:
            told = _HEX.sub(lambda hit: chr(int(hit[1], 16)), view.text)
            more.append(View(_ESCAPE.sub("  ", told) if "\\" in told else told, view.prose))
        if _PERCENT.search(view.text):
            more.append(View(unquote(view.text, errors="replace"), False))
    seen: dict[str, View] = {}
    for view in [*found, *more]:
        seen.setdefault(view.text, view)
    return tuple(seen.values())


def embedded(text: str) -> Iterator[bytes]:
    """Yield what a text holds as base64: pictures and files in a page, the packed pages of a diagram."""
    if ";base64," in text:
        for found in _EMBEDDED.finditer(text):
            try:
                yield base64.b64decode(re.sub(r"\s", "", found[2]) + "==")
            except (ValueError, binascii.Error):
                continue
    for found in _DIAGRAM.finditer(text) if "<diagram" in text else ():
        try:
            packed = zlib.decompress(base64.b64decode(found[1]), -15)
        except (ValueError, binascii.Error, zlib.error):
            continue
        yield unquote(packed.decode("utf-8", "replace")).encode()


def by_line(view: View, at: int) -> Place:
    """Return the place of an offset by its line."""
    return Place("line", (view.text.count("\n", 0, at) + 1,))


def _words(text: str) -> str:
    """Return what a page says: runs joined, blocks apart, lines as they are."""
    text = _ASIDE.sub(lambda hit: "\n" * hit[0].count("\n"), text)
    text = _JOINED.sub("", text)
    return html.unescape(_TAG.sub(lambda hit: APART + "\n" * hit[0].count("\n"), text))


def _values(text: str) -> str:
    """Return what attributes say that hold markup of their own: their tags go, the tag that they are in stays."""
    return html.unescape(_TAG.sub(lambda hit: "" if _JOINED.fullmatch(hit[0]) else APART, text))


def _told(tag: re.Match[str]) -> str:
    """Return what the attributes of a tag say to people."""
    said = APART.join(one or other for one, other in _TOLD.findall(tag[0]))
    return APART + said + APART + "\n" * (tag[0].count("\n") - said.count("\n"))
