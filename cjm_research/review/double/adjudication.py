"""Settling what coders see differently: one disagreement at a time, who said what, and the ground of the decision.

What the coders said stays as it is; a decision stands beside it, with its ground and with what each had said at that
time. Agreement is counted from the codings alone, so that settling never improves a figure. The session keeps nothing
of its own: decisions, skips and undo are read from the events.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research.errors import StudyError, UnknownNameError
from cjm_research.review.coding.notes import memo_id
from cjm_research.review.coding.page import Suggestion
from cjm_research.review.double.apart import independent, sampled
from cjm_research.review.double.disputes import ORDERS, Dispute, Docket, check_value
from cjm_research.review.double.settling import SettleProgress, Settling, settling
from cjm_research.review.ledger import Ledger, again, reverse
from cjm_research.schema import CONTRACTS, check

if TYPE_CHECKING:
    from cjm_research.codes.codebook import Codebook
    from cjm_research.review.coding.acts import ActStore

GROUNDS = ("context", "rule", "overlooked", "slip", "both", "talk")
"""Usual grounds: the context tells; a rule of the codebook tells; somebody overlooked words; a slip of the hand; both
can be defended and one was chosen; the coders agreed when they talked."""

DECIDE, SKIP, NOTE, UNDO, REDO = "settle.decide", "settle.skip", "settle.codebook", "settle.undo", "settle.redo"


class SettleSession:
    """One person, or several at one screen, settling the disagreements of a sample.

    Parameters
    ----------
    store : ActStore
        Where acts are committed.
    segments, documents : DataFrame
        As in their contracts.
    codebook : Codebook
        What may be decided.
    coder : str
        Who settles.
    sample : mapping, optional
        A closed row of "samples": what its coders said before it was closed is settled.
    codings : DataFrame, optional
        Contract "codings"; instead of a sample, whatever several people coded.
    suggestions : DataFrame, optional
        Contract "suggestions"; shown only when asked for.
    order : {"worst", "code", "pair", "document"}
        As `ORDERS`.

    Raises
    ------
    StudyError
        If nobody settles, if there is neither or both of sample and codings, or if the sample is still open.
    """

    def __init__(
        self,
        store: ActStore,
        segments: pd.DataFrame,
        documents: pd.DataFrame,
        codebook: Codebook,
        coder: str,
        sample: Mapping[str, Any] | None = None,
        codings: pd.DataFrame | None = None,
        suggestions: pd.DataFrame | None = None,
        order: str = "worst",
    ) -> None:
        if not coder.strip():
            raise StudyError("Settling needs the name or initials of who settles. Pass coder='AB'.")
        if (sample is None) == (codings is None):
            raise StudyError("Settling needs either a sample or codings. Pass one of the two.")
        if sample is not None and not sample["closed_at"]:
            raise StudyError(
                f"The sample {sample['title'] or sample['sample_id']!r} is still open: settling now would tell coders "
                "of each other before all have coded. Close it first."
            )
        self.codebook, self.coder, self.sample = codebook, coder.strip(), sample
        self._store, self._ledger = store, Ledger()
        self._segments = check(segments, "segments").set_index("segment_id")
        self._documents = check(documents, "documents").set_index("document_id")
        self._suggestions = suggestions
        if sample is not None:
            events = store.events()
            codings = independent(events, sample)
            codings = codings[codings["segment_id"].isin(sampled(events, sample))]
        held = codings[codings["segment_id"].isin(self._segments.index)]
        self.codings = check(held, "codings").reset_index(drop=True)
        self._docket = Docket.of(self.codings, segments, documents)
        self._seen: set[tuple[str, str]] = set()
        self._at: int | None = None
        self.refresh()
        self.show(order)

    # ---- where the person is ----

    @property
    def current(self) -> Settling | None:
        """The disagreement before the person, or None when every one is settled."""
        return None if self._at is None else self._item(self._at)

    @property
    def progress(self) -> SettleProgress:
        """How far settling is, over all that is shown in this order."""
        done = sum(self._decision(each) is not None for each in self.queue)
        skipped = sum(self._is_skipped(each) and self._decision(each) is None for each in self.queue)
        return SettleProgress(done, len(self.queue), skipped)

    def orders(self) -> pd.DataFrame:
        """Return what can be shown: order, of, how many disagreements, and how many are not settled."""
        rows = []
        for order in ORDERS:
            for of in ("", *self._docket.known(order)):
                found = self._docket.chosen(order, of)
                rows.append((order, of, len(found), sum(self._decision(each) is None for each in found)))
        return pd.DataFrame(rows, columns=["order", "of", "n", "n_open"])

    def show(self, order: str, of: str = "") -> None:
        """Choose what is put before the person, and in which order.

        Parameters
        ----------
        order : {"worst", "code", "pair", "document"}
            As `ORDERS`.
        of : str
            A kind such as "goal" or "code:trust" with "code", two coders joined by " / " with "pair"; "" = all.

        Raises
        ------
        UnknownNameError
            If the order, or what it is to show, is not known.
        """
        if order not in ORDERS:
            raise UnknownNameError(f"No order of settling is called {order!r}. Known: {', '.join(ORDERS)}.")
        known = self._docket.known(order)
        if of and of not in known:
            raise UnknownNameError(
                f"In the order {order!r} there is nothing called {of!r}. Known: {', '.join(known) or 'none'}."
            )
        self.order, self.of = order, of
        self.queue = self._docket.chosen(order, of)
        self._at = self._next_after(-1)

    def goto(self, segment_id: str, kind: str) -> None:
        """Go to a disagreement, settled or not; an UnknownNameError if it is not in the queue."""
        places = [at for at, each in enumerate(self.queue) if (each.segment_id, each.kind) == (segment_id, kind)]
        if not places:
            raise UnknownNameError(
                f"In this order no disagreement on {kind!r} of the segment {segment_id!r} is shown. There are "
                f"{len(self.queue)}; `session.queue` lists them."
            )
        self._at = places[0]

    def move(self, step: int) -> None:
        """Go some places on (or back, if negative), without a decision."""
        self.refresh()
        if self.queue:
            at = len(self.queue) if self._at is None else self._at
            self._at = min(max(at + step, 0), len(self.queue) - 1)

    # ---- what a person does ----

    def decide(self, value: str, ground: str, words: str = "") -> None:
        """Settle the disagreement that is shown.

        Parameters
        ----------
        value : str
            What holds: one of what was said, or another value of that kind; "" = not carried.
        ground : str
            One of `GROUNDS`, or "" with words.
        words : str
            More of the ground, in words.

        Raises
        ------
        StudyError
            If no ground is given, or nothing is shown.
        UnknownNameError
            If the value or the ground is not known.
        """
        item = self._wanted()
        value = check_value(item.kind, value, self.codebook)
        if ground and ground not in GROUNDS:
            raise UnknownNameError(f"No ground is called {ground!r}. Known: {', '.join(GROUNDS)}; or pass words.")
        told = ": ".join(part for part in (ground, words.strip()) if part)
        if not told:
            raise StudyError(
                "A decision needs its ground, so that others can follow it. Pass one of "
                f"{', '.join(GROUNDS)}, or words='…'."
            )
        row = {"segment_id": item.segment_id, "kind": item.kind, "value": value, "ground": told, "coder": self.coder,
               "said": dict(item.said)}  # fmt: skip
        seen = (item.segment_id, item.kind) in self._seen
        self._record(DECIDE, {**self._about(item), "suggestion_seen": seen}, {"decisions": [row]})
        self._at = self._next_after(self._at or 0)

    def skip(self) -> None:
        """Put the disagreement off; it comes again after the others."""
        self._record(SKIP, self._about(self._wanted()))
        self._at = self._next_after(self._at or 0)

    def codebook_note(self, words: str, code: str = "") -> str:
        """Note that a definition must change; it becomes a memo on the code.

        Parameters
        ----------
        words : str
            What must change.
        code : str
            "goal/explicit", "goal" or "code:x"; by default the kind that is shown.

        Returns
        -------
        str
            The id of the memo. A person has one memo on a code; a further note follows on a line of its own.
        """
        item, words = self._wanted(), words.strip()
        if not words:
            raise StudyError("A note on the codebook needs words: what must change in the definition, and why.")
        code = code or item.kind
        self._check_code(code)
        note_id = memo_id("code", code, self.coder)
        old = self._ledger.row("memos", note_id)
        text = f"{old['text']}\n{words}" if old and old["text"] else words
        row = {"memo_id": note_id, "about": "code", "about_id": code, "text": text, "coder": self.coder, "source": ""}
        self._record(NOTE, {**self._about(item), "code": code, "words": words}, {"memos": [row]})
        return note_id

    def suggestion(self) -> Suggestion | None:
        """Return what the machine suggests of the kind that is shown; that it was looked at is kept with the decision.

        None if it suggests nothing.
        """
        item = self._wanted()
        self._seen.add((item.segment_id, item.kind))
        if self._suggestions is None:
            return None
        frame = self._suggestions
        rows = frame[(frame["segment_id"] == item.segment_id) & (frame["kind"] == item.kind)].to_dict("records")
        told = ("kind", "value", "score", "decision", "reason", "version")
        return Suggestion(**{name: rows[0][name] for name in told}) if rows else None

    def undo(self) -> tuple[str, str] | None:
        """Take back this person's latest act of settling; return its segment and kind, None if there is none."""
        return self._step("last_act", UNDO, "undoes", reverse)

    def redo(self) -> tuple[str, str] | None:
        """Do again what was taken back last; return its segment and kind, None if there is nothing."""
        return self._step("next_redo", REDO, "redoes", again)

    # ---- what is told ----

    def decisions(self) -> pd.DataFrame:
        """Return what is settled: the columns of "decisions", with the segment's text and who differed from it."""
        rows = []
        for each in sorted(self._docket.disputes, key=lambda each: (each.segment_id, each.kind)):
            decision = self._decision(each)
            if decision:
                overruled = sorted(coder for coder, value in decision["said"].items() if value != decision["value"])
                text = self._segments.at[each.segment_id, "text"]
                rows.append({**decision, "text": text, "overruled": overruled})
        return pd.DataFrame(rows, columns=[*CONTRACTS["decisions"].columns, "text", "overruled"])

    def disagreements(self) -> pd.DataFrame:
        """Return all disagreements, settled or not: segment_id, kind, said, weight, value and ground ("" if open)."""
        rows = []
        for each in self._docket.disputes:
            decision = self._decision(each) or {}
            told = (each.segment_id, each.kind, dict(each.said), each.weight)
            rows.append((*told, decision.get("value"), decision.get("ground", "")))
        return pd.DataFrame(rows, columns=["segment_id", "kind", "said", "weight", "value", "ground"])

    @property
    def can_undo(self) -> bool:
        """Whether there is an act of this person to take back."""
        return self._ledger.last_act(self.coder, desk="settle") is not None

    @property
    def can_redo(self) -> bool:
        """Whether there is an act of this person to do again."""
        return self._ledger.next_redo(self.coder, desk="settle") is not None

    def refresh(self) -> None:
        """Read what was done since, here or in another session."""
        for event in self._store.events(after=self._ledger.last_event).to_dict("records"):
            self._ledger.add(event)

    def __repr__(self) -> str:
        return f"SettleSession({self.coder!r}, {self.progress.done} of {self.progress.total} disagreements settled)"

    # ---- inside ----

    def _item(self, at: int) -> Settling:
        each = self.queue[at]
        segment = self._segments.loc[each.segment_id]
        document = self._documents.loc[segment["document_id"]]
        told = (self._memos(each), self._decision(each), self._is_skipped(each))
        return settling(each, at + 1, segment, document, *told)

    def _memos(self, each: Dispute) -> dict[str, str]:
        notes = {coder: memo_id("segment", each.segment_id, coder) for coder in each.said}
        rows = {coder: self._ledger.row("memos", note) for coder, note in notes.items()}
        return {coder: row["text"] for coder, row in rows.items() if row and row["text"]}

    def _decision(self, each: Dispute) -> dict[str, Any] | None:
        return self._ledger.row("decisions", each.segment_id, each.kind)

    def _is_skipped(self, each: Dispute) -> bool:
        acts = self._ledger.acts(self.coder, desk="settle")
        skipped = {(act["payload"]["segment_id"], act["payload"]["kind"]) for act in acts if act["act"] == SKIP}
        return (each.segment_id, each.kind) in skipped

    def _next_after(self, at: int) -> int | None:
        places = [*range(at + 1, len(self.queue)), *range(min(at + 1, len(self.queue)))]
        waiting = [place for place in places if self._decision(self.queue[place]) is None]
        fresh = [place for place in waiting if not self._is_skipped(self.queue[place])]
        return next(iter(fresh or waiting), None)

    def _wanted(self) -> Settling:
        self.refresh()
        item = self.current
        if item is None:
            raise StudyError("Every disagreement is settled. Go to one with `goto` to decide it anew.")
        return item

    def _about(self, item: Settling) -> dict[str, Any]:
        sample = {"sample_id": self.sample["sample_id"]} if self.sample is not None else {}
        return {"segment_id": item.segment_id, "kind": item.kind, **sample}

    def _record(self, act: str, payload: Mapping[str, Any], rows: Mapping[str, Any] | None = None) -> None:
        self._store.record(act, payload, self.coder, rows=rows)
        self.refresh()

    def _step(self, which: str, act: str, says: str, turned: Any) -> tuple[str, str] | None:
        self.refresh()
        event = getattr(self._ledger, which)(self.coder, desk="settle")
        if event is None:
            return None
        payload = event["payload"]
        codings, rows = turned(payload)
        about = {"segment_id": payload["segment_id"], "kind": payload["kind"], says: int(event["event_id"])}
        self._store.record(act, about, self.coder, codings, rows=rows)
        self.refresh()
        place = about["segment_id"], about["kind"]
        there = [at for at, each in enumerate(self.queue) if (each.segment_id, each.kind) == place]
        self._at = there[0] if there else self._at
        return place

    def _check_code(self, code: str) -> None:
        families = {f"{each.family}/{each.subtype}" for each in self.codebook.codes} | set(self.codebook.families())
        known = {*families, *(each.kind for each in self.codebook.own), "emotion", "stage", "touchpoint", "channel"}
        if code not in known:
            raise UnknownNameError(f"The codebook holds no code {code!r}. Known: {', '.join(sorted(known))}.")
