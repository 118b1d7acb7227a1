"""The shapes a picture is made of, in pixels from the top left: laid out once, then drawn as SVG or PNG.

A `Group` carries the id of what it shows, so that a shape in the file still leads to its card and its quote.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cjm_research.exports.glyphs import Typeface
from cjm_research.exports.linebreak import is_wide, wrap


@dataclass(frozen=True)
class Box:
    """A rectangle; ``edge`` "" draws no edge, ``fill`` "" no fill."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    edge: str = ""
    dashed: bool = False
    line: float = 1.0


@dataclass(frozen=True)
class Line:
    """A line through points."""

    points: tuple[tuple[float, float], ...]
    colour: str
    line: float = 1.0
    dashed: bool = False
    opacity: float = 1.0


@dataclass(frozen=True)
class Area:
    """A filled polygon."""

    points: tuple[tuple[float, float], ...]
    fill: str
    opacity: float = 1.0


@dataclass(frozen=True)
class Dot:
    """A circle."""

    x: float
    y: float
    radius: float
    fill: str
    edge: str
    opacity: float = 1.0


@dataclass(frozen=True)
class Run:
    """One line of text; ``x`` is its left end, ``y`` its baseline."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    bold: bool = False
    slanted: bool = False


@dataclass(frozen=True)
class Group:
    """Shapes that belong together.

    Attributes
    ----------
    title : str
        What a reader who cannot see it, or who points at it, is told.
    data : dict
        Written as ``data-…`` attributes: the way back to the evidence.
    """

    items: tuple[Shape, ...]
    title: str = ""
    data: dict[str, str] = field(default_factory=dict)


Shape = Box | Line | Area | Dot | Run | Group


@dataclass(frozen=True)
class Scene:
    """A whole picture."""

    width: float
    height: float
    title: str
    description: str
    items: tuple[Shape, ...]
    face: Typeface


@dataclass(frozen=True)
class Pen:
    """Sets text in one typeface: measures it, breaks it, makes runs of it."""

    face: Typeface

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """Return the width of a line in pixels."""
        return self.face.width(text) * size * (1.01 if bold else 1)

    def lines(self, text: str, width: float, size: float, max_lines: int | None = None) -> list[str]:
        """Break a text to a width, with every sign drawable."""
        return wrap(self.face.writable(text), width / size, self.face.width, max_lines)

    def leading(self, size: float) -> float:
        """Return the height of a line: 1.45, and 1.6 for Chinese."""
        return round(size * (1.6 if self.face.language == "zh" else 1.45))

    def block(
        self, lines: list[str], x: float, y: float, size: float, colour: str, **style: bool
    ) -> tuple[list[Run], float]:
        """Set lines from the top ``y`` down.

        Returns
        -------
        runs : list of Run
        bottom : float
        """
        step = self.leading(size)
        baseline = y + (step - size) / 2 + size * 0.86
        runs = [Run(x, baseline + index * step, line, size, colour, **style) for index, line in enumerate(lines)]
        return runs, y + step * len(lines)

    def at_right(self, text: str, right: float, baseline: float, size: float, colour: str) -> Run:
        """Set one line that ends at ``right``."""
        return Run(right - self.width(text, size), baseline, text, size, colour)

    def centred(self, text: str, middle: float, baseline: float, size: float, colour: str, bold: bool = False) -> Run:
        """Set one line around ``middle``."""
        return Run(middle - self.width(text, size, bold) / 2, baseline, text, size, colour, bold)


def slants(text: str) -> bool:
    """Return whether a quote is set in italics: Latin is, 汉字 have none and keep upright."""
    return not any(map(is_wide, text))
