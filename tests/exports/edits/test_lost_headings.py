"""A workbook that lost a column or a sheet: what is left is read, what is missing is named, nothing is silent."""

import pytest

from cjm_research.errors import ReadError
from cjm_research.exports.edit_columns import CARDS, SHEETS, STAGES

EDITABLE = [("cards", column) for column in CARDS] + [("stages", column) for column in STAGES]


@pytest.mark.parametrize(("name", "column"), EDITABLE, ids=lambda one: getattr(one, "key", one))
def test_a_column_that_was_cut_is_named_and_the_others_are_read(desk, name, column):
    book = desk.book()
    item, part = ("f-fee", "owner") if name == "cards" else ("use", "question_en")
    part = part if part != column.key else {"cards": "value", "stages": "name_en"}[name]
    book.put(name, item, part, 4 if part == "value" else "Ben")
    book.sheet(name).delete_cols(book.column(name, column.key))
    sheet, heading = SHEETS[name][desk.lang == "zh"], column.heading(desk.lang)
    path = book.save()
    if column.key == "id":
        with pytest.raises(ReadError) as refused:
            desk.read(path)
        assert sheet in refused.value.told(desk.lang)
        assert heading in refused.value.told(desk.lang)
        return
    reading = desk.read(path)
    assert [(one.key, one.after) for one in reading.differences] == [(item, 4 if part == "value" else "Ben")]
    assert reading.faults == ()
    if column.editable:
        assert f"“{heading}”" in str(reading)
        assert sheet in str(reading)


def test_a_sheet_that_is_gone_is_named(desk):
    book = desk.book()
    book.book.remove(book.sheet("cards"))
    reading = desk.read(book.save())
    assert len(reading) == 0
    assert {"en": "lost its sheet “Cards”", "zh": "缺少“卡片”表"}[desk.lang] in str(reading)


def test_a_due_that_is_no_date_is_named_and_the_row_goes_on(desk):
    said = {"en": "next week", "zh": "下周"}[desk.lang]
    book = desk.book()
    book.put("cards", "f-fee", "due", said)
    book.put("cards", "f-fee", "owner", "Ben")
    reading = desk.read(book.save())
    assert [(one.kind, one.after) for one in reading.differences] == [("owner", "Ben")]
    assert {"en": "found “next week”, expected a date", "zh": "“截止”填的是“下周”，应为日期"}[desk.lang] in str(reading)


def test_a_card_that_is_not_in_the_file_is_told_with_its_stage(desk):
    book = desk.book()
    stage = book.get("cards", "f-pay", "stage")
    book.sheet("cards").delete_rows(book.row("cards", "f-pay"))
    assert f"“{stage}”" in str(desk.read(book.save()))
