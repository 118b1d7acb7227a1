"""The emotion curve as a line chart of PowerPoint's own, with its intervals.

An interval is drawn twice from the same numbers: as series of its own, low and high, and as error bars of the mean,
which the workbook behind the chart works out from them. So who edits a number there moves the curve and its bars.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

from cjm_research.exports import inks
from cjm_research.exports.deck.chartbook import rewrite
from cjm_research.exports.deck.charts import FAINT, axis_title, inner, marker, plain_chart, thin
from cjm_research.exports.deck.marks import Box
from cjm_research.exports.deck.measure import plain

if TYPE_CHECKING:
    from pptx.chart.chart import Chart
    from pptx.shapes.graphfrm import GraphicFrame

    from cjm_research.exports.board import Column, Emotion
    from cjm_research.exports.deck.paper import Sheet

_DIAMOND, _CIRCLE = 13, 9


def curve_chart(
    sheet: Sheet, box: Box, columns: Sequence[Column], names: Sequence[str], axis: str, left: float, ticks: bool
) -> GraphicFrame:
    """Put the emotion curve on the slide.

    Parameters
    ----------
    sheet : Sheet
    box : Box
    columns : sequence of Column
        A stage nobody was rated at leaves a gap.
    names : sequence of str
        Of the series mean, low, high and moment of truth, of the columns up, down and people, and of the stages.
    axis : str
        Title of the upright axis.
    left : float
        Points left of the plot; the stages share the width right of it.
    ticks : bool
        Whether the stages are named under the plot.

    Returns
    -------
    GraphicFrame
    """
    frame = sheet.slide.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *sheet.emus(box), _data(columns, names))
    chart, points = plain_chart(frame.chart, sheet), [column.emotion for column in columns]
    _axes(chart, sheet, axis, ticks)
    inner(chart, left / box.width, 0.03, 1 - left / box.width, 0.82 if ticks else 0.92)
    mean, low, high, *moment = chart.plots[0].series
    _mean(mean, points)
    for side in (low, high):
        thin(side.format.line, FAINT, 1.0)
        side.marker.style, side.smooth = XL_MARKER_STYLE.NONE, False
    for series in moment:
        series.format.line.fill.background()
        marker(series.marker, XL_MARKER_STYLE.DIAMOND, _DIAMOND, inks.INK)
    rewrite(chart, _beside(points, names))
    return frame


def _data(columns: Sequence[Column], names: Sequence[str]) -> CategoryChartData:
    points = [column.emotion for column in columns]
    data = CategoryChartData(number_format="0.0")
    data.categories = [plain(column.name) for column in columns]
    data.add_series(names[0], [point.mean for point in points])
    data.add_series(names[1], [point.low for point in points])
    data.add_series(names[2], [point.high for point in points])
    if any(column.moment for column in columns):
        data.add_series(names[3], [column.emotion.mean if column.moment else None for column in columns])
    return data


def _mean(series, points: Sequence[Emotion]) -> None:
    thin(series.format.line, inks.SOFT, 1.75)
    series.smooth = False
    marker(series.marker, XL_MARKER_STYLE.CIRCLE, _CIRCLE, inks.SOFT)
    for index, point in enumerate(points):
        if point.mean is not None:
            colour = FAINT if point.faint else inks.emotion_colour(point.mean)
            marker(series.points[index].marker, XL_MARKER_STYLE.CIRCLE, _CIRCLE, colour)
    _bars(series, points)


def _bars(series, points: Sequence[Emotion]) -> None:
    """Add error bars from low to high; python-pptx knows none, so they are written as the format has them."""
    up = [None if point.high is None else point.high - point.mean for point in points]
    down = [None if point.low is None else point.mean - point.low for point in points]
    bars = (
        f'<c:errBars {nsdecls("c", "a")}><c:errDir val="y"/><c:errBarType val="both"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="0"/><c:plus>{_numbers("F", up)}</c:plus><c:minus>{_numbers("G", down)}</c:minus>'
        f'<c:spPr><a:ln w="19050"><a:solidFill><a:srgbClr val="{inks.SOFT[1:].upper()}"/></a:solidFill></a:ln></c:spPr>'
        "</c:errBars>"
    )
    series._element.find(qn("c:cat")).addprevious(parse_xml(bars))


def _numbers(letter: str, values: Sequence[float | None]) -> str:
    points = "".join(
        f'<c:pt idx="{index}"><c:v>{value!r}</c:v></c:pt>' for index, value in enumerate(values) if value is not None
    )
    place = f"Sheet1!${letter}$2:${letter}${len(values) + 1}"
    return (
        f"<c:numRef><c:f>{place}</c:f><c:numCache><c:formatCode>0.0</c:formatCode>"
        f'<c:ptCount val="{len(values)}"/>{points}</c:numCache></c:numRef>'
    )


def _beside(points: Sequence[Emotion], names: Sequence[str]) -> dict[str, str | float | tuple[str, float]]:
    """Return what the workbook holds beside the series: the bars as formulas of low and high, and how many people."""
    cells: dict[str, str | float | tuple[str, float]] = {"A1": names[7], "F1": names[4], "G1": names[5], "H1": names[6]}
    for row, point in enumerate(points, start=2):
        cells[f"H{row}"] = point.n
        if point.low is not None:
            cells[f"F{row}"] = (f"=D{row}-B{row}", point.high - point.mean)
            cells[f"G{row}"] = (f"=B{row}-C{row}", point.mean - point.low)
    return cells


def _axes(chart: Chart, sheet: Sheet, title: str, ticks: bool) -> None:
    upright, across = chart.value_axis, chart.category_axis
    upright.minimum_scale, upright.maximum_scale, upright.major_unit = 1, 5, 1
    upright.tick_labels.number_format, upright.tick_labels.number_format_is_linked = "0", False
    upright.has_major_gridlines = True
    thin(upright.major_gridlines.format.line, inks.RULE, 0.5)
    upright.format.line.fill.background()
    axis_title(upright, title, sheet)
    across.has_major_gridlines = False
    across.major_tick_mark = XL_TICK_MARK.NONE
    across.tick_label_position = XL_TICK_LABEL_POSITION.LOW if ticks else XL_TICK_LABEL_POSITION.NONE
    thin(across.format.line, inks.SOFT, 0.75)
