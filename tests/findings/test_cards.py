import pandas as pd
import pytest

from cjm_research import schema
from cjm_research.findings import build_findings
from cjm_research.settings import Settings

SETTINGS = Settings.default().journey


def findings(rows, title="Nobody called", **changes):
    """Rows: segment, person, stage, stage score, sub-type, weight, emotion; one theme of pain points."""
    columns = ["segment_id", "case_id", "stage", "score", "subtype", "weight", "emotion"]
    frame = pd.DataFrame(rows, columns=columns).assign(family="pain_point", theme_id="th1", reviewed=False)
    return build_findings(
        **{
            "themes": pd.DataFrame(
                {"theme_id": ["th1"], "title": [title], "rest": [title.startswith(("Other", "其他"))]}
            ),
            "members": frame[["theme_id", "segment_id", "family", "weight"]],
            "coded": frame[["segment_id", "family", "subtype", "reviewed"]],
            "placed": frame[["segment_id", "stage", "score", "reviewed"]],
            "emotions": frame.set_index("segment_id")["emotion"],
            "segments": frame[["segment_id", "case_id"]],
            "n_asked": 12,
            "settings": SETTINGS,
            **changes,
        }
    )


def row(number, person, stage="delivery", score=0.9, subtype="functional", weight=0.5, emotion=2.0):
    return (f"s{number}", person, stage, score, subtype, weight, emotion)


def test_theme_at_two_stages_is_two_findings():
    found = findings([row(1, "P01"), row(2, "P02"), row(3, "P03", "use"), row(4, "P04", "use")])
    assert found.set_index("stage")["people"].to_dict() == {"delivery": ["P01", "P02"], "use": ["P03", "P04"]}
    schema.check(found, "findings")


def test_lone_unsure_segment_of_a_large_theme_stays_with_the_others():
    many = [row(at, f"P{at:02d}") for at in range(5)]
    assert findings([*many, row(9, "P09", "use", 0.6)])["stage"].tolist() == ["delivery"]
    assert len(findings([*many, row(9, "P09", "use", 0.95)])) == 2


def test_unplaced_segments_go_where_most_of_their_theme_is():
    found = findings([row(1, "P01"), row(2, "P02", "none", 0.0)])
    assert found[["stage", "n_segments"]].values.tolist() == [["delivery", 2]]


def test_theme_that_nothing_places_is_not_put_at_a_stage():
    assert findings([row(1, "P01", "none"), row(2, "P02", "none")])["stage"].tolist() == ["none"]


def test_first_segments_come_from_different_people():
    rows = [row(1, "P01", weight=0.9), row(2, "P01", weight=0.8), row(3, "P02", weight=0.3), row(4, "P03", weight=0.5)]
    assert findings(rows)["segment_ids"].tolist() == [["s1", "s4", "s3", "s2"]]


def test_subtype_is_that_of_most_segments_and_ties_follow_the_codebook():
    rows = [
        row(1, "P01", subtype="emotional"),
        row(2, "P02", subtype="experiential"),
        row(3, "P03", subtype="emotional"),
    ]
    assert findings(rows)["subtype"].tolist() == ["emotional"]
    assert findings(rows[:2])["subtype"].tolist() == ["experiential"]


def test_stages_are_those_of_the_framework():
    found = findings([row(1, "P01"), row(2, "P02", "use")], onto={"delivery": "experience", "use": "experience"})
    assert found[["stage", "n_people"]].values.tolist() == [["experience", 2]]


def test_finding_id_depends_on_theme_and_stage_only():
    first = findings([row(1, "P01"), row(2, "P02")])["finding_id"].tolist()
    assert first == findings([row(2, "P02"), row(1, "P01"), row(3, "P03")])["finding_id"].tolist()
    assert first != findings([row(1, "P01", "use"), row(2, "P02", "use")])["finding_id"].tolist()


def test_left_over_theme_is_never_more_than_thin():
    rows = [row(at, f"P{at:02d}") for at in range(6)]
    assert findings(rows)["grade"].tolist() == ["fair"]
    assert findings(rows, title="其他：没有人打电话")["grade"].tolist() == ["thin"]


@pytest.mark.parametrize("title", ["Nobody called", "没有人打电话"])
def test_hidden_themes_are_no_finding_and_second_homes_count_only_by_a_person(title):
    rows = [row(1, "P01"), row(2, "P02")]
    frame = {"theme_id": ["th1", "th2"], "title": [title, "x"], "rest": False, "hidden": [False, True]}
    members = pd.DataFrame(
        [
            ("th1", "s1", "pain_point", 0.9, True, ""),
            ("th1", "s2", "pain_point", 0.8, False, ""),
            ("th2", "s2", "pain_point", 0.9, True, ""),
        ],
        columns=["theme_id", "segment_id", "family", "weight", "home", "by"],
    )
    found = findings(rows, themes=pd.DataFrame(frame), members=members)
    assert found[["theme_id", "title", "people"]].values.tolist() == [["th1", title, ["P01"]]]
    said = findings(rows, themes=pd.DataFrame(frame), members=members.assign(by=["", "Ana", ""]))
    assert said["people"].tolist() == [["P01", "P02"]]


def test_pleased_voices_in_a_pain_point_speak_against_it():
    rows = [row(at, f"P{at:02d}", emotion=5.0 if at < 3 else 2.0) for at in range(6)]
    found = findings(rows)
    assert found["grade"].tolist() == ["thin"]
    assert "3 of 6 sound the opposite way" in found["grade_rule"].iloc[0]
