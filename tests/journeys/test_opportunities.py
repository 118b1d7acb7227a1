"""Opportunities: what to repair and what to repeat."""

import pandas as pd
import pytest

from cjm_research.journeys.opportunities import opportunities, opportunity_cards, title_of
from cjm_research.settings import Settings

SETTINGS = Settings.default().journey
TITLES = {"en": "Nobody called before the delivery", "zh": "送货之前没有人打电话"}


def finding(card_id, family="pain_point", people=6, grade="fair", stage="delivery", language="en", **changes):
    who = [f"P{at:02d}" for at in range(people)]
    return {
        "finding_id": card_id, "stage": stage, "family": family, "subtype": "functional", "theme_id": "th1",
        "title": TITLES[language], "titles": {language: TITLES[language]}, "people": who, "n_people": people,
        "n_segments": people, "reviewed_share": 0.0, "segment_ids": [f"s{card_id}{one}" for one in who],
        "grade": grade, "rest": False, "n_asked": 12, "n_asked_here": None, **changes,
    }  # fmt: skip


def frame(*rows):
    return pd.DataFrame(rows)


def test_trough_is_to_repair_and_peak_is_to_repeat():
    rows = frame(finding("f1", people=3), finding("f2", "motivation", stage="use"))
    moments = [
        {"stage": "delivery", "kind": "trough", "causes": ["f1"]},
        {"stage": "use", "kind": "peak", "causes": ["f2"]},
    ]
    found = opportunities(rows, moments, SETTINGS)
    assert found[["kind", "stage", "answers", "moment"]].values.tolist() == [
        ["repeat", "use", ["f2"], "peak"],
        ["repair", "delivery", ["f1"], "trough"],
    ]


@pytest.mark.parametrize(
    ("language", "title", "words"),
    [
        ("en", "Repair: Nobody called before the delivery", "From a pain point with reach: 6 of 12 people."),
        ("zh", "改进：送货之前没有人打电话", "来自影响面较大的痛点：12人中有6人提到。"),
    ],
)
def test_title_is_that_of_the_cause_with_a_word_before_it(language, title, words):
    found = opportunities(frame(finding("f1", language=language)), [], SETTINGS, language).iloc[0]
    assert (found["title"], found["titles"], found["words"][language]) == (title, {language: title}, words)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "From the trough of the emotion curve here: the evidence is thin (2 of 5 people), so look for more before "
            "acting on it.",
        ),
        ("zh", "来自这里的情绪低谷：证据薄弱（5人中有2人提到），行动之前请先补充证据。"),
    ],
)
def test_thin_cause_of_a_trough_says_that_it_is_thin(language, words):
    rows = frame(finding("f1", people=2, grade="thin", n_asked_here=5))
    assert opportunities(rows, [], SETTINGS).empty
    found = opportunities(rows, [{"stage": "delivery", "kind": "trough", "causes": ["f1"]}], SETTINGS).iloc[0]
    assert (found["grade"], found["words"][language]) == ("thin", words)


def test_pain_point_of_few_people_or_without_a_stage_or_without_a_topic_proposes_nothing():
    rows = frame(finding("f1", people=2), finding("f2", stage="none"), finding("f3", rest=True), finding("f4", "goal"))
    assert opportunities(rows, [], SETTINGS).empty


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("people", "asked", "proposed"), [(3, 12, 1), (3, 18, 0), (4, 18, 1), (19, 400, 0), (20, 400, 1)]
)
def test_reach_is_a_share_of_those_asked_in_a_small_and_in_a_large_study(language, people, asked, proposed):
    rows = frame(finding("f1", people=people, n_asked=1000, n_asked_here=asked, language=language))
    assert len(opportunities(rows, [], SETTINGS, language)) == proposed


def test_cause_counts_once_and_its_id_depends_on_it_alone():
    trough = [{"stage": "delivery", "kind": "trough", "causes": ["f1"]}]
    first = opportunities(frame(finding("f1"), finding("f2", people=8)), trough, SETTINGS)
    assert first["answers"].tolist() == [["f1"], ["f2"]]
    again = opportunities(frame(finding("f2", people=8), finding("f1", people=7)), [], SETTINGS)
    assert set(again["card_id"]) == set(first["card_id"])


def test_card_inherits_evidence_and_grade_of_its_cause():
    proposed = opportunities(frame(finding("f1"), finding("f9")), [], SETTINGS)
    cause = {
        "id": "f1", "theme_id": "th1", "people": ["P00"], "n_people": 1, "n_segments": 1, "reviewed_share": 0.0,
        "status": "machine suggestion", "evidence_grade": "fair", "grade_rule": "Fair: …", "n_counter": 2,
        "evidence": [{"segment_id": "s1", "quote": "Nobody called."}],
    }  # fmt: skip
    cards = opportunity_cards(proposed, [cause])
    assert [card["answers"] for card in cards] == [["f1"]]
    assert cards[0]["evidence"] == cause["evidence"]
    assert cards[0]["evidence"][0] is not cause["evidence"][0]
    assert cards[0]["grade_rule"] == "From a pain point with reach: 6 of 12 people. Fair: …"
    assert (cards[0]["family"], cards[0]["made"], cards[0]["n_counter"]) == ("opportunity", "opportunity", 2)


def test_title_loses_the_mark_at_its_end():
    assert title_of("repair", "没人打电话。", "zh") == "改进：没人打电话"
    assert title_of("repeat", "The table is solid.", "en") == "Keep: The table is solid"
