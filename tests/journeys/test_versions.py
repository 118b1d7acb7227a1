"""Saved versions of a map: what they hold, what changed between two, and why."""

import json

import pandas as pd
import pytest

from cjm_research import schema
from cjm_research.journeys.versions import compare, content_of, map_id_of


@pytest.fixture
def journey(build, frames):
    return build(frames)


@pytest.fixture
def content(journey):
    return content_of(journey)


def stage_of(content, stage_id):
    return next(stage for stage in content["data"]["stages"] if stage["id"] == stage_id)


def copied(content):
    return json.loads(json.dumps(content, ensure_ascii=False))


def test_a_version_holds_nobodys_words(content, frames):
    text = json.dumps(content, ensure_ascii=False)
    assert len(frames["segments"]) == 7
    kept = [said for said in frames["segments"]["text"] if said in text]
    assert kept == []
    items = [item for stage in content["data"]["stages"] for card in stage["cards"] for item in card["evidence"]]
    assert {tuple(sorted(item)) for item in items} == {("case_id", "emotion", "reviewed", "segment_id")}


def test_the_same_map_has_the_same_id_and_no_changes(content, language):
    again = copied(content)
    assert map_id_of("one", content) == map_id_of("one", again)
    assert map_id_of("one", content) != map_id_of("two", content)
    changes = compare(content, again, language)
    assert len(changes) == 0
    assert (
        changes.note()
        == {
            "en": "Nothing changed between the two maps.",
            "zh": "两张图之间没有变化。",
        }[language]
    )


def test_a_card_moved_by_hand_is_told_with_its_cause(content, language):
    after = copied(content)
    card = stage_of(after, "delivery")["cards"].pop(0)
    stage_of(after, "use")["cards"].append(card)
    after["edits"][f"cards:{card['id']}"] = 7
    changes = compare(content, after, language)
    row = changes.frame.query("of == 'card'").iloc[0]
    assert row[["id", "change", "before", "after", "cause"]].tolist() == [
        card["id"], "moved", "delivery", "use", "hand edit",
    ]  # fmt: skip
    assert (
        changes.told()[0]
        == {
            "en": "Card: “Nobody called before the delivery” moved from Delivery to Use (edited by hand).",
            "zh": "卡片：“送货之前没有人打电话”从交付移到使用（人工修改）。",
        }[language]
    )


def test_a_card_of_new_interviews_is_new_data(content, language):
    after = copied(content)
    after["documents"].append("dnew")
    card = copied(stage_of(content, "delivery")["cards"][0]) | {"id": "fnew", "people": ["P09"], "n_people": 1}
    card["evidence"] = [{"segment_id": "snew", "case_id": "P09", "emotion": None, "reviewed": False}]
    stage_of(after, "use")["cards"].append(card)
    changes = compare(content, after, language)
    assert changes.frame[["change", "cause"]].values.tolist() == [["new", "new data"]]
    assert changes.n_new == (1, 1)
    gone = compare(after, content, language)
    assert gone.frame[["change", "cause"]].values.tolist() == [["gone", "data gone"]]


def test_a_segment_that_lost_its_code_is_a_change_of_coding(content, language):
    after = copied(content)
    card = stage_of(after, "delivery")["cards"][0]
    taken = card["evidence"].pop()
    card["people"] = [person for person in card["people"] if person != taken["case_id"]]
    card["n_people"], card["n_segments"] = card["n_people"] - 1, card["n_segments"] - 1
    card["evidence_grade"] = "thin"
    changes = compare(content, after, language)
    assert changes.frame[["change", "cause"]].values.tolist() == [["people", "coding"], ["grade", "coding"]]


def test_a_segment_in_another_card_of_its_family_is_a_change_of_themes(content, language):
    before, after = copied(content), copied(content)
    other = copied(stage_of(content, "delivery")["cards"][0]) | {"id": "fother"}
    for side in (before, after):
        stage_of(side, "use")["cards"].append(copied(other))
    card = stage_of(after, "delivery")["cards"][0]
    card["evidence"].pop()
    card["n_segments"] -= 1
    changes = compare(before, after, language)
    assert changes.frame[["id", "change", "cause"]].values.tolist() == [[card["id"], "mentions", "themes"]]


def test_stages_moved_renamed_hidden_and_the_emotion(content, language):
    after = copied(content)
    stages = after["data"]["stages"]
    stages.insert(0, stages.pop())
    stages[0]["name"] = {"en": "Staying", "zh": "留下"}
    stages[1]["hidden"] = True
    after["edits"] |= {f"stages:{stages[0]['id']}": 3, f"stages:{stages[1]['id']}": 4}
    delivery = stage_of(after, "delivery")
    delivery["emotion"] = delivery["emotion"] | {"mean": delivery["emotion"]["mean"] + 1}
    delivery["moment"] = {"kind": "trough"}
    found = compare(content, after, language).frame
    assert found[["of", "id", "change"]].values.tolist() == [
        ["stage", "loyalty", "renamed"],
        ["stage", "loyalty", "moved"],
        ["stage", "awareness", "hidden"],
        ["emotion", "delivery", "emotion"],
        ["emotion", "delivery", "moment"],
    ]
    assert set(found.loc[found["of"] == "stage", "cause"]) == {"hand edit"}


def test_a_merged_card_names_the_one_it_went_into(content, language):
    before = copied(content)
    other = copied(stage_of(content, "delivery")["cards"][0]) | {"id": "fother"}
    stage_of(before, "delivery")["cards"].append(other)
    after = copied(content)
    kept = stage_of(after, "delivery")["cards"][0]
    kept["parts"] = ["fother"]
    after["edits"]["cards:fother"] = 9
    found = compare(before, after, language).frame
    assert found[["id", "change", "after", "cause"]].values.tolist() == [["fother", "merged", kept["id"], "hand edit"]]


def test_the_edits_of_a_version_are_the_events_that_made_them(journey):
    row = dict.fromkeys(schema.CONTRACTS["weights"].columns, "") | {"name": "reach", "weight": 0.4, "event_id": 12}
    content = content_of(journey, {"weights": pd.DataFrame([row])})
    assert content["edits"] == {"weights:reach": 12}


def test_changes_show_themselves_escaped(content, language):
    after = copied(content)
    card = stage_of(after, "delivery")["cards"][0]
    card["title"] = "<b>late</b>"
    card.pop("titles", None)
    shown = compare(content, after, language)._repr_html_()
    assert "<b>late" not in shown
    assert "&lt;b&gt;late&lt;/b&gt;" in shown


def ranked(content, *ranks):
    """Give cards ranks in the order of the map."""
    cards = [card for stage in content["data"]["stages"] for card in stage["cards"]]
    for card, rank in zip(cards, ranks, strict=False):
        card["priority"] = {"rank": rank}
    return content


def merged(content):
    """Two maps: with a card more, and with that card put into another by hand."""
    before, after = copied(content), copied(content)
    other = copied(stage_of(content, "delivery")["cards"][0]) | {"id": "fother", "people": ["P09"], "n_people": 1}
    other["evidence"] = [{"segment_id": "sother", "case_id": "P09", "emotion": None, "reviewed": False}]
    stage_of(before, "delivery")["cards"].append(other)
    kept = stage_of(after, "delivery")["cards"][0]
    kept["evidence"] = kept["evidence"] + copied(other["evidence"])
    kept |= {"parts": ["fother"], "people": [*kept["people"], "P09"], "n_people": kept["n_people"] + 1}
    after["edits"]["cards:fother"] = 9
    return before, after, kept


def test_people_who_came_with_a_merged_card_came_by_hand(content, language):
    before, after, kept = merged(content)
    changes = compare(before, after, language)
    own = changes.frame[changes.frame["id"] == kept["id"]]
    assert own[["change", "cause"]].values.tolist() == [["people", "hand edit"]]
    n = kept["n_people"]
    assert {
        "en": f"- Card (Delivery): “{kept['title']}”: people {n - 1} → {n} (edited by hand).",
        "zh": f"- 卡片（交付）：“{kept['title']}”：人数 {n - 1} → {n}（人工修改）。",
    }[language] in str(changes).split("\n")


def test_an_opportunity_goes_and_is_renamed_by_hand_with_its_pain_point(content, language):
    before = copied(content)
    pain = stage_of(before, "delivery")["cards"][0]
    chance = copied(pain) | {"id": "o1", "family": "opportunity", "made": "opportunity", "answers": [pain["id"]]}
    stage_of(before, "delivery")["cards"] = [pain, chance]
    hidden = copied(before)
    stage_of(hidden, "delivery")["cards"] = [copied(pain) | {"hidden": True}]
    hidden["edits"][f"cards:{pain['id']}"] = 4
    found = compare(before, hidden, language).frame
    assert found[["change", "cause"]].values.tolist() == [["hidden", "hand edit"], ["gone", "hand edit"]]
    named = copied(before)
    for card in stage_of(named, "delivery")["cards"]:
        card |= {"title": "X", "titles": {language: "X"}, "named_by": "AB" if card["id"] == pain["id"] else ""}
        if card["id"] == "o1":
            card.pop("named_by")
    named["edits"][f"cards:{pain['id']}"] = 5
    found = compare(before, named, language).frame
    assert found[["id", "change", "cause"]].values.tolist() == [
        [pain["id"], "renamed", "hand edit"], ["o1", "renamed", "hand edit"],
    ]  # fmt: skip


def test_what_people_enter_is_told_and_lines_that_say_nothing_are_not(content, language):
    after = copied(content)
    card = stage_of(after, "delivery")["cards"][0]
    card |= {"value": 4, "difficulty": 2, "n_comments": 1}
    card["evidence"][0]["segment_id"] = "sother"
    after["edits"][f"cards:{card['id']}"] = 3
    changes = compare(content, after, language)
    assert changes.frame[["change", "before", "after", "cause"]].values.tolist() == [
        ["value", 0, 4, "hand edit"], ["difficulty", 0, 2, "hand edit"], ["comments", 0, 1, "hand edit"],
    ]  # fmt: skip
    assert {"en": "value nothing → 4 (", "zh": "业务价值 无 → 4（"}[language] in str(changes)


def test_ranks_that_follow_are_one_line_and_what_people_did_comes_first(content, language):
    before, after = ranked(copied(content), 1, 2, 3), ranked(copied(content), 2, 3, 1)
    card = stage_of(after, "delivery")["cards"][0]
    card["pinned"] = True
    after["edits"][f"cards:{card['id']}"] = 3
    changes = compare(before, after, language)
    n = int((changes.frame["change"] == "rank").sum())
    assert n > 1
    lines = str(changes).split("\n")
    assert lines[2] == {"en": "What people did:", "zh": "人工所做："}[language]
    assert lines[4] == {"en": "What else changed:", "zh": "其他变化："}[language]
    assert lines[5:] == [
        {
            "en": f"- Priority: {n} more cards have another rank (follows from other changes).",
            "zh": f"- 优先级：另有{n}张卡片的排名有变（随其他变化而变）。",
        }[language]
    ]
    assert len(changes.note(every=True).split("\n")) == 5 + n


def test_somebody_who_withdrew_is_told_although_the_version_forgot_them(content, language):
    before, after = copied(content), copied(content)
    card = stage_of(before, "delivery")["cards"][0]
    who = card["people"][-1]
    for each in (before, after):
        kept = stage_of(each, "delivery")["cards"][0]
        kept["people"].remove(who)
        kept["evidence"] = [item for item in kept["evidence"] if item["case_id"] != who]
        each["documents"].pop()
    now = stage_of(after, "delivery")["cards"][0]
    now["n_people"] = len(now["people"])
    after["n_documents"] = len(after["documents"])
    after["data"]["participants"]["n"] -= 1
    changes = compare(before, after, language)
    assert (changes.n_new, changes.n_gone) == ((0, 0), (1, 1))
    assert changes.frame[["change", "cause"]].values.tolist() == [["people", "data gone"]]
    assert (
        str(changes).split("\n")[0]
        == {
            "en": "1 change; gone from the map: 1 document and 1 person.",
            "zh": "共1处变化；图上减少1份文档和1人。",
        }[language]
    )
