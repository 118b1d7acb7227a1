"""From topics to themes: what people hold first, then what was there last time, then what is new.

A fit numbers its topics anew. Here each segment finds its theme: where an act holds it, there; else where its topic
leads. A topic leads to the theme of last time that it shares most with, one to one over the family; to a merged theme
lead all topics that have most of their known segments there. A theme that a person touched never vanishes: if no topic
leads to it, its segments stay in it as a block. What leads nowhere is a new theme, whose id is made of its segments.

Nothing depends on the order of rows or on the numbers of topics, and a result resolved once more is itself.

>>> said = {"family": "goal", "segment_id": ["s1", "s2"], "topic": [0, -1], "subtopic": 0, "weight": 1.0}
>>> found = resolve(pd.DataFrame(said), pd.DataFrame(columns=["theme_id", "family", "segment_id"]), Law())
>>> found.homes[["segment_id", "rest"]].values.tolist()
[['s1', False], ['s2', True]]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cjm_research.schema import check
from cjm_research.themes.law.edits import PIN, Law, rest_id
from cjm_research.themes.law.matching import Family, lead

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

HOMES = ("family", "segment_id", "theme_id", "subtheme", "rest", "by")
THEMES = ("theme_id", "family", "titles", "named_by", "pinned", "hidden", "memo", "rest")

_KEY = ["family", "segment_id"]
_STRAY = 0.1  # share of a theme below which the segments of one topic are strays, not a sub-theme
_FEW = 2
_HALF = 0.5


@dataclass(frozen=True)
class Resolved:
    """Where every segment lives.

    Attributes
    ----------
    homes : DataFrame
        family, segment_id, theme_id, subtheme (−1 none), rest and by (who put it there, "" nobody), sorted by family
        and segment; every row of the topics once.
    themes : DataFrame
        theme_id, family, titles (names that must not change), named_by, pinned, hidden, memo and rest, sorted by id.
    blocks : frozenset of str
        Themes that no topic leads to any more and that stay because a person touched them.
    """

    homes: pd.DataFrame
    themes: pd.DataFrame
    blocks: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return f"Resolved({len(self.homes)} segments in {len(self.themes)} themes)"


def resolve(
    topics: pd.DataFrame,
    previous: pd.DataFrame,
    law: Law,
    vectors: tuple[Sequence[str], NDArray] | None = None,
    settled: bool = False,
) -> Resolved:
    """Put the topics of a fit into the themes that stand.

    Parameters
    ----------
    topics : DataFrame
        Contract "topics", of the fit that holds now.
    previous : DataFrame
        theme_id, family and segment_id: the homes after the last fit; may be empty. Rows of ``members`` that are not
        homes are left out.
    law : Law
        What people did.
    vectors : (sequence of str, ndarray of shape (n_segments, n_dimensions)), optional
        Segments and their unit vectors, by which new segments find the nearest of several parts that people split;
        without it they go to the largest.
    settled : bool
        Whether the topics are those of the last fit, so that what has a home stays there unless an act moves it.

    Returns
    -------
    Resolved
        Homes and themes.
    """
    rows = check(topics, "topics").sort_values(_KEY, ignore_index=True)
    rows = rows.merge(law.held().rename(columns={"theme_id": "held"}), on=_KEY, how="left")
    rows["known"] = _known(rows, previous, law)
    parts, blocks = [], set()
    for family, own in rows.groupby("family", sort=True):
        found = lead(_family(str(family), own, law, vectors))
        parts.append(pd.Series(found.themes, index=own.index))
        blocks |= found.blocks
    rows["theme_id"] = pd.concat(parts) if parts else pd.Series(dtype=object)
    if settled:
        rows["theme_id"] = rows["theme_id"].where(rows["held"].notna() | rows["known"].isna(), rows["known"])
    rows["rest"] = rows["theme_id"] == rows["family"].map(
        {family: rest_id(family) for family in rows["family"].unique()}
    )
    put = rows["by"].notna() & ~rows["kept"].eq(True) & rows["act"].ne(PIN)
    rows["by"] = rows["by"].where(put, "")
    rows["subtheme"] = _subthemes(rows)
    homes = rows[list(HOMES)]
    return Resolved(homes, _themes(homes, law), frozenset(blocks))


def by_topic(resolved: Resolved, topics: pd.DataFrame) -> pd.DataFrame:
    """Return the themes that are what a topic of the fit is, so that what is said of the topic holds for them.

    A theme is one topic in the main if they share more than half of what either holds (Jaccard overlap), if at least
    half of its segments are there because of a topic and not because a person put them there, and if some topic leads
    to it. Themes that people made, split off or merged are judged alike: most are none.

    Parameters
    ----------
    resolved : Resolved
        What `resolve` found with these topics.
    topics : DataFrame
        Contract "topics".

    Returns
    -------
    DataFrame
        theme_id, family and topic, a row per theme, sorted by id.
    """
    rows = resolved.homes[~resolved.homes["rest"].astype(bool)].merge(topics[[*_KEY, "topic"]], on=_KEY)
    led = rows[rows["topic"] >= 0]
    pairs = led.groupby(["theme_id", "family", "topic"]).size().rename("n").reset_index()
    of_topic = topics.groupby(["family", "topic"]).size().rename("of_topic").reset_index()
    pairs = pairs.merge(of_topic, on=["family", "topic"])
    in_theme = pairs["theme_id"].map(rows.groupby("theme_id").size())
    overlap = pairs["n"] / (in_theme + pairs["of_topic"] - pairs["n"])
    came = led[led["by"] == ""].groupby("theme_id").size()
    came_by = pairs["theme_id"].map(came).fillna(0) / in_theme
    # More than half: so no theme is two topics.
    is_one = (overlap > _HALF) & (came_by >= _HALF) & ~pairs["theme_id"].isin(list(resolved.blocks))
    return pairs.loc[is_one, ["theme_id", "family", "topic"]].sort_values("theme_id", ignore_index=True)


def _known(rows: pd.DataFrame, previous: pd.DataFrame, law: Law) -> pd.Series:
    """Return the theme that each segment was in, as far as is known, under the id that it has now."""
    if "home" in previous.columns:
        previous = previous[previous["home"].astype(bool)]
    place = pd.MultiIndex.from_frame(rows[_KEY])
    at = place.get_indexer(pd.MultiIndex.from_frame(previous[_KEY]))
    known = np.full(len(rows), None, dtype=object)
    known[at[at >= 0]] = previous["theme_id"].to_numpy(dtype=object)[at >= 0]
    _turn_back(known, place, law)
    _recognise(known, place, law, set(previous["theme_id"]))
    found = pd.Series(known, index=rows.index, dtype=object)
    return found.replace(dict(law.together)) if law.together else found


def _turn_back(known: NDArray, place: pd.MultiIndex, law: Law) -> None:
    """Put segments back to where they were before acts that the last fit followed and that were undone since."""
    at = place.get_indexer(pd.MultiIndex.from_tuples([row[:2] for row in law.returned])) if law.returned else []
    for row, (_, _, target, source) in zip(at, law.returned, strict=True):
        if row >= 0 and known[row] == target:
            known[row] = source or None


def _recognise(known: NDArray, place: pd.MultiIndex, law: Law, there: set[str]) -> None:
    """Let themes that people touched and that were not there last time be known by what they held."""
    there = {law.root(theme_id) for theme_id in there}
    wanted = law.touched - there
    rows = [
        (stood.family, segment, theme_id)
        for theme_id, stood in sorted(law.anchors.items())
        if law.root(theme_id) in wanted
        for segment in stood.segment_ids
    ]
    if rows:
        at = place.get_indexer(pd.MultiIndex.from_tuples([row[:2] for row in rows]))
        known[at[at >= 0]] = np.array([row[2] for row in rows], dtype=object)[at >= 0]


def _family(family: str, own: pd.DataFrame, law: Law, vectors: tuple[Sequence[str], NDArray] | None) -> Family:
    held = own["held"].where(own["held"].notna(), None).to_numpy(dtype=object)
    held = np.where(held == "", rest_id(family), held)
    known = own["known"].where(own["known"].notna() & (own["known"] != rest_id(family)), None).to_numpy(dtype=object)
    unit = None
    if vectors is not None and law.parts:
        at = pd.Index(vectors[0]).get_indexer(own["segment_id"])
        unit = np.where((at >= 0)[:, None], np.asarray(vectors[1])[at], np.nan)
    return Family(
        family=family,
        segments=own["segment_id"].to_numpy(dtype=object),
        topics=own["topic"].to_numpy(dtype=np.int64),
        held=held,
        known=known,
        merged=frozenset(law.root(theme_id) for theme_id in law.merged),
        touched=law.touched,
        parts={law.root(theme_id): group for theme_id, group in law.parts.items()},
        vectors=unit,
    )


def _subthemes(rows: pd.DataFrame) -> NDArray:
    """Number the (topic, subtopic) pairs within each theme from 0, the largest topic first; strays are in none."""
    real = rows[~rows["rest"] & (rows["topic"] >= 0)]
    sizes = real.groupby(["theme_id", "topic"], sort=False).agg(n=("segment_id", "size"), first=("segment_id", "min"))
    sizes = sizes.reset_index().sort_values(["theme_id", "n", "first"], ascending=[True, False, True])
    sizes["rank"] = sizes.groupby("theme_id").cumcount()
    total = sizes.groupby("theme_id")["n"].transform("sum")
    sizes = sizes[(sizes["rank"] == 0) | ((sizes["n"] >= _FEW) & (sizes["n"] >= _STRAY * total))]
    pairs = real[["theme_id", "topic", "subtopic"]].drop_duplicates().merge(sizes, on=["theme_id", "topic"])
    pairs = pairs.sort_values(["theme_id", "rank", "subtopic"], ignore_index=True)
    pairs["subtheme"] = pairs.groupby("theme_id").cumcount()
    keys = ["theme_id", "topic", "subtopic"]
    found = rows[keys].merge(pairs[[*keys, "subtheme"]], on=keys, how="left")["subtheme"]
    return found.fillna(-1).astype(np.int64).to_numpy()


def _themes(homes: pd.DataFrame, law: Law) -> pd.DataFrame:
    found = homes[["theme_id", "family", "rest"]].drop_duplicates().sort_values("theme_id", ignore_index=True)
    ids = found["theme_id"].tolist()
    told = {
        "titles": [law.titles(theme_id) for theme_id in ids],
        "named_by": [law.named_by(theme_id) for theme_id in ids],
        "pinned": [theme_id in law.pinned for theme_id in ids],
        "hidden": [theme_id in law.hidden for theme_id in ids],
        "memo": [law.memos[theme_id].text if theme_id in law.memos else "" for theme_id in ids],
    }
    return found.assign(**told)[list(THEMES)]
