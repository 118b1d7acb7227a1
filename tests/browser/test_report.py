"""The report in a real browser: at three widths, in print, in the dark, by keyboard, and with texts that attack it."""

import os
from pathlib import Path
from runpy import run_path
from unicodedata import normalize

import pytest

pytestmark = pytest.mark.browser

_TOY = run_path(str(Path(__file__).parents[1] / "exports" / "page" / "conftest.py"))
_FAINT = (Path(__file__).parent / "contrast.js").read_text("utf-8")
WIDTHS = (390, 1280, 1920)


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """The pages of both toy studies, each in one language and in both, and those with hostile texts."""
    folder, made = tmp_path_factory.mktemp("reports"), {}
    for lang in ("en", "zh"):
        other = "zh" if lang == "en" else "en"
        journey = _TOY["journey_of"](lang)
        made[lang] = _TOY["page_of"](journey, folder / lang)
        made[lang, "both"] = _TOY["page_of"](journey, folder / f"{lang}-both", (lang, other))
        hostile = _TOY["journey_of"](lang, hostile=True)
        made[lang, "hostile"] = _TOY["page_of"](hostile, folder / f"{lang}-hostile", (lang, other))
    return made


@pytest.fixture
def open_page(browser):
    opened = []

    def go(path, width=1280, **options):
        page = browser.new_page(viewport={"width": width, "height": 900}, **options)
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("console", lambda told: page.problems.append(told.text))
        page.on("dialog", lambda dialog: (page.problems.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda asked: None if asked.url.startswith(("file:", "data:"))
                else page.problems.append(asked.url))  # fmt: skip
        page.goto(path.as_uri())
        opened.append(page)
        return page

    yield go
    for page in opened:
        page.close()


def _look(page, name):
    """Keep a picture of the whole page where somebody wants to look at it."""
    if folder := os.environ.get("CJM_LOOK"):
        page.screenshot(path=Path(folder) / f"report-{name}.png", full_page=True)


def _sideways(page):
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def _cards(page):
    return page.locator("details.card:visible").count()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_readable_at_every_width_and_in_the_dark(reports, open_page, faults, lang, width, scheme):
    page = open_page(reports[lang], width, color_scheme=scheme)
    assert _sideways(page) <= 0
    assert faults(page, "body") == []
    assert page.evaluate(_FAINT, "body") == []
    page.locator("details.card summary").first.click()
    assert page.locator(".quotes:visible mark").first.is_visible()
    assert _sideways(page) <= 0
    assert page.evaluate(_FAINT, "body") == []
    _look(page, f"{lang}-{width}-{scheme}")
    assert page.problems == []


@pytest.mark.parametrize("width", WIDTHS)
def test_stages_stand_side_by_side_where_there_is_room(reports, open_page, lang, width):
    page = open_page(reports[lang], width)
    tops = {page.locator(".head").nth(at).bounding_box()["y"] for at in range(6)}
    assert len(tops) == (6 if width == 390 else 1)
    assert page.locator(".plot .dot:visible").count() == 5
    names = page.locator(".stage").first.locator(".lane-name")
    assert all(names.nth(at).bounding_box()["width"] > 20 for at in range(5)) == (width == 390)


def test_the_switch_changes_all_words_and_leaves_the_quotes(reports, open_page, faults, lang):
    page = open_page(reports[lang, "both"])
    first, second = ("en", "zh-CN") if lang == "en" else ("zh-CN", "en")
    assert page.locator(f".page[lang='{first}']:visible").count() >= 3
    assert page.locator(f".page[lang='{second}']:visible").count() == 0
    quoted = page.locator("details.card:visible .lead").all_inner_texts()
    page.locator(f"input[name=language][value={second[:2]}]").check()
    assert page.locator(f".page[lang='{first}']:visible").count() == 0
    assert page.locator("details.card:visible .lead").all_inner_texts() == quoted
    assert page.locator("h1:visible").count() == 1
    assert faults(page, "body") == []
    _look(page, f"{lang}-both")
    assert page.problems == []


def test_filters_hide_cards_say_how_many_are_left_and_let_go(reports, open_page, lang):
    page = open_page(reports[lang])
    everything = _cards(page)

    def pick(name, value):
        page.locator(f"input[name={lang}-{name}][value={value}]").check()

    pick("family", "goal")
    goals = page.locator("details.card.goal").count()
    assert _cards(page) == page.locator("details.card.goal:visible").count() == goals
    pick("family", "all")
    pick("grade", "thin")
    assert _cards(page) == page.locator("details.card.is-thin").count() < everything
    pick("review", "by-person")
    assert _cards(page) == page.locator("details.card.is-thin.by-person").count()
    shown = page.evaluate("getComputedStyle(document.querySelector('.shown'), '::before').content")
    assert f"{everything}" in shown
    page.locator("button[type=reset]").click()
    assert _cards(page) == everything
    assert page.problems == []


def test_a_group_of_people_shows_its_cards_with_its_counts(reports, open_page, lang):
    page = open_page(reports[lang])
    page.locator(".groups summary").click()
    page.locator(f"input[name={lang}-group][value=g0]").check()
    assert _cards(page) == page.locator("details.card.g0").count()
    told = page.evaluate("""() => [...document.querySelectorAll('details.card.g0 .heard')].map(
        (one) => [getComputedStyle(one, '::after').content, JSON.stringify(one.dataset.g0)])""")
    assert all(seen == said for seen, said in told)
    _look(page, f"{lang}-group")


def test_the_keyboard_reaches_filters_cards_and_quotes(reports, open_page, lang):
    page = open_page(reports[lang])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip page"
    page.locator("input[value=all]").first.focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("input[value=goal]").is_checked()
    card = page.locator("details.card:visible").first
    card.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "quotes"


def test_print_has_the_map_on_a3_and_the_rest_on_a4(reports, open_page, tmp_path, lang):
    from pypdf import PdfReader

    page = open_page(reports[lang, "both"])
    page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True, print_background=True)
    sheets = PdfReader(tmp_path / "report.pdf").pages
    sizes = [(round(sheet.mediabox.width), round(sheet.mediabox.height)) for sheet in sheets]
    assert sizes[0] == (1191, 842)
    assert sizes[-1] == (595, 842)
    assert sizes == sorted(sizes, reverse=True)
    # Chromium writes some 汉字 as the radicals of the same shape.
    text = normalize("NFKC", "".join(sheet.extract_text() for sheet in sheets))
    heads = {"en": ("Cards and quotes", "How to read it"), "zh": ("卡片与原话", "如何阅读")}
    assert all(head in text for head in heads[lang])
    assert not any(head in text for head in heads["zh" if lang == "en" else "en"])
    if folder := os.environ.get("CJM_LOOK"):
        (Path(folder) / f"report-{lang}.pdf").write_bytes((tmp_path / "report.pdf").read_bytes())


@pytest.mark.parametrize("width", [390, 1280])
def test_no_script_of_a_hostile_text_runs(reports, open_page, faults, lang, width):
    page = open_page(reports[lang, "hostile"], width)
    for at in range(page.locator("details.card:visible").count()):
        card = page.locator("details.card:visible").nth(at)
        card.evaluate("card => { card.open = true; }")
    folded = page.locator("details.card:visible", has=page.locator(".unfold")).first
    folded.evaluate("card => { card.open = true; }")
    before = folded.locator(".long").bounding_box()["height"]
    folded.locator(".unfold input").check()
    assert folded.locator(".long").bounding_box()["height"] > 3 * before
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") is None
    assert page.locator("script, iframe, img").count() == 0
    assert _sideways(page) <= 0
    assert faults(page, "body") == []
    _look(page, f"{lang}-hostile-{width}")
    assert page.problems == []
