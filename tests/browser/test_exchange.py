"""Files written and edits taken over by keyboard in a real JupyterLab."""

import os
from pathlib import Path

import pytest

from cjm_research.widgets.exchange_words import EXCHANGE_WORDS

pytestmark = pytest.mark.browser

_TOY = Path(__file__).parents[1] / "widgets" / "test_exchange.py"
_CELLS = (
    """
from pathlib import Path
from runpy import run_path
from cjm_research.widgets.exporting import ExportView

toy = run_path({toy!r})
view = ExportView(toy["Study"](Path("/reports/study")), {lang!r})
view.add_class("cjm-export")
view
""",
    """
from cjm_research.widgets.edits import EditsView

edits = toy["Edits"]()
back = EditsView(edits, file="map.xlsx", language={lang!r})
back.add_class("cjm-edits-view")
back
""",
)


def _look(page, view, name):
    """Keep a picture for a person to look at, when CJM_PICTURES names a folder."""
    if folder := os.environ.get("CJM_PICTURES"):
        page.locator(view).first.screenshot(path=str(Path(folder) / f"{name}.png"))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_files_are_written_and_a_difference_taken_over_by_keyboard(lab, lang):
    words = EXCHANGE_WORDS[lang]
    cells = [cell.format(toy=str(_TOY), lang=lang) for cell in _CELLS]
    page = lab.open(lab.write(f"exchange-{lang}.ipynb", cells), width=1280, height=1300)
    lab.run_all(page)
    page.wait_for_selector(".cjm-edits-view input[type=checkbox]")
    page.locator(".cjm-export button", has_text=words["write"]).press("Enter")
    page.locator(".cjm-export", has_text="report.html").wait_for()
    _look(page, ".cjm-export", f"export-{lang}")
    page.locator(".cjm-edits-view input[type=checkbox]").first.press("Space")
    take = page.locator(".cjm-edits-view button", has_text=words["take"])
    take.press("Enter")
    page.locator(".cjm-edits-view [role=status]", has_text=words["nobody"]).wait_for()
    page.get_by_label(words["by"]).fill("AB")
    take.press("Enter")
    page.locator(".cjm-edits-view [role=status]", has_text="1 taken over").wait_for()
    assert page.locator(".cjm-edits-view input[type=checkbox]").count() == 2
    _look(page, ".cjm-edits-view", f"edits-{lang}")
