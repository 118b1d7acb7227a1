"""Word documents: paragraphs and tables in order, with the layouts of `corpora.transcript`.

Words inside links, content controls and tracked insertions count; tracked deletions, comments, headers and footers
do not. A name in bold before plain words is a speaker, and so is the first cell of a two-column table row.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from zipfile import BadZipFile, ZipFile

from cjm_research.corpora import labels, subtitles, transcript
from cjm_research.corpora.reading import Reading, Source
from cjm_research.errors import ReadError

if TYPE_CHECKING:
    from docx.document import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PROTECTED = "EncryptedPackage".encode("utf-16-le")


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
        document = open_office(path, "docx")
        lines = list(_lines(document))
        text = "\n".join(line.text for line in lines)
        hosts: tuple[str, ...] = ()
        if len(subtitles.ARROW.findall(text)) > 1:
            turns, skipped = subtitles.read_cues(text)
        else:
            parsed = transcript.parse(lines)
            turns, skipped, hosts = list(parsed.turns), list(parsed.skipped), parsed.hosts
        sample = next((line.text.strip()[:80] for line in lines if line.text.strip()), "")
        source = Source("interview", tuple(turns), hosts=hosts)
        return Reading(path, "docx", "", 1.0, sample, (source,), 0, tuple(skipped))


def open_office(path: Path, kind: str) -> Any:
    """Open a .docx with python-docx or an .xlsx with openpyxl, or say why it does not open.

    Parameters
    ----------
    path : Path
        The file.
    kind : {"docx", "xlsx"}

    Raises
    ------
    ReadError
        If the file is protected, of the old binary kind, damaged or cut off.
    """
    data = path.read_bytes()
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if _PROTECTED in data:
            raise ReadError(f"{path} is protected by a password. Open it, remove the password and save it again.")
        raise ReadError(f"{path} is in the old Office format. Open it and save it as .{kind}.")
    try:
        broken = ZipFile(BytesIO(data)).testzip()
    except BadZipFile as err:
        raise ReadError(f"{path} is not a whole .{kind}: it is damaged or cut off. Copy or save it again.") from err
    if broken:
        raise ReadError(f"{path} is damaged: its part {broken} cannot be unpacked. Copy or save it again.")
    return _open(path, data, kind)


def _open(path: Path, data: bytes, kind: str) -> Any:
    from lxml.etree import XMLSyntaxError

    try:
        if kind == "docx":
            import docx

            return docx.Document(BytesIO(data))
        import openpyxl

        return openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
    except (KeyError, ValueError, OSError, XMLSyntaxError) as err:
        raise ReadError(f"{path} is a zip archive but not a .{kind} ({err}). Save it as .{kind} again.") from err


def _lines(document: Document) -> Iterator[transcript.Line]:
    """Give each paragraph, its soft line breaks apart, and each table row; places count paragraphs from 1."""
    n = 0
    blocks = list(_blocks(document.element.body))
    again = Counter(_bold_name(block)[0] for block in blocks if block.tag == f"{_W}p")
    for block in blocks:
        if block.tag == f"{_W}tbl":
            for row in block.iter(f"{_W}tr"):
                n += 1
                yield from _row(row, f"paragraph {n}")
            continue
        n += 1
        speaker, text, colon = _bold_name(block)
        if speaker and not colon and again[speaker] < 2:
            speaker, text = "", _text(block)
        parts = text.split("\n")
        yield transcript.Line(parts[0], f"paragraph {n}", speaker)
        for part in parts[1:]:
            yield transcript.Line(part, f"paragraph {n}")


def _blocks(parent: Any) -> Iterator[Any]:
    for child in parent:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins"):
            yield from _blocks(child)


def _row(row: Any, place: str) -> Iterator[transcript.Line]:
    cells = ["\n".join(_text(p) for p in cell.iter(f"{_W}p")).strip() for cell in row.iter(f"{_W}tc")]
    cells = [cell for cell in cells if cell]
    if len(cells) > 1 and re.fullmatch(rf"\[?{labels.TIME}\]?", cells[0]):
        cells = cells[1:]
    if len(cells) > 1 and re.fullmatch(rf"\[?{labels.TIME}\]?", cells[1]):
        cells = [cells[0], *cells[2:]]
    if len(cells) == 2 and labels.looks_like_name(cells[0].rstrip(":：")):
        yield transcript.Line(re.sub(r"\s*\n\s*", "\n", cells[1]), place, cells[0].rstrip(":： "))
    else:
        yield transcript.Line(" ".join(cells), place)


def _text(element: Any) -> str:
    """Return the words under an element; tabs and line breaks as such."""
    parts = []
    for node in element.iter():
        if any(parent.tag == _FALLBACK for parent in node.iterancestors()):
            continue
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag == f"{_W}tab" and node.getparent().tag == f"{_W}r":
            parts.append("\t")
        elif node.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
    return "".join(parts)


def _bold_name(paragraph: Any) -> tuple[str, str, bool]:
    """Split a paragraph that begins with a name in bold, and say whether a colon follows; else return it whole."""
    runs = [run for run in paragraph.iter(f"{_W}r") if _text(run)]
    bold = 0
    while bold < len(runs) and _is_bold(runs[bold]):
        bold += 1
    whole = _text(paragraph)
    if 0 < bold < len(runs):
        name = "".join(_text(run) for run in runs[:bold]).strip()
        rest = whole[len("".join(_text(run) for run in runs[:bold])) :]
        plain = name.rstrip(":：").strip()
        timed = re.match(rf"\s*[\[(]?{labels.TIME}[\])]?\s*$", rest.split("\n")[0])
        if labels.looks_like_name(plain) and (name[-1] in ":：" or not timed) and whole.startswith(name):
            return plain, rest.lstrip(":： \t").strip(), name[-1] in ":：" or rest.lstrip().startswith((":", "："))
    return "", whole, False


def _is_bold(run: Any) -> bool:
    mark = run.find(f"{_W}rPr/{_W}b")
    return mark is not None and mark.get(f"{_W}val") not in ("0", "false")
