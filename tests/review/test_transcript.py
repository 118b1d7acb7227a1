"""The transcript of a session: every turn in its words, every segment in its place."""

import pytest

from cjm_research.errors import UnknownNameError

LANGS = pytest.mark.parametrize("lang", ["en", "zh"])


@LANGS
def test_turns_and_segments_lie_where_the_document_has_them(toy, store, lang):
    session, made = toy.session(store, lang), toy.frames(lang)
    shown, text = session.transcript(), made["documents"]["text"].iloc[0]
    assert [turn.text for turn in shown.turns] == [text[turn.start : turn.end] for turn in shown.turns]
    assert [turn.label for turn in shown.turns] == [
        *(["Interviewer", "P01"] if lang == "en" else ["访谈者", "P02"])
    ] * 2
    assert [turn.role for turn in shown.turns] == ["interviewer", "participant"] * 2
    assert {turn.seconds for turn in shown.turns} == {None}
    words = dict(zip(made["segments"]["segment_id"], made["segments"]["text"], strict=True))
    assert {one.segment_id: text[one.start : one.end] for one in shown.segments} == words
    assert (shown.name, shown.language, shown.kind) == (f"interview-{lang}.txt.txt", lang, "interview")


@LANGS
def test_segments_show_what_is_said_and_what_is_suggested(toy, store, lang):
    session = toy.session(store, lang)
    session.change({"motivation": "intrinsic"})
    session.skip()
    first, second, third, _ = session.transcript().segments
    assert (first.codes, first.suggested, first.done) == (("motivation/intrinsic",), (), True)
    assert (second.codes, second.suggested, second.skipped) == ((), ("pain_point/functional",), True)
    assert (third.done, third.suggested) == (False, ("pain_point/financial",))
    session.undo()
    session.undo()
    assert [one.done or one.skipped for one in session.transcript().segments] == [False] * 4
    assert session.transcript().segments[0].suggested == ("goal/explicit",)


@LANGS
def test_a_transcript_is_the_same_in_a_session_opened_later(toy, store, lang):
    session = toy.session(store, lang)
    session.accept()
    session.transcript()
    session.flag()
    session.merge("previous")
    session.transcript()
    session.undo()
    session.memo("x")
    assert session.transcript() == toy.session(store, lang).transcript()


def test_a_document_that_is_not_there_is_named(toy, store):
    message = r"^No document of this session is called 'd9'\. It holds 1 documents\.$"
    with pytest.raises(UnknownNameError, match=message):
        toy.session(store).transcript("d9")
