import pandas as pd
import pytest

from cjm_research import schema
from cjm_research.journeys.order import steps_of, touched

COLUMNS = ["case_id", "go", "seq", "segment_id", "item", "score", "times", "joined"]


def told(*rows):
    """Rows: person, stage, times; in the order told."""
    found = [(person, person, at, f"s{at}", stage, 1.0, times, ()) for at, (person, stage, times) in enumerate(rows)]
    return pd.DataFrame(found, columns=COLUMNS)


def met(*channels):
    rows = [(f"s{at}", "direct/online" if channel else "", channel, "") for at, channel in enumerate(channels)]
    return pd.DataFrame(rows, columns=["segment_id", "touchpoint", "channel", "interaction"])


def channels(steps):
    return [step["channel"] for step in steps]


def test_steps_stand_in_the_order_told_people_first():
    given = told(("P01", "use", ()), ("P01", "use", ()), ("P02", "use", ()), ("P02", "use", ()), ("P03", "use", ()))
    found = steps_of(given, met("web", "phone", "web", "phone", "phone"))["use"]
    assert channels(found) == ["web", "phone"]
    assert [(step["n_people"], step["n_segments"]) for step in found] == [(2, 2), (3, 3)]


def test_cue_back_turns_steps_round():
    given = told(("P01", "use", ()), ("P01", "use", ("back",)))
    assert channels(steps_of(given, met("web", "phone"))["use"]) == ["phone", "web"]


def test_hand_overrides_and_others_follow():
    given = told(("P01", "use", ()), ("P01", "use", ()), ("P01", "use", ()))
    plain = steps_of(given, met("web", "phone", "mail"))["use"]
    ids = [step["id"] for step in plain]
    assert channels(steps_of(given, met("web", "phone", "mail"), {"use": [ids[2]]})["use"]) == ["mail", "web", "phone"]


def test_step_is_named_in_both_languages_and_its_id_is_derived():
    suggestions = pd.DataFrame(
        [("s0", "touchpoint", "direct/offline", 1.0, "look"), ("s0", "channel", "phone", 1.0, "look"),
         ("s0", "interaction", "transact", 1.0, "look"), ("s1", "channel", "", 0.0, "no")],
        columns=["segment_id", "kind", "value", "score", "decision"],
    )  # fmt: skip
    said = touched(suggestions, schema.empty("codings"))
    assert said.to_dict("records") == [
        {"segment_id": "s0", "touchpoint": "direct/offline", "channel": "phone", "interaction": "transact"}
    ]
    step = steps_of(told(("P01", "use", ())), said)["use"][0]
    assert step["name"] == {"en": "phone: transact", "zh": "电话：购买与办理"}
    assert step["id"] == "use:phone:transact"


def test_touchpoint_without_a_channel_is_named_by_contact_and_place():
    said = pd.DataFrame(
        [("s0", "direct/online", "", "")], columns=["segment_id", "touchpoint", "channel", "interaction"]
    )
    step = steps_of(told(("P01", "use", ())), said)["use"][0]
    assert (step["name"]["zh"], step["id"]) == ("直接线上", "use:direct-online")


@pytest.mark.parametrize("stage", ["use", "loyalty"])
def test_stage_without_touchpoints_has_no_steps(stage):
    assert stage not in steps_of(told(("P01", stage, ())), met())
