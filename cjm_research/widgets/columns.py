"""What each column of a survey is: its question, how many answers, an example, and a kind that a person may change.

The view holds no decision: choosing a kind passes it to the study, which writes it down and reads the survey again;
only then the screen changes. What the study refuses is said, and the kind stays as it was.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Protocol

import ipywidgets as widgets

from cjm_research.corpora.surveys.columns import KINDS
from cjm_research.errors import CjmError, UnknownNameError
from cjm_research.widgets.keys import with_own_keys
from cjm_research.widgets.speakers import QUIET
from cjm_research.widgets.words import WORDS

if TYPE_CHECKING:
    import pandas as pd

PAGE = 40  # columns shown at a time


class Judging(Protocol):
    """What the view needs of a study."""

    def columns(self) -> pd.DataFrame:
        """Return the columns of each survey."""
        ...

    def set_column(self, source: str, column: str, kind: str) -> Any:
        """Write a column's kind down and read the survey again."""
        ...


class ColumnsView(widgets.VBox):
    """A view over the columns of a study's surveys; show it as the last line of a cell.

    Parameters
    ----------
    study : Judging
        A `Study`, or anything with ``columns()`` and ``set_column(source, column, kind)``.
    language : {"en", "zh"}
        The language of labels; questions and answers stay as they are.

    Raises
    ------
    UnknownNameError
        If the view does not speak that language.
    """

    def __init__(self, study: Judging, language: str = "en") -> None:
        if language not in WORDS:
            raise UnknownNameError(f"The views do not speak {language!r}. Known: {', '.join(sorted(WORDS))}.")
        self._study, self._language, self._words = study, language, WORDS[language]
        self._columns = study.columns()
        sources = list(dict(zip(self._columns["survey"], self._columns["source"], strict=True)).items())
        self.source = widgets.Dropdown(options=sources, description=self._words["survey_file"])
        self.page = widgets.Dropdown(description=self._words["columns_page"])
        self.note = widgets.HTML("" if sources else escape(self._words["no_surveys"]))
        self.rows = widgets.VBox()
        self.source.observe(lambda _change: self._turn_to_first(), names="value")
        self.page.observe(lambda _change: self._open(), names="value")
        super().__init__([widgets.HBox([self.source, self.page]), self.rows, self.note] if sources else [self.note])
        with_own_keys(self)
        self._turn_to_first()

    def _turn_to_first(self) -> None:
        n = len(self._mine())
        pages = [(f"{at + 1}–{min(at + PAGE, n)}", at) for at in range(0, n, PAGE)]
        self.page.layout.display = None if len(pages) > 1 else "none"
        self.page.options = pages  # the first of them is then chosen
        self._open()

    def _open(self) -> None:
        """Show the page chosen, with controls of its own."""
        self._kinds: dict[str, widgets.Dropdown] = {}
        self._facts: dict[str, widgets.HTML] = {}
        first = self.page.value or 0
        self.rows.children = [self._row(column) for column in self._mine()[first : first + PAGE]]

    def _mine(self) -> list[Any]:
        return list(self._columns[self._columns["source"] == self.source.value].itertuples())

    def _row(self, column: Any) -> widgets.HBox:
        facts = widgets.HTML(self._told(column), layout=widgets.Layout(width="62%", min_width="280px"))
        # Nobody says of a column with answers that it is empty, and an empty one may stay what it is.
        kinds = [kind for kind in KINDS if kind != "empty" or column.kind == "empty"]
        chosen = widgets.Dropdown(
            options=[(self._words[f"kind_{kind}"], kind) for kind in kinds],
            value=column.kind,
            tooltip=self._words["kind_of"].format(column=column.column),
            layout=widgets.Layout(width="200px"),
        )
        chosen.observe(lambda change, name=column.column: self._choose(name, change["new"]), names="value")
        self._kinds[column.column], self._facts[column.column] = chosen, facts
        return widgets.HBox([facts, chosen], layout=widgets.Layout(align_items="center", padding="4px 0"))

    def _told(self, column: Any) -> str:
        counted = [self._words["answers"].format(n=column.n_answers)] if column.kept else []
        # The reader gives its reasons in English; a Chinese view keeps them for who points at the column.
        why = self._words["decided"] if column.decided else column.why if self._language == "en" else ""
        parts = [*counted, *([why] if why else [])]
        if column.example:
            shown = "example" if column.kept else "shape"
            parts.append(self._words[shown].format(example=column.example))
        facts = f"<span style='{QUIET}'>{escape(' · '.join(parts))}</span>"
        name = f"<b>{escape(column.column)}</b><br>"
        return f"<div style='line-height:1.5' title='{escape(column.why, quote=True)}'>{name}{facts}</div>"

    def _choose(self, name: str, kind: str) -> None:
        stands = {column.column: column.kind for column in self._mine()}
        if stands.get(name) == kind:
            return
        self._say(self._words["working"])
        try:
            self._study.set_column(self.source.value, name, kind)
        except CjmError as err:
            self._kinds[name].value = stands[name]
            self._say(str(err), failed=True)
            return
        self._columns = self._study.columns()
        for column in self._mine():
            if column.column in self._kinds:
                self._facts[column.column].value = self._told(column)
                self._kinds[column.column].value = column.kind
        self._say(self._words["saved"])

    def _say(self, note: str, failed: bool = False) -> None:
        look = "color:var(--jp-error-color1,#b3261e)" if failed else QUIET
        self.note.value = f"<p role='status' style='{look}'>{escape(note)}</p>"
