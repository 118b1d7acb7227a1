"""The figures of a model card, by language and by source."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import average_precision_score, f1_score, precision_score, recall_score

from cjm_research.codes.heads import STAGE_VALUES, output_slices
from cjm_research.schema import FAMILIES, STAGES, SUBTYPES


def scores_of(
    probabilities: np.ndarray, outputs: np.ndarray, thresholds: np.ndarray, table: pd.DataFrame
) -> dict[str, Any]:
    """Return the figures for English, Chinese, all rows, and the macro-F1 of each source.

    Parameters
    ----------
    probabilities : ndarray of shape (n_segments, 3)
        Calibrated, of the families.
    outputs : ndarray of shape (n_segments, n_outputs)
        Raw outputs of all heads.
    thresholds : ndarray of shape (3,)
        Of the families.
    table : DataFrame
        The hand-coded rows.
    """
    found = probabilities >= thresholds
    parts = {lang: (table["lang"] == lang).to_numpy() for lang in ("en", "zh")}
    parts["all"] = np.ones(len(table), dtype=bool)
    scores: dict[str, Any] = {}
    for name, rows in parts.items():
        scores[name] = _block(probabilities[rows], found[rows], outputs[rows], table[rows])
    by_source = {}
    for source in sorted(set(table["source"])):
        rows = (table["source"] == source).to_numpy()
        by_source[source] = {
            family: round(f1_score(table[family][rows] != "", found[rows, column], zero_division=0), 3)
            for column, family in enumerate(FAMILIES)
        }
    return {**scores, "f1_by_source": by_source}


def _block(probabilities: np.ndarray, found: np.ndarray, outputs: np.ndarray, table: pd.DataFrame) -> dict[str, Any]:
    place, block = output_slices(), {"rows": len(table)}
    f1s = []
    for column, family in enumerate(FAMILIES):
        known = (table[family] != "?").to_numpy()
        marked, said = (table[family] != "")[known], found[known, column]
        named = table[family].isin(SUBTYPES[family]).to_numpy() & found[:, column]
        guess = np.array(SUBTYPES[family])[outputs[named][:, place[family]].argmax(axis=1)]
        f1s.append(f1_score(marked, said))
        block[family] = {
            "precision": round(precision_score(marked, said), 3),
            "recall": round(recall_score(marked, said), 3),
            "f1": round(f1s[-1], 3),
            "average_precision": round(average_precision_score(marked, probabilities[known, column]), 3),
            "subtype_accuracy": round(float((guess == table[family][named]).mean()), 3),
        }
    stage = np.array(STAGE_VALUES)[outputs[:, place["stage"]].argmax(axis=1)]
    emotion = np.clip(outputs[:, place["emotion"]][:, 0] + 3, 1, 5)
    known = table["emotion"].isin(list("12345")).to_numpy()
    block["macro_f1"] = round(float(np.mean(f1s)), 3)
    block["emotion_r"] = round(float(np.corrcoef(emotion[known], table["emotion"][known].astype(float))[0, 1]), 3)
    block["stage_macro_f1"] = round(f1_score(table["stage"], stage, labels=list(STAGES), average="macro"), 3)
    return block
