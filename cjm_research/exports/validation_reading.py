"""Reading a validation sheet back: what one person confirmed or corrected, and every cell that was not understood.

Who answers is a case of the study or a code such as "S1"; a name is refused, so that none gets into the database
(law 7). A cell is understood or it is told; the other rows go on.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cjm_research.corpora.surveys.workbooks import Sheet, read_workbook
from cjm_research.errors import ReadError
from cjm_research.exports.validation_sheet import ABOUT, FIRST_ROW, FORM, ROLE_ROW, WHO_ROW
from cjm_research.exports.validation_words import ROLES, WORDS, answer_of, role_of

ACT = "board.validate"
"""The act under which the answers of one person are recorded."""

_CODE = re.compile(r"[A-Za-z]{1,3}-?\d{1,5}")
_STAGE = "stage:"


@dataclass(frozen=True)
class ValidationReading:
    """What one person said of the map.

    Attributes
    ----------
    source : str
        The file's name.
    round_name, person, role, language : str
        As the sheet tells them.
    rows : tuple of mapping
        Rows for the table "validations", without who read them in and when.
    faults : tuple of (int, str, str, str)
        Row, column, what was found, what was expected.
    """

    source: str
    round_name: str
    person: str
    role: str
    language: str
    rows: tuple[Mapping[str, Any], ...]
    faults: tuple[tuple[int, str, str, str], ...]

    def told(self, language: str | None = None) -> list[str]:
        """Return what was understood and what was not, in sentences."""
        language = language or self.language
        counts = {answer: sum(row["answer"] == answer for row in self.rows) for answer in ("yes", "partly", "no")}
        n_words = sum(bool(row["words"]) for row in self.rows)
        lines = [_TOLD[language].format(source=self.source, person=self.person, words=n_words, **counts)]
        form = _FAULT[language]
        return lines + [
            form.format(row=row, column=column, found=found, expected=expected)
            for row, column, found, expected in self.faults
        ]

    def __str__(self) -> str:
        """Return `told` as lines."""
        return "\n".join(self.told())


_TOLD = {
    "en": "{source}: {person}: cards confirmed {yes}, in part {partly}, denied {no}; remarks {words}.",
    "zh": "{source}：{person} 认为符合 {yes} 张卡片，部分符合 {partly} 张，不符合 {no} 张；意见 {words} 条。",
}
_FAULT = {
    "en": "Row {row}, {column}: found {found!r}, expected {expected}. This cell was left out.",
    "zh": "第 {row} 行“{column}”：内容为“{found}”，应为{expected}。该单元格未采用。",
}


def validation_id(round_name: str, about: str, person: str) -> str:
    """Return the id of one person's answer about one card, or about one stage."""
    return "v" + hashlib.sha256(f"{round_name}|{about}|{person}".encode()).hexdigest()[:12]


def read_validation(
    path: Path | str, stages: Mapping[str, str], case_ids: Collection[str], person: str | None = None
) -> ValidationReading:
    """Read a sheet back.

    Parameters
    ----------
    path : path
        The file that came back.
    stages : mapping of str to str
        Stage by card id, of the map as it stands; answers about cards that are gone are kept without a stage.
    case_ids : collection of str
        The people of the study.
    person : str, optional
        Who answered, where the sheet does not say.

    Raises
    ------
    ReadError
        If the file cannot be read, is no validation sheet, or does not say by a code who answered.
    """
    path = Path(path)
    # Without hidden sheets there would be no telling of the round.
    sheets = {sheet.name: sheet for sheet in read_workbook(path)}
    about = _about(path, sheets)
    sheet = next(held for name, held in sheets.items() if name != ABOUT)
    language = about["language"]
    who = _who(path, _cell(sheet, WHO_ROW, 2), case_ids, person, language)
    words = WORDS[language]
    faults: list[tuple[int, str, str, str]] = []
    role = role_of(_cell(sheet, ROLE_ROW, 2))
    if role is None:
        expected = (" / ".join(words[each] for each in ROLES),)
        faults.append((ROLE_ROW, words["role"], _cell(sheet, ROLE_ROW, 2), *expected))
    role = role or ("participant" if who in case_ids else "stakeholder")
    rows = []
    for number in range(FIRST_ROW, len(sheet.rows) + 1):
        key = _cell(sheet, number, 0)
        if not key:
            continue
        said, remark = _cell(sheet, number, 3), _cell(sheet, number, 4)
        answer = answer_of(said)
        if answer is None:
            faults.append((number, words["answer"], said, " / ".join(words[each] for each in ("yes", "partly", "no"))))
        if answer or remark:
            rows.append(_row(about["round"], key, who, role, answer or "", remark, stages))
    return ValidationReading(path.name, about["round"], who, role, language, tuple(rows), tuple(faults))


def _row(
    round_name: str, key: str, who: str, role: str, answer: str, words: str, stages: Mapping[str, str]
) -> dict[str, Any]:
    card_id = "" if key.startswith(_STAGE) else key
    stage = key.removeprefix(_STAGE) if key.startswith(_STAGE) else stages.get(key, "")
    return {
        "validation_id": validation_id(round_name, key, who),
        "round": round_name,
        "card_id": card_id,
        "stage": stage,
        "person": who,
        "role": role,
        "answer": answer,
        "words": words,
    }


def _who(path: Path, said: str, case_ids: Collection[str], person: str | None, language: str) -> str:
    who = (person or said).strip()
    if who in case_ids or _CODE.fullmatch(who):
        return who
    found = "nobody" if not who else "a name or other text"
    raise ReadError(
        f"{path.name}, row {WHO_ROW}, {WORDS[language]['who']}: found {found}, expected the code of a person of the "
        "study, such as P03, or of a stakeholder, such as S1. Nothing was kept. Write the code there, or pass "
        "person='S1'."
    )


def _about(path: Path, sheets: Mapping[str, Sheet]) -> dict[str, str]:
    held = sheets.get(ABOUT)
    about = {_cell(held, row, 0): _cell(held, row, 1) for row in range(1, len(held.rows) + 1)} if held else {}
    if about.get("form") != FORM or not about.get("round") or about.get("language") not in WORDS or len(sheets) < 2:
        raise ReadError(
            f"{path.name} is no validation sheet of this form: its hidden sheet {ABOUT!r} is missing or was changed. "
            "Nothing was kept. Ask for the file as it was written by the workbench, filled in."
        )
    return about


def _cell(sheet: Sheet, row: int, column: int) -> str:
    """Return the text of a cell; rows counted from 1, columns from 0."""
    cells = sheet.rows[row - 1] if row <= len(sheet.rows) else []
    value = cells[column] if column < len(cells) else ""
    return "" if value is None else str(value).strip()
