r"""The report as Markdown: the same blocks, every sign of the text escaped, figures beside it as files.

Written for CommonMark with the tables of GitHub. Nothing that a person said can open a tag, a link, a heading or a
cell.

>>> escaped("2 * 3 | <b> `x`")
'2 \\* 3 \\| &lt;b&gt; \\`x\\`'
>>> escaped("# no heading\n1. no list")
'\\# no heading\\\n1\\. no list'
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cjm_research.exports.paper.blocks import (
    Block,
    Bullets,
    Contents,
    Figure,
    Heading,
    Page,
    Para,
    Quotation,
    Span,
    Table,
    Title,
    headings,
)
from cjm_research.exports.paper.plain import plain

_SIGNS = re.compile(r"([\\`*_\[\]|~$])")
_TAGS = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_LEADING = re.compile(r"^(\s*)([#+=:-]|\d+(?=[.)]))", re.MULTILINE)
_LINE = "\\\n"
_OUTSIDE = " .:;：；。"
_LOOKS = {"bold": "**", "italic": "*"}


def escaped(words: str) -> str:
    """Return text in which no character is a sign of Markdown or of HTML; line breaks stay line breaks."""
    safe = _SIGNS.sub(r"\\\1", "".join(_TAGS.get(char, char) for char in plain(words)))
    lines = [_led(line.strip()) for line in safe.split("\n")]
    return _LINE.join(line or "&nbsp;" for line in lines) if len(lines) > 1 else lines[0]


def _led(line: str) -> str:
    """Return a line whose beginning is no sign of a heading, a list, a rule or a table."""
    found = _LEADING.match(line)
    if not found:
        return line
    mark, rest = found[2], line[found.end() :]
    return f"{mark}\\{rest}" if mark.isdigit() else f"\\{mark}{rest}"


def cell(words: str) -> str:
    r"""Return text for a cell of a table: on one line.

    >>> cell("a | b\nc")
    'a \\| b<br>c'
    """
    return "<br>".join(escaped(line) for line in plain(words).split("\n"))


def markdown(blocks: Sequence[Block], figures: str = "figures") -> str:
    """Return the report as one Markdown text.

    Parameters
    ----------
    blocks : sequence of Block
    figures : str
        Folder of the pictures, beside the text.
    """
    anchors = {id(heading): anchor for anchor, heading in headings(blocks)}
    parts = [part for block in blocks for part in _block(block, blocks, anchors, figures)]
    return "\n\n".join(parts) + "\n"


def _block(block: Block, blocks: Sequence[Block], anchors: dict[int, str], figures: str) -> Iterator[str]:
    match block:
        case Title():
            yield f"# {_one(block.text)}"
            yield escaped(block.below)
        case Contents():
            yield f"**{escaped(block.word)}**"
            yield "\n".join(
                f"{'  ' * (heading.level - 1)}- [{_one(heading.text)}](#{anchor})"
                for anchor, heading in headings(blocks)
                if heading.level <= 2
            )
        case Heading():
            yield f'<a id="{anchors[id(block)]}"></a>'
            yield f"{'#' * (block.level + 1)} {_one(block.text)}"
        case Para():
            words = "".join(_span(span, span is block.spans[-1]) for span in block.spans)
            yield f"> **!** {words}" if block.kind == "warning" else words
        case Quotation():
            lines = [*escaped(block.text).split("\n"), "", f"— {escaped(block.source)}"]
            yield "\n".join(f"> {line}".rstrip() for line in lines)
        case Bullets():
            yield "\n".join(f"- {escaped(item)}".replace("\n", "\n  ") for item in block.items)
        case Table():
            yield from _table(block)
        case Figure():
            alt = _one(block.alt).replace('"', "&quot;")
            yield f"![{alt}]({figures}/{block.name}.png)"
            yield f"*{_one(block.caption)}*"
        case Page():
            return


def _one(words: str) -> str:
    return escaped(" ".join(plain(words).split("\n")))


def _span(span: Span, last: bool) -> str:
    if span.look == "id":
        return f"`{plain(span.text).replace('`', chr(39))}`"
    bare = span.text.strip(" ")
    before, after = span.text[: len(span.text) - len(span.text.lstrip(" "))], span.text[len(span.text.rstrip(" ")) :]
    words, sign = f"{before if bare else ''}{escaped(bare)}{after}", _LOOKS.get(span.look, "")
    # Emphasis does not close between a full-width colon and 汉字: what is no letter at its end stands outside.
    inside = words if last else words.rstrip(_OUTSIDE)
    return f"{sign}{inside}{sign}{words[len(inside) :]}" if sign and inside.strip() else words


def _table(table: Table) -> Iterator[str]:
    if table.caption:
        yield f"**{_one(table.caption)}**"
    rows = [table.head, *table.rows]
    first = "**{}**" if table.marked else "{}"
    lines = []
    for at, row in enumerate(rows):
        cells = [cell(words) for words in row]
        if at and cells[0] and "<br>" not in cells[0]:
            cells[0] = first.format(cells[0])
        lines.append(f"| {' | '.join(cells)} |")
    rule = f"|{'|'.join(' --- ' for _ in table.head)}|"
    yield "\n".join([lines[0], rule, *lines[1:]])
