"""Real exports; skipped where the data is not beside the checkout. Counts are checked against the csv module alone."""

import csv
from pathlib import Path

import pytest

from cjm_research.corpora.surveys.reader import SurveyReader
from cjm_research.corpora.surveys.spss import SpssReader
from cjm_research.errors import ReadError

DATA = Path(__file__).parents[4] / "shared" / "data"
SURVEYS = DATA / "surveys"
pytestmark = pytest.mark.skipif(not SURVEYS.is_dir(), reason="the real data is not here (../shared/data/surveys)")

TABLES = sorted(
    path for path in DATA.glob("*/**/*") if path.suffix in (".csv", ".tsv") and "transcripts" not in path.parts
)
HEADS = {"Qualtrics, three header rows": 3, "Qualtrics, two header rows": 2, "Qualtrics, old kind, two header rows": 2}


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_rows_equal_those_of_the_csv_module(path):
    try:
        reading = SurveyReader().read(path)
    except ReadError as refusal:
        told = str(refusal)
        reading = None
    if reading is None:
        assert any(why in told for why in ("open answers", "questions of a survey", "no answers below"))
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file, delimiter="\t" if path.suffix == ".tsv" else ",") if any(row)]
    layout = reading.format.partition(" (")[2].rstrip(")")
    assert reading.counts["rows"] == len(rows) - HEADS.get(layout, 1)
    left = ("previews", "tests", "spam rows", "rows without answers", "incomplete rows without words")
    if "long table" not in layout and "timed" not in reading.format:
        assert reading.counts["rows"] == len(reading.sources) + sum(reading.counts.get(name, 0) for name in left)


@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("2019 English R Community Survey Responses", 1807), ("2019 Spanish R Community Survey Responses", 338),
    ],
)  # fmt: skip
def test_a_form_is_alike_as_csv_and_as_workbook(name, people):
    folder = SURVEYS / "r-community/2019/data"
    one, two = (SurveyReader().read(folder / f"{name}.{suffix}") for suffix in ("csv", "xlsx"))
    assert one.counts == two.counts
    assert len(one.sources) == people
    assert [c.kind for c in one.columns] == [c.kind for c in two.columns]


def test_sheets_made_for_coding_are_copies_of_the_answers():
    for path in sorted((SURVEYS / "exam-proctoring/data/qualitative-data").glob("*.xlsx")):
        reading = SurveyReader().read(path)
        assert {source.inside for source in reading.sources} == {""}
        assert reading.format == "xlsx (two header rows)"


@pytest.mark.parametrize("path", sorted(SURVEYS.glob("spss/**/*.sav")), ids=lambda path: path.name)
def test_every_spss_file_is_read_or_refused(path):
    try:
        rows, told = SpssReader().read(path).counts["rows"], ""
    except ReadError as refusal:
        rows, told = 0, str(refusal)
    assert rows > 0 or "no column holds open answers" in told


@pytest.mark.parametrize("path", sorted(SURVEYS.glob("qualtrics-fixtures/**/*.csv")), ids=lambda path: path.name)
def test_both_kinds_of_qualtrics(path):
    (source,) = SurveyReader().read(path).sources
    assert [(turn.question, turn.text) for turn in source.turns] == [("This is a free text question.", "Hello World!")]
    assert source.attributes == {"This is a multiple choice question.": "2"}
    assert source.respondent == "R_2YPOQ602ER1jkf1"
    assert source.recorded_at == "2017-07-18T08:28:48"
