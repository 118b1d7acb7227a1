"""Edited files of a whole study: out to a workbook, edited, back, taken over, and seen in the map."""

import json

import openpyxl
import pytest

from cjm_research.errors import ReadError, StudyError
from cjm_research.exports.edit_columns import CARDS, HEADING_ROW, SHEETS
from cjm_research.exports.journey_json import JsonExporter
from cjm_research.exports.workbook import WorkbookExporter
from cjm_research.study.edits_back import EditsBack
from cjm_research.study.facade import Study

TITLES = {"en": "Nobody told me", "zh": "没有人告诉我"}
NOTES = {"en": "Ask the shop", "zh": "问问门店"}
AT = {column.key: at for at, column in enumerate(CARDS, start=1)}


@pytest.fixture(scope="module")
def study(sample, tmp_path_factory):
    folder = sample.copy(tmp_path_factory.mktemp("back"))
    study = Study.open(folder)
    yield study
    study.store.close()


@pytest.fixture
def back(study):
    return EditsBack(study.folder, study.config, study.store)


def test_a_workbook_goes_out_comes_back_and_is_taken_over(study, back, sample, tmp_path):
    (path,) = WorkbookExporter().write(study.journey(), tmp_path)
    assert len(back.read(path)) == 0
    book = openpyxl.load_workbook(path)
    sheet = book[SHEETS["cards"][sample.lang == "zh"]]
    row = HEADING_ROW + 2
    key = sheet.cell(row, AT["id"]).value
    for name, value in {"title": TITLES[sample.lang], "work": "done", "note": NOTES[sample.lang]}.items():
        sheet.cell(row, AT[name]).value = value
    book.save(path)
    reading = back.read(path)
    assert [one.kind for one in reading.differences] == ["renamed", "status", "comment"]
    n = len(study.table("events"))
    report = back.accept(reading, [reading.differences[0].item, reading.differences[2].item], by="Ana")
    assert report.frame["done"].all()
    assert len(study.table("events")) == n + 2
    cards = {card["id"]: card for stage in study.journey().data["stages"] for card in stage["cards"]}
    assert cards[key]["title"] == TITLES[sample.lang]
    assert [one.kind for one in back.read(path).differences] == ["status"]
    assert back.read(path, language="zh").language == "zh"
    with pytest.raises(StudyError, match=r"^Taking differences over needs who does it\. Pass by='AB'\.$"):
        back.accept(reading, "all", by=" ")
    assert study.store.check() == []


def test_a_saved_version_is_what_a_file_is_compared_with(study, back, sample, tmp_path):
    title = {"en": "Before", "zh": "之前"}[sample.lang]
    study.mapping.save(title, by="Ana")
    (path,) = JsonExporter().write(study.journey(), tmp_path)
    data = json.loads(path.read_text("utf-8"))
    del data["exported"]
    path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    board = study.board("Ana")
    card = board.cards()[3]
    board.assign(card["id"], owner="Ben")
    assert [one.kind for one in back.read(path).differences] == ["owner"]
    reading = back.read(path, base=title)
    assert len(reading) == 0
    assert ("version", {"name": title}) in reading.notes
    with pytest.raises(ReadError, match=r"^There is no file and no saved version 'x'\. Saved versions: '"):
        back.read(path, base="x")
