import pytest

from cjm_research.errors import CjmError, ReadError, StudyError
from cjm_research.study.facade import Study

TALK = {
    "en": "Ann Lee: Tell me.\n\nBo Hill: It came late and wet.\n\nAnn Lee: Why?\n\nBo Hill: Nobody called me at all.",
    "zh": "李安：请您说说。\n\n王波：送得太晚了，还淋湿了。\n\n李安：为什么？\n\n王波：根本没有人给我打电话。",
}
WRONG = {"en": "It was never late for us, honestly.", "zh": "其实从来没有晚过。"}
ASKED = {"en": ("What annoyed you?", "Who served you?"), "zh": ("哪里不满意？", "谁接待了您？")}
SAID = {
    "en": ("The box number {} came much too late and was wet.", "the tall friendly helper {} at desk"),
    "zh": ("第{}个箱子来得太晚了，而且是湿的，很不满意。", "柜台边那位高高的{}号热心同事"),
}


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture
def study(tmp_path, lang):
    (tmp_path / "talk.txt").write_text(TALK[lang], "utf-8")
    rows = [("id", *ASKED[lang]), *((str(n), *(text.format(n) for text in SAID[lang])) for n in range(1, 13))]
    (tmp_path / "survey.csv").write_text("\n".join(",".join(row) for row in rows), "utf-8")
    study = Study.new(tmp_path / "sofa", languages=(lang,))
    study.add(tmp_path / "talk.txt", tmp_path / "survey.csv")
    yield study
    study.store.close()


def _roles(study):
    cast = study.speakers()
    return dict(zip(cast["speaker"], cast["role"], strict=True))


def test_the_speakers_of_an_interview_are_shown_without_their_names(study, lang):
    cast = study.speakers()
    assert cast["role"].tolist() == ["interviewer", "participant"]
    assert cast["label"].tolist()[1] == "P01"
    assert cast["share_of_words"].sum() == pytest.approx(1)
    assert cast["share_asking"].tolist() == [0.5, 0.0]
    names = {"en": ("Lee", "Hill"), "zh": ("李安", "王波")}[lang]
    assert not [name for name in names if name in cast.to_string()]


def test_a_role_that_is_set_holds_and_the_words_stay(study):
    before = study.table("documents").set_index("document_id")["text"]
    study.set_role("talk.txt", 1, "participant")
    assert _roles(study) == {1: "participant", 2: "participant"}
    assert len(study.table("cases").query("kind == 'participant'")) == 2
    study.set_role("talk.txt", "P01", "participant")
    study.set_role("talk.txt", 1, "interviewer")
    assert _roles(study) == {1: "interviewer", 2: "participant"}
    assert study.table("documents").set_index("document_id")["text"].equals(before)


def test_a_role_outlives_adding_the_file_again(study):
    study.set_role("talk.txt", 2, "other")
    study.add(study.folder.raw, encoding="utf-8")
    assert _roles(study) == {1: "interviewer", 2: "other"}


def test_the_columns_of_a_survey_are_shown_with_why(study, lang):
    columns = study.columns().set_index("column")
    assert columns["kind"].to_dict() == {"id": "id", ASKED[lang][0]: "open", ASKED[lang][1]: "open"}
    assert columns["n_answers"].to_dict() == {"id": 0, ASKED[lang][0]: 12, ASKED[lang][1]: 12}
    assert set(columns["survey"]) == {"survey.csv"}
    assert columns["why"].str.len().min() > 3
    assert columns["example"]["id"].strip("0") == ""


def test_a_column_that_is_set_is_read_anew(study, lang):
    study.set_column("survey.csv", ASKED[lang][1], "unused")
    columns = study.columns().set_index("column")
    assert columns["kind"][ASKED[lang][1]] == "unused"
    assert columns["decided"].to_dict() == {"id": False, ASKED[lang][0]: False, ASKED[lang][1]: True}
    assert SAID[lang][1][:6] not in columns["example"][ASKED[lang][1]]
    assert set(study.table("turns").query("question != ''")["question"]) >= {ASKED[lang][0]}
    assert ASKED[lang][1] not in set(study.table("turns")["question"])


def test_a_correction_that_leaves_nothing_to_read_is_taken_back(study, lang):
    before = (study.folder.path / "study.toml").read_bytes(), study.table("turns")
    study_toml = study.folder.path / "study.toml"
    study.set_column("survey.csv", ASKED[lang][1], "unused")
    middle = study_toml.read_bytes()
    with pytest.raises(ReadError):
        study.set_column("survey.csv", ASKED[lang][0], "unused")
    assert study_toml.read_bytes() == middle != before[0]
    assert study.columns().set_index("column")["kind"][ASKED[lang][0]] == "open"


def test_consent_is_written_and_holds_at_once(study):
    study.set_consent("P01", "refused")
    cases = study.table("cases").set_index("case_id")
    assert cases["consent"]["P01"] == "refused"
    assert set(cases["consent"].drop("P01")) == {"given"}
    assert study.config.decisions.consent == {"P01": "refused"}


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (
            lambda study: study.set_role("talks.txt", 1, "other"),
            r"^The study holds no interview called 'talks\.txt'\. Did you mean 'talk\.txt\.txt'\? "
            r"Interviews: talk\.txt\.txt\.$",
        ),
        (
            lambda study: study.set_role("talk.txt", 3, "other"),
            r"^talk\.txt\.txt: nobody is speaker 3\. Speakers: 1 \((?:Interviewer|访谈者)\), 2 \(P01\)\.$",
        ),
        (
            lambda study: study.set_column("survey.xlsx", "id", "open"),
            r"^The study holds no survey called 'survey\.xlsx'\. Did you mean 'survey\.csv'\? Surveys: survey\.csv\.$",
        ),
        (
            lambda study: study.set_column("survey.csv", "ids", "open"),
            r"^survey\.csv has no column called 'ids'\. Did you mean 'id'\? `study\.columns\(\)` lists them\.$",
        ),
        (
            lambda study: study.set_consent("P09", "given"),
            r"^Nobody in the study is called 'P09'\. People: P01, R001, R002, R003, R004, R005, R006, R007, …\.$",
        ),
    ],
)
def test_what_is_not_there_is_named_with_what_is(study, act, message):
    with pytest.raises(StudyError, match=message):
        act(study)
    assert not study.config.decisions.roles


def test_every_refusal_is_an_error_of_the_package(study):
    with pytest.raises(CjmError):
        study.set_consent("P01", "maybe")
