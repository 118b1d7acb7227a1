"""Three ways: what a file was, what it is now, and what the study has become meanwhile.

A part is different where it reads otherwise than when the file was written. If the study has the same by now, nothing
is left to do; if it has something else again, the two clash, and nothing is taken over unless that very difference is
asked for. Where a file does not say what it was, the map as it stands is in its place.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cjm_research.exports.edits.parts import CARD, NEW, STAGE, Parts, Side, date_of, out_of_order, same
from cjm_research.exports.edits.said import Fault, FileSide, Place, Said, once
from cjm_research.review.board.law import HAND

_KINDS = {
    CARD: {"stage": "moved", "lane": "lane", "title": "renamed", "owner": "owner", "work": "status", "due": "due",
           "value": "value", "difficulty": "difficulty"},
    STAGE: {"name": "stage renamed", "question": "stage question", "definition": "stage definition"},
}  # fmt: skip
_FLAGS = {"hidden": ("shown", "removed"), "pinned": ("unpinned", "pinned")}


@dataclass(frozen=True)
class Difference:
    """One thing that a file would change.

    Attributes
    ----------
    kind : str
        A key of `words.KINDS`.
    about : {"card", "stage"}
    key, part : str
        Of which card or stage, and which part of it.
    title : str
        What it is called.
    before, after, now : value
        When the file was written, in the file, and on the map as it stands.
    place : Place
    clash : bool
        Whether the study changed the same since.
    apart : bool
        Whether it is only taken over where it is named: what is missing in a file may be missing by mistake.
    hint : tuple of str
        Keys of the cell, or of the stages, in the order of the file, where it tells one.
    parts : mapping
        Of what is new.
    """

    kind: str
    about: str
    key: str
    part: str
    title: str
    before: Any
    after: Any
    now: Any
    place: Place
    clash: bool = False
    apart: bool = False
    hint: tuple[str, ...] = ()
    parts: Parts = field(default_factory=dict)

    @property
    def item(self) -> str:
        """Return its id: the same file gives the same ids."""
        told = [self.kind, self.about, self.key, self.part, self.after, dict(self.parts)]
        text = json.dumps(told, ensure_ascii=False, sort_keys=True, default=str)
        return "d" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]


@dataclass(frozen=True)
class Known:
    """What else is known of the study.

    Attributes
    ----------
    elsewhere : collection of str
        Ids of cards that are not on the map and that the study knows all the same.
    comments : mapping of str to collection of str
        What was noted already, by card.
    titles : mapping of str to str
        What cards and stages are called, by id, beside those of the map.
    """

    elsewhere: Collection[str] = ()
    comments: Mapping[str, Collection[str]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)


def compare(file: FileSide, now: Side, known: Known) -> tuple[list[Difference], list[Fault]]:
    """Return what a file would change, in its order, and what cannot be taken over."""
    return _Comparison(file, now, known).all()


class _Comparison:
    def __init__(self, file: FileSide, now: Side, known: Known) -> None:
        self._now, self._known = now, known
        self._file = file = _recognised(file, now)
        self._base = file.base or now
        self._faults = list(file.faults)
        self._merged = {one.key for one in file.said if "into" in one.parts}
        self._there: set[str] = set()

    def all(self) -> tuple[list[Difference], list[Fault]]:
        alone = [one for one in self._file.said if set(one.parts) != {"into"} or one.raw]
        merging = [one for one in self._file.said if one not in alone]
        said, twice = once(alone)
        self._faults += twice
        found: list[Difference] = []
        for one in (*said, *merging):
            found += self._item(one)
        found += self._placed(said)
        found += self._stages_moved(said)
        found += self._absent(said)
        return _in_turn(found), self._faults

    # ---- one item ----

    def _item(self, one: Said) -> Iterator[Difference]:
        held = self._now.cards if one.about == CARD else self._now.stages
        if one.key.startswith(NEW):
            yield from self._new(one)
        elif one.key in held:
            yield from self._edited(one, held[one.key])
        elif self._is_edited(one):
            self._fault(one, *self._why_gone(one))

    def _edited(self, one: Said, now: Parts) -> Iterator[Difference]:
        was = {**now, **self._base_of(one)}
        for part, value in one.parts.items():
            name = part.partition(":")[0]
            if name == "note":
                yield from self._noted(one, value)
            elif name == "into":
                yield from self._into(one, value)
            elif name in ("remove", *_FLAGS):
                yield from self._flagged(one, "hidden" if name == "remove" else name, value, now, was)
            elif name in _KINDS[one.about] and not same(part, value, was[part]) and not same(part, value, now[part]):
                yield from self._changed(one, part, value, now, was)

    def _changed(self, one: Said, part: str, value: Any, now: Parts, was: Parts) -> Iterator[Difference]:
        name = part.partition(":")[0]
        if name in ("title", "name") and not str(value).strip():
            return self._fault(one, f"empty {name}")
        if name == "lane" and now["made"] != HAND:
            return self._fault(one, "lane stays", lane=value, was=now["lane"])
        if name == "due" and value:
            value = date_of(value)
            if not value:
                return self._fault(one, "no date", found=one.parts[part])
        hint = ()
        if name in ("stage", "lane"):
            cell = tuple(one.parts.get(each, was[each]) for each in ("stage", "lane"))
            hint = self._hint(cell, one.key)
        clash = not same(part, was[part], now[part])
        kind = _KINDS[one.about][name]
        yield Difference(kind, one.about, one.key, part, self._title(one), was[part], value, now[part], one.place,
                         clash, hint=hint)  # fmt: skip

    def _flagged(self, one: Said, part: str, value: Any, now: Parts, was: Parts) -> Iterator[Difference]:
        before = bool(was.get(part, now.get(part)))
        if bool(value) in (before, now.get(part)):
            return
        kind = _FLAGS[part][bool(value)]
        kind = f"stage {kind}" if one.about == STAGE else kind
        yield Difference(
            kind, one.about, one.key, part, self._title(one), before, bool(value), now.get(part), one.place
        )

    def _noted(self, one: Said, value: str) -> Iterator[Difference]:
        text = str(value).strip()
        if text and not any(same("note", text, said) for said in self._known.comments.get(one.key, ())):
            yield Difference("comment", CARD, one.key, "note", self._title(one), "", text, "", one.place)

    def _into(self, one: Said, wanted: str) -> Iterator[Difference]:
        if not str(wanted).strip():
            return None
        held = self._now.cards if one.about == CARD else self._now.stages
        target = self._found(one.about, str(wanted).strip(), held)
        if target is None or target == one.key:
            return self._fault(one, "no target" if target is None else "into itself", found=wanted)
        if one.about == CARD and held[target]["lane"] != held[one.key]["lane"]:
            return self._fault(one, "other lane", lane=held[one.key]["lane"], into=held[target]["lane"])
        kind = "merged" if one.about == CARD else "stage merged"
        yield Difference(kind, one.about, one.key, "into", self._title(one), "", target, "", one.place)

    def _found(self, about: str, wanted: str, held: Mapping[str, Parts]) -> str | None:
        if wanted in held:
            return wanted
        if self._now.held.get(wanted) in held:
            return self._now.held[wanted]
        texts = "title" if about == CARD else "name"
        named = {
            key for key, parts in held.items()
            if any(same(part, value, wanted) for part, value in parts.items() if part.startswith(f"{texts}:"))
        }  # fmt: skip
        return next(iter(named)) if len(named) == 1 else None

    def _new(self, one: Said) -> Iterator[Difference]:
        parts = {name: value for name, value in one.parts.items() if value not in ("", 0, None, False, (), math.inf)}
        titles = {name: value for name, value in parts.items() if name.startswith(("title:", "name:"))}
        if not titles:
            return self._fault(one, "new without title") if parts else None
        for needed in ("stage", "lane") if one.about == CARD else ():
            if needed not in parts:
                told = any(fault.place == one.place and needed in fault.why for fault in self._faults)
                return None if told else self._fault(one, f"new without {needed}")
        if parts.get("due"):
            day = date_of(parts["due"])
            if not day:
                self._fault(one, "no date", found=parts["due"])
            parts = {name: day if name == "due" else value for name, value in parts.items() if name != "due" or day}
        if self._is_there(one, parts, titles):
            return None
        hint = self._hint((parts["stage"], parts["lane"]), one.key) if one.about == CARD else self._file.order
        kind = "new" if one.about == CARD else "stage new"
        yield Difference(kind, one.about, one.key, "", self._title(one), "", next(iter(titles.values())), "", one.place,
                         hint=hint, parts=parts)  # fmt: skip

    def _is_there(self, one: Said, parts: Parts, titles: Parts) -> bool:
        """Whether what a file adds was taken over before: reading a file twice makes nothing twice."""
        if one.about == STAGE:
            return False  # those have their ids by now
        there = {
            key for key, held in self._now.cards.items()
            if held["made"] == HAND and held["lane"] == parts["lane"]
            and all(same(title, text, held[title]) for title, text in titles.items())
        }  # fmt: skip
        self._there |= there
        return bool(there)

    # ---- order ----

    def _placed(self, said: Sequence[Said]) -> Iterator[Difference]:
        places = {one.key: one for one in said if one.about == CARD}
        for cell, wanted in sorted(self._file.cells.items()):
            was, now = self._base.cells.get(cell, ()), self._now.cells.get(cell, ())
            for key in sorted(self._shifted(wanted, was, now)):
                rank = was.index(key) + 1
                after = wanted.index(key) + 1
                stands = now.index(key) + 1
                yield Difference("placed", CARD, key, "place", self._title(places[key]), rank, after, stands,
                                 places[key].place, hint=self._hint(cell, key))  # fmt: skip

    def _stages_moved(self, said: Sequence[Said]) -> Iterator[Difference]:
        places = {one.key: one for one in said if one.about == STAGE}
        was, now, wanted = self._base.order, self._now.order, self._file.order
        for key in sorted(self._shifted(wanted, was, now)):
            yield Difference("stage moved", STAGE, key, "place", self._title(places[key]), was.index(key) + 1,
                             wanted.index(key) + 1, now.index(key) + 1, places[key].place, hint=wanted)  # fmt: skip

    def _shifted(self, wanted: Sequence[str], was: Sequence[str], now: Sequence[str]) -> set[str]:
        moved = {key for key in out_of_order(wanted, was, self._file.touched) if key in now}
        stands = [key for key in now if key in wanted and key in was]
        return moved if stands != [key for key in wanted if key in stands] else set()

    def _hint(self, cell: tuple[str, ...], key: str) -> tuple[str, ...]:
        wanted = self._file.cells.get((cell[0], cell[1]), ())
        return wanted if key in wanted else ()

    # ---- what is not there ----

    def _absent(self, said: Sequence[Said]) -> Iterator[Difference]:
        told = {one.key for one in self._file.said}
        shown = {key for ids in self._now.cells.values() for key in ids if not self._is_stage_hidden(key)}
        listed = (self._file.listed or shown) & {*self._now.cards}
        if not any(one.about == CARD for one in said):
            return
        for key in sorted(listed - told - self._merged - self._there):
            parts = self._now.cards[key]
            title = parts[f"title:{self._file.language}"]
            if parts["hidden"]:
                continue
            if not self._file.whole:
                self._faults.append(Fault(Place("file"), key, title, "not in file", {"stage": parts["stage"]}))
                continue
            yield Difference("removed", CARD, key, "hidden", title, False, True, False, Place("file"), apart=True)

    def _is_stage_hidden(self, key: str) -> bool:
        return bool(self._now.stages[self._now.cards[key]["stage"]]["hidden"])

    def _is_edited(self, one: Said) -> bool:
        """Whether a row about something that is not there any more asks for anything."""
        if one.key in self._known.elsewhere and self._file.base is None:
            return False
        target = one.parts.get("into")
        if target and self._now.held.get(one.key) in (target, self._now.held.get(target)):
            return False
        was = self._base_of(one)
        return not was or any(
            bool(value) if part in ("note", "into", "remove") else part in was and not same(part, value, was[part])
            for part, value in one.parts.items()
            if part != "place"
        )

    def _why_gone(self, one: Said) -> tuple[str, dict[str, Any]]:
        holder = self._now.held.get(one.key)
        if one.about == CARD and holder in self._now.cards:
            title = self._now.cards[holder][f"title:{self._file.language}"]
            return "merged since", {"into": title, "into_id": holder}
        return ("gone since" if self._base_of(one) or one.key in self._known.elsewhere else "unknown id"), {}

    def _base_of(self, one: Said) -> Parts:
        base = self._file.base
        if base is None:
            return {}
        return (base.cards if one.about == CARD else base.stages).get(one.key, {})

    def _title(self, one: Said) -> str:
        held = (self._now.cards if one.about == CARD else self._now.stages).get(one.key, {})
        text = "title" if one.about == CARD else "name"
        return str(held.get(f"{text}:{self._file.language}") or one.title or self._known.titles.get(one.key, ""))

    def _fault(self, one: Said, why: str, told: Mapping[str, Any] | None = None, **more: Any) -> None:
        self._faults.append(Fault(one.place, one.key, self._title(one), why, {**(told or {}), **more}))


def _recognised(file: FileSide, now: Side) -> FileSide:
    """Return a file whose new stages that were taken over before have the ids that they got."""
    got: dict[str, str] = {}
    for one in file.said:
        if one.about == STAGE and one.key.startswith(NEW):
            names = {part: text for part, text in one.parts.items() if part.startswith("name:") and text}
            there = [
                key for key, held in now.stages.items() if all(same(p, text, held[p]) for p, text in names.items())
            ]
            got |= {one.key: there[0]} if names and there else {}
    if not got:
        return file
    said = [one for one in file.said if one.key not in got]
    moved = [
        replace(
            one, parts={name: got.get(value, value) if name == "stage" else value for name, value in one.parts.items()}
        )
        for one in said
    ]
    cells = {(got.get(stage, stage), lane): keys for (stage, lane), keys in file.cells.items()}
    return replace(file, said=tuple(moved), cells=cells, order=tuple(got.get(key, key) for key in file.order))


_TURN = ("stage new", "stage renamed", "stage question", "stage definition", "stage moved", "stage merged",
         "stage removed", "stage shown", "new", "moved", "placed", "lane", "renamed", "owner", "status", "due", "value",
         "difficulty", "comment", "pinned", "unpinned", "shown", "merged", "removed")  # fmt: skip
"""In which order differences are told and taken over: what others build on goes first."""


def _in_turn(found: Sequence[Difference]) -> list[Difference]:
    return sorted(found, key=lambda one: (_TURN.index(one.kind), one.place, one.part, one.key))
