"""When answers were given: the dates of a whole column, read as ISO 8601.

Whether 03/04/2026 is in March or in April, a column tells only as a whole: one date with a number above 12 settles it.
Where none does, the year alone is kept and this is said.

>>> Dates.of(["13/02/2026 10:05", "03/04/2026"]).iso("03/04/2026")
'2026-04-03'
>>> Dates.of(["03/04/2026"]).iso("03/04/2026"), Dates.of([]).iso("2026年6月15日 下午3:05")
('2026', '2026-06-15T15:05:00')
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
    "dec": 12,
}  # fmt: skip
_TIME = (
    r"(?:[T\s,]*(?P<half>上午|下午|凌晨|早上|中午|晚上)?\s*(?P<h>\d{1,2})[:：](?P<mi>\d{2})(?:[:：](?P<s>\d{2})(?:\.\d+)?)?"
    r"\s*(?P<ampm>[ap]\.?m\.?)?\s*(?:GMT|UTC)?(?P<zone>Z|[+-]\d{1,2}(?::?\d{2})?)?.{0,6})?"
)
_YEAR_FIRST = re.compile(rf"(?i)(?P<y>\d{{4}})[-/.年](?P<m>\d{{1,2}})[-/.月](?P<d>\d{{1,2}})日?{_TIME}")
_YEAR_LAST = re.compile(rf"(?i)(?P<a>\d{{1,2}})[-/.](?P<b>\d{{1,2}})[-/.](?P<y>\d{{4}}|\d{{2}}){_TIME}")
_NAMED = re.compile(
    rf"(?i)(?:[a-z]{{3,9}},?\s+)?(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?P<mon>[a-z]{{3}})[a-z]*\.?|"
    rf"(?P<mon2>[a-z]{{3}})[a-z]*\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?),?[\s-]+(?P<y>\d{{4}}){_TIME}"
)
_LATE = ("下午", "晚上")


@dataclass(frozen=True)
class Dates:
    """How the dates of one column are read.

    Attributes
    ----------
    order : {"day", "month", "", "both"}
        What stands first where the year stands last; empty where nothing tells, "both" where the column disagrees.
    ambiguous : str
        The first date, in sorted order, that could be read both ways; empty if there is none.
    """

    order: str = ""
    ambiguous: str = ""

    @classmethod
    def of(cls, cells: Iterable[str]) -> Dates:
        """Settle the order over all cells of a column."""
        first = second = False
        doubtful = ""
        for cell in cells:
            hit = _YEAR_LAST.fullmatch(cell.strip())
            if not hit:
                continue
            a, b = int(hit["a"]), int(hit["b"])
            first |= a > 12
            second |= b > 12
            if a <= 12 and b <= 12 and a != b and (not doubtful or cell.strip() < doubtful):
                doubtful = cell.strip()
        order = "both" if first and second else "day" if first else "month" if second else ""
        return cls(order, doubtful if order in ("", "both") else "")

    def iso(self, cell: str) -> str:
        """Return a date as ISO 8601 as exact as it is known; empty where the cell is none."""
        text = cell.strip()
        if hit := _YEAR_FIRST.fullmatch(text):
            return _iso(int(hit["y"]), int(hit["m"]), int(hit["d"]), hit)
        if hit := _NAMED.fullmatch(text):
            month = _MONTHS.get((hit["mon"] or hit["mon2"]).lower(), 0)
            return _iso(int(hit["y"]), month, int(hit["d"] or hit["d2"]), hit)
        if hit := _YEAR_LAST.fullmatch(text):
            return self._year_last(hit)
        return ""

    def _year_last(self, hit: re.Match[str]) -> str:
        a, b = int(hit["a"]), int(hit["b"])
        year = int(hit["y"]) + (2000 if len(hit["y"]) == 2 else 0)
        if a > 12 or (self.order == "day" and b <= 12):
            return _iso(year, b, a, hit)
        if b > 12 or self.order == "month" or a == b:
            return _iso(year, a, b, hit)
        return f"{year:04}"


def is_date(cell: str) -> bool:
    """Return whether a cell holds a date."""
    return bool(Dates("day").iso(cell) or Dates("month").iso(cell))


def _iso(year: int, month: int, day: int, hit: re.Match[str]) -> str:
    try:
        if hit["h"] is None:
            return datetime(year, month, day).date().isoformat()
        late = (hit["ampm"] or "").lower().startswith("p") or hit["half"] in _LATE
        hour = (
            int(hit["h"]) % 12 + 12 * late
            if hit["ampm"] or hit["half"] in (*_LATE, "上午", "凌晨", "早上")
            else int(hit["h"])
        )
        if hour == int(hit["mi"]) == int(hit["s"] or 0) == 0:  # midnight stands for a date without a time
            return datetime(year, month, day).date().isoformat()
        moment = datetime(year, month, day, hour, int(hit["mi"]), int(hit["s"] or 0))
    except ValueError:
        return ""
    return moment.isoformat() + _zone(hit["zone"])


def _zone(zone: str | None) -> str:
    if not zone or zone in ("Z", "z"):
        return "Z" if zone else ""
    digits = zone[1:].replace(":", "").ljust(2, "0") if len(zone) > 2 else f"0{zone[1:]}"
    digits = digits if len(digits) in (2, 4) else f"0{digits}"
    return f"{zone[0]}{digits[:2]}:{digits[2:4] or '00'}"
