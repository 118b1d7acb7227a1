"""The desk at which a codebook is edited: what stands, and how an act becomes one event.

Before an act is checked, what others did since is read. If others acted between that and the writing, the act is
checked anew; if it is refused, nothing has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from cjm_research.codes import colors, editing, meaning
from cjm_research.codes.editing_words import Refusal
from cjm_research.codes.own_code import OWN, OwnCode
from cjm_research.errors import CjmError, StaleError, StudyError
from cjm_research.review.codebook import use as code_use
from cjm_research.review.codebook import words as codebook_words
from cjm_research.review.codebook.versions import Versions, reopened_by, used_codings
from cjm_research.review.ledger import Ledger

if TYPE_CHECKING:
    from cjm_research.codes.codebook import Codebook

_TRIES = 5  # acts of others that may come between reading and writing before a person is told
Rows = list[dict[str, Any]]


class ActStore(Protocol):
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
        """Commit an event with its codings and other rows in one transaction; return the event's id."""
        ...

    def events(self, after: int = 0) -> pd.DataFrame:
        """Return the events with a greater id, in order."""
        ...


class CodebookDesk:
    """What stands of a codebook, and its acts; `codebook_session.CodebookSession` says what may be done.

    Parameters
    ----------
    store : ActStore
        Where acts are committed.
    load_book : callable
        Returns the codebook that stands while no act has changed it.
    coder : str
        Who edits.
    segments : DataFrame or callable
        Contract "segments", or what returns them; for counts and examples.
    write : callable, optional
        Is given the codebook after each act, to write the study's file; what it cannot do is told by `file_fault` and
        takes nothing back.
    """

    def __init__(
        self,
        store: ActStore,
        load_book: Callable[[], Codebook],
        coder: str,
        segments: pd.DataFrame | Callable[[], pd.DataFrame],
        write: Callable[[Codebook], object] | None = None,
    ) -> None:
        if not coder.strip():
            raise StudyError("Editing the codebook needs the name or initials of who edits. Pass coder='AB'.")
        self.coder, self.file_fault = coder.strip(), ""
        self._store, self._load, self._write = store, load_book, write
        self._segments_of = segments if callable(segments) else lambda: segments
        self._ledger = Ledger()
        self._events: list[dict[str, Any]] = []
        self._read()
        self._look()

    # ---- what stands ----

    @property
    def book(self) -> Codebook:
        """The codebook that stands."""
        return self._book

    @property
    def history(self) -> pd.DataFrame:
        """All acts on the codebook, whoever did them, in English; `told` says them in Chinese."""
        return self.told("en")

    @property
    def can_undo(self) -> bool:
        """Whether this person did something here that stands."""
        return self._ledger.last_act(self.coder, "codebook") is not None

    @property
    def can_redo(self) -> bool:
        """Whether this person took something back and did nothing since."""
        return self._ledger.next_redo(self.coder, "codebook") is not None

    def told(self, language: str) -> pd.DataFrame:
        """Return the history in "en" or "zh"; columns as `codebook_words.history`."""
        return codebook_words.history(self._events, language)

    def versions(self) -> pd.DataFrame:
        """Return the versions: number, version, parent, coder, created_at, reopens; the greatest number stands."""
        columns = ["number", "version", "parent", "coder", "created_at", "reopens"]
        rows = [{column: row[column] for column in columns} for row in self._versions.rows]
        return pd.DataFrame(rows, columns=columns)

    def diff(self, a: int | str, b: int | str | None = None) -> pd.DataFrame:
        """Return what differs between two versions, named by number or version; b is what stands by default."""
        new = self.book if b is None else self._versions.at(b)
        return meaning.diff(self._versions.at(a), new)

    def content(self, version: int | str) -> dict[str, Any]:
        """Return a version as plain JSON."""
        return self._versions.at(version).to_content()

    def counts(self) -> pd.DataFrame:
        """Return how often every code was given: code, n_people, n_segments, n_coders, by_coder."""
        return code_use.counts(self._ledger.rows(), self._case_of, self.book)

    def coded(self, code: str) -> pd.DataFrame:
        """Return the segments that people gave a code, by document and place: what examples are picked from.

        Returns
        -------
        DataFrame
            Columns segment_id, case_id, language, text, coders (str), is_example, to_check (whether a coding of it is
            older than the latest change of the code's meaning).
        """
        kind = editing.known(self.book, code)
        given = used_codings(self._ledger.rows(), kind)
        since = max((row["event_id"] for row in self._versions.rows if kind in row["reopens"]), default=0)
        coders: dict[str, dict[str, int]] = {}
        for row in given:
            coders.setdefault(row["segment_id"], {})[row["coder"]] = int(row["event_id"])
        held = self._segments[self._segments["segment_id"].isin(coders)].sort_values(["document_id", "start"])
        examples = {line for lines in self._examples(kind).values() for line in lines}
        rows = [
            {
                **{column: row[column] for column in ("segment_id", "case_id", "language", "text")},
                "coders": ", ".join(sorted(coders[row["segment_id"]])),
                "is_example": any(line in row["text"] for line in examples),
                "to_check": min(coders[row["segment_id"]].values()) < since,
            }
            for row in held.to_dict("records")
        ]
        columns = ["segment_id", "case_id", "language", "text", "coders", "is_example", "to_check"]
        return pd.DataFrame(rows, columns=columns)

    def color(self, code: str) -> str:
        """Return the colour of a code, "#rrggbb"."""
        return colors.color_of(self.book, editing.known(self.book, code))

    def shape(self, code: str) -> str:
        """Return the shape that stands beside its colour."""
        return colors.shape_of(self.book, editing.known(self.book, code))

    def warnings(self, code: str, language: str = "en") -> list[str]:
        """Return what is wrong with the colour of an own code, one sentence each."""
        return colors.warnings(self.book, self._own(code).id, language)

    def refresh(self) -> None:
        """Read what was done since, here or in another session."""
        if self._read():
            self._look()

    # ---- how an act is done ----

    def _do(
        self,
        act: str,
        code: str,
        change: Callable[[Codebook], Codebook],
        effects: Callable[[str], tuple[Rows, Rows]] | None = None,
        reopen: bool | None = None,
        **said: Any,
    ) -> None:
        """Commit an act: the new version, what becomes of codings and decisions, and what is to be known of it."""
        for left in reversed(range(_TRIES)):
            self.refresh()
            new = change(self.book)
            if new.version == self.book.version:
                raise Refusal("nothing")
            kind, name = self._concerned(code, new)
            reopens = None if reopen is None else [kind] if reopen else []
            codings, settled = effects(new.version) if effects else ([], [])
            given = sum(row["value"] is not None for row in codings)
            payload = {"code": kind, "name": name, "n_codings": given, **said}
            rows = {"codebooks": self._versions.next_rows(new, self.coder, reopens)}
            try:
                self._record(codebook_words.PREFIX + act, payload, codings, rows, settled)
                return
            except StaleError:
                if not left:
                    raise

    def _turn(self, back: bool) -> int | None:
        """Take an act back, or do one again; return its event."""
        for left in reversed(range(_TRIES)):
            self.refresh()
            last = self._ledger.last_act if back else self._ledger.next_redo
            act = last(self.coder, "codebook")
            if act is None:
                return None
            event_id = int(act["event_id"])
            book, made = self._versions.turned(act, back)
            its_own = {event_id, *(e["event_id"] for e in self._events if e["payload"].get("redoes") == event_id)}
            standing = self._ledger.rows()
            codings = code_use.turned(act["payload"], "codings", standing, its_own, back)
            settled = code_use.turned(act["payload"], "decisions", self._ledger.table("decisions"), its_own, back)
            self._ensure_unused(book, codings)
            reopens = reopened_by(made["reopens"], standing, event_id) if back else made["reopens"]
            # What it had reopened need not be looked at any more, save what was coded since.
            told = [
                {**row, "reopens": []} for row in self._versions.rows if row["event_id"] in its_own and row["reopens"]
            ]
            rows = {"codebooks": [*(told if back else []), *self._versions.next_rows(book, self.coder, reopens)]}
            payload = {"undoes" if back else "redoes": event_id, "code": act["payload"].get("code", "")}
            try:
                self._record(codebook_words.UNDO if back else codebook_words.REDO, payload, codings, rows, settled)
                return event_id
            except StaleError:
                if not left:
                    raise
        return None

    def _record(
        self, act: str, payload: Mapping[str, Any], codings: Rows, rows: dict[str, Rows], settled: Rows
    ) -> None:
        whole = {**rows, "decisions": settled} if settled else rows
        self._store.record(act, payload, self.coder, codings=codings, rows=whole, seen=self._ledger.last_event)
        self.refresh()
        self.file_fault = ""
        if self._write is not None:
            try:
                self._write(self.book)
            except CjmError as err:
                # The act stands in the database; the file is mended when the study is next opened.
                self.file_fault = str(err)

    def _ensure_unused(self, book: Codebook, codings: Rows) -> None:
        """Refuse to let a code go that people have given since."""
        left = {own.id for own in book.own}
        moved = {(row["segment_id"], row["kind"], row["coder"]) for row in codings if row["value"] is None}
        for own in self.book.own:
            rows = [row for row in self._ledger.rows() if row["kind"] == own.kind]
            ids = {row["segment_id"] for row in rows if (row["segment_id"], row["kind"], row["coder"]) not in moved}
            if own.id not in left and ids:
                raise Refusal("used since", name=own.name, n=len(ids))

    # ---- reading ----

    def _read(self) -> bool:
        """Read the events since; whether there were any."""
        fresh = self._store.events(after=self._ledger.last_event).to_dict("records")
        for event in fresh:
            self._ledger.add(event)
            if event["payload"].get("rows", {}).get("codebooks"):
                self._events.append(event)
        return bool(fresh)

    def _look(self) -> None:
        rows = self._ledger.table("codebooks")
        self._versions = Versions.of(rows, self._versions.first if hasattr(self, "_versions") else self._load())
        self._book = self._versions.book
        self._segments = self._segments_of()
        self._case_of = dict(zip(self._segments["segment_id"], self._segments["case_id"], strict=True))

    # ---- names ----

    @property
    def _ids(self) -> list[str]:
        """Return all ids that are taken, or were: codings of an old version must not come to mean a new code."""
        held = [own["id"] for row in self._versions.rows for own in row["content"]["own"]]
        return list(dict.fromkeys([*(own.id for own in self.book.own), *held]))

    def _own(self, code: str) -> OwnCode:
        kind = editing.known(self.book, code)
        if not kind.startswith(OWN):
            raise Refusal("framework merge", name=self._name(kind))
        return self.book.own_code(kind.removeprefix(OWN))

    def _name(self, code: str) -> dict[str, str]:
        return self._concerned(code, self.book)[1]

    def _concerned(self, code: str, new: Codebook) -> tuple[str, dict[str, str]]:
        """Return kind and names of a code, as it was before an act if it was there."""
        if not code:
            return "", {}
        kinds = {own.kind for own in self.book.own}
        book = self.book if code in kinds or OWN + code in kinds or not code.startswith(OWN) else new
        kind = editing.known(book, code)
        if kind.startswith(OWN):
            return kind, dict(book.own_code(kind.removeprefix(OWN)).name)
        family, _, subtype = kind.partition("/")
        return kind, dict(book.code(family, subtype).name if subtype else book.family_names[family])

    def _examples(self, kind: str) -> Mapping[str, tuple[str, ...]]:
        if kind.startswith(OWN):
            return self.book.own_code(kind.removeprefix(OWN)).examples
        family, _, subtype = kind.partition("/")
        return self.book.code(family, subtype).examples if subtype else {}

    def _ensure_coded(self, own: OwnCode, segment_ids: Sequence[str]) -> None:
        given = {row["segment_id"] for row in used_codings(self._ledger.rows(), own.kind)}
        wrong = [each for each in segment_ids if each not in given]
        if wrong:
            raise Refusal("not coded", n=len(wrong), of=len(segment_ids), name=own.name, first=wrong[0])
