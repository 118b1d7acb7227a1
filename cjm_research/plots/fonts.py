"""A font that holds Chinese, on every machine: one of the system, else the one that a PyPI package brings along.

The package ``cvttf-notosanscjk-regular`` holds Noto Sans CJK (SIL Open Font License) whole; its default forms are
those of traditional Chinese, so a simplified system font is taken where there is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from cjm_research.errors import MissingPackageError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_FAMILIES = (
    r"Noto\s?Sans\s?(CJK\s?)?SC",
    r"Source\s?Han\s?Sans\s?(SC|CN)",
    r"PingFang",
    r"Microsoft\s?YaHei",
    r"Noto\s?Sans\s?CJK",
    r"Source\s?Han\s?Sans",
    r"WenQuanYi",
)
"""Families by preference, as patterns of their names."""

_LATIN = ["Noto Sans", "DejaVu Sans"]
_OWN = "cjm_research packaged CJK"
_OWN_LATIN = "cjm_research packaged Latin"
"""Names under which matplotlib knows the packages' fonts, so that no system font is taken for them."""

_ONLY_PACKAGED: ContextVar[bool] = ContextVar("only_packaged", default=False)


@cache
def cjk_font() -> Path:
    """Return the file of a font that holds Chinese.

    Returns
    -------
    Path
        A .ttf, .otf or .ttc file; of a collection the first face is meant.

    Raises
    ------
    MissingPackageError
        If neither the system nor the packages hold one.
    """
    from matplotlib import font_manager

    known = sorted((font for font in font_manager.fontManager.ttflist), key=lambda font: (font.name, font.fname))
    for family in _FAMILIES:
        for font in known:
            if re.match(family, font.name) and _is_regular(font) and Path(font.fname).is_file():
                return Path(font.fname)
    return _packaged()


def _is_regular(font: object) -> bool:
    return font.weight in (400, "normal", "regular") and font.style == "normal"


def _packaged() -> Path:
    try:
        import cvttf_NotoSansCJK_Regular as package
    except ImportError as err:
        raise MissingPackageError(
            "No font on this machine holds Chinese, and the package with one is not installed. "
            "Install it with `pip install cvttf-notosanscjk-regular`, or a system font such as Noto Sans CJK SC."
        ) from err
    return Path(package.get_TTF_path())


@contextmanager
def packaged_fonts() -> Iterator[None]:
    """Draw inside the block with the packages' fonts alone: a file comes out the same on every machine."""
    token = _ONLY_PACKAGED.set(True)
    try:
        yield
    finally:
        _ONLY_PACKAGED.reset(token)


@contextmanager
def use_cjk_fonts() -> Iterator[list[str]]:
    """Draw with a Latin font and its Chinese partner inside the block, so that no glyph becomes a box.

    Yields
    ------
    list of str
        The families given to matplotlib; the Latin one first, glyph by glyph the next one that holds it.
    """
    import matplotlib

    families = _packaged_families() if _ONLY_PACKAGED.get() else _system_families()
    with matplotlib.rc_context({"font.family": families, "axes.unicode_minus": False, "svg.fonttype": "path"}):
        yield families


def _system_families() -> list[str]:
    from matplotlib import font_manager

    path = cjk_font()
    name = font_manager.FontProperties(fname=str(path)).get_name()
    if all(font.name != name for font in font_manager.fontManager.ttflist):
        font_manager.fontManager.addfont(str(path))
    present = {font.name for font in font_manager.fontManager.ttflist}
    return [*[latin for latin in _LATIN if latin in present], name]


def _packaged_families() -> list[str]:
    from dataclasses import replace

    import matplotlib
    from matplotlib import font_manager

    fonts = font_manager.fontManager.ttflist
    if all(font.name != _OWN for font in fonts):
        # By names of their own: under "DejaVu Sans" a system's copy may be taken for the one that matplotlib brings.
        shipped = Path(matplotlib.get_data_path(), "fonts", "ttf")
        latin = (shipped / "DejaVuSans.ttf", shipped / "DejaVuSans-Bold.ttf")
        for name, path in [*((_OWN_LATIN, path) for path in latin), (_OWN, _packaged())]:
            entry = font_manager.ttfFontProperty(font_manager.get_font(str(path)))
            fonts.append(replace(entry, name=name))
    return [_OWN_LATIN, _OWN]


def set_family(ax: Axes, families: list[str]) -> None:
    """Give every text of the Axes the families, also those that were there before it was drawn on."""
    from matplotlib.text import Text

    texts = [*ax.get_xticklabels(), *ax.get_yticklabels(), ax.xaxis.label, ax.yaxis.label]
    titles = [text for text in ax.get_children() if isinstance(text, Text)]
    for text in [*texts, *titles]:
        text.set_fontfamily(families)
