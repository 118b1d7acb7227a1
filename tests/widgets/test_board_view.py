"""The board: what it shows, what its acts ask of the session, what is sent, in English and Chinese."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from runpy import run_path

import pytest

from cjm_research.codes.codebook import Codebook
from cjm_research.errors import UnknownNameError
from cjm_research.review.board.law import LANES
from cjm_research.review.board.session import BoardSession
from cjm_research.store.database import Store
from cjm_research.store.replay import replay_tables
from cjm_research.widgets import board as board_module
from cjm_research.widgets.board import BoardView
from cjm_research.widgets.board_notes import HELP
from cjm_research.widgets.board_screen import LANES as SHOWN_LANES
from cjm_research.widgets.board_screen import card_of, frame_of
from cjm_research.widgets.board_words import BOARD_WORDS

TOY = run_path(str(Path(__file__).with_name("board_toy.py")))
STATIC = Path(board_module.__file__).parent / "static"
CODER = {"en": "Ana", "zh": "安娜"}
EMPTY = {"en": "no evidence (4 asked)", "zh": "没有证据（访问了4人）"}
FEE = {"en": "3 of 4 people · 4 mentions", "zh": "4人中的3人 · 4次提及"}
STAGE = {"en": ("Purchase", "Delivery"), "zh": ("购买", "交付")}
MOVED = {"en": "Moved “{title}” to Delivery.", "zh": "已把“{title}”移到“交付”。"}
NEW = {"en": "Call an hour before", "zh": "提前一小时打电话"}


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture
def store(tmp_path):
    store = Store.open(tmp_path / "study.sqlite", create=True)
    yield store
    store.close()


@pytest.fixture
def view(store, lang):
    return BoardView(TOY["session"](store, lang, CODER[lang]))


def _board(view):
    """Return the board as the screen puts it together of what was sent."""
    assert view.change["of"] == view.whole["number"]
    cards = {**view.whole["cards"], **view.change["cards"]}
    return {**view.whole, **view.change["board"],
            "cards": {each: card for each, card in cards.items() if each not in view.change["gone"]}}  # fmt: skip


def _cell(view, stage, lane):
    return _board(view)["cells"][stage][lane]


def _title(lang, key):
    return next(row[4] for row in TOY["CARDS"][lang] if row[0] == key)


def _acts(store):
    return [act.removeprefix("board.") for act in store.events()["act"]]


def test_stages_lanes_and_cards_stand_as_in_the_journey(view, lang):
    board = _board(view)
    assert [stage["name"] for stage in board["stages"]] == [name[lang] for name in TOY["STAGES"].values()]
    assert [lane["id"] for lane in board["lanes"]] == list(LANES) == list(SHOWN_LANES)
    assert board["cells"]["purchase"]["pain_point"] == ["f-fee", "f-slow"]
    assert board["empty"] == EMPTY[lang]
    card = board["cards"]["f-fee"]
    assert (card["title"], card["facts"], card["lane"]) == (_title(lang, "fee"), FEE[lang], "pain_point")
    assert (card["sign"], card["grade"]) == ("◐", {"en": "fair", "zh": "一般"}[lang])
    assert card["quote"] == TOY["CARDS"][lang][3][5][0][1]
    assert card["subtype"] == Codebook.framework().name("pain_point", "functional", lang=lang)
    assert {"en": "partly reviewed", "zh": "部分复核"}[lang] in card["marks"]
    assert board["cards"]["o-fee"]["subtype"] == {"en": "repair", "zh": "修复"}[lang]


def test_what_a_card_says_in_words_holds_what_its_signs_say(view, lang):
    told = _board(view)["cards"]["f-fee"]["label"]
    for part in (FEE[lang], {"en": "evidence fair", "zh": "证据一般"}[lang], {"en": "Pain points", "zh": "痛点"}[lang]):
        assert part in told


def test_owner_status_due_and_quadrant_stand_on_the_card_when_set(view, lang):
    view.act("assign", card="f-fee", owner="Mei", status="doing", due="2026-05", value=4, difficulty=0)
    assert _board(view)["cards"]["f-fee"]["plan"] == {"en": "Mei · doing · due 2026-05",
                                                      "zh": "Mei · 进行中 · 截止2026-05"}[lang]  # fmt: skip
    assert view.session.card("f-fee")["value"] == 4
    card = {**view.session.card("f-slow"), "priority": {"quadrant": "quick win"}}
    shown = card_of(view._sheet(), card, "purchase")
    assert shown["plan"] == {"en": "quick win", "zh": "快速赢利项"}[lang]


def test_a_plan_that_does_not_differ_is_no_act(view, store, lang):
    view.act("assign", card="f-fee", owner="", status="", due="", value=0, difficulty=0)
    assert not view.change["failed"]
    assert _acts(store) == []


def test_only_cards_that_changed_are_sent(view, lang):
    number = view.whole["number"]
    view.act("move", card="f-pay", stage="delivery")
    assert view.whole["number"] == number
    assert "f-pay" in view.change["cards"]
    assert not {"f-compare", "f-fee", "f-manual"} & view.change["cards"].keys()
    assert _cell(view, "delivery", "goal") == ["f-pay"]
    assert _cell(view, "purchase", "goal") == []


def test_a_move_says_where_the_card_went_and_is_kept_first(view, store, lang):
    view.act("move", card="f-fee", stage="delivery", before="f-stairs")
    assert view.change["note"] == MOVED[lang].format(title=_title(lang, "fee"))
    assert _cell(view, "delivery", "pain_point") == ["f-call", "f-fee", "f-stairs"]
    row = store.frame("cards").query("card_id == 'f-fee'").iloc[0]
    assert (row["stage"], row["coder"]) == ("delivery", CODER[lang])
    view.act("move", card="f-fee", before="f-call")
    assert "1" in view.change["note"]
    assert "3" in view.change["note"]


def test_a_card_of_the_workbench_stays_in_its_lane_and_the_view_says_why(view, store, lang):
    view.act("move", card="f-fee", stage="purchase", lane="goal")
    assert view.change["failed"]
    assert bool(re.search("[一-鿿]", view.change["note"])) == (lang == "zh")
    assert _acts(store) == []
    assert "f-fee" in _cell(view, "purchase", "pain_point")


def test_a_hand_written_card_is_marked_and_may_change_its_lane(view, lang):
    view.act("write", stage="delivery", lane="opportunity", title=NEW[lang], intended=True, answers=["f-call"])
    made = view.change["made"]
    card = _board(view)["cards"][made]
    assert card["hand"]
    assert card["intended"]
    assert {BOARD_WORDS[lang]["mark_hand"], BOARD_WORDS[lang]["mark_intended"]} <= set(card["marks"])
    assert card["facts"] == BOARD_WORDS[lang]["none"]
    view.act("move", card=made, stage="use", lane="goal")
    assert made in _cell(view, "use", "goal")
    view.act("open", card=made)
    assert _title(lang, "call") in dict(map(tuple, view.opened["lines"]))[BOARD_WORDS[lang]["line_answers"]]
    view.act("remove", card=made)
    assert made not in _board(view)["cards"]
    assert view.opened == {}


def test_merge_unions_and_the_merged_card_is_gone(view, lang):
    view.act("merge", into="f-fee", cards=["f-slow"])
    board = _board(view)
    assert "f-slow" not in board["cards"]
    assert board["cards"]["f-fee"]["facts"].startswith({"en": "4 of 4 people · 6", "zh": "4人中的4人 · 6"}[lang])
    view.act("undo")
    assert "f-slow" in _board(view)["cards"]
    view.act("redo")
    assert "f-slow" not in _board(view)["cards"]


def test_split_takes_the_chosen_quotes_along(view, lang):
    view.act("open", card="f-fee")
    quotes = [quote for person in view.opened["people"] for quote in person["quotes"]]
    view.act("split", card="f-fee", segment_ids=[quotes[0]["id"]], title=NEW[lang])
    made = _board(view)["cards"][view.change["made"]]
    assert made["quote"] == quotes[0]["quote"]
    assert BOARD_WORDS[lang]["mark_split"] in made["marks"]
    assert view.opened["n_quotes"] == 3


def test_an_opened_card_shows_who_said_it_in_what_context(view, lang):
    view.act("open", card="f-fee")
    people = view.opened["people"]
    assert [person["who"] for person in people] == ["P01", "P02", "P03"]
    first = people[0]["quotes"][0]
    assert first["quote"] == TOY["CARDS"][lang][3][5][0][1]
    assert first["question"] == TOY["QUESTION"][lang]
    assert people[0]["place"] == "P01.txt"
    assert first["before"].strip()
    assert view.opened["against"] == []
    assert not view.change["failed"]


def test_opening_says_nothing_and_leaves_the_last_sentence(view):
    view.act("open", card="f-fee")
    assert view.change["is_quiet"]


def test_comments_and_history_of_a_card(view, lang):
    view.act("open", card="f-fee")
    view.act("comment", card="f-fee", text="<b>Ask</b> 问一下客服 😤")
    view.act("rename", card="f-fee", title=NEW[lang])
    assert [each["text"] for each in view.opened["comments"]] == ["<b>Ask</b> 问一下客服 😤"]
    assert [each["who"] for each in view.opened["history"]] == [CODER[lang]] * 2
    assert NEW[lang] in view.opened["history"][0]["what"]
    assert view.opened["title"] == NEW[lang]
    assert BOARD_WORDS[lang]["mark_comments_1"] in _board(view)["cards"]["f-fee"]["marks"]


def test_hidden_and_pinned_are_said_in_words(view, lang):
    view.act("hide", card="f-slow")
    view.act("pin", card="f-slow")
    card = _board(view)["cards"]["f-slow"]
    assert card["hidden"]
    assert {BOARD_WORDS[lang]["mark_hidden"], BOARD_WORDS[lang]["mark_pinned"]} <= set(card["marks"])
    view.act("show", card="f-slow")
    view.act("pin", card="f-slow", on=False)
    assert not {BOARD_WORDS[lang]["mark_hidden"]} & set(_board(view)["cards"]["f-slow"]["marks"])


def test_stages_are_moved_added_named_merged_and_hidden(view, lang):
    view.act("move_stage", stage="delivery", before="purchase")
    assert [each["id"] for each in _board(view)["stages"]] == ["consideration", "delivery", "purchase", "use"]
    view.act("add_stage", name="After", before="use", question="And now?", definition="Later.")
    made = view.change["made"]
    assert [each["id"] for each in _board(view)["stages"]][3] == made
    view.act("open_stage", stage=made)
    assert view.opened["fields"][0]["question"] == "And now?"
    view.act(
        "revise_stage", stage=made, name={lang: "Later 之后"}, question={lang: "And now?"}, definition={lang: "Late."}
    )
    assert view.opened["title"] == "Later 之后"
    assert [each["who"] for each in view.opened["history"]] == [CODER[lang]] * 2
    assert view.opened["fields"][0]["definition"] == "Late."
    view.act("rename_stage", stage="use", name={lang: "Living 生活"})
    view.act("hide_stage", stage="use")
    assert next(each for each in _board(view)["stages"] if each["id"] == "use")["hidden"]
    view.act("show_stage", stage="use")
    view.act("merge_stages", into="purchase", stages=["delivery"])
    assert "delivery" not in {each["id"] for each in _board(view)["stages"]}
    assert "f-call" in _cell(view, "purchase", "pain_point")


def test_words_of_a_stage_that_do_not_differ_are_no_act(view, store, lang):
    stage = view.session.stages[0]
    view.act("revise_stage", stage=stage["id"], name={lang: stage["name"][lang]}, question={}, definition={})
    assert not view.change["failed"]
    assert _acts(store) == []


def test_steps_are_put_in_another_order(view, lang):
    view.act("order_steps", stage="purchase", step_ids=["confirm", "pay_online"])
    steps = next(each for each in _board(view)["stages"] if each["id"] == "purchase")["steps"]
    assert [step["id"] for step in steps] == ["confirm", "pay_online"]


def test_with_nothing_to_undo_the_view_says_so(view, lang):
    view.act("undo")
    assert view.change["note"] == BOARD_WORDS[lang]["nothing_to_undo"]
    view.act("redo")
    assert view.change["note"] == BOARD_WORDS[lang]["nothing_to_redo"]


def test_undo_is_told_in_the_words_of_the_view(view, lang):
    view.act("hide", card="f-fee")
    view.act("undo")
    assert _title(lang, "fee") in view.change["note"]
    assert not _board(view)["cards"]["f-fee"]["hidden"]
    assert view.change["can_redo"]


def test_an_unknown_act_is_shown_in_place(view):
    view.act("dance")
    assert view.change["failed"]
    assert "dance" in view.change["note"]


def test_what_was_open_and_is_gone_is_shut(view, lang):
    view.act("open", card="f-slow")
    view.act("merge", into="f-fee", cards=["f-slow"])
    assert view.opened == {}


def test_edits_that_find_nothing_any_more_are_shown_not_dropped(store, lang):
    what = {"en": "moved “Gone”", "zh": "移动了“已删”"}
    cards, evidence = TOY["fill"](store, lang)
    whole = TOY["state"](cards, evidence, lang)
    lost = {"table": "cards", "id": "f-gone", "who": "Ben", "when": "2026-01-05T10:11:12", "what": what}
    session = BoardSession(store, lambda: replace(whole, orphans=(lost,)), CODER[lang], (lang,))
    view = BoardView(session)
    assert _board(view)["orphans"] == [f"2026-01-05 10:11 · Ben · {what[lang]}"]
    view.act("hide", card="f-fee")
    assert len(_board(view)["orphans"]) == 1


def test_what_somebody_else_did_is_seen_when_a_card_is_opened(view, store, lang):
    other = BoardView(TOY["session"](store, lang, "Ben"))
    other.act("rename", card="f-fee", title=NEW[lang])
    assert _board(view)["cards"]["f-fee"]["title"] == _title(lang, "fee")
    view.act("open", card="f-slow")
    assert _board(view)["cards"]["f-fee"]["title"] == NEW[lang]


def test_a_language_that_the_views_do_not_speak_is_refused(store):
    with pytest.raises(UnknownNameError, match="The views do not speak 'fr'"):
        BoardView(TOY["session"](store, "en"), language="fr")


def test_the_board_equals_what_the_event_log_says(view, store, lang):
    for act, said in (
        ("move", {"card": "f-fee", "stage": "use"}), ("rename", {"card": "f-fee", "title": NEW[lang]}),
        ("merge", {"into": "f-fee", "cards": ["f-manual"]}), ("pin", {"card": "f-call"}), ("hide", {"card": "f-pay"}),
        ("move_stage", {"stage": "use", "before": "purchase"}), ("undo", {}), ("redo", {}),
    ):  # fmt: skip
        view.act(act, **said)
        assert not view.change["failed"], view.change["note"]
    assert store.check() == []
    told = replay_tables(store.events())
    assert sorted(told["cards"]["card_id"]) == sorted(store.frame("cards")["card_id"])
    again = BoardView(TOY["session"](store, lang, CODER[lang]))
    assert _board(again)["cells"] == _board(view)["cells"]
    assert _board(again)["cards"] == _board(view)["cards"]


def test_much_that_changed_is_sent_whole_again(store, lang, monkeypatch):
    monkeypatch.setattr(board_module, "MANY", 0)
    view = BoardView(TOY["session"](store, lang))
    number = view.whole["number"]
    view.act("hide", card="f-fee")
    assert view.whole["number"] > number
    assert view.change["cards"] == {}
    assert _board(view)["cards"]["f-fee"]["hidden"]


def test_a_board_of_three_hundred_cards_sends_little_for_a_move(store, lang):
    view = BoardView(TOY["session"](store, lang, n_cards=300))
    assert len(_board(view)["cards"]) == 300
    view.act("move", card="f-000", stage="use")
    assert len(view.change["cards"]) < 5
    assert len(json.dumps(view.change)) < 40_000


class _Table(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text.append(data)


def test_without_a_kernel_a_table_shows_titles_and_counts_and_nobodys_words(view, lang):
    view.act("rename", card="f-slow", title="<script>alert(1)</script>")
    view.act("hide", card="f-pay")
    data = view._repr_mimebundle_()[0]
    assert "application/vnd.jupyter.widget-view+json" in data
    page = _Table()
    page.feed(data["text/html"])
    text = "".join(page.text)
    assert "script" not in page.tags
    assert _title(lang, "fee") in text
    assert FEE[lang] in text
    assert EMPTY[lang] in text
    assert _title(lang, "pay") not in text
    assert TOY["CARDS"][lang][3][5][0][1] not in text


def test_both_languages_have_the_same_words_and_the_screen_uses_none_that_is_missing(lang):
    assert BOARD_WORDS["en"].keys() == BOARD_WORDS["zh"].keys()
    code = "\n".join((STATIC / name).read_text("utf-8") for name in board_module.SCRIPTS)
    used = set(re.findall(r"\bwords\.([a-z]\w*)", code)) - {"help_lines"}
    assert used <= BOARD_WORDS[lang].keys()
    assert {name for _, name in HELP} <= BOARD_WORDS[lang].keys()
    holes = {name: set(re.findall(r"\{(\w+)\}", text)) for name, text in BOARD_WORDS["en"].items()}
    assert holes == {name: set(re.findall(r"\{(\w+)\}", text)) for name, text in BOARD_WORDS["zh"].items()}


def test_the_front_end_loads_nothing_from_elsewhere_and_sets_no_markup():
    code = str(BoardView._esm)
    assert not re.search(
        r"https?://(?!www\.w3\.org/2000/svg)|^\s*import |innerHTML|outerHTML|insertAdjacentHTML", code, re.M
    )
    assert "@import" not in str(BoardView._css)


def test_the_frame_is_a_pure_function_of_the_journey(view):
    sheet = view._sheet()
    assert frame_of(sheet) == frame_of(sheet)
    assert json.loads(json.dumps(frame_of(sheet))) == frame_of(sheet)
