"""The review learns while it goes on, and the study tells how well the machine agrees."""

import numpy as np
import pytest

from cjm_research.study import reviewing


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture
def study(tmp_path, lang, crowd):
    return crowd.study_of(tmp_path, lang).run(progress=False)


def _vectors(study):
    return reviewing.vectors_of(study.folder, study.config, study.store, study.segments())


def _change_what_ran(study, embedder):
    study.store.set("run", {**study.store.get("run"), "embedder": embedder})


def test_the_vectors_are_those_of_the_segments_row_by_row(study):
    vectors, segments = _vectors(study), study.segments()
    assert len(vectors) == len(segments)
    backwards = segments.iloc[::-1]
    again = reviewing.vectors_of(study.folder, study.config, study.store, backwards)
    np.testing.assert_array_equal(again, vectors[::-1])


def test_the_review_learns_from_what_is_coded(study):
    session = study.review("Ana")
    assert session.n_learned == 0
    for n in range(8):
        session.change({"pain_point": "functional"} if n % 2 else {})
    assert session.n_learned == 8
    assert study.review("Bo").n_learned == 8


def test_another_embedder_than_that_of_the_suggestions_teaches_nothing(study):
    _change_what_ran(study, "st:another 1")
    assert _vectors(study) is None
    session = study.review("Ana")
    for _ in range(8):
        session.reject()
    assert session.n_learned == 0


def test_a_large_study_waits_for_no_slow_embedder(study, monkeypatch):
    monkeypatch.setattr(reviewing, "MANY", 3)
    assert _vectors(study) is None


def test_the_session_begins_where_the_coder_stood(study):
    session = study.review("Ana", order="document")
    first = {}
    for segment_id in session.queue:
        session.goto(segment_id)
        first[segment_id] = session.current.suggestions["goal"].score
    session.goto(session.queue[0])
    while session.current:
        session.change({"goal": "explicit"})
    study.run(progress=False)
    while session.undo():
        pass
    again = study.review("Bo", order="document")
    for segment_id, score in first.items():
        again.goto(segment_id)
        assert again.current.suggestions["goal"].score == pytest.approx(score, abs=1e-9)


def test_verdicts_are_of_the_check_sample_and_of_the_person_asked_for(study, lang):
    assert study.verdicts().n_checked == 0
    session = study.review("Ana")
    while session.current:
        session.accept()
    told = study.verdicts()
    assert told.n_checked == len(study.segments())
    assert told.language == lang
    assert study.verdicts(coder="Bo").n_checked == 0
    assert study.verdicts("Ana", language="zh").language == "zh"
    assert told.table.equals(session.verdicts(lang).table)
    assert "goal" in set(told.table["code"])
