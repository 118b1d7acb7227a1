"""Text as outlines: every glyph of a picture is drawn as a path, so that it looks the same on every machine.

Two fonts that install with the package are used, whatever the system has, so that the bytes are the same everywhere:
Noto Sans CJK for 汉字 and Latin, and the DejaVu Sans of matplotlib for signs that it lacks. The Noto file is ordered
for Traditional Chinese; its own ``locl`` table gives the Simplified shapes. A sign that neither font holds is written
out: an emoji as its name in brackets, anything else as "�"; never an empty box.

Lengths are in units of the font size (1.0 = one em).
"""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from cjm_research.exports.linebreak import is_wide

_PAIRED = set("“”‘’…")
_GAP = 0.125
"""The thin space drawn between 汉字 and Latin, in em; no character is added to the text."""
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\ufeff\u00ad]")


@dataclass(frozen=True)
class Glyph:
    """One glyph of a font.

    Attributes
    ----------
    advance : float
        How far the pen moves, in em.
    steps : tuple
        ``("M"|"L"|"C"|"Z", numbers)`` in thousandths of an em, y upwards; C has two handles and an end.
    """

    advance: float
    steps: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True)
class _Font:
    """One font file, opened lazily."""

    path: Path

    @cached_property
    def table(self):
        from fontTools.ttLib import TTFont

        return TTFont(io.BytesIO(self.path.read_bytes()), lazy=True, fontNumber=0)

    @cached_property
    def names(self) -> dict[int, str]:
        return self.table.getBestCmap()

    @cached_property
    def outlines(self):
        return self.table.getGlyphSet()

    @cached_property
    def scale(self) -> float:
        return 1000 / self.table["head"].unitsPerEm

    @cache  # noqa: B019 - fonts live as long as the process
    def swaps(self, feature: str, language: str) -> dict[str, str]:
        """Return the single substitutions of an OpenType feature, from glyph to glyph."""
        if "GSUB" not in self.table:
            return {}
        gsub = self.table["GSUB"].table
        found: dict[str, str] = {}
        for index in _features(gsub, language):
            record = gsub.FeatureList.FeatureRecord[index]
            if record.FeatureTag == feature:
                for lookup in record.Feature.LookupListIndex:
                    for sub in gsub.LookupList.Lookup[lookup].SubTable:
                        sub = getattr(sub, "ExtSubTable", sub)
                        found |= getattr(sub, "mapping", {})
        return found

    @cache  # noqa: B019
    def glyph(self, name: str) -> Glyph:
        from fontTools.pens.recordingPen import DecomposingRecordingPen

        pen = DecomposingRecordingPen(self.outlines)
        self.outlines[name].draw(pen)
        return Glyph(self.outlines[name].width * self.scale / 1000, tuple(_steps(pen.value, self.scale)))


def _features(gsub, language: str) -> list[int]:
    tag = {"zh": "ZHS "}.get(language)
    for script in gsub.ScriptList.ScriptRecord:
        if script.ScriptTag == "hani":
            for record in script.Script.LangSysRecord:
                if record.LangSysTag == tag:
                    return record.LangSys.FeatureIndex
            return script.Script.DefaultLangSys.FeatureIndex
    return []


def _steps(value: list, scale: float):
    def numbers(*points: tuple[float, float]) -> tuple[int, ...]:
        return tuple(round(number * scale) for point in points for number in point)

    here = (0.0, 0.0)
    for act, points in value:
        if act == "moveTo":
            yield "M", numbers(*points)
        elif act == "lineTo":
            yield "L", numbers(*points)
        elif act == "curveTo":
            yield "C", numbers(*points)
        elif act == "qCurveTo":
            for handle, end in _quadratics(points):
                first = tuple(a + 2 / 3 * (b - a) for a, b in zip(here, handle, strict=True))
                second = tuple(c + 2 / 3 * (b - c) for b, c in zip(handle, end, strict=True))
                yield "C", numbers(first, second, end)
                here = end
        elif act in ("closePath", "endPath"):
            yield "Z", ()
        if points and points[-1] is not None:
            here = points[-1]


def _quadratics(points: tuple) -> list:
    from fontTools.pens.basePen import decomposeQuadraticSegment

    return decomposeQuadraticSegment(points)


@dataclass(frozen=True)
class Typeface:
    """The fonts of a picture in one language.

    Attributes
    ----------
    language : {"en", "zh"}
        Chooses the Chinese shapes and the width of quotation marks that both scripts share.
    fonts : tuple of _Font
        Tried in order for each character.
    """

    language: str
    fonts: tuple[_Font, ...]

    def glyphs(self, text: str) -> list[tuple[float, Glyph]]:
        """Return each glyph of a line with its place on the line, in em."""
        placed, x = [], 0.0
        for index, char in enumerate(text):
            before = text[index - 1] if index else " "
            if _needs_gap(before, char):
                x += _GAP
            narrow = self._among_latin(text, index)
            # The CJK font's ellipsis is wider than an em; among Latin letters three full stops are drawn.
            for part in "..." if char == "…" and narrow else char:
                glyph = self._glyph(part, narrow)
                placed.append((x, glyph))
                x += glyph.advance
        return placed

    def width(self, text: str) -> float:
        """Return the width of a line, in em."""
        placed = self.glyphs(text)
        return placed[-1][0] + placed[-1][1].advance if placed else 0.0

    def holds(self, char: str) -> bool:
        """Return whether one of the fonts has a glyph for the character."""
        return any(ord(char) in font.names for font in self.fonts)

    def writable(self, text: str) -> str:
        """Return the text with every sign that no font holds written out.

        >>> typeface("en").writable("fine 🚚")
        'fine [delivery truck]'
        """
        text = _INVISIBLE.sub("", " ".join(text.split()))
        return "".join(char if self.holds(char) else self._written_out(char) for char in text)

    def _written_out(self, char: str) -> str:
        if unicodedata.category(char) in ("So", "Sk", "Cn"):
            name = unicodedata.name(char, "emoji").lower()
            return "[表情]" if self.language == "zh" else f"[{name}]"
        return "�"

    def _among_latin(self, text: str, index: int) -> bool:
        """Whether a mark that both scripts share stands in a line without 汉字 and takes its narrow form."""
        return text[index] in _PAIRED and (self.language == "en" or not any(map(is_wide, text)))

    def _glyph(self, char: str, narrow: bool) -> Glyph:
        font = next((font for font in self.fonts if ord(char) in font.names), self.fonts[-1])
        name = font.names.get(ord(char), ".notdef")
        name = font.swaps("locl", self.language).get(name, name) if not narrow else name
        if narrow:
            name = font.swaps("pwid", self.language).get(name, name)
        return font.glyph(name)


def _needs_gap(left: str, right: str) -> bool:
    return (_is_han(left) and _is_word(right)) or (_is_word(left) and _is_han(right))


def _is_han(char: str) -> bool:
    return is_wide(char) and unicodedata.category(char) == "Lo"


def _is_word(char: str) -> bool:
    return (char.isalnum() and not is_wide(char)) or char == "%"


@cache
def _font(path: Path) -> _Font:
    return _Font(path)


@cache
def typeface(language: str) -> Typeface:
    """Return the typeface of a language."""
    import matplotlib

    dejavu = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    return Typeface(language, (_font(packaged_font()), _font(dejavu)))


def packaged_font() -> Path:
    """Return the file of Noto Sans CJK; where its package is not installed, a Chinese font of the system."""
    try:
        import cvttf_NotoSansCJK_Regular as package
    except ImportError:
        from cjm_research.plots.fonts import cjk_font

        return cjk_font()
    return Path(package.get_TTF_path())
