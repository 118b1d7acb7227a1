"""The desk around the segment: transcript, spans, merge and split, notes, queue, redo, acts of a colleague."""

import json
import math
import re
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest

from cjm_research.widgets import review as view_module
from cjm_research.widgets.desk_acts import ACTS
from cjm_research.widgets.desk_screen import left_of
from cjm_research.widgets.desk_words import DESK
from cjm_research.widgets.legend import legend, touchpoints
from cjm_research.widgets.review import SCRIPTS, STYLES, ReviewView
from cjm_research.widgets.words import WORDS

_STATIC = Path(view_module.__file__).parent / "static"


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture(scope="module")
def rich():
    return SimpleNamespace(**run_path(str(Path(__file__).with_name("rich.py"))))


@pytest.fixture
def view(rich, store, lang):
    return ReviewView(rich.session(store, lang), language=lang)


@pytest.fixture
def text(rich, lang):
    return rich.frames(lang)["documents"]["text"][0]


def _said(view, **changed):
    item = view.screen["item"]
    own = item["suggested_own"] if item["own_codes"] is None else item["own_codes"]
    codes = item["suggested_codes"] if item["codes"] is None else item["codes"]
    same = {name: item[name] for name in ("segment_id", "emotion", "stage", "touchpoint")}
    return {**same, "codes": codes, "own": own, **changed}


def _placed(view):
    return {mark["id"]: mark for mark in view.placed.get("changed", ())}


def _span(text, words):
    start = text.index(words)
    return {"start": start, "end": start + len(words)}


def test_the_paper_holds_every_turn_with_its_exact_words(view, text, lang):
    paper = json.loads(json.dumps(view.paper, allow_nan=False))
    for turn in paper["turns"]:
        assert text[turn["start"] : turn["start"] + len(turn["text"])] == turn["text"]
    assert [turn["label"] for turn in paper["turns"]][:2] == {"en": ["Interviewer", "P01"], "zh": ["访谈者", "P02"]}[
        lang
    ]
    assert [turn["seconds"] for turn in paper["turns"]] == [None] * 4
    assert [mark["id"] for mark in paper["segments"]] == [f"s-{lang}-{at}" for at in range(4)]
    assert paper["segments"][0]["suggested"] == {"goal": "explicit"}
    assert paper["segments"][1]["suggested_own"] == ["waiting"]


def test_a_document_is_sent_once_and_then_only_what_changed(view, lang):
    first = view.paper
    view.click("save", **_said(view))
    assert view.paper is first
    assert view.placed["since"] == first["edition"]
    assert view.placed["edition"] > first["edition"]
    assert _placed(view)[f"s-{lang}-0"]["codes"] == {"goal": "explicit"}
    assert _placed(view)[f"s-{lang}-0"]["done"] is True
    assert set(_placed(view)) == {f"s-{lang}-0"}
    assert len(json.dumps(view.screen)) + len(json.dumps(view.placed)) < 6000


def test_moving_alone_sends_no_change_of_the_document(view):
    before = view.placed
    view.click("on")
    assert view.placed is before


def test_a_page_that_is_loaded_again_gets_the_document_as_it_is_now(view, lang):
    view.click("save", **_said(view))
    state = view.get_state()
    marks = {mark["id"]: mark for mark in state["paper"]["segments"]}
    assert marks[f"s-{lang}-0"]["done"] is True
    assert state["screen"]["item"]["segment_id"] == f"s-{lang}-1"
    view.click("save", **_said(view))
    assert view.placed["since"] == state["paper"]["edition"]


def test_words_are_marked_and_coded_and_the_person_stays(view, store, text, lang):
    words = {"en": "twice. 😤 Then", "zh": "反应😩。后来"}[lang]
    shown = view.screen["item"]["segment_id"]
    view.click("mark", **_span(text, words), codes={"pain_point": "emotional"}, own=["waiting"])
    made = next(mark for mark in _placed(view).values() if mark.get("made") == "mark")
    assert text[made["start"] : made["end"]] == words
    assert made["codes"] == {"pain_point": "emotional"}
    assert made["own"] == ["waiting"]
    assert view.screen["item"]["segment_id"] == shown
    assert view.screen["note"] == DESK[lang]["marked"].format(n=2)
    off = {**_span(text, words), "codes": {}, "own": ["waiting"], "off": made["id"]}
    view.click("mark", **off)
    assert "codes" not in _placed(view)[made["id"]]
    assert view.screen["item"]["segment_id"] == shown
    assert store.standing[made["id"], "pain_point", "Ana"]["value"] == ""


def test_undo_takes_a_mark_away_and_redo_brings_it_again(view, text, lang):
    words = {"en": "just moved", "zh": "膝盖疼"}[lang]
    view.click("mark", **_span(text, words), codes={"goal": "implicit"})
    made = next(mark["id"] for mark in _placed(view).values() if mark.get("made"))
    assert view.screen["can_undo"] is True
    view.click("undo")
    assert view.placed["gone"] == [made]
    assert view.screen["can_redo"] is True
    view.click("redo")
    assert view.screen["note"] == WORDS[lang].get("redone", DESK[lang]["redone"])
    assert made in _placed(view)
    view.click("redo")
    assert view.screen["note"] == DESK[lang]["nothing_to_redo"]


def test_merge_and_split_show_the_new_segment_and_ask_to_look_again(view, text, lang):
    view.click("save", **_said(view))
    view.click("back")
    view.click("merge_next")
    item = view.screen["item"]
    assert text[item["start"] : item["end"]].startswith({"en": "I wanted", "zh": "我想"}[lang])
    assert item["reopened"] == DESK[lang]["look_again"].format(why=DESK[lang]["why_merge"])
    assert set(view.placed["gone"]) == {f"s-{lang}-0", f"s-{lang}-1"}
    at = text.index({"en": "It took", "zh": "页面"}[lang])
    view.click("split", at=at)
    item = view.screen["item"]
    assert (view.screen["note"], item["end"] <= at) == (DESK[lang]["split_done"], True)
    view.click("split", at=item["start"])
    assert view.screen["failed"] is True


def test_a_code_in_the_persons_own_words_joins_the_legend(view, text, lang):
    words = {"en": "sister sent me", "zh": "朋友推荐"}[lang]
    assert words not in str(view.legend)
    view.click("invivo", **_span(text, words))
    assert [code["name"] for code in view.legend["own"]][-1] == words
    assert view.screen["note"] == DESK[lang]["invivo_made"].format(name=words)
    assert any(mark.get("own") for mark in _placed(view).values())


def test_memos_and_flags_are_acts_and_stand_beside_the_segment(view, store, lang):
    said = {"en": "Ask Ben.", "zh": "问一下小王。"}[lang]
    segment_id = view.screen["item"]["segment_id"]
    view.click("memo", text=said, about="segment", about_id=segment_id)
    assert view.screen["item"]["memos"]["segment"] == [{"coder": "Ana", "text": said, "mine": True}]
    assert _placed(view)[segment_id]["has_memo"] is True
    view.click("flag", text=said, colleague="Ben")
    assert view.screen["item"]["flags"] == [{"coder": "Ana", "colleague": "Ben", "text": said, "mine": True}]
    view.click("unflag")
    view.click("memo", text="", about="segment", about_id=segment_id)
    assert view.screen["note"] == DESK[lang]["memo_gone"]
    assert view.screen["item"]["flags"] == view.screen["item"]["memos"]["segment"] == []
    assert [act["act"] for act in store.acts] == ["memo", "flag", "flag", "memo"]


def test_memos_of_a_code_are_sent_when_they_are_asked_for(view, lang):
    sent = []
    view.send = lambda told, buffers=None: sent.append(told)
    view.click("memo", text="narrow", about="code", about_id="goal/explicit")
    view._handle_custom_msg({"act": "memos", "about_id": "goal/explicit"}, [])
    told = {"memos": [{"coder": "Ana", "text": "narrow", "mine": True}], "about_id": "goal/explicit"}
    assert sent == [told]


def test_the_queue_is_chosen_with_names_and_counts(view, lang):
    told = {(one["order"], one["of"]): one for one in view.orders}
    assert (
        told["code", "goal/explicit"]["title"] == legend(view.session.codebook, lang)["families"][0]["codes"][0]["name"]
    )
    assert told["code", "code:waiting"]["title"] == {"en": "Waiting", "zh": "等待"}[lang]
    assert {"uncertain", "document", "code", "search", "flagged", "reopened", "marked"} <= {one for one, _ in told}
    view.click("show", order="search", of={"en": "DELIVERY", "zh": "服务费"}[lang])
    assert view.screen["item"]["segment_id"] == f"s-{lang}-2"
    assert view.screen["note"] == DESK[lang]["shown"].format(n=1)
    view.click("show", order="flagged", of="")
    assert view.screen["item"] is None
    assert (view.screen["total"], view.screen["remaining"]) == (4, 4)


def test_any_segment_is_gone_to_by_its_bracket(view, lang):
    view.click("goto", to=f"s-{lang}-3")
    assert view.screen["item"]["segment_id"] == f"s-{lang}-3"
    view.click("goto", to="s-nowhere")
    assert view.screen["failed"] is True


def test_a_touchpoint_is_said_with_the_verdict(view, store, lang):
    assert {"direct/online", "direct/offline"} <= set(touchpoints())
    view.click("save", **_said(view, touchpoint="direct/offline"))
    assert store.standing[f"s-{lang}-0", "touchpoint", "Ana"]["value"] == "direct/offline"
    view.click("back")
    assert view.screen["item"]["touchpoint"] == "direct/offline"


def test_acts_of_a_colleague_are_news_and_nothing_new_is_a_word_only(rich, store, lang, view):
    sent = []
    view.send = lambda told, buffers=None: sent.append(told)
    view._handle_custom_msg({"act": "refresh"}, [])
    assert sent == [{"alive": True}]
    assert view.screen.get("serial") is None
    ben = rich.session(store, lang, coder="Ben")
    ben.change({"motivation": "extrinsic"})
    view._handle_custom_msg({"act": "refresh"}, [])
    assert view.screen["is_news"] is True
    assert view.screen["note"] == DESK[lang]["others_acted"]
    name = {"en": "Extrinsic motivation", "zh": "外在动机"}[lang]
    assert view.screen["item"]["others"] == {"Ben": name}
    assert view.screen["item"]["segment_id"] == f"s-{lang}-0"


def test_the_estimate_is_in_minutes_and_says_when_it_is_enough():
    def told(lang, seconds, enough_at=None, is_enough=False):
        pace = {"seconds_per_segment": 20.0, "seconds_left": seconds}
        return left_of(SimpleNamespace(**pace, enough_at=enough_at, is_enough=is_enough), lang)

    assert told("en", 7800.0, is_enough=True) == "≈ 2 h 10 min left · enough to judge the machine"
    assert told("zh", 7800.0, is_enough=True) == "约剩 2 小时 10 分钟 · 已足以评判机器"
    assert told("en", 20.0) == "≈ 1 min left"
    assert told("zh", None, enough_at=30) == "再复核 30 段即可评判机器"
    assert told("en", math.nan) == ""


def test_every_button_has_its_words_in_both_languages():
    source = (_STATIC / "review.js").read_text("utf-8")
    named = set(re.findall(r'\["[^"]+", "(\w+)"', source))
    assert {"save", "redo", "mark", "merge_next", "palette"} <= named
    assert named <= {**WORDS["en"], **DESK["en"]}.keys()
    assert {"save", "redo", "merge_next", "merge_previous"} <= ACTS.keys()


def test_the_files_of_the_front_end_hold_one_idea_each():
    for name in (*SCRIPTS, *STYLES):
        source = (_STATIC / name).read_text("utf-8")
        assert source.count("\n") <= 400, name
        assert source.startswith(("//", "/*")), name


def test_a_code_that_is_named_at_the_desk_stands_in_the_codebook_and_on_the_segment(view, store, text, lang):
    name = {"en": "Assembly dread", "zh": "怕组装"}[lang]
    shown = view.screen["item"]["segment_id"]
    view.click("new_code", name=f" {name} ")
    assert (view.screen["note"], view.screen["failed"]) == (DESK[lang]["invivo_made"].format(name=name), False)
    assert view.legend["own"][-1]["name"] == name
    made = view.legend["own"][-1]["id"]
    assert view.session.codebook.own_code(made).name == {lang: name}
    assert view.screen["item"]["segment_id"] == shown
    assert any(mark.get("own") == [made] for mark in _placed(view).values())
    assert [act["act"] for act in store.acts] == ["codebook.add", "mark"]
    view.click("new_code", name=name.upper(), **_span(text, {"en": "sister sent me", "zh": "朋友推荐"}[lang]))
    assert [act["act"] for act in store.acts] == ["codebook.add", "mark", "mark"]
    assert any(mark.get("made") == "mark" and mark["own"] == [made] for mark in _placed(view).values())


def test_a_fault_of_the_program_is_answered_on_the_screen(view, lang, monkeypatch):
    def broken(*_said):
        raise TypeError("no such word")

    monkeypatch.setitem(ACTS, "new_code", broken)
    with pytest.raises(TypeError, match="no such word"):
        view.click("new_code", name="x")
    told = DESK[lang]["broke"].format(what="TypeError: no such word")
    assert (view.screen["note"], view.screen["failed"], view.screen["serial"]) == (told, True, 1)
