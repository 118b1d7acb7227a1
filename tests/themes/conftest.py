"""Toy segments with clustered vectors: the clusters are known, the words are what people might say."""

import numpy as np
import pandas as pd
import pytest

from cjm_research.settings import Settings
from cjm_research.themes import ThemeModel

SEED = sum(map(ord, "themes toy"))
SAID = {
    "en": [
        [
            "The courier never calls before the delivery",
            "Nobody called before the delivery",
            "Delivery came without a call",
        ],
        ["I want to compare prices before ordering", "Compare prices on two sites", "I compare prices, um, every time"],
        ["The assembly manual is confusing", "Really confusing assembly manual", "I think the manual was confusing"],
    ],
    "zh": [
        ["我觉得退款流程太慢了", "退款流程特别慢", "嗯，退款太慢，等了三个星期"],
        ["下单之前想先比较价格", "我会在两个网站比较价格", "比较价格很花时间"],
        ["安装说明看不懂", "那个安装说明写得太乱", "安装说明看了三遍还是不懂"],
    ],
}


def _study(languages=("en",), repeats=4):
    """Return segments, coded and embeddings; three clusters whatever the language."""
    rng = np.random.default_rng(SEED)
    middles = np.linalg.qr(rng.normal(size=(16, 3)))[0].T
    rows, vectors = [], []
    for language in languages:
        for cluster, sentences in enumerate(SAID[language]):
            for number in range(repeats * len(sentences)):
                rows.append((language, cluster, sentences[number % len(sentences)], f"P{number % 5 + 1:02d}"))
                vectors.append(middles[cluster] + rng.normal(scale=0.05, size=16))
    segments = pd.DataFrame(rows, columns=["language", "cluster", "text", "case_id"])
    segments["segment_id"] = [f"s{at:012x}" for at in rng.permutation(len(rows))]
    segments = segments.assign(
        document_id="d" + segments["case_id"].str[1:],
        turn_id="t1",
        start=0,
        end=1,
        context="",
        kind="interview",
        position=0.5,
    )
    coded = pd.DataFrame({"segment_id": segments["segment_id"], "family": "pain_point", "subtype": "functional"})
    vectors = np.array(vectors)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return segments, coded.assign(score=0.8, reviewed=False), vectors.astype(np.float32)


@pytest.fixture(scope="session")
def model():
    return ThemeModel(Settings.default().themes, seed=7)


@pytest.fixture(scope="session")
def toy():
    return _study
