import pytest

from cjm_research.findings import Evidence, grade
from cjm_research.findings.grade import no_evidence
from cjm_research.settings import Settings

SETTINGS = Settings.default().journey
STRONG = {"n_people": 7, "n_asked": 12, "n_segments": 15, "n_reviewed": 15, "n_against": 0}
ALPHA = {"alpha": 0.85, "low": 0.8, "high": 0.9, "n": 60}


def graded(language="en", **changes):
    return grade(Evidence(**{**STRONG, **changes}), SETTINGS, language)


@pytest.mark.parametrize(
    ("people", "segments", "reviewed", "against", "expected"),
    [
        (7, 15, 8, 0, "strong"),
        (7, 15, 7, 0, "fair"),
        (7, 16, 16, 4, "fair"),
        (4, 15, 15, 0, "fair"),
        (7, 15, 15, 8, "thin"),
        (2, 15, 15, 0, "thin"),
        (0, 0, 0, 0, "none"),
    ],
    ids=["enough", "unreviewed", "quarter-against", "few", "half-against", "two-people", "nothing"],
)
def test_grade_follows_people_review_and_contradiction(people, segments, reviewed, against, expected):
    assert grade(Evidence(people, 12, segments, reviewed, against), SETTINGS).name == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"agreement": ALPHA}, "strong"),
        ({"agreement": {**ALPHA, "alpha": 0.7}}, "fair"),
        ({"agreement": {**ALPHA, "alpha": 0.5}}, "thin"),
        ({"agreement": {"kappa": 0.5, "n": 60}}, "thin"),
        ({"agreement": {**ALPHA, "alpha": 0.5, "n": 29}}, "strong"),
        ({"stability": 0.75, "n_documents": 6}, "strong"),
        ({"stability": 0.6, "n_documents": 6}, "fair"),
        ({"stability": 0.59, "n_documents": 6}, "thin"),
        ({"stability": 0.9, "n_documents": 1}, "thin"),
        ({"saturated": True}, "strong"),
        ({"saturated": False}, "fair"),
        ({"n_counter": 5}, "fair"),
        ({"n_counter": 15}, "thin"),
        ({"rest": True}, "thin"),
        ({"validation": {"asked": 4, "yes": 4, "partly": 0, "no": 0}}, "strong"),
        ({"validation": {"asked": 4, "yes": 2, "partly": 2, "no": 0}}, "fair"),
        ({"validation": {"asked": 4, "yes": 1, "partly": 1, "no": 2}}, "thin"),
        ({"validation": {"asked": 2, "yes": 0, "partly": 0, "no": 2}}, "strong"),
    ],
)
def test_grade_is_the_lowest_of_the_parts_that_are_measured(changes, expected):
    assert graded(**changes).name == expected


def test_nothing_is_strong_without_review_whatever_else_is_known():
    known = {"agreement": ALPHA, "stability": 0.9, "n_documents": 6, "saturated": True}
    assert graded(**known).name == "strong"
    assert graded(**known, n_reviewed=0).name == "fair"


def test_part_that_is_not_measured_is_named_and_does_not_count():
    parts = {part.part: part.meets for part in graded().parts}
    assert parts == {
        "people": "strong", "review": "strong", "agreement": "", "contradictions": "strong", "stability": "",
        "saturation": "", "validation": "",
    }  # fmt: skip


def test_part_holds_what_was_found_of_what_with_its_thresholds():
    part = next(part for part in graded(n_against=1, n_counter=2).as_dicts() if part["part"] == "contradictions")
    assert part == {
        "part": "contradictions",
        "value": 3,
        "of": 17,
        "meets": "strong",
        "words": {
            "en": "3 of 17 segments say the opposite (strong below 25%, fair below 50%)",
            "zh": "17个片段中有3个说法相反（低于25%为充分，低于50%为一般）",
        },
    }


def test_rule_is_printed_with_its_figures():
    assert grade(Evidence(7, 12, 15, 0, 2), SETTINGS).rule == (
        "Fair: 7 of 12 people (strong from 5, fair from 3); a person reviewed 0 of 15 segments (strong from 50%); "
        "2 of 15 segments say the opposite (strong below 25%, fair below 50%). Held at fair by: review. Not measured: "
        "agreement of coders, stability of the theme, saturation, validation."
    )


def test_rule_is_printed_in_chinese():
    assert graded("zh", n_people=2, n_segments=3, n_reviewed=3, rest=True, agreement=ALPHA, saturated=True).rule == (
        "薄弱：12人中有2人提到（5人起为充分，3人起为一般）；3个片段中已由人复核3个（50%起为充分）；编码者在这一编码上的"
        "一致性α为0.85（0.80至0.90），60个片段由两人编码（0.8起为充分，0.667起为一般）；3个片段中有0个说法相反"
        "（低于25%为充分，低于50%为一般）；没有共同主题的剩余片段最高为薄弱；这一类的新主题已经很少。"
        "限于“薄弱”的原因：人数、共同主题。未测量：主题稳定性、确认。"
    )


@pytest.mark.parametrize(
    ("language", "here", "expected"),
    [
        ("en", None, "No evidence (12 asked)"),
        ("en", 3, "No evidence (3 asked about this stage, 12 in all)"),
        ("zh", None, "没有证据（问过12人）"),
        ("zh", 3, "没有证据（就这一阶段问过3人，共12人）"),
    ],
)
def test_stage_without_evidence_says_how_many_were_asked(language, here, expected):
    assert no_evidence(12, here, language) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "7 of 12 people, 9 of whom were asked about this stage or spoke of it (strong from 5, fair from 3)"),
        ("zh", "12人中有7人提到，其中9人被问到或谈到这一阶段（5人起为充分，3人起为一般）"),
    ],
)
def test_people_asked_about_the_stage_are_said_beside_all(language, expected):
    assert graded(n_asked_here=9).parts[0].words[language] == expected
    assert graded(n_asked_here=12).parts[0] == graded().parts[0]
