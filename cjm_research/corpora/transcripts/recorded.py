"""When an interview was recorded, read off the lines above it.

Only dates that mean one day are taken: "06/15/2026" is, "05/06/2026" is not.

>>> recorded_at(["Weekly talk", "15 June 2026, 03:35am", "27m 42s"])
'2026-06-15T03:35:00'
>>> recorded_at(["2026年6月18日 下午2:05"])
'2026-06-18T14:05:00'
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<mon>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_CLOCK = (
    r"(?:[\sT,，at@·•-]{0,6}(?P<half>上午|下午|凌晨|中午|晚上)?\s{0,2}(?P<h>\d{1,2})[:：](?P<mi>\d{2})"
    r"(?:[:：](?P<s>\d{2}))?(?:\s{0,2}(?P<ap>[ap])\.?m\b)?)?"
)
_DATES = (
    re.compile(rf"(?<!\d)(?P<y>(?:19|20)\d\d)[-/.年]\s?(?P<m>\d{{1,2}})[-/.月]\s?(?P<d>\d{{1,2}})(?!\d)日?{_CLOCK}"),
    re.compile(rf"(?i)\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+(?P<y>(?:19|20)\d\d){_CLOCK}"),
    re.compile(rf"(?i)\b{_MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d\d){_CLOCK}"),
    re.compile(r"(?<!\d)(?P<y>20\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)[_T-](?P<h>[0-2]\d)(?P<mi>\d\d)(?P<s>\d\d)?(?!\d)"),
    re.compile(rf"(?<!\d)(?P<a>\d{{1,2}})[/.](?P<b>\d{{1,2}})[/.](?P<y>(?:19|20)\d\d)(?!\d){_CLOCK}"),
)
_LINES, _WIDTH = 60, 400


def recorded_at(lines: Iterable[str]) -> str:
    """Return the first date, with its time where one stands beside it, in the lines above a transcript.

    Parameters
    ----------
    lines : iterable of str

    Returns
    -------
    str
        ISO 8601, or an empty string.
    """
    for _, line in zip(range(_LINES), lines, strict=False):
        for pattern in _DATES:
            for found in pattern.finditer(line[:_WIDTH]):
                moment = _iso(found.groupdict())
                if moment:
                    return moment
    return ""


def _iso(parts: dict[str, str | None]) -> str:
    year, month, day = int(parts["y"] or 0), _month(parts), parts.get("d")
    if month is None and parts.get("a"):
        a, b = int(parts["a"] or 0), int(parts["b"] or 0)
        if (a > 12) == (b > 12) and a != b:
            return ""
        month, day = (b, str(a)) if a > 12 else (a, str(b))
    try:
        date = datetime(year, month or 0, int(day or 0))
    except ValueError:
        return ""
    if not parts.get("h"):
        return date.date().isoformat()
    hour = int(parts["h"] or 0)
    late = (parts.get("ap") or "").lower() == "p" or parts.get("half") in ("下午", "晚上")
    early = (parts.get("ap") or "").lower() == "a" or parts.get("half") == "凌晨"
    hour = hour + 12 if late and hour < 12 else 0 if early and hour == 12 else hour
    try:
        return date.replace(hour=hour, minute=int(parts["mi"] or 0), second=int(parts.get("s") or 0)).isoformat()
    except ValueError:
        return date.date().isoformat()


def _month(parts: dict[str, str | None]) -> int | None:
    if parts.get("mon"):
        return _MONTHS.index((parts["mon"] or "").lower()) + 1
    return int(parts["m"] or 0) if parts.get("m") else None
