import json

import pandas as pd
import pytest

from cjm_research.errors import SchemaError
from cjm_research.journeys import validate


def stage(journey, name):
    return next(entry for entry in journey.data["stages"] if entry["id"] == name)


def coding(segment, kind, value, event=1):
    return {
        "segment_id": segment, "kind": kind, "value": value, "coder": "Ana", "act": "accept", "codebook_version": "v",
        "created_at": "2026-01-06", "event_id": event,
    }  # fmt: skip


def test_data_keeps_the_shipped_schema(build, frames):
    data = build(frames).data
    assert validate.check(json.loads(json.dumps(data))) == data


@pytest.mark.parametrize("framework", ["three", "four", "five", "six"])
def test_stages_stand_in_the_order_of_the_framework(build, frames, framework):
    data = build(frames, framework=framework).data
    assert [entry["id"] for entry in data["stages"]] == data["framework"]["stages"]
    lanes = sorted(card["lane"] for entry in data["stages"] for card in entry["cards"])
    assert lanes == ["goal", "opportunity", "pain_point"]


def test_shuffled_frames_give_the_same_bytes(build, frames):
    shuffled = {name: frame.sample(frac=1, random_state=9) for name, frame in frames.items()}
    first, second = build(frames), build(shuffled)
    assert json.dumps(first.data) == json.dumps(second.data)
    pd.testing.assert_frame_equal(first.evidence, second.evidence)


def test_every_quote_is_the_text_of_its_document_at_its_place(build, frames):
    journey = build(frames)
    texts = journey.documents.set_index("name")["text"]
    items = [item for entry in journey.data["stages"] for card in entry["cards"] for item in card["evidence"]]
    assert len(items) == len(journey.evidence) == 6 + 4  # of two cards, and of the opportunity that answers one
    assert any(item["quote"].startswith("😀") for item in items)
    for item in items:
        assert texts[item["document"]][item["start"] : item["end"]] == item["quote"]


def test_quote_that_is_not_in_its_document_stops_the_map(build, frames):
    frames["segments"].loc[0, ["start", "end"]] += 1
    with pytest.raises(
        SchemaError, match=r"Segment s[0-9a-f]{12}: characters \d+ to \d+ of P01\.txt read .*, expected"
    ):
        build(frames)


def test_card_counts_people_first_and_says_that_nobody_reviewed_it(build, frames):
    card = stage(build(frames), "delivery")["cards"][0]
    assert card["people"] == ["P01", "P02", "P03"]
    assert (card["n_people"], card["n_segments"]) == (3, 4)
    assert (card["subtype"], card["status"], card["evidence_grade"]) == ("experiential", "machine suggestion", "fair")
    assert [item["case_id"] for item in card["evidence"]] == ["P01", "P02", "P03", "P02"]


def test_emotion_point_is_the_mean_of_the_peoples_means(build, frames):
    point = stage(build(frames), "delivery")["emotion"]
    assert (point["mean"], point["n"]) == (2.0, 3)
    # Student's t of three people whose means are one step apart: 2 ± 4.303 · 0.577, cut at the ends of the scale.
    assert (point["low"], point["high"]) == (1.0, pytest.approx(4.484, abs=1e-3))


def test_one_person_has_no_interval_and_nobody_has_no_point(build, frames):
    journey = build(frames)
    assert stage(journey, "use")["emotion"] == {"mean": 5.0, "low": None, "high": None, "n": 1}
    assert stage(journey, "loyalty")["emotion"] == {"mean": None, "low": None, "high": None, "n": 0}
    assert stage(journey, "loyalty")["evidence_grade"] == "none"


def test_touchpoints_count_people(build, frames):
    journey = build(frames)
    assert stage(journey, "delivery")["touchpoints"] == [
        {"touchpoint": "direct/offline", "channel": "delivery", "n_people": 3, "n_segments": 3}
    ]
    assert stage(journey, "use")["touchpoints"] == []


def test_participants_are_counted_by_attribute(build, frames):
    assert build(frames).data["participants"] == {
        "n": 4,
        "n_interviews": 4,
        "n_respondents": 0,
        "by_attribute": {"Customer type": {"new": 2, "returning": 1}},
    }


def test_coding_of_a_person_moves_the_card_and_its_status(build, frames):
    calls = frames["members"].loc[frames["members"]["family"] == "pain_point", "segment_id"]
    frames["codings"] = pd.DataFrame(
        [coding(key, "pain_point", "functional", at) for at, key in enumerate(calls)]
        + [coding(key, "stage", "purchase", 10 + at) for at, key in enumerate(calls)]
    )
    journey = build(frames)
    card = stage(journey, "purchase")["cards"][0]
    assert stage(journey, "delivery")["cards"] == []
    assert (card["subtype"], card["status"], card["reviewed_share"]) == ("functional", "reviewed", 1.0)


def test_rejected_suggestion_leaves_its_card(build, frames):
    call = frames["members"].loc[frames["members"]["family"] == "pain_point", "segment_id"].iloc[0]
    frames["codings"] = pd.DataFrame([coding(call, "pain_point", "")])
    card = stage(build(frames), "delivery")["cards"][0]
    assert card["people"] == ["P02", "P03"]
    assert call not in [item["segment_id"] for item in card["evidence"]]


def test_evidence_shows_the_words_around_the_quote(build, frames, language):
    evidence = build(frames).evidence.drop_duplicates("segment_id")
    row = evidence.set_index("quote").loc[{"en": "No call, again.", "zh": "又没打电话。"}[language]]
    assert row["before"].endswith({"en": "delivery.\n\nP02: ", "zh": "没打电话。\n\nP02："}[language])
    assert (row["after"], row["reason"], bool(row["reviewed"])) == ("", "toy cue", False)


def test_map_shows_itself_with_empty_cells_named(build, frames, language):
    journey = build(frames)
    shown = journey._repr_html_()
    assert {"en": "no evidence (4 asked)", "zh": "没有证据（访问了4人）"}[language] in shown
    assert {"en": "3 of 4 people", "zh": "4人中的3人"}[language] in shown
    assert {"en": "direct, offline", "zh": "直接、线下"}[language] in shown
    assert repr(journey) == "JourneyMap('Toy', 6 stages, 3 cards, 4 people)"


def test_map_escapes_what_people_said(build, frames):
    frames["themes"]["title"] = "<script>alert(1)</script>"
    assert "<script>" not in build(frames)._repr_html_()


def test_study_without_a_coded_segment_is_a_map_without_cards(build, frames):
    frames["suggestions"].loc[frames["suggestions"]["kind"].isin(["goal", "pain_point"]), "decision"] = "no"
    data = build(frames).data
    validate.check(data)
    assert all(entry["cards"] == [] and entry["evidence_grade"] == "none" for entry in data["stages"])


def test_what_belongs_to_no_theme_stands_last(build, frames):
    themes, members = frames["themes"], frames["members"]
    # The largest theme of pain points becomes the rest; the smaller one must now come before it.
    call = themes.index[themes["family"] == "pain_point"][0]
    rest = {"en": "Other: Nobody called", "zh": "其他：没人打电话"}[frames["documents"]["language"].iloc[0]]
    themes["rest"] = False
    themes.loc[call, ["title", "rest"]] = rest, True
    moved = members.index[members["theme_id"] == themes.loc[call, "theme_id"]][0]
    members.loc[moved, "theme_id"] = "thsmall"
    themes.loc[len(themes)] = {**themes.loc[call].to_dict(), "theme_id": "thsmall", "title": "No call", "rest": False}
    (delivery,) = [stage for stage in build(frames).data["stages"] if stage["id"] == "delivery"]
    assert [card["title"] for card in delivery["cards"]] == ["No call", rest]
    assert delivery["cards"][0]["n_people"] < delivery["cards"][1]["n_people"]
