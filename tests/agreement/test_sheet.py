"""The sheet as a whole: its tables, its warnings in words, and what it refuses."""

import numpy as np
import pandas as pd
import pytest

from cjm_research.agreement import agreement_sheet, trend
from cjm_research.agreement.ratings import SPAN_COLUMNS
from cjm_research.errors import SchemaError

NAMES = {"code:trust": {"en": "Trust", "zh": "信任"}}


def row(sheet, code):
    return sheet.table.set_index("code").loc[code]


def told(sheet, code, language="en"):
    return sheet.readings(language).set_index("code").loc[code]


def test_row_of_a_code_holds_all_coefficients(rated):
    sheet = agreement_sheet(rated([[45, 6], [9, 40]]), rounds=200)
    found = row(sheet, "goal")
    chance = 0.51 * 0.54 + 0.49 * 0.46
    assert found["percent"] == 0.85
    assert found["kappa"] == pytest.approx((0.85 - chance) / (1 - chance), abs=1e-12)
    assert found["pabak"] == pytest.approx(0.70)
    assert found["positive"] == pytest.approx(80 / 95)
    assert found["negative"] == pytest.approx(90 / 105)
    assert found["prevalence"] == pytest.approx(0.475)
    assert (found["n_segments"], found["n_documents"], found["n_coders"], found["n_carried"]) == (100, 20, 2, 55)
    assert found["resampled"] == "documents"
    for name in ("percent", "kappa", "alpha", "ac1", "pabak", "pi", "fleiss", "positive", "negative"):
        assert found[f"{name}_low"] <= found[name] <= found[f"{name}_high"]
    assert np.isnan(found["ac2"])


def test_alpha_is_pi_with_a_correction_for_few_segments(rated):
    found = row(agreement_sheet(rated([[12, 3], [2, 8]]), rounds=10), "goal")
    assert found["alpha"] == pytest.approx(1 - (1 - found["pi"]) * (50 - 1) / 50, abs=1e-12)
    assert found["pi"] == pytest.approx(found["fleiss"], abs=1e-12)


def test_overall_pools_all_marks_and_mean_weighs_codes_alike(rated):
    goal, trust = rated([[20, 5], [5, 20]]), rated([[44, 1], [2, 3]], code="code:trust")
    sheet = agreement_sheet(pd.concat([goal, trust]), rounds=50)
    pooled = agreement_sheet(rated([[64, 6], [7, 23]]), rounds=50)
    for name in ("percent", "kappa", "alpha", "ac1"):
        assert row(sheet, "overall")[name] == pytest.approx(row(pooled, "goal")[name])
        both = [row(sheet, code)[name] for code in ("goal", "code:trust")]
        assert row(sheet, "mean")[name] == pytest.approx(np.mean(both))
    assert row(sheet, "overall")["n_segments"] == 50
    assert sheet.table["code"].tolist() == ["overall", "mean", "goal", "code:trust"]


def test_sub_types_and_scales_do_not_count_in_the_pooled_figure(rated):
    goal = rated([[20, 5], [5, 20]])
    more = [goal, goal.assign(code="goal/explicit"), rated([[10, 9], [9, 22]], code="stage", values=("use", "none"))]
    sheet = agreement_sheet(pd.concat(more), rounds=50)
    assert row(sheet, "overall")["kappa"] == row(sheet, "goal")["kappa"] == row(sheet, "mean")["kappa"]


def test_scale_is_weighted_and_has_alpha_at_every_level(rated):
    table = np.diag([5, 8, 9, 8, 5]) + np.diag([2, 2, 2, 2], 1)
    ratings = rated(table, code="emotion", values=("1.0", "2.0", "3.0", "4.0", "5.0"))
    ordinal = row(agreement_sheet(ratings, rounds=20), "emotion")
    assert ordinal["kappa"] == ordinal["kappa_linear"] < ordinal["kappa_quadratic"]
    assert ordinal["alpha"] == ordinal["alpha_ordinal"] > ordinal["alpha_nominal"]
    assert ordinal["ac2"] > ordinal["ac1"]
    assert np.isnan(ordinal["alpha_interval"])
    interval = row(agreement_sheet(ratings, levels={"emotion": "interval"}, rounds=20), "emotion")
    assert interval["alpha"] == interval["alpha_interval"]
    assert not np.isnan(interval["alpha_ratio"])
    sentence = r"The code 'goal' is measured as ratio, but a value is 'x'\. Give numbers, or measure it as nominal\."
    with pytest.raises(SchemaError, match=sentence):
        agreement_sheet(rated([[3, 1], [1, 3]], values=("x", "y")), levels={"goal": "ratio"})


def test_rare_code_is_told_why_kappa_and_ac1_part_ways(rated, language):
    sheet = agreement_sheet(rated([[180, 6], [6, 8]], code="code:trust"), rounds=300, names=NAMES, language=language)
    found = told(sheet, "code:trust", language)
    assert found["name"] == NAMES["code:trust"][language]
    assert "prevalence" in found["warnings"]
    # By hand: 14 of 200 each, so 7 %; yes 16/28, no 360/372.
    sentence = {
        "en": "Kappa and AC1 part ways (0.54 and 0.93) because the code is rare: it is in 7% of judgements. Kappa "
        "falls the more uneven yes and no are, however well coders agree; AC1 hardly does. Report both with "
        "that share and the agreement on yes (57%) and on no (97%).",
        "zh": "kappa 与 AC1 相差较大（0.54 与 0.93），因为该编码很少见：占判断的 7%。“有”与“无”越不均衡，kappa 就越低，"
        "与编码者是否一致无关；AC1 则几乎不受影响。"
        "请同时报告两者、该比例，以及对“有”的一致（57%）和对“无”的一致（97%）。",
    }[language]
    assert sentence in found["text"]


def test_coders_who_never_share_a_yes_are_told_so_before_all_figures(rated, language):
    sheet = agreement_sheet(rated([[186, 7], [7, 0]]), rounds=100, language=language)
    found, note = told(sheet, "goal", language), sheet.notes().set_index("code").loc["goal", "text"]
    assert "hardly a shared yes" in found["warnings"]
    assert "prevalence" not in found["warnings"]
    # By hand: no 372/386, chance (193 / 200) ** 2 + (7 / 200) ** 2 = 0.932; kappa (0.93 - 0.932) / 0.068 = -0.04.
    first = {
        "en": "No segment was marked by both: the coders never agreed on a yes. AC1 (0.92) is far above kappa (-0.04) "
        "only because they agree on no (96%).",
        "zh": "没有任何片段被双方同时标注：编码者从未在“有”上一致。AC1（0.92）远高于 kappa（-0.04），"
        "只是因为双方在“无”上一致（96%）。",
    }[language]
    assert found["text"].startswith(first)
    assert note.startswith(first)
    assert {"en": "however well", "zh": "与编码者是否一致无关"}[language] not in found["text"]
    pooled = {"en": "No segment was given the same code by two coders:", "zh": "没有任何片段被两名编码者标注同一编码："}
    assert told(sheet, "overall", language)["text"].startswith(pooled[language])


def test_one_who_marks_nothing_and_three_coders_have_sentences_of_their_own(rated, language):
    alone = told(agreement_sheet(rated([[190, 10], [0, 0]]), rounds=50), "goal", language)["text"]
    assert alone.startswith({"en": "No segment was marked by both: one of the coders marks the code nowhere.",
                             "zh": "没有任何片段被双方同时标注：其中一名编码者从未标注该编码。"}[language])  # fmt: skip
    two = rated([[186, 7], [7, 0]])
    third = two[two["coder"] == "Ana"].assign(coder="Cy", value="0")
    three = told(agreement_sheet(pd.concat([two, third]), rounds=50), "goal", language)["text"]
    assert three.startswith(
        {"en": "No segment was marked by two coders:", "zh": "没有任何片段被两名编码者同时标注："}[language]
    )


def test_little_agreement_on_yes_is_not_excused_by_a_rare_code(rated, language):
    hardly = told(agreement_sheet(rated([[180, 9], [10, 1]]), rounds=50), "goal", language)["text"]
    # By hand: 2 / (2 + 19) = 9.5 %, and 2 * 4 / (8 + 12) = 40 %.
    assert hardly.startswith({"en": "The coders hardly ever agree on a yes (agreement on yes 10%).",
                              "zh": "编码者几乎从未在“有”上一致（对“有”的一致为 10%）。"}[language])  # fmt: skip
    seldom = told(agreement_sheet(rated([[184, 6], [6, 4]]), rounds=50), "goal", language)["text"]
    said = {"en": "the coders agree far less on yes (40%) than on no (97%). AC1 hides that; report both.",
            "zh": "而编码者对“有”的一致（40%）远低于对“无”的一致（97%）。AC1 掩盖了这一点，"
                  "请同时报告两者。"}[language]  # fmt: skip
    assert said in seldom
    assert {"en": "however well", "zh": "与编码者是否一致无关"}[language] not in seldom


def test_one_segment_is_not_said_in_the_plural(rated):
    one = rated([[1, 1], [0, 0]])
    part = one[~((one["coder"] == "Bo") & (one["segment_id"] == "s0001"))]
    sheet = agreement_sheet(part, rounds=20)
    text = told(sheet, "goal")["text"]
    assert "judged 1 segment of 1 document:" in text
    assert "Only 1 of 2 segments was coded by two or more" in text
    few = told(agreement_sheet(rated([[30, 0], [0, 1]]), rounds=20), "goal")["text"]
    assert "Only 1 segment carries the code, so single cases move every figure." in few
    assert "1 disagreement to settle." in agreement_sheet(rated([[9, 1], [0, 9]]), rounds=20)._repr_html_()


def test_half_a_percent_is_rounded_up(rated, language):
    shown = agreement_sheet(rated([[17, 7], [10, 6]]), rounds=20, language=language)
    assert row(shown, "goal")["percent"] == 23 / 40
    assert {"en": ": 58% of pairs", "zh": "：58% 的成对"}[language] in told(shown, "goal", language)["text"]
    assert "<td style='text-align:left;vertical-align:top'>58%</td>" in shown._repr_html_()


def test_reading_begins_with_the_figures_and_calls_the_habit_a_habit(rated, language):
    sheet = agreement_sheet(rated([[45, 6], [9, 40]]), rounds=300, language=language)
    text = told(sheet, "goal", language)["text"]
    first = {
        "en": "2 coders judged 100 segments of 20 documents: 85% of pairs of judgements agree, kappa 0.70 (0.",
        "zh": "2 名编码者判断了 20 份文档中的 100 个片段：85% 的成对判断一致，kappa 为 0.70（0.",
    }[language]
    habit = {
        "en": "A kappa of this size is often called “substantial” (Landis and Koch 1977), which is a habit, not a "
        "verdict.",
        "zh": "这样大小的 kappa 习惯上称为“较强”（Landis 和 Koch 1977），这只是习惯说法，不是结论。",
    }[language]
    assert text.startswith(first)
    assert habit in text


def test_partly_double_coded_few_and_wide_are_said(rated, language):
    ratings = rated([[16, 1], [1, 3]], code="code:trust", per_document=3)
    part = ratings[~((ratings["coder"] == "Bo") & (ratings["segment_id"] < "s0006"))]
    sheet = agreement_sheet(part, rounds=300, language=language)
    double = sheet.double_coded.set_index("code").loc["code:trust"]
    assert (double["n_segments"], double["n_double"], bool(double["partly"])) == (21, 15, True)
    found = told(sheet, "code:trust", language)
    assert {"few carried", "partly double-coded", "wide", "few documents"} <= set(found["warnings"])
    sentences = {
        "en": ["Only 15 of 21 segments were coded by two or more; the figures speak for those alone.",
               "Only 5 segments carry the code, so single cases move every figure.",
               "With 5 documents the intervals are drawn over segments, not documents, and may be too narrow.",
               "more double-coded segments would bring it to ±0.1 (estimate)."],
        "zh": ["21 个片段中只有 15 个由两名或以上编码者编码；这些数字只代表这一部分。",
               "只有 5 个片段带有该编码，个别片段就会改变所有数字。",
               "只有 5 份文档，区间按片段而不是按文档抽样，可能偏窄。", "个片段，可缩小到 ±0.1（估计）。"],
    }[language]  # fmt: skip
    assert [sentence for sentence in sentences if sentence not in found["text"]] == []
    assert row(sheet, "code:trust")["resampled"] == "segments"


def test_coders_who_mark_differently_often_are_told(rated, language):
    found = told(agreement_sheet(rated([[40, 40], [2, 38]]), rounds=100), "goal", language)
    assert "bias" in found["warnings"]
    said = {"en": "The coders differ in how often they mark it (bias index 0.32).",
            "zh": "编码者标注的频率不同（偏差指数 0.32）。"}[language]  # fmt: skip
    assert said in found["text"]


def test_code_that_nobody_marks_has_no_kappa_and_says_so(rated, language):
    sheet = agreement_sheet(rated([[60, 0], [0, 0]]), rounds=100, language=language)
    found = told(sheet, "goal", language)
    assert found["warnings"] == ("undefined",)
    assert {"en": "every judgement is the same (nobody marks the code).", "zh": "所有判断都相同（没有人标注该编码）。"}[
        language
    ] in found["text"]
    assert np.isnan(row(sheet, "goal")["kappa"])
    assert sheet.needed().set_index("code")["more"].isna().all()


def test_full_agreement_is_not_taken_for_certainty(rated):
    few, many = (row(agreement_sheet(rated([[n, 0], [0, n]]), rounds=100), "goal") for n in (10, 100))
    # Clopper and Pearson: of n that all agree at least .025 ** (1 / n); PABAK = 2 * that - 1.
    assert few["pabak_low"] == pytest.approx(2 * 0.025 ** (1 / 20) - 1)
    assert few["kappa_low"] == pytest.approx(few["pabak_low"])
    assert few["kappa_low"] < many["kappa_low"] < 1
    assert few["kappa_high"] == 1


def test_pairs_and_confusions_of_three_coders(rated):
    one = rated([[20, 5], [5, 20]], coders=("Ana", "Bo"))
    third = one[one["coder"] == "Ana"].assign(coder="Cy")
    sheet = agreement_sheet(pd.concat([one, third]), rounds=50)
    pairs = sheet.pairs[sheet.pairs["code"] == "goal"].set_index(["coder_a", "coder_b"])
    assert pairs.loc[("Ana", "Cy"), "kappa"] == 1
    assert pairs.loc[("Ana", "Bo"), "kappa"] == pairs.loc[("Bo", "Cy"), "kappa"] == pytest.approx(0.6)
    assert row(sheet, "goal")["kappa"] == pytest.approx((1 + 0.6 + 0.6) / 3)
    assert sheet.confusion("goal", "Ana", "Bo").to_numpy().tolist() == [[20, 5], [5, 20]]
    assert sheet.confusion("goal", "Cy", "Ana").to_numpy().tolist() == [[25, 0], [0, 25]]
    assert sheet.confusion("goal").columns.name == "Bo"
    sentence = r"No segment was judged on 'goal' by both 'Ana' and 'Di'\. Pairs that were: Ana, Bo; Ana, Cy; Bo, Cy\."
    with pytest.raises(SchemaError, match=sentence):
        sheet.confusion("goal", "Ana", "Di")


def test_coders_can_be_chosen_and_one_is_not_enough(rated):
    ratings = rated([[9, 1], [1, 9]])
    both = pd.concat([ratings, ratings.assign(coder="Cy")[ratings["coder"] == "Ana"]])
    assert agreement_sheet(both, coders=["Ana", "Cy"], rounds=20).coders == ("Ana", "Cy")
    sentence = (
        r"Agreement needs the ratings of two coders or more, and 1 is there: Ana\. Let a second coder judge some of "
        r"the same segments\."
    )
    with pytest.raises(SchemaError, match=sentence):
        agreement_sheet(ratings, coders=["Ana"])
    with pytest.raises(SchemaError, match=r"The level of measurement 'odd' of 'goal' is not known\. Known"):
        agreement_sheet(ratings, levels={"goal": "odd"})


def test_coders_without_a_shared_segment_give_an_empty_row(rated, language):
    ratings = rated([[3, 0], [0, 3]])
    apart = ratings[(ratings["coder"] == "Ana") == (ratings["segment_id"] < "s0003")]
    sheet = agreement_sheet(apart, rounds=20, language=language)
    assert row(sheet, "goal")["n_segments"] == 0
    none = {"en": "No segment was judged by two or more coders, so there is no agreement to report.",
            "zh": "没有片段经过两名或以上编码者判断，因此没有可报告的一致性。"}[language]  # fmt: skip
    assert told(sheet, "goal", language)["text"].startswith(none)
    assert none in sheet._repr_html_()


def test_spans_join_the_sheet_with_documents_that_were_read(rated):
    ratings = rated([[9, 1], [1, 9]])
    spans = pd.DataFrame([("d000", who, "goal", 3, 20, 90) for who in ("Ana", "Bo")]
                         + [("d001", "Ana", "goal", 3, 20, 90)], columns=list(SPAN_COLUMNS))  # fmt: skip
    sheet = agreement_sheet(ratings, spans, rounds=20)
    found = sheet.units.set_index("code").loc["goal"]
    # Bo judged segments of d001 and marked nothing there.
    assert (found["n_documents"], found["n_spans"]) == (2, 3)
    assert found["f1_exact"] == pytest.approx(2 / 3)
    assert sheet.disagreements["kind"].value_counts().to_dict() == {"one marked": 3}


def test_sheet_shows_itself(rated, language):
    shown = agreement_sheet(rated([[45, 6], [9, 40]]), rounds=100, language=language)
    assert repr(shown) == "AgreementSheet(Ana, Bo: 100 of 100 segments double-coded, 1 code, kappa 0.70)"
    html = shown._repr_html_()
    words = {
        "en": ("Ana, Bo: 100 of 100 segments coded by two or more.", "15 disagreements to settle.", "Goal"),
        "zh": ("Ana、Bo：100 个片段中有 100 个由两名或以上编码者编码。", "有 15 处分歧待商定。", "目标"),
    }[language]
    assert [word for word in words if word not in html] == []
    assert str(shown).count("\n") == 2
    assert html.count("<tr>") == 4
    # The figures stand in the table once; the note beside them says what to make of them.
    assert html.count("0.70<br>") == 6
    note = {"en": ">Often called “substantial”.", "zh": ">习惯上称为“较强”。"}[language]
    assert html.count(note) == 2
    assert "judged 100 segments" not in html
    assert "名编码者判断了" not in html


def test_scales_alone_have_no_pooled_figure(rated):
    scale = rated([[9, 1], [1, 9]], code="emotion", values=("2.0", "4.0"))
    sheet = agreement_sheet(scale, rounds=20)
    assert sheet.table["code"].tolist() == ["emotion"]
    assert sheet.sets.empty
    assert repr(sheet) == "AgreementSheet(Ana, Bo: 20 of 20 segments double-coded, 1 code)"
    assert "20 of 20 segments coded by two or more" in sheet._repr_html_()


def test_names_are_escaped(rated):
    names = {"code:x": "<b>bold</b>"}
    assert "<b>" not in agreement_sheet(rated([[9, 1], [1, 9]], code="code:x"), rounds=20, names=names)._repr_html_()


def test_trend_tells_change_and_whether_chance_could_make_it(rated, language):
    tables = ([[30, 20], [20, 30]], [[46, 4], [4, 46]], [[47, 3], [4, 46]])
    sheets = [(f"{at}", agreement_sheet(rated(table, per_document=2), rounds=300, language=language))
              for at, table in enumerate(tables)]  # fmt: skip
    found = trend(sheets).query("code == 'goal'")
    assert found["kappa"].round(2).tolist() == [0.20, 0.84, 0.86]
    assert found["kappa_change"].round(2).tolist()[1:] == [0.64, 0.02]
    assert found["settled"].tolist() == [False, True, False]
    assert found["name"].unique().tolist() == [{"en": "Goal", "zh": "目标"}[language]]
