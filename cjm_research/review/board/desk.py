"""The desk at which a map is worked on: what stands, and how an act becomes one event.

Before an act is checked, what others did since is read; if somebody acts between that and the writing, the act is
checked anew against what stands then. After it, the map is told anew without counting (`state.after`); `recount` brings
the figures that follow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol

import pandas as pd

from cjm_research.errors import StaleError, StudyError
from cjm_research.review.board import turning, words
from cjm_research.review.board.checks import Known
from cjm_research.review.board.law import rows_of
from cjm_research.review.board.refusals import Refusal
from cjm_research.review.board.state import BoardState, Ground, after
from cjm_research.review.board.words import KEPT, PREFIX, REDO, UNDO
from cjm_research.review.ledger import Ledger, again, reverse

_SHOWN = {"cards", "stages", "memos"}
_TRIES = 8  # acts of others that may come between reading and writing before a person is told
_SEEN_AT_ONCE = ("stage.rename", "stage.move", "stage.hide", "stage.show", "stage.add", "steps")
Rows = dict[str, list[dict[str, Any]]]


class BoardStore(Protocol):
    """What a session asks of a store; `store.database.Store` offers it."""

    def record(
        self,
        act: str,
        payload: Mapping[str, Any],
        actor: str,
        codings: Sequence[Mapping[str, Any]] = (),
        rows: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
        *,
        seen: int | None = None,
    ) -> int:
        """Commit an event with its rows in one transaction; return the event's id."""
        ...

    def events(self, after: int = 0) -> pd.DataFrame:
        """Return the events with a greater id, in order."""
        ...

    def frame(self, name: str) -> pd.DataFrame:
        """Return a whole table."""
        ...


class BoardDesk:
    """What stands of a map, and its acts; `session.BoardSession` says what may be done.

    Parameters
    ----------
    store : BoardStore
        Where acts are committed.
    load : callable
        Returns the `BoardState` after all events of the store, everything counted.
    coder : str
        Who works on the map.
    languages : sequence of str
        Of the study, the first one first: titles are shown in it.
    """

    def __init__(
        self, store: BoardStore, load: Callable[[], BoardState], coder: str, languages: Sequence[str] = ("en",)
    ) -> None:
        if not coder.strip():
            raise StudyError("Working on the map needs the name or initials of who does. Pass coder='AB'.")
        self.coder, self.languages = coder.strip(), tuple(languages) or ("en",)
        self._store, self._load = store, load
        self._ledger, self._aside = Ledger(), set[int]()
        self._acts: list[dict[str, Any]] = []
        self._read()
        self.recount()

    # ---- what stands ----

    @property
    def state(self) -> BoardState:
        """The map as it stands; figures that are counted are those of the last `recount`."""
        return self._state

    @property
    def data(self) -> dict[str, Any]:
        """The content of journey.json as it stands."""
        return self._state.data

    @property
    def history(self) -> pd.DataFrame:
        """All acts on the board, whoever did them, in the study's first language; see `told`."""
        return self.told(self.languages[0])

    def told(self, language: str) -> pd.DataFrame:
        """Return the history in "en" or "zh"; columns as `words.history`."""
        return words.history(self._acts, language)

    @property
    def can_undo(self) -> bool:
        """Whether this person did something here that stands and was not set aside."""
        return self._last() is not None

    @property
    def can_redo(self) -> bool:
        """Whether this person took something back and did nothing since."""
        return self._ledger.next_redo(self.coder, "board") is not None

    def refresh(self) -> bool:
        """Read what was done since, here or in another session; return whether anything was."""
        fresh = self._read()
        self.outdated = self.outdated or bool(fresh)
        if (fresh and not self._is_whole) or any(_needs_counting(event) for event in fresh):
            self.recount()
        elif any(_SHOWN & set(event["payload"].get("rows", {})) for event in fresh):
            self._look()
        return bool(fresh)

    def recount(self) -> None:
        """Have everything counted anew, with what was coded and acted since."""
        self._read()
        state = self._load()
        for kept in ("_items", "_said"):
            self.__dict__.pop(kept, None)
        self._ground = Ground.of(state, self._item, self.languages[0])
        touched = self._touched(rows_of(self._ledger.table("cards"), "card_id"))
        # Without the cards as they were nothing can be told back: then every act is counted in full.
        self._is_whole = touched <= {*state.originals}
        self._look()
        self.outdated = False

    # ---- how an act is done ----

    def _do(self, act: str, change: Callable[[], tuple[dict[str, Any], Rows] | None]) -> int | None:
        """Commit what `change` returns for what stands: what is to be known of the act, and its rows."""
        for left in reversed(range(_TRIES)):
            self.refresh()
            found = change()
            if found is None:
                return None
            payload, rows = found
            try:
                event = self._record(act, payload, (), self._signed(rows))
            except StaleError:
                if not left:
                    raise
            else:
                self._aside.clear()
                return event
        return None

    def undo(self) -> int | None:
        """Take back this person's latest act on the board; return its event, None if there is none.

        Raises
        ------
        Refusal
            If somebody built on it since; the act is set aside, so that the one before it can be taken back.
        """
        return self._turn(back=True)

    def redo(self) -> int | None:
        """Do the act again that this person took back last; return its event, None if something was done since."""
        return self._turn(back=False)

    def _turn(self, back: bool) -> int | None:
        for left in reversed(range(_TRIES)):
            self.refresh()
            event = self._last() if back else self._ledger.next_redo(self.coder, "board")
            if event is None:
                return None
            event_id = int(event["event_id"])
            codings, rows = reverse(event["payload"]) if back else again(event["payload"])
            try:
                self._ensure_turnable(event, rows, back)
            except Refusal:
                self._aside |= {event_id} if back else set()
                raise
            payload = {"undoes" if back else "redoes": event_id, "cards": event["payload"].get("cards", [])}
            try:
                self._record(UNDO if back else REDO, payload, codings, rows)
            except StaleError:
                if not left:
                    raise
            else:
                return event_id
        return None

    def _ensure_turnable(self, event: dict[str, Any], rows: Mapping[str, Any], back: bool) -> None:
        if back:
            event_id = int(event["event_id"])
            again_in = {act["event_id"] for act in self._acts if act["payload"].get("redoes") == event_id}
            reason = turning.against_undo(event, self._ledger, {event_id, *again_in})
        else:
            reason = turning.against_redo(event, self._ledger)
        if reason is None:
            lost = turning.unsound(rows, self._ledger, self._board, self._known.stages)
            reason = turning.Reason("gone since" if back else "gone since undo", lost) if lost else None
        if reason is not None:
            raise Refusal(reason.key, card=self._called(reason.name), who=reason.who or "somebody", what=reason.what)

    def _record(self, act: str, payload: Mapping[str, Any], codings: Sequence[Any], rows: Mapping[str, Any]) -> int:
        event = self._store.record(act, payload, self.coder, codings, rows, seen=self._ledger.last_event)
        self.refresh()
        return event

    def _signed(self, rows: Rows) -> Rows:
        """Return rows as this person leaves them, to be stamped anew."""
        stamp = ("created_at", "event_id")
        return {
            name: [{**{one: row[one] for one in row if one not in stamp}, "coder": self.coder} for row in held]
            for name, held in rows.items()
        }

    def _last(self) -> dict[str, Any] | None:
        acts = reversed(self._ledger.acts(self.coder, "board"))
        return next((act for act in acts if act["act"] not in KEPT and int(act["event_id"]) not in self._aside), None)

    # ---- reading ----

    def _read(self) -> list[dict[str, Any]]:
        fresh = self._store.events(after=self._ledger.last_event).to_dict("records")
        for event in fresh:
            self._ledger.add(event)
        self._acts += [event for event in fresh if event["act"].startswith(PREFIX)]
        return fresh

    def _look(self) -> None:
        """Tell the map anew from what was last counted and the rows that stand."""
        rows = rows_of(self._ledger.table("cards"), "card_id")
        stage_rows = rows_of(self._ledger.table("stages"), "stage_id")
        counts: dict[str, int] = {}
        for row in self._ledger.table("memos"):
            if row["about"] == turning.CARD:
                counts[row["about_id"]] = counts.get(row["about_id"], 0) + 1
        ground = self._ground
        told, self._board = after(ground, rows, stage_rows, counts)
        self._state = told if self._is_whole else ground.state
        stages = {stage["id"]: stage for stage in self._state.data["stages"]}
        self._known = Known(self._state.cards(), stages, rows, stage_rows, ground.machine)

    def _touched(self, rows: Mapping[str, Any]) -> set[str]:
        """Return the cards of the workbench that rows speak of."""
        named = {row["card_id"] for row in rows.values()} | {row["into"] for row in rows.values()}
        named |= {parent for row in rows.values() for parent in row["parents"]}
        return {name for name in named if name in self._ground.machine}

    def _item(self, segment_id: str) -> dict[str, Any] | None:
        """Return a segment as an item of evidence, None if the study holds no such segment."""
        quote = self._items.get(segment_id) or self._in_store(segment_id)
        return quote and {name: quote[name] for name in _ITEM}

    @cached_property
    def _items(self) -> dict[str, dict[str, Any]]:
        """Every segment of the evidence with its words, by id."""
        rows = self._ground.state.evidence.drop_duplicates("segment_id").to_dict("records")
        return {row["segment_id"]: _plain(row) for row in rows}

    @cached_property
    def _said(self) -> dict[tuple[str, str], dict[str, Any]]:
        """What makes a segment one of a family, with its words, by segment and family."""
        rows = self._ground.state.evidence.drop_duplicates(["segment_id", "family"]).to_dict("records")
        return {(row["segment_id"], row["family"]): _plain(row) for row in rows}

    def _in_store(self, segment_id: str) -> dict[str, Any] | None:
        """Return a segment that is behind no card, with its words."""
        segments = self._store.frame("segments")
        rows = segments[segments["segment_id"] == segment_id].to_dict("records")
        if not rows:
            return None
        documents = self._store.frame("documents")
        names = documents.loc[documents["document_id"] == rows[0]["document_id"], "name"]
        row = {**rows[0], "quote": rows[0]["text"], "document": next(iter(names), rows[0]["document_id"])}
        row |= {"emotion": None, "reviewed": False, "score": None, "reason": "", "question": "", "before": "",
                "after": ""}  # fmt: skip
        self._items[segment_id] = row
        return row

    def _called(self, name: str) -> Any:
        """Return what a card or stage is called."""
        if name in self._known.stages:
            return self._known.stages[name]["name"]
        card = self._known.cards.get(name) or self._ground.machine.get(name)
        if card:
            return card["title"]
        row = self._ledger.row("cards", name)
        return next(iter(row["title"].values()), name) if row else name


_ITEM = ("segment_id", "document", "case_id", "start", "end", "quote", "emotion", "reviewed")


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with numbers that are not there as None."""
    return {name: None if isinstance(value, float) and value != value else value for name, value in row.items()}


def _needs_counting(event: Mapping[str, Any]) -> bool:
    """Whether the map cannot be told anew without building it: segments fall to other stages."""
    stages = event["payload"].get("rows", {}).get("stages")
    return bool(stages) and event["act"].removeprefix(PREFIX) not in _SEEN_AT_ONCE
