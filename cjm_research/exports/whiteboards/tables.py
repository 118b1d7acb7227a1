r"""Tables that spreadsheets and boards read: UTF-8, no formula in any cell.

>>> cell("=SUM(A1)"), cell("-1"), cell(-1), cell("two\nlines")
("'=SUM(A1)", "'-1", -1, 'two lines')
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from cjm_research.exports.whiteboards.plain import one_line

_STARTS = tuple("=+-@＝＋－＠")  # a spreadsheet in Chinese computes after the full-width signs as well
_MOST = 32_000
"""Characters a cell of a spreadsheet holds, a little less."""
Value = str | int | float | None


def cell(value: Value) -> str | int | float:
    """Return what is written: numbers as they are, texts on one line that no spreadsheet computes."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    text = one_line(value)[:_MOST]
    return f"'{text}" if text.startswith(_STARTS) else text


def to_csv(rows: Iterable[Sequence[Value]], mark: bool = True) -> bytes:
    """Return a table with commas: UTF-8, lines end in CRLF.

    With the mark a spreadsheet sees the 汉字; a program that reads the first heading may stumble over it.
    """
    out = io.StringIO(newline="")
    csv.writer(out).writerows([cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig" if mark else "utf-8")


def to_tsv(rows: Iterable[Sequence[Value]]) -> bytes:
    """Return a table with tabs, as a clipboard holds it: no mark, no quotation marks around cells, lines end in LF."""
    lines = ["\t".join(str(cell(value)) for value in row) for row in rows]
    return ("\n".join(lines) + "\n").encode("utf-8")
