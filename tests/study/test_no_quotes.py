"""Who takes part and is not to be quoted: in the counts, on the coding desk, and in no export with a word."""

import pytest

from cjm_research.exports.guard.decoding import parts_of
from cjm_research.exports.quoting import is_slot, slots_said
from cjm_research.study.facade import Study


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture
def study(tmp_path, lang, crowd):
    return crowd.study_of(tmp_path, lang).run(progress=False)


def test_nothing_is_run_anew_and_everybody_is_counted(study, lang, crowd):
    who = crowd.who_said(study, lang)
    study.set_consent(who["solo"], "given, no quotes")
    study = Study.open(study.folder.path)
    people = study.journey().data["participants"]
    assert people["n"] == 7
    assert "without_consent" not in people
    assert study.coverage().totals["asked"] == 7


def test_the_team_still_codes_with_the_words_before_it(study, lang, crowd):
    who = crowd.who_said(study, lang)
    study.set_consent(who["solo"], "given, no quotes")
    session = Study.open(study.folder.path).review("Ana")
    segments = study.segments().set_index("segment_id")
    own = [one for one in session.queue if segments.loc[one, "case_id"] == who["solo"]]
    assert own
    session.goto(own[0])
    assert not is_slot(session.current.text)
    assert crowd.SAID[lang]["solo"][0][:8] in "".join(segments.loc[own, "text"])


def test_no_export_holds_a_word_of_theirs_and_each_says_how_many_are_left_out(study, lang, crowd, tmp_path):
    who = crowd.who_said(study, lang)
    study.set_consent(who["both 2"], "given, no quotes")
    study.set_consent(who["R2"], "given, no quotes")
    study = Study.open(study.folder.path)
    sheet = study.mapping.validation_sheet("May", tmp_path / "may.xlsx", quotes=True)
    files = [*study.export(["corpus", "json", "svg"], out=tmp_path / "out", progress=False), sheet]
    text = "\n".join(view.text for path in files for part in parts_of(path.read_bytes()) for view in part.views)
    for said in (*crowd.SAID[lang]["both 2"], *crowd.SAID[lang]["R2"]):
        assert not any(said[at : at + 12] in text for at in range(0, len(said) - 12, 6))
    assert crowd.SAID[lang]["solo"][0][:12] in text
    assert "█" * len(crowd.SAID[lang]["both 2"][0]) in text


def test_the_word_stands_in_study_toml_and_may_hold_for_everybody(study, lang, crowd):
    who = crowd.who_said(study, lang)
    study.set_consent(who["solo"], "given, no quotes")
    toml = study.folder.path / "study.toml"
    assert f'[people.{who["solo"]}]\nconsent = "given, no quotes"' in toml.read_text("utf-8")
    text = toml.read_text("utf-8").replace('consent = "given"   ', 'consent = "given, no quotes"   ', 1)
    toml.write_text(text, "utf-8")
    study = Study.open(study.folder.path).run(progress=False)
    assert set(study.table("cases")["consent"]) == {"given, no quotes"}
    assert study.journey().data["participants"]["n"] == 7
    assert slots_said(study.journey(), lang) == ""
