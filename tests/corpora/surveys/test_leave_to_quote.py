"""Answers that agree to the use of the words and not to quoting them, in the consent column or in one of their own."""

import pytest

from cjm_research.corpora.reading import read_file
from cjm_research.corpora.surveys.screening import consent_of, with_quoting
from cjm_research.schema import CONSENTED, CONSENTS


@pytest.mark.parametrize(
    "answer",
    [
        "yes, but do not quote me", "Yes - paraphrase only", "I agree, but please don't quote me verbatim",
        "Agree (no direct quotes)", "no quotes please", "I do not agree to be quoted", "Not quoted", "given, no quotes",
        "同意使用但不引用", "同意，但请不要引用原话", "我同意参加，不同意被引用", "可以使用，不可引用", "不同意引用",
        "仅可转述",
    ],
)  # fmt: skip
def test_the_use_is_allowed_and_quoting_is_not(answer):
    assert consent_of(answer) == "given, no quotes"


@pytest.mark.parametrize(
    ("answer", "consent"),
    [
        ("Yes", "given"), ("yes no problem", "given"), ("Yes, no restrictions", "given"), ("是，可以引用", "given"),
        ("Yes, happy to be quoted", "given"), ("No", "refused"), ("I do not agree", "refused"), ("不同意", "refused"),
        ("no, do not quote me or use anything", "refused"), ("同意", "given"), ("withdrawn", "withdrawn"),
        ("maybe", ""),
    ],
)  # fmt: skip
def test_other_answers_mean_what_they_meant(answer, consent):
    assert consent_of(answer) == consent


def test_the_consents_stand_from_the_widest_to_the_narrowest():
    assert CONSENTS == ("given", "given, no quotes", "not recorded", "refused", "withdrawn")
    assert CONSENTS[:2] == CONSENTED


@pytest.mark.parametrize(
    ("consent", "allowed", "both"),
    [
        ("given", "Yes", "given"), ("given", "No", "given, no quotes"), ("given", "", "given, no quotes"),
        ("", "不同意", "given, no quotes"), ("refused", "Yes", "refused"), ("not recorded", "No", "not recorded"),
    ],
)  # fmt: skip
def test_only_a_yes_allows_quoting_and_it_gives_no_consent_that_was_refused(consent, allowed, both):
    assert with_quoting(consent, allowed) == both


ROWS = {
    "en": (
        ["Consent", "May we quote your words?", "What annoyed you most about the delivery?"],
        ["Yes", "No", "It came far too late and nobody rang me."],
        ["Yes", "Yes", "The box was wet and the legs were missing."],
        ["No", "Yes", "I waited at home for a whole day."],
    ),
    "zh": (
        ["是否同意", "您是否同意我们引用您的原话？", "送货时最让您不满意的是什么？"],
        ["同意", "不同意", "来得太晚了，也没有人给我打电话。"],
        ["同意", "同意", "箱子是湿的，还少了几条桌腿。"],
        ["不同意", "同意", "我在家里白白等了一整天。"],
    ),
}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_column_that_asks_for_leave_to_quote_is_read_beside_the_consent(tmp_path, lang):
    path = tmp_path / "survey.csv"
    rows = [ROWS[lang][0], *ROWS[lang][1:] * 3]
    path.write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in rows), "utf-8")
    reading = read_file(path, None, {ROWS[lang][0][2]: "open"})
    assert [source.consent for source in reading.sources][:3] == ["given, no quotes", "given", "refused"]
    assert [column.kind for column in reading.columns][:2] == ["consent", "consent"]


def test_a_question_about_a_quotation_for_money_asks_for_no_leave(tmp_path):
    path = tmp_path / "survey.csv"
    rows = [["Did you get a quote?", "What annoyed you most?"]]
    rows += [["No", "It was far too slow."], ["Yes", "They never rang me back."]] * 3
    path.write_text("\n".join(",".join(row) for row in rows), "utf-8")
    assert {source.consent for source in read_file(path, None, {"What annoyed you most?": "open"}).sources} == {""}
