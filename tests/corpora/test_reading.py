"""One file in, one reading out: which reader, and what bad input is told."""

import json
import re
import sqlite3

import openpyxl
import pytest

from cjm_research.corpora import read_file, reading
from cjm_research.corpora.reading import known_suffixes
from cjm_research.errors import ReadError


def test_every_suffix_has_a_reader():
    assert {
        ".txt",
        ".md",
        ".vtt",
        ".srt",
        ".sbv",
        ".docx",
        ".odt",
        ".rtf",
        ".pdf",
        ".csv",
        ".tsv",
        ".xlsx",
        ".qdpx",
    } <= set(known_suffixes())


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(ReadError, match=r"gone\.txt does not exist\. Check the name and the folder\.$"):
        read_file(tmp_path / "gone.txt")


def test_a_folder_says_so(tmp_path):
    sentence = f"{tmp_path} is a folder, a file was expected. Add the folder itself to read every file in it."
    with pytest.raises(ReadError, match=re.escape(sentence)):
        read_file(tmp_path)


@pytest.mark.parametrize("content", [b"", b" \n\t\n"], ids=["no-bytes", "white-space"])
def test_an_empty_file_says_so(tmp_path, content):
    path = tmp_path / "empty.txt"
    path.write_bytes(content)
    with pytest.raises(ReadError, match=r"empty\.txt is empty\. Export or save it again\.$"):
        read_file(path)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.txt", b"PK\x03\x04rest", "{} is a zip archive (a Word or Excel file?), a text file was expected."),
        ("a.vtt", b"\x89PNG\r\n", "{} is a picture, a transcript or a table was expected. Add the text in it as .txt."),
        ("a.txt", b"\0\0\0 ftypM4A ", "{} is a recording, a transcript or a table was expected. Add its transcript"),
        ("a.csv", b"\x00\x01\x02\x03\xff\xfe" * 9, "{} holds zero bytes and is not text."),
        ("a.docx", b"PK\x03\x04half", "{} is not a whole .docx: it is damaged or cut off. Copy or save it again."),
        ("a.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 64, "{} is an old Word file. Open it and save it as .docx."),
        ("a.qsf", b'{"SurveyEntry": {}}', "{} is the form of a survey, without answers. Export the responses as .csv."),
        ("a.json", b'{"SurveyEntry": {}}', "{} is the form of a survey, without answers. Export the responses as"),
        ("a.numbers", b"bplist00", "{} is a file of Apple's. Export it as .xlsx, .csv or .docx."),
        ("a.xyz", b"abc", "{}: files ending in '.xyz' are not read. Save it as one of"),
        (
            "a.srt",
            b"1\nsome text\n",
            "{}: no spoken or written words were found in it. Check that it is the right file.",
        ),
        ("a.db", b"SQLite format 3\0half", "{} is a damaged database ("),
        (
            "a.xls",
            b"<?xml version='1.0'?><x/>",
            "{} is an XML text under the name of a table. Open it in a spreadsheet",
        ),
        ("a.xls", b"<html><p>no</p></html>", "{} is a web page without a table in it. Export the responses again as"),
    ],
)
def test_what_is_no_transcript_is_refused_with_a_remedy(tmp_path, name, content, sentence):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ReadError) as caught:
        read_file(path)
    assert str(caught.value).startswith(sentence.format(path))


def test_a_database_of_another_program_says_what_is_in_it(tmp_path):
    path = tmp_path / "notes.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (a)")
    with pytest.raises(ReadError) as caught:
        read_file(path)
    assert str(caught.value) == (
        f"{path} is a database of neither QualCoder nor Taguette (its tables: recipes). Export what it holds as .csv."
    )


def test_a_line_without_an_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "LONGEST_LINE", 1_000_000)
    path = tmp_path / "a.csv"
    path.write_bytes(b"id,text\n" + b"x" * 1_200_000)
    with pytest.raises(ReadError) as caught:
        read_file(path)
    assert str(caught.value) == (
        f"{path}, line 2: the line goes on for more than 1 million characters, so this is no transcript or table. "
        "Export it again with line breaks."
    )


def _cue(n, said):
    return f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{said}\n\n"


def _rtf(said):
    return "{\\rtf1\\ansi " + "".join(f"\\u{ord(char)}?" for char in said) + "\\par}"


SAID = {"en": ("Anna: It was late.", "It was late."), "zh": ("王敏：取号机坏了。", "取号机坏了。")}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("name", "made", "form"),
    [
        ("a.txt", lambda said: _cue(1, said) + _cue(2, said), "text (cues)"),
        ("a.srt", lambda said: f"WEBVTT\n\n00:00.000 --> 00:02.000\n{said}\n", "vtt"),
        ("a.json", lambda said: json.dumps({"text": f"<p>{said}</p>", "media": "x.mp3", "media-time": 1}), "otr"),
        ("a.txt", lambda said: json.dumps({"segments": [{"start": 0, "end": 1, "text": said}]}), "whisper"),
        ("a.txt", lambda said: _rtf(said), "rtf"),
    ],
    ids=["srt-in-txt", "vtt-in-srt", "otr-in-json", "whisper-in-txt", "rtf-in-txt"],
)  # fmt: skip
def test_the_content_decides_where_the_name_lies(tmp_path, lang, name, made, form):
    path = tmp_path / name
    path.write_text(made(SAID[lang][0]), "utf-8")
    found = read_file(path)
    assert found.format.lower().startswith(form), found.format
    assert SAID[lang][1] in found.sources[0].turns[0].text
    assert found.path == path


ANSWERS = {
    "en": [
        "It took three weeks to arrive.",
        "The driver could not find our street.",
        "Nobody ever answered the phone.",
    ],
    "zh": ["等了三个星期才送到家里。", "司机一直找不到我们小区的门。", "打电话过去从来没有人接听。"],
}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kind", ["html", "csv", "xlsx"])
def test_a_workbook_that_is_something_else_inside_is_read_as_that(tmp_path, lang, kind):
    path = tmp_path / "answers.xls"
    rows = [["id", "What was hard?"], *([str(n), text] for n, text in enumerate(ANSWERS[lang], 1))]
    if kind == "html":
        cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
        path.write_text(f"<html><head><meta charset='utf-8'></head><table>{cells}</table></html>", "utf-8")
    elif kind == "csv":
        path.write_text("\n".join(",".join(row) for row in rows), "utf-8")
    else:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / "answers.xlsx")
        (tmp_path / "answers.xlsx").rename(path)
    said = [turn.text for source in read_file(path).sources for turn in source.turns]
    assert sorted(said) == sorted(ANSWERS[lang])


def test_a_line_in_another_encoding_is_listed_with_its_number(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(
        ("访谈者：为什么？\n受访者：太贵了。\n" * 10).encode() + "受访者：好的，谢谢。\n".encode("gb18030")
    )
    found = read_file(path)
    assert [(part.place, part.what) for part in found.skipped][-1] == ("line 21", "read as gb18030, the rest as utf-8")


def test_a_mistake_in_a_reader_is_one_clear_error(tmp_path, monkeypatch):
    path = tmp_path / "a.vtt"
    path.write_text("WEBVTT\n\n00:00.000 --> 00:02.000\nHello\n")
    monkeypatch.setattr("cjm_research.corpora.transcripts.subtitles.VttReader.read", lambda *_: {}["x"])
    with pytest.raises(ReadError) as caught:
        read_file(path)
    assert str(caught.value) == (
        f"{path}: VttReader met something in it that it does not know (KeyError). Open the file in the program it "
        "comes from and save it again, or save it in another format."
    )


def test_a_protected_document_says_so(tmp_path):
    path = tmp_path / "secret.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 32 + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(
        ReadError, match=r"is protected by a password\. Open it, remove the password and save it again\."
    ):
        read_file(path)


def test_cues_in_a_text_file_are_read_as_cues(tmp_path):
    path = tmp_path / "talk.md"
    path.write_text("00:00.000 --> 00:02.000\nIt was late.\n\n00:02.500 --> 00:04.000\nAnd it was open.\n")
    reading = read_file(path)
    assert reading.format == "text (cues)"
    assert [turn.text for turn in reading.sources[0].turns] == ["It was late. And it was open."]


def test_a_webvtt_text_in_a_txt_file_is_read_as_webvtt(tmp_path):
    path = tmp_path / "talk.txt"
    path.write_text("WEBVTT\n\n00:00.000 --> 00:02.000\n<v 王敏>取号机坏了。\n", encoding="utf-8")
    assert read_file(path).format == "vtt"
