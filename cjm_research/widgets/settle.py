"""The settling view: the words, the readings side by side, the ground; by keyboard or mouse.

The view decides nothing: what is chosen is sent to the session, which commits it, and only then the next disagreement
is shown. The machine's suggestion is not in the page until it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from cjm_research.errors import CjmError, UnknownNameError
from cjm_research.widgets.settle_screen import legend, screen_of, value_name
from cjm_research.widgets.settle_words import GROUND_KEYS, SETTLE_WORDS

if TYPE_CHECKING:
    from cjm_research.review.coding.page import Suggestion
    from cjm_research.review.double.adjudication import SettleSession

_STATIC = Path(__file__).parent / "static"


class SettleView(anywidget.AnyWidget):
    """A view over a session of settling; show it as the last line of a cell.

    Parameters
    ----------
    session : SettleSession
        The session that decides and saves.
    language : {"en", "zh"}
        The language of buttons and names; what people said and noted stays as it is.

    Raises
    ------
    UnknownNameError
        If the view does not speak that language.
    """

    _esm = "\n".join((_STATIC / name).read_text("utf-8") for name in ("elements.js", "settle.js"))
    _css = _STATIC / "settle.css"

    words = traitlets.Dict().tag(sync=True)
    language = traitlets.Unicode("en").tag(sync=True)
    legend = traitlets.Dict().tag(sync=True)
    screen = traitlets.Dict().tag(sync=True)

    def __init__(self, session: SettleSession, language: str = "en") -> None:
        if language not in SETTLE_WORDS:
            raise UnknownNameError(f"The views do not speak {language!r}. Known: {', '.join(sorted(SETTLE_WORDS))}.")
        self.session = session
        self._serial = 0
        self._revealed: Suggestion | str | None = None
        self._acts = {
            "decide": self._decide,
            "skip": self._skip,
            "undo": lambda: self._step("undo", "undone"),
            "redo": lambda: self._step("redo", "redone"),
            "move": lambda step: session.move(int(step)),
            "show": session.show,
            "machine": self._machine,
            "note": self._note,
        }
        words = {**SETTLE_WORDS[language], "ground_keys": " ".join(GROUND_KEYS.values())}
        super().__init__(words=words, language=language, legend=legend(session.codebook, language))
        self._draw("")
        self.on_msg(self._receive)

    def act(self, act: str, **said: Any) -> None:
        """Do what a key or a button does; an error of the study is shown in place.

        Parameters
        ----------
        act : str
            "decide" (value, ground, words), "skip", "undo", "redo", "move" (step), "show" (order, of), "machine",
            "note" (words, code).
        **said
            As named above.
        """
        before = self._place()
        try:
            if act not in self._acts:
                raise UnknownNameError(f"No act of settling is called {act!r}. Known: {', '.join(self._acts)}.")
            note = self._acts[act](**said)
        except CjmError as err:
            self._draw(str(err), failed=True)
        else:
            if self._place() != before:
                self._revealed = None
            self._draw(note or "")

    def __repr__(self) -> str:
        return f"SettleView({self.session!r})"

    def _receive(self, _widget: Any, message: Mapping[str, Any], _buffers: Any) -> None:
        self.act(**message)

    def _decide(self, value: str, ground: str, words: str = "") -> str:
        item = self.session.current
        self.session.decide(value, ground, words)
        name = value_name(item.kind, value, self.session.codebook, self.language)
        return self._words["done_decide"].format(name=name)

    def _skip(self) -> str:
        self.session.skip()
        return self._words["done_skip"]

    def _step(self, act: str, done: str) -> str:
        moved = getattr(self.session, act)()
        return self._words[done if moved else f"nothing_to_{act}"]

    def _machine(self) -> None:
        self._revealed = self.session.suggestion() or ""

    def _note(self, words: str, code: str = "") -> str:
        self.session.codebook_note(words, code)
        names = {each["id"]: each["name"] for each in self.legend["codes"]}
        return self._words["done_note"].format(name=names.get(code or self.session.current.kind, code))

    @property
    def _words(self) -> dict[str, str]:
        return SETTLE_WORDS[self.language]

    def _place(self) -> tuple[str, str] | None:
        item = self.session.current
        return None if item is None else (item.segment_id, item.kind)

    def _draw(self, note: str, failed: bool = False) -> None:
        self._serial += 1
        # The serial number makes every answer a change, so that the screen knows it may take keys again.
        told = {"note": note, "failed": failed, "serial": self._serial}
        self.screen = {**screen_of(self.session, self.language, self._revealed), **told}
