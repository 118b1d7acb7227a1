"""The sheets Emotion, Priorities and Order of stages: figures, and native charts that people can edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cjm_research.exports import inks
from cjm_research.exports.cards_made import shown
from cjm_research.plots.palette import tint

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

    from cjm_research.exports.board import Emotion
    from cjm_research.exports.workbook import Desk
    from cjm_research.journeys.map import JourneyMap

_FIRST, _MEAN, _N, _PLUS, _MINUS = 0, 1, 4, 5, 6  # columns of the sheet Emotion
_MATRIX_WIDTH = 15


def curve_chart(desk: Desk, bare: bool = False) -> Chart:
    """Return the emotion curve with its intervals, drawn from the sheet Emotion; a stage nobody rated leaves a gap.

    Parameters
    ----------
    desk : Desk
    bare : bool
        Without title, axes and margins, so that every point stands above the column of its stage.
    """
    from xlsxwriter.utility import xl_range_abs

    name, last = desk.word("sheet_emotion"), len(desk.board.columns)
    up, down = (f"='{name}'!{xl_range_abs(1, column, last, column)}" for column in (_PLUS, _MINUS))
    points = [_point(column.emotion) for column in desk.board.columns]
    numbers = {"value": True, "num_format": "0.0", "position": "right", "font": {"size": 10}}
    chart = desk.book.add_chart({"type": "line"})
    chart.add_series({
        "name": desk.word("curve"), "categories": [name, 1, _FIRST, last, _FIRST],
        "values": [name, 1, _MEAN, last, _MEAN], "line": {"color": tint(inks.SOFT, 0.45), "width": 1.75},
        "y_error_bars": {"type": "custom", "plus_values": up, "minus_values": down, "line": {"color": inks.SOFT}},
        "marker": {"type": "circle", "size": 9, "fill": {"color": inks.SOFT}, "border": {"color": inks.PAPER}},
        "points": points,
        **({} if bare else {"data_labels": numbers}),
    })  # fmt: skip
    rule = {"visible": True, "line": {"color": inks.RULE, "width": 0.75}}
    axis: dict[str, Any] = {"min": 1, "max": 5, "major_unit": 1, "num_format": "0", "major_gridlines": rule}
    chart.set_legend({"none": True})
    chart.show_blanks_as("gap")
    if bare:
        chart.set_title({"none": True})
        chart.set_y_axis(axis | {"visible": False})
        chart.set_x_axis({"visible": False})
        chart.set_plotarea({"layout": {"x": 0, "y": 0.06, "width": 1, "height": 0.88}})
        chart.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
    else:
        chart.set_y_axis(axis | {"name": desk.word("scale"), "name_font": _quiet()})
        chart.set_x_axis({"num_font": {"size": 10}, "label_position": "low"})
        chart.set_title({"name": desk.word("curve"), "name_font": {"size": 13, "bold": True}, "overlay": False})
        chart.set_chartarea({"border": {"color": inks.RULE}})
    return chart


def _point(point: Emotion) -> dict[str, Any] | None:
    """Return how a point looks: the colour of its emotion, hollow where few people were rated."""
    if point.mean is None:
        return None
    colour = inks.emotion_colour(point.mean)
    return {"fill": {"color": inks.PAPER if point.faint else colour}, "border": {"color": colour, "width": 1.5}}


def _quiet() -> dict[str, Any]:
    return {"size": 9, "bold": False, "color": inks.SOFT}


def emotion_sheet(desk: Desk, journey: JourneyMap) -> None:
    """One row a stage, the native chart below, then what closed questions measured."""
    board, rows = desk.board, []
    for column in board.columns:
        point = column.emotion
        plus = None if point.high is None else point.high - point.mean
        minus = None if point.low is None else point.mean - point.low
        moment = board.word(point.label, cause=point.cause) if point.label else None
        rows.append([column.name, point.mean, point.low, point.high, point.n, plus, minus, moment])
    names = ("stage", "col_mean", "col_low", "col_high", "col_n", "col_plus", "col_minus")
    columns = [(name, 18 if name == "stage" else 13) for name in names]
    sheet = desk.table("emotion", [*columns, ("col_note", 56)], rows)
    row = len(rows) + 1
    notes = [desk.word("legend_emotion"), journey.basis.get(journey.language, "")]
    for note in filter(None, notes):
        desk.put(sheet, row, 0, note, font_color=inks.SOFT, text_wrap=False)
        row += 1
    chart = curve_chart(desk)
    chart.set_size({"width": 900, "height": 380})
    sheet.insert_chart(row + 1, 0, chart, {"description": desk.word("curve")})
    last = _measured(desk, sheet, row + 22, journey, [width for _, width in columns] + [56])
    sheet.print_area(0, 0, last, len(columns))
    sheet.fit_to_pages(1, 1)


def _measured(desk: Desk, sheet: Any, row: int, journey: JourneyMap, widths: list[int]) -> int:
    """Write the means of closed questions by stage, if there are any; return the last row used."""
    rows = [
        [stage["name"][journey.language], entry.get("mean"), entry.get("low"), entry.get("high"), entry["n"],
         "–".join(f"{end:g}" for end in entry.get("scale", ())), None, entry["measure"]]
        for stage in shown(journey.data["stages"])
        for entry in stage.get("measured", ())
    ]  # fmt: skip
    if not rows:
        return row - 1
    desk.put(sheet, row, 0, desk.word("measured"), bold=True, font_size=13, text_wrap=False)
    keys = ("stage", "col_mean", "col_low", "col_high", "col_n", "col_scale", None, "col_measure")
    heads = [desk.word(key) if key else "" for key in keys]
    return desk.rows(sheet, row + 1, list(zip(heads, widths, strict=True)), rows)


def order_sheet(desk: Desk, journey: JourneyMap) -> None:
    """How people tell the stages one after the other; no sheet where nobody voted."""
    order = journey.data["framework"].get("order")
    if not order or not order.get("votes"):
        return
    language = journey.language
    names = {stage["id"]: stage["name"][language] for stage in journey.data["stages"]}
    on_map = [column.stage_id for column in desk.board.columns]
    called = {stage: names.get(stage, stage) for vote in order["votes"] for stage in (vote["before"], vote["after"])}
    arrow = desk.word("joined")
    sheet = desk.sheet("order")
    n_columns = max(len(on_map), 4) + 1
    lines = [desk.word(f"origin_{order['from']}"), (order.get("words") or {}).get(language, ""),
             f"{desk.word('order_of_map')}: {arrow.join(names[stage] for stage in on_map)}"]  # fmt: skip
    if order.get("talk"):
        lines.append(f"{desk.word('order_of_talk')}: {arrow.join(names.get(one, one) for one in order['talk'])}")
    for key, groups in (("circles", order.get("cycles", ())), ("tied", order.get("ties", ()))):
        said = "; ".join((arrow if key == "circles" else " / ").join(names.get(one, one) for one in own)
                         for own in groups)  # fmt: skip
        lines += [desk.word(key, stages=said)] if said else []
    row = 0
    for row, line in enumerate(filter(None, lines)):
        desk.line(sheet, row, line, 24 + _MATRIX_WIDTH * (n_columns - 1), n_columns, bold=row == 0)
    row = _votes_matrix(desk, sheet, row + 2, [one for one in on_map if one in called], order["votes"], called)
    desk.put(sheet, row + 2, 0, desk.word("votes_table"), bold=True, text_wrap=False)
    keys = ("col_before", "col_after", "col_people", "col_voters", "col_share")
    rows = [[called[vote["before"]], called[vote["after"]], vote["n_people"], vote["of"],
             float(vote["n_people"] / max(vote["of"], 1))] for vote in order["votes"]]  # fmt: skip
    widths = [24, *[_MATRIX_WIDTH] * 4]
    last = desk.rows(sheet, row + 3, list(zip(map(desk.word, keys), widths, strict=True)), rows)
    sheet.set_column(len(widths), max(n_columns - 1, len(widths)), _MATRIX_WIDTH)
    sheet.print_area(0, 0, last, n_columns - 1)
    sheet.fit_to_pages(1, 1)


def _votes_matrix(
    desk: Desk, sheet: Any, row: int, stages: list[str], votes: list[dict[str, Any]], called: dict[str, str]
) -> int:
    """Write for every two stages how many tell the one in the row first; return the last row."""
    share = {}
    for vote in votes:
        share[vote["before"], vote["after"]] = vote["n_people"] / max(vote["of"], 1)
        share[vote["after"], vote["before"]] = 1 - vote["n_people"] / max(vote["of"], 1)
    desk.put(sheet, row, 0, desk.word("votes_matrix"), font_color=inks.SOFT, text_wrap=False)
    head = {"bold": True, "bg_color": inks.FAINT}
    for at, stage in enumerate(stages, start=1):
        desk.put(sheet, row + 1, at, called[stage], **head, align="center")
        desk.put(sheet, row + 1 + at, 0, called[stage], **head)
    for (i, first), (j, second) in ((a, b) for a in enumerate(stages, 1) for b in enumerate(stages, 1)):
        cell = "·" if i == j else share.get((first, second))
        desk.put(sheet, row + 1 + i, j, cell, num_format="0%", align="center", border=1, border_color=inks.RULE)
    last = row + 1 + len(stages)
    colours = {"type": "3_color_scale", "min_type": "num", "mid_type": "num", "max_type": "num", "min_value": 0,
               "mid_value": 0.5, "max_value": 1, "min_color": "#f6c9a0", "mid_color": inks.PAPER,
               "max_color": "#a9c7e4"}  # fmt: skip
    if stages:
        sheet.conditional_format(row + 2, 1, last, len(stages), colours)
    return last
