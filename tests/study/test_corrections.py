import re
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjm_research.errors import StudyError
from cjm_research.study import corrections, folder
from cjm_research.study.toml_lines import with_entry

MINE = """\
# Written by hand.
title = "Sofa"   # the title

[people.P02]
consent = "given"      # by mail, 3 March

# below, what we saw
[settings.segments]
max_chars = 300
"""
FILES = {"en": ("interviews/talk 1.vtt", "What annoyed you?"), "zh": ("访谈/第一次.docx", "哪里不满意？（可写\n多条）")}


@pytest.fixture
def desk(tmp_path):
    made = folder.create(tmp_path / "sofa")
    (made.path / "study.toml").write_text(MINE, "utf-8")
    return made


def _text(desk):
    return (desk.path / "study.toml").read_text("utf-8")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_was_corrected_is_read_back_as_decisions(desk, lang):
    source, question = FILES[lang]
    corrections.set_role(desk, source, 2, "interviewer")
    corrections.set_column(desk, source, question, "open")
    corrections.set_consent(desk, "P03", "refused")
    decisions = desk.config().decisions
    assert decisions.roles == {source: {"speaker 2": "interviewer"}}
    assert decisions.columns == {source: {question: "open"}}
    assert decisions.consent == {"P02": "given", "P03": "refused"}
    assert decisions.consent_default == "given"


def test_every_line_that_was_there_stays_as_it_was(desk):
    corrections.set_role(desk, "a.txt", 1, "other")
    corrections.set_consent(desk, "P03", "refused")
    left = [line for line in _text(desk).splitlines() if line in MINE.splitlines()]
    assert [line for line in left if line] == [line for line in MINE.splitlines() if line]


def test_a_second_correction_takes_the_place_of_the_first_and_keeps_its_comment(desk):
    corrections.set_consent(desk, "P02", "withdrawn")
    assert 'consent = "withdrawn"      # by mail, 3 March\n' in _text(desk)
    corrections.set_role(desk, "a.txt", 1, "other")
    corrections.set_role(desk, "a.txt", 1, "participant")
    corrections.set_role(desk, "a.txt", 2, "interviewer")
    assert _text(desk).endswith('\n[roles."a.txt"]\n"speaker 1" = "participant"\n"speaker 2" = "interviewer"\n')


def test_a_file_with_windows_line_ends_keeps_them(desk):
    (desk.path / "study.toml").write_bytes(MINE.replace("\n", "\r\n").encode())
    corrections.set_consent(desk, "P09", "refused")
    assert b"\n" not in (desk.path / "study.toml").read_bytes().replace(b"\r\n", b"")


def test_an_entry_without_a_line_of_its_own_is_left_to_the_person(desk):
    (desk.path / "study.toml").write_text('people = {P02 = {consent = "given"}}\n', "utf-8")
    expected = (
        f"{desk.path}/study.toml: people.P02 is written in a way that cannot be changed without touching your other "
        'lines. Write these two lines by hand:\n[people.P02]\nconsent = "refused"'
    )
    with pytest.raises(StudyError, match="^" + re.escape(expected) + "$"):
        corrections.set_consent(desk, "P02", "refused")
    assert _text(desk) == 'people = {P02 = {consent = "given"}}\n'


def test_text_in_a_long_string_is_no_table(desk):
    text = 'scenario = """\n[people.P02]\nconsent = "given"\n"""\n'
    (desk.path / "study.toml").write_text(text, "utf-8")
    with pytest.raises(StudyError, match="Write these two lines by hand"):
        corrections.set_consent(desk, "P02", "refused")
    assert _text(desk) == text


def test_a_dotted_entry_is_found_where_it_stands():
    text = '[people]\nP02.consent = "given" # asked twice\n'
    assert with_entry(text, ("people", "P02"), "consent", "refused") == text.replace("given", "refused")


@settings(max_examples=60, derandomize=True, deadline=None)
@given(
    st.text(st.characters(exclude_categories=("Cs",)), min_size=1), st.text(st.characters(exclude_categories=("Cs",)))
)
def test_any_name_of_a_file_and_a_column_comes_back(source, column):
    text = with_entry(MINE, ("columns", source), column, "open")
    text = with_entry(text, ("columns", source), column, "closed")
    assert tomllib.loads(text)["columns"] == {source: {column: "closed"}}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            'consent = "refused"',
            "consent is 'refused'. Expected one of: given, \"given, no quotes\", not recorded.",
        ),
        (
            '[people.P03]\nconsent = "givn"',
            "people.P03.consent is 'givn'. Did you mean 'given'? "
            'Expected one of: given, "given, no quotes", not recorded, refused, withdrawn.',
        ),
        (
            '[people.P03]\nconsents = "given"',
            "unknown key 'consents' in [people.P03]. Did you mean 'consent'? Known: consent.",
        ),
        (
            '[people]\nP03 = "refused"',
            "people.P03 is 'refused'. Expected a table: a line [people.P03] with entries below it.",
        ),
        (
            '[roles."a.vtt"]\n"speaker 2" = "interview"',
            "roles.\"a.vtt\".\"speaker 2\" is 'interview'. Did you mean 'interviewer'? "
            "Expected one of: participant, interviewer, other.",
        ),
        ("roles = 3", "roles is 3. Expected a table: a line [roles] with entries below it."),
        (
            '[columns."s.csv"]\n"Why?" = 3',
            'columns."s.csv"."Why?" is 3. Expected one of: open, closed, multi, checked, nps, csat, ces, date, wave, '
            "consent, id, name, metadata, unused, empty.",
        ),
    ],
)
def test_a_wrong_decision_says_what_is_wrong_and_what_was_expected(desk, text, message):
    (desk.path / "study.toml").write_text(text, "utf-8")
    with pytest.raises(StudyError, match="^" + re.escape(f"{desk.path}/study.toml: {message}") + "$"):
        desk.config()


def test_a_correction_that_is_none_changes_nothing(desk):
    message = f"{desk.path}/study.toml: roles.a.txt is 'host'. Expected one of: participant, interviewer, other."
    with pytest.raises(StudyError, match="^" + re.escape(message) + "$"):
        corrections.set_role(desk, "a.txt", 1, "host")
    assert _text(desk) == MINE


def test_what_holds_for_everybody_else_is_read(desk):
    (desk.path / "study.toml").write_text('consent = "not recorded"\n[people.P03]\nconsent = "given"\n', "utf-8")
    decisions = desk.config().decisions
    assert (decisions.consent_of("P01"), decisions.consent_of("P03")) == ("not recorded", "given")
