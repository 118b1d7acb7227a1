r"""Places that move when characters are taken out before them.

`tidy` takes out what no file can carry on (control characters, other line ends than ``\n``) and, for words that were
spoken, blank lines; what it returns knows where each old place went (law 1: no place is ever guessed).

>>> told = tidy("Late.\r\n\r\n  Very.", blank_lines=False)
>>> told.text, told.at(11)
('Late.\nVery.', 6)
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ud800-\udfff"
_LINE_ENDS = re.compile(f"\r\n?|[{_CONTROL}]+")
_SPACES = re.compile(rf"[\s{_CONTROL}]+")
_ANY_CONTROL = re.compile(f"[{_CONTROL}]")


@dataclass(frozen=True)
class Tidy:
    """A text from which something was taken out.

    Attributes
    ----------
    text : str
        What is left.
    edges : tuple of (int, int, int)
        For every change, where the old text goes on after it, where the new text does, and where the change began in
        the new text; in order.
    """

    text: str
    edges: tuple[tuple[int, int, int], ...] = ()

    def at(self, offset: int) -> int:
        """Return where an old place is now; one inside something taken out is where that stood."""
        i = bisect_right(self.edges, offset, key=lambda edge: edge[0]) - 1
        old, new, _ = self.edges[i] if i >= 0 else (0, 0, 0)
        end = self.edges[i + 1][2] if i + 1 < len(self.edges) else len(self.text)
        return min(new + offset - old, end)


def tidy(text: str, blank_lines: bool) -> Tidy:
    """Return the text without what does not belong to it.

    Parameters
    ----------
    text : str
    blank_lines : bool
        Whether blank lines and the space around the text stay: True for a text whose places others refer to.
    """
    pattern = _LINE_ENDS if blank_lines else _SPACES
    pieces: list[str] = []
    edges: list[tuple[int, int, int]] = []
    done = length = 0
    for found in pattern.finditer(text):
        new = _line_end(found[0]) if blank_lines else _space(found[0], found.start() == 0 or found.end() == len(text))
        if new == found[0]:
            continue
        pieces += [text[done : found.start()], new]
        began = length + found.start() - done
        length = began + len(new)
        done = found.end()
        edges.append((done, length, began))
    return Tidy("".join([*pieces, text[done:]]), tuple(edges)) if edges else Tidy(text)


def _line_end(found: str) -> str:
    return "\n" if found[0] == "\r" else ""


def _space(found: str, outermost: bool) -> str:
    if outermost:
        return ""
    return "\n" if "\n" in found or "\r" in found else _ANY_CONTROL.sub("", found)
