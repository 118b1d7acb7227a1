import pandas as pd
import pytest

from cjm_research.errors import StudyError, UnknownNameError
from cjm_research.findings.groups import natural, numbers_grouped, people_groups


def groups(study, by):
    found = people_groups(study["cases"], study["turns"], study["documents"], by)
    return dict(zip(found["case_id"], found["group"], strict=True))


@pytest.mark.parametrize(("name", "values"), [("Region", ("North", "South")), ("地区", ("北方", "南方"))])
def test_attribute_groups_people_and_what_is_missing_is_not_known(study_of, name, values):
    people = [("P01", {name: values[0]}, []), ("P02", {name: values[1]}, []), ("P03", {}, [])]
    assert groups(study_of(people), name) == {"P01": values[0], "P02": values[1], "P03": ""}


@pytest.mark.parametrize(("first", "second"), [("wave 2", "wave 10"), ("第二波", "第十波")])
def test_someone_in_two_waves_is_in_a_group_of_their_own(study_of, first, second):
    people = [
        ("P01", {}, [(first, "en", "interview", "")]),
        ("P02", {}, [(second, "en", "interview", ""), (first, "en", "interview", "")]),
    ]
    assert groups(study_of(people), "wave") == {"P01": first, "P02": f"{first} + {second}"}


def test_language_and_kind_come_from_the_documents(study_of):
    study = study_of([("P01", {}, [("", "zh", "interview", "")]), ("P02", {}, [("", "en", "survey", "")])])
    assert groups(study, "language") == {"P01": "zh", "P02": "en"}
    assert groups(study, "kind") == {"P01": "interview", "P02": "survey"}


@pytest.mark.parametrize("name", ["NPS", "净推荐值", "Likelihood to recommend", "推荐意愿"])
def test_net_promoter_score_is_grouped_as_usual(name):
    values = pd.Series(["0", "6", "7", "8", "9", "10", "3", "5"])
    assert numbers_grouped(name, values).tolist() == ["0–6", "0–6", "7–8", "7–8", "9–10", "9–10", "0–6", "0–6"]


@pytest.mark.parametrize("name", ["Age", "年龄"])
def test_ages_are_grouped_as_usual(name):
    values = pd.Series(["17", "18", "24", "25", "44", "64", "65", "80"])
    assert numbers_grouped(name, values).tolist() == [
        "<18", "18–24", "18–24", "25–34", "35–44", "55–64", "65+", "65+"
    ]  # fmt: skip


def test_other_numbers_make_three_groups_of_like_size_named_by_what_occurs():
    values = pd.Series(["120", "80", "95.5", "300", "210", "400", "150", "60", "500"])
    assert numbers_grouped("Spend", values).value_counts().to_dict() == {"60–95.5": 3, "120–210": 3, "300–500": 3}


def test_few_different_numbers_stay_as_they_are():
    assert numbers_grouped("推荐满意度", pd.Series(["1", "5", "3.0"])).tolist() == ["1", "5", "3"]


def test_text_with_many_values_is_refused_with_a_sentence(study_of):
    study = study_of([(f"P{at:02d}", {"City": f"City {at}"}, []) for at in range(13)])
    with pytest.raises(StudyError) as error:
        groups(study, "City")
    assert str(error.value) == (
        "The attribute 'City' has 13 different values among 13 people, such as 'City 0'. Groups can be compared up to "
        "12: put its values together into fewer, or choose another attribute."
    )


def test_unknown_attribute_lists_those_there_are(study_of):
    study = study_of([("P01", {"Region": "North", "客户类型": "新客户"}, [])])
    with pytest.raises(UnknownNameError) as error:
        groups(study, "Regoin")
    assert str(error.value) == (
        "Nobody in the study has an attribute 'Regoin'. Did you mean 'Region'? "
        "Attributes: Region, 客户类型; also: language, wave, kind."
    )


def test_study_without_waves_says_so(study_of):
    study = study_of([("P01", {}, [("", "en", "interview", "")])])
    with pytest.raises(StudyError, match=r"^No document in which people speak has a wave, so people cannot be grouped"):
        groups(study, "wave")


def test_names_with_numbers_sort_as_people_sort_them():
    names = ["2025 Q2", "2024 Q10", "2024 Q4", "第十二期", "第三期", "第十期"]
    assert sorted(names, key=natural) == ["2024 Q4", "2024 Q10", "2025 Q2", "第三期", "第十期", "第十二期"]
