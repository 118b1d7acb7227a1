"""Lines of a given width, in English and Chinese: where a line may end, and where it must not.

A Chinese line breaks between any two 汉字, but never before closing marks such as ，。！？」 and never after opening
ones such as （「 (W3C, Requirements for Chinese Text Layout, §3.1.3). Latin words and numbers stay whole unless one
alone is wider than the line.

>>> wrap("好的，那就这样吧。", 4, len)
['好的，那', '就这样', '吧。']
>>> wrap("one two three", 7, len, max_lines=1)
['one tw…']
"""

from __future__ import annotations

from collections.abc import Callable

_NO_START = set("。，、！？；：）」』】》〉〕〗”’…—～％·.,!?;:)]}%°℃")
_NO_END = set("（「『【《〈〔〖“‘([{")
_ELLIPSIS = "…"


def is_wide(char: str) -> bool:
    """Return whether the character is a 汉字 or a full-width mark, which takes one em and breaks freely."""
    code = ord(char)
    return (
        0x2E80 <= code <= 0xA4CF
        or 0xF900 <= code <= 0xFAFF
        or 0xFE30 <= code <= 0xFE4F
        or (0xFF01 <= code <= 0xFF60 or 0xFFE0 <= code <= 0xFFE6 or 0x20000 <= code <= 0x3FFFF)
    )


def wrap(text: str, width: float, measure: Callable[[str], float], max_lines: int | None = None) -> list[str]:
    """Break a text into lines.

    Parameters
    ----------
    text : str
        Any text; runs of white space count as one space.
    width : float
        The widest a line may be, in the units of ``measure``.
    measure : callable
        From a text to its width.
    max_lines : int, optional
        Where more would be needed, the last line ends in "…" to say that something is missing.

    Returns
    -------
    list of str
        Without trailing spaces; empty if the text is blank.
    """
    lines: list[str] = []
    line = ""
    for atom in _atoms(" ".join(text.split())):
        if not line or measure((line + atom).rstrip()) <= width:
            line += atom
        else:
            lines.append(line.rstrip())
            line = atom
        while measure(line.rstrip()) > width and len(line.rstrip()) > 1:
            head = _fitting(line, width, measure)
            lines.append(head)
            line = line[len(head) :].lstrip()
    if line.strip():
        lines.append(line.rstrip())
    if max_lines is None or len(lines) <= max_lines:
        return lines
    return [*lines[: max_lines - 1], _ended(lines[max_lines - 1], width, measure)]


def _atoms(text: str) -> list[str]:
    """Cut a text into pieces that no line break may fall into."""
    atoms: list[str] = []
    for char in text:
        if atoms and not _may_break(atoms[-1][-1], char):
            atoms[-1] += char
        else:
            atoms.append(char)
    return atoms


def _may_break(left: str, right: str) -> bool:
    if right == " ":
        return False
    if left == " ":
        return True
    if right in _NO_START or left in _NO_END:
        return False
    return is_wide(left) or is_wide(right)


def _fitting(line: str, width: float, measure: Callable[[str], float]) -> str:
    end = len(line) - 1
    while end > 1 and measure(line[:end]) > width:
        end -= 1
    return line[:end]


def _ended(line: str, width: float, measure: Callable[[str], float]) -> str:
    stem = line
    while len(stem) > 1 and measure(stem.rstrip() + _ELLIPSIS) > width:
        stem = stem[:-1]
    return stem.rstrip(" ，、；：,;:") + _ELLIPSIS
