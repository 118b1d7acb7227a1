import json
import re
import string

import pytest

from cjm_research.errors import StoreError, UnknownNameError
from cjm_research.widgets.desk_words import DESK
from cjm_research.widgets.review import ReviewView
from cjm_research.widgets.words import WORDS


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture
def view(toy, store, lang):
    return ReviewView(toy.session(store, lang), language=lang)


def _said(view):
    """What the browser sends when nothing was toggled."""
    item = view.screen["item"]
    codes = item["suggested_codes"] if item["codes"] is None else item["codes"]
    return {"segment_id": item["segment_id"], "codes": codes, "emotion": item["emotion"], "stage": item["stage"]}


def _acts(store):
    return [act["act"] for act in store.acts]


def test_the_screen_is_plain_json_with_the_exact_words_and_the_cues_marked(view, toy, lang):
    screen = json.loads(json.dumps(view.screen))
    text, item = toy.frames(lang)["documents"]["text"][0], screen["item"]
    assert text[item["start"] : item["end"]] == toy.frames(lang)["segments"]["text"][0]
    assert [text[start:end] for start, end in item["cues"]] == [{"en": "wanted to", "zh": "我想"}[lang]]
    assert screen["item"]["suggested_codes"] == {"goal": "explicit"}
    assert screen["item"]["codes"] is None


def test_keys_number_the_codes_in_the_order_of_the_codebook(view, lang):
    families = view.legend["families"]
    assert [code["key"] for family in families for code in family["codes"]] == list("12345678")
    assert families[0]["name"] == {"en": "Goal", "zh": "目标"}[lang]
    assert view.legend["stages"][0]["name"] == {"en": "Awareness", "zh": "认识"}[lang]


def test_save_without_a_change_is_an_acceptance_and_shows_the_next(view, store, lang):
    view.click("save", **_said(view))
    assert _acts(store) == ["accept"]
    assert view.screen["item"]["segment_id"] == f"s-{lang}-1"
    assert (view.screen["done"], view.screen["remaining"]) == (1, 3)


def test_save_with_other_codes_or_with_an_emotion(view, store, lang):
    view.click("save", **{**_said(view), "codes": {"pain_point": "emotional"}})
    view.click("save", **{**_said(view), "emotion": "2.0", "stage": "use"})
    assert _acts(store) == ["change", "accept"]
    assert store.standing[f"s-{lang}-1", "emotion", "Ana"]["value"] == "2.0"
    assert (f"s-{lang}-0", "emotion", "Ana") not in store.standing


def test_save_with_every_code_taken_off_is_a_rejection(view, store):
    view.click("save", **{**_said(view), "codes": {}})
    view.click("reject", **_said(view))
    assert _acts(store) == ["reject", "reject"]
    assert {row["value"] for row in store.standing.values()} == {""}


def test_a_key_pressed_twice_judges_one_segment(view, store):
    said = _said(view)
    view.click("save", **said)
    view.click("save", **said)
    assert _acts(store) == ["accept"]


def test_undo_shows_the_segment_again_with_what_stood(view, store, lang):
    view.click("skip")
    view.click("save", **_said(view))
    view.click("undo")
    assert view.screen["item"]["segment_id"] == f"s-{lang}-1"
    assert view.screen["note"] == WORDS[lang]["undone"]
    view.click("undo")
    view.click("undo")
    assert view.screen["note"] == WORDS[lang]["nothing_to_undo"]
    assert _acts(store) == ["skip", "accept", "undo", "undo"]


def test_back_and_on_move_without_an_act(view, store, lang):
    for act, segment in [("on", 1), ("on", 2), ("back", 1), ("back", 0), ("back", 0)]:
        view.click(act)
        assert view.screen["item"]["segment_id"] == f"s-{lang}-{segment}"
    assert _acts(store) == []


def test_nothing_moves_on_the_screen_when_the_store_refuses(view, store, lang):
    store.fail = StoreError("study.sqlite: the disk is full. Make room and try again.")
    before = view.screen["item"]
    view.click("save", **_said(view))
    assert view.screen["item"] == before
    assert view.screen["failed"] is True
    assert view.screen["note"] == "study.sqlite: the disk is full. Make room and try again."


def test_after_the_last_segment_only_looking_back_is_left(view, store, lang):
    while view.screen["item"]:
        view.click("save", **_said(view))
    view.click("save", segment_id=None, codes={})
    assert len(store.acts) == 4
    assert view.screen["failed"] is False
    view.click("back", segment_id=None)
    assert view.screen["item"]["codes"] == {}


def test_messages_of_the_browser_are_clicks(view, store):
    view._handle_custom_msg({"act": "skip", "segment_id": view.screen["item"]["segment_id"]}, [])
    assert _acts(store) == ["skip"]


def test_every_answer_is_a_change_so_that_the_screen_takes_keys_again(view):
    before = view.screen
    view.click("save", segment_id="s-gone", codes={})
    assert view.screen != before
    assert view.screen["item"] == before["item"]


def test_both_languages_say_the_same_things_with_the_same_blanks():
    blanks = {
        lang: {
            name: {field for _, field, _, _ in string.Formatter().parse(text) if field} for name, text in said.items()
        }
        for lang, said in {lang: {**WORDS[lang], **DESK[lang]} for lang in WORDS}.items()
    }
    assert blanks["en"] == blanks["zh"]


def test_an_unknown_language_or_button_is_named(toy, store):
    with pytest.raises(UnknownNameError, match=r"^The views do not speak 'fr'\. Known: en, zh\.$"):
        ReviewView(toy.session(store), language="fr")
    view = ReviewView(toy.session(store))
    view.click("delete")
    assert view.screen["note"].startswith("No button is called 'delete'. Known: save, reject, skip, undo, redo, back,")


def test_the_front_end_loads_nothing_from_elsewhere():
    for source in (ReviewView._esm, ReviewView._css):
        assert not re.search(r"https?://|^\s*import |@import", str(source), re.MULTILINE)
