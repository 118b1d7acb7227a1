"""Toy segments and a fake embedder: no model runs in these tests."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cjm_research.codes.heads import Heads
from cjm_research.embeddings.base import unit_rows
from cjm_research.schema import CONTRACTS


class Tiny:
    """An embedder whose vectors fit no shipped heads, so that the cues alone decide."""

    name, version = "tiny", "1"

    def embed(self, texts):
        return unit_rows(np.array([[len(text), text.count("e"), text.count("不")] for text in texts]).reshape(-1, 3))


class Wide(Tiny):
    """An embedder under the name of e5-small: near the mean of its vectors, so that the cues decide."""

    name, version = "e5-small", "fake"

    def embed(self, texts):
        rows = np.tile(Heads.for_embedder("e5-small").arrays["mean"][:384], (len(texts), 1))
        for row, text in enumerate(texts):
            for place, char in enumerate(text):
                rows[row, (ord(char) + 7 * place) % 384] += 0.002
        return unit_rows(rows)


TOLD = [
    ("s01", "I want to see the sofa at home, please add a camera view.", "What would you like?", "en"),
    ("s02", "The app crashes whenever I try to pay.", "What went wrong?", "en"),
    ("s03", "I never had a problem with the price.", "How was the price?", "en"),
    ("s04", "The staff were friendly and explained everything quickly.", "What was good?", "en"),
    ("s05", "希望能增加一个改约的功能。", "您有什么建议？", "zh"),
    ("s06", "排队等了两个小时，太慢了。", "您遇到过什么问题？", "zh"),
    ("s07", "价格我从来没觉得贵。", "您觉得价格怎么样？", "zh"),
    ("s08", "选它是因为方便，省时间。", "您为什么选择它？", "zh"),
]


@pytest.fixture
def segments() -> pd.DataFrame:
    rows = [
        {"segment_id": key, "document_id": "d1", "turn_id": f"t{key}", "case_id": "P01", "start": 0, "end": len(text)}
        | {"text": text, "context": context, "language": language, "kind": "interview", "position": 0.5}
        for key, text, context, language in TOLD
    ]
    return pd.DataFrame(rows, columns=list(CONTRACTS["segments"].columns))


@pytest.fixture
def fast():
    from cjm_research.embeddings.fast import FastEmbedder

    return FastEmbedder()


@pytest.fixture
def full():
    from cjm_research.embeddings.encoder import EncoderEmbedder

    return EncoderEmbedder()


@pytest.fixture
def tiny() -> Tiny:
    return Tiny()


@pytest.fixture
def wide() -> Wide:
    return Wide()
