"""The validation sheet: the map on one page, or on a few with quotes, for participants or stakeholders to correct.

It shows what the map says, never who said it, and a quote under each statement only where it is asked for: those who
took part may know each other by their words. A row for each of the cards that most people stand behind,
and one for each stage that asks what is missing. `validation_reading.read_validation` reads it back.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cjm_research.errors import ExportError, UnknownNameError
from cjm_research.exports import inks
from cjm_research.exports.base import write_file
from cjm_research.exports.cards_made import shown
from cjm_research.exports.coding_sheet import cell_text
from cjm_research.exports.linebreak import is_wide
from cjm_research.exports.quoting import is_slot
from cjm_research.exports.validation_words import ANSWERS, ROLES, WORDS

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

FORM = "1"
"""The form of the sheet; a reader refuses others."""

ABOUT = "cjm_about"
"""The hidden sheet that tells which round it is."""

WHO_ROW, ROLE_ROW, FIRST_ROW = 3, 4, 7
"""Rows, counted from 1: who answers, as what, the first statement."""

ROWS = 30
"""Statements that one page holds."""

_WIDTHS = (4, 15, 52, 14, 44)
_LINE_POINTS = 15
_QUOTE = 90  # characters; a longer one is no example but a story
_UNDATED = datetime(2000, 1, 1)


@dataclass(frozen=True)
class Line:
    """One row: a card to confirm, or with an empty ``card_id`` the question what is missing at the stage."""

    card_id: str
    stage_id: str
    stage: str
    text: str
    lane: str
    quote: str = ""


def lines_of(data: Mapping[str, Any], language: str, rows: int = ROWS, quotes: bool = False) -> list[Line]:
    """Return the rows of a map: of each stage its cards with most people, as many as a page holds.

    Parameters
    ----------
    data : mapping
        The content of ``journey.json``.
    language : {"en", "zh"}
        Language of the statements.
    rows : int
        How many rows there may be, those that ask what is missing included.
    quotes : bool
        Whether a statement has a short quote as its example, of somebody who may be quoted.

    Returns
    -------
    list of Line
        In the order of the map. Every stage has its question; cards are dropped, those of fewest people first.
    """
    words, stages = WORDS[language], shown(data["stages"])
    cards = [
        (stage["id"], card)
        for stage in stages
        for card in shown(stage["cards"])
        if card.get("made") != "opportunity"
    ]  # fmt: skip
    most = sorted(cards, key=lambda held: (not held[1].get("pinned"), -held[1]["n_people"], held[1]["id"]))
    kept = {card["id"] for _, card in most[: max(0, rows - len(stages))]}
    found = []
    for stage in stages:
        name = stage["name"][language]
        for card in shown(stage["cards"]):
            if card["id"] in kept:
                title = card.get("titles", {}).get(language) or card["title"]
                said = words[card["family"]].format(title=title)
                quote = _example(card, language) if quotes else ""
                found.append(Line(card["id"], stage["id"], name, said, card["family"], quote))
        found.append(Line("", stage["id"], name, words["missing"], ""))
    return found


def _example(card: Mapping[str, Any], language: str) -> str:
    """Return the first short quote of a card that may be shown, in quotation marks, or nothing."""
    words = [" ".join(item["quote"].split()) for item in card["evidence"] if not is_slot(item["quote"])]
    short = next((each for each in words if 0 < len(each) <= _QUOTE), "")
    return WORDS[language]["example"].format(quote=short) if short else ""


def write_validation(
    path: Path, data: Mapping[str, Any], round_name: str, language: str = "en", rows: int = ROWS, quotes: bool = False
) -> Path:
    """Write the sheet.

    Parameters
    ----------
    path : Path
        Where to; ends in ".xlsx".
    data : mapping
        The content of ``journey.json``.
    round_name : str
        Which round of validation it is; answers are kept under it.
    language : {"en", "zh"}
        Of the sheet.
    rows : int
        How many rows there may be.
    quotes : bool
        See `lines_of`.

    Raises
    ------
    ExportError
        If the map has no card, the round no name, or the file cannot be written.
    UnknownNameError
        If the sheet does not speak that language.
    """
    if language not in WORDS:
        raise UnknownNameError(f"A validation sheet does not speak {language!r}. Known: {', '.join(sorted(WORDS))}.")
    if path.suffix.lower() != ".xlsx":
        raise ExportError(f"{path}: a validation sheet is an Excel workbook. Give a name that ends in .xlsx.")
    if not round_name.strip():
        raise ExportError("A round of validation needs a name, such as 'May 2026'. Nothing was written.")
    lines = lines_of(data, language, rows, quotes)
    if not any(line.card_id for line in lines):
        raise ExportError("The map has no card that somebody could confirm. Nothing was written. Run the study first.")
    return write_file(path, _bytes(data, lines, round_name.strip(), language))


def _bytes(data: Mapping[str, Any], lines: Sequence[Line], round_name: str, language: str) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": data["study"]["title"], "created": _UNDATED})
    sheet = book.add_worksheet(WORDS[language]["sheet"])
    _head(book, sheet, data, language)
    _statements(book, sheet, lines, language)
    # With quotes one page would be too small to read.
    sheet.fit_to_pages(1, 0 if any(line.quote for line in lines) else 1)
    sheet.repeat_rows(FIRST_ROW - 2)
    about = book.add_worksheet(ABOUT)
    for row, (key, value) in enumerate({"form": FORM, "round": round_name, "language": language}.items()):
        about.write_string(row, 0, key)
        about.write_string(row, 1, cell_text(value))
    about.hide()
    book.close()
    return out.getvalue()


def _head(book: Workbook, sheet: Worksheet, data: Mapping[str, Any], language: str) -> None:
    words = WORDS[language]
    plain = {"font_name": words["font"], "font_color": inks.INK, "valign": "top", "text_wrap": True}
    sheet.hide_gridlines(2)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_column(0, 0, None, None, {"hidden": True})
    sheet.merge_range(0, 1, 0, 4, "", book.add_format({**plain, "bold": True, "font_size": 16}))
    title = cell_text(words["title"].format(title=data["study"]["title"]))
    sheet.write_string(0, 1, title, book.add_format({**plain, "bold": True, "font_size": 16}))
    sheet.set_row(0, 26)
    sheet.merge_range(1, 1, 1, 4, "", book.add_format(plain))
    sheet.write_string(1, 1, words["about"], book.add_format(plain))
    sheet.set_row(1, 36)
    open_cell = book.add_format({**plain, "border": 1, "border_color": inks.SOFT, "locked": False})
    for row, key in ((WHO_ROW - 1, "who"), (ROLE_ROW - 1, "role")):
        sheet.write_string(row, 1, words[key], book.add_format({**plain, "bold": True}))
        sheet.write_blank(row, 2, None, open_cell)
    quiet = book.add_format({**plain, "font_color": inks.SOFT})
    sheet.merge_range(WHO_ROW - 1, 3, WHO_ROW - 1, 4, "", quiet)
    sheet.write_string(WHO_ROW - 1, 3, words["who_hint"], quiet)
    sheet.data_validation(
        ROLE_ROW - 1, 2, ROLE_ROW - 1, 2, {"validate": "list", "source": [words[role] for role in ROLES]}
    )  # fmt: skip
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(0.4, 0.4, 0.4, 0.4)


def _statements(book: Workbook, sheet: Worksheet, lines: Sequence[Line], language: str) -> None:
    words = WORDS[language]
    plain = {"font_name": words["font"], "font_color": inks.INK, "valign": "top", "text_wrap": True}
    rule = {**plain, "bottom": 1, "bottom_color": inks.RULE}
    head = book.add_format({**plain, "bold": True, "bg_color": inks.FAINT, "bottom": 2})
    for column, key in enumerate(("stage", "statement", "answer", "words"), start=1):
        sheet.write_string(FIRST_ROW - 2, column, words[key], head)
    answer = book.add_format({**rule, "locked": False})
    quiet = book.add_format({**rule, "font_color": inks.SOFT, "italic": language == "en", "indent": 1})
    before = ""
    for row, line in enumerate(lines, start=FIRST_ROW - 1):
        edge = {"left": 5, "left_color": inks.EDGE[line.lane]} if line.lane else {}
        sheet.write_string(row, 0, line.card_id or f"stage:{line.stage_id}", book.add_format(plain))
        sheet.write_string(row, 1, line.stage if line.stage != before else "", book.add_format({**rule, "bold": True}))
        look = book.add_format({**rule, **edge, "indent": 1}) if line.lane else quiet
        text = f"{line.text}\n{line.quote}" if line.quote else line.text
        sheet.write_string(row, 2, cell_text(text), look)
        sheet.write_blank(row, 3, None, answer)
        sheet.write_blank(row, 4, None, answer)
        if line.card_id:
            source = [words[each] for each in ANSWERS]
            sheet.data_validation(row, 3, row, 3, {"validate": "list", "source": source, "error_type": "warning"})
        n_lines = sum(_n_lines(part, _WIDTHS[2]) for part in text.split("\n"))
        sheet.set_row(row, _LINE_POINTS * n_lines + 5)
        before = line.stage
    sheet.freeze_panes(FIRST_ROW - 1, 0)
    sheet.protect("", {"format_rows": True, "format_columns": True})


def _n_lines(text: str, width: int) -> int:
    units = sum(2 if is_wide(char) else 1.05 for char in text)
    return max(1, ceil(units / (width - 2)))
