"""A mapping team at the board by mouse and by keyboard in a real JupyterLab; afterwards the store holds it."""

from pathlib import Path
from runpy import run_path

import pytest

from cjm_research.store.database import Store
from cjm_research.store.replay import replay_tables

pytestmark = pytest.mark.browser

_HANDS = run_path(str(Path(__file__).with_name("board_hands.py")))
LANES = ("goal", "motivation", "pain_point", "opportunity")
NEW = {"en": "Call an hour before", "zh": "提前一小时打电话"}


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


def _ensure_same_as_store(board, lang):
    """The screen equals what the event log says, and what a session opened anew shows."""
    with Store.open(board.database) as store:
        assert store.check() == []
        told, held = replay_tables(store.events()), store.frame("cards")
        assert sorted(told["cards"]["card_id"]) == sorted(held["card_id"])
        anew = run_path(str(_HANDS["TOY"]))["session"](store, lang, coder=_HANDS["CODER"][lang])
        shown = [stage for stage in anew.stages if not stage["hidden"]]
        cells = {
            (stage["id"], lane): [card["id"] for card in anew.cards(stage["id"], lane)]
            for stage in shown
            for lane in LANES
        }
        titles = {
            card["id"]: card["titles"].get(lang) or card["title"] for stage in shown for card in anew.cards(stage["id"])
        }
    drawn = board.cells()
    assert {" ".join(place): ids for place, ids in cells.items()} == {
        place: ids for place, ids in drawn.items() if place.split()[1] in LANES
    }
    assert titles == board.titles()


@pytest.mark.parametrize("lang", ["en"])
def test_twenty_five_acts_by_mouse(lab, tmp_path, lang):
    board = _HANDS["open_board"](lab, tmp_path, lang)
    page = board.page
    board.drag("card:f-pay", board.cell("delivery", "goal"))
    _HANDS["look"](page, f"drag-{lang}")
    board.drop()
    board.done("move")
    board.drag("card:f-fee", "card:f-slow", at=(0.4, 0.9))
    board.drop()
    board.done("move")
    assert board.cells()["purchase pain_point"] == ["f-slow", "f-fee"]
    board.drag("card:f-manual", "card:f-call", at=(0.3, 0.1))
    board.drop()
    board.done("move")
    assert board.cells()["delivery pain_point"] == ["f-manual", "f-call", "f-stairs"]
    # On the right edge of a card: merged, after a question.
    board.drag("card:f-slow", "card:f-fee", at=(0.9, 0.5))
    _HANDS["look"](page, f"zone-{lang}")
    board.drop()
    _HANDS["look"](page, f"confirm-{lang}")
    board.button("refuse").click()
    assert board.acts()[-1] == "move"
    board.drag("card:f-slow", "card:f-fee", at=(0.9, 0.5))
    board.drop()
    board.button("confirm").click()
    board.done("merge")
    # With Shift anywhere on it; the other marked card comes along.
    board.card("f-manual").click(modifiers=["Control"])
    board.card("f-stairs").click(modifiers=["Control"])
    page.keyboard.down("Shift")
    board.drag("card:f-manual", "card:f-call", at=(0.3, 0.3))
    board.drop()
    page.keyboard.up("Shift")
    board.button("confirm").click()
    board.done("merge")
    assert board.cells()["delivery pain_point"] == ["f-call"]
    board.drag("head:use", "head:purchase", at=(0.2, 0.5))
    board.drop()
    board.done("stage.move")
    board.card("f-home").dblclick()
    board.page.locator(".cjm-b-rename").wait_for()
    board.type(f"{NEW[lang]} <b>1</b>")
    board.keys("Enter")
    board.done("rename")
    board.node("head:use").dblclick()
    board.page.locator(".cjm-b-rename").wait_for()
    board.type("Living 生活")
    board.keys("Enter")
    board.done("stage.rename")
    board.card("f-compare").click()
    page.locator(".cjm-b-pane h3", has_text=board.titles()["f-compare"]).wait_for()
    board.button("pin").click()
    board.done("pin")
    _HANDS["look"](page, f"opened-{lang}")
    board.button("pin").click()
    board.done("unpin")
    board.button("hide").click()
    board.done("hide")
    assert board.card("f-compare").count() == 0
    page.locator(".cjm-board [data-shows=hidden]").check()
    board.card("f-compare").click()
    board.button("hide").click()
    board.done("show")
    board.field("owner").fill("Mei 梅")
    board.field("status").select_option("planned")
    board.field("due").fill("2026-05")
    board.field("value").select_option("4")
    board.button("save_plan").click()
    board.done("assign")
    board.field("comment").fill("Ask the shops. 问一下门店 😤")
    board.button("save_comment").click()
    board.done("comment")
    page.locator(".cjm-b-comments li", has_text="😤").wait_for()
    page.locator(".cjm-b-pane [data-quote]").first.check()
    board.field("split").fill(f"{NEW[lang]} 2")
    board.button("split_off").click()
    board.done("split")
    board.button("close").click()
    page.locator(".cjm-b-pane").wait_for(state="hidden")
    board.node("head:delivery").click()
    board.field(f"question.{lang}").fill("When? 何时？")
    board.button("save_stage").click()
    board.done("stage.rename")
    _HANDS["look"](page, f"stage-{lang}")
    board.button("hide").click()
    board.done("stage.hide")
    board.button("hide").click()
    board.done("stage.show")
    board.button("write").click()
    board.field("title").fill(NEW[lang])
    board.field("stage").select_option("delivery")
    board.field("lane").select_option("opportunity")
    board.field("intended").check()
    _HANDS["look"](page, f"write-{lang}")
    board.button("save_card").click()
    board.done("write")
    made = board.cells()["delivery opportunity"][0]
    board.drag(f"card:{made}", board.cell("delivery", "motivation"))
    board.drop()
    board.done("move")
    assert board.cells()["delivery motivation"] == [made]
    board.drag("card:f-home", board.cell("use", "motivation"), at=(0.5, 0.95))
    board.drop()
    board.done("move")
    board.drag("card:f-home", "card:f-solid", at=(0.3, 0.05))
    board.drop()
    board.done("move")
    assert board.cells()["use motivation"] == ["f-home", "f-solid"]
    board.button("undo").click()
    board.done("undo")
    assert board.cells()["use motivation"] == ["f-solid", "f-home"]
    board.button("redo").click()
    board.done("redo")
    board.button("add_stage").click()
    board.field("name").fill("After 之后")
    board.button("save_new_stage").click()
    board.done("stage.add")
    board.card(made).click()
    board.button("remove").click()
    board.button("confirm").click()
    board.done("remove")
    assert len(board.acts()) >= 25
    _ensure_same_as_store(board, lang)
    # After the page is loaded again and the cell is run again, the board is the same.
    before = (board.cells(), board.titles())
    page.reload()
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.wait_for_function(
        "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
    )
    lab.run_all(page)
    page.wait_for_selector(".cjm-board .cjm-b-card")
    page.wait_for_function("n => document.querySelectorAll('.cjm-board [data-card]').length === n", arg=len(before[1]))
    assert (board.cells(), board.titles()) == before
    assert page.evaluate("document.querySelectorAll('.cjm-board img, .cjm-b-title b').length") == 0
    assert lab.errors == []


def test_twenty_five_acts_by_keyboard(lab, tmp_path, lang):
    board = _HANDS["open_board"](lab, tmp_path, lang)
    page = board.page
    board.stand("head:consideration")
    board.keys("ArrowDown", "ArrowDown", "ArrowDown")
    assert page.evaluate("document.activeElement.dataset.item") == "card:f-compare"
    board.keys("ArrowDown", "ArrowUp", "End", "Home")
    assert page.evaluate("document.activeElement.dataset.item") == "card:f-compare"
    board.keys("Alt+ArrowDown")
    board.done("move")
    assert board.cells()["consideration goal"] == ["f-sleep", "f-compare"]
    board.keys("Alt+ArrowRight")
    board.done("move")
    assert "f-compare" in board.cells()["purchase goal"]
    assert page.evaluate("document.activeElement.dataset.item") == "card:f-compare"
    board.keys("m", "ArrowRight")
    board.done("move")
    board.keys("ArrowLeft")
    board.done("move")
    # The first ends moving, the second opens.
    board.keys("Enter", "Enter")
    page.wait_for_function("() => document.activeElement.dataset.pane === 'title'")
    board.keys("p")
    board.done("pin")
    board.keys("p")
    board.done("unpin")
    board.keys("F2")
    page.locator(".cjm-b-rename").wait_for()
    board.type(NEW[lang])
    board.keys("Enter")
    board.done("rename")
    assert board.titles()["f-compare"] == NEW[lang]
    board.keys("p")
    board.done("pin")
    board.keys("h")
    board.done("hide")
    page.wait_for_function("() => document.activeElement.dataset.item?.startsWith('card:')")
    board.keys("Control+z")
    board.done("undo")
    board.card("f-compare").wait_for()
    board.keys("Control+Shift+z")
    board.done("redo")
    board.keys("u")
    board.done("undo")
    board.stand("card:f-slow")
    board.keys("x", "ArrowUp", "g")
    page.locator(".cjm-b-confirm").wait_for()
    board.keys("Enter")
    board.done("merge")
    assert board.cells()["purchase pain_point"] == ["f-fee"]
    assert page.evaluate("document.activeElement.dataset.item") == "card:f-fee"
    board.keys("a")
    page.wait_for_function("() => document.activeElement.dataset.field === 'owner'")
    board.type("Mei 梅")
    board.keys("Tab", "ArrowDown", "Tab")
    board.type("2026-05")
    board.keys("Enter")
    board.done("assign")
    board.keys("Escape", "c")
    page.wait_for_function("() => document.activeElement.dataset.field === 'comment'")
    board.type("Which page? 哪一页？")
    board.keys("Control+Enter")
    board.done("comment")
    board.keys("Escape", "s")
    page.wait_for_function("() => document.activeElement.dataset.quote")
    board.keys("Space")
    page.locator(".cjm-b-pane [data-field=split]").focus()
    board.type(f"{NEW[lang]} 2")
    board.keys("Enter")
    board.done("split")
    board.keys("Escape")
    board.stand("head:purchase")
    board.keys("Alt+ArrowLeft")
    board.done("stage.move")
    board.keys("F2")
    page.locator(".cjm-b-rename").wait_for()
    board.type("Buying 买")
    board.keys("Enter")
    board.done("stage.rename")
    board.keys("n")
    page.wait_for_function("() => document.activeElement.dataset.field === 'name'")
    board.type("Waiting 等")
    board.keys("Enter")
    board.done("stage.add")
    added = page.evaluate("document.activeElement.dataset.item")
    assert added.startswith("head:own-")
    board.keys("h")
    board.done("stage.hide")
    board.keys("Control+z")
    board.done("undo")
    board.stand(added)
    board.keys("x")
    board.stand("head:delivery")
    board.keys("g")
    page.locator(".cjm-b-confirm").wait_for()
    board.keys("Enter")
    board.done("stage.merge")
    board.stand("cell:delivery:opportunity")
    board.keys("n")
    page.wait_for_function("() => document.activeElement.dataset.field === 'title'")
    board.type(NEW[lang])
    board.keys("Enter")
    board.done("write")
    made = board.cells()["delivery opportunity"][0]
    assert page.evaluate("document.activeElement.dataset.item") == f"card:{made}"
    board.keys("Alt+ArrowUp")
    board.done("move")
    assert made in board.cells()["delivery pain_point"]
    board.stand("step:purchase:confirm")
    board.keys("Alt+ArrowUp")
    board.done("steps")
    board.stand("card:f-pay")
    board.keys("p")
    board.done("pin")
    board.keys("p")
    board.done("unpin")
    board.stand(f"card:{made}")
    board.keys("Delete")
    page.locator(".cjm-b-confirm").wait_for()
    board.keys("Enter")
    board.done("remove")
    assert len(board.acts()) >= 25
    _ensure_same_as_store(board, lang)
    # No key reached the notebook.
    assert page.locator(".jp-Notebook .jp-CodeCell").count() == 1
    assert lab.errors == []


def test_what_was_done_is_said_in_words_and_a_refusal_too(lab, tmp_path, lang):
    board = _HANDS["open_board"](lab, tmp_path, lang)
    board.drag("card:f-fee", board.cell("purchase", "goal"), at=(0.5, 0.9))
    board.drop()
    board.page.locator(".cjm-b-note.cjm-failed").wait_for()
    assert board.acts() == []
    note = board.page.locator(".cjm-b-note")
    assert note.get_attribute("aria-live") == "polite"
    _HANDS["look"](board.page, f"refused-{lang}")
    board.stand("card:f-fee")
    board.keys("g")
    assert board.note() == board.words["need_mark"]
    board.keys("h")
    board.done("hide")
    assert board.titles().get("f-fee") is None
    assert board.note()
    # Escape lets go of what is being dragged.
    board.drag("card:f-slow", board.cell("use", "pain_point"))
    board.keys("Escape")
    board.drop()
    board.keys("?")
    board.page.locator(".cjm-b-help").wait_for()
    _HANDS["look"](board.page, f"help-{lang}")
    board.keys("Escape")
    assert board.acts() == ["hide"]
    assert lab.errors == []
