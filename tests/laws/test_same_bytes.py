"""Law 2: the same input gives the same bytes, whatever the order of rows, and a second run changes nothing."""

import csv
import io
import json
import random

import openpyxl
import pytest

from cjm_research.study.facade import Study


def _without_time(path):
    journey = json.loads(path.read_text("utf-8"))
    journey["study"]["created_at"] = None
    return json.dumps(journey, ensure_ascii=False)


def _shuffle(raw):
    """Put the respondents of the survey in another order."""
    dice = random.Random(7)
    table = raw / "survey.csv"
    if table.exists():
        rows = list(csv.reader(io.StringIO(table.read_bytes().decode("utf-8-sig"), newline="")))
        body = rows[1:]
        dice.shuffle(body)
        with table.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream, lineterminator="\r\n").writerows([rows[0], *body])
        return
    book = openpyxl.load_workbook(raw / "survey.xlsx")
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    body = rows[1:]
    dice.shuffle(body)
    for row, values in enumerate(body, start=2):
        for column, value in enumerate(values, start=1):
            book.active.cell(row, column).value = value
    book.save(raw / "survey.xlsx")


@pytest.fixture
def twin(sample, tmp_path):
    """The same sample in another place, its survey shuffled; only the embeddings are not made anew."""
    folder = sample.copy(tmp_path, "study.sqlite*")
    _shuffle(folder / "raw")
    return Study.open(folder)


def test_shuffled_rows_give_the_same_journey(sample, twin):
    twin.run(progress=False)
    twin.export(["json"])
    assert _without_time(twin.folder.reports / "journey.json") == _without_time(sample.out / "journey.json")


def test_a_second_run_and_export_give_the_same_bytes(sample, tmp_path):
    study = Study.open(sample.copy(tmp_path))
    before = {name: study.table(name) for name in ("segments", "suggestions", "themes", "members")}
    study.run(progress=False)
    for name, frame in before.items():
        assert frame.equals(study.table(name)), name
    for path in study.export(sample.formats, out=tmp_path / "out"):
        assert path.read_bytes() == (sample.out / path.relative_to(tmp_path / "out")).read_bytes(), path.name


def test_shuffled_frames_give_the_same_journey(sample, monkeypatch):
    study = sample.study
    frame = type(study.store).frame
    monkeypatch.setattr(type(study.store), "frame", lambda self, name: frame(self, name).sample(frac=1, random_state=3))
    written = json.loads((sample.out / "journey.json").read_text("utf-8"))
    assert study.journey().data == {key: value for key, value in written.items() if key != "exported"}
