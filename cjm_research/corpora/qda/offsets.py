r"""Where a selection of another tool begins and ends in our text, whatever that tool counts.

Tools agree that a selection has a first and a last position, and differ in what they count: a line end is one or two
(``\r\n``), a byte order mark is one or none, an emoji is one (a code point) or two (UTF-16 units). The text that we
keep has ``\n`` line ends and no mark. A `View` is one way to count; `anchor` tries all that the text allows, takes the
one under which the quotes kept beside the selections stand where they should, and tells how sure that is. Nothing is
ever moved to where a quote would fit: a selection that does not fit is told.

>>> found = anchor("Hi 😀\r\nToo dear.", [Selection(7, 15, "Too dear")])
>>> found.view.in_words(), found.text[found.places[0].start : found.places[0].end]
('line ends as in the file, two per emoji', 'Too dear')
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

BOM = "\ufeff"
_BREAK = re.compile(r"\r\n|\r|\n")
_WIDE = re.compile(r"\r\n|\r|\n|[\U00010000-\U0010ffff]")
# Each of these becomes one character, so that no place moves: old marks for a line or page end become line ends.
_SAME_LENGTH = {ord(char): "\n" for char in "\x0b\x0c\x85\u2028\u2029"}
_SAME_LENGTH |= dict.fromkeys((*range(9), *range(14, 32), 127, 65279), " ")
_MOST_LOOKED_UP = 300  # quotes that are looked for in the whole text, so that a hostile file takes no hours
_SHORTEST_CUT = 4  # characters before "…" from which a cut quote tells anything
_LONG = 50  # characters from which a quote may be one that was cut without a mark


@dataclass(frozen=True)
class View:
    """One way to count positions.

    Attributes
    ----------
    breaks : {"as kept", "one", "two"}
        What a line end counts: as many as it has in the file, always one, always two.
    bom : bool
        Whether a byte order mark counts.
    utf16 : bool
        Whether characters beyond U+FFFF count two.
    """

    breaks: str = "as kept"
    bom: bool = False
    utf16: bool = False

    def in_words(self) -> str:
        """Return the view as a phrase for the load report."""
        breaks = {"as kept": "line ends as in the file", "one": "one per line end", "two": "two per line end"}
        parts = [breaks[self.breaks], *["byte order mark counted"] * self.bom, *["two per emoji"] * self.utf16]
        return ", ".join(parts)


@dataclass(frozen=True)
class Selection:
    """Positions as another tool counts them, and the words it keeps for them, cut or in full; empty if none."""

    start: int
    end: int
    quote: str = ""


@dataclass(frozen=True)
class Place:
    """A place in our text.

    Attributes
    ----------
    start, end : int
        ``str`` indexes, half-open.
    verdict : {"match", "mismatch", "untold", "outside"}
        Whether the quote stands there; "untold" if there is none, or it is a name that is nowhere in the text;
        "outside" if the place is not in the text at all (start and end are then 0).
    """

    start: int
    end: int
    verdict: str


@dataclass(frozen=True)
class Anchored:
    """Selections in our text.

    Attributes
    ----------
    text : str
        With line feeds as line ends and no byte order mark.
    places : tuple of Place
        One per selection, in the same order.
    view : View
        How the other tool counts.
    confidence : float
        0 to 1: the share of telling quotes that stand where they should.
    views : int
        How many ways to count differ in this text; 1 means there was nothing to choose.
    """

    text: str
    places: tuple[Place, ...]
    view: View
    confidence: float
    views: int


def plain(raw: str) -> str:
    """Return a text as we keep it: line feeds as line ends, no byte order mark, no control characters."""
    return _BREAK.sub("\n", raw.removeprefix(BOM)).translate(_SAME_LENGTH)


def anchor(raw: str, selections: Sequence[Selection], origin: str = "", prefer: View | None = None) -> Anchored:
    """Return our text and where the selections are in it.

    Parameters
    ----------
    raw : str
        The text as the other tool keeps it, line ends and byte order mark included.
    selections : sequence of Selection
    origin : str
        The tool's name as it stands in the file; tells which view to take where the quotes do not.
    prefer : View, optional
        The view to take where the quotes do not tell another; by default that of the tool.
    """
    text = plain(raw)
    prefer = prefer or usual(origin)
    rulers = _rulers(raw, text, prefer)
    if not selections:
        return Anchored(text, (), rulers[0].view, 1.0, len(rulers))
    matches = [sum(_stands(text, ruler, selection) for selection in selections) for ruler in rulers]
    if any(matches):
        best = max(range(len(rulers)), key=lambda n: (matches[n], _edges(text, rulers[n], selections), -n))
    else:
        best = _by_edges(text, rulers, selections)
    places = _judged(text, rulers[best], selections)
    # Two per line end is no way to count this text unless the quotes say so.
    views = sum(n == best or ruler.view.breaks != "two" for n, ruler in enumerate(rulers))
    return Anchored(text, places, rulers[best].view, _sure(text, views, places), views)


def usual(origin: str) -> View:
    """Return how a tool is known to count."""
    name = origin.casefold()
    return View(breaks="one" if "atlas" in name else "as kept", utf16="nvivo" in name)


class _Ruler:
    """Turns positions of one view into indexes of our text."""

    def __init__(self, raw: str, view: View) -> None:
        self.view = view
        self._shift = int(view.bom and raw.startswith(BOM))
        self._starts: list[int] = []  # positions of the characters that do not count one
        self._ends: list[int] = []
        self._extra = [0]
        body = raw.removeprefix(BOM)
        dropped = 0
        for found in _WIDE.finditer(body):
            width = self._width(found[0])
            if width != 1:
                start = found.start() - dropped + self._extra[-1]
                self._starts.append(start)
                self._ends.append(start + width)
                self._extra.append(self._extra[-1] + width - 1)
            dropped += len(found[0]) - 1

    def _width(self, char: str) -> int:
        if char[0] not in "\r\n":
            return 2 if self.view.utf16 else 1
        return {"as kept": len(char), "one": 1, "two": 2}[self.view.breaks]

    def signature(self) -> tuple[int, tuple[int, ...]]:
        """What tells two views apart on this text."""
        return self._shift, tuple(self._ends)

    def index(self, position: int, is_end: bool) -> int:
        """Return the index of a position; one inside a character is moved to that character's outer edge."""
        position -= self._shift
        n = bisect_right(self._ends, position)
        inside = n < len(self._starts) and self._starts[n] < position
        if inside:
            return self._starts[n] - self._extra[n] + is_end
        return position - self._extra[n]

    def span(self, selection: Selection, length: int) -> tuple[int, int] | None:
        """Return start and end in our text, or None if they are not in it."""
        start, end = self.index(selection.start, False), self.index(selection.end, True)
        return (start, end) if 0 <= start <= end <= length else None


def _rulers(raw: str, text: str, prefer: View) -> list[_Ruler]:
    """Return one ruler per view that differs on this text, the preferred one first."""
    has_bom = raw.startswith(BOM)
    beyond = any(char > "\uffff" for char in text) if not text.isascii() else False
    views = [
        View(breaks, bom, utf16)
        for breaks, bom, utf16 in product(("as kept", "one", "two"), (False, True)[: 1 + has_bom], (False, True))
        if beyond or not utf16
    ]

    def unlikely(view: View) -> tuple[bool, int]:
        differs = (view.breaks != prefer.breaks, view.bom != prefer.bom, view.utf16 != prefer.utf16)
        return view.breaks == "two", sum(differs)

    rulers: dict[tuple[int, tuple[int, ...]], _Ruler] = {}
    for view in sorted(views, key=unlikely):
        ruler = _Ruler(raw, view)
        rulers.setdefault(ruler.signature(), ruler)
    return list(rulers.values())


def _bare(words: str) -> str:
    """Tools fold white space in the names of selections, or lose it, so it does not count."""
    return "".join(words.split())


def _stands(text: str, ruler: _Ruler, selection: Selection) -> bool:
    span = ruler.span(selection, len(text))
    return span is not None and says(selection.quote, text[slice(*span)])


def says(quote: str, words: str) -> bool:
    r"""Return whether a quote, in full or cut with "…", is these words; white space does not count.

    >>> says("Too dear for…", "Too dear\nfor us all"), says("Too", "Too dear")
    (True, False)
    """
    cut = quote.rstrip().removesuffix("…").removesuffix("...")
    is_cut = cut != quote.rstrip()
    want = _bare(cut)
    have = _bare(words[: 4 * len(quote) + 400])
    if not want:
        return bool(quote.strip()) and have == _bare(quote)
    if is_cut:
        return have == _bare(quote) or (len(want) >= _SHORTEST_CUT and have.startswith(want))
    return have == want or (len(want) >= _LONG and have.startswith(want))


def _edges(text: str, ruler: _Ruler, selections: Sequence[Selection]) -> float:
    """Return the share of starts and ends that are at the edge of a word."""
    spans = [ruler.span(selection, len(text)) for selection in selections]
    at = sum(_is_edge(text, index) for span in spans if span for index in span)
    return at / (2 * len(spans))


def _is_edge(text: str, index: int) -> bool:
    return index in (0, len(text)) or not (text[index - 1].isalnum() and text[index].isalnum())


def _by_edges(text: str, rulers: list[_Ruler], selections: Sequence[Selection]) -> int:
    """Without quotes: the preferred view, unless another meets the edges of words clearly better."""
    scores = [_edges(text, ruler, selections) if ruler.view.breaks != "two" else 0.0 for ruler in rulers]
    best = max(range(len(rulers)), key=lambda n: (scores[n], -n))
    return best if scores[best] > scores[0] + 0.15 and len(selections) > 2 else 0


def _judged(text: str, ruler: _Ruler, selections: Sequence[Selection]) -> tuple[Place, ...]:
    whole = ""
    looked_up: dict[str, bool] = {}
    places = []
    for selection in selections:
        span = ruler.span(selection, len(text))
        if span is None:
            places.append(Place(0, 0, "outside"))
            continue
        if says(selection.quote, text[slice(*span)]):
            places.append(Place(*span, "match"))
            continue
        bare = _bare(selection.quote).removesuffix("…").removesuffix("...")
        if bare not in looked_up and len(looked_up) < _MOST_LOOKED_UP:
            whole = whole or _bare(text)
            looked_up[bare] = len(bare) >= _SHORTEST_CUT and bare in whole
        is_quote = looked_up.get(bare, False) or selection.quote.rstrip().endswith("…")
        places.append(Place(*span, "mismatch" if is_quote else "untold"))
    return tuple(places)


def _sure(text: str, views: int, places: Sequence[Place]) -> float:
    verdicts = [place.verdict for place in places]
    right, wrong = verdicts.count("match"), verdicts.count("mismatch") + verdicts.count("outside")
    if right or wrong:
        return round(right / (right + wrong), 2)
    if views == 1:
        return 1.0
    at = sum(_is_edge(text, index) for place in places for index in (place.start, place.end))
    return round(0.8 * at / (2 * len(places)), 2)
