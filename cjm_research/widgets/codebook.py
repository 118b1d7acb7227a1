"""The codebook editor: the tree of codes at the left, the open code in both languages at the right, and the keyboard.

The view holds no codebook. A key press or a click becomes a message; the session commits the act as an event, and only
then is the screen sent anew. What is being written stays in its fields until it is saved or discarded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from cjm_research.codes.editing_words import Refusal
from cjm_research.codes.own_code import OWN
from cjm_research.errors import CjmError, UnknownNameError
from cjm_research.widgets import codebook_screen as screen
from cjm_research.widgets.codebook_words import BOOK_HELP, BOOK_WORDS

if TYPE_CHECKING:
    from cjm_research.review.codebook.session import CodebookSession

PAGE = 100
"""Segments of the open code that are sent at first, and how many more at each asking."""

_STATIC = Path(__file__).parent / "static"
_SCRIPTS = ("elements.js", "codebook_parts.js", "codebook_pages.js", "codebook.js", "codebook_hands.js")
_RULES = ("include", "exclude", "examples")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


class CodebookView(anywidget.AnyWidget):
    """A view over a codebook session; show it as the last line of a cell.

    Parameters
    ----------
    session : CodebookSession
        The session that changes the codebook and saves.
    language : {"en", "zh"}
        The language of buttons, and of names that there are in both.

    Raises
    ------
    UnknownNameError
        If the view does not speak that language.
    """

    _esm = "\n".join((_STATIC / name).read_text("utf-8") for name in _SCRIPTS)
    _css = _STATIC / "codebook.css"

    words = traitlets.Dict().tag(sync=True)
    language = traitlets.Unicode("en").tag(sync=True)
    palette = traitlets.List().tag(sync=True)
    tree = traitlets.List().tag(sync=True)
    open_code = traitlets.Dict().tag(sync=True)
    history = traitlets.List().tag(sync=True)
    compared = traitlets.Dict().tag(sync=True)
    answer = traitlets.Dict().tag(sync=True)

    def __init__(self, session: CodebookSession, language: str = "en") -> None:
        if language not in BOOK_WORDS:
            raise UnknownNameError(f"The views do not speak {language!r}. Known: {', '.join(sorted(BOOK_WORDS))}.")
        self.session = session
        self._open, self._n_shown, self._serial = "", PAGE, 0
        self._pair: tuple[int, int] | None = None
        self._acts = {
            "open": self._open_one,
            "more": self._more,
            "refresh": self.session.refresh,
            "compare": self._compare,
            "add": self._add,
            "revise": self._revise,
            "move": self._move,
            "merge": self._merge,
            "split": self._split,
            "retire": lambda code: self._plain("retire", code),
            "bring_back": lambda code: self._plain("bring_back", code),
            "remove": lambda code: self._plain("remove", code),
            "recolor": self._recolor,
            "pick": self._pick,
            "restore": self._restore,
            "undo": lambda: self._step("undo"),
            "redo": lambda: self._step("redo"),
        }
        words = {**BOOK_WORDS[language], "help_lines": [BOOK_WORDS[language][name] for name in BOOK_HELP]}
        super().__init__(words=words, language=language, palette=screen.palette(language))
        self._draw("")
        self.on_msg(self._receive)

    def act(self, act: str, **said: Any) -> None:
        """Do what a key or a button does; an error of the study is shown in place.

        Parameters
        ----------
        act : str
            What to see: "open" (code), "more", "refresh", "compare" (a, b). What to change: "add" (name, place),
            "revise" (code, said, reopen), "move" (code, place), "merge" (code, into), "split" (code, name,
            segment_ids), "retire", "bring_back", "remove" (code), "recolor" (code, color), "pick" (code, segment_id),
            "restore" (number), "undo", "redo". A place is a family, an own code or "".
        **said
            As named above.
        """
        try:
            if act not in self._acts:
                raise UnknownNameError(f"No act is called {act!r}. Known: {', '.join(self._acts)}.")
            note = self._acts[act](**said)
        except Refusal as err:
            self._draw(err.told(self.language), failed=True)
        except CjmError as err:
            self._draw(str(err), failed=True)
        else:
            fault = self.session.file_fault
            self._draw(" ".join(filter(None, (note, fault))), failed=bool(fault))

    def __repr__(self) -> str:
        return f"CodebookView({self.session!r})"

    def _receive(self, _widget: Any, message: Mapping[str, Any], _buffers: Any) -> None:
        self.act(**message)

    # ---- what to see ----

    def _open_one(self, code: str) -> None:
        self.session.refresh()
        self._open, self._n_shown = code, PAGE

    def _more(self) -> None:
        self._n_shown += PAGE

    def _compare(self, a: int, b: int) -> None:
        self._pair = (int(a), int(b))

    # ---- what to change: the session first ----

    def _add(self, name: str, place: str) -> str:
        new = self.session.add(name, "zh" if _HAN.search(name) else "en", **self._place(place))
        self._open_one(OWN + new)
        return self._done("add", name=name.strip())

    def _revise(self, code: str, said: Mapping[str, Mapping[str, str]], reopen: bool | None = None) -> str:
        """Save the fields that were written in, lines of rules and examples as lists."""
        whole = {
            language: {part: text.splitlines() if part in _RULES else text for part, text in parts.items()}
            for language, parts in said.items()
        }
        self.session.revise(code, whole, reopen)
        return self._done("revise")

    def _move(self, code: str, place: str) -> str:
        self.session.move(code, **self._place(place))
        return self._done("move")

    def _merge(self, code: str, into: str) -> str:
        self.session.merge(code, into)
        self._open_one(into)
        return self._done("merge", name=self._title(into))

    def _split(self, code: str, name: str, segment_ids: Sequence[str]) -> str:
        self.session.split(code, {name: list(segment_ids)}, "zh" if _HAN.search(name) else "en")
        return self._done("split", name=name.strip())

    def _plain(self, act: str, code: str) -> str:
        getattr(self.session, act)(code)
        return self._done(act)

    def _recolor(self, code: str, color: str) -> str:
        self.session.recolor(code, color)
        return self._done("recolor")

    def _pick(self, code: str, segment_id: str) -> str:
        self.session.pick_example(code, segment_id)
        return self._done("pick")

    def _restore(self, number: int) -> str:
        self.session.restore(int(number))
        return self._done("restore", name=str(number))

    def _step(self, act: str) -> str:
        if getattr(self.session, act)() is None:
            return self._words[f"nothing_to_{act}"]
        # Undoing is an act as well: the last one, told in the language of the view.
        what = self.session.told(self.language)["what"].iloc[-1]
        return what[:1].upper() + what[1:] + ("。" if self.language == "zh" else ".")

    # ---- what is sent ----

    @property
    def _words(self) -> dict[str, str]:
        return BOOK_WORDS[self.language]

    def _done(self, act: str, **said: Any) -> str:
        return self._words[f"done_{act}"].format(**said)

    def _title(self, code: str) -> str:
        return next((row["name"] for row in screen.tree(self.session, self.language) if row["code"] == code), code)

    def _place(self, place: str) -> dict[str, str]:
        if place.startswith(OWN):
            return {"parent": place.removeprefix(OWN)}
        return {"family": place} if place in self.session.book.families() else {}

    def _draw(self, note: str, failed: bool = False) -> None:
        rows = screen.tree(self.session, self.language)
        if self._open not in {row["code"] for row in rows if row["kind"] != "group"}:
            note = note or (self._words["gone"] if self._open else "")
            self._open = ""
        self._serial += 1
        # One message with all that changed: the screen never shows a tree and a code of different moments.
        with self.hold_sync():
            self.tree = rows
            self.open_code = screen.opened(self.session, self._open, self.language, self._n_shown) if self._open else {}
            self.history = screen.acts(self.session, self.language)
            self.compared = self._compared()
            steps = {"can_undo": self.session.can_undo, "can_redo": self.session.can_redo}
            # The serial number makes every answer a change, so that the screen knows it may take keys again.
            self.answer = {"serial": self._serial, "note": note, "failed": failed, **steps}

    def _compared(self) -> dict[str, Any]:
        listed = screen.versions(self.session, self.language)
        if len(listed) < 2:
            return {"versions": listed, "a": 0, "b": 0, "rows": []}
        a, b = self._pair or (listed[1]["number"], listed[0]["number"])
        return {"versions": listed, "a": a, "b": b, "rows": screen.differences(self.session, a, b, self.language)}
