"""Colours of a study's own codes: a palette for all eyes, and what is wrong with a colour that somebody chose.

Eight hues: of Okabe and Ito (2008, Color Universal Design), of Tol (2021, SRON/EPS/TN/09-002) and one of IBM's design
library; those that stand out 3 : 1 (WCAG 2.2, 1.4.11) on white as on the dark ground of JupyterLab and are farthest
from each other to all eyes (least ΔE*ab 14). Colour is never alone: every code has a shape too. How a person with
protanopia or deuteranopia sees a colour follows Machado, Oliveira and Fernandes (2009, IEEE TVCG 15(6), table 1,
severity 1.0); how far two colours are from each other is CIE 1976 ΔE*ab.

>>> round(contrast("#000000", "#ffffff"), 1)
21.0
>>> round(distance("#d05050", "#8a7a30")), round(distance("#d05050", "#8a7a30", "deuteranopia"))
(56, 9)
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from cjm_research.codes.own_code import OWN

if TYPE_CHECKING:
    from cjm_research.codes.codebook import Codebook

PALETTE = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#785ef0", "#117733", "#aa3377", "#ee6677")
"""In the order in which they are given."""

SHAPES = ("circle", "square", "triangle", "diamond", "cross", "ring", "bar", "star")
"""What stands beside the colour."""

FAMILY_COLORS = {"goal": "#0072b2", "motivation": "#009e73", "pain_point": "#d55e00"}
GROUNDS = ("#ffffff", "#111111")
"""The grounds that marks are drawn on: light and dark theme of JupyterLab."""

_LEAST_CONTRAST = 3.0
_LEAST_DISTANCE = 12.0
# Mahy, Van Eycken and Oosterlinck (1994, Color Research & Application 19(2)): a ΔE*ab of 2.3 is just noticeable side by
# side; small marks apart need a multiple of it, here five times.

_SEEN = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}
_TO_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
_WHITE = (0.95047, 1.0, 1.08883)  # D65

_WARNED = {
    "en": {
        "faint": "The colour {color} hardly stands out on a {ground} ground ({ratio} : 1, at least 3 : 1 is needed). "
        "Choose one of the palette.",
        "#ffffff": "light",
        "#111111": "dark",
        "alike": "{name!r} and {other!r} look alike{to}. Choose another colour for one of them; until then their "
        "shapes tell them apart.",
        "": "",
        "protanopia": " to people with red-blindness (protanopia)",
        "deuteranopia": " to people with green-blindness (deuteranopia)",
    },
    "zh": {
        "faint": "颜色 {color} 在{ground}底上不够明显（{ratio} : 1，至少要 3 : 1）。请从色板里选一个。",
        "#ffffff": "浅色",
        "#111111": "深色",
        "alike": "“{name}”和“{other}”的颜色{to}太像。请给其中一个换颜色；在此之前只能靠形状区分。",
        "": "",
        "protanopia": "在红色盲的人看来",
        "deuteranopia": "在绿色盲的人看来",
    },
}


def color_of(book: Codebook, code: str) -> str:
    """Return the colour of a code ("goal/explicit", "code:trust") or a family: its own, else one of the palette."""
    if not code.startswith(OWN):
        return FAMILY_COLORS.get(code.split("/")[0], PALETTE[-1])
    ids = [own.id for own in book.own]
    own = book.own_code(code.removeprefix(OWN))
    return own.color or PALETTE[ids.index(own.id) % len(PALETTE)]


def next_color(book: Codebook, parent: str, family: str) -> str:
    """Return the colour of the palette that the fewest siblings have, then the fewest of all."""
    siblings = [code for code in book.own if (code.parent, code.family) == (parent, family) and not code.retired]
    near = Counter(color_of(book, code.kind) for code in siblings)
    far = Counter(color_of(book, code.kind) for code in book.own)
    return min(PALETTE, key=lambda color: (near[color], far[color], PALETTE.index(color)))


def shape_of(book: Codebook, code: str) -> str:
    """Return the shape of a code: from its id, another where one before it under the same code has that shape."""
    if "/" in code and not code.startswith(OWN):
        family = code.split("/")[0]
        siblings = [entry.subtype for entry in book.codes if entry.family == family]
        return SHAPES[siblings.index(code.split("/")[1]) % len(SHAPES)]
    if not code.startswith(OWN):
        return "square"
    own = book.own_code(code.removeprefix(OWN))
    held: list[str] = []
    for other in book.own:
        if (other.parent, other.family) == (own.parent, own.family):
            start = int(hashlib.sha256(other.id.encode()).hexdigest(), 16) % len(SHAPES)
            turned = (*SHAPES[start:], *SHAPES[:start])
            held.append(
                next((shape for shape in turned if held.count(shape) < 1 + len(held) // len(SHAPES)), turned[0])
            )
            if other.id == own.id:
                break
    return held[-1]


def warnings(book: Codebook, code: str, language: str = "en") -> list[str]:
    """Return what is wrong with the colour of a code, one sentence each; empty when all is well.

    Parameters
    ----------
    book : Codebook
        That holds it.
    code : str
        A study's own code, "code:trust".
    language : {"en", "zh"}
        Of the sentences.
    """
    words, own = _WARNED[language], book.own_code(code.removeprefix(OWN))
    color = color_of(book, own.kind)
    found = []
    for ground in GROUNDS:
        ratio = contrast(color, ground)
        if ratio < _LEAST_CONTRAST:
            found.append(words["faint"].format(color=color, ground=words[ground], ratio=f"{ratio:.1f}"))
    for other in book.own:
        if other.id == own.id or other.retired or (other.parent, other.family) != (own.parent, own.family):
            continue
        eye = next(
            (eye for eye in ("", *_SEEN) if distance(color, color_of(book, other.kind), eye) < _LEAST_DISTANCE), None
        )
        if eye is not None:
            names = {"name": own.title(language), "other": other.title(language)}
            found.append(words["alike"].format(**names, to=words[eye]))
    return found


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2)."""
    high, low = sorted((_xyz(_linear(color))[1] for color in (one, other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def distance(one: str, other: str, eye: str = "") -> float:
    """Return how far two colours are from each other to an eye: "" (most), "protanopia" or "deuteranopia"."""
    first, second = (_lab(_seen(_linear(color), eye)) for color in (one, other))
    return sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) ** 0.5


def _linear(color: str) -> tuple[float, ...]:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def _times(rows: tuple[tuple[float, ...], ...], values: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(sum(a * b for a, b in zip(row, values, strict=True)) for row in rows)


def _seen(linear: tuple[float, ...], eye: str) -> tuple[float, ...]:
    return tuple(min(max(part, 0.0), 1.0) for part in _times(_SEEN[eye], linear)) if eye else linear


def _xyz(linear: tuple[float, ...]) -> tuple[float, ...]:
    return _times(_TO_XYZ, linear)


def _lab(linear: tuple[float, ...]) -> tuple[float, float, float]:
    def root(part: float) -> float:
        return part ** (1 / 3) if part > (6 / 29) ** 3 else part / (3 * (6 / 29) ** 2) + 4 / 29

    x, y, z = (root(part / white) for part, white in zip(_xyz(linear), _WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)
