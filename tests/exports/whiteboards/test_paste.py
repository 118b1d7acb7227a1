from __future__ import annotations

import csv
import io

import pytest

from cjm_research.exports.whiteboards import words
from cjm_research.exports.whiteboards.paste import INSIGHTS, PasteExporter


def _written(journey, folder):
    paths = {path.name: path for path in PasteExporter().write(journey, folder)}
    assert list(paths) == ["paste.tsv", "paste.csv", "theydo-insights.csv", "whiteboards-readme.txt"]
    return paths


def _csv(path):
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_matrix_has_stages_across_lanes_down_and_a_card_a_cell(journey, tmp_path):
    rows = _csv(_written(journey, tmp_path)["paste.csv"])
    stages = journey.data["stages"]
    assert rows[0][1:] == [stage["name"][journey.language] for stage in stages]
    assert {len(row) for row in rows} == {len(stages) + 1}
    for index, stage in enumerate(stages, start=1):
        cells = [row[index] for row in rows if row[index].endswith("]")]
        assert [cell.rpartition("[")[2].rstrip("]") for cell in cells] == [
            card["id"] for family in ("goal", "motivation", "pain_point")
            for card in stage["cards"] if card["family"] == family
        ]  # fmt: skip


def test_empty_cell_says_no_evidence(make, tmp_path):
    for language, words_ in (("en", "no evidence (12 asked)"), ("zh", "没有证据（访问了12人）")):
        rows = _csv(_written(make(language), tmp_path)["paste.csv"])
        assert [words_ in row for row in rows].count(True) >= 3


def test_tabs_and_commas_hold_the_same_cells(odd, tmp_path):
    paths = _written(odd, tmp_path)
    rows = _csv(paths["paste.csv"])
    assert [line.split("\t") for line in paths["paste.tsv"].read_text("utf-8").rstrip("\n").split("\n")] == rows


def test_no_cell_is_a_formula(odd, tmp_path):
    paths = _written(odd, tmp_path)
    rows = _csv(paths["paste.csv"]) + _csv(paths["theydo-insights.csv"])
    texts = [cell for row in rows for cell in row]
    assert any(cell.startswith("'=") for cell in texts)
    numbers = {"-1", "0", "1"}  # the column of impacts holds numbers, not what people said
    assert not [cell for cell in texts if cell.startswith(tuple("=+-@＝＋－＠")) and cell not in numbers]


def test_insights_have_type_impact_and_the_way_back(journey, tmp_path):
    head, *rows = _csv(_written(journey, tmp_path)["theydo-insights.csv"])
    assert tuple(head) == INSIGHTS
    cards = {card["id"]: card for stage in journey.data["stages"] for card in stage["cards"]}
    assert sorted(row[7] for row in rows) == sorted(cards)
    kinds = {"goal": "job", "motivation": "need", "pain_point": "pain"}
    for row in rows:
        card = cards[row[7]]
        assert (row[0].removeprefix("'"), row[2]) == (card["title"], kinds[card["family"]])
        assert row[8].split() == sorted(item["segment_id"] for item in card["evidence"])
        rated = any(item["emotion"] is not None for item in card["evidence"])
        assert row[3] in ({"-1", "0", "1"} if rated else {""})


def test_impact_follows_the_mean_of_people(english, tmp_path):
    card = english.data["stages"][0]["cards"][0]["id"]
    for emotion, expected in ((1.2, "-1"), (2.5, "0"), (3.6, "1"), (None, "")):
        english.evidence.loc[english.evidence["card_id"] == card, "emotion"] = emotion
        rows = _csv(_written(english, tmp_path)["theydo-insights.csv"])
        assert next(row[3] for row in rows if row[7] == card) == expected


def test_persona_of_the_map_is_named(chinese, tmp_path):
    chinese.data["journey"] = {"kind": "current state", "persona": {"客户类型": "老客户"}}
    rows = _csv(_written(chinese, tmp_path)["theydo-insights.csv"])
    assert {row[4] for row in rows[1:]} == {"老客户"}


@pytest.mark.parametrize(
    ("language", "sentence", "experimental"),
    [
        ("en", "The import schemas of Smaply, UXPressia, Custellence and TheyDo are not public.", "EXPERIMENTAL"),
        ("zh", "Smaply、UXPressia、Custellence、TheyDo的导入格式均未公开。", "试验性"),
    ],
)
def test_note_says_what_is_not_known_of_the_tools(language, sentence, experimental, make, tmp_path):
    text = _written(make(language), tmp_path)["whiteboards-readme.txt"].read_text("utf-8")
    assert text == words.readme(language)
    assert sentence in text
    lines = {line.split(" ")[1].split("：")[0]: line for line in text.splitlines() if line.startswith("- ")}
    for name in ("journey.lucid", "lucid.csv", "journey.cjml.xml"):
        assert experimental in lines[name]
