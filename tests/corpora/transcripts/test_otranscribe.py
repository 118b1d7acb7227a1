"""oTranscribe files."""

import json

import pytest

from cjm_research.corpora.transcripts.otranscribe import OtranscribeReader, lines_of
from cjm_research.errors import ReadError


def stamp(seconds, shown):
    return f'<span class="timestamp" contenteditable="false" data-timestamp="{seconds}">{shown}</span>'


@pytest.fixture
def read(tmp_path):
    def reading(text):
        path = tmp_path / "talk.otr"
        path.write_text(json.dumps({"text": text, "media": "x.mp3", "media-time": 12.3}), encoding="utf-8")
        return OtranscribeReader().read(path)

    return reading


def test_paragraphs_with_names_and_stamps(read):
    reading = read(
        f"<p>{stamp(1.25, '0:01')}&nbsp;Anna: Was it <b>late</b>?</p>"
        f"<p>{stamp(4, '0:04')} Bo: Yes &amp; wet.<br />Very.</p>"
        f"<p>{stamp(3723.5, '1:02:03')} Anna: Oh.</p>"
    )
    turns = reading.sources[0].turns
    assert [(turn.speaker, turn.text, turn.start_seconds, turn.place) for turn in turns] == [
        ("Anna", "Was it late?", 1.25, "paragraph 1"),
        ("Bo", "Yes & wet.\nVery.", 4.0, "paragraph 2"),
        ("Anna", "Oh.", 3723.5, "paragraph 4"),
    ]
    assert (reading.format, reading.counts) == ("otranscribe", {"time stamps": 3})


def test_chinese_paragraphs_with_a_stamp_inside(read):
    reading = read(
        f"<p>{stamp(1, '0:01')} 王敏：我排了很久。{stamp(5, '0:05')} 队很长。</p>"
        f"<p>{stamp(9, '0:09')} 李强：是吗？</p><p>{stamp(11, '0:11')} 王敏：是。</p>"
    )
    turn = reading.sources[0].turns[0]
    assert (turn.speaker, turn.text) == ("王敏", "我排了很久。 队很长。")
    assert [(turn.text[at:], start) for at, start, _ in turn.times] == [
        ("我排了很久。 队很长。", 1.0),
        ("队很长。", 5.0),
    ]


def test_old_files_write_the_stamp_as_minutes_and_seconds():
    assert lines_of(f"<p>{stamp('1:02', '1:02')} So.</p>")[0].text == "[0:01:02] So."
    assert lines_of('<p><span class="timestamp">1:02</span> 好。</p>')[0].text == "[0:01:02] 好。"


def test_a_stamp_that_is_not_closed_swallows_no_words():
    markup = '<p><span class="timestamp" data-timestamp="1">0:01</p><p>It was late.</p>'
    assert [line.text for line in lines_of(markup) if line.text] == ["[0:00:01]", "It was late."]


def test_stamps_without_names_begin_turns(read):
    turns = read("".join(f"<p>{stamp(n, 'x')} It was late.</p>" for n in (1, 20, 40))).sources[0].turns
    assert (turns[0].text, turns[0].start_seconds) == ("It was late. It was late. It was late.", 1.0)
    assert [start for _, start, _ in turns[0].times] == [1.0, 20.0, 40.0]


@pytest.mark.parametrize(
    "content", ['{"media": "x.mp3"}', '["text"]', '{"text": 3}'], ids=["no-text", "list", "number"]
)
def test_other_json_is_refused(tmp_path, content):
    path = tmp_path / "talk.otr"
    path.write_text(content)
    with pytest.raises(ReadError) as caught:
        OtranscribeReader().read(path)
    assert str(caught.value) == (
        f"{path} is JSON but not of oTranscribe: expected was an object with 'text'. "
        "Export it from oTranscribe once more, as .otr or as plain text."
    )
