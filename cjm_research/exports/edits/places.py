"""The order of cards and stages in a table, by the numbers that people write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cjm_research.exports.edits.parts import NEW, Cell, Side
from cjm_research.exports.edits.said import Said
from cjm_research.exports.edits.tables import in_turn
from cjm_research.exports.edits.values import NotUnderstood, number_of


def cells_of(said: Sequence[Said], base: Side) -> tuple[dict[Cell, tuple[str, ...]], frozenset[str]]:
    """Return the cards of each cell in order, and those whose number was changed.

    A card that went to another stage and kept its number is in no order: the number was of the stage it left.

    Parameters
    ----------
    said : sequence of Said
        The rows of a table of cards.
    base : Side
        The map that the table was written from.
    """
    ranks = {key: rank for ids in base.cells.values() for rank, key in enumerate(ids, start=1)}
    numbered: dict[Cell, list[tuple[str, float, bool, int]]] = {}
    touched: set[str] = set()
    for item in said:
        number = _number(item, "place")
        if number is None:
            continue
        parts = {**base.cards.get(item.key, {}), **item.parts}
        new, was = item.key.startswith(NEW), base.cards.get(item.key, {})
        changed = bool(item.raw["place"]) if new else number != ranks.get(item.key)
        went = any(parts.get(name) != was.get(name) for name in ("stage", "lane"))
        if "stage" in parts and "lane" in parts and (changed or not went):
            cell = (parts["stage"], parts["lane"])
            numbered.setdefault(cell, []).append((item.key, number, changed, item.place.row))
            touched |= {item.key} if changed else set()
    return {cell: in_turn(listed) for cell, listed in numbered.items()}, frozenset(touched)


def order_of(said: Sequence[Said], base: Side) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the stages in order, and those whose number was changed; nothing where a table has no numbers."""
    ranks = _ranks(base)
    numbered = []
    for item in said:
        number = _number(item, "order")
        if number is not None:
            numbered.append((item.key, number, number != ranks.get(item.key), item.place.row))
    touched = frozenset(key for key, _, changed, _ in numbered if changed)
    return in_turn(numbered), touched


def _ranks(base: Side) -> Mapping[str, int]:
    return {key: rank for rank, key in enumerate(base.order, start=1)}


def _number(item: Said, column: str) -> float | None:
    if column not in item.raw or ("into" in item.parts and not item.raw):
        return None
    try:
        return number_of(item.raw[column])
    except NotUnderstood:
        return None  # told as a fault where the cell was read
