"""The board: the draft journey as stages and cards, in the hands of the mapping team, by mouse and by keyboard.

The view holds no card. A drag, a key or a click becomes a message; the session commits the act as an event, and only
then is what changed sent, so that a board of hundreds of cards draws anew only the cards that differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from cjm_research.codes.codebook import Codebook
from cjm_research.errors import CjmError, UnknownNameError
from cjm_research.review.board.refusals import Refusal, UnknownRefusal
from cjm_research.widgets.board_acts import BoardActs
from cjm_research.widgets.board_notes import HELP
from cjm_research.widgets.board_opened import opened_card, opened_stage
from cjm_research.widgets.board_page import page_of
from cjm_research.widgets.board_screen import Sheet, card_of, frame_of, orphan_of
from cjm_research.widgets.board_words import BOARD_WORDS

if TYPE_CHECKING:
    from cjm_research.review.board.session import BoardSession

MANY = 60
"""Cards that differ from the board as it was last sent whole, above which it is sent whole again."""

_STATIC = Path(__file__).parent / "static"
SCRIPTS = (
    "elements.js",
    "board_parts.js",
    "board_card.js",
    "board_curve.js",
    "board_grid.js",
    "board_fields.js",
    "board_pane.js",
    "board_drag.js",
    "board.js",
    "board_acts.js",
    "board_keys.js",
    "board_render.js",
)
STYLES = ("view.css", "board.css", "board_pane.css")


class BoardView(anywidget.AnyWidget):
    """A view over a session on the board; show it as the last line of a cell.

    Parameters
    ----------
    session : BoardSession
        The session that changes cards and stages and saves.
    language : {"en", "zh"}, optional
        The language of buttons and names; that of the session by default. What people said stays as it is.
    codebook : Codebook, optional
        Names of sub-types; the shipped ones by default.

    Raises
    ------
    UnknownNameError
        If the view does not speak that language.
    """

    _esm = "\n".join((_STATIC / name).read_text("utf-8") for name in SCRIPTS)
    _css = "\n".join((_STATIC / name).read_text("utf-8") for name in STYLES)

    words = traitlets.Dict().tag(sync=True)
    language = traitlets.Unicode("en").tag(sync=True)
    whole = traitlets.Dict().tag(sync=True)
    change = traitlets.Dict().tag(sync=True)
    opened = traitlets.Dict().tag(sync=True)

    def __init__(self, session: BoardSession, language: str | None = None, codebook: Codebook | None = None) -> None:
        language = language or session.languages[0]
        if language not in BOARD_WORDS:
            raise UnknownNameError(f"The views do not speak {language!r}. Known: {', '.join(sorted(BOARD_WORDS))}.")
        self.session = session
        self._codebook = codebook or Codebook.framework()
        self._acts = BoardActs(session, language)
        self._open, self._serial = ("", ""), 0
        self._looks = {
            "open": self._open_card,
            "open_stage": lambda stage: self._open_one("stage", stage),
            "close": lambda: self._open_one("", ""),
            "refresh": session.refresh,
            "recount": session.recount,
        }
        words = BOARD_WORDS[language]
        help_lines = [[keys, words[name]] for keys, name in HELP]
        super().__init__(words={**words, "help_lines": help_lines}, language=language)
        self._draw("")
        self.on_msg(self._receive)

    def act(self, act: str, **said: Any) -> None:
        """Do what a drag, a key or a button does; a refusal is shown in place.

        Parameters
        ----------
        act : str
            What to see: "open" (card), "open_stage" (stage), "close", "refresh", "recount". Of cards: "move" (card,
            stage, before, lane), "rename" (card, title), "merge" (into, cards), "split" (card, segment_ids, title),
            "hide", "show", "remove" (card), "pin" (card, on), "write" (stage, lane, title, intended, answers),
            "assign" (card, owner, status, due, value, difficulty), "comment" (card, text). Of stages: "move_stage"
            (stage, before), "rename_stage" (stage, name), "revise_stage" (stage, name, question, definition),
            "add_stage" (name, before, question, definition), "merge_stages" (into, stages), "hide_stage",
            "show_stage" (stage), "order_steps" (stage, step_ids). And "undo", "redo".
        **said
            As named above.
        """
        known = {**self._looks, **self._acts.known}
        try:
            if act not in known:
                raise UnknownNameError(f"No act of the board is called {act!r}. Known: {', '.join(known)}.")
            note = self._looks[act](**said) if act in self._looks else self._acts.do(act, said)
        except (Refusal, UnknownRefusal) as err:
            self._draw(err.told(self.language), failed=True)
        except CjmError as err:
            self._draw(str(err), failed=True)
        else:
            # What only looks says nothing, and leaves standing what was said of the last act.
            self._draw(note or "", is_quiet=act in self._looks)

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """Return the view, and beside it a plain table for where no kernel runs."""
        shown = super()._repr_mimebundle_(**options)
        if shown is None:
            return None
        data, about = shown if isinstance(shown, tuple) else (shown, {})
        return {**data, "text/html": page_of(self._sheet(), self.language)}, about

    def __repr__(self) -> str:
        n = sum(len(stage["cards"]) for stage in self.session.data["stages"])
        return f"BoardView({len(self.session.data['stages'])} stages, {n} cards, coder={self.session.coder!r})"

    def _receive(self, _widget: Any, message: Mapping[str, Any], _buffers: Any) -> None:
        self.act(**message)

    def _open_card(self, card: str) -> None:
        self.session.refresh()
        self._open_one("card", self.session.card(card)["id"])

    def _open_one(self, kind: str, which: str) -> None:
        self._open = (kind, which)

    # ---- what is sent ----

    def _sheet(self) -> Sheet:
        return Sheet(self.session.data, self.language, tuple(self.session.languages), self._codebook)

    def _draw(self, note: str, failed: bool = False, is_quiet: bool = False) -> None:
        sheet = self._sheet()
        orphans = [orphan_of(each, self.language) for each in self.session.state.orphans]
        frame = {**frame_of(sheet), "orphans": orphans}
        cards = {
            card["id"]: card_of(sheet, card, stage["id"]) for stage in sheet.data["stages"] for card in stage["cards"]
        }
        opened = self._opened(sheet, cards, frame)
        if opened is None:
            self._open, opened = ("", ""), {}
            note, is_quiet = note or self.words["gone"], False
        self._serial += 1
        steps = {name: bool(getattr(self.session, name)) for name in ("can_undo", "can_redo", "outdated")}
        told = {"note": note, "failed": failed, "is_quiet": is_quiet, "made": self._acts.made, **steps}
        # One message with all that changed: the screen never shows a board and a card of different moments.
        with self.hold_sync():
            changed = self._differing(cards)
            if not self.whole or len(changed) > MANY:
                self.whole = {**frame, "cards": cards, "number": self._serial}
                changed = {}
            board = {name: value for name, value in frame.items() if value != self.whole[name]}
            gone = [each for each in self.whole["cards"] if each not in cards]
            said = {"of": self.whole["number"], "serial": self._serial, "board": board, "cards": changed, "gone": gone}
            self.opened = opened
            self.change = {**said, **told}

    def _differing(self, cards: Mapping[str, Any]) -> dict[str, Any]:
        held = self.whole.get("cards", {})
        return {each: card for each, card in cards.items() if held.get(each) != card}

    def _opened(self, sheet: Sheet, cards: Mapping[str, Any], frame: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return what is opened, {} if nothing is, None if what was is gone."""
        kind, which = self._open
        if not kind:
            return {}
        if kind == "card":
            return opened_card(self.session, sheet, which) if which in cards else None
        is_there = any(stage["id"] == which for stage in frame["stages"])
        return opened_stage(self.session, sheet, which) if is_there else None
