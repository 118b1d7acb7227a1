"""Where the emotion curve of the map lies: everything in per cent of its lane, so that a style sheet can draw it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from cjm_research.exports import inks
from cjm_research.exports.board import Board, Emotion
from cjm_research.exports.curve_layout import numbers_of

_EDGE = 6
"""Per cent of the lane left free above 5 and below 1, so that a point at the end of the scale is whole."""

_OVERLAP = 0.5
"""Per cent of a column by which the halves of the curve reach over its edge, so that no seam shows between them."""


@dataclass(frozen=True)
class Piece:
    """Half a stage's width of the curve: corners of the band, ends of the line, in per cent from the top left."""

    band: str
    line: str
    faint: bool


@dataclass(frozen=True)
class Mark:
    """How the point of one stage is drawn."""

    style: str
    numbers: str
    pieces: tuple[Piece, ...]


def marks(board: Board) -> list[Mark]:
    """Return how the point of each stage is drawn, with its half of the lines to its neighbours."""
    points = [column.emotion for column in board.columns]
    halves: list[list[Piece]] = [[] for _ in points]
    for (at, a), (_, b) in pairwise(enumerate(points)):
        if a.mean is not None and b.mean is not None:
            middle = tuple((x + y) / 2 for x, y in zip(_levels(a), _levels(b), strict=True))
            halves[at].append(_piece(50, _levels(a), 100 + _OVERLAP, middle, a.faint or b.faint))
            halves[at + 1].append(_piece(-_OVERLAP, middle, 50, _levels(b), a.faint or b.faint))
    return [
        Mark(_style(point), numbers_of(board, point), tuple(pieces))
        for point, pieces in zip(points, halves, strict=True)
    ]


def _height(value: float) -> float:
    """Return where an emotion stands in its lane: per cent from the bottom."""
    return _EDGE + (value - 1) / 4 * (100 - 2 * _EDGE)


def _levels(point: Emotion) -> tuple[float, float, float]:
    """Return low, mean and high as heights; a point without an interval has none to show, so all are its mean."""
    low, high = (point.mean, point.mean) if point.low is None else (point.low, point.high)
    return _height(low), _height(point.mean), _height(high)


def _piece(left: float, a: tuple[float, ...], right: float, b: tuple[float, ...], faint: bool) -> Piece:
    corners = ((left, a[2]), (right, b[2]), (right, b[0]), (left, a[0]))
    ends = ((left, a[1]), (right, b[1]))
    band, line = (" ".join(f"{x},{100 - y:.2f}" for x, y in points) for points in (corners, ends))
    return Piece(band, line, faint)


def _style(point: Emotion) -> str:
    if point.mean is None:
        return ""
    low, mean, high = _levels(point)
    return f"--c:{inks.emotion_colour(point.mean)};--m:{mean:.2f};--l:{low:.2f};--h:{high:.2f}"
