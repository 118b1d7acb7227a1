"""A journey.json that comes back: what people may change in it, and what it does not say."""

import json

import pytest

from cjm_research.errors import ReadError

TITLE = {"en": "Fees come as a shock", "zh": "收费让人吃惊"}


def told(reading):
    return [(one.kind, one.key, one.part, one.after) for one in reading.differences]


def card_of(data, key):
    return next(card for stage in data["stages"] for card in stage["cards"] if card["id"] == key)


def test_a_file_nobody_edited_has_no_differences_and_says_so(desk):
    path, _ = desk.json()
    reading = desk.read(path)
    assert (len(reading), reading.faults, reading.notes) == (0, (), (("unchanged", {}),))


def test_a_title_counts_wherever_it_was_changed(desk):
    part = f"title:{desk.lang}"
    for changed in (("title",), ("titles",), ("title", "titles")):
        _, data = desk.json()
        card = card_of(data, "f-fee")
        if "title" in changed:
            card["title"] = TITLE[desk.lang]
        if "titles" in changed:
            card["titles"][desk.lang] = TITLE[desk.lang]
        reading = desk.read(desk.save(data))
        assert (told(reading), reading.faults) == ([("renamed", "f-fee", part, TITLE[desk.lang])], ())
    card["title"] = "?"
    reading = desk.read(desk.save(data))
    assert [fault.why for fault in reading.faults] == ["two titles"]


def test_a_title_in_the_other_language_is_an_edit_of_that_language(desk):
    other = {"en": "zh", "zh": "en"}[desk.lang]
    _, data = desk.json()
    card_of(data, "f-fee")["titles"][other] = TITLE[other]
    reading = desk.read(desk.save(data))
    assert told(reading) == [("renamed", "f-fee", f"title:{other}", TITLE[other])]


def test_a_missing_card_is_only_taken_away_where_it_is_named(desk):
    _, data = desk.json()
    stage = next(stage for stage in data["stages"] if stage["id"] == "purchase")
    stage["cards"] = [card for card in stage["cards"] if card["id"] != "f-pay"]
    reading = desk.read(desk.save(data))
    (gone,) = reading.differences
    assert (gone.kind, gone.key, gone.apart) == ("removed", "f-pay", True)
    assert reading.chosen("all") == ()
    assert {"en": "only taken away if named", "zh": "只有点名才会移除"}[desk.lang] in str(reading)


def test_a_map_of_a_group_takes_nobody_elses_cards_away(desk):
    _, data = desk.json()
    data["journey"]["persona"] = {"name": "1"}
    data["stages"][0]["cards"] = data["stages"][0]["cards"][:1]
    reading = desk.read(desk.save(data))
    assert told(reading) == []
    assert {fault.why for fault in reading.faults} == {"not in file"}


def test_a_new_card_rests_on_the_segments_it_names(desk):
    _, data = desk.json()
    item = card_of(data, "f-fee")["evidence"][0]
    card = {"id": "mine", "family": "goal", "title": TITLE[desk.lang], "evidence": [item], "work": "planned"}
    data["stages"][0]["cards"].append(card)
    (new,) = desk.read(desk.save(data)).differences
    assert (new.kind, new.after) == ("new", TITLE[desk.lang])
    assert (new.parts["segment_ids"], new.parts["work"]) == ((item["segment_id"],), "planned")


def test_a_wrong_value_is_listed_at_its_place_and_the_card_goes_on(desk):
    _, data = desk.json()
    card_of(data, "f-fee").update({"work": "donne", "value": 7, "owner": "Ben"})
    reading = desk.read(desk.save(data))
    assert told(reading) == [("owner", "f-fee", "owner", "Ben")]
    assert [(fault.why, fault.place.at) for fault in reading.faults] == [
        ("no work", reading.differences[0].place.at),
        ("no score", reading.differences[0].place.at),
    ]


def test_what_the_study_changed_is_told_apart_where_the_file_as_sent_is_given(desk):
    _, sent = desk.json()
    data = json.loads(json.dumps(sent))
    card_of(data, "f-fee")["owner"] = "Ben"
    card_of(data, "f-slow")["owner"] = "Cara"
    desk.session.assign("f-slow", owner="Dora")
    desk.session.rename("f-call", TITLE[desk.lang])
    path = desk.save(data)
    told_by_itself = desk.read(path)
    del data["exported"]
    path = desk.save(data)
    assert len(desk.read(path)) == 3
    for reading in (told_by_itself, desk.read(path, base=sent)):
        assert [(one.key, one.clash, one.now) for one in reading.differences] == [
            ("f-fee", False, ""),
            ("f-slow", True, "Dora"),
        ]


def test_a_file_sent_back_untouched_offers_nothing_whatever_the_study_did_since(desk):
    path, data = desk.json()
    desk.session.rename("f-fee", TITLE[desk.lang])
    desk.session.assign("f-slow", owner="Dora", due="2026-03-01", status="doing")
    desk.session.move("f-call", stage="use")
    reading = desk.read(path)
    assert (told(reading), reading.faults, reading.notes) == ([], (), (("changed", {}),))
    del data["exported"]
    old = desk.read(desk.save(data))
    assert len(old) > 3
    with pytest.raises(ReadError, match=r"^journey\.json does not say what it was when it was exported") as refused:
        old.chosen("all")
    assert refused.value.told("zh").startswith("journey.json 没有记录导出时的内容，全部采用可能撤销研究后来的改动")
    assert old.chosen([old.differences[0].item])


def test_words_replaced_throughout_the_file_are_edits_all_the_same(desk):
    desk.session.assign("f-fee", owner="Dora")
    path, _ = desk.json()
    path.write_text(path.read_text("utf-8").replace("Dora", "Eve"), "utf-8")
    assert told(desk.read(path)) == [("owner", "f-fee", "owner", "Eve")]


def test_other_evidence_than_the_maps_is_said_and_not_read(desk):
    _, data = desk.json()
    card_of(data, "f-fee")["evidence"].pop()
    reading = desk.read(desk.save(data))
    assert told(reading) == []
    assert ("other figures", {"n": 1}) in reading.notes


def test_files_that_are_no_journey_are_refused(desk, tmp_path):
    path = tmp_path / "journey.json"
    path.write_text('{"stages": [', "utf-8")
    with pytest.raises(ReadError, match=r"^journey\.json, line 1, column 13: it is no whole JSON \(Expecting value\)"):
        desk.read(path)
    path.write_text('{"a": 1}', "utf-8")
    with pytest.raises(ReadError, match=r"^journey\.json is no journey\.json: it has no list of stages\."):
        desk.read(path)
    path.write_text('{"schema_version": "2.0", "stages": []}', "utf-8")
    with pytest.raises(ReadError, match=r"says its schema is '2\.0', this version reads 1\.0 and 1\.1\."):
        desk.read(path)
    _, data = desk.json()
    for stage in data["stages"]:
        for card in stage["cards"]:
            card["id"] = "f" + card["id"].encode().hex().ljust(12, "0")[:12]
    data["study"]["title"] = "Trams"
    with pytest.raises(ReadError, match=r"none of its 11 cards is of this study, “.*”\. It says that it is of “Trams”"):
        desk.read(desk.save(data))


def test_a_title_that_both_changed_clashes_and_is_not_said_to_have_been_empty(desk):
    _, data = desk.json()
    card = card_of(data, "f-fee")
    card["title"] = card["titles"][desk.lang] = TITLE[desk.lang]
    desk.session.rename("f-fee", TITLE[desk.lang] + "?")
    reading = desk.read(desk.save(data))
    (one,) = reading.differences
    assert (one.kind, one.clash, one.now) == ("renamed", True, TITLE[desk.lang] + "?")
    assert {"en": "another one → Fees", "zh": "另一内容 → 收费"}[desk.lang] in str(reading)
    assert reading.chosen("all") == ()
