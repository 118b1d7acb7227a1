"""What a file that came back would change: a frame of differences and a list of what could not be taken over.

Nothing is changed by reading. `taking.accept` takes over what is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from cjm_research.errors import UnknownNameError
from cjm_research.exports.edit_columns import work_words
from cjm_research.exports.edits import words
from cjm_research.exports.edits.compare import Difference
from cjm_research.exports.edits.parts import CARD, NEW, UNTOLD
from cjm_research.exports.edits.said import Fault, NotRead, Place
from cjm_research.review.board.refusals import LANE_NAMES

COLUMNS = ("item", "kind", "of", "id", "title", "before", "after", "now", "clash", "apart", "place")
"""Of the frame of differences; before, after and now in words, clash and apart true or false."""

UNMATCHED = ("place", "id", "title", "why")
_ALL = "all"
_ADDS = ("new", "stage new", "comment")  # kinds that undo nothing
_LIKE = 4  # faults of a kind from which the others are counted in a list


@dataclass(frozen=True)
class EditsReading:
    """A file that came back, compared with the map.

    Attributes
    ----------
    source, format : str
        The file's name; "xlsx", "csv", "drawio" or "json".
    language : {"en", "zh"}
        In which it shows itself.
    differences : tuple of Difference
        In the order in which they are taken over.
    faults : tuple of Fault
        What could not be matched or understood.
    notes : tuple of (str, mapping)
        Remarks on the whole file.
    names : mapping of str to mapping
        Names of cards and stages by id and language, those of the file's new stages too.
    """

    source: str
    format: str
    language: str
    differences: tuple[Difference, ...]
    faults: tuple[Fault, ...] = ()
    notes: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        """Return how many differences there are."""
        return len(self.differences)

    @property
    def frame(self) -> pd.DataFrame:
        """The differences, one row each; columns `COLUMNS`."""
        rows = [
            (
                one.item, one.kind, one.about, "" if one.key.startswith(NEW) else one.key, one.title,
                self.value(one, one.before), self.after(one), self.value(one, one.now), one.clash, one.apart,
                self.place(one.place),
            )
            for one in self.differences
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=list(COLUMNS))

    @property
    def unmatched(self) -> pd.DataFrame:
        """What could not be matched or understood, one row a place; columns `UNMATCHED`."""
        rows = [
            (self.place(one.place), "" if one.key.startswith(NEW) else one.key, one.title, self.why(one))
            for one in self.faults
        ]
        return pd.DataFrame(rows, columns=list(UNMATCHED))

    def chosen(self, items: Iterable[str] | str) -> tuple[Difference, ...]:
        """Return differences by their ids; "all" is those that do not clash and are not asked for apart.

        Raises
        ------
        UnknownNameError
            If the reading has no difference of that id.
        ReadError
            If "all" is asked of a file that does not say what it was: it might undo what the study changed since.
        """
        if items == _ALL:
            wanted = tuple(one for one in self.differences if not one.clash and not one.apart)
            if any(key == "no base" for key, _ in self.notes) and any(one.kind not in _ADDS for one in wanted):
                raise NotRead("all without base", file=self.source)
            return wanted
        wanted = [items] if isinstance(items, str) else list(dict.fromkeys(items))
        known = {one.item for one in self.differences}
        unknown = [item for item in wanted if item not in known]
        if unknown:
            raise UnknownNameError(
                f"{self.source} has no difference {unknown[0]!r}; it has {len(known)}. Read the file and take the ids "
                "of its list."
            )
        return tuple(one for one in self.differences if one.item in wanted)

    def in_language(self, language: str) -> EditsReading:
        """Return the same, showing itself in another language."""
        return replace(self, language=language)

    # ---- in words ----

    def told(self, asking: bool = True) -> list[str]:
        """Return the reading in sentences: a head, remarks, one line a difference, then what was not taken over.

        Parameters
        ----------
        asking : bool
            Whether the head says that nothing was changed and how to; False where something is taken over at once.
        """
        lines = [self._head(asking), *(words.note(self.language, key, told) for key, told in self.notes)]
        lines += [self._line(one) for one in self.differences]
        if self.faults:
            lines += [words.said(self.language, "unmatched"), *self._faults()]
        return lines

    def __str__(self) -> str:
        """Return `told` as lines."""
        return "\n".join(self.told())

    def _head(self, asking: bool = True) -> str:
        n, language = len(self.differences), self.language
        counts = {"n": n, "clashes": sum(one.clash for one in self.differences), "unmatched": len(self.faults)}
        head = words.said(language, "head", source=self.source, **counts)
        if n and not asking:
            return head
        return head + ("" if language == "zh" else " ") + words.said(language, "ask" if n else "nothing")

    def _line(self, one: Difference) -> str:
        told = {"item": one.item, "kind": words.kind(self.language, one.kind), "title": one.title,
                "before": self.value(one, one.before), "after": self.after(one),
                "place": self.place(one.place)}  # fmt: skip
        added = one.before in ("", None) and one.kind not in ("owner", "status", "due")
        line = words.said(self.language, "added" if added else "line", **told)
        remark = self.remark(one)
        return f"{line}  [{remark}]" if remark else line

    def _faults(self) -> list[str]:
        """Return the faults, of those that are alike the first ones and the number of the others."""
        lines, groups = [], dict[str, list[Fault]]()
        for one in self.faults:
            groups.setdefault(one.why if one.why == "not in file" else f"{one.why}{one.place}{one.key}", []).append(one)
        for group in groups.values():
            shown = group if len(group) < _LIKE else group[:1]
            lines += [
                words.said(self.language, "fault", place=self.place(one.place), title=self._named(one),
                           why=self.why(one))
                for one in shown
            ]  # fmt: skip
            rest = group[len(shown) :]
            if rest:
                titles = words.said(self.language, "list").join(self._listed(one) for one in rest[:8])
                lines.append(words.said(self.language, "and more", n=len(rest), titles=titles))
        return lines

    def _named(self, one: Fault) -> str:
        name = one.title or ("" if one.key.startswith(NEW) else one.key)
        return "" if not name else f"“{name}”。" if self.language == "zh" else f"“{name}”. "

    def _listed(self, one: Fault) -> str:
        name = one.title or one.key
        if "stage" not in one.told:
            return name
        stage = self.name(one.told["stage"])
        return f"{name}（{stage}）" if self.language == "zh" else f"{name} ({stage})"

    def remark(self, one: Difference) -> str:
        """Return that a difference clashes, and with what, or that it is only taken over if it is named."""
        if one.clash:
            return words.said(self.language, "clash", now=self.value(one, one.now))
        return words.said(self.language, "apart") if one.apart else ""

    def place(self, place: Place) -> str:
        """Return a place in words."""
        return words.said(self.language, "whole file") if place.kind == "file" else place.told(self.language)

    def why(self, one: Fault) -> str:
        """Return why something was not taken over, and what to do."""
        return words.why(self.language, one.why, {name: self._told(name, value) for name, value in one.told.items()})

    def after(self, one: Difference) -> str:
        """Return what a difference would make of it, in words; what is new with all its parts."""
        if not one.parts:
            return self.value(one, one.after)
        return words.said(self.language, "joint").join(
            self._part(one, name, value)
            for name, value in one.parts.items()
            if name != "segment_ids" and value != one.title
        ) or str(one.after)

    def value(self, one: Difference, value: Any) -> str:
        """Return a value of a difference in words."""
        return self._value(one.part.partition(":")[0], value)

    def _part(self, one: Difference, name: str, value: Any) -> str:
        kind = name.partition(":")[0]
        labels = {"work": "status", "note": "comment"}
        shown = self._value(kind, value)
        known = labels.get(kind, kind)
        return f"{words.kind(self.language, known)} {shown}" if kind in _LABELLED else shown

    def _value(self, part: str, value: Any) -> str:
        language = self.language
        if value is UNTOLD:
            return words.said(language, "untold")
        if part in ("hidden", "remove"):
            return words.said(language, "off" if value else "on")
        if part == "pinned":
            return words.said(language, "yes" if value else "no")
        if value in ("", None, 0):
            return words.said(language, "none")
        if part in ("stage", "into"):
            return self.name(str(value))
        if part == "lane":
            return LANE_NAMES[language].get(value, str(value))
        if part == "work":
            return work_words(language).get(value, str(value))
        if part == "place":
            return words.said(language, "rank", n=f"{value:g}" if isinstance(value, float) else value)
        return str(value)

    def name(self, key: str) -> str:
        """Return what a card or stage is called."""
        held = self.names.get(key, {})
        return held.get(self.language) or next(filter(None, held.values()), key)

    def _told(self, name: str, value: Any) -> str:
        if isinstance(value, Mapping):
            value = value[self.language]
        if name == "stage":
            return self.name(value)
        if name == "places":
            value = tuple(self.place(place) for place in value)
        if isinstance(value, tuple):
            return words.said(self.language, "list").join(map(str, value))
        return LANE_NAMES[self.language].get(value, value) if name in ("lane", "was", "into") else value

    def __repr__(self) -> str:
        """Return the file and how much there is, on one line."""
        return f"EditsReading({self.source!r}, {len(self.differences)} differences, {len(self.faults)} not taken over)"

    def _repr_html_(self) -> str:
        """Return two tables: the differences, and what was not taken over."""
        heads = {key: words.said(self.language, f"col_{key}") for key in _HEADS}
        return _template().render(
            head=self._head(),
            notes=[words.note(self.language, key, told) for key, told in self.notes],
            language=self.language,
            heads=heads,
            differences=[
                {"item": one.item, "kind": words.kind(self.language, one.kind), "title": one.title, "of": one.about,
                 "before": self.value(one, one.before), "after": self.after(one), "note": self.remark(one),
                 "clash": one.clash, "place": self.place(one.place)}
                for one in self.differences
            ],
            unmatched=self.unmatched.to_dict("records"),
            unmatched_head=words.said(self.language, "unmatched"),
        )  # fmt: skip


_LABELLED = ("owner", "work", "due", "value", "difficulty", "note")
_HEADS = ("item", "kind", "title", "before", "after", "note", "place", "why")


def names_of(data: Mapping[str, Any], said: Iterable[Any]) -> dict[str, dict[str, str]]:
    """Return what cards and stages are called, by id: those of the map, and the new stages of a file."""
    names = {stage["id"]: dict(stage["name"]) for stage in data["stages"]}
    for stage in data["stages"]:
        for card in stage["cards"]:
            names[card["id"]] = {"": card["title"], **(card.get("titles") or {})}
    for one in said:
        if one.about != CARD and one.key.startswith(NEW):
            names[one.key] = {
                part.partition(":")[2]: text for part, text in one.parts.items() if part.startswith("name:")
            }
    return names


@cache
def _template() -> Any:
    from jinja2 import Environment

    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    text = files("cjm_research.exports.edits").joinpath("reading.html.j2").read_text("utf-8")
    return environment.from_string(text)
