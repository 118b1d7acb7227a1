"""Texts in which nobody is named."""

import pytest

from cjm_research.corpora.transcripts.transcript import Line, parse
from cjm_research.corpora.transcripts.unlabelled import NOBODY

QUESTIONS = ["Why was it late?", "What did you do?", "Would you order again?"]
ANSWERS = ["The van broke down.", "I called them twice.", "No, I would not."]
FRAGEN = ["为什么晚了？", "您怎么办的？", "您还会再买吗？"]
ANTWORTEN = ["车坏了，等了很久。", "我打了两次电话。", "不会再买了。"]


def parsed(text):
    return parse([Line(line, f"line {n}") for n, line in enumerate(text.split("\n"), 1)])


def alternating(questions, answers, form):
    return "\n\n".join(f"{form.format(q)}\n\n{a}" for q, a in zip(questions, answers, strict=True))


@pytest.mark.parametrize("form", ["{}", "**{}**", "> {}", "### {}", "*{}*", "1. {}"],
                         ids=["plain", "bold", "quote", "heading", "italic", "number"])  # fmt: skip
def test_paragraphs_that_ask_are_the_interviewers(form):
    found = parsed(alternating(QUESTIONS, ANSWERS, form))
    assert [(turn.speaker, turn.role, turn.text) for turn in found.turns] == [
        pair
        for q, a in zip(QUESTIONS, ANSWERS, strict=True)
        for pair in (("Interviewer", "interviewer", q), ("Participant", "participant", a))
    ]
    assert found.skipped[-1].why == (
        "no speaker is named: the 3 paragraphs that ask are taken as the interviewer's, the others as an answer"
    )


@pytest.mark.parametrize("form", ["{}", "**{}**", "> {}", "问：{}"], ids=["plain", "bold", "quote", "label"])
def test_paragraphs_that_ask_in_chinese(form):
    text = alternating(FRAGEN, ANTWORTEN, form)
    found = parsed(text.replace("\n\n车", "\n\n答：车") if form.startswith("问") else text)
    assert [turn.text for turn in found.turns][:2] == ["为什么晚了？", "车坏了，等了很久。"]
    assert found.turns[0].role == "interviewer" or found.turns[0].speaker == "问"


def test_answers_of_several_paragraphs_are_one_turn():
    text = "Why?\n\nThe van broke.\n\nThen it rained.\n\nAnd then?\n\nI left.\n\nWould you come back?\n\nNever again."
    assert [turn.text for turn in parsed(text).turns][:3] == ["Why?", "The van broke.\nThen it rained.", "And then?"]


def test_a_text_of_lines_without_empty_ones():
    text = "\n".join(part for pair in zip(FRAGEN, ANTWORTEN, strict=True) for part in pair)
    assert [turn.role for turn in parsed(text).turns] == ["interviewer", "participant"] * 3


@pytest.mark.parametrize(
    "text",
    [
        "I ordered a box.\n\nIt was late. Was I angry?\n\nYes.\n\nI called.\n\nThey asked me why.\n\nI left.",
        "我买了一个箱子。\n\n晚了三天。\n\n我很生气。\n\n为什么会这样？\n\n我打了电话。\n\n没人接。",
    ],
    ids=["english", "chinese"],
)
def test_without_a_clear_alternation_all_is_one_participants_and_this_is_said(text):
    found = parsed(text)
    assert {(turn.speaker, turn.role) for turn in found.turns} == {("", "")}
    assert found.skipped == (NOBODY,)


def test_a_wrapped_text_stays_one_paragraph():
    text = "It was late because the van broke\ndown in the rain and nobody\ncame to help the driver with\nthe wheel."
    assert len(parsed(text).turns) == 1
