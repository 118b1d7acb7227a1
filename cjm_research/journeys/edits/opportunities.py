"""Opportunity cards as people made them: those the map proposes are moved, named, merged and hidden as any other.

They are proposed after all other cards stand, so what people made of them is brought in after that too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cjm_research.journeys.edits.stages import stage_rows
from cjm_research.review.board.law import OPPORTUNITY, rows_of, stand
from cjm_research.review.board.state import composed_with, pieces_of
from cjm_research.review.board.turning import CARD

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.journeys.frameworks import Framework

Card = dict[str, Any]


@dataclass(frozen=True)
class Opportunities:
    """The opportunity cards after all edits.

    Attributes
    ----------
    cards : list of dict
        As in journey.json, each with its ``stage``, in the order of the board.
    originals : dict of str to dict
        Proposed cards that edits touched, as they were.
    lost : tuple of str
        Ids of cards, of any lane, of which people made something and which are not there.
    """

    cards: list[Card]
    originals: dict[str, Card]
    lost: tuple[str, ...]


def edited_opportunities(
    proposed: Sequence[Card],
    written: Sequence[Card],
    edits: Mapping[str, pd.DataFrame],
    framework: Framework,
    lost: Sequence[str] = (),
    language: str = "en",
) -> Opportunities:
    """Return the opportunity cards with what people made of them.

    Parameters
    ----------
    proposed : sequence of dict
        Cards that the map proposes, as in journey.json and with ``stage``, the best first.
    written : sequence of dict
        Those that people wrote, likewise; they come out of `cards.apply_edits`.
    edits : mapping of str to DataFrame
        Tables "cards", "stages" and "memos"; any may be missing.
    framework : Framework
        From `stages.edited_framework`.
    lost : sequence of str
        `cards.Edited.lost`: what people made of a card proposed here is not lost.
    language : {"en", "zh"}
        Of titles.
    """
    table, memos = edits.get("cards"), edits.get("memos")
    rows = {} if table is None else rows_of(table.to_dict("records"), "card_id")
    columns = stage_rows(edits.get("stages"))
    machine = {card["id"]: card for card in proposed}
    made = {card_id for card_id, row in rows.items() if row["made"] and row["lane"] == OPPORTUNITY}
    mine = {card_id: row for card_id, row in rows.items() if card_id in made or card_id in machine}
    pieces = pieces_of(proposed)
    board = stand(pieces, mine, [stage.id for stage in framework.stages], columns)
    shown = machine | {card["id"]: card for card in written}
    items = {item["segment_id"]: item for card in shown.values() for item in card["evidence"]}
    counts = {} if memos is None else memos.loc[memos["about"] == CARD, "about_id"].value_counts().to_dict()
    cards = [
        {**composed_with(card, machine, shown, items.get, language, counts), "stage": card.stage}
        for card in sorted(board.cards.values(), key=lambda card: card.key)
    ]
    touched = {*mine, *(row["into"] for row in mine.values()), *(up for row in mine.values() for up in row["parents"])}
    found = {part for card in board.cards.values() for part in (card.card_id, *card.parts)}
    left = {card_id for card_id in lost if card_id not in found} | set(board.orphans)
    originals = {
        card_id: {**card, "position": pieces[card_id].rank} for card_id, card in machine.items() if card_id in touched
    }
    return Opportunities(cards, originals, tuple(sorted(left)))
