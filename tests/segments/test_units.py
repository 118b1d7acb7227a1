"""Turns to segments."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjm_research.corpora import Reading, Source, Turn, build_corpus
from cjm_research.schema import check
from cjm_research.segments import MeaningUnits
from cjm_research.segments.fillers import is_filler
from cjm_research.settings import Settings

UNITS = MeaningUnits(Settings.default().segments)


def corpus_of(*said, kind="interview"):
    if kind == "survey":
        sources = tuple(
            Source("survey", (Turn(text, question="What went wrong?"),), f"k{n}") for n, text in enumerate(said)
        )
    else:
        sources = (Source("interview", tuple(Turn(text, speaker) for speaker, text in said)),)
    return build_corpus([Reading(Path("x.txt"), "text", sources=sources, source="x.txt", sha256="1")])


def segments_of(*said, kind="interview"):
    corpus = corpus_of(*said, kind=kind)
    frame = check(UNITS(corpus.documents, corpus.turns), "segments")
    text = corpus.documents.set_index("document_id")["text"]
    assert all(text[row.document_id][row.start : row.end] == row.text for row in frame.itertuples())
    return frame.sort_values(["document_id", "start"], ignore_index=True)


def test_only_participants_make_segments():
    frame = segments_of(("Interviewer", "Was the van late on that day?"), ("Participant", "It came three days late."))
    assert frame["text"].tolist() == ["It came three days late."]
    assert frame["case_id"].tolist() == ["P01"]


def test_short_sentences_and_fillers_join_a_neighbour():
    frame = segments_of(
        ("Interviewer", "And?"),
        ("Participant", "Yeah. So. The van came three days late. Really. Nobody rang me about it. Mm-hmm."),
    )
    assert frame["text"].tolist() == [
        "Yeah. So. The van came three days late.",
        "Really. Nobody rang me about it. Mm-hmm.",
    ]


def test_chinese_fillers_join_a_neighbour():
    frame = segments_of(
        ("访谈者", "然后呢？"), ("受访者", "嗯。那天我排了三个多小时的队。对对对。取号机还坏了，又回去重新排。")
    )
    assert frame["text"].tolist() == ["嗯。那天我排了三个多小时的队。", "对对对。取号机还坏了，又回去重新排。"]
    assert set(frame["language"]) == {"zh"}


@pytest.mark.parametrize("text", ["Yeah.", "Okay, thank you.", "N/A", "嗯，对对对。", "没有。", "……"])
def test_turns_of_mere_fillers_make_no_segment(text):
    assert len(segments_of(("Interviewer", "Was it late?"), ("Participant", text))) == 0


@pytest.mark.parametrize("text", ["Yeah, it broke.", "不好用", "三天。"])
def test_short_turns_that_say_something_are_kept(text):
    assert segments_of(("Interviewer", "Was it late?"), ("Participant", text))["text"].tolist() == [text]
    assert not is_filler(text)


def test_the_context_is_the_question_and_then_the_sentence_before():
    frame = segments_of(
        ("Interviewer", "Was it late?"), ("Participant", "It came three days late. Nobody rang me about it.")
    )
    assert frame["context"].tolist() == ["Was it late?", "Was it late? … It came three days late."]
    assert frame["position"].is_monotonic_increasing


def test_a_survey_answer_stays_whole_until_it_is_too_long():
    short = "It was late. Nobody rang me. I was not amused by that."
    long = "The van came three days late and nobody told me anything about it. " * 6
    frame = segments_of(short, long, kind="survey")
    assert short in frame["text"].tolist()
    assert len(frame) == 7
    assert set(frame["context"].str.split(" … ").str[0]) == {"What went wrong?"}


def test_two_people_with_the_same_answer_stay_two_segments():
    frame = segments_of("no", "no", kind="survey")
    assert frame["text"].tolist() == ["no", "no"]
    assert frame["segment_id"].is_unique


def test_speech_without_marks_is_cut():
    text = "so we were standing there and the man said that the van was late because of the snow " * 20
    frame = segments_of(("Interviewer", "Well?"), ("Participant", text))
    assert len(frame) > 5
    assert frame["text"].str.len().max() <= UNITS.settings.max_chars


def test_the_order_of_rows_changes_nothing():
    corpus = corpus_of("It was late and open.", "排队太久了，三个小时", kind="survey")
    shuffled = UNITS(corpus.documents.iloc[::-1], corpus.turns.iloc[::-1])
    pd.testing.assert_frame_equal(UNITS(corpus.documents, corpus.turns), shuffled)


def test_the_input_is_not_changed():
    corpus = corpus_of(("Interviewer", "Well?"), ("Participant", "It was late. Nobody rang me."))
    before = corpus.turns.copy(deep=True)
    UNITS(corpus.documents, corpus.turns)
    pd.testing.assert_frame_equal(corpus.turns, before)


words = st.text(st.sampled_from("ab .!?。！？；…”“（）\n\r,1甲嗯😀\ufeff："), max_size=80)


@given(st.lists(st.tuples(st.sampled_from(["Interviewer", "Participant"]), words), max_size=8))
def test_offsets_hold_for_any_transcript(said):
    frame = segments_of(*said)
    assert not frame["text"].map(is_filler).any()
    assert (frame["text"].str.strip() == frame["text"]).all()
