"""The law of people's edits, told from events alone."""

import pandas as pd
import pytest

from cjm_research.store.erasing import redacted
from cjm_research.themes.law import edits
from cjm_research.themes.law.edits import Law, rest_id, theme_id_of


def stood(theme_id, ids, family="goal", titles=None, named_by=""):
    return {"theme_id": theme_id, "family": family, "titles": titles or {"en": theme_id}, "named_by": named_by,
            "segment_ids": list(ids)}  # fmt: skip


A, B = stood("tha", ["s1", "s2"]), stood("thb", ["s3"], titles={"zh": "送货太慢"})


def law(*acts, since=0):
    rows = [(at + 1, f"2026-11-{at + 1:02d}", "Ana", act, payload) for at, (act, payload) in enumerate(acts)]
    return Law.of(pd.DataFrame(rows, columns=["event_id", "created_at", "actor", "act", "payload"]), since)


def where(told):
    return {segment: hold.theme_id for (_, segment), hold in told.holds.items()}


MERGE = (edits.MERGE, {"into": "tha", "theme_ids": ["thb"], "before": [A, B]})
PART = {"theme_id": "thp", "segment_ids": ["s2"], "titles": {"zh": "等太久"}}
SPLIT = (edits.SPLIT, {"theme_id": "tha", "parts": [PART], "before": [A]})


def test_no_events_are_no_law():
    assert law() == Law()
    assert law(("accept", {"segment_id": "s1", "codings": {"before": [], "after": []}})) == Law()


def test_a_merge_holds_all_segments_together_and_follows_chains():
    told = law(MERGE, (edits.MERGE, {"into": "thc", "theme_ids": ["tha"], "before": [stood("thc", ["s9"]), A]}))
    assert told.root("thb") == told.root("tha") == "thc"
    assert set(told.held()["theme_id"]) == {"thc"}


def test_the_latest_of_two_merges_in_a_circle_wins():
    told = law(MERGE, (edits.MERGE, {"into": "thb", "theme_ids": ["tha"], "before": [A, B]}))
    assert told.together == {"tha": "thb"}


def test_a_split_holds_its_parts_and_what_stays():
    told = law(SPLIT)
    assert where(told) == {"s1": "tha", "s2": "thp"}
    assert told.titles("thp") == {"zh": "等太久"}
    assert told.parts["tha"] == told.parts["thp"]


def test_the_latest_act_on_a_segment_wins():
    move = (edits.MOVE, {"segment_ids": ["s1"], "to": "thb", "before": [B, A]})
    assert where(law(MERGE, move))["s1"] == "thb"
    out = (edits.MOVE, {"segment_ids": ["s1"], "to": "", "before": [B]})
    assert where(law(move, (out[0], {**out[1], "before": [stood("thb", ["s1", "s3"])]})))["s1"] == ""


def test_a_segment_of_two_families_is_held_in_the_one_that_was_acted_on():
    other = stood("thq", ["s1"], family="pain_point")
    told = law((edits.MERGE, {"into": "tha", "theme_ids": ["thb"], "before": [A, B, other]}))
    assert ("goal", "s1") in told.holds
    assert ("pain_point", "s1") not in told.holds


def test_names_by_language_add_up_and_a_pin_keeps_the_name_it_had():
    told = law(
        (edits.RENAME, {"theme_id": "tha", "titles": {"en": "Sleep well"}, "before": [A]}),
        (edits.RENAME, {"theme_id": "tha", "titles": {"zh": "睡个好觉"}, "before": [A]}),
        (edits.PIN, {"theme_id": "thb", "before": [B]}),
    )
    assert told.titles("tha") == {"en": "Sleep well", "zh": "睡个好觉"}
    assert (told.titles("thb"), told.named_by("thb"), told.named_by("tha")) == ({"zh": "送货太慢"}, "", "Ana")
    assert where(told) == {"s3": "thb"}


def test_unpinning_leaves_what_a_merge_holds():
    pin = (edits.PIN, {"theme_id": "tha", "before": [stood("tha", ["s1", "s2", "s3", "s4"])]})
    told = law(MERGE, pin, (edits.UNPIN, {"theme_id": "tha", "before": []}))
    assert set(where(told)) == {"s1", "s2", "s3"}
    assert not told.pinned


def test_hiding_notes_and_second_themes_stand_until_they_are_taken_away():
    acts = [
        (edits.HIDE, {"theme_id": "tha", "before": [A]}),
        (edits.MEMO, {"theme_id": "tha", "text": "问一下波", "before": [A]}),
        (edits.ALSO, {"theme_id": "tha", "segment_id": "s3", "before": [A]}),
    ]
    told = law(*acts)
    assert (set(told.hidden), told.memos["tha"].text, told.also["goal", "s3"]["tha"].by) == ({"tha"}, "问一下波", "Ana")
    later = law(*acts, (edits.SHOW, {"theme_id": "tha"}), (edits.MEMO, {"theme_id": "tha", "text": ""}))
    assert (later.hidden, later.memos) == ({}, {})


def test_undo_takes_back_and_undo_of_undo_does_again():
    assert law(MERGE, (edits.UNDO, {"undoes": 1})).holds == {}
    again = law(MERGE, (edits.UNDO, {"undoes": 1}), (edits.UNDO, {"undoes": 2}))
    assert again.holds == law(MERGE).holds


def test_an_undone_act_that_a_fit_knew_says_where_the_segments_came_from():
    told = law(MERGE, (edits.UNDO, {"undoes": 1}), since=1)
    assert told.returned == (("goal", "s3", "tha", "thb"),)
    assert told.reopened
    assert law(MERGE, (edits.UNDO, {"undoes": 1}), since=0).returned == ()


def test_segments_that_moved_to_other_ids_are_followed():
    told = law(MERGE, ("move", {"moved": {"s1": "s2", "s2": "s7"}, "ended": []}))
    assert where(told) == {"s2": "tha", "s7": "tha", "s3": "tha"}
    assert told.anchors["tha"].segment_ids == ("s2", "s7")


@pytest.mark.parametrize("act", [MERGE, SPLIT, (edits.NEW, {**PART, "family": "goal", "before": [A]})])
def test_a_person_who_was_erased_leaves_the_rest_of_an_act_standing(act):
    event = redacted({"act": act[0], "payload": act[1]}, {"s2"}, {"等太久", "送货"})
    told = law((event["act"], event["payload"]))
    assert "s2" not in where(told)
    assert "等太久" not in repr(told.names) + repr(told.anchors)
    assert where(told).get("s1", "tha") == "tha"


def test_an_act_about_one_erased_segment_is_passed_over():
    event = redacted({"act": edits.ALSO, "payload": {"segment_id": "s1", "theme_id": "tha", "before": [A]}}, {"s1"}, {})
    assert law((event["act"], event["payload"])) == Law()


def test_ids_are_made_of_content_in_any_order():
    assert theme_id_of("goal", ["s1", "s2"]) == theme_id_of("goal", ["s2", "s1"]) != theme_id_of("goal", ["s1"])
    assert rest_id("goal") == "th3f53bff797"


@pytest.mark.parametrize(("into", "other", "own"), [(A, B, {"en": "tha"}), (B, A, {"zh": "送货太慢"})])
def test_whoever_merges_into_a_theme_chooses_its_name(into, other, own):
    merge = (edits.MERGE, {"into": into["theme_id"], "theme_ids": [other["theme_id"]], "before": [into, other]})
    told = law(merge)
    assert (told.titles(into["theme_id"]), told.titles(other["theme_id"])) == (own, {})
    assert told.named_by(into["theme_id"]) == ""
    pin = (edits.PIN, {"theme_id": into["theme_id"], "before": [into]})
    assert law(merge, pin, (edits.UNPIN, {"theme_id": into["theme_id"]})).titles(into["theme_id"]) == own
    renamed = (
        edits.RENAME,
        {"theme_id": into["theme_id"], "titles": {"en": "Waiting", "zh": "等待"}, "before": [into]},
    )
    assert law(merge, renamed).titles(into["theme_id"]) == {"en": "Waiting", "zh": "等待"}
    assert law(merge, (edits.UNDO, {"undoes": 1})).titles(into["theme_id"]) == {}


def test_a_merge_undone_after_a_fit_tells_what_both_themes_were_called():
    told = law(MERGE, (edits.UNDO, {"undoes": 1}), since=1)
    assert told.own == {"tha": {"en": "tha"}, "thb": {"zh": "送货太慢"}}
