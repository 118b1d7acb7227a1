"""The emotion lane of the picture: one curve across all stages, each point above the numbers it stands for."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from cjm_research.exports import inks
from cjm_research.exports.board import Board, Column, Emotion
from cjm_research.exports.scene import Area, Dot, Group, Line, Pen, Shape

_HEIGHT = 112
_SMALL = 11
_FAINT = 0.4
_Height = Callable[[float], float]
_EXTREMES = {"trough": "▼ ", "peak": "▲ "}


def lay_curve(
    pen: Pen, board: Board, lefts: list[float], width: float, y: float
) -> tuple[list[Shape], list[Shape], float]:
    """Lay out the curve, its scale and the numbers under it.

    Parameters
    ----------
    pen : Pen
    board : Board
    lefts : list of float
        Left edge of each stage's column, pixels.
    width : float
        Width of a column.
    y : float
        Top of the lane.

    Returns
    -------
    shapes : list of Shape
    labels : list of Shape
        The words of the scale, which stand left of the first column.
    bottom : float
    """
    middles = [left + width / 2 for left in lefts]
    right = lefts[-1] + width

    def height(value: float) -> float:
        return y + 8 + (5 - value) / 4 * (_HEIGHT - 16)

    shapes: list[Shape] = [
        Line(((lefts[0], height(level)), (right, height(level))), inks.RULE, dashed=level != 3) for level in (1, 3, 5)
    ]
    points = [column.emotion for column in board.columns]
    shapes += _between(points, middles, height)
    bottom = y + _HEIGHT
    for column, middle, left in zip(board.columns, middles, lefts, strict=True):
        runs, end = _numbers(pen, board, column.emotion, left, middle, width, y + _HEIGHT)
        shapes += [_point(board, column, middle, height), *runs]
        bottom = max(bottom, end)
    return shapes, _scale(pen, board, lefts[0] - 8, height), bottom


def _scale(pen: Pen, board: Board, right: float, height: _Height) -> list[Shape]:
    return [
        pen.at_right(board.word(f"emotion_{level}"), right, height(level) + 4, _SMALL, inks.SOFT) for level in (1, 3, 5)
    ]


def _between(points: list[Emotion], middles: list[float], height: _Height) -> list[Shape]:
    """Join neighbouring stages that both have a point; a stage without one leaves a gap."""
    shapes: list[Shape] = []
    for (left, a), (right, b) in pairwise(zip(middles, points, strict=True)):
        if a.mean is None or b.mean is None:
            continue
        opacity = _FAINT if a.faint or b.faint else 1.0
        if a.low is not None and b.low is not None:
            band = ((left, height(a.high)), (right, height(b.high)), (right, height(b.low)), (left, height(a.low)))
            shapes.append(Area(band, inks.BAND, opacity))
        line = ((left, height(a.mean)), (right, height(b.mean)))
        shapes.append(Line(line, inks.SOFT, 1.5, opacity=opacity))
    return shapes


def _point(board: Board, column: Column, middle: float, height: _Height) -> Group:
    point = column.emotion
    data = {"stage": column.stage_id, "n": str(point.n)}
    if point.mean is None:
        return Group((), f"{column.name}: {board.word('no_emotion')}", data)
    opacity, colour = _FAINT if point.faint else 1.0, inks.emotion_colour(point.mean)
    marks: tuple[Shape, ...] = (Dot(middle, height(point.mean), 5, colour, inks.PAPER, opacity),)
    if point.low is not None:
        bar = ((middle, height(point.high)), (middle, height(point.low)))
        marks = (Line(bar, colour, 2, opacity=opacity), *marks)
    return Group(marks, f"{column.name}: {numbers_of(board, point)}", data | {"mean": repr(point.mean)})


def numbers_of(board: Board, point: Emotion) -> str:
    """Return mean, interval and n of a point in words."""
    if point.mean is None:
        return board.word("no_emotion")
    n = board.word("n", n=point.n)
    if point.low is None:
        return f"{point.mean:.1f}，{n}" if board.language == "zh" else f"{point.mean:.1f} · {n}"
    interval = board.word("interval", low=f"{point.low:.1f}", high=f"{point.high:.1f}")
    return f"{point.mean:.1f}（{interval}），{n}" if board.language == "zh" else f"{point.mean:.1f} ({interval}) · {n}"


def _numbers(
    pen: Pen, board: Board, point: Emotion, left: float, middle: float, width: float, y: float
) -> tuple[list[Shape], float]:
    step = pen.leading(_SMALL)
    shapes: list[Shape] = [pen.centred(numbers_of(board, point), middle, y + step, _SMALL, inks.SOFT)]
    if not point.label:
        return shapes, y + step + 4
    sentence = _EXTREMES[point.extreme] + board.word(point.label, cause=point.cause)
    lines = pen.lines(sentence, width - 16, _SMALL, 2)
    shapes += [
        pen.centred(line, left + width / 2, y + step * (2 + index) + 2, _SMALL, inks.INK)
        for index, line in enumerate(lines)
    ]
    return shapes, y + step * (1 + len(lines)) + 6
