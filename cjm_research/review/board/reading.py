"""What a person reads off the board: stages, cards, the words behind a card person by person, comments, weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cjm_research.review.board import turning

if TYPE_CHECKING:
    from cjm_research.review.board.desk import BoardDesk

    _Desk = BoardDesk
else:
    _Desk = object

_SAID = (
    "segment_id", "document_id", "document", "case_id", "start", "end", "quote", "before", "after", "question",
    "emotion", "reviewed", "score", "reason",
)  # fmt: skip


class Reading(_Desk):
    """The part of `session.BoardSession` that reads."""

    @property
    def stages(self) -> list[dict[str, Any]]:
        """The stages in order with their cards, hidden ones too, as in journey.json."""
        return self.data["stages"]

    def cards(self, stage: str | None = None, lane: str | None = None, hidden: bool = False) -> list[dict[str, Any]]:
        """Return cards in the order of the board, each with its ``stage``.

        Parameters
        ----------
        stage, lane : str, optional
            Only those of this stage, or lane.
        hidden : bool
            Whether hidden ones are among them.
        """
        at = None if stage is None else self._known.stage(stage)["id"]
        within = None if lane is None else self._known.lane(lane)
        return [
            dict(card)
            for card in self._known.cards.values()
            if at in (None, card["stage"]) and within in (None, card["lane"]) and (hidden or not card["hidden"])
        ]

    def card(self, card: str) -> dict[str, Any]:
        """Return a card by its id or exact title, with its ``stage``."""
        return dict(self._known.card(card))

    def quotes(self, card: str) -> list[dict[str, Any]]:
        """Return the words behind a card person by person, then those that say the opposite.

        Returns
        -------
        list of dict
            ``case_id``, ``counter`` (whether they say the opposite) and ``quotes``: dicts of segment_id, document_id,
            document, case_id, start, end, quote, before and after (what stands around it), question, emotion (1–5 or
            None), reviewed, score (0–1 or None) and reason.
        """
        shown, found = self._known.card(card), []
        for counter, items in ((False, shown["evidence"]), (True, shown.get("counter", ()))):
            by_person: dict[str, list[dict[str, Any]]] = {}
            for item in items:
                by_person.setdefault(item["case_id"], []).append(self._quote(item, shown))
            found += [{"case_id": person, "counter": counter, "quotes": said} for person, said in by_person.items()]
        return found

    def comments(self, card: str) -> list[dict[str, Any]]:
        """Return what people noted on a card and on those merged into it, oldest first."""
        shown = self._known.card(card)
        return [
            {
                "memo_id": row["memo_id"],
                "card_id": row["about_id"],
                "who": row["coder"],
                "when": row["created_at"],
                "text": row["text"],
            }
            for row in turning.comments(self._ledger, shown["id"], *shown["parts"])
        ]

    @property
    def weights(self) -> dict[str, float]:
        """What was set by hand of the weights of the priority, 0–1; the others are those of the settings."""
        return {row["name"]: row["weight"] for row in self._ledger.table("weights")}

    def _quote(self, item: dict[str, Any], card: dict[str, Any]) -> dict[str, Any]:
        segment_id = item["segment_id"]
        whole = self._said.get((segment_id, card["family"])) or self._items.get(segment_id) or {}
        blank = {"before": "", "after": "", "question": "", "reason": "", "score": None, "document_id": ""}
        told = {**blank, **{name: whole[name] for name in _SAID if name in whole}, **item}
        return {name: told[name] for name in _SAID}
