"""Cards on two axes as a scatter chart of PowerPoint's own, with a border in each direction and four named fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pptx.chart.data import XyChartData
from pptx.enum.chart import (
    XL_AXIS_CROSSES,
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.util import Pt

from cjm_research.exports import inks
from cjm_research.exports.deck.chartbook import rewrite
from cjm_research.exports.deck.charts import FAINT, axis_title, inner, marker, plain_chart, rgb, thin
from cjm_research.exports.deck.marks import LANG, Box
from cjm_research.exports.deck.measure import plain

if TYPE_CHECKING:
    from pptx.shapes.graphfrm import GraphicFrame

    from cjm_research.exports.deck.paper import Sheet


@dataclass(frozen=True)
class Axis:
    """An axis of a scatter chart: its title, its ends, where the border stands."""

    title: str
    low: float
    high: float
    border: float
    step: float
    number: str


@dataclass(frozen=True)
class Dot:
    """A card on a scatter chart; of cards hardly apart one bears the numbers of all."""

    x: float
    y: float
    label: str
    name: str
    numbered: bool


@dataclass(frozen=True)
class Names:
    """What is written on a scatter chart: its series, and the fields left and right below, left and right above."""

    numbered: str
    others: str
    border: str
    fields: str
    corners: tuple[str, str, str, str]


def scatter_chart(
    sheet: Sheet, box: Box, dots: Sequence[Dot], across: Axis, up: Axis, names: Names, colour: str
) -> GraphicFrame:
    """Put cards on two axes; those with a number are drawn in the full colour, as "#rrggbb".

    Returns
    -------
    GraphicFrame
        Series others (where there are any), numbered, two of the border, one that bears the names of the fields.
    """
    numbered, others = [dot for dot in dots if dot.numbered], [dot for dot in dots if not dot.numbered]
    data = _data(numbered, others, across, up, names)
    frame = sheet.slide.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, *sheet.emus(box), data)
    chart = plain_chart(frame.chart, sheet)
    for axis, wanted in ((chart.category_axis, across), (chart.value_axis, up)):
        _number_axis(axis, wanted, sheet)
    inner(chart, 0.09, 0.02, 0.89, 0.85)
    *rest, first, upright, level, corners = chart.plots[0].series
    _dots(first, colour, 9)
    for series in rest:
        _dots(series, FAINT, 6)
    for border in (upright, level):
        thin(border.format.line, inks.SOFT, 0.75)
        border.marker.style = XL_MARKER_STYLE.NONE
    corners.format.line.fill.background()
    corners.marker.style = XL_MARKER_STYLE.NONE
    _labels(first, [dot.label for dot in numbered], XL_LABEL_POSITION.RIGHT, sheet, bold=True)
    _labels(corners, names.corners, XL_LABEL_POSITION.RIGHT, sheet, beyond=XL_LABEL_POSITION.LEFT)
    below = len(others) + 2 if others else 0  # a blank row and a heading lie between two series
    titles = {f"C{row}": dot.name for row, dot in enumerate(others, start=2)}
    rewrite(chart, titles | {f"C{row}": dot.name for row, dot in enumerate(numbered, start=2 + below)})
    return frame


def _data(numbered: Sequence[Dot], others: Sequence[Dot], across: Axis, up: Axis, names: Names) -> XyChartData:
    data = XyChartData(number_format="0.00")
    if others:
        _add(data, names.others, [(dot.x, dot.y) for dot in others])
    _add(data, names.numbered, [(dot.x, dot.y) for dot in numbered])
    _add(data, names.border, [(across.border, up.low), (across.border, up.high)])
    _add(data, names.border, [(across.low, up.border), (across.high, up.border)])
    _add(data, names.fields, _corners(across, up))
    return data


def _add(data: XyChartData, name: str, points: Sequence[tuple[float, float]]) -> None:
    series = data.add_series(name)
    for x, y in points:
        series.add_data_point(x, y)


def _corners(across: Axis, up: Axis) -> list[tuple[float, float]]:
    def at(axis: Axis, share: float) -> float:
        return axis.low + share * (axis.high - axis.low)

    return [(at(across, x), at(up, y)) for y in (0.035, 0.965) for x in (0.005, 0.995)]


def _dots(series, colour: str, size: int) -> None:
    series.format.line.fill.background()
    marker(series.marker, XL_MARKER_STYLE.CIRCLE, size, colour)


def _labels(series, texts: Sequence[str], place, sheet: Sheet, bold: bool = False, beyond=None) -> None:
    """Label points by texts; with ``beyond`` every second label stands there."""
    for index, text in enumerate(texts):
        if not text:
            continue
        label = series.points[index].data_label
        label.text_frame.text = plain(text)
        label.position = beyond if beyond is not None and index % 2 else place
        run = label.text_frame.paragraphs[0].runs[0]
        run.font.size, run.font.bold = Pt(10 * sheet.scale), bold
        run.font.color.rgb = rgb(inks.INK if bold else inks.SOFT)
        run._r.get_or_add_rPr().set("lang", LANG[sheet.face.language])


def _number_axis(axis, wanted: Axis, sheet: Sheet) -> None:
    axis.minimum_scale, axis.maximum_scale, axis.major_unit = wanted.low, wanted.high, wanted.step
    axis.has_major_gridlines = False
    axis.major_tick_mark = XL_TICK_MARK.OUTSIDE
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = wanted.number, False
    axis.crosses = XL_AXIS_CROSSES.MINIMUM
    thin(axis.format.line, inks.SOFT, 0.75)
    axis_title(axis, wanted.title, sheet)
