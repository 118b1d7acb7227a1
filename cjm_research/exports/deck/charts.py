"""What every chart of the deck has in common: no legend, no title of its own, a plot that stands where it is put."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pptx.dml.color import RGBColor
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from cjm_research.exports import inks
from cjm_research.exports.deck.marks import LANG

if TYPE_CHECKING:
    from pptx.chart.chart import Chart

    from cjm_research.exports.deck.paper import Sheet

FAINT = "#c4c9cf"
"""Of what stands back: points of few people, cards without a number."""


def plain_chart(chart: Chart, sheet: Sheet) -> Chart:
    """Take legend and title off a chart and set its type."""
    chart.has_legend = False
    chart.has_title = False
    chart.font.size = Pt(10 * sheet.scale)
    chart.font._element.set("lang", LANG[sheet.face.language])
    for end in chart._chartSpace.iter(qn("a:endParaRPr")):
        end.set("lang", LANG[sheet.face.language])
    return chart


def inner(chart: Chart, x: float, y: float, width: float, height: float) -> None:
    """Fix where the plot stands in its chart, so that what is written beside it stays in line."""
    area = chart._chartSpace.find(f".//{qn('c:plotArea')}")
    old = area.find(qn("c:layout"))
    if old is not None:
        area.remove(old)
    sides = "".join(f'<c:{name} val="{value:.4f}"/>' for name, value in zip("xywh", (x, y, width, height), strict=True))
    area.insert(
        0,
        parse_xml(
            f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/>'
            f'<c:yMode val="edge"/>{sides}</c:manualLayout></c:layout>'
        ),
    )


def axis_title(axis, title: str, sheet: Sheet) -> None:
    """Write the title of an axis."""
    axis.has_title = True
    axis.axis_title.text_frame.text = title
    run = axis.axis_title.text_frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold = Pt(10 * sheet.scale), False
    run._r.get_or_add_rPr().set("lang", LANG[sheet.face.language])


def marker(spot, style, size: int, colour: str) -> None:
    """Give a marker its form, its size and its colour."""
    spot.style, spot.size = style, size
    spot.format.fill.solid()
    spot.format.fill.fore_color.rgb = rgb(colour)
    spot.format.line.color.rgb = rgb(inks.PAPER)


def rgb(colour: str) -> RGBColor:
    """Return a colour "#rrggbb" as python-pptx takes it."""
    return RGBColor.from_string(colour.lstrip("#").upper())


def thin(line, colour: str, points: float) -> None:
    """Give a line its colour and its width in points."""
    line.color.rgb = rgb(colour)
    line.width = Pt(points)
