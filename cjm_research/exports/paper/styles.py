"""How the Word report looks: its styles, fonts for both scripts, page and language, all as real styles of the file."""

from __future__ import annotations

from typing import Any

from cjm_research.exports import inks

LATIN, HAN, FIXED = "Calibri", "Microsoft YaHei", "Consolas"
"""Fonts that Word brings along; other programs take their own nearest."""

TABLE = "Report Table"
_LANGUAGES = {"en": "en-GB", "zh": "zh-CN"}
_HEADINGS = {1: (17, 20, 8), 2: (13.5, 16, 5), 3: (11.5, 12, 3), 4: (10.5, 10, 1)}
_MARGINS = {"top": 2.2, "bottom": 2.0, "left": 2.2, "right": 2.2}
_ACROSS = {"top": 1.4, "bottom": 1.4, "left": 1.6, "right": 1.6}
_LINE = {"en": 1.18, "zh": 1.3}
_STYLES: dict[str, tuple[str, float, dict[str, Any]]] = {
    "Report Lead": ("Normal", 11, {"before": 6, "after": 2, "keep": True}),
    "Report Note": ("Normal", 8.5, {"before": 2, "after": 6, "colour": inks.SOFT}),
    "Report Facts": ("Normal", 8.5, {"before": 0, "after": 3, "colour": inks.SOFT, "keep": True}),
    "Report Warning": ("Normal", 10, {"before": 6, "after": 8, "bar": inks.EDGE["pain_point"]}),
    "Report Source": ("Normal", 8, {"before": 0, "after": 6, "colour": inks.SOFT, "left": 0.6}),
    "Report Gap": ("Normal", 4, {"before": 0, "after": 4}),
    "Report Cell": ("Normal", 9, {"before": 1, "after": 1, "line": 1.05}),
    "Report Small Cell": ("Normal", 8, {"before": 0.5, "after": 0.5, "line": 1.05}),
}


def dress(document: Any, language: str) -> None:
    """Give a new document its styles, page and language."""
    _defaults(document, language)
    _page(document.sections[0])
    normal = document.styles["Normal"]
    _font(normal, 10)
    _space(normal, 0, 5, _LINE[language])
    for level, (size, before, after) in _HEADINGS.items():
        style = document.styles[f"Heading {level}"]
        _font(style, size, inks.INK, bold=True)
        style.font.italic = False
        _space(style, before, after, 1.15)
        style.paragraph_format.keep_with_next = True
    _title(document)
    for name, (base, size, how) in _STYLES.items():
        _paragraph_style(document, name, base, size, how)
    _known(document, language)
    _table_style(document)


def _title(document: Any) -> None:
    from docx.oxml.ns import qn

    style = document.styles["Title"]
    _font(style, 26, inks.INK, bold=True)
    _space(style, 0, 4, 1.1)
    borders = style.element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        style.element.pPr.remove(borders)
    subtitle = document.styles["Subtitle"]
    _font(subtitle, 11, inks.SOFT)
    subtitle.font.italic = False
    for wide in subtitle.element.rPr.findall(qn("w:spacing")):
        subtitle.element.rPr.remove(wide)
    _space(subtitle, 0, 12, 1.2)


def _known(document: Any, language: str) -> None:
    """Dress the styles that Word knows: quotes, captions, lists, the list of contents."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm

    quote = document.styles["Quote"]
    _font(quote, 10, inks.INK)
    quote.font.italic = language == "en"  # 汉字 are not set slanting
    _space(quote, 3, 0, _LINE[language])
    quote.paragraph_format.left_indent = Cm(0.6)
    quote.paragraph_format.keep_with_next = True
    caption = document.styles["Caption"]
    _font(caption, 8.5, inks.SOFT, bold=True)
    _space(caption, 8, 3, 1.1)
    bullets = document.styles["List Bullet"]
    _space(bullets, 0, 3, _LINE[language])
    for level in (1, 2):
        name = f"toc {level}"  # as Word itself writes it
        known = [style.name for style in document.styles]
        style = (
            document.styles[name] if name in known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, True)
        )
        style.base_style = document.styles["Normal"]
        style.hidden, style.quick_style = False, False
        _font(style, 10, bold=level == 1)
        _space(style, 4 if level == 1 else 0, 1, 1.1)
        style.paragraph_format.left_indent = Cm(0.6 * (level - 1))
        style.paragraph_format.tab_stops.add_tab_stop(Cm(16.6), 2)  # to the right


def _paragraph_style(document: Any, name: str, base: str, size: float, how: dict[str, Any]) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm

    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles[base]
    _font(style, size, how.get("colour", inks.INK))
    _space(style, how["before"], how["after"], how.get("line"))
    style.paragraph_format.keep_with_next = how.get("keep", False)
    if how.get("left"):
        style.paragraph_format.left_indent = Cm(how["left"])
    if how.get("bar"):
        _bar(style, how["bar"])


def _bar(style: Any, colour: str) -> None:
    from docx.oxml.ns import nsdecls
    from docx.oxml.parser import parse_xml

    bar = f'<w:left w:val="single" w:sz="24" w:space="8" w:color="{colour.lstrip("#")}"/>'
    borders = parse_xml(f"<w:pBdr {nsdecls('w')}>{bar}</w:pBdr>")
    style.element.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
    )


def _font(style: Any, size: float, colour: str = "", bold: bool | None = None) -> None:
    """Set the font of a style for Latin and for Chinese, without the themes that would go before it."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    font = style.font
    font.name, font.size, font.bold = LATIN, Pt(size), bold
    if colour:
        font.color.rgb = RGBColor.from_string(colour.lstrip("#").upper())
    fonts = style.element.rPr.rFonts
    for name in [name for name in fonts.attrib if "Theme" in name]:
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{name}"), LATIN)
    fonts.set(qn("w:eastAsia"), HAN)


def _space(style: Any, before: float, after: float, line: float | None) -> None:
    from docx.shared import Pt

    held = style.paragraph_format
    held.space_before, held.space_after = Pt(before), Pt(after)
    if line:
        held.line_spacing = line


def _defaults(document: Any, language: str) -> None:
    """Set fonts and language of the whole document, also for what has no style."""
    from docx.oxml.ns import qn

    run = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    fonts = run.find(qn("w:rFonts"))
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name, font in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", HAN)):
        fonts.set(qn(f"w:{name}"), font)
    lang = run.find(qn("w:lang"))
    lang.set(qn("w:val"), "en-GB")
    lang.set(qn("w:eastAsia"), "zh-CN")
    if language == "zh":
        fonts.set(qn("w:hint"), "eastAsia")  # marks such as “ and … are set as Chinese ones
    document.core_properties.language = _LANGUAGES[language]
    theme = document.settings.element.find(qn("w:themeFontLang"))
    if theme is not None:
        theme.set(qn("w:val"), "en-GB")
        theme.set(qn("w:eastAsia"), "zh-CN")


def _page(section: Any, across: bool = False) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    width, height = (29.7, 21.0) if across else (21.0, 29.7)
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(width), Cm(height)
    for side, margin in (_ACROSS if across else _MARGINS).items():
        setattr(section, f"{side}_margin", Cm(margin))
    section.header_distance = section.footer_distance = Cm(0.7 if across else 1.0)


def turn(section: Any, across: bool) -> None:
    """Set a section on A4, upright or across."""
    _page(section, across)


def width_of(section: Any) -> float:
    """Return the width of the text of a section in centimetres."""
    return (section.page_width - section.left_margin - section.right_margin) / 360000


def _table_style(document: Any) -> None:
    """Add the style of all tables: a tinted head that repeats, thin rules, no boxes."""
    from docx.oxml.ns import nsdecls
    from docx.oxml.parser import parse_xml

    ink, rule, faint = (colour.lstrip("#") for colour in (inks.INK, inks.RULE, inks.FAINT))
    line = f'w:val="single" w:sz="4" w:space="0" w:color="{rule}"'
    dark = f'w:val="single" w:sz="6" w:space="0" w:color="{ink}"'
    document.styles.element.append(
        parse_xml(f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="ReportTable">
  <w:name w:val="{TABLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:qFormat/>
  <w:tblPr><w:tblBorders><w:top {dark}/><w:bottom {line}/><w:insideH {line}/></w:tblBorders>
    <w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>
  <w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr>
    <w:tcPr><w:tcBorders><w:bottom {dark}/></w:tcBorders><w:shd w:val="clear" w:color="auto" w:fill="{faint}"/></w:tcPr>
  </w:tblStylePr>
  <w:tblStylePr w:type="firstCol"><w:rPr><w:b/></w:rPr></w:tblStylePr>
</w:style>""")
    )
