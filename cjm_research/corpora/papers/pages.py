"""Pages of a PDF: pieces of text at places become rows, and what repeats at the edges of the pages goes.

A PDF knows no lines, paragraphs or headers, only glyphs at points. Pieces on one baseline make a row; a wide gap inside
it stands as a tab. Left out and listed are running headers and footers, page numbers, numbers of lines in the margin,
and words set at an angle (watermarks).

>>> row = rows_of([Piece("late.", 40, 100, 60, 10), Piece("Anna:", 10, 100, 37, 10)])[0]
>>> row.text
'Anna: late.'
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cjm_research.corpora.language import WIDE
from cjm_research.corpora.papers.paragraphs import Run
from cjm_research.corpora.reading import Skipped

_BASELINE = 0.35  # of the font size: farther apart are two rows (a superscript is not)
_SPACE = 0.18  # of the font size: a gap that is a blank
_WIDE_SPACE = 0.8  # the same between two Chinese characters
_TAB = 1.6  # of the font size: a gap that sets columns apart
_EDGE = 3  # rows at the top and at the bottom among which running ones are sought
_SAME_PLACE = 4.0  # points
_SET_OFF = 1.3  # times the usual distance of rows
_FEWEST_NUMBERS = 5
_FREQUENT = 0.12
_PAGE_NUMBER = re.compile(
    r"(?i)^(?:[-–—·|\s]*(?:page|p\.|seite|第)?\s*\d{1,4}\s*页?(?:\s*(?:/|of|von|,|，|共)\s*(?:共\s*)?\d{1,4}\s*页?)?[-–—·|\s]*)$"
)


@dataclass(frozen=True)
class Piece:
    """Some glyphs set together; ``y`` counts downwards from the top of the page, all in points.

    ``blanks`` says whether a blank stood before and after; in Chinese this may be a guess, so places tell more.
    """

    text: str
    x: float
    y: float
    end: float
    size: float
    bold: bool = False
    blanks: tuple[bool, bool] = (False, False)


@dataclass(frozen=True)
class Row:
    """What stands on one baseline."""

    runs: tuple[Run, ...]
    x: float
    y: float
    end: float
    size: float
    pieces: tuple[Piece, ...] = ()

    @property
    def text(self) -> str:
        """The words, columns apart by a tab."""
        return "".join(run.text for run in self.runs)


def rows_of(pieces: Sequence[Piece]) -> list[Row]:
    """Return the rows of a page from top to bottom.

    Parameters
    ----------
    pieces : sequence of Piece
        In any order.
    """
    groups: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (p.y, p.x)):
        base = max(groups[-1], key=lambda p: p.size) if groups else None
        if base and abs(piece.y - base.y) <= _BASELINE * max(piece.size, base.size):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [row for group in groups if (row := _row(group)).text.strip()]


def _row(pieces: list[Piece]) -> Row:
    pieces = sorted(pieces, key=lambda p: (p.x, p.y))
    runs: list[Run] = []
    last: Piece | None = None
    for piece in pieces:
        if last and piece.text == last.text and abs(piece.x - last.x) < 0.15 * piece.size:
            continue  # struck twice to look bold
        runs.append(Run(_gap(last, piece) + piece.text, piece.bold))
        last = piece if last is None or piece.end >= last.end else replace(piece, end=last.end)
    size = max(pieces, key=lambda p: len(p.text)).size
    return Row(tuple(runs), pieces[0].x, pieces[0].y, max(p.end for p in pieces), size, _merged(pieces))


def _merged(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Return pieces with those that touch made one."""
    merged: list[Piece] = []
    for piece in pieces:
        last = merged[-1] if merged else None
        if last and not last.blanks[1] and not piece.blanks[0] and piece.x - last.end <= _SPACE * piece.size:
            blanks = (last.blanks[0], piece.blanks[1])
            merged[-1] = replace(last, text=last.text + piece.text, end=max(last.end, piece.end), blanks=blanks)
        else:
            merged.append(piece)
    return tuple(merged)


def words_of(pieces: Sequence[Piece]) -> str:
    """Return the words of pieces on one baseline."""
    return re.sub(r"\s+", " ", _row(list(pieces)).text).strip() if pieces else ""


def _gap(last: Piece | None, piece: Piece) -> str:
    if last is None:
        return ""
    gap = (piece.x - last.end) / (max(piece.size, last.size) or 1.0)
    if gap > _TAB:
        return "\t"
    if re.search(f"[{WIDE}]$", last.text) and re.match(f"[{WIDE}]", piece.text):
        return " " if gap > _WIDE_SPACE else ""
    return " " if gap > _SPACE or last.blanks[1] or piece.blanks[0] else ""


def without_line_numbers(pieces: list[Piece]) -> tuple[list[Piece], list[str]]:
    """Return the pieces of a page without the numbers of lines in its margin, and those numbers."""
    words = sorted(piece.x for piece in pieces if not piece.text.strip().isdigit())
    if len(words) < 2:
        return pieces, []
    left = words[len(words) // 20]
    right = max(piece.end for piece in pieces if not piece.text.strip().isdigit())
    for margin in (lambda p: p.end <= left + 1, lambda p: p.x >= right - 1):
        numbers = [piece for piece in pieces if piece.text.strip().isdigit() and margin(piece)]
        numbers.sort(key=lambda p: p.y)
        steps = [int(a.text) < int(b.text) for a, b in pairwise(numbers) if len(a.text) < 9 and len(b.text) < 9]
        if len(numbers) >= _FEWEST_NUMBERS and sum(steps) >= 0.8 * (len(numbers) - 1):
            gone = {id(piece) for piece in numbers}
            return [p for p in pieces if id(p) not in gone], [piece.text.strip() for piece in numbers]
    return pieces, []


def without_edges(pages: Sequence[Sequence[Row]]) -> tuple[list[list[Row]], list[Skipped]]:
    """Return the rows of each page without running headers, footers and page numbers, and a list of these.

    Parameters
    ----------
    pages : sequence of sequence of Row
        Rows from top to bottom.

    Returns
    -------
    pages : list of list of Row
    skipped : list of Skipped
        Each wording once, with the pages on which it stands.
    """
    kept = [list(page) for page in pages]
    usual = usual_distance(pages)
    found: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for top in (True, False):
        for _ in range(_EDGE):
            gone = _running(kept, top, usual)
            for number, row in gone.items():
                why = "a running header or page number" if top else "a running footer or page number"
                found.setdefault((_masked(row.text), why), []).append((number + 1, row.text))
                kept[number].remove(row)
            if not gone:
                break
    skipped = [
        Skipped(_pages_in_words([number for number, _ in where]), _flat(where[0][1])[:80], why)
        for (_, why), where in found.items()
    ]
    return kept, skipped


def usual_distance(pages: Sequence[Sequence[Row]]) -> float:
    """Return the distance of rows inside a paragraph, in points: the smallest of those that are frequent."""
    counts = Counter(round(b.y - a.y) for page in pages for a, b in pairwise(page) if b.y > a.y)
    return float(min((step for step, n in counts.items() if n >= _FREQUENT * counts.total()), default=0))


def _running(pages: list[list[Row]], top: bool, usual: float) -> dict[int, Row]:
    """Return, by page, the outermost row where it is a page number or stands alike on other pages."""
    edge = {n: page[0 if top else -1] for n, page in enumerate(pages) if page}
    alike: Counter[tuple[str, int]] = Counter()
    for row in edge.values():
        alike.update((_masked(row.text), round(row.y / _SAME_PLACE) + d) for d in (0, 1))
    gone = {}
    for n, row in edge.items():
        often = max(alike[_masked(row.text), round(row.y / _SAME_PLACE) + d] for d in (0, 1))
        inner = pages[n][1 if top else -2] if len(pages[n]) > 1 else None
        apart = inner is None or abs(inner.y - row.y) > _SET_OFF * usual
        number = bool(_PAGE_NUMBER.match(_flat(row.text)))
        if apart and ((number and len(pages[n]) > 1) or (often >= 2 and often >= 0.4 * len(pages))):
            gone[n] = row
    return gone


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _masked(text: str) -> str:
    return re.sub(r"\d+", "#", _flat(text))


def _pages_in_words(numbers: Sequence[int]) -> str:
    first, last = min(numbers), max(numbers)
    return f"page {first}" if first == last else f"pages {first}–{last}"
