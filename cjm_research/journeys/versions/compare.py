"""What changed between two maps, and what caused it: new data, coding, an edit by hand, or figures that follow.

Cards and stages are matched by their ids, which stay the same when themes are found anew. A cause is only named where
the two versions show it; see `causes`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from cjm_research.journeys.versions.causes import CODING, FOLLOWS, HAND, Causes, Side
from cjm_research.journeys.versions.changes import MapChanges

COLUMNS = ("of", "id", "stage", "lane", "title", "change", "before", "after", "cause")

_SWITCHES = ("hidden", "pinned", "intended")
_ENTERED = {"owner": "", "work": "", "due": "", "value": 0, "difficulty": 0}


def compare(before: Mapping[str, Any], after: Mapping[str, Any], language: str = "en") -> MapChanges:
    """Return what changed from one map to another.

    Parameters
    ----------
    before, after : mapping
        From `content_of`.
    language : {"en", "zh"}
        In which the changes are told.

    Returns
    -------
    MapChanges
        Its frame has the columns `COLUMNS`, one row a change, in the order of the map.
    """
    causes = Causes(Side.of(before), Side.of(after))
    rows = [*_stages(causes, language), *_cards(causes, language), *_emotions(causes, language)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    sides = (causes.old, causes.new)
    names = {key: stage["name"].get(language, key) for side in sides for key, stage in side.stages.items()}
    return MapChanges(frame, names, causes.n_new(), language, causes.n_gone())


def _stages(causes: Causes, language: str) -> Iterator[tuple]:
    old, new = causes.old, causes.new
    order = {key: at for at, key in enumerate(old.stages)}
    shared = [key for key in new.stages if key in old.stages]
    moved = _out_of_order(shared, order)
    for key, stage in new.stages.items():
        cause = HAND if causes.edited(f"stages:{key}") else FOLLOWS
        title = stage["name"].get(language, key)
        if key not in old.stages:
            yield ("stage", key, key, "", title, "new", "", title, cause)
            continue
        was = old.stages[key]
        if was["name"] != stage["name"]:
            yield ("stage", key, key, "", title, "renamed", was["name"], stage["name"], cause)
        if bool(was.get("hidden")) != bool(stage.get("hidden")):
            yield ("stage", key, key, "", title, "hidden" if stage.get("hidden") else "shown", "", "", cause)
        if key in moved:
            yield ("stage", key, key, "", title, "moved", "", "", cause)
    for key, stage in old.stages.items():
        if key not in new.stages:
            title = stage["name"].get(language, key)
            cause = HAND if causes.edited(f"stages:{key}") else FOLLOWS
            yield ("stage", key, key, "", title, "gone", title, "", cause)


def _out_of_order(shared: list[str], order: Mapping[str, int]) -> set[str]:
    """Return the fewest stages that were moved: those outside a longest run that kept its order."""
    best: list[list[str]] = []
    for key in shared:
        before = [run for run in best if order[run[-1]] < order[key]]
        best.append([*max(before, key=len, default=[]), key])
    return set(shared) - set(max(best, key=len, default=[]))


def _cards(causes: Causes, language: str) -> Iterator[tuple]:
    old, new = causes.old, causes.new
    for key, card in new.cards.items():
        head = ("card", key, new.place[key], card["family"], _title(card, language))
        if key in old.cards:
            yield from _changed_card(head, key, causes, language)
        else:
            yield (*head, "new", None, card["n_people"], causes.of_presence(key))
    for key, card in old.cards.items():
        if key not in new.cards:
            into = next((other for other, held in new.cards.items() if key in held.get("parts", ())), "")
            change = "merged" if into else "gone"
            head = ("card", key, old.place[key], card["family"], _title(card, language))
            yield (*head, change, card["n_people"], into, causes.of_presence(key))


def _changed_card(head: tuple, key: str, causes: Causes, language: str) -> Iterator[tuple]:
    was, now = causes.old.cards[key], causes.new.cards[key]
    by_hand, why = HAND if causes.edited(f"cards:{key}") else FOLLOWS, causes.of_evidence(key)
    places = causes.old.place[key], causes.new.place[key]
    if places[0] != places[1]:
        yield (*head, "moved", *places, by_hand if by_hand == HAND else _moved_with(key, causes) or why)
    if _title(was, language) != _title(now, language):
        yield (*head, "renamed", _title(was, language), _title(now, language), causes.of_title(key))
    for field in _SWITCHES:
        if bool(was.get(field)) != bool(now.get(field)):
            yield (*head, field if now.get(field) else f"not {field}", "", "", by_hand)
    for field, blank in _ENTERED.items():
        if (was.get(field) or blank) != (now.get(field) or blank):
            yield (*head, field, was.get(field) or blank, now.get(field) or blank, by_hand)
    if was.get("n_comments", 0) != now.get("n_comments", 0):
        # Comments are written by people alone, and the card is not edited by them.
        yield (*head, "comments", was.get("n_comments", 0), now.get("n_comments", 0), HAND)
    for field, change in (("n_people", "people"), ("n_segments", "mentions")):
        if was[field] != now[field]:
            yield (*head, change, was[field], now[field], why)
            break
    if was["evidence_grade"] != now["evidence_grade"]:
        reviewed = why == FOLLOWS and was["reviewed_share"] != now["reviewed_share"]
        yield (*head, "grade", was["evidence_grade"], now["evidence_grade"], CODING if reviewed else why)
    ranks = [(card.get("priority") or {}).get("rank") for card in (was, now)]
    if ranks[0] != ranks[1]:
        yield (*head, "rank", *ranks, HAND if _ranked_by_hand(key, causes) else FOLLOWS)


def _moved_with(key: str, causes: Causes) -> str:
    """Return that the card an opportunity is derived from was moved by hand."""
    answered = causes.new.cards[key].get("answers") or ()
    return HAND if any(causes.edited(f"cards:{each}") for each in answered) else ""


def _ranked_by_hand(key: str, causes: Causes) -> bool:
    """Return whether a rank moved because of what people did to the card itself or to the weights."""
    was, now = causes.old.cards[key], causes.new.cards[key]
    entered = any((was.get(field) or 0) != (now.get(field) or 0) for field in ("value", "difficulty", "hidden"))
    named = causes.new.edits.keys() | causes.old.edits.keys()
    weighed = any(causes.edited(name) for name in named if name.startswith("weights:"))
    return entered or weighed or causes.of_evidence(key) == HAND


def _emotions(causes: Causes, language: str) -> Iterator[tuple]:
    for key, stage in causes.new.stages.items():
        if key not in causes.old.stages:
            continue
        was = causes.old.stages[key]
        head = ("emotion", key, key, "", stage["name"].get(language, key))
        # What is the same as it is printed is no change.
        means = [
            None if held["emotion"]["mean"] is None else round(held["emotion"]["mean"], 1) for held in (was, stage)
        ]
        if means[0] != means[1]:
            yield (*head, "emotion", was["emotion"]["mean"], stage["emotion"]["mean"], causes.of_stage(key))
        kinds = [((held.get("moment") or {}).get("kind") or "") for held in (was, stage)]
        if kinds[0] != kinds[1]:
            yield (*head, "moment", *kinds, causes.of_stage(key))


def _title(card: Mapping[str, Any], language: str) -> str:
    return card.get("titles", {}).get(language) or card["title"]
