"""NPS, CSAT and CES by their questions and answers."""

import pytest

from cjm_research.corpora.surveys.scales import Scale, attributes, told


@pytest.mark.parametrize(
    ("question", "answers", "scale"),
    [
        ("How likely are you to recommend us to a friend?", ["0", "7", "10"], Scale("nps", 0, 10)),
        ("您有多大可能把我们推荐给朋友？", ["9分", "10", "6"], Scale("nps", 0, 10)),
        ("How likely are you to recommend us?", ["10 - Extremely likely", "3", "8"], Scale("nps", 0, 10)),
        ("How likely are you to recommend us, from 1 to 5?", ["1", "5", "4", "4"], None),
        ("How satisfied are you with the delivery?", ["1", "5", "4"], Scale("csat", 1, 5)),
        ("您对配送的满意度（1-7分）", ["1", "5", "4"], Scale("csat", 1, 7)),
        ("How satisfied are you?", ["Very satisfied", "Neutral", "Dissatisfied"], Scale("csat")),
        ("您满意吗？", ["非常满意", "一般", "不满意"], Scale("csat")),
        ("How easy was it to return the goods?", ["7", "5", "2"], Scale("ces", 1, 7)),
        ("办理退货轻松吗？", ["轻松", "困难", "一般"], Scale("ces")),
        ("How old are you?", ["31", "40"], None),
        ("What would you recommend?", ["more staff", "less noise"], None),
    ],
)
def test_scales_are_told_by_words_and_range(question, answers, scale):
    assert told(question, answers) == scale


def test_groups_of_the_nps_in_both_languages():
    assert [attributes(Scale("nps", 0, 10), answer)["NPS group"] for answer in ("0", "6", "7", "8", "9", "10")] == [
        "detractor", "detractor", "passive", "passive", "promoter", "promoter",
    ]  # fmt: skip
    assert attributes(Scale("nps", 0, 10), "9", "zh") == {"NPS": "9", "NPS group": "推荐者"}
    assert attributes(Scale("nps", 0, 10), "11") == {}


def test_a_second_column_of_a_scale_has_a_name_of_its_own():
    assert attributes(Scale("csat", 1, 5), "4", nth=2) == {"CSAT (2)": "4 (1–5)"}
