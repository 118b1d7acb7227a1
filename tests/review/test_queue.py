import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjm_research.review.coding.queue import by_document, by_uncertainty, check_order, check_sample, coming


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_document_order_is_that_of_speech_whatever_the_rows(toy, lang):
    made = toy.frames(lang)
    shuffled = made["segments"].sample(frac=1, random_state=3)
    assert by_document(shuffled, made["documents"]) == [f"s-{lang}-{at}" for at in range(4)]


@pytest.mark.parametrize(("lang", "first"), [("en", "s-en-1"), ("zh", "s-zh-2")])
def test_the_closest_call_comes_first_whatever_the_rows(toy, lang, first):
    made = toy.frames(lang)
    queue = by_uncertainty(made["segments"], made["documents"], made["suggestions"])
    mixed = {name: frame.sample(frac=1, random_state=5) for name, frame in made.items()}
    assert queue[0] == first
    assert queue == by_uncertainty(mixed["segments"], mixed["documents"], mixed["suggestions"])


def test_a_segment_without_suggestions_comes_first(toy):
    made = toy.frames()
    known = made["suggestions"][made["suggestions"]["segment_id"] != "s-en-1"]
    assert by_uncertainty(made["segments"], made["documents"], known)[0] == "s-en-1"


@given(st.sets(st.text("abc人物0123", min_size=1, max_size=8), min_size=1, max_size=30), st.integers(), st.data())
def test_the_check_order_depends_on_seed_and_id_alone(ids, seed, data):
    order = check_order(ids, seed)
    assert order == check_order(data.draw(st.permutations(sorted(ids))), seed)
    left = data.draw(st.sets(st.sampled_from(sorted(ids))))
    assert check_order(left, seed) == [segment_id for segment_id in order if segment_id in left]


def test_another_seed_is_another_check_order():
    ids = [f"s{at}" for at in range(20)]
    assert check_order(ids, 1) != check_order(ids, 2)


@pytest.mark.parametrize(
    ("reviewed", "skipped", "sample"),
    [
        ("", "", ""), ("ab", "", "ab"), ("ba", "", "ab"), ("acd", "", "a"), ("acd", "b", "acd"), ("bcd", "", ""),
        ("abcde", "", "abcde"), ("ce", "abd", "ce"),
    ],
)  # fmt: skip
def test_the_check_sample_ends_before_the_first_that_was_passed_over(reviewed, skipped, sample):
    assert check_sample("abcde", set(reviewed), set(skipped)) == list(sample)


def test_every_third_place_is_the_next_of_the_check_order():
    closeness, check = np.linspace(0.0, 0.5, 9), [8, 7, 0, 6, 5, 4, 3, 2, 1]
    assert coming(range(9), closeness, check, 0) == [0, 1, 8, 2, 3, 7, 4, 5, 6]
    assert coming(range(9), closeness, check, 2) == [8, 0, 1, 7, 2, 3, 6, 4, 5]


def test_what_the_person_did_one_by_one_is_what_was_coming():
    closeness, check = np.linspace(0.5, 0.0, 12), list(range(12))
    planned, waiting, asked = coming(range(12), closeness, check, 0), list(range(12)), []
    while waiting:
        asked.append(coming(waiting, closeness, check, len(asked))[0])
        waiting.remove(asked[-1])
    assert asked == planned


def test_near_identical_close_calls_are_not_asked_in_a_row():
    vectors = np.vstack([np.tile([1.0, 0, 0, 0], (10, 1)), np.eye(4)[1:]])
    closeness = np.array([0.01] * 10 + [0.02, 0.03, 0.04])
    without = coming(range(13), closeness, list(range(13)), 0)[:2]
    assert set(without) <= set(range(10))
    order = _teaching(coming(range(13), closeness, list(range(13)), 0, vectors))
    assert sum(row < 10 for row in order[:4]) == 1


def test_what_was_just_reviewed_is_not_asked_again_in_other_words():
    vectors = np.eye(3)[[0, 0, 1, 2]]
    first = coming([1, 2, 3], np.array([0.0, 0.0, 0.02, 0.03]), [3, 2, 1], 0, vectors, seen=[0])[0]
    assert first == 2


@given(st.integers(1, 40), st.integers(0, 50), st.randoms(use_true_random=False))
def test_each_waiting_segment_comes_once(n, n_seen, draw):
    waiting, check = sorted(draw.sample(range(n), draw.randint(1, n))), list(range(n))
    draw.shuffle(check)
    closeness = np.array([draw.random() for _ in range(n)])
    assert sorted(coming(waiting, closeness, check, n_seen)) == waiting


def test_no_segment_waits():
    assert coming([], np.zeros(3), [0, 1, 2], 4, np.eye(3), [0, 1, 2]) == []


def _teaching(order):
    return [row for place, row in enumerate(order) if place % 3 != 2]
