import warnings

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from cjm_research.plots.comparisons import theme_by_group, themes_over_waves
from cjm_research.plots.themes import theme_bars, topic_curve

TITLES = {
    "en": ["Nobody called before the delivery", "Compare prices first", "The table feels solid"],
    "zh": ["送货之前没有人打电话", "先比较价格", "桌子摸起来很结实"],
}
FAMILIES = ["pain_point", "goal", "motivation"]
JUDGED = ["stability", "stability_low", "separation", "worth"]
STATUS = {
    "en": {"first": "first wave", "growing": "growing", "steady": "steady", "gone": "gone"},
    "zh": {"first": "首期", "growing": "上升", "steady": "平稳", "gone": "消失"},
}


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def lines(ax):
    return [line.replace("\n", " ") for line in (text.get_text() for text in ax.texts)]


def title(ax):
    return ax.get_title(loc="left")


def shares(language, counts=(6, 4, 5)):
    return pd.DataFrame(
        {
            "theme_id": ["tha", "thb", "thc"],
            "family": FAMILIES,
            "title": TITLES[language],
            "n_people": counts,
            "n_asked": 8,
            "low": [n / 8 - 0.2 for n in counts],
            "high": [n / 8 + 0.1 for n in counts],
        }
    )


def curve(chosen=4, family="pain_point"):
    numbers = np.arange(2, 7)
    worth = np.array([0.1, 0.2, 0.5, 0.3, 0.1])
    stability = np.array([0.9, 0.8, 0.85, 0.6, 0.5])
    return pd.DataFrame(
        {
            "family": family,
            "n_topics": numbers,
            "stability": stability,
            "stability_low": stability - 0.2,
            "separation": 0.2,
            "worth": worth,
            "chosen": numbers == chosen,
        }
    )


def waves(language, changes=("growing", "steady", "gone")):
    now = {"growing": 0.7, "steady": 0.3, "gone": 0.0}
    rows = []
    for theme, family, name, change in zip(["tha", "thb", "thc"], FAMILIES, TITLES[language], changes, strict=True):
        for order, status in enumerate(["first", change]):
            share = now[status] if order else 0.3
            rows.append((theme, family, name, f"2025 Q{order + 1}", order, 30, share, max(0, share - 0.1), share + 0.1,
                         share - 0.3 if order else np.nan, status, STATUS[language][status]))  # fmt: skip
    columns = ["theme_id", "family", "title", "wave", "order", "n_asked", "share", "low", "high", "change", "status",
               "status_name"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def groups(language, differs=True, hidden=False):
    names = {"en": ["new", "old"], "zh": ["新客户", "老客户"]}[language]
    phrase = {"en": "{n} of 40", "zh": "40人中{n}人"}[language]
    rows = []
    for theme, name, counts in zip(["tha", "thb"], TITLES[language][:2], [(24, 8), (10, 12)], strict=True):
        for group, n in zip(names, counts, strict=True):
            gone = hidden and theme == "tha"
            rows.append((theme, name, group, 40, "<5" if gone else phrase.format(n=n), np.nan if gone else n / 40,
                         n / 40 - 0.1, n / 40 + 0.1, np.nan if gone else 0.1, differs and theme == "tha"))  # fmt: skip
    columns = ["theme_id", "title", "group", "n_asked", "shown", "share", "low", "high", "difference", "differs"]
    return pd.DataFrame(rows, columns=columns).astype({"n_asked": "Int64"})


def test_bars_count_people_by_family_with_their_intervals(language):
    ax = theme_bars(shares(language), language=language)
    assert [bar.get_width() for bar in ax.patches] == [4, 5, 6]
    spans = [line.get_xdata() for line in ax.lines]
    assert np.allclose(spans, [[2.4, 4.8], [3.4, 5.8], [4.4, 6.8]])
    names = {"en": ["Goals", "Motivations", "Pain points"], "zh": ["目标", "动机", "痛点"]}[language]
    assert lines(ax)[3:] == names


def test_bars_state_the_finding_and_the_denominator(language):
    ax = theme_bars(shares(language), language=language, most=0)
    assert ax.get_xlabel().endswith({"en": "3 more themes", "zh": "另有3个主题"}[language])
    ax = theme_bars(shares(language), language=language)
    expected = {
        "en": ("“Nobody called before the delivery” is what most people raise (6 of 8)",
               "People, of 8 asked; line: 95% interval"),
        "zh": ("提到最多的是“送货之前没有人打电话”（8人中的6人）", "人数（共8人）；横线：95%区间"),
    }  # fmt: skip
    assert (title(ax).replace("\n", " "), ax.get_xlabel()) == expected[language]


def test_two_themes_with_as_many_people_are_not_called_the_most(language):
    expected = {
        "en": "2 themes are raised by most people (6 of 8 each)",
        "zh": "有2个主题提到的人最多（各为8人中的6人）",
    }
    assert title(theme_bars(shares(language, (6, 6, 5)), language=language)) == expected[language]


@pytest.mark.parametrize("draw", [
    lambda language, ax: theme_bars(shares(language).iloc[:0], ax, language),
    lambda language, ax: themes_over_waves(waves(language).iloc[:0], ax, language),
    lambda language, ax: theme_by_group(groups(language).iloc[:0], ax, language),
], ids=["bars", "waves", "groups"])  # fmt: skip
def test_no_theme_says_so(draw, language):
    ax = draw(language, None)
    assert lines(ax) == [{"en": "no theme to show", "zh": "没有可显示的主题"}[language]]
    assert not ax.axison
    assert draw(language, ax) is ax


def test_curve_marks_the_number_that_is_kept(language):
    ax = topic_curve(curve(), "pain_point", language=language)
    best = {"en": "Pain points: 4 themes weigh best (stability 0.85)", "zh": "痛点：4个主题综合最优（稳定性0.85）"}
    assert title(ax) == best[language]
    marks = {"en": [" stability", " separation", "4 kept"], "zh": [" 稳定性", " 区分度", "采用4个"]}
    assert lines(ax) == marks[language]
    assert ax.lines[-1].get_xdata()[0] == 4


def test_curve_says_if_a_person_chose_another_number(language):
    other = {
        "en": "Pain points: 2 themes are kept (stability 0.90); 4 would weigh best",
        "zh": "痛点：采用2个主题（稳定性0.90）；4个综合最优",
    }
    found = title(topic_curve(curve(chosen=2), "pain_point", language=language))
    assert found.replace("\n", " ") == other[language]


def unjudged():
    missing = curve(family="goal").astype(dict.fromkeys(JUDGED, object))
    missing[JUDGED] = None
    return missing


@pytest.mark.parametrize("given", [
    curve(family="goal").iloc[:1],
    curve(),
    unjudged(),
    curve(family="goal").assign(stability=np.nan),
    curve().iloc[:0],
    pd.DataFrame([]),
], ids=["one", "other family", "none", "nan", "no rows", "no columns"])  # fmt: skip
def test_curve_of_few_segments_says_so(given, language):
    few = {"en": "Goals: too few segments to judge a number of themes", "zh": "目标：片段太少，无法判断主题数量"}
    ax = topic_curve(given, "goal", language=language)
    assert lines(ax) == [few[language]]
    assert not ax.axison


def test_number_that_was_not_judged_is_left_out_of_the_curve(language):
    some = curve(chosen=2).astype(dict.fromkeys(JUDGED, object))
    some.loc[0, JUDGED] = None
    kept = {"en": "Pain points: 2 themes are kept; 4 would weigh best", "zh": "痛点：采用2个主题；4个综合最优"}
    assert title(topic_curve(some, "pain_point", language=language)) == kept[language]


def test_lines_over_waves_are_named_with_their_status(language):
    ax = themes_over_waves(waves(language), language=language)
    names = TITLES[language]
    word = STATUS[language]
    assert lines(ax) == [
        f"{names[2]} · {word['gone']}",
        f"{names[1]} · {word['steady']}",
        f"{names[0]} · {word['growing']}",
    ]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["2025 Q1\nn = 30", "2025 Q2\nn = 30"]


def test_waves_state_the_largest_change_or_that_there_is_none(language):
    change = {
        "en": "“Nobody called before the delivery” is growing (30% to 70%); 1 more themes changed",
        "zh": "“送货之前没有人打电话”上升（30%→70%）；另有1个主题变化",
    }
    assert title(themes_over_waves(waves(language), language=language)).replace("\n", " ") == change[language]
    none = {"en": "No theme changed more than chance allows", "zh": "没有主题的变化超出偶然范围"}
    assert title(themes_over_waves(waves(language, ("steady",) * 3), language=language)) == none[language]


def test_change_of_a_count_not_printed_is_told_without_numbers(language):
    hidden = waves(language, ("growing", "steady", "steady"))
    hidden.loc[[0, 1], ["share", "low", "high", "change"]] = np.nan
    hidden["shown"] = "–"
    hidden["n_asked"] = hidden["n_asked"].astype("Int64").mask(hidden["order"] == 0)
    hidden.loc[hidden["order"] == 0, "shown"] = "<5"
    ax = themes_over_waves(hidden, language=language)
    told = {"en": "“Nobody called before the delivery” is growing", "zh": "“送货之前没有人打电话”上升"}
    assert title(ax).replace("\n", " ") == told[language]
    assert lines(ax)[0] == f"{TITLES[language][0]} · {STATUS[language]['growing']}"
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["2025 Q1\nn = <5", "2025 Q2\nn = 30"]
    ax.figure.canvas.draw()


def test_labels_of_lines_that_end_together_stand_apart(language):
    ax = themes_over_waves(waves(language, ("steady",) * 3), language=language)
    places = sorted(text.xy[1] for text in ax.texts)
    assert min(np.diff(places)) > 0.04


def test_groups_state_who_says_it_most(language):
    found = title(theme_by_group(groups(language), language=language)).replace("\n", " ")
    most = {
        "en": "“Nobody called before the delivery”: new most often (24 of 40)",
        "zh": "“送货之前没有人打电话”：“新客户”提到最多（40人中24人）",
    }
    assert found == most[language]
    alike = {
        "en": "No theme differs between the groups more than chance allows",
        "zh": "没有主题在各组间的差异超出偶然范围",
    }
    assert (
        title(theme_by_group(groups(language, differs=False), language=language)).replace("\n", " ") == alike[language]
    )


def test_number_that_is_not_printed_is_not_drawn(language):
    ax = theme_by_group(groups(language, hidden=True), language=language)
    assert lines(ax) == ["<5", "<5"]
    marks = [line for line in ax.lines if line.get_marker() in ("o", "s") and len(line.get_xdata()) == 1]
    assert len(marks) == 2
    differs = {
        "en": "“Nobody called before the delivery” differs between the groups",
        "zh": "各组在“送货之前没有人打电话”上有差异",
    }
    assert title(ax).replace("\n", " ") == differs[language]


@pytest.mark.parametrize("draw", [
    lambda ax, language: theme_bars(shares(language), ax, language),
    lambda ax, language: topic_curve(curve(), "pain_point", ax, language),
    lambda ax, language: themes_over_waves(waves(language), ax, language),
    lambda ax, language: theme_by_group(groups(language), ax, language),
], ids=["bars", "curve", "waves", "groups"])  # fmt: skip
def test_draws_on_given_axes_without_missing_glyphs(draw, language):
    figure, ax = plt.subplots()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert draw(ax, language) is ax
        figure.canvas.draw()
