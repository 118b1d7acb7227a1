"""Who is a respondent: previews, tests, unfinished rows, waves, consent, keys; and what a person may decide."""

import csv
import io
import random

import pytest

from cjm_research.corpora import read_file
from cjm_research.corpora.surveys.dates import Dates
from cjm_research.corpora.surveys.headers import read_headers
from cjm_research.corpora.surveys.judging import judge
from cjm_research.corpora.surveys.reader import SurveyReader
from cjm_research.corpora.surveys.respondents import Keys, Tally, repeated_ids, respondents
from cjm_research.errors import ReadError

EN = [
    ["Plan", "Wave", "Date", "Consent", "Why?"],
    *(
        [("a", "b")[n % 2], f"W{n % 2 + 1}", f"0{n + 1}/14/2026", ("yes", "no")[n == 3], text]
        for n, text in enumerate(
            [
                "It never came at all.",
                "Test",
                "The box was wet through.",
                "I paid for it twice.",
                "no comment",
                "The door code was wrong.",
                "It came at night again.",
            ]
        )
    ),
]
ZH = [
    ["套餐", "期次", "日期", "是否同意", "为什么？"],
    *(
        [("甲", "乙")[n % 2], f"W{n % 2 + 1}", f"2026年{n + 1}月14日", ("同意", "不同意")[n == 3], text]
        for n, text in enumerate(
            [
                "一直没有收到货",
                "测试",
                "盒子全都湿透了",
                "同一个东西付了两次钱",
                "略",
                "门禁密码给错了",
                "又是半夜才送到",
            ]
        )
    ),
]


def save(path, rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_text(text.getvalue())
    return path


@pytest.mark.parametrize("rows", [EN, ZH], ids=["en", "zh"])
def test_waves_dates_consent_tests_and_blanks(tmp_path, rows):
    reading = read_file(save(tmp_path / "s.csv", rows))
    assert reading.counts == {"rows": 7, "tests": 1, "respondents": 6, "open answers": 5, "blanks": 1}
    assert [(s.wave, s.recorded_at, s.consent) for s in reading.sources][:3] == [
        ("W1", "2026-01-14", "given"),
        ("W1", "2026-03-14", "given"),
        ("W2", "2026-04-14", "refused"),
    ]
    assert all(len(source.attributes) == 1 for source in reading.sources)


@pytest.mark.parametrize(("name", "wave"), [("panel_wave2.csv", "2"), ("满意度第三轮.csv", "三"), ("plain.csv", "")])
def test_a_file_may_tell_its_wave(tmp_path, name, wave):
    rows = [[row[0], row[4]] for row in EN]
    assert {source.wave for source in read_file(save(tmp_path / name, rows)).sources} == {wave}


def test_dates_that_can_be_read_both_ways_keep_their_year_and_say_so(tmp_path):
    rows = [["Date", "Why?"], *([f"0{n + 1}/03/2026", row[4]] for n, row in enumerate(EN[1:]))]
    reading = read_file(save(tmp_path / "s.csv", rows))
    assert {source.recorded_at for source in reading.sources} == {"2026", "2026-03-03"}
    assert [(part.place, part.what, part.why) for part in reading.skipped if "month" in part.why] == [
        (
            "column Date",
            "01/03/2026",
            "day or month first? No date in the column tells; only the year is kept. Export the dates as YYYY-MM-DD",
        ),
    ]


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        ("2026/09/27 3:00:00 PM GMT+3", "2026-09-27T15:00:00+03:00"),
        ("Jan 5, 2026", "2026-01-05"),
        ("2026年7月1日 下午3:05", "2026-07-01T15:05:00"),
        ("2026-06-15T10:05:00Z", "2026-06-15T10:05:00Z"),
        ("31/02/2026", ""),
        ("yesterday", ""),
        ("2026-03-01 00:00:00", "2026-03-01"),
    ],
)
def test_dates_become_iso(cell, iso):
    assert Dates.of([]).iso(cell) == iso


@pytest.mark.parametrize("rows", [EN, ZH], ids=["en", "zh"])
def test_the_order_of_rows_changes_nothing(tmp_path, rows):
    mixed = rows[1:]
    random.Random(5).shuffle(mixed)
    one, two = read_file(save(tmp_path / "a.csv", rows)), read_file(save(tmp_path / "b.csv", [rows[0], *mixed]))

    def people(reading):
        return sorted((s.respondent, sorted(s.attributes.items()), [t.text for t in s.turns]) for s in reading.sources)

    assert people(one) == people(two)
    assert one.columns == two.columns
    assert one.counts == two.counts


def test_two_rows_with_one_id_are_two_people_in_any_order(tmp_path):
    rows = [
        ["Plan", "Why?"],
        ["a", "It was late again."],
        ["a", "It was late again."],
        *([["b", r[4]] for r in EN[1:]]),
    ]
    keys = [source.respondent for source in read_file(save(tmp_path / "a.csv", rows)).sources]
    assert len(set(keys)) == len(keys) == 8
    keyed = Keys(0, repeated_ids(0, [["x", "1"], ["x", "2"], ["y", "3"]]))
    assert [keyed.of(row)[:2] for row in (["x", "1"], ["y", "3"])] == ["x.", "y"]


def test_a_survey_may_be_read_in_parts():
    head = read_headers(EN[:3])
    judged = judge(head, EN[1:])
    numbered = list(enumerate(EN[1:], 2))

    def read(*parts):
        keys, tally = Keys(judged.key), Tally()
        return [s for part in parts for s in respondents(head, judged, part, keys, tally)], tally.counts

    assert read(numbered) == read(numbered[:3], numbered[3:])


@pytest.mark.parametrize(("rows", "name"), [(EN, "Plan"), (ZH, "套餐")], ids=["en", "zh"])
def test_a_person_may_say_what_a_column_is(tmp_path, rows, name):
    path = save(tmp_path / "s.csv", rows)
    assert {c.name: c.kind for c in SurveyReader().read(path).columns} == dict(
        zip(rows[0], ("closed", "wave", "date", "consent", "open"), strict=True)
    )
    said = SurveyReader(columns={name: "open", rows[0][1]: "closed"}).read(path)
    assert [turn.text for turn in said.sources[0].turns] == [rows[1][0], rows[1][4]]
    assert said.sources[0].attributes == {rows[0][1]: "W1"}
    assert (said.columns[0].kind, said.columns[0].why) == ("open", "a person said so")


def test_a_decision_about_a_column_that_is_not_there_says_so(tmp_path):
    path = save(tmp_path / "s.csv", EN)
    with pytest.raises(ReadError) as caught:
        SurveyReader(columns={"Plam": "open"}).read(path)
    assert str(caught.value) == (
        f"{path}: no column is called 'Plam'. Did you mean 'Plan'? Columns: 'Plan', 'Wave', 'Date', 'Consent', 'Why?'."
    )
    with pytest.raises(ReadError) as caught:
        SurveyReader(columns={"Plan": "text"}).read(path)
    assert str(caught.value) == (
        f"{path}: 'text' is no kind of column (given for 'Plan'). Kinds: open, closed, multi, checked, nps, csat, ces, "
        "date, wave, consent, id, name, metadata, unused, empty."
    )


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["Somewhat agree", "Strongly disagree", "Neither agree nor disagree"], "closed"),
        (["非常满意", "不太满意", "一般"], "closed"),
        ([f"School Of {x}" for x in ("Law", "Arts", "Public Health", "Nursing")] * 1, "closed"),
        (["privacy->camera", "privacy->sound", "cost_too_high", "help_desk"], "closed"),
        (["我等了三个小时", "没有人告诉我地址", "价格和网页上不一样"], "open"),
        (["I waited three hours", "Nobody told me where", "It was dearer than said"], "open"),
    ],
)
def test_labels_and_codes_are_no_open_answers(tmp_path, cells, kind):
    rows = [["Topic", "Why?"], *([cell, f"Because of reason number {n}."] for n, cell in enumerate(cells))]
    assert SurveyReader().read(save(tmp_path / "s.csv", rows)).columns[0].kind == kind


@pytest.mark.parametrize(
    ("question", "cells", "kind"),
    [
        ("您的称呼", ["王芳", "李四", "赵薇薇"], "name"),
        ("请问怎么称呼您？", ["王芳", "李四", "赵薇薇"], "name"),
        ("您是否同意我们使用您的回答？", ["同意", "同意", "不同意"], "consent"),
        ("Do you consent to us using your answers?", ["Yes", "Yes", "No"], "consent"),
        ("您是否同意我们的价格合理？", ["同意", "同意", "不同意"], "closed"),
        ("Do you agree to our prices being fair?", ["Yes", "Yes", "No"], "closed"),
        ("调查波次", ["2026年春季", "2026年春季", "2026年秋季"], "wave"),
        ("您为什么选择这款应用？", ["同事都在用，方便沟通，而且免费。", "老师要求的。", "对账方便，快"], "open"),
        ("您为什么选择这款应用？", ["价格", "朋友推荐", "价格"], "closed"),
        ("Why did you choose it?", ["My boss asked me to", "Habit", "It was the cheapest one"], "open"),
        ("Why did you choose it?", ["Price", "Habit", "Price"], "closed"),
    ],
)
def test_a_question_tells_names_consent_waves_and_reasons(tmp_path, question, cells, kind):
    rows = [[question, "意见"], *([cell, f"等了{n}个小时，没有人来。"] for n, cell in enumerate(cells, 2))]
    assert SurveyReader().read(save(tmp_path / "s.csv", rows)).columns[0].kind == kind
