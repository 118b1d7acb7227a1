"""The map as a picture: ``map.svg`` for slides and print, ``map.png`` for mails and documents; one layout for both.

Neither needs a font on the reader's machine, Chinese included.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from cjm_research.exports.base import check_quotes, write_file
from cjm_research.exports.board import build_board, few_people

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from cjm_research.exports.scene import Run, Scene, Shape
    from cjm_research.journeys.map import JourneyMap

_SCALE = 2
"""Pixels of the PNG per pixel of the layout; a map of six stages is about 3,200 wide."""
_PIXELS_PER_INCH = 96
_MOST_CARDS = 4
"""Of one family at one stage: a picture is read at a glance, and the others are counted in it."""


def lay_out(journey: JourneyMap, few: int, most_cards: int) -> Scene:
    """Return the picture of a journey.

    Parameters
    ----------
    journey : JourneyMap
    few : int
        An emotion point of fewer people is faint.
    most_cards : int
        Cards of one family at one stage; fewer if the study shows fewer.

    Raises
    ------
    ExportError
        If a quote is not exact.
    """
    from cjm_research.exports.glyphs import typeface
    from cjm_research.exports.layout import MapLayout

    check_quotes(journey)
    board = build_board(journey, few)
    return MapLayout(typeface(journey.language), min(most_cards, journey.cards_per_cell))(board)


@dataclass(frozen=True)
class SvgExporter:
    """``map.svg``: outlines, no font needed; every group leads to its card, segment and place."""

    name: ClassVar[str] = "svg"
    few_people: int = field(default_factory=few_people)
    most_cards: int = _MOST_CARDS

    def write(self, journey: JourneyMap, folder: Path) -> list[Path]:
        """Write ``map.svg`` into the folder."""
        from cjm_research.exports.svg import to_svg

        return [
            write_file(
                Path(folder) / "map.svg", to_svg(lay_out(journey, self.few_people, self.most_cards)).encode("utf-8")
            )
        ]


@dataclass(frozen=True)
class PngExporter:
    """``map.png``: the same picture in pixels, at twice the size of the layout."""

    name: ClassVar[str] = "png"
    few_people: int = field(default_factory=few_people)
    most_cards: int = _MOST_CARDS

    def write(self, journey: JourneyMap, folder: Path) -> list[Path]:
        """Write ``map.png`` into the folder."""
        return [write_file(Path(folder) / "map.png", to_png(lay_out(journey, self.few_people, self.most_cards)))]


def to_png(scene: Scene) -> bytes:
    """Return the picture as PNG, drawn by matplotlib from the same outlines as the SVG."""
    from cjm_research.plots.style import own_style

    out = io.BytesIO()
    with own_style():
        figure_of(scene, _PIXELS_PER_INCH * _SCALE).savefig(
            out, format="png", metadata={"Software": None, "Title": scene.title}
        )
    return out.getvalue()


def figure_of(scene: Scene, dpi: float) -> Figure:
    """Return the picture as a figure of matplotlib, one pixel of the layout a 96th of an inch."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(scene.width / _PIXELS_PER_INCH, scene.height / _PIXELS_PER_INCH), dpi=dpi)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, scene.width), ylim=(scene.height, 0))
    axes.set_axis_off()
    for item in scene.items:
        _draw(axes, item, scene)
    return figure


def _points(pixels: float) -> float:
    return pixels * 72 / _PIXELS_PER_INCH


# Shapes are added with `add_artist`: `add_patch` would measure every curve of every glyph to scale axes that are fixed.
def _draw(axes: Axes, shape: Shape, scene: Scene) -> None:
    from matplotlib.patches import Circle, Polygon, Rectangle

    from cjm_research.exports.scene import Area, Box, Dot, Group, Line, Run

    dashes = (0, (4, 3))
    match shape:
        case Group():
            for item in shape.items:
                _draw(axes, item, scene)
        case Box():
            style = {"facecolor": shape.fill or "none", "edgecolor": shape.edge or "none"}
            style |= {"linewidth": _points(shape.line), "linestyle": dashes if shape.dashed else "-"}
            axes.add_artist(Rectangle((shape.x, shape.y), shape.width, shape.height, **style))
        case Line():
            xs, ys = zip(*shape.points, strict=True)
            style = {"color": shape.colour, "linewidth": _points(shape.line), "alpha": shape.opacity}
            axes.plot(xs, ys, linestyle=dashes if shape.dashed else "-", solid_capstyle="butt", **style)
        case Area():
            axes.add_artist(Polygon(shape.points, facecolor=shape.fill, edgecolor="none", alpha=shape.opacity))
        case Dot():
            style = {"facecolor": shape.fill, "edgecolor": shape.edge, "alpha": shape.opacity}
            axes.add_artist(Circle((shape.x, shape.y), shape.radius, linewidth=_points(1), **style))
        case Run():
            _draw_run(axes, shape, scene)


def _draw_run(axes: Axes, run: Run, scene: Scene) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as Outline

    from cjm_research.exports.svg import BOLDER, SLANT

    codes, points, scale = [], [], run.size / 1000
    kinds = {"M": [Outline.MOVETO], "L": [Outline.LINETO], "C": [Outline.CURVE4] * 3, "Z": [Outline.CLOSEPOLY]}
    for x, glyph in scene.face.glyphs(run.text):
        for act, numbers in glyph.steps:
            codes += kinds[act]
            pairs = [(numbers[i], numbers[i + 1]) for i in range(0, len(numbers), 2)] or [(0, 0)]
            slant = SLANT if run.slanted else 0
            points += [(run.x + x * run.size + (a + slant * b) * scale, run.y - b * scale) for a, b in pairs]
    if points:
        width = _points(BOLDER * scale) if run.bold else 0
        edge = run.colour if run.bold else "none"
        axes.add_artist(PathPatch(Outline(points, codes), facecolor=run.colour, edgecolor=edge, linewidth=width))
