"""Who was asked about a stage, and what the grade takes from the sheets of a study."""

import pandas as pd
import pytest

from cjm_research.findings.asked import asked_at, names_stage
from cjm_research.findings.grounds import agreement_by_family, saturation_by_family
from cjm_research.findings.making import said_of

QUESTIONS = {
    "en": ("How was the delivery?", "And then?", "What was hardest?"),
    "zh": ("候诊那段时间您怎么过的？", "然后呢？", "最头疼的是什么？"),
}


def study(language):
    """Two talks and a survey file of three people: who was asked what, and where the answer stands."""
    delivery, then, hardest = QUESTIONS[language]
    said = [
        ("P01", delivery, "none"), ("P02", then, "delivery"), ("P03", then, "use"), ("R001", hardest, "use"),
        ("R002", hardest, "delivery"),
    ]  # fmt: skip
    turns = pd.DataFrame([{"turn_id": f"t{at}", "case_id": c, "question": q} for at, (c, q, _) in enumerate(said)])
    segments = turns[["turn_id", "case_id"]].assign(segment_id=[f"s{at}" for at in range(len(said))], language=language)
    placed = pd.DataFrame({"segment_id": segments["segment_id"], "stage": [stage for *_, stage in said]})
    cases = pd.DataFrame(
        [(c, "participant", c) for c in ("P01", "P02", "P03")]
        + [(c, "respondent", "survey.csv") for c in ("R001", "R002", "R003")],
        columns=["case_id", "kind", "source"],
    )
    return {"turns": turns, "segments": segments, "placed": placed, "cases": cases}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_asked_is_who_got_a_question_that_names_the_stage_and_who_spoke_of_it_unasked(language):
    assert asked_at(**study(language)) == {"delivery": {"P01", "P02", "R002"}}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_question_of_a_survey_was_put_to_everybody_in_its_file(language):
    hardest = QUESTIONS[language][2]
    asked = asked_at(**study(language), about={hardest: "use"})
    assert asked["use"] == {"P03", "R001", "R002", "R003"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_stages_are_those_of_the_framework(language):
    given = study(language)
    # The framework calls "use" what coders call delivery, and must not be read twice.
    placed = given["placed"].replace({"stage": {"delivery": "use", "use": "after"}})
    asked = asked_at(**{**given, "placed": placed}, onto={"delivery": "use", "use": "after"})
    assert asked == {"use": {"P01", "P02", "R002"}}


def test_question_whose_many_answers_stand_elsewhere_is_about_no_stage():
    given = study("en")
    turns = pd.DataFrame(
        [{"turn_id": f"u{at}", "case_id": f"P{at:02d}", "question": "How was the delivery?"} for at in range(6)]
    )
    segments = turns[["turn_id", "case_id"]].assign(segment_id=[f"x{at}" for at in range(6)], language="en")
    placed = pd.DataFrame({"segment_id": segments["segment_id"], "stage": ["use", "delivery"] * 3})
    assert asked_at(turns, segments, placed, given["cases"]) == {}


def test_question_that_names_two_stages_names_none():
    assert names_stage("Did you compare before the delivery came?", "en") == ""
    assert names_stage("打听医院之后，候诊怎么样？", "zh") == ""


def test_agreement_is_alpha_or_else_kappa_of_each_family():
    table = pd.DataFrame(
        [
            {"code": "goal", "alpha": 0.8, "alpha_low": 0.7, "alpha_high": 0.9, "kappa": 0.7, "n_segments": 80},
            {"code": "motivation", "alpha": None, "kappa": 0.6, "kappa_low": None, "kappa_high": None, "n_segments": 9},
            {"code": "stage", "alpha": 0.9, "n_segments": 80},
        ]
    )
    assert agreement_by_family(table) == {
        "goal": {"alpha": 0.8, "low": 0.7, "high": 0.9, "n": 80},
        "motivation": {"kappa": 0.6, "low": None, "high": None, "n": 9},
    }


def test_family_is_saturated_where_its_last_interviews_brought_nothing_new():
    names = [f"d{at:02d}" for at in range(12)]
    units = pd.DataFrame(
        [{"unit": name, "name": name, "kind": "interview", "order": at, "recorded_at": "", "language": "en",
          "wave": "", "people": [f"P{at:02d}"], "attributes": {}} for at, name in enumerate(names)]
    )  # fmt: skip
    steady = [(name, code, "pain_point") for name in names for code in ("th1", "th2", "th3")]
    fresh = [(name, f"new{at}", "goal") for at, name in enumerate(names)]
    incidence = pd.DataFrame([*steady, *fresh], columns=["unit", "code", "family"])
    assert saturation_by_family(incidence, units, rounds=50) == {"goal": False, "pain_point": True}


def test_last_answer_of_each_person_counts_in_a_validation():
    columns = ["card_id", "person", "answer", "created_at", "event_id"]
    rows = [
        ("f1", "P01", "no", "2026-01-01", 1), ("f1", "P01", "yes", "2026-01-02", 2), ("f1", "P02", "partly", "", 3),
        ("f1", "P03", "", "", 4), ("f2", "P01", "no", "", 5),
    ]  # fmt: skip
    said = pd.DataFrame(rows, columns=columns)
    assert said_of(said, "f1") == {"asked": 2, "yes": 1, "partly": 1, "no": 0}
    assert said_of(said, "f3") is None
    assert said_of(None, "f1") is None
