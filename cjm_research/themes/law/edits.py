"""The researcher's edits of themes: acts kept as events, and the law that stands when all of them are told again.

An edit is an event of the store. Its payload names what was done and holds, under ``before``, every theme concerned as
it stood, so that nothing can be lost and a theme is known again by its content. A later fit never changes an edit: the
law is told from the events alone, and `resolve` puts the topics of the fit into it. Of two acts on one segment the
later stands; an act that was undone does not stand, and an undo that was undone does not either.

>>> stood = {"theme_id": "tha", "family": "goal", "titles": {"en": "Sleep"}, "named_by": "", "segment_ids": ["s1"]}
>>> events = pd.DataFrame([{"event_id": 1, "created_at": "2026-11-03", "actor": "Ana", "act": RENAME,
...     "payload": {"theme_id": "tha", "titles": {"en": "Sleep well", "zh": "睡个好觉"}, "before": [stood]}}])
>>> Law.of(events).titles("tha")
{'en': 'Sleep well', 'zh': '睡个好觉'}
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

RENAME, MERGE, SPLIT, MOVE, ALSO = "theme.rename", "theme.merge", "theme.split", "theme.move", "theme.also"
NEW, PIN, UNPIN, HIDE, SHOW = "theme.new", "theme.pin", "theme.unpin", "theme.hide", "theme.show"
MEMO, UNDO = "theme.memo", "theme.undo"
ACTS = (RENAME, MERGE, SPLIT, MOVE, ALSO, NEW, PIN, UNPIN, HIDE, SHOW, MEMO, UNDO)

Key = tuple[str, str]
"""A family and a segment: a segment that carries two families has a theme in each."""


@dataclass(frozen=True)
class Mark:
    """Who did something and when; ``text`` is what a memo says."""

    by: str
    at: str
    text: str = ""


@dataclass(frozen=True)
class Hold:
    """A segment that a person's act holds in a theme.

    Attributes
    ----------
    theme_id : str
        The theme; "" holds it in none.
    by, at, act : str
        Who, when and by which act.
    kept : bool
        Whether it was in that theme already, so that the act only holds it there.
    """

    theme_id: str
    by: str
    at: str
    act: str
    kept: bool


@dataclass(frozen=True)
class Named:
    """The names that people gave a theme, by language."""

    titles: Mapping[str, str]
    by: str
    at: str


@dataclass(frozen=True)
class Stood:
    """A theme as it stood when somebody acted on it or made it."""

    theme_id: str
    family: str
    titles: Mapping[str, str]
    named_by: str
    segment_ids: tuple[str, ...]


@dataclass(frozen=True)
class Law:
    """What stands after all acts; build it with `of`.

    Attributes
    ----------
    holds : mapping of (str, str) to Hold
        By family and segment.
    together : mapping of str to str
        A theme that was merged into another, and the one it is in now.
    merged, hidden, pinned, made : mapping of str to Mark
        Themes that others were merged into, that are hidden, pinned, or made by people (split off or new).
    names : mapping of str to Named
        Names given by people.
    memos : mapping of str to Mark
        Notes.
    also : mapping of (str, str) to mapping of str to Mark
        By family and segment, the further themes that a person says it belongs to.
    chosen : frozenset of str
        Themes that people moved segments to.
    parts : mapping of str to str
        A theme that was split, or split off, and what stands for all that came out of the same one.
    anchors : mapping of str to Stood
        Themes as they were last seen in any payload, undone or not; used only to know a theme again.
    machine : mapping of str to mapping
        The titles that themes had from the machine when last seen.
    fixed : mapping of str to mapping
        What pinned themes were called when they were pinned, and themes that others were merged into when that was
        done: whoever merges into a theme chooses its name.
    own : mapping of str to mapping
        What themes were called when they were merged, of merges that the last fit followed and that were undone since.
    returned : tuple of (str, str, str, str)
        Family, segment, the theme an act put it in and the one it was in, latest first, of acts that the last fit
        followed and that were undone since.
    reopened : bool
        Whether any act that the last fit knew was undone since, so that its topics are to be led to themes once more.
    """

    holds: Mapping[Key, Hold] = field(default_factory=dict)
    together: Mapping[str, str] = field(default_factory=dict)
    merged: Mapping[str, Mark] = field(default_factory=dict)
    hidden: Mapping[str, Mark] = field(default_factory=dict)
    pinned: Mapping[str, Mark] = field(default_factory=dict)
    made: Mapping[str, Mark] = field(default_factory=dict)
    names: Mapping[str, Named] = field(default_factory=dict)
    memos: Mapping[str, Mark] = field(default_factory=dict)
    also: Mapping[Key, Mapping[str, Mark]] = field(default_factory=dict)
    chosen: frozenset[str] = frozenset()
    parts: Mapping[str, str] = field(default_factory=dict)
    anchors: Mapping[str, Stood] = field(default_factory=dict)
    machine: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fixed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    own: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    returned: tuple[tuple[str, str, str, str], ...] = ()
    reopened: bool = False

    @classmethod
    def of(cls, events: pd.DataFrame, since: int = 0) -> Law:
        """Tell the events again.

        Parameters
        ----------
        events : DataFrame
            Contract "events"; acts that are not of themes are passed over, but segments that moved are followed.
        since : int
            The last event that the last fit knew; what was undone after it and done before is in ``returned``.
        """
        from cjm_research.themes.law.retelling import retold

        return cls(**retold(events, since))

    def root(self, theme_id: str) -> str:
        """Return the theme that one is in after all merges."""
        return self.together.get(theme_id, theme_id)

    @property
    def touched(self) -> frozenset[str]:
        """Themes that some act concerns; they never vanish while one of their segments is there."""
        named: list[Iterable[str]] = [
            self.names, self.pinned, self.hidden, self.memos, self.made, self.merged, self.chosen,
            *(themes for themes in self.also.values()),
        ]  # fmt: skip
        return frozenset(self.root(theme_id) for themes in named for theme_id in themes)

    def titles(self, theme_id: str) -> dict[str, str]:
        """Return the names that must not change: those of people, and what a pinned or merged one was called."""
        given = self.names[theme_id].titles if theme_id in self.names else {}
        return dict(sorted({**self.fixed.get(theme_id, {}), **given}.items()))

    def named_by(self, theme_id: str) -> str:
        """Return who named a theme, "" if nobody did."""
        return self.names[theme_id].by if theme_id in self.names else ""

    def held(self) -> pd.DataFrame:
        """Return the holds: family, segment_id, theme_id ("" = none), by, at, act and kept, sorted by key."""
        rows = [
            (family, segment, self.root(hold.theme_id), hold.by, hold.at, hold.act, hold.kept)
            for (family, segment), hold in sorted(self.holds.items())
        ]
        return pd.DataFrame(rows, columns=["family", "segment_id", "theme_id", "by", "at", "act", "kept"])

    def __repr__(self) -> str:
        return (
            f"Law({len(self.holds)} segments held, {len(self.names)} names, {len(self.together)} merged, "
            f"{len(self.pinned)} pinned, {len(self.hidden)} hidden)"
        )


def theme_id_of(*content: str | Iterable[str]) -> str:
    """Return the id that stands for some content: texts, and lists of segments in any order.

    >>> theme_id_of("goal", ["s2", "s1"]) == theme_id_of("goal", ["s1", "s2"])
    True
    """
    flat = [part if isinstance(part, str) else "|".join(sorted(part)) for part in content]
    return "th" + hashlib.sha256("|".join(flat).encode("utf-8", "surrogatepass")).hexdigest()[:10]


def rest_id(family: str) -> str:
    """Return the id of the theme that holds what no theme of a family took.

    >>> rest_id("goal") == rest_id("motivation")
    False
    """
    return "th" + hashlib.sha256(f"{family}rest".encode()).hexdigest()[:10]


@dataclass(frozen=True)
class Act:
    """One event about themes, or one that tells of segments that moved."""

    event_id: int
    at: str
    by: str
    act: str
    payload: Mapping[str, Any]

    @property
    def before(self) -> list[Stood]:
        """The themes concerned, as they stood."""
        rows = self.payload.get("before") or []
        return [_stood(row) for row in rows if isinstance(row, Mapping) and text_in(row, "theme_id")]


def acts_in(events: pd.DataFrame) -> list[Act]:
    """Return the events that concern themes, in order, those that say which segments moved among them."""
    columns = ("event_id", "created_at", "actor", "act", "payload")
    rows = zip(*(events[column].tolist() for column in columns), strict=True)
    found = [Act(int(number), at, by, act, payload) for number, at, by, act, payload in rows]
    wanted = [one for one in found if one.act in ACTS or isinstance(one.payload.get("moved"), Mapping)]
    return sorted(wanted, key=lambda one: one.event_id)


def undone_in(acts: Iterable[Act]) -> dict[int, int]:
    """Return the acts that do not stand, each with the event that undid it."""
    gone: dict[int, int] = {}
    for one in sorted(acts, key=lambda one: -one.event_id):
        target = one.payload.get("undoes")
        if one.act == UNDO and one.event_id not in gone and isinstance(target, int) and target < one.event_id:
            gone[target] = one.event_id
    return gone


def text_in(payload: Mapping[str, Any], key: str) -> str:
    """Return a text of a payload, "" where it was taken out."""
    value = payload.get(key)
    return value if isinstance(value, str) else ""


def texts_in(payload: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Return a list of ids of a payload, without those that were taken out."""
    values = payload.get(key)
    return tuple(value for value in values if isinstance(value, str) and value) if isinstance(values, list) else ()


def titles_in(payload: Mapping[str, Any], key: str = "titles") -> dict[str, str]:
    """Return names by language, without those that were taken out."""
    value = payload.get(key)
    return {name: text for name, text in value.items() if text} if isinstance(value, Mapping) else {}


def parts_in(payload: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Return the parts that a split made."""
    parts = payload.get("parts")
    return (part for part in parts if isinstance(part, Mapping)) if isinstance(parts, list) else iter(())


def _stood(row: Mapping[str, Any]) -> Stood:
    return Stood(
        row["theme_id"], text_in(row, "family"), titles_in(row), text_in(row, "named_by"), texts_in(row, "segment_ids")
    )
