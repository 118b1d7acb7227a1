"""PDFs with a text layer, made by a word processor, a browser or another tool.

Rows and paragraphs are put together from the places of the glyphs (`papers.pages`, `papers.reflow`), so a place is
``page 3, line 12``: the line counted on the page without its running header. A scanned PDF holds pictures of words and
no words; it is refused.
"""

from __future__ import annotations

import logging
import math
import re
import struct
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from cjm_research.corpora.language import WIDE
from cjm_research.corpora.papers.glyphs import Widths
from cjm_research.corpora.papers.grids import grid_of
from cjm_research.corpora.papers.pages import Piece, rows_of, without_edges, without_line_numbers
from cjm_research.corpora.papers.paragraphs import interview, lines_of
from cjm_research.corpora.papers.reflow import paragraphs_of
from cjm_research.corpora.reading import Reading, Skipped
from cjm_research.errors import ReadError

MAX_BYTES = 200 * 1024**2
MAX_PAGES = 2000
MAX_STEPS = 5_000_000
"""Most drawing steps of one file that are followed; a long interview takes some ten thousand."""

_SHOWS = frozenset({b"Tj", b"TJ", b"'", b'"'})
_FROM_PYPDF = (
    KeyError, ValueError, TypeError, AttributeError, IndexError, RecursionError, AssertionError, ArithmeticError,
    NotImplementedError, LookupError, RuntimeError, OSError, EOFError, zlib.error, struct.error,
)  # fmt: skip
_COMPATIBLE = re.compile("[\u2e80-\u2fdf\ufb00-\ufb06]")  # radicals and ligatures that stand for plain letters
_RADICALS = str.maketrans(
    "⻋⻚⻓⻅⻔⻉⻢⻥⻦⻩⻬⻮⻰⻆⻁⻄⻘⻛⻜⻝⻣⻤⻨⻙⺠⻑⻫⻭⻯⻱",
    "车页长见门贝马鱼鸟黄齐齿龙角虎西青风飞食骨鬼麦韦民長斉歯竜亀",
)  # these have no compatible form in Unicode
_INSIDE = re.compile(f"(?<=[{WIDE}]) (?=[{WIDE}])")
_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]|\\(cid:\\d+\\)")


class _TooMuch(Exception):
    """A page draws more than any document does."""


class PdfReader:
    """Reads ``.pdf``."""

    suffixes: ClassVar[tuple[str, ...]] = (".pdf",)

    def read(self, path: Path, encoding: str | None = None) -> Reading:
        """Return the interview in a PDF.

        Raises
        ------
        ReadError
            If the file is no PDF, protected, damaged, too large, or has no text that could be read.
        """
        pages = _pages(path)
        skipped: list[Skipped] = []
        if any(page.tilted for page in pages):
            words = " ".join(word for page in pages for word in page.tilted)
            skipped.append(Skipped("at an angle", words[:80], "words set at an angle, such as a watermark"))
        bare = [without_line_numbers(page.pieces) for page in pages]
        numbers = [number for _, found in bare for number in found]
        if numbers:
            skipped.append(Skipped("in the margin", f"{numbers[0]} to {numbers[-1]}", "numbers of lines in the margin"))
        rows, running = without_edges([rows_of(pieces) for pieces, _ in bare])
        _check_words(path, "".join(row.text for page in rows for row in page))
        grid = grid_of(rows)
        lines = lines_of(paragraphs_of(grid.above if grid else rows))
        if grid:
            lines += grid.lines
            skipped += grid.skipped
        return interview(path, "pdf", lines, [*skipped, *running], {"pages": len(pages)})


@dataclass(frozen=True)
class _Raw:
    text: str
    place: list[float]
    far: tuple[float, float] | None
    size: float
    bold: bool


@dataclass
class _Page:
    """Collects the pieces of one page while pypdf walks it."""

    top: float
    steps: int = 0
    widths: Widths = field(default_factory=Widths)
    shown: list[Any] = field(default_factory=list)
    shown_at: list[float] = field(default_factory=list)
    raw: list[_Raw] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    tilted: list[str] = field(default_factory=list)

    def step(self, operator: bytes, operands: Any, cm: list[float], tm: list[float]) -> None:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise _TooMuch
        if operator in _SHOWS and operands:
            if self.shown_at != (at := _times(tm, cm)):
                self.shown, self.shown_at = [], at
            parts = operands[0] if operator == b"TJ" else operands[-1:]
            self.shown += parts if isinstance(parts, list) else []

    def text(self, text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        """Keep a stretch of text; what was shown last tells where it ends."""
        words = _clean(text)
        if words.strip():
            name = str(font.get("/BaseFont", "")) if hasattr(font, "get") else ""
            width = self.widths.of(font, self.shown)
            place = _times(tm, cm)
            far = None
            if width is not None and self.shown_at:
                far = (
                    self.shown_at[4] + width * float(size) * self.shown_at[0],
                    self.shown_at[5] + width * float(size) * self.shown_at[1],
                )
            self.raw.append(_Raw(words, place, far, float(size), "bold" in name.lower()))

    def settle(self) -> None:
        """Turn what was collected into pieces, along the direction in which most of the page is written."""
        turns = Counter(dict.fromkeys(range(4), 0))
        for raw in self.raw:
            turns[_direction(raw.place)] += len(raw.text)
        main = turns.most_common(1)[0][0]
        for raw in self.raw:
            if _direction(raw.place) != main:
                self.tilted.append(raw.text.strip())
                continue
            x, y = _turned(raw.place[4], raw.place[5], main)
            height = abs(raw.size) * math.hypot(raw.place[2], raw.place[3]) or 1.0
            words = raw.text.strip()
            guess = x + sum(height * (1.0 if ord(char) > 0x2E7F else 0.5) for char in words)
            end = _turned(*raw.far, main)[0] if raw.far else guess
            if not x < end < x + 4 * (guess - x) + height:
                end = guess
            blanks = (raw.text[0] == " ", raw.text[-1] == " ")
            self.pieces.append(Piece(words, x, self.top - y, end, height, raw.bold, blanks))


def _pages(path: Path) -> list[_Page]:
    """Return the pieces of text on each page."""
    if path.stat().st_size > MAX_BYTES:
        raise ReadError(f"{path} is larger than {MAX_BYTES // 1024**2} MB. Take its pictures out, or save its text.")
    import pypdf
    from pypdf.errors import LimitReachedError, PyPdfError

    with path.open("rb") as file:
        if b"%PDF-" not in file.read(1024):
            raise ReadError(f"{path} is no PDF: it does not begin as one. Export or save it again.")
        file.seek(0)
        try:
            with _quiet():
                return list(_walk(path, pypdf.PdfReader(file)))
        except (_TooMuch, LimitReachedError) as err:
            raise ReadError(
                f"{path} draws or packs far more than an interview does. Save its text and add that."
            ) from err
        except (PyPdfError, *_FROM_PYPDF) as err:
            raise ReadError(
                f"{path} is damaged or cut off ({type(err).__name__}: {str(err)[:80]}). Copy or export it again."
            ) from err


def _walk(path: Path, document: Any) -> Iterator[_Page]:
    if document.is_encrypted and not document.decrypt(""):
        raise ReadError(f"{path} is protected by a password. Open it, remove the password and save it again.")
    n = len(document.pages)
    if n > MAX_PAGES:
        raise ReadError(f"{path} has {n:,} pages, at most {MAX_PAGES:,} are read. Split it.")
    pictures = words = steps = 0
    widths = Widths()
    for sheet in document.pages:
        page = _Page(float(sheet.mediabox.top), steps, widths)
        sheet.extract_text(visitor_text=page.text, visitor_operand_after=page.step)
        steps = page.steps
        page.settle()
        words += sum(len(piece.text) for piece in page.pieces)
        pictures += "/XObject" in (sheet.get("/Resources") or {})
        yield page
    if words < 10 * n and pictures:
        raise ReadError(
            f"{path} has no text layer: its {n} pages are pictures, perhaps a scan. "
            "Run OCR first (for example OCRmyPDF) and add the result."
        )


def _check_words(path: Path, text: str) -> None:
    if not text.strip():
        raise ReadError(f"{path} holds no text. Check that it is the right file; a scan needs OCR first.")
    if len(_UNREADABLE.findall(text)) > 0.2 * len(text):
        raise ReadError(
            f"{path}: its fonts do not say which letters they show, so its words cannot be read. "
            "Export it again with embedded fonts, or run OCR first."
        )


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pypdf's remarks on odd files from the screen; what matters comes as an error."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)


def _clean(text: str) -> str:
    """Return glyphs as letters; pypdf's own guesses at blanks between Chinese characters go."""
    plain = _COMPATIBLE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text).translate(_RADICALS)
    return _INSIDE.sub("", re.sub(r"[ \t\r\n\f\v\xa0]+", " ", plain))


def _times(tm: list[float], cm: list[float]) -> list[float]:
    """Return the product of two transformations, each as six numbers."""
    a, b, c, d, e, f = tm
    p, q, r, s, t, u = cm
    return [a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u]


def _direction(place: list[float]) -> int:
    """Return in which of four directions words run: 0 to the right, 1 upwards, 2 to the left, 3 down; -1 between."""
    quarter = math.degrees(math.atan2(place[1], place[0])) / 90
    return round(quarter) % 4 if abs(quarter - round(quarter)) < 0.05 else -1


def _turned(x: float, y: float, direction: int) -> tuple[float, float]:
    return ((x, y), (y, -x), (-x, -y), (-y, x))[direction] if direction >= 0 else (x, y)
