"""A coding sheet goes out and comes back: lists, locks, no hints; every wrong cell told by sheet, row and column."""

import re
import zipfile
from pathlib import Path
from runpy import run_path

import openpyxl
import pytest

from cjm_research.codes.codebook import Codebook
from cjm_research.codes.own_code import read_own_codes
from cjm_research.errors import ExportError, ReadError, UnknownNameError
from cjm_research.exports.coding_sheet import ABOUT, FIRST_ROW, LISTS, write_sheet
from cjm_research.exports.coding_sheet_reading import about_sheet, read_sheet
from cjm_research.exports.coding_sheet_words import WORDS, choices

TOY = run_path(str(Path(__file__).parents[1] / "review" / "double_toy.py"))
OWN = [{"id": "trust", "name": {"en": "Trust", "zh": "信任"},
        "definition": {"en": "Who is believed.", "zh": "是否相信。"},
        "examples": {"en": ["I believe them.", "They keep their word.", "Who checks?"]}}]  # fmt: skip
CODER = {"en": "Ben", "zh": "本"}
FULL = {"en": ("none", "Intrinsic motivation", "none"), "zh": ("无", "内在动机", "无")}


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture
def book():
    from dataclasses import replace

    return replace(Codebook.framework(), own=read_own_codes(OWN, "codebook.toml"))


@pytest.fixture
def study():
    made = TOY["frames"](per=4)
    evil = made["segments"]["segment_id"] == "ssurvey-en-1-0"
    text = "=HYPERLINK(1)" + "x" * (made["segments"].loc[evil, "text"].str.len().iloc[0] - 13)
    made["segments"].loc[evil, "text"] = text
    where = made["documents"]["document_id"] == "dsurvey-en-1"
    old = made["documents"].loc[where, "text"].iloc[0]
    made["documents"].loc[where, "text"] = text + old[len(text) :]
    return made


@pytest.fixture
def sample(lang):
    ids = ["sinterview-en-1-1", "ssurvey-en-1-0", "sinterview-zh-2-0", "ssurvey-zh-1-1", "sinterview-en-2-3"]
    return {"sample_id": "q0123456789", "title": "Round 1", "coders": [CODER[lang], "Cleo Doe"], "segment_ids": ids}


@pytest.fixture
def sheet(tmp_path, study, sample, book, lang):
    return write_sheet(tmp_path / "sheet.xlsx", sample, CODER[lang], study["segments"], study["documents"], book, lang)


def _edit(path, lang, cells=(), change=None):
    """Fill cells {(row, kind): value} by hand and save, as somebody with a spreadsheet does."""
    book = openpyxl.load_workbook(path)
    page = book[WORDS[lang]["sheet_segments"]]
    place = {cell.value: cell.column for cell in page[1]}
    for (row, kind), value in dict(cells).items():
        page.cell(row, place[kind]).value = value
    if change:
        change(page, place)
    book.save(path)


def _put(cell, value):
    """Copy as a spreadsheet does; openpyxl alone would make a formula of a text that begins with "="."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def _read(path, study, sample, book, **said):
    return read_sheet(path, sample, study["segments"], book, **said)


def _full(row, lang, **more):
    families = dict(zip(("goal", "motivation", "pain_point"), FULL[lang], strict=True))
    return {(row, kind): value for kind, value in {**families, **more}.items()}


def test_every_answer_column_has_a_list_in_the_coder_s_language(sheet, book, lang):
    workbook = openpyxl.load_workbook(sheet)
    page, lists = workbook[WORDS[lang]["sheet_segments"]], workbook[LISTS]
    place = {cell.value: cell.column_letter for cell in page[1]}
    found = {}
    for rule in page.data_validations.dataValidation:
        assert rule.type == "list"
        first, last = re.fullmatch(rf"{LISTS}!\$([A-Z]+\$\d+):\$([A-Z]+\$\d+)", rule.formula1).groups()
        words = [cell[0].value for cell in lists[f"{first}:{last}".replace("$", "")]]
        found[str(rule.sqref)] = words
    rows = f"{FIRST_ROW}:{{}}{FIRST_ROW + 4}"
    expected = {
        place[kind] + rows.format(place[kind]): [words for _, words in offered]
        for kind, offered in choices(book, lang).items()
    }
    assert found == expected
    assert found[place["goal"] + rows.format(place["goal"])][-1] == {"en": "none", "zh": "无"}[lang]
    assert "code:trust" in place


def test_the_validations_are_in_the_file_itself(sheet):
    with zipfile.ZipFile(sheet) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert xml.count('<dataValidation type="list"') == 7
    assert '<pane xSplit="2" ySplit="2"' in xml
    assert re.search(r"<sheetProtection sheet=\"1\" objects=\"1\" scenarios=\"1\"", xml)
    assert "password" not in xml


def test_texts_are_locked_and_answers_are_not(sheet, lang):
    page = openpyxl.load_workbook(sheet)[WORDS[lang]["sheet_segments"]]
    locked = {
        page.cell(1, at).value: page.cell(FIRST_ROW, at).protection.locked for at in range(1, page.max_column + 1)
    }
    assert [kind for kind, is_locked in locked.items() if not is_locked] == [
        "nothing", "goal", "motivation", "pain_point", "code:trust", "emotion", "stage", "memo",
    ]  # fmt: skip
    assert page.column_dimensions["A"].hidden
    assert page.row_dimensions[1].hidden


def test_nothing_leads_no_suggestion_no_name_no_file(sheet, study, lang):
    workbook = openpyxl.load_workbook(sheet)
    assert [page.title for page in workbook if page.sheet_state == "visible"] == [
        WORDS[lang][key] for key in ("sheet_segments", "sheet_how", "sheet_codebook")
    ]
    everything = "\n".join(
        str(cell.value) for page in workbook for row in page.iter_rows() for cell in row if cell.value is not None
    )
    people = [*study["cases"]["case_id"], *study["documents"]["name"], "Cleo Doe"]
    assert not [name for name in people if name in everything]
    page = workbook[WORDS[lang]["sheet_segments"]]
    place = {cell.value: cell.column for cell in page[1]}
    row = {kind: page.cell(FIRST_ROW, at).value for kind, at in place.items()}
    assert row["before"].startswith({"en": "Participant: The fee", "zh": "受访者：The fee"}[lang])
    assert row["goal"] is row["memo"] is None
    survey = page.cell(FIRST_ROW + 3, place["question"]).value
    assert survey == "Why?"
    assert page.cell(FIRST_ROW + 3, place["before"]).value is None
    assert about_sheet(sheet)["coder"] == CODER[lang]


def test_what_people_said_never_becomes_a_formula(sheet, lang):
    page = openpyxl.load_workbook(sheet)[WORDS[lang]["sheet_segments"]]
    cell = next(cell for row in page.iter_rows(min_row=FIRST_ROW) for cell in row if str(cell.value).startswith("=H"))
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_the_codebook_stands_beside_in_the_coder_s_language(sheet, book, lang):
    page = openpyxl.load_workbook(sheet)[WORDS[lang]["sheet_codebook"]]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    assert [row[1] for row in rows[:8]] == [code.name[lang] for code in book.codes]
    assert rows[0][2] == book.codes[0].definition[lang]
    assert rows[8][1:3] == [{"en": "Trust", "zh": "信任"}[lang], {"en": "Who is believed.", "zh": "是否相信。"}[lang]]


def test_what_was_chosen_comes_back_and_an_empty_row_is_not_coded(sheet, study, sample, book, lang):
    words = WORDS[lang]
    _edit(sheet, lang, {
        **_full(3, lang, **{"code:trust": words["yes"], "emotion": words["emotion_2"], "memo": "unsure 不确定"}),
        (4, "nothing"): words["yes"], (4, "stage"): words["no_stage"], (6, "emotion"): words["emotion_5"],
    })  # fmt: skip
    reading = _read(sheet, study, sample, book)
    first, second, third = sample["segment_ids"][0], sample["segment_ids"][1], sample["segment_ids"][3]
    none = {"goal": "", "motivation": "", "pain_point": "", "code:trust": ""}
    assert reading.values == {
        first: {**none, "motivation": "intrinsic", "code:trust": "trust", "emotion": "2.0"},
        second: {**none, "stage": "none"},
        third: {"emotion": "5.0"},
    }
    assert reading.memos == {first: "unsure 不确定"}
    assert reading.blank == (5, 7)
    assert (len(reading.faults), reading.missing) == (0, ())
    assert {row["coder"] for row in reading.codings} == {CODER[lang]}


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("pain_point", " Functional pain point ", "functional"),
        ("pain_point", "功能性痛点。", "functional"),
        ("pain_point", "ＦＵＮＣＴＩＯＮＡＬ", "functional"),
        ("pain_point", "functional", "functional"),
        ("pain_point", "功能性", "functional"),
        ("pain_point", "None", ""),
        ("pain_point", "没有", ""),
        ("code:trust", 1, "trust"),
        ("code:trust", "１", "trust"),
        ("code:trust", "是", "trust"),
        ("code:trust", "x", "trust"),
        ("code:trust", True, "trust"),
        ("code:trust", "否", ""),
        ("emotion", 4, "4.0"),
        ("emotion", "４", "4.0"),
        ("emotion", 2.5, "2.5"),
        ("emotion", "very bad", "1.0"),
        ("emotion", "很差", "1.0"),
        ("stage", "购买", "purchase"),
        ("stage", "PURCHASE", "purchase"),
        ("stage", "无", "none"),
    ],
)
def test_typed_words_of_either_language_are_understood(sheet, study, sample, book, lang, kind, typed, value):
    _edit(sheet, lang, {**_full(3, lang), (3, kind): typed})
    reading = _read(sheet, study, sample, book)
    assert reading.faults.empty
    assert reading.values[sample["segment_ids"][0]][kind] == value
    assert value in set(reading.answers["value"])


def test_every_wrong_cell_is_told_and_the_others_are_taken(sheet, study, sample, book, lang):
    words = WORDS[lang]
    _edit(sheet, lang, {**_full(3, lang, emotion="7", stage="Tuesday 星期二"), **_full(4, lang, goal="perhaps 也许"),
                        **_full(5, lang, **{"code:trust": "×"})})  # fmt: skip
    reading = _read(sheet, study, sample, book)
    named = words["sheet_segments"]
    goals = " / ".join(words for _, words in choices(book, lang)["goal"])
    told = {(row.row, row.column): (row.sheet, row.found, row.expected) for row in reading.faults.itertuples()}
    assert told[3, words["emotion"]][:2] == (named, "7")
    assert told[3, words["stage"]][:2] == (named, "Tuesday 星期二")
    assert told[4, book.name("goal", lang=lang)] == (named, "perhaps 也许", goals)
    assert told[5, {"en": "Trust", "zh": "信任"}[lang]][1] == "×"
    assert len(told) == 4
    first, second, third = sample["segment_ids"][:3]
    assert reading.values[first]["motivation"] == "intrinsic"
    assert "emotion" not in reading.values[first]
    assert second not in reading.values
    assert "code:trust" not in reading.values[third]
    sentence = {"en": f"Sheet Segments, row 4, Goal: found 'perhaps 也许', expected {goals}.",
                "zh": f"工作表“片段”第 4 行“目标”：内容为“perhaps 也许”，应为{goals}。"}  # fmt: skip
    assert sentence[lang] in reading.told(lang)


def test_a_half_filled_row_is_told_unless_empty_was_meant_as_none(sheet, study, sample, book, lang):
    _edit(sheet, lang, {(3, "goal"): FULL[lang][0], (3, "emotion"): 3})
    reading = _read(sheet, study, sample, book)
    assert reading.values == {sample["segment_ids"][0]: {"emotion": "3.0"}}
    assert list(reading.faults["column"]) == [book.name(family, lang=lang) for family in ("motivation", "pain_point")]
    meant = _read(sheet, study, sample, book, empty_is_none=True)
    assert meant.values[sample["segment_ids"][0]] == {
        "goal": "", "motivation": "", "pain_point": "", "code:trust": "", "emotion": "3.0",
    }  # fmt: skip
    assert meant.blank == (4, 5, 6, 7)


def test_no_code_fits_beside_a_code_is_told(sheet, study, sample, book, lang):
    _edit(sheet, lang, {**_full(3, lang), (3, "nothing"): WORDS[lang]["yes"]})
    reading = _read(sheet, study, sample, book)
    assert reading.values == {}
    assert list(reading.faults["column"]) == [book.name("motivation", lang=lang)]
    assert list(reading.faults["found"]) == [book.name("motivation", "intrinsic", lang)]


def test_a_changed_text_refuses_its_row_alone(sheet, study, sample, book, lang):
    def spoil(page, place):
        page.cell(3, place["text"]).value = "Something else 别的"

    _edit(sheet, lang, {**_full(3, lang), **_full(4, lang)}, spoil)
    reading = _read(sheet, study, sample, book)
    assert list(reading.values) == [sample["segment_ids"][1]]
    assert reading.faults[["row", "column", "found"]].to_numpy().tolist() == [
        [3, WORDS[lang]["text"], "Something else 别的"]
    ]
    assert reading.missing == ()


def test_rows_that_are_missing_doubled_or_strange_are_told(sheet, study, sample, book, lang):
    def spoil(page, place):
        for at in range(1, page.max_column + 1):
            _put(page.cell(8, at), page.cell(4, at).value)
            _put(page.cell(9, at), page.cell(3, at).value)
        page.cell(8, place["goal"]).value = choices(book, lang)["goal"][0][1]
        page.cell(10, 1).value = "s-unknown"
        page.delete_rows(7)

    _edit(sheet, lang, {**_full(3, lang), **_full(4, lang)}, spoil)
    reading = _read(sheet, study, sample, book)
    assert reading.missing == (sample["segment_ids"][4],)
    assert list(reading.values) == [sample["segment_ids"][0]]
    told = set(zip(reading.faults["row"], reading.faults["found"], strict=True))
    assert told == {(9, "s-unknown"), (7, "2"), (8, "2")}


def test_a_sheet_sorted_by_hand_still_meets_its_segments(sheet, study, sample, book, lang):
    def turn(page, place):
        rows = [[cell.value for cell in page[at]] for at in range(3, 8)]
        for at, row in enumerate(reversed(rows), start=3):
            for column, value in enumerate(row, start=1):
                _put(page.cell(at, column), value)

    _edit(sheet, lang, _full(3, lang), turn)
    reading = _read(sheet, study, sample, book)
    assert list(reading.values) == [sample["segment_ids"][0]]
    assert reading.blank == (3, 4, 5, 6)


def test_the_digest_follows_the_answers_and_not_the_file(sheet, study, sample, book, lang):
    _edit(sheet, lang, _full(3, lang))
    one = _read(sheet, study, sample, book).digest
    _edit(sheet, lang)
    assert _read(sheet, study, sample, book).digest == one
    _edit(sheet, lang, {(4, "memo"): "new 新"})
    assert _read(sheet, study, sample, book).digest != one


def test_the_same_sample_gives_the_same_file(sheet, tmp_path, study, sample, book, lang):
    again = write_sheet(tmp_path / "2.xlsx", sample, CODER[lang], study["segments"], study["documents"], book, lang)
    assert again.read_bytes() == sheet.read_bytes()


def test_what_is_no_coding_sheet_is_refused_in_words(tmp_path, sheet, study, sample, book, lang):
    other = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(other)
    with pytest.raises(ReadError, match=r"^other\.xlsx is no coding sheet of this tool \(form 1\); found Sheet\. "):
        read_sheet(other, sample, study["segments"], book)
    with pytest.raises(ReadError, match=r"^There is no file .*none\.xlsx\. Check the path of the coding sheet\.$"):
        read_sheet(tmp_path / "none.xlsx", sample, study["segments"], book)
    note = tmp_path / "note 说明.txt"
    note.write_text("x", "utf-8")
    with pytest.raises(
        ReadError, match=r"^note 说明\.txt is no coding sheet: a coding sheet is an \.xlsx; found a \.txt"
    ):
        read_sheet(note, sample, study["segments"], book)
    with pytest.raises(ReadError, match=r"a coding sheet is an \.xlsx; found a folder\. "):
        read_sheet(tmp_path, sample, study["segments"], book)
    with pytest.raises(ReadError, match=r"^sheet\.xlsx is the sheet of .* for the sample 'q0123456789', expected one"):
        read_sheet(sheet, {**sample, "sample_id": "q9"}, study["segments"], book)

    def cut(page, place):
        page.delete_cols(place["stage"])

    _edit(sheet, lang, (), cut)
    with pytest.raises(ReadError, match=r"the hidden row 1 lacks stage\. Columns were removed"):
        _read(sheet, study, sample, book)


def test_a_sheet_for_a_stranger_or_in_another_language_is_refused(tmp_path, study, sample, book):
    frames = study["segments"], study["documents"], book
    with pytest.raises(ExportError, match=r"^'Dee' does not belong to this sample\."):
        write_sheet(tmp_path / "a.xlsx", sample, "Dee", *frames)
    with pytest.raises(ExportError, match=r"Give a name that ends in \.xlsx\.$"):
        write_sheet(tmp_path / "a.csv", sample, sample["coders"][0], *frames)
    with pytest.raises(UnknownNameError, match=r"^A coding sheet does not speak 'fr'\. Known: en, zh\.$"):
        write_sheet(tmp_path / "a.xlsx", sample, sample["coders"][0], *frames, language="fr")


def test_names_that_changed_since_are_understood_as_they_were_offered(sheet, study, sample, book, lang):
    from dataclasses import replace

    renamed = tuple(
        replace(code, name={"en": f"{code.name['en']} B", "zh": f"{code.name['zh']}乙"}) for code in book.codes
    )
    _edit(sheet, lang, _full(3, lang))
    reading = _read(sheet, study, sample, replace(book, codes=renamed))
    assert reading.values[sample["segment_ids"][0]]["motivation"] == "intrinsic"
    assert reading.codebook_version == book.version
    assert openpyxl.load_workbook(sheet)[ABOUT].sheet_state == "hidden"
