"""The last slides: in what order and how sure, how this was made, what it cannot say, how to read it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cjm_research.exports.deck import words
from cjm_research.exports.deck.curve_slide import curve_title
from cjm_research.exports.deck.marks import Cell, Para, para, table, text_box
from cjm_research.exports.html import manifest
from cjm_research.exports.people_told import told_once
from cjm_research.exports.quoting import slots_said
from cjm_research.findings.groups import natural

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cjm_research.exports.board import Board, Card
    from cjm_research.exports.deck.paper import Paper
    from cjm_research.exports.material import Material
    from cjm_research.journeys.map import JourneyMap

_GRADES = ("strong", "fair", "thin", "none")
_VALUES = 6  # of an attribute
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_ATTRIBUTES = 6  # that stand on a slide
_AGREED = 8  # codes of the agreement sheet that stand on a slide


def sure_slide(paper: Paper, board: Board, journey: JourneyMap) -> None:
    """Make the slide of the order of the stages, and of how many cards have which grade."""
    order, names = journey.data["framework"].get("order") or {}, _names(journey, board)
    left, right = paper.area.cut_left(0.5 * paper.area.width, 24)
    rows = _grades(board, paper)
    widths = [0.24 * right.width, *[0.14 * right.width] * 4, 0.20 * right.width]
    arrow = paper.word("arrow")
    on_map = paper.word("order_map", stages=arrow.join(column.name for column in board.columns))
    told = [on_map, _order(paper, order, board.language)]
    if order.get("talk"):
        told.insert(1, paper.word("order_talk", stages=arrow.join(names.get(each, each) for each in order["talk"])))
    blocks = [(paper.word("order_head"), told), (board.word("emotion"), _felt(paper, board, journey))]
    blocks.append((paper.word("priorities_head"), _ranked(journey, board)))
    texts = []
    for name, sentences in blocks:
        if sentences:
            texts.append(para(name, 15, before=18 if texts else 0, bold=True))
            texts += [para(text, 13, before=6) for text in sentences]
    sheet = paper.bare(paper.word("sure_title"), [board.draft_words, *told, *_votes(paper, order, names, board)])
    text_box(sheet, left, _within(paper, texts, left.width, left.height), paper.word("order_head"))
    head, below = right.cut_top(paper.face.leading(15) + 8)
    text_box(sheet, head, [para(paper.word("sure_table"), 15, bold=True)], paper.word("sure_head"))
    height = table(sheet, below, widths, rows, paper.word("alt_sure"), 5)
    under = below.cut_top(height, 10)[1]
    said = [board.draft_words, board.word("legend_grade")]
    text_box(
        sheet, under, _within(paper, [para(text, 12, before=6, soft=True) for text in said], under.width, under.height),
        paper.word("sure_head"),
    )  # fmt: skip


def _felt(paper: Paper, board: Board, journey: JourneyMap) -> list[str]:
    """Return what is sure of the curve, and what it leaves out."""
    left_out = (getattr(journey, "basis", None) or {}).get(board.language)
    return [curve_title(paper, board), *filter(None, [left_out])]


def _ranked(journey: JourneyMap, board: Board) -> list[str]:
    priorities = getattr(journey, "priorities", None)
    return [] if priorities is None else [line for line in priorities.reading(board.language).split("\n") if line]


def _within(paper: Paper, paragraphs: list[Para], width: float, room: float) -> list[Para]:
    """Return the paragraphs in as small a type as they need; those that still do not fit stand in the notes alone."""
    while paper.face.height(paragraphs, width) > room:
        if min(each.size for each in paragraphs) <= 8:
            return _within(paper, paragraphs[:-1], width, room) if len(paragraphs) > 1 else paragraphs
        paragraphs = [Para(each.runs, each.size - 1, each.before, each.align) for each in paragraphs]
    return paragraphs


def _names(journey: JourneyMap, board: Board) -> dict[str, str]:
    return {stage["id"]: stage["name"][board.language] for stage in journey.data["stages"]}


def _order(paper: Paper, order: Mapping[str, Any], language: str) -> str:
    return (order.get("words") or {}).get(language) or paper.word("order_untold")


def _votes(paper: Paper, order: Mapping[str, Any], names: Mapping[str, str], board: Board) -> list[str]:
    return [
        paper.word(
            "notes_versus", share=vote["n_people"], n=vote["of"], before=names.get(vote["before"], vote["before"]),
            after=names.get(vote["after"], vote["after"]),
        )
        for vote in order.get("votes", ())
    ]  # fmt: skip


def _grades(board: Board, paper: Paper) -> list[list[Cell]]:
    """Return how many cards of each family have which grade, and how many a person looked at."""
    from cjm_research.exports.board import GRADE_MARKS

    size = 12
    heads = [paper.word("col_family"), *(f"{GRADE_MARKS[grade]} {board.word(grade)}".strip() for grade in _GRADES)]
    rows = [[Cell((para(text, 11, soft=True),)) for text in [*heads, paper.word("col_reviewed")]]]
    everything: list[Card] = []
    for lane, name in [*board.families.items(), ("", paper.word("total"))]:
        cards = [card for column in board.columns for card in column.cells.get(lane, ())] if lane else everything
        everything = everything + cards if lane else everything
        counts = [sum(card.grade == grade for card in cards) for grade in _GRADES]
        seen = sum(not card.machine_only for card in cards)
        values = [str(n) for n in counts] + [f"{seen} / {len(cards)}"]
        rows.append([Cell((para(text, size, bold=not lane or at == 0),)) for at, text in enumerate([name, *values])])
    return rows


def method_slides(paper: Paper, board: Board, journey: JourneyMap, material: Material | None) -> None:
    """Make the slides of how the draft was made: who was asked, by what, agreement, saturation, coverage."""
    language = board.language
    run = [paper.word("colon", name=name, text=value) for name, value in manifest(journey, board) if value]
    attributes = _attributes(board, journey)
    who, more = [board.asked_words, *attributes[:_ATTRIBUTES]], len(attributes) - _ATTRIBUTES
    if more > 0:
        who.append(words.counted("more_attributes", more, language))
    made = [board.draft_words, (" · " if language == "en" else "；").join(run)]
    blocks = [(paper.word("who_head"), who), (paper.word("run_head"), made)]
    notes = [board.asked_words, *attributes, "", *run, "", paper.word("notes_study")]
    notes += [f"{each['source']} · {each['digest']}" for each in journey.data["study"]["run"]["inputs"]]
    if material is None:
        blocks.append(("", [paper.word("map_alone")]))
    else:
        blocks += _sheets(paper, material, language)
        notes += _sheet_notes(material, language)
    paper.text(paper.word("methods_title"), blocks, notes)


def _attributes(board: Board, journey: JourneyMap) -> list[str]:
    """Return who the people are, an attribute a line."""
    told = journey.data["participants"]["by_attribute"]
    # A question is often its own name; its mark goes, for another follows.
    return [
        words.label("colon", board.language, name=name.rstrip("？?：: "), text=_values(board, told[name]))
        for name in told_once(told)
    ]


def _values(board: Board, values: Mapping[Any, int]) -> str:
    """Return the values with their people in natural order; of many numbers the ends and the middle."""
    language = board.language
    if len(values) > _VALUES and all(_NUMBER.fullmatch(str(value)) for value in values):
        ordered = sorted((float(value), str(value)) for value in values)
        n, seen, middle = sum(values.values()), 0, ""
        for _, value in ordered:
            middle, seen = value, seen + values[value]
            if 2 * seen >= n:
                break
        return words.label("value_spread", language, low=ordered[0][1], high=ordered[-1][1], n=n, middle=middle)
    joint = "，" if language == "zh" else ", "
    most = sorted(values, key=lambda value: (-values[value], str(value)))[:_VALUES]
    told = [words.label("value_count", language, value=value, n=values[value]) for value in sorted(most, key=natural)]
    told += [board.word("more", n=len(values) - len(most))] if len(values) > len(most) else []
    return joint.join(told)


def _sheets(paper: Paper, material: Material, language: str) -> list[tuple[str, list[str]]]:
    agreed = [paper.word("agreement_none")]
    if material.agreement is not None:
        readings = material.agreement.readings(language)
        agreed = [paper.word("colon", name=row.name, text=row.text) for row in readings.head(_AGREED).itertuples()]
    saturated = [paper.word("saturation_none")]
    if material.saturation is not None:
        saturated = material.saturation.reading(language).split("\n")
    blocks = [(paper.word("agreement_head"), agreed), (paper.word("saturation_head"), saturated)]
    if material.coverage is not None:
        blocks.append((paper.word("coverage_head"), material.coverage.reading(language).split("\n")))
    return blocks


def _sheet_notes(material: Material, language: str) -> list[str]:
    notes: list[str] = []
    if material.agreement is not None:
        told = material.agreement.readings(language).itertuples()
        notes += ["", *(words.label("colon", language, name=row.name, text=row.text) for row in told)]
    if material.saturation is not None:
        notes += ["", *material.saturation.notes(language)]
    return notes


def limit_slides(paper: Paper, board: Board, journey: JourneyMap) -> None:
    """Make the slides of what the map cannot say."""
    limits = [board.word(key) for key in ("limit_machine", "limit_counts", "limit_interval", "limit_cause")]
    basis = (getattr(journey, "basis", None) or {}).get(board.language)
    if basis:
        limits.append(basis)
    if board.n_unplaced:
        limits.append(board.word("limit_unplaced", n=board.n_unplaced))
    if slots_said(journey, board.language):
        limits.append(slots_said(journey, board.language))
    paper.text(paper.word("limits_title"), [("", limits)], limits)


def reading_slide(paper: Paper, board: Board) -> None:
    """Make the slide that says how to read the others."""
    told = [paper.word("read_people"), board.word("legend_grade"), board.word("legend_dashed")]
    told += [board.word("legend_emotion"), paper.word("read_moment"), paper.word("read_notes")]
    told += [board.word("read_place"), paper.word("read_edit")]
    paper.text(paper.word("reading_title"), [("", told)], told)
