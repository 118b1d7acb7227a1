"""Who belongs to which theme, how nearly, to which others as well, and what stays outside.

Each segment lives in one theme and may belong to others with a weight. What no theme took is offered with its nearest
theme and the distance to it, never dropped; how many of these would join at which reach is shown before anybody
chooses. Where a person put a segment, the machine adds no second theme.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cjm_research import schema
from cjm_research.errors import SchemaError
from cjm_research.themes.law.edits import rest_id
from cjm_research.themes.vectors import ENOUGH, one_thread, unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cjm_research.settings import Themes

REACHES = (0.25, 0.1, 0.05, 0.02, 0.01, 0.0)
"""Reaches that `assign_rest` compares; 0 = all join."""

_BLOCK = 4096  # segments compared with all themes at a time; 200 themes of doubles are then 7 MB
_SECOND = 2  # further themes a segment may belong to by machine
_DIGITS = 9  # sums in another order differ behind these


@dataclass(frozen=True)
class Middles:
    """The middles of the themes of one family.

    Attributes
    ----------
    theme_ids : tuple of str
        Sorted.
    vectors : ndarray of shape (n_themes, n_dims)
        Unit length.
    shared : ndarray of shape (n_dims,)
        What all segments of the family have in common; taken from each before it is compared, for themes are found
        without it too.
    """

    theme_ids: tuple[str, ...]
    vectors: NDArray
    shared: NDArray

    def own(self, vectors: NDArray, places: NDArray) -> NDArray:
        """Return those rows of `vectors` without what the family shares, at unit length."""
        return unit(np.asarray(vectors[places], dtype=np.float64) - self.shared)

    def nearness(self, vectors: NDArray, places: NDArray) -> NDArray:
        """Return the cosine of those rows of `vectors` to each middle, shape (n_places, n_themes)."""
        found = np.empty((len(places), len(self.theme_ids)))
        for at in range(0, len(places), _BLOCK):
            block = self.own(vectors, places[at : at + _BLOCK])
            found[at : at + _BLOCK] = (block @ self.vectors.T).round(_DIGITS)
        return found


def memberships(homes: pd.DataFrame, segment_ids: Sequence[str], vectors: NDArray, settings: Themes) -> pd.DataFrame:
    """Return who belongs to which theme, with weights.

    A segment belongs to a second theme if its weight there is at least `settings.also` times its weight at home and
    at least what is typical (the median) of those who live there; two more themes at most.

    Parameters
    ----------
    homes : DataFrame
        Columns family, segment_id, theme_id, subtheme, rest (whether that theme is the left-over of its family), by
        (the person who put it there, else ""), and, if people gave second themes, home (False for those).
    segment_ids : sequence of str
        The segment of each row of `vectors`.
    vectors : ndarray of shape (n_segments, n_dims)
        Unit length, centred by language.
    settings : settings.Themes
        Its `also`.

    Returns
    -------
    DataFrame
        Contract "members", sorted. `weight` is the cosine to the middle of the theme, after what all of the family
        share is taken away; rows of a left-over have the `nearest` theme and `distance`, 1 − cosine to its middle
        (0–2).

    Raises
    ------
    SchemaError
        If a segment has no vector, or two homes in one family.
    """
    rows = _rows(homes, segment_ids)
    with one_thread():
        parts = [_family(part, vectors, settings) for _, part in rows.groupby("family", sort=True)]
    if not parts:
        return schema.empty("members")
    members = pd.concat(parts, ignore_index=True)[list(schema.CONTRACTS["members"].columns)]
    return members.sort_values(["theme_id", "segment_id"], ignore_index=True)


def middles(rows: pd.DataFrame, vectors: NDArray) -> Middles:
    """Return the middle of each theme: the mean of those who live in it, at unit length.

    Parameters
    ----------
    rows : DataFrame
        Columns theme_id and place (row of `vectors`): everybody who lives in a theme or the left-over of one family,
        in the order of segment ids.
    vectors : ndarray of shape (n_segments, n_dims)
        Unit length, centred by language.
    """
    groups = [(str(theme), part.to_numpy()) for theme, part in rows.groupby("theme_id", sort=True)["place"]]
    shared = _shared(vectors, rows["place"].to_numpy())
    found = Middles(tuple(theme for theme, _ in groups), np.zeros((0, vectors.shape[1])), shared)
    if not groups:
        return found
    return replace(found, vectors=unit(np.vstack([_sum(found, vectors, places) for _, places in groups])))


def without_itself(weights: NDArray) -> NDArray:
    """Return how near each member of a theme is to the middle of the others.

    In a small theme each member pulls the middle to itself; compared with a stranger its weight is too high. Of unit
    vectors with sum S the weights add up to the length of S, so no vectors are needed.

    Parameters
    ----------
    weights : ndarray of shape (n_members,)
        Cosine of each to the middle of all, itself included.

    Returns
    -------
    ndarray of shape (n_members,)
        Cosine to the middle of the others; 1 for a member that is alone.

    Examples
    --------
    >>> pair = np.array([[1.0, 0.0], [0.8, 0.6]])
    >>> without_itself(pair @ unit(pair.sum(axis=0, keepdims=True))[0]).round(3).tolist()
    [0.8, 0.8]
    """
    if len(weights) < 2:
        return np.ones(len(weights))
    length = float(weights.sum())
    others = np.sqrt(np.maximum(length**2 - 2 * weights * length + 1, 0.0))
    apart = others > 10.0**-_DIGITS
    return np.where(apart, (weights * length - 1) / np.where(apart, others, 1.0), -1.0).round(_DIGITS)


def floors(members: pd.DataFrame, reach: float) -> pd.Series:
    """Return, for each theme, the nearness from which a stranger joins it.

    Parameters
    ----------
    members : DataFrame
        Contract "members".
    reach : float
        Share of a theme's own members that lie farther off than its floor, 0–1; 0 = everybody joins.

    Returns
    -------
    Series of float
        Cosine by theme_id; −1 where everybody joins.
    """
    living = members[members["home"].eq(True) & ~is_left_over(members)].sort_values(["theme_id", "segment_id"])
    groups = living.groupby("theme_id", sort=True)["weight"]
    if reach <= 0:
        return groups.size() * 0.0 - 1.0
    return groups.apply(lambda own: float(np.quantile(without_itself(own.to_numpy(dtype=float)), reach)))


def joining(members: pd.DataFrame, reach: float) -> pd.DataFrame:
    """Return the left-over segments that are within reach of their nearest theme.

    Returns
    -------
    DataFrame
        Columns family, segment_id, theme_id (the one it would join) and distance, nearest first.
    """
    left = _left(members)
    floor = left["nearest"].map(floors(members, reach))
    near = left[(1 - left["distance"]).round(_DIGITS) >= floor]
    near = near.drop(columns="theme_id").rename(columns={"nearest": "theme_id"})
    return near.sort_values(["family", "distance", "segment_id"], ignore_index=True)[
        ["family", "segment_id", "theme_id", "distance"]
    ]


def assign_rest(members: pd.DataFrame, segments: pd.DataFrame, reaches: Sequence[float] = REACHES) -> pd.DataFrame:
    """Return what would happen to the left-over at each reach; nothing is moved.

    Parameters
    ----------
    members, segments : DataFrame
        Their contracts.
    reaches : sequence of float
        As `settings.reach`: a segment joins its nearest theme unless it is farther off than all but this share of the
        theme's own. 0 = all join.

    Returns
    -------
    DataFrame
        A row per family that has a left-over, and reach: family, reach, n_rest (segments left over now), n_assigned
        (of these, how many would join a theme), n_people (people behind those), share (of the family's segments in a
        theme afterwards, 0–1), gained (dict of theme_id to segments it would gain).
    """
    left = _left(members)
    lived = members[members["home"].eq(True)].groupby("family")["segment_id"].nunique()
    person = segments.set_index("segment_id")["case_id"]
    found = []
    for reach in reaches:
        join = joining(members, reach)
        for family, rest in left.groupby("family", sort=True):
            own = join[join["family"] == family]
            stay = len(rest) - len(own)
            found.append(
                {
                    "family": family,
                    "reach": float(reach),
                    "n_rest": len(rest),
                    "n_assigned": len(own),
                    "n_people": int(own["segment_id"].map(person).nunique()),
                    "share": 1 - stay / lived[family],
                    "gained": {theme: int(n) for theme, n in sorted(own["theme_id"].value_counts().items())},
                }
            )
    columns = ["family", "reach", "n_rest", "n_assigned", "n_people", "share", "gained"]
    frame = pd.DataFrame(found, columns=columns)
    return frame.sort_values(["family", "reach"], ascending=[True, False], ignore_index=True)


def unassigned(
    members: pd.DataFrame, segments: pd.DataFrame, themes: pd.DataFrame, language: str = "en"
) -> pd.DataFrame:
    """Return the left-over segments to read, nearest to a theme first.

    Parameters
    ----------
    members, segments, themes : DataFrame
        Their contracts.
    language : {"en", "zh"}
        Of the nearest theme's name, where it has one in that language.

    Returns
    -------
    DataFrame
        Columns family, segment_id, case_id, text, nearest (theme_id), nearest_title, distance (0–2; NaN where the
        family has no theme at all).
    """
    rest = set(themes.loc[themes["rest"].eq(True), "theme_id"]) if "rest" in themes.columns else set()
    left = members[members["theme_id"].isin(rest) & members["home"].eq(True)]
    left = left.merge(segments[["segment_id", "case_id", "text"]], on="segment_id")
    titles = _titles(themes, language)
    left["nearest_title"] = left["nearest"].map(titles).fillna("")
    left["distance"] = left["distance"].astype("float64")
    columns = ["family", "segment_id", "case_id", "text", "nearest", "nearest_title", "distance"]
    return left.sort_values(["distance", "family", "segment_id"], ignore_index=True)[columns]


def _titles(themes: pd.DataFrame, language: str) -> dict[str, str]:
    """Return the name of each theme in the language, or the one it is shown by."""
    own = themes["titles"] if "titles" in themes.columns else [{}] * len(themes)
    return {
        theme: (titles or {}).get(language) or title
        for theme, title, titles in zip(themes["theme_id"], themes["title"], own, strict=True)
    }


def _rows(homes: pd.DataFrame, segment_ids: Sequence[str]) -> pd.DataFrame:
    rows = homes.assign(home=homes["home"].astype(bool) if "home" in homes.columns else True)
    rows = rows.sort_values(["family", "segment_id", "home", "theme_id"], ignore_index=True)
    rows["place"] = pd.Index(segment_ids).get_indexer(rows["segment_id"])
    lost = rows.loc[rows["place"] < 0, "segment_id"]
    if len(lost):
        raise SchemaError(
            f"{lost.nunique()} segments of themes have no vector among the {len(segment_ids)} given, first "
            f"{lost.iloc[0]}. Embed the segments of the same study."
        )
    twice = rows[rows["home"]].duplicated(["family", "segment_id"])
    if twice.any():
        first = rows[rows["home"]][twice].iloc[0]
        raise SchemaError(
            f"{int(twice.sum())} segments live in two themes of one family, first {first['segment_id']} "
            f"({first['family']}). Keep one home and set home=False for the others."
        )
    return rows


def _family(rows: pd.DataFrame, vectors: NDArray, settings: Themes) -> pd.DataFrame:
    lives = rows[rows["home"]].reset_index(drop=True)
    own = middles(lives, vectors)
    rest = set(lives.loc[lives["rest"].astype(bool), "theme_id"])
    real = np.array([theme not in rest for theme in own.theme_ids], dtype=bool)
    near = own.nearness(vectors, lives["place"].to_numpy())
    at = pd.Index(own.theme_ids).get_indexer(lives["theme_id"])
    lives = lives.assign(weight=near[np.arange(len(lives)), at], nearest="", distance=np.nan)
    near[:, ~real] = -np.inf  # nobody is near to a left-over
    outside = lives["theme_id"].isin(rest).to_numpy()
    if real.any() and outside.any():
        first = near[outside].argmax(axis=1)
        lives.loc[outside, "nearest"] = np.array(own.theme_ids, dtype=object)[first]
        lives.loc[outside, "distance"] = (1 - near[outside, first]).round(_DIGITS)
    given = _given(rows, lives, own, near)
    return pd.concat([lives, given, *_seconds(lives, given, own, near, settings.also)], ignore_index=True)


def _given(rows: pd.DataFrame, lives: pd.DataFrame, own: Middles, near: NDArray) -> pd.DataFrame:
    """Return the second themes that people gave, with their weights; where nobody lives there is no middle."""
    line = pd.Index(lives["segment_id"]).get_indexer(rows["segment_id"])
    at = pd.Index(own.theme_ids).get_indexer(rows["theme_id"])
    kept = ~rows["home"].to_numpy() & (line >= 0) & (at >= 0) & np.isfinite(near[line, at])
    kept &= rows["theme_id"].to_numpy() != lives["theme_id"].to_numpy()[line]
    return rows[kept].assign(weight=near[line[kept], at[kept]], nearest="", distance=np.nan, subtheme=-1)


def _seconds(lives: pd.DataFrame, given: pd.DataFrame, own: Middles, near: NDArray, also: float) -> list[pd.DataFrame]:
    """Return the rows of further themes, nearest first, that pass the rule of `memberships`."""
    at = pd.Index(own.theme_ids).get_indexer(lives["theme_id"])
    weight = lives["weight"].to_numpy()
    typical = pd.Series(weight).groupby(at).median().reindex(range(len(own.theme_ids))).to_numpy()
    # Where a person spoke, the machine has nothing to add; what is left over is offered, not given away.
    spoken = set(given["segment_id"])
    free = (lives["nearest"] == "") & (lives["by"] == "") & ~lives["segment_id"].isin(spoken)
    passes = (near >= also * weight[:, None]) & (near >= typical) & free.to_numpy()[:, None] & np.isfinite(near)
    passes[np.arange(len(lives)), at] = False
    found = []
    for _ in range(_SECOND):
        line = np.flatnonzero(passes.any(axis=1))
        best = np.where(passes[line], near[line], -np.inf).argmax(axis=1)
        themes = np.array(own.theme_ids, dtype=object)[best]
        found.append(lives.iloc[line].assign(theme_id=themes, weight=near[line, best], home=False, subtheme=-1))
        passes[line, best] = False
    return [part for part in found if len(part)]


def is_left_over(members: pd.DataFrame) -> pd.Series:
    """Tell which rows are of a family's left-over; where there is no theme at all they have no distance either."""
    return members["distance"].notna() | (members["theme_id"] == members["family"].map(rest_id))


def _left(members: pd.DataFrame) -> pd.DataFrame:
    left = members[members["home"].eq(True) & members["distance"].notna()]
    return left.astype({"distance": "float64"})


def _shared(vectors: NDArray, places: NDArray) -> NDArray:
    """Return the mean of a family's rows; nothing of a few, nor where they are all one and the same."""
    nothing = np.zeros(vectors.shape[1])
    if len(places) < ENOUGH:
        return nothing
    plain = Middles((), np.zeros((0, vectors.shape[1])), nothing)
    mean = _sum(plain, vectors, places)[0] / len(places)
    # Of unit rows that are all the same the mean is as long as they are.
    return nothing if np.linalg.norm(mean) > 1 - 10.0**-_DIGITS else mean


def _sum(own: Middles, vectors: NDArray, places: NDArray) -> NDArray:
    total = np.zeros((1, vectors.shape[1]))
    for at in range(0, len(places), _BLOCK):
        total += own.own(vectors, places[at : at + _BLOCK]).sum(axis=0)
    return total
