"""``journey.lucid``: the map as a Lucid Standard Import, and ``lucid.csv`` for its process diagrams. Experimental.

A ``.lucid`` file is a zip that holds ``document.json``: pages of shapes with boxes, styles and custom data, lines
between shapes. An id is 1 to 36 letters, figures or ``-_.~``, so ids of the journey that are not are replaced, and the
custom data always has the true one. Lucid takes a ``document.json`` of at most 2 MB.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from cjm_research.errors import ExportError
from cjm_research.exports import inks
from cjm_research.exports.base import check_quotes, write_file
from cjm_research.exports.board import build_board, few_people
from cjm_research.exports.whiteboards import grid, words
from cjm_research.exports.whiteboards.grid import Box, Grid, Placed
from cjm_research.exports.whiteboards.lucid_csv import rows_of
from cjm_research.exports.whiteboards.notes import (
    card_facts,
    curve_words,
    people_of,
    segments_of,
    stage_facts,
    touchpoint_words,
)
from cjm_research.exports.whiteboards.plain import one_line, shorten
from cjm_research.exports.whiteboards.tables import to_csv
from cjm_research.exports.whiteboards.words import write_readme
from cjm_research.exports.zips import EARLIEST

if TYPE_CHECKING:
    from cjm_research.exports.board import Board, Column
    from cjm_research.journeys.map import JourneyMap

LIMIT = 2_000_000
"""Bytes of ``document.json`` (Lucid, Standard Import, "Filesize limitations")."""
_ID = re.compile(r"[A-Za-z0-9\-_.~]{1,36}")
_TITLE = 400
_SIDE = 20_000


@dataclass(frozen=True)
class LucidExporter:
    """``journey.lucid`` and ``lucid.csv``; experimental, as the files and their note say."""

    name: ClassVar[str] = "lucid"
    speaks: ClassVar[str] = "one"
    few_people: int = field(default_factory=few_people)

    def write(self, journey: JourneyMap, folder: Path) -> list[Path]:
        """Write both files and the note that says how they go into Lucid.

        Raises
        ------
        ExportError
            If a quote is not exact, or the map is larger than Lucid takes.
        """
        from cjm_research.exports.glyphs import typeface
        from cjm_research.exports.scene import Pen

        check_quotes(journey)
        board, folder = build_board(journey, self.few_people), Path(folder)
        laid = grid.lay_out(board, Pen(typeface(journey.language)))
        return [
            write_file(folder / "journey.lucid", to_zip(to_document(laid))),
            write_file(folder / "lucid.csv", to_csv(rows_of(board), mark=False)),
            write_readme(board.language, folder),
        ]


def to_zip(document: dict[str, Any]) -> bytes:
    """Return the zip: one entry, always of the same time.

    Raises
    ------
    ExportError
        If ``document.json`` is larger than Lucid takes.
    """
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")
    if len(text) > LIMIT:
        raise ExportError(
            f"The map is {len(text):,} bytes as a Lucid document; Lucid takes {LIMIT:,}. Nothing was written to "
            "journey.lucid. Export the map of one persona, or use draw.io."
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        entry = zipfile.ZipInfo("document.json", EARLIEST)
        entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
        file.writestr(entry, text)
    return out.getvalue()


def safe_id(text: str) -> str:
    """Return an id that Lucid takes: the same, or a digest where the signs or the length are not allowed.

    >>> safe_id("f0123456789ab"), safe_id("定位")
    ('f0123456789ab', '~49726f09c8123a40')
    """
    return text if _ID.fullmatch(text) else "~" + hashlib.sha256(text.encode()).hexdigest()[:16]


def to_document(laid: Grid) -> dict[str, Any]:
    """Return the content of ``document.json``."""
    board = laid.board
    shapes = [_title(laid), *_lanes(laid)]
    for column, box in laid.columns:
        shapes += _stage(laid, column, box)
        shapes += [_card(column, placed, box) for placed in laid.cards[column.stage_id]]
    side = {"w": min(_SIDE, laid.width + 2 * grid.LEFT), "h": min(_SIDE, grid.TOP + laid.height + 60)}
    page = {
        "id": "journey",
        "title": shorten(board.title, 100),
        "settings": {"size": {"type": "custom", **side}},
        "shapes": shapes,
        "lines": _lines(board),
    }
    return {"version": 1, "pages": [page]}


def _shape(name: str, kind: str, text: list[str], box: Box, **more: Any) -> dict[str, Any]:
    return {
        "id": safe_id(name),
        "type": kind,
        "boundingBox": {"x": box.x, "y": box.y, "w": box.width, "h": box.height},
        "text": "\n".join(one_line(line) for line in text),
        **more,
    }


def _data(**values: object) -> list[dict[str, str]]:
    return [{"key": f"cjm_{key}", "value": one_line(str(value))} for key, value in values.items()]


def _fill(fill: str, edge: str, dashed: bool = False) -> dict[str, Any]:
    stroke = {"color": edge, "width": 1, "style": "dashed" if dashed else "solid"}
    return {"fill": {"type": "color", "color": fill}, "stroke": stroke}


def _title(laid: Grid) -> dict[str, Any]:
    board = laid.board
    text = [board.title, f"{board.asked_words} · {board.draft_words}", words.label("experimental", board.language)]
    return _shape("title", "text", text, Box(grid.LEFT, 8, laid.width, grid.TOP - 16))


def _lanes(laid: Grid) -> list[dict[str, Any]]:
    shapes = []
    for row in laid.rows:
        box = Box(grid.LEFT, row.y, grid.LABELS, row.height)
        style = _fill(inks.FAINT, inks.RULE)
        shapes.append(
            _shape(
                f"lane-{row.key}", "rectangle", [row.name], box, style=style, customData=_data(kind="lane", id=row.key)
            )
        )
    return shapes


def _stage(laid: Grid, column: Column, box: Box) -> list[dict[str, Any]]:
    board, head = laid.board, Box(box.x, box.y, box.width, laid.head + laid.facts)
    data = _data(kind="stage", id=column.stage_id)
    style = _fill(inks.BAND, inks.RULE)
    shapes = [
        _shape(
            f"stage-{column.stage_id}",
            "rectangle",
            [column.name, *stage_facts(column)],
            head,
            style=style,
            customData=data,
        )
    ]
    rows = {grid.EMOTION: curve_words(board, column), grid.TOUCHPOINTS: touchpoint_words(column, board)}
    rows |= {lane: [grid.empty_words(board, lane)] for lane, cards in column.cells.items() if not cards}
    for key, text in rows.items():
        row = laid.row(key)
        where = Box(box.x + 12, row.y + 8, box.width - 24, row.height - 16)
        shapes.append(_shape(f"{key}-{column.stage_id}", "text", text, where))
    return shapes


def _card(column: Column, placed: Placed, stage: Box) -> dict[str, Any]:
    card, box = placed.card, placed.box
    where = Box(stage.x + box.x, stage.y + box.y, box.width, box.height)
    data = _data(
        kind="card", id=card.card_id, stage=column.stage_id, family=placed.lane, people=people_of(card),
        segments=segments_of(card),
    )  # fmt: skip
    style = _fill(inks.TINT[placed.lane], inks.EDGE[placed.lane], card.machine_only)
    text = [shorten(card.title, _TITLE), *card_facts(card)]
    return _shape(card.card_id, "rectangle", text, where, style=style, customData=data)


def _lines(board: Board) -> list[dict[str, Any]]:
    """Join the stages in their order."""

    def end(column: Column, x: int, style: str) -> dict[str, Any]:
        shape = safe_id(f"stage-{column.stage_id}")
        return {"type": "shapeEndpoint", "style": style, "shapeId": shape, "position": {"x": x, "y": 0.5}}

    return [
        {
            "id": safe_id(f"line-{index}"),
            "lineType": "straight",
            "endpoint1": end(left, 1, "none"),
            "endpoint2": end(right, 0, "arrow"),
            "stroke": {"color": inks.SOFT, "width": 1, "style": "solid"},
        }
        for index, (left, right) in enumerate(pairwise(board.columns))
    ]
