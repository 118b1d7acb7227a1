"""A person at the privacy view: one possible miss replaced, in a real JupyterLab; no original is in the page."""

import os
from pathlib import Path

import pytest

from cjm_research.study.facade import Study

pytestmark = pytest.mark.browser

_CELL = """
from cjm_research.study.facade import Study
from cjm_research.widgets.privacy import PrivacyView

study = Study.open({folder!r})
PrivacyView(study, language={lang!r})
"""
_TALK = {
    "en": (
        "Ann Lee: How was it?\n\nBo Hill: I rang 0161 496 0123 and my friend Sarah Cole took the parcel.\n\n"
        "Ann Lee: And then?\n\nBo Hill: Quillan said the depot would call, but nobody ever did, code 88214367."
    ),
    "zh": (
        "李安：怎么样？\n\n王波：我打了13800138000，我朋友陈晓丽帮我收的。\n\n"
        "李安：后来呢？\n\n王波：那边一直没回我，我记得是88214367。"
    ),
}
_GONE = {"en": ("Sarah", "0161 496 0123", "Bo Hill"), "zh": ("陈晓丽", "13800138000", "王波")}


@pytest.fixture(params=["en", "zh"])
def desk(request, tmp_path):
    lang = request.param
    (tmp_path / "talk.txt").write_text(_TALK[lang], "utf-8")
    study = Study.new(tmp_path / "sofa", languages=(lang,))
    study.add(tmp_path / "talk.txt")
    study.store.close()
    return lang, tmp_path / "sofa"


def test_a_possible_miss_is_replaced_and_no_original_is_shown(lab, desk):
    lang, folder = desk
    page = lab.open(lab.write(f"privacy-{lang}.ipynb", [_CELL.format(folder=str(folder), lang=lang)]))
    lab.run_all(page)
    page.wait_for_selector(".jp-OutputArea-output .widget-dropdown select")
    area = page.locator(".jp-OutputArea-output").last
    _look(area, f"privacy-{lang}")
    before = Study.open(folder).privacy().table
    assert (before["status"] == "possible").sum() > 0
    area.get_by_role("button", name={"en": "Replace", "zh": "替换"}[lang], exact=True).first.press("Enter")
    area.get_by_role("status").filter(has_text={"en": "Saved", "zh": "已保存"}[lang]).wait_for()
    after = Study.open(folder).privacy().table
    assert (after["status"] == "possible").sum() < (before["status"] == "possible").sum()
    area.locator("select").select_option(index=4)
    _look(area, f"privacy-{lang}-all")
    assert not [words for words in _GONE[lang] if words in page.content()]
    assert lab.errors == []


def _look(area, name):
    """Keep a picture for a person to look at, when CJM_PICTURES names a folder."""
    if folder := os.environ.get("CJM_PICTURES"):
        area.screenshot(path=str(Path(folder) / f"{name}.png"))
