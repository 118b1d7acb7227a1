r"""Taking rows out of an original table, every other row left as it is.

A text table keeps the exact bytes of its other rows; a workbook is written anew without the row. The result is read
again and must hold all other rows, or nothing is given back.

>>> import tempfile, pathlib
>>> with tempfile.TemporaryDirectory() as folder:
...     path = pathlib.Path(folder, "survey.csv")
...     _ = path.write_bytes(b'id,said\r\n1,"fine,\nreally"\r\n2,late\r\n')
...     without_rows(path, {2}, "utf-8")
b'id,said\r\n2,late\r\n'
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from cjm_research.corpora.surveys import delimited
from cjm_research.errors import ReadError

CAN = (".csv", ".tsv", ".xlsx")
"""Suffixes of tables that rows can be taken out of."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$")


def without_rows(path: Path, rows: Collection[int], encoding: str = "", sheet: str = "") -> bytes:
    """Return the bytes of a table without some of its rows.

    Parameters
    ----------
    path : Path
        A file with one of the suffixes `CAN`.
    rows : collection of int
        Numbers as a spreadsheet shows them, from 1.
    encoding : str
        In which a text table was read; empty to find it out.
    sheet : str
        The sheet of a workbook; the only one by default.

    Raises
    ------
    ReadError
        If the rows cannot be taken out exactly.
    """
    if path.suffix.lower() not in CAN:
        raise ReadError(
            f"{path}: no row can be taken out of a {path.suffix} file exactly. Take the row out by hand, or let the "
            "whole file go."
        )
    if path.suffix.lower() == ".xlsx":
        return _workbook(path, set(rows), sheet)
    return _text(path, set(rows), encoding)


def _text(path: Path, rows: set[int], encoding: str) -> bytes:
    opened = delimited.open_lines(path, encoding or None)
    opened.stream.close()
    data = path.read_bytes()
    codec = opened.encoding
    try:
        text = data.decode(codec)
        exact = text.encode(codec) == data
    except UnicodeError:
        exact = False
    if not exact:
        # For example a file whose encoding changes half way: cutting text would change other rows.
        raise ReadError(
            f"{path}: its bytes are not exactly {codec}, so no row can be taken out. Let the whole file go."
        )
    records = list(_records(text, opened.delimiter, opened.quoted))
    if not rows <= set(range(1, len(records) + 1)):
        raise ReadError(f"{path}: it has {len(records)} rows and no row {max(rows)}. It is not the file that was read.")
    kept = "".join(record for number, record in enumerate(records, 1) if number not in rows)
    head = text[: len(text) - sum(map(len, records))]
    return (head + kept).encode(codec)


def _records(text: str, delimiter: str, quoted: bool) -> Iterator[str]:
    """Give the pieces of a text that are one row each, their line ends included."""
    body = text.removeprefix("\ufeff")
    first = _LINE.match(body)
    if first and re.fullmatch(r'"?sep=."?', first[0].strip().casefold()):
        body = body[first.end() :]
    lines = _LINE.findall(body)
    csv.field_size_limit(delimited.CELL)
    taken = 0

    def feed() -> Iterator[str]:
        nonlocal taken
        for line in lines:
            taken += 1
            # The csv module is given one kind of line end; what is cut out keeps its own.
            yield line.rstrip("\r\n") + "\n"

    before = 0
    for _ in csv.reader(feed(), delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE):
        yield "".join(lines[before:taken])
        before = taken


def _workbook(path: Path, rows: set[int], sheet: str) -> bytes:
    import openpyxl

    try:
        book = openpyxl.load_workbook(path)
    except (OSError, ValueError, KeyError) as err:
        raise ReadError(f"{path}: the workbook cannot be opened to take a row out ({err}).") from err
    names = [name for name in book.sheetnames if not sheet or name == sheet]
    if len(names) != 1:
        raise ReadError(f"{path}: which of its {len(book.sheetnames)} sheets holds the row is not certain.")
    table = book[names[0]]
    before = [row for number, row in enumerate(table.iter_rows(values_only=True), 1) if number not in rows]
    for number in sorted(rows, reverse=True):
        table.delete_rows(number)
    out = io.BytesIO()
    book.save(out)
    again = openpyxl.load_workbook(io.BytesIO(out.getvalue()))[names[0]]
    if [row for row in again.iter_rows(values_only=True) if any(row)] != [row for row in before if any(row)]:
        raise ReadError(f"{path}: other rows would change if one were taken out. Take it out by hand.")
    return out.getvalue()
