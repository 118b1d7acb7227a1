"""SPSS files: labels, questions, missing values, multiple responses."""

import pandas as pd
import pyreadstat
import pytest

from cjm_research.corpora import read_file
from cjm_research.corpora.surveys.spss import SpssReader
from cjm_research.errors import ReadError

SAID = [
    "The kettle leaked on day one.",
    "Nobody rang me back.",
    "I paid twice for one box.",
    "It was the wrong colour.",
    "",
    "The lid does not close.",
]
SAGT = ["水壶第一天就漏水", "没有人给我回电话", "一个盒子我付了两次钱", "颜色发错了", "", "盖子盖不上"]


def save(path, said, labels):
    frame = pd.DataFrame(
        {
            "resp": [f"a{n}" for n in range(6)],
            "kind": [1.0, 2, 1, 9, 2, 1],
            "nps": [10.0, 0, 7, 8, 99, 3],
            "q3": said,
            "when": pd.to_datetime([f"2026-03-0{n + 1}" for n in range(6)]),
        }
    )
    pyreadstat.write_sav(
        frame,
        str(path),
        column_labels={
            "resp": "Response ID",
            "kind": labels[0],
            "nps": labels[1],
            "q3": labels[2],
            "when": "Date submitted",
        },
        variable_value_labels={"kind": {1: labels[3], 2: labels[4], 9: "no answer"}},
        missing_ranges={"kind": [9], "nps": [99]},
        compress=path.suffix == ".zsav",
    )
    return path


@pytest.mark.parametrize("suffix", [".sav", ".zsav"])
@pytest.mark.parametrize(
    ("said", "labels"),
    [
        (SAID, ["Customer type", "How likely are you to recommend us?", "What went wrong?", "new", "returning"]),
        (SAGT, ["客户类型", "您有多大可能推荐我们？", "最让您头疼的是什么？", "新客户", "老客户"]),
    ],
    ids=["en", "zh"],
)
def test_labels_stand_for_codes_and_variables(tmp_path, suffix, said, labels):
    reading = read_file(save(tmp_path / f"s{suffix}", said, labels))
    first = reading.sources[0]
    assert first.attributes[labels[0]] == labels[3]
    assert first.attributes["NPS"] == "10"
    assert [(turn.question, turn.text) for turn in first.turns] == [(labels[2], said[0])]
    assert first.recorded_at == "2026-03-01"
    assert labels[0] not in reading.sources[3].attributes
    assert "NPS" not in reading.sources[4].attributes
    assert reading.counts["rows"] == reading.counts["respondents"] == 6
    assert [source.respondent for source in reading.sources] == [f"a{n}" for n in range(6)]


def test_a_person_may_say_what_a_variable_is(tmp_path):
    path = save(tmp_path / "s.sav", SAID, ["Customer type", "How likely?", "What went wrong?", "new", "returning"])
    assert "How likely?" not in SpssReader(columns={"nps": "unused"}).read(path).sources[0].attributes
    with pytest.raises(ReadError) as caught:
        SpssReader(columns={"npss": "unused"}).read(path)
    assert str(caught.value) == (
        f"{path}: no column is called 'npss'. Columns: 'Response ID', 'Customer type', 'How likely?', "
        "'What went wrong?', 'Date submitted'."
    )


def test_a_file_that_is_no_spss_file_is_refused(tmp_path):
    (tmp_path / "a.sav").write_text("hello there")
    with pytest.raises(ReadError) as caught:
        read_file(tmp_path / "a.sav")
    assert str(caught.value) == (
        f"{tmp_path / 'a.sav'} is no SPSS file inside, though its name says so. Save it as .sav again."
    )


@pytest.mark.parametrize("keep", [0.2, 0.6])
def test_a_file_that_is_cut_off_is_refused(tmp_path, keep):
    path = save(tmp_path / "s.sav", SAID, ["A", "B", "C", "new", "old"])
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    with pytest.raises(ReadError, match="it is damaged, cut off or in another encoding"):
        read_file(path)


def test_a_set_of_multiple_responses_is_one_question():
    from types import SimpleNamespace

    from cjm_research.corpora.surveys.spss import _table

    frame = pd.DataFrame({"m1": [1.0, 0, 1], "m2": [0.0, 0, 1], "c1": [1.0, 2, None], "why": SAID[:3]})
    meta = SimpleNamespace(
        column_names_to_labels={"m1": "App", "m2": "Shop", "c1": "First", "why": "Why?"},
        variable_value_labels={"c1": {1.0: "red", 2.0: "blue"}},
        mr_sets={
            "used": {
                "is_dichotomy": True,
                "counted_value": 1,
                "label": "What did you use?",
                "variable_list": ["m1", "m2"],
            },
            "seen": {"is_dichotomy": False, "counted_value": None, "label": "", "variable_list": ["c1"]},
        },
    )
    head, rows = _table(frame, meta)
    assert head.names == ("What did you use?", "seen", "Why?")
    assert [row[0] for row in rows] == ["App┋", "", "App┋Shop"]
    assert [row[1] for row in rows] == ["red┋", "blue┋", ""]
