"""What is put on a slide: text boxes, cards and tables, all of them PowerPoint's own and measured beforehand.

Text without ground of its own takes the colours of the theme, so that it can be read on any template; on a card it is
dark on a light tint.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lxml import etree
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu, Pt

from cjm_research.exports import inks
from cjm_research.exports.deck.measure import plain

if TYPE_CHECKING:
    from pptx.table import _Cell
    from pptx.text.text import TextFrame

    from cjm_research.exports.deck.paper import Sheet

LANG = {"en": "en-GB", "zh": "zh-CN"}
"""Tags that proofing and the choice of fonts go by."""
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
PAD = 4.0
"""Points between the edge of a table's cell and its text, left and right."""
_EDGE = 4.0  # more of it where the cell has a coloured edge


@dataclass(frozen=True)
class Run:
    """A piece of text in one look; ``colour`` as "#rrggbb", else that of the text around."""

    text: str
    bold: bool = False
    italic: bool = False
    soft: bool = False
    colour: str = ""


@dataclass(frozen=True)
class Para:
    """A paragraph; sizes in points of the 960-point page."""

    runs: tuple[Run, ...]
    size: float
    before: float = 0.0
    align: str = "l"

    @property
    def text(self) -> str:
        """All its text."""
        return "".join(run.text for run in self.runs)

    @property
    def bold(self) -> bool:
        """Whether any of it is bold; then it is measured as bold."""
        return any(run.bold for run in self.runs)


def para(text: str, size: float, before: float = 0.0, align: str = "l", **look: bool | str) -> Para:
    """Return a paragraph in one look."""
    return Para((Run(text, **look),), size, before, align)


@dataclass(frozen=True)
class Box:
    """A place on the page, in points of the 960-point page."""

    left: float
    top: float
    width: float
    height: float

    def cut_left(self, width: float, gap: float = 0.0) -> tuple[Box, Box]:
        """Return a box of that width at the left, and the rest."""
        rest = replace(self, left=self.left + width + gap, width=self.width - width - gap)
        return replace(self, width=width), rest

    def cut_top(self, height: float, gap: float = 0.0) -> tuple[Box, Box]:
        """Return a box of that height at the top, and the rest."""
        rest = replace(self, top=self.top + height + gap, height=self.height - height - gap)
        return replace(self, height=height), rest


@dataclass(frozen=True)
class Cell:
    """A cell of a table; ``edge`` is the colour of its left edge."""

    paragraphs: tuple[Para, ...]
    edge: str = ""


def write(frame: TextFrame, paragraphs: Sequence[Para], sheet: Sheet, fixed: bool = False) -> None:
    """Fill a text frame; with ``fixed`` the text is near-black whatever the theme."""
    for index, each in enumerate(paragraphs):
        line = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
        properties = line._p.get_or_add_pPr()
        for name, value in (("algn", each.align), ("marL", "0"), ("indent", "0")):
            properties.set(name, value)
        leading = round(sheet.face.leading(each.size) * sheet.scale * 100)
        spacing = (("lnSpc", leading), ("spcBef", round(each.before * sheet.scale * 100)), ("spcAft", 0))
        for name, points in spacing:
            etree.SubElement(etree.SubElement(properties, qn(f"a:{name}")), qn("a:spcPts")).set("val", str(points))
        etree.SubElement(properties, qn("a:buNone"))
        if not each.text:
            # An empty line is as high as the type of its end; without it, as that of the master's text.
            end = etree.SubElement(line._p, qn("a:endParaRPr"))
            end.set("sz", str(round(each.size * sheet.scale * 100)))
            continue
        for piece in each.runs:
            _run(line, piece, each.size, sheet, fixed)


def _run(line, piece: Run, size: float, sheet: Sheet, fixed: bool) -> None:
    run = line.add_run()
    run.text = plain(piece.text).replace("\n", " ")
    look = run._r.get_or_add_rPr()
    look.set("lang", LANG[sheet.face.language])
    look.set("altLang", LANG["en" if sheet.face.language == "zh" else "zh"])
    look.set("sz", str(round(size * sheet.scale * 100)))
    look.set("b", str(int(piece.bold)))
    look.set("i", str(int(piece.italic)))
    colour = piece.colour or ((inks.SOFT if piece.soft else inks.INK) if fixed else "")
    if colour:
        look.append(_filled(colour))
    elif piece.soft:
        look.append(parse_xml(f"<a:solidFill {nsdecls('a')}>{_SOFT}</a:solidFill>"))


_SOFT = '<a:schemeClr val="tx1"><a:lumMod val="75000"/><a:lumOff val="25000"/></a:schemeClr>'
_RULE = '<a:schemeClr val="bg1"><a:lumMod val="85000"/></a:schemeClr>'


def _filled(colour: str):
    return parse_xml(f'<a:solidFill {nsdecls("a")}><a:srgbClr val="{colour.lstrip("#").upper()}"/></a:solidFill>')


def text_box(sheet: Sheet, box: Box, paragraphs: Sequence[Para], name: str, anchor: str = "t") -> None:
    """Put text on the slide without an edge."""
    shape = sheet.slide.shapes.add_textbox(*sheet.emus(box))
    shape.name = plain(name)[:60]
    _body(shape.text_frame, sheet, 0, anchor)
    write(shape.text_frame, paragraphs, sheet)


def card_box(
    sheet: Sheet, box: Box, paragraphs: Sequence[Para], name: str, lane: str, dashed: bool, pad: float
) -> None:
    """Put a card on the slide: light tint, an edge in the full hue of its family, dashed if nobody reviewed it."""
    shape = sheet.slide.shapes.add_textbox(*sheet.emus(box))
    shape.name = plain(name)[:60]
    shape.fill.solid()
    properties = shape._element.spPr
    properties.remove(properties.find(qn("a:solidFill")))
    properties.append(_filled(inks.TINT[lane]))
    dash = '<a:prstDash val="dash"/>' if dashed else '<a:prstDash val="solid"/>'
    edge = inks.EDGE[lane].lstrip("#").upper()
    properties.append(
        parse_xml(f'<a:ln {nsdecls("a")} w="{Pt(1)}"><a:solidFill><a:srgbClr val="{edge}"/></a:solidFill>{dash}</a:ln>')
    )
    _body(shape.text_frame, sheet, pad, "t")
    write(shape.text_frame, paragraphs, sheet, fixed=True)


def _body(frame: TextFrame, sheet: Sheet, pad: float, anchor: str) -> None:
    properties = frame._txBody.find(qn("a:bodyPr"))
    for child in list(properties):
        properties.remove(child)
    properties.set("wrap", "square")
    properties.set("anchor", anchor)
    for side in ("lIns", "tIns", "rIns", "bIns"):
        properties.set(side, str(sheet.emu(pad)))
    etree.SubElement(properties, qn("a:noAutofit"))


def row_height(cells: Sequence[Cell], widths: Sequence[float], sheet: Sheet, pad: float) -> float:
    """Return how high a row of a table is."""
    inner = [width - 2 * PAD - (_EDGE if cell.edge else 0) for cell, width in zip(cells, widths, strict=True)]
    return 2 * pad + max(sheet.face.height(cell.paragraphs, room) for cell, room in zip(cells, inner, strict=True))


def table(
    sheet: Sheet, place: Box, widths: Sequence[float], rows: Sequence[Sequence[Cell]], alt: str, pad: float = 3.0
) -> float:
    """Put a native table on the slide: its first row is a heading, quiet rules between rows.

    Parameters
    ----------
    sheet : Sheet
    place : Box
        Left, top and width are kept; the height is what the rows need.
    widths : sequence of float
        Of the columns, points.
    rows : sequence of sequence of Cell
    alt : str
        What a screen reader says.
    pad : float
        Points above and below the text of a cell.

    Returns
    -------
    float
        The height of the table, points.
    """
    heights = [row_height(row, widths, sheet, pad) for row in rows]
    whole = replace(place, width=sum(widths), height=sum(heights))
    frame = sheet.slide.shapes.add_table(len(rows), len(widths), *sheet.emus(whole))
    described(frame, alt)
    grid = frame.table
    grid._tbl.tblPr.find(qn("a:tableStyleId")).text = _NO_STYLE
    grid._tbl.tblPr.attrib.pop("bandRow", None)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Emu(sheet.emu(width))
    for index, (row, height) in enumerate(zip(rows, heights, strict=True)):
        grid.rows[index].height = Emu(sheet.emu(height))
        for at, cell in enumerate(row):
            _cell(grid.cell(index, at), cell, sheet, pad, head=index == 0)
    return sum(heights)


def _cell(target: _Cell, cell: Cell, sheet: Sheet, pad: float, head: bool) -> None:
    write(target.text_frame, cell.paragraphs, sheet)
    properties = target._tc.get_or_add_tcPr()
    sides = {"marL": PAD + (_EDGE if cell.edge else 0), "marR": PAD, "marT": pad, "marB": pad}
    for name, points in sides.items():
        properties.set(name, str(sheet.emu(points)))
    none = "<a:noFill/>"
    edge = f'<a:solidFill><a:srgbClr val="{cell.edge.lstrip("#").upper()}"/></a:solidFill>' if cell.edge else none
    under = f"<a:solidFill>{_SOFT if head else _RULE}</a:solidFill>"
    lines = {"lnL": (3, edge), "lnR": (0, none), "lnT": (0, none), "lnB": (1.25 if head else 0.75, under)}
    for name, (weight, fill) in lines.items():
        properties.append(parse_xml(f'<a:{name} {nsdecls("a")} w="{Pt(weight)}">{fill}</a:{name}>'))
    properties.append(parse_xml(f"<a:noFill {nsdecls('a')}/>"))


def described(frame, alt: str) -> None:
    """Give a chart or table the text that a screen reader says, and its name."""
    properties = frame._element.xpath(".//p:cNvPr")[0]
    properties.set("descr", plain(alt))
    properties.set("name", plain(alt)[:60])
