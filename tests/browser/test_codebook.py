"""A person at the codebook editor: keys and mouse in a real JupyterLab; afterwards the store holds it."""

import os
from pathlib import Path
from runpy import run_path

import pytest

from cjm_research.store.database import Store

pytestmark = pytest.mark.browser

_TOY = Path(__file__).parents[1] / "widgets" / "codebook_toy.py"
_CELL = """
from runpy import run_path
from cjm_research.store.database import Store
from cjm_research.widgets.codebook import CodebookView

store = Store.open({database!r}, create=True)
session = run_path({toy!r})["session"](store, {lang!r})
view = CodebookView(session, language={lang!r})
view
"""
NAMES = run_path(str(_TOY))["NAMES"]
_EVIL = '<img src=x onerror="window.evil=1"><b>bold</b>'
_SPOILT = f"""
session.rename("price", {_EVIL!r})
view.act("open", code="code:price")
view
"""
_FAINT = (Path(__file__).parent / "contrast.js").read_text("utf-8")
_PLACED = ".cjm-code, .cjm-acts .cjm-button, .cjm-tabs .cjm-button, .cjm-status .cjm-button"


def _view(lab, tmp_path, lang, more=""):
    """Open the view; return the page and the database."""
    database = tmp_path / "study.sqlite"
    cell = _CELL.format(toy=str(_TOY), database=str(database), lang=lang)
    page = lab.open(lab.write(f"codebook-{lang}.ipynb", [cell + more]), width=1280, height=1000)
    page.route(lambda url: url.startswith("http") and not url.startswith(lab.url), lambda route: _refuse(lab, route))
    lab.run_all(page)
    page.wait_for_selector(".cjm-codebook .cjm-code")
    return page, database


def _refuse(lab, route):
    """Note what asks anything but the notebook's own server."""
    lab.errors.append(f"asked for {route.request.url}")
    route.abort()


def _acts(database):
    """Return the acts on the codebook after those of the toy, with what they say."""
    with Store.open(database) as store:
        assert store.check() == []
        events = store.events()
    acts = [(row.act, row.payload) for row in events.itertuples() if row.act.startswith("codebook.")]
    return [(act.removeprefix("codebook."), payload) for act, payload in acts][7:]


def _look(page, name):
    """Keep a picture for a person to look at, when CJM_PICTURES names a folder."""
    if folder := os.environ.get("CJM_PICTURES"):
        page.locator(".cjm-codebook").first.screenshot(path=str(Path(folder) / f"{name}.png"))


def _note(page, words):
    page.locator(".cjm-codebook .cjm-note", has_text=words).wait_for()


def _keys(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def _places(page):
    return page.locator(_PLACED).evaluate_all(
        "nodes => nodes.map(node => JSON.stringify(node.getBoundingClientRect()))"
    )


def _open(page, lang, key):
    """Find a code by its name and open it, with keys alone."""
    page.locator(".cjm-search").focus()
    page.keyboard.type(NAMES[lang][key])
    _keys(page, "Enter", "Enter")
    page.locator(".cjm-head h3", has_text=NAMES[lang][key]).wait_for()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_code_is_found_defined_split_merged_and_taken_back_by_keyboard_alone(lab, tmp_path, lang):
    page, database = _view(lab, tmp_path, lang)
    _look(page, f"{lang}-codebook-asleep")
    _open(page, lang, "fees")
    places = _places(page)
    page.keyboard.press("e")
    page.wait_for_function("() => document.activeElement.dataset.part === 'definition'")
    defined = {"en": "Costs that are told late.", "zh": "很晚才说的费用。"}[lang]
    page.keyboard.type(defined)
    page.locator(".cjm-save input").wait_for()
    assert page.locator(".cjm-save input").is_checked()
    _look(page, f"{lang}-codebook-writing")
    page.keyboard.press("Control+Enter")
    _note(page, {"en": "Saved", "zh": "已保存"}[lang])
    page.locator(".cjm-facts .cjm-tag").wait_for()
    page.keyboard.press("Escape")
    assert len(places) == len(_places(page))
    _keys(page, "2", "e")
    _note(page, {"en": "Taken as an example", "zh": "取作例句"}[lang])
    _look(page, f"{lang}-codebook-segments")
    new = {"en": "Fees for stairs", "zh": "上楼费"}[lang]
    _keys(page, "ArrowDown", "x", "s")
    page.locator(".cjm-picker input").wait_for()
    page.keyboard.type(new)
    _look(page, f"{lang}-codebook-splitting")
    page.keyboard.press("Enter")
    _note(page, new)
    _keys(page, "ArrowLeft", "g")
    page.keyboard.type(NAMES[lang]["price"])
    _look(page, f"{lang}-codebook-merging")
    page.keyboard.press("Enter")
    page.locator(".cjm-head h3", has_text=NAMES[lang]["price"]).wait_for()
    page.keyboard.press("u")
    _note(page, {"en": "Took back: merged", "zh": "撤销：把"}[lang])
    _keys(page, "3")
    _look(page, f"{lang}-codebook-history")
    page.keyboard.press("4")
    _look(page, f"{lang}-codebook-compare")
    page.keyboard.press("?")
    _look(page, f"{lang}-codebook-help")
    assert page.locator(".jp-Notebook .jp-Cell").count() == 1
    assert lab.errors == []
    acts = _acts(database)
    assert [act for act, _ in acts] == ["define", "example", "split", "merge", "undo"]
    assert acts[0][1]["rows"]["codebooks"]["after"][0]["reopens"] == ["code:fees"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_same_is_done_by_mouse_and_what_was_written_elsewhere_is_not_lost(lab, tmp_path, lang):
    page, database = _view(lab, tmp_path, lang)
    page.locator(".cjm-code[data-code='code:price']").click()
    field = page.locator(".cjm-grid textarea[data-part=definition]").first
    field.fill("x")
    page.locator(".cjm-code[data-code='code:trust']").click()
    page.locator(".cjm-head h3", has_text=NAMES[lang]["trust"]).wait_for()
    assert field.input_value() == ""
    assert page.locator(".cjm-code[data-code='code:price'] .cjm-tag").count() == 1
    page.locator(".cjm-acts [data-act=color]").click()
    page.locator(".cjm-picker li").nth(4).click()
    _note(page, {"en": "Saved", "zh": "已保存"}[lang])
    page.locator(".cjm-acts [data-act=retire]").click()
    page.locator(".cjm-code[data-code=retired] .cjm-fold").click()
    page.locator(".cjm-code[data-kind=retired]").nth(1).wait_for()
    _look(page, f"{lang}-codebook-retired")
    page.locator(".cjm-code[data-code='code:price']").click()
    page.wait_for_function("() => document.querySelector('.cjm-grid textarea[data-part=definition]').value === 'x'")
    page.locator(".cjm-save input").uncheck()
    page.locator("[data-act=save]").click()
    _note(page, {"en": "Saved", "zh": "已保存"}[lang])
    page.locator(".cjm-status [data-act=undo]").click()
    _note(page, {"en": "Took back", "zh": "撤销"}[lang])
    assert lab.errors == []
    acts = _acts(database)
    assert [act for act, _ in acts] == ["recolor", "retire", "define", "undo"]
    assert acts[2][1]["rows"]["codebooks"]["after"][0]["reopens"] == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_text_can_be_read_in_light_and_in_dark(lab, tmp_path, lang):
    page, _ = _view(lab, tmp_path, lang)
    _open(page, lang, "fees")
    _keys(page, "t")
    _note(page, {"en": "Retired", "zh": "已停用"}[lang])
    _keys(page, "Escape", "u")
    page.locator(".cjm-code[data-code='code:fees']").wait_for()
    page.locator(".cjm-code[data-code=retired] .cjm-fold").click()
    for name in ("Dark", "Light"):
        lab.theme(page, f"JupyterLab {name}")
        # While the theme changes, JupyterLab lays a picture over the whole page.
        page.wait_for_selector("#jupyterlab-splash", state="detached")
        page.wait_for_timeout(500)
        for tab in ("meaning", "segments", "history", "compare"):
            page.locator(f".cjm-tabs [data-page={tab}]").click()
            _look(page, f"{lang}-codebook-{name.lower()}-{tab}")
            assert page.evaluate(_FAINT, ".cjm-codebook") == []


def test_words_with_markup_stay_words_and_a_refusal_is_told_in_place(lab, tmp_path):
    page, _ = _view(lab, tmp_path, "en", _SPOILT)
    page.locator(".cjm-head h3", has_text="bold").wait_for()
    assert page.locator(".cjm-head h3 > span").inner_text() == _EVIL
    assert page.locator(".cjm-codebook img").count() == 0
    assert page.evaluate("() => window.evil") is None
    page.locator(".cjm-acts [data-act=remove]").click()
    page.locator(".cjm-picker-foot button").first.click()
    page.locator(".cjm-note.cjm-failed").wait_for()
    assert "was given to 1 segments" in page.locator(".cjm-note").inner_text()
    _look(page, "en-codebook-refused")
