"""Weights, value, difficulty and owner entered by keyboard in a real JupyterLab; afterwards the store holds them."""

import os
from pathlib import Path
from runpy import run_path

import pytest

from cjm_research.store.database import Store

pytestmark = pytest.mark.browser

_TOY = Path(__file__).parents[1] / "widgets" / "board_toy.py"
_CELL = """
from runpy import run_path
from cjm_research.store.database import Store
from cjm_research.widgets.priority import PriorityView

toy = run_path({toy!r})
store = Store.open({database!r}, create=True)
view = PriorityView(toy["session"](store, {lang!r}, "Ana"), {lang!r})
view.add_class("cjm-priority")
view
"""
SAVED = {"en": "Saved", "zh": "已保存"}
QUICK = {"en": "quick win", "zh": "快速赢利项"}


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


def _look(page, name):
    """Keep a picture for a person to look at, when CJM_PICTURES names a folder."""
    if folder := os.environ.get("CJM_PICTURES"):
        page.locator(".cjm-priority").first.screenshot(path=str(Path(folder) / f"priority-{name}.png"))


def _said(page, words):
    page.locator(".cjm-priority [role=status]", has_text=words).first.wait_for()


def _acts(database):
    with Store.open(database) as store:
        assert store.check() == []
        return store.events()["act"].tolist(), {row["name"]: row["weight"] for row in store.frame("weights").to_dict(
            "records")}, store.frame("cards").set_index("card_id")  # fmt: skip


def test_weights_value_difficulty_and_owner_by_keyboard(lab, tmp_path, lang):
    title = run_path(str(_TOY))["CARDS"][lang][3][4]
    database = tmp_path / "study.sqlite"
    cell = _CELL.format(toy=str(_TOY), database=str(database), lang=lang)
    page = lab.open(lab.write(f"priority-{lang}.ipynb", [cell]), width=1280, height=1100)
    lab.run_all(page)
    page.wait_for_selector(".cjm-priority .noUi-handle")
    page.locator(".cjm-priority .noUi-handle").first.focus()
    page.keyboard.press("ArrowRight")
    _said(page, SAVED[lang])
    cards = page.locator(".cjm-priority .widget-select select")
    cards.focus()
    for _ in range(5):
        if title in cards.evaluate("node => node.selectedOptions[0].textContent").replace("\u00a0", " "):
            break
        page.keyboard.press("ArrowDown")
    page.locator(".cjm-priority b", has_text=title).wait_for()
    fields = page.locator(".cjm-priority .widget-dropdown select")
    for at, key in ((0, "5"), (1, "1")):
        fields.nth(at).focus()
        page.keyboard.type(key)
        page.keyboard.press("Tab")
        page.wait_for_timeout(300)
    owner = page.locator(".cjm-priority .widget-text input").first
    owner.fill("Bo")
    owner.press("Enter")
    page.locator(".cjm-priority select option", has_text=QUICK[lang]).wait_for(state="attached")
    page.locator(".cjm-priority [role=status]", has_text="Bo").first.wait_for()
    _look(page, lang)
    acts, weights, rows = _acts(database)
    assert [act for act in acts if act.startswith("board.")] == ["board.weigh"] + ["board.assign"] * 3
    assert weights == {"reach": 0.55}
    assert rows.loc["f-fee", ["value", "difficulty", "owner"]].tolist() == [5, 1, "Bo"]
    assert lab.errors == []
