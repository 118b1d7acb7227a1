"""A person settles disagreements by keyboard, and by mouse, in a real JupyterLab; afterwards the store holds it."""

import os
from pathlib import Path
from runpy import run_path

import pytest

from cjm_research.store.database import Store

pytestmark = pytest.mark.browser

_TOY = Path(__file__).parents[1] / "widgets" / "settle_toy.py"
_CELL = """
from runpy import run_path
from cjm_research.store.database import Store
from cjm_research.widgets.settle import SettleView

toy = run_path({toy!r})
store = Store.open({database!r}, create=True)
toy["record"](store, {lang!r}) if store.events().empty else None
SettleView(toy["session"](store, {lang!r}), language={lang!r})
"""
SAVED = {"en": "Saved", "zh": "已保存"}
FIRST = {"en": "Choose first whose reading holds", "zh": "请先选择采用谁的判断"}
GROUND = {"en": "Say on which ground", "zh": "请说明依据"}
FUNCTIONAL = {"en": "Functional pain point", "zh": "功能性痛点"}
_FAINT = (Path(__file__).parent / "contrast.js").read_text("utf-8")
_PAIN = '{"order":"code","of":"pain_point"}'
_BOXES = "nodes => nodes.map(node => JSON.stringify(node.getBoundingClientRect()))"
_PLACED = ".cjm-settle :is(.cjm-head, .cjm-page, .cjm-readings, .cjm-grounds, .cjm-actions, .cjm-status)"


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture
def desk(lab, tmp_path, lang):
    database = tmp_path / "study.sqlite"
    cell = _CELL.format(toy=str(_TOY), database=str(database), lang=lang)
    page = lab.open(lab.write(f"settle-{lang}.ipynb", [cell]), width=1280, height=1000)
    lab.run_all(page)
    page.wait_for_selector(".cjm-settle .cjm-reading")
    return page, database


def _look(page, name):
    """Keep a picture for a person to look at, when CJM_PICTURES names a folder."""
    if folder := os.environ.get("CJM_PICTURES"):
        page.locator(".cjm-settle").first.screenshot(path=str(Path(folder) / f"settle-{name}.png"))


def _said(page, words):
    page.locator(".cjm-settle .cjm-said", has_text=words).wait_for()


def _keys(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def _table(database, name):
    with Store.open(database) as store:
        assert store.check() == []
        return store.frame(name)


def _places(page):
    return page.locator(_PLACED).evaluate_all(
        "nodes => nodes.map(node => JSON.stringify(node.getBoundingClientRect()))"
    )


def _theme(lab, page, name):
    lab.theme(page, f"JupyterLab {name}")
    # While the theme changes, JupyterLab lays a picture over the whole page.
    page.wait_for_selector("#jupyterlab-splash", state="detached")
    page.wait_for_timeout(500)


def test_by_keyboard_alone_with_ground_words_note_and_undo(lab, desk, lang):
    page, database = desk
    assert page.evaluate("() => [...document.querySelectorAll('.cjm-settle img, .cjm-settle b')].length") == 0
    page.locator(".cjm-settle").focus()
    before = _places(page)
    _keys(page, "Enter")
    _said(page, FIRST[lang])
    _keys(page, "1", "Enter")
    _said(page, GROUND[lang])
    _look(page, f"chosen-{lang}")
    assert page.locator(".cjm-reading[aria-pressed='true']").count() >= 1
    _keys(page, "r", "w")
    page.keyboard.insert_text("see include 见“属于”")
    assert _places(page) == before
    _keys(page, "Enter")
    _said(page, SAVED[lang])
    decided = _table(database, "decisions")
    assert decided["ground"].tolist() == ["rule: see include 见“属于”"]

    _keys(page, "o", "ArrowDown", "Enter")
    page.wait_for_function("() => document.querySelector('.cjm-settle [data-field=other]').value !== '-'")
    _keys(page, "Escape", "t", "Enter")
    page.wait_for_function("() => document.querySelector('.cjm-settle [role=progressbar]').ariaValueNow >= 40")
    assert len(_table(database, "decisions")) == 2

    _keys(page, "d")
    page.keyboard.insert_text("clearer 更清楚")
    _look(page, f"note-{lang}")
    _keys(page, "Control+Enter")
    _said(page, SAVED[lang])
    assert _table(database, "memos").query("about == 'code'")["text"].tolist() == ["clearer 更清楚"]

    _keys(page, "u")
    page.wait_for_function("() => !document.querySelector('.cjm-settle [data-act=redo]').disabled")
    for left in (1, 0):
        _keys(page, "u")
        page.wait_for_function(
            "n => document.querySelector('.cjm-settle [role=progressbar]').ariaValueNow == n",
            arg=20 * left,
        )
    assert _table(database, "decisions").empty
    _keys(page, "U")
    page.wait_for_function("() => document.querySelector('.cjm-settle [role=progressbar]').ariaValueNow > 0")
    assert len(_table(database, "decisions")) == 1
    # No key reached the notebook.
    assert page.locator(".jp-Notebook .jp-CodeCell").count() == 1
    assert lab.errors == []


def test_by_mouse_and_the_machine_only_when_asked(lab, desk, lang):
    page, database = desk
    page.locator(".cjm-settle select[data-field=order]").select_option(_PAIN)
    page.locator(".cjm-settle h3[data-kind='pain_point']").wait_for()
    assert page.locator(".cjm-settle .cjm-machine").inner_text() == ""
    page.locator(".cjm-settle [data-act=machine]").click()
    page.locator(".cjm-settle .cjm-machine", has_text=FUNCTIONAL[lang]).wait_for()
    page.locator(".cjm-settle .cjm-reading", has_text=FUNCTIONAL[lang]).click()
    page.locator(".cjm-settle [data-act=ground]").first.click()
    _look(page, f"machine-{lang}")
    page.locator(".cjm-settle [data-act=decide]").click()
    _said(page, SAVED[lang])
    row = _table(database, "decisions").iloc[0]
    assert (row["value"], row["ground"]) == ("functional", "context")
    page.locator(".cjm-settle [data-act=back]").click()
    page.locator(".cjm-settle .cjm-decision", has_text=FUNCTIONAL[lang]).wait_for()
    assert lab.errors == []


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_readable_in_both_themes(lab, desk, lang, theme, faults):
    page, _ = desk
    _theme(lab, page, theme)
    page.locator(".cjm-settle").focus()
    _keys(page, "1", "c", "m")
    page.locator(".cjm-settle .cjm-machine span").first.wait_for()
    _keys(page, "d")
    faint = page.evaluate(_FAINT, ".cjm-settle")
    _keys(page, "Escape")
    _look(page, f"{theme.lower()}-{lang}")
    assert faint == []
    assert faults(page, ".cjm-settle") == []


def test_the_end_says_that_nothing_is_left(lab, desk, lang):
    page, database = desk
    page.locator(".cjm-settle").focus()
    for done in range(1, 6):
        _keys(page, "1", "t", "Enter")
        page.wait_for_function(
            "n => document.querySelector('.cjm-settle [role=progressbar]').ariaValueNow == n",
            arg=20 * done,
        )
    assert page.locator(".cjm-settle .cjm-end").inner_text()
    assert len(_table(database, "decisions")) == 5
    _look(page, f"end-{lang}")
    assert run_path(str(_TOY))["CODERS"][lang][2] in page.locator(".cjm-settle .cjm-end").inner_text()


_LONG = {"en": "P01: " + "We moved in spring and it rained. " * 12 + "\n\n",
         "zh": "P02：" + "那年春天我们搬家，一直下雨。" * 24 + "\n\n"}  # fmt: skip
_IN_VIEW = """() => {
    const page = document.querySelector(".cjm-settle .cjm-page").getBoundingClientRect();
    const here = document.querySelector(".cjm-settle .cjm-segment").getBoundingClientRect();
    return page.height > 0 && here.top >= page.top && here.bottom <= page.bottom;
}"""


@pytest.mark.parametrize("lang", ["zh"])
def test_the_disputed_words_are_in_view_on_a_long_page(lab, tmp_path, lang):
    cell = _CELL.format(toy=str(_TOY), database=str(tmp_path / "study.sqlite"), lang=lang)
    cell = cell.replace(f"(store, {lang!r}), language", f"(store, {lang!r}, before={_LONG[lang]!r} * 3), language")
    page = lab.open(lab.write(f"settle-long-{lang}.ipynb", [cell]), width=1280, height=1000)
    lab.run_all(page)
    page.wait_for_selector(".cjm-settle .cjm-reading")
    page.wait_for_function(_IN_VIEW)
    assert page.locator(".cjm-settle .cjm-page").evaluate("node => node.scrollTop") > 0
    _look(page, f"long-{lang}")
    # Who scrolls elsewhere is not pulled back when the notebook changes its width.
    page.locator(".cjm-settle .cjm-page").evaluate("node => { node.scrollTop = 0; }")
    page.set_viewport_size({"width": 1000, "height": 900})
    page.wait_for_timeout(300)
    assert page.locator(".cjm-settle .cjm-page").evaluate("node => node.scrollTop") == 0
    assert lab.errors == []
