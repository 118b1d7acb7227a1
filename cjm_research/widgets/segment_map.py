"""The map of segments: what is said alike lies near, a lasso lists the quotes, and what is listed can be moved.

Places are for looking only; nothing is counted from them. Where the map stands over a theme session, a move goes to the
session first and is drawn only when it is committed; over plain frames the map only shows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from html import escape
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from cjm_research.errors import CjmError, SchemaError, UnknownNameError
from cjm_research.schema import FAMILIES
from cjm_research.widgets.keys import OwnKeys
from cjm_research.widgets.map_figure import MapFigure
from cjm_research.widgets.theme_screen import ThemeFrames
from cjm_research.widgets.theme_words import THEME_WORDS

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.review.themes.session import ThemeSession

LISTED = 200
"""Quotes that are listed at most; of the rest the number is said."""

_NEW = "new"


class MapLooks(OwnKeys):
    """An empty view that brings the map's style sheet and leaves the keys pressed on the map to it."""

    _css = Path(__file__).parent / "static" / "segment_map.css"


class SegmentMap(widgets.VBox):
    """A map of the segments of one family at a time; show it as the last line of a cell.

    Parameters
    ----------
    session : ThemeSession or mapping
        A session, so that what is selected can be moved; or the frames "themes", "members" and "segments", to look at.
    points : DataFrame
        ``segment_id``, ``x``, ``y``: a place for every segment, as `themes.layout.layout` gives them.
    language : {"en", "zh"}
        Of labels and of names that there are in several languages; quotes stay as they were said.

    Raises
    ------
    UnknownNameError
        If the view does not speak that language.
    SchemaError
        If the points lack a column.
    """

    def __init__(
        self, session: ThemeSession | Mapping[str, pd.DataFrame], points: pd.DataFrame, language: str = "en"
    ) -> None:
        if language not in THEME_WORDS:
            raise UnknownNameError(f"The views do not speak {language!r}. Known: {', '.join(sorted(THEME_WORDS))}.")
        missing = [column for column in ("segment_id", "x", "y") if column not in points.columns]
        if missing:
            raise SchemaError(
                f"The points of the map lack the columns {', '.join(missing)}. A row is a segment's place."
            )
        self._moves = hasattr(session, "move")
        self.session: ThemeFrames = session if self._moves else SimpleNamespace(**session)
        self._words, self.selected = THEME_WORDS[language], []
        self.map = MapFigure(points, language)
        self.map.on_selection(self.select)
        self._build(language)
        super().__init__([self._top, widgets.HBox([self.map.figure, self._side]), MapLooks()])
        self.add_class("cjm-map")
        self.add_class("cjm-keys")
        self._draw()

    def select(self, segment_ids: Collection[str]) -> None:
        """Select segments of the family that is shown and list what was said; others are left out."""
        place = set(segment_ids)
        self.selected = [each for each in self.map.segment_ids if each in place]
        self.map.mark(self.selected)
        self._list()

    def move(self, to: str = "", title: str = "") -> None:
        """Move what is selected to a theme, or to a new one of that title; an error of the study is shown in place."""
        words = self._words
        try:
            if to:
                self.session.move(list(self.selected), to)
                note = words["map_moved"].format(n=len(self.selected), title=self.map.titles[to])
            else:
                self.session.new(self.family.value, list(self.selected), title.strip())
                note = words["map_made"].format(title=title.strip())
        except CjmError as err:
            self._say(str(err), failed=True)
            return
        self.name.value = ""
        self.selected = []
        self._draw()
        self._say(note)

    def __repr__(self) -> str:
        return f"SegmentMap({self.session!r}, {len(self.map.segment_ids)} segments shown)"

    def _build(self, language: str) -> None:
        words = self._words
        held = set(self.session.themes["family"])
        families = [(words[family], family) for family in FAMILIES if family in held]
        self.family = widgets.ToggleButtons(options=families, style={"button_width": "auto"})
        self.theme = widgets.Dropdown(layout=widgets.Layout(width="auto", max_width="360px"))
        self.count = widgets.HTML()
        self.quotes = widgets.HTML(layout=widgets.Layout(height="392px", overflow="auto"))
        self.to = widgets.Dropdown(layout=widgets.Layout(flex="1 1 auto", width="auto"))
        self.name = widgets.Text(placeholder=words["map_name"], layout=widgets.Layout(width="auto"))
        self.button = widgets.Button(description=words["map_act"], disabled=True, layout=widgets.Layout(width="auto"))
        self.note = widgets.HTML()
        self._top = widgets.HBox([self.family, self.theme])
        acts = widgets.VBox([widgets.HBox([self.to, self.button]), self.name])
        acts.layout.display = "" if self._moves else "none"
        self._side = widgets.VBox(
            [self.count, self.quotes, acts, self.note],
            layout=widgets.Layout(flex="1 1 320px", min_width="240px", padding="0 0 0 16px"),
        )
        self.family.observe(lambda _change: self._draw(), names="value")
        self.theme.observe(lambda _change: self._choose(), names="value")
        self.to.observe(lambda _change: self._allow(), names="value")
        self.name.observe(lambda _change: self._allow(), names="value")
        self.button.on_click(lambda _button: self._press())

    def _draw(self) -> None:
        words, family = self._words, self.family.value
        if family is None:
            self._say(words["no_themes"])
            return
        self.map.draw(self.session, family)
        themes = [(f"{title} · {n}", theme_id) for theme_id, title, n in self.map.themes]
        self.theme.options = [(words["map_all"], ""), *themes]
        self.to.options = [*((title, theme_id) for theme_id, title, _n in self.map.themes), (words["map_new"], _NEW)]
        self.theme.value = ""
        self.select(())
        unplaced = self.map.n_unplaced
        self._say(words["map_unplaced"].format(n=unplaced) if unplaced else "")

    def _choose(self) -> None:
        self.select(self.map.of_theme(self.theme.value) if self.theme.value else ())

    def _list(self) -> None:
        words, rows = self._words, self.map.rows(self.selected)
        n, people = len(rows), rows["case_id"].nunique()
        said = words["map_selected"].format(n=n, people=people) if n else words["map_hint"]
        self.count.value = f"<p class='cjm-map-quiet'>{escape(said)}</p>"
        listed = "".join(_quote(row, self.map.titles) for row in rows.head(LISTED).to_dict("records"))
        more = f"<p><span>{escape(words['map_more'].format(n=n - LISTED))}</span></p>" if n > LISTED else ""
        self.quotes.value = f"<div class='cjm-map-quotes'>{listed}{more}</div>"
        self._allow()

    def _allow(self) -> None:
        is_new = self.to.value == _NEW
        self.name.layout.visibility = "visible" if is_new else "hidden"
        self.button.disabled = not self.selected or not self.to.value or (is_new and not self.name.value.strip())

    def _press(self) -> None:
        self.move(title=self.name.value) if self.to.value == _NEW else self.move(self.to.value)

    def _say(self, text: str, failed: bool = False) -> None:
        self.note.value = f"<p class='{'cjm-map-failed' if failed else 'cjm-map-quiet'}'>{escape(text)}</p>"


def _quote(row: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    facts = escape(f"{row['case_id']} · {titles.get(row['theme_id'], '')}")
    return f"<p lang='{escape(row['language'])}'>{escape(row['text'])}<br><span>{facts}</span></p>"
