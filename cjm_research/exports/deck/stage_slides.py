"""One slide a stage: its emotion, steps and touchpoints at the left, its cards by family beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cjm_research.exports import inks
from cjm_research.exports.curve_layout import numbers_of
from cjm_research.exports.deck.map_slides import SIGNS
from cjm_research.exports.deck.marks import Box, Para, Run, card_box, para, text_box
from cjm_research.exports.deck.notes import grade_words, said, stage_notes
from cjm_research.exports.words import persons

if TYPE_CHECKING:
    from cjm_research.exports.board import Board, Card, Column
    from cjm_research.exports.deck.paper import Paper, Sheet

_STRIP, _GAP, _BETWEEN, _PAD = 190.0, 22.0, 10.0, 6.0
_HEAD, _MORE, _STACK = 20.0, 16.0, 6.0
_QUOTE_LINES = (6, 4, 3, 2, 1, 0)
_AT_LEAST = 3  # cards that are shown before quotes are longer


def stage_slides(paper: Paper, board: Board, stages: Sequence[dict[str, Any]]) -> None:
    """Make one slide for each stage."""
    for at, (column, stage) in enumerate(zip(board.columns, stages, strict=True), start=1):
        key = "stage_title" if column.question else "stage_title_bare"
        title = paper.word(key, at=at, name=column.name, question=column.question)
        sheet = paper.bare(title, stage_notes(board, column))
        strip, rest = paper.area.cut_left(min(_STRIP, 0.24 * paper.area.width), _GAP)
        text_box(sheet, strip, _facts(paper, board, column, stage, strip), column.name)
        _lanes(paper, sheet, board, column, rest)


def _facts(paper: Paper, board: Board, column: Column, stage: dict[str, Any], box: Box) -> list[Para]:
    """Return what is known of the stage as a whole; lists are cut where the strip ends."""
    point, width = column.emotion, box.width
    value = "–" if point.mean is None else f"{point.mean:.1f}"
    found = [para(board.word("emotion"), 10, soft=True)]
    found.append(Para((Run(value, bold=True),), 28))
    found.append(para(numbers_of(board, point), 10, soft=point.faint))
    if point.label:
        told = SIGNS[point.extreme] + board.word(point.label, cause=point.cause)
        text = paper.face.cut(told, 11, width, 4, point.tested)
        found.append(para(text, 11, before=3, bold=point.tested))
    found.append(para(column.people, 11, before=8))
    if column.mark:
        name = board.word("col_grade")
        found.append(para(paper.word("colon", name=name, text=grade_words(column)), 11))
    lists = [(paper.word("steps"), [_step(step, board) for step in stage.get("steps", ())])]
    lists.append((board.word("touchpoints"), [f"{touch.words} · {touch.counts}" for touch in column.touchpoints]))
    lists.append((paper.word("measured"), [_measure(each, board) for each in stage.get("measured", ())]))
    if not column.touchpoints and not stage.get("steps"):
        lists[1] = (board.word("touchpoints"), [board.no_evidence])
    lists = [(name, lines) for name, lines in lists if lines]
    for index, (name, lines) in enumerate(lists):
        room = (box.height - paper.face.height(found, width)) / (len(lists) - index)
        found += _listed(paper, name, lines, width, room)
    return found


def _listed(paper: Paper, name: str, lines: list[str], width: float, room: float) -> list[Para]:
    found = [para(name, 10, before=8, soft=True)]
    for index, line in enumerate(lines):
        added = para(paper.face.cut(line, 11, width, 2), 11, before=1)
        more = para(paper.word("more_notes", n=len(lines) - index), 10, soft=True)
        last = index == len(lines) - 1
        if paper.face.height([*found, added, *([] if last else [more])], width) > room:
            if paper.face.height([*found, more], width) <= room:
                return [*found, para(paper.word("more_lines", n=len(lines) - index), 10, soft=True)]
            return [] if len(found) == 1 else found
        found.append(added)
    return found


def _step(step: dict[str, Any], board: Board) -> str:
    name = step["name"][board.language]
    return f"{name} · {persons(step['n_people'], board.language)}" if step.get("n_people") else name


def _measure(each: dict[str, Any], board: Board) -> str:
    n = board.word("n", n=each["n"])
    if each.get("mean") is None:
        return f"{each['measure']} · {n}"
    if each.get("low") is None:
        return f"{each['measure']} {each['mean']:.1f} · {n}"
    interval = board.word("interval", low=f"{each['low']:.1f}", high=f"{each['high']:.1f}")
    return f"{each['measure']} {each['mean']:.1f} ({interval}) · {n}"


def _lanes(paper: Paper, sheet: Sheet, board: Board, column: Column, box: Box) -> None:
    width = (box.width - _BETWEEN * (len(board.families) - 1)) / len(board.families)
    for index, (lane, name) in enumerate(board.families.items()):
        place = Box(box.left + index * (width + _BETWEEN), box.top, width, box.height)
        head, below = place.cut_top(_HEAD)
        cards = column.cells[lane]
        count = f"  {len(cards)}" if cards else ""
        title = paper.face.cut(name, 12, width - 30, 1, bold=True)
        runs = (Run("■ ", colour=inks.EDGE[lane]), Run(title, bold=True), Run(count, soft=True))
        text_box(sheet, head, [Para(runs, 12)], name)
        if not cards:
            empty = para(paper.face.cut(board.empty(lane), 11, width, 2), 11, soft=True)
            text_box(sheet, below.cut_top(2 * paper.face.leading(11))[0], [empty], name)
            continue
        _stack(paper, sheet, board, lane, cards, below)


def _stack(paper: Paper, sheet: Sheet, board: Board, lane: str, cards: Sequence[Card], box: Box) -> None:
    """Put as many cards below one another as the column holds, with quotes as long as three of them allow."""
    for lines in _QUOTE_LINES:
        heights, room = [], box.height
        for index, card in enumerate(cards):
            height = paper.face.height(_card(paper, board, card, lines, box.width), box.width - 2 * _PAD) + 2 * _PAD
            left = 0 if index == len(cards) - 1 else _MORE
            if height + left > room:
                break
            heights.append(height)
            room -= height + _STACK
        if len(heights) >= min(_AT_LEAST, len(cards)):
            break
    top = box.top
    for card, height in zip(cards, heights, strict=False):
        place = Box(box.left, top, box.width, height)
        card_box(
            sheet, place, _card(paper, board, card, lines, box.width), card.title[:60], lane, card.machine_only, _PAD
        )
        top += height + _STACK
    if len(heights) < len(cards):
        line = paper.face.cut(paper.word("more_notes", n=len(cards) - len(heights)), 10, box.width, 1)
        text_box(sheet, Box(box.left, top, box.width, _MORE), [para(line, 10, soft=True)], line)


def _card(paper: Paper, board: Board, card: Card, lines: int, width: float) -> list[Para]:
    face, room = paper.face, width - 2 * _PAD
    found = [para(face.cut(card.title, 12, room, 2, bold=True), 12, bold=True)]
    meta = f"{card.tag} · {card.counts}"
    lines_of = [meta] if len(face.lines(meta, 9, room)) == 1 else [card.tag, card.counts]
    found += [para(face.cut(line, 9, room, 1), 9, before=1, soft=True) for line in lines_of]
    if lines and card.lead:
        who = card.lead.case_id
        text = paper.word("said_by", who=who, quote=said(card.lead.text, board.language))
        cut = face.cut(text, 10, room, lines)
        found.append(para(cut, 10, before=3, italic=board.language == "en"))
    if card.facts:
        found.append(para(face.cut(" · ".join(card.facts), 9, room, 2), 9, before=2))
    told = " · ".join(filter(None, [grade_words(card), card.status_words]))
    found.append(para(face.cut(told, 9, room, 1), 9, before=3, soft=True))
    return found
