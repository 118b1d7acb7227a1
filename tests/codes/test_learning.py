import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjm_research.codes.learning import FEWEST, Prior, StudyLayer, best_line, nearest

COEFFICIENTS = ("slopes", "shifts", "weights", "centres", "n_judged")


def reviewed(n=40, n_dimensions=8, seed=0):
    draw = np.random.default_rng(seed)
    vectors = draw.normal(size=(n, n_dimensions))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    base = draw.uniform(0.02, 0.98, size=(n, 3))
    marked = (draw.uniform(size=(n, 3)) < base).astype(float)
    return base, vectors, marked


def same(one, other):
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in COEFFICIENTS)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 60), st.integers(0, 10_000), st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_reviews_changes_not_one_bit(n, seed, draw, with_gaps):
    base, vectors, marked = reviewed(n, seed=seed)
    if with_gaps:
        marked[::3, 1], base[::4, 2] = np.nan, np.nan
    order = list(range(n))
    draw.shuffle(order)
    assert same(StudyLayer.fit(base, vectors, marked), StudyLayer.fit(base[order], vectors[order], marked[order]))


def test_many_reviews_change_not_one_bit_in_another_order():
    base, vectors, marked = reviewed(500, 384)
    back = slice(None, None, -1)
    assert same(StudyLayer.fit(base, vectors, marked), StudyLayer.fit(base[back], vectors[back], marked[back]))


def test_a_segment_gets_the_same_score_alone_as_among_others():
    base, vectors, marked = reviewed(60, 384)
    layer = StudyLayer.fit(base, vectors, marked)
    alone = np.vstack([layer.adjust(base[[row]], vectors[[row]]) for row in range(60)])
    assert np.array_equal(alone, layer.adjust(base, vectors))


def test_few_reviews_leave_the_base_as_it_is():
    base, vectors, marked = reviewed(FEWEST - 1)
    layer = StudyLayer.fit(base, vectors, marked)
    assert np.array_equal(layer.adjust(base, vectors), base)
    assert layer.n_judged.tolist() == [0, 0, 0]


def test_a_family_that_nobody_judged_stays_as_the_coder_says():
    base, vectors, marked = reviewed()
    marked[:, 1] = np.nan
    layer = StudyLayer.fit(base, vectors, marked)
    adjusted = layer.adjust(base, vectors)
    assert layer.n_judged.tolist() == [40, 0, 40]
    assert np.array_equal(adjusted[:, 1], base[:, 1])
    assert not np.array_equal(adjusted[:, 0], base[:, 0])


def test_what_the_coder_said_nothing_of_stays_unknown():
    base, vectors, marked = reviewed()
    base[3, 0] = np.nan
    adjusted = StudyLayer.fit(base, vectors, marked).adjust(base, vectors)
    assert np.isnan(adjusted).sum() == 1
    assert np.isnan(adjusted[3, 0])


@pytest.mark.parametrize("verdict", [0.0, 1.0])
def test_verdicts_that_are_all_alike_move_the_scores_towards_them_and_stay_finite(verdict):
    base, vectors, _ = reviewed(300)
    adjusted = StudyLayer.fit(base, vectors, np.full_like(base, verdict)).adjust(base, vectors)
    assert np.isfinite(adjusted).all()
    assert np.abs(adjusted - verdict).mean() < np.abs(base - verdict).mean() / 2


def test_a_region_that_the_coder_misjudges_is_learned_and_the_other_is_not_spoilt():
    vectors = np.repeat(np.eye(2), 20, axis=0)
    base = np.tile([[0.3], [0.7]], (20, 1))
    marked = np.where(vectors[:, [0]] == 1, 1.0, (base > 0.5).astype(float))
    adjusted = StudyLayer.fit(base, vectors, marked).adjust(base, vectors)
    assert adjusted[:20].min() > 0.5
    assert adjusted[20:][base[20:] < 0.5].max() < 0.4
    assert adjusted[20:][base[20:] > 0.5].min() > 0.6


def test_the_coefficients_are_where_the_penalised_likelihood_is_flat():
    base, vectors, marked = reviewed(30, 5)
    prior = Prior(slope=4.0, shift=2.0, weights=0.5)
    layer = StudyLayer.fit(base, vectors, marked, prior)
    residual = (layer.adjust(base, vectors) - marked)[:, 0]
    odds = np.log(base[:, 0] / (1 - base[:, 0]))
    assert residual @ odds + prior.slope * (layer.slopes[0] - 1) == pytest.approx(0, abs=1e-6)
    assert residual.sum() + prior.shift * layer.shifts[0] == pytest.approx(0, abs=1e-6)
    pull = (vectors - layer.centres[0]).T @ residual + prior.weights * layer.weights[0]
    assert pull == pytest.approx(np.zeros(5), abs=1e-6)


def test_people_who_differ_count_as_half_a_verdict():
    base, vectors, _ = np.full((20, 1), 0.9), np.zeros((20, 0)), None
    torn = StudyLayer.fit(base, vectors, np.full((20, 1), 0.5)).adjust(base, vectors)[0, 0]
    agreed = StudyLayer.fit(base, vectors, np.ones((20, 1))).adjust(base, vectors)[0, 0]
    assert 0.5 < torn < 0.7 < agreed


def test_a_stronger_prior_stays_nearer_to_the_coder():
    base, vectors, marked = reviewed()
    weak, strong = (
        np.abs(StudyLayer.fit(base, vectors, marked, Prior(k, k, k)).adjust(base, vectors) - base).mean()
        for k in (0.5, 500.0)
    )
    assert strong < 0.02 < weak


def test_inputs_are_not_changed():
    base, vectors, marked = reviewed()
    kept = [given.copy() for given in (base, vectors, marked)]
    StudyLayer.fit(base, vectors, marked).adjust(base, vectors)
    assert all(np.array_equal(one, other) for one, other in zip(kept, (base, vectors, marked), strict=True))


@pytest.mark.parametrize(
    ("probabilities", "line"),
    [([], 0.5), ([np.nan, np.nan], 0.5), ([0.9, 0.1, np.nan], 0.5), ([0.3, 0.3, 0.01], 0.155), ([1.0], 0.5)],
)
def test_the_best_line_is_where_the_expected_f1_is_greatest(probabilities, line):
    assert best_line(np.array(probabilities)) == pytest.approx(line)


def test_no_other_line_promises_a_better_f1():
    chances = np.random.default_rng(2).beta(0.5, 2, size=200)

    def expected(line):
        said = chances >= line
        return 2 * chances[said].sum() / (said.sum() + chances.sum())

    assert expected(best_line(chances)) == pytest.approx(max(expected(line) for line in chances))


def test_nearest_finds_the_most_alike_and_of_equals_the_first():
    vectors = np.array([[1.0, 0.0], [0.0, 1.0]])
    places, likeness = nearest(vectors, np.array([[0.0, 1.0], [0.6, 0.8], [0.6, 0.8]]))
    assert places.tolist() == [[1, 2], [0, 1]]
    assert likeness.tolist() == [[0.6, 0.6], [1.0, 0.8]]


@pytest.mark.parametrize("n", [0, 1])
def test_nearest_returns_fewer_when_fewer_are_reviewed(n):
    places, likeness = nearest(np.eye(3), np.eye(3)[:n])
    assert places.shape == likeness.shape == (3, n)
