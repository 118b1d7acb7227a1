"""The workbook ``journey.xlsx``: the map to edit, the evidence to filter, the curve as a native chart.

Every text is written as text: what people said may start with ``=`` or ``+`` and never becomes a formula. A cell
holds 32,767 characters; a longer text ends in a note that says how long it is and where the whole of it is.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from cjm_research.exports import inks
from cjm_research.exports.base import check_quotes, write_file
from cjm_research.exports.board import build_board, few_people

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from cjm_research.exports.board import Board
    from cjm_research.journeys.map import JourneyMap

_CELL_CHARS = 32_767
_FORMULA_STARTS = ("=", "+", "-", "@", "\t")
_UNDATED = datetime(2000, 1, 1)
_FONTS = {"en": "Calibri", "zh": "Microsoft YaHei"}


@dataclass(frozen=True)
class WorkbookExporter:
    """``journey.xlsx``: Map, Findings, Evidence, Emotion, Codebook, Participants, Read me."""

    name: ClassVar[str] = "xlsx"
    few_people: int = field(default_factory=few_people)

    def write(self, journey: JourneyMap, folder: Path) -> list[Path]:
        """Write ``journey.xlsx`` into the folder.

        Raises
        ------
        ExportError
            If a quote is not exact.
        """
        check_quotes(journey)
        return [write_file(Path(folder) / "journey.xlsx", to_xlsx(journey, self.few_people))]


def to_xlsx(journey: JourneyMap, few: int) -> bytes:
    """Return the workbook; the same journey gives the same bytes."""
    import xlsxwriter

    from cjm_research.exports import sheets

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    study = journey.data["study"]
    book.set_properties({"title": study["title"], "comments": f"cjm_research {study['cjm_research']}",
                         "created": _created(study["created_at"])})  # fmt: skip
    desk = Desk(book, build_board(journey, few))
    for write in sheets.IN_ORDER:
        write(desk, journey)
    book.close()
    return out.getvalue()


def _created(stamp: str | None) -> datetime:
    """Return the date of the study, or a fixed one: XlsxWriter would otherwise write the clock of this machine."""
    if not stamp:
        return _UNDATED
    moment = datetime.fromisoformat(stamp.replace("Z", "+00:00"))
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0) if moment.tzinfo else moment


class Desk:
    """A workbook being written: makes sheets, formats and safe cells.

    Attributes
    ----------
    board : Board
        The map in words.
    """

    def __init__(self, book: Workbook, board: Board) -> None:
        self.book = book
        self.board = board
        self._formats: dict[tuple, Format] = {}

    def look(self, **style: Any) -> Format:
        """Return the format with these XlsxWriter properties, made once."""
        key = tuple(sorted(style.items()))
        if key not in self._formats:
            base = {"font_name": _FONTS[self.board.language], "font_size": 10, "valign": "top", "text_wrap": True}
            self._formats[key] = self.book.add_format(base | {"font_color": inks.INK} | style)
        return self._formats[key]

    def sheet(self, key: str) -> Worksheet:
        """Add a sheet, named in the language of the board, that prints on one landscape page across."""
        sheet = self.book.add_worksheet(self.board.word(f"sheet_{key}"))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
        sheet.set_footer(f"&L{_footer(self.board.title)}&R&P / &N")
        sheet.hide_gridlines(2)
        return sheet

    def put(self, sheet: Worksheet, row: int, column: int, value: Any, **style: Any) -> None:
        """Write one value: numbers and truth values as such, None as an empty cell, everything else as text."""
        if isinstance(value, bool):
            sheet.write_string(row, column, self.board.word("yes" if value else "no"), self.look(**style))
        elif isinstance(value, int | float) and value == value:
            sheet.write_number(row, column, value, self.look(**style))
        elif value is None or value != value or value == "":
            sheet.write_blank(row, column, None, self.look(**style))
        else:
            text = self.fitting(str(value))
            if text.startswith(_FORMULA_STARTS):
                style = style | {"quote_prefix": True}  # stays text when the cell is edited in Excel
            sheet.write_string(row, column, text, self.look(**style))

    def fitting(self, text: str) -> str:
        """Return the text as a cell can hold it: its length is counted as Excel counts, in UTF-16 units."""
        text = "".join(char if char >= " " or char in "\n\t" else "�" for char in text)
        if len(text.encode("utf-16-le")) // 2 <= _CELL_CHARS:
            return text
        note = self.board.word("cut", n=f"{len(text):,}")
        units = text.encode("utf-16-le")[: 2 * (_CELL_CHARS - len(note))]
        return units.decode("utf-16-le", errors="ignore") + note

    def table(self, key: str, columns: list[tuple[str, int]], rows: list[list[Any]]) -> Worksheet:
        """Add a sheet with one row a fact, its heading frozen and filterable.

        Parameters
        ----------
        key : str
            Of the sheet's name.
        columns : list of (str, int)
            Label key and width in characters.
        rows : list of list
            Values in the order of the columns.
        """
        sheet = self.sheet(key)
        for column, (name, width) in enumerate(columns):
            sheet.set_column(column, column, width)
            self.put(sheet, 0, column, self.board.word(name), bold=True, bg_color=inks.FAINT, bottom=1)
        for row, values in enumerate(rows, start=1):
            for column, value in enumerate(values):
                self.put(sheet, row, column, value, **({"num_format": "0.00"} if isinstance(value, float) else {}))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
        sheet.repeat_rows(0)
        return sheet


def _footer(title: str) -> str:
    return title.replace("&", "&&")[:120]
