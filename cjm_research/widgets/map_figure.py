"""The drawing of a map of segments: one point a segment, a tint and a shape a theme, the largest named at their middle.

All points are one trace, so that three hundred themes stay as light as three. A theme is told by the tint of its
family's hue and by a shape, never by colour alone, and the largest carry their names.

>>> wrapped("Nobody called before the delivery", width=16)
'Nobody called<br>before the<br>delivery'
>>> wrapped("页面老是转圈没反应", width=8)
'页面老是<br>转圈没反<br>应'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from cjm_research.plots.palette import FAMILY, INK, QUIET, tint
from cjm_research.widgets.theme_screen import Sheet, ThemeFrames
from cjm_research.widgets.theme_words import THEME_WORDS

if TYPE_CHECKING:
    import pandas as pd

MANY = 2_000
"""Above this many points they are drawn by the graphics card, and smaller."""

NAMED = 8
"""Themes that carry their name on the map, the largest first."""

_TINTS = (0.85, 0.35, 0.6, 0.12)
_SHAPES = ("circle", "square", "diamond", "triangle-up", "cross")
_FONT = '"Noto Sans", "Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif'
_ROOM, _LEAST = 0.12, 0.05  # around the points: share of their spread, and at least this much
_SIZE = (740, 560)
_HOVER = 240  # characters of a segment shown on the map; the list shows it whole
_CROWDED = 20_000  # above this many points the words on the map are shorter, so that the page stays light
_TOKEN = re.compile(r"\s+|[^\W\d_⺀-鿿]+|[\x21-\x7e]+|.", re.DOTALL)


class MapFigure:
    """A plotly figure of the segments of one family.

    Parameters
    ----------
    points : DataFrame
        ``segment_id``, ``x``, ``y``.
    language : {"en", "zh"}
        Of the names of themes.

    Attributes
    ----------
    figure : FigureWidget
        What is shown.
    segment_ids : list of str
        Of the points, in order.
    themes : list of (theme_id, title, n)
        Those drawn, the largest first; the segments without a theme last.
    titles : dict
        Theme id to title.
    n_unplaced : int
        Segments of the family that have no point.
    """

    def __init__(self, points: pd.DataFrame, language: str) -> None:
        import plotly.graph_objects as go

        self._points = points.set_index("segment_id")[["x", "y"]]
        self._rows = points[["segment_id"]].head(0).assign(theme_id="", text="", case_id="", language="")
        self._language, self._told = language, None
        self.segment_ids: list[str] = []
        self.themes: list[tuple[str, str, int]] = []
        self.titles: dict[str, str] = {}
        self.n_unplaced, self._n_drawn, self._family = 0, 0, ""
        axis = {"visible": False, "range": [-1.15, 1.15], "fixedrange": False}
        width, height = _SIZE
        self.figure = go.FigureWidget(
            layout={
                "width": width, "height": height, "dragmode": "lasso", "hovermode": "closest", "showlegend": False,
                "template": None, "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
                "margin": {"l": 8, "r": 8, "t": 40, "b": 8}, "font": {"family": _FONT, "size": 12, "color": INK},
                "xaxis": axis, "yaxis": {**axis, "scaleanchor": "x"}, "uirevision": "held",
                "hoverlabel": {"bgcolor": "#ffffff", "bordercolor": QUIET, "font": {"family": _FONT, "color": INK}},
            }
        )  # fmt: skip
        # Nothing of the figure may ask the network: no logo with a link, no sending to an outside editor.
        self.figure._config = {"displaylogo": False, "showSendToCloud": False, "modeBarButtonsToRemove": ["toImage"]}

    def on_selection(self, tell: Callable[[list[str]], None]) -> None:
        """Call `tell` with the ids of the segments that a person draws a line or a box around."""
        self._told = tell

    def draw(self, session: ThemeFrames, family: str) -> None:
        """Draw the segments of a family as the session holds them now."""
        sheet = Sheet.of(session, self._language)
        home = sheet.members[sheet.members["home"].astype(bool) & (sheet.members["family"] == family)]
        placed = home[home["segment_id"].isin(self._points.index)].sort_values("segment_id", ignore_index=True)
        self.n_unplaced = len(home) - len(placed)
        own = sheet.segments.loc[placed["segment_id"], ["text", "case_id", "language"]].reset_index(drop=True)
        self._rows = placed[["segment_id", "theme_id"]].join(own)
        self.segment_ids = placed["segment_id"].tolist()
        sizes = placed["theme_id"].value_counts()
        rest = sheet.themes["rest"].astype(bool)
        ids = sorted(sizes.index, key=lambda each: (bool(rest[each]), -sizes[each], each))
        titles = {each: sheet.title(each) for each in sheet.themes.index[sheet.themes["family"] == family]}
        self.titles, self.themes = titles, [(each, titles[each], int(sizes[each])) for each in ids]
        places = self._points.loc[self.segment_ids].to_numpy(dtype=float).reshape(-1, 2)
        looks = {each: _look(at, FAMILY[family], bool(rest[each])) for at, each in enumerate(ids)}
        self._show(places, [looks[each] for each in placed["theme_id"]], self._labels(places, ids, rest), family)
        # Only when the family changes: after an act nothing on the screen may jump.
        if family != self._family and len(places):
            self._family = family
            self._look_at(places)

    def mark(self, segment_ids: Collection[str]) -> None:
        """Show these as selected; none = all alike."""
        chosen = set(segment_ids)
        marked = [at for at, each in enumerate(self.segment_ids) if each in chosen]
        for trace in self.figure.data:
            trace.selectedpoints = marked or None

    def of_theme(self, theme_id: str) -> list[str]:
        """Return the segments of a theme that have a point."""
        return self._rows.loc[self._rows["theme_id"] == theme_id, "segment_id"].tolist()

    def rows(self, segment_ids: Sequence[str]) -> pd.DataFrame:
        """Return ``segment_id``, ``theme_id``, ``text``, ``case_id``, ``language`` of these."""
        return self._rows[self._rows["segment_id"].isin(set(segment_ids))]

    def _show(self, places: np.ndarray, looks: list[tuple[str, str, str]], labels: list[dict], family: str) -> None:
        import plotly.graph_objects as go

        fills, edges, shapes = zip(*looks, strict=True) if looks else ((), (), ())
        many = len(places) > MANY
        trace = {
            "x": places[:, 0], "y": places[:, 1], "mode": "markers", "text": self._hover(), "customdata": None,
            "hovertemplate": "%{text}<extra></extra>",
            "marker": {"size": 5 if many else 10, "color": list(fills), "symbol": list(shapes), "opacity": 1,
                       "line": {"color": list(edges), "width": 0.5 if many else 1.2}},
            "selected": {"marker": {"opacity": 1, "size": 7 if many else 13}},
            "unselected": {"marker": {"opacity": 0.25}},
        }  # fmt: skip
        words = THEME_WORDS[self._language]
        people = self._rows["case_id"].nunique()
        title = words["map_title"].format(family=words[family], n=len(places), people=people)
        self.figure.data = ()
        self.figure.add_trace((go.Scattergl if many else go.Scatter)(**trace))
        # Assigned, not updated: an update would leave labels of what was drawn before.
        self.figure.layout.annotations = labels
        self._forget_line()
        self.figure.layout.title = {"text": title, "x": 0.01, "xanchor": "left", "font": {"size": 13, "color": INK}}
        self.figure.data[0].on_selection(self._selected)
        self.figure.data[0].on_deselect(lambda _trace, _points: self._selected(_trace, None, None))

    def _look_at(self, places: np.ndarray) -> None:
        """Let the points fill the figure; the family lies in a part of the map of all."""
        low, high = places.min(axis=0), places.max(axis=0)
        room = np.maximum(_ROOM * (high - low), _LEAST)
        axes = zip((low - room).tolist(), (high + room).tolist(), strict=True)
        for axis, ends in zip(("xaxis", "yaxis"), axes, strict=True):
            self.figure.layout[axis].range = list(ends)
        self.figure.layout.uirevision = self._family

    def _forget_line(self) -> None:
        """Take away the line that a person drew; the figure here never heard of it, so it is told of one first."""
        self._n_drawn += 1
        self.figure.layout.selectionrevision = self._n_drawn
        self.figure.layout.selections = [{"type": "rect", "x0": 0, "x1": 0, "y0": 0, "y1": 0}]
        self.figure.layout.selections = ()

    def _selected(self, _trace: Any, points: Any, _selector: Any) -> None:
        if self._told is not None:
            self._told([self.segment_ids[at] for at in points.point_inds] if points is not None else [])

    def _hover(self) -> list[str]:
        longest = _HOVER if len(self._rows) <= _CROWDED else _HOVER // 4
        return [
            f"{wrapped(text if len(text) <= longest else text[:longest] + '…')}<br><i>{escape(case_id)}</i>"
            for text, case_id in zip(self._rows["text"], self._rows["case_id"], strict=True)
        ]

    def _labels(self, places: np.ndarray, ids: Sequence[str], rest: pd.Series) -> list[dict[str, Any]]:
        """Return the names of the largest themes at the middle of their points, moved apart where they overlap."""
        taken: list[tuple[float, float, float]] = []
        labels = []
        for theme_id in [each for each in ids if not rest[each]][:NAMED]:
            inside = places[(self._rows["theme_id"] == theme_id).to_numpy()]
            title = self.titles[theme_id]
            short = title if _width(title) <= 30 else _cut(title, 29) + "…"
            half = 0.022 * (_width(short) + 2)
            x = float(np.clip(np.median(inside[:, 0]), -1.15 + half, 1.15 - half))
            y = _free(x, float(np.median(inside[:, 1])), half, taken)
            taken.append((x, y, half))
            labels.append({
                "x": x, "y": y, "text": escape(short), "showarrow": False,
                "font": {"size": 12, "color": INK, "family": _FONT}, "hovertext": escape(title), "borderpad": 1,
            })  # fmt: skip
        return labels


def wrapped(text: str, width: int = 64) -> str:
    """Return the text in lines joined by ``<br>``, its markup made harmless; a 汉字 is as wide as two letters."""
    lines, line = [], ""
    for token in _TOKEN.findall(text):
        if line.strip() and _width(line + token) > width and not token.isspace():
            lines.append(line.strip())
            line = ""
        line += " " if token.isspace() else token
    return "<br>".join(escape(each) for each in [*lines, line.strip()] if each)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _cut(text: str, width: int) -> str:
    while _width(text) > width:
        text = text[:-1]
    return text.rstrip()


def _look(at: int, hue: str, is_rest: bool) -> tuple[str, str, str]:
    """Return fill, edge and shape of a theme by its rank in size."""
    if is_rest:
        return "rgba(0,0,0,0)", "#8c8c8c", "circle"
    return tint(hue, _TINTS[at % len(_TINTS)]), hue, _SHAPES[at % len(_SHAPES)]


def _free(x: float, y: float, half: float, taken: Sequence[tuple[float, float, float]]) -> float:
    for step in (0, 1, -1, 2, -2, 3, -3, 4, -4):
        at = y + 0.085 * step
        if all(abs(x - other) >= half + wide or abs(at - high) >= 0.08 for other, high, wide in taken):
            return at
    return y
