import pandas as pd
import pytest

from cjm_research.codes.verdict_words import bounds
from cjm_research.codes.verdicts import COLUMNS, Verdicts, verdicts
from cjm_research.errors import SchemaError


def rows(code, both, machine, person, neither, n_sure=0):
    """Return the checked rows of a code with these counts; the first `n_sure` of the machine's are sure."""
    said = [(True, True)] * both + [(True, False)] * machine + [(False, True)] * person + [(False, False)] * neither
    return pd.DataFrame(
        [{"segment_id": f"s{at:03}", "code": code, "suggested": machine_, "marked": person_, "sure": at < n_sure}
         for at, (machine_, person_) in enumerate(said)]
    )  # fmt: skip


@pytest.fixture
def checked():
    return pd.concat(
        [
            rows("code:waiting", 8, 1, 1, 120),
            rows("pain_point", 57, 3, 2, 68, n_sure=40),
            rows("goal/explicit", 2, 30, 9, 89),
            rows("goal", 20, 6, 7, 97, n_sure=5),
            rows("motivation", 12, 8, 9, 101),
        ],
        ignore_index=True,
    )


def test_every_code_has_its_verdict_in_the_order_of_the_schema(checked):
    table = verdicts(checked).table
    assert tuple(table.columns) == COLUMNS
    assert dict(zip(table["code"], table["verdict"], strict=True)) == {
        "goal": "assist",
        "goal/explicit": "hand-code",
        "motivation": "too little evidence",
        "pain_point": "automate",
        "code:waiting": "too little evidence",
    }
    assert table["code"].tolist() == ["goal", "goal/explicit", "motivation", "pain_point", "code:waiting"]


def test_the_counts_stand_beside_the_shares_unrounded(checked):
    row = verdicts(checked).table.set_index("code").loc["goal"]
    assert row[["n", "n_marked", "n_suggested", "n_both", "n_sure"]].tolist() == [130, 27, 26, 20, 5]
    assert (row["precision"], row["recall"], row["f1"]) == (20 / 26, 20 / 27, 40 / 53)
    for name in ("precision", "recall", "f1", "kappa"):
        assert row[f"{name}_low"] < row[name] < row[f"{name}_high"]


def test_verdicts_do_not_depend_on_the_order_of_rows_and_leave_them_alone(checked):
    before, mixed = checked.copy(), checked.sample(frac=1, random_state=2)
    pd.testing.assert_frame_equal(verdicts(mixed, n_more=20).table, verdicts(checked, n_more=20).table)
    pd.testing.assert_frame_equal(checked, before)


WHY = {
    "pain_point": (
        "Of 130 checked segments you mark 59, the machine suggests 60, both the same 57: F1 0.96 (0.90 to 0.99) and "
        "precision 0.95 (0.86 to 0.99) are surely above their bars of 0.80 and 0.80, so its suggestions may stand "
        "without a look.",
        "在 130 个抽检片段中，您标注了 59 个，机器建议了 60 个，其中 57 个一致："
        "F1 为 0.96（0.90 至 0.99），精确率为 0.95（0.86 至 0.99），都可以确定高于标准 0.80 和 0.80，"
        "机器的建议可以不必逐条查看。",
    ),
    "goal": (
        "Of 130 checked segments you mark 27, the machine suggests 26, both the same 20: F1 0.75 (0.60 to 0.87) is "
        "surely above 0.50 but not surely above 0.80, so look at what it suggests.",
        "在 130 个抽检片段中，您标注了 27 个，机器建议了 26 个，其中 20 个一致："
        "F1 为 0.75（0.60 至 0.87），可以确定高于 0.50，但尚不能确定高于 0.80，请逐条查看机器的建议。",
    ),
    "goal/explicit": (
        "Of 130 checked segments you mark 11, the machine suggests 32, both the same 2: F1 0.09 (0.01 to 0.27) is "
        "surely below 0.50, so code it by hand.",
        "在 130 个抽检片段中，您标注了 11 个，机器建议了 32 个，其中 2 个一致："
        "F1 为 0.09（0.01 至 0.27），可以确定低于 0.50，请人工编码。",
    ),
    "motivation": (
        "Of 130 checked segments you mark 21, the machine suggests 20, both the same 12: F1 0.59 (0.39 to 0.75) may "
        "lie on either side of 0.50, so it is too early to say.",
        "在 130 个抽检片段中，您标注了 21 个，机器建议了 20 个，其中 12 个一致："
        "F1 为 0.59（0.39 至 0.75），可能高于也可能低于 0.50，现在下结论还太早。",
    ),
    "code:waiting": (
        "Of 130 checked segments you mark only 9; at least 10 are needed to judge the machine.",
        "在 130 个抽检片段中，您只标注了 9 个；至少需要 10 个才能评判机器。",
    ),
}


@pytest.mark.parametrize("code", WHY)
def test_the_reason_says_the_numbers_in_english(checked, code):
    assert verdicts(checked).table.set_index("code")["why_en"][code] == WHY[code][0]


@pytest.mark.parametrize("code", WHY)
def test_the_reason_says_the_numbers_in_chinese(checked, code):
    assert verdicts(checked).table.set_index("code")["why_zh"][code] == WHY[code][1]


def test_a_machine_that_finds_all_but_suggests_too_much_only_assists():
    row = verdicts(rows("goal", 57, 14, 0, 60)).table.iloc[0]
    assert row["verdict"] == "assist"
    assert "precision 0.80 (0.69 to 0.89) is not surely above 0.80" in row["why_en"]
    assert "精确率 0.80（0.69 至 0.89）尚不能确定高于 0.80" in row["why_zh"]


def test_another_hour_is_told_in_both_languages(checked):
    row = verdicts(checked, n_more=60).table.set_index("code").loc["motivation"]
    assert row["hour_n"] == 60
    assert 0 < row["hour_chance"] < 1
    assert row["hour_width"] < row["f1_high"] - row["f1_low"]
    assert row["hour_en"] == (
        f"Another hour of coding checks about 60 more: the interval of F1 would narrow from 0.35 to about "
        f"{row['hour_width']:.2f}, and the chance of another verdict is {row['hour_chance']:.0%}, most likely “assist”."
    )
    assert row["hour_zh"] == (
        f"再编码一小时约可多抽检 60 个：F1 的区间宽度将从 0.35 缩小到约 {row['hour_width']:.2f}，"
        f"结论改变的可能性为 {row['hour_chance']:.0%}，最可能变为“辅助”。"
    )


def test_an_hour_says_when_the_pace_is_not_known_or_nothing_is_left(checked):
    unknown, nothing = verdicts(checked).table.iloc[0], verdicts(checked, n_more=0).table.iloc[0]
    assert unknown["hour_en"].startswith("What another hour would buy is not known yet")
    assert unknown["hour_zh"].startswith("还不知道再编码一小时能带来什么")
    assert nothing["hour_en"] == "Another hour would check nothing more: no check segment is left."
    assert nothing["hour_zh"] == "再编码一小时也不会增加抽检：已没有可抽检的片段。"


def test_an_hour_that_will_change_nothing_says_so():
    row = verdicts(rows("goal", 200, 2, 2, 300), n_more=10).table.iloc[0]
    assert row["hour_en"].endswith("and the verdict would almost surely stay.")
    assert row["hour_zh"].endswith("结论几乎肯定不变。")


def test_sure_counts_segments_and_guarantees_their_share(checked):
    wrong = checked["segment_id"].eq("s003") & checked["code"].eq("goal")
    sure = verdicts(checked.assign(marked=checked["marked"] & ~wrong)).sure
    # s003 is sure of a pain point, rightly, and of a goal, wrongly; so the segment is not right.
    assert (sure.n, sure.n_right) == (40, 39)
    assert sure.low == pytest.approx(0.887, abs=1e-3)


def test_verdicts_show_themselves_in_english_and_chinese(checked):
    found = verdicts(checked, n_more=30, names={"code:waiting": {"en": "Waiting <time>", "zh": "等待"}})
    chinese = Verdicts(found.table, found.n_checked, found.sure, found.bars, found.names, "zh")
    assert repr(found) == "Verdicts(130 segments checked: 1 automate, 1 assist, 1 hand-code, 2 too little evidence)"
    assert "<td style='text-align:left;vertical-align:top'>Waiting &lt;time&gt;</td>" in found._repr_html_()
    assert "right in 40 of 40 checked segments: at least 92% of such segments are right (95% confidence)" in str(found)
    assert "Explicit goal: hand-code" in str(found)
    assert "40 of 40, at least 0.92" in found._repr_html_()
    assert "明确的主动目标：人工编码" in str(chinese)
    assert "机器表示有把握的 40 个抽检片段中，40 个正确：此类片段中至少 92% 是正确的（置信度 95%）。" in str(chinese)
    assert "<th style='text-align:left'>结论</th>" in chinese._repr_html_()
    assert "40 个中 40 个，至少 0.92" in chinese._repr_html_()


@pytest.mark.parametrize(
    ("language", "start"), [("en", "No check segment is reviewed yet."), ("zh", "还没有复核过抽检片段。")]
)
def test_nothing_checked_is_said_plainly(language, start):
    nothing = pd.DataFrame(columns=["segment_id", "code", "suggested", "marked"])
    found = verdicts(nothing, language=language)
    assert found.table.empty
    assert str(found).startswith(start)
    assert found._repr_html_().startswith(f"<p>{start}")
    assert repr(found) == "Verdicts(0 segments checked: no code)"


def test_without_a_sure_column_nothing_is_said_to_be_sure(checked):
    found = verdicts(checked.drop(columns="sure"))
    assert found.sure.n == 0
    assert "The machine was sure of nothing in the checked segments." in str(found)


def test_an_end_that_misses_the_bar_is_not_rounded_up_to_it():
    assert bounds(0.7999, 0.5001) == "0.79 to 0.51"
    assert bounds(0.8, 0.9, "zh") == "0.80 至 0.90"


def test_frames_that_break_the_contract_are_refused(checked):
    with pytest.raises(
        SchemaError,
        match=r"^The checked segments lack the columns marked\. A row is what was suggested and what a person "
        r"said about one code of one segment\.$",
    ):
        verdicts(checked.drop(columns="marked"))
    with pytest.raises(
        SchemaError,
        match=r"^The checked segments hold 1 rows whose segment_id \+ code is already there, first "
        r"\['s000', 'goal'\]\. Remove the repeats\.$",
    ):
        verdicts(pd.concat([rows("goal", 1, 0, 0, 3), rows("goal", 1, 0, 0, 0)]))
