"""What a paper is made of, before it is a file: headings, paragraphs, quotes, tables and figures, each in plain words.

The report is composed once, as a list of these, and written by one renderer for Word and one for Markdown; both say
the same. No block holds markup: whoever renders it escapes what its format reads as signs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Look = Literal["", "bold", "italic", "id"]


@dataclass(frozen=True)
class Span:
    """A stretch of text with one look; "id" is small and of equal widths."""

    text: str
    look: Look = ""


@dataclass(frozen=True)
class Title:
    """The head of the paper."""

    text: str
    below: str


@dataclass(frozen=True)
class Contents:
    """Where the list of headings stands; `word` above it."""

    word: str
    hint: str


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 4."""

    level: int
    text: str


@dataclass(frozen=True)
class Para:
    """A paragraph; `kind` "note" is small and quiet, "lead" larger, "warning" set off by a bar."""

    spans: tuple[Span, ...]
    kind: Literal["body", "note", "lead", "warning", "facts"] = "body"


@dataclass(frozen=True)
class Quotation:
    """What one person said, and whose words they are and where they stand."""

    text: str
    source: str


@dataclass(frozen=True)
class Bullets:
    """A list of sentences."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table whose first row is its head.

    Attributes
    ----------
    head : tuple of str
    rows : tuple of tuple of str
        Cells as long as the head; a line break parts lines.
    widths : tuple of float
        Of the columns, in parts of the whole.
    caption : str
        Above it; "" = none.
    small : bool
        Whether it is set smaller, for many columns or rows.
    marked : bool
        Whether the first column names its row.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    caption: str = ""
    small: bool = False
    marked: bool = False


@dataclass(frozen=True)
class Figure:
    """A picture, with what it shows in words.

    Attributes
    ----------
    name : str
        Of its file, without an ending.
    png : bytes
    alt : str
        For who cannot see it.
    caption : str
    """

    name: str
    png: bytes
    alt: str
    caption: str


@dataclass(frozen=True)
class Page:
    """A new page, from here on upright or across."""

    across: bool = False


Block = Title | Contents | Heading | Para | Quotation | Bullets | Table | Figure | Page


def text(words: str, kind: Literal["body", "note", "lead", "warning", "facts"] = "body") -> Para:
    """Return a paragraph of one look.

    >>> text("No evidence").spans
    (Span(text='No evidence', look=''),)
    """
    return Para((Span(words),), kind)


def headings(blocks: Sequence[Block]) -> list[tuple[str, Heading]]:
    """Return the headings with the anchors by which they are found, in order.

    >>> headings([Heading(1, "Summary"), Heading(2, "Use")])[1]
    ('part-2', Heading(level=2, text='Use'))
    """
    found = [block for block in blocks if isinstance(block, Heading)]
    return [(f"part-{at}", block) for at, block in enumerate(found, 1)]
