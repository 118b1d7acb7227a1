"""Every place is carried through what was taken out and what was replaced."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjm_research.corpora import Reading, Source, Turn
from cjm_research.corpora.build import build
from cjm_research.corpora.imported import Code, Mark, Memo
from cjm_research.corpora.offsets import tidy

TEXT = {
    "en": "Interviewer: How was it?\r\nBo Lim: I am Bo Lim. It cost too much, ring 07700 900123. Too dear.\r\n",
    "zh": "访谈者：怎么样？\r\n王秀英：我叫王秀英。电话是13812345678，价格太贵了😀。\r\n",
}
QUOTE = {"en": "It cost too much", "zh": "价格太贵了"}
SPOKEN = {
    "en": (("Interviewer", "How was it?"), ("Bo Lim", "I am Bo")),
    "zh": (("访谈者", "怎么样？"), ("王秀英", "我叫")),
}


def project(lang, **more):
    text = TEXT[lang]
    turns = []
    for speaker, words in SPOKEN[lang]:
        start = text.index(words)
        end = text.index("\r", start)
        turns.append(
            Turn(text[start:end], speaker, span=(start, end), times=((0, 1.0, 2.0), (end - start - 2, 2.0, 3.0)))
        )
    start = text.index(QUOTE[lang])
    marks = (
        Mark(start, start + len(QUOTE[lang]), "Costs > Too dear", "Ana", "2026-01-05", f"{SPOKEN[lang][1][0]} says so"),
    )
    source = Source("interview", tuple(turns), inside="talk 1", text=text, marks=marks)
    return Reading(Path("p.qdpx"), "REFI-QDA", sources=(source,), source="p.qdpx", sha256="1", **more)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_text_of_another_tool_keeps_its_words_and_its_codings_stay_on_them(lang):
    built = build([project(lang, codes=(Code("Costs > Too dear", "When it is dear", "#ff0000"),))])
    corpus = built.corpus
    document, mark = corpus.documents.loc[0], corpus.imported.loc[0]
    assert document["name"] == "p.qdpx/talk 1.txt"
    assert document["text"][mark["start"] : mark["end"]] == QUOTE[lang]
    expected = {
        "en": "Interviewer: How was it?\nP01: I am P01. It cost too much, ring [phone-1]. Too dear.\n",
        "zh": "访谈者：怎么样？\nP01：我叫P01。电话是[phone-1]，价格太贵了😀。\n",
    }
    assert document["text"] == expected[lang]
    assert (mark["coder"], mark["created_at"], mark["memo"]) == ("Ana", "2026-01-05", "P01 says so")
    assert corpus.codes[["code", "description", "color", "source", "family"]].values.tolist() == [
        ["Costs > Too dear", "When it is dear", "#ff0000", "p.qdpx", ""]
    ]
    for place in corpus.replacements.query("status == 'made'").itertuples():
        assert document["text"][place.start : place.end] == place.pseudonym
        assert built.surfaces[place.document_id, place.start] in TEXT[lang]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_turns_of_such_a_text_lie_in_it_with_their_times(lang):
    corpus = build([project(lang)]).corpus
    text = corpus.documents.loc[0, "text"]
    turns = corpus.turns.sort_values("seq").to_dict("records")
    assert [text[turn["start"] : turn["end"]] for turn in turns] == [
        line[line.index("：" if lang == "zh" else ":") + 1 :].strip() for line in text.strip().split("\n")
    ]
    assert turns[1]["question"] == SPOKEN[lang][0][1]
    last = turns[1]["times"][1]
    assert text[turns[1]["start"] + last[0] : turns[1]["end"]] == TEXT[lang].rstrip()[-2:]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_times_of_cues_follow_the_words_they_belong_to(lang):
    first = {"en": "I am Bo Lim and\r\n\r\n", "zh": "我叫王秀英，\r\n\r\n"}[lang]
    second = {"en": "my mail is a@example.org, ", "zh": "邮箱是 a@example.org，"}[lang]
    third = {"en": "write to me.", "zh": "写信给我。"}[lang]
    text = f"  {first}{second}{third}"
    times = ((2, 0.0, 1.0), (2 + len(first), 1.0, 2.0), (2 + len(first) + len(second), 2.0, 3.0))
    speaker = {"en": "Bo Lim", "zh": "王秀英"}[lang]
    source = Source("interview", (Turn(text, speaker, times=times),))
    corpus = build([Reading(Path("a.vtt"), "vtt", sources=(source,), source="a.vtt", sha256="1")]).corpus
    turn = corpus.turns.loc[0]
    words = corpus.documents.loc[0, "text"][turn["start"] : turn["end"]]
    assert [words[int(offset) :] for offset, _, _ in turn["times"]] == [
        words, words[words.index(second[:4]) :], third,
    ]  # fmt: skip
    assert [seconds for _, *seconds in turn["times"]] == [[0.0, 1.0], [1.0, 2.0], [2.0, 3.0]]


def test_memos_stand_on_what_they_are_about_without_names():
    at = TEXT["en"].index("Too dear")
    memos = (
        Memo("study", "", "Bo Lim rang."), Memo("document", "talk 1", "A good talk."), Memo("case", "Bo Lim", "Old."),
        Memo("place", f"talk 1:{at}-{at + 8}", "Bo again", "Ana", "2026-01-05"),
        Memo("code", "Costs > Too dear", "So."),
    )  # fmt: skip
    corpus = build([project("en", memos=memos)]).corpus
    document = corpus.documents.loc[0]
    told = {memo.about: (memo.about_id, memo.text) for memo in corpus.memos.itertuples()}
    at = document["text"].index("Too dear")
    assert told == {
        "study": ("", "P01 rang."), "document": (document["document_id"], "A good talk."), "case": ("P01", "Old."),
        "place": (f"{document['document_id']}:{at}-{at + 8}", "P01 again"), "code": ("Costs > Too dear", "So."),
    }  # fmt: skip


def test_a_code_that_another_file_uses_stays_with_what_it_was_mapped_onto():
    first = build([project("en", codes=(Code("Costs > Too dear"),))]).corpus
    mapped = first.codes.assign(family="pain_point", subtype="financial")
    held = build([], type(first)(**{**first.frames(), "codes": mapped})).corpus
    other = project("zh", codes=(Code("Costs > Too dear", "told anew"),))
    other = type(other)(**{**vars(other), "source": "q.qdpx", "sha256": "2"})
    corpus = build([other], held).corpus
    assert corpus.codes[["code", "source", "family", "subtype"]].values.tolist() == [
        ["Costs > Too dear", "p.qdpx", "pain_point", "financial"]
    ]
    gone = type(other)(**{**vars(project("en")), "sources": (), "format": "", "sha256": "3"})
    assert build([gone], corpus).corpus.codes[["code", "source", "family"]].values.tolist() == [
        ["Costs > Too dear", "q.qdpx", "pain_point"]
    ]


@given(st.text(st.sampled_from("ab 王\r\n\t\x00\x0b\ufeff\u3000\u2028"), max_size=30), st.booleans())
def test_what_stays_of_a_text_is_where_it_is_said_to_be(text, blank_lines):
    told = tidy(text, blank_lines)
    for offset, char in enumerate(text):
        if char in "ab王":
            assert told.text[told.at(offset)] == char
    assert told.at(len(text)) == len(told.text)
    assert [told.at(n) for n in range(len(text))] == sorted(told.at(n) for n in range(len(text)))
    assert not set(told.text) & set("\r\x00\x0b\ufeff")


def test_a_lone_half_of_a_character_does_not_stop_a_file():
    source = Source("interview", (Turn("It was \ud83d late.", "Bo"),))
    corpus = build([Reading(Path("a.json"), "whisper", sources=(source,), source="a.json", sha256="1")]).corpus
    assert corpus.documents.loc[0, "text"] == "P01: It was  late."


def test_files_count_who_speaks_and_what_was_replaced():
    row = build([project("en", counts={"selections": 1})]).corpus.files.loc[0]
    assert row["counts"] == {
        "selections": 1, "speakers, interviewer": 1, "speakers, participant": 1, "replaced, name": 2,
        "replaced, phone": 1,
    }  # fmt: skip
    assert (row["version"], row["shown"]) == (1, "p.qdpx")
