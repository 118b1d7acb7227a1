import tomllib
from importlib.resources import files

import pytest

from cjm_research.errors import StudyError
from cjm_research.settings import Settings


def test_every_setting_of_the_file_has_a_comment():
    for line in files("cjm_research").joinpath("default.toml").read_text("utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            assert "  # " in line, line


def test_the_file_and_the_object_hold_the_same_settings():
    written = tomllib.loads(files("cjm_research").joinpath("default.toml").read_text("utf-8"))
    assert Settings.default().model_dump() == written


def test_a_study_changes_one_setting_and_keeps_the_others():
    changed = Settings.from_overrides({"segments": {"max_chars": 300}})
    assert changed.segments.max_chars == 300
    assert changed.segments.min_chars == Settings.default().segments.min_chars


def test_a_misspelt_key_names_the_nearest():
    with pytest.raises(
        StudyError,
        match=r"^study\.toml: no setting is called so: key 'max_char' in \[settings\.segments\]\. "
        r"Did you mean 'max_chars'\? Known: context_chars, max_chars, min_chars\.$",
    ):
        Settings.from_overrides({"segments": {"max_char": 3}})


def test_an_unknown_section_names_the_sections():
    with pytest.raises(StudyError, match=r"section \[settings\.segment\]\. Did you mean 'segments'\?"):
        Settings.from_overrides({"segment": {}})


def test_a_value_of_the_wrong_kind_says_which_and_where():
    with pytest.raises(StudyError, match=r"^a\.toml: settings\.segments\.max_chars is 'long'\. .*Change it or remove"):
        Settings.from_overrides({"segments": {"max_chars": "long"}}, where="a.toml")


@pytest.mark.parametrize("counts", [{"goals": 4}, {"goal": 0}, {"目标": 4}])
def test_a_number_of_themes_is_for_a_family_and_above_nought(counts):
    with pytest.raises(StudyError, match=r"study\.toml: settings\.themes\.counts\."):
        Settings.from_overrides({"themes": {"counts": counts}})
