"""The law of the board: which cards stand, where, and with which segments, after everything that people did.

A card is made of pieces: the workbench's own cards, those written by hand and those split off others. Splitting takes
segments out of the pieces they were in, merging puts a piece with its segments into another card. The law reads rows of
the tables "cards" and "stages" and nothing else, so the map that is computed and the board that is worked on agree.

>>> pieces = {"fa": Piece("fa", "use", "goal", ("s1", "s2")), "fb": Piece("fb", "use", "goal", ("s3",))}
>>> found = stand(pieces, {"fb": {**blank_card("fb"), "into": "fa"}}, ("use",))
>>> [(card.card_id, card.segment_ids, card.parts) for card in found.cards.values()]
[('fa', ('s1', 's2', 's3'), ('fb',))]
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from cjm_research.schema import FAMILIES

OPPORTUNITY = "opportunity"
LANES = (*FAMILIES, OPPORTUNITY)
"""The lanes of cards, as the board shows them from the top."""

HAND, SPLIT = "hand", "split"
STATUSES = ("", "idea", "planned", "doing", "done", "dropped")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Piece:
    """What a card is made of.

    Attributes
    ----------
    card_id : str
    stage : str
        Where it stands while nobody moves it; "" for what people made.
    lane : str
        One of `LANES`.
    segment_ids : tuple of str
        Its segments, before any is split off.
    rank : float
        Its place in its cell (stage and lane) while nobody moves it, from 0.
    made : str
        "" for a finding, `HAND`, `SPLIT`, or another word of the workbench.
    """

    card_id: str
    stage: str
    lane: str
    segment_ids: tuple[str, ...]
    rank: float = 0.0
    made: str = ""


@dataclass(frozen=True)
class Standing:
    """A card as it stands.

    Attributes
    ----------
    card_id, made, stage, lane : str
    segment_ids : tuple of str
        Of all its pieces, each once.
    parts : tuple of str
        Pieces that were merged into it.
    position : float
        Its place in its cell, pinned cards before all others.
    row : mapping
        What people made of it; as `blank_card` if nothing.
    """

    card_id: str
    made: str
    stage: str
    lane: str
    segment_ids: tuple[str, ...]
    parts: tuple[str, ...]
    position: float
    row: Row

    @property
    def key(self) -> tuple[bool, float, str]:
        """By what the cards of a cell are sorted."""
        return not self.row["pinned"], self.position, self.card_id


@dataclass(frozen=True)
class Board:
    """All cards that stand, by id, and the rows that found nothing they speak of."""

    cards: dict[str, Standing]
    orphans: tuple[str, ...] = ()
    taken: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def holder(self, card_id: str) -> str:
        """Return the card that a piece is part of now; "" if it is nowhere."""
        if card_id in self.cards:
            return card_id
        return next((card.card_id for card in self.cards.values() if card_id in card.parts), "")


def blank_card(card_id: str) -> dict[str, Any]:
    """Return the row of a card that nobody touched, without its stamp."""
    texts = dict.fromkeys(("made", "stage", "lane", "subtype", "into", "owner", "status", "due"), "")
    lists: dict[str, Any] = {"parents": [], "title": {}, "segment_ids": [], "answers": []}
    flags = {"position": None, "hidden": False, "pinned": False, "intended": False, "value": 0, "difficulty": 0}
    return {"card_id": card_id, **texts, **lists, **flags}


_UNTOUCHED: Row = MappingProxyType(blank_card(""))


def blank_stage(stage_id: str) -> dict[str, Any]:
    """Return the row of a stage that nobody touched, without its stamp."""
    texts: dict[str, Any] = {"stage_id": stage_id, "made": "", "into": "", "name": {}, "question": {}, "definition": {}}
    return {**texts, "examples": {}, "steps": [], "position": None, "hidden": False}


def rows_of(records: Iterable[Row], key: str) -> dict[str, dict[str, Any]]:
    """Return rows by id, an absent position as None."""
    found = {}
    for row in records:
        position = row["position"]
        found[row[key]] = {**row, "position": None if position is None or position != position else float(position)}
    return dict(sorted(found.items()))


def followed(name: str, rows: Mapping[str, Row]) -> str:
    """Return where something is that was merged into another, and that into another again."""
    seen = {name}
    while name in rows and rows[name]["into"]:
        name = rows[name]["into"]
        if name in seen:
            # Two people who merged crosswise leave a ring; all of it is at its first member.
            return min(_ring(name, rows))
        seen.add(name)
    return name


def stand(
    machine: Mapping[str, Piece], rows: Mapping[str, Row], stages: Iterable[str], into: Mapping[str, Row] | None = None
) -> Board:
    """Return the cards that stand.

    Parameters
    ----------
    machine : mapping of str to Piece
        The cards of the workbench.
    rows : mapping of str to row
        Table "cards", by `rows_of`.
    stages : iterable of str
        Ids of the stages that stand, hidden ones too.
    into : mapping of str to row, optional
        Table "stages"; what was at a stage that was merged is where that stage is.

    Returns
    -------
    Board
        Cards without segments are left out unless a person wrote them; the ids of rows that speak of a card, stage or
        segments that are not there are in `Board.orphans`, sorted.
    """
    law = _Law(machine, rows, frozenset(stages), into or {})
    return law.board()


class _Law:
    def __init__(
        self, machine: Mapping[str, Piece], rows: Mapping[str, Row], stages: frozenset[str], into: Mapping[str, Row]
    ) -> None:
        self._machine, self._rows, self._stages, self._into = machine, rows, stages, into
        self._homes: dict[tuple[str, str], list[Piece]] = defaultdict(list)
        for piece in machine.values():
            for segment_id in piece.segment_ids:
                self._homes[piece.lane, segment_id].append(piece)
        self._pieces = {**machine, **{row["card_id"]: self._made(row) for row in rows.values() if row["made"]}}
        self._taken = self._takings()

    def board(self) -> Board:
        groups: dict[str, list[Piece]] = defaultdict(list)
        for piece in sorted(self._pieces.values(), key=lambda piece: (piece.rank, piece.card_id)):
            groups[self._root(piece.card_id)].append(piece)
        found = {root: self._standing(self._pieces[root], group) for root, group in sorted(groups.items())}
        cards = {card_id: card for card_id, card in found.items() if card is not None}
        return Board(cards, tuple(self._orphans(cards)), {key: frozenset(gone) for key, gone in self._taken.items()})

    def _made(self, row: Row) -> Piece:
        held = row["segment_ids"]
        if row["made"] == SPLIT:
            held = [segment_id for segment_id in held if self._is_there(row, segment_id)]
        return Piece(row["card_id"], "", row["lane"], tuple(held), float("inf"), row["made"])

    def _is_there(self, row: Row, segment_id: str, seen: tuple[str, ...] = ()) -> bool:
        """Whether a segment is still in the lane of a card that was split off, or in a hand-written card above it."""
        if row["made"] == HAND:
            return segment_id in row["segment_ids"]
        if (row["lane"], segment_id) in self._homes:
            return True
        above = [self._rows[one] for one in row["parents"] if one in self._rows and one not in seen]
        return any(self._is_there(one, segment_id, (*seen, row["card_id"])) for one in above if one["made"])

    def _takings(self) -> dict[str, set[str]]:
        """Return what was split off each piece."""
        taken: dict[str, set[str]] = defaultdict(set)
        for card_id, row in self._rows.items():
            if row["made"] != SPLIT:
                continue
            parents = [self._pieces[parent] for parent in row["parents"] if parent in self._pieces]
            for segment_id in self._pieces[card_id].segment_ids:
                holders = [piece for piece in parents if segment_id in piece.segment_ids]
                # Where the themes were found anew the words may be in another card: the cut follows them.
                for piece in holders or self._homes[row["lane"], segment_id]:
                    taken[piece.card_id].add(segment_id)
        return taken

    def _root(self, card_id: str) -> str:
        seen = [card_id]
        while True:
            target = self._rows[card_id]["into"] if card_id in self._rows else ""
            if not target or target not in self._pieces:
                return card_id
            if target in seen:
                return min(seen[seen.index(target) :])
            seen.append(target)
            card_id = target

    def _standing(self, root: Piece, group: Sequence[Piece]) -> Standing | None:
        row = self._rows.get(root.card_id, _UNTOUCHED)
        ordered = [root, *(piece for piece in group if piece.card_id != root.card_id)]
        held = (one for piece in ordered for one in piece.segment_ids if one not in self._taken.get(piece.card_id, ()))
        segments = tuple(dict.fromkeys(held))
        stage = self._stage(root, row)
        if not stage or (not segments and root.made in ("", SPLIT)):
            return None
        position = root.rank if row["position"] is None else row["position"]
        parts = tuple(sorted(piece.card_id for piece in ordered[1:]))
        return Standing(root.card_id, root.made, stage, row["lane"] or root.lane, segments, parts, position, row)

    def _stage(self, root: Piece, row: Row) -> str:
        """Return where a card stands: where a person put it, else where the workbench has it or what it was cut of."""
        wanted = followed(row["stage"], self._into) if row["stage"] else ""
        if wanted in self._stages:
            return wanted
        if root.made == HAND:
            return ""
        homes = [root] if root.stage else [piece for parent in row["parents"] for piece in self._lineage(parent)]
        homes = homes or [piece for one in root.segment_ids for piece in self._homes[root.lane, one]]
        return followed(homes[0].stage, self._into) if homes else ""

    def _lineage(self, card_id: str) -> list[Piece]:
        """Return the card of the workbench that a piece was cut of, if it is there."""
        seen: set[str] = set()
        while card_id not in self._machine and card_id in self._rows and card_id not in seen:
            seen.add(card_id)
            card_id = next(iter(self._rows[card_id]["parents"]), "")
        return [self._machine[card_id]] if card_id in self._machine else []

    def _orphans(self, cards: Mapping[str, Standing]) -> list[str]:
        held = {part for card in cards.values() for part in (card.card_id, *card.parts)}
        return [card_id for card_id, row in self._rows.items() if card_id not in held or self._is_lost(row)]

    def _is_lost(self, row: Row) -> bool:
        stage = followed(row["stage"], self._into) if row["stage"] else ""
        return bool(row["into"] and row["into"] not in self._pieces) or bool(stage and stage not in self._stages)


def _ring(start: str, rows: Mapping[str, Row]) -> list[str]:
    found, name = [start], rows[start]["into"]
    while name != start:
        found.append(name)
        name = rows[name]["into"]
    return found


def in_turn(segment_ids: Sequence[str], case_of: Mapping[str, str]) -> tuple[str, ...]:
    """Return segments so that each person's first comes before anyone's second, else in the order given.

    >>> in_turn(("s1", "s2", "s3"), {"s1": "P01", "s2": "P01", "s3": "P02"})
    ('s1', 's3', 's2')
    """
    turns: dict[str, int] = defaultdict(int)
    ranked = []
    for at, segment_id in enumerate(segment_ids):
        person = case_of.get(segment_id, "")
        ranked.append((turns[person], at, segment_id))
        turns[person] += 1
    return tuple(segment_id for _, _, segment_id in sorted(ranked))
