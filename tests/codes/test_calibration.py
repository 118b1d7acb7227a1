"""From raw scores to probabilities and decisions: the numbers of the card and nothing else."""

import numpy as np
import pytest

from cjm_research.codes.calibration import Calibration, decide
from cjm_research.codes.heads import output_slices
from cjm_research.embeddings.encoder import EncoderEmbedder
from cjm_research.embeddings.fast import FastEmbedder
from cjm_research.schema import FAMILIES, LANGUAGES

LINE = {"slope": 2.0, "offset": -1.0, "look": 0.4, "sure": 0.8}
CARD = {
    "calibration": {
        "families": {
            "en": dict.fromkeys(FAMILIES, LINE),
            "zh": {family: {**LINE, "offset": 1.0} for family in FAMILIES},
        },
        "stage": {"offsets": [1.0, 0, 0, 0, 0, 0, 0], "temperature": 0.5, "sure": 0.9},
        "emotion": {"cuts": [3.0], "low": [-0.5, -1.0], "high": [1.0, 0.5]},
    }
}


@pytest.fixture
def scale():
    return Calibration.from_card(CARD)


def test_each_language_has_its_own_line(scale):
    chances = scale.verdicts(np.full((2, 19), 0.5), ["en", "zh"]).families
    assert chances[0] == pytest.approx(0.5)
    assert chances[1] == pytest.approx(1 / (1 + np.exp(-2)))


def test_stages_are_moved_then_cooled(scale):
    stages = scale.verdicts(np.zeros((1, 19)), ["en"]).stages[0]
    assert stages.sum() == pytest.approx(1)
    assert stages[0] / stages[1] == pytest.approx(np.exp(1 / 0.5))


@pytest.mark.parametrize(("raw", "emotion", "band"), [(-1, 2, (1.5, 3)), (1, 4, (3, 4.5)), (9, 5, (4, 5))])
def test_the_band_of_an_emotion_follows_its_bin_and_stays_on_the_scale(scale, raw, emotion, band):
    outputs = np.zeros((1, 19))
    outputs[:, output_slices()["emotion"]] = raw
    verdicts = scale.verdicts(outputs, ["zh"])
    assert verdicts.emotion[0] == emotion
    assert tuple(verdicts.emotion_band[0]) == band


def test_a_bound_is_reached_from_itself_on_and_sure_is_never_laxer_than_look():
    assert decide([0.39, 0.4, 0.8], 0.4, 0.8).tolist() == ["no", "look", "sure"]
    assert decide([0.5], 0.6, 0.3).tolist() == ["no"]


@pytest.mark.parametrize("embedder", [EncoderEmbedder(), FastEmbedder()], ids=["encoder", "fast"])
def test_the_shipped_cards_hold_a_calibration_that_makes_sense(embedder):
    scale = Calibration.from_card(embedder.card)
    assert scale.look.shape == scale.sure.shape == (len(LANGUAGES), len(FAMILIES))
    assert (scale.slopes > 0).all()
    assert ((scale.look > 0.1) & (scale.look < 0.7)).all()
    assert (scale.sure >= scale.look).all()
    assert (scale.emotion_low < 0).all()
    assert (scale.emotion_high > 0).all()
    assert {"weaknesses", "holdout", "data", "made_by"} <= set(embedder.card)
