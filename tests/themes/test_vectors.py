import numpy as np

from cjm_research.themes.topics.views import Words, blend
from cjm_research.themes.vectors import centre, unit


def test_centring_takes_out_what_a_language_shares():
    rng = np.random.default_rng(5)
    themes = np.repeat(np.eye(4)[:2], 8, axis=0) + rng.normal(scale=0.01, size=(16, 4))
    languages = np.array(["en", "zh"] * 8)
    shifted = unit(themes + np.where(languages == "zh", 3.0, 0.0)[:, None] * np.eye(4)[2])
    vectors = centre(shifted, languages)
    assert float(vectors[0] @ vectors[1]) > 0.9
    assert float(vectors[0] @ vectors[8]) < -0.9


def test_a_language_of_few_segments_keeps_its_vectors():
    rows = unit(np.random.default_rng(1).normal(size=(12, 4)))
    languages = np.array(["en"] * 9 + ["zh"] * 3)
    assert np.allclose(centre(rows, languages)[9:], rows[9:])


def test_texts_that_share_words_are_near_and_others_are_not():
    said = [["refund", "slow"], ["slow", "refund"], ["停车", "贵"], ["停车", "太贵"], ["queue", "long"], ["queue"]]
    rows = Words(np.arange(6))(said, np.array(["en", "en", "zh", "zh", "en", "en"]))
    near = rows @ rows.T
    assert near[0, 1] > 0.99
    assert near[2, 3] > 0.3
    assert abs(near[0, 2]) < 0.1


def test_texts_without_words_change_nothing():
    rows = blend(np.eye(3), Words(np.arange(3))([[], [], []], np.array(["en"] * 3)))
    assert np.allclose(rows @ rows.T, np.eye(3))
