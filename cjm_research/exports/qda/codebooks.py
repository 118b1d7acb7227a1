"""A codebook alone: as ``.qdc`` of the standard, and as the tables that QualCoder and Taguette read.

QualCoder takes a table without a header: the path of a code, its parts joined by ``>>``, and its memo. Taguette takes
one with the header ``path,description``; in a path a dot is a level.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from lxml import etree

from cjm_research.corpora.qda.names import told_apart
from cjm_research.exports.qda.characters import cut
from cjm_research.exports.qda.contents import Code, walk
from cjm_research.exports.qda.project import CODEBOOK, add_codes, root

LONGEST_PATH = 200
"""Characters of a path that Taguette keeps."""

_ROOM = 10  # characters left for a number behind a path that was cut


def codebook_xml(codes: tuple[Code, ...], version: str) -> Any:
    """Return a codebook as an element.

    Parameters
    ----------
    codes : tuple of Code
        Those at the top.
    version : str
        Of this package.
    """
    element = root("CodeBook", CODEBOOK, "Codebook/v1.0/Codebook.xsd")
    element.set("origin", f"cjm_research {version}")
    add_codes(etree.SubElement(element, f"{{{CODEBOOK}}}Codes"), codes)
    return element


def qualcoder_rows(codes: tuple[Code, ...]) -> list[tuple[str, str]]:
    """Return path and memo of every code, ">" in names replaced.

    >>> qualcoder_rows((Code("a", "Costs", below=(Code("b", "Too dear", "Money"),)),))
    [('Costs', ''), ('Costs>>Too dear', 'Money')]
    """
    rows = _rows(codes, ">>", lambda name: name.replace(">", "›"))
    # A line is a code, so a memo has none of its own.
    return [(path, " ".join(memo.split())) for path, memo in rows]


def taguette_rows(codes: tuple[Code, ...]) -> list[tuple[str, str]]:
    """Return path and description of every code, dots in names replaced, no path longer than Taguette keeps.

    >>> taguette_rows((Code("a", "Costs", below=(Code("b", "No. 5"),)),))
    [('Costs', ''), ('Costs.No· 5', '')]
    """
    rows = _rows(codes, ".", lambda name: name.replace(".", "·"))
    short = [path if len(path) <= LONGEST_PATH else cut(path, LONGEST_PATH - _ROOM) for path, _ in rows]
    return list(zip(told_apart(short), (told for _, told in rows), strict=True))


def _rows(codes: tuple[Code, ...], joint: str, plain: Callable[[str], str]) -> list[tuple[str, str]]:
    return [
        (joint.join(plain(one.name) for one in (*above, code)), code.description.replace("\r", ""))
        for above, code in walk(codes)
    ]


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    r"""Return rows as CSV in UTF-8; what a spreadsheet would take for a formula gets an apostrophe in front.

    >>> csv_bytes([("=1+1", "a")])
    b"'=1+1,a\n"
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([[f"'{cell}" if cell[:1] in "=+-@\t" and cell else cell for cell in row] for row in rows])
    return out.getvalue().encode()
