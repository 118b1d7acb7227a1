"""Word transcripts, made with python-docx."""

import docx
import pytest

from cjm_research.corpora import read_file
from cjm_research.errors import ReadError


@pytest.fixture
def save(tmp_path):
    def write(fill):
        document = docx.Document()
        fill(document)
        path = tmp_path / "talk.docx"
        document.save(path)
        return read_file(path)

    return write


def said(reading):
    return [(turn.speaker, turn.text, turn.place) for turn in reading.sources[0].turns]


def test_labels_before_a_colon(save):
    reading = save(
        lambda d: [d.add_paragraph(text) for text in ("Talk 4", "Interviewer: Why?", "Participant: It was late.")]
    )
    assert said(reading) == [("Interviewer", "Why?", "paragraph 2"), ("Participant", "It was late.", "paragraph 3")]


def test_teams_layout_with_soft_breaks(save):
    def fill(document):
        for name, time, words in (
            ("Anna Roe", "0:03", "Why?"),
            ("Bo Lim", "0:07", "It was late."),
            ("Anna Roe", "0:09", "Oh."),
        ):
            document.add_paragraph(f"{name}   {time}\n{words}")

    assert [turn[:2] for turn in said(save(fill))] == [
        ("Anna Roe", "Why?"),
        ("Bo Lim", "It was late."),
        ("Anna Roe", "Oh."),
    ]


def test_bold_names_without_a_colon_when_they_come_back(save):
    def fill(document):
        for name, words in (("王敏", "为什么？"), ("李强", "太晚了。"), ("王敏", "明白。"), ("李强", "是的。")):
            paragraph = document.add_paragraph()
            paragraph.add_run(name).bold = True
            paragraph.add_run(" " + words)

    assert [turn[:2] for turn in said(save(fill))][:2] == [("王敏", "为什么？"), ("李强", "太晚了。")]


def test_tables_of_speaker_and_words(save):
    def fill(document):
        table = document.add_table(rows=0, cols=3)
        for row in (("00:01", "访谈者", "为什么？"), ("00:04", "受访者", "太晚了。")):
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text

    assert [turn[:2] for turn in said(save(fill))] == [("访谈者", "为什么？"), ("受访者", "太晚了。")]


def test_a_document_cut_in_the_middle_is_refused(tmp_path):
    path = tmp_path / "whole.docx"
    document = docx.Document()
    document.add_paragraph("Interviewer: Why?")
    document.save(path)
    half = tmp_path / "half.docx"
    half.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(
        ReadError, match=r"half\.docx is not a whole \.docx: it is damaged or cut off\. Copy or save it again\.$"
    ):
        read_file(half)
