"""Office files without a clock: the same content, the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import docx
import pptx
import pytest

from cjm_research.exports.zips import date_of, steady


def _word(words: str, clock: int = 2024) -> bytes:
    document = docx.Document()
    document.add_paragraph(words)
    document.core_properties.modified = document.core_properties.created = datetime(clock, 2, 3)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("words", ["The courier never rang.", "快递员从不按门铃。"], ids=["en", "zh"])
def test_the_same_words_written_at_other_times_are_the_same_bytes(words):
    assert _word(words, 2019) != _word(words, 2025)
    assert steady(_word(words, 2019)) == steady(_word(words, 2025))
    assert docx.Document(io.BytesIO(steady(_word(words)))).paragraphs[0].text == words


def test_the_date_of_the_study_is_the_date_of_the_file():
    found = docx.Document(io.BytesIO(steady(_word("a"), date_of("2026-03-04T10:11:12+00:00")))).core_properties
    assert (found.created.replace(tzinfo=None), found.modified.replace(tzinfo=None)) == (
        datetime(2026, 3, 4, 10, 11, 12),
    ) * 2


def test_every_entry_is_of_1980_in_the_order_given_and_no_thumbnail_is_left():
    out = io.BytesIO()
    pptx.Presentation().save(out)
    before = zipfile.ZipFile(out).namelist()
    with zipfile.ZipFile(io.BytesIO(steady(out.getvalue()))) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert file.namelist() == [name for name in before if "thumbnail" not in name]
        assert b"thumbnail" not in file.read("_rels/.rels")


def test_what_is_no_zip_is_refused():
    with pytest.raises(zipfile.BadZipFile):
        steady(b"<html></html>")
