"""How much is found of what the made test sets mark, and how much else is replaced."""

import pytest


def _figures(parts):
    found, of = sum(one.found for one in parts), sum(one.marked for one in parts)
    right, made = sum(one.right for one in parts), sum(one.made for one in parts)
    return found / of, right / made


@pytest.fixture(scope="module", params=["en", "zh"])
def scores(request, marked):
    halves = [marked.score(request.param, half) for half in marked.HALVES]
    kinds = {kind for half in halves for kind in half}
    return {kind: [half[kind] for half in halves if kind in half] for kind in kinds}


def test_each_set_holds_three_hundred_sentences_and_every_kind(marked):
    for language in marked.LANGUAGES:
        halves, _ = marked.load(language)
        sentences = [sentence for half in halves.values() for sentence in half]
        assert len(sentences) >= 300
        assert {kind for s in sentences for *_, kind in s.marks} == {*marked.NUMBERS, *marked.NAMES}
        assert sum(not sentence.marks for sentence in sentences) >= 80


def test_numbers_mails_and_ids_are_found(scores, marked):
    misses = [line for kind in marked.NUMBERS for one in scores[kind] for line in one.misses]
    recall, _ = _figures([one for kind in marked.NUMBERS for one in scores[kind]])
    assert recall >= 0.95, misses
    for kind in ("phone", "mail", "id"):
        assert _figures(scores[kind])[0] >= 0.95, misses


def test_speakers_and_the_people_they_name_are_found(scores, marked):
    misses = [line for kind in marked.NAMES for one in scores[kind] for line in one.misses]
    assert _figures([one for kind in marked.NAMES for one in scores[kind]])[0] >= 0.90, misses


def test_little_else_is_replaced(scores):
    false_alarms = [line for parts in scores.values() for one in parts for line in one.false_alarms]
    assert _figures([one for parts in scores.values() for one in parts])[1] >= 0.90, false_alarms
