"""The workbook ``journey.xlsx``: the map to print, cards and stages to edit, the evidence to filter, native charts.

Every text is written as text: what people said may start with ``=`` or ``+`` and never becomes a formula. A cell
holds 32,767 characters; a longer text ends in a note that says how long it is and where the whole of it is. What
people edit comes back by the columns of `edit_columns`.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from cjm_research.exports import edit_columns, inks, workbook_words
from cjm_research.exports.base import check_quotes, write_file
from cjm_research.exports.board import build_board, few_people
from cjm_research.exports.cells import CELL_CHARS, FORMULA_STARTS, fitting, height_of

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from cjm_research.exports.board import Board
    from cjm_research.exports.material import Material
    from cjm_research.journeys.map import JourneyMap

_UNDATED = datetime(2000, 1, 1)
_FONTS = {"en": "Calibri", "zh": "Microsoft YaHei"}
_A4, _A3 = 9, 8
_RIGHT = {"align": "right", "indent": 1}
_FIGURES = {int: "0_)_)", float: "0.00_)_)"}  # with room at the right, where the next column begins
_TALLEST_ROW = 150  # points of a row of a table; what is longer is read in its cell


@dataclass(frozen=True)
class WorkbookExporter:
    """``journey.xlsx``: Map, Cards, Stages, Findings, Evidence, Emotion, Priorities, people, methods, Read me."""

    name: ClassVar[str] = "excel"
    speaks: ClassVar[str] = "one"
    few_people: int = field(default_factory=few_people)
    material: Material | None = field(default=None, repr=False)

    @classmethod
    def of(cls, material: Material) -> Self:
        """Return the exporter of a study: with people one by one, agreement, saturation and coverage."""
        return cls(material=material)

    def write(self, journey: JourneyMap, folder: Path) -> list[Path]:
        """Write ``journey.xlsx`` into the folder.

        Raises
        ------
        ExportError
            If a quote is not exact.
        """
        check_quotes(journey)
        return [write_file(Path(folder) / "journey.xlsx", to_xlsx(journey, self.few_people, self.material))]


def to_xlsx(journey: JourneyMap, few: int, material: Material | None = None) -> bytes:
    """Return the workbook; the same journey gives the same bytes.

    Parameters
    ----------
    journey : JourneyMap
        What is written, in its language.
    few : int
        An emotion point of fewer people is faint.
    material : Material, optional
        What the study holds beside its map.
    """
    import xlsxwriter

    from cjm_research.exports import sheets

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    study, language = journey.data["study"], journey.language
    book.set_properties({"title": fitting(study["title"], language)[:250], "created": _created(study["created_at"]),
                         "comments": f"cjm_research {study['cjm_research']}"})  # fmt: skip
    for name, value in (
        (edit_columns.PROPERTY, edit_columns.FORMAT),
        ("cjm_journey", edit_columns.journey_digest(journey)),
        ("cjm_language", language),
    ):
        book.set_custom_property(name, value)
    desk = Desk(book, build_board(journey, few), material)
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
    material : Material, optional
        What the study holds beside its map.
    """

    def __init__(self, book: Workbook, board: Board, material: Material | None = None) -> None:
        self.book = book
        self.board = board
        self.material = material
        self._formats: dict[tuple, Format] = {}

    def word(self, key: str, **values: object) -> str:
        """Return a label in the language of the board: one of the workbook, or one that all exports share."""
        if workbook_words.has(key):
            return workbook_words.label(key, self.board.language, **values)
        return self.board.word(key, **values)

    def look(self, **style: Any) -> Format:
        """Return the format with these XlsxWriter properties, made once."""
        key = tuple(sorted(style.items()))
        if key not in self._formats:
            base = {"font_name": _FONTS[self.board.language], "font_size": 10, "valign": "top", "text_wrap": True}
            self._formats[key] = self.book.add_format(base | {"font_color": inks.INK} | style)
        return self._formats[key]

    def sheet(self, key: str, large: bool = False) -> Worksheet:
        """Add a sheet, named in the language of the board, that prints on one landscape page across: A4, or A3."""
        sheet = self.book.add_worksheet(self.word(f"sheet_{key}"))
        sheet.set_landscape()
        sheet.set_paper(_A3 if large else _A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer(f"&L&8 {_footer(self.board.title)}&C&8 {_footer(sheet.get_name())}&R&8 &P / &N")
        sheet.hide_gridlines(2)
        return sheet

    def put(self, sheet: Worksheet, row: int, column: int, value: Any, **style: Any) -> None:
        """Write one value: numbers and truth values as such, None as an empty cell, everything else as text."""
        if isinstance(value, bool):
            sheet.write_string(row, column, self.word("yes" if value else "no"), self.look(**style))
        elif isinstance(value, int | float) and value == value:
            sheet.write_number(row, column, value, self.look(**style))
        elif value is None or value != value or value == "":
            sheet.write_blank(row, column, None, self.look(**style))
        else:
            text = fitting(str(value), self.board.language)
            sheet.write_string(row, column, text, self.look(**style, **_as_text(text)))

    def put_lines(self, sheet: Worksheet, row: int, column: int, lines: list[tuple[str, dict]], **style: Any) -> None:
        """Write lines of text into one cell, each in a style of its own; very long ones in one style."""
        lines = [(text, own) for text, own in lines if text]
        whole = "\n".join(text for text, _ in lines)
        if len(lines) < 2 or 2 * len(whole) > CELL_CHARS:
            self.put(sheet, row, column, whole, **style, **(lines[0][1] if len(lines) == 1 else {}))
            return
        pieces: list[Any] = []
        for at, (text, own) in enumerate(lines):
            end = "\n" if at + 1 < len(lines) else ""
            pieces += [self.look(**own), fitting(text, self.board.language) + end]
        sheet.write_rich_string(row, column, *pieces, self.look(**style, **_as_text(lines[0][0])))

    def line(self, sheet: Worksheet, row: int, text: str, width: int, columns: int, **style: Any) -> None:
        """Write a sentence across columns that are together as wide as said."""
        sheet.merge_range(row, 0, row, columns - 1, "", self.look(**style))
        self.put(sheet, row, 0, text, **style)
        points = height_of([(text, width)], self.board.language)
        sheet.set_row(row, max(points, 1.6 * style.get("font_size", 10)))

    def table(self, key: str, columns: list[tuple[str, int]], rows: list[list[Any]], large: bool = False,
              printed: int | None = None) -> Worksheet:  # fmt: skip
        """Add a sheet with one row a fact, its heading frozen, filterable and printed on every page.

        Parameters
        ----------
        key : str
            Of the sheet's name.
        columns : list of (str, int)
            Label key and width in characters.
        rows : list of list
            Values in the order of the columns.
        large : bool
            Whether it prints on A3.
        printed : int, optional
            How many columns print; all by default.
        """
        sheet = self.sheet(key, large)
        last = self.rows(sheet, 0, [(self.word(name), width) for name, width in columns], rows, printed)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
        sheet.repeat_rows(0)
        sheet.print_area(0, 0, max(last, 1), (printed or len(columns)) - 1)
        return sheet

    def rows(
        self, sheet: Worksheet, first: int, columns: list[tuple[str, int]], rows: list[list[Any]],
        printed: int | None = None,
    ) -> int:  # fmt: skip
        """Write headings and rows below them from a row on, columns as wide as said; return the last row written.

        Rows grow with what stands in the columns that print.
        """
        widths = [width for _, width in columns]
        for column, (heading, width) in enumerate(columns):
            sheet.set_column(column, column, width)
            figures = next((_is_figure(row[column]) for row in rows if row[column] is not None), False)
            self.put(sheet, first, column, heading, bold=True, bg_color=inks.FAINT, bottom=1, valign="bottom",
                     **(_RIGHT if figures else {}))  # fmt: skip
        self._grow(sheet, first, [heading for heading, _ in columns], [width - 1 for width in widths])
        for row, values in enumerate(rows, start=first + 1):
            for column, value in enumerate(values):
                figure = {"align": "right", "num_format": _FIGURES[type(value)]} if _is_figure(value) else {}
                self.put(sheet, row, column, value, bottom=4, bottom_color=inks.RULE, **figure)
            self._grow(sheet, row, values[:printed], widths[:printed])
        return first + len(rows)

    def _grow(self, sheet: Worksheet, row: int, values: Sequence[Any], widths: Sequence[float]) -> None:
        texts = [(value, width) for value, width in zip(values, widths, strict=True) if isinstance(value, str)]
        sheet.set_row(row, height_of(texts, self.board.language, _TALLEST_ROW))


def _is_figure(value: Any) -> bool:
    return type(value) in _FIGURES


def _as_text(text: str) -> dict[str, bool]:
    """Return what keeps a text that looks like a formula a text when its cell is edited in Excel."""
    return {"quote_prefix": True} if text.startswith(FORMULA_STARTS) else {}


def _footer(title: str) -> str:
    return fitting(title, "en").replace("&", "&&").replace("\n", " ")[:80]
