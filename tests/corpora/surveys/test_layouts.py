"""The header layouts of the survey tools, each as the tool writes it."""

import csv
import io

import pytest

from cjm_research.corpora import read_file
from cjm_research.corpora.surveys.headers import read_headers

SAID = [
    "The courier left it with a neighbour and told nobody.",
    "I had to type my address three times.",
    "Nobody told me that the shop had moved.",
    "The voucher did not work at the till.",
    "I waited forty minutes for a callback.",
    "The size guide was plainly wrong.",
    "Two parcels, two different doors.",
    "I would have liked to pay by invoice.",
]
SAGT = [
    "快递放在邻居家也不说一声",
    "地址我填了三遍才成功",
    "店搬走了没有人告诉我",
    "优惠券在收银台用不了",
    "等回电等了四十分钟",
    "尺码表完全不对",
    "两个包裹送到两个门口",
    "我更想用发票付款",
]


def save(path, rows, delimiter=",", encoding="utf-8"):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def words(reading):
    return [turn.text for source in reading.sources for turn in source.turns]


QUALTRICS = [
    ["StartDate", "EndDate", "Status", "Progress", "Finished", "ResponseId", "Q1", "Q4_1", "Q4_2", "Q4_3_TEXT"],
    [
        "Start Date",
        "End Date",
        "Response Type",
        "Progress",
        "Finished",
        "Response ID",
        "What went wrong?",
        "What did you use? - Selected Choice - App",
        "What did you use? - Selected Choice - Shop",
        "What did you use? - Other (please specify) - Text",
    ],
]
IMPORT = [f'{{"ImportId":"QID{n}"}}' for n in range(10)]


def qualtrics_rows():
    state = ["0", "0", "1", "0", "0", "0", "2", "8"]
    return [
        [
            f"2026-03-0{n + 1} 10:00:00",
            f"2026-03-0{n + 1} 10:05:00",
            state[n],
            "100" if n != 3 else "40",
            "True" if n != 3 else "False",
            f"R_{n:011}abc",
            SAID[n],
            "App" if n % 2 else "",
            "Shop",
            "a telephone box" if n == 1 else "",
        ]
        for n in range(8)
    ]


@pytest.mark.parametrize(
    ("head", "layout"),
    [
        ([*QUALTRICS, IMPORT], "Qualtrics, three header rows"),
        (QUALTRICS, "Qualtrics, two header rows"),
        ([[str(n) for n in range(10)], *QUALTRICS, IMPORT], "Qualtrics, four header rows"),
    ],
)
def test_qualtrics(tmp_path, head, layout):
    if layout.startswith("Qualtrics, four"):
        head = [head[0], *head[1:]]
    reading = read_file(save(tmp_path / "q.csv", [*head, *qualtrics_rows()]))
    assert reading.format == f"csv ({layout})"
    assert reading.counts == {
        "rows": 8,
        "previews": 1,
        "tests": 1,
        "spam rows": 1,
        "incomplete rows": 1,
        "respondents": 5,
        "open answers": 6,
    }
    second = reading.sources[1]
    assert second.respondent == "R_00000000001abc"
    assert second.recorded_at == "2026-03-02T10:05:00"
    assert second.attributes == {"What did you use?: App": "yes", "What did you use?: Shop": "yes"}
    assert [(t.question, t.text) for t in second.turns] == [
        ("What went wrong?", SAID[1]),
        ("What did you use?", "a telephone box"),
    ]
    assert [(part.what, part.why) for part in reading.skipped][:3] == [
        ("1 previews", "typed while trying the survey"),
        ("1 spam rows", "marked as spam by the survey tool"),
        ("1 tests", "its answers only test the survey"),
    ]


def test_old_qualtrics_names_its_columns_in_the_second_row():
    rows = [
        ["V1", "V2", "V3", "V8", "V9", "V10", "Q1"],
        ["ResponseID", "ResponseSet", "Name", "StartDate", "EndDate", "Finished", "Why?"],
        ["R_1", "Default", "Ada", "2026-03-01 10:00:00", "2026-03-01 10:01:00", "1", SAID[0]],
    ]
    head = read_headers(rows)
    assert (head.first, head.layout) == (2, "Qualtrics, old kind, two header rows")
    assert head.fields[:3] == ("ResponseID", "ResponseSet", "Name")


@pytest.mark.parametrize(
    ("first", "sub", "said", "yes", "question", "other"),
    [
        (
            "Respondent ID",
            ("Response", "Open-Ended Response", "Other (please specify)"),
            SAID,
            "yes",
            "Which did you use?",
            "by carrier pigeon post",
        ),
        (
            "受访者 ID",
            ("回复", "开放式回答", "其他（请注明）"),
            SAGT,
            "是",
            "您用过哪些渠道？",
            "邻居告诉我的渠道和门店",
        ),
    ],
)
def test_surveymonkey_carries_a_question_over_its_columns(tmp_path, first, sub, said, yes, question, other):
    head = [
        [first, "Collector ID", "Start Date", "End Date", "IP Address", "Plan", question, "", "", "Why?"],
        ["", "", "", "", "", sub[0], "App", "Shop", sub[2], sub[1]],
    ]
    rows = [
        [
            f"11{n}",
            "7",
            "03/15/2026 10:00:00",
            "03/16/2026 10:00:00",
            "1.2.3.4",
            ("a", "b")[n % 2],
            "App" if n % 2 else "",
            "Shop" if n % 3 else "",
            other if n == 0 else "",
            said[n],
        ]
        for n in range(8)
    ]
    reading = read_file(save(tmp_path / "m.csv", [*head, *rows]))
    assert reading.format == "csv (SurveyMonkey, two header rows)"
    assert reading.counts["rows"] == reading.counts["respondents"] == 8
    assert reading.sources[1].attributes == {"Plan": "b", f"{question}: App": yes, f"{question}: Shop": yes}
    assert [(turn.question, turn.text) for turn in reading.sources[0].turns] == [(question, other), ("Why?", said[0])]
    assert reading.sources[0].recorded_at == "2026-03-16T10:00:00"


@pytest.mark.parametrize(
    ("stamp", "other"), [("Timestamp", "2026/03/05 3:00:00 PM GMT+3"), ("时间戳记", "2026/3/5 下午3:00:00")]
)
def test_google_forms_join_choices_by_a_comma_that_a_choice_may_hold(tmp_path, stamp, other):
    picks = [
        "Mail, Phone, email, or letter",
        "Phone, email, or letter",
        "Mail",
        "Mail, Shop",
        "Shop",
        "Shop",
        "Mail, Shop",
        "Mail, Phone, email, or letter, Shop",
    ]
    rows = [[other, picks[n], SAID[n]] for n in range(8)]
    reading = read_file(save(tmp_path / "g.csv", [[stamp, "How did you reach us?", "Why?"], *rows]))
    assert reading.sources[0].attributes == {
        "How did you reach us?: Mail": "yes",
        "How did you reach us?: Phone, email, or letter": "yes",
    }
    assert len(reading.sources[7].attributes) == 3
    assert reading.sources[0].recorded_at.startswith("2026-03-05T15:00:00")


@pytest.mark.parametrize(
    ("said", "question", "option", "yes"),
    [(SAID, "Which did you use?", "The app", "yes"), (SAGT, "您用过哪些？", "小程序", "是")],
)
def test_limesurvey_in_code_and_text(tmp_path, said, question, option, yes):
    head = [
        "id. Response ID",
        "submitdate. Date submitted",
        "lastpage. Last page",
        "startlanguage. Start language",
        "Q1. Plan",
        f"Q2[SQ001]. {question} [{option}]",
        f"Q2[SQ002]. {question} [B]",
        f"Q2[other]. {question} [Other]",
        "Q3. Why?",
    ]
    rows = [
        [
            str(n),
            "" if n == 2 else f"2026-04-0{n + 1} 09:00:00",
            "3",
            "en",
            "-oth-" if n == 1 else "basic",
            ("Yes", "No")[n % 2],
            "No",
            "",
            said[n],
        ]
        for n in range(8)
    ]
    reading = read_file(save(tmp_path / "l.csv", [head, *rows], delimiter=";"))
    assert reading.format == "csv (LimeSurvey, one header row)"
    assert reading.counts["incomplete rows"] == 1
    assert reading.sources[0].attributes == {"Plan": "basic", f"{question}: {option}": yes}
    assert reading.sources[1].attributes == {"Plan": {"yes": "Other", "是": "其他"}[yes]}
    assert words(reading) == said


def test_surveygizmo_has_a_column_for_each_choice(tmp_path):
    head = [
        "Response ID",
        "Time Started",
        "Date Submitted",
        "Status",
        "App:How did you order?",
        "Shop:How did you order?",
        "Other - Write In:How did you order?",
        "Need #1:What did you need?",
        "Need #2:What did you need?",
    ]
    rows = [
        [
            str(n),
            "2026-05-01 10:00:00",
            f"2026-05-0{n + 1} 10:01:00",
            "Complete" if n else "Partial",
            "App",
            "",
            "from a friend of mine" if n == 3 else "",
            SAID[n],
            SAID[7 - n] if n < 4 else "",
        ]
        for n in range(8)
    ]
    reading = read_file(save(tmp_path / "z.csv", [head, *rows]))
    assert reading.format == "csv (SurveyGizmo, one header row)"
    assert reading.counts["incomplete rows"] == 1
    assert reading.sources[0].attributes["How did you order?: App"] == "yes"
    assert {turn.question for s in reading.sources for turn in s.turns} == {"What did you need?", "How did you order?"}


def test_wjx_joins_choices_and_marks_typed_words(tmp_path):
    head = [
        "序号",
        "提交答卷时间",
        "所用时间",
        "来源",
        "来自IP",
        "1、您用过哪些渠道？",
        "2(好评)",
        "2(差评)",
        "3、您的性别",
        "4、最让您头疼的是什么？",
    ]
    rows = [
        [
            str(n + 1),
            "2026/7/16 12:00:00",
            "123秒",
            "微信",
            "1.2.3.4(江苏-南京)",
            ("微信┋门店", "门店┋其他〖在小区群里看到别人转发〗", "微信")[n % 3],
            "1" if n % 2 else "0",
            "0",
            ("男", "女", "(跳过)")[n % 3],
            "(空)" if n == 4 else SAGT[n],
        ]
        for n in range(8)
    ]
    reading = read_file(save(tmp_path / "w.csv", [head, *rows], encoding="gb18030"))
    assert reading.format == "csv (问卷星, one header row)"
    assert reading.sources[1].attributes == {
        "1、您用过哪些渠道？: 门店": "是",
        "1、您用过哪些渠道？: 其他": "是",
        "2: 好评": "是",
        "3、您的性别": "女",
    }
    assert [turn.text for turn in reading.sources[1].turns] == ["在小区群里看到别人转发", SAGT[1]]
    assert reading.sources[2].attributes == {"1、您用过哪些渠道？: 微信": "是"}
    assert reading.counts["blanks"] == 1
    assert reading.sources[0].recorded_at == "2026-07-16T12:00:00"


def test_titles_above_a_header_are_left_out_and_listed(tmp_path):
    rows = [["Customer survey, spring"], [], ["Plan", "Region", "Why?"], *(["a", "North", text] for text in SAID)]
    reading = read_file(save(tmp_path / "t.csv", rows))
    assert reading.counts["rows"] == 8
    assert reading.sources[0].turns[0].place == "row 4"
    assert (reading.skipped[0].place, reading.skipped[0].what) == ("row 1", "Customer survey, spring")


def test_a_list_of_questions_is_no_survey(tmp_path):
    path = save(tmp_path / "q.csv", [["question_text"], *([f"How did you like part {n} of it?"] for n in range(9))])
    with pytest.raises(Exception, match="it holds the questions of a survey, not answers to them") as caught:
        read_file(path)
    assert str(caught.value) == (
        f"{path}: it holds the questions of a survey, not answers to them. Columns seen: 'question_text' (open). "
        "Add the export of the responses instead."
    )
