"""Calibrate a tier on sources left out of its training, and report how well it does on them.

Each language has its own lines: on new sources the Chinese goals are scored too low where the English ones are not.
The threshold of a family is the highest whose F1 (smoothed over its neighbours, so that one lucky row decides nothing)
is as good as the best: F1 is flat there, and a false alarm costs the reader time. The "sure" one is the lowest with
nine in ten right.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, log_loss

from cjm_research.codes.calibration import Calibration, decide, language_rows
from cjm_research.codes.heads import STAGE_VALUES, Verdicts, output_slices
from cjm_research.schema import FAMILIES, LANGUAGES, STAGES

PRECISE, FEWEST = 0.9, 20
"""The precision of "sure", and the rows that are needed to state it."""
AS_GOOD = 0.01
"""F1 below the best that counts as good as it: a tenth of its interval on so many rows."""
_EMOTION_CUTS = [2.25, 2.75, 3.25, 3.75]
_BAND = (0.1, 0.9)
PLACE = output_slices()


def calibrated(table: pd.DataFrame, outputs: np.ndarray, shares: pd.Series) -> dict[str, Any]:
    """Return the part "calibration" of a card.

    Parameters
    ----------
    table : DataFrame
        Hand-coded rows that the tier was not trained on.
    outputs : ndarray of shape (n_rows, 19)
        What the tier makes of them.
    shares : Series
        Share of each stage among the rows it was trained on.
    """
    families: dict[str, dict] = {language: {} for language in LANGUAGES}
    for column, family in enumerate(FAMILIES):
        known, marked = (table[family] != "?").to_numpy(), ~table[family].isin(["", "?"]).to_numpy()
        chances = np.zeros(len(table))
        for language in LANGUAGES:
            here = (table["lang"] == language).to_numpy()
            fit = LogisticRegression(C=1e6).fit(outputs[known & here, column, None], marked[known & here])
            line = {"slope": round(float(fit.coef_[0, 0]), 4), "offset": round(float(fit.intercept_[0]), 4)}
            chances[here] = 1 / (1 + np.exp(-(outputs[here, column] * line["slope"] + line["offset"])))
            families[language][family] = line
        places = [known & (table["lang"] == language).to_numpy() for language in LANGUAGES]
        look = best_threshold([(marked[at], chances[at]) for at in places])
        for language, at in zip(LANGUAGES, places, strict=True):
            families[language][family] |= {"look": look, "sure": sure_threshold(marked[at], chances[at])}
    return {"families": families, "stage": _stage(table, outputs, shares), "emotion": _emotion(table, outputs)}


def best_threshold(parts: list[tuple[np.ndarray, np.ndarray]]) -> float:
    """Return the highest threshold with as good an F1 as the best, averaged over the parts and smoothed."""
    grid = np.arange(0.2, 0.7, 0.01)
    scores = [np.mean([f1_score(marked, chances >= cut) for marked, chances in parts]) for cut in grid]
    smooth = np.convolve(np.pad(scores, 5, mode="edge"), np.ones(11) / 11, mode="valid")
    return round(float(grid[np.flatnonzero(smooth >= smooth.max() - AS_GOOD).max()]), 2)


def sure_threshold(right: np.ndarray, chances: np.ndarray) -> float:
    """Return the lowest probability from which on nine rows in ten are right; 1.01, so never, where none is."""
    order = np.argsort(-chances, kind="stable")
    precise = np.cumsum(right[order]) / np.arange(1, len(order) + 1) >= PRECISE
    precise[: FEWEST - 1] = False
    return round(float(chances[order][np.flatnonzero(precise).max()]), 3) if precise.any() else 1.01


def _stage(table: pd.DataFrame, outputs: np.ndarray, shares: pd.Series) -> dict[str, Any]:
    """Return the offsets against the uneven stages that give the best macro-F1, and the temperature after them."""
    prior = np.log([max(shares.get(stage, 0), 1e-3) for stage in STAGE_VALUES])
    truth = np.array([STAGE_VALUES.index(stage) for stage in table["stage"]])
    logits = outputs[:, PLACE["stage"]].astype(float)

    def macro(strength: float) -> float:
        return f1_score(truth, (logits - strength * prior).argmax(1), labels=range(6), average="macro", zero_division=0)

    strength = max(np.round(np.arange(-0.3, 0.8, 0.1), 1).tolist(), key=macro)
    moved = logits - strength * prior
    heat = min(np.arange(0.6, 3, 0.1).round(1).tolist(), key=lambda heat: _surprise(moved / heat, truth))
    chances = softmax(moved / heat, axis=1)
    offsets = [round(float(value), 4) for value in -strength * prior]
    sure = sure_threshold(chances.argmax(1) == truth, chances.max(1))
    return {"offsets": offsets, "temperature": heat, "prior_strength": strength, "sure": sure}


def _surprise(logits: np.ndarray, truth: np.ndarray) -> float:
    return log_loss(truth, softmax(logits, axis=1), labels=range(len(STAGE_VALUES)))


def _emotion(table: pd.DataFrame, outputs: np.ndarray) -> dict[str, Any]:
    """Return how far from the suggestion the coders' emotion lies in eight cases of ten, by bins of the suggestion."""
    known = table["emotion"].isin(list("12345")).to_numpy()
    said = np.clip(outputs[known, PLACE["emotion"]][:, 0] + 3, 1, 5)
    off, bins = table["emotion"][known].astype(float).to_numpy() - said, np.searchsorted(_EMOTION_CUTS, said)
    bands = np.array([np.quantile(off[bins == at], _BAND) for at in range(len(_EMOTION_CUTS) + 1)]).round(2)
    return {"cuts": _EMOTION_CUTS, "low": bands[:, 0].tolist(), "high": bands[:, 1].tolist()}


def report(table: pd.DataFrame, outputs: np.ndarray, calibration: Calibration) -> dict[str, Any]:
    """Return F1 of each family, emotion and stage by source and language, and the calibration error of each family."""
    verdicts = calibration.verdicts(outputs, table["lang"].tolist())
    groups = {source: (table["source"] == source).to_numpy() for source in sorted(set(table["source"]))}
    groups |= {language: (table["lang"] == language).to_numpy() for language in LANGUAGES}
    groups["all"] = np.ones(len(table), dtype=bool)
    found = {name: _scores(table[here], verdicts, np.flatnonzero(here), calibration) for name, here in groups.items()}
    found["calibration_error"] = {
        family: round(calibration_error(~table[family].isin(["", "?"]).to_numpy(), verdicts.families[:, column]), 3)
        for column, family in enumerate(FAMILIES)
    }
    return found


def _scores(table: pd.DataFrame, verdicts: Verdicts, rows: np.ndarray, calibration: Calibration) -> dict[str, Any]:
    line = language_rows(table["lang"].tolist())
    scores: dict[str, Any] = {"rows": len(table)}
    for column, family in enumerate(FAMILIES):
        known, marked = (table[family] != "?").to_numpy(), ~table[family].isin(["", "?"]).to_numpy()
        made = decide(verdicts.families[rows, column], calibration.look[line, column], calibration.sure[line, column])
        scores[family] = round(float(f1_score(marked[known], made[known] != "no", zero_division=0)), 3)
    scores["macro_f1"] = round(float(np.mean([scores[family] for family in FAMILIES])), 3)
    known = table["emotion"].isin(list("12345")).to_numpy()
    felt = table["emotion"][known].astype(float)
    scores["emotion_r"] = round(float(np.corrcoef(felt, verdicts.emotion[rows][known])[0, 1]), 3)
    said = np.array(STAGE_VALUES)[verdicts.stages[rows].argmax(1)]
    present = [stage for stage in STAGES if (table["stage"] == stage).any()]
    f1 = f1_score(table["stage"], said, labels=present, average="macro", zero_division=0) if present else np.nan
    return scores | {"stage_macro_f1": round(float(f1), 3)}


def calibration_error(marked: np.ndarray, chances: np.ndarray) -> float:
    """Return the expected calibration error over ten bins of equal width (Naeini et al. 2015)."""
    bins = np.minimum((chances * 10).astype(int), 9)
    return sum(
        float(abs(marked[bins == at].mean() - chances[bins == at].mean()) * (bins == at).mean()) for at in set(bins)
    )
