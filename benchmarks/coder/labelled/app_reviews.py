"""App reviews, English: do our codes tell a bug report and a feature request from the rest?

A bug report should be a functional pain point, a feature request an explicit goal. The reviews and their labels are
those of Maalej and Nabil (2015); a review that stands in the file twice carries both labels. The word lists are in the
manner of theirs, written for this script. Reviews of apps were among the sources of training (other reviews, other
codes); TF-IDF learns from four fifths of the labels.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from data import read, sample
from measures import Sheet, auc, average_precision, best_f1, drawn, f1, mean
from reading import Cut, Read, cut
from reading import read as read_texts
from rivals import by_logistic, families_by_cues, hits, vader

from cjm_research.embeddings.base import Embedder
from cjm_research.schema import FAMILIES

QUESTION = "App review"
BUG_WORDS = (
    "bug", "crash", "freez", "froze", "error", "broken", "fix", "glitch", "problem", "issue", "fail", "not work",
    "n't work", "stopped work", "stops work", "wo n't", "won't", "n't open", "n't load", "force clos", "black screen",
    "keeps clos", "shuts down", "uninstall", "since the update", "after update", "last update",
)  # fmt: skip
FEATURE_WORDS = (
    "add", "please", "wish", "would be", "would like", "would love", "should", "could", "need", "hope", "want",
    "option", "feature", "suggest", "request", "improve", "missing", "lacks", "able to", "if only", "if you", "allow",
    "support for", "more ", "instead", "prefer",
)  # fmt: skip


def measure(embedder: Embedder, limit: int) -> Sheet:
    """Return ranking and decisions for both labels, by method."""
    table = sample(_reviews(), limit, "text", "app_reviews")
    texts = table["text"].tolist()
    segments = cut(texts, [QUESTION] * len(texts), "en")
    said, by_cues = read_texts(embedder, segments), families_by_cues(segments)
    judged = vader(segments)

    sheet = Sheet("app reviews")
    weights = drawn(np.arange(len(texts)))
    for label, family, subtype, words in (
        ("Bug", "pain_point", "functional", BUG_WORDS),
        ("Feature", "goal", "explicit", FEATURE_WORDS),
    ):
        marked = table["labels"].map(lambda labels, label=label: label in labels).to_numpy()
        scores = _ours(said, family, subtype)
        scores[f"cues of a {family}"] = _counted(by_cues[:, FAMILIES.index(family)])
        scores["word list"] = _counted(hits(texts, words))
        learned = by_logistic(texts, marked, np.arange(len(texts)), "en")[:, 1]
        scores["TF-IDF + logistic"] = learned, learned >= 0.5
        if label == "Bug" and judged is not None:
            scores["VADER"] = -judged, judged <= -0.05
        asked = f"{label} ({int(marked.sum())} of {len(texts)})"
        _add(sheet, weights, asked, marked, scores)
    _check_rest(sheet, weights, table, said, segments)
    sheet.notes += [
        "Reviews of apps were among the sources of training; no review measured here was.",
        "F1 as given: our own threshold, one word or more, 0.5 of TF-IDF, the -0.05 that VADER's authors name. "
        "Best F1: the best threshold of each draw, a ceiling.",
    ]
    return sheet


def _reviews() -> pd.DataFrame:
    """Return one row a review: text, labels (a frozenset)."""
    table = read("appreviews_maalej.csv")
    table = table[table["label"] != ""]
    return table.groupby("text", sort=False)["label"].agg(frozenset).rename("labels").reset_index()


def _ours(said: Read, family: str, subtype: str) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    return {f"ours, {family}/{subtype}": said.of(family, subtype), f"ours, {family}": said.of(family)}


def _counted(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return counts, counts > 0


def _add(
    sheet: Sheet,
    weights: np.ndarray,
    asked: str,
    marked: np.ndarray,
    scores: dict[str, tuple[np.ndarray, np.ndarray]],
) -> None:
    for method, (ranked, found) in scores.items():
        for name, values in (
            ("AP", average_precision(weights, marked, ranked)),
            ("AUC", auc(weights, marked, ranked)),
            ("F1 as given", f1(weights, marked, found)),
            ("best F1", best_f1(weights, marked, ranked)),
        ):
            sheet.add(asked, method, name, values, len(marked))


def _check_rest(sheet: Sheet, weights: np.ndarray, table: pd.DataFrame, said: Read, segments: Cut) -> None:
    """Add how often reviews that only rate carry our codes: mostly praise, so pain points there are false alarms."""
    bare = table["labels"].map(lambda labels: labels == {"Rating"}).to_numpy()
    for family in ("pain_point", "goal"):
        carried = said.of(family)[1][bare]
        sheet.add(
            "reviews that only rate", f"ours, {family}", "share", mean(weights[:, bare], carried), int(bare.sum())
        )
    sheet.notes.append(f"{segments.n_texts} reviews are {len(segments.texts)} segments.")
