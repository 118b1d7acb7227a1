"""Kappas of random tables beside scikit-learn's and statsmodels', and how long a large sheet takes.

usage: python benchmarks/agreement/peers.py [--tables 400]
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import pandas as pd
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

from cjm_research.agreement.sheet import agreement_sheet


def ratings_of(said: np.ndarray, code: str) -> pd.DataFrame:
    """Return a table (segments × coders) of values as ratings, ten segments a document."""
    n, people = said.shape
    rows = np.arange(n).repeat(people)
    return pd.DataFrame({
        "segment_id": [f"s{row:05}" for row in rows], "document_id": [f"d{row // 10:04}" for row in rows],
        "coder": [f"c{at}" for at in np.tile(np.arange(people), n)], "code": code, "value": said.ravel().astype(str),
    })  # fmt: skip


def differences(tables: int) -> tuple[float, float]:
    """Return the largest difference of Cohen's kappa (two coders) and of Fleiss' (three)."""
    drawn, cohen, fleiss = np.random.default_rng(1), [0.0], [0.0]
    for _ in range(tables):
        n, values = int(drawn.integers(20, 120)), int(drawn.integers(2, 6))
        said = drawn.integers(0, values, size=(n, 3))
        said[:, 1] = np.where(drawn.random(n) < 0.6, said[:, 0], said[:, 1])
        two = agreement_sheet(ratings_of(said[:, :2], "stage"), rounds=1).table.set_index("code").loc["stage"]
        cohen.append(abs(two["kappa"] - cohen_kappa_score(said[:, 0], said[:, 1])))
        three = agreement_sheet(ratings_of(said, "stage"), rounds=1).table.set_index("code").loc["stage"]
        fleiss.append(abs(three["fleiss"] - fleiss_kappa(aggregate_raters(said)[0])))
    return max(cohen), max(fleiss)


def seconds(codes: int = 40, segments: int = 2000) -> float:
    """Return how long a whole sheet of two coders takes, with its intervals."""
    drawn = np.random.default_rng(2)
    parts = [ratings_of((drawn.random((segments, 2)) < 0.1).astype(int), f"code:c{code}") for code in range(codes)]
    began = time.perf_counter()
    agreement_sheet(pd.concat(parts, ignore_index=True))
    return time.perf_counter() - began


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--tables", type=int, default=400)
    cohen, fleiss = differences(asked.parse_args().tables)
    print(f"largest difference: Cohen {cohen:.1e} (scikit-learn), Fleiss {fleiss:.1e} (statsmodels)")
    print(f"40 codes, 2,000 segments, two coders, 2,000 draws: {seconds():.1f} s")
