"""The validation sheet: what it shows, what is read back, what is refused."""

import copy
import re

import openpyxl
import pytest

from cjm_research.errors import ExportError, ReadError
from cjm_research.exports.validation_reading import read_validation
from cjm_research.exports.validation_sheet import FIRST_ROW, ROLE_ROW, WHO_ROW, lines_of, write_validation
from cjm_research.exports.validation_words import WORDS


@pytest.fixture
def data(journey):
    return journey.data


@pytest.fixture
def sheet(tmp_path, data, journey):
    return write_validation(tmp_path / "map.xlsx", data, "May", journey.language)


def filled(path, who="S1", role="", answers=(), words=None):
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    page.cell(WHO_ROW, 3).value, page.cell(ROLE_ROW, 3).value = who, role
    for row, answer in enumerate(answers, start=FIRST_ROW):
        page.cell(row, 4).value = answer
    for row, text in (words or {}).items():
        page.cell(row, 5).value = text
    book.save(path)
    return path


def stages_of(data):
    return {card["id"]: stage["id"] for stage in data["stages"] for card in stage["cards"]}


def test_every_stage_asks_what_is_missing_and_cards_of_most_people_come_first(data, journey):
    language, n_stages = journey.language, len(data["stages"])
    everything = lines_of(data, language)
    assert [line.stage_id for line in everything if not line.card_id] == [stage["id"] for stage in data["stages"]]
    cards = [card for stage in data["stages"] for card in stage["cards"]]
    assert {line.card_id for line in everything} - {""} == {card["id"] for card in cards}
    one = [line.card_id for line in lines_of(data, language, n_stages + 1) if line.card_id]
    assert one == [min(cards, key=lambda card: (-card["n_people"], card["id"]))["id"]]


def test_the_sheet_shows_no_person_and_no_quote_and_is_the_same_twice(sheet, tmp_path, data, journey):
    page = openpyxl.load_workbook(sheet).worksheets[0]
    shown = "\n".join(str(cell.value) for row in page.iter_rows(min_col=2) for cell in row if cell.value)
    cards = [card for stage in data["stages"] for card in stage["cards"]]
    assert [card["title"] for card in cards if card["title"] not in shown] == []
    said = {item["quote"] for card in cards for item in card["evidence"]} - {card["title"] for card in cards}
    assert [quote for quote in said if quote in shown] == []
    assert not re.search(r"\bP0[1-9]\b", shown.replace(WORDS[journey.language]["who_hint"], ""))
    again = write_validation(tmp_path / "again.xlsx", data, "May", journey.language)
    assert again.read_bytes() == sheet.read_bytes()


def test_where_it_is_asked_for_a_statement_has_a_short_quote_of_somebody_who_may_be_quoted(tmp_path, data, journey):
    data = copy.deepcopy(data)
    card = next(card for stage in data["stages"] for card in stage["cards"] if len(card["evidence"]) > 1)
    card["evidence"][0]["quote"] = "███████"
    card["evidence"][1]["quote"] = {"en": "It was late\nagain.", "zh": "又\n迟到了。"}[journey.language]
    line = next(line for line in lines_of(data, journey.language, quotes=True) if line.card_id == card["id"])
    wanted = {"en": "for example: “It was late again.”", "zh": "例如：“又 迟到了。”"}[journey.language]
    assert line.quote == wanted
    path = write_validation(tmp_path / "quotes.xlsx", data, "May", journey.language, quotes=True)
    page = openpyxl.load_workbook(path).worksheets[0]
    assert f"{line.text}\n{wanted}" in [row[0].value for row in page.iter_rows(min_col=3, max_col=3)]
    reading = read_validation(filled(path, "S1", None, [WORDS[journey.language]["yes"]]), stages_of(data), ["P01"])
    assert [row["answer"] for row in reading.rows] == ["yes"]


def test_answers_come_back_in_either_language(sheet, data, journey):
    words = WORDS["zh" if journey.language == "en" else "en"]
    path = filled(sheet, "S1", words["stakeholder"], [words["yes"], words["partly"]], {FIRST_ROW: "- mostly true"})
    reading = read_validation(path, stages_of(data), ["P01"])
    lines = lines_of(data, journey.language)
    assert [(row["card_id"], row["answer"], row["words"]) for row in reading.rows] == [
        (lines[0].card_id, "yes", "- mostly true"), (lines[1].card_id, "partly", ""),
    ]  # fmt: skip
    assert {(row["round"], row["person"], row["role"]) for row in reading.rows} == {("May", "S1", "stakeholder")}
    assert [row["stage"] for row in reading.rows] == [lines[0].stage_id, lines[1].stage_id]
    assert reading.faults == ()


def test_what_is_missing_is_kept_with_its_stage(sheet, data, journey):
    lines = lines_of(data, journey.language)
    row = next(at for at, line in enumerate(lines, start=FIRST_ROW) if not line.card_id)
    text = "没有提到退货。" if journey.language == "zh" else "Nobody speaks of returns."
    reading = read_validation(filled(sheet, "P01", words={row: text}), stages_of(data), ["P01"])
    kept = reading.rows[0]
    assert (kept["card_id"], kept["stage"], kept["words"], kept["role"]) == (
        "", lines[row - FIRST_ROW].stage_id, text, "participant",
    )  # fmt: skip


def test_a_cell_that_is_not_understood_is_told_and_the_others_are_kept(sheet, data, journey):
    language = journey.language
    reading = read_validation(filled(sheet, "S1", answers=["maybe", "no"]), stages_of(data), ["P01"])
    assert [row["answer"] for row in reading.rows] == ["no"]
    assert reading.told("en")[1] == (
        f"Row {FIRST_ROW}, {WORDS[language]['answer']}: found 'maybe', expected "
        + " / ".join(WORDS[language][each] for each in ("yes", "partly", "no"))
        + ". This cell was left out."
    )


def test_a_name_is_refused_and_not_repeated(sheet, data):
    with pytest.raises(ReadError) as refused:
        read_validation(filled(sheet, "Femke Visser"), stages_of(data), ["P01"])
    assert "Femke" not in str(refused.value)
    assert "expected the code of a person of the study, such as P03, or of a stakeholder, such as S1." in str(
        refused.value
    )
    assert read_validation(sheet, stages_of(data), ["P01"], person="S2").person == "S2"


def test_another_file_is_refused(tmp_path, data):
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.save(tmp_path / "other.xlsx")
    with pytest.raises(ReadError, match=r"^other\.xlsx is no validation sheet of this form: "):
        read_validation(tmp_path / "other.xlsx", stages_of(data), ["P01"])


def test_a_map_without_cards_is_not_written(tmp_path, data):
    bare = {**data, "stages": [{**stage, "cards": []} for stage in data["stages"]]}
    with pytest.raises(ExportError, match=r"^The map has no card that somebody could confirm. "):
        write_validation(tmp_path / "map.xlsx", bare, "May")
    with pytest.raises(ExportError, match=r"^A round of validation needs a name"):
        write_validation(tmp_path / "map.xlsx", data, " ")
    assert not (tmp_path / "map.xlsx").exists()
