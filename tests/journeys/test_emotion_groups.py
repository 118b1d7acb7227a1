import pandas as pd
import pytest

from cjm_research.errors import UnknownNameError
from cjm_research.findings.groups import people_groups
from cjm_research.journeys.emotion import curve_difference, curves

STAGES = ["delivery", "use"]
NAMES = {"en": ("Customer type", "new", "returning"), "zh": ("用户类型", "新用户", "老用户")}


@pytest.fixture(params=["en", "zh"])
def names(request):
    return NAMES[request.param]


@pytest.fixture
def groups(names):
    by, first, second = names
    attributes = [{by: first}, {by: first}, {by: first}, {by: second}, {by: second}, {by: second}, {}]
    cases = pd.DataFrame({"case_id": [f"P{at}" for at in range(7)], "attributes": attributes})
    return people_groups(cases, pd.DataFrame(), pd.DataFrame(), by)


MEANS = pd.DataFrame(
    {
        "stage": ["delivery"] * 7 + ["use"] * 2,
        "case_id": [f"P{at}" for at in range(7)] + ["P0", "P3"],
        "emotion": [1.5, 1.6, 1.4, 4.0, 4.2, 4.4, 5.0, 3.0, 3.5],
    }
)


def test_each_group_has_its_own_curve_and_the_unknown_are_in_none(groups, names):
    _, first, second = names
    found = curves(MEANS, groups, STAGES).set_index(["group", "stage"])
    assert found.loc[(first, "delivery"), "mean"] == pytest.approx(1.5)
    assert found.loc[(second, "delivery"), "mean"] == pytest.approx(4.2)
    assert found["n"].tolist() == [int(shown) for shown in found["shown"]]
    assert found.xs("delivery", level="stage")["n"].sum() == 6
    assert pd.isna(found.loc[(first, "use"), "low"])


def test_too_few_people_are_not_printed(groups, names):
    _, first, _ = names
    found = curves(MEANS, groups, STAGES, min_cell=3).set_index(["group", "stage"])
    assert found.loc[(first, "use"), "shown"] == "<3"
    assert found.loc[(first, "use"), ["mean", "low", "high", "n"]].isna().all()
    compared = curve_difference(MEANS, groups, *names[1:], STAGES, min_cell=3).set_index("stage")
    assert compared.loc["use", ["difference", "n_first"]].isna().all()
    assert compared.loc["delivery", "differs"]


def test_difference_is_first_minus_second_with_its_interval(groups, names):
    _, first, second = names
    found = curve_difference(MEANS, groups, first, second, STAGES).set_index("stage")
    row = found.loc["delivery"]
    assert row["difference"] == pytest.approx(-2.7)
    assert row["low"] < -2.7 < row["high"] < 0
    assert (row["n_first"], row["n_second"]) == (3, 3)
    assert row["differs"]
    assert not found.loc["use", "differs"]
    assert found.loc["use", "difference"] == pytest.approx(-0.5)


def test_unknown_group_lists_those_there_are(groups, names):
    by = sorted(names[1:])
    with pytest.raises(UnknownNameError) as caught:
        curve_difference(MEANS, groups, "x", names[1], STAGES)
    order = list(dict.fromkeys(groups[groups["group"] != ""].sort_values("order")["group"]))
    assert str(caught.value) == f"No group is called 'x'. Groups: {', '.join(order)}."
    assert sorted(order) == by
