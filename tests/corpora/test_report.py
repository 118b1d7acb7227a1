"""The load report, whole, in both languages."""

import pandas as pd
import pytest

from cjm_research.corpora import LoadReport

READ = {
    "source": "Anna Berg.txt", "sha256": "1", "format": "text", "encoding": "gb18030", "confidence": 0.6,
    "sample_line": "P01：太贵了。", "n_documents": 1, "n_turns": 15, "n_people": 1, "n_blanks": 2,
    "skipped": [{"place": f"line {n}", "what": "关键词", "why": "a heading"} for n in range(1, 8)], "error": "",
    "added_at": "", "version": 2, "shown": "P01.txt",
    "counts": {
        "cues": 20, "speakers, interviewer": 1, "speakers, participant": 2, "replaced, name": 3, "replaced, phone": 1,
        "possible misses": 1,
    },
}  # fmt: skip
FAILED = {
    **READ, "source": "b.pdf", "format": "", "n_documents": 0, "skipped": [], "shown": "",
    "error": "b.pdf is a picture. Add the text in it as .txt.", "counts": {}, "version": 1,
}  # fmt: skip
LEFT_OUT = {
    **READ, "source": "c.txt", "format": "", "n_documents": 0, "shown": "c.txt", "counts": {}, "version": 1,
    "skipped": [{"place": "whole file", "what": "c.txt", "why": "same words as c.vtt"}],
}  # fmt: skip
WHOLE = {
    "en": """\
1 file read, 1 not read, 1 left out: 1 document, 1 person, 15 turns, 2 blank answers.
! b.pdf: b.pdf is a picture. Add the text in it as .txt.
+ P01.txt: text, gb18030, 1 person, 15 turns, 2 blank answers, version 2
    version 2: 14 of 15 turns unchanged
    In the file: 20 cues, 1 possible miss to look at
    Speakers: 1 interviewer, 2 participants
    Replaced: 3 names, 1 phone
    The encoding gb18030 is a guess (60%). Does this read right? P01：太贵了。   \
If not, add the file again with --encoding.
    line 1: 关键词 (a heading)
    line 2: 关键词 (a heading)
    line 3: 关键词 (a heading)
    line 4: 关键词 (a heading)
    line 5: 关键词 (a heading)
    and 2 more: a heading
- c.txt: same words as c.vtt""",
    "zh": """\
已读入 1 个文件，1 个未能读取，1 个未采用：1 份文档，1 人，15 段话，2 个空白回答。
! b.pdf: b.pdf is a picture. Add the text in it as .txt.
+ P01.txt: 文本，gb18030，1 人，15 段话，2 个空白回答，第 2 版
    version 2: 14 of 15 turns unchanged
    文件中：20 条字幕，1 处可能遗漏，请查看
    说话人：1 位访谈者，2 位受访者
    已替换：3 处姓名，1 处电话
    编码 gb18030 是推测的（60%）。这一行读起来对吗？P01：太贵了。   若不对，请用 --encoding 指定编码后重新添加。
    第 1 行：关键词（标题）
    第 2 行：关键词（标题）
    第 3 行：关键词（标题）
    第 4 行：关键词（标题）
    第 5 行：关键词（标题）
    另有 2 处：标题
- c.txt: 与 c.vtt 文字相同""",
}


def report(language, **more):
    notes = {"Anna Berg.txt": ["version 2: 14 of 15 turns unchanged"]}
    return LoadReport(pd.DataFrame([LEFT_OUT, READ, FAILED]), language, notes=notes, **more)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_tells_what_was_read_and_what_was_not(language):
    assert str(report(language)) == WHOLE[language]


@pytest.mark.parametrize(
    ("language", "headline"),
    [
        ("en", "Nothing was changed. 1 file would be read, 1 not read, 1 left out: "),
        ("zh", "未作任何改动。将读入 1 个文件，1 个未能读取，1 个未采用："),
    ],
)
def test_a_plan_says_that_nothing_was_changed(language, headline):
    assert str(report(language, planned=True)).startswith(headline)


@pytest.mark.parametrize(("language", "head"), [("en", ">what was read</th>"), ("zh", ">读入内容</th>")])
def test_the_html_says_the_same_and_shows_no_name_of_a_person(language, head):
    page = report(language)._repr_html_()
    assert head in page
    assert "P01.txt" in page
    assert "Anna Berg" not in page + str(report(language))


def test_an_encoding_that_is_likely_is_shown_with_its_line():
    likely = LoadReport(pd.DataFrame([{**READ, "confidence": 0.93}]))
    assert "    The encoding gb18030 was found (93% sure): P01：太贵了。" in str(likely).split("\n")


def test_a_report_of_an_earlier_version_of_the_package_is_shown():
    old = pd.DataFrame([READ]).drop(columns=["version", "counts", "shown"])
    assert str(LoadReport(old)).split("\n")[1] == "+ Anna Berg.txt: text, gb18030, 1 person, 15 turns, 2 blank answers"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["    In the file: 1 matched quote, 2 codings, 3 codes", "    talk: the places are read (1 quote)"]),
        ("zh", ["    文件中：1 处引文在原位，2 条编码，3 个编码类目", "    talk：the places are read（1 quote）"]),
    ],
)
def test_a_project_tells_its_codings_and_how_their_places_are_read(language, expected):
    skipped = [{"place": "talk", "what": "nothing: the places are read", "why": "1 quote"}]
    counts = {"matched quotes": 1, "codings": 2, "codes": 3}
    row = {**READ, "skipped": skipped, "counts": counts, "encoding": "", "confidence": 1.0}
    lines = str(LoadReport(pd.DataFrame([row]), language)).split("\n")
    assert lines[2:] == expected
