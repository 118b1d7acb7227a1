"""A scene as SVG: shapes and outlines only, so Chromium, Inkscape and PowerPoint draw the same with no font at all.

Text is one path a line. What it says is kept beside it for readers who cannot see it: ``role="img"`` and
``aria-label`` on the line, ``<title>`` and ``data-…`` (card, segment, document, place, whole quote) on the group.
"""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from cjm_research.exports.glyphs import Typeface
from cjm_research.exports.scene import Area, Box, Dot, Group, Line, Run, Scene, Shape

SLANT = 0.18
BOLDER = 34
"""Width of the stroke, in thousandths of an em, that makes the one weight of the font bold."""


def to_svg(scene: Scene) -> str:
    """Return the picture as an SVG 1.1 document.

    Parameters
    ----------
    scene : Scene
        Sizes in pixels.

    Returns
    -------
    str
        Coordinates to a hundredth of a pixel, so that the bytes do not depend on the machine.
    """
    width, height = _number(scene.width), _number(scene.height)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="map-title map-description">\n'
        f'<title id="map-title">{_text(scene.title)}</title>\n'
        f'<desc id="map-description">{_text(scene.description)}</desc>\n'
    )
    body = "\n".join(_shape(item, scene.face) for item in scene.items)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}{body}\n</svg>\n'


def _shape(shape: Shape, face: Typeface) -> str:
    match shape:
        case Box():
            place = _attributes(x=shape.x, y=shape.y, width=shape.width, height=shape.height)
            return f'<rect {place} fill="{shape.fill or "none"}"{_edge(shape)}/>'
        case Line():
            return f'<polyline points="{_points(shape.points)}" fill="none"{_stroke(shape)}/>'
        case Area():
            return f'<polygon points="{_points(shape.points)}" fill="{shape.fill}"{_opacity(shape.opacity, "fill-")}/>'
        case Dot():
            place = _attributes(cx=shape.x, cy=shape.y, r=shape.radius)
            return f'<circle {place} fill="{shape.fill}" stroke="{shape.edge}"{_opacity(shape.opacity)}/>'
        case Run():
            return _run(shape, face)
        case Group():
            inner = "\n".join(_shape(item, face) for item in shape.items)
            data = "".join(f" data-{key}={_quoted(value)}" for key, value in shape.data.items())
            title = f"<title>{_text(shape.title)}</title>" if shape.title else ""
            return f"<g{data}>{title}\n{inner}\n</g>"


def _run(run: Run, face: Typeface) -> str:
    scale = run.size / 1000
    slant = SLANT * scale if run.slanted else 0
    matrix = " ".join(_number(value, 5) for value in (scale, 0, slant, -scale, run.x, run.y))
    bold = f' stroke="{run.colour}" stroke-width="{BOLDER}"' if run.bold else ""
    return (
        f'<path role="img" aria-label={_quoted(run.text)} fill="{run.colour}"{bold} '
        f'transform="matrix({matrix})" d="{outline(run.text, face)}"/>'
    )


def outline(text: str, face: Typeface) -> str:
    """Return a line of text as path data in thousandths of an em, y upwards, numbers relative to keep it short."""
    parts, here = [], (0, 0)
    for x, glyph in face.glyphs(text):
        shift = round(x * 1000)
        start = here
        for act, numbers in glyph.steps:
            if act == "Z":
                parts.append("z")
                here = start
                continue
            points = [(numbers[i] + shift, numbers[i + 1]) for i in range(0, len(numbers), 2)]
            parts.append(act.lower() + _relative(points, here))
            here = points[-1]
            if act == "M":
                start = here
    return "".join(parts)


def _relative(points: list[tuple[int, int]], here: tuple[int, int]) -> str:
    written = ""
    for x, y in points:
        for number in (x - here[0], y - here[1]):
            written += str(number) if not written or number < 0 else f" {number}"
    return written


def _edge(box: Box) -> str:
    return f' stroke="{box.edge}" stroke-width="{_number(box.line)}"{_dashes(box.dashed)}' if box.edge else ""


def _stroke(line: Line) -> str:
    return f' stroke="{line.colour}" stroke-width="{_number(line.line)}"{_dashes(line.dashed)}{_opacity(line.opacity)}'


def _dashes(dashed: bool) -> str:
    return ' stroke-dasharray="4 3"' if dashed else ""


def _opacity(value: float, prefix: str = "") -> str:
    return "" if value == 1 else f' {prefix}opacity="{_number(value)}"'


def _points(points: tuple[tuple[float, float], ...]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in points)


def _attributes(**values: float) -> str:
    return " ".join(f'{name}="{_number(value)}"' for name, value in values.items())


def _number(value: float, digits: int = 2) -> str:
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _text(text: str) -> str:
    return escape(_allowed(text))


def _quoted(text: str) -> str:
    return quoteattr(_allowed(text), {"\n": "&#10;", "\t": "&#9;"})


def _allowed(text: str) -> str:
    """Replace what XML 1.0 cannot hold, even escaped, by a visible sign."""
    return "".join(char if (char >= " " and char not in "\ufffe\uffff") or char in "\n\t" else "�" for char in text)
