"""Plain tables as frames of text."""

import pytest

from cjm_research.corpora.surveys.tables import read_table
from cjm_research.errors import ReadError


def test_a_table_is_read_as_text_with_empty_cells(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes("id,text,context\n01,太贵了,\n02,It was late\n".encode("gb18030"))
    frame = read_table(path)
    assert frame.to_dict("list") == {"id": ["01", "02"], "text": ["太贵了", "It was late"], "context": ["", ""]}


def test_another_format_is_refused(tmp_path):
    path = tmp_path / "t.json"
    path.write_text("{}")
    with pytest.raises(ReadError, match=r"t\.json is no table\. Save it as \.csv, \.tsv or \.xlsx\.$"):
        read_table(path)
