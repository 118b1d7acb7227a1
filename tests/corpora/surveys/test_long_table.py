"""Long tables of any CRM, call centre or chat: documents, speakers, roles, order."""

import csv
import io
import math
import random

import pytest

from cjm_research.corpora import read_file
from cjm_research.corpora.surveys.reader import SurveyReader


def save(path, rows, delimiter=",", encoding="utf-8"):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


ENGLISH = [
    ["ticket_id", "turn", "sender", "sender_role", "message", "product", "date", "consent"],
    ["T-2", "1", "Ada", "customer", "My parcel never came.", "kettle", "2026-03-14", "yes"],
    ["T-2", "2", "Bo", "agent", "I am sorry to hear that.", "kettle", "2026-03-14", "yes"],
    ["T-2", "3", "Ada", "customer", "n/a", "kettle", "2026-03-14", "yes"],
    ["T-1", "1", "Cyd", "customer", "The lid broke after a day.", "mug", "2026-03-15", "no"],
    ["T-1", "2", "Bo", "agent", "Do you want a new one?", "mug", "2026-03-15", "no"],
]
CHINESE = [
    ["会话编号", "轮次", "说话人", "角色", "内容", "产品", "日期", "是否同意"],
    ["T-2", "1", "小李", "客户", "我的包裹一直没到。", "水壶", "2026年3月14日", "同意"],
    ["T-2", "2", "小王", "客服", "非常抱歉。", "水壶", "2026年3月14日", "同意"],
    ["T-2", "3", "小李", "客户", "无", "水壶", "2026年3月14日", "同意"],
    ["T-1", "1", "小陈", "客户", "盖子用了一天就坏了。", "杯子", "2026年3月15日", "不同意"],
    ["T-1", "2", "小王", "客服", "给您换一个可以吗？", "杯子", "2026年3月15日", "不同意"],
]


@pytest.mark.parametrize(("rows", "encoding"), [(ENGLISH, "utf-8"), (CHINESE, "gb18030")], ids=["en", "zh"])
def test_each_document_becomes_an_interview(tmp_path, rows, encoding):
    reading = read_file(save(tmp_path / "crm.csv", rows, encoding=encoding))
    one, two = reading.sources
    assert (one.kind, one.inside, two.inside) == ("interview", "T-1", "T-2")
    assert [(turn.speaker, turn.role, turn.text, turn.place) for turn in two.turns] == [
        (rows[1][2], "participant", rows[1][4], "row 2"),
        (rows[2][2], "other", rows[2][4], "row 3"),
    ]
    assert two.attributes == {rows[0][5]: rows[1][5]}
    assert (two.recorded_at, two.consent, one.consent) == ("2026-03-14", "given", "refused")
    assert reading.counts == {"rows": 5, "documents": 2, "blanks": 1}


@pytest.mark.parametrize("rows", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_the_order_of_rows_changes_nothing_where_a_column_tells_it(tmp_path, rows):
    mixed = rows[1:]
    random.Random(3).shuffle(mixed)
    one = read_file(save(tmp_path / "a.csv", rows))
    two = read_file(save(tmp_path / "b.csv", [rows[0], *mixed]))
    assert [[turn.text for turn in source.turns] for source in one.sources] == [
        [turn.text for turn in source.turns] for source in two.sources
    ]


def test_times_in_seconds_or_on_a_clock_are_kept(tmp_path):
    rows = [
        ["call", "speaker", "start", "end", "text"],
        ["1", "A", "0:00:04", "9.5", "Hello there."],
        ["1", "B", "0:00:10", "0:12", "Hi, I have a question."],
        ["2", "A", "", "-3", "Hello again."],
    ]
    first, second = read_file(save(tmp_path / "c.csv", rows)).sources
    assert [(turn.start_seconds, turn.end_seconds) for turn in first.turns] == [(4.0, 9.5), (10.0, 12.0)]
    assert math.isnan(second.turns[0].end_seconds)


def test_a_whole_file_may_be_one_talk(tmp_path):
    rows = [["Speaker", "Text"], *([("Interviewer", "Ada")[n % 2], f"Sentence number {n} of it."] for n in range(6))]
    reading = read_file(save(tmp_path / "talk.csv", rows))
    assert len(reading.sources) == 1
    assert [turn.role for turn in reading.sources[0].turns[:2]] == ["interviewer", ""]


@pytest.mark.parametrize(
    ("head", "texts"),
    [
        (
            ["Date", "Author", "Stars", "Review"],
            [
                "The kettle leaks at the seam.",
                "Arrived early, works well.",
                "Too loud for a small kitchen.",
                "nothing",
                "The cord is far too short.",
            ],
        ),
        (
            ["日期", "昵称", "星级", "评论"],
            ["水壶接缝处漏水", "到得早也好用", "声音太大厨房太小", "无", "电源线实在太短了"],
        ),
    ],
)
def test_a_row_without_speaker_and_document_is_a_review_of_its_own(tmp_path, head, texts):
    rows = [[f"2026-03-{n + 13}", f"user{n}", str(n % 5 + 1), text] for n, text in enumerate(texts)]
    reading = read_file(save(tmp_path / "r.csv", [head, *rows]))
    assert [source.kind for source in reading.sources] == ["survey"] * 5
    assert [turn.text for source in reading.sources for turn in source.turns] == [
        t for t in texts if len(t) > 2 and t != "nothing"
    ]
    assert reading.sources[0].attributes == {head[2]: "1"}
    assert reading.sources[0].recorded_at == "2026-03-13"
    assert reading.counts["blanks"] == 1


@pytest.mark.parametrize(
    ("head", "asked", "texts"),
    [
        (["respondent", "question", "text"], ["Why?", "What else?"], ["It was late.", "The box was open."]),
        (["受访者", "问题", "内容"], ["为什么？", "还有吗？"], ["来得太晚了", "盒子是开的"]),
    ],
)
def test_a_row_for_each_answer_gathers_respondents(tmp_path, head, asked, texts):
    rows = [[r, asked[q], f"{texts[q]} {r}"] for r in ("p1", "p2", "p3") for q in (0, 1)]
    reading = read_file(save(tmp_path / "l.csv", [head, *rows, rows[0]]))
    assert [source.respondent for source in reading.sources] == ["p1", "p2", "p3"]
    assert {(turn.question, turn.text) for turn in reading.sources[0].turns} == {
        (asked[0], f"{texts[0]} p1"),
        (asked[1], f"{texts[1]} p1"),
    }
    assert reading.counts == {"rows": 7, "respondents": 3, "repeated rows": 1}


def test_a_person_may_say_that_a_long_table_is_a_survey(tmp_path):
    path = save(tmp_path / "crm.csv", ENGLISH)
    told = {column.name: column.kind for column in read_file(path).columns}
    assert told["message"] == "open"
    assert SurveyReader(columns={"product": "metadata"}).read(path).sources[0].attributes == {}
    assert SurveyReader(columns={"sender_role": "closed"}).read(path).sources[0].kind == "survey"
