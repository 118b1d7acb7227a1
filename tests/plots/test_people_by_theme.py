import matplotlib.pyplot as plt
import pytest

from cjm_research.plots import palette, people_by_theme


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_bars_count_people_by_family(journey, language):
    ax = people_by_theme(journey, language=language)
    assert [bar.get_width() for bar in ax.patches] == [4, 5, 6]
    titles = {
        "en": ["Compare prices before ordering", "The table feels solid", "Nobody called before the delivery"],
        "zh": ["下单之前先比较价格", "桌子摸起来很结实", "送货之前没有人打电话"],
    }
    assert [label.get_text() for label in ax.get_yticklabels()] == titles[language]


def test_title_and_axis_state_the_denominator(journey, language):
    ax = people_by_theme(journey, language=language)
    expected = {
        "en": ("“Nobody called before the delivery” is what most people raise (6 of 8)", "People, of 8 asked"),
        "zh": ("提到最多的是“送货之前没有人打电话”（8人中的6人）", "人数（共8人）"),
    }
    assert (ax.get_title(loc="left"), ax.get_xlabel()) == expected[language]


def test_bars_beyond_the_most_are_counted(journey, language):
    label = people_by_theme(journey, language=language, most=0).get_xlabel()
    assert label.endswith({"en": "3 more cards", "zh": "另有3张卡片"}[language])


@pytest.mark.parametrize("colour", palette.FAMILY.values())
def test_tints_are_light_enough_for_dark_text(colour):
    light = palette.tint(colour)
    assert min(int(light[at : at + 2], 16) for at in (1, 3, 5)) >= 0xE0
