"""What a cell of a workbook can hold and how high it is: text that stays text, at most 32,767 UTF-16 units.

Heights of rows are stated: programs differ in how they grow a row of wrapped text, and some print it not grown.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from cjm_research.exports import words
from cjm_research.exports.linebreak import is_wide

CELL_CHARS = 32_767
"""Of a cell, counted as Excel counts: in UTF-16 units."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t")
"""A text that starts so would become a formula when somebody edits its cell, were it not marked as text."""

TALLEST = 409
"""Points that a row can have."""

_LINE_POINTS = {"en": 12.8, "zh": 15.5}
_LATIN, _WIDE = 0.82, 1.9  # widths of a letter in a 10-point text, as columns are measured
_NOT_IN_XML = {*map(chr, range(0x20)), "\x7f", "\ufffe", "\uffff"} - {"\n", "\t"}


def fitting(text: str, language: str) -> str:
    r"""Return the text as a cell can hold it; what is cut off is said.

    Parameters
    ----------
    text : str
        Any.
    language : {"en", "zh"}
        Of the note at the end of a text that is cut.

    Examples
    --------
    >>> fitting("a\x07b\r\nc", "en")
    'a�b\nc'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join("\ufffd" if char in _NOT_IN_XML or "\ud800" <= char <= "\udfff" else char for char in text)
    units = text.encode("utf-16-le")
    if len(units) // 2 <= CELL_CHARS:
        return text
    note = words.label("cut", language, n=f"{len(text):,}")
    return units[: 2 * (CELL_CHARS - len(note))].decode("utf-16-le", errors="ignore") + note


def lines_of(text: str, width: float) -> int:
    """Return how many lines a text takes in a column of a width in characters.

    >>> lines_of("one", 10), lines_of("twenty-one characters", 10), lines_of("每行五个字", 5)
    (1, 2, 3)
    """
    room = max(width - 1, 1)
    units = [sum(_WIDE if is_wide(char) else _LATIN for char in line) for line in text.split("\n")]
    return sum(max(1, ceil(unit / room)) for unit in units)


def height_of(cells: Sequence[tuple[str, float]], language: str, most: float = TALLEST, extra: float = 3) -> float:
    """Return the points of a row of 10-point texts.

    Parameters
    ----------
    cells : sequence of (str, float)
        Each text with the width of its column.
    language : {"en", "zh"}
        Of the font.
    most : float
        Beyond which no row grows; the rest is read in the cell.
    extra : float
        Room above and below.
    """
    return height_of_lines([[(text, 10)] for text, _ in cells], [width for _, width in cells], language, most, extra)


def height_of_lines(
    cells: Sequence[Sequence[tuple[str, float]]], widths: Sequence[float], language: str, most: float = TALLEST,
    extra: float = 3,
) -> float:  # fmt: skip
    """Return the points of a row of cells whose lines differ in size, each line with its points; see `height_of`."""
    points = (
        sum(lines_of(text, width * 10 / size) * size for text, size in lines if text) / 10
        for lines, width in zip(cells, widths, strict=True)
    )
    return min(most, extra + _LINE_POINTS[language] * max([1, *points]))
