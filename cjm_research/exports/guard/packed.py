"""Zip files: books, decks, reports and projects, with the places that their readers know."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import accumulate

from cjm_research.exports.guard.leak import Place
from cjm_research.exports.guard.part import Part, View, views
from cjm_research.exports.guard.wordlist import APART

_CELL = re.compile(r'<c\b[^>]*\br="([A-Z]+)(\d+)"[^>]*>|<row\b[^>]*\br="(\d+)"')


def packed_parts(data: bytes, inner: Callable[[bytes], Iterator[Part]]) -> Iterator[Part]:
    """Yield the parts of every file in a zip, its comment and the names of the files.

    Parameters
    ----------
    data : bytes
        The zip.
    inner : callable
        Returns the parts of a file in it.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        names = "\n".join(packed.namelist()) + "\n" + packed.comment.decode("utf-8", "replace")
        yield Part(views(names), lambda view, at: Place("file name"))
        for entry in packed.infolist():
            body = packed.read(entry)
            if entry.is_dir():
                continue
            told = _told(data, entry.filename, body)
            for part in inner(body):
                place = part.place if told is None else told
                yield Part(part.views, partial(_inside, place, entry.filename, told is not None))


def _inside(place: Callable[[View, int], Place], name: str, told: bool, view: View, at: int) -> Place:
    found = place(view, at)
    if told or found.inside:
        return found
    return Place("part", (name,)) if found.key in ("whole", "file name") else Place(found.key, found.values, name)


def _told(data: bytes, name: str, body: bytes) -> Callable[[View, int], Place] | None:
    """Return what tells places in a part of an Office file; None for any other file."""
    slide = re.fullmatch(r"ppt/slides/slide(\d+)\.xml", name)
    if slide:
        return lambda view, at: Place("slide", (int(slide[1]),))
    if re.fullmatch(r"ppt/notesSlides/notesSlide\d+\.xml", name):
        return lambda view, at: _notes(data, name)
    if name == "word/document.xml":
        return lambda view, at: Place("paragraph", (_paragraph(view, at),))
    if name == "xl/sharedStrings.xml":
        return lambda view, at: _shared(data, body, view.text[:at])
    if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name):
        return lambda view, at: _cell(data, name, body, view, at)
    return None


def _paragraph(view: View, at: int) -> int:
    before = view.text[:at]
    blocks = before if view.prose else re.sub(r"</w:p>", APART, before)
    return len([block for block in blocks.split(APART)[:-1] if block.strip()]) + 1


def _notes(data: bytes, name: str) -> Place:
    folder, _, file = name.rpartition("/")
    links = _read(data, f"{folder}/_rels/{file}.rels")
    found = re.search(r"slides/slide(\d+)\.xml", links) or re.search(r"(\d+)\.xml", name)
    return Place("notes", (int(found[1]) if found else 0,))


def _shared(data: bytes, body: bytes, before: str) -> Place:
    """Return the first cell that shows a text which many cells may share."""
    said = re.findall(r"<si\b.*?</si>", body.decode("utf-8", "replace"), re.DOTALL)
    ends = accumulate(len(html.unescape(re.sub(r"<[^>]*>", "", one))) for one in said)
    index = next((n for n, end in enumerate(ends) if end > len(before.replace(APART, ""))), 0)
    wanted = re.compile(rf'<c\b[^>]*\br="([A-Z]+)(\d+)"[^>]*\bt="s"[^>]*>\s*<v>{index}</v>')
    for name in _names(data):
        found = wanted.search(_read(data, name)) if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name) else None
        if found:
            return Place("sheet", (_sheet(data, name), int(found[2])))
    return Place("part", ("xl/sharedStrings.xml",))


def _cell(data: bytes, name: str, body: bytes, view: View, at: int) -> Place:
    """Return the row of the words at an offset; a search for the words themselves finds the cell they are in."""
    xml = html.unescape(body.decode("utf-8", "replace"))
    wanted = view.text[at : at + 40].split(APART)[0][:20]
    there = xml.find(wanted) if wanted else -1
    rows = [int(hit[2] or hit[3]) for hit in _CELL.finditer(xml[:there])] if there >= 0 else []
    return Place("sheet", (_sheet(data, name), rows[-1])) if rows else Place("part", (name,))


def _sheet(data: bytes, name: str) -> str:
    """Return the name of a sheet as the book shows it."""
    book, links = _read(data, "xl/workbook.xml"), _read(data, "xl/_rels/workbook.xml.rels")
    file = name.removeprefix("xl/")
    for tag in re.findall(r"<Relationship\b[^>]*>", links):
        if re.search(rf'Target="/?(?:xl/)?{re.escape(file)}"', tag):
            link = re.search(r'\bId="([^"]+)"', tag)
            for sheet in re.findall(r"<sheet\b[^>]*>", book):
                named = re.search(r'\bname="([^"]*)"', sheet)
                if link and named and f'"{link[1]}"' in sheet:
                    return html.unescape(named[1])
    return name


def _names(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return packed.namelist()


def _read(data: bytes, name: str) -> str:
    """Return a part as text, empty if there is none of that name."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return packed.read(name).decode("utf-8", "replace") if name in packed.namelist() else ""
