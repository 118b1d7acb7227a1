"""A map of many cards on a real store, written to files, edited as people do, and read back."""

import copy
import json
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pytest

from cjm_research.codes.codebook import Codebook
from cjm_research.exports.edit_columns import CARDS, HEADING_ROW, SHEETS, STAGES
from cjm_research.exports.edits import read_edits
from cjm_research.exports.journey_json import JsonExporter
from cjm_research.exports.whiteboards.drawio import DrawioExporter
from cjm_research.exports.workbook import WorkbookExporter
from cjm_research.journeys.map import JourneyMap
from cjm_research.store.database import Store

BOARD = SimpleNamespace(**run_path(str(Path(__file__).parents[2] / "widgets" / "board_toy.py")))
RANDOM = SimpleNamespace(**run_path(str(Path(__file__).with_name("random_edits.py"))))


class Book:
    """A workbook in somebody's hands: cells by id and column."""

    def __init__(self, path, lang):
        self.path, self.lang = path, lang
        self.book = openpyxl.load_workbook(path)

    def sheet(self, name):
        return self.book[SHEETS[name][self.lang == "zh"]]

    def column(self, name, key):
        columns = CARDS if name == "cards" else STAGES
        return [column.key for column in columns].index(key) + 1

    def row(self, name, item):
        sheet = self.sheet(name)
        found = (n for n in range(HEADING_ROW + 2, sheet.max_row + 1) if sheet.cell(n, 1).value == item)
        return next(found)

    def rows(self, name):
        sheet = self.sheet(name)
        return [n for n in range(HEADING_ROW + 2, sheet.max_row + 1) if sheet.cell(n, 1).value]

    def put(self, name, item, key, value):
        self.sheet(name).cell(self.row(name, item), self.column(name, key)).value = value

    def get(self, name, item, key):
        return self.sheet(name).cell(self.row(name, item), self.column(name, key)).value

    def add(self, name, **cells):
        sheet = self.sheet(name)
        row = max(self.rows(name)) + 1
        while any(sheet.cell(row, at + 1).value for at in range(len(CARDS))):
            row += 1
        for key, value in cells.items():
            sheet.cell(row, self.column(name, key)).value = value
        return row

    def save(self):
        self.book.save(self.path)
        return self.path


class Desk:
    """A map, its board, and its files."""

    def __init__(self, lang, folder, n_cards=None):
        self.lang, self.folder = lang, folder
        self.store = Store.open(folder / "study.sqlite", create=True)
        _, self.evidence = BOARD.fill(self.store, lang, n_cards)
        self.session = BOARD.session(self.store, lang, "Ana", n_cards)
        documents = self.store.frame("documents")
        self.session.data["study"]["languages"] = [lang]
        self.documents = documents

    def journey(self):
        data = copy.deepcopy(self.session.data)
        for stage in data["stages"]:
            # The toy's opportunity has scores that only the board takes.
            stage["cards"] = [{**card, "priority": None} for card in stage["cards"]]
        cards = [(stage["id"], card) for stage in data["stages"] for card in stage["cards"]]
        findings = pd.DataFrame({"finding_id": [card["id"] for _, card in cards], "stage": [at for at, _ in cards],
                                 "title": [card["title"] for _, card in cards]})  # fmt: skip
        emotions = pd.DataFrame(columns=["stage", "case_id", "emotion", "n_segments"])
        return JourneyMap(
            data, findings, self.evidence, emotions, self.documents, Codebook.framework(), language=self.lang
        )

    def comments(self):
        found = {}
        for card in self.session.cards(hidden=True):
            for said in self.session.comments(card["id"]):
                found.setdefault(said["card_id"], []).append(said["text"])
        return found

    def book(self, journey=None):
        path = WorkbookExporter().write(journey or self.journey(), self.folder)[0]
        return Book(path, self.lang)

    def json(self):
        path = JsonExporter().write(self.journey(), self.folder)[0]
        return path, json.loads(path.read_text("utf-8"))

    def drawio(self):
        return DrawioExporter().write(self.journey(), self.folder)[0]

    def save(self, data):
        path = self.folder / "journey.json"
        path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
        return path

    def read(self, path, **more):
        return read_edits(path, self.journey(), comments=self.comments(), **more)


@pytest.fixture(params=["en", "zh"])
def desk(request, tmp_path):
    """The small map, English and Chinese."""
    desk = Desk(request.param, tmp_path)
    yield desk
    desk.store.close()


@pytest.fixture
def make_desk(tmp_path):
    """Make a map of a language and size in a folder of its own."""
    made = []

    def make(lang, n_cards=None):
        folder = tmp_path / f"{lang}-{len(made)}"
        folder.mkdir()
        made.append(Desk(lang, folder, n_cards))
        return made[-1]

    yield make
    for desk in made:
        desk.store.close()


@pytest.fixture
def random_edits():
    """Make random edits of a map, and carry them out in its files."""
    return RANDOM
