"""Topics inside each family, found by BERTopic on given embeddings.

Rows are sorted by segment id and every draw takes the seed, so the order in which files were read changes nothing. Few
segments are left without a topic, and how many is a setting. No model is fetched: embeddings are passed in. What a
topic is called, and what becomes of people's edits, is decided after this.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from cjm_research import schema
from cjm_research.errors import SchemaError
from cjm_research.settings import Themes as ThemeSettings
from cjm_research.themes import tokens, vectors
from cjm_research.themes.topics import choosing, clusters, neighbours, tree, views

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

Progress = Callable[[int, int], None]

_MARK = "\x1f"  # between the terms of one segment; cannot occur in text that a reader kept
_WORDS = 10
_BLANK = ["—", "·"]  # stand for the words of a segment that has none
_STEADINESS = ("family", "topic", "stability", "low", "left_out", "n_documents", "only_in")


@dataclass(frozen=True)
class Fit:
    """What the topic model found.

    Attributes
    ----------
    topics : DataFrame
        Contract "topics", sorted by family and segment_id.
    curve : DataFrame
        family, n_topics, stability, stability_low, separation, worth, chosen: a row for each number of topics that was
        judged; NaN where a family has too few segments to judge any.
    steadiness : DataFrame
        family, topic, stability (mean best-match Jaccard over resamples, Hennig 2007), low (5th percentile), left_out
        (lowest when any one document is left out; NaN where none is large enough to matter), n_documents, only_in
        (the document, if there is but one in the topic, else "").
    words : DataFrame
        family, topic, words: the most distinctive words of each topic, best first, as BERTopic weighs them.
    """

    topics: pd.DataFrame
    curve: pd.DataFrame
    steadiness: pd.DataFrame
    words: pd.DataFrame


@dataclass(frozen=True)
class ThemeModel:
    """Find the topics of every family.

    Use when segments are coded by family. Do not use on raw transcripts: interviewer's words and small talk would
    become the topics.

    Attributes
    ----------
    settings : settings.Themes
        Sizes, numbers of topics, resamples, reach.
    seed : int
        Seed of every draw.
    whole : frozenset of str
        Words that are never cut where words are counted; `naming.domain.kept_whole`.
    """

    settings: ThemeSettings
    seed: int
    whole: frozenset[str] = frozenset()

    def __call__(
        self, segments: pd.DataFrame, coded: pd.DataFrame, embeddings: NDArray, progress: Progress | None = None
    ) -> Fit:
        """Return the topics of the coded segments.

        Parameters
        ----------
        segments : DataFrame
            Contract "segments".
        coded : DataFrame
            Contract "coded".
        embeddings : ndarray of shape (n_segments, n_dims)
            Row i belongs to row i of `segments`.
        progress : callable, optional
            Called with (done, total): a step for each resample and two more for each family.

        Returns
        -------
        Fit
            Every row of `coded` has one row in `topics`.

        Raises
        ------
        SchemaError
            If a frame breaks its contract, the rows do not match or `coded` names a segment that is not there.
        """
        import pandas as pd

        _check(segments, coded, embeddings)
        order = np.argsort(segments["segment_id"].to_numpy(dtype=str), kind="stable")
        rows = segments.iloc[order].reset_index(drop=True)
        families = [family for family in schema.FAMILIES if (coded["family"] == family).any()]
        steps = _Steps(progress, len(families) * (self.settings.rounds + 2))
        with vectors.one_thread():
            meaning = vectors.centre(np.asarray(embeddings)[order], rows["language"].to_numpy(dtype=str))
            place = pd.Index(rows["segment_id"])
            found = []
            for family in families:
                own = np.sort(place.get_indexer(coded.loc[coded["family"] == family, "segment_id"]))
                found.append(self._family(family, rows.iloc[own].reset_index(drop=True), meaning[own], steps))
                steps.reach(len(found) * (self.settings.rounds + 2))
        return Fit(*(_joined(part, columns) for part, columns in zip(_turned(found), _COLUMNS, strict=True)))

    def _family(self, family: str, rows: pd.DataFrame, meaning: NDArray, steps: _Steps) -> list[pd.DataFrame]:
        languages = rows["language"].to_numpy(dtype=str)
        meaning = _within_family(meaning, languages)
        said = [tokens.content(text) for text in rows["text"]]
        model = self._clusters(family, rows, said, meaning)
        model.tick = steps.one
        steps.one()
        words = self._fit(rows["text"].tolist(), said, model)
        topics = rows[["segment_id"]].assign(family=family, topic=model.labels_, subtopic=model.subtopics_)
        return [
            topics.assign(weight=_weights(meaning, model.labels_)),
            model.curve_.assign(family=family),
            _steadiness(model).assign(family=family),
            words.assign(family=family),
        ]

    def _clusters(self, family: str, rows: pd.DataFrame, said: list[list[str]], meaning: NDArray) -> clusters.Topics:
        n, small = len(rows), max(tree.FEW, self.settings.small)
        in_tree = clusters.sample(rows["segment_id"].to_numpy(dtype=str), small)
        languages = rows["language"].to_numpy(dtype=str)
        least = self.settings.min_size or clusters.smallest_theme(n, small)
        return clusters.Topics(
            meaning=meaning,
            views=views.blend(meaning, views.Words(in_tree)(said, languages)),
            languages=languages,
            documents=rows["document_id"].to_numpy(dtype=str),
            in_tree=in_tree,
            min_size=max(min(2, least), round(least * len(in_tree) / n)),
            number=min(self.settings.counts.get(family, 0), len(in_tree)),
            rounds=self.settings.rounds,
            reach=self.settings.reach,
            seed=self.seed,
        )

    def _fit(self, texts: list[str], said: list[list[str]], model: clusters.Topics) -> pd.DataFrame:
        """Let BERTopic reduce, cluster and weigh words; return the words of each topic."""
        import pandas as pd

        if len(texts) == 1:
            # One segment is its own topic; loading the engine for it would cost a small study half a minute.
            model.fit(model.views)
            words = tokens.terms(texts[0], self.settings.phrases, self.whole)
            return pd.DataFrame({"topic": [0], "words": [words[:_WORDS]]})
        from sklearn.feature_extraction.text import CountVectorizer

        with warnings.catch_warnings():
            # UMAP says at import that TensorFlow is missing; neither is needed.
            warnings.simplefilter("ignore", ImportWarning)
            from bertopic import BERTopic

        engine = BERTopic(
            embedding_model=None,
            umap_model=neighbours.Neighbourhoods(model.languages, model.in_tree),
            hdbscan_model=model,
            vectorizer_model=CountVectorizer(analyzer=_split),
            language="multilingual",
            top_n_words=_WORDS,
        )
        terms = [tokens.terms(text, self.settings.phrases, self.whole) for text in texts]
        labels = np.asarray(engine.fit_transform(_marked(terms, said, self.whole), model.views)[0])
        return _words(engine, labels, model.labels_)


@dataclass
class _Steps:
    """Counts what is done and tells it."""

    tell: Progress | None
    total: int
    done: int = field(default=0)

    def one(self) -> None:
        self.reach(self.done + 1)

    def reach(self, done: int) -> None:
        self.done = min(done, self.total)
        if self.tell is not None:
            self.tell(self.done, self.total)


def _check(segments: pd.DataFrame, coded: pd.DataFrame, embeddings: NDArray) -> None:
    schema.check(segments, "segments")
    schema.check(coded, "coded")
    if len(segments) != len(embeddings):
        raise SchemaError(
            f"{len(embeddings)} embeddings were given for {len(segments)} segments. "
            "Embed the texts of the same frame, in its order."
        )
    lost = sorted(set(coded["segment_id"]) - set(segments["segment_id"]))
    if lost:
        raise SchemaError(
            f"{len(lost)} coded segments are not among the {len(segments)} segments, first {lost[0]}. "
            "Code the segments of the same study."
        )


def _within_family(meaning: NDArray, languages: NDArray) -> NDArray:
    """Remove what the family shares too; what is left of a family of one and the same segment is nothing."""
    centred = vectors.centre(meaning, languages)
    return centred if np.abs(centred).max() > 0 else meaning


def _weights(meaning: NDArray, labels: NDArray) -> NDArray:
    """Return the cosine of each row to the middle of its topic; for -1 to the nearest."""
    cosines = meaning @ tree.middles(meaning, labels).T
    own = np.where(labels >= 0, labels, np.round(cosines, 9).argmax(axis=1))
    return cosines[np.arange(len(labels)), own]


def _steadiness(model: clusters.Topics) -> pd.DataFrame:
    import pandas as pd

    held = [np.unique(model.documents[model.labels_ == topic]) for topic in range(int(model.labels_.max()) + 1)]
    steady = model.steadiness_
    return pd.DataFrame(
        {
            "topic": range(len(held)),
            "stability": steady.mean,
            "low": steady.low,
            # Without its only document nothing of a topic is left.
            "left_out": np.where([len(found) == 1 for found in held], 0.0, steady.left_out),
            "n_documents": [len(found) for found in held],
            "only_in": [found[0] if len(found) == 1 else "" for found in held],
        }
    )


_COLUMNS = (
    schema.CONTRACTS["topics"].columns,
    ("family", *choosing.COLUMNS),
    _STEADINESS,
    ("family", "topic", "words"),
)


def _turned(found: list[list[pd.DataFrame]]) -> list[list[pd.DataFrame]]:
    return [list(part) for part in zip(*found, strict=True)] or [[] for _ in _COLUMNS]


def _joined(parts: list[pd.DataFrame], columns: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    if not parts:
        return pd.DataFrame(columns=list(columns))
    return pd.concat(parts, ignore_index=True)[list(columns)].sort_values(list(columns[:2]), ignore_index=True)


def _marked(found: list[list[str]], said: list[list[str]], whole: frozenset[str]) -> list[str]:
    """Return each segment as its terms between marks; phrases that occur only once in the family are left out."""
    often = Counter(term for terms in found for term in set(terms))
    kept = [
        [term for term in terms if often[term] > 1 or term in words or term in whole]
        for words, terms in zip(said, found, strict=True)
    ]
    # BERTopic cannot weigh fewer than two different terms, nor an empty document.
    spare = _BLANK if len(set().union(*kept)) < 2 else []
    return [_MARK.join([*(terms or _BLANK), *spare, ""]) for terms in kept]


def _split(document: str) -> list[str]:
    return [term for part in document.split(_MARK) if (term := part.strip())]


def _words(engine: Any, labels: NDArray, ours: NDArray) -> pd.DataFrame:
    """Return the words of each topic; BERTopic numbers topics its own way where two are of one size."""
    import pandas as pd

    topics = sorted(set(ours.tolist()) - {-1})
    theirs = [int(labels[np.flatnonzero(ours == topic)[0]]) for topic in topics]
    words = [[word for word, _ in engine.get_topic(label) if word and word not in _BLANK] for label in theirs]
    return pd.DataFrame({"topic": topics, "words": words})
