"""The paste matrix: ``paste.tsv`` and ``paste.csv``, stages across and lanes down, and ``theydo-insights.csv``.

For Smaply, UXPressia, Custellence and TheyDo, whose import schemas are not public: the tables are made to be copied and
pasted by hand, one card a cell, and the note beside them says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from cjm_research.exports.base import check_quotes, write_file
from cjm_research.exports.board import build_board, few_people
from cjm_research.exports.whiteboards import words
from cjm_research.exports.whiteboards.mermaid import mean_emotion
from cjm_research.exports.whiteboards.notes import (
    bracketed,
    card_facts,
    card_line,
    cards_of,
    curve_words,
    graded,
    place_of,
    segments_of,
    touchpoint_words,
)
from cjm_research.exports.whiteboards.plain import shorten
from cjm_research.exports.whiteboards.tables import to_csv, to_tsv
from cjm_research.exports.whiteboards.words import write_readme

if TYPE_CHECKING:
    from cjm_research.exports.board import Board, Card
    from cjm_research.journeys.map import JourneyMap

INSIGHTS = (
    "Title",
    "Description",
    "Type",
    "Impact",
    "Persona",
    "Journey phase",
    "Tags",
    "Source id",
    "Segment ids",
)
_TYPE = {"goal": "job", "motivation": "need", "pain_point": "pain", "opportunity": "opportunity"}
_BAD, _GOOD = 2.5, 3.5
"""Mean emotions below and above which the impact is −1 and 1."""
_QUOTES, _QUOTE = 3, 300


@dataclass(frozen=True)
class PasteExporter:
    """``paste.tsv``, ``paste.csv``, ``theydo-insights.csv`` and ``whiteboards-readme.txt``."""

    name: ClassVar[str] = "paste"
    speaks: ClassVar[str] = "one"
    few_people: int = field(default_factory=few_people)

    def write(self, journey: JourneyMap, folder: Path) -> list[Path]:
        """Write the tables and the note that says what is not known of those tools.

        Raises
        ------
        ExportError
            If a quote is not exact.
        """
        check_quotes(journey)
        board, folder = build_board(journey, self.few_people), Path(folder)
        rows = list(matrix(board))
        persona = (journey.data.get("journey") or {}).get("persona") or {}
        return [
            write_file(folder / "paste.tsv", to_tsv(rows)),
            write_file(folder / "paste.csv", to_csv(rows)),
            write_file(folder / "theydo-insights.csv", to_csv(insights(board, " · ".join(persona.values())))),
            write_readme(board.language, folder),
        ]


def matrix(board: Board) -> Iterator[list[str]]:
    """Yield the rows: a heading, the questions, people, emotion, touchpoints, then as many rows as a lane needs."""
    columns = board.columns
    yield [words.label("lane", board.language), *(column.name for column in columns)]
    yield [board.word("question"), *(column.question for column in columns)]
    people = (f"{column.people} · {graded(column.mark, column.grade_words)}" for column in columns)
    yield [board.word("evidence"), *people]
    yield [board.word("emotion"), *(" · ".join(curve_words(board, column)) for column in columns)]
    yield from _stacked(board.word("touchpoints"), [touchpoint_words(column, board) for column in columns])
    for lane, name in board.families.items():
        cells = [
            [card_line(card, board.language) for card in column.cells[lane]] or [board.empty(lane)]
            for column in columns
        ]
        yield from _stacked(name, cells)


def _stacked(name: str, cells: list[list[str]]) -> Iterator[list[str]]:
    for index in range(max(map(len, cells))):
        yield [name, *(texts[index] if index < len(texts) else "" for texts in cells)]


def insights(board: Board, persona: str = "") -> Iterator[list[str | int | None]]:
    """Yield the rows of the insights, the heading first; its fields keep the English names of the tool."""
    yield list(INSIGHTS)
    for column, lane, card in cards_of(board):
        tags = f"{board.families[lane]}; {card.tag}; {graded(card.mark, card.grade_words)}; {card.status_words}"
        row = [card.title, _description(board, card), _TYPE[lane], impact(card), persona, column.name, tags]
        yield [*row, card.card_id, segments_of(card)]


def _description(board: Board, card: Card) -> str:
    """Return the facts of a card and its first quotes, each of another person where there are several."""
    first: dict[str, str] = {}
    for quote in card.quotes:
        place = bracketed(place_of(board, quote), board.language)
        first.setdefault(quote.case_id, f"“{shorten(quote.text, _QUOTE)}”{place}")
    return " | ".join([" · ".join(card_facts(card)), *list(first.values())[:_QUOTES]])


def impact(card: Card) -> int | None:
    """Return −1, 0 or 1 from the mean rated emotion of a card; None where nobody was rated."""
    mean = mean_emotion(card)
    if mean is None:
        return None
    return -1 if mean < _BAD else 1 if mean > _GOOD else 0
