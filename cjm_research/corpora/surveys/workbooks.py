"""Sheets of a workbook as rows of text cells: .xlsx by openpyxl, .ods by its XML, old .xls by calamine, apart.

Merged cells are filled with their value. A formula counts by the value that was saved with it; one that was never
calculated has none, which is said. Whole numbers stay whole, dates become ISO text.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from cjm_research.corpora.archive import open_zip, xml_of
from cjm_research.corpora.reading import Skipped
from cjm_research.corpora.surveys.apart import read_apart
from cjm_research.errors import ReadError

MOST = 20_000_000
"""Most cells of a sheet that are read."""
_ROWS = 1_100_000  # rows of a sheet; Excel's own limit is 1,048,576
_FILL = 200_000  # cells that merged ranges of a sheet may fill
_UNSAVED = re.compile(rb"<c r=\"([A-Z]+\d+)\"[^>]*>\s*<f[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
_MERGED = re.compile(rb"<mergeCell [^>]*?ref=\"([A-Z]+)(\d+):([A-Z]+)(\d+)\"")
_OLE = b"\xd0\xcf\x11\xe0"


@dataclass
class Sheet:
    """A sheet, rows with nothing in them included.

    Attributes
    ----------
    name : str
    rows : list of list of str
        Without empty cells at the end of a row, and without empty rows at the end.
    spread : set of int
        Indexes of rows in which a merged cell was spread over several columns.
    skipped : tuple of Skipped
        Cells without a value of their own.
    """

    name: str
    rows: list[list[str]]
    spread: set[int] = field(default_factory=set)
    skipped: tuple[Skipped, ...] = ()


def read_workbook(path: Path) -> list[Sheet]:
    """Return the visible and hidden sheets of a workbook, in order.

    Raises
    ------
    ReadError
        If it is protected by a password, damaged, cut off, no workbook, or far too large.
    """
    suffix = path.suffix.lower()
    with path.open("rb") as file:
        start = file.read(8)
    if suffix == ".xls" and start.startswith(_OLE):
        return list(_old(path))
    if suffix == ".xls" and not start.startswith(b"PK"):
        raise ReadError(
            f"{path} is no Excel workbook inside, though its name says so (some tools write a web page or a text "
            "table under this name). Open it and save it as .xlsx, or name it .csv."
        )
    return list(_ods(path) if suffix == ".ods" else _xlsx(path))


def text_of(value: object) -> str:
    """Return the value of a cell as text.

    >>> text_of(9.0), text_of(datetime(2026, 3, 1, 10, 5)), text_of(None), text_of(True)
    ('9', '2026-03-01 10:05:00', '', 'TRUE')
    """
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e18 else repr(value)
    if isinstance(value, datetime):
        return value.replace(microsecond=0).isoformat(" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")


def _xlsx(path: Path) -> Iterator[Sheet]:
    import openpyxl
    from lxml.etree import XMLSyntaxError

    with open_zip(path) as archive:
        parts = _parts(archive, path)
        try:
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            for sheet in book.worksheets:
                sheet.reset_dimensions()
                rows = _trimmed(
                    path, sheet.title, ([text_of(v) for v in row] for row in sheet.iter_rows(values_only=True))
                )
                raw = archive.read(parts[sheet.title]) if sheet.title in parts else b""
                spread = _fill(rows, [_box(hit.groups()) for hit in _MERGED.finditer(raw)])
                yield Sheet(sheet.title, rows, spread, _unsaved(raw, sheet.title))
            book.close()
        except ReadError:
            raise
        except (
            KeyError,
            ValueError,
            TypeError,
            AttributeError,
            IndexError,
            AssertionError,
            EOFError,
            OSError,
            SyntaxError,
            XMLSyntaxError,
            BadZipFile,
            zlib.error,
        ) as err:
            why = str(err).splitlines()[0][:200] if str(err).strip() else type(err).__name__
            raise ReadError(f"{path} is a zip archive but not a whole .xlsx ({why}). Save it as .xlsx again.") from err


def _parts(archive: Any, path: Path) -> dict[str, str]:
    """Return each sheet's name with the part of the archive that holds it."""
    if "xl/workbook.xml" not in archive or "xl/_rels/workbook.xml.rels" not in archive:
        raise ReadError(f"{path} is a zip archive but not a whole .xlsx (it has no workbook). Save it as .xlsx again.")
    links = xml_of(archive.read("xl/_rels/workbook.xml.rels"), f"{path}, links")
    targets = {link.get("Id"): (link.get("Target") or "").lstrip("/") for link in links}
    found = {}
    for node in xml_of(archive.read("xl/workbook.xml"), f"{path}, workbook").iter("{*}sheet"):
        link = next((value for key, value in node.attrib.items() if key.endswith("}id")), "")
        target = targets.get(link, "")
        part = target if target.startswith("xl/") else f"xl/{target}"
        if part in archive:
            found[node.get("name") or ""] = part
    return found


def _unsaved(raw: bytes, title: str) -> tuple[Skipped, ...]:
    cells = [hit[1].decode() for hit in _UNSAVED.finditer(raw)]
    if not cells:
        return ()
    what = f"{len(cells)} formulas" if len(cells) > 1 else "a formula"
    why = "no value was saved with it; open the workbook, let it calculate and save it"
    return (Skipped(f"sheet {title}, cell {cells[0]}", what, why),)


def _box(ref: tuple[bytes, ...]) -> tuple[int, int, int, int]:
    left, top, right, bottom = ref
    return int(top) - 1, _column(left), int(bottom) - 1, _column(right)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:4]:
        number = number * 26 + letter - 64
    return number - 1


def _fill(rows: list[list[str]], boxes: list[tuple[int, int, int, int]]) -> set[int]:
    """Give each cell of a merged range the range's value; return the rows in which it was spread over columns."""
    spread: set[int] = set()
    left = _FILL
    for top, first, bottom, last in boxes:
        if top >= len(rows) or first >= len(rows[top]) or not rows[top][first]:
            continue
        bottom = min(bottom, len(rows) - 1)
        left -= (bottom - top + 1) * (last - first + 1)
        if left < 0:
            break
        for n in range(top, bottom + 1):
            rows[n] += [""] * (last + 1 - len(rows[n]))
            rows[n][first : last + 1] = [rows[top][first]] * (last + 1 - first)
            if last > first:
                spread.add(n)
    return spread


def _trimmed(path: Path, title: str, rows: Iterator[list[str]]) -> list[list[str]]:
    kept: list[list[str]] = []
    cells = 0
    for row in rows:
        while row and not row[-1].strip():
            row.pop()
        kept.append(row)
        cells += len(row)
        if cells > MOST or len(kept) > _ROWS:
            raise ReadError(
                f"{path}, sheet {title}: it has more than {MOST:,} cells or {_ROWS:,} rows. Save it as .csv."
            )
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _old(path: Path) -> Iterator[Sheet]:
    found, wrong = read_apart("xls", str(path))
    if wrong == "password":
        raise ReadError(f"{path} is protected by a password. Open it, remove the password and save it again.")
    if wrong:
        raise ReadError(f"{path} is no whole .xls: it is damaged or cut off ({wrong}). Save it as .xlsx again.")
    for sheet in found:
        rows = _trimmed(path, sheet["name"], ([text_of(value) for value in row] for row in sheet["rows"]))
        yield Sheet(sheet["name"], rows, _fill(rows, [tuple(box) for box in sheet["merged"]]))


_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def _ods(path: Path) -> Iterator[Sheet]:
    with open_zip(path) as archive:
        if "content.xml" not in archive:
            raise ReadError(f"{path} is a zip archive but no .ods (it has no content). Save it as .ods again.")
        root = xml_of(archive.read("content.xml"), f"{path}, content")
    for table in root.iter(f"{_TABLE}table"):
        name = table.get(f"{_TABLE}name") or ""
        boxes: list[tuple[int, int, int, int]] = []
        rows = _trimmed(path, name, _ods_rows(table, boxes))
        yield Sheet(name, rows, _fill(rows, boxes))


def _ods_rows(table: Any, boxes: list[tuple[int, int, int, int]]) -> Iterator[list[str]]:
    n = empty = 0
    for node in table.iter(f"{_TABLE}table-row"):
        cells: list[str] = []
        for cell in node.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            text = _ods_cell(cell) if cell.tag == f"{_TABLE}table-cell" else ""
            wide, tall = _count(cell, "number-columns-spanned"), _count(cell, "number-rows-spanned")
            if text and wide * tall > 1:
                boxes.append((n + empty, len(cells), n + empty + tall - 1, len(cells) + wide - 1))
            cells += [text] * min(_count(cell, "number-columns-repeated"), 16_384)
            if len(cells) > 20_000:
                break
        while cells and not cells[-1]:
            cells.pop()
        again = _count(node, "number-rows-repeated")
        if not cells:
            empty += again
            continue
        for row in ([[]] * min(empty, _ROWS), [cells] * again):
            yield from map(list, row)
            n += len(row)
        empty = 0


def _count(node: Any, name: str) -> int:
    value = node.get(f"{_TABLE}{name}") or "1"
    return min(int(value), _ROWS) if value.isdigit() and len(value) < 9 else 1


def _ods_cell(cell: Any) -> str:
    kind = cell.get(f"{_OFFICE}value-type")
    if kind == "date":
        return (cell.get(f"{_OFFICE}date-value") or "").replace("T", " ")
    if kind == "float":
        value = cell.get(f"{_OFFICE}value") or ""
        return re.sub(r"^(-?\d+)\.0+$", r"\1", value)
    if kind == "boolean":
        return (cell.get(f"{_OFFICE}boolean-value") or "").upper()
    return "\n".join(_ods_text(paragraph) for paragraph in cell.iterchildren(f"{_TEXT}p"))


def _ods_text(paragraph: Any) -> str:
    parts = []
    for node in paragraph.iter():
        if node.tag == f"{_TEXT}s":
            parts.append(" " * min(int(node.get(f"{_TEXT}c") or 1), 100))
        elif node.tag in (f"{_TEXT}line-break", f"{_TEXT}tab"):
            parts.append("\n" if node.tag.endswith("break") else "\t")
        elif isinstance(node.tag, str):
            parts.append(node.text or "")
        if node is not paragraph:
            parts.append(node.tail or "")
    return "".join(parts)
