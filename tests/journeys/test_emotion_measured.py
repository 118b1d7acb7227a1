import pandas as pd
import pytest

from cjm_research.errors import StudyError
from cjm_research.journeys.emotion import measure_stages, measured, nps_limits, on_five, stage_of_measure
from cjm_research.journeys.frameworks import framework

SIX = framework("six").stages
TITLES = {
    "en": {
        "delivery": "How satisfied were you with the delivery? (1-5)",
        "purchase": "How much effort did it take to pay? (1-7)",
        "": "How likely are you to recommend us to a friend? (0-10)",
    },
    "zh": {
        "delivery": "您对配送的满意度（1-5分）",
        "purchase": "付款时的费力度（1-7分）",
        "": "您有多大可能向朋友推荐我们？（0-10分）",
    },
}


@pytest.fixture(params=["en", "zh"])
def titles(request):
    return TITLES[request.param]


@pytest.fixture
def cases(titles):
    answers = [("2", "6", "9"), ("1", "7", "10"), ("3", "5", "6"), ("2", "6", "8")]
    held = [dict(zip((titles["delivery"], titles["purchase"], titles[""]), row, strict=True)) for row in answers]
    return pd.DataFrame({"case_id": ["R1", "R2", "R3", "R4"], "attributes": held})


def test_each_measure_stands_at_the_stage_its_title_names(cases, titles):
    found = measured(cases, SIX)
    assert {stage: [each["measure"] for each in own] for stage, own in found.items() if own} == {
        "delivery": ["CSAT"],
        "purchase": ["CES"],
        "": ["NPS"],
    }
    [csat] = found["delivery"]
    assert (csat["column"], csat["mean"], csat["n"], csat["scale"]) == (titles["delivery"], 2.0, 4, [1, 5])
    assert 1 <= csat["low"] < 2.0 < csat["high"] <= 5


def test_effort_runs_from_most_to_least_so_that_the_best_is_drawn_highest(cases):
    [effort] = measured(cases, SIX)["purchase"]
    assert effort["scale"] == [7, 1]
    assert on_five(effort["mean"], effort["scale"]) == pytest.approx(1 + 4 / 6)


def test_promoters_minus_detractors(cases):
    [nps] = measured(cases, SIX)[""]
    assert (nps["mean"], nps["scale"], nps["n"]) == (25.0, [-100, 100], 4)
    assert -100 <= nps["low"] < 25 < nps["high"] <= 100


def test_what_the_study_says_goes_before_the_title(cases, titles):
    found = measured(cases, SIX, {titles[""]: "loyalty", titles["delivery"]: "use"})
    assert [each["measure"] for each in found["loyalty"]] == ["NPS"]
    assert [each["measure"] for each in found["use"]] == ["CSAT"]
    assert found["delivery"] == []


def test_one_person_has_no_interval_and_nobody_no_measure(cases):
    [csat] = measured(cases.head(1), SIX)["delivery"]
    assert (csat["low"], csat["high"], csat["n"]) == (None, None, 1)
    assert not any(measured(cases.assign(attributes=[{}] * 4), SIX).values())


@pytest.mark.parametrize(
    ("title", "stage"),
    [
        ("Overall, how satisfied are you with the delivery and the use?", ""),
        ("How satisfied are you with the features you use?", ""),
        ("Satisfaction with checkout and delivery", ""),
        ("How easy was it to set up?", "delivery"),
        ("Loyalty: how likely are you to come back?", "loyalty"),
        ("您对挂号的总体满意度", ""),
        ("您对预约挂号的满意度", "purchase"),
        ("购买阶段的满意度", "purchase"),
        ("您对售后客服的满意度", "use"),
    ],
)
def test_title_names_one_stage_or_the_whole_journey(title, stage):
    assert stage_of_measure(title, SIX) == stage


def test_own_stages_are_told_by_their_names_in_both_languages():
    own = framework({"visit": {"name": {"en": "Visit", "zh": "看诊当天"}, "covers": ["use"]}}).stages
    assert stage_of_measure("Satisfaction with the visit", own) == "visit"
    assert stage_of_measure("看诊当天的满意度", own) == "visit"


def test_intervals_of_the_net_promoter_score_are_those_of_the_formula():
    low, high = nps_limits(30, 20, 100)
    # (30.75 − 20.75) / 103 ± 1.96 · sqrt((51.5 / 103 − 0.0971²) / 103)
    assert (low, high) == pytest.approx((-3.82, 23.24), abs=0.01)


def test_study_that_names_an_unknown_stage_is_told_which_there_are():
    with pytest.raises(StudyError) as caught:
        measure_stages({"Ease": "setup"}, ["use", "loyalty"])
    assert str(caught.value) == (
        "study.toml, [measures]: 'Ease' is put at the stage 'setup', which the study does not have. "
        'Use one of use, loyalty, or "" for the journey as a whole.'
    )


def test_study_that_names_an_unknown_column_is_told_the_nearest():
    with pytest.raises(StudyError) as caught:
        measure_stages({"对配送满意吗": "use"}, ["use"], ["您对配送满意吗", "年龄"])
    assert str(caught.value) == (
        "study.toml, [measures]: nobody answered a question '对配送满意吗'. Did you mean '您对配送满意吗'? "
        "Write the title of the column as it stands in the survey."
    )
    assert measure_stages({"年龄": ""}, ["use"], ["年龄"]) == {"年龄": ""}
