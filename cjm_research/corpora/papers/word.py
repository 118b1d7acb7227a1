"""Word documents: paragraphs and tables in order, with the layouts of `transcripts.transcript`.

Words inside links, content controls and tracked insertions count; tracked deletions, hidden words, text boxes,
comments, footnotes, headers and footers do not, and are listed. A name in bold before plain words is a speaker, and so
is a cell in a table's column of names. The file's own dates say when it was saved, so the date of the interview comes
from the lines above the first speaker only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar

from cjm_research.corpora.archive import SafeZip, open_zip, xml_of
from cjm_research.corpora.papers.paragraphs import Paragraph, Run, interview, lines_of, table_lines
from cjm_research.corpora.reading import Reading, Skipped
from cjm_research.corpora.transcripts.transcript import Line
from cjm_research.errors import ReadError

_LEFT_OUT = frozenset(
    {
        "del", "moveFrom", "Fallback", "txbxContent", "pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr", "rt",
        "instrText", "delText", "fldData",
    }
)  # fmt: skip
_PARTS = (
    (re.compile(r"^word/header\d*\.xml$"), "hdr", "in the page's header"),
    (re.compile(r"^word/footer\d*\.xml$"), "ftr", "in the page's footer"),
    (re.compile(r"^word/footnotes\.xml$"), "footnote", "a footnote"),
    (re.compile(r"^word/endnotes\.xml$"), "endnote", "an endnote"),
    (re.compile(r"^word/comments\.xml$"), "comment", "a comment"),
)


class DocxReader:
    """Reads ``.docx``."""

    suffixes: ClassVar[tuple[str, ...]] = (".docx",)

    def read(self, path: Path, encoding: str | None = None) -> Reading:
        """Return the interview in a Word document.

        Raises
        ------
        ReadError
            If the file is protected by a password, an old .doc, damaged or cut off.
        """
        with open_zip(path) as archive:
            bodies = _bodies(archive)
            skipped = list(_outside(archive))
        blocks, n, inside = _read_blocks(bodies)
        return interview(path, "docx", lines_of(blocks), [*inside, *skipped], {"paragraphs": n})


def _bodies(archive: SafeZip) -> list[Any]:
    """Return the bodies of the text; some survey tools write one for each question."""
    name = _main_part(archive)
    root = xml_of(archive.read(name), f"{archive.path}, {name}") if name in archive else ()
    bodies = [child for child in root if _tag(child) == "body"]
    if not bodies:
        raise ReadError(f"{archive.path} is a zip archive but not a .docx (it has no text). Save it as .docx again.")
    return bodies


def _main_part(archive: SafeZip) -> str:
    """Return the name of the part with the text, as the package's relations tell it."""
    if "_rels/.rels" in archive:
        for relation in xml_of(archive.read("_rels/.rels"), f"{archive.path}, _rels/.rels"):
            if str(relation.get("Type", "")).endswith("/officeDocument"):
                return str(relation.get("Target", "")).lstrip("/")
    return "word/document.xml"


def _tag(element: Any) -> str:
    """Return an element's name without its namespace, which differs between the two kinds of .docx."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _attribute(element: Any, name: str) -> str:
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")


def _read_blocks(bodies: list[Any]) -> tuple[list[Paragraph | list[Line]], int, list[Skipped]]:
    """Give the paragraphs and tables, the number of paragraphs and rows, and what was left out between them."""
    blocks: list[Paragraph | list[Line]] = []
    skipped: list[Skipped] = []
    n = 0
    for block in chain.from_iterable(_blocks(body) for body in bodies):
        place = f"paragraph {n + 1}"
        if _tag(block) == "tbl":
            rows = list(_rows(block))
            lines, headings = table_lines(rows, [f"paragraph {n + 1 + i}" for i in range(len(rows))])
            blocks.append(lines)
            skipped += headings
            n += len(rows)
        else:
            blocks.append(Paragraph(place, tuple(Run(_text(run), _is_bold(run)) for run in _runs(block))))
            n += 1
        skipped += _not_read(block, place)
    return blocks, n, skipped


def _blocks(parent: Any) -> Iterator[Any]:
    for child in parent:
        if _tag(child) in ("p", "tbl"):
            yield child
        elif _tag(child) in ("sdt", "sdtContent", "ins", "moveTo", "customXml"):
            yield from _blocks(child)


def _rows(table: Any) -> Iterator[list[str]]:
    """Give the cells of each row by grid column; cells merged into the one above are empty."""
    for row in _under(table, "tr"):
        cells: list[str] = []
        for cell in _under(row, "tc"):
            marks = {_tag(mark): mark for part in cell if _tag(part) == "tcPr" for mark in part}
            merged = "vMerge" in marks and _attribute(marks["vMerge"], "val") != "restart"
            cells.append("" if merged else _cell(cell))
            span = _attribute(marks["gridSpan"], "val") if "gridSpan" in marks else "1"
            cells += [""] * (min(int(span), 60) - 1 if span.isdecimal() else 0)
        yield cells


def _under(parent: Any, name: str) -> Iterator[Any]:
    """Give the nearest elements of a name, through content controls and tracked changes but not other tables."""
    for child in parent:
        if _tag(child) == name:
            yield child
        elif _tag(child) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _under(child, name)


def _cell(cell: Any) -> str:
    parts = []
    for block in _blocks(cell):
        if _tag(block) == "tbl":
            parts += [" ".join(filter(None, row)) for row in _rows(block)]
        else:
            parts.append(_text(block))
    return "\n".join(parts).strip()


def _text(element: Any) -> str:
    """Return the words under an element; tabs and line breaks as such."""
    parts: list[str] = []
    for node in element:
        tag = _tag(node)
        if tag == "t":
            parts.append(node.text or "")
        elif tag in ("tab", "ptab"):
            parts.append("\t")
        elif tag in ("br", "cr"):
            parts.append("\n")
        elif tag == "noBreakHyphen":
            parts.append("-")
        elif tag and tag not in _LEFT_OUT and not (tag == "r" and _is_set(node, "vanish")):
            parts.append(_text(node))
    return "".join(parts)


def _is_set(run: Any, mark: str) -> bool:
    for part in run:
        if _tag(part) == "rPr":
            found = next((child for child in part if _tag(child) == mark), None)
            return found is not None and _attribute(found, "val") not in ("0", "false", "off")
    return False


def _is_bold(run: Any) -> bool:
    styles = (child for part in run if _tag(part) == "rPr" for child in part if _tag(child) == "rStyle")
    return _is_set(run, "b") or any(_attribute(style, "val") == "Strong" for style in styles)


def _runs(paragraph: Any) -> Iterator[Any]:
    for node in paragraph:
        if _tag(node) == "r":
            if not _is_set(node, "vanish"):
                yield node
        elif _tag(node) not in _LEFT_OUT:
            yield from _runs(node)


def _not_read(block: Any, place: str) -> Iterator[Skipped]:
    """List text boxes, tracked deletions and hidden words of a paragraph or table."""
    deleted: list[str] = []
    for node in block.iter("{*}del", "{*}moveFrom", "{*}txbxContent", "{*}r"):
        tag = _tag(node)
        if tag == "txbxContent" and not any(_tag(parent) == "Fallback" for parent in node.iterancestors()):
            words = "\n".join(_text(p) for p in _blocks(node)).strip()
            if words:
                yield Skipped(place, words[:80], "a text box")
        elif tag in ("del", "moveFrom"):
            deleted += [part.text or "" for part in node.iter("{*}delText", "{*}t")]
        elif tag == "r" and _is_set(node, "vanish") and (words := _text(node).strip()):
            yield Skipped(place, words[:80], "hidden words")
    if gone := "".join(deleted).strip():
        yield Skipped(place, gone[:80], "a tracked deletion")


def _outside(archive: SafeZip) -> Iterator[Skipped]:
    """List what stands beside the text: headers, footers, notes and comments, each wording once."""
    seen: set[tuple[str, str]] = set()
    for name in archive.names:
        for pattern, tag, why in _PARTS:
            if not pattern.match(name):
                continue
            root = xml_of(archive.read(name), f"{archive.path}, {name}")
            for note in [root] if _tag(root) == tag else [child for child in root if _tag(child) == tag]:
                words = " ".join(_text(block).strip() for block in _blocks(note)).strip()
                if words and (words, why) not in seen:
                    seen.add((words, why))
                    yield Skipped(why.removeprefix("in the ") if tag in ("hdr", "ftr") else tag, words[:80], why)
