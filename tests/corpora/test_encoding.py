"""Bytes to text in the encodings that people save in."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjm_research.corpora.encoding import damage, decode
from cjm_research.errors import ReadError

CHINESE = "访谈者：您好。\n受访者：这个价格太贵了，我等了三天。\n"
ENGLISH = "Anna: It was £5 — “late”, naïvely 😀.\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (CHINESE.encode("utf-8"), "utf-8"),
        (CHINESE.encode("utf-8-sig"), "utf-8-sig"),
        (CHINESE.encode("gb18030"), "gb18030"),
        ("你好".encode("gb18030"), "gb18030"),
        (codecs.BOM_UTF16_LE + CHINESE.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + CHINESE.encode("utf-16-be"), "utf-16"),
        (CHINESE.encode("utf-16-le"), "utf-16-le"),
        ("Anna: It was late.\n".encode("utf-16-be"), "utf-16-be"),
        (ENGLISH.encode("utf-8"), "utf-8"),
        ("Anna: It was £5 at the café, “late”.\n".encode("cp1252"), "cp1252"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_encoding_is_found(data, encoding):
    found = decode(data, "a.txt")
    assert found.encoding == encoding
    assert found.text == data.decode(encoding).removeprefix("\ufeff")
    assert 0.5 <= found.confidence <= 1


def test_big5_is_read_when_it_is_named():
    text = "受訪者：這個價格太貴了，我等了三天。"
    assert decode(text.encode("big5"), "a.txt", "big5").text == text


def test_line_ends_become_one_kind_and_full_width_marks_stay():
    assert decode("甲：好。\r\n乙：“行”！\r丙……".encode(), "a.txt").text == "甲：好。\n乙：“行”！\n丙……"


def test_the_sample_line_is_the_first_that_tells():
    assert decode("1\n00:01\n王敏：您好。\n".encode("gb18030"), "a.txt").sample_line == "王敏：您好。"


def test_a_wrong_encoding_names_line_and_byte():
    data = "Anna: ok\nBo: café\n".encode("cp1252")
    with pytest.raises(ReadError) as caught:
        decode(data, "talk.txt", "utf-8")
    assert str(caught.value) == (
        "talk.txt, line 2: byte 16 (0xe9) is not valid utf-8. "
        "Leave the encoding out to let it be found, or name another one."
    )


def test_an_unknown_encoding_lists_some():
    with pytest.raises(ReadError, match=r"no encoding is called 'utf-9'\. Use for example utf-8, utf-16, gb18030"):
        decode(b"x", "talk.txt", "utf-9")


def test_a_file_cut_off_inside_a_character_says_so():
    with pytest.raises(ReadError, match=r"^a\.txt ends in the middle of a character: it seems to be cut off\."):
        decode("受访者：太贵了".encode()[:-1], "a.txt")


@pytest.mark.parametrize(
    ("data", "encoding", "text", "told"),
    [
        (
            ("受访者：太贵了。\n" * 20).encode() + b"\xff\n" + "好的。".encode(), "utf-8", "\ufffd",
            [(21, "bytes that are not utf-8 were replaced by \ufffd")],
        ),
        (
            ("受访者：太贵了。\n" * 20).encode("gb18030") + b"\xff\xff\n", "gb18030", "\ufffd\ufffd",
            [(21, "bytes that are not gb18030 were replaced by \ufffd")],
        ),
        (
            ("受访者：太贵了。\n" * 20).encode() + "好的，谢谢。\n".encode("gb18030"), "utf-8", "好的，谢谢。",
            [(21, "read as gb18030, the rest as utf-8")],
        ),
        (
            ("Bo: café — naïve\n" * 20).encode() + "Bo: café\n".encode("cp1252"), "utf-8", "Bo: café",
            [(21, "read as cp1252, the rest as utf-8")],
        ),
        (
            b"Bo: it was late and nobody rang me about it.\n" * 20 + b"Bo: o\x00k\n", "utf-8", "Bo: ok",
            [(21, "1 zero bytes taken out")],
        ),
    ],
    ids=["bad-byte", "bad-byte-gb18030", "gb18030-line", "cp1252-line", "zero-byte"],
)  # fmt: skip
def test_one_bad_line_does_not_turn_the_file_and_is_named(data, encoding, text, told):
    found = decode(data, "a.txt")
    assert (found.encoding, found.confidence) == (encoding, 0.6)
    assert found.text.split("\n")[20] == text
    assert damage(data, found.encoding) == told


@pytest.mark.parametrize("text", ["贵", "你好", "张三(00:00:05)", "这个价格太贵了", "是的，好。"])
def test_short_gb18030_is_chinese(text):
    assert decode(text.encode("gb18030"), "a.txt").text == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [CHINESE, "受访者：这个价格太贵了，我等了三天。", "Anna: It was late.\n"])
def test_utf16_without_its_mark_is_found(text, encoding):
    assert decode(text.encode(encoding), "a.txt").text == text


def test_what_is_mostly_zero_bytes_is_no_text():
    with pytest.raises(ReadError) as caught:
        decode(b"\x00\x01\x02\x03\xff\xfe" * 9, "a.csv")
    assert str(caught.value) == (
        "a.csv holds zero bytes and is not text. Add the transcript or the export as a text file."
    )


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1))
def test_any_utf8_text_comes_back(text):
    assert decode(b"Anna: " + text.encode(), "a.txt").text == "Anna: " + text
