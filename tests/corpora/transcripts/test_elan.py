"""ELAN annotations: tiers to speakers, times, dependent tiers."""

import math

import pytest

from cjm_research.corpora.transcripts.elan import ElanReader
from cjm_research.errors import ReadError


def aligned(n, one, two, text):
    value = f"<ANNOTATION_VALUE>{text}</ANNOTATION_VALUE>"
    slots = f'TIME_SLOT_REF1="{one}" TIME_SLOT_REF2="{two}"'
    return f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="{n}" {slots}>{value}</ALIGNABLE_ANNOTATION></ANNOTATION>'


def refers(n, to, text):
    value = f"<ANNOTATION_VALUE>{text}</ANNOTATION_VALUE>"
    return (
        f'<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="{n}" ANNOTATION_REF="{to}">{value}</REF_ANNOTATION></ANNOTATION>'
    )


@pytest.fixture
def read(tmp_path):
    def reading(tiers, **slots):
        order = "".join(
            f'<TIME_SLOT TIME_SLOT_ID="{name}"' + (f' TIME_VALUE="{value}"/>' if value is not None else "/>")
            for name, value in slots.items()
        )
        path = tmp_path / "talk.eaf"
        path.write_text(
            f'<?xml version="1.0" encoding="UTF-8"?><ANNOTATION_DOCUMENT><TIME_ORDER>{order}</TIME_ORDER>{tiers}'
            "</ANNOTATION_DOCUMENT>",
            encoding="utf-8",
        )
        return ElanReader().read(path)

    return reading


def test_tiers_are_speakers_and_merge_in_the_order_of_time(read):
    tiers = (
        '<TIER TIER_ID="K-Spch" PARTICIPANT="Anna">'
        + aligned("a1", "t1", "t2", "Was it late?") + aligned("a2", "t4", "t5", "Oh.") + "</TIER>"
        + '<TIER TIER_ID="Bo">' + aligned("a3", "t2", "t3", "Yes &amp;") + aligned("a4", "t3", "t4", "wet.") + "</TIER>"
    )  # fmt: skip
    reading = read(tiers, t1=0, t2=1500, t3=2000, t4=3000, t5=3500)
    turns = reading.sources[0].turns
    assert [(turn.speaker, turn.text, turn.start_seconds, turn.end_seconds, turn.place) for turn in turns] == [
        ("Anna", "Was it late?", 0.0, 1.5, "tier K-Spch, annotation 1"),
        ("Bo", "Yes & wet.", 1.5, 3.0, "tier Bo, annotation 1"),
        ("Anna", "Oh.", 3.0, 3.5, "tier K-Spch, annotation 2"),
    ]
    assert turns[1].times == ((0, 1.5, 2.0), (6, 2.0, 3.0))
    assert (reading.format, reading.counts, reading.skipped) == ("elan", {"annotations": 4}, ())


def test_translations_and_glosses_are_listed_and_the_words_come_once(read):
    tiers = (
        '<TIER TIER_ID="王敏">' + aligned("a1", "t1", "t2", "我排了很久。") + "</TIER>"
        + '<TIER TIER_ID="王敏-words" PARENT_REF="王敏">'
        + refers("b1", "a1", "我") + refers("b2", "a1", "排") + "</TIER>"
        + '<TIER TIER_ID="translation">' + aligned("c1", "t1", "t2", "I queued.") + "</TIER>"
    )  # fmt: skip
    reading = read(tiers, t1=0, t2=1500)
    assert [(turn.speaker, turn.text) for turn in reading.sources[0].turns] == [("王敏", "我排了很久。")]
    assert [(part.place, part.what, part.why) for part in reading.skipped] == [
        ("tier 王敏-words", "2 annotations", "it depends on the tier 王敏, whose words are read"),
        ("tier translation", "1 annotations", "by its name it holds no spoken words"),
    ]


def test_words_below_a_tier_of_numbers_are_found(read):
    tiers = (
        '<TIER TIER_ID="ref@A" PARTICIPANT="Anna">'
        + aligned("a1", "t1", "t2", "utt001") + aligned("a2", "t2", "t3", "utt002") + "</TIER>"
        + '<TIER TIER_ID="ft@A" PARENT_REF="ref@A" PARTICIPANT="Anna">' + refers("b1", "a1", "Tard.") + "</TIER>"
        + '<TIER TIER_ID="tx@A" PARENT_REF="ref@A" PARTICIPANT="Anna">'
        + refers("c1", "a1", "It was late.") + refers("c2", "a2", "Very.") + "</TIER>"
    )  # fmt: skip
    reading = read(tiers, t1=0, t2=1000, t3=2000)
    assert [(turn.speaker, turn.text, turn.times) for turn in reading.sources[0].turns] == [
        ("Anna", "It was late. Very.", ((0, 0.0, 1.0), (13, 1.0, 2.0)))
    ]
    assert [part.place for part in reading.skipped] == ["tier ref@A", "tier ft@A"]


def test_missing_times_inside_an_interval_are_shared_out_evenly(read):
    tiers = (
        '<TIER TIER_ID="Anna">' + aligned("a1", "t1", "t2", "one") + aligned("a2", "t2", "t3", "two")
        + aligned("a3", "t3", "t4", "three") + aligned("a4", "t5", "t6", "four") + "</TIER>"
    )  # fmt: skip
    turn = read(tiers, t1=0, t2=None, t3=None, t4=3000, t5=None, t6=None).sources[0].turns[0]
    assert turn.text == "one two three four"
    assert turn.times[:3] == ((0, 0.0, 1.0), (4, 1.0, 2.0), (8, 2.0, 3.0))
    assert len(turn.times) == 3 or math.isnan(turn.times[3][2])


def test_times_that_run_backwards_or_are_no_numbers_are_left_open(read):
    tiers = '<TIER TIER_ID="Anna">' + aligned("a1", "t2", "t1", "one") + aligned("a2", "t3", "t9", "two") + "</TIER>"
    turn = read(tiers, t1=0, t2=3000, t3="x").sources[0].turns[0]
    assert (turn.text, turn.times) == ("one two", ())
    assert math.isnan(turn.start_seconds)


def test_tiers_that_depend_on_each_other_in_a_circle_do_no_harm(read):
    tiers = '<TIER TIER_ID="a" PARENT_REF="b">' + refers("x", "y", "1") + '</TIER><TIER TIER_ID="b" PARENT_REF="a">'
    reading = read(
        tiers + refers("y", "x", "2") + '</TIER><TIER TIER_ID="c">' + aligned("z", "t1", "t2", "So.") + "</TIER>"
    )
    assert [turn.text for turn in reading.sources[0].turns] == ["So."]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            "<html><p>x</p></html>",
            " is XML but not of ELAN: it begins with <html>, expected was <ANNOTATION_DOCUMENT>. "
            "Save the annotations in ELAN as .eaf, or export them as .txt.",
        ),
        (
            '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
            " defines XML entities, which could draw in other files. Export it again from the tool that made it.",
        ),
    ],
    ids=["other-xml", "entities"],
)
def test_other_files_are_refused(tmp_path, content, sentence):
    path = tmp_path / "talk.eaf"
    path.write_text(content)
    with pytest.raises(ReadError) as caught:
        ElanReader().read(path)
    assert str(caught.value) == f"{path}{sentence}"


def test_a_file_cut_off_names_the_line(tmp_path):
    path = tmp_path / "talk.eaf"
    path.write_text("<ANNOTATION_DOCUMENT>\n<TIER>")
    with pytest.raises(ReadError, match=r"talk\.eaf, line 2: not well-formed XML \(.+\)\. Export or save it again\.$"):
        ElanReader().read(path)
