"""Blank answers in both languages."""

import pytest

from cjm_research.corpora.surveys.blanks import is_blank


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "N/A",
        "n.a.",
        "None",
        "nothing.",
        "-",
        "--",
        ".",
        "?",
        "無".replace("無", "无"),
        "没有。",
        "没有了",
        "（空）",
        "(跳过)",
        "同上",
        "Ｎ／Ａ",
        "暂无",
    ],
)
def test_blanks(text):
    assert is_blank(text)


@pytest.mark.parametrize(
    "text", ["no", "No.", "不", "还没有收到", "nothing works", "👍", "没有人接电话", "0", "none of the above worked"]
)
def test_answers(text):
    assert not is_blank(text)
