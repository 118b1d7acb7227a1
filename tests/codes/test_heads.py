"""Each weights file is the one its card speaks of, is small, and fits the features of this version."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from itertools import pairwise

import numpy as np
import pytest

from cjm_research.codes.features import feature_names
from cjm_research.codes.heads import Heads, output_slices

NAMES = ["e5-small", "tfidf", "cues"]
FOLDER = files("cjm_research").joinpath("codes/weights")


def card(name):
    return json.loads(FOLDER.joinpath(f"heads-{name}.json").read_text("utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_the_weights_match_their_card(name):
    content = FOLDER.joinpath(f"heads-{name}.npz").read_bytes()
    assert hashlib.sha256(content).hexdigest() == card(name)["sha256"]
    assert len(content) < 2_000_000


@pytest.mark.parametrize("name", NAMES)
def test_the_weights_were_trained_on_the_features_of_this_version(name):
    assert tuple(card(name)["features"]) == feature_names()


@pytest.mark.parametrize("name", NAMES)
def test_the_card_names_sources_scores_and_weaknesses(name):
    shown = card(name)
    assert len(shown["sources"]) > 10
    assert {"en", "zh"} == {entry["lang"] for entry in shown["sources"]}
    assert 0.5 < shown["scores"]["en"]["macro_f1"] < 1
    assert 0.5 < shown["scores"]["zh"]["macro_f1"] < 1
    assert shown["weaknesses"]


def test_better_vectors_score_better():
    macro = [card(name)["scores"]["all"]["macro_f1"] for name in ("e5-small", "cues")]
    assert macro[0] > macro[1]


@pytest.mark.parametrize("name", NAMES)
def test_a_row_is_read_the_same_alone_and_among_others(name):
    heads = Heads.for_embedder(name)
    rng = np.random.default_rng(sum(map(ord, "heads")))
    rows = rng.standard_normal((40, len(heads.arrays["mean"]))) * 0.05
    together = heads.predict([rows])
    for row in (0, 17, 39):
        alone = heads.predict([rows[row : row + 1]])
        np.testing.assert_array_equal(alone.families[0], together.families[row])
        np.testing.assert_array_equal(alone.stages[0], together.stages[row])
        assert alone.emotion[0] == together.emotion[row]


def test_probabilities_sum_to_one_and_emotion_stays_on_its_scale():
    heads = Heads.for_embedder("cues")
    loud = np.vstack([np.full(len(heads.arrays["mean"]), value) for value in (-9.0, 0.0, 9.0)])
    read = heads.predict([loud])
    np.testing.assert_allclose(read.stages.sum(axis=1), 1)
    for shares in read.subtypes.values():
        np.testing.assert_allclose(shares.sum(axis=1), 1)
    assert ((read.emotion >= 1) & (read.emotion <= 5)).all()


def test_outputs_lie_side_by_side():
    places = list(output_slices().values())
    assert places[0].start == 0
    assert all(one.stop == two.start for one, two in pairwise(places))


@pytest.mark.parametrize(
    ("embedder", "heads"),
    [
        ("e5-small", "e5-small"),
        ("tfidf", "tfidf"),
        ("st:intfloat/multilingual-e5-small", "e5-small"),
        ("st:x/y", "cues"),
    ],
)
def test_the_heads_fit_the_vectors(embedder, heads):
    assert Heads.for_embedder(embedder).name == heads
