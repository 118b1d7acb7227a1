"""What an act on the board asks for: names looked up, texts and numbers checked, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cjm_research.review.board.law import HAND, LANES, SPLIT, STATUSES, Row
from cjm_research.review.board.refusals import Refusal, UnknownRefusal
from cjm_research.schema import LANGUAGES

WEIGHTS = ("reach", "intensity", "value", "ease")
_MOST = 5  # of value and difficulty
Card = Mapping[str, Any]


class Known:
    """The cards and stages of a board, by id and by name.

    Parameters
    ----------
    cards : mapping of str to dict
        Cards that stand, each with its ``stage``.
    stages : mapping of str to dict
        Stages that stand, in order.
    rows, stage_rows : mapping of str to row
        Tables "cards" and "stages".
    machine : mapping of str to dict
        Cards of the workbench, to name those that are not there any more.
    """

    def __init__(
        self,
        cards: Mapping[str, Card],
        stages: Mapping[str, Card],
        rows: Mapping[str, Row],
        stage_rows: Mapping[str, Row],
        machine: Mapping[str, Card],
    ) -> None:
        self.cards, self.stages, self._rows, self._stage_rows = cards, stages, rows, stage_rows
        self._machine = machine

    def card(self, wanted: Any) -> Card:
        """Return a card by its id or its exact title in any language."""
        if isinstance(wanted, str) and wanted in self.cards:
            return self.cards[wanted]
        named = [card for card in self.cards.values() if wanted in (card["title"], *card.get("titles", {}).values())]
        if len(named) == 1:
            return named[0]
        if named:
            raise Refusal("several", n=len(named), wanted=wanted, ids=tuple(sorted(card["id"] for card in named)))
        self._refuse_merged(wanted)
        raise UnknownRefusal("no card", wanted=wanted, n=len(self.cards))

    def several(self, wanted: Any) -> list[Card]:
        """Return cards by ids or titles, each once; a single name will do."""
        listed = [wanted] if isinstance(wanted, str) else list(wanted)
        return list({card["id"]: card for card in map(self.card, listed)}.values())

    def stage(self, wanted: Any) -> Card:
        """Return a stage by its id or its name in any language."""
        if isinstance(wanted, str) and wanted in self.stages:
            return self.stages[wanted]
        named = [stage for stage in self.stages.values() if wanted in stage["name"].values()]
        if len(named) == 1:
            return named[0]
        row = self._stage_rows.get(wanted) if isinstance(wanted, str) else None
        if row and row["into"] in self.stages:
            into = self.stages[row["into"]]["name"]
            raise UnknownRefusal("merged stage", stage=row["name"] or wanted, by=row["coder"], into=into)
        known = tuple(f"{stage['name']['en']} ({stage_id})" for stage_id, stage in self.stages.items())
        raise UnknownRefusal("no stage", wanted=wanted, known=known)

    def lane(self, wanted: Any, card: Card | None = None) -> str:
        """Return a lane; a card that was not written by hand keeps its own."""
        if wanted not in LANES:
            raise UnknownRefusal("no lane", wanted=wanted, known=LANES)
        if card is not None and wanted != card["lane"] and card["made"] != HAND:
            raise Refusal("lane stays", card=card["title"], lane=card["lane"])
        return str(wanted)

    def cell(self, stage: str, lane: str) -> list[Card]:
        """Return the cards of a cell in order, hidden ones too."""
        return [card for card in self.cards.values() if (card["stage"], card["lane"]) == (stage, lane)]

    def _refuse_merged(self, wanted: Any) -> None:
        row = self._rows.get(wanted) if isinstance(wanted, str) else None
        holder = row and next((card for card in self.cards.values() if wanted in card.get("parts", ())), None)
        if row and holder:
            title = next(iter(row["title"].values()), "") or self._machine.get(wanted, {}).get("title", wanted)
            raise UnknownRefusal("merged", card=title, by=row["coder"], into=holder["title"], into_id=holder["id"])


def text_of(what: str, value: Any) -> str:
    """Return a text without blanks around it."""
    if not isinstance(value, str):
        raise Refusal("no text", what=what, found=repr(value))
    return value.strip()


def texts_of(what: str, value: Any, language: str) -> dict[str, str]:
    """Return a text by language; one text is of the language of the session."""
    by_language = value if isinstance(value, Mapping) else {language: value}
    for name in by_language:
        if name not in LANGUAGES:
            raise Refusal("no language", language=name)
    return {name: text_of(what, text) for name, text in by_language.items()}


def titles_of(value: Any, language: str) -> dict[str, str]:
    """Return titles by language, none of them empty."""
    found = texts_of("title", value, language)
    if not found or not all(found.values()):
        raise Refusal("empty title")
    return found


def lists_of(value: Any, language: str) -> dict[str, list[str]]:
    """Return examples by language."""
    by_language = value if isinstance(value, Mapping) else {language: value}
    found = {}
    for name, lines in by_language.items():
        if name not in LANGUAGES:
            raise Refusal("no language", language=name)
        listed = [lines] if isinstance(lines, str) else list(lines)
        found[name] = [line for line in (text_of("examples", each) for each in listed) if line]
    return found


def score_of(what: str, value: Any) -> int:
    """Return a value or difficulty, 1–5 or 0 for none."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST:
        raise Refusal("no score", what=what, found=repr(value))
    return value


def status_of(value: Any) -> str:
    """Return how far work on a card is."""
    if value not in STATUSES:
        raise Refusal("no status", wanted=value, known=STATUSES)
    return str(value)


def weight_of(name: str, value: Any) -> float:
    """Return a weight, 0–1."""
    if name not in WEIGHTS:
        raise UnknownRefusal("no weight", wanted=name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise Refusal("weight range", name=name, found=repr(value))
    return float(value)


def part_of(card: Card, segment_ids: Iterable[str]) -> list[str]:
    """Return segments of a card, each once, that leave some in it."""
    wanted = list(dict.fromkeys([segment_ids] if isinstance(segment_ids, str) else segment_ids))
    held = [item["segment_id"] for item in card["evidence"]]
    if card["made"] not in ("", HAND, SPLIT):
        raise Refusal("proposed", card=card["title"])
    if not wanted:
        raise Refusal("no segment")
    missing = [segment_id for segment_id in wanted if segment_id not in held]
    if missing:
        raise Refusal("not in card", n=len(missing), of=len(wanted), card=card["title"], first=missing[0])
    if len(wanted) == len(held):
        raise Refusal("all of it", n=len(held), card=card["title"])
    return wanted


def place_in(keys: Sequence[tuple[str, float]], before: str | None) -> tuple[float, dict[str, float]]:
    """Return the position of something put into a row of others, and new positions of those if there is no room.

    Parameters
    ----------
    keys : sequence of (str, float)
        The others by id with their positions, in order.
    before : str, optional
        Which of them it is put before; None for the end.

    Examples
    --------
    >>> place_in([("a", 0.0), ("b", 1.0)], "b"), place_in([("a", 0.0), ("b", 0.0)], "b")
    ((0.5, {}), (1.0, {'a': 0.0, 'b': 2.0}))
    """
    at = next((at for at, (name, _) in enumerate(keys) if name == before), len(keys))
    low = keys[at - 1][1] if at else (keys[0][1] - 2 if keys else -1.0)
    high = keys[at][1] if at < len(keys) else low + 2
    middle = (low + high) / 2
    if low < middle < high:
        return middle, {}
    names = [name for name, _ in keys]
    return float(at), {name: float(place + (place >= at)) for place, name in enumerate(names)}
