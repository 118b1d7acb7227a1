"""Which tier reads follows from the embedder; every tier gives each segment the same verdict wherever it stands."""

import numpy as np
import pytest

from cjm_research.codes.cues import find_cues
from cjm_research.codes.tiers import FrozenTier, TrainedTier, tier_of
from cjm_research.embeddings.cache import CachedEmbedder
from cjm_research.embeddings.encoder import EncoderEmbedder
from cjm_research.embeddings.fast import FastEmbedder
from cjm_research.embeddings.tfidf import TfidfEmbedder

TEXTS = ["I want a bigger basket.", "It crashes.", "希望便宜一点。", "太慢了。"]
CONTEXTS = ["", "What went wrong?", "您有什么建议？", ""]
LANGUAGES = ["en", "en", "zh", "zh"]


def heard(tier, rows):
    texts, contexts, languages = ([part[row] for row in rows] for part in (TEXTS, CONTEXTS, LANGUAGES))
    cues = [find_cues(text, language) for text, language in zip(texts, languages, strict=True)]
    return tier.hear(texts, contexts, languages, cues)


@pytest.mark.parametrize(
    ("embedder", "kind", "name"),
    [
        (EncoderEmbedder(), TrainedTier, "full"),
        (FastEmbedder(), TrainedTier, "fast"),
        (TfidfEmbedder(), FrozenTier, "frozen"),
    ],
)
def test_the_embedder_decides_the_tier_with_a_cache_around_it_or_without(embedder, kind, name, tmp_path):
    plain, cached = tier_of(embedder), tier_of(CachedEmbedder(embedder, tmp_path))
    assert isinstance(plain, kind)
    assert plain.name == cached.name == name
    assert plain.digest == cached.digest
    assert 0 < plain.emotion_r < 1


@pytest.mark.parametrize(
    "embedder", [pytest.param(EncoderEmbedder(), marks=pytest.mark.model), FastEmbedder(), TfidfEmbedder()]
)
def test_a_segment_is_heard_alike_alone_and_among_others(embedder):
    tier = tier_of(embedder)
    together = heard(tier, [3, 1, 0, 2])
    for place, row in enumerate([3, 1, 0, 2]):
        alone = heard(tier, [row])
        assert alone.verdicts.families.tobytes() == together.verdicts.families[place].tobytes()
        assert alone.verdicts.stages.tobytes() == together.verdicts.stages[place].tobytes()
        assert alone.families.tolist() == [together.families[place].tolist()]


def test_the_baseline_is_never_sure():
    assert "sure" not in np.unique(heard(tier_of(TfidfEmbedder()), range(4)).families)
