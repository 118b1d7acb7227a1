"""Telling the acts on themes again, one after the other, to what stands in the end.

Nothing is read but the events: neither the themes of today nor those of any fit. A payload from which a person was
erased has shorter lists and empty texts, and is told like any other; an act that nothing is left of changes nothing.

>>> sorted(retold(pd.DataFrame(columns=["event_id", "created_at", "actor", "act", "payload"])))[:3]
['also', 'anchors', 'chosen']
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cjm_research.themes.law import edits
from cjm_research.themes.law.edits import (
    Act,
    Hold,
    Key,
    Mark,
    Named,
    Stood,
    acts_in,
    parts_in,
    rest_id,
    text_in,
    texts_in,
    titles_in,
    undone_in,
)  # fmt: skip


def retold(events: pd.DataFrame, since: int = 0) -> dict[str, Any]:
    """Return the fields of `edits.Law` after all events; parameters as `edits.Law.of`."""
    acts = acts_in(events)
    gone = undone_in(acts)
    state = _State()
    for act in acts:
        if act.act not in edits.ACTS:
            state.follow(act.payload["moved"])
            continue
        state.remember(act)
        if act.event_id not in gone:
            state.apply(act)
        elif act.event_id <= since < gone[act.event_id]:
            state.take_back(act)
    return state.fields()


class _State:
    """What stands so far."""

    def __init__(self) -> None:
        self.holds: dict[Key, Hold] = {}
        self.into: dict[str, str] = {}
        self.merged: dict[str, Mark] = {}
        self.hidden: dict[str, Mark] = {}
        self.pinned: dict[str, Mark] = {}
        self.made: dict[str, Mark] = {}
        self.memos: dict[str, Mark] = {}
        self.names: dict[str, Named] = {}
        self.fixed: dict[str, dict[str, str]] = {}
        self.merged_as: dict[str, dict[str, str]] = {}
        self.own: dict[str, dict[str, str]] = {}
        self.also: dict[Key, dict[str, Mark]] = {}
        self.chosen: set[str] = set()
        self.parts: dict[str, str] = {}
        self.anchors: dict[str, Stood] = {}
        self.machine: dict[str, dict[str, str]] = {}
        self.returned: list[tuple[str, str, str, str]] = []
        self.reopened = False
        self._tell = {
            edits.RENAME: self._rename, edits.MERGE: self._merge, edits.SPLIT: self._split, edits.MOVE: self._move,
            edits.ALSO: self._also, edits.NEW: self._new, edits.PIN: self._pin, edits.UNPIN: self._unpin,
            edits.HIDE: self._hide, edits.SHOW: self._show, edits.MEMO: self._memo,
        }  # fmt: skip

    def apply(self, act: Act) -> None:
        """Let an act stand."""
        tell = self._tell.get(act.act)
        if tell is not None:
            tell(act)

    def remember(self, act: Act) -> None:
        """Keep the themes that a payload shows, whether the act stands or not."""
        for stood in act.before:
            self.anchors[stood.theme_id] = stood
            if stood.titles and not stood.named_by:
                self.machine[stood.theme_id] = dict(stood.titles)
        for theme_id, family, part in _made(act, self.anchors):
            titles = titles_in(part) or titles_in(part, "suggested")
            self.anchors[theme_id] = Stood(theme_id, family, titles, act.by, texts_in(part, "segment_ids"))
            if titles_in(part, "suggested"):
                self.machine[theme_id] = titles_in(part, "suggested")

    def follow(self, moved: Mapping[str, str]) -> None:
        """Let everything so far speak of the segments that the same words are in now."""

        def now(segment: str) -> str:
            return moved.get(segment, segment)

        self.holds = _renamed(self.holds, moved)
        self.also = _renamed(self.also, moved)
        self.returned = [(family, now(segment), target, source) for family, segment, target, source in self.returned]
        for theme_id, stood in self.anchors.items():
            if not moved.keys().isdisjoint(stood.segment_ids):
                ids = tuple(dict.fromkeys(now(segment) for segment in stood.segment_ids))
                self.anchors[theme_id] = Stood(theme_id, stood.family, stood.titles, stood.named_by, ids)

    def take_back(self, act: Act) -> None:
        """Remember where the segments of an undone act were, for a fit that still knew it as standing."""
        self.reopened = True
        for stood in act.before if act.act == edits.MERGE else ():
            if not stood.named_by:
                self.own.setdefault(stood.theme_id, dict(stood.titles))
        for family, segment, target, source in _put(act, self.anchors):
            if target != source:
                self.returned.append((family, segment, target or rest_id(family), source))

    def fields(self) -> dict[str, Any]:
        """Return what stands, merges followed to their end."""
        together = {theme_id: self._root(theme_id) for theme_id in self.into}
        fixed = self.merged_as | self.fixed
        return {
            "holds": self.holds, "together": together, "merged": self.merged, "hidden": self.hidden,
            "pinned": self.pinned, "made": self.made, "memos": self.memos, "names": self.names, "fixed": fixed,
            "own": self.own, "also": self.also, "chosen": frozenset(self.chosen), "parts": self.parts,
            "anchors": self.anchors, "machine": self.machine, "returned": tuple(reversed(self.returned)),
            "reopened": self.reopened,
        }  # fmt: skip

    def _root(self, theme_id: str) -> str:
        while theme_id in self.into:
            theme_id = self.into[theme_id]
        return theme_id

    def _hold(self, act: Act) -> None:
        for family, segment, target, source in _put(act, self.anchors):
            self.holds[family, segment] = Hold(target, act.by, act.at, act.act, kept=target == source)

    def _begin(self, theme_id: str, act: Act, titles: Mapping[str, str]) -> None:
        """A theme that is made anew starts without what was said of one with the same content before."""
        before = (self.into, self.names, self.fixed, self.merged_as, self.pinned, self.hidden, self.memos, self.merged)
        for told in (*before, self.parts):
            told.pop(theme_id, None)
        self.made[theme_id] = Mark(act.by, act.at)
        if titles:
            self.names[theme_id] = Named(dict(titles), act.by, act.at)

    def _rename(self, act: Act) -> None:
        theme_id, titles = text_in(act.payload, "theme_id"), titles_in(act.payload)
        if titles:
            before = self.names[theme_id].titles if theme_id in self.names else {}
            self.names[theme_id] = Named({**before, **titles}, act.by, act.at)

    def _merge(self, act: Act) -> None:
        into = text_in(act.payload, "into")
        self._hold(act)
        # The latest merge says which theme the others are in, whatever an earlier one said of it.
        self.into.pop(into, None)
        self.into |= {other: into for other in texts_in(act.payload, "theme_ids") if other != into}
        self.merged[into] = Mark(act.by, act.at)
        self.merged_as |= {stood.theme_id: dict(stood.titles) for stood in act.before if stood.theme_id == into}

    def _split(self, act: Act) -> None:
        theme_id = text_in(act.payload, "theme_id")
        group = self.parts.get(theme_id, theme_id)
        for part_id, _, part in _made(act, self.anchors):
            self._begin(part_id, act, titles_in(part))
            self.parts[part_id] = group
        self.parts[theme_id] = group
        self.chosen.add(theme_id)
        self._hold(act)

    def _new(self, act: Act) -> None:
        for theme_id, _, part in _made(act, self.anchors):
            self._begin(theme_id, act, titles_in(part))
        self._hold(act)

    def _move(self, act: Act) -> None:
        self._hold(act)
        if text_in(act.payload, "to"):
            self.chosen.add(text_in(act.payload, "to"))

    def _also(self, act: Act) -> None:
        theme_id, segment = text_in(act.payload, "theme_id"), text_in(act.payload, "segment_id")
        family = _family(act, theme_id, self.anchors)
        if family and segment:
            self.also[family, segment] = {**self.also.get((family, segment), {}), theme_id: Mark(act.by, act.at)}

    def _pin(self, act: Act) -> None:
        theme_id = text_in(act.payload, "theme_id")
        self.pinned[theme_id] = Mark(act.by, act.at)
        for stood in act.before:
            if stood.theme_id == theme_id:
                self.fixed[theme_id] = dict(stood.titles)
        for family, segment, target, _ in _put(act, self.anchors):
            hold = self.holds.get((family, segment))
            # What another act holds there stays held by it, also after the theme is unpinned.
            if hold is None or self._root(hold.theme_id) != target:
                self.holds[family, segment] = Hold(target, act.by, act.at, act.act, kept=True)

    def _unpin(self, act: Act) -> None:
        theme_id = text_in(act.payload, "theme_id")
        self.pinned.pop(theme_id, None)
        self.fixed.pop(theme_id, None)
        self.holds = {
            key: hold
            for key, hold in self.holds.items()
            if hold.act != edits.PIN or self._root(hold.theme_id) != theme_id
        }

    def _hide(self, act: Act) -> None:
        self.hidden[text_in(act.payload, "theme_id")] = Mark(act.by, act.at)

    def _show(self, act: Act) -> None:
        self.hidden.pop(text_in(act.payload, "theme_id"), None)

    def _memo(self, act: Act) -> None:
        theme_id, text = text_in(act.payload, "theme_id"), text_in(act.payload, "text")
        self.memos.pop(theme_id, None)
        if text:
            self.memos[theme_id] = Mark(act.by, act.at, text)


def _put(act: Act, known: Mapping[str, Stood]) -> list[tuple[str, str, str, str]]:
    """Return what an act holds: family, segment, the theme it puts it in ("" = none) and the one it was in."""
    stood_in = {(stood.family, segment): stood.theme_id for stood in act.before for segment in stood.segment_ids}
    payload = act.payload
    theme_id = text_in(payload, "theme_id")
    if act.act == edits.MOVE:
        to, ids = text_in(payload, "to"), set(texts_in(payload, "segment_ids"))
        if to:
            family = _family(act, to, known)
            return [(family, segment, to, stood_in.get((family, segment), "")) for segment in sorted(ids) if family]
        return [(family, segment, "", source) for (family, segment), source in stood_in.items() if segment in ids]
    if act.act == edits.MERGE:
        into = text_in(payload, "into")
        family, mine = _family(act, into, known), {into, *texts_in(payload, "theme_ids")}
        return [
            (f, segment, into, source) for (f, segment), source in stood_in.items() if f == family and source in mine
        ]
    if act.act == edits.PIN:
        return [(f, segment, theme_id, source) for (f, segment), source in stood_in.items() if source == theme_id]
    made = {
        (family, segment): part_id
        for part_id, family, part in _made(act, known)
        for segment in texts_in(part, "segment_ids")
    }
    taken = [(family, segment, to, stood_in.get((family, segment), "")) for (family, segment), to in made.items()]
    # What a split leaves is held too: else a later fit could join it to one of the parts again.
    left = [(*key, theme_id, theme_id) for key, source in stood_in.items() if source == theme_id and key not in made]
    return taken + (left if act.act == edits.SPLIT else [])


def _made(act: Act, known: Mapping[str, Stood]) -> list[tuple[str, str, Mapping[str, Any]]]:
    """Return the themes that an act makes: id, family and what the payload says of it."""
    payload = act.payload
    if act.act == edits.NEW:
        found = [(text_in(payload, "theme_id"), text_in(payload, "family"), payload)]
    elif act.act == edits.SPLIT:
        family = _family(act, text_in(payload, "theme_id"), known)
        found = [(text_in(part, "theme_id"), family, part) for part in parts_in(payload)]
    else:
        found = []
    return [(theme_id, family, part) for theme_id, family, part in found if theme_id and family]


def _family(act: Act, theme_id: str, known: Mapping[str, Stood]) -> str:
    for stood in act.before:
        if stood.theme_id == theme_id:
            return stood.family
    return known[theme_id].family if theme_id in known else ""


def _renamed(told: Mapping[Key, Any], moved: Mapping[str, str]) -> dict[Key, Any]:
    stays = {key: value for key, value in told.items() if key[1] not in moved}
    # What a person said of the new place in the meantime stands.
    return {(family, moved[segment]): value for (family, segment), value in told.items() if segment in moved} | stays
