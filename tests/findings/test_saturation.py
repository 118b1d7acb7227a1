"""What each interview brought: small invented studies in both languages, and orders that must not matter."""

import itertools

import numpy as np
import pandas as pd
import pytest

from cjm_research.errors import SchemaError, UnknownNameError
from cjm_research.findings.saturation import incidence_of, saturation_sheet
from cjm_research.findings.saturation.curve import expected, new_as_held, new_in_orders, table
from cjm_research.findings.saturation.judged import Bars
from cjm_research.findings.saturation.ratio import met, new_information, ratios
from cjm_research.findings.saturation.words import reading

FORBIDDEN = {"en": ("saturated", "reached", "yes"), "zh": ("饱和", "达成", "已达到")}
CODES = {"en": ("late", "price", "open"), "zh": ("迟到", "价格", "拆封")}


def frames(heard, kind="interview", language="en", attributes=None, first=1):
    """Heard: one string of letters per unit, each letter a code."""
    names = [f"{kind[0]}{at:03d}" for at in range(first, first + len(heard))]
    rows = [(unit, code, "goal") for unit, codes in zip(names, heard, strict=True) for code in codes]
    units = pd.DataFrame({"unit": names, "name": names, "kind": kind, "order": range(1, len(names) + 1)})
    held = attributes or [{}] * len(names)
    units = units.assign(recorded_at="", wave="", language=language, attributes=held)
    return pd.DataFrame(rows, columns=["unit", "code", "family"]), units


def both(*parts):
    return tuple(pd.concat(frame, ignore_index=True) for frame in zip(*parts, strict=True))


LETTERS = "abcdefghijklmnopqrst"
CALM = [LETTERS, *[LETTERS[at:] + LETTERS[:at] for at in range(1, 12)]]
RESTLESS = [LETTERS[at : at + 3] for at in range(0, 18, 2)]


def test_mean_over_all_orders_is_that_of_all_orders():
    incidence, units = frames(["ab", "bc", "d", "", "abd"])
    heard, _ = table(incidence, units)
    orders = [new_as_held(heard[list(order)]).cumsum() for order in itertools.permutations(range(5))]
    assert expected(heard.sum(axis=0), 5) == pytest.approx(np.mean(orders, axis=0), abs=1e-12)


def test_mean_of_three_plots_as_worked_by_hand():
    # Codes in 3, 1 and 1 of 3 units: after one, 1 + 1/3 + 1/3; after two, 1 + 2/3 + 2/3.
    assert expected(np.array([3, 1, 1]), 3) == pytest.approx([5 / 3, 7 / 3, 3])


def test_random_orders_are_orders_of_the_same_units():
    incidence, units = frames(["ab", "bc", "d", "", "abd"])
    heard, _ = table(incidence, units)
    orders = new_in_orders(heard, rounds=400, seed=3)
    assert set(orders.sum(axis=1)) == {4}
    assert orders.cumsum(axis=1).mean(axis=0) == pytest.approx(expected(heard.sum(axis=0), 5), abs=0.15)
    assert (orders == new_in_orders(heard, rounds=400, seed=3)).all()


def test_new_codes_are_those_nobody_before_had():
    incidence, units = frames(["ab", "bc", "", "abd"])
    sheet = saturation_sheet(incidence, units, rounds=10)
    held = sheet.curve[~sheet.curve["ahead"].astype(bool)]
    assert held["new"].tolist() == [2, 1, 0, 1]
    assert held["seen"].tolist() == [2, 3, 3, 4]


@pytest.mark.parametrize("by", [None, "Customer type"])
def test_row_order_does_not_matter(by):
    kinds = [{"Customer type": "new" if at % 2 else "old"} for at in range(len(CALM))]
    incidence, units = frames(CALM, attributes=kinds)
    one = saturation_sheet(incidence, units, rounds=50, by=by)
    other = saturation_sheet(incidence.sample(frac=1, random_state=1), units.sample(frac=1, random_state=2),
                             rounds=50, by=by)  # fmt: skip
    for name in ("curve", "ratio", "unseen", "by_group"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


def test_new_information_is_new_codes_of_the_run_over_codes_of_the_base():
    news = np.array([16, 9, 7, 5, 4, 3, 1, 0, 2, 0])  # 37 in the first four
    assert new_information(news, base=4, run=2) == pytest.approx(np.array([7, 4, 1, 2, 2]) / 37)
    assert met(news, 4, 2, 0.05).item() == 6
    assert met(news, 4, 2, 0.0).item() == 0
    assert met(news, 4, 3, 0.05).item() == 0
    assert met(news, 5, 2, 0.05).item() == 6


def test_threshold_itself_is_met():
    assert met(np.array([10, 5, 3, 2, 1, 0, 9]), 4, 2, 0.05).item() == 4


def test_ratio_holds_every_choice_of_the_paper_and_the_one_asked_for():
    found = ratios(np.array([6, 2, 0, 0, 0, 0, 0]), np.array([[6, 2, 0, 0, 0, 0, 0], [0, 0, 0, 0, 2, 3, 3]]), 3, 2, 0.1)
    assert len(found) == 13
    row = found[found["chosen"]].iloc[0]
    assert (row["notation"], row["n_base"], row["order_share"]) == ("3+2", 8, 0.5)


def test_base_without_a_code_has_no_share_and_is_never_met():
    assert met(np.array([0, 0, 0, 0, 0, 0, 2]), 4, 2, 0.05).item() == 0
    incidence, units = frames(["", "", "", "", "", "", "ab"])
    sheet = saturation_sheet(incidence, units, rounds=20)
    assert sheet.unseen["state"].tolist() == ["not yet"]
    assert "in the first 4 no theme was heard" in sheet.reading("en")
    assert "前4场没有出现任何主题" in sheet.reading("zh")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_calm_study_is_near_with_its_figures_and_denominators(language):
    sheet = saturation_sheet(*frames(CALM, language=language), rounds=100, language=language)
    text = {
        "en": "Interviews: near. The last 2 of 12 interviews brought 0 new themes against 20 in the first 4 (0%; bar "
        "5%), and 100% of 100 random orders meet the bar. Of an estimated 20.0 themes or more (95% interval 20–20), 20 "
        "have been heard from 12 interviews; the next 3 interviews can be expected to bring about 0.0 new (0–1).",
        "zh": "访谈：接近。12场访谈中，最后2场新增0个主题，前4场有20（0%；界限5%），100种随机顺序中有100%达到界限。"
        "估计至少有20.0个主题（95%区间20–20），12场访谈中已出现20；再增加3场访谈，预计新增约0.0（0–1）。",
    }
    assert sheet.reading() == text[language]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_restless_study_is_not_yet_and_says_why(language):
    sheet = saturation_sheet(*frames(RESTLESS, language=language), rounds=100, language=language)
    said = {
        "en": ("not yet", "the last 2 still brought 4 new against 9 in the first 4 (44%; bar 5%)"),
        "zh": ("尚未", "最后2场仍新增4，前4场有9（44%；界限5%）"),
    }
    assert all(part in sheet.reading() for part in said[language])


@pytest.mark.parametrize(("language", "said"), [
    ("en", "the next 2 interviews may bring up to 3 new against 13 in the first 4 (23%; asked: at most 10%)"),
    ("zh", "再增加2场访谈，最多可能新增3，前4场有13（23%；要求不超过10%）"),
])  # fmt: skip
def test_codes_heard_once_keep_a_calm_end_from_being_near(language, said):
    # The last eight bring nothing, yet four codes were heard in one interview alone.
    heard = ["abcdefghij", "abcdefghik", "abcdefghil", "abcdefghim", *["abcdefghi"] * 8]
    sheet = saturation_sheet(*frames(heard), rounds=100)
    assert sheet.unseen["last_new"].tolist() == [0]
    assert sheet.unseen["state"].tolist() == ["not yet"]
    assert said in sheet.reading(language)


def test_a_share_beside_its_bar_is_never_printed_as_the_bar():
    row = saturation_sheet(*frames(RESTLESS), rounds=50).unseen.iloc[0].to_dict()
    row |= {"last_share": 0.052, "order_share": 0.796, "lacking": ("last", "orders")}
    said = reading(row, "theme", Bars(), "en")
    assert "(5.2%; bar 5%)" in said
    assert "only 79.6% of" in said


@pytest.mark.parametrize(("language", "said"), [
    ("en", "Interviews: cannot be said yet. There are 5 interviews; a base of 4 and a run of 2 take at least 6 "
     "interviews."),
    ("zh", "访谈：还无法判断。共5场访谈；以4场为基数、2场为一轮，至少需要6场访谈。"),
])  # fmt: skip
def test_too_few_interviews_cannot_be_judged(language, said):
    sheet = saturation_sheet(*frames(CALM[:5]), rounds=20)
    assert sheet.reading(language) == said


@pytest.mark.parametrize(("language", "said"), [
    ("en", "Interviews: cannot be said yet. There are 8 interviews, but no theme is found in them."),
    ("zh", "访谈：还无法判断。共8场访谈，但其中没有找到任何主题。"),
])  # fmt: skip
def test_study_without_a_coding_cannot_be_judged(language, said):
    assert saturation_sheet(*frames([""] * 8), rounds=20).reading(language) == said


def test_empty_study_says_so():
    incidence, units = frames([])
    sheet = saturation_sheet(incidence, units)
    assert sheet.reading("en") == "No interview and no respondent is there, so nothing can be said."
    assert sheet.reading("zh") == "没有访谈，也没有受访者，无法作出判断。"
    assert "<table>" not in sheet._repr_html_()


@pytest.mark.parametrize("heard", [CALM, RESTLESS, CALM[:3], [""] * 7])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_sheet_says_a_bare_yes(heard, language):
    sheet = saturation_sheet(*frames(heard), rounds=30)
    said = (sheet.reading(language) + " ".join(sheet.notes(language)) + sheet.headline("interview", language)).lower()
    assert not [word for word in FORBIDDEN[language] if word in said]


def test_interviews_and_survey_are_told_apart():
    sheet = saturation_sheet(*both(frames(RESTLESS), frames(list("abc") * 10, kind="survey")), rounds=50)
    assert sheet.unseen["kind"].tolist() == ["interview", "survey"]
    assert sheet.unseen["state"].tolist() == ["not yet", "near"]
    assert sheet.unseen["n_units"].tolist() == [9, 30]
    assert "Survey: near. Of an estimated 3.0 themes or more" in sheet.reading("en")


@pytest.mark.parametrize(("language", "said"), [
    ("en", "Survey: cannot be said yet. There are 19 respondents; it takes at least 20 respondents to say anything."),
    ("zh", "问卷：还无法判断。共19位受访者；至少需要20位受访者才能判断。"),
])  # fmt: skip
def test_survey_of_few_cannot_be_judged(language, said):
    assert saturation_sheet(*frames(["ab"] * 19, kind="survey"), rounds=20).reading(language) == said


@pytest.mark.parametrize(("language", "name", "values"), [
    ("en", "Customer type", ("new", "old", "partner")), ("zh", "客户类型", ("新客户", "老客户", "伙伴"))
])  # fmt: skip
def test_groups_are_judged_apart_and_small_ones_are_not_shown(language, name, values):
    kinds = [{name: values[0]}] * 7 + [{name: values[1]}] * 5 + [{name: values[2]}] * 4
    sheet = saturation_sheet(*frames(CALM + CALM[:4], attributes=kinds), rounds=50, by=name, language=language)
    rows = sheet.by_group.set_index("group")
    assert rows.loc[list(values), "state"].tolist() == ["near", "unknown", ""]
    assert pd.isna(rows.loc[values[2], ["n_units", "n_codes", "estimate", "new"]]).all()
    last = {
        "en": "Interviews, Customer type: partner: fewer than 5 interviews, not shown.",
        "zh": "访谈，客户类型：伙伴：不足5场访谈，不予显示。",
    }
    assert last[language] in sheet.reading().split("\n")
    assert "&lt;5" in sheet._repr_html_()


def test_languages_are_told_apart_without_being_asked_for():
    parts = both(frames(CALM, language="en"), frames(RESTLESS, language="zh", first=50))
    parts[1]["order"] = range(1, len(parts[1]) + 1)
    sheet = saturation_sheet(*parts, rounds=50)
    assert sheet.by_group[["group", "state"]].values.tolist() == [["en", "near"], ["zh", "not yet"]]
    assert "访谈，语言：中文：尚未" in sheet.reading("zh")


def test_attribute_that_nobody_has_is_refused():
    with pytest.raises(UnknownNameError, match="Nobody in the study has an attribute 'Customer typ'"):
        saturation_sheet(*frames(CALM, attributes=[{"Customer type": "new"}] * 12), by="Customer typ")


def test_only_the_undated_are_told_so():
    incidence, units = frames(CALM)
    assert "Not every interview has a date" in " ".join(saturation_sheet(incidence, units, rounds=9).notes("en"))
    dated = units.assign(recorded_at=[f"2026-01-{day:02d}" for day in range(1, 13)])
    assert "Not every interview has a date" not in " ".join(saturation_sheet(incidence, dated, rounds=9).notes("en"))


@pytest.mark.parametrize(("change", "message"), [
    ({"level": "word"}, r"^The level is 'word'\. Expected one of code, theme\.$"),
    ({"base": 0}, r"^base is 0\. Expected a whole number of at least 1\.$"),
    ({"threshold": 5}, r"^threshold is 5\. Expected a share from 0 to below 1, such as 0\.05\.$"),
])  # fmt: skip
def test_wrong_numbers_are_refused(change, message):
    with pytest.raises(SchemaError, match=message):
        saturation_sheet(*frames(CALM), **change)


def test_incidence_of_a_unit_that_is_not_there_is_refused():
    incidence, units = frames(CALM)
    with pytest.raises(SchemaError, match=r"^Something was heard in the unit 'i001', which is not among the 11 units"):
        table(incidence, units.iloc[1:])


def study(language):
    """Two interviews, one with two people, and a respondent who said nothing that is coded."""
    names = CODES[language]
    documents = pd.DataFrame(
        [("d2", "interview 10.txt", "interview", language, ""), ("d1", "interview 9.txt", "interview", language, ""),
         ("d3", "survey.csv/R001.txt", "survey", language, "")],
        columns=["document_id", "name", "kind", "language", "recorded_at"],
    )  # fmt: skip
    segments = pd.DataFrame(
        [("s1", "d1", "P01"), ("s2", "d1", "P02"), ("s3", "d2", "P03"), ("s4", "d3", "R001")],
        columns=["segment_id", "document_id", "case_id"],
    )
    cases = pd.DataFrame(
        [("P01", {"type": "new"}), ("P02", {"type": "old"}), ("P03", {}), ("R001", {"type": "new"})],
        columns=["case_id", "attributes"],
    )
    coded = pd.DataFrame(
        [("s1", "goal", "explicit"), ("s2", "goal", "explicit"), ("s3", "pain_point", "")],
        columns=["segment_id", "family", "subtype"],
    )
    members = pd.DataFrame(
        [(names[0], "s1", "goal", True), (names[1], "s1", "goal", False), (names[2], "s3", "goal", True)],
        columns=["theme_id", "segment_id", "family", "home"],
    )
    themes = pd.DataFrame([(name, "goal", name, False, False) for name in names],
                          columns=["theme_id", "family", "title", "rest", "hidden"])  # fmt: skip
    return {"coded": coded, "segments": segments, "documents": documents, "cases": cases, "members": members,
            "themes": themes}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_interview_of_two_people_is_one_unit_and_a_silent_respondent_is_one(language):
    heard = incidence_of(**study(language))
    assert heard.units[["unit", "kind", "order"]].values.tolist() == [
        ["d1", "interview", 1], ["d2", "interview", 2], ["d3", "survey", 1]]  # fmt: skip
    assert heard.units["attributes"].tolist() == [{"type": "new + old"}, {}, {"type": "new"}]
    assert heard.incidence.values.tolist() == [["d1", "goal/explicit", "goal"], ["d2", "pain_point", "pain_point"]]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_themes_count_where_segments_live_and_left_over_ones_do_not(language):
    frames = study(language)
    frames["themes"].loc[2, "rest"] = True
    heard = incidence_of(**frames, level="theme")
    assert heard.incidence.values.tolist() == [["d1", CODES[language][0], "goal"]]
    with pytest.raises(SchemaError, match=r"^Themes are asked for, but no members were given\."):
        incidence_of(**{**frames, "members": None}, level="theme")


def test_interviews_are_ordered_by_date_where_all_have_one():
    frames = study("en")
    frames["documents"]["recorded_at"] = ["2026-01-02", "2026-03-02", ""]
    assert incidence_of(**frames).units["unit"].tolist() == ["d2", "d1", "d3"]


def test_who_takes_part_is_told_by_turns_too():
    frames = study("en")
    turns = pd.DataFrame([("d2", "P03", "participant"), ("d2", "P01", "participant")],
                         columns=["document_id", "case_id", "role"])  # fmt: skip
    heard = incidence_of(**frames, turns=turns)
    assert heard.units.set_index("unit")["attributes"]["d2"] == {"type": "new"}
