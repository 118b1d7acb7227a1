"""Taking differences over: only what is asked for, one event each, refusals told and the rest done."""

import pytest

from cjm_research.errors import UnknownNameError
from cjm_research.exports.edits import accept

TITLE = {"en": "Fees come as a shock", "zh": "收费让人吃惊"}


def test_reading_changes_nothing_and_one_item_is_one_event(desk):
    book = desk.book()
    book.put("cards", "f-fee", "title", TITLE[desk.lang])
    book.put("cards", "f-fee", "owner", "Ben")
    n = len(desk.store.events())
    reading = desk.read(book.save())
    assert len(desk.store.events()) == n
    renamed = reading.differences[0]
    report = accept(reading, desk.session, [renamed.item])
    assert len(desk.store.events()) == n + 1
    assert desk.session.card("f-fee")["title"] == TITLE[desk.lang]
    assert desk.session.card("f-fee")["owner"] == ""
    assert report.left == 1
    assert [one.kind for one in desk.read(book.path).differences] == ["owner"]
    desk.session.undo()
    assert len(desk.read(book.path)) == 2


def test_what_is_refused_is_told_and_the_rest_goes_on(desk):
    other = desk.session.stages[0]["name"][desk.lang]
    book = desk.book()
    book.put("stages", "use", f"name_{desk.lang}", other)
    book.put("cards", "f-fee", "owner", "Ben")
    reading = desk.read(book.save())
    report = accept(reading, desk.session)
    assert report.frame["done"].tolist() == [False, True]
    assert (
        report.frame["said"].iloc[0]
        == {
            "en": f"A stage called “{other}” is there already. Choose another name.",
            "zh": f"已经有一个阶段叫“{other}”。请换一个名称。",
        }[desk.lang]
    )
    assert desk.session.card("f-fee")["owner"] == "Ben"


def test_a_name_that_another_stage_gives_up_in_the_same_file_is_free(desk):
    first, second = ("consideration", "use")
    names = {stage["id"]: stage["name"][desk.lang] for stage in desk.session.stages}
    book = desk.book()
    book.put("stages", first, f"name_{desk.lang}", names[second])
    book.put("stages", second, f"name_{desk.lang}", TITLE[desk.lang])
    report = accept(desk.read(book.save()), desk.session)
    assert report.frame["done"].all()
    held = {stage["id"]: stage["name"][desk.lang] for stage in desk.session.stages}
    assert (held[first], held[second]) == (names[second], TITLE[desk.lang])


def test_what_was_changed_after_the_file_was_read_is_not_overwritten(desk):
    book = desk.book()
    book.put("cards", "f-fee", "owner", "Ben")
    book.put("cards", "f-slow", "owner", "Ben")
    reading = desk.read(book.save())
    desk.session.assign("f-fee", owner="Cara")
    desk.session.merge("f-call", ["f-slow"])
    report = accept(reading, desk.session)
    assert report.frame["done"].tolist() == [False, False]
    title = desk.session.card("f-fee")["title"]
    assert {
        "en": f"“{title}” was changed after the file was read: it says Cara now. Read the file again.",
        "zh": f"“{title}”在读入文件之后又有改动，现为Cara。请重新读入文件。",
    }[desk.lang] in set(report.frame["said"])
    assert desk.session.card("f-fee")["owner"] == "Cara"


def test_a_clash_is_taken_over_where_it_is_named(desk):
    book = desk.book()
    book.put("cards", "f-fee", "owner", "Ben")
    desk.session.assign("f-fee", owner="Cara")
    reading = desk.read(book.save())
    assert len(accept(reading, desk.session).frame) == 0
    assert accept(reading, desk.session, [reading.differences[0].item]).frame["done"].all()
    assert desk.session.card("f-fee")["owner"] == "Ben"


def test_cards_stand_where_the_file_puts_them(desk):
    lane = {"en": "pain point", "zh": "痛点"}[desk.lang]
    stage = desk.session.stages[1]["name"][desk.lang]
    book = desk.book()
    book.put("cards", "f-slow", "place", 0)
    book.add("cards", title=TITLE[desk.lang], stage=stage, lane=lane, place=1.5, due="2026-05-01", note="why not")
    report = accept(desk.read(book.save()), desk.session)
    assert report.frame["done"].all()
    cards = desk.session.cards("purchase", "pain_point")
    made = cards[2] if cards[2]["made"] else cards[1]
    assert [card["id"] for card in cards] == ["f-slow", "f-fee", made["id"]]
    assert (made["title"], made["due"], made["n_comments"]) == (TITLE[desk.lang], "2026-05-01", 1)


def test_new_stages_come_where_the_file_has_them_and_take_their_cards(desk):
    book = desk.book()
    book.add("stages", order=1.5, **{f"name_{desk.lang}": TITLE[desk.lang]})
    book.put("cards", "f-fee", "stage", TITLE[desk.lang])
    reading = desk.read(book.save())
    only = accept(reading, desk.session, [reading.differences[1].item])
    assert (
        only.frame["said"].iloc[0]
        == {
            "en": f"The stage “{TITLE['en']}” is new and was not taken over. Take it over first.",
            "zh": f"阶段“{TITLE['zh']}”是新的，尚未采用。请先采用它。",
        }[desk.lang]
    )
    assert accept(reading, desk.session).frame["done"].all()
    assert desk.session.stages[1]["name"][desk.lang] == TITLE[desk.lang]
    assert desk.session.card("f-fee")["stage"] == desk.session.stages[1]["id"]
    assert len(desk.read(book.path)) == 0


def test_removing_hides_a_card_of_the_workbench_and_takes_one_written_by_hand_away(desk):
    mine = desk.session.write("use", "goal", TITLE[desk.lang])
    book = desk.book()
    for key in (mine, "f-fee"):
        book.put("cards", key, "remove", {"en": "yes", "zh": "是"}[desk.lang])
    assert accept(desk.read(book.save()), desk.session).frame["done"].all()
    assert desk.session.card("f-fee")["hidden"]
    assert mine not in {card["id"] for card in desk.session.cards(hidden=True)}


def test_an_id_that_the_reading_has_not_is_refused_before_anything_is_done(desk):
    book = desk.book()
    book.put("cards", "f-fee", "owner", "Ben")
    reading = desk.read(book.save())
    n = len(desk.store.events())
    with pytest.raises(UnknownNameError, match=r"^journey\.xlsx has no difference 'dx'; it has 1\. Read the file and"):
        accept(reading, desk.session, [reading.differences[0].item, "dx"])
    assert len(desk.store.events()) == n


def test_a_note_is_a_comment_once(desk):
    book = desk.book()
    book.put("cards", "f-fee", "note", TITLE[desk.lang])
    accept(desk.read(book.save()), desk.session)
    assert [said["text"] for said in desk.session.comments("f-fee")] == [TITLE[desk.lang]]
    assert len(desk.read(book.path)) == 0
