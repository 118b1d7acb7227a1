"""The deck's own ground where the user brings no template: 16:9, white, three layouts, Okabe and Ito's accents.

Fonts are named in the theme alone, Calibri and for 汉字 Microsoft YaHei, so that one change there changes every slide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import XmlPart
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu, Pt

from cjm_research.exports import inks

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck
    from pptx.shapes.base import BaseShape

WIDTH, HEIGHT = 960, 540
"""Points; all slides are laid out on a page of this width and scaled to the one at hand."""
EAST_ASIAN = "Microsoft YaHei"
_LATIN = "Calibri"
_KEPT = ("title", "obj", "titleOnly")
_COLOURS = {
    "dk1": inks.INK,
    "lt1": inks.PAPER,
    "dk2": inks.SOFT,
    "lt2": inks.FAINT,
    "accent1": inks.EDGE["goal"],
    "accent2": inks.EDGE["motivation"],
    "accent3": inks.EDGE["pain_point"],
    "accent4": inks.EDGE["opportunity"],
    "accent5": "#56b4e9",
    "accent6": "#767676",
    "hlink": inks.EDGE["goal"],
    "folHlink": "#767676",
}
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def own_ground() -> Deck:
    """Return an empty deck with the layouts title slide, title and content, title only."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Emu(Pt(WIDTH)), Emu(Pt(HEIGHT))
    size = deck.part._element.find(qn("p:sldSz"))
    size.attrib.pop("type", None)
    master = deck.slide_master
    for layout in list(deck.slide_layouts):
        if layout._element.get("type") not in _KEPT:
            deck.slide_layouts.remove(layout)
    for holder in (master, *deck.slide_layouts):
        _place(holder)
    _type_master(master)
    for relation, kind in ((rid, rel.reltype) for rid, rel in list(deck.part.rels.items())):
        if kind.endswith("/printerSettings"):
            deck.part.drop_rel(relation)
    dress(master, colours=True)
    return deck


def dress(master, colours: bool = False) -> None:
    """Name a font for 汉字 in the theme of a master where it names none; with ``colours`` also our own colours."""
    part = master.part.part_related_by(RT.THEME)
    theme = part._element if isinstance(part, XmlPart) else etree.fromstring(part.blob)
    for font in theme.iter(f"{_A}majorFont", f"{_A}minorFont"):
        east = font.find(f"{_A}ea")
        if not east.get("typeface"):
            east.set("typeface", EAST_ASIAN)
        for script in font.findall(f"{_A}font"):
            if colours and script.get("script") == "Hans":
                script.set("typeface", EAST_ASIAN)
        if colours:
            font.find(f"{_A}latin").set("typeface", _LATIN)
    if colours:
        scheme = theme.find(f".//{_A}clrScheme")
        for name, colour in _COLOURS.items():
            slot = scheme.find(f"{_A}{name}")
            slot.clear()
            etree.SubElement(slot, f"{_A}srgbClr", val=colour.lstrip("#").upper())
    if not isinstance(part, XmlPart):
        part.blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)


def _place(holder) -> None:
    """Put the placeholders of a master or layout where a wide page wants them; rules stand under titles."""
    is_title = holder._element.get("type") == "title"
    boxes = {
        "title": (36, 22, 888, 52),
        "ctrTitle": (72, 132, 816, 110),
        "subTitle": (72, 268, 816, 190),
        "body": (36, 92, 888, 404),
        "obj": (36, 92, 888, 404),
        "ftr": (36, 508, 760, 20),
        "sldNum": (844, 508, 80, 20),
    }
    for shape in list(holder.placeholders):
        kind = shape._element.find(f".//{qn('p:ph')}").get("type", "obj")
        if kind == "dt":
            shape._element.getparent().remove(shape._element)
        elif kind in boxes:
            _at(shape, boxes[kind])
    if holder._element.tag == qn("p:sldLayout"):
        holder.shapes._spTree.append(_rule(72, 256, 96, 2.25, "accent1") if is_title else _rule(36, 80, 888, 0.75, ""))


def _at(shape: BaseShape, box: tuple[float, float, float, float]) -> None:
    shape.left, shape.top, shape.width, shape.height = (Emu(Pt(side)) for side in box)


def _rule(left: float, top: float, width: float, weight: float, accent: str):
    colour = (
        f'<a:schemeClr val="{accent}"/>' if accent else '<a:schemeClr val="bg1"><a:lumMod val="85000"/></a:schemeClr>'
    )
    return parse_xml(
        f'<p:cxnSp {nsdecls("p", "a")}><p:nvCxnSpPr><p:cNvPr id="90" name="Rule"/><p:cNvCxnSpPr/>'
        f'<p:nvPr userDrawn="1"/></p:nvCxnSpPr><p:spPr><a:xfrm>'
        f'<a:off x="{Pt(left)}" y="{Pt(top)}"/><a:ext cx="{Pt(width)}" cy="0"/></a:xfrm>'
        f'<a:prstGeom prst="line"><a:avLst/></a:prstGeom><a:ln w="{Pt(weight)}"><a:solidFill>{colour}</a:solidFill>'
        "</a:ln></p:spPr></p:cxnSp>"
    )


def _type_master(master) -> None:
    """Set sizes: titles 24 and bold at the left, text 14 without bullets, footers 9."""
    styles = master._element.find(qn("p:txStyles"))
    title = styles.find(f"{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    title.set("algn", "l")
    _sized(title, 2400, bold=True)
    for level in styles.find(qn("p:bodyStyle")):
        level.set("marL", "0")
        level.set("indent", "0")
        for bullet in [child for child in level if child.tag in (qn("a:buFont"), qn("a:buChar"))]:
            level.remove(bullet)
        level.find(qn("a:defRPr")).addprevious(level.makeelement(qn("a:buNone"), {}))
        _sized(level, 1400)
    for shape in master.placeholders:
        kind = shape._element.find(f".//{qn('p:ph')}").get("type")
        if kind in ("ftr", "sldNum"):
            level = shape._element.find(f".//{qn('a:lvl1pPr')}")
            level.set("algn", "l" if kind == "ftr" else "r")
            _sized(level, 900)
            _insets(shape)
        elif kind == "title":
            shape._element.find(f".//{qn('a:bodyPr')}").set("anchor", "b")
            _insets(shape)
        elif kind == "body":
            _insets(shape)
    for layout in master.slide_layouts:
        if layout._element.get("type") == "title":
            _type_front(layout)


def _type_front(layout) -> None:
    for shape in layout.placeholders:
        kind = shape._element.find(f".//{qn('p:ph')}").get("type")
        if kind not in ("ctrTitle", "subTitle"):
            continue
        body = shape._element.find(qn("p:txBody"))
        styles = body.find(qn("a:lstStyle"))
        size, weight = (3600, ' b="1"') if kind == "ctrTitle" else (1600, "")
        for old in list(styles):
            styles.remove(old)
        styles.append(
            parse_xml(
                f'<a:lvl1pPr {nsdecls("a")} marL="0" indent="0" algn="l"><a:buNone/>'
                f'<a:defRPr sz="{size}"{weight}/></a:lvl1pPr>'
            )
        )
        body.find(qn("a:bodyPr")).set("anchor", "b" if kind == "ctrTitle" else "t")
        _insets(shape)


def _sized(level, size: int, bold: bool = False) -> None:
    face = level.find(qn("a:defRPr"))
    face.set("sz", str(size))
    if bold:
        face.set("b", "1")


def _insets(shape: BaseShape) -> None:
    properties = shape._element.find(f".//{qn('a:bodyPr')}")
    for side in ("lIns", "rIns"):
        properties.set(side, "0")
    for fit in properties.findall(qn("a:normAutofit")):
        properties.remove(fit)
