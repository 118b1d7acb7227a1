"""A workbook that comes back: three ways, cell by cell, whatever people and programs did to it."""

import datetime
import shutil

import openpyxl
import pytest

from cjm_research.errors import ReadError
from cjm_research.exports.edit_columns import BASELINE_SHEET, HEADING_ROW, SHEETS

TITLE = {"en": "Fees come as a shock", "zh": "收费让人吃惊"}
OTHER = {"en": "Told at the end", "zh": "最后才说"}


def told(reading):
    return [(one.kind, one.key, one.after) for one in reading.differences]


def test_a_workbook_nobody_edited_has_no_differences(desk):
    reading = desk.read(desk.book().path)
    assert (len(reading), len(reading.unmatched)) == (0, 0)
    assert reading.notes == (("unchanged", {}),)


def test_edits_are_told_with_what_was_what_is_and_where(desk):
    book = desk.book()
    book.put("cards", "f-fee", "title", TITLE[desk.lang])
    book.put("cards", "f-fee", "work", {"en": "Under way", "zh": "进行中"}[desk.lang])
    row = book.row("cards", "f-fee")
    frame = desk.read(book.save()).frame
    assert frame["kind"].tolist() == ["renamed", "status"]
    assert frame["after"].tolist() == [TITLE[desk.lang], {"en": "under way", "zh": "进行中"}[desk.lang]]
    assert frame["before"].tolist() == [desk.session.card("f-fee")["title"], {"en": "–", "zh": "—"}[desk.lang]]
    place = {"en": f"Cards, row {row}", "zh": f"卡片，第 {row} 行"}[desk.lang]
    assert set(frame["place"]) == {place}
    assert not frame["clash"].any()


def test_what_the_study_changed_since_is_no_difference_of_the_file(desk):
    book = desk.book()
    book.put("cards", "f-slow", "owner", "Ben")
    desk.session.rename("f-fee", TITLE[desk.lang])
    desk.session.assign("f-slow", owner="Ben")
    reading = desk.read(book.save())
    assert told(reading) == []
    assert reading.notes == (("changed", {}),)


def test_what_both_changed_otherwise_clashes_and_is_not_in_all(desk):
    book = desk.book()
    book.put("cards", "f-fee", "title", TITLE[desk.lang])
    book.put("cards", "f-fee", "owner", "Ben")
    desk.session.rename("f-fee", OTHER[desk.lang])
    reading = desk.read(book.save())
    clash = reading.differences[0]
    assert (clash.kind, clash.clash, clash.now) == ("renamed", True, OTHER[desk.lang])
    assert [one.kind for one in reading.chosen("all")] == ["owner"]
    assert reading.chosen([clash.item]) == (clash,)
    words = {"en": f"the map now says {OTHER['en']}", "zh": f"旅程图现为{OTHER['zh']}"}[desk.lang]
    assert words in str(reading)
    assert words in reading._repr_html_()


def test_a_wrong_status_is_refused_with_what_is_allowed_and_the_row_goes_on(desk):
    book = desk.book()
    book.put("cards", "f-fee", "work", "donne")
    book.put("cards", "f-fee", "value", 9)
    book.put("cards", "f-fee", "owner", "Ben")
    reading = desk.read(book.save())
    assert told(reading) == [("owner", "f-fee", "Ben")]
    assert reading.unmatched["why"].tolist() == {
        "en": ["Work status: found “donne”, expected one of idea, planned, under way, done, dropped, or nothing. This "
               "cell was left out; the others of the row count.",
               "Value (1–5): found “9”, expected a whole number from 1 to 5, or nothing. This cell was left out; the "
               "others of the row count."],
        "zh": ["“进展”填的是“donne”，应为 想法、已计划、进行中、已完成、已放弃 之一，或留空。该单元格未采用，同一行的"
               "其他单元格有效。",
               "“价值（1–5）”填的是“9”，应为 1 到 5 的整数，或留空。该单元格未采用，同一行的其他单元格有效。"],
    }[desk.lang]  # fmt: skip


def test_a_deleted_row_takes_nothing_away_and_is_listed(desk):
    book = desk.book()
    book.sheet("cards").delete_rows(book.row("cards", "f-pay"))
    reading = desk.read(book.save())
    assert told(reading) == []
    assert reading.unmatched[["id", "title"]].values.tolist() == [["f-pay", desk.session.card("f-pay")["title"]]]
    assert {"en": "A row that was deleted takes nothing away", "zh": "删除一行不会移除卡片"}[desk.lang] in str(reading)


def test_rows_and_columns_in_another_order_with_more_between_say_the_same(desk):
    book = desk.book()
    book.put("cards", "f-fee", "due", datetime.date(2026, 3, 1))
    sheet = book.sheet("cards")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEADING_ROW + 1, max_col=19)]
    head, body = rows[0], [row for row in rows[1:] if any(row)]
    fresh = book.book.create_sheet("Sorted")
    for row in ([None], [None, "sorted by us"], [*reversed(head), "ours"], *([*reversed(r), "x"] for r in body[::-1])):
        fresh.append(row)
    book.book.remove(sheet)
    assert told(desk.read(book.save())) == [("due", "f-fee", "2026-03-01")]


@pytest.mark.parametrize("due", ["2026-03-01", datetime.date(2026, 3, 1), datetime.datetime(2026, 3, 1), "2026/3/1"])
def test_a_date_is_the_same_however_a_program_saved_it(desk, due):
    desk.session.assign("f-fee", due="2026-03-01")
    book = desk.book()
    book.put("cards", "f-fee", "due", due)
    assert told(desk.read(book.save())) == []
    book.put("cards", "f-slow", "due", due)
    assert told(desk.read(book.save())) == [("due", "f-slow", "2026-03-01")]


def test_the_same_id_twice_counts_once_if_the_rows_agree_and_else_not_at_all(desk):
    book = desk.book()
    book.put("cards", "f-fee", "owner", "Ben")
    cells = {key: book.get("cards", "f-fee", key) for key in ("id", "stage", "place", "lane", "title", "owner")}
    book.add("cards", **cells)
    assert told(desk.read(book.save())) == [("owner", "f-fee", "Ben")]
    other = book.add("cards", **{**cells, "owner": "Cara"})
    reading = desk.read(book.save())
    assert told(reading) == []
    assert [fault.why for fault in reading.faults] == ["twice"] * 3
    assert str(other) in reading.unmatched["why"].iloc[0]


def test_several_ids_in_one_row_are_a_merge(desk):
    book = desk.book()
    sheet = book.sheet("cards")
    sheet.delete_rows(book.row("cards", "f-slow"))
    sheet.cell(book.row("cards", "f-fee"), 1).value = "f-fee + f-slow"
    assert told(desk.read(book.save())) == [("merged", "f-slow", "f-fee")]


def test_a_card_merges_into_another_by_title_but_not_into_another_lane(desk):
    book = desk.book()
    book.put("cards", "f-slow", "merge", desk.session.card("f-fee")["title"])
    book.put("cards", "f-pay", "merge", "f-fee")
    book.put("cards", "f-call", "merge", "f-nowhere")
    reading = desk.read(book.save())
    assert told(reading) == [("merged", "f-slow", "f-fee")]
    assert {fault.key: fault.why for fault in reading.faults} == {"f-pay": "other lane", "f-call": "no target"}


def test_new_rows_are_new_cards_where_they_say_where_they_belong(desk):
    lane = {"en": "pain point", "zh": "痛点"}[desk.lang]
    stage = {"en": "use", "zh": "使用"}[desk.lang]
    book = desk.book()
    book.add("cards", title=TITLE[desk.lang], stage=stage, lane=lane, owner="Ben", value="４", note="!")
    book.add("cards", title=OTHER[desk.lang], lane=lane)
    book.add("cards", stage=stage, lane=lane, owner="Cara")
    reading = desk.read(book.save())
    (new,) = reading.differences
    assert (new.kind, new.after, new.parts["stage"], new.parts["value"]) == ("new", TITLE[desk.lang], "use", 4)
    assert [fault.why for fault in reading.faults] == ["new without stage", "new without title"]


def test_stages_are_renamed_added_merged_and_named_by_their_new_names(desk):
    book = desk.book()
    names = {"en": ("Daily life", "Goodbye"), "zh": ("日常", "告别")}[desk.lang]
    book.put("stages", "use", f"name_{desk.lang}", names[0])
    book.add("stages", order=0, **{f"name_{desk.lang}": names[1]})
    book.put("stages", "delivery", "merge", "purchase")
    book.put("cards", "f-fee", "stage", names[0])
    book.put("cards", "f-slow", "stage", names[1])
    book.put("cards", "f-pay", "stage", {"en": "Useless", "zh": "无用"}[desk.lang])
    reading = desk.read(book.save())
    kinds = [one.kind for one in reading.differences]
    assert kinds == ["stage new", "stage renamed", "stage merged", "moved", "moved"]
    assert [one.after for one in reading.differences if one.key == "f-fee"] == ["use"]
    assert names[1] in reading.frame.query("id == 'f-slow'")["after"].iloc[0]
    (fault,) = reading.faults
    assert fault.why == "no stage"
    assert names[0] in reading.unmatched["why"].iloc[0]


def test_a_lane_stays_unless_a_card_was_written_by_hand(desk):
    mine = desk.session.write("use", "goal", TITLE[desk.lang])
    book = desk.book()
    lane = {"en": "Motivation", "zh": "动机"}[desk.lang]
    book.put("cards", mine, "lane", lane)
    book.put("cards", "f-fee", "lane", lane)
    reading = desk.read(book.save())
    assert told(reading) == [("lane", mine, "motivation")]
    assert [fault.why for fault in reading.faults] == ["lane stays"]


def test_edits_of_what_is_gone_since_are_listed_and_untouched_rows_are_not(desk):
    mine = desk.session.write("use", "goal", TITLE[desk.lang])
    book = desk.book()
    book.put("cards", "f-slow", "owner", "Ben")
    book.put("cards", mine, "owner", "Ben")
    desk.session.merge("f-fee", ["f-slow"])
    desk.session.remove(mine)
    desk.session.merge("f-compare", ["f-pay"])
    reading = desk.read(book.save())
    assert told(reading) == []
    assert {fault.key: fault.why for fault in reading.faults} == {"f-slow": "merged since", mine: "gone since"}
    assert "f-fee" in reading.unmatched.query("id == 'f-slow'")["why"].iloc[0]


def test_an_id_of_nobody_is_listed(desk):
    book = desk.book()
    book.add("cards", id="f-0123456789ab", title=TITLE[desk.lang], stage="use", lane="goal")
    reading = desk.read(book.save())
    assert [(fault.key, fault.why) for fault in reading.faults] == [("f-0123456789ab", "unknown id")]


def test_a_formula_without_a_value_is_not_taken_for_an_empty_cell(desk):
    desk.session.assign("f-fee", owner="Ben")
    book = desk.book()
    book.put("cards", "f-fee", "owner", '="B"&"en"')
    reading = desk.read(book.save())
    assert told(reading) == []
    assert [fault.why for fault in reading.faults] == ["formula"]


def test_without_its_baseline_a_workbook_is_compared_with_the_map_and_says_so(desk):
    book = desk.book()
    del book.book[BASELINE_SHEET]
    book.put("cards", "f-fee", "owner", "Ben")
    reading = desk.read(book.save())
    assert told(reading) == [("owner", "f-fee", "Ben")]
    assert reading.notes == (("no base", {}),)


def test_a_workbook_of_an_earlier_form_is_read_by_its_headings(desk, tmp_path):
    book = openpyxl.Workbook()
    heads = {"en": ("Stage", "Family", "Title", "Card id"), "zh": ("阶段", "类别", "标题", "卡片编号")}[desk.lang]
    book.active.append(heads)
    for stage in desk.journey().data["stages"]:
        for card in stage["cards"]:
            lane = card["lane"].replace("_", " ") if desk.lang == "en" else card["lane"]
            book.active.append([stage["name"][desk.lang], lane, card["title"], card["id"]])
    book.active["C2"].value = TITLE[desk.lang]
    key = book.active["D2"].value
    book.save(tmp_path / "old.xlsx")
    reading = desk.read(tmp_path / "old.xlsx")
    assert told(reading) == [("renamed", key, TITLE[desk.lang])]
    assert reading.notes == (("no base", {}),)
    assert reading.faults == ()


def test_files_that_are_not_ours_are_refused_with_a_reason(desk, make_desk, tmp_path):
    book = desk.book()
    path = book.path
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(ReadError, match=r"broken\.xlsx"):
        desk.read(broken)
    sheet = next(cell for row in book.book[BASELINE_SHEET] for cell in row if cell.value == "cjm-workbook 1")
    sheet.value = "cjm-workbook 9"
    with pytest.raises(ReadError, match=r"is a workbook of the form 'cjm-workbook 9', this version reads"):
        desk.read(book.save())
    other = openpyxl.Workbook()
    other.active.append(["a", "b"])
    other.save(tmp_path / "other.xlsx")
    with pytest.raises(ReadError, match=r"^other\.xlsx: none of its sheets \(Sheet\) has the headings “Card id”"):
        desk.read(tmp_path / "other.xlsx")
    with pytest.raises(ReadError, match=r"files that come back are \.xlsx, \.csv, \.drawio or \.json"):
        desk.read(shutil.copy(path, tmp_path / "map.pptx"))
    with pytest.raises(ReadError, match=r"^There is no file .*nowhere\.xlsx\. Give the path"):
        desk.read(tmp_path / "nowhere.xlsx")


def test_a_workbook_of_another_study_is_refused(make_desk):
    desk, other = make_desk("en"), make_desk("en", 40)
    with pytest.raises(ReadError, match=r"^journey\.xlsx: none of its 40 cards is of this study, “Sofas”\. Open the"):
        desk.read(other.book().path)


def test_text_that_looks_like_a_formula_or_markup_comes_back_as_written(desk):
    for text in ("=1+1", "+49 30", "@here", "</script>", "a ]]> b", "🛋😤", "שלום", "'=x"):
        book = desk.book()
        book.put("cards", "f-fee", "owner", text)
        cell = book.sheet("cards").cell(book.row("cards", "f-fee"), book.column("cards", "owner"))
        cell.data_type = "s"
        (one,) = desk.read(book.save()).differences
        assert one.after == ("=x" if text == "'=x" else text)


def test_both_sheets_are_named_in_the_language_of_the_workbook(desk):
    book = desk.book()
    assert {names[desk.lang == "zh"] for names in SHEETS.values()} <= {*book.book.sheetnames}
