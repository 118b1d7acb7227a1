"""The theme model of the package on a sample of a labelled set: every text one answer of one person, all one family."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from gold import Gold
from rivals import Case, Found

from cjm_research.settings import Settings
from cjm_research.themes.topics.model import ThemeModel

if TYPE_CHECKING:
    from cjm_research.themes.topics.model import Fit

FAMILY = "pain_point"


def frames(gold: Gold) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the texts as segments, contract "segments", and as coded, contract "coded"."""
    n = len(gold)
    keys = pd.Series(gold.ids).str[1:]
    segments = pd.DataFrame(
        {
            "segment_id": gold.ids,
            "document_id": "d" + keys,
            "turn_id": "t" + keys,
            "case_id": "R" + keys,
            "start": 0,
            "end": [len(text) for text in gold.texts],
            "text": gold.texts,
            "context": "",
            "language": gold.languages,
            "kind": "survey",
            "position": np.zeros(n),
        }
    )
    coded = pd.DataFrame(
        {"segment_id": gold.ids, "family": FAMILY, "subtype": "functional", "score": 1.0, "reviewed": False}
    )
    return segments, coded


def fit(gold: Gold, seed: int, progress: Callable[[int, int], None] | None = None) -> Fit:
    """Return what `ThemeModel` makes of the texts with the settings that ship."""
    segments, coded = frames(gold)
    return ThemeModel(Settings.default().themes, seed)(segments, coded, gold.vectors, progress=progress)


def labels(gold: Gold, fitted: Fit) -> np.ndarray:
    """Return the topic of each text, -1 = none."""
    return fitted.topics.set_index("segment_id")["topic"].reindex(gold.ids).to_numpy()


def ours(case: Case) -> Found:
    """Our topics and their words."""
    fitted = fit(case.gold, case.seed)
    words = fitted.words.loc[fitted.words["topic"] >= 0, "words"]
    return Found(labels(case.gold, fitted), words.map(list).tolist())
