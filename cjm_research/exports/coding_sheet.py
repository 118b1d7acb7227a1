"""A coding sheet for somebody without the tool: one row a segment, lists to choose from, nothing that leads.

The sheet shows no suggestion, no score, no name of a person or file and nothing that another coder said. Texts are
locked (without a password), answers are not. What people said is written as text and never becomes a formula.
`coding_sheet_reading.read_sheet` reads it back.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cjm_research.codes.own_code import OWN
from cjm_research.errors import ExportError, UnknownNameError
from cjm_research.exports import inks
from cjm_research.exports.base import write_file
from cjm_research.exports.coding_sheet_words import WORDS, choices, headings, kinds, stage_names
from cjm_research.exports.linebreak import is_wide
from cjm_research.review.coding.page import page_of

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from cjm_research.codes.codebook import Codebook

FORM = "1"
"""The form of the sheet; a reader refuses others."""

ABOUT, LISTS = "cjm_about", "cjm_lists"
"""The hidden sheets: which sample, for whom; what the lists offer."""

FIRST_ROW = 3
"""The row of the first segment, counted from 1; row 1 is hidden and tells what each column is."""

TEXTS = (("segment_id", 4), ("number", 6), ("question", 24), ("before", 34), ("text", 46), ("after", 28))
_ANSWER_WIDTH = 18
_MEMO_WIDTH = 34
_BEFORE, _AFTER = 280, 160  # characters of context
_CELL_CHARS = 32_767
_FORMULA_STARTS = ("=", "+", "-", "@", "\t")
_FONTS = {"en": "Calibri", "zh": "Microsoft YaHei"}
_LINE_POINTS = {"en": 14, "zh": 17}
_UNDATED = datetime(2000, 1, 1)


def write_sheet(
    path: Path,
    sample: Mapping[str, Any],
    coder: str,
    segments: pd.DataFrame,
    documents: pd.DataFrame,
    codebook: Codebook,
    language: str = "en",
) -> Path:
    """Write the sheet of one coder.

    Parameters
    ----------
    path : Path
        Where to; ends in ".xlsx".
    sample : mapping
        A row of the contract "samples".
    coder : str
        One of its coders.
    segments, documents : DataFrame
        As in their contracts.
    codebook : Codebook
        What may be chosen, with its definitions on a sheet of their own.
    language : {"en", "zh"}
        In which the coder reads and chooses; what people said stays as it is.

    Raises
    ------
    ExportError
        If the coder does not belong to the sample or the file cannot be written.
    UnknownNameError
        If the sheet does not speak that language.
    """
    if language not in WORDS:
        raise UnknownNameError(f"A coding sheet does not speak {language!r}. Known: {', '.join(sorted(WORDS))}.")
    if coder not in sample["coders"]:
        raise ExportError(f"{coder!r} does not belong to this sample. Its coders are {', '.join(sample['coders'])}.")
    if path.suffix.lower() != ".xlsx":
        raise ExportError(f"{path}: a coding sheet is an Excel workbook. Give a name that ends in .xlsx.")
    return write_file(path, sheet_bytes(sample, coder, segments, documents, codebook, language))


def sheet_bytes(
    sample: Mapping[str, Any],
    coder: str,
    segments: pd.DataFrame,
    documents: pd.DataFrame,
    codebook: Codebook,
    language: str,
) -> bytes:
    """Return the workbook; the same input gives the same bytes. Parameters as `write_sheet`."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": sample["title"], "created": _UNDATED})
    desk = _Desk(book, language)
    rows = _rows(sample["segment_ids"], segments, documents, language)
    sheet = desk.sheet(WORDS[language]["sheet_segments"])
    _how_sheet(desk, sample, coder, len(rows))
    _codebook_sheet(desk, codebook)
    offered = choices(codebook, language)
    lists = _lists_sheet(desk, offered)
    _segments_sheet(desk, sheet, rows, codebook, lists)
    about = {"form": FORM, "sample_id": sample["sample_id"], "coder": coder, "language": language}
    _about_sheet(desk, {**about, "codebook": codebook.version, "title": sample["title"]})
    book.close()
    return out.getvalue()


def cell_text(text: str) -> str:
    """Return a text as a cell can hold it: no control characters, at most 32,767 UTF-16 units."""
    text = "".join(char if char >= " " or char in "\n\t" else "�" for char in text)
    units = text.encode("utf-16-le")[: 2 * _CELL_CHARS]
    return units.decode("utf-16-le", errors="ignore")


class _Desk:
    """A workbook being written: sheets that are locked, and cells that are text."""

    def __init__(self, book: Workbook, language: str) -> None:
        self.book, self.language, self.words = book, language, WORDS[language]
        self._formats: dict[tuple, Format] = {}

    def look(self, **style: Any) -> Format:
        key = tuple(sorted(style.items()))
        if key not in self._formats:
            base = {"font_name": _FONTS[self.language], "font_size": 11, "valign": "top", "text_wrap": True}
            self._formats[key] = self.book.add_format(base | {"font_color": inks.INK} | style)
        return self._formats[key]

    def sheet(self, name: str) -> Worksheet:
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        # Without a password: a slip is prevented, nobody is shut out.
        sheet.protect("", {"format_columns": True, "format_rows": True})
        return sheet

    def put(self, sheet: Worksheet, row: int, column: int, text: str, **style: Any) -> None:
        text = cell_text(text)
        if text.startswith(_FORMULA_STARTS):
            style = style | {"quote_prefix": True}  # stays text when the cell is edited in Excel
        if text:
            sheet.write_string(row, column, text, self.look(**style))
        else:
            sheet.write_blank(row, column, None, self.look(**style))


def _rows(
    segment_ids: Sequence[str], segments: pd.DataFrame, documents: pd.DataFrame, language: str
) -> list[dict[str, str]]:
    """Return what is shown of each segment of the sample that still stands."""
    by_id = {row["segment_id"]: row for row in segments.to_dict("records")}
    texts = {row["document_id"]: row for row in documents.to_dict("records")}
    people = set(segments["case_id"])
    standing = [by_id[segment_id] for segment_id in segment_ids if segment_id in by_id]
    rows = []
    for number, segment in enumerate(standing, start=1):
        document = texts[segment["document_id"]]
        before, after = _around(segment, document, people, language)
        asked = segment["context"].split(" … ")[0] if document["kind"] == "survey" else ""
        rows.append({"segment_id": segment["segment_id"], "number": str(number), "question": asked, "before": before,
                     "text": segment["text"], "after": after})  # fmt: skip
    return rows


def _around(
    segment: Mapping[str, Any], document: Mapping[str, Any], people: set[str], language: str
) -> tuple[str, str]:
    """Return what was said before and after, with roles in the place of people."""
    is_interview = document["kind"] == "interview"
    lines = page_of(document["text"], segment["start"], segment["end"], has_labels=is_interview)
    inside = [number for number, line in enumerate(lines) if line.end > line.start]
    first, last = inside[0], inside[-1]
    words, colon = WORDS[language], "：" if language == "zh" else ": "

    def told(label: str, text: str) -> str:
        if not label:
            return text
        role = words["participant" if label == segment["case_id"] else "another"] if label in people else label
        return role + colon + text

    # In a survey the other paragraphs answer other questions.
    earlier = [told(line.label, line.text) for line in lines[:first]] if is_interview else []
    later = [told(line.label, line.text) for line in lines[last + 1 :]] if is_interview else []
    start = lines[first].text[: lines[first].start]
    before = "\n".join([*earlier, told(lines[first].label, start) if start.strip() else ""]).strip()
    after = "\n".join([lines[last].text[lines[last].end :], *later]).strip()
    cut_before = before if len(before) <= _BEFORE else "… " + before[-_BEFORE:].lstrip()
    cut_after = after if len(after) <= _AFTER else after[:_AFTER].rstrip() + " …"
    return cut_before, cut_after


def _segments_sheet(
    desk: _Desk, sheet: Worksheet, rows: Sequence[Mapping[str, str]], codebook: Codebook, lists: Mapping[str, str]
) -> None:
    columns = [*TEXTS, *((kind, _ANSWER_WIDTH) for kind in kinds(codebook)), ("memo", _MEMO_WIDTH)]
    named = {**desk.words, **headings(codebook, desk.language), "segment_id": "id"}
    for column, (kind, width) in enumerate(columns):
        sheet.set_column(column, column, width, None, {"hidden": kind == "segment_id"})
        desk.put(sheet, 0, column, kind)
        head = {"bg_color": inks.TINT.get(kind, inks.FAINT), "bottom_color": inks.EDGE.get(kind, inks.RULE)}
        desk.put(sheet, 1, column, named[kind], bold=True, bottom=2, **head)
    sheet.set_row(0, None, None, {"hidden": True})
    sheet.set_row(1, 2 * _LINE_POINTS[desk.language] + 4)
    for at, row in enumerate(rows, start=FIRST_ROW - 1):
        for column, (kind, _) in enumerate(columns):
            style = {"font_color": inks.SOFT} if kind in ("before", "after", "number", "question") else {}
            answer = {} if kind in row else {"locked": False, "left": 1, "left_color": inks.RULE}
            desk.put(sheet, at, column, row.get(kind, ""), bottom=1, bottom_color=inks.RULE, **style, **answer)
        sheet.set_row(at, _height(row, desk.language))
    last = FIRST_ROW - 2 + max(len(rows), 1)
    for column, (kind, _) in enumerate(columns):
        if kind in lists:
            _offer(desk, sheet, column, last, lists[kind])
    sheet.freeze_panes(2, 2)
    sheet.repeat_rows(1)
    sheet.set_selection(FIRST_ROW - 1, len(TEXTS), FIRST_ROW - 1, len(TEXTS))
    sheet.activate()


def _offer(desk: _Desk, sheet: Worksheet, column: int, last: int, source: str) -> None:
    sheet.data_validation(FIRST_ROW - 1, column, last, column, {
        "validate": "list", "source": source, "ignore_blank": True, "error_type": "stop",
        "error_title": desk.words["wrong_title"], "error_message": desk.words["wrong"],
    })  # fmt: skip


def _height(row: Mapping[str, str], language: str) -> float:
    """Return the height of a row: Excel does not grow a row of wrapped text that a program wrote."""
    high = max(_lines(row[kind], width) for kind, width in TEXTS[2:])
    return min(400, 6 + _LINE_POINTS[language] * high)


def _how_sheet(desk: _Desk, sample: Mapping[str, Any], coder: str, n: int) -> None:
    sheet = desk.sheet(desk.words["sheet_how"])
    sheet.set_column(0, 0, 100)
    title = sample["title"] or sample["sample_id"]
    desk.put(sheet, 0, 0, desk.words["for"].format(coder=coder, title=title, n=n), bold=True)
    for at in range(1, 8):
        desk.put(sheet, at, 0, f"{at}. " + desk.words[f"how_{at}"])
        sheet.set_row(at, 2.4 * _LINE_POINTS[desk.language])


def _codebook_sheet(desk: _Desk, codebook: Codebook) -> None:
    """Write what each code means, in the coder's language as far as the codebook speaks it."""
    sheet, lang = desk.sheet(desk.words["sheet_codebook"]), desk.language
    columns = [("family", 16), ("code", 24), ("definition", 48), ("include", 44), ("exclude", 44), ("examples", 54)]
    for column, (key, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        desk.put(sheet, 0, column, desk.words[key], bold=True, bg_color=inks.FAINT, bottom=2)
    frame = codebook.to_frame()
    spoken = frame[frame["language"] == lang]
    # An own code that says nothing in this language is told in the other.
    rest = frame[~frame["family"].isin(spoken["family"]) & frame["family"].str.startswith(OWN).astype(bool)]
    told = [*spoken.to_dict("records"), *rest.drop_duplicates("family").to_dict("records")]
    rows = []
    for code in told:
        family = code["family_name"] or desk.words["own_codes"]
        rows.append([family, *(code[key] for key in ("name", "definition", "include", "exclude", "examples"))])
    rows += [[desk.words["stages"], name, "", "", "", ""] for name in stage_names(lang).values()]
    for at, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            desk.put(sheet, at, column, text, bottom=1, bottom_color=inks.RULE, bold=column == 1)
        high = max(_lines(text, width) for text, (_, width) in zip(row, columns, strict=True))
        sheet.set_row(at, min(400, 6 + _LINE_POINTS[lang] * high))
    sheet.freeze_panes(1, 2)


def _lines(text: str, width: int) -> int:
    # A 汉字 is as wide as two letters.
    units = [sum(2 if is_wide(char) else 1.05 for char in line) for line in text.split("\n")]
    return sum(max(1, ceil(unit / (width - 2))) for unit in units)


def _lists_sheet(desk: _Desk, offered: Mapping[str, Sequence[tuple[str, str]]]) -> dict[str, str]:
    """Write what the lists offer, a column pair a kind: values and words; return the range of words of each kind."""
    from xlsxwriter.utility import xl_col_to_name

    sheet, ranges = desk.sheet(LISTS), {}
    for at, (kind, choice) in enumerate(offered.items()):
        desk.put(sheet, 0, 2 * at, kind)
        for row, (value, words) in enumerate(choice, start=1):
            desk.put(sheet, row, 2 * at, value)
            desk.put(sheet, row, 2 * at + 1, words)
        column = xl_col_to_name(2 * at + 1, col_abs=True)
        ranges[kind] = f"={LISTS}!{column}$2:{column}${len(choice) + 1}"
    sheet.hide()
    return ranges


def _about_sheet(desk: _Desk, about: Mapping[str, str]) -> None:
    sheet = desk.sheet(ABOUT)
    for row, (key, value) in enumerate(about.items()):
        desk.put(sheet, row, 0, key)
        desk.put(sheet, row, 1, value)
    sheet.hide()
