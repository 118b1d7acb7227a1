"""Readings to frames: ids, labels, offsets."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjm_research.corpora import Corpus, Failure, Reading, Source, Turn, build_corpus
from cjm_research.schema import check


def reading(source, *sources, sha256="1"):
    return Reading(Path(source), "text", sources=sources, source=source, sha256=sha256)


def interview(source, *said, sha256="1"):
    turns = tuple(Turn(text, speaker, place=f"line {n}") for n, (speaker, text) in enumerate(said, 1))
    return reading(source, Source("interview", turns), sha256=sha256)


ENGLISH = interview(
    "a.txt",
    ("Interviewer", "Why?"),
    ("Bo Lim", "The van 🚚 came late."),
    ("Interviewer", "And?"),
    ("Bo Lim", "I'm Bo."),
)
CHINESE = interview("b.txt", ("访谈者", "为什么？"), ("王秀英", "我排了三个小时。"))
SURVEY = reading(
    "s.csv",
    Source("survey", (Turn("It was late.", question="What?"), Turn("no", question="More?")), "k1", {"Plan": "basic"}),
    Source("survey", (Turn("no", question="More?"),), "k2"),
    Source("survey", (), "k3", {"Plan": "plus"}),
)


def holds_law_one(corpus):
    text = corpus.documents.set_index("document_id")["text"]
    for turn in corpus.turns.itertuples():
        piece = text[turn.document_id][turn.start : turn.end]
        assert piece
        assert piece == piece.strip()
    return True


def test_an_interview_is_a_paragraph_a_turn():
    corpus = build_corpus([ENGLISH])
    assert corpus.documents.loc[0, "text"] == (
        "Interviewer: Why?\n\nP01: The van 🚚 came late.\n\nInterviewer: And?\n\nP01: I'm P01."
    )
    assert corpus.documents.loc[0, "name"] == "a.txt.txt"
    turns = corpus.turns.sort_values("seq")
    assert turns["question"].tolist() == ["", "Why?", "", "And?"]
    assert turns["case_id"].tolist() == ["", "P01", "", "P01"]
    assert holds_law_one(corpus)


def test_a_chinese_interview_has_chinese_labels():
    corpus = build_corpus([CHINESE])
    assert corpus.documents.loc[0, "text"] == "访谈者：为什么？\n\nP01：我排了三个小时。"
    assert corpus.documents.loc[0, "language"] == "zh"


def test_a_respondent_is_a_document_without_questions_in_it():
    corpus = build_corpus([SURVEY])
    assert sorted(corpus.documents["text"]) == ["It was late.\n\nno", "no"]
    assert corpus.cases["case_id"].tolist() == ["R001", "R002", "R003"]
    assert corpus.cases["attributes"].tolist() == [{"Plan": "basic"}, {}, {"Plan": "plus"}]
    assert sorted(corpus.documents["name"]) == ["s.csv/R001.txt", "s.csv/R002.txt"]


def test_the_frames_keep_their_contracts_and_show_themselves():
    corpus = build_corpus([ENGLISH, CHINESE, SURVEY])
    for name in ("files", "documents", "cases", "turns"):
        check(getattr(corpus, name), name)
    assert repr(corpus) == "Corpus(4 documents, 5 people, 9 turns)"
    assert "<th>respondents</th><td>3</td>" in corpus._repr_html_()


def test_the_order_of_readings_changes_nothing():
    one, two = build_corpus([ENGLISH, CHINESE, SURVEY]), build_corpus([SURVEY, CHINESE, ENGLISH])
    for name in ("files", "documents", "cases", "turns"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(two, name))


def test_the_order_of_respondents_changes_nothing():
    shuffled = reading("s.csv", *reversed(SURVEY.sources))
    pd.testing.assert_frame_equal(build_corpus([SURVEY]).documents, build_corpus([shuffled]).documents)


def test_case_ids_go_on_and_unchanged_files_stay():
    first = build_corpus([CHINESE])
    second = build_corpus([ENGLISH, CHINESE], first)
    assert second.cases.set_index("source")["case_id"].to_dict() == {"a.txt": "P02", "b.txt": "P01"}
    pd.testing.assert_frame_equal(build_corpus([ENGLISH, CHINESE], second).turns, second.turns)


def test_a_changed_file_takes_the_place_of_the_old_one_with_its_case_ids():
    changed = interview("b.txt", ("访谈者", "为什么？"), ("王秀英", "我等了四个小时。"), sha256="2")
    corpus = build_corpus([changed], build_corpus([CHINESE, ENGLISH]))
    texts = corpus.documents.set_index("source")["text"]
    assert len(texts) == 2
    assert texts["b.txt"].startswith("访谈者：为什么？\n\nP02：我等了四个小时")


def test_failures_are_files_with_an_error():
    corpus = build_corpus([ENGLISH], None, [Failure(Path("c.pdf"), "c.pdf", "", "c.pdf is a PDF.")])
    assert corpus.files.set_index("source")["error"].to_dict() == {"a.txt": "", "c.pdf": "c.pdf is a PDF."}


def test_nothing_given_is_an_empty_corpus():
    assert repr(build_corpus([])) == repr(Corpus.empty())


@pytest.mark.parametrize("name", ["Bo Lim", "Bo", "Lim"])
def test_a_speakers_name_is_nowhere_in_the_frames(name):
    corpus = build_corpus(
        [interview("Talk with Bo Lim.txt", ("Ann Roe", "Bo, why?"), ("Bo Lim", "I'm Bo Lim, Mr Lim."))]
    )
    shown = (
        corpus.documents.drop(columns="source").to_csv()
        + corpus.turns.to_csv()
        + corpus.cases.drop(columns="source").to_csv()
    )
    assert name not in shown.replace("P01", "")


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    ["It was late.\r\nVery.", "好的。\n\n“行”！", "﻿BOM", "😀 👍🏽", "１２３（全角）：", "a\x00b\x0b", "Anna: no"]
)


@given(st.lists(st.tuples(st.sampled_from(["Interviewer", "Bo Lim", "受访者", ""]), words), max_size=12))
def test_offsets_hold_for_any_transcript(said):
    corpus = build_corpus([interview("x.txt", *said)])
    assert holds_law_one(corpus)
    assert not any("\r" in text or "\n\n\n" in text for text in corpus.documents["text"])


def test_documents_whose_names_become_alike_are_told_apart():
    talk = (("Interviewer", "Why?"), ("Participant", "The van came late."))
    walkers = [
        interview("z.txt", ("Ann Roe", "Why?"), ("Ben Walker", "Late.")),
        interview("y.txt", ("Ann Roe", "Why?"), ("Kim Walker", "Late.")),
    ]
    corpus = build_corpus([*walkers, interview("Kim on vans.txt", *talk), interview("Ben on vans.txt", *talk)])
    assert corpus.documents["name"].is_unique
