"""The report as a Word document: the same blocks in real styles, heads of tables that repeat, texts for pictures."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cjm_research.exports.paper import fields, styles
from cjm_research.exports.paper.blocks import (
    Block,
    Bullets,
    Contents,
    Figure,
    Heading,
    Page,
    Para,
    Quotation,
    Table,
    Title,
    headings,
)
from cjm_research.exports.paper.plain import plain
from cjm_research.exports.paper.words import say
from cjm_research.exports.zips import steady

if TYPE_CHECKING:
    from datetime import datetime

_PARAGRAPHS = {"body": "Normal", "note": "Report Note", "lead": "Report Lead", "warning": "Report Warning",
               "facts": "Report Facts"}  # fmt: skip
_TALLEST = 11.0  # centimetres of a figure
_LISTED = 2  # levels of headings in the contents


def word(blocks: Sequence[Block], title: str, language: str, dated: datetime | None = None) -> bytes:
    """Return a Word document.

    Parameters
    ----------
    blocks : sequence of Block
    title : str
        In the properties of the file and at the foot of its pages.
    language : {"en", "zh"}
        Of the document.
    dated : datetime, optional
        Of its properties; 2000-01-01 where there is none.
    """
    import docx

    document = docx.Document()
    styles.dress(document, language)
    told = document.core_properties
    told.title, told.author, told.comments, told.last_modified_by = plain(title), "cjm_research", "", ""
    _Writer(document, language, plain(title), blocks).write()
    out = io.BytesIO()
    document.save(out)
    return steady(out.getvalue(), dated)


class _Writer:
    """Writes block after block to the end of a document."""

    def __init__(self, document: Any, language: str, title: str, blocks: Sequence[Block]) -> None:
        self.document, self.language, self.title, self.blocks = document, language, title, blocks
        self.anchors = {id(heading): (anchor, at) for at, (anchor, heading) in enumerate(headings(blocks), 1)}
        self.counts = {"table": 0, "figure": 0}
        self.breaks = False

    def write(self) -> None:
        """Write all blocks, and the foot of the pages."""
        self._foot()
        for block in self.blocks:
            match block:
                case Title():
                    self.document.add_paragraph(plain(block.text), style="Title")
                    self.document.add_paragraph(plain(block.below), style="Subtitle")
                case Contents():
                    self._contents(block)
                case Heading():
                    self._heading(block)
                case Para():
                    self._para(block)
                case Quotation():
                    self.document.add_paragraph(plain(block.text), style="Quote")
                    self.document.add_paragraph(plain(block.source), style="Report Source")
                case Bullets():
                    for item in block.items:
                        self.document.add_paragraph(plain(item), style="List Bullet")
                case Table():
                    self._table(block)
                case Figure():
                    self._figure(block)
                case Page():
                    self._page(block)

    def _heading(self, block: Heading) -> None:
        paragraph = self.document.add_paragraph(style=f"Heading {block.level}")
        paragraph.add_run(plain(block.text) or " ")
        self._broken(paragraph)
        anchor, number = self.anchors[id(block)]
        fields.bookmark(paragraph, f"_{anchor.replace('-', '_')}", number)

    def _broken(self, paragraph: Any) -> None:
        if self.breaks:
            paragraph.paragraph_format.page_break_before, self.breaks = True, False

    def _contents(self, block: Contents) -> None:
        paragraph = self.document.add_paragraph(style="Report Lead")
        paragraph.add_run(plain(block.word)).bold = True
        self._broken(paragraph)
        entries = [
            (heading.level, plain(heading.text), f"_{anchor.replace('-', '_')}")
            for anchor, heading in headings(self.blocks)
            if heading.level <= _LISTED
        ]
        fields.contents(self.document, entries)
        self.document.add_paragraph(plain(block.hint), style="Report Note")

    def _para(self, block: Para) -> None:
        from docx.shared import Pt

        paragraph = self.document.add_paragraph(style=_PARAGRAPHS[block.kind])
        for span in block.spans:
            run = paragraph.add_run(plain(span.text))
            if span.look == "bold":
                run.bold = True
            elif span.look == "italic":
                run.italic = self.language == "en" or None
            elif span.look == "id":
                run.font.name, run.font.size = styles.FIXED, Pt(8)

    def _caption(self, kind: str, words: str) -> None:
        self.counts[kind] += 1
        before, _, after = say(kind, self.language, n="\x00").partition("\x00")
        paragraph = self.document.add_paragraph(before, style="Caption")
        fields.field(paragraph, f"SEQ {kind.capitalize()} \\* ARABIC", str(self.counts[kind]))
        paragraph.add_run(after + plain(words))
        paragraph.paragraph_format.keep_with_next = kind == "table"

    def _figure(self, block: Figure) -> None:
        from docx.shared import Cm

        width, height = struct.unpack(">II", block.png[16:24])  # as the head of every PNG says
        room = min(styles.width_of(self.document.sections[-1]), _TALLEST * width / height)
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(io.BytesIO(block.png), width=Cm(room))
        shape._inline.docPr.set("descr", plain(block.alt))
        shape._inline.docPr.set("title", plain(block.caption))
        self._caption("figure", block.caption)

    def _table(self, block: Table) -> None:
        from docx.shared import Cm

        if block.caption:
            self._caption("table", block.caption)
        table = self.document.add_table(1 + len(block.rows), len(block.head), style=styles.TABLE)
        table.autofit = False
        _look(table, block.marked)
        room, whole = styles.width_of(self.document.sections[-1]), sum(block.widths)
        widths = [room * part / whole for part in block.widths]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        style = self.document.styles["Report Small Cell" if block.small else "Report Cell"]
        for row, values in zip(table.rows, (block.head, *block.rows), strict=True):
            _row(row, values, widths, style)
        _repeat(table.rows[0])
        self.document.add_paragraph(style="Report Gap")

    def _page(self, block: Page) -> None:
        from docx.enum.section import WD_SECTION

        now = self.document.sections[-1]
        if (now.page_width > now.page_height) == block.across:
            self.breaks = True  # before the next heading: a break of its own would leave an empty line
            return
        begun = bool(self.document.paragraphs)
        styles.turn(self.document.add_section(WD_SECTION.NEW_PAGE) if begun else now, block.across)

    def _foot(self) -> None:
        paragraph = self.document.sections[0].footer.paragraphs[0]
        paragraph.style = self.document.styles["Report Note"]
        before, _, rest = say("page_of", self.language, page="\x00", pages="\x01").partition("\x00")
        between, _, after = rest.partition("\x01")
        paragraph.add_run(f"{self.title} · {before}")
        fields.field(paragraph, "PAGE", "1")
        paragraph.add_run(between)
        fields.field(paragraph, "NUMPAGES", "1")
        paragraph.add_run(after)


def _row(row: Any, values: Sequence[str], widths: Sequence[float], style: Any) -> None:
    from docx.oxml.parser import OxmlElement
    from docx.shared import Cm

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, value, width in zip(row.cells, values, widths, strict=True):
        cell.width = Cm(width)
        for at, line in enumerate(plain(value).split("\n")):
            paragraph = cell.add_paragraph() if at else cell.paragraphs[0]
            paragraph.style = style
            paragraph.add_run(line)


def _repeat(row: Any) -> None:
    """Have the head of a table stand on every page that the table reaches."""
    from docx.oxml.parser import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _look(table: Any, marked: bool) -> None:
    """Say which parts of the table the style dresses: the head, and the first column where it names its row."""
    from docx.oxml.ns import qn

    look = table._tbl.tblPr.find(qn("w:tblLook"))
    for name in list(look.attrib):
        del look.attrib[name]
    told = {"firstRow": 1, "lastRow": 0, "firstColumn": int(marked), "lastColumn": 0, "noHBand": 1, "noVBand": 1}
    look.set(qn("w:val"), "06A0" if marked else "0620")
    for name, value in told.items():
        look.set(qn(f"w:{name}"), str(value))
