"""The 汉字 of one page as a small font inside the page, for a machine that has no Chinese font.

It stands last in the page's list of fonts: a system with its own Chinese font never uses it.
"""

from __future__ import annotations

import base64
import io

from cjm_research.exports.linebreak import is_wide

FAMILY = "Report CJK"


def font_face(text: str) -> str:
    """Return the CSS rule that brings the wide characters of a text, or "" if there are none.

    Parameters
    ----------
    text : str
        All text of the page.

    Returns
    -------
    str
        ``@font-face`` with a WOFF as data URI, about 150 bytes a character; the same text gives the same bytes.
    """
    characters = sorted({char for char in text if is_wide(char) or char in "“”‘’…—"})
    if not any(map(is_wide, characters)):
        return ""
    data = base64.b64encode(_subset(characters)).decode("ascii")
    ranges = "U+2E80-A4CF,U+F900-FAFF,U+FE30-FE4F,U+FF01-FFE6,U+20000-3FFFF,U+2014,U+2018-201D,U+2026"
    source = f'url(data:font/woff;base64,{data}) format("woff")'
    return f'@font-face{{font-family:"{FAMILY}";src:{source};unicode-range:{ranges}}}'


def _subset(characters: list[str]) -> bytes:
    from fontTools.subset import Options, Subsetter, load_font, save_font

    from cjm_research.exports.glyphs import packaged_font, typeface

    options = Options(
        flavor="woff", font_number=0, layout_features=[], name_IDs=[1, 2], notdef_outline=True, hinting=False
    )
    options.recalc_timestamp = False
    font = load_font(str(packaged_font()), options)
    # Browsers apply the Simplified shapes by language and script of a run, which goes wrong for a full stop after a
    # Latin word; mapped straight to the Simplified glyphs, the font needs no such table.
    simplified = typeface("zh").fonts[0].swaps("locl", "zh")
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format != 14:
            table.cmap = {code: simplified.get(name, name) for code, name in table.cmap.items()}
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[ord(char) for char in characters])
    subsetter.subset(font)
    out = io.BytesIO()
    save_font(font, out, options)
    font.close()
    return out.getvalue()
