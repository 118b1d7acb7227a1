"""What the acts of the board ask of the session, and what is then said of them.

The session commits an act before it is seen; nothing here changes a card.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cjm_research.widgets.board_notes import NOTES
from cjm_research.widgets.board_screen import in_language
from cjm_research.widgets.board_words import BOARD_WORDS

if TYPE_CHECKING:
    from cjm_research.review.board.session import BoardSession

Act = Callable[..., str]

_PLAN = ("owner", "status", "due", "value", "difficulty")
_WORDS = ("name", "question", "definition")


class BoardActs:
    """The acts that change the board, by name; each returns the sentence that says what was done.

    Parameters
    ----------
    session : BoardSession
        The session that decides and saves.
    language : {"en", "zh"}
        Of the sentences.

    Attributes
    ----------
    known : dict of str to callable
        Act to what it does; arguments by name, as `BoardView.act` tells.
    made : str
        The id of the card or stage that the last act made; "" if none.
    """

    def __init__(self, session: BoardSession, language: str) -> None:
        self.session, self.language, self.made = session, language, ""
        self._notes = NOTES[language]
        cards = (self.move, self.rename, self.merge, self.split, self.pin, self.write, self.remove)
        stages = (self.move_stage, self.rename_stage, self.revise_stage, self.add_stage, self.merge_stages)
        own = (*cards, self.assign, self.comment, *stages, self.order_steps)
        self.known: dict[str, Act] = {act.__name__: act for act in own} | {
            "hide": lambda card: self._flag("hide", card),
            "show": lambda card: self._flag("show", card),
            "hide_stage": lambda stage: self._flag_stage("hide_stage", stage),
            "show_stage": lambda stage: self._flag_stage("show_stage", stage),
            "undo": lambda: self._step("undo"),
            "redo": lambda: self._step("redo"),
        }

    def do(self, act: str, said: Mapping[str, Any]) -> str:
        """Do an act of `known`; return what is to be said."""
        self.made = ""
        return self.known[act](**said)

    # ---- cards ----

    def move(self, card: str, stage: str | None = None, before: str | None = None, lane: str | None = None) -> str:
        """Move a card, say where it stands now."""
        was = self.session.card(card)
        self.session.move(card, stage=stage, before=before, **({"lane": lane} if lane else {}))
        now = self.session.card(card)
        told = {"title": self._title(now), "stage": self._stage(now["stage"])}
        if now["lane"] != was["lane"]:
            return self._say("move_lane", **told, lane=BOARD_WORDS[self.language][f"lane_{now['lane']}"])
        if now["stage"] != was["stage"]:
            return self._say("move", **told)
        cell = [each["id"] for each in self.session.cards(now["stage"], now["lane"])]
        at = cell.index(now["id"]) + 1 if now["id"] in cell else len(cell)
        return self._say("move_same", **told, at=at, of=len(cell))

    def rename(self, card: str, title: str) -> str:
        """Give a card another title in the language of the view."""
        self.session.rename(card, {self.language: title})
        return self._say("rename", title=title)

    def merge(self, into: str, cards: Sequence[str]) -> str:
        """Merge cards into one of them."""
        others = [self._title(self.session.card(each)) for each in cards]
        self.session.merge(into, list(cards))
        title = self._title(self.session.card(into))
        return self._say(
            "merge_1" if len(others) == 1 else "merge", n=len(others), other="".join(others[:1]), title=title
        )

    def split(self, card: str, segment_ids: Sequence[str], title: str) -> str:
        """Take segments off a card into a card of their own."""
        self.made = self.session.split(card, list(segment_ids), title)
        return self._say("split", title=title)

    def pin(self, card: str, on: bool = True) -> str:
        """Pin a card at the top of its cell, or let it go."""
        self.session.pin(card, on=bool(on))
        return self._say("pin" if on else "unpin", title=self._title(self.session.card(card)))

    def write(self, stage: str, lane: str, title: str, intended: bool = False, answers: Sequence[str] = ()) -> str:
        """Write a card by hand."""
        self.made = self.session.write(stage, lane, title, intended=bool(intended), answers=list(answers))
        return self._say("write", title=title)

    def remove(self, card: str) -> str:
        """Remove a card that was written by hand."""
        title = self._title(self.session.card(card))
        self.session.remove(card)
        return self._say("remove", title=title)

    def assign(self, card: str, **said: Any) -> str:
        """Save what differs of owner, status, due, value and difficulty."""
        found = self.session.card(card)
        held = {name: found["work" if name == "status" else name] or "" for name in _PLAN}
        fresh = {name: said[name] for name in _PLAN if name in said and (said[name] or "") != held[name]}
        if fresh:
            self.session.assign(card, **fresh)
        return self._say("assign" if fresh else "assign_none", title=self._title(found))

    def comment(self, card: str, text: str) -> str:
        """Keep a comment on a card."""
        self.session.comment(card, text)
        return self._say("comment", title=self._title(self.session.card(card)))

    # ---- stages ----

    def move_stage(self, stage: str, before: str | None = None) -> str:
        """Move a stage."""
        self.session.move_stage(stage, before=before)
        ids = [each["id"] for each in self.session.stages]
        return self._say("move_stage", stage=self._stage(stage), at=ids.index(stage) + 1, of=len(ids))

    def rename_stage(self, stage: str, name: Mapping[str, str]) -> str:
        """Give a stage another name."""
        self.session.rename_stage(stage, name=dict(name))
        return self._say("rename_stage", stage=self._stage(stage))

    def revise_stage(self, stage: str, **said: Mapping[str, str]) -> str:
        """Save what differs of name, question and definition in the languages of the study."""
        found = next((each for each in self.session.stages if each["id"] == stage), {})
        fresh = {}
        for name in _WORDS:
            held = found.get(name) or {}
            differs = {lang: text for lang, text in said.get(name, {}).items() if text != held.get(lang, "")}
            if differs:
                fresh[name] = differs
        if fresh:
            self.session.rename_stage(stage, **fresh)
        return self._say("rename_stage" if fresh else "stage_none", stage=self._stage(stage))

    def add_stage(self, name: str, before: str | None = None, question: str = "", definition: str = "") -> str:
        """Add a stage."""
        more = {"question": question, "definition": definition}
        told = {key: {self.language: text} for key, text in more.items() if text}
        self.made = self.session.add_stage({self.language: name}, before=before, **told)
        return self._say("add_stage", stage=self._stage(self.made))

    def merge_stages(self, into: str, stages: Sequence[str]) -> str:
        """Merge stages into one of them."""
        others = [self._stage(each) for each in stages]
        self.session.merge_stages(into, list(stages))
        act = "merge_stages_1" if len(others) == 1 else "merge_stages"
        return self._say(act, n=len(others), other="".join(others[:1]), stage=self._stage(into))

    def order_steps(self, stage: str, step_ids: Sequence[str]) -> str:
        """Put the steps of a stage in another order."""
        self.session.order_steps(stage, list(step_ids))
        return self._say("order_steps", stage=self._stage(stage))

    # ---- small ----

    def _flag(self, act: str, card: str) -> str:
        getattr(self.session, act)(card)
        return self._say(act, title=self._title(self.session.card(card)))

    def _flag_stage(self, act: str, stage: str) -> str:
        getattr(self.session, act)(stage)
        return self._say(act, stage=self._stage(stage))

    def _step(self, act: str) -> str:
        if getattr(self.session, act)() is None:
            return self._notes[f"nothing_to_{act}"]
        # Undoing is an act as well: the last one, told in the language of the view.
        what = self.session.told(self.language)["what"].iloc[-1]
        return what[:1].upper() + what[1:] + ("。" if self.language == "zh" else ".")

    def _title(self, card: Mapping[str, Any]) -> str:
        return card["titles"].get(self.language) or card["title"]

    def _stage(self, stage: str) -> str:
        names = {each["id"]: each["name"] for each in self.session.stages}
        return in_language(names.get(stage, {}), self.language) or stage

    def _say(self, act: str, **said: Any) -> str:
        return self._notes[f"done_{act}"].format(**said)
