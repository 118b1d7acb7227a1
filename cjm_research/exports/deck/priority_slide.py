"""Priorities as a scatter chart with four fields, and beside it the numbered cards with how sure their rank is.

Where the team entered how hard things are, the fields are quick win, big bet, fill-in and later; where nobody did,
the chart shows what the people said: how many they are and how strongly they feel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from statistics import median
from typing import TYPE_CHECKING

from cjm_research.exports import inks
from cjm_research.exports.cards_made import OPPORTUNITY
from cjm_research.exports.deck.findings_slides import Found, cards_of
from cjm_research.exports.deck.marks import PAD, Box, Cell, described, para, row_height, table, text_box
from cjm_research.exports.deck.notes import card_notes
from cjm_research.exports.deck.scatter_chart import Axis, Dot, Names, scatter_chart
from cjm_research.exports.deck.words import counted
from cjm_research.findings.priority.words import LANE
from cjm_research.settings import Settings

if TYPE_CHECKING:
    from cjm_research.exports.board import Board
    from cjm_research.exports.deck.paper import Paper
    from cjm_research.journeys.map import JourneyMap

_QUADRANTS = ("fill_in", "later", "quick_win", "big_bet")  # left and right below, left and right above
_FIELDS = ("low_low", "high_low", "low_high", "high_high")
_NUMBERED = 10
_SIZE = 10.0
_ONE_TO_FIVE = '[=0]"";[=6]"";0'
"""How the axis of difficulty is labelled: its ends lie beyond the scale."""


@dataclass(frozen=True)
class _Place:
    """A card that can be drawn, and where."""

    found: Found
    x: float
    y: float


@dataclass(frozen=True)
class _View:
    """What is drawn: places, axes, names of the fields, sentences under the chart."""

    places: list[_Place]
    across: Axis
    up: Axis
    fields: list[str]
    told: list[str]
    open: bool


def priority_slides(paper: Paper, board: Board, journey: JourneyMap) -> None:
    """Make a slide for each lane that has ranked cards."""
    for lane in ("pain_point", OPPORTUNITY):
        ranked = [each for each in cards_of(journey, board, lane) if each.rank]
        view = _entered(paper, board, journey, ranked) or _felt(paper, board, ranked)
        if view is not None:
            _slide(paper, board, lane, ranked, view)


def _entered(paper: Paper, board: Board, journey: JourneyMap, ranked: Sequence[Found]) -> _View | None:
    """Return impact against difficulty, where the team entered how hard any card is."""
    hard = {each.card.card_id: each.data["priority"].get("difficulty") or 0 for each in ranked}
    drawn = [each for each in ranked if hard[each.card.card_id]]
    if not drawn:
        return None
    sheet = getattr(journey, "priorities", None)
    impact = dict(zip(sheet.frame["card_id"], sheet.frame["impact"], strict=True)) if sheet is not None else {}
    height = {
        each.card.card_id: float(impact.get(each.card.card_id, each.data["priority"]["score"])) for each in ranked
    }  # fmt: skip
    border = Settings.default().priority.hard_from if sheet is None else sheet.hard_from
    places = [_Place(each, float(hard[each.card.card_id]), height[each.card.card_id]) for each in drawn]
    told = [paper.word("border_impact", hard=f"{border - 0.5:.1f}")]
    if len(drawn) < len(ranked):
        told.append(counted("without_difficulty", len(ranked) - len(drawn), board.language))
    across = Axis(paper.word("difficulty"), 0, 6, border - 0.5, 1, _ONE_TO_FIVE)
    up = _axis(paper.word("impact"), [place.y for place in places], median(height.values()))
    fields = [board.word(f"quadrant_{name}") for name in _QUADRANTS]
    return _View(places, across, up, fields, told, open=False)


def _felt(paper: Paper, board: Board, ranked: Sequence[Found]) -> _View | None:
    """Return how strongly people feel against how many they are."""
    known = [
        (each, each.data["priority"].get("reach"), each.data["priority"].get("intensity")) for each in ranked
    ]  # fmt: skip
    places = [
        _Place(each, float(reach), float(felt)) for each, reach, felt in known if reach is not None and felt is not None
    ]
    if not places:
        return None
    told = [paper.word("border_medians"), paper.word("enter_difficulty")]
    if len(places) < len(ranked):
        told.insert(1, counted("without_intensity", len(ranked) - len(places), board.language))
    xs, ys = [place.x for place in places], [place.y for place in places]
    across, up = _axis(paper.word("reach"), xs, median(xs)), _axis(paper.word("intensity"), ys, median(ys))
    return _View(places, across, up, [paper.word(f"field_{name}") for name in _FIELDS], told, open=True)


def _axis(title: str, values: Sequence[float], border: float) -> Axis:
    """Return an axis with round ends and room around the values for the names of the fields."""
    low, high = min([*values, border]), max([*values, border])
    around = max(high - low, 0.02) * 0.15
    step = next(
        each for each in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5) if each * 8 >= high - low + 2 * around or each == 0.5
    )
    bottom, top = floor((low - around) / step) * step, ceil((high + around) / step) * step
    bottom, top = max(0.0, bottom), min(1.0, top) if high <= 1 else top  # shares and scores lie between 0 and 1
    return Axis(title, round(bottom, 6), round(top, 6), border, step, "0.00" if step < 0.1 else "0.0")


def _slide(paper: Paper, board: Board, lane: str, ranked: Sequence[Found], view: _View) -> None:
    lane_name = LANE[board.language][lane]
    title = paper.word("priority_title_open" if view.open else "priority_title", lane=lane_name)
    left, right = paper.area.cut_left(0.6 * paper.area.width, 18)
    widths = [0.09 * right.width, 0.66 * right.width, 0.25 * right.width]
    told = [*view.told, paper.word("ranks_of", n=len(ranked))]
    foot = " ".join(told) if board.language == "en" else "".join(told)
    under = paper.face.height([para(foot, _SIZE)], left.width) + 4
    rows = _rows(paper, view, widths, right.height)
    numbers = {place.found.card.card_id: at for at, place in enumerate(view.places[: len(rows) - 1], start=1)}
    notes = [foot] + [line for place in view.places[: len(rows) - 1] for line in card_notes(board, place.found.card)]
    notes += _rest(paper, view.places[len(rows) - 1 :])
    sheet = paper.bare(title, notes)
    series = [paper.word(f"series_{name}") for name in ("numbered", "others", "border", "fields")]
    names = Names(*series, corners=tuple(view.fields))
    chart = Box(left.left, left.top, left.width, left.height - under)
    frame = scatter_chart(sheet, chart, _dots(view, numbers), view.across, view.up, names, inks.EDGE[lane])
    described(frame, paper.word("alt_priority", x=view.across.title, y=view.up.title, n=len(view.places)))
    below = Box(left.left, chart.top + chart.height + 4, left.width, under)
    text_box(sheet, below, [para(foot, _SIZE, soft=True)], paper.word("reading_title"))
    table(sheet, right, widths, rows, paper.word("alt_ranks"))


def _dots(view: _View, numbers: dict[str, int]) -> list[Dot]:
    """Return the marks; the number of a card that is hardly apart from another stands behind that one's."""
    labels: dict[str, list[str]] = {}
    named: list[_Place] = []
    for place in view.places:
        own = place.found.card.card_id
        if own in numbers:
            near = next((other for other in named if _near(view, place, other)), None)
            labels.setdefault((near or place).found.card.card_id, []).append(str(numbers[own]))
            named += [] if near else [place]
    return [
        Dot(place.x, place.y, ", ".join(labels.get(place.found.card.card_id, ())), place.found.card.title,
            place.found.card.card_id in numbers)
        for place in view.places
    ]  # fmt: skip


def _near(view: _View, a: _Place, b: _Place) -> bool:
    across, up = view.across, view.up
    return abs(a.x - b.x) < 0.02 * (across.high - across.low) and abs(a.y - b.y) < 0.03 * (up.high - up.low)


def _rows(paper: Paper, view: _View, widths: Sequence[float], room: float) -> list[list[Cell]]:
    rows = [[Cell((para(paper.word(f"col_{name}"), _SIZE, soft=True),)) for name in ("place", "card", "rank")]]
    used, sheet = row_height(rows[0], widths, paper.measuring(), 3), paper.measuring()
    for at, place in enumerate(view.places[:_NUMBERED], start=1):
        card, inner = place.found.card, widths[1] - 2 * PAD
        under = paper.face.cut(f"{place.found.stage} · {card.counts}", 9, inner, 1)
        name = (para(paper.face.cut(card.title, _SIZE + 1, inner, 2), _SIZE + 1), para(under, 9, soft=True))
        row = [Cell((para(str(at), _SIZE + 1, bold=True),)), Cell(name), Cell((para(_rank(paper, place), _SIZE),))]
        used += row_height(row, widths, sheet, 3)
        if used > room and at > 1:
            break
        rows.append(row)
    return rows


def _rank(paper: Paper, place: _Place) -> str:
    priority = place.found.data["priority"]
    low, high = priority.get("rank_low"), priority.get("rank_high")
    if low is None or high is None:
        return paper.word("plain_rank", rank=priority["rank"])
    return paper.word("likely_rank", rank=priority["rank"], low=low, high=high, of=priority.get("of") or high)


def _rest(paper: Paper, places: Sequence[_Place]) -> list[str]:
    """Return the cards without a number, a line each."""
    return [
        " · ".join([paper.word("notes_card", id=place.found.card.card_id), place.found.card.title, place.found.stage,
                    paper.word("rank_of", rank=_rank(paper, place))])
        for place in places
    ]  # fmt: skip
