"""A person at the theme browser and the map: keys and mouse in a real JupyterLab; afterwards the store holds it."""

import os
from pathlib import Path

import pytest

from cjm_research.store.database import Store

pytestmark = pytest.mark.browser

_TOY = Path(__file__).parents[1] / "widgets" / "theme_toy.py"
_CELL = """
from runpy import run_path
from cjm_research.store.database import Store
from cjm_research.widgets.themes import ThemesView

toy = run_path({toy!r})
store = Store.open({database!r}, create=True)
session = toy["session"](store, {lang!r}, coder={coder!r}, bilingual={bilingual})
view = ThemesView(session, language={lang!r})
view
"""
_MAP = """
import numpy as np, pandas as pd
from cjm_research.themes.belonging.layout import layout
from cjm_research.widgets.segment_map import SegmentMap

home = session.members[session.members["home"]].sort_values("segment_id", ignore_index=True)
rng = np.random.default_rng(7)
middles = dict(zip(sorted(set(home.theme_id)), np.linalg.qr(rng.normal(size=(16, 16)))[0]))
vectors = np.array([middles[each] + rng.normal(scale=0.08, size=16) for each in home.theme_id])
places = layout(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), seed=7)
points = pd.DataFrame({"segment_id": home.segment_id, "x": places[:, 0], "y": places[:, 1]})
map = SegmentMap(session, points, language=view.language)
map.family.value = "pain_point"
map
"""
_EVIL = '<img src=x onerror="window.evil=1"><b>bold</b>'
_SPOILT = f"""
session.rename("th-fee", {{"en": {_EVIL!r}}})
session.memo("th-fee", {_EVIL!r})
view.act("open", theme_id="th-fee")
view
"""
CODER = {"en": "Ana", "zh": "安娜"}
TITLES = {
    "en": {"fee": "Delivery fee shown too late", "slow": "Pages take too long to load",
           "call": "Nobody calls before the delivery", "manual": "Confusing assembly manual"},
    "zh": {"fee": "付款时才看到服务费", "slow": "页面加载太慢", "call": "上门之前不打电话", "manual": "看不懂安装说明"},
}  # fmt: skip
SAVED = {"en": "Saved", "zh": "已保存"}
UNDONE = {"en": "Took back: merged", "zh": "撤销：把"}
_PLACED = ".cjm-theme, .cjm-pane-head, .cjm-acts .cjm-button, .cjm-selection, .cjm-status .cjm-button"
_ALL_ALIKE = """
() => !document.querySelector(".cjm-map :is(.selectionlayer, .zoomlayer) path")
  && [...document.querySelectorAll(".cjm-map .point")].every((point) => getComputedStyle(point).opacity === "1")
"""
_FAINT = (Path(__file__).parent / "contrast.js").read_text("utf-8")


def _view(lab, tmp_path, lang, bilingual=False, show="", wait=".cjm-themes .cjm-theme"):
    """Open the view and perhaps more in the same cell; return the page and the database."""
    database = tmp_path / "study.sqlite"
    cell = _CELL.format(toy=str(_TOY), database=str(database), lang=lang, coder=CODER[lang], bilingual=bilingual)
    page = lab.open(lab.write(f"themes-{lang}.ipynb", [cell + show]), width=1360, height=1000)
    page.route(lambda url: url.startswith("http") and not url.startswith(lab.url), lambda route: _refuse(lab, route))
    lab.run_all(page)
    page.wait_for_selector(wait)
    return page, database


def _refuse(lab, route):
    """Note what asks anything but the notebook's own server."""
    lab.errors.append(f"asked for {route.request.url}")
    route.abort()


def _acts(database):
    """Return the acts on themes that the store holds, with what they say."""
    with Store.open(database) as store:
        events = store.events()
    return [(row.act.removeprefix("theme."), row.payload) for row in events.itertuples()]


def _look(page, name, what=".cjm-themes"):
    """Keep a picture for a person to look at, when CJM_PICTURES names a folder."""
    if folder := os.environ.get("CJM_PICTURES"):
        page.locator(what).first.screenshot(path=str(Path(folder) / f"{name}.png"))


def _note(page, words):
    page.locator(".cjm-themes .cjm-note", has_text=words).wait_for()


def _keys(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def _places(page):
    return page.locator(_PLACED).evaluate_all(
        "nodes => nodes.map(node => JSON.stringify(node.getBoundingClientRect()))"
    )


def _theme(lab, page, name):
    lab.theme(page, f"JupyterLab {name}")
    # While the theme changes, JupyterLab lays a picture over the whole page.
    page.wait_for_selector("#jupyterlab-splash", state="detached")
    page.wait_for_timeout(500)


def _wait_themes(page, number):
    page.wait_for_function("n => document.querySelectorAll('.cjm-theme').length === n", arg=number)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_search_open_rename_merge_and_undo_by_keyboard_alone(lab, tmp_path, lang):
    page, database = _view(lab, tmp_path, lang, bilingual=True)
    renamed = {"en": "Fees come too late", "zh": "费用出现得太晚"}[lang]
    _look(page, f"{lang}-themes-asleep")
    page.locator(".cjm-search").focus()
    page.keyboard.type({"en": "last page", "zh": "最后一步"}[lang])
    page.keyboard.press("Enter")
    _wait_themes(page, 1)
    page.keyboard.press("Enter")
    page.locator(".cjm-names h3", has_text=TITLES[lang]["fee"]).wait_for()
    places = _places(page)
    page.keyboard.press("r")
    page.locator(".cjm-name-field input").first.wait_for()
    assert places == _places(page)
    page.keyboard.type(renamed)
    _look(page, f"{lang}-themes-renaming")
    page.keyboard.press("Enter")
    _note(page, SAVED[lang])
    page.locator(".cjm-names h3", has_text=renamed).wait_for()
    page.keyboard.press("Escape")
    _wait_themes(page, 8)
    places = _places(page)
    _keys(page, "ArrowDown", "m", "k")
    assert places == _places(page)
    _look(page, f"{lang}-themes-marked")
    page.keyboard.press("Shift+M")
    _wait_themes(page, 7)
    _look(page, f"{lang}-themes-merged")
    page.keyboard.press("u")
    _note(page, UNDONE[lang])
    assert page.locator(".cjm-theme").count() == 8
    assert page.locator(".jp-Notebook .jp-Cell").count() == 1
    assert lab.errors == []
    acts = _acts(database)
    assert [act for act, _ in acts] == ["rename", "merge", "undo"]
    assert acts[0][1]["titles"][lang] == renamed
    assert (acts[1][1]["theme_ids"], acts[1][1]["into"]) == (["th-slow"], "th-fee")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_segments_are_selected_moved_and_split_off_by_keyboard(lab, tmp_path, lang):
    page, database = _view(lab, tmp_path, lang)
    stairs = {"en": "Stairs cost extra", "zh": "上楼另外收费"}[lang]
    page.locator(".cjm-theme[data-theme=th-fee]").click()
    page.locator(".cjm-said-line").nth(5).wait_for()
    _keys(page, "ArrowRight", "x", "j", "j", "x", "v")
    page.keyboard.type(TITLES[lang]["call"][:6])
    _look(page, f"{lang}-themes-picking")
    page.keyboard.press("Enter")
    _note(page, SAVED[lang])
    assert page.locator(".cjm-said-line").count() == 4
    _keys(page, "x", "s")
    page.keyboard.type(stairs)
    page.keyboard.press("Enter")
    page.locator(".cjm-theme", has_text=stairs).wait_for()
    places = _places(page)
    page.keyboard.press("p")
    page.locator(".cjm-theme[data-theme=th-fee] .cjm-tag").first.wait_for()
    assert places == _places(page)
    page.keyboard.press("n")
    page.keyboard.type({"en": "Ask the shop about this.", "zh": "向店家核实。"}[lang])
    page.keyboard.press("Control+Enter")
    page.locator(".cjm-memo p").wait_for()
    page.keyboard.press("?")
    _look(page, f"{lang}-themes-help")
    _keys(page, "Escape", "ArrowLeft", "h")
    page.locator(".cjm-theme.cjm-is-hidden").wait_for()
    assert places == _places(page)
    _look(page, f"{lang}-themes-changed")
    assert page.locator(".jp-Notebook .jp-Cell").count() == 1
    assert lab.errors == []
    acts = _acts(database)
    assert [act for act, _ in acts] == ["move", "split", "pin", "memo", "hide"]
    assert (acts[0][1]["to"], len(acts[0][1]["segment_ids"])) == ("th-call", 2)
    assert acts[1][1]["parts"][0]["titles"] == {lang: stairs}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_theme_is_dragged_onto_another_and_segments_onto_a_theme(lab, tmp_path, lang):
    page, database = _view(lab, tmp_path, lang)
    page.locator(".cjm-theme[data-theme=th-manual]").drag_to(page.locator(".cjm-theme[data-theme=th-call]"))
    _note(page, SAVED[lang])
    page.locator(".cjm-names h3", has_text=TITLES[lang]["call"]).wait_for()
    lines = page.locator(".cjm-said-line")
    lines.nth(0).click()
    lines.nth(1).click()
    _look(page, f"{lang}-themes-selected")
    lines.nth(1).drag_to(page.locator(".cjm-theme[data-theme=th-slow]"))
    _note(page, TITLES[lang]["slow"])
    # A pain point is no goal: dropped there, it stays what it is.
    page.locator(".cjm-theme[data-theme=th-slow]").drag_to(page.locator(".cjm-theme[data-theme=th-sleep]"))
    page.locator(".cjm-theme.cjm-is-rest").click()
    page.locator(".cjm-said-facts b").first.wait_for()
    _look(page, f"{lang}-themes-rest")
    page.locator(".cjm-said-line [data-take]").first.click()
    _note(page, TITLES[lang]["call"])
    assert lab.errors == []
    acts = _acts(database)
    assert [act for act, _ in acts] == ["merge", "move", "move"]
    assert (acts[0][1]["theme_ids"], acts[0][1]["into"]) == (["th-manual"], "th-call")
    assert [(act["to"], len(act["segment_ids"])) for _, act in acts[1:]] == [("th-slow", 2), ("th-call", 1)]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_text_can_be_read_in_light_and_in_dark(lab, tmp_path, lang):
    page, _ = _view(lab, tmp_path, lang, bilingual=True)
    page.locator(".cjm-theme[data-theme=th-fee]").click()
    page.locator(".cjm-said-line").nth(5).click()
    _keys(page, "ArrowLeft", "j", "m", "h")
    page.locator(".cjm-theme.cjm-is-hidden").wait_for()
    for name in ("Dark", "Light"):
        _theme(lab, page, name)
        _look(page, f"{lang}-themes-{name.lower()}")
        assert page.evaluate(_FAINT, ".cjm-themes") == []


def test_three_hundred_themes_are_listed_and_segments_come_as_they_are_asked_for(lab):
    cell = f"""
from runpy import run_path
from cjm_research.widgets.themes import ThemesView

view = ThemesView(run_path({str(_TOY)!r})["large"]())
view
"""
    page = lab.open(lab.write("themes-large.ipynb", [cell]), width=1360, height=1000)
    lab.run_all(page)
    page.locator(".cjm-theme").first.click()
    page.locator(".cjm-said-line").nth(99).wait_for(state="attached")
    assert (page.locator(".cjm-theme").count(), page.locator(".cjm-said-line").count()) == (300, 100)
    _keys(page, "ArrowRight", "End", "j")
    page.locator(".cjm-said-line").nth(199).wait_for(state="attached")
    page.wait_for_function("() => document.activeElement === document.querySelectorAll('.cjm-said-line')[100]")
    _look(page, "en-themes-large")
    assert lab.errors == []


def test_an_act_that_the_study_refuses_is_told_in_place(lab, tmp_path):
    page, database = _view(lab, tmp_path, "en")
    page.locator(".cjm-theme[data-theme=th-fee]").click()
    page.locator(".cjm-said-line").first.wait_for()
    page.keyboard.press("r")
    page.keyboard.type(TITLES["en"]["slow"])
    page.keyboard.press("Enter")
    page.locator(".cjm-note.cjm-failed").wait_for()
    _look(page, "en-themes-refused")
    assert page.locator(".cjm-name-field input").first.input_value() == TITLES["en"]["slow"]
    page.keyboard.press("Escape")
    assert page.locator(".cjm-names h3").inner_text().strip() == TITLES["en"]["fee"]
    assert _acts(database) == []


def test_words_with_markup_stay_words(lab, tmp_path):
    page, _ = _view(lab, tmp_path, "en", show=_SPOILT)
    page.locator(".cjm-memo p").wait_for()
    assert page.locator(".cjm-names h3 > span").first.inner_text() == _EVIL
    assert page.locator(".cjm-theme[data-theme=th-fee] .cjm-theme-title").inner_text() == _EVIL
    assert page.locator(".cjm-themes img").count() == 0
    assert page.evaluate("() => window.evil") is None


@pytest.mark.parametrize("lang", ["zh"])
def test_a_line_around_points_lists_what_was_said_and_moves_it(lab, tmp_path, lang):
    page, database = _view(lab, tmp_path, lang, show=_MAP, wait=".cjm-map .js-plotly-plot .point")
    _look(page, f"{lang}-map", ".cjm-map")
    points = page.locator(".cjm-map .js-plotly-plot .point")
    boxes = [points.nth(at).bounding_box() for at in range(points.count())]
    ground = page.locator(".cjm-map .js-plotly-plot .nsewdrag").first.bounding_box()
    left, right = min(box["x"] for box in boxes) - 12, sum(box["x"] for box in boxes) / len(boxes)
    top, bottom = ground["y"] + 4, ground["y"] + ground["height"] - 4
    inside = sum(left < box["x"] + box["width"] / 2 < right for box in boxes)
    page.mouse.move(left, top)
    page.mouse.down()
    for x, y in ((left, bottom), (right, bottom), (right, top), (left, top)):
        page.mouse.move(x, y, steps=8)
    page.mouse.up()
    page.locator(".cjm-map-quotes p").first.wait_for()
    assert 0 < page.locator(".cjm-map-quotes p").count() == inside < len(boxes)
    page.locator(".cjm-map select").last.select_option(label=TITLES[lang]["manual"])
    _look(page, f"{lang}-map-selected", ".cjm-map")
    page.locator(".cjm-map button", has_text={"en": "Move", "zh": "移动"}[lang]).click()
    page.locator(".cjm-map-quiet", has_text=SAVED[lang]).wait_for()
    page.wait_for_function(_ALL_ALIKE)
    _theme(lab, page, "Dark")
    _look(page, f"{lang}-map-dark", ".cjm-map")
    _theme(lab, page, "Light")
    assert lab.errors == []
    ((act, payload),) = _acts(database)
    assert (act, payload["to"], len(payload["segment_ids"])) == ("move", "th-manual", inside)
