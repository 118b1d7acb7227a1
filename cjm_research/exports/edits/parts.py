"""What of a map can be edited in a file: the parts of cards and stages, and when two values of a part are the same.

A part is told by its name: ``stage``, ``lane``, ``title:en``, ``owner``, ``work``, ``due``, ``value``, ``difficulty``,
``hidden``, ``pinned`` of a card; ``name:en``, ``question:en``, ``definition:en``, ``hidden`` of a stage. The order of
cards in a cell and of stages on the map is kept beside them, because a place is not a value.

>>> same("due", "2026-03-01", "2026/3/1"), same("title:en", "Fees ", "Fees"), same("value", 3, 4)
(True, True, False)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cjm_research.schema import LANGUAGES

CARD, STAGE = "card", "stage"

NEW = "+"
"""How the key of something starts that has no id yet."""

_STAGE_TEXTS = ("name", "question", "definition")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_QUOTED = re.compile(r"'(?=[=+\-@\t])")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]0{1,2}:00(?::00)?(?:\.0+)?)?")
_YEAR_LAST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?: 0{1,2}:00(?::00)?)?")

UNTOLD = object()
"""A value of which is known only that it was another one."""

Parts = Mapping[str, Any]
Cell = tuple[str, str]


@dataclass(frozen=True)
class Side:
    """A map as far as it can be edited.

    Attributes
    ----------
    cards, stages : mapping of str to mapping
        Parts by id.
    cells : mapping of (str, str) to tuple of str
        Cards that are shown, in order, by stage and lane.
    order : tuple of str
        Stages in order.
    held : mapping of str to str
        The card that a card was merged into, by the id of what was merged.
    """

    cards: Mapping[str, Parts]
    stages: Mapping[str, Parts]
    cells: Mapping[Cell, tuple[str, ...]] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    held: Mapping[str, str] = field(default_factory=dict)


def side_of(data: Mapping[str, Any]) -> Side:
    """Return the content of a journey.json as far as it can be edited; hidden cards and stages are in it."""
    cards: dict[str, Parts] = {}
    cells: dict[Cell, list[str]] = {}
    held: dict[str, str] = {}
    first = data["study"]["languages"][0]
    for stage in data["stages"]:
        for card in stage["cards"]:
            cards[card["id"]] = parts = card_parts(card, stage["id"], first)
            held |= dict.fromkeys(card.get("parts", ()), card["id"])
            if not parts["hidden"]:
                cells.setdefault((parts["stage"], parts["lane"]), []).append(card["id"])
    stages = {stage["id"]: stage_parts(stage) for stage in data["stages"]}
    return Side(cards, stages, {cell: tuple(ids) for cell, ids in cells.items()}, tuple(stages), held)


def card_parts(card: Mapping[str, Any], stage: str, first: str) -> dict[str, Any]:
    """Return the parts of a card.

    Parameters
    ----------
    card : mapping
        As in journey.json.
    stage : str
        The id of the stage that it stands at.
    first : {"en", "zh"}
        The first language of the study: what ``title`` is in where titles are not told by language.
    """
    titles = card.get("titles") or {}
    shown = titles.get(first) or card["title"]
    return {
        "stage": stage,
        "lane": card.get("lane") or card["family"],
        **{f"title:{language}": titles.get(language) or shown for language in LANGUAGES},
        **{name: card.get(name) or "" for name in ("owner", "work", "due")},
        **{name: int(card.get(name) or 0) for name in ("value", "difficulty")},
        **{name: bool(card.get(name)) for name in ("hidden", "pinned")},
        "made": card.get("made") or "",
    }


def stage_parts(stage: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of a stage."""
    texts = {
        f"{part}:{language}": (stage.get(part) or {}).get(language) or ""
        for part in _STAGE_TEXTS
        for language in LANGUAGES
    }
    return {**texts, "hidden": bool(stage.get("hidden"))}


def same(part: str, one: Any, other: Any) -> bool:
    """Whether two values of a part are the same, however a program wrote them."""
    if one is UNTOLD or other is UNTOLD:
        return False
    if part == "due":
        return bool(_days(one) & _days(other)) or _folded(one) == _folded(other)
    if isinstance(one, str) and isinstance(other, str):
        return _folded(one) == _folded(other)
    return one == other


def plain(part: str, value: Any) -> str:
    """Return a value so that two of a part that are the same read the same, however a program wrote them."""
    return _folded(day_of(value) if part == "due" else value)


def day_of(text: str) -> str:
    """Return a date that is told year first as ISO; every other text as it is.

    >>> day_of("2026年3月1日"), day_of("2026-03-01 00:00:00"), day_of("3/4/2026"), day_of("spring")
    ('2026-03-01', '2026-03-01', '3/4/2026', 'spring')
    """
    found = _YEAR_FIRST.fullmatch(text.strip())
    return (found and _iso(*map(int, found.groups()))) or text.strip()


def date_of(text: str) -> str:
    """Return the one date that a text means, as ISO; "" where it means none, or may mean two.

    >>> date_of("2026/3/1"), date_of("25/12/2026"), date_of("3/4/2026"), date_of("next week")
    ('2026-03-01', '2026-12-25', '', '')
    """
    days = _days(text)
    return next(iter(days)) if len(days) == 1 else ""


def said_in(text: str) -> str:
    """Return a text as a person wrote it: without the apostrophe that keeps a sheet from taking it for a formula."""
    return _QUOTED.sub("", text, count=1) if text.startswith("'") else text


def out_of_order(wanted: Sequence[str], was: Sequence[str], touched: frozenset[str] = frozenset()) -> set[str]:
    """Return the fewest that were moved to make one order of another.

    Parameters
    ----------
    wanted, was : sequence of str
        The two orders; what is in one alone is left out.
    touched : frozenset of str
        Those that somebody gave another number: of two ways to tell it, the one that moves these.

    Examples
    --------
    >>> sorted(out_of_order("bacd", "abcd")), sorted(out_of_order("bacd", "abcd", frozenset("b")))
    (['a'], ['b'])
    >>> sorted(out_of_order("bcda", "abcd"))
    ['a']
    """
    at = {key: place for place, key in enumerate(was)}
    shared = [key for key in wanted if key in at]
    best: list[tuple[float, int, int]] = []  # weight, index of the one before, at the same index as `shared`
    for index, key in enumerate(shared):
        earlier = [(best[one][0], -one, one) for one in range(index) if at[shared[one]] < at[key]]
        weight, _, before = max(earlier, default=(0.0, 0, -1))
        best.append((weight + 1 + (0 if key in touched else 1 / (len(shared) + 1)), before, index))
    kept: set[str] = set()
    last = max(best, key=lambda run: (run[0], run[2]), default=None)
    while last is not None:
        kept.add(shared[last[2]])
        last = best[last[1]] if last[1] >= 0 else None
    return set(shared) - kept


def _folded(value: Any) -> str:
    text = unicodedata.normalize("NFC", said_in(str(value if value is not None else "")))
    return " ".join(_CONTROL.sub("�", text).split())


def _days(value: Any) -> set[str]:
    """Return the days that a text may mean; a day and a month that can be taken for each other mean two."""
    text = str(value or "").strip()
    first, last = _YEAR_FIRST.fullmatch(text), _YEAR_LAST.fullmatch(text)
    if first:
        found = [_iso(*map(int, first.groups()))]
    elif last:
        one, other, year = map(int, last.groups())
        found = [_iso(year, one, other), _iso(year, other, one)]
    else:
        found = []
    return {day for day in found if day}


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
