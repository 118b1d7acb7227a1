"""How wide a text is and how many lines it takes, so that no text is larger than its shape.

Which fonts show a deck is not known when it is written. Latin letters are measured as nine tenths of DejaVu Sans, which
is as wide as Arial and wider than Calibri or what usually stands in for it; a 汉字 takes one em, and a gap between it
and a Latin word a quarter. So a text takes the lines counted here or fewer.
Lengths are in points of a page 960 points wide.

>>> face = Face("en")
>>> face.lines("Delivery was two weeks late", 10, 70)
['Delivery was', 'two weeks late']
>>> face.cut("Delivery was two weeks late and nobody called", 10, 70, 2)
'Delivery was two weeks la…'
>>> Face("zh").cut("等了两个小时才看上病", 10, 60, 1)
'等了两个小…'
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cjm_research.exports.linebreak import is_wide, wrap

if TYPE_CHECKING:
    from cjm_research.exports.deck.marks import Para

_LEADING = {"en": 1.25, "zh": 1.4}
_NARROWEST = 0.2
_LATIN = 0.9
_GAP = 0.25
_SEAM = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])(?=[!-~])|(?<=[!-~])(?=[\u3000-\u9fff\uff00-\uffef])")
_UNKNOWN = 1.3
"""Em of a sign that the font lacks, such as an emoji."""
_PAIRED = set("“”‘’…—·")
_BROKEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    r"""Return the text as the format can hold it: what it cannot hold reads "�".

    >>> plain("a\x07b\r\nc")
    'a�b\nc'
    """
    return _BROKEN.sub("�", text.replace("\r\n", "\n").replace("\r", "\n"))


@dataclass(frozen=True)
class Face:
    """The type of a deck in one language."""

    language: str

    def leading(self, size: float) -> float:
        """Return from line to line, in points."""
        return size * _LEADING[self.language]

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """Return the width of a line, in points."""
        chinese = self.language == "zh"
        return size * (sum(_em(char, bold, chinese) for char in text) + _GAP * len(_SEAM.findall(text)))

    def lines(self, text: str, size: float, width: float, bold: bool = False) -> list[str]:
        """Return the text in lines no wider than the width."""
        return list(_lines(self, text, size, width, bold))

    def cut(self, text: str, size: float, width: float, max_lines: int, bold: bool = False) -> str:
        """Return the text, or as much of its beginning as the lines hold, with "…" after it."""
        text = " ".join(text.split())
        most = int(max_lines * width / (size * _NARROWEST)) + 2
        lines = wrap(text[:most], width, lambda line: self.width(line, size, bold), max_lines)
        at = 0
        for line in lines[:-1]:
            at = text.index(line, at) + len(line)
        last = lines[-1] if lines else ""
        if not last.endswith("…") or text.endswith(last, at):
            return text
        stem = last[:-1]
        end = text.index(stem, at) + len(stem)
        return text[:end] + "…"

    def height(self, paragraphs: Iterable[Para], width: float) -> float:
        """Return how high the paragraphs are in a column of that width, in points."""
        return sum(
            each.before + self.leading(each.size) * max(1, len(self.lines(each.text, each.size, width, each.bold)))
            for each in paragraphs
        )


@lru_cache(maxsize=4096)
def _lines(face: Face, text: str, size: float, width: float, bold: bool) -> tuple[str, ...]:
    return tuple(wrap(text, width, lambda line: face.width(line, size, bold)))


@lru_cache(maxsize=16384)
def _em(char: str, bold: bool, chinese: bool) -> float:
    if is_wide(char) or (chinese and char in _PAIRED):
        return 1.0
    return max(_NARROWEST, _LATIN * _advances(bold).get(ord(char), _UNKNOWN))


@cache
def _advances(bold: bool) -> dict[int, float]:
    import matplotlib
    from fontTools.ttLib import TTFont

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    with TTFont(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name, lazy=True) as font:
        widths, em = font["hmtx"].metrics, font["head"].unitsPerEm
        return {code: widths[glyph][0] / em for code, glyph in font.getBestCmap().items()}
