"""One person at work on the map of a study: every act is checked, committed, and only then seen.

A card may be named by its id or its exact title, a stage by its id or its name. What cannot be done is refused with a
`refusals.Refusal` (or `UnknownRefusal`), and nothing has changed. Undo takes back this person's latest act that stands,
in whichever session it was done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from cjm_research.review.board import checks, turning
from cjm_research.review.board.desk import BoardDesk, Rows
from cjm_research.review.board.law import HAND, LANES, SPLIT, blank_card
from cjm_research.review.board.reading import Reading
from cjm_research.review.board.refusals import Refusal, UnknownRefusal
from cjm_research.review.board.stages import StageActs
from cjm_research.review.board.words import PREFIX

Change = tuple[dict[str, Any], Rows] | None
Text = str | Mapping[str, str]


class BoardSession(StageActs, Reading, BoardDesk):
    """Work on the map of a study: `BoardSession(store, load, coder, languages=("en",))`, as `desk.BoardDesk`."""

    def move(self, card: str, stage: str | None = None, before: str | None = None, lane: str | None = None) -> None:
        """Put a card at another stage, or elsewhere in its own.

        Parameters
        ----------
        card : str
            The card.
        stage : str, optional
            Where to; where it is, if left out.
        before : str, optional
            The card of that cell which it is put before; None puts it last.
        lane : str, optional
            Another lane; for cards written by hand alone.
        """

        def change() -> Change:
            moved = self._known.card(card)
            to = self._known.stage(moved["stage"] if stage is None else stage)
            into = self._known.lane(moved["lane"] if lane is None else lane, moved)
            others = [each for each in self._known.cell(to["id"], into) if each["id"] != moved["id"]]
            mate = None if before is None else self._mate(before, to, into, others)
            if self._is_there(moved, to["id"], into, mate):
                return None
            rows = self._placed(moved["id"], others, mate, moved["pinned"])
            rows[0] |= {"stage": to["id"], **({"lane": into} if into != moved["lane"] else {})}
            how = "lane" if into != moved["lane"] else "order" if to["id"] == moved["stage"] else "move"
            return self._about(moved, how=how, to=to["name"], lane=into), {"cards": rows}

        self._do(PREFIX + "move", change)

    def rename(self, card: str, title: Text) -> None:
        """Give a card another title, in the first language or by language."""
        titles = checks.titles_of(title, self.languages[0])

        def change() -> Change:
            named = self._known.card(card)
            row = self._row(named["id"])
            kept = {**row["title"], **titles}
            if all(named["titles"].get(language) == text for language, text in titles.items()):
                raise Refusal("nothing to say")
            return self._about(named, title=titles), {"cards": [{**row, "title": kept}]}

        self._do(PREFIX + "rename", change)

    def merge(self, into: str, cards: str | Iterable[str]) -> None:
        """Put cards with their segments into another card of their lane."""
        listed = [cards] if isinstance(cards, str) else list(cards)

        def change() -> Change:
            target = self._known.card(into)
            gone = [each for each in self._known.several(listed) if each["id"] != target["id"]]
            if not gone:
                raise Refusal("nothing to merge", card=target["title"])
            for each in gone:
                if each["lane"] != target["lane"]:
                    said = {"lane": each["lane"], "into": target["title"], "into_lane": target["lane"]}
                    raise Refusal("other lane", card=each["title"], **said)
            rows = [{**self._row(each["id"]), "into": target["id"]} for each in gone]
            return self._about(target, *gone), {"cards": rows}

        self._do(PREFIX + "merge", change)

    def split(self, card: str, segment_ids: Iterable[str], title: Text) -> str:
        """Make a card of some segments of a card; return its id."""
        titles, listed, made = checks.titles_of(title, self.languages[0]), self._listed(segment_ids), [""]

        def change() -> Change:
            parent = self._known.card(card)
            chosen = checks.part_of(parent, listed)
            made[0] = self._new_id("c", parent["id"], *chosen)
            row = self._row(parent["id"])
            cell = self._known.cell(parent["stage"], parent["lane"])
            at = next(at for at, each in enumerate(cell) if each["id"] == parent["id"])
            after = cell[at + 1] if at + 1 < len(cell) else None
            placed = self._placed(made[0], cell, after, False)
            placed[0] |= {
                "made": SPLIT,
                "stage": row["stage"],
                "lane": parent["lane"],
                "subtype": parent["subtype"],
                "parents": [parent["id"], *parent["parts"]],
                "title": titles,
                "segment_ids": chosen,
            }
            return self._about(parent, title=titles, n=len(chosen), new=made[0]), {"cards": placed}

        self._do(PREFIX + "split", change)
        return made[0]

    def hide(self, card: str) -> None:
        """Keep a card off the map; its segments stay with it."""
        self._flag("hide", card, "hidden", True)

    def show(self, card: str) -> None:
        """Put a hidden card on the map again."""
        self._flag("show", card, "hidden", False)

    def pin(self, card: str, on: bool = True) -> None:
        """Keep a card at the top of its cell, or no more."""
        self._flag("pin" if on else "unpin", card, "pinned", bool(on))

    def write(
        self,
        stage: str,
        lane: str,
        title: Text,
        segment_ids: Iterable[str] = (),
        intended: bool = False,
        answers: Iterable[str] = (),
    ) -> str:
        """Write a card by hand; it is marked so. Return its id.

        Parameters
        ----------
        stage, lane, title : str
            Where it stands and what it says.
        segment_ids : iterable of str
            What people said that it rests on.
        intended : bool
            Whether it tells how things are to be, not how they are.
        answers : iterable of str
            The pain points that it answers.
        """
        titles, listed, made = checks.titles_of(title, self.languages[0]), self._listed(segment_ids), [""]
        answered = [answers] if isinstance(answers, str) else list(answers)

        def change() -> Change:
            to, into = self._known.stage(stage), self._known.lane(lane)
            self._ensure_known(listed)
            answer_ids = [each["id"] for each in self._known.several(answered)]
            made[0] = self._new_id("h", to["id"], into, *titles.values())
            placed = self._placed(made[0], self._known.cell(to["id"], into), None, False)
            placed[0] |= {
                "made": HAND,
                "stage": to["id"],
                "lane": into,
                "title": titles,
                "segment_ids": listed,
                "intended": bool(intended),
                "answers": answer_ids,
            }
            called = {made[0]: titles}
            return {"cards": [made[0]], "called": called, "to": to["name"], "lane": into}, {"cards": placed}

        self._do(PREFIX + "write", change)
        return made[0]

    def remove(self, card: str) -> None:
        """Take a card away that was written by hand."""

        def change() -> Change:
            gone = self._known.card(card)
            if gone["made"] != HAND:
                raise Refusal("not by hand", card=gone["title"])
            used = turning.in_use(self._ledger, "cards", gone["id"], self.coder)
            if used:
                raise Refusal("in use", card=gone["title"], who=used[0], what=used[1])
            return self._about(gone), {"cards": [{"card_id": gone["id"], "gone": True}]}

        self._do(PREFIX + "remove", change)

    def assign(
        self,
        card: str,
        owner: str | None = None,
        status: str | None = None,
        due: str | None = None,
        value: int | None = None,
        difficulty: int | None = None,
    ) -> None:
        """Say who sees to a card, how far it is, by when, and what it is worth and costs.

        Parameters
        ----------
        card : str
            The card.
        owner, due : str, optional
            Free words; "" takes them away.
        status : {"", "idea", "planned", "doing", "done", "dropped"}, optional
        value, difficulty : int, optional
            1–5, 0 takes them away.
        """
        texts = {"owner": owner, "due": due}
        told: dict[str, Any] = {name: checks.text_of(name, text) for name, text in texts.items() if text is not None}
        told |= {} if status is None else {"status": checks.status_of(status)}
        scores = {"value": value, "difficulty": difficulty}
        told |= {name: checks.score_of(name, score) for name, score in scores.items() if score is not None}

        def change() -> Change:
            named = self._known.card(card)
            row = self._row(named["id"])
            parts = {name: part for name, part in told.items() if row[name] != part}
            if not parts:
                raise Refusal("nothing to say")
            return self._about(named, parts=parts), {"cards": [{**row, **parts}]}

        self._do(PREFIX + "assign", change)

    def comment(self, card: str, text: str) -> str:
        """Note something on a card for the others; return the id of the comment."""
        said, made = checks.text_of("comment", text), [""]
        if not said:
            raise Refusal("no comment")

        def change() -> Change:
            about = self._known.card(card)
            made[0] = self._new_id("m", turning.CARD, about["id"], said)
            row = {"memo_id": made[0], "about": turning.CARD, "about_id": about["id"], "text": said, "source": ""}
            return self._about(about, text=said), {"memos": [row]}

        self._do(PREFIX + "comment", change)
        return made[0]

    def weigh(self, **weights: float) -> None:
        """Say how much reach, intensity, value and ease weigh in the priority, each 0–1."""
        told = {name: checks.weight_of(name, weight) for name, weight in weights.items()}

        def change() -> Change:
            parts = {name: weight for name, weight in sorted(told.items()) if self.weights.get(name) != weight}
            if not parts:
                raise Refusal("nothing to say")
            rows = [{"name": name, "weight": weight} for name, weight in parts.items()]
            return {"cards": [], "parts": parts}, {"weights": rows}

        self._do(PREFIX + "weigh", change)

    def __repr__(self) -> str:
        return f"BoardSession({self.coder!r}, {len(self._known.cards)} cards, {len(self._known.stages)} stages)"

    # ---- rows ----

    def _flag(self, act: str, card: str, flag: str, on: bool) -> None:
        def change() -> Change:
            flagged = self._known.card(card)
            row = self._row(flagged["id"])
            if row[flag] == on:
                raise Refusal(f"{flag} {'already' if on else 'not'}", card=flagged["title"])
            return self._about(flagged), {"cards": [{**row, flag: on}]}

        self._do(PREFIX + act, change)

    def _row(self, card_id: str) -> dict[str, Any]:
        """Return what people made of a card so far."""
        return self._ledger.row("cards", card_id) or blank_card(card_id)

    def _about(self, *cards: Mapping[str, Any], **said: Any) -> dict[str, Any]:
        """Return what is to be known of an act on cards: which, and what they were called."""
        called = {card["id"]: dict(card["titles"]) for card in cards}
        return {"cards": [card["id"] for card in cards], "called": called, **said}

    def _placed(
        self, card_id: str, others: Sequence[Mapping[str, Any]], before: Mapping[str, Any] | None, pinned: bool
    ) -> list[dict[str, Any]]:
        """Return the row of a card put before another, first, and rows of others that had to make room."""
        mates = [each for each in others if each["pinned"] == pinned]
        if before is not None and before["pinned"] != pinned:
            before = mates[0] if before["pinned"] and mates else None
        position, pushed = checks.place_in(
            [(each["id"], each["position"]) for each in mates], None if before is None else before["id"]
        )
        rows = [{**self._row(one), "position": at} for one, at in pushed.items()]
        return [{**self._row(card_id), "position": position}, *rows]

    def _mate(self, wanted: str, stage: Mapping[str, Any], lane: str, others: Sequence[Mapping[str, Any]]) -> Any:
        mate = self._known.card(wanted)
        if mate["id"] not in {each["id"] for each in others}:
            raise Refusal("not in cell", card=mate["title"], lane=lane, stage=stage["name"])
        return mate

    def _is_there(self, card: Mapping[str, Any], stage: str, lane: str, before: Mapping[str, Any] | None) -> bool:
        """Whether a card stands where it is to be put already."""
        if (stage, lane) != (card["stage"], card["lane"]):
            return False
        cell = [each["id"] for each in self._known.cell(stage, lane)]
        follows = cell[cell.index(card["id"]) + 1 :]
        return before is not None and follows[:1] == [before["id"]] if before is not None else not follows

    def _ensure_known(self, segment_ids: Sequence[str]) -> None:
        unknown = [segment_id for segment_id in segment_ids if self._item(segment_id) is None]
        if unknown:
            raise UnknownRefusal("unknown segment", first=unknown[0], n=len(unknown), of=len(segment_ids))

    def _new_id(self, letter: str, *content: str) -> str:
        """Return the id of something this person makes now; no two acts make the same."""
        parts = (*content, self.coder, str(self._ledger.last_event))
        return letter + sha256("|".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]

    @staticmethod
    def _listed(wanted: Iterable[str]) -> list[str]:
        return list(dict.fromkeys([wanted] if isinstance(wanted, str) else wanted))

    @property
    def lanes(self) -> tuple[str, ...]:
        """The lanes of cards, from the top."""
        return LANES
