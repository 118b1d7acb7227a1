"""Reading a coding sheet back: what was understood, and every cell that was not, by sheet, row and column.

A cell may hold the words of either language, ids, full-width forms, "1", "是" or "x" for yes; it is understood or it is
told, never guessed. A row whose text was changed is refused, for nobody knows what was coded; the others go on. An
empty row is not coded, which is not the same as "none".
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cjm_research.codes.own_code import OWN
from cjm_research.corpora.surveys.workbooks import Sheet, read_workbook
from cjm_research.errors import ReadError
from cjm_research.exports.coding_sheet import ABOUT, FIRST_ROW, FORM, LISTS, cell_text
from cjm_research.exports.coding_sheet_words import NOTHING, WORDS, Answers, choices, fold, headings, kinds
from cjm_research.schema import FAMILIES

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.codes.codebook import Codebook

ACT = "sheet"
"""The act under which a sheet is recorded."""

ANSWERS = ("row", "segment_id", "column", "found", "kind", "value")
FAULTS = ("sheet", "row", "column", "found", "expected")
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")


@dataclass(frozen=True)
class SheetReading:
    """What a sheet says.

    Attributes
    ----------
    source : str
        The file's name.
    sample_id, coder, language, codebook_version : str
        As the sheet tells them.
    answers : DataFrame
        One row an answered cell that was understood: row, segment_id, column, found, kind, value.
    faults : DataFrame
        One row a cell or row that is not taken: sheet, row, column, found, expected.
    blank : tuple of int
        Rows in which nothing was chosen: not coded.
    missing : tuple of str
        Segments of the sample that have no row.
    memos : dict of str to str
        By segment.
    values : dict of str to dict of str to str
        By segment: kind to value, what is to be recorded.
    """

    source: str
    sample_id: str
    coder: str
    language: str
    codebook_version: str
    answers: pd.DataFrame
    faults: pd.DataFrame
    blank: tuple[int, ...]
    missing: tuple[str, ...]
    memos: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits that change with any answer or memo, not with how the file was saved."""
        content = [self.sample_id, self.coder, dict(self.values), dict(self.memos)]
        text = json.dumps(content, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def codings(self) -> list[dict[str, str]]:
        """Rows as `Store.record` takes them."""
        same = {"coder": self.coder, "codebook_version": self.codebook_version}
        return [
            {"segment_id": segment_id, "kind": kind, "value": value, **same}
            for segment_id, said in sorted(self.values.items())
            for kind, value in said.items()
        ]

    def told(self, language: str = "en") -> list[str]:
        """Return what was understood and what was not, in sentences of a language."""
        n, left, gone = len(self.values), len(self.blank), len(self.missing)
        if language == "zh":
            lines = [f"{self.source}：编码者 {self.coder}，已编码 {n} 行，留空 {left} 行，缺少 {gone} 行。"]
            form = "工作表“{sheet}”第 {row} 行“{column}”：内容为“{found}”，应为{expected}。"
        else:
            lines = [f"{self.source}: coder {self.coder}, {n} rows coded, {left} left empty, {gone} missing."]
            form = "Sheet {sheet}, row {row}, {column}: found {found!r}, expected {expected}."
        return lines + [form.format(**fault) for fault in self.faults.to_dict("records")]

    def __str__(self) -> str:
        return "\n".join(self.told(self.language))


def about_sheet(path: Path | str) -> dict[str, str]:
    """Return what a sheet tells of itself: form, sample_id, coder, language, codebook, title.

    Raises
    ------
    ReadError
        If the file cannot be read or is no coding sheet of this form.
    """
    return _about(Path(path), _sheets(Path(path)))


def read_sheet(
    path: Path | str,
    sample: Mapping[str, Any],
    segments: pd.DataFrame,
    codebook: Codebook,
    empty_is_none: bool = False,
) -> SheetReading:
    """Read a sheet back.

    Parameters
    ----------
    path : path
        The file that came back.
    sample : mapping
        The row of "samples" that it belongs to.
    segments : DataFrame
        Contract "segments".
    codebook : Codebook
        As it stands now.
    empty_is_none : bool
        Whether in a row with an answer an empty family means "none". Otherwise such a row is told, and its codes are
        not taken, because a verdict speaks of all families.

    Raises
    ------
    ReadError
        If the file cannot be read, is no coding sheet, lacks a column, or is of another sample or of somebody else.
    """
    path = Path(path)
    sheets = _sheets(path)
    about = _about(path, sheets)
    if about["sample_id"] != sample["sample_id"] or about["coder"] not in sample["coders"]:
        raise ReadError(
            f"{path.name} is the sheet of {about['coder']!r} for the sample {about['sample_id']!r}, expected one of "
            f"{', '.join(sample['coders'])} for {sample['sample_id']!r}. Read it with the sample it was written for."
        )
    reader = _Reader(path, sheets, about, codebook, empty_is_none)
    texts = dict(zip(segments["segment_id"], segments["text"], strict=True))
    return reader.read(sample["segment_ids"], texts)


class _Reader:
    """One pass over the rows of one sheet."""

    def __init__(
        self, path: Path, sheets: Sequence[Sheet], about: Mapping[str, str], codebook: Codebook, empty_is_none: bool
    ) -> None:
        self.path, self.about, self.empty_is_none = path, about, empty_is_none
        self.language = about["language"] if about["language"] in WORDS else "en"
        self.answers_of = Answers.of(codebook, _offered(sheets))
        self.offers = choices(codebook, self.language)
        self.kinds = kinds(codebook)
        self.sheet = next(sheet for sheet in sheets if _head(sheet)[:1] == ["segment_id"])
        head = _head(self.sheet)
        self.place = {kind: head.index(kind) for kind in head if kind}
        self._need([*(kind for kind in self.kinds if not kind.startswith(OWN)), "segment_id", "text"])
        words = {**WORDS[self.language], **headings(codebook, self.language)}
        self.named = {kind: words.get(kind, kind) for kind in self.place}
        self.answers: list[tuple] = []
        self.faults: list[tuple] = []

    def _need(self, wanted: Sequence[str]) -> None:
        absent = [kind for kind in wanted if kind not in self.place]
        if absent:
            raise ReadError(
                f"{self.path.name}, sheet {self.sheet.name}: the hidden row 1 lacks {', '.join(absent)}. Columns were "
                "removed; take the sheet as it was written and copy the answers there."
            )

    def read(self, wanted: Sequence[str], texts: Mapping[str, str]) -> SheetReading:
        import pandas as pd

        rows = self._standing(wanted, texts)
        values, memos, blank = {}, {}, []
        for number, segment_id, cells in rows:
            said = self._row(number, segment_id, cells)
            memo = self._cell(cells, "memo").strip()
            if memo:
                memos[segment_id] = memo
            if said:
                values[segment_id] = said
            elif not memo and not any(self._cell(cells, kind).strip() for kind in self._asked()):
                blank.append(number)
        there = {self._cell(row, "segment_id").strip() for row in self.sheet.rows[FIRST_ROW - 1 :]}
        return SheetReading(
            self.path.name,
            *(self.about[key] for key in ("sample_id", "coder", "language", "codebook")),
            pd.DataFrame(self.answers, columns=list(ANSWERS)),
            pd.DataFrame(self.faults, columns=list(FAULTS)),
            tuple(blank),
            tuple(each for each in wanted if each not in there and each in texts),
            memos,
            values,
        )

    def _asked(self) -> list[str]:
        return [kind for kind in self.kinds if kind in self.place]

    def _cell(self, row: Sequence[str], kind: str) -> str:
        at = self.place.get(kind, len(row))
        return row[at] if at < len(row) else ""

    def _fault(self, row: int, kind: str, found: str, expected: str) -> None:
        self.faults.append((self.sheet.name, row, self.named.get(kind, kind), found, expected))

    def _standing(self, wanted: Sequence[str], texts: Mapping[str, str]) -> list[tuple[int, str, Sequence[str]]]:
        """Return the rows that may be taken; tell the others."""
        told = _EXPECTED[self.language]
        rows: dict[str, list[tuple[int, Sequence[str]]]] = defaultdict(list)
        for number, cells in enumerate(self.sheet.rows[FIRST_ROW - 1 :], start=FIRST_ROW):
            segment_id = self._cell(cells, "segment_id").strip()
            if segment_id not in set(wanted) or segment_id not in texts:
                if any(cell.strip() for cell in cells):
                    self._fault(number, "segment_id", segment_id, told["row"])
            elif _plain(self._cell(cells, "text")) != _plain(cell_text(texts[segment_id])):
                self._fault(number, "text", _short(self._cell(cells, "text")), told["text"])
            else:
                rows[segment_id].append((number, cells))
        kept = []
        for segment_id, copies in rows.items():
            answered = [(number, cells) for number, cells in copies if self._content(cells)]
            for number, _ in copies[1:]:
                self._fault(number, "number", str(len(copies)), told["double"])
            if len({self._content(cells) for _, cells in answered}) <= 1:
                number, cells = (answered or copies)[0]
                kept.append((number, segment_id, cells))
        return sorted(kept)

    def _content(self, cells: Sequence[str]) -> tuple[tuple[str, str], ...]:
        said = ((kind, fold(self._cell(cells, kind))) for kind in (*self._asked(), "memo"))
        return tuple((kind, text) for kind, text in said if text)

    def _row(self, number: int, segment_id: str, cells: Sequence[str]) -> dict[str, str]:
        """Return what a row says, kind to value."""
        said, wrong = {}, set()
        for kind in self._asked():
            found = self._cell(cells, kind)
            if not found.strip():
                continue
            value = self.answers_of.value(kind, found.strip())
            if value is None:
                wrong.add(kind)
                self._fault(number, kind, found, self._expected(kind))
            else:
                said[kind] = value
                self.answers.append((number, segment_id, self.named[kind], found, kind, value))
        return self._verdict(number, said, wrong, cells)

    def _verdict(self, number: int, said: dict[str, str], wrong: set[str], cells: Sequence[str]) -> dict[str, str]:
        told = _EXPECTED[self.language]
        codes = {kind: value for kind, value in said.items() if kind in FAMILIES or kind.startswith(OWN)}
        rest = {kind: value for kind, value in said.items() if kind in ("emotion", "stage")}
        own = [kind for kind in self._asked() if kind.startswith(OWN)]
        if said.get(NOTHING) == "yes":
            carried = [kind for kind, value in codes.items() if value]
            if carried or wrong & {*FAMILIES, *own}:
                for kind in carried:
                    self._fault(number, kind, self._cell(cells, kind).strip(), told["both"])
                return rest
            return {**dict.fromkeys((*FAMILIES, *own), ""), **rest}
        if not codes and not (rest and self.empty_is_none):
            return rest
        absent = [family for family in FAMILIES if family not in codes and family not in wrong]
        if wrong & set(FAMILIES) or (absent and not self.empty_is_none):
            for family in absent:
                self._fault(number, family, "", self._expected(family))
            return rest
        # In a coded row an own code that is left empty is not carried, as in the review itself.
        return {**dict.fromkeys((*FAMILIES, *(kind for kind in own if kind not in wrong)), ""), **codes, **rest}

    def _expected(self, kind: str) -> str:
        return " / ".join(words for _, words in self.offers[kind])


_EXPECTED = {
    "en": {
        "row": "a segment of this sample; this row is not read",
        "text": "the text as it was sent; this row is not read, for it is not known what was coded",
        "double": "each segment once; it is read once if its copies say the same or only one says anything, else not",
        "both": "nothing here, because “No code fits” says yes; the codes of this row are not read",
    },
    "zh": {
        "row": "本样本中的片段；此行未读取",
        "text": "发出时的原文；无法确定编码的是什么，此行未读取",
        "double": "每个片段一行；若各行内容相同或只有一行有内容，则读取一次，否则不读取",
        "both": "留空，因为“无适用编码”已选“是”；此行的编码未读取",
    },
}


def _sheets(path: Path) -> list[Sheet]:
    if not path.exists():
        raise ReadError(f"There is no file {path}. Check the path of the coding sheet.")
    if path.is_dir() or path.suffix.lower() not in _WORKBOOKS:
        found = "a folder" if path.is_dir() else f"a {path.suffix} file" if path.suffix else "a file without ending"
        raise ReadError(
            f"{path.name} is no coding sheet: a coding sheet is an .xlsx; found {found}. Send back the .xlsx that was "
            "written for the coder."
        )
    try:
        return read_workbook(path)
    except OSError as err:
        raise ReadError(f"{path}: the coding sheet cannot be read ({err.strerror}). Check the path.") from err


def _about(path: Path, sheets: Sequence[Sheet]) -> dict[str, str]:
    hidden = next((sheet for sheet in sheets if sheet.name == ABOUT), None)
    told = {row[0]: row[1] if len(row) > 1 else "" for row in hidden.rows if row} if hidden else {}
    has_segments = any(_head(sheet)[:1] == ["segment_id"] for sheet in sheets)
    if told.get("form") != FORM or not told.get("sample_id") or not told.get("coder") or not has_segments:
        found = ", ".join(sheet.name for sheet in sheets) or "no sheet"
        raise ReadError(
            f"{path.name} is no coding sheet of this tool (form {FORM}); found {found}. Send back the .xlsx that was "
            "written for the coder, not a copy of its table."
        )
    return {key: told.get(key, "") for key in ("form", "sample_id", "coder", "language", "codebook", "title")}


def _head(sheet: Sheet) -> list[str]:
    return sheet.rows[0] if sheet.rows else []


def _offered(sheets: Sequence[Sheet]) -> list[tuple[str, str, str]]:
    """Return what the sheet's lists offered: kind, value, words."""
    lists = next((sheet for sheet in sheets if sheet.name == LISTS), None)
    if lists is None or not lists.rows:
        return []
    offered = []
    for at, kind in enumerate(lists.rows[0]):
        for row in lists.rows[1:] if kind else ():
            if len(row) > at + 1 and row[at + 1]:
                value = row[at]
                offered.append((kind, f"{float(value):.1f}" if kind == "emotion" else value, row[at + 1]))
    # The same words for two values would be a guess.
    times = Counter((kind, fold(words)) for kind, _, words in offered)
    return [each for each in offered if times[each[0], fold(each[2])] == 1]


def _plain(text: str) -> str:
    return " ".join(text.replace("_x000D_", "").split())


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
