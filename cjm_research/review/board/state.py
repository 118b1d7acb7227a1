"""The map as the board has it, and the same map after a few more acts without counting everything anew.

What an act changes is told at once: where cards stand, their titles, flags, people and segments. What follows from it
by counting (emotions, grades, priorities) waits for the next `load`. The law by which cards stand is `law.stand`, as
where the whole map is built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from cjm_research.review.board.law import HAND, OPPORTUNITY, SPLIT, Board, Piece, Row, Standing, in_turn, stand

if TYPE_CHECKING:
    import pandas as pd

Card = dict[str, Any]

_GRADELESS = "none"
_BLANK: dict[str, Any] = {
    "theme_id": "", "subtype": "", "people": [], "n_people": 0, "n_segments": 0, "reviewed_share": 0.0,
    "status": "machine suggestion", "evidence_grade": _GRADELESS, "grade_rule": "", "evidence": [], "made": "",
    "kind": "", "counter": [], "n_counter": 0, "touchpoints": [], "grade_parts": [], "stability": None,
    "agreement": None, "validation": None, "priority": None, "n_comments": 0,
}  # fmt: skip


@dataclass(frozen=True)
class BoardState:
    """A map to work on.

    Attributes
    ----------
    data : dict
        A journey.json 1.1, with what people made of it.
    evidence : DataFrame
        Columns `journeys.map.EVIDENCE`: a row per card and segment.
    orphans : tuple of dict
        Edits that found nothing they speak of: ``table``, ``id``, ``who``, ``when`` and ``what`` (words by language).
    originals : mapping of str to dict
        Cards that people touched as the workbench has them, each with its ``stage``, by id.
    """

    data: dict[str, Any]
    evidence: pd.DataFrame = field(repr=False)
    orphans: tuple[dict[str, Any], ...] = ()
    originals: Mapping[str, Card] = field(default_factory=dict, repr=False)

    def machine(self) -> dict[str, Card]:
        """Return the cards of the workbench before anybody touched them, each with its ``stage``, by id."""
        found = {
            card["id"]: {**card, "stage": stage["id"]}
            for stage in self.data["stages"]
            for card in stage["cards"]
            if card.get("made", "") not in (HAND, SPLIT)
        }
        return found | {card_id: dict(card) for card_id, card in self.originals.items()}

    def cards(self) -> dict[str, Card]:
        """Return the cards as they are shown, each with its ``stage``, by id."""
        return {card["id"]: {**card, "stage": stage["id"]} for stage in self.data["stages"] for card in stage["cards"]}


@dataclass(frozen=True)
class Ground:
    """What acts are applied to: the map as it was last counted.

    Attributes
    ----------
    state : BoardState
    machine, shown : dict of str to dict
        From `BoardState.machine` and `BoardState.cards`.
    pieces : dict of str to Piece
    item : callable
        Returns the evidence item of a segment, None if there is no such segment.
    language : {"en", "zh"}
        Of titles that are shown.
    told : dict
        Cards as they were last told, so that those which did not change are the same objects.
    """

    state: BoardState
    machine: dict[str, Card]
    shown: dict[str, Card]
    pieces: dict[str, Piece]
    item: Callable[[str], dict[str, Any] | None]
    language: str
    told: dict[str, tuple[Standing, int, Card]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, state: BoardState, item: Callable[[str], dict[str, Any] | None], language: str) -> Ground:
        """Return the ground of a map."""
        machine = state.machine()
        return cls(state, machine, state.cards(), pieces_of(machine.values()), item, language)


def pieces_of(cards: Iterable[Card]) -> dict[str, Piece]:
    """Return cards of the workbench, each with its ``stage``, as the law takes them."""
    found, ranks = {}, dict[tuple[str, str], int]()
    for card in cards:
        cell = (card["stage"], lane_of(card))
        ranks[cell] = ranks.get(cell, -1) + 1
        position = card.get("position")
        rank = float(ranks[cell] if position is None else position)
        segments = tuple(item["segment_id"] for item in card["evidence"])
        found[card["id"]] = Piece(card["id"], card["stage"], lane_of(card), segments, rank, card.get("made", ""))
    return found


def lane_of(card: Card) -> str:
    """Return the lane of a card."""
    return card.get("lane") or card["family"] or OPPORTUNITY


def after(
    ground: Ground, rows: Mapping[str, Row], stage_rows: Mapping[str, Row], comments: Mapping[str, int]
) -> tuple[BoardState, Board]:
    """Return the map after acts, and the cards as the law has them.

    Parameters
    ----------
    ground : Ground
        The map as it was last counted.
    rows, stage_rows : mapping of str to row
        Tables "cards" and "stages" as they stand, by `law.rows_of`.
    comments : mapping of str to int
        Comments by card.
    """
    stages = stages_after(ground.state.data["stages"], stage_rows)
    board = stand(ground.pieces, rows, [stage["id"] for stage in stages], stage_rows)
    cells: dict[str, list[Card]] = {stage["id"]: [] for stage in stages}
    places = {lane: at for at, lane in enumerate(("goal", "motivation", "pain_point", OPPORTUNITY))}
    for card in sorted(board.cards.values(), key=lambda card: (places[card.lane], *card.key)):
        if card.stage in cells:
            cells[card.stage].append(_composed(card, ground, comments))
    columns = [{**stage, "cards": cells[stage["id"]]} for stage in stages]
    framework = {**ground.state.data["framework"], "stages": [stage["id"] for stage in stages]}
    return replace(ground.state, data={**ground.state.data, "framework": framework, "stages": columns}), board


def _composed(card: Standing, ground: Ground, comments: Mapping[str, int]) -> Card:
    n = sum(comments.get(one, 0) for one in (card.card_id, *card.parts)) if comments else 0
    last = ground.told.get(card.card_id)
    if last is None or last[0] != card or last[1] != n:
        shown = composed_with(card, ground.machine, ground.shown, ground.item, ground.language, comments)
        last = ground.told[card.card_id] = (card, n, shown)
    return last[2]


def composed_with(
    card: Standing,
    machine: Mapping[str, Card],
    last: Mapping[str, Card],
    item: Callable[[str], dict[str, Any] | None],
    language: str,
    comments: Mapping[str, int],
) -> Card:
    """Return a card as it is shown.

    Parameters
    ----------
    card : Standing
        By the law.
    machine, last : mapping of str to dict
        Cards of the workbench before anybody touched them, and all cards as they were last counted.
    item : callable
        Returns the evidence item of a segment, or None.
    language : {"en", "zh"}
        Of the title.
    comments : mapping of str to int
        Comments by card.
    """
    first = machine.get(card.card_id) or _blank(card)
    shown = last.get(card.card_id, first)
    if {one["segment_id"] for one in shown["evidence"]} != set(card.segment_ids):
        shown = counted({**first, "priority": shown.get("priority")}, card.segment_ids, item)
    row = card.row
    titles = {**(first.get("titles") or ({language: first["title"]} if first["title"] else {})), **row["title"]}
    told = {column: row[column] for column in ("owner", "due", "hidden", "pinned", "intended", "value", "difficulty")}
    own = {
        "lane": card.lane,
        "family": card.lane,
        "titles": titles,
        "title": titles.get(language) or next((titles[name] for name in sorted(titles)), card.card_id),
        "work": row["status"],
        "answers": list(row["answers"] or first.get("answers", ())),
        "position": card.position,
        "parts": list(card.parts),
        "n_comments": sum(int(comments.get(one, 0)) for one in (card.card_id, *card.parts)),
        "made": card.made,
    }
    return {**{name: value for name, value in shown.items() if name != "stage"}, **told, **own}


def _blank(card: Standing) -> Card:
    status = "hand-written" if card.made == HAND else "machine suggestion"
    subtype = card.row["subtype"]
    return {"id": card.card_id, **_BLANK, "family": card.lane, "subtype": subtype, "title": "", "status": status}


def counted(card: Card, segment_ids: Sequence[str], item: Callable[[str], dict[str, Any] | None]) -> Card:
    """Return a card with these segments, its people and shares counted; its grade waits."""
    found = {segment_id: held for segment_id in segment_ids if (held := item(segment_id)) is not None}
    ordered = in_turn(tuple(found), {segment_id: held["case_id"] for segment_id, held in found.items()})
    people = sorted({held["case_id"] for held in found.values()})
    share = sum(held["reviewed"] for held in found.values()) / len(found) if found else 0.0
    status = "machine suggestion" if share == 0 else "reviewed" if share == 1 else "partly reviewed"
    return {
        **card,
        "evidence": [found[segment_id] for segment_id in ordered],
        "people": people,
        "n_people": len(people),
        "n_segments": len(found),
        "reviewed_share": round(share, 6),
        "status": card["status"] if card["status"] == "hand-written" else status,
        "evidence_grade": (card["evidence_grade"] if card["evidence_grade"] != _GRADELESS else "thin")
        if found
        else _GRADELESS,
    }


def stages_after(stages: Sequence[dict[str, Any]], rows: Mapping[str, Row]) -> list[dict[str, Any]]:
    """Return the stages of a map with what people made of them since, in order."""
    there = [_stage(stage, rows.get(stage["id"])) for stage in stages if not rows.get(stage["id"], {}).get("into")]
    held = {stage["id"] for stage in stages}
    added = [row for stage_id, row in rows.items() if row["made"] and stage_id not in held and not row["into"]]
    there += [_stage(_new_stage(row["stage_id"]), row) for row in added]
    places = {stage["id"]: float(at) for at, stage in enumerate(there)}
    set_by_hand = {stage_id: row["position"] for stage_id, row in rows.items() if row["position"] is not None}
    return sorted(there, key=lambda stage: (set_by_hand.get(stage["id"], places[stage["id"]]), places[stage["id"]]))


def _stage(stage: dict[str, Any], row: Row | None) -> dict[str, Any]:
    if row is None:
        return stage
    texts = {part: {**stage.get(part, {}), **row[part]} for part in ("name", "question", "definition")}
    order = {step: at for at, step in enumerate(row["steps"])}
    steps = sorted(stage.get("steps", ()), key=lambda step: order.get(step["id"], len(order)))
    return {**stage, **texts, "steps": steps, "hidden": bool(row["hidden"])}


def _new_stage(stage_id: str) -> dict[str, Any]:
    both = {"en": stage_id, "zh": stage_id}
    emotion = {"mean": None, "low": None, "high": None, "n": 0}
    return {
        "id": stage_id, "name": both, "question": {"en": "", "zh": ""}, "definition": {"en": "", "zh": ""},
        "n_people": 0, "emotion": emotion, "evidence_grade": _GRADELESS, "touchpoints": [], "cards": [], "steps": [],
        "moment": None, "measured": [], "hidden": False,
    }  # fmt: skip
