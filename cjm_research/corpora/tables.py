"""Tables as rows of text cells: .csv and .tsv in any encoding and with any delimiter, .xlsx by its fullest sheet.

Nothing is judged here: which row is a header and which column an answer is for `corpora.headers` and `corpora.columns`.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cjm_research.corpora.encoding import decode
from cjm_research.corpora.reading import Skipped
from cjm_research.corpora.word import open_office
from cjm_research.errors import ReadError

if TYPE_CHECKING:
    import pandas as pd

_CELL = 10_000_000  # characters; the csv module's own limit is too small for some answers


@dataclass(frozen=True)
class Table:
    """A table of text cells, the header rows included.

    Attributes
    ----------
    rows : list of list of str
        Rows may differ in length.
    format : {"csv", "tsv", "xlsx"}
    encoding, confidence, sample_line
        As in `reading.Reading`.
    skipped : tuple of Skipped
        Sheets that were not read.
    """

    rows: list[list[str]]
    format: str
    encoding: str = ""
    confidence: float = 1.0
    sample_line: str = ""
    skipped: tuple[Skipped, ...] = ()


def read_rows(path: Path, encoding: str | None = None) -> Table:
    """Return the rows of a .csv, .tsv or .xlsx.

    Raises
    ------
    ReadError
        If the file is not such a table, is protected, damaged or cut off, or has no row.
    """
    table = _read_workbook(path) if path.suffix.lower() == ".xlsx" else _read_text(path, encoding)
    if not table.rows:
        raise ReadError(f"{path} holds no table. Export it again with a header row.")
    return table


def read_table(path: str | Path, encoding: str | None = None) -> pd.DataFrame:
    """Return a table with one header row as a frame of text, missing cells empty.

    Parameters
    ----------
    path : str or Path
        A .csv, .tsv or .xlsx.
    encoding : str, optional
        The encoding of a text file, if it is known.

    Raises
    ------
    ReadError
        If the file is missing, empty, or not such a table.
    """
    import pandas as pd

    from cjm_research.corpora.reading import bytes_of

    path = Path(path)
    bytes_of(path)
    if path.suffix.lower() not in (".csv", ".tsv", ".xlsx"):
        raise ReadError(f"{path} is no table. Save it as .csv, .tsv or .xlsx.")
    header, *rows = read_rows(path, encoding).rows
    names = [cell.strip() for cell in header]
    return pd.DataFrame([(row + [""] * len(names))[: len(names)] for row in rows], columns=names, dtype=str)


def _read_text(path: Path, encoding: str | None) -> Table:
    decoded = decode(path.read_bytes(), str(path), encoding)
    csv.field_size_limit(_CELL)
    text = decoded.text.lstrip("\n")
    if text.startswith("sep=") and "\n" in text:
        text = text.split("\n", 1)[1]
    delimiter = _delimiter(text, path)
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    _refuse_open_quote(text, delimiter, rows, path)
    form = "tsv" if delimiter == "\t" else "csv"
    rows = [row for row in rows if row]
    return Table(rows, form, decoded.encoding, decoded.confidence, decoded.sample_line)


def _delimiter(text: str, path: Path) -> str:
    """Return the mark that cuts the most rows into the same number of columns, more than one."""
    best, score = ("\t" if path.suffix.lower() == ".tsv" else ","), 0.0
    for mark in (",", "\t", ";", "|"):
        rows = []
        for row in csv.reader(io.StringIO(text), delimiter=mark):
            rows.append(len(row))
            if len(rows) == 60:
                break
        usual, n = Counter(length for length in rows if length).most_common(1)[0] if any(rows) else (1, 0)
        if usual > 1 and n / len(rows) + usual / 1000 > score:
            best, score = mark, n / len(rows) + usual / 1000
    return best


def _refuse_open_quote(text: str, delimiter: str, rows: list[list[str]], path: Path) -> None:
    """A quote that is opened and never closed swallows the rest of a file that was cut off."""
    try:
        for _ in csv.reader(io.StringIO(text), delimiter=delimiter, strict=True):
            pass
    except csv.Error as err:
        if "unexpected end of data" in str(err):
            raise ReadError(
                f"{path}, row {len(rows)}: a quotation mark is opened and never closed; the file seems to be cut off. "
                "Export it again, or close the quote."
            ) from err


def _read_workbook(path: Path) -> Table:
    book = open_office(path, "xlsx")
    sheets = {}
    for sheet in book.worksheets:
        rows = [[_cell(value) for value in row] for row in sheet.iter_rows(values_only=True)]
        sheets[sheet.title] = [row for row in rows if any(row)]
    book.close()
    best = max(sheets, key=lambda title: sum(len(cell) for row in sheets[title] for cell in row), default="")
    others = tuple(
        Skipped(f"sheet {title}", f"{len(rows)} rows", f"only the sheet with the most text, {best!r}, is read")
        for title, rows in sheets.items() if title != best and rows
    )  # fmt: skip
    rows = sheets.get(best, [])
    sample = next((cell for row in rows[1:] for cell in row if len(cell) > 20), "")[:80]
    return Table(rows, "xlsx", sample_line=sample, skipped=others)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return str(value).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
