"""One file in, one reading out: which reader, and what bad input is told."""

import re

import pytest

from cjm_research.corpora import read_file
from cjm_research.corpora.reading import known_suffixes
from cjm_research.errors import ReadError


def test_every_suffix_has_a_reader():
    assert {".txt", ".md", ".vtt", ".srt", ".docx", ".csv", ".tsv", ".xlsx"} <= set(known_suffixes())


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
        ("a.txt", b"PK\x03\x04rest", "is a zip archive (a Word or Excel file?), a text file was expected."),
        ("a.txt", b"%PDF-1.7", "is a PDF, a text file was expected. Save its text as .docx or .txt."),
        ("a.vtt", b"\x89PNG\r\n", "is a picture, a text file was expected. Add the transcript instead."),
        ("a.csv", b"\x00\x01\x02\x03\xff\xfe", "holds zero bytes and is not text."),
        ("a.docx", b"PK\x03\x04half", "is not a whole .docx: it is damaged or cut off. Copy or save it again."),
        ("a.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 64, "is in the old Office format. Open it and save it as .xlsx."),
        ("a.rtf", b"{\\rtf1", "files ending in '.rtf' are not read. Save it as one of"),
        ("a.srt", b"1\nsome text\n", "no spoken or written words were found in it. Check that it is the right file."),
    ],
    ids=["zip", "pdf", "picture", "zeros", "cut-docx", "old-xls", "rtf", "no-cues"],
)
def test_what_is_no_transcript_is_refused_with_a_remedy(tmp_path, name, content, sentence):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ReadError, match=re.escape(sentence)) as caught:
        read_file(path)
    assert str(path) in str(caught.value)


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
