"""The words named in a reason are those that tell, as the segment writes them."""

from __future__ import annotations

import pytest

from cjm_research.codes.shared_words import Shared


@pytest.mark.parametrize(
    ("language", "text", "others", "words"),
    [
        ("en", "The FEE was in the small print", ["A fee I never saw"], ("FEE",)),
        ("en", "They charged me twice, didn't they?", ["We were charged twice."], ("charged", "twice")),
        ("en", "Pay", ["Paying takes long"], ()),
        ("zh", "服务费是后来才说的", ["我们没看到服务费", "后来才知道"], ("后来才", "服务费")),
        ("zh", "我们没有去", ["他们没有来，我们也没有"], ()),
        ("zh", "排队两小时😩", ["又要排队"], ("排队",)),
    ],
    ids=["case", "two", "not whole", "runs", "binding only", "emoji"],
)
def test_shared_words_are_whole_and_telling(language, text, others, words):
    assert Shared.of([text, "x"]).words(text, others, language) == words


@pytest.mark.parametrize(("language", "word"), [("en", "bank"), ("zh", "银行")])
def test_what_many_segments_hold_is_not_named(language, word):
    texts = [f"{word} {at}" for at in range(12)]
    assert Shared.of(texts).words(texts[0], [word], language) == ()
    assert Shared.of(texts[:3] + ["x"] * 9).words(texts[0], [word], language) == (word,)


def test_no_more_than_four_words_are_named():
    text = "refund invoice deposit penalty mortgage"
    assert Shared.of([text]).words(text, [text], "en") == ("mortgage", "deposit", "invoice", "penalty")
