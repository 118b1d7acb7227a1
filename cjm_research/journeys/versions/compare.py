"""What changed between two maps, and what caused it: new data, coding, an edit by hand, or figures that follow.

Cards and stages are matched by their ids, which stay the same when themes are found anew. A cause is only named where
the two versions show it: an edit by its event, new data by documents that the earlier map did not have, coding by
segments that both had and that stand elsewhere now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cjm_research.journeys.versions.changes import MapChanges

COLUMNS = ("of", "id", "stage", "lane", "title", "change", "before", "after", "cause")

HAND, DATA, CODING, THEMES, FOLLOWS = "hand edit", "new data", "coding", "themes", "follows"
"""Why something changed: an edit of a person, people who were not there before, codings that changed, segments that
moved between themes, or figures that follow from any of these."""

_EMOTION = 0.05  # a difference in emotion below what is printed is none


@dataclass(frozen=True)
class _Side:
    """One map, looked up by id."""

    stages: dict[str, dict[str, Any]]
    cards: dict[str, dict[str, Any]]
    place: dict[str, str]
    segments: dict[str, set[str]]
    people: set[str]
    documents: set[str]
    edits: dict[str, int]
    families: dict[str, set[str]]

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> _Side:
        stages = {stage["id"]: stage for stage in content["data"]["stages"]}
        cards, place, segments, families = {}, {}, {}, {}
        for stage in stages.values():
            for card in stage["cards"]:
                cards[card["id"]], place[card["id"]] = card, stage["id"]
                segments[card["id"]] = {item["segment_id"] for item in card["evidence"]}
                for segment in segments[card["id"]]:
                    families.setdefault(segment, set()).add(card["family"])
        people = {person for card in cards.values() for person in card["people"]}
        return cls(
            stages, cards, place, segments, people, set(content["documents"]), dict(content["edits"]), families
        )  # fmt: skip


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
    old, new = _Side.of(before), _Side.of(after)
    rows = [
        *_stages(old, new),
        *_cards(old, new, language),
        *_emotions(old, new, language),
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    names = {key: stage["name"].get(language, key) for side in (old, new) for key, stage in side.stages.items()}
    n_new = (len(new.documents - old.documents), len(new.people - old.people))
    return MapChanges(frame, names, n_new, language)


def _stages(old: _Side, new: _Side) -> Iterator[tuple]:
    order = {key: at for at, key in enumerate(old.stages)}
    shared = [key for key in new.stages if key in old.stages]
    moved = _out_of_order(shared, order)
    for key, stage in new.stages.items():
        cause = _edited(f"stages:{key}", old, new) or FOLLOWS
        title = stage["name"].get("en", key)
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
            title = stage["name"].get("en", key)
            yield ("stage", key, key, "", title, "gone", title, "", _edited(f"stages:{key}", old, new) or FOLLOWS)


def _out_of_order(shared: list[str], order: Mapping[str, int]) -> set[str]:
    """Return the fewest stages that were moved: those outside a longest run that kept its order."""
    best: list[list[str]] = []
    for key in shared:
        before = [run for run in best if order[run[-1]] < order[key]]
        best.append([*max(before, key=len, default=[]), key])
    return set(shared) - set(max(best, key=len, default=[]))


def _cards(old: _Side, new: _Side, language: str) -> Iterator[tuple]:
    for key, card in new.cards.items():
        stage, title = new.place[key], card.get("titles", {}).get(language) or card["title"]
        head = ("card", key, stage, card["family"], title)
        if key not in old.cards:
            yield (*head, "new", None, card["n_people"], _why_new(key, card, old, new))
            continue
        yield from _changed_card(head, key, old, new, language)
    for key, card in old.cards.items():
        if key not in new.cards:
            title = card.get("titles", {}).get(language) or card["title"]
            into = next((other for other, held in new.cards.items() if key in held.get("parts", ())), "")
            change = "merged" if into else "gone"
            cause = _edited(f"cards:{key}", old, new) or _why_segments(old.segments[key], set(), old, new)
            yield ("card", key, old.place[key], card["family"], title, change, card["n_people"], into, cause)


def _changed_card(head: tuple, key: str, old: _Side, new: _Side, language: str) -> Iterator[tuple]:
    was, now = old.cards[key], new.cards[key]
    by_hand = _edited(f"cards:{key}", old, new)
    why = by_hand or _why_segments(old.segments[key], new.segments[key], old, new)
    if old.place[key] != new.place[key]:
        yield (*head, "moved", old.place[key], new.place[key], why)
    if _title(was, language) != _title(now, language):
        yield (*head, "renamed", _title(was, language), _title(now, language), by_hand or THEMES)
    for field, change in (("hidden", "hidden"), ("pinned", "pinned")):
        if bool(was.get(field)) != bool(now.get(field)):
            yield (*head, change if now.get(field) else f"not {change}", "", "", by_hand or FOLLOWS)
    for field in ("owner", "work", "due"):
        if was.get(field, "") != now.get(field, ""):
            yield (*head, field, was.get(field, ""), now.get(field, ""), by_hand or FOLLOWS)
    if was["n_people"] != now["n_people"]:
        yield (*head, "people", was["n_people"], now["n_people"], why)
    elif old.segments[key] != new.segments[key]:
        yield (*head, "mentions", was["n_segments"], now["n_segments"], why)
    if was["evidence_grade"] != now["evidence_grade"]:
        reviewed = CODING if was["reviewed_share"] != now["reviewed_share"] else why
        yield (*head, "grade", was["evidence_grade"], now["evidence_grade"], reviewed)
    ranks = [(card.get("priority") or {}).get("rank") for card in (was, now)]
    if ranks[0] != ranks[1]:
        weighed = any(_edited(name, old, new) for name in new.edits if name.startswith("weights:"))
        yield (*head, "rank", *ranks, HAND if by_hand or weighed else FOLLOWS)


def _emotions(old: _Side, new: _Side, language: str) -> Iterator[tuple]:
    for key, stage in new.stages.items():
        if key not in old.stages:
            continue
        was, now = old.stages[key]["emotion"], stage["emotion"]
        told = _apart(was, now, lambda point: point["mean"])
        title = stage["name"].get(language, key)
        here = [
            {segment for card, held in side.segments.items() if side.place[card] == key for segment in held}
            for side in (old, new)
        ]
        if told:
            why = _why_segments(*here, old, new)
            yield ("emotion", key, key, "", title, "emotion", was["mean"], now["mean"], why)
        kinds = [((side.stages[key].get("moment") or {}).get("kind") or "") for side in (old, new)]
        if kinds[0] != kinds[1]:
            yield ("emotion", key, key, "", title, "moment", *kinds, _why_segments(*here, old, new))


def _apart(was: Mapping[str, Any], now: Mapping[str, Any], read: Callable[[Mapping[str, Any]], Any]) -> bool:
    a, b = read(was), read(now)
    if a is None or b is None:
        return (a is None) != (b is None)
    return abs(a - b) >= _EMOTION


def _title(card: Mapping[str, Any], language: str) -> str:
    return card.get("titles", {}).get(language) or card["title"]


def _edited(key: str, old: _Side, new: _Side) -> str:
    """Return that a person edited it since; a row that is gone was taken back."""
    return HAND if old.edits.get(key) != new.edits.get(key) else ""


def _why_new(key: str, card: Mapping[str, Any], old: _Side, new: _Side) -> str:
    if card.get("made") in ("hand", "split") or _edited(f"cards:{key}", old, new):
        return HAND
    if card.get("made") == "opportunity":
        return FOLLOWS
    return _why_segments(set(), new.segments[key], old, new)


def _why_segments(was: set[str], now: set[str], old: _Side, new: _Side) -> str:
    """Return why the segments differ: new documents or people first, then codes, then themes."""
    if was == now:
        return FOLLOWS
    if new.documents - old.documents or old.documents - new.documents:
        fresh = (now - was) - set(old.families)
        lost = (was - now) - set(new.families)
        if fresh or lost:
            return DATA
    changed = was ^ now
    if any(old.families.get(segment) != new.families.get(segment) for segment in changed):
        return CODING
    return THEMES
