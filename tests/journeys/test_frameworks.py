import re

import pytest

from cjm_research.errors import StudyError, UnknownNameError
from cjm_research.journeys.frameworks import FRAMEWORK_IDS, framework
from cjm_research.schema import STAGES


@pytest.mark.parametrize("name", FRAMEWORK_IDS)
def test_every_suggested_stage_falls_into_one_column(name):
    covered = [stage for column in framework(name).stages for stage in column.covers]
    assert sorted(covered) == sorted(STAGES)


@pytest.mark.parametrize("name", FRAMEWORK_IDS)
def test_every_text_is_there_in_english_and_chinese(name):
    for stage in framework(name).stages:
        for text in (stage.name, stage.definition, stage.question, stage.milestone, stage.trigger):
            assert re.search("[a-z]", text["en"])
            assert re.search("[\u4e00-\u9fff]", text["zh"])
        assert len(stage.touchpoints["en"]) == len(stage.touchpoints["zh"]) > 0


def test_own_stages_take_their_order_and_names():
    own = framework(
        {
            "before": {"name": {"en": "Before the visit", "zh": "就诊前"}, "covers": ["awareness", "consideration"]},
            "visit": {"name": "Visit", "covers": ["use"]},
        }
    )
    assert [stage.id for stage in own.stages] == ["before", "visit"]
    assert own.stages[1].name == {"en": "Visit", "zh": "Visit"}
    assert own.onto()["purchase"] == "none"


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"a": {}}, r"study\.toml: stage 'a' covers no stage\. Add covers = \[\.\.\.\] with some of awareness"),
        ({"a": {"covers": ["buy"]}}, r"study\.toml: stage 'a' covers 'buy', which coders do not suggest\."),
        (
            {"a": {"covers": ["use"]}, "b": {"covers": ["use"]}},
            r"study\.toml: 'use' is covered by the stages 'a' and 'b'\. Name it in one of them only, or give",
        ),
    ],
    ids=["nothing", "unknown", "twice"],
)
def test_wrong_own_stages_say_what_to_mend(spec, message):
    with pytest.raises(StudyError, match=message):
        framework(spec)


def test_unknown_framework_lists_what_exists():
    with pytest.raises(
        UnknownNameError, match=r"No stage framework is called 'seven'\. Known: three, four, five, six\."
    ):
        framework("seven")


@pytest.mark.parametrize(
    "apart", [{"definition": "Waiting in the hall"}, {"definition": {"zh": "在大厅等候"}}, {"examples": ["排队很久"]}]
)
def test_stages_may_share_or_cover_nothing_when_each_says_what_is_told_there(apart):
    own = framework({"wait": {"covers": ["delivery"], **apart}, "get": {"covers": ["delivery"], **apart}, "x": apart})
    assert own.compared()
    assert own.onto()["delivery"] == "wait"
    assert own.stages[2].covers == ()


def test_shipped_frameworks_need_no_comparing():
    assert not any(framework(name).compared() for name in FRAMEWORK_IDS)


def test_examples_must_be_a_list_of_texts():
    with pytest.raises(StudyError, match=r"the examples of stage 'a' are no list of texts\. Write examples = "):
        framework({"a": {"covers": ["use"], "examples": "I use it"}})
