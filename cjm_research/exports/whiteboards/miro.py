"""Miro: ``miro.json``, the requests of its REST API, and ``miro.csv`` / ``miro.tsv``, a sticky note a row.

Nothing is sent: the file states each request, and whoever has a token and a board sends them in order. A bulk request
holds at most 20 items and knows no frames, so each frame is a request of its own. A board holds at most 100 tags, so
tags tell the family and the grade, and the id stands on the note. Places are those of item centres, in pixels of the
board, the middle of the board being 0, 0.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from cjm_research.exports.base import check_quotes, write_file
from cjm_research.exports.board import build_board, few_people
from cjm_research.exports.whiteboards import words
from cjm_research.exports.whiteboards.notes import (
    card_facts,
    card_line,
    cards_of,
    curve_words,
    graded,
    segments_of,
    stage_facts,
    touchpoint_words,
)
from cjm_research.exports.whiteboards.plain import one_line, shorten
from cjm_research.exports.whiteboards.tables import to_csv, to_tsv
from cjm_research.exports.whiteboards.words import write_readme

if TYPE_CHECKING:
    from cjm_research.exports.board import Board, Card, Column
    from cjm_research.journeys.map import JourneyMap

BULK = 20
"""Items of one bulk request, at most (Miro REST API v2)."""
NOTE = {"goal": "light_blue", "motivation": "light_green", "pain_point": "orange", "opportunity": "yellow"}
"""Miro's own names for the colour of a sticky note, nearest to the colour of the family."""
_TAG = {"goal": "blue", "motivation": "green", "pain_point": "red", "opportunity": "yellow"}
_GRADE_TAG = {"strong": "dark_green", "fair": "cyan", "thin": "gray", "none": "black"}
_WIDTH, _GAP, _PAD, _HEAD, _FILES = 200, 24, 40, 260, 3
_LANE = 60
_TITLE = 240
_Request = dict[str, Any]


@dataclass(frozen=True)
class MiroExporter:
    """``miro.json``, ``miro.csv`` and ``miro.tsv``."""

    name: ClassVar[str] = "miro"
    speaks: ClassVar[str] = "one"
    few_people: int = field(default_factory=few_people)

    def write(self, journey: JourneyMap, folder: Path) -> list[Path]:
        """Write the three files and the note that says how they go into Miro.

        Raises
        ------
        ExportError
            If a quote is not exact.
        """
        check_quotes(journey)
        board, folder = build_board(journey, self.few_people), Path(folder)
        text = json.dumps(to_requests(board), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
        rows = list(note_rows(board))
        return [
            write_file(folder / "miro.json", text.encode("utf-8")),
            write_file(folder / "miro.csv", to_csv(rows)),
            write_file(folder / "miro.tsv", to_tsv([row[0]] for row in rows[1:])),
            write_readme(board.language, folder),
        ]


def note_rows(board: Board) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the table: the note as it is pasted, then the parts it is made of; the heading first."""
    names = ("stage", "col_family", "col_title", "col_people", "col_grade", "col_status", "col_card")
    heads = [board.word(name) for name in names]
    yield (words.label("card", board.language), *heads, board.word("col_segment"))
    for column, lane, card in cards_of(board):
        family = board.families[lane]
        grade = graded(card.mark, card.grade_words)
        note = f"{family} · {card_line(card, board.language)}"
        parts = (column.name, family, card.title, card.counts, grade, card.status_words, card.card_id)
        yield (note, *parts, segments_of(card))


def to_requests(board: Board) -> dict[str, Any]:
    """Return the requests in the order they are sent, and which card is which item of which request."""
    tags = [_post("tags", {"title": title, "fillColor": fill}) for title, fill in _tags(board)]
    frames, items, cards, left = [], [], [], 0
    for column in board.columns:
        frame, notes, texts = _stage(board, column, left)
        frames.append(frame)
        left += frame["body"]["geometry"]["width"] + _GAP
        items += texts
        cards += [
            {"card_id": card.card_id, "stage": column.stage_id, "family": lane, "item": len(items) + index,
             "tags": [board.families[lane], _grade_tag(card)], "segments": segments_of(card).split()}
            for index, (lane, card, _) in enumerate(notes)
        ]  # fmt: skip
        items += [note for _, _, note in notes]
    first = len(tags) + len(frames)
    bulk = [_post("items/bulk", items[start : start + BULK]) for start in range(0, len(items), BULK)]
    for card in cards:
        card["request"], card["item"] = first + card["item"] // BULK, card["item"] % BULK
    about = {"api": "Miro REST API v2", "base": "https://api.miro.com", "language": board.language}
    return {"about": about, "requests": [*tags, *frames, *bulk], "cards": cards}


def _post(path: str, body: Any) -> _Request:
    return {"method": "POST", "path": f"/v2/boards/{{board_id}}/{path}", "body": body}


def _tags(board: Board) -> Iterator[tuple[str, str]]:
    """Yield family and grade tags; a title is told apart by its words and has at most 120 characters."""
    for lane, name in board.families.items():
        yield shorten(name, 120), _TAG[lane]
    grades = {card.grade: _grade_tag(card) for _, _, card in cards_of(board)}
    for grade in sorted(grades):
        yield grades[grade], _GRADE_TAG[grade]


def _grade_tag(card: Card) -> str:
    return graded(card.mark, card.grade_words)


def _stage(board: Board, column: Column, left: int) -> tuple[_Request, list[tuple[str, Card, Any]], list[Any]]:
    """Return the frame of a stage, its notes, and its texts: what stands at its head and the names of its lanes."""
    width = 2 * _PAD + _FILES * _WIDTH + (_FILES - 1) * _GAP
    middle, y = left + width // 2, _HEAD
    head = [*stage_facts(column), *curve_words(board, column), *touchpoint_words(column, board)]
    texts = [_text("".join(f"<p>{html.escape(line)}</p>" for line in head), middle, _HEAD // 2, width - 2 * _PAD)]
    notes: list[tuple[str, Card, Any]] = []
    for lane, cards in column.cells.items():
        name = f"<p><strong>{html.escape(board.families[lane])}</strong></p>"
        name += "" if cards else f"<p>{html.escape(board.empty(lane))}</p>"
        texts.append(_text(name, middle, y + _LANE // 2, width - 2 * _PAD))
        y += _LANE
        for index, card in enumerate(cards):
            x = left + _PAD + (index % _FILES) * (_WIDTH + _GAP) + _WIDTH // 2
            notes.append((lane, card, _note(lane, card, x, y + index // _FILES * (_WIDTH + _GAP) + _WIDTH // 2)))
        y += -(-len(cards) // _FILES) * (_WIDTH + _GAP)
    height = y + _PAD
    body = {
        "data": {"title": shorten(column.name, 120), "format": "custom", "type": "freeform"},
        "position": {"x": middle, "y": height // 2},
        "geometry": {"width": width, "height": height},
    }
    return _post("frames", body), notes, texts


def _note(lane: str, card: Card, x: int, y: int) -> dict[str, Any]:
    facts = [*card_facts(card), f"[{one_line(card.card_id)}]"]
    content = f"<p><strong>{html.escape(shorten(card.title, _TITLE))}</strong></p>"
    content += "".join(f"<p>{html.escape(line)}</p>" for line in facts)
    return {
        "type": "sticky_note",
        "data": {"content": content, "shape": "square"},
        "style": {"fillColor": NOTE[lane], "textAlign": "left", "textAlignVertical": "top"},
        "position": {"x": x, "y": y},
        "geometry": {"width": _WIDTH},
    }


def _text(content: str, x: int, y: int, width: int) -> dict[str, Any]:
    return {
        "type": "text",
        "data": {"content": content},
        "style": {"fontSize": "14", "textAlign": "left"},
        "position": {"x": x, "y": y},
        "geometry": {"width": width},
    }
