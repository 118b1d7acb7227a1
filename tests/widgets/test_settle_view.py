"""The settling view: what it shows, what its keys ask of the session, and what it never shows unasked."""

import json
from pathlib import Path
from runpy import run_path

import pytest

from cjm_research.errors import UnknownNameError
from cjm_research.review.double.adjudication import GROUNDS
from cjm_research.store.database import Store
from cjm_research.widgets.settle import SettleView
from cjm_research.widgets.settle_screen import ground_name, value_name
from cjm_research.widgets.settle_words import GROUND_KEYS, SETTLE_WORDS

TOY = run_path(str(Path(__file__).with_name("settle_toy.py")))
NAMES = {"en": {"pain": "Pain point", "functional": "Functional pain point", "none": "none"},
         "zh": {"pain": "痛点", "functional": "功能性痛点", "none": "无"}}  # fmt: skip


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture
def store(tmp_path, lang):
    store = Store.open(tmp_path / "study.sqlite", create=True)
    TOY["record"](store, lang)
    yield store
    store.close()


@pytest.fixture
def view(store, lang):
    return SettleView(TOY["session"](store, lang), language=lang)


def _item(view):
    return view.screen["item"]


def test_the_readings_stand_side_by_side_with_keys_and_memos(view, lang):
    view.session.goto(f"s-{lang}-1", "pain_point")
    view.act("move", step=0)
    item, coders = _item(view), TOY["CODERS"][lang]
    assert item["kind_name"] == NAMES[lang]["pain"]
    assert [reading["coder"] for reading in item["readings"]] == sorted(coders)
    by_coder = {reading["coder"]: reading for reading in item["readings"]}
    assert by_coder[coders[0]]["name"] == NAMES[lang]["functional"]
    assert by_coder[coders[2]]["name"] == NAMES[lang]["none"]
    assert by_coder[coders[1]]["memo"] == TOY["MEMOS"][lang][1]
    assert sorted(reading["key"] for reading in item["readings"]) == ["1", "2", "3"]
    assert {each["value"] for each in item["others"]} == {"financial", "emotional"}


def test_the_segment_is_marked_in_its_page(view, lang):
    item = _item(view)
    marked = [text for line in item["lines"] for role, text in line["runs"] if role == "segment"]
    segments = view.session._segments
    assert "".join(marked) == segments.at[item["segment_id"], "text"]
    assert len(item["lines"]) > 1


def test_the_machine_is_nowhere_in_the_page_until_it_is_asked_for(view, lang):
    assert view.screen["machine"] is None
    assert "0.58" not in json.dumps({"screen": view.screen, "legend": view.legend})
    view.session.goto(f"s-{lang}-1", "pain_point")
    view.act("machine")
    assert NAMES[lang]["functional"] in view.screen["machine"]["text"]
    view.act("move", step=1)
    assert view.screen["machine"] is None


def test_a_decision_is_kept_and_the_next_is_shown(view, store, lang):
    first = _item(view)
    view.act("decide", value=first["values"][0], ground="rule", words="say so 说明")
    assert store.frame("decisions")["ground"].tolist() == ["rule: say so 说明"]
    assert (view.screen["done"], view.screen["failed"]) == (1, False)
    assert (_item(view)["segment_id"], _item(view)["kind"]) != (first["segment_id"], first["kind"])
    view.act("move", step=-1)
    assert _item(view)["decision"]["ground"] == ground_name("rule: say so 说明", lang)


def test_without_a_ground_it_says_so_in_place(view, store):
    before = _item(view)
    view.act("decide", value=before["values"][0], ground="")
    assert view.screen["failed"]
    assert view.screen["note"].startswith("A decision needs its ground")
    assert _item(view) == before
    assert store.frame("decisions").empty


def test_skip_undo_redo_and_their_notes(view, lang):
    words = SETTLE_WORDS[lang]
    assert (view.screen["can_undo"], view.screen["can_redo"]) == (False, False)
    view.act("undo")
    assert view.screen["note"] == words["nothing_to_undo"]
    view.act("skip")
    assert view.screen["skipped"] == 1
    view.act("undo")
    assert (view.screen["note"], view.screen["can_redo"]) == (words["undone"], True)
    view.act("redo")
    assert (view.screen["note"], view.screen["skipped"]) == (words["redone"], 1)


def test_a_note_on_a_definition_becomes_a_memo(view, store, lang):
    view.act("note", words="sharper 更明确", code="pain_point/functional")
    assert view.screen["note"] == SETTLE_WORDS[lang]["done_note"].format(name=NAMES[lang]["functional"])
    memo = store.frame("memos").query("about == 'code'").iloc[0]
    assert (memo["about_id"], memo["text"]) == ("pain_point/functional", "sharper 更明确")


def test_the_orders_are_named_and_counted(view, lang):
    names = [each["name"] for each in view.screen["orders"]]
    assert len(names) == len(set(names))
    coder_pair = next(each for each in view.screen["orders"] if each["order"] == "pair" and each["of"])
    view.act("show", order="pair", of=coder_pair["of"])
    assert view.screen["of"] == coder_pair["of"]
    view.act("show", order="best", of="")
    assert view.screen["failed"]


def test_when_all_is_settled_the_page_is_empty_and_says_so(view):
    while _item(view):
        view.act("decide", value=_item(view)["values"][0], ground="talk")
    assert view.screen["remaining"] == 0
    view.act("machine")
    assert view.screen["failed"]
    view.act("move", step=-1)
    assert _item(view)["decision"]


def test_every_value_has_a_name(view, lang):
    book = TOY["codebook"]()
    assert value_name("code:trust", "trust", book, lang) == {"en": "yes", "zh": "是"}[lang]
    assert value_name("code:trust", "", book, lang) == {"en": "no", "zh": "否"}[lang]
    assert value_name("emotion", "2.0", book, lang) == {"en": "2 · bad", "zh": "2 · 较差"}[lang]
    assert value_name("emotion", "2.5", book, lang) == "2.5"
    assert value_name("stage", "none", book, lang) == {"en": "no stage", "zh": "无阶段"}[lang]
    assert value_name("touchpoint", "direct/online", book, lang) == {"en": "direct, online", "zh": "直接、线上"}[lang]
    assert value_name("channel", "app", book, lang)


def test_every_ground_has_a_key_of_its_own_and_words():
    assert list(GROUND_KEYS) == list(GROUNDS)
    taken = set("owfdsmuU")
    assert len(set(GROUND_KEYS.values())) == len(GROUNDS)
    assert not taken & set(GROUND_KEYS.values())
    for words in SETTLE_WORDS.values():
        assert all(words[f"ground_{each}"] for each in GROUNDS)


def test_a_language_that_the_view_does_not_speak_lists_those_it_does(store, lang):
    with pytest.raises(UnknownNameError, match=r"^The views do not speak 'fr'\. Known: en, zh\.$"):
        SettleView(TOY["session"](store, lang), language="fr")
