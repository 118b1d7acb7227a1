"""The sheet Priorities: a native scatter of reach and intensity, and every rank with its interval.

Titles stand at the marks of the first ranks, as far as there is room: a picture with all of them says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from statistics import median
from typing import TYPE_CHECKING, Any

from cjm_research.exports import inks
from cjm_research.exports.cards_made import shown
from cjm_research.exports.linebreak import is_wide

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.worksheet import Worksheet

    from cjm_research.exports.workbook import Desk
    from cjm_research.journeys.map import JourneyMap

_CHART_ROWS = 24
_MOST_NAMED = 16
_NAME = {"en": 30, "zh": 15}  # characters of a title at a mark
_WIDTH, _HEIGHT = 1440, 440  # pixels of a chart, as wide as the table
_SCALE = 62  # per cent, at which the table is as wide as A4
_MARKS = {"pain_point": "circle", "opportunity": "diamond"}
_CORNERS = {
    "reach": ("corner_few_strong", "corner_many_strong", "corner_few_mild", "corner_many_mild"),
    "effort": ("quadrant_quick_win", "quadrant_big_bet", "quadrant_fill_in", "quadrant_later"),
}  # left above, right above, left below, right below
_COLUMNS = (
    ("col_rank", 7), ("col_rank_low", 10), ("col_rank_high", 10), ("col_of", 6), ("col_lane", 13), ("stage", 14),
    ("col_title", 36), ("col_people", 8), ("col_reach", 8), ("col_reach_low", 10), ("col_reach_high", 10),
    ("col_intensity", 10), ("col_worth", 10), ("col_difficulty", 10), ("col_impact", 8), ("col_ranked", 8),
    ("col_field", 12), ("col_card", 15),
)  # fmt: skip
_AT = {key: index for index, (key, _) in enumerate(_COLUMNS)}
Row = dict[str, Any]


@dataclass(frozen=True)
class _Picture:
    """One scatter: its axes, and the lane it is of; a pain point and what would repair it share one place."""

    key: str
    x: str
    y: str
    lane: str

    def title(self, desk: Desk) -> str:
        """Return what stands above it."""
        colon = "：" if desk.board.language == "zh" else ": "
        return f"{desk.board.families[self.lane]}{colon}{desk.word(f'chart_{self.key}')}"

    def shown(self, row: Row) -> bool:
        """Whether a card has its place in it."""
        return row[self.x] is not None and row[self.y] is not None and self.lane == row["family"]


def priorities_sheet(desk: Desk, journey: JourneyMap) -> None:
    """Write the charts, the sentences that say how sure the ranks are, and the table."""
    sheet = desk.sheet("priorities")
    rows = ranked(desk, journey)
    if not rows:
        desk.put(sheet, 0, 0, desk.word("nothing_ranked"), text_wrap=False)
        return
    at = 0
    for at, line in enumerate(_sentences(desk, journey)):
        style = {"bold": True, "font_size": 13} if at == 0 else {}
        desk.line(sheet, at, line, sum(width for _, width in _COLUMNS), len(_COLUMNS), **style)
    pictures = _pictures(rows)
    heading = at + 2 + len(pictures) * _CHART_ROWS
    for number, picture in enumerate(pictures):
        top = at + 2 + number * _CHART_ROWS
        n = _scatter(desk, sheet, rows, picture, (top, heading), _hard(journey))
        desk.put(
            sheet,
            top + _CHART_ROWS - 1,
            0,
            desk.word(f"lines_{picture.key}", n=n),
            font_color=inks.SOFT,
            text_wrap=False,
        )
    values = [[row[key] for key, _ in _COLUMNS] for row in rows]
    last = desk.rows(sheet, heading, [(desk.word(key), width) for key, width in _COLUMNS], values)
    sheet.autofilter(heading, 0, last, len(_COLUMNS) - 1)
    # Two charts a page, the table on its own; page breaks take a scale in place of "one page across".
    sheet.set_print_scale(_SCALE)
    sheet.set_h_pagebreaks([*(at + 2 + number * _CHART_ROWS for number in range(2, len(pictures), 2)), heading])
    sheet.print_area(0, 0, last, len(_COLUMNS) - 1)


def _pictures(rows: list[Row]) -> list[_Picture]:
    """Return the scatters for which there are cards, by lane; that of effort where a difficulty is entered."""
    kinds = (("reach", "col_reach", "col_intensity"), ("effort", "col_difficulty", "col_impact"))
    wanted = [_Picture(*kind, lane) for lane in dict.fromkeys(row["family"] for row in rows) for kind in kinds]
    return [picture for picture in wanted if any(map(picture.shown, rows))]


def _hard(journey: JourneyMap) -> float:
    """Return the difficulty at which the fields part."""
    return 2.5 if journey.priorities is None else journey.priorities.hard_from - 0.5


def ranked(desk: Desk, journey: JourneyMap) -> list[Row]:
    """Return the cards that have a rank, by lane and rank, by the keys of the columns."""
    board = desk.board
    frame = None if journey.priorities is None else journey.priorities.frame
    impact = {} if frame is None else dict(zip(frame["card_id"], frame["impact"], strict=True))
    cards = {card.card_id: card for column in board.columns for own in column.cells.values() for card in own}
    rows = []
    for stage in shown(journey.data["stages"]):
        for data in shown(stage["cards"]):
            rank = data.get("priority")
            if rank:
                card = cards[data["id"]]
                rows.append(_row(rank, card, board.families[card.family], stage["name"][board.language],
                                 impact.get(card.card_id)))  # fmt: skip
    lanes = [*board.families.values()]
    field = {row["col_card"]: _field(desk, row["col_field"]) for row in rows}
    rows = [row | {"col_field": field[row["col_card"]]} for row in rows]
    return sorted(rows, key=lambda row: (lanes.index(row["col_lane"]), row["col_rank"], row["col_card"]))


def _row(rank: dict[str, Any], card: Any, lane: str, stage: str, impact: float | None) -> Row:
    return {
        "col_rank": rank["rank"], "col_rank_low": rank.get("rank_low"), "col_rank_high": rank.get("rank_high"),
        "col_of": rank.get("of"), "col_lane": lane, "stage": stage, "col_title": card.title,
        "col_people": card.n_people, "col_reach": rank.get("reach"), "col_reach_low": rank.get("reach_low"),
        "col_reach_high": rank.get("reach_high"), "col_intensity": rank.get("intensity"),
        "col_worth": rank.get("value") or None, "col_difficulty": rank.get("difficulty") or None,
        "col_impact": None if impact is None else float(impact), "col_ranked": rank["score"],
        "col_field": rank.get("quadrant", ""), "col_card": card.card_id, "family": card.family,
    }  # fmt: skip


def _field(desk: Desk, quadrant: str) -> str:
    return desk.word("quadrant_" + quadrant.replace(" ", "_").replace("-", "_")) if quadrant else ""


def _sentences(desk: Desk, journey: JourneyMap) -> list[str]:
    if journey.priorities is None:
        return [desk.word("sheet_priorities")]
    language = journey.language
    return [desk.word("sheet_priorities"), *journey.priorities.reading(language).split("\n")]


def _scatter(
    desk: Desk, sheet: Worksheet, rows: list[Row], picture: _Picture, places: tuple[int, int], hard: float
) -> int:
    """Draw the cards of a lane; return how many carry their titles."""
    top, heading = places
    chart, name = desk.book.add_chart({"type": "scatter"}), sheet.get_name()
    drawn = [row for row in rows if picture.shown(row)]
    own = [(at, row) for at, row in enumerate(rows, start=heading + 1) if row["family"] == picture.lane]
    x, y = _middle(drawn, [row for _, row in own], picture, hard)
    bounds = _bounds(drawn, picture, y)
    named = _named(drawn, picture, bounds, desk.board.language)
    first, last = own[0][0], own[-1][0]
    labels = [{"value": named[row["col_card"]]} if row["col_card"] in named else {"delete": True}
              for _, row in own]  # fmt: skip
    chart.add_series({
        "name": own[0][1]["col_lane"], "categories": [name, first, _AT[picture.x], last, _AT[picture.x]],
        "values": [name, first, _AT[picture.y], last, _AT[picture.y]],
        "marker": {"type": _MARKS.get(picture.lane, "square"), "size": 8, "border": {"color": inks.PAPER},
                   "fill": {"color": inks.EDGE[picture.lane]}},
        "data_labels": {"custom": labels, "value": True, "position": "right", "font": {"size": 9}},
    })  # fmt: skip
    _fields(desk, sheet, chart, picture, top, (x, y, *bounds))
    _dress(desk, chart, picture, bounds)
    sheet.insert_chart(top, 0, chart, {"description": picture.title(desk)})
    return len(named)


def _middle(drawn: list[Row], lane: list[Row], picture: _Picture, hard: float) -> tuple[float, float]:
    """Return where the fields part; those of effort at the middle card of the whole lane, drawn or not."""
    if picture.key == "effort":
        return hard, median(row[picture.y] for row in lane if row[picture.y] is not None)
    return median(row[picture.x] for row in drawn), median(row[picture.y] for row in drawn)


def _fields(desk: Desk, sheet: Worksheet, chart: Chart, picture: _Picture, top: int, lines: tuple[float, ...]) -> None:
    """Draw the middle lines and name the four fields in their corners; their places stand beside the chart."""
    x, y, left, right, low, high = lines
    name, column = sheet.get_name(), len(_COLUMNS) + 1
    edge_x, edge_y = (right - left) * 0.005, (high - low) * 0.03
    points = [(x, low), (x, high), (left, y), (right, y)]
    points += [(at, up) for up in (high - edge_y, low + edge_y) for at in (left + edge_x, right - edge_x)]
    desk.put(sheet, top, column, desk.word("for_chart"), font_color=inks.SOFT, font_size=8, text_wrap=False)
    for at, point in enumerate(points, start=top + 1):
        for offset, value in enumerate(point):
            desk.put(sheet, at, column + offset, float(value), font_color=inks.SOFT, font_size=8, num_format="0.00")

    def cells(first: int, last: int, offset: int) -> list[Any]:
        return [name, top + 1 + first, column + offset, top + 1 + last, column + offset]

    dash = {"color": inks.SOFT, "width": 1, "dash_type": "dash"}
    for first in (0, 2):
        chart.add_series({"categories": cells(first, first + 1, 0), "values": cells(first, first + 1, 1),
                          "line": dash, "marker": {"type": "none"}})  # fmt: skip
    for at, corner in enumerate(_CORNERS[picture.key], start=4):
        side = "left" if at % 2 else "right"
        font = {"size": 10, "italic": desk.board.language == "en", "color": inks.SOFT}
        labels = {"value": True, "custom": [{"value": desk.word(corner)}], "position": side, "font": font}
        chart.add_series({"categories": cells(at, at, 0), "values": cells(at, at, 1), "marker": {"type": "none"},
                          "data_labels": labels})  # fmt: skip


def _dress(desk: Desk, chart: Chart, picture: _Picture, bounds: tuple[float, float, float, float]) -> None:
    left, right, bottom, top = bounds
    rule = {"visible": True, "line": {"color": inks.RULE, "width": 0.5}}
    title = {"size": 10, "bold": False, "color": inks.SOFT}
    effort = picture.key == "effort"
    chart.set_x_axis({"name": desk.word(f"axis_{picture.key}"), "name_font": title, "min": left, "max": right,
                      "num_format": '[<1]"";[>5]"";0' if effort else "0%", "major_gridlines": {"visible": False},
                      **({"major_unit": 1} if effort else {})})  # fmt: skip
    axis = desk.word("axis_impact" if effort else "axis_intensity")
    chart.set_y_axis({"name": axis, "name_font": title, "min": bottom, "max": top, "num_format": "0.0",
                      "major_unit": 0.1, "major_gridlines": rule})  # fmt: skip
    chart.set_title({"name": picture.title(desk), "name_font": {"size": 13, "bold": True}})
    chart.set_legend({"none": True})
    chart.set_size({"width": _WIDTH, "height": _HEIGHT})
    chart.set_chartarea({"border": {"color": inks.RULE}})


def _bounds(rows: list[Row], picture: _Picture, level: float) -> tuple[float, float, float, float]:
    """Return where the axes begin and end, the level line within: left, right, bottom, top."""
    xs, ys = [row[picture.x] for row in rows], [level, *(row[picture.y] for row in rows)]
    bottom, top = max(0.0, _step(min(ys) - 0.06, down=True)), min(1.0, _step(max(ys) + 0.06))
    if picture.key == "effort":
        return 0.0, 7.0, bottom, top
    return 0.0, max(0.05, _step(max(xs) * 1.25, unit=0.01)), bottom, top


def _step(value: float, down: bool = False, unit: float = 0.1) -> float:
    return round((floor if down else ceil)(value / unit) * unit, 6)


def _named(
    rows: list[Row], picture: _Picture, bounds: tuple[float, float, float, float], language: str
) -> dict[str, str]:
    """Return the titles that find room beside their marks, the first ranks first."""
    left, right, bottom, top = bounds
    line, letter = 20 / _HEIGHT, 6.2 / _WIDTH
    taken: list[tuple[float, float, float]] = []
    found: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: (row["col_rank"], row["col_card"])):
        name = _short(row["col_title"], language)
        at, up = (row[picture.x] - left) / (right - left), (row[picture.y] - bottom) / (top - bottom)
        end = at + letter * (3 + sum(2 if is_wide(char) else 1 for char in name))
        if (
            len(found) < _MOST_NAMED
            and end < 1
            and all(abs(up - other) > line or end < start or at > stop for start, stop, other in taken)
        ):
            taken.append((at, end, up))
            found[row["col_card"]] = name
    return found


def _short(title: str, language: str) -> str:
    title = " ".join(title.split())
    most = _NAME["zh" if any(map(is_wide, title)) else language]
    title = title if len(title) <= most else title[: most - 1] + "…"
    # A label that begins with = would be taken for the address of a cell.
    return f" {title}" if title.startswith("=") else title
