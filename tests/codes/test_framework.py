"""The coder suggests from the segment alone: no order, no batch, no neighbour changes anything."""

from __future__ import annotations

import pandas as pd
import pytest

from cjm_research.codes.base import Coder
from cjm_research.codes.codebook import Codebook
from cjm_research.codes.framework import KINDS, FrameworkCoder
from cjm_research.errors import SchemaError
from cjm_research.schema import FAMILIES, STAGES, SUBTYPES, check
from cjm_research.settings import Settings

BOOK = Codebook.framework()
TIERS = ["tiny", "wide", "fast", pytest.param("full", marks=pytest.mark.model)]


def one_segment(text: str, context: str, language: str) -> pd.DataFrame:
    row = {"segment_id": "s1", "document_id": "d1", "turn_id": "t1", "case_id": "P01", "start": 0, "end": len(text)}
    row |= {"text": text, "context": context, "language": language, "kind": "interview", "position": 0.5}
    return pd.DataFrame([row])


def decided(frame: pd.DataFrame, kind: str) -> set[str]:
    return set(frame.query("kind == @kind and decision != 'no'")["segment_id"])


@pytest.mark.parametrize("tier", TIERS)
def test_suggestions_keep_their_contract(segments, tier, request):
    found = check(FrameworkCoder(request.getfixturevalue(tier)).suggest(segments, BOOK), "suggestions")
    assert found.groupby("segment_id")["kind"].apply(sorted).map(sorted(KINDS).__eq__).all()
    assert found["score"].between(0, 1).all()
    assert set(found["decision"]) <= {"sure", "look", "no"}
    for family in FAMILIES:
        assert set(found.loc[found["kind"] == family, "value"]) <= set(SUBTYPES[family])
    assert set(found.loc[found["kind"] == "stage", "value"]) <= {*STAGES, "none"}
    assert found.loc[found["kind"] == "emotion", "value"].astype(float).between(1, 5).all()


def test_every_family_suggested_has_a_reason(segments, wide):
    found = FrameworkCoder(wide).suggest(segments, BOOK)
    yes = found[found["kind"].isin(FAMILIES) & (found["decision"] != "no")]
    assert len(yes)
    assert (yes["reason"] != "").all()


def test_cues_alone_tell_the_families_apart_in_both_languages(segments, tiny):
    found = FrameworkCoder(tiny).suggest(segments, BOOK)
    assert {"s01", "s05"} <= decided(found, "goal")
    assert {"s04", "s08"} <= decided(found, "motivation")
    assert {"s02", "s06"} <= decided(found, "pain_point")


def test_a_denied_price_is_no_pain_in_either_language(segments, tiny):
    assert not {"s03", "s07"} & decided(FrameworkCoder(tiny).suggest(segments, BOOK), "pain_point")


@pytest.mark.parametrize("tier", TIERS[1:])
@pytest.mark.parametrize("batch", [1, 3, 512])
def test_batch_and_order_change_nothing(segments, tier, batch, request):
    embedder = request.getfixturevalue(tier)
    whole = FrameworkCoder(embedder).suggest(segments, BOOK)
    small = Settings.from_overrides({"coder": {"batch": batch}}).coder
    shuffled = segments.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(FrameworkCoder(embedder, small).suggest(shuffled, BOOK), whole, check_exact=True)


@pytest.mark.parametrize("tier", TIERS)
def test_the_detail_holds_tier_band_rank_and_examples(segments, tier, request):
    embedder = request.getfixturevalue(tier)
    found = FrameworkCoder(embedder).suggest(segments, BOOK)
    for row in found.itertuples():
        assert row.detail["tier"] == {"fast": "fast", "full": "full"}.get(tier, "frozen")
        if row.kind in FAMILIES:
            assert row.detail["base"] == row.score
            assert len(row.detail.get("near", ["", ""])) in (0, 2)
        if row.kind == "emotion":
            assert 1 <= row.detail["low"] <= float(row.value) + 0.05
            assert float(row.value) - 0.05 <= row.detail["high"] <= 5
        if row.kind == "stage":
            stages, chances = zip(*row.detail["rank"], strict=True)
            assert sorted(stages) == sorted(STAGES)
            assert list(chances) == sorted(chances, reverse=True)


@pytest.mark.parametrize("tier", TIERS[2:])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_the_words_deny_is_never_sure(tier, language, request):
    text = {"en": "I never had a problem with the price.", "zh": "价格方面没有什么不满意的。"}[language]
    table = FrameworkCoder(request.getfixturevalue(tier)).table([text], [""], [language])
    assert table.loc[0, "pain_point_decision"] != "sure"


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "context", "language", "family", "subtype"),
    [
        ("Please add a night mode.", "What would you change?", "en", "goal", "explicit"),
        ("It crashes whenever I try to pay.", "What went wrong?", "en", "pain_point", "functional"),
        ("It is quick and the staff explain everything.", "What is good about it?", "en", "motivation", "extrinsic"),
        ("希望能增加一个改约的功能。", "您有什么建议？", "zh", "goal", "explicit"),
        ("排队等了两个小时，太慢了。", "您遇到过什么问题？", "zh", "pain_point", "experiential"),
        ("选它是因为方便，省时间。", "您为什么选择它？", "zh", "motivation", "extrinsic"),
    ],
)
def test_plain_cases_are_suggested_with_their_subtype(text, context, language, family, subtype, full):
    assert FrameworkCoder(full).table([text], [context], [language]).loc[0, family] == subtype


@pytest.mark.model
@pytest.mark.parametrize(("text", "language"), [("I live in the next street.", "en"), ("我住在隔壁那条街。", "zh")])
def test_a_bare_fact_carries_nothing(text, language, full):
    table = FrameworkCoder(full).table([text], [""], [language])
    assert table.loc[0, [*FAMILIES]].tolist() == ["", "", ""]


def test_the_input_is_not_changed(segments, wide):
    before = segments.copy(deep=True)
    FrameworkCoder(wide).suggest(segments, BOOK)
    pd.testing.assert_frame_equal(segments, before)


def test_batches_come_one_by_one_with_progress(segments, tiny):
    calls: list[tuple[int, int]] = []
    coder = FrameworkCoder(tiny, Settings.from_overrides({"coder": {"batch": 3}}).coder)
    first = next(coder.suggest_batches(segments, BOOK, lambda *done: calls.append(done)))
    assert set(first["segment_id"]) == {"s01", "s02", "s03"}
    list(coder.suggest_batches(segments, BOOK, lambda *done: calls.append(done)))
    assert calls == [(3, 8), (6, 8), (8, 8)]


def test_reasons_are_in_the_language_of_the_segment(segments, wide):
    found = FrameworkCoder(wide).suggest(segments, BOOK).set_index(["segment_id", "kind"])["reason"]
    shown = [found[key, family] for key in ("s05", "s06") for family in FAMILIES if found[key, family]]
    assert shown
    assert all("近似：「" in reason for reason in shown)
    assert not any("like: “" in reason for reason in shown)


def test_the_table_agrees_with_the_suggestions(segments, wide):
    coder = FrameworkCoder(wide)
    table = coder.table(segments["text"].tolist(), segments["context"].tolist(), segments["language"].tolist())
    found = coder.suggest(segments, BOOK)
    for family in FAMILIES:
        rows = found[found["kind"] == family].reset_index(drop=True)
        assert table[family].tolist() == rows["value"].where(rows["decision"] != "no", "").tolist()
        assert table[f"{family}_score"].tolist() == rows["score"].tolist()


def test_a_table_of_nothing_has_its_columns(tiny):
    table = FrameworkCoder(tiny).table([], [], [])
    assert len(table) == 0
    assert {"goal", "goal_score", "emotion", "stage", "touchpoint", "channel", "reason"} <= set(table.columns)


def test_no_segments_give_no_suggestions(segments, tiny):
    found = FrameworkCoder(tiny).suggest(segments.iloc[:0], BOOK)
    assert len(found) == 0
    check(found, "suggestions")


def test_a_wrong_frame_stops_at_the_door(tiny):
    with pytest.raises(SchemaError, match="The frame 'segments' lacks the columns segment_id"):
        FrameworkCoder(tiny).suggest(pd.DataFrame({"text": ["a"]}), BOOK)


def test_the_version_names_scheme_weights_and_embedder(tiny, wide):
    assert isinstance(FrameworkCoder(tiny), Coder)
    assert FrameworkCoder(tiny).version.startswith("framework-4-")
    assert FrameworkCoder(tiny).version != FrameworkCoder(wide).version


@pytest.mark.parametrize(
    ("question", "text", "language", "stage"),
    [
        ("What made you choose this shop?", "The look of it.", "en", "consideration"),
        ("Would you recommend it?", "To my mother.", "en", "loyalty"),
        ("候诊那段时间您怎么过的？", "带孩子看鱼。", "zh", "delivery"),
        ("那推荐给长辈呢？", "我妈算了吧。", "zh", "loyalty"),
    ],
)
def test_a_stage_that_the_question_names_is_likelier(wide, question, text, language, stage):
    coder = FrameworkCoder(wide)
    asked, unasked = (
        coder.suggest(one_segment(text, context, language), BOOK).set_index("kind").loc["stage", "detail"]["rank"]
        for context in (question, "")
    )
    assert dict(map(tuple, asked))[stage] > dict(map(tuple, unasked))[stage]


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "language", "begins"),
    [("Please add a camera view.", "en", "Goal: "), ("希望能增加一个改约的功能。", "zh", "目标：请求或建议「")],
)
def test_the_reason_of_a_table_is_in_one_language(text, language, begins, full):
    assert FrameworkCoder(full).table([text], [""], [language]).loc[0, "reason"].startswith(begins)
