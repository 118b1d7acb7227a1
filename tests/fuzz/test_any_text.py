"""Text of any kind under the name of any text format, in both languages: rows that keep the laws, or a sentence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

SUFFIXES = (".txt", ".md", ".vtt", ".srt", ".sbv", ".csv", ".tsv", ".json", ".otr", ".eaf", ".rtf", ".lrc", ".qdc")
HEADS = (
    "WEBVTT\n\n",
    "\ufeff",
    "{\\rtf1\\ansi ",
    '{"segments":[',
    '{"text":"',
    '<?xml version="1.0"?><a>',
    "id,text\n",
    "",
)
PIECES = {
    "en": ("Anna: ", "Interviewer: ", "How was it?", "It was late", "Speaker 1", "[noise]", "N/A", "+44 20 7946 0958"),
    "zh": ("安娜：", "访谈者：", "怎么样？", "等太久了", "说话人1", "【听不清】", "无", "手机13800138000", "同上"),
}  # fmt: skip
MARKS = (
    "\n", "\n\n", "\r", "\r\n", "\t", ",", ";", '"', "'", "\x00", "\x0c", "\u2028", "\u200b", "\ufeff", "😀", "e\u0301",
    "00:00:01.000 --> 00:00:04.000", "00:00:09,000 --> 00:00:02,000", "-00:00:01.000 --> 99:99:99.999",
    "0:00:01.000,0:00:04.000", "[00:12.30]", "(0:22)", "<v Anna>", "</v>", "<c.a>", "&lt;", "&#0;", "&#xD800;", "NOTE ",
    "STYLE", "1", "99999999999999999999", "-1", "1e400", "NaN", "{", "}", "[", "]", ":", "|", "\\u55357?", "\\par ",
    "\\'e9", "<!DOCTYPE a>", "<TIER>", "=1+1", "#", "**", "- ",
)  # fmt: skip


def _texts(lang):
    piece = st.one_of(
        st.sampled_from(PIECES[lang]),
        st.sampled_from(MARKS),
        st.text(st.characters(exclude_categories=("Cs",)), max_size=8),
    )
    return st.builds(lambda head, parts: head + "".join(parts), st.sampled_from(HEADS), st.lists(piece, max_size=40))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_any_text_is_read_or_refused(fuzz, tmp_path, suffix, lang):
    path = tmp_path / f"any{suffix}"

    @settings(max_examples=20, derandomize=True, deadline=None, database=None)
    @given(_texts(lang))
    def look(text):
        path.write_text(text, "utf-8", newline="")
        fuzz.judge(path)

    look()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_any_bytes_are_read_or_refused(fuzz, tmp_path, suffix):
    path = tmp_path / f"any{suffix}"

    @settings(max_examples=15, derandomize=True, deadline=None, database=None)
    @given(st.binary(max_size=200))
    def look(data):
        path.write_bytes(data)
        fuzz.judge(path)

    look()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "gb18030", "big5", "cp1252", "utf-8-sig", "utf-32"])
@pytest.mark.parametrize("suffix", [".txt", ".vtt", ".srt", ".sbv", ".csv", ".tsv"])
def test_a_whole_file_in_any_encoding_is_read_or_refused(fuzz, judged, suffix, encoding):
    text = fuzz.valid[suffix].decode()
    judged(f"a{suffix}", text.encode(encoding, "replace"))


@pytest.mark.parametrize("suffix", [".txt", ".vtt", ".csv"])
def test_several_encodings_in_one_file_are_read_or_refused(fuzz, judged, suffix):
    text = fuzz.valid[suffix].decode()
    ways = ("utf-8", "gb18030", "utf-16-le", "cp1252")
    mixed = b"\n".join(line.encode(ways[n % 4], "replace") for n, line in enumerate(text.split("\n")))
    judged(f"a{suffix}", mixed)
