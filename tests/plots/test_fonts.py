from pathlib import Path

import cvttf_NotoSansCJK_Regular
import matplotlib
import pytest
from matplotlib import font_manager, ft2font

from cjm_research.errors import MissingPackageError
from cjm_research.plots import fonts


@pytest.fixture
def bare_machine(monkeypatch):
    latin = [font for font in font_manager.fontManager.ttflist if font.name == "DejaVu Sans"]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", latin)
    fonts.cjk_font.cache_clear()
    yield
    fonts.cjk_font.cache_clear()


def test_machine_without_chinese_fonts_takes_the_packaged_one(bare_machine):
    path = fonts.cjk_font()
    held = ft2font.FT2Font(str(path)).get_charmap()
    assert path.name == "NotoSansCJKtc-Regular.otf"
    assert all(ord(char) in held for char in "挂号应用痛点，。！？；“”龘")


def test_neither_font_nor_package_says_what_to_install(bare_machine, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "cvttf_NotoSansCJK_Regular", None)
    with pytest.raises(MissingPackageError, match="Install it with `pip install cvttf-notosanscjk-regular`"):
        fonts.cjk_font()


def test_families_hold_latin_first_and_are_taken_back_afterwards():
    before = list(matplotlib.rcParams["font.family"])
    with fonts.use_cjk_fonts() as families:
        assert families[0] in ("Noto Sans", "DejaVu Sans")
        assert matplotlib.rcParams["font.family"] == families
    assert list(matplotlib.rcParams["font.family"]) == before


def test_packaged_fonts_leave_the_fonts_of_the_system_aside():
    with fonts.packaged_fonts(), fonts.use_cjk_fonts() as families:
        assert families == ["cjm_research packaged Latin", "cjm_research packaged CJK"]
        found = [
            Path(font_manager.findfont(font_manager.FontProperties(family=name), fallback_to_default=False)).parent
            for name in families
        ]
    shipped = Path(matplotlib.get_data_path(), "fonts", "ttf")
    assert found == [shipped, Path(cvttf_NotoSansCJK_Regular.__file__).parent]
    with fonts.use_cjk_fonts() as families:
        assert "cjm_research packaged CJK" not in families
