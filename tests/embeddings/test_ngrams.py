"""Hashed n-grams: alike for alike texts, none across texts, the same whatever stands beside them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjm_research.embeddings.ngrams import BUCKETS, buckets_of


def bag(text, seed=0):
    return sorted(buckets_of([text], seed)[1].tolist())


@pytest.mark.parametrize(
    ("one", "other"),
    [("Too  slow", "too slow"), ("ＡＢＣ　快递", "abc 快递"), ("room 12", "room 99"), ("STRASSE", "straße")],
)
def test_case_width_spaces_and_digits_do_not_count(one, other):
    assert bag(one) == bag(other)


@pytest.mark.parametrize(("one", "other"), [("not good", "good not"), ("不好", "好不"), ("ab", "abc")])
def test_order_and_length_count(one, other):
    assert bag(one) != bag(other)


def test_a_question_and_its_answer_have_buckets_of_their_own():
    assert not set(bag("too slow")) & set(bag("too slow", seed=1))


@given(st.lists(st.text(max_size=30), max_size=6))
def test_a_text_has_the_same_n_grams_among_any_others(texts):
    where, bucket = buckets_of(texts)
    assert (np.diff(where) >= 0).all()
    assert ((bucket >= 0) & (bucket < BUCKETS)).all()
    for row, text in enumerate(texts):
        assert bucket[where == row].tolist() == buckets_of([text])[1].tolist()
