"""The coding desk without a notebook around it, in Voilà: the keys, a reload, and what the store then holds."""

import os
from pathlib import Path

import nbformat
import pytest

from cjm_research.store.database import Store

pytestmark = pytest.mark.browser

_TOY = Path(__file__).with_name("desk_toy.py")
_CELL = """
from pathlib import Path
from runpy import run_path
from cjm_research.store.database import Store
from cjm_research.widgets.review import ReviewView

desk = run_path({toy!r})
is_new = not Path({database!r}).exists()
store = Store.open({database!r}, create=is_new)
if is_new:
    store.replace_many(desk["frames"]({lang!r}))
ReviewView(desk["session"](store, {lang!r}), language={lang!r})
"""


def _write(voila, database, lang):
    cell = _CELL.format(toy=str(_TOY), database=str(database), lang=lang)
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    name = f"desk-{lang}.ipynb"
    nbformat.write(book, voila.root / name)
    return name


def _wait_done(page, done):
    page.wait_for_function(
        "done => document.querySelector('.cjm-progress').getAttribute('aria-valuenow') === String(done)", arg=done
    )


@pytest.mark.parametrize("lang", ["zh"])
def test_code_undo_reload_and_go_on_where_one_was(voila, tmp_path, faults, lang):
    database = tmp_path / "study.sqlite"
    page = voila.open(_write(voila, database, lang))
    page.wait_for_selector(".cjm-review .cjm-segment")
    page.locator(".cjm-review").focus()
    for done in (1, 2, 3):
        for key in ("3", "Enter"):
            page.keyboard.press(key)
        _wait_done(page, done)
    page.keyboard.press("u")
    _wait_done(page, 2)
    shown = page.locator(".cjm-segment").inner_text()
    assert faults(page, ".cjm-review") == []
    if folder := os.environ.get("CJM_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"voila-{lang}.png"))
    page.reload()
    page.wait_for_selector(".cjm-review .cjm-segment")
    assert page.locator(".cjm-segment").inner_text() == shown
    _wait_done(page, 2)
    assert voila.errors == []
    with Store.open(database) as store:
        assert store.check() == []
        assert store.events()["act"].tolist() == ["change", "change", "change", "undo"]
        assert store.codings()["segment_id"].nunique() == 2
