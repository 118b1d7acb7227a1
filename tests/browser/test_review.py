"""A person at the review view: keys and mouse in a real JupyterLab; afterwards the store holds what was done."""

import os
from pathlib import Path

import pytest

from cjm_research.store.database import Store

pytestmark = pytest.mark.browser

_TOY = Path(__file__).parents[1] / "review" / "toy.py"
_CELL = """
from runpy import run_path
from cjm_research.codes.codebook import Codebook
from cjm_research.store.database import Store
from cjm_research.widgets.review import ReviewView

toy = run_path({toy!r})
store = Store.open({database!r}, create=True)
store.replace_many(toy["frames"]({lang!r}))
session = toy["session"](store, {lang!r}, coder={coder!r}, codebook=Codebook.framework())
view = ReviewView(session, language={lang!r})
view
"""


_RICH = Path(__file__).parents[1] / "widgets" / "rich.py"
_KNOWING = """
from runpy import run_path
from cjm_research.store.database import Store
from cjm_research.widgets.review import ReviewView

rich = run_path({rich!r})
store = Store.open({database!r}, create=True)
store.replace_many(rich["frames"]({lang!r}))
view = ReviewView(rich["session"](store, {lang!r}, coder="Ana"), language={lang!r})
view
"""


def _open(lab, tmp_path, lang):
    database = tmp_path / "study.sqlite"
    coder = {"en": "Ana", "zh": "安娜"}[lang]
    cell = _CELL.format(toy=str(_TOY), database=str(database), lang=lang, coder=coder)
    page = lab.open(lab.write(f"review-{lang}.ipynb", [cell]))
    lab.run_all(page)
    page.wait_for_selector(".cjm-review .cjm-segment")
    return page, database


def _segment(page):
    return page.locator(".cjm-segment").inner_text()


def _wait_done(page, done):
    page.wait_for_function(
        "done => document.querySelector('.cjm-progress').getAttribute('aria-valuenow') === String(done)", arg=done
    )
    page.wait_for_selector(".cjm-review:not([data-waiting])")  # until then no key is taken


def _look(page, name):
    """Keep a picture for a person to look at, when CJM_PICTURES names a folder."""
    if folder := os.environ.get("CJM_PICTURES"):
        page.locator(".cjm-review").screenshot(path=str(Path(folder) / f"{name}.png"))


def _codings(database):
    with Store.open(database) as store:
        assert store.check() == []
        frame = store.codings()
    return {(row.segment_id, row.kind): row.value for row in frame.itertuples()}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_four_segments_by_keyboard_alone(lab, tmp_path, lang):
    page, database = _open(lab, tmp_path, lang)
    _look(page, f"{lang}-asleep")
    page.locator(".cjm-page").click()
    _look(page, f"{lang}-light")
    places = page.locator(".cjm-review, .cjm-chip, .cjm-button, .cjm-segment").evaluate_all(
        "nodes => nodes.map(node => JSON.stringify(node.getBoundingClientRect()))"
    )
    page.keyboard.press("3")
    page.keyboard.press("8")
    assert places == page.locator(".cjm-review, .cjm-chip, .cjm-button, .cjm-segment").evaluate_all(
        "nodes => nodes.map(node => JSON.stringify(node.getBoundingClientRect()))"
    )
    _look(page, f"{lang}-toggled")
    page.keyboard.press("Enter")
    _wait_done(page, 1)
    page.keyboard.press("x")
    _wait_done(page, 2)
    page.keyboard.press("u")
    _wait_done(page, 1)
    _look(page, f"{lang}-undone")
    page.keyboard.press("e")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    page.locator(".cjm-review").focus()
    page.keyboard.press("Enter")
    _wait_done(page, 2)
    page.keyboard.press("Enter")
    _wait_done(page, 3)
    page.keyboard.press("s")
    page.get_by_text({"en": "You skipped this segment.", "zh": "您曾跳过此片段。"}[lang]).wait_for()
    page.keyboard.press("Enter")
    _wait_done(page, 4)
    page.wait_for_selector(".cjm-end")
    _look(page, f"{lang}-end")
    assert page.locator(".jp-Notebook .jp-Cell").count() == 1
    assert lab.errors == []
    codings = _codings(database)
    assert codings[f"s-{lang}-0", "goal"] == "explicit"
    assert codings[f"s-{lang}-0", "motivation"] == "intrinsic"
    assert codings[f"s-{lang}-0", "pain_point"] == "emotional"
    assert codings[f"s-{lang}-1", "pain_point"] == "functional"
    assert codings[f"s-{lang}-1", "emotion"] == "1.0"
    assert codings[f"s-{lang}-2", "pain_point"] == "financial"
    assert len(codings) == 4 * 3 + 1


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_the_coder_knows_is_on_the_screen(lab, tmp_path, lang):
    database = tmp_path / "study.sqlite"
    cell = _KNOWING.format(rich=str(_RICH), database=str(database), lang=lang)
    page = lab.open(lab.write(f"knows-{lang}.ipynb", [cell]), height=1200)
    lab.run_all(page)
    page.wait_for_selector(".cjm-review .cjm-segment")
    page.locator(".cjm-page").click()
    _look(page, f"{lang}-knows-sure")
    assert page.locator(".cjm-decision span").first.inner_text().startswith({"en": "sure", "zh": "有把握"}[lang])
    assert page.locator(".cjm-segment u").all_inner_texts() == [{"en": "wanted to", "zh": "我想"}[lang]]
    origins = page.locator(".cjm-near .cjm-origin").all_inner_texts()
    assert origins == {"en": ["codebook", "coded here"], "zh": ["编码手册", "本研究"]}[lang]
    places = _places(page)
    page.keyboard.press("r")
    page.keyboard.press("9")
    page.keyboard.press("ArrowRight")
    page.locator(".cjm-facts", has_text={"en": "website (direct, online)", "zh": "网站（直接、线上）"}[lang]).wait_for()
    assert page.locator(".cjm-ranks li").count() == 6
    assert page.locator(".cjm-ranks").is_visible()
    _look(page, f"{lang}-knows-rank")
    page.keyboard.press("r")
    assert places == _places(page)
    page.keyboard.press("9")
    page.keyboard.press("0")
    page.keyboard.press("Enter")
    _wait_done(page, 1)
    page.keyboard.press("v")
    page.locator(".cjm-said", has_text="60").wait_for()
    _look(page, f"{lang}-knows-missing")
    assert lab.errors == []
    codings = _codings(database)
    assert codings[f"s-{lang}-1", "pain_point"] == "functional"
    assert codings[f"s-{lang}-1", "code:waiting"] == ""
    assert codings[f"s-{lang}-1", "code:hidden-costs"] == "hidden-costs"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_panel_tells_code_by_code_how_well_it_agrees(lab, tmp_path, lang):
    database = tmp_path / "study.sqlite"
    cell = _KNOWING.format(rich=str(_RICH), database=str(database), lang=lang)
    counted = f"""
from cjm_research.codes.verdicts import verdicts
from cjm_research.widgets.agreement import agreement_of
view.agreement = agreement_of(verdicts(rich["checked"]()), 90, {lang!r})
"""
    page = lab.open(lab.write(f"agrees-{lang}.ipynb", [cell, counted]), height=1400)
    lab.run_all(page)
    page.wait_for_selector(".cjm-review .cjm-segment")
    page.locator(".cjm-page").click()
    page.keyboard.press("v")
    page.locator(".cjm-verdict").nth(2).wait_for()
    _look(page, f"{lang}-knows-agreement")
    names = {"en": ["Goal", "Motivation", "Waiting"], "zh": ["目标", "动机", "等待"]}[lang]
    assert page.locator(".cjm-verdict h4").all_inner_texts() == names
    words = {"en": ["automate", "hand-code", "too little evidence"], "zh": ["可自动", "人工编码", "证据不足"]}[lang]
    assert page.locator(".cjm-verdict b").all_inner_texts() == words
    page.keyboard.press("v")
    assert not page.locator(".cjm-said").is_visible()
    assert lab.errors == []


def _places(page):
    return page.locator(".cjm-review, .cjm-chip, .cjm-button, .cjm-near, .cjm-facts").evaluate_all(
        "nodes => nodes.map(node => JSON.stringify(node.getBoundingClientRect()))"
    )


def test_keys_of_the_view_never_reach_the_notebook(lab, tmp_path):
    page, database = _open(lab, tmp_path, "en")
    page.locator(".cjm-button[data-act=on]").click()
    for key in ("d", "d", "b", "a", "c", "v", "y", "m", "z"):
        page.keyboard.press(key)
    assert page.locator(".jp-Notebook .jp-Cell").count() == 1
    assert page.locator(".jp-Notebook .jp-CodeCell").count() == 1
    assert _codings(database) == {}


def test_the_same_by_mouse_and_a_reload_of_the_page(lab, tmp_path):
    page, database = _open(lab, tmp_path, "zh")
    first = _segment(page)
    page.locator(".cjm-codes .cjm-chip").nth(5).click()
    page.locator(".cjm-select select").nth(1).select_option("use")
    page.locator(".cjm-button[data-act=save]").click()
    _wait_done(page, 1)
    page.locator(".cjm-button[data-act=undo]").click()
    _wait_done(page, 0)
    assert _segment(page) == first
    page.locator(".cjm-button[data-act=reject]").click()
    _wait_done(page, 1)
    second = _segment(page)
    lab.do(page, "docmanager:save")
    page.reload()
    page.wait_for_selector(".cjm-review .cjm-segment")
    assert _segment(page) == second
    assert _codings(database) == {("s-zh-0", kind): "" for kind in ("goal", "motivation", "pain_point")}


def test_a_killed_kernel_loses_nothing_and_the_view_says_so(lab, tmp_path):
    page, database = _open(lab, tmp_path, "en")
    page.locator(".cjm-page").click()
    page.keyboard.press("Enter")
    _wait_done(page, 1)
    second = _segment(page)
    page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    page.keyboard.press("Enter")
    page.get_by_text("The kernel does not answer.").wait_for()
    assert _segment(page) == second
    lab.run_all(page)
    page.wait_for_function("() => !document.querySelector('.cjm-review .cjm-failed')")
    page.wait_for_selector(".cjm-review .cjm-segment")
    assert _segment(page) == second
    assert len(_codings(database)) == 3


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_dark_theme_keeps_text_readable(lab, tmp_path, lang):
    page, _ = _open(lab, tmp_path, lang)
    lab.theme(page, "JupyterLab Dark")
    page.locator(".cjm-page").click()
    page.keyboard.press("6")
    _look(page, f"{lang}-dark")
    for name in (".cjm-segment", ".cjm-line p", ".cjm-chip", ".cjm-reason", ".cjm-keys", ".cjm-bracket"):
        assert _contrast(page, name) >= 4.5, name
    lab.theme(page, "JupyterLab Light")
    for name in (".cjm-segment", ".cjm-line p", ".cjm-chip", ".cjm-reason", ".cjm-keys", ".cjm-bracket"):
        assert _contrast(page, name) >= 4.5, name


def _contrast(page, name):
    """The contrast of the first such element's text with the ground of the view, after WCAG 2.1."""
    shades = page.evaluate(
        """name => {
          const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
          const paint = (...colours) => {
            for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
            return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
          };
          const node = document.querySelector(name);
          const ground = getComputedStyle(document.querySelector('.cjm-review')).backgroundColor;
          const own = getComputedStyle(node).backgroundColor;
          return [paint(ground, own, getComputedStyle(node).color), paint(ground, own)];
        }""",
        name,
    )

    def luminance(shade):
        parts = [value / 255 for value in shade]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted(map(luminance, shades), reverse=True)
    return (light + 0.05) / (dark + 0.05)
