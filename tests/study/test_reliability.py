"""What a study says of how its coding was done, from two people at work to the sheets and the audit."""

import pytest
from typer.testing import CliRunner

from cjm_research.cli.app import app
from cjm_research.errors import StudyError, UnknownNameError
from cjm_research.study.facade import Study


@pytest.fixture
def folder(sample, tmp_path):
    target = sample.copy(tmp_path)
    return target


@pytest.fixture
def study(folder):
    return Study.open(folder)


def cjm(*arguments):
    done = CliRunner().invoke(app, [*map(str, arguments)], catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def two_people(study, n=20):
    """Ana says yes to what is suggested, Ben says no to every fourth."""
    study.doubling.draw(["Ana", "Ben"], n)
    for coder in ("Ana", "Ben"):
        session = study.doubling.session(coder)
        suggested = study.review("shadow")
        for place, segment_id in enumerate(session.queue):
            session.goto(segment_id)
            suggested.goto(segment_id)
            codes = {} if coder == "Ben" and place % 4 == 0 else suggested.current.suggested_codes
            session.change(codes)


def test_nobody_coded_yet_and_the_message_says_what_to_do(study):
    message = (
        r"^Agreement needs two people who code the same segments\. Nobody coded yet\. Draw a sample for two coders "
        rf"with `study\.doubling\.draw\(…\)` or `cjm double draw {study.folder.name} --coders A,B`\.$"
    )
    with pytest.raises(StudyError, match=message):
        study.agreement()


def test_who_has_coded_nothing_is_named_beside_those_who_have(study):
    start = "Agreement needs two people who code the same segments."
    study.doubling.draw(["AB", "CD"], 8)
    for coder, other in (("AB", "CD"), ("CD", "")):
        session = study.doubling.session(coder)
        while session.current:
            session.change({"goal": "explicit"}, own=())
        if other:
            with pytest.raises(StudyError) as alone:
                study.agreement()
            title = study.doubling.samples()["title"].iloc[0]
            assert str(alone.value) == (
                f"{start} Only AB coded. CD has 0 of 8 in the sample {title!r}. Let CD code with "
                "`study.doubling.session('CD')` or on a sheet, `study.doubling.sheet('CD')`."
            )
            with pytest.raises(StudyError) as named:
                study.agreement(coders=["AB", "CD"])
            assert str(named.value) == f"{start} CD has coded 0 of 8 in the sample {title!r}. Who coded: AB."
    with pytest.raises(StudyError) as nobody:
        study.agreement(coders=["AB", "ZZ"])
    assert str(nobody.value) == f"{start} ZZ has coded nothing here. Who coded: AB, CD."
    with pytest.raises(StudyError) as one:
        study.agreement(coders="AB")
    assert str(one.value) == f"{start} Only AB was asked for. Who coded: AB, CD."
    assert study.agreement(coders=["AB", "CD"]).coders == ("AB", "CD")


def test_one_attribute_may_be_given_as_plain_words(study):
    name = next(iter(study.table("cases").query("kind == 'respondent'")["attributes"].iloc[0]))
    assert study.coverage(name).table.equals(study.coverage([name]).table)
    for ask in (study.coverage, lambda each: study.saturation(by=each)):
        with pytest.raises(UnknownNameError, match=r"'foo'"):
            ask("foo")


def test_everybody_whom_the_survey_asked_counts_in_the_grid(study):
    grid, cases = study.grid("Ana"), study.table("cases")
    n = int((cases["kind"] == "respondent").sum())
    assert n > study.table("documents").query("kind == 'survey'").shape[0]
    for question in grid.questions:
        grid.ask(question)
        assert grid.progress.asked == n
        assert grid.progress.silent == n - len({row.case_id for row in grid.rows if row.segment_ids})


def test_what_is_said_after_a_round_was_closed_does_not_improve_its_agreement(study):
    two_people(study)
    before = study.agreement(1).table.set_index("code")["kappa"]
    assert before["overall"] < 1
    study.doubling.close()
    ben, ana = study.review("Ben"), study.table("codings").query("coder == 'Ana'")
    for segment_id, rows in ana.groupby("segment_id"):
        ben.goto(segment_id)
        ben.change({row.kind: row.value for row in rows.itertuples() if row.value and ":" not in row.kind})
    assert study.agreement().table.set_index("code")["kappa"]["overall"] == 1
    assert study.agreement(1).table.set_index("code")["kappa"]["overall"] == before["overall"]


def test_the_command_tells_agreement_in_the_words_of_the_study(folder, study):
    two_people(study)
    told = cjm("agreement", folder)
    assert "kappa" in told
    assert study.edit_codebook("Ana").book.name("pain_point", lang=study.config.languages[0]) in told
    assert "Ana" in cjm("double", "status", folder)


def test_saturation_and_coverage_never_say_a_bare_yes(folder, study):
    sheet = study.saturation()
    assert sheet.reading().splitlines()[0].split({"en": ". ", "zh": "。"}[study.config.languages[0]])[0] in {
        "Interviews: near", "Interviews: not yet", "访谈：接近", "访谈：尚未",
    }  # fmt: skip
    assert str(sheet) in cjm("saturation", folder)
    heard = study.coverage()
    assert str(len(study.table("cases"))) in cjm("coverage", folder)
    assert len(heard.table)


def test_the_audit_tells_each_act_and_from_which_suggestion(folder, study, tmp_path):
    session = study.review("Ana")
    segment_id = session.current.segment_id
    session.accept()
    session.goto(segment_id)
    session.reject()
    session.undo()
    table = study.audit().table
    acts = table[table["segment_id"] == segment_id]
    assert acts["event_id"].nunique() == 3
    assert set(acts["who"]) == {"Ana"}
    undone = acts[acts["undone_by"].notna()]
    assert undone["event_id"].nunique() == 1
    out = tmp_path / "audit.xlsx"
    assert str(out) in cjm("audit", folder, "--out", out)
    assert out.stat().st_size > 0
    texts = set(study.segments()["text"])
    assert not texts & {str(value) for value in table.to_numpy().ravel()}


def test_a_round_goes_from_the_draw_to_the_settled_map(folder, study):
    two_people(study)
    cjm("double", "close", folder)
    settle = study.doubling.settle("Ana")
    case = settle.current
    assert case is not None
    settle.decide("", ground="rule")
    decided = study.table("decisions").iloc[0]
    assert decided["said"].keys() == {"Ana", "Ben"}
    evidence = study.run(progress=False).journey().evidence
    there = evidence[(evidence["segment_id"] == decided["segment_id"]) & (evidence["family"] == decided["kind"])]
    assert there.empty


def test_a_mark_of_a_person_is_walked_back_from_the_map(study):
    session = study.review("Ana", order="document")
    item = session.current
    document = study.table("documents").set_index("document_id").loc[session.transcript().document_id]
    segments = study.segments().set_index("segment_id")
    start = int(segments.loc[item.segment_id, "start"])
    words = document["text"][start : start + 12].rstrip()
    marked = session.mark(start, start + len(words), {"pain_point": "financial"})
    evidence = study.run(progress=False).journey().evidence
    row = evidence[evidence["segment_id"] == marked].iloc[0]
    assert row["quote"] == words
    assert row["reviewed"]


def test_the_survey_grid_and_the_codebook_open_on_a_study(folder, study):
    grid = study.grid("Ana")
    done = grid.code(grid.find()[:5], {"goal": "explicit"})
    assert len(done.segment_ids) == 5
    editor = study.edit_codebook("Ana")
    editor.add({"en": "Waiting", "zh": "等待"}[study.config.languages[0]], study.config.languages[0])
    written = (folder / "codebook.toml").read_text("utf-8")
    assert {"en": "Waiting", "zh": "等待"}[study.config.languages[0]] in written
    assert [code.id for code in study.review("Ben").codebook.own] == [code.id for code in editor.book.own]
