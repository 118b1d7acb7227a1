import pandas as pd
import pytest

from cjm_research.findings.measures import measures, title, values_of


def people(column, answers):
    return pd.DataFrame(
        {"case_id": [f"R{at}" for at in range(len(answers))], "attributes": [{column: answer} for answer in answers]}
    )


@pytest.mark.parametrize(
    ("column", "answers", "kind", "scale"),
    [
        ("How likely are you to recommend us? (0-10)", ["9", "0", "10"], "NPS", (0, 10)),
        ("4、您有多大可能向朋友推荐我们？（0-10分）", ["9", "3", "10"], "NPS", (0, 10)),
        ("推荐意愿", ["9", "3", "10"], "NPS", (0, 10)),
        ("How satisfied are you with the delivery? (1-7)", ["6", "2"], "CSAT", (1, 7)),
        ("满意度（1-5分）", ["4分", "2分"], "CSAT", (1, 5)),
        ("CSAT", ["4 (1–5)", "2 (1–5)"], "CSAT", (1, 5)),
        ("CES", ["4 (1–7)", "2 (1–7)"], "CES", (1, 7)),
        ("How likely are you to recommend us? (1-5)", ["4", "2", "5"], "rating", (1, 5)),
        ("体验评分", ["4", "2", "5"], "rating", (1, 5)),
    ],
)
def test_measure_is_told_by_its_words_and_the_range_of_its_answers(column, answers, kind, scale):
    [found] = measures(people(column, answers))
    assert (found.kind, found.scale, found.n, found.column) == (kind, scale, len(answers), column)


@pytest.mark.parametrize(
    ("column", "answers", "worth"),
    [
        ("How satisfied are you?", ["Very satisfied", "dissatisfied", "neutral", "very dissatisfied"], [5, 2, 3, 1]),
        ("您满意吗？", ["非常满意", "不太满意", "一般", "很不满意", "满意"], [5, 2, 3, 1, 4]),
    ],
)
def test_worded_answers_go_from_worst_to_best(column, answers, worth):
    table = people(column, answers)
    [found] = measures(table)
    assert values_of(table, found).tolist() == worth


@pytest.mark.parametrize(
    ("column", "good"),
    [("How much effort did it take? (1-7)", False), ("办理费力吗？（1-7）", False), ("How easy was it? (1-7)", True)],
)
def test_effort_is_good_when_low_and_ease_when_high(column, good):
    [found] = measures(people(column, ["7", "2", "4"]))
    assert (found.kind, found.good_is_high) == ("CES", good)


@pytest.mark.parametrize("column", ["Age", "年龄", "Rate of pay", "客户类型"])
def test_other_numbers_are_no_measure(column):
    assert measures(people(column, ["18", "44", "30"])) == ()


def test_column_that_intake_added_is_the_same_measure():
    answers = [{"Would you recommend us? (0-10)": n, "NPS": n, "NPS group": "x"} for n in ("9", "0", "7")]
    [found] = measures(pd.DataFrame({"case_id": ["R1", "R2", "R3"], "attributes": answers}))
    assert (found.column, found.same) == ("Would you recommend us? (0-10)", ("NPS",))


def test_who_does_not_answer_has_no_value_and_rows_may_stand_in_any_order():
    table = pd.DataFrame({"case_id": ["R3", "R1", "R2"], "attributes": [{"NPS": "7"}, {}, {"NPS": "0"}]})
    [found] = measures(table)
    assert values_of(table, found).to_dict() == {"R2": 0.0, "R3": 7.0}
    assert measures(table.iloc[::-1]) == (found,)


def test_title_names_the_scale_in_both_languages():
    [found] = measures(people("NPS", ["9", "0", "7"]))
    assert (title(found), title(found, "zh")) == ("NPS (0–10)", "NPS（0–10）")
