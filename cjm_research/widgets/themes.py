"""The theme browser: the list of themes at the left, the open theme with its segments at the right, and the keyboard.

The view holds no theme. A key press or a drag becomes a message; the session commits the act as an event, and only then
is the screen sent anew. The list keeps its order until a person sorts or searches it, so that nothing jumps under their
hands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from cjm_research.errors import CjmError, StudyError, UnknownNameError
from cjm_research.schema import FAMILIES
from cjm_research.widgets.theme_screen import SORTS, Sheet, opened, order, rows, shelf
from cjm_research.widgets.theme_words import HELP, THEME_WORDS

if TYPE_CHECKING:
    from cjm_research.review.themes.session import ThemeSession

PAGE = 100
"""Segments of the open theme that are sent at first, and how many more at each asking."""

_STATIC = Path(__file__).parent / "static"
_SCRIPTS = ("elements.js", "marks.js", "theme_parts.js", "theme_pane.js", "theme_hands.js", "themes.js")


class ThemesView(anywidget.AnyWidget):
    """A view over a theme session; show it as the last line of a cell.

    Parameters
    ----------
    session : ThemeSession
        The session that changes themes and saves.
    language : {"en", "zh"}
        The language of buttons and of names that there are in several languages; quotes stay as they were said.

    Raises
    ------
    UnknownNameError
        If the view does not speak that language.
    """

    _esm = "\n".join((_STATIC / name).read_text("utf-8") for name in _SCRIPTS)
    _css = _STATIC / "themes.css"

    words = traitlets.Dict().tag(sync=True)
    language = traitlets.Unicode("en").tag(sync=True)
    shelf = traitlets.Dict().tag(sync=True)
    chosen = traitlets.Dict().tag(sync=True)
    open_theme = traitlets.Dict().tag(sync=True)
    names = traitlets.List().tag(sync=True)
    answer = traitlets.Dict().tag(sync=True)

    def __init__(self, session: ThemeSession, language: str = "en") -> None:
        if language not in THEME_WORDS:
            raise UnknownNameError(f"The views do not speak {language!r}. Known: {', '.join(sorted(THEME_WORDS))}.")
        self.session = session
        self._order: list[str] = []
        self._kept: set[str] = set()
        self._found: set[str] | None = None
        self._open, self._part, self._n_shown, self._serial = "", -1, PAGE, 0
        self._looks = {
            "search": lambda text: self._choose(text=text),
            "family": lambda family: self._choose(family=_known(family, ("", *FAMILIES), "family")),
            "sort": lambda sort: self._choose(sort=_known(sort, SORTS, "order of themes")),
            "hidden": lambda is_shown: self._choose(hidden=bool(is_shown)),
            "open": self._open_one,
            "part": self._open_part,
            "more": self._more,
        }
        self._acts = {
            "rename": self._rename,
            "merge": self._merge,
            "split": self._split,
            "split_by_subthemes": self._split_by_subthemes,
            "move": self._move,
            "also": self._also,
            "new": self._new,
            "memo": self._memo,
            "undo": lambda: self._step("undo"),
            "redo": lambda: self._step("redo"),
            **{act: partial(self._mark, act) for act in ("pin", "unpin", "hide", "show")},
        }
        words = {**THEME_WORDS[language], "help_lines": [THEME_WORDS[language][f"help_{name}"] for name in HELP]}
        chosen = {"text": "", "family": "", "sort": SORTS[0], "hidden": False}
        super().__init__(words=words, language=language, chosen=chosen)
        self._draw("")
        self.on_msg(self._receive)

    def act(self, act: str, **said: Any) -> None:
        """Do what a key, a button or a drag does; an error of the study is shown in place.

        Parameters
        ----------
        act : str
            What to see: "search" (text), "family" (family), "sort" (sort), "hidden" (is_shown), "open" (theme_id),
            "part" (subtheme), "more". What to change: "rename" (theme_id, titles), "merge" (theme_ids, into), "split"
            (theme_id, segment_ids, title), "split_by_subthemes" (theme_id), "move" (segment_ids, to), "also"
            (segment_ids, theme_id), "new" (family, segment_ids, title), "pin", "unpin", "hide", "show" (theme_id),
            "memo" (theme_id, text), "undo", "redo".
        **said
            As named above.
        """
        known = {**self._looks, **self._acts}
        try:
            note = known[_known(act, tuple(known), "act")](**said)
        except CjmError as err:
            self._draw(str(err), failed=True)
        else:
            self._draw(note or "")

    def __repr__(self) -> str:
        return f"ThemesView({self.session!r})"

    def _receive(self, _widget: Any, message: Mapping[str, Any], _buffers: Any) -> None:
        self.act(**message)

    # ---- what to see ----

    def _choose(self, **said: Any) -> None:
        chosen = {**self.chosen, **said}
        text = chosen["text"].strip()
        self._found = set(self.session.find(text)["theme_id"]) if text else None
        # Only here the list is put in order again; an act of the person leaves every theme at its place.
        self._order, self._kept, self.chosen = [], set(), chosen

    def _open_one(self, theme_id: str) -> None:
        if theme_id not in set(self.session.themes["theme_id"]):
            raise StudyError("That theme is no longer there; it was merged, split or undone. Choose another.")
        if theme_id != self._open:
            self._open, self._part, self._n_shown = theme_id, -1, PAGE

    def _open_part(self, subtheme: int) -> None:
        self._part, self._n_shown = int(subtheme), PAGE

    def _more(self) -> None:
        self._n_shown += PAGE

    # ---- what to change: the session first ----

    def _rename(self, theme_id: str, titles: Mapping[str, str]) -> str:
        self.session.rename(theme_id, {language: title for language, title in titles.items() if title.strip()})
        return self._done("rename")

    def _merge(self, theme_ids: Sequence[str], into: str) -> str:
        self.session.merge(into, [each for each in theme_ids if each != into])
        self._open_one(into)
        return self._done("merge", title=self._title(into))

    def _split(self, theme_id: str, segment_ids: Sequence[str], title: str) -> str:
        self.session.split(theme_id, [list(segment_ids)], [title])
        return self._done("split")

    def _split_by_subthemes(self, theme_id: str) -> str:
        self.session.split_by_subthemes(theme_id)
        return self._done("split")

    def _move(self, segment_ids: Sequence[str], to: str) -> str:
        self.session.move(list(segment_ids), to)
        return self._done("move", n=len(segment_ids), title=self._title(to))

    def _also(self, segment_ids: Sequence[str], theme_id: str) -> str:
        for segment_id in segment_ids:
            self.session.also(segment_id, theme_id)
        return self._done("also", n=len(segment_ids), title=self._title(theme_id))

    def _new(self, family: str, segment_ids: Sequence[str], title: str) -> str:
        self.session.new(family, list(segment_ids), title)
        return self._done("new", title=title)

    def _mark(self, act: str, theme_id: str) -> str:
        getattr(self.session, act)(theme_id)
        if act == "hide":
            self._kept.add(theme_id)
        return self._done(act)

    def _memo(self, theme_id: str, text: str) -> str:
        self.session.memo(theme_id, text)
        return self._done("memo")

    def _step(self, act: str) -> str:
        if getattr(self.session, act)() is None:
            return self._words[f"nothing_to_{act}"]
        # Undoing is an act as well: the last one, told in the language of the view.
        what = self.session.told(self.language)["what"].iloc[-1]
        return what[:1].upper() + what[1:] + ("。" if self.language == "zh" else ".")

    # ---- what is sent ----

    @property
    def _words(self) -> dict[str, str]:
        return THEME_WORDS[self.language]

    def _done(self, act: str, **said: Any) -> str:
        return self._words[f"done_{act}"].format(**said)

    def _title(self, theme_id: str) -> str:
        return Sheet.of(self.session, self.language).title(theme_id)

    def _draw(self, note: str, failed: bool = False) -> None:
        sheet = Sheet.of(self.session, self.language)
        lines = rows(sheet)
        self._order = self._held(lines)
        if self._open not in lines:
            self._open, self._part = "", -1
        self._serial += 1
        # One message with all that changed: the screen never shows a list and a theme of different moments.
        with self.hold_sync():
            self.shelf = shelf(
                lines, [each for each in self._order if each in lines], self.chosen["family"], self._found,
                self.chosen["hidden"], self._kept,
            )  # fmt: skip
            self.open_theme = opened(sheet, self._open, self._part, self._n_shown) if self._open else {}
            self.names = [[line["theme_id"], line["family"], line["title"], line["rest"]] for line in lines.values()]
            # The serial number makes every answer a change, so that the screen knows it may take keys again.
            self.answer = {"serial": self._serial, "note": note, "failed": failed}

    def _held(self, lines: Mapping[str, Mapping[str, Any]]) -> list[str]:
        """Return the order that is shown, with what is new behind the theme it came from; the gone keep their place."""
        fresh = [each for each in order(lines, self.chosen["sort"]) if each not in set(self._order)]
        if not self._order:
            return fresh
        held = list(self._order)
        if self._found is not None:
            self._found.update(fresh)
        for theme_id in reversed(fresh):
            family = lines[theme_id]["family"]
            near = self._open if self._open in lines and lines[self._open]["family"] == family else ""
            same = [each for each in held if each in lines and lines[each]["family"] == family]
            beside = near or (same[0] if same else "")
            # The segments without a theme stay last in their family.
            after = bool(beside) and not lines[beside]["rest"]
            held.insert(held.index(beside) + after if beside else len(held), theme_id)
        return held


def _known(name: str, known: Sequence[str], what: str) -> str:
    if name not in known:
        raise UnknownNameError(f"No {what} is called {name!r}. Known: {', '.join(each for each in known if each)}.")
    return name
