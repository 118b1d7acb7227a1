"""Dates in the header of a transcript."""

import pytest

from cjm_research.corpora.transcripts.recorded import recorded_at


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("June 15, 2026, 3:35PM", "2026-06-15T15:35:00"),
        ("15 June 2026, 03:35am", "2026-06-15T03:35:00"),
        ("Mon, Jun 15, 2026 12:05AM • 27:42", "2026-06-15T00:05:00"),
        ("Interview took place on November 3rd, 2026.", "2026-11-03"),
        ("talk-20260615_100500-Recording", "2026-06-15T10:05:00"),
        ("06/15/2026", "2026-06-15"),
        ("15.06.2026", "2026-06-15"),
        ("05/06/2026", ""),
        ("31 June 2026", ""),
        ("2026-06-15 25:70", "2026-06-15"),
        ("version 2026.1", ""),
    ],
)
def test_english_dates(line, moment):
    assert recorded_at([line]) == moment


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("2026年6月15日 下午3:35", "2026-06-15T15:35:00"),
        ("会议时间：2026/06/15 08:00-08:34", "2026-06-15T08:00:00"),
        ("2026-06-15 08:00:44 CST|34分钟 20秒", "2026-06-15T08:00:44"),
        ("2026年13月15日", ""),
    ],
)
def test_chinese_dates(line, moment):
    assert recorded_at(["门店访谈", line]) == moment


def test_only_the_top_of_a_file_is_looked_at():
    assert recorded_at(["x"] * 100 + ["2026-06-15"]) == ""
