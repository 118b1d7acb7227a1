"""Speech recognition in JSON, from each of the programs that write it."""

import json
import math
import re

import pytest

from cjm_research.corpora.transcripts.whisper import WhisperReader
from cjm_research.errors import ReadError


@pytest.fixture
def read(tmp_path):
    def reading(content):
        path = tmp_path / "talk.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return WhisperReader().read(path)

    return reading


def refusal(read, content):
    with pytest.raises(ReadError) as caught:
        read(content)
    return re.sub(r"^.*?talk\.json", "talk.json", str(caught.value))


WHISPER = {
    "text": " It was late. Very.",
    "segments": [
        {"id": 0, "seek": 0, "start": 0.0, "end": 2.0, "text": " It was late.", "tokens": [1], "no_speech_prob": 0.1},
        {"id": 1, "seek": 0, "start": 2.5, "end": 3.0, "text": " Very.", "tokens": [2], "no_speech_prob": 0.1},
    ],
    "language": "en",
}


def test_whisper_in_english(read):
    reading = read(WHISPER)
    turn = reading.sources[0].turns[0]
    assert (turn.text, turn.start_seconds, turn.end_seconds, turn.place) == (
        "It was late. Very.",
        0.0,
        3.0,
        "segment 1",
    )
    assert turn.times == ((0, 0.0, 2.0), (13, 2.5, 3.0))
    assert (reading.format, reading.counts, reading.sources[0].language) == ("whisper json", {"segments": 2}, "en")
    assert reading.skipped[0].place == "speakers"


def test_whisper_in_chinese(read):
    segments = [{"start": 0, "end": 2, "text": "我排了三个"}, {"start": 2, "end": 3, "text": "小时的队。"}]
    reading = read({"text": "我排了三个小时的队。", "segments": segments, "language": "chinese"})
    assert [(turn.text, turn.times) for turn in reading.sources[0].turns] == [
        ("我排了三个小时的队。", ((0, 0.0, 2.0), (5, 2.0, 3.0)))
    ]
    assert reading.sources[0].language == "zh"


def test_whisperx_names_speakers_and_times_words(read):
    words = [
        {"word": "It", "start": 1.0, "end": 1.2, "speaker": "SPEAKER_01"}, {"word": "cost"},
        {"word": "12.", "speaker": "SPEAKER_01"}, {"word": "Euros.", "start": 2.0, "end": 2.4, "speaker": "SPEAKER_01"},
    ]  # fmt: skip
    segments = [
        {"start": 0.0, "end": 0.9, "text": " How much?", "speaker": "SPEAKER_00", "words": []},
        {"start": 1.0, "end": 2.4, "text": " It cost 12. Euros.", "speaker": "SPEAKER_01", "words": words},
    ]
    reading = read({"segments": segments, "word_segments": []})
    turns = reading.sources[0].turns
    assert [(turn.speaker, turn.text) for turn in turns] == [
        ("SPEAKER_00", "How much?"), ("SPEAKER_01", "It cost 12. Euros."),
    ]  # fmt: skip
    assert turns[1].times == ((0, 1.0, 1.2), (12, 2.0, 2.4))
    assert reading.skipped == ()


def test_a_stretch_in_which_two_people_speak_is_parted_by_its_words(read):
    spoken = [("A", "Was"), ("A", "it"), ("A", "late?"), ("B", "Yes,"), ("B", "it"), ("B", "was."), ("A", "Hm.")]
    words = [{"word": word, "start": n, "end": n + 0.5, "speaker": who} for n, (who, word) in enumerate(spoken)]
    segment = {"start": 0, "end": 7, "text": "Was it late? Yes, it was. Hm.", "speaker": "A", "words": words}
    turns = read({"segments": [segment]}).sources[0].turns
    assert [(turn.speaker, turn.text, turn.start_seconds) for turn in turns] == [
        ("A", "Was it late?", 0.0), ("B", "Yes, it was. Hm.", 3.0),
    ]  # fmt: skip


def test_words_beside_the_stretches(read):
    words = [{"word": "It", "start": 0.0, "end": 0.4}, {"word": "late", "start": 2.5, "end": 3.0}]
    content = {"task": "transcribe", "language": "english", "duration": 3.0, **WHISPER, "words": words}
    content["segments"] = [{"start": 0.0, "end": 2.0, "text": "It was"}, {"start": 2.0, "end": 3.0, "text": " late."}]
    turn = read(content).sources[0].turns[0]
    assert turn.times == ((0, 0.0, 0.4), (7, 2.5, 3.0))


@pytest.mark.parametrize(
    "content",
    [
        [{"start": 1.5, "end": 2.0, "text": "It was late."}],
        {"chunks": [{"timestamp": [1.5, 2.0], "text": " It was late."}], "text": "It was late."},
        {"transcription": [{"timestamps": {"from": "00:00:01,500", "to": "00:00:02,000"}, "text": " It was late."}]},
        {
            "text": "It was late.",
            "words": [{"word": "It", "start": 1.5, "end": 1.6}, {"word": "late", "end": 2.0, "start": 1.8}],
        },
    ],
    ids=["bare-list", "transformers", "whisper.cpp", "words-only"],
)
def test_other_programs(read, content):
    turn = read(content).sources[0].turns[0]
    assert (turn.text, turn.start_seconds, turn.end_seconds) == ("It was late.", 1.5, 2.0)


def test_bare_text_of_the_service_is_one_turn(read):
    assert [turn.text for turn in read({"text": "It was late."}).sources[0].turns] == ["It was late."]


def test_times_that_cannot_be_are_no_times(read):
    segments = [
        {"start": -1, "end": 2, "text": "a"}, {"start": 5, "end": 2, "text": "b"},
        {"start": "x", "end": None, "text": "c"},
        {"start": True, "end": 10**400, "text": "d"}, {"start": 1e300, "end": 2e300, "text": ""},
    ]  # fmt: skip
    reading = read({"segments": segments})
    assert [turn.text for turn in reading.sources[0].turns] == ["a b c d"]
    assert math.isnan(reading.sources[0].turns[0].start_seconds)
    assert ("segments", "1 of 5", "no words in them") in [(p.place, p.what, p.why) for p in reading.skipped]


EXPECTED = (
    " Expected was speech recognition: a list 'segments' whose items have 'start', 'end' and 'text'. "
    "Export the transcript as .vtt, .srt, .docx or .txt."
)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            {"name": "x", "version": 2},
            "talk.json is JSON but no transcript: it holds an object with 'name', 'version'." + EXPECTED,
        ),
        ([1, 2], "talk.json is JSON but no transcript: it holds a list of 2 items." + EXPECTED),
        ("3", "talk.json is JSON but no transcript: it holds a single value." + EXPECTED),
        (
            '{"segments": [\n{"start": 1,',
            "talk.json, line 2: the JSON breaks there (Expecting property name enclosed in double quotes). "
            "It may be cut off; copy or export it again.",
        ),
        ("[" * 100_000, "talk.json is JSON that no transcript needs (too deeply nested). Export it again."),
        (
            "9" * 5000,
            "talk.json is JSON that no transcript needs (a number with thousands of digits). Export it again.",
        ),
    ],
    ids=["other-object", "list-of-numbers", "number", "cut-off", "deep", "huge-number"],
)
def test_other_json_is_refused_with_what_it_holds(read, content, sentence):
    assert refusal(read, content) == sentence
