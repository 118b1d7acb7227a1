import numpy as np
import pandas as pd
import pytest

from cjm_research.errors import SchemaError, UnknownNameError
from cjm_research.findings.priority import PrioritySheet, own_means, priorities, priorities_of_map
from cjm_research.findings.priority.listing import listed
from cjm_research.findings.priority.ranks import intervals, ranks_of
from cjm_research.findings.priority.sheet import COLUMNS
from cjm_research.findings.priority.words import reading
from cjm_research.settings import Settings

ASKED = [f"P{at:02d}" for at in range(40)]
TITLES = {"en": ("Late fee", "Slow page", "No call"), "zh": ("费用太晚", "页面太慢", "不打电话")}
NONE_ENTERED = {
    "en": "Not in the score of pain points: value and ease; nobody has entered them. Enter value and difficulty from 1 "
    "to 5 to rank by them and to tell quick wins from big bets.",
    "zh": "痛点的得分未计入业务价值和实施难易：尚无人填写。请按1–5填写业务价值和实施难度，即可计入排序，"
    "并区分快速赢利项与长期投入项。",
}
FIRST = {
    "en": "Pain points: “Late fee” comes first of 3 and is told apart from the rest",
    "zh": "痛点：“费用太晚”在3张卡片中排第一",
}


def cards(language="en", sizes=(30, 4, 3)):
    rows = zip(("a", "b", "c"), TITLES[language], sizes, strict=True)
    found = [(name, "pain_point", title, ASKED[:size]) for name, title, size in rows]
    return pd.DataFrame(found, columns=["finding_id", "family", "title", "people"])


def feelings(table, emotion=2.0):
    rows = [(row.finding_id, case, emotion) for row in table.itertuples() for case in row.people]
    return pd.DataFrame(rows, columns=["card_id", "case_id", "emotion"])


def team(**entered):
    rows = [(name, *pair) for name, pair in entered.items()]
    return pd.DataFrame(rows, columns=["card_id", "value", "difficulty"])


def sheet(table=None, **more):
    table = cards() if table is None else table
    return priorities(table, feelings(table), ASKED, **more)


def test_reach_is_people_of_asked_with_the_wilson_interval():
    row = sheet().card("a")
    assert row["reach"] == 0.75
    assert (round(row["reach_low"], 4), round(row["reach_high"], 4)) == (0.5981, 0.8581)


def test_intensity_counts_people_and_not_segments():
    said = pd.DataFrame(
        {"card_id": "a", "segment_id": ["s1", "s2", "s3"], "case_id": ["P00", "P00", "P01"], "emotion": [1.0, 1.0, 3.0]}
    )
    means = own_means(said)
    assert means["emotion"].tolist() == [1.0, 3.0]
    table = pd.DataFrame({"card_id": ["a"], "lane": ["pain_point"], "people": [["P00", "P01"]]})
    assert priorities(table, means, 4).card("a")["intensity"] == 0.75


@pytest.mark.parametrize(("kind", "intensity"), [("repair", 1.0), ("repeat", 0.0)])
def test_opportunity_to_repeat_is_about_what_pleases(kind, intensity):
    table = pd.DataFrame({"card_id": ["o"], "lane": ["opportunity"], "kind": [kind], "people": [["P00"]]})
    said = pd.DataFrame({"card_id": ["o"], "case_id": ["P00"], "emotion": [1.0]})
    assert priorities(table, said, ASKED).card("o")["intensity"] == intensity


def test_score_is_the_weighted_geometric_mean_of_the_parts():
    row = sheet(team=team(a=(5, 1), b=(3, 2), c=(1, 5)), weights={"reach": 1, "intensity": 0, "value": 1, "ease": 0})
    assert row.card("b")["score"] == pytest.approx((0.1 * 0.6) ** 0.5)


def test_part_that_nobody_entered_drops_out_and_the_sheet_says_so():
    found = sheet()
    assert found.used["pain_point"] == ("reach", "intensity")
    assert found.card("b")["score"] == pytest.approx((0.1 * 0.75) ** 0.5)
    for language, words in NONE_ENTERED.items():
        assert words in found.notes(language)


def test_part_entered_for_some_stands_at_three_for_the_others_and_widens_their_rank():
    found = sheet(cards(sizes=(12, 12, 12)), team=team(a=(3, 0)))
    rows = found.frame.set_index("card_id")
    assert rows.loc["a", "score"] == rows.loc["b", "score"]
    assert (
        "Pain points: value is entered for 1 of 3 cards; the others stand at 3 and are tried from 1 to 5."
        in found.notes()
    )
    assert rows.loc["b", "weights_high"] - rows.loc["b", "weights_low"] == 2


def test_card_far_before_the_others_is_told_apart_and_close_ones_are_not():
    for language in ("en", "zh"):
        assert sheet(cards(language)).reading(language).startswith(FIRST[language])
    close = sheet(cards(sizes=(10, 9, 9)))
    assert close.reading() == (
        "Pain points: “Late fee” has the highest score of all 3 cards, but is not told apart: 3 of them may come first."
    )
    assert close.reading("zh") == "痛点：“Late fee”在3张卡片中得分最高，但与其他卡片分不开：有3张卡片都可能排第一。"


def test_card_that_alone_may_come_first_but_may_also_be_second_is_said_so():
    rows = pd.DataFrame({"title": ["快", "B"], "rank": [1, 2], "rank_low": [1, 2], "rank_high": [2, 2]})
    assert reading("pain_point", rows, "en") == (
        "Pain points: “快” has the highest score of all 2 cards and no other is likely to come first, but it may "
        "itself be at place 2."
    )
    assert reading("pain_point", rows, "zh") == (
        "痛点：“快”在2张卡片中得分最高，其他卡片不大可能排第一，但它自己也可能排到第2位。"
    )


@pytest.mark.parametrize(
    ("entered", "quadrant"), [((5, 1), "quick win"), ((5, 4), "big bet"), ((5, 0), ""), ((5, 3), "big bet")]
)
def test_quadrant_of_a_card_with_high_impact(entered, quadrant):
    assert sheet(team=team(a=entered)).card("a")["quadrant"] == quadrant


@pytest.mark.parametrize(("difficulty", "quadrant"), [(1, "fill-in"), (5, "later")])
def test_quadrant_of_a_card_with_low_impact(difficulty, quadrant):
    assert sheet(team=team(c=(1, difficulty))).card("c")["quadrant"] == quadrant


def test_lanes_are_ranked_apart_and_an_opportunity_has_the_people_of_its_pain():
    own = {"finding_id": "o", "family": "opportunity", "title": "Say it", "people": [], "answers": ["a"]}
    found = sheet(pd.concat([cards(), pd.DataFrame([own])], ignore_index=True))
    assert (found.card("o")["rank"], found.card("o")["of"], found.card("o")["reach"]) == (1, 1, 0.75)
    assert found.card("c")["of"] == 3


def test_card_without_people_or_hidden_has_no_rank():
    table = cards(sizes=(10, 0, 5)).assign(hidden=[False, False, True])
    found = sheet(table)
    assert found.frame["card_id"].tolist() == ["a"]
    assert "1 card has nobody behind it and no rank." in found.notes()
    assert "有1张卡片没有人提到，不参与排名。" in found.notes("zh")


def test_same_whatever_the_order_of_rows_and_inputs_are_left_alone():
    table, said = cards(), feelings(cards())
    before = table.copy(deep=True)
    first = priorities(table, said, ASKED, seed=3)
    turned = priorities(table.iloc[::-1], said.sample(frac=1, random_state=1), ASKED[::-1], seed=3)
    pd.testing.assert_frame_equal(first.frame, turned.frame)
    pd.testing.assert_frame_equal(table, before)


def test_weights_of_nothing_rank_nothing():
    found = sheet(weights={"reach": 0, "intensity": 0, "value": 0, "ease": 0})
    assert found.frame["rank"].tolist() == [1, 1, 1]
    assert found.reading() == "Pain points: no card of 3 is before another; their scores are the same."
    assert found.notes("zh")[0] == "所有权重均为0，因此没有排序。请至少给一项设置权重。"


def test_without_change_of_weights_their_interval_is_the_rank_itself():
    still = Settings.from_overrides({"priority": {"weight_change": 0.0}}).priority
    rows = sheet(cards(sizes=(10, 9, 8)), settings=still).frame
    assert (rows["weights_low"] == rows["rank"]).all()
    assert (rows["weights_high"] == rows["rank"]).all()


def test_unknown_weight_and_wrong_numbers_are_refused():
    with pytest.raises(UnknownNameError) as error:
        sheet(weights={"speed": 1})
    assert str(error.value) == "No part of the priority is called 'speed'. Parts: reach, intensity, value, ease."
    with pytest.raises(SchemaError) as error:
        sheet(weights={"reach": 2})
    assert str(error.value) == "The weight of reach is 2. Expected a number from 0 to 1."
    with pytest.raises(SchemaError) as error:
        sheet(team=team(a=(6, 1)))
    assert str(error.value) == (
        "The value of card 'a' is 6. Expected a whole number from 1 to 5, or 0 for not entered."
    )
    with pytest.raises(SchemaError) as error:
        priorities(cards(), feelings(cards()), 5)
    assert str(error.value) == ("30 people raise cards, but 5 were asked. Give everybody who takes part as asked.")


def test_ranks_share_a_place_where_scores_are_the_same():
    assert ranks_of(np.array([[3.0, 1.0, 3.0, 2.0]])).tolist() == [[1, 4, 1, 3]]


def test_shortest_interval_holds_the_share_and_the_rank_that_was_seen():
    drawn = np.array([[1]] * 96 + [[2]] * 4)
    found = intervals(drawn, np.array([3]), 0.95)
    assert (found.low.tolist(), found.high.tolist()) == ([1], [3])


def test_rank_intervals_hold_the_true_rank_about_as_often_as_they_say():
    rng, held = np.random.default_rng(7), []
    true = np.clip(rng.beta(1.2, 6, 12), 0.05, 0.8)
    rank = 1 + (true[None, :] > true[:, None]).sum(axis=1)
    for seed in range(60):
        people = [[ASKED[at] for at in np.flatnonzero(rng.random(40) < share)] or ASKED[:1] for share in true]
        table = pd.DataFrame({"card_id": [f"c{at:02d}" for at in range(12)], "lane": "pain_point", "people": people})
        said = feelings(table.rename(columns={"card_id": "finding_id"}))
        rows = priorities(table, said, ASKED, seed=seed).frame.sort_values("card_id")
        held.append(((rows["people_low"] <= rank) & (rank <= rows["people_high"])).mean())
    assert 0.92 <= np.mean(held) <= 0.995


def test_sheet_shows_itself_in_both_languages():
    page = sheet(cards("zh"), team=team(a=(5, 1)), language="zh")._repr_html_()
    assert '<div lang="zh">' in page
    assert all(word in page for word in ("快速赢利项", "可能的排名", "费用太晚", "30/40"))
    nothing = priorities(cards(sizes=(0, 0, 0)), feelings(cards(sizes=(0, 0, 0))), ASKED)
    assert "No pain point and no opportunity has anybody behind it" in nothing._repr_html_()


def test_titles_shared_by_cards_carry_their_stage():
    table = cards().assign(title="Slow", stage=["use", "buy", "none"])
    titles = sheet(table, stages={"use": "Use"}).frame.set_index("card_id")["title"]
    assert titles.to_dict() == {"a": "Slow (Use)", "b": "Slow (buy)", "c": "Slow (none)"}


def test_priorities_of_a_map_read_its_cards_its_people_and_what_was_entered():
    item = {"segment_id": "s1", "case_id": "P1", "emotion": 2.0}
    card = {"id": "f1", "family": "pain_point", "title": "慢", "people": ["P1"], "evidence": [item], "value": 4,
            "difficulty": 0, "priority": {"value": 2, "difficulty": 5}}  # fmt: skip
    gone = {**card, "id": "f2", "hidden": True}
    stage = {"id": "use", "name": {"en": "Use", "zh": "使用"}, "cards": [card, gone]}
    found = priorities_of_map({"participants": {"n": 4}, "stages": [stage]}, language="zh")
    assert list(found.by_card()) == ["f1"]
    row = found.card("f1")
    assert (row["value"], row["difficulty"], row["intensity"], row["reach"]) == (4, 0, 0.75, 0.25)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_list_names_rank_stage_and_what_is_open(language):
    rows = [
        {**dict.fromkeys(COLUMNS, 0), "lane": "pain_point", "title": f"卡{at}", "stage": "use", "n_people": 2,
         "n_asked": 9, "intensity": float("nan"), "value": 4 * (at == 1), "rank": at, "rank_low": 1 if at > 1 else at,
         "rank_high": 25 if at > 1 else 3, "of": 25, "quadrant": ""}
        for at in range(1, 26)
    ]  # fmt: skip
    found = PrioritySheet(pd.DataFrame(rows), {}, {}, language)
    lines = listed(found, {"use": "Use"}).split("\n")
    assert lines[2].split() == ["1", "1–3", "卡1", "Use", "2/9", "–", "4", "–", "–"]
    assert lines[3].split()[1] == {"en": "open", "zh": "未定"}[language]
    assert len(lines) == 23
    assert lines[-1].startswith({"en": "5 more cards; ", "zh": "另有5张卡片"}[language])
    assert len(listed(found, {}, every=True).split("\n")) == 27
