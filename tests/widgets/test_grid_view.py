import json
import re
import string
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest

from cjm_research.errors import UnknownNameError
from cjm_research.widgets.grid import GridView
from cjm_research.widgets.grid_words import GRID_WORDS

_STATIC = Path(__file__).parents[2] / "cjm_research" / "widgets" / "static"


@pytest.fixture
def grid_toy():
    return SimpleNamespace(**run_path(str(Path(__file__).parents[1] / "review" / "grid_toy.py")))


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture
def view(grid_toy, tmp_path, lang):
    store = grid_toy.open_store(tmp_path / "a.sqlite", lang)
    return GridView(grid_toy.session(store, lang), language=lang)


def _acts(view):
    return view.session._store.events()["act"].tolist()


def test_what_is_sent_is_plain_json_and_only_the_page_is_sent(grid_toy, tmp_path, lang):
    made = grid_toy.large(300, lang)
    view = GridView(grid_toy.session(grid_toy.open_store(tmp_path / "a.sqlite", lang, made), lang, made=made), lang)
    assert (len(view.order), len(view.screen["rows"])) == (300, 60)
    view.act("rows", window=[100, 120])
    assert [row["number"] for row in view.screen["rows"]] == list(range(100, 120))
    assert json.loads(json.dumps([view.screen, view.sheet, view.legend])) == [view.screen, view.sheet, view.legend]
    listed = {one["name"]: one for one in view.sheet["closed"]}
    assert (len(listed["Panel id"]["values"]), listed["Panel id"]["more"]) == (40, 260)
    assert "Panel id" not in view.sheet["columns"]


def test_a_row_shows_closed_answers_the_answer_and_what_is_suggested(view, lang):
    row = view.screen["rows"][3]
    assert row["closed"] == [{"en": "returning", "zh": "老客户"}[lang], "2"]
    ((chip,),) = (row["chips"],)
    assert (chip["code"], chip["by"], chip["n"], chip["of"]) == ("pain_point/financial", "machine", 1, 2)
    assert row["parts"][0]["suggested"][0][1:] == [0.81, "look"]
    assert view.screen["rows"][4]["parts"] == []


def test_a_key_codes_all_that_is_selected_and_once_more_takes_it_off(view, lang):
    view.act("same", rows=[1])
    assert view.screen["select"] == [0, 1, 2]
    view.act("toggle", code="pain_point/functional", rows=view.screen["select"])
    assert view.screen["note"].endswith({"en": "said of 3 answers", "zh": "已标给 3 个回答"}[lang])
    assert [chip["by"] for chip in view.screen["rows"][2]["chips"]] == ["me"]
    assert view.screen["state"]["coded"] == 3
    view.act("toggle", code="pain_point/functional", rows=[0, 1, 2])
    assert view.screen["note"].endswith({"en": "taken off 3 answers", "zh": "已从 3 个回答取下"}[lang])
    view.act("undo")
    view.act("redo")
    assert view.screen["note"] == {"en": "Did again an act on 3 answers", "zh": "已重做对 3 个回答的操作"}[lang]
    assert _acts(view) == ["grid", "grid", "undo", "redo"]


def test_an_own_code_and_acceptance_tell_to_how_many(view, lang):
    view.act("toggle", code="code:trust", rows=[0])
    assert view.screen["note"] == {"en": "Trust: said of 1 answer", "zh": "信任：已标给 1 个回答"}[lang]
    view.act("accept", rows=[3])
    assert view.screen["note"] == {"en": "Accepted what is suggested for 1 answer (2 segments)",
                                   "zh": "已接受 1 个回答（2 个片段）的建议"}[lang]  # fmt: skip
    view.act("toggle", code="goal/explicit", rows=[4])
    assert view.screen["note"] == GRID_WORDS[lang]["only_silent"]
    view.act("accept", rows=[3])
    assert view.screen["note"] == GRID_WORDS[lang]["unchanged"]
    assert len(_acts(view)) == 2


def test_coding_moves_no_row_until_somebody_filters_again(view):
    view.act("look", look={"coded": False})
    order = list(view.order)
    view.act("reject", rows=order[:2])
    assert view.order == order
    assert view.screen["stale"] == 2
    view.act("look", look={"coded": False})
    assert (len(view.order), view.screen["stale"]) == (len(order) - 2, 0)


def test_another_question_begins_anew_and_undo_tells_where_it_was(view, lang):
    view.act("reject", rows=[0])
    layout = view.screen["layout"]
    view.act("ask", question=view.session.questions[1], unit="segment")
    assert view.screen["layout"] == layout + 1
    assert view.sheet["silent"] == [1, 5, 7]
    view.act("undo")
    assert view.screen["note"] == {"en": "Took back an act on 1 segment of another question",
                                   "zh": "已撤销对另一道题的 1 个片段的操作"}[lang]  # fmt: skip


def test_columns_are_those_that_are_chosen(view):
    view.act("columns", names=["NPS"])
    assert (view.sheet["columns"], view.screen["rows"][0]["closed"]) == (["NPS"], ["9"])


def test_what_fails_is_told_in_place_and_nothing_is_kept(view, lang):
    view.act("look", look={"closed": {"Shoe size": "42"}})
    assert view.screen["failed"]
    assert view.screen["note"].startswith("No closed question is called 'Shoe size'.")
    view.act("dance")
    assert view.screen["note"].startswith("The grid does nothing called 'dance'.")
    with pytest.raises(UnknownNameError, match=r"The views do not speak 'fr'. Known: en, zh."):
        GridView(view.session, "fr")


def test_both_languages_say_the_same_with_the_same_places():
    places = {lang: {key: {name for _, name, _, _ in string.Formatter().parse(text) if name}
                     for key, text in words.items()} for lang, words in GRID_WORDS.items()}  # fmt: skip
    assert places["en"] == places["zh"]


def test_every_word_that_the_screen_asks_for_is_there():
    code = "".join((_STATIC / name).read_text("utf-8") for name in ("grid_parts.js", "grid_frame.js", "grid.js"))
    assert set(re.findall(r"\bwords\.([a-z_]+)", code)) <= GRID_WORDS["en"].keys()
