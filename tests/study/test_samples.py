"""What the files of the samples hold, counted by hand in truth.toml, against what was read."""

import tomllib

import pytest


@pytest.fixture
def expected(sample):
    return tomllib.loads((sample.folder / "truth.toml").read_text("utf-8"))["expected"]


def test_interviews_respondents_and_blanks_are_counted_right(sample, expected):
    study = sample.study
    documents, files = study.table("documents"), study.table("files")
    assert (documents["kind"] == "interview").sum() == expected["interviews"]
    assert (study.table("cases")["kind"] == "respondent").sum() == expected["respondents"]
    assert files["n_blanks"].sum() == expected["blank_answers"]
    assert files["error"].tolist() == [""] * 9


def test_turns_of_participants_are_counted_right(sample, expected):
    study = sample.study
    turns = study.table("turns").merge(study.table("documents")[["document_id", "source"]], on="document_id")
    spoken = turns[turns["role"] == "participant"].groupby("source").size()
    assert {name: int(spoken[name]) for name in expected["participant_turns"]} == expected["participant_turns"]


def test_no_word_of_an_interviewer_is_a_segment(sample):
    study = sample.study
    turns = study.table("turns").set_index("turn_id")
    assert set(turns.loc[study.segments()["turn_id"], "role"]) == {"participant"}


def test_everything_that_nobody_reviewed_is_called_a_machine_suggestion(sample):
    cards = [card for stage in sample.study.journey().data["stages"] for card in stage["cards"]]
    assert cards
    assert {card["status"] for card in cards} == {"machine suggestion"}
    assert {card["reviewed_share"] for card in cards} == {0}


def test_a_review_changes_the_map_and_only_what_was_reviewed(sample, tmp_path):

    from cjm_research.study.facade import Study

    folder = sample.copy(tmp_path)
    study = Study.open(folder)
    card = study.journey().data["stages"][4]["cards"][0]
    session = study.review(coder="Ana")
    rejected = card["evidence"][0]["segment_id"]
    session.goto(rejected)
    session.reject()
    after = study.run(progress=False).journey()
    assert rejected not in set(after.evidence["segment_id"])
    assert len(study.table("events")) == 1
    session.undo()
    again = study.run(progress=False).journey()
    assert told(again) == told(sample.study.journey())


def told(journey):
    """Return the cards by stage without ids: a theme that was split may come back by the id of its other half."""
    ids = ("id", "theme_id", "answers", "position")  # which also break ties of the order
    cards = [[{k: v for k, v in card.items() if k not in ids} for card in s["cards"]] for s in journey.data["stages"]]
    return [sorted(stage, key=lambda card: (card["lane"], card["title"], card["people"])) for stage in cards]
