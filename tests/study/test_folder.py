import re

import pytest

from cjm_research.codes.codebook import Codebook
from cjm_research.errors import StudyError
from cjm_research.study import folder


@pytest.fixture
def desk(tmp_path, monkeypatch):
    (tmp_path / "corpora").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("title", "lang"), [("Buying a “sofa”", "en"), ('在线挂号 "首诊"', "zh")])
def test_a_new_study_reads_back_what_it_was_made_with(desk, title, lang):
    made = folder.create("first", title, (lang,))
    config = folder.find("first").config()
    assert made.path == desk / "corpora" / "first"
    assert (config.title, config.languages, config.framework) == (title, (lang,), "six")
    assert made.raw.is_dir()


def test_a_new_study_has_its_own_codebook_which_is_the_shipped_one(desk):
    made = folder.create("first")
    assert Codebook.load(made.codebook).version == Codebook.framework().version
    text = made.codebook.read_text("utf-8")
    made.codebook.write_text(text.replace("目标", "意图"), "utf-8")
    assert Codebook.load(made.codebook).name("goal", lang="zh") == "意图"


def test_a_name_is_found_from_a_folder_below(desk, monkeypatch):
    folder.create("first")
    (desk / "notebooks").mkdir()
    monkeypatch.chdir(desk / "notebooks")
    assert folder.find("first").path == desk / "corpora" / "first"
    assert folder.find("corpora/first").path == desk / "corpora" / "first"


def test_reports_of_a_study_elsewhere_lie_inside_it(desk, tmp_path):
    assert folder.create("first").reports == desk / "reports" / "first"
    assert folder.create(tmp_path / "away" / "second").reports == tmp_path / "away" / "second" / "reports"


def test_a_study_that_does_not_exist_lists_the_ones_that_do(desk):
    folder.create("sofa-2026")
    expected = (
        f"Study 'sofa-2025': {desk}/corpora/sofa-2025 does not exist. Did you mean 'sofa-2026'? "
        f"Studies in {desk}/corpora: sofa-2026. Make one with `cjm new sofa-2025`."
    )
    with pytest.raises(StudyError, match="^" + re.escape(expected) + "$"):
        folder.find("sofa-2025")


def test_making_a_study_twice_leaves_the_first_alone(desk):
    folder.create("first", "Keep me")
    with pytest.raises(StudyError, match=r"is already at .*Add files to it with `cjm add first PATH`\.$"):
        folder.create("first", "Lose it")
    assert folder.find("first").config().title == "Keep me"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('title = "x', r"cannot be read as TOML in UTF-8: .*Mend that line\.$"),
        ('titel = "x"', r"unknown key 'titel'\. Did you mean 'title'\? Known: columns, consent, framework, "),
        ('languages = ["de"]', r"languages is \['de'\]\. Expected a list of \"en\" and \"zh\""),
        ("seed = -1", r"seed is -1\. Expected a whole number of 0 or more\.$"),
        ("[settings.segments]\nmax = 3", r"no setting is called so: key 'max' in \[settings\.segments\]"),
    ],
)
def test_a_wrong_study_toml_says_what_is_wrong(desk, text, message):
    made = folder.create("first")
    (made.path / "study.toml").write_text(text, "utf-8")
    with pytest.raises(StudyError, match=message):
        made.config()


def test_an_original_is_copied_byte_for_byte_and_once(desk):
    made = folder.create("first")
    original = desk / "a.txt"
    original.write_bytes("访谈者：您好\r\n".encode("gb18030"))
    copy = made.copy_in(original, "deep/a.txt")
    assert copy.read_bytes() == original.read_bytes()
    assert made.copy_in(copy, "deep/a.txt") == copy
    assert [path.name for path in made.raw.rglob("*") if path.is_file()] == ["a.txt"]
