"""Word transcripts, made with python-docx, and by hand where it has no words for something."""

import zipfile

import docx
import pytest

from cjm_research.corpora.papers.word import DocxReader
from cjm_research.errors import ReadError

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.fixture
def save(tmp_path):
    def write(fill):
        document = docx.Document()
        fill(document)
        path = tmp_path / "talk.docx"
        document.save(path)
        return DocxReader().read(path)

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
        DocxReader().read(half)


@pytest.fixture
def raw(tmp_path):
    """Write a .docx from the XML of its body, and of other parts."""

    def write(*bodies, **parts):
        path = tmp_path / "talk.docx"
        texts = "".join(f"<w:body>{body}</w:body>" for body in bodies)
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("word/document.xml", f"<w:document {W}>{texts}</w:document>")
            for name, xml in parts.items():
                archive.writestr(f"word/{name}.xml", xml)
        return DocxReader().read(path)

    return write


def paragraph(*runs):
    return "<w:p>" + "".join(run if run.startswith("<") else f"<w:r><w:t>{run}</w:t></w:r>" for run in runs) + "</w:p>"


def left_out(reading):
    return [(part.place, part.what, part.why) for part in reading.skipped]


def test_older_teams_layout_with_unpadded_times(save):
    reading = save(
        lambda d: [
            d.add_paragraph(text)
            for text in ("0:0:5.0 --> 0:0:8.5\nAnna Roe\nWhy?", "0:0:9.25 --> 0:0:12.0\nBo Lim\nIt was late.")
        ]
    )
    assert [(turn.speaker, turn.text, turn.start_seconds) for turn in reading.sources[0].turns] == [
        ("Anna Roe", "Why?", 5.0),
        ("Bo Lim", "It was late.", 9.25),
    ]


def test_labels_with_a_tab_need_not_come_back(save):
    reading = save(lambda d: [d.add_paragraph(text) for text in ("Anna:\tWhy?", "Tom:\tIt was late.\nVery.")])
    assert [turn[:2] for turn in said(reading)] == [("Anna", "Why?"), ("Tom", "It was late.\nVery.")]


@pytest.mark.parametrize(
    ("heading", "rows"),
    [
        (
            ("Time", "Speaker", "Text"),
            [("00:01", "Interviewer", "Why?"), ("00:04", "Ben", "It was late."), ("00:09", "", "Very late.")],
        ),
        (
            ("时间", "说话人", "内容"),
            [("00:01", "访谈者", "为什么？"), ("00:04", "李强", "太晚了。"), ("00:09", "", "非常晚。")],
        ),
    ],
    ids=["en", "zh"],
)
def test_tables_with_headings_and_merged_cells(save, heading, rows):
    def fill(document):
        table = document.add_table(rows=0, cols=3)
        for row in [heading, ("Part 1", "", ""), *rows]:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        table.cell(1, 0).merge(table.cell(1, 2))
        table.cell(3, 1).merge(table.cell(4, 1))

    reading = save(fill)
    turns = reading.sources[0].turns
    assert [(turn.speaker, turn.text, turn.start_seconds, turn.place) for turn in turns] == [
        (rows[0][1], rows[0][2], 1.0, "paragraph 3"),
        (rows[1][1], f"{rows[1][2]}\n{rows[2][2]}", 4.0, "paragraph 4"),
    ]
    assert left_out(reading) == [
        ("paragraph 1", " ".join(heading), "headings of a table"),
        ("paragraph 2", "Part 1", "a heading across a table"),
    ]
    assert reading.counts == {"paragraphs": 5}


def test_a_table_about_the_interview_names_no_speakers(save):
    def fill(document):
        table = document.add_table(rows=0, cols=2)
        for row in (("Interviewer", "Dana"), ("Date", "14 March 2026"), ("Participant", "P3")):
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        for text in ("Interviewer: Why?", "Participant: It was late."):
            document.add_paragraph(text)

    reading = save(fill)
    assert [turn[:2] for turn in said(reading)] == [("Interviewer", "Why?"), ("Participant", "It was late.")]
    assert reading.sources[0].recorded_at == "2026-03-14"


def test_the_files_own_date_is_not_the_interviews(save):
    def fill(document):
        document.core_properties.modified = document.core_properties.created
        document.add_paragraph("访谈者：为什么？")
        document.add_paragraph("受访者：太晚了。")

    assert save(fill).sources[0].recorded_at == ""


def test_insertions_are_read_and_everything_beside_the_text_is_listed(raw):
    reading = raw(
        paragraph("Interviewer: Why ", "<w:ins><w:r><w:t>so </w:t></w:r></w:ins>", "late?")
        + paragraph(
            "受访者：太",
            "<w:del><w:r><w:delText>贵</w:delText></w:r></w:del>",
            "晚了。",
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>",
            "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>a box</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>",
        ),
        header1=f"<w:hdr {W}>{paragraph('Study 4')}</w:hdr>",
        footer1=f"<w:ftr {W}>{paragraph('Page 1')}</w:ftr>",
        comments=f"<w:comments {W}><w:comment>{paragraph('check this')}</w:comment></w:comments>",
        footnotes=f"<w:footnotes {W}><w:footnote>{paragraph('she laughs')}</w:footnote></w:footnotes>",
    )
    assert [turn[:2] for turn in said(reading)] == [("Interviewer", "Why so late?"), ("受访者", "太晚了。")]
    assert sorted(left_out(reading)) == [
        ("comment", "check this", "a comment"),
        ("footnote", "she laughs", "a footnote"),
        ("page's footer", "Page 1", "in the page's footer"),
        ("page's header", "Study 4", "in the page's header"),
        ("paragraph 2", "a box", "a text box"),
        ("paragraph 2", "secret", "hidden words"),
        ("paragraph 2", "贵", "a tracked deletion"),
    ]


def test_several_bodies_are_one_text(raw):
    reading = raw(paragraph("Interviewer: Why?"), paragraph("Participant: It was late."))
    assert said(reading) == [("Interviewer", "Why?", "paragraph 1"), ("Participant", "It was late.", "paragraph 2")]


def test_the_questions_of_a_survey_are_not_answers(raw):
    with pytest.raises(ReadError) as caught:
        raw(paragraph("Start of Block: Welcome"), paragraph("Q1 How are you?"), paragraph("End of Block: Welcome"))
    assert str(caught.value).endswith(
        "talk.docx is the questions of a survey, nobody's answers. Add the export of its answers (.csv, .xlsx or .sav)."
    )


def test_a_list_of_highlights_is_not_an_interview(raw):
    with pytest.raises(ReadError) as caught:
        raw(paragraph("Too late.") + paragraph("Document: a.odt Tags: Time ") * 3)
    assert str(caught.value).endswith(
        "talk.docx is a list of highlights from Taguette, not an interview. "
        "Add the project itself (.sqlite3), or the transcripts."
    )


def test_entities_in_a_document_are_refused(tmp_path):
    path = tmp_path / "talk.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>')
    with pytest.raises(ReadError) as caught:
        DocxReader().read(path)
    assert str(caught.value) == (
        f"{path}, word/document.xml defines XML entities, which could draw in other files. "
        "Export it again from the tool that made it."
    )


def test_a_zip_archive_without_a_text_is_no_word_document(tmp_path):
    path = tmp_path / "talk.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(ReadError) as caught:
        DocxReader().read(path)
    assert str(caught.value) == f"{path} is a zip archive but not a .docx (it has no text). Save it as .docx again."


@pytest.mark.parametrize(
    ("names", "marks", "words"),
    [
        (("Anna Roe", "Bo Lim"), ("started transcription", "stopped transcription"), ("Why was it late?", "The van.")),
        (("王敏", "李强"), ("已开始转录", "已停止转录"), ("为什么晚了？", "车坏了。")),
    ],
    ids=["en", "zh"],
)
def test_marks_of_the_recorder_behind_a_bold_name_are_no_speech(save, names, marks, words):
    def fill(document):
        for name, text in [(names[0], marks[0]), *zip(names * 2, words * 2, strict=True), (names[0], marks[1])]:
            paragraph = document.add_paragraph()
            paragraph.add_run(name).bold = True
            paragraph.add_run(f" {text}" if text in marks else f"   0:03\n{text}")

    reading = save(fill)
    assert [text for _, text, _ in said(reading)] == [*words * 2]
    assert [part.what for part in reading.skipped] == [*marks]
