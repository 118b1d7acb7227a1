"""What a ``journey.json`` was when it was written: the order in ids, and a mark of every value that can be edited.

Marks, and not the values: a word that is replaced throughout the file leaves them as they are, and they tell no word.
A mark has no figures and no capitals, so nothing that looks for names or numbers takes it for one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from cjm_research.exports.edit_columns import WORK
from cjm_research.exports.edits.parts import CARD, STAGE, UNTOLD, Parts, Side, plain, side_of
from cjm_research.journeys.validate import schema
from cjm_research.review.board.law import LANES
from cjm_research.schema import LANGUAGES

KEY = "exported"
_LENGTH = 12
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_CARD_PARTS = ("lane", *(f"title:{one}" for one in LANGUAGES), "owner", "work", "due", "value", "difficulty", "hidden",
               "pinned")  # fmt: skip
_STAGE_PARTS = (*(f"{part}:{one}" for part in ("name", "question", "definition") for one in LANGUAGES), "hidden")
_ANY: dict[str, tuple[Any, ...]] = {
    "lane": tuple(LANES), "work": WORK, "value": (1, 2, 3, 4, 5), "difficulty": (1, 2, 3, 4, 5), "hidden": (True,),
    "pinned": (True,),
}  # fmt: skip
_EMPTY: dict[str, Any] = {"value": 0, "difficulty": 0, "hidden": False, "pinned": False}


def exported(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the marks of a journey; what is empty has none."""
    side = side_of(data)
    stages = [
        {"id": stage["id"], "cards": [card["id"] for card in stage["cards"]],
         "marks": _marks(stage["id"], side.stages[stage["id"]], _STAGE_PARTS)}
        for stage in data["stages"]
    ]  # fmt: skip
    return {"stages": stages, "cards": {key: _marks(key, parts, _CARD_PARTS) for key, parts in side.cards.items()}}


def base_of(data: Mapping[str, Any], sides: Sequence[Side]) -> Side | None:
    """Return what a file was when it was written, None where it does not tell.

    Parameters
    ----------
    data : mapping
        The content of the file.
    sides : sequence of Side
        Maps that may hold a value as it was then; the file itself is looked in first. A value that is nowhere any
        more is `parts.UNTOLD`: the file and the study both changed it.
    """
    told = data.get(KEY)
    if told is None or not _is_whole(told):
        return None
    texts: dict[tuple[str, str], dict[str, Any]] = {}
    for about, key, part, value in _texts(data):
        texts.setdefault((about, key), {}).setdefault(part, []).append(value)

    def parts_of(about: str, key: str, marks: Mapping[str, str], names: Sequence[str]) -> dict[str, Any]:
        held = [side.cards.get(key, {}) if about == CARD else side.stages.get(key, {}) for side in sides]
        found = {}
        for part in names:
            known = [*texts.get((about, key), {}).get(part, ()), *(one[part] for one in held if part in one)]
            found[part] = _value(key, part, marks.get(part), [*known, *_ANY.get(part, ())])
        return found

    cards: dict[str, Parts] = {}
    cells: dict[tuple[str, str], list[str]] = {}
    for stage in told["stages"]:
        for key in stage["cards"]:
            own = parts_of(CARD, key, told["cards"].get(key, {}), _CARD_PARTS)
            cards[key] = {"stage": stage["id"], **own}
            if not own["hidden"]:
                cells.setdefault((stage["id"], str(own["lane"])), []).append(key)
    stages = {one["id"]: parts_of(STAGE, one["id"], one["marks"], _STAGE_PARTS) for one in told["stages"]}
    return Side(cards, stages, {cell: tuple(ids) for cell, ids in cells.items()}, tuple(stages))


def _marks(key: str, parts: Parts, names: Sequence[str]) -> dict[str, str]:
    return {part: _mark(key, part, parts[part]) for part in names if parts[part]}


def _mark(key: str, part: str, value: Any) -> str:
    text = f"{key}\n{part}\n{plain(part, value)}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH].translate(_LETTERS)


def _value(key: str, part: str, mark: str | None, known: Sequence[Any]) -> Any:
    if mark is None:
        return _EMPTY.get(part, "")
    return next((value for value in known if _mark(key, part, value) == mark), UNTOLD)


def _texts(data: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Give the free texts of a file: of card or stage, its id, the part and the text."""
    for stage in data["stages"]:
        for part in ("name", "question", "definition"):
            held = stage.get(part)
            for language, text in held.items() if isinstance(held, dict) else ():
                yield STAGE, str(stage.get("id")), f"{part}:{language}", str(text)
        for card in stage.get("cards") or ():
            if not isinstance(card, dict):
                continue
            key, titles = str(card.get("id")), card.get("titles")
            for language in LANGUAGES:
                told = [titles.get(language)] if isinstance(titles, dict) else []
                for text in (*told, card.get("title")):
                    yield CARD, key, f"title:{language}", str(text)
            yield from ((CARD, key, part, str(card.get(part))) for part in ("owner", "due"))


@cache
def _checker() -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(schema()["properties"][KEY])


def _is_whole(told: Any) -> bool:
    return bool(_checker().is_valid(told))
