"""The load report in Chinese: reasons, places, counts and formats that readers say in English."""

import ast
from pathlib import Path

import pytest

import cjm_research
from cjm_research.corpora.report_words import words
from cjm_research.corpora.surveys.screening import WHY
from cjm_research.corpora.transcripts.services import _MARKS

PACKAGE = Path(cjm_research.__file__).parent / "corpora"


def _reasons():
    """Every reason that stands in the code of a reader as one text."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Skipped" and len(node.args) > 2:
                for part in ast.walk(node.args[2]):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str) and " " in part.value.strip():
                        yield part.value
    yield from (why for _, why in WHY.values())
    yield from (why for _, why in _MARKS)


def test_every_reason_has_its_chinese_words():
    say = words("zh")
    bare = sorted({why for why in _reasons() if say.reason(why) == why and "first is" not in why and why != "in the "})
    assert bare == []


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("line 40", "第 40 行"),
        ("page 3, line 12", "第 3 页 第 12 行"),
        ("sheet Answers, row 5", "工作表 Answers 第 5 行"),
        ("rows 3, 5, 8", "第 3, 5, 8 行"),
        ("whole file", "整个文件"),
        ("P12 notes.odt", "P12 notes.odt"),
    ],
)
def test_places_are_told_in_chinese(said, told):
    assert (words("zh").place(said), words("en").place(said)) == (told, said)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("same words as anna.vtt", "与 anna.vtt 文字相同"),
        ("files ending in '.py' are not read", "不读入以 '.py' 结尾的文件"),
        ("a reason nobody translated", "a reason nobody translated"),
    ],
)
def test_reasons_keep_what_they_name(said, told):
    assert (words("zh").reason(said), words("en").reason(said)) == (told, said)


def test_formats_and_counts_are_told_in_chinese():
    say = words("zh")
    assert say.format("csv (Qualtrics, three header rows)") == "csv (Qualtrics, 三行表头)"
    assert say.format("odt (questions and answers)") == "odt （问答）"
    assert say.counted(3, "open answers") == "3 个开放回答"
    assert words("en").format("csv (one header row)") == "csv (one header row)"
