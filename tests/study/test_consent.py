"""Nobody whose consent is not given is in a finding or an export, not in a single byte."""

import json
import re
import zipfile

import pytest

from cjm_research.errors import StudyError
from cjm_research.study.facade import Study


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture
def study(tmp_path, lang, crowd):
    return crowd.study_of(tmp_path, lang)


def _decide(study, **consents):
    toml = study.folder.path / "study.toml"
    text = re.sub(r"\n\[people\..*?\n(?=\n|$)", "\n", toml.read_text("utf-8"), flags=re.DOTALL)
    for case_id, consent in consents.items():
        text += f'\n[people.{case_id}]\nconsent = "{consent}"\n'
    toml.write_text(text, "utf-8")
    return Study.open(study.folder.path)


def _bytes(folder):
    """Everything that was written, workbooks unpacked."""
    out = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        out.append(path.read_bytes())
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                out += [packed.read(name) for name in packed.namelist()]
    return b"\n".join(out)


def _holds(data, words):
    escaped = json.dumps(words)[1:-1]
    return words.encode() in data or escaped.encode() in data


@pytest.mark.parametrize("consent", ["refused", "not recorded", "withdrawn"])
def test_a_person_without_consent_is_in_no_export(study, lang, crowd, consent):
    who = crowd.who_said(study, lang)
    study = _decide(study, **{who["both 2"]: consent, who["R2"]: consent}).run(progress=False)
    study.export()
    data = _bytes(study.folder.reports)
    for said in crowd.SAID[lang]["both 2"] + crowd.SAID[lang]["R2"]:
        # Any stretch of the words would be a leak, not only the whole answer.
        assert not any(_holds(data, said[at : at + 12]) for at in range(0, len(said) - 12, 6))
    for key in ("both 1", "solo", "R4"):
        assert _holds(data, crowd.SAID[lang][key][0][:12])
    people = study.journey().data["participants"]
    assert (people["n"], people["without_consent"]) == (5, {consent: 2})
    assert not set(study.findings()["people"].sum()) & {who["both 2"], who["R2"]}


def test_the_report_says_how_many_were_left_out_and_why(study, lang, crowd):
    who = crowd.who_said(study, lang)
    study = _decide(study, **{who["both 1"]: "refused", who["R2"]: "not recorded"}).run(progress=False)
    study.export(["html"])
    report = (study.folder.reports / "report.html").read_text("utf-8")
    expected = {
        "en": "(2 more left out: consent not recorded 1, refused 1)",
        "zh": "（另有2人未计入：未记录同意1人，拒绝同意1人）",
    }
    assert expected[lang] in report


def test_nothing_is_said_of_consent_where_everybody_gave_it(study):
    study.run(progress=False)
    assert "without_consent" not in study.journey().data["participants"]


def test_the_words_of_others_in_the_same_interview_keep_their_places(study, lang, crowd):
    before = study.run(progress=False).table("segments").set_index("segment_id")
    who = crowd.who_said(study, lang)
    study = _decide(study, **{who["both 2"]: "refused"}).run(progress=False)
    journey = study.journey()
    document = journey.documents[journey.documents["source"] == "both.txt"].iloc[0]
    assert crowd.SAID[lang]["both 1"][0] in document["text"]
    assert "█" * len(crowd.SAID[lang]["both 2"][0]) in document["text"]
    for row in journey.evidence.itertuples():
        assert (row.start, row.end) == tuple(before.loc[row.segment_id, ["start", "end"]])


def test_a_draft_made_before_somebody_refused_is_not_shown(study, lang, crowd):
    who = crowd.who_said(study.run(progress=False), lang)
    study = _decide(study, **{who["solo"]: "refused"})
    message = "Study 'shop': whose consent is given has changed since the themes were found. Run `cjm run shop` first."
    with pytest.raises(StudyError, match=f"^{re.escape(message)}$"):
        study.export()
    study.run(progress=False).export(["json"])


def test_consent_that_is_given_after_all_brings_the_person_back(study, lang, crowd):
    who = crowd.who_said(study, lang)
    _decide(study, **{who["solo"]: "refused"}).run(progress=False)
    study = _decide(study, **{who["solo"]: "given"}).run(progress=False)
    assert study.journey().data["participants"]["n"] == 7


def test_the_review_asks_about_nobody_without_consent(study, lang, crowd):
    who = crowd.who_said(study, lang)
    study = _decide(study, **{who["both 1"]: "refused"}).run(progress=False)
    asked = study.table("segments").set_index("segment_id").loc[list(study.review("Ana").queue), "case_id"]
    assert who["both 1"] not in set(asked)
    assert who["both 2"] in set(asked)
    assert not len(study.suggestions().merge(study.segments(), on="segment_id").query("case_id == @who['both 1']"))


def test_a_consent_that_is_changed_for_everybody_holds_from_the_next_run(study, lang, crowd):
    study.run(progress=False)
    toml = study.folder.path / "study.toml"
    toml.write_text(toml.read_text("utf-8").replace('consent = "given"   ', 'consent = "not recorded"   ', 1), "utf-8")
    who = crowd.who_said(study, lang)
    study = _decide(study, **{who["solo"]: "given", who["R2"]: "given"}).run(progress=False)
    people = study.journey().data["participants"]
    assert (people["n"], people["without_consent"]) == (2, {"not recorded": 5})


def test_a_study_whose_consent_is_not_recorded_has_no_findings_of_anybody(tmp_path, lang, crowd):
    study = Study.new(tmp_path / "corpora" / "later", languages=(lang,))
    toml = study.folder.path / "study.toml"
    text = toml.read_text("utf-8").replace('consent = "given"   ', 'consent = "not recorded"   ', 1)
    toml.write_text(text + '\n[settings.embeddings]\nembedder = "tfidf"\n', "utf-8")
    study = Study.open(study.folder.path)
    study.add(*crowd.write(tmp_path, lang))
    assert set(study.table("cases")["consent"]) == {"not recorded"}
    who = crowd.who_said(study, lang)
    study = _decide(study, **{who["solo"]: "given"}).run(progress=False)
    people = study.journey().data["participants"]
    assert (people["n"], people["without_consent"]) == (1, {"not recorded": 6})
