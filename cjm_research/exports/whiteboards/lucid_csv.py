"""The rows of ``lucid.csv``: Lucidchart's import of process diagrams, a page, shape or line a row. Experimental.

Ids count from 1; a page has an id, the name "Page" and its text; a shape names its library, its page and what contains
it; a line names the two shapes it joins. There are no positions.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from cjm_research.exports.whiteboards import words
from cjm_research.exports.whiteboards.notes import bracketed, card_line, curve_words, stage_facts
from cjm_research.exports.whiteboards.plain import one_line

if TYPE_CHECKING:
    from cjm_research.exports.board import Board

COLUMNS = (
    "Id",
    "Name",
    "Shape Library",
    "Page ID",
    "Contained By",
    "Group",
    "Line Source",
    "Line Destination",
    "Source Arrow",
    "Destination Arrow",
    "Text Area 1",
    "Text Area 2",
)
_STAGE = ("Rectangle Container", "Containers")
_LANE = ("Rectangle Container", "Containers")
_CARD = ("Process", "Flowchart Shapes")
_Row = tuple[str | int, ...]


def rows_of(board: Board) -> Iterator[_Row]:
    """Yield the table, its heading first: the page, stages with their lanes and cards, the order of the stages.

    Text Area 2 of a stage has its numbers, that of a card its id.
    """
    yield COLUMNS
    name = board.title + bracketed(words.label("experimental", board.language), board.language)
    yield (1, "Page", *[""] * 8, one_line(name), "")
    number, stages = 1, []
    for column in board.columns:
        number += 1
        stages.append(number)
        stage = number
        said = " · ".join([*stage_facts(column), *curve_words(board, column)])
        yield _shape(number, _STAGE, "", column.name, said)
        for lane, cards in column.cells.items():
            number += 1
            inside = number
            yield _shape(number, _LANE, stage, board.families[lane], "" if cards else board.empty(lane))
            for card in cards:
                number += 1
                yield _shape(number, _CARD, inside, card_line(card, board.language), card.card_id)
    for left, right in pairwise(stages):
        number += 1
        yield (number, "Line", "", 1, "", "", left, right, "None", "Arrow", "", "")


def _shape(number: int, kind: tuple[str, str], inside: str | int, text: str, more: str) -> _Row:
    return (number, *kind, 1, inside, "", "", "", "", "", text, more)
