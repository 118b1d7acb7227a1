"""Survey exports: columns, respondents, blanks."""

import csv
import io

import openpyxl
import pytest

from cjm_research.corpora import read_file
from cjm_research.corpora.surveys.headers import question_of
from cjm_research.errors import ReadError

ANSWERS = [
    "The van came three days late and nobody rang.",
    "My card was refused twice, no idea why.",
    "The instructions had a step missing.",
    "I could not find the size that I wanted.",
    "They left it in the rain by the bins.",
    "Nothing",
    "N/A",
    "",
    "The chat window closed while I was typing.",
    "It took an hour to get through on the phone.",
]
ROWS = [
    [
        f"2026-03-0{n % 9 + 1} 10:0{n % 10}",
        f"R-{n}",
        ("new", "returning")[n % 2],
        str(n),
        f"me{n}@example.org",
        f"Ada {n}",
        text,
    ]
    for n, text in enumerate(ANSWERS)
]
HEADER = [
    "Timestamp",
    "Respondent ID",
    "Customer type",
    "How likely are you to recommend us?",
    "Email",
    "Name",
    "What went wrong?",
]


def save(path, rows, delimiter=",", encoding="utf-8"):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


@pytest.fixture
def reading(tmp_path):
    return read_file(save(tmp_path / "s.csv", [HEADER, *ROWS]))


def test_open_answers_become_turns(reading):
    first = reading.sources[0]
    assert [(turn.text, turn.question, turn.place) for turn in first.turns] == [
        (ANSWERS[0], "What went wrong?", "row 2")
    ]
    assert first.respondent == "R-0"


def test_closed_answers_become_attributes_and_metadata_does_not(reading):
    assert reading.sources[3].attributes == {
        "Customer type": "returning", "How likely are you to recommend us?": "3", "NPS": "3",
        "NPS group": "detractor",
    }  # fmt: skip
    assert reading.sources[3].names == ("Ada 3",)


def test_blanks_are_counted_and_make_no_turn(reading):
    assert reading.n_blanks == 3
    assert [len(source.turns) for source in reading.sources[5:8]] == [0, 0, 0]


def test_left_out_columns_are_listed(reading):
    assert {part.what for part in reading.skipped} == {"Respondent ID", "Email", "Name"}


@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "cp1252"), ("\t", "utf-16"), (",", "utf-8-sig")])
def test_delimiters_and_encodings(tmp_path, reading, delimiter, encoding):
    other = read_file(save(tmp_path / "t.csv", [HEADER, *ROWS], delimiter, encoding))
    assert other.sources == reading.sources


def test_chinese_workbook(tmp_path):
    book = openpyxl.Workbook()
    header = [
        "序号",
        "提交答卷时间",
        "来自IP",
        "1、您是新用户还是老用户？",
        "2、您有多大可能推荐我们？",
        "3、最让您头疼的是什么？",
    ]
    answers = [
        "排队等了三个小时还没叫到我",
        "无",
        "(跳过)",
        "取号机总是扫不出我的预约码",
        "付钱的时候卡住了好几次",
        "同上",
        "字太小，老人看不清楚",
    ]
    book.active.append(header)
    for n, text in enumerate(answers, 1):
        book.active.append([n, "2021/7/16 12:00:00", "1.2.3.4(江苏-南京)", ("新用户", "老用户")[n % 2], float(n), text])
    book.save(tmp_path / "问卷.xlsx")
    reading = read_file(tmp_path / "问卷.xlsx")
    assert [turn.text for source in reading.sources for turn in source.turns] == [
        answers[0],
        answers[3],
        answers[4],
        answers[6],
    ]
    assert reading.n_blanks == 3
    assert reading.sources[0].attributes == {
        "1、您是新用户还是老用户？": "老用户",
        "2、您有多大可能推荐我们？": "1",
        "NPS": "1",
        "NPS group": "贬损者",
    }


def test_row_order_changes_no_key(tmp_path):
    without = [[row[2], row[6]] for row in ROWS]
    twins = [*without, ["new", "no"], ["new", "no"]]
    one = read_file(save(tmp_path / "a.csv", [["Type", "What went wrong?"], *twins]))
    two = read_file(save(tmp_path / "b.csv", [["Type", "What went wrong?"], *reversed(twins)]))
    keys = {source.respondent: [turn.text for turn in source.turns] for source in one.sources}
    assert keys == {source.respondent: [turn.text for turn in source.turns] for source in two.sources}
    assert len(keys) == len(twins)


def test_qualtrics_has_three_header_rows(tmp_path):
    rows = [
        ["StartDate", "Status", "ResponseId", "Q1", "Q2"],
        ["Start Date", "Response Type", "Response ID", "Which plan?", "What went\nwrong?"],
        [
            '{"ImportId":"startDate"}',
            '{"ImportId":"status"}',
            '{"ImportId":"_recordId"}',
            '{"ImportId":"QID1"}',
            '{"ImportId":"QID2"}',
        ],
        *(
            [row[0], "IP Address" if n else "Survey Preview", f"R_{n:010}abc", "basic", row[6]]
            for n, row in enumerate(ROWS)
        ),
    ]
    reading = read_file(save(tmp_path / "q.csv", rows))
    assert len(reading.sources) == 9
    assert reading.sources[0].turns[0].question == "What went wrong?"
    assert reading.sources[0].respondent == "R_0000000001abc"
    assert reading.skipped[0].why == "typed while trying the survey"


def test_slots_of_one_question_are_answers_to_the_same_question(tmp_path):
    header = ["Need #1:What needs does it address?", "Need #2:What needs does it address?", "Plan"]
    rows = [header, *([text, other, "basic"] for text, other in zip(ANSWERS, reversed(ANSWERS), strict=True))]
    reading = read_file(save(tmp_path / "g.csv", rows))
    assert {turn.question for source in reading.sources for turn in source.turns} == {"What needs does it address?"}
    assert len(reading.sources[0].turns) == 2
    assert question_of("Other - Write In:How do you run it?") == "How do you run it?"


def test_a_survey_without_open_answers_names_its_columns(tmp_path):
    path = save(tmp_path / "s.csv", [["Plan", "Rating"], *(["basic", str(n % 5)] for n in range(12))])
    with pytest.raises(ReadError) as caught:
        read_file(path)
    assert str(caught.value) == (
        f"{path}: no column holds open answers (free text that differs from person to person). Columns seen: "
        "'Plan' (closed), 'Rating' (closed). Export the survey with its text answers, or check the delimiter."
    )


def test_a_header_alone_says_so(tmp_path):
    with pytest.raises(
        ReadError, match=r"has a header but no answers below it\. Export it again with the responses\.$"
    ):
        read_file(save(tmp_path / "s.csv", [HEADER]))


def test_a_file_cut_off_inside_quotes_says_so(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text('Plan,Why\nbasic,"It was late.\nAnd')
    with pytest.raises(
        ReadError, match=r"row 2: a quotation mark is opened and never closed; the file seems to be cut off"
    ):
        read_file(path)
