"""Rows one after another, bounded: encodings, quotes, long lines."""

import csv
import io
import tracemalloc

import pytest

from cjm_research.corpora.surveys import delimited
from cjm_research.corpora.surveys.delimited import iter_rows
from cjm_research.errors import ReadError

ROWS = [["id", "text"], ["1", "It was late.\nAnd open."], ["2", "太贵了，\"真的\""], [], ["3", "a;b|c"]]  # fmt: skip


def write(path, delimiter, encoding):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(ROWS)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


@pytest.mark.parametrize(
    ("delimiter", "encoding"),
    [(",", "utf-8-sig"), (";", "utf-8"), ("\t", "utf-16"), ("\t", "utf-16-le"), ("|", "gb18030")],
)
@pytest.mark.parametrize("whole", [delimited.WHOLE, 8], ids=["small", "large"])
def test_rows_are_alike_in_every_encoding(tmp_path, monkeypatch, delimiter, encoding, whole):
    monkeypatch.setattr(delimited, "WHOLE", whole)
    assert list(iter_rows(write(tmp_path / "t.csv", delimiter, encoding))) == ROWS


def test_the_delimiter_that_excel_names_is_believed(tmp_path):
    (tmp_path / "t.csv").write_text('sep=;\na,b;c\n"1;2";3\n')
    assert list(iter_rows(tmp_path / "t.csv")) == [["a,b", "c"], ["1;2", "3"]]


def test_a_large_file_is_never_held(tmp_path):
    path = tmp_path / "big.csv"
    with path.open("w") as file:
        file.write("id,text\n")
        file.writelines(f"{n},{'so late again ' * 40}\n" for n in range(70_000))
    tracemalloc.start()
    n = sum(1 for _ in iter_rows(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert n == 70_001
    assert peak < path.stat().st_size


def test_a_quote_that_is_never_closed_says_where(tmp_path):
    (tmp_path / "t.csv").write_text('a,b\n1,"It was\nlate')
    with pytest.raises(ReadError) as caught:
        list(iter_rows(tmp_path / "t.csv"))
    assert str(caught.value) == (
        f"{tmp_path / 't.csv'}, row 2: a quotation mark is opened and never closed; the file seems to be cut off. "
        "Export it again, or close the quote."
    )


def test_quotes_in_a_tsv_may_be_plain_marks(tmp_path):
    (tmp_path / "t.tsv").write_text('a\tb\n1\t"late, she said\n2\tfine\n')
    assert list(iter_rows(tmp_path / "t.tsv")) == [["a", "b"], ["1", '"late, she said'], ["2", "fine"]]


def test_a_line_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(delimited, "LINE", 1000)
    (tmp_path / "t.csv").write_text("a,b\n1," + "x" * 2000)
    with pytest.raises(ReadError, match=r"t\.csv, line 2: it is longer than 0 million characters"):
        list(iter_rows(tmp_path / "t.csv"))


def test_a_large_file_that_changes_its_encoding_says_where(tmp_path, monkeypatch):
    monkeypatch.setattr(delimited, "WHOLE", 8)
    monkeypatch.setattr(delimited, "_HEAD", 64)
    (tmp_path / "t.csv").write_bytes(b"a,b\n" * 5000 + "1,太贵了".encode("gb18030"))
    with pytest.raises(ReadError, match=r"a byte is not valid utf-8, though the rows before are"):
        list(iter_rows(tmp_path / "t.csv"))
