"""What the coder is measured against: cues alone, word lists, VADER, and TF-IDF trained on the set's own labels.

TF-IDF learns from the labels of the set that it is scored on (on other people, in turns); our coder has not seen one
of them. VADER (Hutto and Gilbert 2014; package vaderSentiment, MIT) is not among our dependencies: without it its rows
are left out. Install it beside, not into, the environment::

    pip install --no-deps --target FOLDER vaderSentiment
    PYTHONPATH=FOLDER python benchmarks/coder/labelled/run.py
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from reading import Cut
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GroupKFold, LeaveOneGroupOut, cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline

from cjm_research.codes.cues import Cue
from cjm_research.schema import FAMILIES

FOLDS = 5
GOOD = frozenset({"praise", "feeling_good"})
BAD = frozenset({"complaint", "failure", "effort", "feeling_bad", "unmet"})
SPEAKS_FOR = {
    "goal": frozenset({"desire", "request", "purpose"}),
    "motivation": GOOD | {"cause"},
    "pain_point": BAD | {"price"},
}
"""Cues that a keyword coder would take for each family."""


def feeling_by_cues(segments: Cut) -> np.ndarray:
    """Return the balance of good and bad words in each text, -1 to 1, a negated word counting for the other side."""
    return segments.mean(np.array([_balance(cues) for cues in segments.cues]))


def _balance(cues: list[Cue]) -> float:
    good = sum((cue.name in GOOD) != cue.negated for cue in cues if cue.name in GOOD | BAD)
    told = sum(cue.name in GOOD | BAD for cue in cues)
    return (2 * good - told) / (told + 1)


def families_by_cues(segments: Cut) -> np.ndarray:
    """Return how many words speak for each family in each text, negated ones left out, shape (n_texts, 3)."""
    counts = [
        [sum(cue.name in SPEAKS_FOR[family] and not cue.negated for cue in cues) for family in FAMILIES]
        for cues in segments.cues
    ]
    found = np.zeros((segments.n_texts, len(FAMILIES)))
    np.add.at(found, segments.place, np.array(counts, dtype=float))
    return found


def hits(texts: Sequence[str], words: Sequence[str]) -> np.ndarray:
    """Return how many of the words stand in each text; English ones at the beginning of a word, so "crash" in
    "crashes"."""
    patterns = [
        re.compile(rf"\b{re.escape(word)}" if word.isascii() else re.escape(word), re.IGNORECASE) for word in words
    ]
    return np.array([sum(bool(pattern.search(text)) for pattern in patterns) for text in texts], dtype=float)


def vader(segments: Cut) -> np.ndarray | None:
    """Return VADER's mean compound of each text, -1 to 1, or None where the package is not there."""
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    except ImportError:
        return None
    judge = SentimentIntensityAnalyzer()
    return segments.mean(np.array([judge.polarity_scores(text)["compound"] for text in segments.texts]))


def tfidf(language: str) -> TfidfVectorizer:
    """Return one- and two-word n-grams for English, one to three characters for Chinese."""
    if language == "zh":
        return TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True)
    return TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, token_pattern=r"\b\w+\b")


def by_ridge(texts: Sequence[str], values: np.ndarray, groups: np.ndarray, language: str) -> np.ndarray:
    """Return a number for each text, by TF-IDF and ridge regression on the texts of all other groups."""
    model = make_pipeline(tfidf(language), Ridge(alpha=1.0))
    return cross_val_predict(model, list(texts), values, groups=groups, cv=LeaveOneGroupOut())


def by_logistic(texts: Sequence[str], labels: np.ndarray, groups: np.ndarray, language: str) -> np.ndarray:
    """Return the probability of each class, by TF-IDF and logistic regression, five folds that keep groups together.

    Returns
    -------
    ndarray of shape (n_texts, n_classes)
        Columns in the order of the sorted labels.
    """
    model = make_pipeline(tfidf(language), logistic(10.0))
    return in_folds(model, list(texts), labels, groups)


def logistic(strength: float) -> LogisticRegression:
    """Return a logistic regression in which rare classes count as much as frequent ones."""
    return LogisticRegression(C=strength, class_weight="balanced", max_iter=2000)


def in_folds(model: Pipeline, rows: Sequence[str] | np.ndarray, labels: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return the probabilities of a model for the fold that it was not trained on."""
    folds = GroupKFold(FOLDS, shuffle=True, random_state=0)
    return cross_val_predict(model, rows, labels, groups=groups, cv=folds, method="predict_proba")
