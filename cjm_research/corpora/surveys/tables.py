"""Tables as rows of text cells: .csv and .tsv in any encoding and with any delimiter, workbooks sheet by sheet.

Nothing is judged here: which row is a header and which column an answer is for `surveys.headers` and `surveys.columns`.
A row keeps the number that a spreadsheet shows for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cjm_research.corpora.reading import Skipped
from cjm_research.corpora.surveys import delimited
from cjm_research.errors import ReadError

if TYPE_CHECKING:
    import pandas as pd

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")


@dataclass(frozen=True)
class Table:
    """A table of text cells, the header rows included; rows with nothing in them are left out.

    Attributes
    ----------
    rows : list of list of str
        Rows may differ in length.
    numbers : list of int
        The number of each row in the file, as a spreadsheet shows it, from 1.
    format : str
        "csv", "tsv", "xlsx", "xls", "ods".
    encoding, confidence, sample_line
        As in `reading.Reading`.
    sheet : str
        Name of the sheet in a workbook.
    spread : frozenset of int
        Indexes of rows in which a merged cell was spread over several columns.
    skipped : tuple of Skipped
        Cells that could not be read.
    """

    rows: list[list[str]]
    numbers: list[int]
    format: str
    encoding: str = ""
    confidence: float = 1.0
    sample_line: str = ""
    sheet: str = ""
    spread: frozenset[int] = frozenset()
    skipped: tuple[Skipped, ...] = ()


def read_tables(path: Path, encoding: str | None = None) -> list[Table]:
    """Return every table in a file that has a row: one of a text file, one a sheet of a workbook.

    Raises
    ------
    ReadError
        If the file is not such a table, is protected, damaged or cut off, or has no row.
    """
    tables = _sheets(path) if path.suffix.lower() in WORKBOOKS else [_text(path, encoding)]
    tables = [table for table in tables if table.rows]
    if not tables:
        raise ReadError(f"{path} holds no table. Export it again with a header row.")
    return tables


def read_table(path: str | Path, encoding: str | None = None) -> pd.DataFrame:
    """Return a table with one header row as a frame of text, missing cells empty.

    Parameters
    ----------
    path : str or Path
        A .csv, .tsv, .xlsx, .xls or .ods; of a workbook the sheet with the most text.
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
    if path.suffix.lower() not in (".csv", ".tsv", *WORKBOOKS):
        raise ReadError(f"{path} is no table. Save it as .csv, .tsv or .xlsx.")
    table = max(read_tables(path, encoding), key=n_characters)
    header, *rows = table.rows
    names = [cell.strip() for cell in header]
    return pd.DataFrame([(row + [""] * len(names))[: len(names)] for row in rows], columns=names, dtype=str)


def n_characters(table: Table) -> int:
    """Return how much text a table holds."""
    return sum(len(cell) for row in table.rows for cell in row)


def _text(path: Path, encoding: str | None) -> Table:
    opened = delimited.open_lines(path, encoding)
    rows, numbers = [], []
    for number, row in enumerate(delimited.rows_of(opened, path), 1):
        if any(cell.strip() for cell in row):
            rows.append(row)
            numbers.append(number)
    return Table(rows, numbers, opened.format, opened.encoding, opened.confidence, opened.sample_line)


def _sheets(path: Path) -> list[Table]:
    from cjm_research.corpora.surveys.workbooks import read_workbook

    tables = []
    for sheet in read_workbook(path):
        kept = [(n, row) for n, row in enumerate(sheet.rows) if any(cell.strip() for cell in row)]
        spread = frozenset(i for i, (n, _) in enumerate(kept) if n in sheet.spread)
        sample = next((cell for _, row in kept[1:] for cell in row if len(cell) > 20), "")[:80]
        tables.append(
            Table(
                [row for _, row in kept], [n + 1 for n, _ in kept], path.suffix.lower()[1:], "", 1.0, sample,
                sheet.name, spread, sheet.skipped,
            )
        )  # fmt: skip
    return tables
