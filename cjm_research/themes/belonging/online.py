"""New segments placed in a fitted study, and whether a new theme is emerging, without fitting anew.

A new segment joins the theme whose middle is nearest, unless it lies farther off than nearly all of that theme's own;
then it joins none. New vectors are centred with the means of the fitted study, never with their own, so that one
interview about one thing is not mistaken for everything. A person's themes are not touched: nothing is moved.

Use when an interview or a few hundred answers are added. Do not use for a new wave as large as the study: fit anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cjm_research import schema
from cjm_research.errors import SchemaError
from cjm_research.themes.belonging.membership import Middles, floors, is_left_over, middles
from cjm_research.themes.belonging.placed import Placed
from cjm_research.themes.topics.clusters import smallest_theme
from cjm_research.themes.vectors import ENOUGH, one_thread, unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cjm_research.settings import Themes

_WATCH = 1 / 3
"""A segment farther off than two thirds of a theme's own is looked at as the possible start of another. Themes are
wide: of what the reach alone keeps out, hardly a new theme could be made. Measured in benchmarks/themes/online.py, on
six labelled sets: with ten of forty new texts on something new, one time in three it is seen, and one batch in six
brings a false hint; looking at half of each theme's own, or asking for three segments, finds few more and errs twice
as often."""

_FEWEST, _PEOPLE = 4, 2  # segments and people of an emerging theme
_PLENTY = 20  # segments that are always enough, however large the study and the smallest theme in it
_MOST = 4000  # segments among which groups are looked for; their distances are then 64 MB
_DIGITS = 9


@dataclass(frozen=True)
class _Family:
    """What is remembered of the themes of one family."""

    middles: Middles
    means: NDArray  # mean vectors of the themes, not at unit length: their products are mean cosines
    floor: NDArray
    watch: NDArray
    tight: float  # mean cosine of two segments of a theme, median over themes
    apart: float  # how much higher than with the nearest other theme, median over themes
    least: int
    rest: pd.DataFrame
    rest_vectors: NDArray


@dataclass(frozen=True)
class Fitted:
    """The themes of a study as they stand, ready to take new segments.

    Attributes
    ----------
    families : mapping of str to object
        Middles, floors and left-over of each family.
    languages : mapping of str to ndarray of shape (n_dims,)
        What the segments of a language share; taken from new vectors too.
    """

    families: Mapping[str, _Family] = field(repr=False)
    languages: Mapping[str, NDArray] = field(repr=False)

    @classmethod
    def of(cls, segments: pd.DataFrame, members: pd.DataFrame, vectors: NDArray, settings: Themes) -> Fitted:
        """Remember what is needed to place new segments.

        Parameters
        ----------
        segments, members : DataFrame
            Their contracts.
        vectors : ndarray of shape (n_segments, n_dims)
            Embeddings of `segments`, unit length, not centred.
        settings : settings.Themes
            Its `reach`, `min_size` and `small`.

        Raises
        ------
        SchemaError
            If rows do not match, or a member is not among the segments.
        """
        _same_rows(segments, vectors)
        order = np.argsort(segments["segment_id"].to_numpy(dtype=str), kind="stable")
        rows = segments.iloc[order].reset_index(drop=True)
        ordered, spoken = np.asarray(vectors)[order], rows["language"].to_numpy(dtype=str)
        languages = _language_means(ordered, spoken)
        centred = _centred(ordered, spoken, languages)
        home = members[members["home"].eq(True)].sort_values(["theme_id", "segment_id"], ignore_index=True)
        home = home.assign(place=pd.Index(rows["segment_id"]).get_indexer(home["segment_id"]))
        lost = home.loc[home["place"] < 0, "segment_id"]
        if len(lost):
            raise SchemaError(
                f"{len(lost)} members of themes are not among the {len(segments)} segments, first {lost.iloc[0]}. "
                "Give the segments of the same study."
            )
        with one_thread():
            families = {
                str(family): _remember(own, rows, centred, settings)
                for family, own in home.groupby("family", sort=True)
            }
        return cls(families, languages)


def place(
    segments: pd.DataFrame,
    coded: pd.DataFrame,
    vectors: NDArray,
    fitted: Fitted,
    titles: Mapping[str, str] | None = None,
    language: str = "en",
) -> Placed:
    """Place new segments into the themes there are, and look for new ones among what is far from all of them.

    Parameters
    ----------
    segments : DataFrame
        Contract "segments"; the new ones alone.
    coded : DataFrame
        Contract "coded" of these segments: the families in which each is placed.
    vectors : ndarray of shape (n_segments, n_dims)
        Their embeddings, unit length, not centred.
    fitted : Fitted
        The study before they came.
    titles : mapping of str to str, optional
        Names of the themes, for showing.
    language : {"en", "zh"}
        Of what is shown.

    Returns
    -------
    Placed
        A possible new theme is a group of at least as many segments as the smallest theme, of at least two people,
        one of them new at least; as close to each other as in the typical theme, and as much closer than to any theme
        there is as themes are from each other.

    Raises
    ------
    SchemaError
        If rows do not match.
    """
    _same_rows(segments, vectors)
    order = np.argsort(segments["segment_id"].to_numpy(dtype=str), kind="stable")
    rows = segments.iloc[order].reset_index(drop=True)
    centred = _centred(np.asarray(vectors)[order], rows["language"].to_numpy(dtype=str), fitted.languages)
    at = pd.Index(rows["segment_id"])
    placed, emerging, too_many = [], [], False
    for family, own in coded[coded["segment_id"].isin(at)].groupby("family", sort=True):
        places = np.sort(at.get_indexer(own["segment_id"]))
        known = fitted.families.get(family)
        with one_thread():
            found = _place(family, rows.iloc[places], centred, places, known)
            placed.append(found)
            if known is not None and known.middles.theme_ids:
                far = places[found["far"].to_numpy()]
                pool = pd.concat([rows.iloc[far].assign(new=True), known.rest.assign(new=False)])
                stacked = np.vstack([known.middles.own(centred, far), known.rest_vectors])
                too_many |= len(pool) > _MOST
                emerging += _groups(family, pool, stacked, known) if len(pool) <= _MOST else []
    return Placed(_placed_frame(placed), _emerging_frame(emerging), too_many, dict(titles or {}), language)


def _same_rows(segments: pd.DataFrame, vectors: NDArray) -> None:
    schema.check(segments, "segments")
    if len(segments) != len(vectors):
        raise SchemaError(
            f"{len(vectors)} embeddings were given for {len(segments)} segments. "
            "Embed the texts of the same frame, in its order."
        )


def _language_means(vectors: NDArray, languages: NDArray) -> dict[str, NDArray]:
    found = {}
    for language in np.unique(languages):
        own = languages == language
        if own.sum() >= ENOUGH:
            found[str(language)] = np.asarray(vectors[own], dtype=np.float64).mean(axis=0)
    return found


def _centred(vectors: NDArray, languages: NDArray, means: Mapping[str, NDArray]) -> NDArray:
    """Take the known mean of its language from each row; a language new to the study has its own taken."""
    fresh = _language_means(vectors, languages)
    centred = np.array(vectors, dtype=np.float64)
    for language in np.unique(languages):
        mean = means.get(str(language), fresh.get(str(language)))
        if mean is not None:
            centred[languages == language] -= mean
    return unit(centred)


def _remember(own: pd.DataFrame, rows: pd.DataFrame, centred: NDArray, settings: Themes) -> _Family:
    known, lives, left = _middles(own, centred)
    groups = [lives.loc[lives["theme_id"] == theme, "place"].to_numpy() for theme in known.theme_ids]
    means = np.array([known.own(centred, group).mean(axis=0) for group in groups]).reshape(-1, centred.shape[1])
    tight = np.array([_tightness(mean, len(group)) for mean, group in zip(means, groups, strict=True)])
    between = means @ means.T
    np.fill_diagonal(between, -np.inf)
    apart = tight - _above_none(between.max(axis=1, initial=-np.inf))
    usual = float(np.nanmedian(tight)) if np.isfinite(tight).any() else 1.0
    return _Family(
        middles=known,
        means=means,
        floor=floors(lives, settings.reach).reindex(known.theme_ids).to_numpy(dtype=float),
        watch=floors(lives, max(settings.reach, _WATCH)).reindex(known.theme_ids).to_numpy(dtype=float),
        tight=usual,
        apart=float(np.nanmedian(apart)) if len(apart) > 1 and np.isfinite(apart).any() else usual / 2,
        least=min(max(_FEWEST, settings.min_size or smallest_theme(len(own), settings.small)), _PLENTY),
        rest=rows.iloc[left],
        rest_vectors=known.own(centred, left),
    )


def _middles(own: pd.DataFrame, centred: NDArray) -> tuple[Middles, pd.DataFrame, NDArray]:
    """Return the middles of the real themes, who lives in them, and the places of those who live in none."""
    outside = is_left_over(own)
    found = middles(own.sort_values("segment_id"), centred)
    lives = own[~outside]
    real = np.isin(found.theme_ids, lives["theme_id"].unique())
    kept = tuple(theme for theme, held in zip(found.theme_ids, real, strict=True) if held)
    left = own[outside].sort_values("segment_id")["place"].to_numpy()
    return Middles(kept, found.vectors[real], found.shared), lives, left


def _tightness(mean: NDArray, n: int) -> float:
    """Return the mean cosine of two different rows, of n unit rows with that mean; NaN for one."""
    return float((n * n * (mean @ mean) - n) / (n * (n - 1))) if n > 1 else float("nan")


def _above_none(nearness: NDArray) -> NDArray:
    """Return nearness of at least 0: centred, two or three themes lie opposite each other, so none is near another."""
    return np.maximum(nearness, 0.0)


def _place(family: str, rows: pd.DataFrame, centred: NDArray, places: NDArray, known: _Family | None) -> pd.DataFrame:
    found = pd.DataFrame({"family": family, "segment_id": rows["segment_id"].to_numpy()})
    if known is None or not known.middles.theme_ids:
        return found.assign(theme_id="", nearest="", weight=np.nan, distance=np.nan, far=True)
    near = known.middles.nearness(centred, places)
    best = near.argmax(axis=1)
    weight = near[np.arange(len(places)), best]
    nearest = np.array(known.middles.theme_ids, dtype=object)[best]
    joins = weight >= known.floor[best]
    return found.assign(
        theme_id=np.where(joins, nearest, ""),
        nearest=nearest,
        weight=weight,
        distance=(1 - weight).round(_DIGITS),
        far=~joins | (weight < known.watch[best]),
    )


def _groups(family: str, pool: pd.DataFrame, vectors: NDArray, known: _Family) -> list[dict[str, object]]:
    """Return the groups in the pool that keep the rule of `place`."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    if len(pool) < known.least or not pool["new"].any():
        return []
    order = np.argsort(pool["segment_id"].to_numpy(dtype=str), kind="stable")
    pool, vectors = pool.iloc[order].reset_index(drop=True), vectors[order]
    apart = np.clip(1 - (vectors @ vectors.T).round(_DIGITS), 0, None)
    np.fill_diagonal(apart, 0)
    labels = fcluster(linkage(squareform(apart, checks=False), "average"), 1 - known.tight, "distance")
    found = []
    for label in np.unique(labels):
        group = np.flatnonzero(labels == label)
        rows = pool.iloc[group]
        if len(group) < known.least or rows["case_id"].nunique() < _PEOPLE or not rows["new"].any():
            continue
        mean = vectors[group].mean(axis=0)
        tightness = _tightness(mean, len(group))
        if tightness - _above_none((known.means @ mean).max()) >= known.apart:
            found.append(_emerging(family, rows, vectors[group], tightness, known))
    return found


def _emerging(family: str, rows: pd.DataFrame, vectors: NDArray, tightness: float, known: _Family) -> dict[str, object]:
    middle = unit(vectors.mean(axis=0, keepdims=True))
    typical = (vectors @ middle[0]).round(_DIGITS)
    ranked = rows.assign(typical=typical).sort_values(["typical", "segment_id"], ascending=[False, True])
    near = (middle @ known.middles.vectors.T)[0].round(_DIGITS)
    return {
        "family": family,
        "n_segments": len(rows),
        "n_people": rows["case_id"].nunique(),
        "n_new": int(rows["new"].sum()),
        "segment_ids": ranked["segment_id"].tolist(),
        "people": sorted(rows["case_id"].unique()),
        "texts": ranked.drop_duplicates("case_id")["text"].head(3).tolist(),
        "nearest": known.middles.theme_ids[int(near.argmax())],
        "distance": round(1 - float(near.max()), _DIGITS),
        "tightness": tightness,
        "typical": known.tight,
    }


def _placed_frame(parts: list[pd.DataFrame]) -> pd.DataFrame:
    columns = ["family", "segment_id", "theme_id", "nearest", "weight", "distance", "far"]
    if not parts:
        return pd.DataFrame(columns=columns)
    return pd.concat(parts, ignore_index=True).sort_values(["family", "segment_id"], ignore_index=True)[columns]


def _emerging_frame(found: list[dict[str, object]]) -> pd.DataFrame:
    columns = ["family", "n_segments", "n_people", "n_new", "segment_ids", "people", "texts", "nearest", "distance",
               "tightness", "typical"]  # fmt: skip
    frame = pd.DataFrame(found, columns=columns)
    first = frame["segment_ids"].str[0]
    order = frame.assign(first=first).sort_values(["n_people", "n_segments", "first"], ascending=[False, False, True])
    return frame.loc[order.index].reset_index(drop=True)
