"""Calibration and thresholds, from predictions for sources left out of training."""

from __future__ import annotations

import numpy as np
from gold import Targets
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score


def fit_platt(logits: np.ndarray, marked: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return slope and shift for each family (Platt 1999), shape (2, n_families)."""
    lines = []
    for column in range(logits.shape[1]):
        rows = known[:, column]
        line = LogisticRegression(C=1e6).fit(logits[rows, column, None], marked[rows, column])
        lines.append((line.coef_[0, 0], line.intercept_[0]))
    return np.array(lines).T


def fit_temperature(logits: np.ndarray, targets: Targets, place: slice) -> float:
    """Return the temperature of the stage head with the least weighted log loss."""
    values, weights = targets.values[:, place], targets.weights[:, place][:, 0]

    def loss(temperature: float) -> float:
        cooled = logits / temperature
        cooled = cooled - cooled.max(axis=1, keepdims=True)
        return float(-(weights[:, None] * values * (cooled - np.log(np.exp(cooled).sum(1, keepdims=True)))).sum())

    return min(np.arange(0.5, 4.01, 0.1).round(2).tolist(), key=loss)


def best_thresholds(
    probabilities: np.ndarray, marked: np.ndarray, known: np.ndarray, languages: np.ndarray
) -> np.ndarray:
    """Return for each family the probability from which it is suggested: the best mean F1 of the two languages."""
    chosen = []
    for column in range(probabilities.shape[1]):

        def mean_f1(threshold: float, column: int = column) -> float:
            found = probabilities[:, column] >= threshold
            parts = [known[:, column] & (languages == language) for language in ("en", "zh")]
            return float(np.mean([f1_score(marked[part, column], found[part]) for part in parts]))

        chosen.append(max(np.arange(0.1, 0.71, 0.01).round(2).tolist(), key=mean_f1))
    return np.array(chosen)
