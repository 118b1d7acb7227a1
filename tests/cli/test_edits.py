"""``cjm import-edits``: prints, and changes only what is asked for."""

import openpyxl
import pytest
import typer
from typer.testing import CliRunner

from cjm_research.cli import edits
from cjm_research.exports.edit_columns import CARDS, HEADING_ROW, SHEETS
from cjm_research.exports.workbook import WorkbookExporter
from cjm_research.study.facade import Study

AT = {column.key: at for at, column in enumerate(CARDS, start=1)}


@pytest.fixture
def app():
    app = typer.Typer()
    app.callback()(lambda: None)
    edits.register(app)
    return app


@pytest.fixture(scope="module")
def folder(sample, tmp_path_factory):
    folder = sample.copy(tmp_path_factory.mktemp("edits"))
    return folder


def test_it_prints_the_differences_and_takes_over_what_is_named(app, folder, sample, tmp_path):
    study = Study.open(folder)
    (path,) = WorkbookExporter().write(study.journey(), tmp_path)
    n = len(study.table("events"))
    book = openpyxl.load_workbook(path)
    sheet = book[SHEETS["cards"][sample.lang == "zh"]]
    sheet.cell(HEADING_ROW + 2, AT["owner"]).value = "Ben"
    sheet.cell(HEADING_ROW + 3, AT["owner"]).value = "Cara"
    book.save(path)
    command = ["import-edits", str(folder), str(path)]
    shown = CliRunner().invoke(app, command)
    assert shown.exit_code == 0, shown.output
    assert {"en": "differences 2", "zh": "差别 2 处"}[sample.lang] in shown.output
    assert len(study.table("events")) == n
    item = next(line.split()[0] for line in shown.output.splitlines() if "Cara" in line)
    done = CliRunner().invoke(app, [*command, "--by", "Ana", "--accept", item, "--lang", "en"])
    assert "Differences taken over: 1, refused: 0. Left as they are" in done.output
    assert "Nothing was changed" not in done.output
    assert len(study.table("events")) == n + 1
    rest = CliRunner().invoke(app, [*command, "--by", "Ana", "--accept-all", "--lang", "zh"])
    assert "已采用 1 处差别，0 处被拒绝。" in rest.output
    assert len(study.table("events")) == n + 2


def test_it_asks_who_and_for_one_way_of_taking_over(app, folder, tmp_path):
    command = ["import-edits", str(folder), str(tmp_path / "x.xlsx")]
    for more, message in (
        (["--accept-all"], "Taking differences over needs who does it, for example --by AB."),
        (["--accept-all", "--accept", "d1"], "Give --accept with ids, or --accept-all, not both."),
        ([], f"There is no file {tmp_path / 'x.xlsx'}. Give the path of the file that came back."),
        (["--lang", "zh"], f"没有 {tmp_path / 'x.xlsx'} 这个文件。请给出改好后发回的文件的路径。"),
        (["--lang", "fr"], "No language of this command is called 'fr'. Known: en, zh."),
    ):
        assert str(CliRunner().invoke(app, [*command, *more]).exception) == message
