"""Tables that another tool wrote about its codes: a codebook is read as codes, a list of coded quotes is refused.

A codebook table has a column of codes (``tag``, ``path``, ``code``; 编码, 代码) beside a description and nothing but
counts, as Taguette writes and reads it. A list of quotes has no places, so the project itself is asked for.

>>> codes_of(["tag", "description"], [["Costs.Price", "Anything paid"]])
(Code(path='Costs > Price', description='Anything paid', color=''),)
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cjm_research.corpora.imported import SEPARATOR, Code

_CODE = re.compile(r"(?i)tag|path|code(?: ?name)?|编码|代码|编码名称")
_ABOUT = re.compile(r"(?i)description|definition|memo|描述|定义|说明")
_COUNT = re.compile(r"(?i)(?:number of|n) ?(?:highlights|documents|codings|files)|colou?r|颜色|编码数|文档数")
_LEVEL = re.compile(r"(?<=[^\s\d.])\.(?=[^\s\d.])|\s*>\s*|/")
_QUOTES = frozenset({"id", "document", "tag", "content"})


def codes_of(header: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[Code, ...] | None:
    """Return the codes of a codebook, or None where the table is none.

    Parameters
    ----------
    header : sequence of str
    rows : sequence of sequence of str
        The rows below it.
    """
    names = [cell.strip() for cell in header if cell.strip()]
    codes = [i for i, name in enumerate(names) if _CODE.fullmatch(name)]
    about = [i for i, name in enumerate(names) if _ABOUT.fullmatch(name)]
    counted = [name for name in names if _COUNT.fullmatch(name)]
    if len(codes) != 1 or len(about) != 1 or len(codes) + len(about) + len(counted) != len(names):
        return None
    found: dict[str, Code] = {}
    for row in rows:
        path, told = (row[i].strip() if i < len(row) else "" for i in (codes[0], about[0]))
        if path:
            parts = [part.strip() for part in _LEVEL.split(path) if part.strip()]
            found.setdefault(SEPARATOR.join(parts), Code(SEPARATOR.join(parts), told))
    return tuple(found.values()) or None


def is_quotes(header: Sequence[str]) -> bool:
    """Return whether a table is Taguette's list of coded quotes."""
    return {cell.strip().casefold() for cell in header if cell.strip()} == _QUOTES
