import re

import openpyxl
import pytest

from cjm_research.corpora.privacy.cutting import without_rows
from cjm_research.errors import ReadError

EN = 'id,answer\r\n1,"It broke,\r\ntwice"\r\n\r\n2,Fine 😀\r\n3,"said ""no"""\r\n'
ZH = "编号\t回答\n1\t送得太晚了\n2\t挺好的😀\n3\t没有问题"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_other_rows_keep_their_exact_bytes(tmp_path, encoding):
    path = tmp_path / "survey.csv"
    path.write_bytes(EN.encode(encoding))
    # A spreadsheet counts the empty line too.
    assert without_rows(path, {4}, "" if encoding == "utf-16" else encoding) == EN.replace("2,Fine 😀\r\n", "").encode(
        encoding
    )
    assert path.read_bytes() == EN.encode(encoding)


def test_a_row_of_several_lines_goes_as_a_whole(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_bytes(EN.encode())
    assert without_rows(path, {2, 5}).decode() == "id,answer\r\n\r\n2,Fine 😀\r\n"


def test_the_last_row_without_a_line_end_goes_too(tmp_path):
    path = tmp_path / "问卷.tsv"
    path.write_bytes(ZH.encode("gb18030"))
    assert without_rows(path, {4}, "gb18030").decode("gb18030") == ZH.removesuffix("3\t没有问题")


def test_excel_s_first_line_is_no_row(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_bytes(b"\xef\xbb\xbfsep=;\nid;said\n1;yes\n2;no\n")
    assert without_rows(path, {2}) == b"\xef\xbb\xbfsep=;\nid;said\n2;no\n"


def _book(path, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_a_row_of_a_workbook_goes_and_the_others_stay(tmp_path):
    rows = [["编号", "回答"], [1, "太晚了"], [2, "挺好"], [3, None]]
    path = _book(tmp_path / "a.xlsx", {"回答": rows, "Other": [["x"]]})
    (tmp_path / "b.xlsx").write_bytes(without_rows(path, {2}, sheet="回答"))
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert [list(row) for row in book["回答"].iter_rows(values_only=True)] == [rows[0], rows[2], rows[3]]
    assert b"\xe5\xa4\xaa\xe6\x99\x9a" not in (tmp_path / "b.xlsx").read_bytes()


def test_a_workbook_of_several_sheets_needs_the_sheet_s_name(tmp_path):
    path = _book(tmp_path / "a.xlsx", {"one": [["x"]], "two": [["y"]]})
    message = f"{path}: which of its 2 sheets holds the row is not certain."
    with pytest.raises(ReadError, match=f"^{re.escape(message)}$"):
        without_rows(path, {1})


def test_a_file_that_is_no_table_is_left_alone(tmp_path):
    path = tmp_path / "a.sav"
    message = (
        f"{path}: no row can be taken out of a .sav file exactly. Take the row out by hand, or let the whole file go."
    )
    with pytest.raises(ReadError, match=f"^{re.escape(message)}$"):
        without_rows(path, {2})


def test_a_row_that_is_not_there_is_named(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_bytes(b"id,said\n1,yes\n")
    message = f"{path}: it has 2 rows and no row 9. It is not the file that was read."
    with pytest.raises(ReadError, match=f"^{re.escape(message)}$"):
        without_rows(path, {9})
