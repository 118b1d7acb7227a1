"""Why something differs between two maps, as far as the two versions show it.

What people did goes first: a merge, a split or a move is known from the card and the event that made it. Then come
documents and people that only one map has, then codes, then themes. A version that outlived a withdrawal holds the
person in its figures alone; where figures and evidence part, somebody is gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

HAND, DATA, GONE, CODING, THEMES, FOLLOWS = "hand edit", "new data", "data gone", "coding", "themes", "follows"
"""Why something changed: an edit of a person, people who were not there before or are not there any more, codings that
changed, segments that moved between themes, or figures that follow from any of these."""

_OPPORTUNITY = "opportunity"
_CUT = ("hand", "split")  # cards that people made


@dataclass(frozen=True)
class Side:
    """One map, looked up by id."""

    stages: dict[str, dict[str, Any]]
    cards: dict[str, dict[str, Any]]
    place: dict[str, str]
    segments: dict[str, set[str]]
    emotions: dict[str, float | None]
    cases: dict[str, str]
    people: set[str]
    documents: set[str]
    edits: dict[str, int]
    families: dict[str, set[str]]
    n_documents: int
    n_people: int

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Side:
        """Return the content of a version, from `content_of`."""
        stages = {stage["id"]: stage for stage in content["data"]["stages"]}
        cards, place, segments, emotions, cases, families = {}, {}, {}, {}, {}, {}
        for stage in stages.values():
            for card in stage["cards"]:
                cards[card["id"]], place[card["id"]] = card, stage["id"]
                segments[card["id"]] = {item["segment_id"] for item in card["evidence"]}
                for item in card["evidence"]:
                    families.setdefault(item["segment_id"], set()).add(card["family"])
                    emotions[item["segment_id"]], cases[item["segment_id"]] = item["emotion"], item["case_id"]
        people = {person for card in cards.values() for person in card["people"]}
        documents = set(content["documents"])
        # Versions kept before this figure was have as many as they list.
        n_documents = int(content.get("n_documents", len(documents)))
        n_people = int(content["data"]["participants"]["n"])
        return cls(
            stages, cards, place, segments, emotions, cases, people, documents, dict(content["edits"]), families,
            n_documents, n_people,
        )  # fmt: skip

    def bereft(self, card_id: str) -> bool:
        """Return whether somebody who was on a card was taken out of the version since."""
        card = self.cards.get(card_id)
        return card is not None and card["n_people"] > len(card["people"])


@dataclass(frozen=True)
class Causes:
    """Two maps, asked why they differ."""

    old: Side
    new: Side

    def n_new(self) -> tuple[int, int]:
        """Return how many documents and people only the later map has."""
        documents = len(self.new.documents - self.old.documents)
        # Without new documents nobody is new: somebody who was on no card before may be on one now.
        came = bool(documents) or self.new.n_people > self.old.n_people
        return documents, len(self.new.people - self.old.people) if came else 0

    def n_gone(self) -> tuple[int, int]:
        """Return how many documents and people only the earlier map had, with those taken out of it since."""
        documents = self.old.n_documents - len(self.old.documents & self.new.documents)
        net = self.old.n_people - self.new.n_people
        if net:
            return documents, max(0, net + self.n_new()[1])
        return documents, len(self.old.people - self.new.people) if documents else 0

    def edited(self, key: str) -> bool:
        """Return whether a person edited a row ("cards:ID", …) since; one that is gone was taken back."""
        return self.old.edits.get(key) != self.new.edits.get(key)

    def of_presence(self, card_id: str) -> str:
        """Return why a card is on one of the maps alone."""
        there, away = (self.old, self.new) if card_id in self.old.cards else (self.new, self.old)
        card = there.cards[card_id]
        merged = any(card_id in other.get("parts", ()) for other in away.cards.values())
        if merged or card.get("made") in _CUT or self._with_its_stage(card_id, there, away):
            return HAND
        if card.get("made") == _OPPORTUNITY:
            return self._of_answered(card)
        if there.bereft(card_id):
            return GONE
        segments = there.segments[card_id]
        was, now = (segments, set()) if there is self.old else (set(), segments)
        return self.of_segments(was, now, card["family"])

    def of_evidence(self, card_id: str) -> str:
        """Return why a card that both maps have holds other segments or people."""
        was, now = self.old.cards[card_id], self.new.cards[card_id]
        if self.regrouped(card_id):
            return HAND
        answered = next(iter(now.get("answers") or ()), "") if now.get("made") == _OPPORTUNITY else ""
        if answered in self.old.cards and answered in self.new.cards:
            return self.of_evidence(answered)
        if self.old.bereft(card_id):
            return GONE
        return self.of_segments(self.old.segments[was["id"]], self.new.segments[now["id"]], now["family"])

    def of_title(self, card_id: str) -> str:
        """Return why a card is called otherwise."""
        was, now = self.old.cards[card_id], self.new.cards[card_id]
        # A name that nobody gave is not a person's, whatever else was done with the card.
        by_people = bool(was.get("named_by", True) or now.get("named_by", True))
        if self.edited(f"cards:{card_id}") and by_people:
            return HAND
        answered = next(iter(now.get("answers") or ()), "") if now.get("made") == _OPPORTUNITY else ""
        both = answered in self.old.cards and answered in self.new.cards
        return self.of_title(answered) if both else THEMES

    def of_stage(self, stage_id: str) -> str:
        """Return why people feel otherwise at a stage."""
        was, now = ({part for card in self._at(side, stage_id) for part in side.segments[card]} for side in
                    (self.old, self.new))  # fmt: skip
        if any((family, segment) in self._by_hand or segment in self._carried for segment in was ^ now for family in
               self.old.families.get(segment, set()) | self.new.families.get(segment, set())):  # fmt: skip
            return HAND
        if any(self.old.bereft(card) for card in self._at(self.old, stage_id)):
            return GONE
        if was == now and any(self.old.emotions[one] != self.new.emotions[one] for one in was):
            return CODING
        return self.of_segments(was, now)

    def of_segments(self, was: set[str], now: set[str], family: str = "") -> str:
        """Return why segments differ: hands first, then documents and people, then codes, then themes."""
        changed = was ^ now
        if not changed:
            return FOLLOWS
        if any((family, segment) in self._by_hand for segment in changed):
            return HAND
        if self._lost_with(was - now - set(self.new.families), self.old, self.new):
            return GONE
        if self._lost_with(now - was - set(self.old.families), self.new, self.old):
            return DATA
        if any(self.old.families.get(segment) != self.new.families.get(segment) for segment in changed):
            return CODING
        return THEMES

    def regrouped(self, card_id: str) -> bool:
        """Return whether cards were put into a card, or taken out of it again."""
        was, now = self.old.cards[card_id], self.new.cards[card_id]
        return set(was.get("parts", ())) != set(now.get("parts", ()))

    def _of_answered(self, card: Mapping[str, Any]) -> str:
        """Return why an opportunity came or went, by the cards it is derived from."""
        for answered in card.get("answers") or ():
            if (answered in self.old.cards) != (answered in self.new.cards):
                return self.of_presence(answered)
            if answered in self.new.cards:
                if self._altered(answered):
                    return HAND
                return self.of_evidence(answered)
        return FOLLOWS

    def _altered(self, card_id: str) -> bool:
        was, now = self.old.cards[card_id], self.new.cards[card_id]
        moved = self.old.place[card_id] != self.new.place[card_id]
        shown = bool(was.get("hidden")) == bool(now.get("hidden"))
        return self.regrouped(card_id) or (self.edited(f"cards:{card_id}") and (moved or not shown))

    def _with_its_stage(self, card_id: str, there: Side, away: Side) -> bool:
        stage = there.place[card_id]
        return stage not in away.stages and self.edited(f"stages:{stage}")

    def _at(self, side: Side, stage_id: str) -> list[str]:
        return [card for card, place in side.place.items() if place == stage_id]

    def _lost_with(self, segments: set[str], there: Side, away: Side) -> bool:
        """Return whether segments are missing together with documents, of people who are missing where any are."""
        if not there.documents - away.documents:
            return False
        people = there.people - away.people
        return any(not people or there.cases[segment] in people for segment in segments)

    @cached_property
    def _by_hand(self) -> set[tuple[str, str]]:
        """Family and segment of what people merged, cut off, or took to another stage together with its own."""
        found: set[tuple[str, str]] = set()
        for there, away in ((self.old, self.new), (self.new, self.old)):
            merged = {part for card in away.cards.values() for part in card.get("parts", ())}
            for card_id, card in there.cards.items():
                alone = card_id not in away.cards
                cut = card.get("made") in _CUT and (alone or self.edited(f"cards:{card_id}"))
                if cut or (alone and (card_id in merged or self._with_its_stage(card_id, there, away))):
                    kept = away.segments.get(card_id, set())
                    found |= {(card["family"], segment) for segment in there.segments[card_id] - kept}
        return found

    @cached_property
    def _carried(self) -> set[str]:
        """Segments of cards that people moved to another stage."""
        moved = [
            card for card in self.old.cards.keys() & self.new.cards.keys()
            if self.old.place[card] != self.new.place[card] and self.edited(f"cards:{card}")
        ]  # fmt: skip
        return {segment for card in moved for segment in self.old.segments[card] | self.new.segments[card]}
