"""RFM: eight classes from three attributes, in either language, and nothing where one is missing."""

import pandas as pd
import pytest

from cjm_research.errors import UnknownNameError
from cjm_research.findings.groups import people_groups
from cjm_research.findings.rfm import NAMES, rfm

TITLES = {
    "en": ("Last purchase", "Number of orders", "Total spent"),
    "zh": ("最近一次购买日期", "购买次数", "累计消费金额（元）"),
}


@pytest.fixture(params=["en", "zh"])
def people(request):
    """Ten people; the even ones bought late, the first five often, those of a multiple of three for much."""
    last, often, money = TITLES[request.param]
    rows = [
        {last: "2026-09-20" if who % 2 == 0 else "2025-01-03", often: "20" if who < 5 else "2",
         money: "¥9,000" if who % 3 == 0 else "¥100"}
        for who in range(10)
    ]  # fmt: skip
    return pd.DataFrame({"case_id": [f"R{who}" for who in range(10)], "attributes": rows})


def test_the_classes_are_the_eight_combinations(people):
    english = {name: names[0] for names in NAMES.values() for name in names}
    told = rfm(people).set_index("case_id")["group"]
    found = told.map(english)
    assert found["R0"] == "key value"
    assert found["R6"] == "key development"
    assert found["R3"] == "key retention"
    assert found["R9"] == "key win-back"
    assert found["R2"] == "general value"
    assert found["R8"] == "general development"
    assert found["R1"] == "general retention"
    assert found["R5"] == "general win-back"
    chinese = "购买次数" in people["attributes"][0]
    assert set(told) <= {names[chinese] for names in NAMES.values()}


def test_people_are_grouped_by_it_and_rows_in_another_order_change_nothing(people):
    turns = pd.DataFrame(columns=["case_id", "document_id"])
    documents = pd.DataFrame(columns=["document_id", "language", "wave", "kind"])
    groups = people_groups(people, turns, documents, "RFM")
    again = people_groups(people.iloc[::-1], turns, documents, "RFM")
    pd.testing.assert_frame_equal(groups, again)
    assert groups.set_index("case_id")["group"]["R0"] in NAMES[True, True, True]


def test_who_lacks_one_of_the_three_is_in_no_class(people):
    people.at[0, "attributes"] = dict(list(people.at[0, "attributes"].items())[:2])
    assert rfm(people).set_index("case_id")["group"]["R0"] == ""


def test_without_the_three_there_are_no_classes(people):
    bare = people.assign(attributes=[{"Region": "north"}] * len(people))
    assert rfm(bare).empty
    with pytest.raises(UnknownNameError, match="RFM"):
        people_groups(bare, pd.DataFrame(columns=["case_id", "document_id"]), pd.DataFrame(), "RFM")
