"""Tables in a PDF: columns of time, speaker and words, found by where pieces of text begin.

A PDF draws cells and knows no table. Where many rows begin with a time, and further pieces of these rows begin at the
same places again and again, these places are columns; rows without a time go on in the cells above.

>>> from cjm_research.corpora.papers.pages import Piece, rows_of
>>> drawn = [(10, 0, "00:01"), (60, 0, "Anna"), (120, 0, "It was"), (120, 12, "late."), (10, 24, "00:04"),
...          (60, 24, "Ben"), (120, 24, "Oh."), (10, 36, "00:09"), (60, 36, "Anna"), (120, 36, "Yes.")]
>>> page = rows_of([Piece(text, x, y, x + 30, 10) for x, y, text in drawn])
>>> [(line.speaker, line.text, line.place) for line in grid_of([page]).lines][0]
('Anna', '[00:01] It was late.', 'page 1, line 1')
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cjm_research.corpora import labels
from cjm_research.corpora.papers.pages import Piece, Row, words_of
from cjm_research.corpora.papers.paragraphs import table_lines
from cjm_research.corpora.reading import Skipped
from cjm_research.corpora.transcripts import joining
from cjm_research.corpora.transcripts.transcript import Line

_TIME = re.compile(rf"^[\[(（]?{labels.TIME}[\])）]?$")
_NEAR = 3.0  # points
_MOST = 0.6
_FEWEST = 3


@dataclass(frozen=True)
class Grid:
    """The lines of a table, its headings, and the rows of the pages above it."""

    lines: list[Line]
    skipped: list[Skipped]
    above: list[list[Row]]


def grid_of(pages: Sequence[Sequence[Row]]) -> Grid | None:
    """Return the table that a document consists of, or None.

    Parameters
    ----------
    pages : sequence of sequence of Row
        Without running headers and footers.
    """
    rows = [(page, line, row) for page, rows in enumerate(pages, 1) for line, row in enumerate(rows, 1)]
    anchors = [i for i, (_, _, row) in enumerate(rows) if len(row.pieces) > 2 and _TIME.match(row.pieces[0].text)]
    if len(anchors) < _FEWEST:
        return None
    columns = _columns([rows[i][2] for i in anchors])
    if len(columns) < 3:
        return None
    first = body = anchors[0]
    if first and all(_column(piece, columns) is not None for piece in rows[first - 1][2].pieces):
        heads = _cells([rows[first - 1][2]], columns)
        first -= sum(bool(cell) for cell in heads) == len(columns)
    above = [[row for page, _, row in rows[:first] if page == n] for n in range(1, len(pages) + 1)]
    groups: list[list[tuple[int, int, Row]]] = []
    for i in range(first, len(rows)):
        if not groups or i == body or _TIME.match(rows[i][2].pieces[0].text):
            groups.append([])
        groups[-1].append(rows[i])
    cells = [_cells([row for _, _, row in group], columns) for group in groups]
    lines, skipped = table_lines(cells, [f"page {group[0][0]}, line {group[0][1]}" for group in groups])
    return Grid(lines, skipped, above)


def _columns(anchors: Sequence[Row]) -> list[float]:
    """Return where columns begin: places at which pieces of most of these rows begin."""
    starts: list[float] = []
    for x in sorted(piece.x for row in anchors for piece in row.pieces):
        if not starts or x - starts[-1] > _NEAR:
            starts.append(x)
    return [
        start
        for start in starts
        if sum(any(start <= p.x <= start + _NEAR for p in row.pieces) for row in anchors) >= _MOST * len(anchors)
    ]


def _column(piece: Piece, columns: Sequence[float]) -> int | None:
    before = [i for i, start in enumerate(columns) if start <= piece.x + _NEAR]
    return before[-1] if before else None


def _cells(rows: Sequence[Row], columns: Sequence[float]) -> list[str]:
    cells = [""] * len(columns)
    for row in rows:
        for i in range(len(columns)):
            pieces = [piece for piece in row.pieces if (_column(piece, columns) or 0) == i]
            words = words_of(pieces)
            cells[i] += (joining.glue_cues(cells[i], words) if cells[i] and words else "") + words
    return cells
