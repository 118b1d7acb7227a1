"""Other ways to find themes, on the very same embeddings, and ours beside them.

Each method takes a `Case` and returns a `Found`. BERTopic as it comes; BERTopic as a careful user sets it (smallest
topic by the number of texts, words cut by our tokens, outliers given to the nearest topic by embedding); k-means on
the embeddings and NMF on TF-IDF, with the true number of themes, half and double of it, and with a number found without
knowing it: the best silhouette, or the root of half the texts. Only the latter and BERTopic are rivals on equal terms;
who knows the number of themes beforehand has been told half of the answer.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from gold import Gold

_WORDS = 10
_JUDGED = 2_000
"""Texts that a silhouette is judged on at most."""


@dataclass(frozen=True)
class Case:
    """What a method is given.

    Attributes
    ----------
    gold : Gold
        The texts; a method may not look at the labels, except for their number where its name says so.
    words : list of list of str
        Content words of each text.
    seed : int
        Of every random step; None = whatever comes.
    """

    gold: Gold
    words: list[list[str]]
    seed: int | None

    @property
    def true_number(self) -> int:
        """Number of themes that people gave."""
        return len(np.unique(self.gold.labels))


@dataclass(frozen=True)
class Found:
    """Labels (-1 = unassigned), and the words of each topic, best first."""

    labels: np.ndarray
    topics: list[list[str]] = field(default_factory=list)


def bertopic_default(case: Case) -> Found:
    """BERTopic as it comes, only its seed fixed."""
    return _bertopic(case, 10, 15, vectorizer=None, reduce=False)


def bertopic_tuned(case: Case) -> Found:
    """BERTopic with a smallest topic from the number of texts, our words, and no outliers left."""
    from sklearn.feature_extraction.text import CountVectorizer

    n = len(case.gold)
    vectorizer = CountVectorizer(analyzer=str.split)
    return _bertopic(case, max(3, round(0.4 * n**0.5)), min(15, max(5, n // 10)), vectorizer, reduce=True)


def _bertopic(case: Case, smallest: int, neighbours: int, vectorizer: object, reduce: bool) -> Found:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from bertopic import BERTopic
        from umap import UMAP

        shape = {"n_neighbors": neighbours, "n_components": 5, "min_dist": 0.0, "metric": "cosine"}
        model = BERTopic(
            umap_model=UMAP(**shape, random_state=case.seed, low_memory=False),
            min_topic_size=smallest,
            **({"vectorizer_model": vectorizer} if vectorizer else {}),
        )
        texts = case.gold.texts.tolist() if vectorizer is None else [" ".join(words) or "-" for words in case.words]
        labels = model.fit_transform(texts, case.gold.vectors)[0]
        if reduce and -1 in labels and max(labels) >= 0:
            labels = model.reduce_outliers(texts, labels, strategy="embeddings", embeddings=case.gold.vectors)
            model.update_topics(texts, topics=labels, vectorizer_model=vectorizer)
    found = np.asarray(labels)
    topics = [[word for word, _ in model.get_topic(label) if word] for label in sorted({*labels} - {-1})]
    return Found(found, topics)


def kmeans(case: Case, number: int) -> Found:
    """k-means on the embeddings; words by class-wise TF-IDF."""
    labels = _kmeans(case, number)
    return Found(labels, class_words(case.words, labels))


def nmf(case: Case, number: int) -> Found:
    """NMF on TF-IDF; a text belongs to its heaviest topic, one without any known word to none."""
    return _Nmf.of(case).fit(number, case.seed)


def by_truth(method: Callable[[Case, int], Found], times: float, case: Case) -> Found:
    """Run a method with the true number of themes, or a multiple of it."""
    return method(case, _possible(round(times * case.true_number), len(case.gold)))


def by_root(method: Callable[[Case, int], Found], case: Case) -> Found:
    """Run a method with the root of half the texts."""
    return method(case, _possible(round((len(case.gold) / 2) ** 0.5), len(case.gold)))


def by_silhouette(method: Callable[[Case, int], Found], case: Case) -> Found:
    """Run a method with the number of themes, of a dozen tried, whose labels have the best silhouette (cosine)."""
    from sklearn.metrics import silhouette_score

    n = len(case.gold)
    runs = []
    for number in np.unique(np.geomspace(2, min(n // 2, 3 * n**0.5), 12 if n <= 2_000 else 8).round().astype(int)):
        found = method(case, int(number))
        taken = found.labels >= 0
        if 1 < len(np.unique(found.labels[taken])) < taken.sum():
            judged = {"sample_size": min(_JUDGED, int(taken.sum())), "random_state": case.seed}
            score = silhouette_score(case.gold.vectors[taken], found.labels[taken], metric="cosine", **judged)
            runs.append((round(float(score), 9), -int(number), found))
    return max(runs, key=lambda run: run[:2])[2]


def _possible(number: int, n: int) -> int:
    return int(min(max(2, number), n - 1))


def _kmeans(case: Case, number: int) -> np.ndarray:
    from sklearn.cluster import KMeans

    times = 10 if len(case.gold) <= 2_000 else 3
    return KMeans(number, n_init=times, random_state=case.seed).fit_predict(case.gold.vectors)


@dataclass(frozen=True)
class _Nmf:
    """TF-IDF of the texts."""

    table: object
    words: np.ndarray

    @classmethod
    def of(cls, case: Case) -> _Nmf:
        from sklearn.feature_extraction.text import TfidfVectorizer

        vectorizer = TfidfVectorizer(analyzer=list, min_df=2 if len(case.gold) > 100 else 1, sublinear_tf=True)
        table = vectorizer.fit_transform(case.words)
        return cls(table, vectorizer.get_feature_names_out())

    def fit(self, number: int, seed: int) -> Found:
        from sklearn.decomposition import NMF

        number = min(number, *self.table.shape)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that it has not settled; more rounds change no label that matters
            model = NMF(number, init="nndsvd", max_iter=100, tol=1e-3, random_state=seed)
            weights = model.fit_transform(self.table)
        labels = np.where(weights.max(axis=1) > 0, weights.argmax(axis=1), -1)
        order = np.argsort(-model.components_, axis=1)[:, :_WORDS]
        return Found(labels, [self.words[order[label]].tolist() for label in np.unique(labels[labels >= 0])])


def class_words(words: list[list[str]], labels: np.ndarray) -> list[list[str]]:
    """Return ten words of each label, by class-wise TF-IDF as BERTopic weighs them.

    >>> class_words([["late", "bus"], ["late"], ["rude"], ["rude", "clerk"]], np.array([0, 0, 1, 1]))
    [['late', 'bus'], ['rude', 'clerk']]
    """
    from collections import Counter

    counts = {
        label: Counter(word for at in np.flatnonzero(labels == label) for word in words[at])
        for label in np.unique(labels[labels >= 0]).tolist()
    }
    total: Counter[str] = sum(counts.values(), Counter())
    mean = total.total() / max(1, len(counts))
    topics = []
    for count in counts.values():
        size = max(1, count.total())
        weight = {word: times / size * np.log(1 + mean / total[word]) for word, times in count.items()}
        topics.append(sorted(weight, key=lambda word: (-round(weight[word], 12), word))[:_WORDS])
    return topics


OURS = "ours"
DEFAULT = "BERTopic default"
METHODS: dict[str, Callable[[Case], Found]] = {
    DEFAULT: bertopic_default,
    "BERTopic tuned": bertopic_tuned,
    "k-means silhouette": partial(by_silhouette, kmeans),
    "k-means root": partial(by_root, kmeans),
    "NMF silhouette": partial(by_silhouette, nmf),
    "NMF root": partial(by_root, nmf),
    "k-means true K": partial(by_truth, kmeans, 1.0),
    "k-means half K": partial(by_truth, kmeans, 0.5),
    "k-means double K": partial(by_truth, kmeans, 2.0),
    "NMF true K": partial(by_truth, nmf, 1.0),
    "NMF half K": partial(by_truth, nmf, 0.5),
    "NMF double K": partial(by_truth, nmf, 2.0),
}
KNOW_NUMBER = tuple(name for name in METHODS if name.endswith(" K"))
EQUAL = tuple(name for name in METHODS if name not in KNOW_NUMBER)
"""Rivals that are not told the number of themes."""
