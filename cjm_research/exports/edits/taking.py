"""Taking differences over: each becomes an act on the board, committed by itself.

What is refused is told and the rest goes on. Before the first act each difference is looked at once more: what was
changed on the map after the file was read is not overwritten.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from cjm_research.errors import CjmError, StaleError, StudyError, UnknownNameError
from cjm_research.exports.edits import words
from cjm_research.exports.edits.compare import Difference
from cjm_research.exports.edits.parts import CARD, NEW, Parts, Side, same, side_of
from cjm_research.exports.edits.reading import EditsReading
from cjm_research.review.board.law import HAND
from cjm_research.review.board.session import BoardSession

COLUMNS = ("item", "kind", "id", "title", "done", "said")
_REFUSED = (StudyError, UnknownNameError, StaleError)
_TEXTS = ("owner", "due")
_ASSIGNED = {"owner": "owner", "due": "due", "work": "status", "value": "value", "difficulty": "difficulty"}


@dataclass(frozen=True)
class Accepted:
    """What became of the differences that were asked for.

    Attributes
    ----------
    frame : DataFrame
        Columns `COLUMNS`; done says whether it was taken over, said why not.
    left : int
        Differences of the file that were not asked for, or are only taken over where they are named.
    language : {"en", "zh"}
    """

    frame: pd.DataFrame = field(repr=False)
    left: int
    language: str = "en"

    def told(self) -> list[str]:
        """Return the counts, then each refusal."""
        done = int(self.frame["done"].sum())
        head = words.said(self.language, "report", done=done, refused=len(self.frame) - done)
        if self.left:
            head += ("" if self.language == "zh" else " ") + words.said(self.language, "report left", left=self.left)
        refused = self.frame[~self.frame["done"].astype(bool)]
        return [head, *(f"{row.item}  {row.said}" for row in refused.itertuples(index=False))]

    def __str__(self) -> str:
        """Return `told` as lines."""
        return "\n".join(self.told())

    def _repr_html_(self) -> str:
        head, *lines = (html.escape(line) for line in self.told())
        return f"<p>{head}</p>" + (f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>" if lines else "")


def accept(reading: EditsReading, session: BoardSession, items: Iterable[str] | str = "all") -> Accepted:
    """Take differences over.

    Parameters
    ----------
    reading : EditsReading
        The file.
    session : BoardSession
        Of the person who takes them over.
    items : iterable of str or "all"
        Ids of differences; "all" leaves out what clashes and what is only missing in the file.

    Returns
    -------
    Accepted
        One row a difference.

    Raises
    ------
    UnknownNameError
        If the reading has no difference of an id; nothing is changed then.
    """
    chosen = reading.chosen(items)
    rows = _Taking(reading, session).all(chosen)
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return Accepted(frame, len(reading.differences) - len(chosen), reading.language)


class _Taking:
    def __init__(self, reading: EditsReading, session: BoardSession) -> None:
        self._reading, self._session = reading, session
        self._made: dict[str, str] = {}

    def all(self, chosen: Sequence[Difference]) -> list[tuple[Any, ...]]:
        self._session.refresh()
        now = side_of(self._session.data)
        stale = {one.item: why for one in chosen if (why := self._against(one, now))}
        said: dict[str, str] = dict(stale)
        waiting = [one for one in _in_turn(chosen) if one.item not in stale]
        # A name that another stage gives up in the same file is free only after that one.
        for _ in range(2):
            again = []
            for one in waiting:
                try:
                    self._do(one)
                    said.pop(one.item, None)
                except _REFUSED as err:
                    said[one.item] = self._told(err)
                    again += [one] if one.kind == "stage renamed" else []
            waiting = again
        return [
            (one.item, one.kind, self._made.get(one.key, one.key), one.title, one.item not in said,
             said.get(one.item, ""))
            for one in chosen
        ]  # fmt: skip

    def _against(self, one: Difference, now: Side) -> str:
        """Return what speaks against a difference as things stand; "" if nothing does."""
        language = self._reading.language
        if one.key.startswith(NEW):
            return ""
        parts = (now.cards if one.about == CARD else now.stages).get(one.key)
        if parts is None:
            return words.said(language, "not on map", title=one.title)
        held = parts.get(one.part, one.now)
        if one.part in parts and not same(one.part, held, one.now) and not same(one.part, held, one.after):
            return words.said(language, "since", title=one.title, now=self._reading.value(one, held))
        return ""

    def _told(self, err: CjmError) -> str:
        told = getattr(err, "told", None)
        return told(self._reading.language) if callable(told) else str(err)

    # ---- acts ----

    def _do(self, one: Difference) -> None:
        act = getattr(self, "_" + one.kind.replace(" ", "_"), None)
        if act is not None:
            act(one)
        elif one.part in _ASSIGNED:
            self._session.assign(one.key, **{_ASSIGNED[one.part]: one.after})

    def _moved(self, one: Difference) -> None:
        self._session.move(one.key, stage=self._stage(one.after), before=self._before(one))

    def _placed(self, one: Difference) -> None:
        self._session.move(one.key, before=self._before(one))

    def _lane(self, one: Difference) -> None:
        self._session.move(one.key, lane=one.after)

    def _renamed(self, one: Difference) -> None:
        self._session.rename(one.key, {_language(one): one.after})

    def _comment(self, one: Difference) -> None:
        self._session.comment(one.key, one.after)

    def _merged(self, one: Difference) -> None:
        self._session.merge(one.after, one.key)

    def _removed(self, one: Difference) -> None:
        if self._session.card(one.key)["made"] == HAND:
            self._session.remove(one.key)
        else:
            self._session.hide(one.key)

    def _shown(self, one: Difference) -> None:
        self._session.show(one.key)

    def _pinned(self, one: Difference) -> None:
        self._session.pin(one.key)

    def _unpinned(self, one: Difference) -> None:
        self._session.pin(one.key, on=False)

    def _new(self, one: Difference) -> None:
        parts = one.parts
        stage = self._stage(parts["stage"])
        made = self._session.write(stage, parts["lane"], _texts(parts, "title"), parts.get("segment_ids", ()))
        self._made[one.key] = made
        told = {_ASSIGNED[name]: value for name, value in parts.items() if name in _ASSIGNED}
        if told:
            self._session.assign(made, **told)
        if parts.get("note"):
            self._session.comment(made, parts["note"])
        before = self._before(one, made)
        if before is not None:
            self._session.move(made, before=before)

    def _stage_new(self, one: Difference) -> None:
        names = _texts(one.parts, "name")
        question = _texts(one.parts, "question")
        order = [stage["id"] for stage in self._session.stages]
        after = one.hint[one.hint.index(one.key) + 1 :] if one.key in one.hint else ()
        before = next((self._made.get(key, key) for key in after if self._made.get(key, key) in order), None)
        self._made[one.key] = self._session.add_stage(names, before=before, question=question or None)

    def _stage_renamed(self, one: Difference) -> None:
        self._session.rename_stage(one.key, name={_language(one): one.after})

    def _stage_question(self, one: Difference) -> None:
        self._session.rename_stage(one.key, question={_language(one): one.after})

    def _stage_definition(self, one: Difference) -> None:
        self._session.rename_stage(one.key, definition={_language(one): one.after})

    def _stage_moved(self, one: Difference) -> None:
        order = [stage["id"] for stage in self._session.stages]
        wanted = [self._made.get(key, key) for key in one.hint]
        after = wanted[wanted.index(one.key) + 1 :]
        self._session.move_stage(one.key, before=next((key for key in after if key in order), None))

    def _stage_merged(self, one: Difference) -> None:
        self._session.merge_stages(one.after, one.key)

    def _stage_removed(self, one: Difference) -> None:
        self._session.hide_stage(one.key)

    def _stage_shown(self, one: Difference) -> None:
        self._session.show_stage(one.key)

    # ---- where to ----

    def _stage(self, key: str) -> str:
        """Return the id of a stage; one that the file adds has an id since it was taken over."""
        if not key.startswith(NEW):
            return key
        if key in self._made:
            return self._made[key]
        names = {*filter(None, self._reading.names.get(key, {}).values())}
        found = [stage["id"] for stage in self._session.stages if names & {*stage["name"].values()}]
        if len(found) != 1:
            title = next(iter(sorted(names)), key)
            raise StudyError(words.said(self._reading.language, "stage first", title=title))
        return found[0]

    def _before(self, one: Difference, made: str = "") -> str | None:
        """Return the card that follows in the file's order and stands in that cell now; None for the end."""
        if one.key not in one.hint:
            return None
        card = self._session.card(made or one.key)
        stage = self._stage(one.after) if one.kind == "moved" else card["stage"]
        there = {each["id"] for each in self._session.cards(stage, card["lane"], hidden=True)}
        follows = one.hint[one.hint.index(one.key) + 1 :]
        ids = (self._made.get(key, key) for key in follows)
        return next((key for key in ids if key in there and key != card["id"]), None)


def _in_turn(chosen: Sequence[Difference]) -> list[Difference]:
    """Return differences so that what another is put before stands already: of one order the last goes first."""
    turn = {one.kind: at for at, one in reversed(list(enumerate(chosen)))}

    def key(at_one: tuple[int, Difference]) -> tuple[int, int, int]:
        at, one = at_one
        group = turn["stage moved"] if one.kind == "stage moved" else turn[one.kind]
        return group, -one.hint.index(one.key) if one.key in one.hint else 0, at

    return [one for _, one in sorted(enumerate(chosen), key=key)]


def _language(one: Difference) -> str:
    return one.part.partition(":")[2]


def _texts(parts: Parts, name: str) -> dict[str, str]:
    return {part.partition(":")[2]: value for part, value in parts.items() if part.startswith(f"{name}:") and value}
