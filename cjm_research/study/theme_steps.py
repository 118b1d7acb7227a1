"""Finding themes, placing new segments in them, and what stands of them now that people have edited them.

The model's topics are stored as they are found. Which theme a topic is, and what people made of it, is worked out
from them, from the themes of last time and from the acts (`themes.law.resolve`): an act needs no new fit, an act taken
back leaves nothing behind, and a new fit takes nothing back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research import schema

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cjm_research.store.database import Store
    from cjm_research.study.folder import StudyConfig
    from cjm_research.themes.belonging.online import Placed
    from cjm_research.themes.law.edits import Law
    from cjm_research.themes.law.resolve import Resolved
    from cjm_research.themes.topics.model import Fit

CURVE, STEADY, CHANGES, KNOWN = "themes.curve", "themes.steadiness", "themes.changes", "themes.event"


@dataclass(frozen=True)
class Carriers:
    """The segments that carry a family, with their vectors.

    Attributes
    ----------
    segments : DataFrame
        Contract "segments", sorted by segment_id.
    coded : DataFrame
        Contract "coded".
    vectors : ndarray of shape (n_segments, n_dims)
        Row by row those of `segments`, as the embedder gives them.
    embedder : Embedder
        Where they come from.
    """

    segments: pd.DataFrame
    coded: pd.DataFrame
    vectors: NDArray
    embedder: Any

    @classmethod
    def of(cls, segments: pd.DataFrame, coded: pd.DataFrame, embedder: Any) -> Carriers:
        """Embed the segments that carry a family."""
        own = segments[segments["segment_id"].isin(coded["segment_id"])]
        own = own.sort_values("segment_id", ignore_index=True)
        return cls(own, coded, embedder.embed(own["text"].tolist()), embedder)


def law_of(store: Store) -> Law:
    """Return what people's acts on themes say together."""
    return _law(store.events(), store.get(KNOWN, 0))


def _law(acts: pd.DataFrame, known: int = 0) -> Law:
    from cjm_research.themes.law.edits import Law

    return Law.of(acts, since=known)


def homes_before(store: Store) -> pd.DataFrame:
    """Return which theme each segment lived in when themes were last found."""
    members = store.frame("members")
    return members.loc[members["home"], ["theme_id", "family", "segment_id"]].reset_index(drop=True)


def standing(
    store: Store, config: StudyConfig, segments: pd.DataFrame | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return themes and members as they stand now, people's acts since they were found included."""
    from cjm_research.themes.law.standing import current

    themes, members, topics = store.frame("themes"), store.frame("members"), store.frame("topics")
    if topics.empty:
        return themes, members
    held = store.frame("segments") if segments is None else segments
    return current(themes, members, topics, homes_before(store), law_of(store), held, config.languages)


def find(config: StudyConfig, store: Store, carriers: Carriers, progress: Any = None) -> None:
    """Find the themes anew, keep what people decided, and save both with what changed and why.

    Parameters
    ----------
    config, store
        The study.
    carriers : Carriers
        What themes are found in.
    progress : callable, optional
        Told how much of how much is done.
    """
    from cjm_research.themes.naming.domain import kept_whole
    from cjm_research.themes.topics.model import ThemeModel
    from cjm_research.themes.vectors import one_thread

    if carriers.segments.empty:
        # Nobody takes part any more, or nothing is coded.
        store.replace_many({name: schema.empty(name) for name in ("topics", "themes", "members")})
        for key in (CURVE, STEADY, CHANGES):
            store.set(key, [])
        return
    before = standing(store, config)
    settings = config.settings.themes
    whole = kept_whole(carriers.segments["text"].tolist(), settings.words)
    with one_thread():
        fit = ThemeModel(settings, config.seed, whole)(carriers.segments, carriers.coded, carriers.vectors, progress)
        _save(config, store, carriers, fit, before, whole)
    store.set("run_at", datetime.now(UTC).isoformat(timespec="seconds"))


def place(config: StudyConfig, store: Store, carriers: Carriers) -> Placed:
    """Place segments that are new since themes were found into the themes there are, without finding them anew.

    Parameters
    ----------
    config, store
        The study; its themes are found already.
    carriers : Carriers
        All segments that carry a family now.

    Returns
    -------
    Placed
        Where the new ones went, and whether a new theme is emerging.
    """
    from cjm_research.themes.belonging.online import Fitted, place
    from cjm_research.themes.vectors import one_thread

    themes, members = standing(store, config)
    topics, key = store.frame("topics"), ["family", "segment_id"]
    known = carriers.coded[key].merge(topics[key], on=key)
    members = members.merge(known, on=key)
    there = carriers.segments["segment_id"].isin(known["segment_id"]).to_numpy()
    fitted = Fitted.of(carriers.segments[there], members, carriers.vectors[there], config.settings.themes)
    marked = carriers.coded.merge(known, on=key, how="left", indicator=True)
    new = marked[marked["_merge"] == "left_only"].drop(columns="_merge")
    fresh = carriers.segments["segment_id"].isin(new["segment_id"]).to_numpy()
    titles = dict(zip(themes["theme_id"], themes["title"], strict=True))
    found = place(
        carriers.segments[fresh].reset_index(drop=True), new, carriers.vectors[fresh], fitted, titles,
        config.languages[0],
    )  # fmt: skip
    still = topics.merge(known, on=key)
    if len(found.segments):
        still = pd.concat([still, _topics_of(found.segments, members, topics)], ignore_index=True)
    if len(found.segments) or len(still) < len(topics):
        with one_thread():
            _keep_names(config, store, carriers, still)
    return found


def _topics_of(placed: pd.DataFrame, members: pd.DataFrame, topics: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of "topics" that lead placed segments to their themes: the topic most of each theme is of."""
    key = ["family", "segment_id"]
    homes = members[members["home"].astype(bool)].merge(topics[[*key, "topic"]], on=key)
    homes = homes[homes["topic"] >= 0]
    most = homes.groupby(["theme_id", "topic"]).size().rename("n").reset_index()
    most = most.sort_values(["theme_id", "n", "topic"], ascending=[True, False, True]).drop_duplicates("theme_id")
    led = placed["theme_id"].map(most.set_index("theme_id")["topic"]).fillna(-1).astype("int64")
    return placed[[*key, "weight"]].assign(topic=led, subtopic=0)


def unit_vectors(carriers: Carriers) -> NDArray:
    """Return the vectors at unit length, without what all segments of a language share; row by row the segments."""
    from cjm_research.themes.vectors import centre

    return centre(carriers.vectors, carriers.segments["language"].to_numpy(dtype=str))


def _save(
    config: StudyConfig,
    store: Store,
    carriers: Carriers,
    fit: Fit,
    before: tuple[pd.DataFrame, pd.DataFrame],
    whole: frozenset[str],
) -> None:
    from cjm_research.themes.belonging.membership import memberships
    from cjm_research.themes.law.changes import changes
    from cjm_research.themes.law.resolve import resolve

    acts = store.events()
    law, vectors = _law(acts), unit_vectors(carriers)
    ids = carriers.segments["segment_id"].tolist()
    known = before[1].loc[before[1]["home"].astype(bool), ["theme_id", "family", "segment_id"]]
    resolved = resolve(fit.topics, known, law, (ids, vectors))
    members = memberships(resolved.homes, ids, vectors, config.settings.themes)
    themes = _described(config, carriers, resolved, members, whole)
    themes["stability"] = themes["theme_id"].map(_stability(resolved, fit)).astype("float64")
    told = changes(before[1], members, before[0], themes, law, config.languages[0], resolved.blocks)
    store.replace_many({"topics": fit.topics, "themes": themes, "members": members})
    store.set(KNOWN, int(acts["event_id"].max()) if len(acts) else 0)
    store.set(CHANGES, told.to_dict("records") if len(before[0]) else [])
    store.set(CURVE, fit.curve.to_dict("records"))
    store.set(STEADY, fit.steadiness.to_dict("records"))


def _keep_names(config: StudyConfig, store: Store, carriers: Carriers, topics: pd.DataFrame) -> None:
    """Save where segments are now, under the names that the themes have."""
    from cjm_research.themes.belonging.membership import memberships
    from cjm_research.themes.law.resolve import resolve
    from cjm_research.themes.law.standing import current

    law, vectors = law_of(store), unit_vectors(carriers)
    ids = carriers.segments["segment_id"].tolist()
    # What was known stays where it is; only the new find a place.
    resolved = resolve(topics, homes_before(store), law, (ids, vectors), settled=not law.reopened)
    members = memberships(resolved.homes, ids, vectors, config.settings.themes)
    stored = store.frame("themes"), store.frame("members"), topics, homes_before(store), law, carriers.segments
    themes = current(*stored, config.languages, (ids, vectors))[0]
    acts = store.events()
    store.replace_many({"topics": topics, "themes": themes, "members": members})
    store.set(KNOWN, int(acts["event_id"].max()) if len(acts) else 0)


def _described(
    config: StudyConfig, carriers: Carriers, resolved: Resolved, members: pd.DataFrame, whole: frozenset[str]
) -> pd.DataFrame:
    """Return the themes with names, words, quotes and counts; contract "themes" but for the stability."""
    from cjm_research.themes.names import name_subthemes, name_themes

    lives = members[members["home"].astype(bool)]
    rows = lives.merge(carriers.segments, on="segment_id").sort_values(["theme_id", "segment_id"], ignore_index=True)
    rows["rest"] = rows["theme_id"].map(resolved.themes.set_index("theme_id")["rest"]).astype(bool)
    at = pd.Index(carriers.segments["segment_id"]).get_indexer(rows["segment_id"])
    given = {theme: titles for theme, titles in resolved.themes[["theme_id", "titles"]].to_numpy() if titles}
    shared = {"vectors": carriers.vectors[at], "whole": whole}
    settings, embed = config.settings.themes, carriers.embedder.embed
    named = name_themes(rows, settings, config.languages, embed, given, **shared)
    titles = dict(zip(named["theme_id"], named["title"], strict=True))
    parts = name_subthemes(rows, settings, config.languages, embed, titles, **shared)
    counts = rows.groupby("theme_id").agg(
        n_segments=("segment_id", "size"), n_people=("case_id", "nunique"), n_documents=("document_id", "nunique")
    )
    own = resolved.themes[["theme_id", "family", "named_by", "rest", "pinned", "hidden", "memo"]]
    themes = own.merge(named, on="theme_id").merge(counts.reset_index(), on="theme_id")
    return themes.assign(subthemes=[parts.get(theme_id, []) for theme_id in themes["theme_id"]])


def _stability(resolved: Resolved, fit: Fit) -> pd.Series:
    """Return by theme the stability of the topic that it is; a theme that is no topic has none."""
    from cjm_research.themes.law.resolve import by_topic

    found = by_topic(resolved, fit.topics).merge(fit.steadiness[["family", "topic", "stability"]])
    return found.set_index("theme_id")["stability"]
