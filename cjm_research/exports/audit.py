"""The audit as files: a table to filter in a spreadsheet, and a workbook with how often the model was corrected.

Names of people, codes and files may begin with ``=``, ``+``, ``-`` or ``@``; no cell becomes a formula. The table is
UTF-8 with a mark at its beginning, so that Excel reads Chinese in it. The same frames give the same bytes.
"""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cjm_research.errors import ExportError
from cjm_research.exports import inks
from cjm_research.exports.base import write_file

if TYPE_CHECKING:
    import pandas as pd

SUFFIXES = (".csv", ".xlsx")

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_FONTS = {"en": "Calibri", "zh": "Microsoft YaHei"}
_UNDATED = datetime(2000, 1, 1)  # XlsxWriter would otherwise write the clock of this machine
_ROWS = 1_048_575  # of a sheet, without its heading
_WIDTHS = {"act": 30, "created_at": 28, "before": 26, "after": 26, "suggested_value": 26, "code": 26, "version": 24}
_HEADS: dict[str, dict[str, str]] = {
    "en": {
        "event_id": "Act",
        "created_at": "When (UTC)",
        "who": "Who",
        "act": "What was done",
        "segment_id": "Segment",
        "kind": "Kind",
        "coder": "Coding of",
        "before": "Before",
        "after": "After",
        "suggested_value": "Suggested",
        "suggested_score": "Score",
        "suggested_version": "Model",
        "undone_by": "Taken back by act",
        "half": "Half",
        "code": "Code",
        "version": "Model",
        "n_judged": "Suggestions judged",
        "accepted": "Accepted",
        "changed": "Changed",
        "rejected": "Rejected",
        "added": "Added by people",
        "share_{}": "{}: share",
        "low_{}": "{}: from",
        "high_{}": "{}: to",
        "audit": "Audit",
        "corrections": "Corrections",
    },
    "zh": {
        "event_id": "操作",
        "created_at": "时间（UTC）",
        "who": "何人",
        "act": "做了什么",
        "segment_id": "片段",
        "kind": "类别",
        "coder": "谁的编码",
        "before": "之前",
        "after": "之后",
        "suggested_value": "建议",
        "suggested_score": "得分",
        "suggested_version": "模型",
        "undone_by": "被哪个操作撤销",
        "half": "前后半",
        "code": "编码",
        "version": "模型",
        "n_judged": "判断过的建议",
        "accepted": "接受",
        "changed": "改动",
        "rejected": "否定",
        "added": "人工添加",
        "share_{}": "{}：比例",
        "low_{}": "{}：下限",
        "high_{}": "{}：上限",
        "audit": "审计",
        "corrections": "纠正",
    },
}


def write_audit(
    path: Path | str,
    audit: pd.DataFrame,
    corrections: pd.DataFrame | None = None,
    said: tuple[str, ...] = (),
    language: str = "en",
) -> Path:
    """Write the audit to a file; its ending says which kind.

    Parameters
    ----------
    path : Path or str
        Ends in ".csv" (the audit alone) or ".xlsx" (with the corrections on a sheet of their own).
    audit, corrections : DataFrame
        As `review.audit.audit` and `review.corrections.corrections` return them.
    said : tuple of str
        Sentences that sum them up; they stand above the corrections.
    language : {"en", "zh"}
        Of the headings.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ExportError
        If the ending is neither, a sheet cannot hold so many rows, or the file cannot be written.
    """
    path = Path(path)
    if path.suffix.casefold() not in SUFFIXES:
        raise ExportError(
            f"The audit cannot be written to {path.name!r}: its ending is {path.suffix!r}. Expected .csv or .xlsx."
        )
    if path.suffix.casefold() == ".csv":
        return write_file(path, to_csv(audit, language))
    return write_file(path, to_xlsx(audit, corrections, said, language))


def to_csv(frame: pd.DataFrame, language: str = "en") -> bytes:
    """Return a frame as a table: UTF-8 with its mark, CRLF, an apostrophe before what a spreadsheet would compute."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([head(name, language) for name in frame.columns])
    for values in frame.itertuples(index=False):
        writer.writerow([_safe(_plain(value)) for value in values])
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(
    audit: pd.DataFrame, corrections: pd.DataFrame | None = None, said: tuple[str, ...] = (), language: str = "en"
) -> bytes:
    """Return the workbook: a sheet of the audit and, if given, one of the corrections; as `write_audit`."""
    import xlsxwriter

    if len(audit) > _ROWS:
        raise ExportError(f"A sheet holds {_ROWS:,} rows, the audit has {len(audit):,}. Write it as .csv instead.")
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": _UNDATED})
    _sheet(book, "audit", audit, (), language)
    if corrections is not None:
        _sheet(book, "corrections", corrections, said, language)
    book.close()
    return out.getvalue()


def head(name: str, language: str) -> str:
    """Return the heading of a column.

    >>> head("share_accepted", "en"), head("low_added", "zh")
    ('Accepted: share', '人工添加：下限')
    """
    heads = _HEADS[language]
    what, _, of = name.partition("_")
    if f"{what}_{{}}" in heads and of in heads:
        return heads[f"{what}_{{}}"].format(heads[of])
    return heads.get(name, name)


def _sheet(book: Any, key: str, frame: pd.DataFrame, said: tuple[str, ...], language: str) -> None:
    base = {"font_name": _FONTS[language], "font_size": 10, "valign": "top", "font_color": inks.INK}
    plain, share = book.add_format(base), book.add_format(base | {"num_format": "0.00"})
    quoted = book.add_format(base | {"quote_prefix": True})  # stays text when the cell is edited in Excel
    bold = book.add_format(base | {"bold": True, "bg_color": inks.FAINT, "bottom": 1, "text_wrap": True})
    sheet = book.add_worksheet(_HEADS[language][key])
    for row, sentence in enumerate(said):
        sheet.write_string(row, 0, sentence, plain)
    first = len(said) + 1 if said else 0
    for column, name in enumerate(frame.columns):
        sheet.set_column(column, column, _WIDTHS.get(name, 14))
        sheet.write_string(first, column, head(name, language), bold)
    for row, values in enumerate(frame.itertuples(index=False), start=first + 1):
        for column, value in enumerate(map(_plain, values)):
            if isinstance(value, int | float):
                sheet.write_number(row, column, value, share if isinstance(value, float) else plain)
            elif value:
                sheet.write_string(row, column, value, quoted if value.startswith(_FORMULA_STARTS) else plain)
    sheet.freeze_panes(first + 1, 0)
    sheet.autofilter(first, 0, first + max(len(frame), 1), max(len(frame.columns) - 1, 0))


def _plain(value: Any) -> str | int | float:
    """Return a number or a text without signs that no file holds; "" for what is missing."""
    import pandas as pd

    if pd.isna(value):
        return ""
    if isinstance(value, str):
        return "".join(char if char >= " " or char in "\n\t" else "�" for char in value)[:32_000]
    if hasattr(value, "item"):
        return value.item()
    return value if isinstance(value, int | float) else str(value)


def _safe(value: str | int | float) -> str | int | float:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
