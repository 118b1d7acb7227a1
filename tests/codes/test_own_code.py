"""Codes of a study's own in its codebook: read whole, shown, and refused with what to do."""

from __future__ import annotations

import re

import pytest

from cjm_research.codes.codebook import Codebook, framework_text
from cjm_research.errors import StudyError

TRUST = """
[[own]]
id = "trust"
name = { en = "Trust" }
definition = { en = "Whether the person believes what the shop says." }
include = { en = ["Doubt about a promise"] }
exclude = { en = ["Doubt about oneself"] }
examples = { en = ["I believe them.", "They keep their word.", "Who checks that?"] }
"""
WAITING = """
[[own]]
id = "waiting"
name = { zh = "等待" }
definition = { zh = "等的时间长短。" }
examples = { zh = ["等了两个小时。", "队伍一点没动。", "很快就轮到我了。"] }
family = "pain_point"
"""


@pytest.fixture
def load(tmp_path):
    def load(text):
        path = tmp_path / "codebook.toml"
        path.write_text(text, encoding="utf-8")
        return Codebook.load(path)

    return load


@pytest.mark.parametrize(
    ("text", "code_id", "lang", "title", "other"),
    [(TRUST, "trust", "en", "Trust", "zh"), (WAITING, "waiting", "zh", "等待", "en")],
    ids=["en", "zh"],
)
def test_an_own_code_in_one_language_serves_both(load, text, code_id, lang, title, other):
    code = load(framework_text() + text).own_code(code_id)
    assert code.kind == f"code:{code_id}"
    assert code.languages == (lang,)
    assert code.title(lang) == code.title(other) == title
    assert code.explanation(other) == code.definition[lang]


def test_a_codebook_of_own_codes_alone_keeps_the_framework(load):
    book, shipped = load(TRUST + WAITING), Codebook.framework()
    assert book.codes == shipped.codes
    assert [code.id for code in book.own] == ["trust", "waiting"]
    assert book.framework_version == shipped.version != book.version


def test_the_version_changes_with_a_word_of_an_own_code(load):
    before = load(TRUST)
    after = load(TRUST.replace("Who checks that?", "Who checks this?"))
    assert before.version != after.version
    assert before.framework_version == after.framework_version


def test_own_codes_are_shown_in_the_languages_they_speak(load):
    book = load(TRUST + WAITING)
    shown = book.to_frame().iloc[16:][["family", "language", "family_name", "name", "include"]]
    assert shown.to_numpy().tolist() == [
        ["code:trust", "en", "", "Trust", "Doubt about a promise"],
        ["code:waiting", "zh", "痛点", "等待", ""],
    ]
    assert "They keep their word." in book._repr_html_()
    assert "队伍一点没动。" in book._repr_html_()
    assert "8 codes in 3 families and 2 of the study's own" in repr(book)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "trust"', 'id = "Trust me"', "own code 1 has the id 'Trust me', expected 1 to 40 small letters, digits, "
         "'-' or '_', such as id = \"trust\". Change it."),
        ('name = { en = "Trust" }', "", "own code 'trust' lacks 'name'. Add it, for example name = { en = \"…\" }."),
        ('name = { en = "Trust" }', 'name = "Trust"', "own code 'trust' does not say 'name' by language (en or zh). "
         'Write it as name = { en = "…" }.'),
        ('name = { en = "Trust" }', "name = { en = 3 }",
         "own code 'trust' has a 'name' in en that is not text. Put it in quotation marks."),
        ('["Doubt about oneself"]', '"Doubt about oneself"', "own code 'trust' has 'exclude' in en that is not a list "
         'of sentences, such as ["…", "…"].'),
        ("include =", "includes =", "own code 'trust' holds 'includes', expected only id, name, definition, include, "
         "exclude, examples, family, parent, retired, color. Rename or remove it."),
        ("include =", 'family = "feeling"\ninclude =', "own code 'trust' belongs to the family 'feeling', expected one "
         "of goal, motivation, pain_point. Change it."),
        ("[[own]]", TRUST + "[[own]]", "2 own codes have the id 'trust'. Give each its own."),
        ("[[own]]", "[own]", "'own' is not a list of codes. Begin each code with a line [[own]]."),
    ],
    ids=["id", "no name", "plain name", "number", "plain rule", "misspelt", "family", "twice",
         "one bracket"],
)  # fmt: skip
def test_a_broken_own_code_says_which_and_what_to_do(load, tmp_path, old, new, message):
    whole = f"{tmp_path / 'codebook.toml'}: {message}"
    with pytest.raises(StudyError, match=f"^{re.escape(whole)}$"):
        load(TRUST.replace(old, new, 1))


def test_an_unknown_own_code_lists_what_there_is(load):
    with pytest.raises(StudyError, match=r"no code of the study's own called 'joy'\. It holds: trust\."):
        load(TRUST).own_code("joy")
