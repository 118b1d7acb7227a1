"""``journey.drawio``: the map for draw.io, every card a shape with its ids, every quote a note on a second page.

A stage is a container that its cards stand in: drag the stage and they come along. Lanes are locked bands behind. What
a person moves, renames, adds or takes off can be read back: a card is known by its ``cjm_id``, its stage and lane by
where it stands, and a shape without ``cjm_kind`` is new.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from cjm_research.exports import inks
from cjm_research.exports.base import check_quotes, write_file
from cjm_research.exports.board import build_board, few_people
from cjm_research.exports.whiteboards import grid
from cjm_research.exports.whiteboards.grid import Box, Grid, Placed
from cjm_research.exports.whiteboards.mxfile import Cell, Page, style, to_xml
from cjm_research.exports.whiteboards.notes import (
    card_facts,
    curve_words,
    digest,
    people_of,
    place_of,
    segments_of,
    stage_facts,
    touchpoint_words,
)
from cjm_research.exports.whiteboards.plain import shorten
from cjm_research.exports.whiteboards.quote_wall import wall

if TYPE_CHECKING:
    from cjm_research.exports.board import Board, Column
    from cjm_research.journeys.map import JourneyMap

FORMAT = "1"
_PAD = 12
_DOT = 14
_TIP = 400
_TEXT = style("text", html=1, whiteSpace="wrap", align="left", verticalAlign="top", spacing=0, spacingTop=-3)
_PART = style(part=1, movable=0, resizable=0, rotatable=0, deletable=0, editable=0, connectable=0, pointerEvents=0)
_SMALL = style(fontSize=grid.SMALL, fontColor=inks.SOFT)


@dataclass(frozen=True)
class DrawioExporter:
    """``journey.drawio``: page one the map, page two the quotes."""

    name: ClassVar[str] = "drawio"
    speaks: ClassVar[str] = "one"
    few_people: int = field(default_factory=few_people)

    def write(self, journey: JourneyMap, folder: Path) -> list[Path]:
        """Write ``journey.drawio`` into the folder.

        Raises
        ------
        ExportError
            If a quote is not exact.
        """
        from cjm_research.exports.glyphs import typeface
        from cjm_research.exports.scene import Pen

        check_quotes(journey)
        board = build_board(journey, self.few_people)
        pen = Pen(typeface(journey.language))
        about = {item["id"]: item for stage in journey.data["stages"] for item in stage["cards"]}
        page = Page("journey", board.word("map"), tuple(_map(grid.lay_out(board, pen), journey, about)))
        pages = (page, Page("evidence", board.word("evidence"), wall(board, pen)))
        return [write_file(Path(folder) / "journey.drawio", to_xml(pages))]


def _map(laid: Grid, journey: JourneyMap, about: dict[str, dict]) -> list[Cell]:
    cells = [*_head(laid, journey), *_lanes(laid)]
    for column, box in laid.columns:
        cells += _stage(laid, column, box)
        for placed in laid.cards[column.stage_id]:
            cells += _card(laid.board, column, placed, about[placed.card.card_id])
    return [*cells, *_curve(laid)]


def _head(laid: Grid, journey: JourneyMap) -> list[Cell]:
    board = laid.board
    data = {
        "format": FORMAT,
        "version": journey.data["study"]["cjm_research"],
        "journey": digest(board),
        "language": board.language,
    }
    title = style(fontSize=22, fontStyle=1, fontColor=inks.INK)
    under = [line for line in (board.scenario, f"{board.asked_words} · {board.draft_words}") if line]
    legend = [board.word("legend_grade"), board.word("legend_dashed")]
    wide = Box(grid.LEFT, 16, laid.width, 32)
    bottom = grid.TOP + laid.height + 16
    return [
        Cell("title", "map", _TEXT + title, [board.title], data, box=wide),
        Cell("about", "legend", _TEXT + _SMALL, under, box=Box(grid.LEFT, 50, laid.width, 40)),
        Cell("legend", "legend", _TEXT + _SMALL, legend, box=Box(grid.LEFT, bottom, laid.width, 40)),
    ]


def _lanes(laid: Grid) -> list[Cell]:
    cells = []
    look = style(html=1, align="left", verticalAlign="top", spacingLeft=8, spacingTop=6, fontSize=grid.TITLE)
    for index, row in enumerate(laid.rows):
        fill = inks.FAINT if index % 2 == 0 else inks.PAPER
        colours = style(fillColor=fill, strokeColor=inks.RULE, fontColor=inks.INK, fontStyle=1)
        box = Box(grid.LEFT, row.y, laid.width, row.height)
        data = {"id": row.key, "name": row.name}
        cells.append(Cell(f"lane-{row.key}", "lane", look + colours + style(locked=1), [row.name], data, box=box))
    return cells


def _stage(laid: Grid, column: Column, box: Box) -> list[Cell]:
    board = laid.board
    name = f"stage-{column.stage_id}"
    look = style(
        "swimlane", html=1, whiteSpace="wrap", startSize=laid.head, horizontal=1, container=1, collapsible=0, expand=0,
        recursiveResize=0, fillColor=inks.BAND, swimlaneFillColor="none", strokeColor=inks.RULE, fontColor=inks.INK,
        fontSize=grid.NAME, fontStyle=1, align="left", spacingLeft=_PAD,
    )  # fmt: skip
    data = {"id": column.stage_id, "name": column.name}
    room = box.width - 2 * _PAD
    facts = Box(_PAD, laid.head + 6, room, laid.facts - 6)
    spots = laid.row(grid.TOUCHPOINTS)
    spot_box = Box(_PAD, spots.y - grid.TOP + _PAD, room, spots.height - 2 * _PAD)
    text = _TEXT + _PART + _SMALL
    of = {"id": column.stage_id}
    cells = [
        Cell(name, "stage", look, [column.name], data, box=box),
        Cell(f"facts-{name}", "facts", text, stage_facts(column), of, box=facts, parent=name),
        Cell(f"touchpoints-{name}", "touchpoint", text, touchpoint_words(column, board), of, box=spot_box, parent=name),
    ]
    for lane, cards in column.cells.items():
        if not cards:
            row = laid.row(lane)
            where = Box(_PAD, row.y - grid.TOP + _PAD, room, 20)
            empty = [grid.empty_words(board, lane)]
            cells.append(Cell(f"empty-{lane}-{column.stage_id}", "empty", text, empty, box=where, parent=name))
    return cells


def _card(board: Board, column: Column, placed: Placed, about: dict) -> list[Cell]:
    card, box = placed.card, placed.box
    look = style(
        html=1, whiteSpace="wrap", align="left", verticalAlign="top", spacingLeft=6, spacingRight=4, spacingTop=1,
        rounded=0, container=0, collapsible=0, recursiveResize=0, fillColor=inks.TINT[placed.lane],
        strokeColor=inks.EDGE[placed.lane], dashed=int(card.machine_only), fontColor=inks.INK, fontSize=grid.TITLE,
        fontStyle=1,
    )  # fmt: skip
    data = {
        "id": card.card_id,
        "stage": column.stage_id,
        "family": placed.lane,
        "subtype": about["subtype"],
        "title": card.title,
        "status": card.status,
        "grade": card.grade,
        "rule": card.grade_rule,
        "n_people": card.n_people,
        "n_segments": card.n_segments,
        "people": people_of(card),
        "segments": segments_of(card),
        "owner": about.get("owner", ""),
        "work": about.get("work", ""),
        "due": about.get("due", ""),
    }
    tip = [card.grade_rule]
    if card.lead:
        tip.insert(0, f"{shorten(card.lead.text, _TIP)} — {place_of(board, card.lead)}")
    facts = Box(8, placed.title, box.width - 16, box.height - placed.title - 4)
    parent = f"stage-{column.stage_id}"
    return [
        Cell(card.card_id, "card", look, [card.title], data, tip, box, parent),
        Cell(
            f"facts-{card.card_id}", "facts", _TEXT + _PART + _SMALL, card_facts(card), {"id": card.card_id},
            box=facts, parent=card.card_id,
        ),
    ]  # fmt: skip


def _curve(laid: Grid) -> list[Cell]:
    row = laid.row(grid.EMOTION)
    top = row.y - grid.TOP + grid.NAMED

    def height(value: float) -> float:
        return top + 8 + (5 - value) / 4 * (grid.CURVE - 16)

    cells = [
        Cell(
            f"scale-{level}", "legend", _TEXT + _PART + _SMALL + style(align="right"), [_scale(laid.board, level)],
            box=Box(grid.LEFT, round(height(level)) + grid.TOP - 7, grid.LABELS - 8, 16),
        )
        for level in (1, 3, 5)
    ]  # fmt: skip
    for column, box in laid.columns:
        cells += _point(laid, column, box, height, top + grid.CURVE)
    rated = [column for column, _ in laid.columns]
    for left, right in pairwise(rated):
        if left.emotion.mean is not None and right.emotion.mean is not None:
            faint = left.emotion.faint or right.emotion.faint
            look = style(html=1, endArrow="none", strokeWidth=2, strokeColor=inks.SOFT, dashed=int(faint))
            ends = (f"point-{left.stage_id}", f"point-{right.stage_id}")
            cells.append(Cell(f"curve-{left.stage_id}", "curve", look, data={"id": left.stage_id}, ends=ends))
    return cells


def _scale(board: Board, level: int) -> str:
    return f"{level} {board.word(f'emotion_{level}')}"


def _point(laid: Grid, column: Column, box: Box, height, bottom: int) -> list[Cell]:
    point, parent = column.emotion, f"stage-{column.stage_id}"
    row = laid.row(grid.EMOTION)
    words = Box(_PAD, bottom, box.width - 2 * _PAD, row.y + row.height - grid.TOP - bottom - 4)
    look = _TEXT + _PART + _SMALL + style(align="center")
    numbers = Cell(
        f"numbers-{column.stage_id}", "facts", look, curve_words(laid.board, column), {"id": column.stage_id},
        box=words, parent=parent,
    )  # fmt: skip
    if point.mean is None:
        return [numbers]
    data = {"id": column.stage_id, "mean": repr(point.mean), "low": repr(point.low), "high": repr(point.high)}
    data |= {"n": str(point.n)}
    colour, middle = inks.emotion_colour(point.mean), box.width // 2
    fill = style(fillColor=colour, strokeColor="none", opacity=40 if point.faint else 100)
    dot = Box(middle - _DOT // 2, round(height(point.mean)) - _DOT // 2, _DOT, _DOT)
    cells = [
        Cell(f"point-{column.stage_id}", "point", style("ellipse", html=1) + fill, (), data, box=dot, parent=parent)
    ]
    if point.low is not None:
        bar = Box(middle - 2, round(height(point.high)), 4, max(round(height(point.low) - height(point.high)), 1))
        cells.insert(0, Cell(f"interval-{column.stage_id}", "interval", _PART + fill, (), data, box=bar, parent=parent))
    return [*cells, numbers]
