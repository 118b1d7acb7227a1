"""The paper that slides are made of: a deck, its layouts by kind, its type, and the room that they leave."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pptx.enum.shapes import PP_PLACEHOLDER as PH
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from cjm_research.exports.deck import words
from cjm_research.exports.deck.ground import HEIGHT, WIDTH, dress
from cjm_research.exports.deck.marks import LANG, Box, Para, para, write
from cjm_research.exports.deck.measure import Face, plain

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck
    from pptx.shapes.placeholder import SlidePlaceholder
    from pptx.slide import Slide

    from cjm_research.exports.deck.template import Layouts

_TITLE_SIZES = (24, 22, 20, 18, 16, 14)
_COVER_SIZES = (36, 32, 28, 24, 20, 16)
_SUB_SIZES = (16, 14, 12, 11, 10, 9, 8)
_INSET = 7.2  # points that PowerPoint leaves at either side of a placeholder's text
TEXT_SIZE = 13
_FOOT_SIZE = 9
HEAD_SIZE = 15
_SPACES = (12, 8, 4)  # points between paragraphs: wide where that takes no further slide


@dataclass(frozen=True)
class Sheet:
    """A slide being filled."""

    slide: Slide
    face: Face
    scale: float

    def emu(self, points: float) -> int:
        """Return a length of the 960-point page in the units of the file."""
        return round(points * self.scale * Pt(1))

    def emus(self, box: Box) -> tuple[int, int, int, int]:
        """Return left, top, width and height in the units of the file."""
        return tuple(self.emu(side) for side in (box.left, box.top, box.width, box.height))


class Paper:
    """A deck being written.

    Attributes
    ----------
    face : Face
        Its type.
    area : Box
        Where tables and charts may stand: the text placeholder of the layout with text.
    """

    def __init__(self, deck: Deck, layouts: Layouts, language: str, footer: str) -> None:
        self.deck, self.layouts, self.face, self.footer = deck, layouts, Face(language), footer
        self.scale = min(deck.slide_width / Pt(WIDTH), deck.slide_height / Pt(HEIGHT))
        self._titles: dict[str, int] = {}
        self.area = self._box(_text_of(layouts.text))

    def word(self, key: str, **values: object) -> str:
        """Return words of the deck in its language."""
        return words.label(key, self.face.language, **values)

    def measuring(self) -> Sheet:
        """Return a sheet without a slide, to measure on."""
        return Sheet(None, self.face, self.scale)

    def _box(self, shape) -> Box:
        sides = (shape.left, shape.top, shape.width, shape.height)
        return Box(*(side / Pt(1) / self.scale for side in sides))

    def front(self, title: str, lines: Sequence[str], notes: Iterable[str]) -> None:
        """Make the first slide: a title, and under it a paragraph a line."""
        sheet = self._sheet(self.layouts.title)
        self._title(sheet, title, _COVER_SIZES)
        holder = next(
            shape for shape in sheet.slide.placeholders if shape.placeholder_format.type == PH.SUBTITLE
        )  # fmt: skip
        box = self._box(holder)
        for size in _SUB_SIZES:
            paragraphs = [para(line, size, before=size / 3) for line in lines if line]
            if self.face.height(paragraphs, box.width - 2 * _INSET) <= box.height - _INSET:
                break
        else:
            paragraphs = self._first(paragraphs, box)
        write(holder.text_frame, paragraphs, sheet)
        self._close(sheet, notes)

    def _first(self, paragraphs: list[Para], box: Box) -> list[Para]:
        """Return as many paragraphs as the box holds, each cut to two lines."""
        width, kept = box.width - 2 * _INSET, []
        for each in paragraphs:
            short = para(self.face.cut(each.text, each.size, width, 2), each.size, each.before)
            if self.face.height([*kept, short], width) > box.height - _INSET:
                break
            kept.append(short)
        return kept or [para("…", _SUB_SIZES[-1])]

    def bare(self, title: str, notes: Iterable[str]) -> Sheet:
        """Make a slide with a title alone, to be filled within `area`."""
        sheet = self._sheet(self.layouts.bare)
        for shape in list(sheet.slide.placeholders):
            if shape.placeholder_format.type not in (PH.TITLE, PH.CENTER_TITLE):
                shape._element.getparent().remove(shape._element)
        self._title(sheet, title, _TITLE_SIZES)
        self._close(sheet, notes)
        return sheet

    def text(self, title: str, blocks: Sequence[tuple[str, Sequence[str]]], notes: Iterable[str]) -> None:
        """Make slides of headed paragraphs, as many as they need; a paragraph is never cut, a heading never alone."""
        pages = self._pages(blocks)
        for at, paragraphs in enumerate(pages, start=1):
            sheet = self._sheet(self.layouts.text)
            whole = title if len(pages) == 1 else self.word("part", title=title, at=at, of=len(pages))
            self._title(sheet, whole, _TITLE_SIZES)
            write(_text_of(sheet.slide).text_frame, paragraphs, sheet)
            self._close(sheet, notes)

    def _pages(self, blocks: Sequence[tuple[str, Sequence[str]]]) -> list[list[Para]]:
        fewest = len(self._spaced(blocks, _SPACES[-1]))
        found = (self._spaced(blocks, space) for space in _SPACES)
        return next(pages for pages in found if len(pages) <= fewest)

    def _spaced(self, blocks: Sequence[tuple[str, Sequence[str]]], space: float) -> list[list[Para]]:
        width, room = self.area.width - 2 * _INSET, self.area.height - _INSET
        pages: list[list[Para]] = [[]]
        for heading, texts in blocks:
            for index, text in enumerate(self._pieces(texts, width, room)):
                added = [para(heading, HEAD_SIZE, before=3 * space, bold=True)] if heading and index == 0 else []
                if added and not pages[-1]:
                    added = [para(heading, HEAD_SIZE, bold=True)]
                added.append(para(text, TEXT_SIZE, before=space))
                if pages[-1] and self.face.height([*pages[-1], *added], width) > room:
                    pages.append([])
                pages[-1] += added
        return [page for page in pages if page] or [[para("", TEXT_SIZE)]]

    def _pieces(self, texts: Sequence[str], width: float, room: float) -> list[str]:
        """Return the texts, one that is higher than a slide in pieces."""
        most = int((room - 40) / self.face.leading(TEXT_SIZE))
        joint = "" if self.face.language == "zh" else " "
        pieces = []
        for text in texts:
            lines = self.face.lines(plain(text), TEXT_SIZE, width)
            if len(lines) <= most:
                pieces.append(text)
            else:
                pieces += [joint.join(lines[at : at + most]) for at in range(0, len(lines), most)]
        return pieces

    def _sheet(self, layout) -> Sheet:
        return Sheet(self.deck.slides.add_slide(layout), self.face, self.scale)

    def _title(self, sheet: Sheet, title: str, sizes: Sequence[int]) -> None:
        """Write a title that no other slide has, as large as its placeholder holds."""
        title = " ".join(plain(title).split())
        self._titles[title] = self._titles.get(title, 0) + 1
        if self._titles[title] > 1:
            title = f"{title} ({self._titles[title]})"
        holder = sheet.slide.shapes.title
        box = self._box(holder)
        width = box.width - 2 * _INSET
        for size in sizes:
            if self.face.height([para(title, size, bold=True)], width) <= box.height - _INSET:
                break
        else:
            lines = max(1, int((box.height - _INSET) / self.face.leading(size)))
            title = self.face.cut(title, size, width, lines, bold=True)
        line = holder.text_frame.paragraphs[0]
        run = line.add_run()
        run.text = title
        run._r.get_or_add_rPr().set("lang", LANG[self.face.language])
        run._r.get_or_add_rPr().set("sz", str(round(size * self.scale * 100)))

    def _close(self, sheet: Sheet, notes: Iterable[str]) -> None:
        self._foot(sheet)
        frame = sheet.slide.notes_slide.notes_text_frame
        frame.text = "\n".join(plain(line) for line in notes).replace("\v", "�")
        for run in frame._txBody.iter(qn("a:r")):
            properties = run.find(qn("a:rPr"))
            if properties is None:
                properties = run.makeelement(qn("a:rPr"), {})
                run.insert(0, properties)
            properties.set("lang", LANG[self.face.language])

    def _foot(self, sheet: Sheet) -> None:
        """Copy footer and slide number from the layout, which a new slide does not take over by itself."""
        for shape in sheet.slide.slide_layout.placeholders:
            kind = shape.placeholder_format.type
            if kind not in (PH.FOOTER, PH.SLIDE_NUMBER):
                continue
            element = copy.deepcopy(shape._element)
            number = max(int(each) for each in sheet.slide.shapes._spTree.xpath(".//p:cNvPr/@id")) + 1
            element.xpath(".//p:cNvPr")[0].set("id", str(number))
            sheet.slide.shapes._spTree.append(element)
            if kind == PH.FOOTER:
                self._foot_text(element, self._box(shape).width - 2 * _INSET)

    def _foot_text(self, element, width: float) -> None:
        """Write the footer with type of its own: not every program hands that of the layout down to a copy."""
        body = element.find(qn("p:txBody"))
        for line in body.findall(qn("a:p")):
            body.remove(line)
        text = self.face.cut(plain(self.footer), _FOOT_SIZE, width, 1)
        size = round(_FOOT_SIZE * self.scale * 100)
        lang = LANG[self.face.language]
        line = parse_xml(
            f'<a:p {nsdecls("a")}><a:r><a:rPr lang="{lang}" sz="{size}"><a:latin typeface="+mn-lt"/>'
            '<a:ea typeface="+mn-ea"/></a:rPr><a:t/></a:r></a:p>'
        )
        line.find(f".//{qn('a:t')}").text = text
        body.append(line)

    def dress_notes(self) -> None:
        """Name a font for 汉字 in the theme of the notes."""
        dress(self.deck.notes_master)


def _text_of(holder) -> SlidePlaceholder:
    return next(
        shape for shape in holder.placeholders if shape.placeholder_format.type in (PH.BODY, PH.OBJECT)
    )  # fmt: skip
