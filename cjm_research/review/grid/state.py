"""What stands in the survey grid: the rows of one open question, what a person and a machine say of them.

It reads and finds; the acts are in `review.grid.session`. Everything follows from the frames and the events alone, so
two sessions that have read the same events show the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from cjm_research.errors import StudyError, UnknownNameError
from cjm_research.review.grid import codes as grid_codes
from cjm_research.review.grid.rows import NO_CODE, SORTS, UNITS, Look, Row, chosen, in_order, questions_of, rows_of
from cjm_research.review.ledger import Ledger
from cjm_research.schema import check
from cjm_research.segments.cutting import standing

if TYPE_CHECKING:
    from cjm_research.codes.codebook import Codebook


class GridStore(Protocol):
    """What a grid asks of a store; `store.database.Store` offers it."""

    def record(
        self,
        act: str,
        payload: Mapping[str, Any],
        actor: str,
        codings: Sequence[Mapping[str, Any]] = (),
        rows: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
        add: pd.DataFrame | None = None,
        remove: Sequence[str] = (),
        seen: int | None = None,
    ) -> int:
        """Commit an event and its rows in one transaction; return the event's id."""
        ...

    def events(self, after: int = 0) -> pd.DataFrame:
        """Return the events with a greater id, in order."""
        ...

    def frame(self, name: str) -> pd.DataFrame:
        """Return a whole table; asked for the segments when somebody cut some."""
        ...


@dataclass(frozen=True)
class GridProgress:
    """How many people were asked, how many of them said nothing; rows with an answer, and rows coded throughout."""

    asked: int
    silent: int
    answered: int
    coded: int


class GridState:
    """The survey answers of a study as one person sees them.

    Parameters
    ----------
    store : GridStore
        Where acts are committed.
    segments, documents, suggestions, cases : DataFrame
        As in their contracts; segments that are not of a survey are left aside.
    codebook : Codebook
        What may be said of a segment; its version is kept with every coding.
    coder : str
        Who codes.
    question : str, optional
        The open question to begin with; the first by default.
    blind : bool
        Whether suggestions are hidden.

    Raises
    ------
    StudyError
        If the coder has no name or the study holds no survey answers.
    UnknownNameError
        If nobody was asked that question.
    """

    def __init__(
        self,
        store: GridStore,
        segments: pd.DataFrame,
        documents: pd.DataFrame,
        suggestions: pd.DataFrame,
        cases: pd.DataFrame,
        codebook: Codebook,
        coder: str,
        question: str | None = None,
        blind: bool = False,
    ) -> None:
        if not coder.strip():
            raise StudyError("The grid needs the name or initials of the person who codes. Pass coder='AB'.")
        self.codebook, self.coder, self.blind = codebook, coder.strip(), blind
        self._store, self._ledger = store, Ledger()
        self._documents, self._cases = check(documents, "documents"), check(cases, "cases")
        self._made = check(segments, "segments").reset_index(drop=True)
        self._said: dict[str, dict[str, str]] = {}
        self._kinds = grid_codes.kinds_of(codebook)
        self._shown = {} if blind else grid_codes.suggestions_of(check(suggestions, "suggestions"), self._kinds)
        self.unit, self.question = UNITS[0], ""
        self._lay(self._made)
        if not self._asked:
            raise StudyError("The study holds no answers to an open question of a survey. Add one with `cjm add`.")
        self.refresh()
        self.ask(question if question is not None else self.questions[0])

    @property
    def questions(self) -> tuple[str, ...]:
        """The open questions, in the order in which they were asked."""
        return tuple(self._asked)

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows of the question, sorted by person."""
        return self._rows

    @property
    def closed(self) -> dict[str, dict[str, int]]:
        """The closed questions of those who were asked, each with its answers and how many people gave them."""
        return {name: dict(counts) for name, counts in self._closed.items()}

    @property
    def progress(self) -> GridProgress:
        """How far this person is with the question."""
        answered = [row for row in self._rows if row.segment_ids]
        people = {row.case_id for row in self._rows}
        silent = len(people) - len({row.case_id for row in answered})
        return GridProgress(len(people), silent, len(answered), sum(map(self.is_coded, answered)))

    @property
    def last_event(self) -> int:
        """The latest event that this session has read."""
        return self._ledger.last_event

    @property
    def can_undo(self) -> bool:
        """Whether this person has an act to take back."""
        return self._ledger.last_act(self.coder) is not None

    @property
    def can_redo(self) -> bool:
        """Whether this person has taken an act back and done nothing since."""
        return self._ledger.next_redo(self.coder) is not None

    def ask(self, question: str, unit: str | None = None) -> None:
        """Go to another question, or let a row be another unit.

        Parameters
        ----------
        question : str
            One of `questions`.
        unit : {"answer", "segment"}, optional
            What a row is; as before by default.

        Raises
        ------
        UnknownNameError
            If there is no such question or unit.
        """
        if question not in self._asked:
            known = "; ".join(f"“{each}”" for each in self.questions)
            raise UnknownNameError(f"Nobody answered the open question {question!r}. Known: {known}.")
        if unit is not None and unit not in UNITS:
            raise UnknownNameError(f"A row is no {unit!r}. Known: {', '.join(UNITS)}.")
        self.question, self.unit = question, unit or self.unit
        held = rows_of(self._asked[question], self._segments, self._documents, self._cases, self.unit)
        self._rows, self._closed = tuple(held), _closed_in(held)

    def look(self, look: Look) -> list[Row]:
        """Return the rows of the question that are wanted, in the order that is wanted.

        Raises
        ------
        UnknownNameError
            If it asks for a code, a closed question or an order that there is not.
        """
        self._check_look(look)
        found = chosen(self._rows, look, self._carries, self.is_coded)
        return in_order(found, look, lambda row: "\x00".join(self.codes_of(row)) or "\uffff", self.is_coded)

    def find(self, **look: Any) -> tuple[str, ...]:
        """Return the segments of the rows that are wanted; the names are those of `Look`."""
        return tuple(segment_id for row in self.look(Look(**look)) for segment_id in row.segment_ids)

    def said(self, segment_id: str) -> dict[str, str]:
        """Return what this person said of codes, kind to value; emotion, stage and touchpoint are the review's."""
        said = self._said.get(segment_id)
        return {kind: said[kind] for kind in self._kinds if kind in said} if said else {}

    def suggested(self, segment_id: str) -> dict[str, dict[str, Any]]:
        """Return what a machine makes of a segment, kind to value, score, decision and version; {} when blind."""
        return {kind: dict(told) for kind, told in self._shown.get(segment_id, {}).items()}

    def text_of(self, segment_id: str) -> str:
        """Return the words of a segment."""
        return self._texts[segment_id]

    def is_coded(self, row: Row) -> bool:
        """Whether this person said of every segment of the row what it carries or that it carries nothing."""
        return bool(row.segment_ids) and all(self.said(each) for each in row.segment_ids)

    def codes_of(self, row: Row) -> list[str]:
        """Return what the row carries: what this person said, else what is suggested ("goal/explicit", "code:x")."""
        return sorted({code for each in row.segment_ids
                       for code in grid_codes.effective(self.said(each), self._shown.get(each, {}))})  # fmt: skip

    def groups(self) -> pd.DataFrame:
        """Return the answers that several people gave alike, whatever their case, width and marks at the ends.

        Returns
        -------
        DataFrame
            answer (as it is written first), n_people, n_coded, segment_ids; most people first.
        """
        alike: dict[str, list[Row]] = {}
        for row in self._rows:
            if row.n_alike > 1:
                alike.setdefault(row.same, []).append(row)
        columns = ["answer", "n_people", "n_coded", "segment_ids"]
        told = [
            [rows[0].text, len({row.case_id for row in rows}), sum(map(self.is_coded, rows)),
             [each for row in rows for each in row.segment_ids]]
            for rows in alike.values()
        ]  # fmt: skip
        return pd.DataFrame(told, columns=columns).sort_values(
            ["n_people", "answer"], ascending=[False, True], ignore_index=True
        )

    def alike(self, row: Row) -> list[Row]:
        """Return the rows that say the same as this one, itself included."""
        return [each for each in self._rows if each.segment_ids and each.same == row.same] if row.segment_ids else []

    def frame(self, **look: Any) -> pd.DataFrame:
        """Return the rows that are wanted (by the names of `Look`), one row each, closed answers as columns.

        Returns
        -------
        DataFrame
            person, answer, language, n_characters, n_alike, coded, codes, suggested, segment_ids, then the closed
            questions by name ("closed: …" where the name is one of these).
        """
        columns = ["person", "answer", "language", "n_characters", "n_alike", "coded", "codes", "suggested"]
        columns.append("segment_ids")
        names = {name: f"closed: {name}" if name in columns else name for name in self.closed}
        told = [
            [row.case_id, row.text, row.language, len(row.text), row.n_alike, self.is_coded(row),
             sorted({code for each in row.segment_ids for code in grid_codes.carried(self.said(each))}),
             sorted({code for each in row.segment_ids for code in grid_codes.suggested(self._shown.get(each, {}))}),
             list(row.segment_ids),
             *(row.closed.get(name, "") for name in names)]
            for row in self.look(Look(**look))
        ]  # fmt: skip
        return pd.DataFrame(told, columns=[*columns, *names.values()])

    def refresh(self) -> None:
        """Read what was done since, here or in another session; segments that were cut are read anew."""
        is_cut = False
        for event in self._store.events(after=self._ledger.last_event).to_dict("records"):
            self._ledger.add(event)
            payload = event["payload"]
            is_cut |= "cuts" in payload.get("rows", {})
            for rows in payload.get("codings", {}).values():
                for row in rows:
                    self._said[row["segment_id"]] = self._ledger.verdict(row["segment_id"], self.coder)
        if is_cut:
            self._recut()

    def _lay(self, segments: pd.DataFrame) -> None:
        """Take segments as those that stand."""
        self._segments, self._asked = segments, questions_of(segments)
        ids = [each for told in self._asked.values() for each in told]
        self._texts = segments.set_index("segment_id")["text"].loc[ids].to_dict()

    def _recut(self) -> None:
        cuts = pd.DataFrame(self._ledger.table("cuts"))
        by_hand = set(cuts["segment_id"]) if len(cuts) else set()
        held = self._store.frame("segments")
        mine = held[held["segment_id"].isin(by_hand) & held["document_id"].isin(self._made["document_id"])]
        made = self._made[~self._made["segment_id"].isin(by_hand)]
        self._lay(standing(pd.concat([made, mine], ignore_index=True), cuts))
        if self.question:
            self.ask(self.question if self.question in self._asked else self.questions[0])

    def _carries(self, row: Row, code: str) -> bool:
        if code == NO_CODE:
            return self.is_coded(row) and not any(grid_codes.carried(self.said(each)) for each in row.segment_ids)
        return any(held == code or held.startswith(f"{code}/") for held in self.codes_of(row))

    def _check_look(self, look: Look) -> None:
        if look.code and look.code != NO_CODE:
            grid_codes.check_codes(self.codebook, [look.code])
        names = self._closed
        known = ", ".join(names) or "none"
        for name in look.closed:
            if name not in names:
                raise UnknownNameError(f"No closed question is called {name!r}. Known: {known}.")
        if look.sort not in SORTS and look.sort not in names:
            raise UnknownNameError(
                f"Rows cannot be sorted by {look.sort!r}. Known: {', '.join(SORTS)}, and the closed questions: {known}."
            )


def _closed_in(rows: Sequence[Row]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for person in {row.case_id: row for row in rows}.values():
        for name, value in person.closed.items():
            counts = found.setdefault(name, {})
            counts[value] = counts.get(value, 0) + 1
    return found
