"""Top pain points with what people said, and opportunities with the pain points that they answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cjm_research.exports import inks
from cjm_research.exports.cards_made import OPPORTUNITY, shown
from cjm_research.exports.deck.marks import PAD, Box, Cell, para, row_height, table, text_box
from cjm_research.exports.deck.notes import card_notes, grade_words, said
from cjm_research.exports.words import mentions

if TYPE_CHECKING:
    from cjm_research.exports.board import Board, Card
    from cjm_research.exports.deck.paper import Paper
    from cjm_research.journeys.map import JourneyMap

_SIZE, _SMALL = 12.0, 10.0
_MORE = 16.0
_MOST = 8  # rows of a slide that can be taken in


@dataclass(frozen=True)
class Found:
    """A card with the name of its stage and what the map holds of it."""

    card: Card
    stage: str
    data: Mapping[str, Any]

    @property
    def rank(self) -> int | None:
        """Its place among the cards of its lane; None where nothing is ranked."""
        return (self.data.get("priority") or {}).get("rank")


def cards_of(journey: JourneyMap, board: Board, lane: str) -> list[Found]:
    """Return the cards of a lane, best rank first, then most people, then their id."""
    data = {card["id"]: card for stage in shown(journey.data["stages"]) for card in shown(stage["cards"])}
    found = [
        Found(card, column.name, data[card.card_id]) for column in board.columns for card in column.cells.get(lane, ())
    ]
    return sorted(
        found, key=lambda each: (each.rank is None, each.rank or 0, -each.card.n_people, each.card.card_id)
    )  # fmt: skip


def pain_slide(paper: Paper, board: Board, journey: JourneyMap) -> None:
    """Make the slide of the pain points."""
    pains = cards_of(journey, board, "pain_point")
    key = "pains_title" if any(each.rank for each in pains) else "pains_people"
    above = [journey.priorities.reading(board.language).split("\n")[0]] if _ranked(journey, "pain_point") else []
    width = paper.area.width
    widths = [0.31 * width, 0.11 * width, 0.40 * width, 0.18 * width]
    heads = [paper.word(f"col_{name}") for name in ("pain", "people", "words", "evidence")]
    rows = [_pain_row(paper, board, each, widths) for each in pains]
    _slide(paper, board, paper.word(key), above, heads, widths, pains, rows, "alt_pains", paper.word("no_pain"))


def opportunity_slide(paper: Paper, board: Board, journey: JourneyMap) -> None:
    """Make the slide of the opportunities; where there are none, it says so."""
    found = cards_of(journey, board, OPPORTUNITY)
    pains = {each.card.card_id: each.card.title for each in cards_of(journey, board, "pain_point")}
    above = []
    if _ranked(journey, OPPORTUNITY):
        above = journey.priorities.reading(board.language).split("\n")[-1:]
    width = paper.area.width
    widths = [0.32 * width, 0.14 * width, 0.32 * width, 0.22 * width]
    heads = [paper.word(f"col_{name}") for name in ("opportunity", "people", "answers", "work")]
    rows = [_opportunity_row(paper, board, each, pains, widths) for each in found]
    title, empty = paper.word("opportunities_title"), board.word("no_opportunity")
    _slide(paper, board, title, above, heads, widths, found, rows, "alt_opportunities", empty)


def _ranked(journey: JourneyMap, lane: str) -> bool:
    priorities = getattr(journey, "priorities", None)
    return priorities is not None and bool((priorities.frame["lane"] == lane).any())


def _pain_row(paper: Paper, board: Board, each: Found, widths: Sequence[float]) -> list[Cell]:
    card, face = each.card, paper.face
    quote = paper.word("no_quote")
    if card.lead:
        quote = paper.word("said_by", who=card.lead.case_id, quote=said(card.lead.text, board.language))
    quote = face.cut(quote, _SIZE, widths[2] - 2 * PAD, 3)
    evidence = (
        para(grade_words(card), _SIZE),
        para(face.cut(card.status_words, _SMALL, widths[3] - 2 * PAD, 1), _SMALL, soft=True),
    )
    times = para(mentions(card.n_segments, board.language), _SMALL, soft=True)
    people = (para(f"{card.n_people}", _SIZE, bold=True), times)
    return [
        _named(paper, each, widths[0]),
        Cell(people),
        Cell((para(quote, _SIZE, italic=board.language == "en"),)),
        Cell(evidence),
    ]  # fmt: skip


def _named(paper: Paper, each: Found, width: float) -> Cell:
    """Return the title of a card with its rank, stage and tag under it."""
    room = width - 2 * PAD - 4
    number = f"{each.rank}  " if each.rank else ""
    title = paper.face.cut(number + each.card.title, _SIZE, room, 2, bold=True)
    under = paper.face.cut(" · ".join([each.stage, each.card.tag]), _SMALL, room, 1)
    return Cell((para(title, _SIZE, bold=True), para(under, _SMALL, soft=True)), edge=inks.EDGE[each.card.family])


def _opportunity_row(
    paper: Paper, board: Board, each: Found, pains: Mapping[str, str], widths: Sequence[float]
) -> list[Cell]:
    card, face = each.card, paper.face
    answers = [pains[pain] for pain in each.data.get("answers", ()) if pain in pains]
    told = paper.word("comma").join(answers) or paper.word("answers_none")
    work = [*card.facts, *_entered(paper, each.data)]
    people = (para(f"{card.n_people}", _SIZE, bold=True), para(grade_words(card), _SMALL, soft=True))
    return [
        _named(paper, each, widths[0]),
        Cell(people),
        Cell((para(face.cut(told, _SIZE, widths[2] - 2 * PAD, 3), _SIZE, soft=not answers),)),
        Cell((para(face.cut(" · ".join(work), _SMALL, widths[3] - 2 * PAD, 3), _SMALL),)),
    ]


def _entered(paper: Paper, data: Mapping[str, Any]) -> list[str]:
    return [paper.word(f"{name}_of", value=data[name]) for name in ("value", "difficulty") if data.get(name)]


def _slide(
    paper: Paper, board: Board, title: str, above: Sequence[str], heads: Sequence[str], widths: Sequence[float],
    found: Sequence[Found], rows: Sequence[list[Cell]], alt: str, empty: str,
) -> None:  # fmt: skip
    place = paper.area
    lines = [paper.face.cut(line, 12, place.width, 2) for line in above]
    room = place.height - _MORE - 4
    said_above = [para(line, 12, soft=True) for line in lines]
    used = paper.face.height(said_above, place.width) + 8 if lines else 0
    kept = _kept(paper, rows, widths, room - used)
    notes = [*above] + [line for each in found[:kept] for line in card_notes(board, each.card)]
    sheet = paper.bare(title, notes if found else [empty])
    if lines:
        text_box(sheet, place.cut_top(used)[0], said_above, title)
    if not found:
        text_box(sheet, place.cut_top(24)[0], [para(empty, 14, soft=True)], title)
        return
    head = [Cell((para(text, _SMALL, soft=True),)) for text in heads]
    below = place.cut_top(used)[1]
    height = table(sheet, below, widths, [head, *rows[:kept]], paper.word(alt), 4)
    if kept < len(rows):
        more = para(paper.word("more_cards", n=len(rows) - kept), _SMALL, soft=True)
        text_box(sheet, Box(below.left + PAD, below.top + height + 2, below.width, _MORE), [more], title)


def _kept(paper: Paper, rows: Sequence[list[Cell]], widths: Sequence[float], room: float) -> int:
    """Return how many rows the room holds, the heading not counted in."""
    used, sheet = paper.face.leading(_SMALL) + 8, paper.measuring()
    for index, row in enumerate(rows[:_MOST]):
        used += row_height(row, widths, sheet, 4)
        if used > room:
            return max(1, index)
    return min(len(rows), _MOST)
