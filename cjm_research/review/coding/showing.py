"""What is put before a person: one segment with its page, what the machine and the person say of it, flags and memo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cjm_research.codes.learned import LEARNED
from cjm_research.codes.own_code import OWN
from cjm_research.review.coding.agenda import Agenda
from cjm_research.review.coding.desk import Desk
from cjm_research.review.coding.page import Flag, Item, Suggestion, page_of
from cjm_research.schema import CARRIED, FAMILIES, check

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.codes.codebook import Codebook
    from cjm_research.codes.learned import Scores

_TOLD = ("kind", "value", "score", "decision", "reason", "version")


class Showing:
    """Makes items of what a desk and the suggestions hold.

    Parameters
    ----------
    desk : Desk
        Of the person.
    suggestions : DataFrame
        Contract "suggestions".
    blind : bool
        Whether neither the machine's word nor a colleague's is shown.
    """

    def __init__(self, desk: Desk, suggestions: pd.DataFrame, blind: bool = False) -> None:
        self._desk, self._ground, self.blind = desk, desk.ground, blind
        self._suggestions = check(suggestions, "suggestions").reset_index(drop=True)
        self._rows_of = self._suggestions.groupby("segment_id").indices

    def item(self, segment_id: str, number: int, book: Codebook, agenda: Agenda, scores: Scores) -> Item:
        """Return one segment.

        Parameters
        ----------
        segment_id : str
            A segment that stands.
        number : int
            Its place in the queue, from 1.
        book : Codebook
            As it is now; suggestions of codes that it does not hold are left out.
        agenda, scores
            From which the machine's word follows.
        """
        row, desk = self._ground.rows[segment_id], self._desk
        document = self._ground.documents[row["document_id"]]
        is_interview = document["kind"] == "interview"
        shown = () if self.blind else self._suggested(segment_id, book, agenda, scores)
        mine = desk.notes["memos"].get(("segment", segment_id), {}).get(desk.coder)
        return Item(
            segment_id=segment_id,
            number=number,
            text=row["text"],
            language=row["language"],
            case_id=row["case_id"],
            document=document["name"],
            question="" if is_interview else row["context"].split(" … ")[0],
            lines=page_of(document["text"], int(row["start"]), int(row["end"]), has_labels=is_interview),
            suggestions={suggestion.kind: suggestion for suggestion in shown},
            verdict=desk.ledger.verdict(segment_id, desk.coder),
            skipped=segment_id in desk.skipped and segment_id not in desk.done,
            document_id=row["document_id"],
            start=int(row["start"]),
            end=int(row["end"]),
            made=self._ground.made(segment_id),
            flags=self.flags_of(segment_id),
            memo=mine["text"] if mine else "",
            reopened=desk.reopened(segment_id) if segment_id in desk.look_again else (),
        )

    def flags_of(self, segment_id: str) -> tuple[Flag, ...]:
        """Return the flags on a segment, the person's own alone where the session is blind."""
        held = self._desk.notes["flags"].get(segment_id, {})
        rows = [held[coder] for coder in sorted(held) if not self.blind or coder == self._desk.coder]
        return tuple(Flag(*(row[name] for name in Flag.__dataclass_fields__)) for row in rows)

    def _suggested(self, segment_id: str, book: Codebook, agenda: Agenda, scores: Scores) -> Sequence[Suggestion]:
        rows: list[Mapping[str, Any]] = self._suggestions.iloc[self._rows_of.get(segment_id, [])].to_dict("records")
        held = {code.kind for code in book.own}  # one taken out has suggestions until the next run
        rows = [row for row in rows if not row["kind"].startswith(OWN) or row["kind"] in held]
        made = [Suggestion(**{name: row[name] for name in _TOLD}, detail=row.get("detail", {})) for row in rows]
        return [self._learned(segment_id, suggestion, agenda, scores) for suggestion in made]

    def _learned(self, segment_id: str, shown: Suggestion, agenda: Agenda, scores: Scores) -> Suggestion:
        learned = agenda.learned(scores, segment_id, shown.kind)
        found = shown if learned is None else replace(shown, score=learned[0], decision=learned[1])
        if found.decision not in CARRIED or found.kind not in FAMILIES:
            return found
        rows = self._ground.rows
        reason = found.reason or (LEARNED[rows[segment_id]["language"]] if learned else "")
        like = agenda.nearest(self._desk.marks, segment_id, found.kind)
        near = {"reviewed": [{"text": rows[like]["text"], "segment_id": like}]} if like else {}
        return replace(found, reason=reason, detail={**found.detail, **near})
