import pandas as pd
import pytest

from cjm_research import schema
from cjm_research.findings import place


def world(*rows, questions=None):
    """Rows: segment, turn, stage, score."""
    segments = pd.DataFrame([row[:2] for row in rows], columns=["segment_id", "turn_id"])
    turns = segments[["turn_id"]].drop_duplicates()
    turns = turns.assign(question=turns["turn_id"].map(questions or {}).fillna(""))
    suggested = pd.DataFrame(
        [(segment, "stage", stage, score, "look") for segment, _, stage, score in rows],
        columns=["segment_id", "kind", "value", "score", "decision"],
    )
    return segments, turns, suggested


def stages(*rows, questions=None, codings=None):
    codings = schema.empty("codings") if codings is None else codings
    return place(*world(*rows, questions=questions), codings).set_index("segment_id")["stage"].to_dict()


def test_sure_stage_stands_beside_other_ones():
    assert stages(("s1", "t1", "use", 0.9), ("s2", "t1", "delivery", 0.6)) == {"s1": "use", "s2": "delivery"}


@pytest.mark.parametrize(("stage", "score"), [("none", 0.9), ("loyalty", 0.2)], ids=["none", "unsure"])
def test_segment_without_a_sure_stage_takes_that_of_its_turn(stage, score):
    assert stages(("s1", "t1", "use", 0.9), ("s2", "t1", stage, score)) == {"s1": "use", "s2": "use"}


def test_neighbours_that_disagree_place_nothing():
    found = stages(("s1", "t1", "use", 0.9), ("s2", "t1", "delivery", 0.9), ("s3", "t1", "none", 0.0))
    assert found["s3"] == "none"


@pytest.mark.parametrize("question", ["How did it arrive?", "送货怎么样？"], ids=["english", "chinese"])
def test_answer_takes_the_stage_of_other_answers_to_the_same_question(question):
    rows = [(f"s{at}", f"t{at}", "delivery", 0.9) for at in range(3)] + [("s3", "t3", "none", 0.0)]
    asked = {f"t{at}": question for at in range(4)}
    assert stages(*rows, questions=asked)["s3"] == "delivery"
    assert stages(*rows[1:], questions=asked)["s3"] == "none"


def test_turn_is_nearer_than_question():
    rows = [(f"s{at}", f"t{at}", "delivery", 0.9) for at in range(3)]
    rows += [("s3", "t3", "none", 0.0), ("s4", "t3", "use", 0.9)]
    assert stages(*rows, questions={f"t{at}": "How?" for at in range(4)})["s3"] == "use"


def test_person_who_says_none_is_not_overruled_by_neighbours():
    said = pd.DataFrame(
        [("s2", "stage", "none", "Ana", "2026-01-05", 1)],
        columns=["segment_id", "kind", "value", "coder", "created_at", "event_id"],
    )
    rows = [("s1", "t1", "use", 0.9), ("s2", "t1", "use", 0.9)]
    assert stages(*rows, codings=said) == {"s1": "use", "s2": "none"}


def test_turn_with_nothing_sure_keeps_what_it_says_itself():
    assert stages(("s1", "t1", "use", 0.2), ("s2", "t1", "none", 0.0)) == {"s1": "use", "s2": "none"}
