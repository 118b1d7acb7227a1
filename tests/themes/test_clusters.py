import numpy as np
import pytest

from cjm_research.themes.topics.clusters import Topics, far_off, sample, smallest_theme
from cjm_research.themes.topics.neighbours import Neighbourhoods
from cjm_research.themes.vectors import unit


def planted(n_groups, size, spread=0.08, seed=11):
    rng = np.random.default_rng(seed)
    middles = np.linalg.qr(rng.normal(size=(40, n_groups)))[0].T
    rows = unit(np.repeat(middles, size, axis=0) + rng.normal(scale=spread, size=(n_groups * size, 40)))
    return rows, np.repeat(np.arange(n_groups), size)


def topics_of(rows, **changed):
    n = len(rows)
    in_tree = changed.pop("in_tree", np.arange(n))
    languages = np.full(n, "en")
    documents = np.array([f"d{at % 5}" for at in range(n)])
    given = {"meaning": rows, "views": rows, "languages": languages, "documents": documents, "in_tree": in_tree}
    given |= {"min_size": 2, "number": 0, "rounds": 5, "reach": 0.0, "seed": 1}
    return Topics(**(given | changed)).fit(Neighbourhoods(languages, in_tree).fit_transform(rows))


@pytest.mark.parametrize(("n_groups", "size"), [(3, 8), (8, 12), (20, 10), (30, 20)])
def test_planted_groups_are_found_without_being_told_their_number(n_groups, size):
    rows, truth = planted(n_groups, size)
    found = topics_of(rows)
    assert len(set(zip(truth.tolist(), found.labels_.tolist(), strict=True))) == n_groups
    assert found.curve_.loc[found.curve_["chosen"], "n_topics"].tolist() == [n_groups]
    assert found.steadiness_.mean.min() > 0.9


def test_a_given_number_is_kept_and_the_curve_shows_what_would_have_been_chosen():
    rows, _ = planted(6, 12)
    found = topics_of(rows, number=3)
    assert found.labels_.max() + 1 == 3
    curve = found.curve_.set_index("n_topics")
    assert curve.index[curve["chosen"]].tolist() == [3]
    assert curve["worth"].idxmax() == 6


def test_parts_of_a_topic_become_its_subtopics():
    rng = np.random.default_rng(3)
    middles = np.linalg.qr(rng.normal(size=(40, 9)))[0].T
    parts = np.array([middles[group] + 0.6 * middles[3 + 2 * group + part] for group in range(3) for part in range(2)])
    rows = unit(np.repeat(parts, 15, axis=0) + rng.normal(scale=0.03, size=(90, 40)))
    found = topics_of(rows, number=3)
    pairs = {(int(topic), int(part)) for topic, part in zip(found.labels_, found.subtopics_, strict=True)}
    assert pairs == {(topic, part) for topic in range(3) for part in range(2)}
    assert all(len(set(found.subtopics_[at : at + 15])) == 1 for at in range(0, 90, 15))


def test_rows_outside_the_tree_go_where_their_group_is():
    rows, truth = planted(6, 40)
    found = topics_of(rows, in_tree=np.arange(0, 240, 2))
    assert len(set(zip(truth.tolist(), found.labels_.tolist(), strict=True))) == 6


def test_a_topic_of_one_document_does_not_survive_without_it():
    rows, truth = planted(4, 15)
    documents = np.where(truth == 2, "d9", np.array([f"d{at % 5}" for at in range(60)]))
    found = topics_of(rows, documents=documents)
    topic = int(found.labels_[truth == 2][0])
    assert found.steadiness_.left_out[topic] == 0.0
    assert np.delete(found.steadiness_.left_out, topic).min() > 0.9


def test_what_lies_far_from_all_is_left_out_but_never_more_than_the_share():
    rows, _ = planted(3, 20)
    rows[[0, 20, 40]] = np.eye(40)[[37, 38, 39]]
    rows[0] -= 0.4 * rows[1]
    labels = np.repeat(np.arange(3), 20)
    assert far_off(unit(rows), labels, 0.2).nonzero()[0].tolist() == [0, 20, 40]
    assert far_off(unit(rows), labels, 0.02).nonzero()[0].tolist() == [0]
    assert not far_off(unit(rows), labels, 0.0).any()


def test_nothing_is_left_out_of_tight_groups():
    rows, truth = planted(3, 20)
    assert not far_off(rows, truth, 0.2).any()


@pytest.mark.parametrize("n", [1, 2, 3, 5, 7, 8, 9])
def test_copies_of_one_row_are_one_topic(n):
    found = topics_of(np.tile(np.eye(5)[0], (n, 1)))
    assert found.labels_.tolist() == [0] * n


def test_sample_depends_on_ids_not_on_their_order():
    ids = np.array([f"s{at:03}" for at in range(100)])
    order = np.random.default_rng(1).permutation(100)
    first, second = ids[sample(ids, 10)], ids[order][sample(ids[order], 10)]
    assert sorted(first) == sorted(second)
    assert len(first) == 10


@pytest.mark.parametrize("n", [2, 60, 399, 400, 30_000, 1_000_000])
def test_smallest_theme_grows_with_the_family(n):
    assert 2 <= smallest_theme(n, 10_000) <= max(2, n // 10)
