from __future__ import annotations

import dataclasses
import zipfile
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pytest

from cjm_research.exports.workbook import WorkbookExporter

SHEETS = {
    "en": ["Map", "Cards", "Stages", "Findings", "Evidence", "Emotion", "Priorities", "Steps and touchpoints",
           "Codebook", "Participants", "Methods and limits", "Read me", "cjm_baseline"],
    "zh": ["旅程图", "卡片", "阶段", "发现", "证据", "情绪", "优先级", "步骤与触点", "编码本", "参与者", "方法与局限",
           "说明", "cjm_baseline"],
}  # fmt: skip


@pytest.fixture
def book(journey, tmp_path):
    return _book(journey, tmp_path)


def _book(journey, folder, material=None):
    (path,) = WorkbookExporter(material=material).write(journey, folder)
    return openpyxl.load_workbook(path)


def _sheet(book, journey, name):
    return book[SHEETS[journey.language][SHEETS["en"].index(name)]]


def _table(sheet):
    rows = list(sheet.iter_rows(values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def _texts(sheet):
    return [cell for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]


def test_sheets_are_named_in_the_language_of_the_journey(book, journey):
    assert book.sheetnames == SHEETS[journey.language]


def test_evidence_sheet_holds_every_quote_exactly_at_its_place(book, journey):
    texts = journey.documents.set_index("name")["text"]
    quote, document, start, end = (
        ("Quote", "Document", "Start", "End") if journey.language == "en" else ("原话", "文档", "起", "止")
    )
    rows = _table(_sheet(book, journey, "Evidence"))
    assert len(rows) == len(journey.evidence)
    for row in rows:
        assert texts[row[document]][row[start] : row[end]] == row[quote]


def test_evidence_sheet_lists_what_speaks_against_a_card_with_its_ids(journey, tmp_path):
    card = journey.data["stages"][0]["cards"][0]
    item = card["evidence"][0]
    card["counter"] = [item]
    against = "against it" if journey.language == "en" else "相反"
    rows = [list(row.values()) for row in _table(_sheet(_book(journey, tmp_path), journey, "Evidence"))]
    (row,) = [row for row in rows if against in row]
    assert {item["quote"], item["document"], item["case_id"], item["segment_id"], card["id"]} <= set(row)


def test_what_people_said_never_becomes_a_formula(book):
    cells = [cell for sheet in book if sheet.sheet_state == "visible" for row in sheet.iter_rows() for cell in row]
    risky = [cell for cell in cells if isinstance(cell.value, str) and cell.value[0] in "=+-@"]
    assert {cell.value[0] for cell in risky} >= {"=", "+"}
    assert {cell.data_type for cell in risky} == {"s"}
    assert all(cell.quotePrefix for cell in risky)
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_map_sheet_says_no_evidence_where_there_is_none(book, journey):
    values = [row[6] for row in _sheet(book, journey, "Map").iter_rows(min_row=7, values_only=True)]
    empty = "no evidence (12 asked)" if journey.language == "en" else "没有证据（访问了12人）"
    assert values.count(empty) == 3 + 1  # three families and the touchpoints


def test_map_sheet_marks_machine_cards_by_a_dashed_edge_and_words(english, tmp_path):
    cells = [cell for row in _book(english, tmp_path)["Map"].iter_rows(min_row=7, min_col=2) for cell in row]
    cards = [cell for cell in cells if cell.value and "people ·" in cell.value and "not reviewed" in cell.value]
    cards += [cell for cell in cells if cell.value and cell.value.endswith("· reviewed")]
    assert len(cards) == 15
    for cell in cards:
        machine = cell.value.endswith("not reviewed")
        assert cell.border.left.style == ("dashed" if machine else "thin")


def test_map_sheet_prints_heading_and_lanes_on_every_page(book, journey):
    sheet = _sheet(book, journey, "Map")
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$5:$5", "$A:$A")
    assert sheet.freeze_panes == "B6"
    assert sheet.print_area.startswith(f"'{sheet.title}'!$A$1:$G$")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (
        "landscape", 8, 0,
    )  # fmt: skip


def test_map_sheet_folds_cards_beyond_the_most_per_cell_and_says_so(english, tmp_path):
    english.cards_per_cell = 1
    sheet = _book(english, tmp_path)["Map"]
    folded = [row for row, size in sheet.row_dimensions.items() if size.outlineLevel == 1]
    assert folded
    assert all(sheet.row_dimensions[row].hidden for row in folded)
    assert "1 more: press + at the left, or see the sheet Cards" in _texts(sheet)


@pytest.mark.parametrize(
    ("language", "head"),
    [
        ("en", "Future state · of Customer type: new · saved version v3"),
        ("zh", "未来设想 · 群体：客户类型: 新 · 已保存版本v3"),
    ],
)
def test_map_sheet_says_of_whom_and_of_which_version_it_is(make, tmp_path, language, head):
    journey = make(language)
    persona = {"Customer type": "new"} if language == "en" else {"客户类型": "新"}
    journey.data["journey"] = {"kind": "future state", "persona": persona, "version": "v3"}
    assert _sheet(_book(journey, tmp_path), journey, "Map")["A3"].value == head


@pytest.mark.parametrize(("language", "words"), [("en", "▼ moment of truth, low: "), ("zh", "▼ 关键时刻（低谷）：")])
def test_map_sheet_shows_steps_and_moments_of_truth(make, tmp_path, language, words):
    journey = make(language)
    stage = journey.data["stages"][2]
    stage["steps"] = [{"id": "p1", "name": {"en": "pay", "zh": "付款"}, "n_people": 4}]
    stage["moment"] = {"kind": "trough", "causes": [stage["cards"][0]["id"]]}
    texts = _texts(_sheet(_book(journey, tmp_path), journey, "Map"))
    assert ("1. pay · 4 people" if language == "en" else "1. 付款 · 4人") in texts
    assert any(words + stage["cards"][0]["title"] in text for text in texts)


def test_emotion_sheet_leaves_a_gap_where_nobody_was_rated(book, journey):
    last = list(_sheet(book, journey, "Emotion").iter_rows(values_only=True))[6]
    assert last[1:] == (None, None, None, 0, None, None, None)


def test_emotion_chart_has_error_bars_and_gaps(english, tmp_path):
    (path,) = WorkbookExporter().write(english, tmp_path)
    with zipfile.ZipFile(path) as archive:
        charts = [archive.read(name).decode() for name in archive.namelist() if "charts/chart" in name]
    assert len(charts) == 2  # above the cards of the map, and on its own sheet
    for chart in charts:
        assert "<c:lineChart>" in chart
        assert "<c:plus><c:numRef><c:f>'Emotion'!$F$2:$F$7</c:f>" in chart
        assert "<c:minus><c:numRef><c:f>'Emotion'!$G$2:$G$7</c:f>" in chart
        assert "dispBlanksAs" not in chart  # a gap is what Excel leaves unless it is told otherwise


@pytest.mark.parametrize(("language", "words"), [("en", "What closed questions measured"), ("zh", "封闭式问题的结果")])
def test_emotion_sheet_says_what_closed_questions_measured(make, tmp_path, language, words):
    journey = make(language)
    journey.data["stages"][4]["measured"] = [
        {"measure": "=CSAT", "n": 40, "mean": 3.5, "low": 3.2, "high": 3.8, "scale": [1, 5]}
    ]
    rows = list(_sheet(_book(journey, tmp_path), journey, "Emotion").iter_rows(values_only=True))
    assert words in [row[0] for row in rows]
    name = journey.data["stages"][4]["name"][language]
    assert (name, 3.5, 3.2, 3.8, 40, "1–5", None, "=CSAT") in rows


def _ranked(journey):
    """Rank two cards of a journey, the second with a difficulty."""
    cards = [card for stage in journey.data["stages"] for card in stage["cards"] if card["family"] == "pain_point"][:2]
    for rank, card in enumerate(cards, start=1):
        card["priority"] = {"score": 0.5 / rank, "rank": rank, "rank_low": 1, "rank_high": 2, "of": 2, "reach": 0.25,
                            "reach_low": 0.1, "reach_high": 0.5, "intensity": 0.9 / rank, "value": 0,
                            "difficulty": 2 * (rank - 1), "quadrant": "" if rank == 1 else "quick win"}  # fmt: skip
    cards[0]["title"] = "=1+1"
    impact = pd.DataFrame({"card_id": [card["id"] for card in cards], "impact": [0.5, 0.25]})
    journey.priorities = SimpleNamespace(
        frame=impact, hard_from=3, reading=lambda language: "one\ntwo", notes=lambda language: ["a note"]
    )
    return cards


@pytest.mark.parametrize(("language", "field"), [("en", "quick win"), ("zh", "快速赢利项")])
def test_priorities_sheet_holds_every_rank_with_its_interval(make, tmp_path, language, field):
    journey = make(language)
    cards = _ranked(journey)
    rows = list(_sheet(_book(journey, tmp_path), journey, "Priorities").iter_rows(values_only=True))
    first, second = rows[-2:]
    assert (first[0], first[1], first[2], first[6]) == (1, 1, 2, "=1+1")
    assert (second[0], second[13], second[14], second[16], second[17]) == (2, 2, 0.25, field, cards[1]["id"])
    assert [row[0] for row in rows[1:3]] == ["one", "two"]


def test_priorities_are_native_scatters_with_titles_that_are_no_formulas(english, tmp_path):
    _ranked(english)
    (path,) = WorkbookExporter().write(english, tmp_path)
    with zipfile.ZipFile(path) as archive:
        charts = [archive.read(name).decode() for name in archive.namelist() if "charts/chart" in name]
    scatters = [chart for chart in charts if "<c:scatterChart>" in chart]
    assert len(scatters) == 2
    for chart in scatters:
        assert "<c:f>Priorities!$" in chart
        assert "=1+1" not in chart.replace("<a:t> =1+1</a:t>", "")
    assert "<a:t> =1+1</a:t>" in scatters[0]
    assert "<a:t>quick win</a:t>" in scatters[1]


@pytest.mark.parametrize(
    ("language", "first", "circle"),
    [("en", "The map follows the order in which people tell it.",
      "Stages that people’s tellings put in a circle: Use → Loyalty."),
     ("zh", "旅程图按人们讲述的顺序排列。", "人们的讲述互相循环的阶段：使用 → 忠诚。")],
)  # fmt: skip
def test_order_sheet_holds_the_votes(make, tmp_path, language, first, circle):
    journey = make(language)
    votes = [{"before": "use", "after": "loyalty", "n_people": 3, "of": 4}]
    journey.data["framework"]["order"] = {"from": "talk", "votes": votes, "cycles": [["use", "loyalty"]]}
    rows = list(_book(journey, tmp_path)["Order of stages" if language == "en" else "阶段顺序"].values)
    assert rows[0][0] == first
    assert circle in [row[0] for row in rows]
    names = [journey.data["stages"][at]["name"][language] for at in (4, 5)]
    assert (*names, 3, 4, 0.75) in [row[:5] for row in rows]
    assert next(row[1:3] for row in rows if row[0] == names[0]) == ("·", 0.75)


def _material(journey):
    """Return what a study holds: five new people and one alone of her kind."""
    cases = [*dict.fromkeys(journey.evidence["case_id"])]
    groups = ["new"] * (len(cases) - 1) + ["the only one"]
    people = pd.DataFrame({"case_id": cases, "Type": groups, "kind": "interview"})
    documents = journey.documents["document_id"]
    turns = pd.DataFrame({"document_id": documents.iloc[0], "case_id": cases})
    return SimpleNamespace(
        coverage=SimpleNamespace(people=people, min_cell=5, reading=lambda language: "heard one\nheard two"),
        saturation=SimpleNamespace(reading=lambda language: "not yet", notes=lambda language: ["a note of saturation"]),
        agreement=None, unquotable=frozenset({"P09"}),
        frames={"cases": pd.DataFrame({"case_id": cases, "kind": "participant"}), "turns": turns},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("language", "name", "rare"), [("en", "Persons", "fewer than 5 people"), ("zh", "逐人", "不足5人")]
)
def test_persons_sheet_tells_no_group_of_few_people(make, tmp_path, language, name, rare):
    journey = make(language)
    material = _material(journey)
    sheet = _book(journey, tmp_path, material)[name]
    told = {row[0]: row[3] for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert set(told) == set(journey.evidence["case_id"])
    assert sorted(set(told.values())) == sorted({"new", rare})
    assert "the only one" not in _texts(sheet)
    assert "kind" not in _texts(sheet)


@pytest.mark.parametrize(
    ("language", "agreement", "unquoted"),
    [("en", "Not measured: fewer than two people coded the same segments.",
      "1 people take part without allowing quotes; their words are left blank."),
     ("zh", "未测量：没有两人以上对同一片段编码。", "有1人参与但不允许引用，其原话留空。")],
)  # fmt: skip
def test_methods_sheet_says_what_the_study_measured_of_itself(make, tmp_path, language, agreement, unquoted):
    journey = make(language)
    texts = _texts(_sheet(_book(journey, tmp_path, _material(journey)), journey, "Methods and limits"))
    assert {agreement, unquoted, "heard one", "heard two", "not yet", "a note of saturation"} <= set(texts)


def test_methods_sheet_is_whole_without_the_study(book, journey):
    texts = _texts(_sheet(book, journey, "Methods and limits"))
    assert journey.data["study"]["run"]["coder"] in texts
    alone = "Agreement, saturation and coverage are in the workbook of the study itself."
    assert (alone if journey.language == "en" else "一致性、饱和度和覆盖情况见由研究直接导出的工作簿。") in texts


def test_text_too_long_for_a_cell_is_cut_in_sight(make, tmp_path):
    journey = make("zh")
    long = "很长的话😀" * 9000
    journey.codebook.codes[0].definition["zh"] = long
    text = _book(journey, tmp_path)["编码本"]["C2"].value
    assert len(text.encode("utf-16-le")) // 2 <= 32_767
    head, note = text.split("……[", 1)
    assert long.startswith(head)
    assert note == "此处截断：全文45,000字符，单元格上限32,767；全文见journey.json]"


def test_control_characters_are_shown_not_written(english, tmp_path):
    english.codebook.codes[0].definition["en"] = "a\x07b\nc"
    assert _book(english, tmp_path)["Codebook"]["C2"].value == "a�b\nc"


def test_findings_at_no_stage_are_listed(english, tmp_path):
    english.findings.loc[0, "stage"] = "none"
    rows = _table(_book(english, tmp_path)["Findings"])
    assert rows[-1]["Stage"] == "no stage"
    assert rows[-1]["Card id"] == english.findings.loc[0, "finding_id"]


def test_date_is_that_of_the_study_and_not_of_the_clock(english, tmp_path):
    assert _book(english, tmp_path).properties.created.isoformat() == "2026-01-15T09:30:00"
    english.data["study"]["created_at"] = None
    assert _book(english, tmp_path).properties.created.year == 2000


def test_the_same_journey_gives_the_same_bytes(journey, make, tmp_path):
    _ranked(journey)
    (first,) = WorkbookExporter().write(journey, tmp_path / "a")
    again = make(journey.language)
    _ranked(again)
    (second,) = WorkbookExporter().write(again, tmp_path / "b")
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_exporter_is_made_of_a_study(english):
    material = _material(english)
    exporter = WorkbookExporter.of(material)
    assert exporter.material is material
    assert dataclasses.replace(exporter, material=None) == WorkbookExporter()


def test_a_title_that_begins_with_a_figure_is_not_read_as_a_size_of_letters(english, tmp_path):
    english.data["study"]["title"] = "2026 & after"
    footer = _book(english, tmp_path)["Map"].oddFooter.left
    assert (footer.text.strip(), footer.size) == ("2026 && after", 8)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "[not quoted; write a paraphrase]"), ("zh", "［未获准引用，请改写］")]
)
def test_words_of_somebody_who_is_not_quoted_are_a_slot_with_its_place(make, tmp_path, language, words):
    journey = make(language)
    card = journey.data["stages"][0]["cards"][0]
    item = card["evidence"][0]
    row = journey.documents.index[journey.documents["name"] == item["document"]][0]
    blocks = "█" * len(item["quote"])
    text = journey.documents.at[row, "text"]
    journey.documents.at[row, "text"] = text[: item["start"]] + blocks + text[item["end"] :]
    own = journey.evidence["segment_id"] == item["segment_id"]
    journey.evidence.loc[own, "quote"] = item["quote"] = blocks
    rows = [row for row in _sheet(_book(journey, tmp_path), journey, "Evidence").values if item["segment_id"] in row]
    assert {words, item["case_id"], item["start"], item["end"], card["id"]} <= set(rows[0])
    assert blocks not in rows[0]


def test_fields_of_effort_part_at_the_middle_card_of_the_whole_lane(english, tmp_path):
    _ranked(english)  # impact 0.5 and 0.25, only the second with a difficulty
    rows = list(_book(english, tmp_path)["Priorities"].iter_rows(values_only=True))
    level = [row[20] for row in rows if row[19:21] in ((0.0, 0.375), (7.0, 0.375))]
    upright = [row[19] for row in rows if row[19] == 2.5]
    assert (level, upright) == ([0.375] * 2, [2.5] * 2)
