"""The survey grid: a table of answers that shows only the rows on the screen, and codes many at once by keyboard.

The view holds no verdict. What is selected lives in the browser; a key sends the numbers of the rows it is meant for,
the session commits one act, and only then do the chips change. Coding never reorders or hides a row under the hand:
rows that no longer fit the filter stay until somebody filters again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from cjm_research.errors import CjmError, UnknownNameError
from cjm_research.review.grid.session import Done, GridSession, Look
from cjm_research.widgets.grid_screen import code_names, first_columns, rows_on, sheet_of, state_of
from cjm_research.widgets.grid_words import GRID_WORDS
from cjm_research.widgets.legend import legend

_STATIC = Path(__file__).parent / "static"
_SCRIPTS = ("elements.js", "grid_parts.js", "grid_frame.js", "grid.js")
_PAGE = 60
"""Rows sent together when nothing is known of the screen yet."""
_ACTS = ("rows", "look", "ask", "columns", "toggle", "accept", "reject", "same", "undo", "redo")


class GridView(anywidget.AnyWidget):
    """A view over a grid session; show it as the last line of a cell.

    Parameters
    ----------
    session : GridSession
        The session that decides and saves.
    language : {"en", "zh"}
        Of buttons and code names; what people said stays as it is.

    Raises
    ------
    UnknownNameError
        If the view does not speak that language.
    """

    _esm = "\n".join((_STATIC / name).read_text("utf-8") for name in _SCRIPTS)
    _css = _STATIC / "grid.css"

    words = traitlets.Dict().tag(sync=True)
    legend = traitlets.Dict().tag(sync=True)
    language = traitlets.Unicode("en").tag(sync=True)
    sheet = traitlets.Dict().tag(sync=True)
    order = traitlets.List().tag(sync=True)
    screen = traitlets.Dict().tag(sync=True)

    def __init__(self, session: GridSession, language: str = "en") -> None:
        if language not in GRID_WORDS:
            raise UnknownNameError(f"The views do not speak {language!r}. Known: {', '.join(sorted(GRID_WORDS))}.")
        self.session, self._look, self._serial, self._layout = session, Look(), 0, 0
        self._laid = session.rows
        self._columns = first_columns(session)
        keys = legend(session.codebook, language)
        self._names = code_names(keys)
        super().__init__(words=GRID_WORDS[language], legend=keys, language=language)
        self._filter()
        self.sheet = sheet_of(session, self._columns)
        self._show("rows", (0, _PAGE))
        self.on_msg(self._receive)

    def act(self, act: str, window: Sequence[int] = (0, _PAGE), **said: Any) -> None:
        """Do what a key, a button or a change of the filter does.

        Parameters
        ----------
        act : str
            "rows" (send a page), "look" (``look``: the fields of `Look`), "ask" (``question``, ``unit``), "columns"
            (``names``), "toggle" (``code``, ``rows``), "accept", "reject" (``rows``), "same" (``rows``: one), "undo",
            "redo".
        window : (int, int)
            The places in the order that are on the screen, half-open.
        **said
            What else the act needs.
        """
        try:
            told = self._do(act, said)
        except CjmError as err:
            told = {"note": str(err), "failed": True}
        self._show(act, window, **told)

    def __repr__(self) -> str:
        return f"GridView({self.session!r})"

    def _receive(self, _widget: Any, message: Mapping[str, Any], _buffers: Any) -> None:
        self.act(**message)

    def _do(self, act: str, said: Mapping[str, Any]) -> dict[str, Any]:
        if act == "look":
            told = {name: value for name, value in said["look"].items() if value is not None}
            self._look = Look(**told)
            self._filter()
        elif act == "ask":
            self.session.ask(said["question"], said.get("unit"))
            self._look = Look()
            held = [name for name in self._columns if name in self.session.closed]
            self._columns = held or first_columns(self.session)
        elif act == "columns":
            self._columns = [name for name in self.session.closed if name in said["names"]]
            self.sheet = {**self.sheet, "columns": self._columns}
        elif act == "same":
            numbers = [row.number for row in self.session.alike(self.session.rows[said["rows"][0]])]
            held = set(self.order)
            numbers = [number for number in numbers if number in held]
            return {"select": numbers, "note": self._say("did_same", n=self._answers(len(numbers)))}
        elif act in ("toggle", "accept", "reject", "undo", "redo"):
            return {"note": self._code(act, said)}
        elif act != "rows":
            raise UnknownNameError(f"The grid does nothing called {act!r}. Known: {', '.join(_ACTS)}.")
        return {"note": ""} if act != "rows" else {}

    def _code(self, act: str, said: Mapping[str, Any]) -> str:
        session = self.session
        if act in ("undo", "redo"):
            done = session.undo() if act == "undo" else session.redo()
            return self._say(f"nothing_to_{act}") if done is None else self._told(f"did_{act}", done)
        ids = [each for number in said["rows"] for each in session.rows[number].segment_ids]
        if not ids:
            return self._say("only_silent")
        if act != "toggle":
            return self._told(f"did_{act}", session.accept(ids) if act == "accept" else session.reject(ids))
        code = said["code"]
        kind, _, value = code.partition("/")
        value = value or kind.removeprefix("code:")
        # As with one key in the review: where all carry it by the person's word, it is taken off.
        if all(session.said(each).get(kind) == value for each in ids):
            return self._told("did_remove", session.code(ids, remove=[code]), self._names[code][0])
        own = [value] if kind.startswith("code:") else []
        return self._told("did_code", session.code(ids, {} if own else {kind: value}, own), self._names[code][0])

    def _filter(self) -> None:
        self.order = [row.number for row in self.session.look(self._look)]

    def _stale(self) -> int:
        """Return how many rows stand on the screen although they fit the filter no more."""
        if self._look.coded is None and not self._look.code:
            return 0
        return len(set(self.order) - {row.number for row in self.session.look(self._look)})

    def _show(self, act: str, window: Sequence[int], **told: Any) -> None:
        # The serial number makes every answer a change, so that the screen knows it may take keys again.
        self._serial += 1
        if self.session.rows is not self._laid:
            # Another question, or somebody cut segments: the numbers of rows mean others now.
            self._laid, self._layout, self._look = self.session.rows, self._layout + 1, Look()
            self._filter()
            self.sheet = sheet_of(self.session, self._columns)
        first, last = max(0, int(window[0])), min(len(self.order), int(window[1]))
        rows = [self.session.rows[number] for number in self.order[first:last]]
        screen = {"serial": self._serial, "layout": self._layout, "act": act, "first": first}
        screen["rows"] = rows_on(self.session, rows, self._columns, self._names)
        if act != "rows" or self._serial == 1:
            screen |= {"state": state_of(self.session), "stale": self._stale(), "columns": self._columns}
        self.screen = {**screen, **told}

    def _told(self, key: str, done: Done, name: str = "") -> str:
        if done.event_id is None:
            return self._say("unchanged")
        changed = set(done.segment_ids)
        n_rows = sum(not changed.isdisjoint(row.segment_ids) for row in self.session.rows)
        if not n_rows:
            return self._say(
                key, name=name, n=self._say("elsewhere_1" if len(changed) == 1 else "elsewhere", n=len(changed))
            )
        segments = self._say("segments", n=len(changed)) if len(changed) != n_rows else ""
        return self._say(key, name=name, n=self._answers(n_rows) + segments)

    def _answers(self, n: int) -> str:
        noun = "answers" if self.session.unit == "answer" else "pieces"
        return self._say(f"{noun}_1" if n == 1 else noun, n=n)

    def _say(self, key: str, **values: Any) -> str:
        return GRID_WORDS[self.language][key].format(**values)
