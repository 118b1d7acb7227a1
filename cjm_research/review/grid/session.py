"""Survey answers coded many at once: one open question at a time, one row a respondent, closed answers beside.

Whatever number of answers is coded together is one event with all its codings (law 3), so one undo takes it back as a
whole. The session shares its desk with the review session: what one does, the other sees and can take back.

::

    grid = GridSession(store, segments, documents, suggestions, cases, codebook, coder="Ana")
    grid.code(grid.find(text="delivery", coded=False), {"pain_point": "functional"})
    grid.undo()
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cjm_research.codes.own_code import OWN
from cjm_research.errors import StaleError, StudyError, UnknownNameError
from cjm_research.review.grid import codes as grid_codes
from cjm_research.review.grid.rows import Look, Row
from cjm_research.review.grid.state import GridProgress, GridState
from cjm_research.review.ledger import REDO, UNDO, again, reverse

__all__ = ["GRID", "Done", "GridProgress", "GridSession", "Look", "Row"]

GRID = "grid"
"""The act of coding answers in the grid."""


@dataclass(frozen=True)
class Done:
    """What an act did: its event (None if everything was so already) and the segments that are otherwise now."""

    event_id: int | None
    segment_ids: tuple[str, ...]


class GridSession(GridState):
    """One person at work on the survey answers of a study; parameters as those of `GridState`."""

    def code(
        self,
        segment_ids: Iterable[str],
        add: Mapping[str, str] | None = None,
        own_add: Collection[str] = (),
        remove: Collection[str] = (),
    ) -> Done:
        """Say what some segments carry, all in one act; what is not spoken of stays as it is.

        Parameters
        ----------
        segment_ids : iterable of str
            Of any question.
        add : mapping of str to str
            Family to sub-type, one a family.
        own_add : collection of str
            Ids of the study's own codes.
        remove : collection of str
            What they do not carry: "goal", "goal/explicit" (only where it is that sub-type), "code:<id>".

        Returns
        -------
        Done
            With no event where everything was said already.

        Raises
        ------
        UnknownNameError
            If there is no such segment or code.
        StudyError
            If the same is added and removed, or somebody cut these segments in the meantime.
        """
        ids, added = self._known(segment_ids), {**(add or {}), **{OWN + each: each for each in sorted(own_add)}}
        said_yes = [grid_codes.code_of(kind, value) for kind, value in added.items()]
        grid_codes.check_codes(self.codebook, said_yes, whole_families=False)
        grid_codes.check_codes(self.codebook, remove)
        both = sorted(added.keys() & {code.partition("/")[0] for code in remove})
        if both:
            raise StudyError(f"{both[0]} is both added and removed. Say one of the two.")
        said = {each: added | grid_codes.taken_off(self.said(each), self._shown.get(each, {}), remove) for each in ids}
        return self._record("code", said, {"add": added, "remove": sorted(remove)})

    def accept(self, segment_ids: Iterable[str]) -> Done:
        """Say yes to what is suggested of each of some segments and no to the rest, all in one act.

        What the person has said already stays: among many selected answers are those that were coded by hand.

        Raises
        ------
        StudyError
            If suggestions are hidden.
        """
        if self.blind:
            raise StudyError("Suggestions are hidden here, so there is nothing to accept. Say the codes with `code`.")
        said = {}
        for each in self._known(segment_ids):
            shown = self._shown.get(each, {})
            yes = {kind: told["value"] for kind, told in shown.items() if grid_codes.is_carried(told)}
            mine = self.said(each)
            said[each] = {kind: yes.get(kind, "") for kind in self._spoken_of(each) if kind not in mine}
        return self._record("accept", said, {})

    def reject(self, segment_ids: Iterable[str]) -> Done:
        """Say of some segments that they carry no code, all in one act."""
        return self._record("reject", {each: dict.fromkeys(self._spoken_of(each), "")
                                       for each in self._known(segment_ids)}, {})  # fmt: skip

    def undo(self) -> Done | None:
        """Take back this person's latest act, in whichever session it was done; None if there is none.

        Raises
        ------
        StudyError
            If that act cut segments or made a code: it is taken back where the text is seen, in the review.
        """
        self.refresh()
        return self._turn(UNDO, "undoes", self._ledger.last_act(self.coder), reverse)

    def redo(self) -> Done | None:
        """Do once more what was taken back last; None if there is nothing, or something was done since."""
        self.refresh()
        return self._turn(REDO, "redoes", self._ledger.next_redo(self.coder), again)

    def __repr__(self) -> str:
        told = self.progress
        return f"GridSession({self.coder!r}, {told.coded} of {told.answered} answers coded, {self.question!r})"

    def _spoken_of(self, segment_id: str) -> list[str]:
        """Return the kinds that yes and no speak of: the families, and own codes somebody has said something of."""
        known = {*self._shown.get(segment_id, {}), *self._said.get(segment_id, {})}
        return [kind for kind in self._kinds if not kind.startswith(OWN) or kind in known]

    def _known(self, segment_ids: Iterable[str]) -> list[str]:
        """Return segments that stand, after reading what was done since."""
        self.refresh()
        ids = list(dict.fromkeys(segment_ids))
        for each in ids:
            if each not in self._texts:
                raise UnknownNameError(
                    f"No segment of a survey answer is called {each!r}; it may have been cut. The rows list them."
                )
        return ids

    def _record(self, did: str, said: Mapping[str, Mapping[str, str]], told: Mapping[str, Any]) -> Done:
        same = {"coder": self.coder, "codebook_version": self.codebook.version}
        rows = [
            {"segment_id": each, "kind": kind, "value": value, **same}
            for each, values in said.items()
            for kind, value in values.items()
            if self._said.get(each, {}).get(kind) != value
        ]
        if not rows:
            return Done(None, ())
        changed = tuple(dict.fromkeys(row["segment_id"] for row in rows))
        suggested: dict[str, dict[str, Any]] = {}
        for row in rows:
            if shown := self._shown.get(row["segment_id"], {}).get(row["kind"]):
                suggested.setdefault(row["segment_id"], {})[row["kind"]] = shown
        payload = {"did": did, **told, "segment_ids": list(changed), "suggested": suggested}
        return self._keep(GRID, payload, rows, changed)

    def _turn(self, act: str, name: str, of: Mapping[str, Any] | None, turned: Callable[..., Any]) -> Done | None:
        if of is None:
            return None
        payload = of["payload"]
        if {"cuts", "codebooks"} & payload.get("rows", {}).keys():
            raise StudyError(
                f"Your latest act ({of['act']}) changed segments or the codebook. Take it back in the review, where "
                "the text is seen."
            )
        codings, rows = turned(payload)
        ids = tuple(dict.fromkeys([*_segments_in(payload), *(row["segment_id"] for row in codings)]))
        # One segment is named as the review names it; many, as the grid does.
        named = {"segment_id": ids[0]} if len(ids) == 1 else {"segment_ids": list(ids)}
        return self._keep(act, {**named, name: int(of["event_id"])}, codings, ids, rows)

    def _keep(
        self,
        act: str,
        payload: Mapping[str, Any],
        codings: Sequence[Mapping[str, Any]],
        segment_ids: tuple[str, ...],
        rows: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
    ) -> Done:
        seen = self._ledger.last_event
        try:
            event_id = self._store.record(act, payload, self.coder, codings, rows=rows, seen=seen)
        except StaleError:
            # The screen is to show what stands now before the same is tried again.
            self.refresh()
            raise
        self.refresh()
        return Done(event_id, segment_ids)


def _segments_in(payload: Mapping[str, Any]) -> list[str]:
    return [*([payload["segment_id"]] if payload.get("segment_id") else []), *payload.get("segment_ids", [])]
