"""A person at the speakers and columns views: roles and kinds by keyboard in a real JupyterLab, then in study.toml."""

import os
import tomllib
from pathlib import Path

import pytest

from cjm_research.study.facade import Study

pytestmark = pytest.mark.browser

_CELL = """
from cjm_research.study.facade import Study
from cjm_research.widgets.columns import ColumnsView
from cjm_research.widgets.speakers import SpeakersView

study = Study.open({folder!r})
{view}(study, language={lang!r})
"""
_TALK = {
    "en": "Ann Lee: Tell me.\n\nBo Hill: It came two days late.\n\nAnn Lee: Why?\n\nBo Hill: Nobody called me at all.",
    "zh": "李安：请您说说。\n\n王波：送得太晚了，晚了两天。\n\n李安：为什么？\n\n王波：根本没有人给我打电话。",
}
_ROWS = {
    "en": ("What annoyed you most of all?", "The box number {} came much too late and was wet."),
    "zh": ("您最不满意的是什么？", "第{}个箱子来得太晚了，而且是湿的，很不满意。"),
}


@pytest.fixture(params=["en", "zh"])
def desk(request, tmp_path):
    lang = request.param
    asked, said = _ROWS[lang]
    (tmp_path / "talk.txt").write_text(_TALK[lang], "utf-8")
    rows = [f"id,{asked},{asked} 2", *(f"{n},{said.format(n)},{said.format(-n)}" for n in range(1, 13))]
    (tmp_path / "survey.csv").write_text("\n".join(rows), "utf-8")
    study = Study.new(tmp_path / "sofa", languages=(lang,))
    study.add(tmp_path / "talk.txt", tmp_path / "survey.csv")
    study.store.close()
    return lang, tmp_path / "sofa"


def _open(lab, desk, view):
    lang, folder = desk
    page = lab.open(lab.write(f"{view}-{lang}.ipynb", [_CELL.format(folder=str(folder), view=view, lang=lang)]))
    lab.run_all(page)
    page.wait_for_selector(".jp-OutputArea-output .widget-dropdown select")
    return page


def _look(page, name):
    """Keep a picture for a person to look at, when CJM_PICTURES names a folder."""
    if folder := os.environ.get("CJM_PICTURES"):
        page.locator(".jp-OutputArea-output").last.screenshot(path=str(Path(folder) / f"{name}.png"))


def _written(folder):
    return tomllib.loads((folder / "study.toml").read_text("utf-8"))


def test_a_role_is_chosen_by_keyboard(lab, desk):
    lang, folder = desk
    page = _open(lab, desk, "SpeakersView")
    page.wait_for_selector(".widget-toggle-buttons button")
    _look(page, f"speakers-{lang}")
    page.locator(".widget-toggle-buttons").nth(1).locator("button").nth(2).focus()
    page.keyboard.press("Enter")
    page.get_by_text({"en": "Saved.", "zh": "已保存。"}[lang]).wait_for()
    _look(page, f"speakers-{lang}-set")
    assert _written(folder)["roles"]["talk.txt"]["speaker 2"] == "other"
    assert lab.errors == []


def test_a_kind_is_chosen_by_keyboard(lab, desk):
    lang, folder = desk
    page = _open(lab, desk, "ColumnsView")
    kinds = page.locator(".jp-OutputArea-output .widget-dropdown select")
    _look(page, f"columns-{lang}")
    kinds.last.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.get_by_text({"en": "Saved.", "zh": "已保存。"}[lang]).wait_for()
    _look(page, f"columns-{lang}-set")
    asked = _ROWS[lang][0]
    assert _written(folder)["columns"]["survey.csv"] == {f"{asked} 2": "closed"}
    assert lab.errors == []
