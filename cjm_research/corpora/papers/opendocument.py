"""OpenDocument texts: paragraphs, lists and tables in order, with the layouts of `transcripts.transcript`.

Deleted words of tracked changes, notes, comments, text boxes, headers and footers are not read, and are listed. A name
in bold before plain words is a speaker, and so is a cell in a table's column of names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from cjm_research.corpora.archive import open_zip, xml_of
from cjm_research.corpora.papers.paragraphs import Paragraph, Run, interview, lines_of, table_lines
from cjm_research.corpora.reading import Reading, Skipped
from cjm_research.corpora.transcripts.transcript import Line
from cjm_research.errors import ReadError

_NOT_READ = {
    "annotation": "a comment",
    "note": "a footnote",
    "frame": "a text box",
    "custom-shape": "a text box",
    "tracked-changes": "a tracked deletion",
}
_WRAPPERS = frozenset(
    {"section", "list", "list-item", "list-header", "numbered-paragraph", "index-body", "soft-page-break"}
)
_INDEXES = frozenset({"table-of-content", "alphabetical-index", "user-index", "bibliography", "illustration-index"})
_MOST_REPEATED = 200  # columns or rows that one cell may stand for; spreadsheets fill a sheet with one empty cell


class OdtReader:
    """Reads ``.odt``."""

    suffixes: ClassVar[tuple[str, ...]] = (".odt",)

    def read(self, path: Path, encoding: str | None = None) -> Reading:
        """Return the interview in an OpenDocument text.

        Raises
        ------
        ReadError
            If the file is protected by a password, is no text document, is damaged or cut off.
        """
        with open_zip(path) as archive:
            if "META-INF/manifest.xml" in archive and b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise ReadError(f"{path} is protected by a password. Open it, remove the password and save it again.")
            root = xml_of(archive.read("content.xml"), f"{path}, content.xml")
            styles = xml_of(archive.read("styles.xml"), f"{path}, styles.xml") if "styles.xml" in archive else None
        body = root.find("{*}body/{*}text")
        if body is None:
            raise ReadError(f"{path} is no text document (it holds no text body). Save it as .odt again.")
        bold = {**_bold_styles(styles), **_bold_styles(root)}
        text = _Text({name for name, is_bold in bold.items() if is_bold})
        blocks, n = text.blocks(body)
        outside = [] if styles is None else list(_page_edges(styles))
        return interview(path, "odt", lines_of(blocks), [*text.skipped, *outside], {"paragraphs": n})


def _tag(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _attribute(element: Any, name: str) -> str:
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")


def _bold_styles(root: Any) -> dict[str, bool]:
    """Return each style of characters or paragraphs that says whether it is bold."""
    if root is None:
        return {}
    found = {}
    for style in root.iter("{*}style"):
        for properties in style.iterfind("{*}text-properties"):
            weight = _attribute(properties, "font-weight")
            if weight:
                found[_attribute(style, "name")] = weight == "bold" or (weight.isdecimal() and int(weight) >= 600)
    return found


def _page_edges(styles: Any) -> Iterator[Skipped]:
    seen: set[str] = set()
    for edge in styles.iter("{*}header", "{*}footer", "{*}header-left", "{*}footer-left"):
        words = "".join(edge.itertext()).strip()
        if words and words not in seen:
            seen.add(words)
            place = "page's header" if _tag(edge).startswith("header") else "page's footer"
            yield Skipped(place, words[:80], f"in the {place}")


@dataclass
class _Text:
    """Walks a text body; gathers what it leaves out."""

    bold: set[str]
    skipped: list[Skipped] = field(default_factory=list)
    place: str = ""

    def blocks(self, body: Any) -> tuple[list[Paragraph | list[Line]], int]:
        """Return the paragraphs and tables, and the number of paragraphs and table rows."""
        blocks: list[Paragraph | list[Line]] = []
        n = 0
        for block in self._blocks(body):
            self.place = f"paragraph {n + 1}"
            if _tag(block) == "table":
                rows = list(self._rows(block))
                lines, headings = table_lines(rows, [f"paragraph {n + 1 + i}" for i in range(len(rows))])
                blocks.append(lines)
                self.skipped += headings
                n += len(rows)
            elif _tag(block) in _INDEXES or _tag(block) in _NOT_READ:
                self._leave(block)
            else:
                runs = self._runs(block, _attribute(block, "style-name") in self.bold)
                blocks.append(Paragraph(self.place, tuple(runs)))
                n += 1
        return blocks, n

    def _blocks(self, parent: Any) -> Iterator[Any]:
        for child in parent:
            tag = _tag(child)
            if tag in ("p", "h", "table") or tag in _INDEXES or tag in _NOT_READ:
                yield child
            elif tag in _WRAPPERS:
                yield from self._blocks(child)

    def _rows(self, table: Any) -> Iterator[list[str]]:
        for row in table.iter("{*}table-row"):
            if next(row.iterancestors("{*}table")) is not table:
                continue
            cells: list[str] = []
            for cell in row:
                if _tag(cell) in ("table-cell", "covered-table-cell"):
                    times = _attribute(cell, "number-columns-repeated")
                    words = "" if _tag(cell) == "covered-table-cell" else self._cell(cell)
                    cells += [words] * (min(int(times), _MOST_REPEATED) if times.isdecimal() else 1)
            yield cells

    def _cell(self, cell: Any) -> str:
        parts = []
        for block in self._blocks(cell):
            if _tag(block) == "table":
                parts += [" ".join(filter(None, row)) for row in self._rows(block)]
            elif _tag(block) in _NOT_READ:
                self._leave(block)
            else:
                parts.append("".join(run.text for run in self._runs(block, False)))
        return "\n".join(parts).strip()

    def _runs(self, element: Any, bold: bool) -> Iterator[Run]:
        """Give the words of a paragraph in order; blanks as the format counts them."""
        if element.text:
            yield Run(_plain(element.text), bold)
        for child in element:
            tag = _tag(child)
            if tag == "s":
                count = _attribute(child, "c")
                yield Run(" " * (min(int(count), _MOST_REPEATED) if count.isdecimal() else 1), bold)
            elif tag == "tab":
                yield Run("\t", bold)
            elif tag == "line-break":
                yield Run("\n", bold)
            elif tag in _NOT_READ:
                self._leave(child)
            elif tag and tag != "ruby-text":
                style = _attribute(child, "style-name")
                yield from self._runs(child, style in self.bold if tag == "span" and style else bold)
            if child.tail:
                yield Run(_plain(child.tail), bold)

    def _leave(self, element: Any) -> None:
        why = _NOT_READ.get(_tag(element), "a table of contents")
        parts = element.iter("{*}changed-region") if _tag(element) == "tracked-changes" else [element]
        for part in parts:
            if why == "a tracked deletion" and not any(_tag(child) == "deletion" for child in part):
                continue
            paragraphs = ("".join(p.itertext()).strip() for p in part.iter("{*}p", "{*}h"))
            words = " ".join(filter(None, paragraphs))
            if words:
                self.skipped.append(Skipped(self.place, words[:80], why))


def _plain(text: str) -> str:
    """Return characters as the format shows them: line ends and runs of blanks in the XML are one blank."""
    return re.sub(r"[ \t\r\n]+", " ", text)
