import pytest

from cjm_research.findings import Evidence, grade
from cjm_research.settings import Settings

SETTINGS = Settings.default().journey


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


def test_rule_is_printed_with_its_figures():
    assert grade(Evidence(7, 12, 15, 0, 2), SETTINGS).rule == (
        "Fair: 7 of 12 people (strong from 5, fair from 3); a person reviewed 0 of 15 segments (strong from 50%); "
        "2 of 15 sound the opposite way."
    )


def test_rule_is_printed_in_chinese():
    assert grade(Evidence(2, 12, 3, 3, 0, rest=True), SETTINGS, "zh").rule == (
        "薄弱：12人中有2人提到（5人起为充分，3人起为一般）；3个片段中已由人复核3个（50%起为充分）；语气相反的有0个；"
        "没有共同主题的剩余片段最高为薄弱。"
    )
