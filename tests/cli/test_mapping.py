"""``cjm map``: what is asked of a map, as a person types it."""

import openpyxl
import pytest
from typer.testing import CliRunner

from cjm_research.cli.app import app
from cjm_research.study.facade import Study


@pytest.fixture(scope="module")
def folder(sample, tmp_path_factory):
    return sample.copy(tmp_path_factory.mktemp("asked"))


def told(*arguments):
    return CliRunner().invoke(app, ["map", *map(str, arguments)], catch_exceptions=False).output


def test_priorities_are_listed_twenty_of_a_lane_unless_all_are_asked_for(folder):
    data = Study.open(folder).journey().data
    pains = [card for stage in data["stages"] for card in stage["cards"] if card["family"] == "pain_point"]
    some, every = told("priorities", folder), told("priorities", folder, "--all")
    assert 20 < len(some.splitlines()) < len(every.splitlines())
    first = max(pains, key=lambda card: card["priority"]["score"] if card["priority"] else -1)
    assert first["title"] in some
    assert all(card["title"] in every for card in pains if card["priority"])


def test_what_people_did_is_told_first_and_what_follows_only_when_asked_for(folder, sample):
    told("save", folder, "before", "--by", "Ana")
    study = Study.open(folder)
    card = next(card for stage in study.journey().data["stages"] for card in stage["cards"] if card["n_people"] > 2)
    title = {"en": "Renamed by hand", "zh": "手工改的名字"}[sample.lang]
    study.board("Ana").rename(card["id"], {sample.lang: title})
    told("save", folder, "after", "--by", "Ana")
    note = told("compare", folder, "before", "after")
    every = told("compare", folder, "before", "after", "--all")
    assert title in note
    assert {"en": "edited by hand", "zh": "手工"}[sample.lang] in note
    assert set(note.splitlines()) & set(every.splitlines())
    assert len(note.splitlines()) <= len(every.splitlines())


def test_a_validation_sheet_has_quotes_only_where_they_are_asked_for(folder, tmp_path, sample):
    sign = {"en": "for example: “", "zh": "例如：“"}[sample.lang]
    for arguments, wanted in (((), False), (("--quotes",), True)):
        path = tmp_path / f"{wanted}.xlsx"
        told("validate", folder, "May", "--out", path, *arguments)
        page = openpyxl.load_workbook(path).worksheets[0]
        shown = [str(row[0].value) for row in page.iter_rows(min_col=3, max_col=3) if row[0].value]
        assert any(sign in text for text in shown) == wanted
