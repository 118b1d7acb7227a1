"""The colours and their roles: one hue per family, one diverging scale for emotion, readable without colour.

Hues are those of Okabe and Ito (2008), told apart by readers with any colour vision; light tints are for fills, the
full hue for edges and marks, and text is near-black on near-white.

>>> tint("#000000", 0.1)
'#e6e6e6'
>>> emotion_colour(3.0)
'#8c8c8c'
"""

from __future__ import annotations

INK = "#1f2328"
QUIET = "#57606a"
RULE = "#d8dee4"
GROUND = "#ffffff"

FAMILY: dict[str, str] = {
    "goal": "#0072b2",
    "motivation": "#009e73",
    "pain_point": "#d55e00",
    "opportunity": "#e69f00",
    "touchpoint": "#767676",
}
"""Family to full hue."""

_EMOTION = ((1.0, "#b35806"), (3.0, "#8c8c8c"), (5.0, "#2166ac"))


def tint(colour: str, share: float = 0.12) -> str:
    """Return the colour mixed into white.

    Parameters
    ----------
    colour : str
        As ``#rrggbb``.
    share : float
        How much of the colour, 0–1.

    Returns
    -------
    str
        As ``#rrggbb``.
    """
    return _mix("#ffffff", colour, share)


def emotion_colour(value: float) -> str:
    """Return the colour of an emotion from orange (1) over grey (3) to blue (5); beyond the ends it stays."""
    value = min(5.0, max(1.0, value))
    (low, from_), (middle, grey), (high, to) = _EMOTION
    if value <= middle:
        return _mix(from_, grey, (value - low) / (middle - low))
    return _mix(grey, to, (value - middle) / (high - middle))


def _mix(first: str, second: str, share: float) -> str:
    pairs = zip(_channels(first), _channels(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
