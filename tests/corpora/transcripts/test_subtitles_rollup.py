"""Captions that roll up: repeats go, words stay once, with their times."""

from cjm_research.corpora.transcripts.subtitles import parse_cues

YOUTUBE = """WEBVTT
Kind: captions
Language: en

00:00:00.000 --> 00:00:02.000 align:start position:0%

it<00:00:00.500><c> was</c><00:00:01.000><c> late</c>

00:00:02.000 --> 00:00:02.010 align:start position:0%
it was late


00:00:02.010 --> 00:00:04.000 align:start position:0%
it was late
and<00:00:02.500><c> wet</c>

00:00:04.000 --> 00:00:04.010 align:start position:0%
and wet

"""


def test_repeated_lines_of_automatic_captions_go():
    spoken = parse_cues(YOUTUBE.replace("0%\n\n", "0%\n \n"))
    assert [turn.text for turn in spoken.turns] == ["it was late and wet"]
    assert spoken.counts == {"cues": 4, "repeats": 3}
    assert ("captions", "lines of 3 cues") in [(part.place, part.what) for part in spoken.skipped]


def test_words_keep_the_times_that_stand_inside_the_cue():
    turn = parse_cues(YOUTUBE.replace("0%\n\n", "0%\n \n")).turns[0]
    assert [(turn.text[at:].split()[0], start, end) for at, start, end in turn.times] == [
        ("it", 0.0, 0.5), ("was", 0.5, 1.0), ("late", 1.0, 2.0), ("and", 2.01, 2.5), ("wet", 2.5, 4.0),
    ]  # fmt: skip


def test_chinese_lines_that_roll_up_are_kept_once():
    lines = ["我排了", "三个小时", "的队，", "太久了。"]
    cues = [f"00:0{n}.000 --> 00:0{n + 1}.000\n" + "\n".join(lines[max(0, n - 1) : n + 1]) + "\n\n" for n in range(4)]
    spoken = parse_cues("WEBVTT\n\n" + "".join(cues))
    assert [turn.text for turn in spoken.turns] == ["我排了三个小时的队，太久了。"]
    assert spoken.counts == {"cues": 4, "repeats": 3}


def test_people_who_say_a_thing_twice_are_left_alone():
    cues = ["Yes.", "Yes.", "It was late.", "And wet.", "Was it?", "It was.", "I see.", "Thanks."]
    text = "".join(f"00:0{n}.000 --> 00:0{n + 1}.000\n{words}\n\n" for n, words in enumerate(cues))
    spoken = parse_cues("WEBVTT\n\n" + text)
    assert spoken.turns[0].text.startswith("Yes. Yes. It was late.")
    assert spoken.counts == {"cues": 8}
