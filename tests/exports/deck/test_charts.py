from __future__ import annotations

import io
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pytest

CURVE = 2


def _book(chart):
    return openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))["Sheet1"]


def _rounded(values):
    return [None if value is None else round(value, 9) for value in values]


def test_curve_holds_the_numbers_of_the_journey_and_a_gap_where_nobody_was_rated(slides, rich):
    (chart,) = slides.charts(CURVE)
    points = [stage["emotion"] for stage in rich.data["stages"]]
    mean, low, high, moment = chart.plots[0].series
    assert list(chart.plots[0].categories) == [stage["name"][rich.language] for stage in rich.data["stages"]]
    for series, key in ((mean, "mean"), (low, "low"), (high, "high")):
        assert _rounded(series.values) == _rounded([point[key] for point in points])
    assert None in mean.values
    marked = [stage["moment"] for stage in rich.data["stages"]]
    assert [value is not None for value in moment.values] == [bool(each) for each in marked]
    assert "dispBlanksAs" in chart._chartSpace.xml
    assert chart._chartSpace.xpath(".//c:dispBlanksAs/@val") == ["gap"]


def test_error_bars_reach_from_low_to_high(slides, rich):
    (chart,) = slides.charts(CURVE)
    solid = [stage["emotion"] for stage in rich.data["stages"] if stage["emotion"]["low"] is not None]
    for side, wanted in (
        ("plus", [point["high"] - point["mean"] for point in solid]),
        ("minus", [point["mean"] - point["low"] for point in solid]),
    ):
        values = [float(text) for text in chart._chartSpace.xpath(f".//c:errBars/c:{side}//c:v/text()")]
        assert values == pytest.approx(wanted)


def test_workbook_of_the_curve_works_the_bars_out_from_low_and_high(slides, rich):
    sheet = _book(slides.charts(CURVE)[0])
    point = rich.data["stages"][0]["emotion"]
    assert sheet["B2"].value == pytest.approx(point["mean"])
    assert (sheet["F2"].value, sheet["G2"].value, sheet["H2"].value) == ("=D2-B2", "=B2-C2", point["n"])


def test_curve_without_a_moment_of_truth_says_so_and_has_no_such_series(rich, written):
    for stage in rich.data["stages"]:
        stage["moment"] = None
    slides = written(rich)
    (chart,) = slides.charts(CURVE)
    assert len(list(chart.plots[0].series)) == 3
    alike = {
        "en": "Emotion: no stage is told apart from its neighbours",
        "zh": "情绪：没有哪个阶段与相邻阶段有明显差别",
    }
    assert slides.titles[CURVE] == alike[rich.language]


def test_points_of_few_people_are_faint(slides, rich):
    (chart,) = slides.charts(CURVE)
    faint = [
        int(point.findtext("{*}idx", "") or point.find("{*}idx").get("val"))
        for point in chart._chartSpace.iter("{*}dPt")
        if "C4C9CF" in [colour.get("val") for colour in point.iter("{*}srgbClr")]
    ]
    few = [at for at, stage in enumerate(rich.data["stages"]) if 0 < stage["emotion"]["n"] < 3]
    assert faint == few
    assert few


def test_scatter_holds_reach_and_intensity_of_every_ranked_card(slides, rich):
    (chart,) = slides.charts(11)
    pains = [card for stage in rich.data["stages"] for card in stage["cards"] if card["family"] == "pain_point"]
    wanted = sorted((card["priority"]["reach"], card["priority"]["intensity"]) for card in pains)
    space = chart._chartSpace
    *dots, _, _, _ = space.xpath(".//c:ser")
    found = []
    for series in dots:
        xs, ys = ([float(v) for v in series.xpath(f"./c:{name}Val//c:v/text()")] for name in "xy")
        found += zip(xs, ys, strict=True)
    assert [number for pair in sorted(found) for number in pair] == pytest.approx([n for pair in wanted for n in pair])
    table = slides.tables(11)[0]
    assert table.rows[1].cells[2].text == {"en": f"1 (1–{len(pains)})", "zh": f"1（1–{len(pains)}）"}[rich.language]


def _entered(rich):
    pains = [card for stage in rich.data["stages"] for card in stage["cards"] if card["family"] == "pain_point"]
    for at, card in enumerate(pains):
        card["priority"]["difficulty"] = at % 4 + 1 if at else 0
    frame = pd.DataFrame({
        "card_id": [card["id"] for card in pains], "lane": "pain_point",
        "impact": [0.3 + 0.05 * at for at in range(len(pains))],
    })  # fmt: skip
    rich.priorities = SimpleNamespace(frame=frame, hard_from=3, reading=lambda language: "all may come first")
    return pains, frame


def test_scatter_shows_quick_wins_where_difficulty_is_entered(rich, written):
    pains, frame = _entered(rich)
    slides = written(rich)
    at = next(at for at, title in enumerate(slides.titles) if title.startswith(("Priorities", "优先级")))
    (chart,) = slides.charts(at)
    space = chart._chartSpace
    labels = {
        "en": {"quick win", "big bet", "fill-in", "later"},
        "zh": {"快速赢利项", "长期投入项", "顺手可做", "以后再说"},
    }
    assert labels[rich.language] <= set(space.xpath(".//c:dLbl//a:t/text()"))
    xs = [float(v) for v in space.xpath(".//c:ser[1]/c:xVal//c:v/text()")]
    ys = [float(v) for v in space.xpath(".//c:ser[1]/c:yVal//c:v/text()")]
    assert xs == [card["priority"]["difficulty"] for card in pains[1:]]
    assert ys == pytest.approx(frame["impact"].tolist()[1:])
    left_out = {"en": "1 card without a difficulty is not drawn.", "zh": "另有1张卡片未填实施难度，没有画出。"}
    assert left_out[rich.language] in slides.text(at)
    assert "all may come first" in slides.text(slides.at({"en": "Pain points", "zh": "痛点"}[rich.language]))


def test_texts_never_become_formulas_in_the_workbooks_of_charts(rich_english, written):
    for stage in rich_english.data["stages"]:
        stage["name"]["en"] = "=cmd|' /C calc'!A0"
        for card in stage["cards"]:
            card["title"] = "=HYPERLINK(1)"
    slides = written(rich_english)
    for at in (CURVE, 11):
        cells = [cell for row in _book(slides.charts(at)[0]).iter_rows() for cell in row if cell.data_type == "f"]
        assert all(str(cell.value).startswith(("=D", "=B")) for cell in cells)
    assert _book(slides.charts(CURVE)[0])["A2"].value == "=cmd|' /C calc'!A0"
    assert _book(slides.charts(CURVE)[0])["A2"].data_type == "s"


def test_charts_and_tables_tell_a_screen_reader_what_they_show(slides, rich):
    frames = [shape for slide in slides.deck.slides for shape in slide.shapes if shape.has_chart or shape.has_table]
    told = [frame._element.xpath(".//p:cNvPr/@descr")[0] for frame in frames]
    assert len(frames) >= 7
    assert all(told)
    mean = f"{rich.data['stages'][0]['emotion']['mean']:.1f}"
    assert any(mean in text for text in told)
