"""Likeness is measured against the study itself, language by language."""

from __future__ import annotations

import numpy as np
import pytest

from cjm_research.codes.likeness import CEILING, Background, Likeness, chances


def rows(n, offset, seed):
    found = np.random.default_rng(seed).normal(size=(n, 6))
    found[:, 0] = offset
    return found / np.linalg.norm(found, axis=1, keepdims=True)


@pytest.fixture
def two():
    vectors, languages = np.concatenate([rows(80, 8, 1), rows(40, -8, 2)]), ["en"] * 80 + ["zh"] * 40
    return vectors, languages, {"en": rows(20, 8, 3), "zh": rows(20, -8, 4)}


def test_centred_vectors_no_longer_tell_the_language(two):
    vectors, languages, usual = two
    centred = Background.of(vectors, languages, usual).centred(vectors, languages)
    np.testing.assert_allclose(np.linalg.norm(centred, axis=1), 1)
    assert abs(centred[:80, 0].mean() - centred[80:, 0].mean()) < 0.1 < 1.9 < vectors[:80, 0].mean() * 2


def test_a_language_that_the_study_does_not_speak_has_a_centre_all_the_same(two):
    vectors, _, usual = two
    background = Background.of(vectors[:80], ["en"] * 80, usual)
    np.testing.assert_allclose(background.centres["zh"], usual["zh"].mean(axis=0))


@pytest.mark.parametrize(("spread", "is_distinct"), [(0.1, True), (30.0, False)], ids=["alike", "unalike"])
def test_separation_tells_whether_the_examples_are_alike(spread, is_distinct):
    draw = np.random.default_rng(5)
    examples = np.eye(6)[1] + spread * draw.normal(size=(40, 6))
    examples /= np.linalg.norm(examples, axis=1, keepdims=True)
    around = {"en": rows(200, 0, 6)}
    found = Likeness.of(examples, ["en"] * 40, np.zeros(6), around)
    assert (found.separation > 1) is is_distinct
    np.testing.assert_allclose(np.median(found.above(around["en"], ["en"] * 200)), 0, atol=1e-9)


def test_chances_rise_with_likeness_and_never_promise_more_than_the_ceiling():
    found = chances(np.linspace(-3, 12, 200), separation=4.0)
    assert (np.diff(found) >= 0).all()
    assert found[0] < 0.001
    assert found[-1] == pytest.approx(CEILING)


def test_chances_find_how_many_carry_the_code():
    draw = np.random.default_rng(7)
    few, many = (np.concatenate([draw.normal(0, 1, 1000 - n), draw.normal(4, 1, n)]) for n in (20, 300))
    assert chances(few, 4.0).sum() / CEILING == pytest.approx(20, abs=8)
    assert chances(many, 4.0).sum() / CEILING == pytest.approx(300, abs=20)
