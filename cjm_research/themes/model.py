"""Topics inside each family, found by BERTopic on given embeddings, named in people's own words.

Rows are sorted by segment id and every random step takes the seed, so the order in which files were read changes
nothing. No segment of a family is lost: what no topic takes is given to the nearest one, or gathered in one theme
whose title opens with "Other:". No model is fetched: embeddings are passed in.
"""

from __future__ import annotations

import hashlib
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cjm_research import schema
from cjm_research.errors import SchemaError
from cjm_research.settings import Themes as ThemeSettings
from cjm_research.themes import clusters, names, tokens

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

_MARK = "\x1f"  # between the terms of one segment; cannot occur in text that a reader kept
_WORDS = 10
_BLANK = ["—", "·"]  # stand for the words of a segment that has none


@dataclass(frozen=True)
class Themes:
    """The themes of a study and who belongs to them.

    Attributes
    ----------
    themes : DataFrame
        Contract "themes", sorted by theme_id.
    members : DataFrame
        Contract "members", sorted by theme_id and segment_id; `weight` is the cosine to the middle of the theme.
    """

    themes: pd.DataFrame
    members: pd.DataFrame


@dataclass(frozen=True)
class ThemeModel:
    """Find and name the themes of every family.

    Use when segments are coded by family. Do not use on raw transcripts: interviewer's words and small talk would
    become the themes.

    Attributes
    ----------
    settings : settings.Themes
        Sizes.
    seed : int
        Seed of every random step.
    """

    settings: ThemeSettings
    seed: int

    def __call__(self, segments: pd.DataFrame, coded: pd.DataFrame, embeddings: NDArray) -> Themes:
        """Return the themes of the coded segments.

        Parameters
        ----------
        segments : DataFrame
            Contract "segments".
        coded : DataFrame
            Contract "coded".
        embeddings : ndarray of shape (n_segments, n_dims)
            Row i belongs to row i of `segments`.

        Returns
        -------
        Themes
            Every row of `coded` is a member of exactly one theme of its family.

        Raises
        ------
        SchemaError
            If a frame breaks its contract, the rows do not match or `coded` names a segment that is not there.
        """
        import pandas as pd

        _check(segments, coded, embeddings)
        order = np.argsort(segments["segment_id"].to_numpy(dtype=str), kind="stable")
        rows = segments.iloc[order].reset_index(drop=True)
        with _one_thread():
            vectors = clusters.centre(np.asarray(embeddings)[order], rows["language"].to_numpy(dtype=str))
            place = pd.Index(rows["segment_id"])
            found = []
            for family in schema.FAMILIES:
                own = np.sort(place.get_indexer(coded.loc[coded["family"] == family, "segment_id"]))
                if len(own):
                    found += self._family(family, rows.iloc[own].reset_index(drop=True), vectors[own])
        return _frames(found)

    def _family(self, family: str, rows: pd.DataFrame, vectors: NDArray) -> list[dict[str, Any]]:
        labels, scores = self._topics(rows["text"].tolist(), vectors)
        found, taken = [], set()
        for label in sorted(np.unique(labels), key=lambda label: (label < 0, -(labels == label).sum(), label)):
            at = np.flatnonzero(labels == label)
            theme = _theme(family, rows.iloc[at], vectors[at], scores[label], rest=label < 0, taken=taken)
            taken.add(theme["title"].casefold())
            found.append(theme)
        return found

    def _topics(self, texts: list[str], vectors: NDArray) -> tuple[NDArray, dict[int, dict[str, float]]]:
        if len(texts) == 1:
            # One segment is its own topic; loading the engine for it would cost a small study half a minute.
            return np.zeros(1, dtype=int), {0: dict.fromkeys(tokens.terms(texts[0], self.settings.phrases), 1.0)}
        from sklearn.feature_extraction.text import CountVectorizer

        with warnings.catch_warnings():
            # UMAP says at import that TensorFlow is missing; it is not needed.
            warnings.simplefilter("ignore", ImportWarning)
            from bertopic import BERTopic
            from bertopic.dimensionality import BaseDimensionalityReduction

        n = len(texts)
        size = self.settings.min_size or clusters.smallest_theme(n, self.settings.small)
        if n < self.settings.small:
            reduction, cluster = BaseDimensionalityReduction(), clusters.Tree(size, self.seed)
        else:
            reduction, cluster = clusters.reduction(n, self.seed), clusters.Dense(size, vectors)
        model = BERTopic(
            embedding_model=None,
            umap_model=reduction,
            hdbscan_model=cluster,
            vectorizer_model=CountVectorizer(analyzer=_split),
            language="multilingual",
            top_n_words=_WORDS,
        )
        labels = np.asarray(model.fit_transform(_marked(texts, self.settings.phrases), vectors)[0])
        return labels, _scores(model, np.unique(labels))


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


@contextmanager
def _one_thread() -> Iterator[None]:
    """Hold the matrix libraries to one thread: sums in another order would move a segment to another theme."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        yield


def _marked(texts: list[str], longest: int) -> list[str]:
    """Return each segment as its terms between marks; phrases that occur only once in the family are left out."""
    found = [tokens.terms(text, longest) for text in texts]
    often = Counter(term for terms in found for term in set(terms))
    kept = [
        [term for term in terms if often[term] > 1 or term in _single(text)]
        for text, terms in zip(texts, found, strict=True)
    ]
    # BERTopic cannot weigh fewer than two different terms, nor an empty document.
    spare = _BLANK if len(set().union(*kept)) < 2 else []
    return [_MARK.join([*(terms or _BLANK), *spare, ""]) for terms in kept]


def _single(text: str) -> frozenset[str]:
    return frozenset(tokens.content(text))


def _split(document: str) -> list[str]:
    return [term for part in document.split(_MARK) if (term := part.strip())]


def _scores(model: Any, labels: NDArray) -> dict[int, dict[str, float]]:
    """Return the c-TF-IDF of the words of each topic; BERTopic's rows are its topics in ascending order."""
    words = model.vectorizer_model.get_feature_names_out()
    scores = {}
    for row, label in enumerate(sorted(labels)):
        line = model.c_tf_idf_[row].tocoo()
        scores[int(label)] = {
            str(words[at]): float(value)
            for at, value in zip(line.col, line.data, strict=True)
            if words[at] not in _BLANK
        }
    return scores


def _theme(
    family: str, rows: pd.DataFrame, vectors: NDArray, scores: dict[str, float], rest: bool, taken: set[str]
) -> dict[str, Any]:
    middle = clusters.unit(vectors.mean(axis=0, keepdims=True))[0]
    weights = vectors @ middle
    nearest = sorted(range(len(rows)), key=lambda at: (-round(float(weights[at]), 9), rows["segment_id"].iloc[at]))
    counts = Counter(rows["language"])
    language = min(counts, key=lambda code: (-counts[code], code))
    spoken = [names.Spoken(rows["text"].iloc[at], rows["language"].iloc[at], float(weights[at])) for at in nearest]
    opening = names.REST[language] if rest else ""
    phrase = names.title(spoken[:1] if rest else spoken, scores, language, taken, family)
    ids = rows["segment_id"].tolist()
    best = sorted(scores, key=lambda word: (-round(scores[word], 9), word))
    digest = hashlib.sha256((family + "".join(sorted(ids))).encode()).hexdigest()
    return {
        "theme_id": "th" + digest[:10],
        "family": family,
        "title": opening + phrase,
        "language": language,
        "words": best[:_WORDS],
        "n_segments": len(ids),
        "n_people": rows["case_id"].nunique(),
        "motto_segment_id": rows["segment_id"].iloc[nearest[0]],
        "members": list(zip(ids, weights.tolist(), strict=True)),
    }


def _frames(found: list[dict[str, Any]]) -> Themes:
    import pandas as pd

    if not found:
        return Themes(schema.empty("themes"), schema.empty("members"))
    themes = pd.DataFrame(found)[list(schema.CONTRACTS["themes"].columns)]
    members = pd.DataFrame(
        [
            (theme["theme_id"], segment, theme["family"], weight)
            for theme in found
            for segment, weight in theme["members"]
        ],
        columns=list(schema.CONTRACTS["members"].columns),
    )
    return Themes(
        themes.sort_values("theme_id", ignore_index=True),
        members.sort_values(["theme_id", "segment_id"], ignore_index=True),
    )
