"""A file that came back, difference by difference: tick what holds, take it over; nothing else is changed.

What clashes with the map, or is merely missing in the file, is never ticked by "all": it takes a tick of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import ipywidgets as widgets

from cjm_research.errors import CjmError, UnknownNameError
from cjm_research.widgets.exchange_words import EXCHANGE_WORDS
from cjm_research.widgets.keys import with_own_keys

if TYPE_CHECKING:
    from cjm_research.exports.edits.reading import EditsReading


class Comparing(Protocol):
    """What the view needs of a study's edits."""

    def read(self, path: str | Path, base: str | Path | None = None, language: str | None = None) -> EditsReading:
        """Read a file and return what it would change."""
        ...

    def accept(self, reading: EditsReading, items: Sequence[str], by: str) -> Any:
        """Take differences over and return what became of them."""
        ...


class EditsView(widgets.VBox):
    """A view that reads an edited file and takes over what is ticked; show it as the last line of a cell.

    Parameters
    ----------
    edits : EditsBack
        ``study.edits``.
    by : str
        Who takes differences over; can be typed in the view.
    file : str or Path
        Read at once if it is given.
    language : {"en", "zh"}
        The language of labels and differences.

    Raises
    ------
    UnknownNameError
        If the view does not speak that language.
    """

    def __init__(self, edits: Comparing, by: str = "", file: str | Path = "", language: str = "en") -> None:
        if language not in EXCHANGE_WORDS:
            raise UnknownNameError(f"The views do not speak {language!r}. Known: {', '.join(sorted(EXCHANGE_WORDS))}.")
        self._edits, self.language, self._words = edits, language, EXCHANGE_WORDS[language]
        self.reading: EditsReading | None = None
        self.ticks: dict[str, widgets.Checkbox] = {}
        self.file = widgets.Text(
            value=str(file), description=self._words["file"], placeholder=self._words["file_hint"],
            style={"description_width": "initial"}, layout=widgets.Layout(width="480px"),
        )  # fmt: skip
        self.by = widgets.Text(
            value=by, description=self._words["by"], style={"description_width": "initial"},
            layout=widgets.Layout(width="180px"),
        )  # fmt: skip
        self.buttons = {name: self._button(name) for name in ("read", "tick_all", "tick_none", "take")}
        self.list, self.rest, self.said = widgets.VBox(), widgets.HTML(), widgets.HTML()
        below = widgets.HBox([self.buttons[name] for name in ("tick_all", "tick_none", "take")])
        top = widgets.HBox([self.file, self.buttons["read"], self.by])
        super().__init__([top, self.said, self.list, below, self.rest])
        with_own_keys(self)
        if file:
            self.read()

    def __repr__(self) -> str:
        return f"EditsView({len(self.ticks)} differences)"

    def _button(self, name: str) -> widgets.Button:
        button = widgets.Button(description=self._words[name], layout=widgets.Layout(width="auto"))
        button.on_click(lambda _button: getattr(self, name)())
        return button

    # ---- acts ----

    def read(self) -> None:
        """Read the file that is named and list its differences."""
        if not self.file.value.strip():
            self._say(self._words["no_file"], wrong=True)
            return
        self._say(self._words["reading"])
        try:
            self.reading = self._edits.read(self.file.value.strip(), language=self.language)
        except CjmError as err:
            self.reading = None
            self._say(str(err), wrong=True)
        else:
            self._say(self.reading.told()[0])
        self._draw()

    def tick_all(self) -> None:
        """Tick what neither clashes nor has to be asked for by itself."""
        try:
            wanted = {one.item for one in self.reading.chosen("all")} if self.reading else set()
        except CjmError as err:
            told = getattr(err, "told", None)
            self._say(told(self.language) if callable(told) else str(err), wrong=True)
            return
        for item, tick in self.ticks.items():
            tick.value = item in wanted

    def tick_none(self) -> None:
        """Take all ticks away."""
        for tick in self.ticks.values():
            tick.value = False

    def take(self) -> None:
        """Take over what is ticked, one committed event each, and list what is left."""
        chosen = [item for item, tick in self.ticks.items() if tick.value]
        if not self.by.value.strip() or not chosen or self.reading is None:
            self._say(self._words["nothing_ticked" if self.by.value.strip() else "nobody"], wrong=True)
            return
        try:
            done = self._edits.accept(self.reading, chosen, self.by.value.strip())
        except CjmError as err:
            self._say(str(err), wrong=True)
            return
        self.reading = self._edits.read(self.file.value.strip(), language=self.language)
        self._draw()
        self._say("\n".join(done.told()))

    # ---- what is shown ----

    def _draw(self) -> None:
        self.ticks = {}
        lines = self.reading.told()[1:] if self.reading else []
        items = {one.item for one in self.reading.differences} if self.reading else set()
        shown, rest = [], []
        for line in lines:
            item, _, told = line.partition("  ")
            if item in items:
                tick = widgets.Checkbox(
                    value=False, description=told.strip(), indent=False, layout=widgets.Layout(width="100%")
                )
                self.ticks[item] = tick
                shown.append(tick)
            else:
                rest.append(line)
        self.list.children = tuple(shown)
        self.rest.value = "".join(f"<p>{escape(line)}</p>" for line in rest)

    def _say(self, text: str, wrong: bool = False) -> None:
        lines = "<br>".join(escape(line) for line in text.splitlines())
        colour = "color:var(--jp-error-color1,#b3261e)" if wrong else ""
        self.said.value = f"<p role='status' style='{colour}'>{lines}</p>"
