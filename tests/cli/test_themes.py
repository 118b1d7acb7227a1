"""``cjm themes``: one question at a time, answered in rows that can be read."""

import pytest
from typer.testing import CliRunner

from cjm_research.cli.app import app
from cjm_research.errors import StudyError
from cjm_research.study.facade import Study


@pytest.fixture
def folder(sample, tmp_path):
    target = sample.copy(tmp_path)
    return target


def told(*arguments):
    done = CliRunner().invoke(app, ["themes", *map(str, arguments)], catch_exceptions=False)
    return done.output


def test_each_question_is_answered_in_the_words_of_the_study(folder):
    study = Study.open(folder)
    first = study.themes().iloc[0]
    assert f"{first['title']} " in told(folder)
    assert first["theme_id"] in told(folder)
    assert len(told(folder, "--unassigned").splitlines()) == len(study.theming.unassigned()) + 1
    assert told(folder, "--curve").count("True") == study.theming.curve()["chosen"].sum()
    assert told(folder, "--changes") == "Nothing to tell.\n"
    assert "<5" in told(folder, "--by", "kind")


def test_two_questions_at_once_are_refused(folder):
    with pytest.raises(StudyError, match=r"^`cjm themes` answers one question at a time\. Give one option\.$"):
        told(folder, "--curve", "--unassigned")


def test_a_study_of_two_languages_shows_both_names(folder):
    settings = folder / "study.toml"
    text = settings.read_text("utf-8")
    (line,) = [line for line in text.splitlines() if line.startswith("languages")]
    settings.write_text(text.replace(line, 'languages = ["en", "zh"]'), "utf-8")
    table = Study.open(folder).theming.table()
    both = [{"en": en, "zh": zh} for en, zh in zip(table["title_en"], table["title_zh"], strict=True)]
    assert [{code: title for code, title in names.items() if title} for names in both] == table["titles"].tolist()
    assert "title_zh" in told(folder)
