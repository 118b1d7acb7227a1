"""Codebooks and lists of quotes that another tool wrote as tables."""

import pytest

from cjm_research.corpora.imported import Code
from cjm_research.corpora.reading import read_file
from cjm_research.corpora.surveys.code_tables import codes_of
from cjm_research.errors import ReadError


@pytest.mark.parametrize(
    ("header", "row", "code"),
    [
        (
            ["tag", "description", "number of highlights"],
            ["Costs.Price", "too dear", "3"],
            Code("Costs > Price", "too dear"),
        ),
        (["编码", "描述"], ["费用/价格", "嫌贵"], Code("费用 > 价格", "嫌贵")),
    ],
    ids=["en", "zh"],
)
def test_a_codebook_gives_codes(header, row, code):
    assert codes_of(header, [row]) == (code,)


def test_a_table_with_answers_beside_is_no_codebook():
    assert codes_of(["code", "description", "What annoyed you?"], [["a", "b", "It was late."]]) is None


def test_a_codebook_file_is_read_as_codes_alone(tmp_path):
    path = tmp_path / "codebook.csv"
    path.write_text("path,description\nWaiting,Any wait\n等待,任何等待\n", "utf-8-sig")
    reading = read_file(path)
    assert [code.path for code in reading.codes] == ["Waiting", "等待"]
    assert (reading.format, reading.sources, reading.counts) == ("csv (codebook)", (), {"rows": 2, "codes": 2})


def test_a_list_of_highlights_is_refused(tmp_path):
    path = tmp_path / "highlights.csv"
    path.write_text("id,document,tag,content\n1,anna.docx,Waiting,It was late again.\n", "utf-8")
    with pytest.raises(ReadError) as err:
        read_file(path)
    assert str(err.value) == (
        f"{path} is a list of highlights from Taguette, not what people said in full. Add the project itself "
        "(.sqlite3), or the transcripts."
    )
