"""The review of replacements: each place with its context, a button to replace and one to leave.

The view holds no decision: a button hands one place to the study, which saves it and reads the file anew, and the rows
are then taken from a new report. Originals are hidden until somebody asks for them, and hidden again in a new view.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Protocol

import ipywidgets as widgets

from cjm_research.errors import CjmError, UnknownNameError
from cjm_research.widgets.words import WORDS

if TYPE_CHECKING:
    import pandas as pd

ROWS = 12
"""Places on a page."""
_FILTERS = ("possible", "made", "accepted", "undone", "")
_QUIET = "color:var(--jp-ui-font-color2,#57606a)"
_MARK = "border-bottom:2px solid #d55e00;font-weight:600"


class Report(Protocol):
    """What the view needs of a report: its rows."""

    table: pd.DataFrame


class Study(Protocol):
    """What the view needs of a study."""

    def privacy(self, show: bool = False) -> Report:
        """Return the report; with ``show`` the originals stand in it."""
        ...

    def accept_replacements(self, rows: Any) -> Any:
        """Say that places are right, or are to be replaced."""
        ...

    def undo_replacement(self, document_id: str, start: int) -> Any:
        """Put the original words back at a place."""
        ...


class PrivacyView(widgets.VBox):
    """A view over the replacements of a study; show it as the last line of a cell.

    Parameters
    ----------
    study : Study
        The study that decides and saves.
    language : {"en", "zh"}
        The language of buttons; the text stays as it is.

    Raises
    ------
    UnknownNameError
        If the view does not speak that language.
    """

    def __init__(self, study: Study, language: str = "en") -> None:
        if language not in WORDS:
            raise UnknownNameError(f"The views do not speak {language!r}. Known: {', '.join(sorted(WORDS))}.")
        self._study, self._words, self._page = study, WORDS[language], 0
        self._language = language
        options = [(self._words[f"privacy_{name or 'all'}"], name) for name in _FILTERS]
        self.filter = widgets.Dropdown(options=options, value="possible", description=self._words["privacy_which"])
        self.show = widgets.ToggleButton(value=False, description=self._words["privacy_show"])
        self.count = widgets.HTML()
        self.message = widgets.HTML()
        self.rows = [_Row(self, self._words) for _ in range(ROWS)]
        self.back = widgets.Button(description=self._words["back"])
        self.on = widgets.Button(description=self._words["on"])
        self.back.on_click(lambda _: self._turn(-1))
        self.on.on_click(lambda _: self._turn(1))
        self.filter.observe(lambda _: self._first_page(), names="value")
        self.show.observe(lambda _: self._read(), names="value")
        head = widgets.HBox([self.filter, self.show, self.count])
        super().__init__([head, *self.rows, widgets.HBox([self.back, self.on]), self.message])
        self._read()

    def replace(self, place: tuple[str, int]) -> None:
        """Say that the words at a place are to be replaced: a possible miss is, a replacement counts as looked at."""
        self._act(lambda: self._study.accept_replacements([place]), "privacy_replaced")

    def leave(self, place: tuple[str, int]) -> None:
        """Say that the words at a place stay, or come back, as they were said."""
        self._act(lambda: self._study.undo_replacement(*place), "privacy_left")

    def _act(self, act: Any, said: str) -> None:
        try:
            act()
        except CjmError as err:
            self._tell(str(err), failed=True)
        else:
            self._read()
            self._tell(self._words[said])

    def _tell(self, text: str, failed: bool = False) -> None:
        look = "color:var(--jp-error-color1,#b3261e)" if failed else _QUIET
        self.message.value = f"<p role='status' lang='{self._language}' style='margin:4px 0;{look}'>{escape(text)}</p>"

    def _read(self) -> None:
        try:
            self._table = self._study.privacy(show=self.show.value).table
        except CjmError as err:
            self.show.value = False
            self._tell(str(err), failed=True)
            return
        self._tell("")
        self._draw()

    def _first_page(self) -> None:
        self._page = 0
        self._draw()

    def _turn(self, step: int) -> None:
        self._page += step
        self._draw()

    def _draw(self) -> None:
        rows = self._table
        rows = rows[rows["status"] == self.filter.value] if self.filter.value else rows
        pages = max(1, -(-len(rows) // ROWS))
        self._page = min(max(self._page, 0), pages - 1)
        page = list(rows.iloc[self._page * ROWS : (self._page + 1) * ROWS].itertuples(index=False))
        for at, row in enumerate(self.rows):
            row.draw(page[at] if at < len(page) else None)
        told = self._words["privacy_count"].format(n=f"{len(rows):,}", page=self._page + 1, pages=pages)
        self.count.value = f"<span style='{_QUIET};font-variant-numeric:tabular-nums'>{escape(told)}</span>"
        self.back.disabled, self.on.disabled = self._page == 0, self._page == pages - 1
        if not len(self._table):
            self._tell(self._words["privacy_nothing"])

    def __repr__(self) -> str:
        return f"PrivacyView({len(self._table)} places)"


class _Row(widgets.HBox):
    """One place; the same widgets serve every page, so that nothing jumps and the focus stays where it is."""

    def __init__(self, view: PrivacyView, words: dict[str, str]) -> None:
        self._words = words
        self.place: tuple[str, int] | None = None
        self.words = widgets.HTML(layout=widgets.Layout(flex="1 1 auto"))
        small = widgets.Layout(width="96px", flex="0 0 auto")
        self.replace = widgets.Button(description=words["privacy_replace"], layout=small)
        self.leave = widgets.Button(description=words["privacy_leave"], layout=small)
        self.replace.on_click(lambda _: self.place and view.replace(self.place))
        self.leave.on_click(lambda _: self.place and view.leave(self.place))
        super().__init__([self.words, self.replace, self.leave], layout=widgets.Layout(align_items="center"))

    def draw(self, row: Any) -> None:
        """Show one row of the report's table, or nothing."""
        self.layout.display = "none" if row is None else ""
        self.place = None if row is None else (row.document_id, int(row.start))
        if row is None:
            return
        self.replace.disabled = row.status == "accepted"
        self.leave.disabled = row.status == "undone"
        what = f"{row.original} → {row.pseudonym}" if row.pseudonym else row.original
        status = self._words[f"privacy_{row.status}"]
        facts = " · ".join(part for part in (row.document, row.place, row.kind, status) if part)
        # Buttons that all say "Replace" are told apart by what they would replace.
        self.replace.tooltip = f"{self._words['privacy_replace']}: {facts}"
        self.leave.tooltip = f"{self._words['privacy_leave']}: {facts}"
        self.words.value = (
            f"<p style='margin:4px 0;line-height:1.45'><span style='{_QUIET};font-size:11px'>{escape(facts)}</span><br>"
            f"…{escape(row.before)}<span style='{_MARK}'>{escape(what)}</span>{escape(row.after)}…</p>"
        )
