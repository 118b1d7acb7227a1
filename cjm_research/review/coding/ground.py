"""The ground of a session: the documents, and the segments as they stand now that people have cut some.

Rows are read once; what a cut changes is worked out again for its document alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cjm_research.errors import StudyError, UnknownNameError
from cjm_research.review.coding.refusals import Refusal, Saying
from cjm_research.schema import check
from cjm_research.segments.cutting import TAKING, segment_row, standing

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]


class Ground:
    """Documents, turns and segments of one session.

    Parameters
    ----------
    segments, documents : DataFrame
        As in their contracts; segments made by hand are among them or made again from ``turns``.
    turns : DataFrame, optional
        Without them nothing can be cut.
    """

    def __init__(self, segments: pd.DataFrame, documents: pd.DataFrame, turns: pd.DataFrame | None = None) -> None:
        self.rows: dict[str, dict[str, Any]] = {
            row["segment_id"]: row for row in check(segments, "segments").to_dict("records")
        }
        self.documents: dict[str, dict[str, Any]] = {
            row["document_id"]: row for row in check(documents, "documents").to_dict("records")
        }
        self.cuts: dict[str, Row] = {}
        self._turns = None if turns is None else check(turns, "turns")
        self.speakers: dict[str, str] = (
            {} if turns is None else dict(zip(turns["turn_id"], turns["speaker"], strict=True))
        )
        self._turns_at = {} if turns is None else turns.groupby("document_id").indices
        self._sorted: dict[str, pd.DataFrame] = {}
        self._of: dict[str, set[str]] = defaultdict(set)
        for segment_id, row in self.rows.items():
            self._of[row["document_id"]].add(segment_id)
        self._standing: dict[str, set[str]] = defaultdict(set)
        self._standing |= {document_id: set(ids) for document_id, ids in self._of.items()}
        self._places: dict[str, tuple[str, int, int, str]] = {}
        self._by_hand: set[str] = set()

    def __contains__(self, segment_id: object) -> bool:
        row = self.rows.get(str(segment_id))
        return row is not None and segment_id in self._standing[row["document_id"]]

    def ids(self) -> list[str]:
        """Return the segments that stand, as they were said, document by document."""
        found = [segment_id for ids in self._standing.values() for segment_id in ids]
        return sorted(found, key=self.place)

    def place(self, segment_id: str) -> tuple[str, int, int, str]:
        """Return where a segment comes in the order of documents."""
        place = self._places.get(segment_id)
        if place is None:
            row = self.rows[segment_id]
            document = self.documents.get(row["document_id"], {"name": ""})
            place = document["name"], int(row["start"]), int(row["end"]), segment_id
            self._places[segment_id] = place
        return place

    def of_document(self, document_id: str) -> list[str]:
        """Return the segments of a document that stand, in its order."""
        return sorted(self._standing.get(document_id, ()), key=self.place)

    def turns_of(self, document_id: str) -> pd.DataFrame:
        """Return the turns of a document, in its order; a StudyError without any turns."""
        if self._turns is None:
            raise Refusal(Saying("no turns"))
        if document_id not in self._sorted:
            here = self._turns.iloc[self._turns_at.get(document_id, [])]
            self._sorted[document_id] = here.sort_values(["start", "seq"])
        return self._sorted[document_id]

    def span(self, document_id: str, start: int, end: int) -> dict[str, Any]:
        """Return the row of the segment that a span makes; a StudyError says why none can be made."""
        if document_id not in self.documents:
            raise UnknownNameError(
                f"No document of this session is called {document_id!r}. It holds {len(self.documents)} documents."
            )
        turns = self.turns_of(document_id)
        turns = turns[(turns["start"] < end) & (turns["end"] > start)]
        spoken = set(turns["turn_id"])
        beside = [one for one in self._standing.get(document_id, ()) if self.rows[one]["turn_id"] in spoken]
        found = segment_row(self.documents[document_id], turns, start, end, self._frame(sorted(beside)))
        place = (found["start"], found["end"])
        same = [one for one in sorted(beside) if (self.rows[one]["start"], self.rows[one]["end"]) == place]
        return self.rows[same[0]] if same else self.rows.get(found["segment_id"], found)

    def made(self, segment_id: str) -> str:
        """Return how a person made a segment: "mark", "merge", "split"; "" for one of the machine."""
        return str(self.cuts[segment_id]["made"]) if segment_id in self.cuts else ""

    def is_stored(self, segment_id: str) -> bool:
        """Whether the table of segments has it: all that the machine cut, and what stands by a cut."""
        return segment_id in self.rows and (segment_id in self.cuts or segment_id not in self._by_hand)

    def recut(self, before: Iterable[Row], after: Iterable[Row]) -> None:
        """Take in cuts that go and come; `settle` follows when all are in."""
        for row in before:
            self.cuts.pop(row["segment_id"], None)
        for row in after:
            self.cuts[row["segment_id"]] = row

    def note_made(self, segment_ids: Iterable[str]) -> None:
        """Remember segments that stand by a cut alone, and go with it."""
        self._by_hand.update(segment_ids)

    def settle(self, document_ids: Collection[str]) -> set[str]:
        """Work out anew what stands in these documents; return the segments that stand since, or stand no more."""
        import pandas as pd

        changed: set[str] = set()
        for document_id in sorted(set(document_ids) & self.documents.keys()):
            cuts = [row for row in self.cuts.values() if row["document_id"] == document_id]
            for row in sorted(cuts, key=lambda row: row["event_id"]):
                self._know(row)
            stands = {one for one in self._of[document_id] if self.is_stored(one)}
            if cuts:
                near = self._near(stands, cuts)
                stands = (stands - near) | set(standing(self._frame(sorted(near)), pd.DataFrame(cuts))["segment_id"])
            changed |= stands ^ self._standing[document_id]
            self._standing[document_id] = stands
        return changed

    def _near(self, segment_ids: Collection[str], cuts: Iterable[Row]) -> set[str]:
        """Return those of the segments that cuts made, replaced or overlap: they alone can be changed by them."""
        named, joined = set(), []
        for row in sorted(cuts, key=lambda row: int(row["start"])):
            named |= {row["segment_id"], *row["parents"]}
            start, end = int(row["start"]), int(row["end"])
            if joined and start <= joined[-1][1]:
                joined[-1][1] = max(joined[-1][1], end)
            else:
                joined.append([start, end])
        starts = [start for start, _ in joined]
        found = set()
        for one in segment_ids:
            row = self.rows[one]
            place = bisect_left(starts, row["end"]) - 1
            if one in named or (place >= 0 and joined[place][1] > row["start"]):
                found.add(one)
        return found

    def successor(self, segment_id: str) -> str | None:
        """Return what stands where a segment stood: the cut that holds its first word, else what comes next."""
        row = self.rows.get(segment_id)
        if row is None:
            return None
        if segment_id in self:
            return segment_id
        there = self.of_document(row["document_id"])
        over = [one for one in there if self.rows[one]["start"] <= row["start"] < self.rows[one]["end"]]
        over.sort(key=lambda one: (self.made(one) not in TAKING, self.place(one)))
        later = [one for one in there if self.rows[one]["start"] >= row["start"]]
        return next(iter([*over, *later, *reversed(there)]), None)

    def heirs(self, segment_ids: Collection[str]) -> set[str]:
        """Return the segments with those that merges and splits made of them."""
        found = set(segment_ids)
        for row in sorted(self.cuts.values(), key=lambda row: row["event_id"]):
            if found.intersection(row["parents"]):
                found.add(row["segment_id"])
        return found

    def neighbour(self, segment_id: str, step: int) -> str | None:
        """Return the next segment of the same turn (or, if ``step`` is -1, the one before); None at its end."""
        row = self.rows[segment_id]
        inside = [one for one in self.of_document(row["document_id"]) if self.rows[one]["turn_id"] == row["turn_id"]]
        # Marks lie over others; what is joined is what lies beside.
        if step > 0:
            beside = [one for one in inside if self.rows[one]["start"] >= row["end"]]
            return min(beside, key=self.place, default=None)
        beside = [one for one in inside if self.rows[one]["end"] <= row["start"]]
        return max(beside, key=self.place, default=None)

    def _know(self, cut: Row) -> None:
        """Have the row of a segment that another session cut, unless its words or its speaker are left out here."""
        if cut["segment_id"] in self.rows:
            self._of[cut["document_id"]].add(cut["segment_id"])
        elif self._turns is not None:
            try:
                found = self.span(cut["document_id"], int(cut["start"]), int(cut["end"]))
            except StudyError:
                # Whose consent is not given has no turns here, and what they said is blacked out.
                return
            if found["segment_id"] == cut["segment_id"]:
                self.keep(found)

    def keep(self, row: Mapping[str, Any]) -> None:
        """Have the row of a segment."""
        self.rows.setdefault(row["segment_id"], dict(row))
        self._of[row["document_id"]].add(row["segment_id"])

    def _frame(self, ids: Collection[str]) -> pd.DataFrame:
        import pandas as pd

        from cjm_research.schema import CONTRACTS

        return pd.DataFrame([self.rows[one] for one in ids], columns=list(CONTRACTS["segments"].columns))
