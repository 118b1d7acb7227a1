import pytest

from cjm_research.review.queue import by_document, by_uncertainty


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
