"""Acts on the board: checked, committed, seen at once, told in words, taken back; refused where they cannot be done."""

from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest

from cjm_research.errors import StudyError
from cjm_research.review.board.refusals import Refusal, UnknownRefusal
from cjm_research.review.board.session import BoardSession
from cjm_research.store.database import Store

BOARD = SimpleNamespace(**run_path(str(Path(__file__).parents[1] / "widgets" / "board_toy.py")))
NAMES = {"en": ("Fees too late", "Fee at the door", "Wait"), "zh": ("收费说得太晚", "到门口才收费", "等待")}


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture
def path(tmp_path):
    return tmp_path / "study.sqlite"


@pytest.fixture
def store(path):
    with Store.open(path, create=True) as store:
        yield store


@pytest.fixture
def session(store, lang):
    return BOARD.session(store, lang)


def ids(session, stage, lane="pain_point"):
    return [card["id"] for card in session.cards(stage, lane, hidden=True)]


def segments(session, card):
    return sorted(item["segment_id"] for item in session.card(card)["evidence"])


def told(session, lang):
    return session.told(lang)["what"].iloc[-1]


def refused(act, lang="en"):
    with pytest.raises((Refusal, UnknownRefusal)) as caught:
        act()
    return caught.value.told(lang)


def test_a_card_is_moved_to_another_stage_and_before_another_card(session, store, lang):
    session.move("f-fee", "delivery", before="f-stairs")
    assert ids(session, "delivery") == ["f-call", "f-fee", "f-stairs"]
    assert ids(session, "purchase") == ["f-slow"]
    session.move("f-stairs", before="f-call")
    assert ids(session, "delivery") == ["f-stairs", "f-call", "f-fee"]
    title = BOARD.CARDS[lang][3][4]
    assert session.told(lang)["what"].iloc[0] == {
        "en": f"moved “{title}” to “Delivery”", "zh": f"把“{title}”移到“交付”"
    }[lang]  # fmt: skip
    assert store.check() == []


def test_a_card_put_where_it_stands_is_no_act(session, store):
    session.move("f-call", "delivery", before="f-stairs")
    session.move("f-stairs")
    assert len(store.events()) == 0


def test_a_card_keeps_its_lane_unless_written_by_hand(session, lang):
    title = session.card("f-fee")["title"]
    assert (
        refused(lambda: session.move("f-fee", lane="goal"), lang)
        == {
            "en": f"“{title}” stays among the pain points: what people said makes it one. Only a card written by hand "
            "may change its lane.",
            "zh": f"“{title}”只能留在“痛点”中：这是由受访者的话决定的。只有手写的卡片可以换泳道。",
        }[lang]
    )
    made = session.write("use", "goal", NAMES[lang][0])
    session.move(made, lane="opportunity")
    assert session.card(made)["lane"] == "opportunity"
    assert told(session, lang) == {"en": f"moved “{NAMES['en'][0]}” to the opportunities of “Use”",
                                   "zh": f"把“{NAMES['zh'][0]}”移到“使用”的“机会”"}[lang]  # fmt: skip


def test_a_card_is_found_by_its_title_and_named_anew(session, lang):
    title, new = session.card("f-fee")["title"], NAMES[lang][0]
    session.rename(title, f" {new} ")
    assert session.card(new)["id"] == "f-fee"
    assert session.card("f-fee")["titles"] == {lang: new}
    other = {"en": "zh", "zh": "en"}[lang]
    session.rename("f-fee", {other: "…"})
    assert session.card("f-fee")["title"] == new
    assert (
        refused(lambda: session.rename("f-fee", " "), lang)
        == {
            "en": "A card cannot have an empty title. Write a few words that say what it is about.",
            "zh": "卡片的标题不能为空。请用几个词说明它说的是什么。",
        }[lang]
    )
    assert "Would" not in refused(lambda: session.rename("f-fee", new))


def test_merged_cards_are_one_with_all_people(session, store, lang):
    session.merge("f-fee", ["f-slow", "f-call"])
    card = session.card("f-fee")
    assert segments(session, "f-fee") == sorted([*(f"s-fee-{at}" for at in range(4)), "s-slow-0", "s-slow-1",
                                                 "s-call-0", "s-call-1", "s-call-2"])  # fmt: skip
    assert (card["people"], card["n_people"], card["n_segments"]) == (["P01", "P02", "P03", "P04"], 4, 9)
    assert card["reviewed_share"] == pytest.approx(3 / 9, abs=1e-6)
    assert card["parts"] == ["f-call", "f-slow"]
    assert len({item["case_id"] for item in card["evidence"][:4]}) == 4
    into, gone = card["title"], BOARD.CARDS[lang][6][4]
    assert (
        refused(lambda: session.hide("f-call"), lang)
        == {
            "en": f"“{gone}” is not there any more: Ana merged it into “{into}” (f-fee). Name that one.",
            "zh": f"“{gone}”已不存在：Ana 把它并入了“{into}”（f-fee）。请改用后者。",
        }[lang]
    )
    session.undo()
    assert session.card("f-call")["n_people"] == 3
    assert store.check() == []


def test_cards_of_two_lanes_are_not_merged(session, lang):
    said = refused(lambda: session.merge("f-fee", ["f-pay"]), lang)
    assert {"en": "Only cards of one lane can be merged.", "zh": "只有同一泳道的卡片才能合并。"}[lang] in said
    assert refused(lambda: session.merge("f-fee", ["f-fee"])).startswith("There is nothing to merge into")


def test_a_split_card_stands_after_the_one_it_was_taken_off(session, store, lang):
    made = session.split("f-fee", ["s-fee-2", "s-fee-1"], NAMES[lang][1])
    assert ids(session, "purchase") == ["f-fee", made, "f-slow"]
    assert segments(session, made) == ["s-fee-1", "s-fee-2"]
    assert segments(session, "f-fee") == ["s-fee-0", "s-fee-3"]
    card = session.card(made)
    assert (card["made"], card["title"], card["people"], card["evidence_grade"]) == (
        "split", NAMES[lang][1], ["P02", "P03"], "thin")  # fmt: skip
    session.merge("f-slow", [made])
    assert segments(session, "f-slow") == ["s-fee-1", "s-fee-2", "s-slow-0", "s-slow-1"]
    assert (
        told(session, lang)
        == {
            "en": f"merged “{NAMES['en'][1]}” into “{BOARD.CARDS['en'][4][4]}”",
            "zh": f"把“{NAMES['zh'][1]}”并入“{BOARD.CARDS['zh'][4][4]}”",
        }[lang]
    )
    session.undo()
    session.undo()
    assert segments(session, "f-fee") == [f"s-fee-{at}" for at in range(4)]
    assert store.check() == []


def test_a_part_of_a_merged_card_is_split_off_the_card_it_came_from_too(session):
    session.merge("f-fee", ["f-slow"])
    made = session.split("f-fee", ["s-slow-0"], "…")
    assert segments(session, made) == ["s-slow-0"]
    assert "s-slow-0" not in segments(session, "f-fee")


@pytest.mark.parametrize(("chosen", "key"), [([], "no segment"), (["s-call-0"], "not in card"),
                                             ([f"s-fee-{at}" for at in range(4)], "all of it")])  # fmt: skip
def test_a_split_that_cannot_be_is_refused(session, store, chosen, key):
    with pytest.raises(Refusal) as caught:
        session.split("f-fee", chosen, "…")
    assert caught.value.key == key
    assert caught.value.told("zh") != str(caught.value)
    assert len(store.events()) == 0


def test_a_proposed_card_is_not_split(session, lang):
    title = BOARD.OPPORTUNITY[lang]
    assert (
        refused(lambda: session.split(title, ["s-fee-0"], "…"), lang)
        == {
            "en": f"“{title}” is proposed from other cards, and its words are theirs. Split those, or "
            "write a card by hand.",
            "zh": f"“{title}”是由其他卡片推出的建议，它的话属于那些卡片。请拆分那些卡片，或手写一张。",
        }[lang]
    )


def test_cards_are_hidden_shown_and_pinned_once(session):
    session.hide("f-fee")
    assert "f-fee" not in [card["id"] for card in session.cards("purchase")]
    assert session.card("f-fee")["hidden"]
    assert refused(lambda: session.hide("f-fee"), "zh") == f"“{session.card('f-fee')['title']}”已经隐藏。"
    session.show("f-fee")
    session.pin("f-slow")
    assert ids(session, "purchase") == ["f-slow", "f-fee"]
    session.pin("f-slow", on=False)
    assert ids(session, "purchase") == ["f-fee", "f-slow"]
    assert refused(lambda: session.pin("f-slow", on=False)).endswith("is not pinned.")


def test_a_card_is_written_by_hand_and_removed(session, store, lang):
    title = NAMES[lang][0]
    made = session.write("use", "opportunity", title, ["s-pay-0"], intended=True, answers=["f-fee"])
    card = session.card(made)
    assert (card["made"], card["status"], card["family"], card["lane"]) == (
        "hand", "hand-written", "opportunity", "opportunity")  # fmt: skip
    assert (card["intended"], card["answers"], card["people"]) == (True, ["f-fee"], ["P03"])
    assert session.quotes(made)[0]["quotes"][0]["quote"] == BOARD.CARDS[lang][5][5][0][1]
    bare = session.write("use", "goal", "…")
    assert (session.card(bare)["evidence"], session.card(bare)["evidence_grade"]) == ([], "none")
    session.remove(made)
    assert made not in [each["id"] for each in session.cards(hidden=True)]
    assert told(session, lang) == {"en": f"removed “{title}”", "zh": f"删除了“{title}”"}[lang]
    session.undo()
    assert session.card(made)["title"] == title
    kept = session.card("f-fee")["title"]
    assert (
        refused(lambda: session.remove("f-fee"), lang)
        == {
            "en": f"“{kept}” was not written by hand, so it cannot be removed. Hide it instead.",
            "zh": f"“{kept}”不是手写的卡片，因此不能删除。请改为隐藏。",
        }[lang]
    )
    assert refused(lambda: session.write("use", "goal", "…", ["s-nowhere"])).startswith("No such segment")
    assert store.check() == []


def test_a_card_that_somebody_built_on_is_not_removed(session, lang):
    made = session.write("use", "pain_point", NAMES[lang][0])
    session.merge(made, ["f-manual"])
    assert (
        refused(lambda: session.remove(made), lang)
        == {
            "en": f"“{NAMES['en'][0]}” cannot be taken away: Ana built on it since (merged a card into it). Take that "
            "back first, or hide the card.",
            "zh": f"“{NAMES['zh'][0]}”不能拿走：Ana 之后用到了它（有卡片并入了它）。请先撤销那一步，或改为隐藏卡片。",
        }[lang]
    )


def test_work_on_a_card_is_assigned(session, lang):
    session.assign("f-fee", owner=" Bo ", status="planned", due="2026-03", value=4, difficulty=2)
    card = session.card("f-fee")
    assert (card["owner"], card["work"], card["due"], card["value"], card["difficulty"]) == (
        "Bo",
        "planned",
        "2026-03",
        4,
        2,
    )
    assert told(session, lang).endswith({"en": "owner Bo, due 2026-03, status planned, value 4, difficulty 2",
                                         "zh": "负责人 Bo、日期 2026-03、状态 已计划、价值 4、难度 2"}
                                        [lang])  # fmt: skip
    session.assign("f-fee", owner="", value=0)
    assert (session.card("f-fee")["owner"], session.card("f-fee")["value"]) == ("", 0)
    assert (
        refused(lambda: session.assign("f-fee", value=6), lang)
        == {
            "en": "The value is a whole number from 1 to 5, or 0 to take it away; found 6.",
            "zh": "价值应当是 1 到 5 的整数，0 表示清除；收到的是 6。",
        }[lang]
    )
    assert "planned" in refused(lambda: session.assign("f-fee", status="later"))
    assert refused(lambda: session.assign("f-fee", status="planned")).startswith("Nothing would change.")


def test_comments_of_several_people_stay_with_the_card_they_were_merged_into(session, store, lang):
    session.comment("f-slow", NAMES[lang][0])
    BOARD.session(store, lang, "Bo").comment("f-slow", NAMES[lang][1])
    session.merge("f-fee", ["f-slow"])
    assert [(one["who"], one["text"]) for one in session.comments("f-fee")] == [
        ("Ana", NAMES[lang][0]),
        ("Bo", NAMES[lang][1]),
    ]
    assert session.card("f-fee")["n_comments"] == 2
    assert refused(lambda: session.comment("f-fee", " "), "zh") == "评论不能为空。请写下要让别人知道的话。"


def test_quotes_come_person_by_person_with_what_stands_around_them(session, lang):
    found = session.quotes("f-fee")
    assert [(one["case_id"], len(one["quotes"])) for one in found] == [("P01", 2), ("P02", 1), ("P03", 1)]
    first = found[0]["quotes"][0]
    assert first["before"].endswith({"en": "P01: ", "zh": "P01："}[lang])
    assert (first["question"], first["reviewed"], first["emotion"]) == (BOARD.QUESTION[lang], True, 1.0)


def test_stages_are_ordered_named_hidden_and_added(session, store, lang):
    session.move_stage("use", before="delivery")
    assert [stage["id"] for stage in session.stages] == ["consideration", "purchase", "use", "delivery"]
    assert session.data["framework"]["stages"] == [stage["id"] for stage in session.stages]
    made = session.add_stage(NAMES[lang][2], before="use")
    assert [stage["id"] for stage in session.stages] == ["consideration", "purchase", made, "use", "delivery"]
    session.rename_stage("use", name=NAMES[lang][1], question="?")
    assert session.stages[3]["name"][lang] == NAMES[lang][1]
    session.hide_stage(NAMES[lang][1])
    assert session.stages[3]["hidden"]
    session.show_stage("use")
    session.move("f-fee", made)
    assert ids(session, made) == ["f-fee"]
    assert (
        refused(lambda: session.add_stage(NAMES[lang][2]), lang)
        == {
            "en": "A stage called “Wait” is there already. Choose another name.",
            "zh": "已经有一个阶段叫“等待”。请换一个名称。",
        }[lang]
    )
    assert store.check() == []


def test_merged_stages_hold_the_cards_of_both(session, lang):
    session.merge_stages("delivery", ["use", "purchase"])
    assert [stage["id"] for stage in session.stages] == ["consideration", "delivery"]
    assert {"f-fee", "f-call", "f-manual"} <= set(ids(session, "delivery"))
    with pytest.raises(UnknownRefusal):
        session.hide_stage("use")
    session.undo()
    assert ids(session, "use") == ["f-manual"]


def test_steps_stand_as_they_are_put(session):
    session.order_steps("purchase", ["confirm"])
    assert [step["id"] for step in session.stages[1]["steps"]] == ["confirm", "pay_online"]
    assert refused(lambda: session.order_steps("purchase", ["nothing"])).startswith("“Purchase” has no step 'nothing'.")


def test_weights_are_set_between_nothing_and_one(session, lang):
    session.weigh(reach=0.4, ease=1)
    assert session.weights == {"reach": 0.4, "ease": 1.0}
    assert refused(lambda: session.weigh(reach=2), lang) == {
        "en": "The weight of reach is a number from 0 to 1; found 2.",
        "zh": "reach 的权重应当是 0 到 1 的数；收到的是 2。"
    }[lang]  # fmt: skip
    assert refused(lambda: session.weigh(luck=1)).startswith("No part of the priority is called 'luck'.")


def test_what_nobody_can_name_is_refused_with_what_there_is(session, lang):
    assert (
        refused(lambda: session.hide("f-nothing"), lang)
        == {
            "en": "No card of this board is called 'f-nothing'. It holds 11; `session.cards()` lists them.",
            "zh": "看板上没有叫“f-nothing”的卡片。共有 11 张，见 `session.cards()`。",
        }[lang]
    )
    assert "consideration" in refused(lambda: session.move("f-fee", "trial"))
    assert "opportunity" in refused(lambda: session.write("use", "emotion", "…"))
    with pytest.raises(StudyError):
        BoardSession(None, None, " ")


def test_undo_takes_back_own_acts_alone_and_redo_does_them_again(session, store, lang):
    bo = BOARD.session(store, lang, "Bo")
    session.move("f-fee", "use")
    bo.move("f-call", "use")
    session.undo()
    assert (session.card("f-fee")["stage"], session.card("f-call")["stage"]) == ("purchase", "use")
    assert (session.can_undo, session.can_redo, session.undo()) == (False, True, None)
    session.redo()
    assert session.card("f-fee")["stage"] == "use"
    history = session.told(lang)
    assert history["stands"].tolist() == [True, True, True, True]
    title = BOARD.CARDS[lang][3][4]
    assert history["what"].iloc[2] == {"en": f"took back: moved “{title}” to “Use”",
                                       "zh": f"撤销：把“{title}”移到“使用”"}[lang]  # fmt: skip


def test_what_a_colleague_changed_since_is_not_taken_back_and_set_aside(session, store, lang):
    bo = BOARD.session(store, lang, "Bo")
    session.hide("f-slow")
    session.rename("f-fee", NAMES[lang][0])
    bo.move("f-fee", "use")
    assert (
        refused(session.undo, lang)
        == {
            "en": f"This cannot be taken back: Bo changed “{NAMES['en'][0]}” since. It is set aside; undo now takes "
            "back the act before it.",
            "zh": f"这一步不能撤销：Bo 之后改动了“{NAMES['zh'][0]}”。已把它放在一边；再次撤销会撤销更早的一步。",
        }[lang]
    )
    session.undo()
    assert not session.card("f-slow")["hidden"]
    assert (session.card("f-fee")["title"], session.card("f-fee")["stage"]) == (NAMES[lang][0], "use")


def test_what_a_colleague_changed_since_is_not_done_again(session, store, lang):
    bo = BOARD.session(store, lang, "Bo")
    session.merge("f-fee", ["f-slow"])
    session.undo()
    bo.merge("f-slow", ["f-fee"])
    said = refused(session.redo, lang)
    assert {"en": "This cannot be done again", "zh": "这一步不能重做"}[lang] in said
    assert segments(session, "f-slow")[0] == "s-fee-0"


def test_an_act_is_checked_against_what_a_colleague_did_meanwhile(session, store, lang):
    bo = BOARD.session(store, lang, "Bo")
    bo.merge("f-fee", ["f-slow"])
    assert "Bo" in refused(lambda: session.rename("f-slow", "x"), lang)
    assert session.card("f-fee")["parts"] == ["f-slow"]


def test_two_acts_at_the_same_moment_are_both_kept(session, store, lang, monkeypatch):
    bo, record, raced = BOARD.session(store, lang, "Bo"), store.record, []

    def slow(*given, **said):
        if not raced:
            raced.append(True)
            bo.merge("f-fee", ["f-slow"])
        return record(*given, **said)

    monkeypatch.setattr(session, "_store", SimpleNamespace(record=slow, events=store.events, frame=store.frame))
    session.move("f-fee", "use")
    assert session.card("f-fee")["parts"] == ["f-slow"]
    assert session.card("f-fee")["stage"] == "use"
    assert store.check() == []


def test_a_later_session_sees_the_same_map(session, path, lang):
    session.split("f-fee", ["s-fee-1"], NAMES[lang][0])
    session.merge("f-call", ["f-stairs"])
    session.add_stage(NAMES[lang][2], before="use")
    with Store.open(path) as store:
        assert BOARD.session(store, lang, "Bo").data == session.data


def test_without_the_cards_as_they_were_every_act_counts_anew(store, lang):
    whole = BOARD.session(store, lang)
    whole.move("f-fee", "use")
    moved, calls = whole.state, []

    def load():
        calls.append(1)
        return type(moved)(moved.data, moved.evidence)

    session = BoardSession(store, load, "Bo", (lang,))
    session.rename("f-call", NAMES[lang][0])
    assert len(calls) == 2
    assert session.data is moved.data


def test_figures_that_follow_wait_for_a_recount(session):
    assert not session.outdated
    session.move("f-fee", "use")
    assert session.outdated
    session.recount()
    assert not session.outdated
    assert session.card("f-fee")["stage"] == "use"


def test_a_saved_map_and_answers_of_a_validation_are_told_and_not_taken_back(session, store, lang):
    session.hide("f-fee")
    store.record("board.save", {"map_id": "m1", "title": NAMES[lang][0]}, "Ana")
    store.record("board.validate", {"round": "1", "person": "P01", "n": 3}, "Ana")
    session.refresh()
    assert (
        session.told(lang)["what"].tolist()[1:]
        == {
            "en": ["saved the map “Fees too late”", "read in what P01 said of the map (3)"],
            "zh": ["保存了地图“收费说得太晚”", "读入了 P01 对地图的回答（3 条）"],
        }[lang]
    )
    session.undo()
    assert not session.card("f-fee")["hidden"]
    assert session.undo() is None


def test_a_board_of_three_hundred_cards_tells_only_what_changed_anew(store, lang):
    session = BOARD.session(store, lang, n_cards=300)
    before = {id(card) for stage in session.stages for card in stage["cards"]}
    session.move("f-000", "use")
    after = {id(card) for stage in session.stages for card in stage["cards"]}
    assert len(after - before) == 1
