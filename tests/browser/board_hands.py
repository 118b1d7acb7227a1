"""A hand at the board in a browser: takes, drops, presses, and reads what is drawn and what is on record.

Loaded with ``runpy.run_path`` by the tests of this folder.
"""

import os
import time
from pathlib import Path

from cjm_research.store.database import Store
from cjm_research.widgets.board_words import BOARD_WORDS

TOY = Path(__file__).parents[1] / "widgets" / "board_toy.py"
CELL = """
from pathlib import Path
from runpy import run_path
from cjm_research.store.database import Store
from cjm_research.widgets.board import BoardView

toy = run_path({toy!r})
store = Store.open({database!r}, create=not Path({database!r}).exists())
view = BoardView(toy["session"](store, {lang!r}, coder={coder!r}, n_cards={n_cards}))
view
"""
CODER = {"en": "Ana", "zh": "安娜"}
_CELLS = """() => Object.fromEntries([...document.querySelectorAll(".cjm-board .cjm-b-cell[data-lane]")].map((cell) =>
  [`${cell.dataset.stage} ${cell.dataset.lane}`,
   [...cell.querySelectorAll("[data-card]")].map((card) => card.dataset.card)]))"""
_TITLES = """() => Object.fromEntries([...document.querySelectorAll(".cjm-board [data-card]")].map((card) =>
  [card.dataset.card, card.querySelector(".cjm-b-title").textContent]))"""


class Board:
    """A board on the screen, and the store behind it."""

    def __init__(self, page, database, lang):
        self.page, self.database, self.words = page, database, BOARD_WORDS[lang]
        self.n_acts = 0

    def node(self, item):
        return self.page.locator(f'.cjm-board [data-item="{item}"]')

    def card(self, key):
        return self.node(f"card:{key}")

    def cell(self, stage, lane):
        return self.page.locator(f'.cjm-b-cell[data-stage="{stage}"][data-lane="{lane}"]')

    def button(self, act):
        return self.page.locator(f".cjm-board [data-act={act}]:visible").first

    def field(self, name):
        return self.page.locator(f'.cjm-b-pane [data-field="{name}"]')

    def keys(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text):
        self.page.keyboard.insert_text(text)

    def stand(self, item):
        self.node(item).focus()

    def drag(self, item, to, at=(0.5, 0.5), steps=6):
        """Take what is shown and let it go at a part of another, as a hand does."""
        source, target = self.node(item), to if hasattr(to, "bounding_box") else self.node(to)
        # Both well inside the board, clear of its frozen heads and of the edges at which it scrolls.
        if target.get_attribute("role") != "columnheader":
            target.evaluate("(node) => node.scrollIntoView({ block: 'center', inline: 'nearest' })")
            self._clear(source)
        box = source.bounding_box()
        self.page.mouse.move(box["x"] + min(box["width"] / 2, 60), box["y"] + min(box["height"] / 2, 20))
        self.page.mouse.down()
        box = target.bounding_box()
        self.page.mouse.move(box["x"] + at[0] * box["width"], box["y"] + at[1] * box["height"], steps=steps)
        self.page.mouse.move(box["x"] + at[0] * box["width"], box["y"] + at[1] * box["height"] + 1)

    def drop(self):
        self.page.mouse.up()

    def _clear(self, node):
        """Keep what is taken clear of the frozen heads and labels."""
        node.evaluate("""(node) => {
            const scroll = node.closest(".cjm-b-scroll"), head = scroll.querySelector("[data-lane=head]");
            const top = node.getBoundingClientRect().top - scroll.getBoundingClientRect().top - head.offsetHeight;
            if (!head.contains(node) && top < 8) scroll.scrollTop -= 8 - top;
        }""")

    def done(self, act):
        """Wait until one more act is on record, and that it is this."""
        self.n_acts += 1
        deadline = time.monotonic() + 30
        while len(self.acts()) < self.n_acts and time.monotonic() < deadline:
            self.page.wait_for_timeout(30)
        self.page.wait_for_function("() => !document.querySelector('.cjm-board').hasAttribute('aria-busy')")
        acts = self.acts()
        assert (len(acts), acts[-1]) == (self.n_acts, act), (acts, self.note())

    def acts(self):
        with Store.open(self.database) as store:
            return [each.removeprefix("board.") for each in store.events()["act"]]

    def note(self):
        return self.page.locator(".cjm-board .cjm-b-note").inner_text()

    def cells(self):
        return self.page.evaluate(_CELLS)

    def titles(self):
        return self.page.evaluate(_TITLES)


def _route(page, lab):
    def refuse(route):
        lab.errors.append(f"asked for {route.request.url}")
        route.abort()

    page.route(lambda url: url.startswith("http") and not url.startswith(lab.url), refuse)


def open_board(lab, tmp_path, lang, width=1280, n_cards=None, height=1000):
    database = tmp_path / "study.sqlite"
    cell = CELL.format(toy=str(TOY), database=str(database), lang=lang, coder=CODER[lang], n_cards=n_cards)
    page = lab.open(lab.write(f"board-{lang}-{n_cards}.ipynb", [cell]), width=width, height=height)
    _route(page, lab)
    lab.run_all(page)
    page.wait_for_selector(".cjm-board .cjm-b-card")
    return Board(page, database, lang)


def look(page, name, what=".cjm-board"):
    """Keep a picture for a person to look at, when CJM_PICTURES names a folder."""
    if folder := os.environ.get("CJM_PICTURES"):
        page.locator(what).first.screenshot(path=str(Path(folder) / f"board-{name}.png"))


def theme(lab, page, name):
    lab.theme(page, f"JupyterLab {name}")
    # While the theme changes, JupyterLab lays a picture over the whole page.
    page.wait_for_selector("#jupyterlab-splash", state="detached")
    page.wait_for_timeout(500)
