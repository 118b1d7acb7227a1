"""The sheets of people and of limits: who took part, how it was made, what it cannot say, how to read and send back."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from cjm_research.exports import inks
from cjm_research.exports.cells import height_of
from cjm_research.exports.html import attributes, manifest
from cjm_research.exports.sheets_map import persona_words

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.exports.workbook import Desk
    from cjm_research.journeys.map import JourneyMap

_KINDS = {"participant": "interviewed", "respondent": "surveyed"}
_READING = ("read_card", "legend_grade", "legend_dashed", "legend_emotion", "read_place")
_LIMITS = ("limit_machine", "limit_counts", "limit_interval", "limit_cause")
_SENDING = ("send_edit", "send_new", "send_back", "send_hidden")
_SHEETS = ("map", "cards", "stages", "findings", "evidence", "emotion", "priorities", "contacts",
           "order", "codebook",
           "participants", "persons", "methods")  # fmt: skip
Block = tuple[str, list[tuple[str, str]]]


def participants_sheet(desk: Desk, journey: JourneyMap) -> None:
    """How many people, by each attribute."""
    board, data = desk.board, journey.data["participants"]
    rows: list[list[Any]] = [
        [board.word("everyone"), None, data["n"]],
        [board.word("everyone"), board.word("interviewed"), data["n_interviews"]],
        [board.word("everyone"), board.word("surveyed"), data["n_respondents"]],
    ]
    rows += [list(row) for row in attributes(journey)]
    desk.table("participants", [("col_attribute", 60), ("col_value", 36), ("col_people", 12)], rows)


def persons_sheet(desk: Desk, journey: JourneyMap) -> None:
    """Person by person: pseudonym and groups that are large enough to be told; no sheet without the study."""
    material = desk.material
    if material is None or material.coverage is None:
        return
    least, people = material.coverage.min_cell, _told(desk, material.coverage.people, material.coverage.min_cell)
    kinds = dict(zip(material.frames["cases"]["case_id"], material.frames["cases"]["kind"], strict=True))
    here = set(journey.documents["document_id"])
    turns = material.frames["turns"]
    speaking = set(turns.loc[turns["document_id"].isin(here), "case_id"])
    people = people[people["case_id"].isin(speaking)] if len(here) else people
    mentions = journey.evidence.drop_duplicates(["segment_id", "case_id"])["case_id"].value_counts()
    groups = [name for name in people.columns if name not in ("case_id", "kind")]
    sheet = desk.sheet("persons")
    combined = Counter(people[groups].itertuples(index=False, name=None))
    unique = sum(n for n in combined.values() if n == 1) if groups else 0
    desk.put(sheet, 0, 0, desk.word("persons_note", n=least, unique=unique, all=len(people)), text_wrap=False,
             font_color=inks.SOFT)  # fmt: skip
    heads = [(desk.word("col_person"), 9), (desk.word("col_person_kind"), 18), (desk.word("col_person_mentions"), 12)]
    heads += [(name, 18) for name in groups]
    rows = [
        [case, desk.word(_KINDS.get(kinds.get(case, ""), "surveyed")), int(mentions.get(case, 0)), *values]
        for case, *values in people[["case_id", *groups]].itertuples(index=False, name=None)
    ]
    last = desk.rows(sheet, 2, heads, rows)
    sheet.freeze_panes(3, 1)
    sheet.autofilter(2, 0, max(last, 3), len(heads) - 1)
    sheet.repeat_rows(2)
    sheet.print_area(0, 0, max(last, 3), len(heads) - 1)


def _told(desk: Desk, people: pd.DataFrame, least: int) -> pd.DataFrame:
    """Return who is in which group, with groups of fewer people than the least not told apart."""
    rare = desk.word("rare", n=least)
    told = people.sort_values("case_id", ignore_index=True)
    for name in told.columns.drop("case_id"):
        sizes = told[name].map(told[name].value_counts())
        told = told.assign(**{name: told[name].where((sizes >= least) | (told[name] == ""), rare)})
    return told


def methods_sheet(desk: Desk, journey: JourneyMap) -> None:
    """What made the map, what was measured of it, and what it cannot say."""
    board, run = desk.board, journey.data["study"]["run"]
    _text_sheet(desk, "methods", [
        (board.word("methods"), [("", board.draft_words), *manifest(journey, board)]),
        *_measured(desk, journey),
        (board.word("uncertain"), _limits(desk)),
        (board.word("run_inputs"), [(entry["source"], entry["digest"]) for entry in run["inputs"]]),
    ])  # fmt: skip


def _measured(desk: Desk, journey: JourneyMap) -> list[Block]:
    """Return what the study measured of itself, in sentences."""
    language, material = journey.language, desk.material
    blocks: list[Block] = []
    if journey.basis.get(language):
        blocks.append((desk.word("basis"), [("", journey.basis[language])]))
    if journey.priorities is not None:
        blocks.append((desk.word("told_priority"), [("", line) for line in journey.priorities.notes(language)]))
    if material is None:
        return [*blocks, (desk.word("told_agreement"), [("", desk.word("no_material"))])]
    agreement: list[tuple[str, str]] = [("", desk.word("no_agreement"))]
    if material.agreement is not None:
        agreement = [*material.agreement.readings(language)[["name", "text"]].itertuples(index=False, name=None)]
    blocks.append((desk.word("told_agreement"), agreement))
    if material.saturation is not None:
        said = [*material.saturation.reading(language).split("\n"), *material.saturation.notes(language)]
        blocks.append((desk.word("told_saturation"), [("", line) for line in said]))
    if material.coverage is not None:
        blocks.append((desk.word("told_coverage"),
                       [("", line) for line in material.coverage.reading(language).split("\n")]))  # fmt: skip
    if material.unquotable:
        blocks.append((desk.word("told_consent"), [("", desk.word("unquoted", n=len(material.unquotable)))]))
    return blocks


def _limits(desk: Desk) -> list[tuple[str, str]]:
    board = desk.board
    unplaced = [("", board.word("limit_unplaced", n=board.n_unplaced))] if board.n_unplaced else []
    return [("", board.word(key)) for key in _LIMITS] + unplaced


def read_me_sheet(desk: Desk, journey: JourneyMap) -> None:
    """How to read the workbook, how to edit it and send it back, what is on which sheet."""
    board = desk.board
    there = {sheet.get_name() for sheet in desk.book.worksheets()}
    contents = [(desk.word(f"sheet_{key}"), desk.word(f"about_{key}")) for key in _SHEETS
                if desk.word(f"sheet_{key}") in there]  # fmt: skip
    _text_sheet(desk, "read_me", [
        (board.title, [("", board.draft_words), *(("", words) for words in persona_words(desk, journey))]),
        (desk.word("contents"), contents),
        (board.word("reading"), [("", board.word(key)) for key in _READING]),
        (desk.word("sending"), [("", desk.word(key)) for key in _SENDING]),
        (board.word("uncertain"), _limits(desk)),
    ])  # fmt: skip


def _text_sheet(desk: Desk, key: str, blocks: list[Block]) -> None:
    sheet = desk.sheet(key)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 110)
    row = 0
    for heading, lines in blocks:
        desk.put(sheet, row, 0, heading, bold=True, font_size=13, text_wrap=False)
        for name, text in lines:
            row += 1
            desk.put(sheet, row, 0, name, font_color=inks.SOFT)
            desk.put(sheet, row, 1, text)
            sheet.set_row(row, height_of([(name, 26), (text, 110)], desk.board.language))
        row += 2
    sheet.print_area(0, 0, max(row - 2, 0), 1)
