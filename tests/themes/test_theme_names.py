import pytest

from cjm_research.themes.names import Spoken, is_rest, title
from cjm_research.themes.phrases import candidates


@pytest.mark.parametrize(
    ("said", "language", "expected"),
    [
        ("Um, I couldn't find the button, you know.", "en", "Couldn't find the button"),
        ("I would like to see the total price first", "en", "See the total price first"),
        ("嗯，我觉得就是排队时间太长了吧", "zh", "排队时间太长"),
        ("然后我们没有收到短信通知", "zh", "没有收到短信通知"),
    ],
    ids=["negation-stays", "wish", "lead-in", "negation-stays-zh"],
)
def test_lead_ins_go_and_negations_stay(said, language, expected):
    assert candidates(said, language)[0] == expected


@pytest.mark.parametrize("said", ["P03 told me", "[phone-1]", "R0012", "um, well", "嗯，就是", "P02说"])
def test_pseudonyms_placeholders_and_fillers_name_nothing(said):
    assert candidates(said, "en") == candidates(said, "zh") == []


def test_long_clauses_are_cut_where_a_new_part_opens():
    said = "The parcel stood three days in the depot because the address label had been torn off by the rain"
    assert "The parcel stood three days in the depot" in candidates(said, "en")
    assert all(2 <= len(phrase.split()) <= 8 for phrase in candidates(said, "en"))


def test_long_chinese_clauses_are_cut_where_a_new_part_opens():
    found = candidates("预约成功之后短信一直收不到所以我又打电话去医院问了一遍号源", "zh")
    assert "预约成功之后短信一直收不到" in found
    assert all(4 <= len(phrase) <= 14 for phrase in found)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "The checkout is slow"), ("zh", "结算页面很慢")], ids=["english", "chinese"]
)
def test_title_that_is_taken_is_not_given_twice(language, said):
    members = [Spoken(said, language, 0.9)]
    first = title(members, {}, language, set())
    second = title(members, {}, language, {first.casefold()})
    assert first == said
    assert second.casefold() != first.casefold()


def test_praise_does_not_name_a_pain_point():
    members = [Spoken("The great checkout page, but the checkout page is slow", "en", 0.9)]
    scores = {"great": 0.5, "checkout": 0.5, "page": 0.5, "slow": 0.1}
    assert title(members, scores, "en", set(), "pain_point") == "The checkout page is slow"


@pytest.mark.parametrize(
    ("name", "expected"), [("Other: late parcels", True), ("其他：退款", True), ("Other people", False)]
)
def test_rest_is_known_by_its_opening(name, expected):
    assert is_rest(name) is expected
