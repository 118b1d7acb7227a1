import pandas as pd
import pytest

from cjm_research.study.digests import digest
from cjm_research.study.pipeline import still_valid

WORDS = {"en": ("It broke.", "What happened?", "Why do you use it?"), "zh": ("闪退了。", "怎么了？", "为什么用它？")}


@pytest.fixture(params=["en", "zh"])
def cut(request):
    text, question, other = WORDS[request.param]
    columns = ["segment_id", "text", "context", "language"]
    before = pd.DataFrame(
        [("s1", text, question, request.param), ("s2", text, question, request.param)], columns=columns
    )
    return before, other, pd.DataFrame({"segment_id": ["s1", "s1", "s2"], "kind": ["goal", "stage", "goal"]})


def test_suggestions_of_segments_that_did_not_change_stay(cut):
    before, _, suggestions = cut
    assert still_valid(suggestions, before, before.iloc[::-1]).equals(suggestions)


def test_a_segment_that_answers_another_question_is_coded_anew(cut):
    before, other, suggestions = cut
    after = before.assign(context=[other, before["context"][1]])
    assert still_valid(suggestions, before, after)["segment_id"].tolist() == ["s2"]


def test_a_segment_that_is_gone_takes_its_suggestions_with_it(cut):
    before, _, suggestions = cut
    assert still_valid(suggestions, before, before.iloc[:1])["segment_id"].tolist() == ["s1", "s1"]


def test_a_digest_stands_for_content_and_not_for_row_order(cut):
    before, other, _ = cut
    assert digest(before, {"a": 1}) == digest(before.iloc[::-1], {"a": 1})
    assert digest(before, {"a": 1}) != digest(before.assign(context=other), {"a": 1})
    assert digest(before, {"a": 1}) != digest(before, {"a": 2})
