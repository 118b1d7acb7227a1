r"""``journey.mmd``: a Mermaid journey diagram, a summary of the map.

A stage is a section, the strongest card of each family a task, its score the mean emotion of the people behind it, and
its actor the family. Comments carry the ids and the numbers that the diagram has no place for. Mermaid's grammar has
no escapes, so signs that would end a text are written in their full-width form.

>>> escaped("Sign up: step 2; see #3")
'Sign up：step 2；see ＃3'
>>> escaped("section of the shop")
'\u200bsection of the shop'
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, ClassVar

from cjm_research.exports.base import check_quotes, write_file
from cjm_research.exports.board import build_board, few_people
from cjm_research.exports.cards_made import OPPORTUNITY
from cjm_research.exports.whiteboards import words
from cjm_research.exports.whiteboards.notes import bracketed, segments_of
from cjm_research.exports.whiteboards.plain import one_line, shorten

if TYPE_CHECKING:
    from cjm_research.exports.board import Board, Card, Column
    from cjm_research.journeys.map import JourneyMap

_TASK = 40
_SECTION = 40
_TITLE = 90
_FULL_WIDTH = str.maketrans({";": "；", "#": "＃", "<": "＜", ">": "＞", "`": "＇"})
# A text that starts with a word of the grammar would be read as one; "%%{…}%%" anywhere is a directive.
_KEYWORD = re.compile(r"(title|section|journey|acctitle|accdescr|click|%)", re.IGNORECASE)
_ZERO_WIDTH = "\u200b"


@dataclass(frozen=True)
class MermaidExporter:
    """``journey.mmd``: for wikis, README files and every place that draws Mermaid."""

    name: ClassVar[str] = "mermaid"
    speaks: ClassVar[str] = "one"
    few_people: int = field(default_factory=few_people)

    def write(self, journey: JourneyMap, folder: Path) -> list[Path]:
        """Write ``journey.mmd`` into the folder.

        Raises
        ------
        ExportError
            If a quote is not exact.
        """
        check_quotes(journey)
        text = to_mermaid(build_board(journey, self.few_people))
        return [write_file(Path(folder) / "journey.mmd", text.encode("utf-8"))]


def escaped(text: str, colon: str = "：") -> str:
    """Return a text as Mermaid's journey grammar can hold it: the same words on one line.

    Only the title of the diagram may hold a ``:``.
    """
    text = one_line(text).translate(_FULL_WIDTH).replace(":", colon).replace("： ", "：").replace("； ", "；")
    text = text.replace("%%", "％％").replace("---", "———")
    return _ZERO_WIDTH + text if _KEYWORD.match(text) or not text else text


def mean_emotion(card: Card) -> float | None:
    """Return the mean over people of their mean emotion on a card, 1–5; None where nobody was rated."""
    by_person: dict[str, list[float]] = {}
    for quote in card.quotes:
        if quote.emotion is not None:
            by_person.setdefault(quote.case_id, []).append(quote.emotion)
    return fmean(fmean(values) for values in by_person.values()) if by_person else None


def to_mermaid(board: Board) -> str:
    """Return the diagram as text."""
    lines = ["journey", f"  title {_title(board)}"]
    for column in board.columns:
        point = column.emotion
        numbers = f"mean={point.mean} low={point.low} high={point.high} n={point.n}"
        lines.append(f"  %% stage={escaped(column.stage_id)} {numbers}")
        lines.append(f"  section {escaped(shorten(column.name, _SECTION))}")
        for lane, card in _strongest(column):
            lines += _task(board, lane, card)
    return "\n".join(lines) + "\n"


def _title(board: Board) -> str:
    unrated = [column.name for column in board.columns if not _strongest(column)]
    title = shorten(board.title, _TITLE)
    if unrated:
        names = ("、" if board.language == "zh" else ", ").join(unrated)
        note = words.label("unrated", board.language, names=names)
        title += bracketed(note, board.language)
    return escaped(title or board.word("map"), colon=":")


def _strongest(column: Column) -> list[tuple[str, Card]]:
    """Return for each family the first card of the map that has a rated emotion."""
    found = []
    for lane, cards in column.cells.items():
        if lane == OPPORTUNITY:  # nobody has felt it yet
            continue
        rated = next((card for card in cards if mean_emotion(card) is not None), None)
        if rated:
            found.append((lane, rated))
    return found


def _task(board: Board, lane: str, card: Card) -> list[str]:
    mean = mean_emotion(card)
    score = min(5, max(0, math.floor(mean + 0.5)))
    actor = escaped(board.families[lane]).replace(",", "，")
    return [
        f"    %% card={escaped(card.card_id)} mean={mean} n_people={card.n_people} segments={segments_of(card)}",
        f"    {escaped(shorten(card.title, _TASK))}: {score}: {actor}",
    ]
