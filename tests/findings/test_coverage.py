"""Who was asked and who was heard: invented studies in both languages, told group by group."""

import itertools

import numpy as np
import pandas as pd
import pytest

from cjm_research.errors import UnknownNameError
from cjm_research.findings.coverage import coverage_sheet
from cjm_research.findings.coverage_cross import crossed, protected

TYPE = {"en": ("Customer type", "new", "old"), "zh": ("您是哪类客户？", "新客户", "老客户")}


def frames(groups, language="en", consent=None):
    """Groups: (attributes, people, people who answered, people heard with a goal, people heard with a pain point)."""
    cases, segments, coded = [], [], []
    for attributes, asked, answered, goal, pain in groups:
        for at in range(asked):
            case = f"R{len(cases):03d}"
            cases.append((case, "respondent", "survey.csv", attributes, "given"))
            if at >= answered:
                continue
            segments.append((f"s{case}", f"d{case}", case))
            coded += [(f"s{case}", family, "", 1.0, False) for family, n in (("goal", goal), ("pain_point", pain))
                      if at < n]  # fmt: skip
    cases = pd.DataFrame(cases, columns=["case_id", "kind", "source", "attributes", "consent"])
    for at, word in (consent or {}).items():
        cases.loc[at, "consent"] = word
    segments = pd.DataFrame(segments, columns=["segment_id", "document_id", "case_id"])
    documents = segments[["document_id"]].drop_duplicates().assign(
        name="survey.csv", source="survey.csv", kind="survey", language=language, wave=""
    )  # fmt: skip
    coded = pd.DataFrame(coded, columns=["segment_id", "family", "subtype", "score", "reviewed"])
    return cases, documents, segments, coded


def two(language, first, second):
    name, one, other = TYPE[language]
    return frames([({name: one}, *first), ({name: other}, *second)], language)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_group_is_counted_from_asked_to_heard(language):
    _, new, old = TYPE[language]
    sheet = coverage_sheet(*two(language, (20, 18, 12, 9), (30, 30, 25, 8)), language=language)
    rows = sheet.table.set_index("group")
    counts = rows[["n_asked", "n_answered", "n_heard", "n_goal", "n_pain_point"]]
    assert counts.loc[[new, old]].to_numpy().tolist() == [[20, 18, 12, 12, 9], [30, 30, 25, 25, 8]]
    assert sheet.totals["heard"] == 37
    assert {"en": "12 of 20", "zh": "20人中12人"}[language] == rows.loc[new, "shown_heard"]
    assert rows.loc[new, "share"] == pytest.approx(0.6)
    assert (rows.loc[new, "low"], rows.loc[new, "high"]) == pytest.approx((0.3866, 0.7812), abs=1e-4)


@pytest.mark.parametrize(("language", "said"), [
    ("en", "Silent: Customer type: new. 9 were asked and none is heard (95% interval 0%–30%)."),
    ("zh", "没有声音：您是哪类客户：新客户。问到9人，没有一人的话得到编码（95%区间0%–30%）。"),
])  # fmt: skip
def test_a_group_of_which_nobody_is_heard_is_silent_however_small_the_study(language, said):
    sheet = coverage_sheet(*two(language, (9, 9, 0, 0), (8, 8, 2, 7)), language=language)
    assert sheet.silent["quiet"].tolist() == ["silent"]
    assert said in sheet.reading().split("\n")
    assert said.split("：")[0] in sheet._repr_html_() if language == "zh" else "Silent: " in sheet._repr_html_()


@pytest.mark.parametrize(("language", "said"), [
    ("en", "Quiet: Customer type: new. 6 of 20 asked are heard (30%; 95% interval 15%–52%), 60 points fewer than of "
     "all others (95% interval 33 to 77)."),
    ("zh", "声音偏少：您是哪类客户：新客户。问到的20人中6人的话得到编码（30%；95%区间15%–52%），比其余所有人"
     "低60个百分点（95%区间33至77）。"),
])  # fmt: skip
def test_a_group_heard_much_less_often_is_quiet(language, said):
    sheet = coverage_sheet(*two(language, (20, 20, 6, 6), (30, 30, 27, 20)), language=language)
    assert said in sheet.reading().split("\n")


@pytest.mark.parametrize(("language", "said"), [
    ("en", "Quiet: Customer type: new. People of this group are heard less often than all others "
     "(fewer than 5 of 20)."),
    ("zh", "声音偏少：您是哪类客户：新客户。该组的话得到编码的比例低于其余所有人（20人中不足5人）。"),
])  # fmt: skip
def test_a_small_count_is_judged_without_being_told(language, said):
    sheet = coverage_sheet(*two(language, (20, 20, 2, 2), (30, 30, 27, 20)), language=language)
    row = sheet.silent.iloc[0]
    assert pd.isna(row["n_heard"])
    assert pd.isna(row["p"])
    assert said in sheet.reading().split("\n")


def test_the_more_common_group_is_never_quiet():
    sheet = coverage_sheet(*two("en", (20, 20, 6, 6), (30, 30, 27, 20)))
    assert sheet.silent["group"].tolist() == ["new"]


def test_many_groups_that_are_alike_yield_no_quiet_one_and_that_is_no_proof():
    groups = [({"Region": f"region {at}"}, 20, 20, 14 + (at % 3), 8) for at in range(10)]
    sheet = coverage_sheet(*frames(groups))
    assert sheet.silent.empty
    assert sheet.reading().split("\n")[1] == (
        "No group is shown to be heard less often than all others, corrected for 10 comparisons. That does not show "
        "that all are heard alike."
    )
    assert (sheet.table["p_bh"] >= sheet.table["p"] - 1e-12).all()
    assert (sheet.table["p_holm"] >= sheet.table["p_bh"] - 1e-12).all()


def test_a_difference_that_stands_alone_falls_to_the_correction():
    odd = [({"Region": "odd"}, 20, 20, 12, 8)]
    alone = coverage_sheet(*frames([*odd, ({"Region": "region 0"}, 60, 60, 52, 20)]))
    many = [({"Region": f"region {at}"}, 20, 20, 17, 9) for at in range(11)]
    among = coverage_sheet(*frames([*odd, *many]))
    p = among.table.set_index("group")["p"]["odd"]
    assert alone.silent["group"].tolist() == ["odd"]
    assert p < 0.05
    assert among.silent.empty


@pytest.mark.parametrize(("language", "said"), [
    ("en", "3 more are kept out by their consent (not recorded 2, refused 1) and are in no figure."),
    ("zh", "另有3人因知情同意的缘故不计入（未记录 2，拒绝 1）。"),
])  # fmt: skip
def test_whom_consent_keeps_out_is_counted_and_not_named(language, said):
    name, new, old = TYPE[language]
    groups = [({name: new}, 20, 20, 12, 9), ({name: old}, 30, 30, 25, 8)]
    parts = frames(groups, language, consent={0: "refused", 1: "not recorded", 2: "not recorded"})
    sheet = coverage_sheet(*parts, language=language)
    assert (sheet.totals["asked"], sheet.totals["answered"], sheet.totals["heard"]) == (47, 47, 34)
    assert said in sheet.reading().split("\n")
    assert "R000" not in sheet.reading() + sheet._repr_html_()


def test_what_is_not_known_of_people_has_a_row_that_is_not_judged():
    sheet = coverage_sheet(*frames([({"Region": "North"}, 9, 9, 9, 9), ({}, 9, 9, 0, 0)]))
    last = sheet.table.iloc[-1]
    assert (last["group"], last["n_asked"], last["quiet"]) == ("", 9, "")
    assert pd.isna(last["p"])
    assert "Region: not known" in sheet._repr_html_()


def test_a_group_below_the_smallest_cell_is_not_shown():
    sheet = coverage_sheet(*two("en", (4, 4, 0, 0), (30, 30, 25, 8)))
    row = sheet.table.set_index("group").loc["new"]
    assert pd.isna(row[["n_asked", "n_heard", "share", "p"]]).all()
    assert row["shown_heard"] == "<5"
    assert sheet.silent.empty


def test_the_smallest_cell_of_one_shows_every_count():
    sheet = coverage_sheet(*two("en", (4, 3, 0, 0), (30, 30, 25, 2)), min_cell=1)
    assert sheet.table["n_pain_point"].tolist() == [0, 2]
    assert sheet.silent["group"].tolist() == ["new"]


def test_no_hidden_count_follows_from_the_totals():
    sheet = coverage_sheet(*frames([({"Region": "a"}, 20, 20, 3, 9), ({"Region": "b"}, 30, 30, 25, 8),
                                    ({"Region": "c"}, 40, 40, 30, 9)]))  # fmt: skip
    assert sheet.table["shown_goal"].tolist() == ["<5", "–", "30 of 40"]


def test_row_order_does_not_matter():
    parts = two("en", (20, 18, 12, 9), (30, 30, 25, 8))
    shuffled = [frame.sample(frac=1, random_state=at) for at, frame in enumerate(parts)]
    one, other = coverage_sheet(*parts), coverage_sheet(*shuffled)
    pd.testing.assert_frame_equal(one.table, other.table)
    assert one.reading() == other.reading()


def test_who_said_nothing_has_the_language_of_their_file():
    cases, documents, segments, coded = frames([({"a": "x"}, 9, 7, 7, 7)], "zh")
    other = frames([({"a": "x"}, 9, 9, 9, 9)], "en")
    renamed = [frame.replace({"survey.csv": "other.csv"}).replace(r"^([sd]?)R", r"\1Q", regex=True) for frame in other]
    both = [pd.concat(pair, ignore_index=True)
            for pair in zip((cases, documents, segments, coded), renamed, strict=True)]  # fmt: skip
    sheet = coverage_sheet(*both, attributes=["language"])
    assert sheet.table[["group", "n_asked", "n_answered"]].values.tolist() == [["en", 9, 9], ["zh", 9, 7]]


def test_an_attribute_of_too_many_values_is_named_instead():
    sheet = coverage_sheet(*frames([({"City": f"city {chr(97 + at)}"}, 5, 5, 5, 5) for at in range(14)]))
    assert sheet.table.empty
    assert sheet.reading("en").split("\n")[-1] == "Not shown, for want of groups that can be compared: City."
    assert sheet.reading("zh").split("\n")[-1] == "以下属性无法分组比较，未列出：City。"


def test_attributes_that_group_people_alike_are_told_once():
    groups = [({"How likely?": str(at), "NPS": str(at)}, 6, 6, 5, 5) for at in (0, 7, 9)]
    assert coverage_sheet(*frames(groups)).people.columns.tolist() == ["case_id", "NPS"]


def test_an_attribute_that_nobody_has_is_refused():
    with pytest.raises(UnknownNameError, match="Nobody in the study has an attribute 'Regio'"):
        coverage_sheet(*frames([({"Region": "North"}, 9, 9, 9, 9)]), attributes=["Regio"])


@pytest.mark.parametrize(("language", "said"), [("en", "Nobody is in the study."), ("zh", "研究中没有人。")])
def test_an_empty_study_says_so(language, said):
    sheet = coverage_sheet(*frames([]), language=language)
    assert sheet.reading() == said
    assert "<table>" not in sheet._repr_html_()


@pytest.mark.parametrize(("language", "said"), [
    ("en", "No one asked: new × phone."), ("zh", "没有问到：新客户 × 电话。")
])  # fmt: skip
def test_pairs_that_nobody_was_asked_in_are_named(language, said):
    new, old, phone, web = {"en": ("new", "old", "phone", "web"), "zh": ("新客户", "老客户", "电话", "网站")}[language]
    pairs = [((new, web), 9), ((old, web), 8), ((old, phone), 7)]
    groups = [({"type": one, "channel": two}, n, n, n, n) for (one, two), n in pairs]
    cross = coverage_sheet(*frames([*groups, ({"type": new}, 3, 3, 3, 3)], language), language=language).crossed(
        "type", "channel"
    )
    assert cross.reading() == said
    assert cross.empty == [(new, phone)]
    assert cross.n_unknown == 3
    assert cross.table.set_index(["group_a", "group_b"]).loc[(old, phone), "n_asked"] == 7
    assert said in cross._repr_html_()


def test_an_attribute_that_is_not_on_the_sheet_cannot_be_crossed():
    sheet = coverage_sheet(*frames([({"Region": "North"}, 9, 9, 9, 9)]))
    with pytest.raises(UnknownNameError, match=r"^The coverage sheet holds no attribute 'NPS'\. It holds: Region\.$"):
        sheet.crossed("Region", "NPS")


def test_every_pair_asked_is_told_too():
    people = pd.DataFrame({"case_id": range(40), "a": ["x", "y"] * 20, "b": ["p"] * 20 + ["q"] * 20})
    assert crossed(people, "a", "b", 5, "en").reading() == "Somebody was asked in every pair of a and b."


def solutions(counts, small, withheld, min_cell):
    """Return every table that has the totals and the printed counts of this one."""
    gone = [tuple(place) for place in np.argwhere(small | withheld)]
    ranges = [range(1, min_cell) if small[place] else range(min_cell, counts.sum() + 1) for place in gone]
    for values in itertools.product(*ranges):
        table = counts.copy()
        for place, value in zip(gone, values, strict=True):
            table[place] = value
        if (table.sum(axis=0) == counts.sum(axis=0)).all() and (table.sum(axis=1) == counts.sum(axis=1)).all():
            yield table


@pytest.mark.parametrize("counts", [[[2, 6], [5, 7]], [[2, 6, 0], [5, 0, 4]], [[1, 1], [4, 6]]])
def test_a_small_pair_cannot_be_had_from_the_totals_of_its_row_and_column(counts):
    counts = np.array(counts)
    small, withheld = protected(counts, 3)
    assert not withheld[counts == 0].any()
    found = list(solutions(counts, small, withheld, 3))
    for at, line in enumerate(counts):
        hidden = (small | withheld)[at]
        if small[at].any() and hidden.sum() > 1 and len(found) > 1:
            assert len({tuple(table[at]) for table in found}) > 1
        assert hidden.sum() != 1 or (line > 0).sum() == 1 or line.sum() < 3
