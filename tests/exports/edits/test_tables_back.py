"""The sheet of cards saved as csv by whatever program, and the tidy tables: read by their headings."""

import csv
import io

import pytest

from cjm_research.errors import ReadError
from cjm_research.exports.edit_columns import HEADING_ROW

TITLE = {"en": "Fees, as a shock; late", "zh": "收费让人吃惊，太晚"}


def rows_of(book):
    return [["" if cell is None else cell for cell in row] for row in book.sheet("cards").iter_rows(values_only=True)]


def saved(rows, delimiter=",", encoding="utf-8"):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode(encoding, "replace")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_sheet_saved_as_csv_tells_its_edits(desk, tmp_path, delimiter, encoding):
    book = desk.book()
    book.put("cards", "f-fee", "title", TITLE[desk.lang])
    book.put("cards", "f-slow", "difficulty", 4)
    path = tmp_path / "cards.csv"
    path.write_bytes(saved(rows_of(book), delimiter, encoding))
    reading = desk.read(path)
    assert {(one.kind, one.key, one.after) for one in reading.differences} == {
        ("renamed", "f-fee", TITLE[desk.lang]),
        ("difficulty", "f-slow", 4),
    }
    assert reading.faults == ()
    assert reading.notes == (("no base", {}),)
    row = book.row("cards", "f-fee")
    assert reading.frame.query("id == 'f-fee'")["place"].item() == {"en": f"row {row}", "zh": f"第 {row} 行"}[desk.lang]


@pytest.mark.parametrize("shown", ["3/1/2026", "1/3/2026", "2026/3/1", "2026年3月1日", "2026-03-01 00:00:00"])
def test_a_date_that_a_program_wrote_its_own_way_is_no_edit(desk, tmp_path, shown):
    desk.session.assign("f-fee", due="2026-03-01")
    book = desk.book()
    book.put("cards", "f-fee", "due", shown)
    path = tmp_path / "cards.csv"
    path.write_bytes(saved(rows_of(book)))
    assert len(desk.read(path)) == 0


def test_a_csv_may_be_compared_with_the_file_as_it_was_sent_out(desk, tmp_path):
    sent, _ = desk.json()
    path = tmp_path / "cards.csv"
    path.write_bytes(saved(rows_of(desk.book())))
    desk.session.rename("f-fee", TITLE[desk.lang])
    assert [one.kind for one in desk.read(path).differences] == ["renamed"]
    assert len(desk.read(path, base=sent)) == 0


def test_a_tidy_table_is_read_by_its_names(desk, tmp_path):
    cards = [
        {"card_id": card["id"], "stage_id": stage["id"], "lane": card["lane"], "title": card["title"], "owner": "",
         "work": "", "due": "", "value": "", "difficulty": "", "n_people": card["n_people"]}
        for stage in desk.journey().data["stages"] for card in stage["cards"]
    ]  # fmt: skip
    cards[0] |= {"owner": "'=Ben", "work": "doing", "stage_id": "use"}
    path = tmp_path / "cards.csv"
    path.write_bytes(saved([[*cards[0]], *([*card.values()] for card in cards)]))
    reading = desk.read(path)
    assert {(one.kind, one.key, one.after) for one in reading.differences} == {
        ("moved", cards[0]["card_id"], "use"), ("owner", cards[0]["card_id"], "=Ben"),
        ("status", cards[0]["card_id"], "doing"),
    }  # fmt: skip
    assert reading.faults == ()


def test_a_csv_of_the_stages_renames_them(desk, tmp_path):
    book = desk.book()
    book.put("stages", "use", f"name_{desk.lang}", TITLE[desk.lang])
    rows = [["" if cell is None else cell for cell in row] for row in book.sheet("stages").iter_rows(values_only=True)]
    path = tmp_path / "stages.csv"
    path.write_bytes(saved(rows[HEADING_ROW:], ";"))
    assert [(one.kind, one.key, one.after) for one in desk.read(path).differences] == [
        ("stage renamed", "use", TITLE[desk.lang])
    ]


def test_a_csv_without_the_headings_is_refused(desk, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_bytes(saved([["a", "b"], [1, 2]]))
    with pytest.raises(ReadError, match=r"^answers\.csv: none of its first rows holds the headings “Card id” and"):
        desk.read(path)
