"""Make `cjm_research/embeddings/weights/tfidf.npz`: document frequencies and the SVD of hashed character n-grams.

usage: python benchmarks/coder/train_tfidf.py [TRAIN.csv]

Reads the columns `text` and `context` of the training segments; the same input gives the same file.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.decomposition import TruncatedSVD

from cjm_research.embeddings.tfidf import BUCKETS, hashed, weighted

ROOT = Path(__file__).resolve().parents[2]
TRAIN = ROOT.parent / "shared" / "gold" / "train.csv"
TARGET = ROOT / "cjm_research" / "embeddings" / "weights" / "tfidf.npz"
DIMENSIONS = 160


def main(train: Path) -> None:
    """Fit and write."""
    table = pd.read_csv(train, dtype=str, keep_default_na=False)
    texts = sorted({*table["text"], *table["context"]})
    counts = hashed(texts)
    idf = np.log((1 + len(texts)) / (1 + np.bincount(counts.indices, minlength=BUCKETS))) + 1
    svd = TruncatedSVD(DIMENSIONS, algorithm="randomized", n_iter=7, random_state=0)
    svd.fit(weighted(counts, idf))
    projection = svd.components_.T
    scale = np.abs(projection).max(axis=0) / 127
    stored = np.round(projection / scale).astype(np.int8)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(TARGET, idf=idf.astype(np.float32), projection=stored, scale=scale.astype(np.float32))
    share = svd.explained_variance_ratio_.sum()
    sys.stdout.write(f"{TARGET}: {len(texts)} texts, {DIMENSIONS} dimensions, {share:.2f} of the variance\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TRAIN)
