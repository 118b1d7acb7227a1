"""How wide glyphs of a PDF's fonts are, so that it is known where words end.

>>> font = {"/Subtype": "/TrueType", "/FirstChar": 65, "/Widths": [700, 600]}
>>> Widths().of(font, [b"AB"])
1.3
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_MOST = 70_000  # glyphs of one font whose widths are kept
_USUAL = 500.0


@dataclass(frozen=True)
class _Table:
    n_bytes: int
    widths: dict[int, float]
    other: float
    scale: float


@dataclass
class Widths:
    """The widths of the fonts of one file, each font read once."""

    _tables: dict[int, tuple[Any, _Table | None]] = field(default_factory=dict)

    def of(self, font: Any, shown: Sequence[Any]) -> float | None:
        """Return the width of some strings set in a font.

        Parameters
        ----------
        font : mapping or None
            The font's dictionary.
        shown : sequence of bytes or float
            Strings as they stand in the page, and the offsets between them.

        Returns
        -------
        float or None
            In multiples of the font size; None where the font does not tell.
        """
        if not isinstance(font, Mapping):
            return None
        if id(font) not in self._tables:
            self._tables[id(font)] = (font, _table(font))
        table = self._tables[id(font)][1]
        if table is None:
            return None
        total = 0.0
        for part in shown:
            if isinstance(part, bytes):
                total += sum(table.widths.get(code, table.other) for code in _codes(part, table.n_bytes)) * table.scale
            elif isinstance(part, int | float):
                total -= float(part) / 1000
            else:
                return None
        return round(total, 6)


def _codes(data: bytes, n_bytes: int) -> Sequence[int]:
    if n_bytes == 1:
        return data
    return [int.from_bytes(data[i : i + 2], "big") for i in range(0, len(data) - 1, 2)]


def _table(font: Mapping[str, Any]) -> _Table | None:
    if font.get("/Subtype") == "/Type0":
        below = _plain(_plain(font.get("/DescendantFonts"))[0]) if font.get("/DescendantFonts") else None
        if not isinstance(below, Mapping) or font.get("/Encoding") != "/Identity-H":
            return None
        return _Table(2, _cid_widths(_plain(below.get("/W")) or ()), float(below.get("/DW", 1000)), 0.001)
    given = _plain(font.get("/Widths"))
    if not given:
        return None
    first = int(font.get("/FirstChar", 0))
    scale = 0.001
    if font.get("/Subtype") == "/Type3":
        scale = abs(float((_plain(font.get("/FontMatrix")) or (0.001,))[0]))
    widths = {first + i: float(_plain(width)) for i, width in enumerate(list(given)[:_MOST])}
    return _Table(1, widths, _USUAL, scale)


def _cid_widths(entries: Sequence[Any]) -> dict[int, float]:
    """Read ``c [w …]`` and ``first last w``."""
    widths: dict[int, float] = {}
    parts = [_plain(entry) for entry in entries[:_MOST]]
    i = 0
    while i + 1 < len(parts) and len(widths) < _MOST:
        if isinstance(parts[i + 1], Sequence):
            widths.update({int(parts[i]) + k: float(_plain(width)) for k, width in enumerate(parts[i + 1])})
            i += 2
        elif i + 2 < len(parts):
            last = min(int(parts[i + 1]), int(parts[i]) + _MOST)
            widths.update(dict.fromkeys(range(int(parts[i]), last + 1), float(parts[i + 2])))
            i += 3
        else:
            break
    return widths


def _plain(value: Any) -> Any:
    """Return what a reference inside a PDF points to."""
    return value.get_object() if hasattr(value, "get_object") else value
