"""A coding session of one person: what is before them, what they say of it, and where they were.

Every act is committed with its event before the position moves; if the store raises, nothing has moved. The session
keeps nothing of its own: what is done, skipped and undone is read from the events, so another session over the same
store, later or beside this one, stands at the same place. Undo takes back the person's latest act, in whichever
session it was done.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from cjm_research.codes.learned import LEARNED
from cjm_research.codes.own_code import OWN
from cjm_research.errors import StudyError, UnknownNameError
from cjm_research.review.agenda import Agenda
from cjm_research.review.checked import study_verdicts
from cjm_research.review.ledger import KEY, SKIP, UNDO, Ledger
from cjm_research.review.page import Item, Suggestion, page_of
from cjm_research.review.queue import ORDERS
from cjm_research.schema import CARRIED, FAMILIES, STAGES, check

if TYPE_CHECKING:
    import numpy as np

    from cjm_research.codes.codebook import Codebook
    from cjm_research.codes.verdicts import Verdicts


class ActStore(Protocol):
    """What a session asks of a store; `store.database.Store` offers it."""

    def record(
        self, act: str, payload: Mapping[str, Any], actor: str, codings: Sequence[Mapping[str, Any]] = ()
    ) -> int:
        """Commit an event and its codings in one transaction; return the event's id."""
        ...

    def events(self, after: int = 0) -> pd.DataFrame:
        """Return the events with a greater id, in order."""
        ...


@dataclass(frozen=True)
class Progress:
    """How far one person is, in segments; ``skipped`` are among the ``remaining``."""

    done: int
    total: int
    skipped: int

    @property
    def remaining(self) -> int:
        """Segments without a verdict of this person."""
        return self.total - self.done


class ReviewSession:
    """One person at work on one study.

    Parameters
    ----------
    store : ActStore
        Where acts are committed.
    segments, documents, suggestions : DataFrame
        As in their contracts.
    codebook : Codebook
        What may be said of a segment; its version is kept with every coding.
    coder : str
        Who codes.
    order : {"uncertain", "document"}
        Those first that teach most, every third from the check order, chosen anew after each verdict; or as they were
        said.
    vectors : ndarray of shape (n_segments, n_dimensions), optional
        Unit vectors in the order of ``segments``. With them the scores, decisions and order of what is still to come
        follow from all verdicts so far, whoever gave them.
    seed : int
        Of the check order.
    """

    def __init__(
        self,
        store: ActStore,
        segments: pd.DataFrame,
        documents: pd.DataFrame,
        suggestions: pd.DataFrame,
        codebook: Codebook,
        coder: str,
        order: str = "uncertain",
        vectors: np.ndarray | None = None,
        seed: int = 0,
    ) -> None:
        if not coder.strip():
            raise StudyError("A review needs the name or initials of the person who codes. Pass coder='AB'.")
        if order not in ORDERS:
            raise UnknownNameError(f"No order of review is called {order!r}. Known: {', '.join(ORDERS)}.")
        self.codebook, self.coder = codebook, coder.strip()
        self._store, self._ledger = store, Ledger()
        self._segments = check(segments, "segments").set_index("segment_id")
        self._documents = check(documents, "documents").set_index("document_id")
        self._suggestions = check(suggestions, "suggestions").reset_index(drop=True)
        self._rows_of = self._suggestions.groupby("segment_id").indices
        self._agenda, self._seed = Agenda.of(segments, documents, suggestions, order, vectors, seed), seed
        self.queue: tuple[str, ...] = ()
        # In the order in which they came to be so; dicts serve as ordered sets.
        self._done: dict[str, None] = {}
        self._skipped: dict[str, None] = {}
        self._at: int | None = None
        self._shown: tuple[tuple[int, int], Item] | None = None
        self._reorder()
        self.refresh()
        self._at = self._next_after(-1)

    @property
    def current(self) -> Item | None:
        """The segment before the person, or None when every one has a verdict."""
        if self._at is None:
            return None
        # It is asked for several times an act; it changes with the place and with each event.
        state = (self._at, self._ledger.last_event)
        if self._shown is None or self._shown[0] != state:
            self._shown = (state, self._item(self._at))
        return self._shown[1]

    @property
    def progress(self) -> Progress:
        """How far this person is."""
        return Progress(len(self._done), len(self.queue), len(self._put_off))

    @property
    def n_learned(self) -> int:
        """From how many segments, whoever coded them, the scores that are shown were learned."""
        return int(self._scores.n_judged.max(initial=0))

    def verdicts(self, language: str = "en") -> Verdicts:
        """Return how well the machine agrees with this person, as `checked.study_verdicts`."""
        return study_verdicts(self._store.events(), self.queue, self._seed, self.coder, language=language)

    def accept(self, emotion: float | str | None = None, stage: str | None = None) -> None:
        """Say yes to what is suggested, surely or to be looked at, and to nothing else. For the rest see `change`."""
        item = self._wanted()
        own = {code_id: code_id in item.suggested_own for code_id in self._asked(item)}
        self._judge("accept", item, item.suggested_codes, emotion, stage, own)

    def reject(self, emotion: float | str | None = None, stage: str | None = None) -> None:
        """Say that the segment carries no family and no code of the study's own. For the rest see `change`."""
        item = self._wanted()
        self._judge("reject", item, {}, emotion, stage, dict.fromkeys(self._asked(item), False))

    def change(
        self,
        codes: Mapping[str, str],
        emotion: float | str | None = None,
        stage: str | None = None,
        own: Collection[str] | None = None,
    ) -> None:
        """Say something else than what is suggested.

        Parameters
        ----------
        codes : mapping
            Family to sub-type; a family that is left out, or "", is not carried.
        emotion : float or str, optional
            1 (very bad) to 5 (very good); "" takes an earlier verdict away, None leaves it.
        stage : str, optional
            One of `schema.STAGES` or "none"; "" takes an earlier verdict away, None leaves it.
        own : collection of str, optional
            Ids of the codes of the study's own that it carries, and no others; None leaves earlier verdicts.

        Raises
        ------
        UnknownNameError
            If the codebook or the stages do not hold what is said.
        StudyError
            If every segment has a verdict already and none was gone to.
        """
        self._check_codes(codes)
        ids = [code.id for code in self.codebook.own]
        for code_id in own or ():
            if code_id not in ids:
                known = ", ".join(ids) or "none"
                raise UnknownNameError(f"The codebook holds no own code {code_id!r}. Known: {known}.")
        said = {} if own is None else {code_id: code_id in own for code_id in ids}
        self._judge("change", self._wanted(), codes, emotion, stage, said)

    def skip(self) -> None:
        """Put the segment off; it comes again after the others."""
        item = self._wanted()
        self._store.record(SKIP, {"segment_id": item.segment_id}, self.coder)
        self._move_on()

    def undo(self) -> str | None:
        """Take back this person's latest act and go to its segment.

        Returns
        -------
        str or None
            The segment, or None if there is nothing to take back.
        """
        self.refresh()
        act = self._ledger.last_act(self.coder)
        if act is None:
            return None
        changed, segment_id = act["payload"]["codings"], act["payload"]["segment_id"]
        stood = {tuple(row[column] for column in KEY) for row in changed["before"]}
        gone = [row for row in changed["after"] if tuple(row[column] for column in KEY) not in stood]
        rows = [*changed["before"], *({**row, "value": None} for row in gone)]
        self._store.record(UNDO, {"segment_id": segment_id, "undoes": int(act["event_id"])}, self.coder, rows)
        self.refresh()
        self._at = self._place.get(segment_id, self._at)
        return segment_id

    def goto(self, segment_id: str) -> None:
        """Go to a segment, whether it has a verdict or not.

        Raises
        ------
        UnknownNameError
            If the queue does not hold it.
        """
        if segment_id not in self._place:
            raise UnknownNameError(
                f"No segment in this review is called {segment_id!r}. It holds {len(self.queue)} segments; "
                "`session.queue` lists them."
            )
        self.refresh()
        self._at = self._place[segment_id]

    def move(self, step: int) -> None:
        """Go some places on (or back, if negative) in the queue, without a verdict."""
        self.refresh()
        if self.queue:
            at = len(self.queue) if self._at is None else self._at
            self._at = min(max(at + step, 0), len(self.queue) - 1)

    def refresh(self) -> None:
        """Read what was done since, here or in another session."""
        fresh = self._store.events(after=self._ledger.last_event)
        for event in fresh.to_dict("records"):
            self._ledger.add(event)
            if event["act"] == SKIP and event["actor"] == self.coder:
                # Skipped once more: it goes behind the others that wait.
                self._skipped.pop(event["payload"]["segment_id"], None)
            for segment_id in sorted(_touched(event["payload"])):
                if segment_id in self._agenda:
                    self._note(segment_id)
        if len(fresh):
            self._reorder()

    def __repr__(self) -> str:
        return f"ReviewSession({self.coder!r}, {self.progress.done} of {self.progress.total} segments done)"

    def _note(self, segment_id: str) -> None:
        verdict = self._ledger.verdict(segment_id, self.coder)
        for members, is_member in (
            (self._done, any(family in verdict for family in FAMILIES)),
            (self._skipped, self._ledger.is_skipped(segment_id, self.coder)),
        ):
            if is_member:
                members.setdefault(segment_id)
            else:
                members.pop(segment_id, None)

    @property
    def _put_off(self) -> list[str]:
        return [segment_id for segment_id in self._skipped if segment_id not in self._done]

    def _reorder(self) -> None:
        """Learn from the verdicts, order what waits, and stay at the segment that is shown."""
        shown = None if self._at is None else self.queue[self._at]
        self._scores = self._agenda.scores(self._ledger.rows())
        self.queue = self._agenda.queue(self._scores, list(self._done), self._put_off)
        self._place = {segment_id: at for at, segment_id in enumerate(self.queue)}
        self._at = None if shown is None else self._place[shown]

    def _asked(self, item: Item) -> list[str]:
        """Return the own codes that yes and no speak of: those the machine or this person has said something of."""
        known = {*item.own, *(kind.removeprefix(OWN) for kind in item.verdict if kind.startswith(OWN))}
        return [code.id for code in self.codebook.own if code.id in known]

    def _judge(
        self,
        act: str,
        item: Item,
        codes: Mapping[str, str],
        emotion: float | str | None,
        stage: str | None,
        own: Mapping[str, bool],
    ) -> None:
        values: dict[str, str | None] = {family: codes.get(family, "") for family in FAMILIES}
        values |= {OWN + code_id: code_id if carried else "" for code_id, carried in own.items()}
        if emotion is not None:
            values["emotion"] = _emotion(emotion)
        if stage is not None:
            values["stage"] = _stage(stage)
        same = {"segment_id": item.segment_id, "coder": self.coder, "codebook_version": self.codebook.version}
        suggested = {
            kind: {"value": shown.value, "score": shown.score, "decision": shown.decision, "version": shown.version}
            for kind, shown in item.suggestions.items()
            if kind in values
        }
        payload = {"segment_id": item.segment_id, "suggested": suggested}
        rows = [{**same, "kind": kind, "value": value} for kind, value in values.items()]
        self._store.record(act, payload, self.coder, rows)
        self._move_on()

    def _move_on(self) -> None:
        self.refresh()
        # Where verdicts change the order, what teaches most is the first that waits.
        self._at = self._next_after(-1 if self._at is None or self._agenda.reorders else self._at)

    def _next_after(self, at: int) -> int | None:
        first_open = None
        for place in chain(range(at + 1, len(self.queue)), range(at + 1)):
            segment_id = self.queue[place]
            if segment_id in self._done:
                continue
            if segment_id not in self._skipped:
                return place
            first_open = place if first_open is None else first_open
        return first_open

    def _wanted(self) -> Item:
        item = self.current
        if item is None:
            raise StudyError(
                f"Every segment has a verdict of {self.coder} already. Go to one with `goto` to change it."
            )
        return item

    def _item(self, at: int) -> Item:
        segment_id = self.queue[at]
        segment = self._segments.loc[segment_id]
        document = self._documents.loc[segment["document_id"]]
        is_interview = document["kind"] == "interview"
        rows = self._suggestions.iloc[self._rows_of.get(segment_id, [])].to_dict("records")
        held = {code.kind for code in self.codebook.own}  # one taken out has suggestions until the next run
        rows = [row for row in rows if not row["kind"].startswith(OWN) or row["kind"] in held]
        told = ("kind", "value", "score", "decision", "reason", "version")
        made = [Suggestion(**{name: row[name] for name in told}, detail=row.get("detail", {})) for row in rows]
        shown = [self._learned(segment_id, suggestion) for suggestion in made]
        return Item(
            segment_id=segment_id,
            number=at + 1,
            text=segment["text"],
            language=segment["language"],
            case_id=segment["case_id"],
            document=document["name"],
            question="" if is_interview else segment["context"].split(" … ")[0],
            lines=page_of(document["text"], int(segment["start"]), int(segment["end"]), has_labels=is_interview),
            suggestions={suggestion.kind: suggestion for suggestion in shown},
            verdict=self._ledger.verdict(segment_id, self.coder),
            skipped=segment_id in self._skipped and segment_id not in self._done,
        )

    def _learned(self, segment_id: str, shown: Suggestion) -> Suggestion:
        learned = self._agenda.learned(self._scores, segment_id, shown.kind)
        found = shown if learned is None else replace(shown, score=learned[0], decision=learned[1])
        if found.decision not in CARRIED or found.kind not in FAMILIES:
            return found
        reason = found.reason or (LEARNED[self._segments.loc[segment_id, "language"]] if learned else "")
        like = self._agenda.nearest(self._ledger.rows(), segment_id, found.kind)
        near = {"reviewed": [{"text": self._segments.loc[like, "text"], "segment_id": like}]} if like else {}
        return replace(found, reason=reason, detail={**found.detail, **near})

    def _check_codes(self, codes: Mapping[str, str]) -> None:
        known = {(code.family, code.subtype) for code in self.codebook.codes}
        for family, subtype in codes.items():
            if family not in FAMILIES or (subtype and (family, subtype) not in known):
                names = ", ".join(sorted(f"{family} {subtype}" for family, subtype in known if subtype))
                raise UnknownNameError(f"The codebook holds no code {family} {subtype}. Known: {names}.")


def _touched(payload: Mapping[str, Any]) -> set[str]:
    """Return the segments that an event speaks of; an import or a move speaks of many."""
    codings = payload.get("codings", {})
    rows = chain(codings.get("before", ()), codings.get("after", ()))
    named = {payload["segment_id"]} if payload.get("segment_id") else set()
    return {*named, *(row["segment_id"] for row in rows), *payload.get("moved", {}).values()}


def _emotion(emotion: float | str) -> str | None:
    if emotion == "":
        return None
    if not 1 <= float(emotion) <= 5:
        raise UnknownNameError(
            f"An emotion of {emotion} is not on the scale. It goes from 1 (very bad) to 5 (very good)."
        )
    return f"{float(emotion):.1f}"


def _stage(stage: str) -> str | None:
    if stage and stage not in (*STAGES, "none"):
        raise UnknownNameError(f"No stage is called {stage!r}. Known: {', '.join(STAGES)}, none.")
    return stage or None
