"""What a section of the report is given: the map in words, the study beside it, and what both are called."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from cjm_research.exports.board import Board, build_board, few_people
from cjm_research.exports.cards_made import shown
from cjm_research.exports.paper.words import say
from cjm_research.findings import grade_words

if TYPE_CHECKING:
    from cjm_research.exports.board import Card
    from cjm_research.exports.material import Material
    from cjm_research.findings.priority import PrioritySheet
    from cjm_research.journeys.map import JourneyMap

ASKED = {"en": re.compile(r"\s*\(([^()]*strong[^()]*)\)$"), "zh": re.compile(r"（([^（）]*充分[^（）]*)）$")}
"""The end of the words for a part of a grade: from which figures on it is what."""


@dataclass(frozen=True)
class Matter:
    """A map and what is known beside it, in one language.

    Attributes
    ----------
    journey : JourneyMap
    board : Board
        The map in words.
    cards : dict of str to dict
        The shown cards of the data by id.
    stages : dict of str to dict
        The shown stages of the data by id.
    priorities : PrioritySheet, optional
        With titles in the language of the paper.
    material : Material, optional
        None where only the map is known.
    """

    journey: JourneyMap
    board: Board
    cards: dict[str, dict[str, Any]] = field(repr=False)
    stages: dict[str, dict[str, Any]] = field(repr=False)
    priorities: PrioritySheet | None = None
    material: Material | None = None

    @classmethod
    def of(cls, journey: JourneyMap, material: Material | None = None) -> Matter:
        """Lay out a map in its language."""
        stages = {stage["id"]: stage for stage in shown(journey.data["stages"])}
        cards = {card["id"]: card for stage in stages.values() for card in shown(stage["cards"])}
        board = build_board(journey, few_people())
        return cls(journey, board, cards, stages, _told(journey, cards, stages), material)

    @property
    def language(self) -> str:
        """The language of the paper."""
        return self.board.language

    def say(self, key: str, **values: object) -> str:
        """Return words in the language of the paper."""
        return say(key, self.language, **values)

    @property
    def titles(self) -> dict[str, str]:
        """The titles of the shown cards by id."""
        return {card.card_id: card.title for _, card in self.shown_cards}

    @property
    def thresholds(self) -> str:
        """What each part of a grade asks for, in brackets, as the cards of this map print it; "" where none does."""
        found: dict[str, str] = {}
        for card in self.cards.values():
            for part in card.get("grade_parts") or ():
                asked = ASKED[self.language].search((part.get("words") or {}).get(self.language, ""))
                if asked and part["meets"]:
                    found.setdefault(part["part"], asked[1])
        names, colon = grade_words.PARTS[self.language], "：" if self.language == "zh" else ": "
        parts = [f"{names[part]}{colon}{found[part]}" for part in names if part in found]
        return self.say("thresholds", parts=("；" if self.language == "zh" else "; ").join(parts)) if parts else ""

    @property
    def shown_cards(self) -> list[tuple[str, Card]]:
        """Every card with the name of its stage, in the order of the map."""
        return [(column.name, card) for column in self.board.columns for lane in column.cells.values() for card in lane]


def _told(journey: JourneyMap, cards: dict[str, Any], stages: dict[str, Any]) -> PrioritySheet | None:
    """Return the priorities with titles and stages in the language of the paper."""
    sheet = getattr(journey, "priorities", None)
    if sheet is None or sheet.frame.empty:
        return sheet
    language = journey.language
    frame = sheet.frame[sheet.frame["card_id"].isin(list(cards))].reset_index(drop=True)
    titles = [cards[card].get("titles", {}).get(language) or cards[card]["title"] for card in frame["card_id"]]
    names = {stage: held["name"].get(language, stage) for stage, held in stages.items()}
    around = "{}（{}）" if language == "zh" else "{} ({})"
    told = [
        around.format(title, names[stage]) if stage in names else title
        for title, stage in zip(titles, frame["stage"], strict=True)
    ]
    return replace(sheet, frame=frame.assign(title=told), language=language)
