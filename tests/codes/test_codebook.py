"""The shipped codebook is complete in both languages; a broken one says what is missing and where."""

from __future__ import annotations

import pytest

from cjm_research.codes.codebook import Codebook, framework_text
from cjm_research.errors import StudyError
from cjm_research.schema import FAMILIES, LANGUAGES, SUBTYPES


def test_the_framework_holds_every_sub_type_of_the_schema():
    pairs = [(code.family, code.subtype) for code in Codebook.framework().codes]
    assert pairs == [(family, subtype) for family in FAMILIES for subtype in SUBTYPES[family]]


def test_every_code_is_whole_in_both_languages():
    for code in Codebook.framework().codes:
        for language in LANGUAGES:
            assert code.name[language]
            assert code.definition[language]
            assert code.include[language]
            assert code.exclude[language]
            assert len(code.examples[language]) >= 3


def test_names_are_given_in_both_languages():
    book = Codebook.framework()
    assert book.name("goal") == "Goal"
    assert book.name("goal", "implicit", "zh") == "隐含的被动目标"
    assert book.name("pain_point", lang="zh") == "痛点"


def test_the_version_changes_with_the_content(tmp_path):
    path = tmp_path / "codebook.toml"
    path.write_text(framework_text(), encoding="utf-8")
    assert Codebook.load(path).version == Codebook.framework().version
    path.write_text(framework_text().replace("close to tears", "near to tears"), encoding="utf-8")
    assert Codebook.load(path).version != Codebook.framework().version


def test_the_frame_has_a_row_per_code_and_language():
    frame = Codebook.framework().to_frame()
    assert len(frame) == 8 * 2
    assert not (frame == "").any(axis=None)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'subtype = "financial"',
            'subtype = "money"',
            r"code 7 is 'pain_point'/'money', expected one of goal/explicit, ",
        ),
        ('zh = "财务痛点"', 'fr = "x"', r"code pain_point/financial lacks 'name' in zh\. Add it as in the shipped"),
        ("title =", "title", r"the codebook is not valid TOML: .* Mend that line\."),
    ],
    ids=["unknown sub-type", "missing language", "not TOML"],
)
def test_a_broken_codebook_says_what_and_where(tmp_path, old, new, message):
    path = tmp_path / "codebook.toml"
    path.write_text(framework_text().replace(old, new), encoding="utf-8")
    with pytest.raises(StudyError, match=message) as caught:
        Codebook.load(path)
    assert "codebook.toml" in str(caught.value)


def test_a_missing_codebook_says_so(tmp_path):
    with pytest.raises(StudyError, match=r"the codebook cannot be read .* Copy the shipped one again\."):
        Codebook.load(tmp_path / "codebook.toml")


def test_an_unknown_code_lists_what_there_is():
    with pytest.raises(StudyError, match=r"The codebook holds no code goal/vague\. It holds: goal/explicit, "):
        Codebook.framework().code("goal", "vague")


def test_the_version_of_a_codebook_without_own_codes_is_what_it_always_was():
    assert Codebook.framework().version == "bc37a6d35151"
