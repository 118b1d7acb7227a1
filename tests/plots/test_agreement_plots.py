"""Agreement as pictures: what is drawn, what is said, and nothing where nothing is known."""

import warnings

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from cjm_research.agreement import agreement_sheet, trend
from cjm_research.plots.agreement import agreement_intervals, agreement_trend

NAMES = {"code:trust": {"en": "Trust in the provider", "zh": "对服务方的信任"}}


@pytest.fixture(autouse=True)
def no_open_figures():
    yield
    plt.close("all")


def ratings(table, code="goal"):
    pairs = [(one, other) for one, row in enumerate(table) for other, n in enumerate(row) for _ in range(n)]
    rows = [(f"s{at}", f"d{at // 4:03d}", who, code, str(value))
            for at, pair in enumerate(pairs) for who, value in zip(("Ana", "Bo"), pair, strict=True)]  # fmt: skip
    return pd.DataFrame(rows, columns=["segment_id", "document_id", "coder", "code", "value"])


def sheet(language, *parts):
    return agreement_sheet(pd.concat(parts), rounds=60, names=NAMES, language=language)


def title(ax):
    return ax.get_title(loc="left").replace("\n", "" if "编码" in ax.get_title(loc="left") else " ")


def test_every_code_has_three_marks_with_their_intervals(language):
    made = sheet(language, ratings([[20, 5], [5, 20]]))
    ax = agreement_intervals(made)
    assert len(ax.lines) == 2 * 3 * 2 + 1
    spans = [line.get_xdata() for line in ax.lines if line.get_marker() == "None"]
    row = made.table.set_index("code").loc["goal"]
    assert np.allclose(spans[3:6], [[row[f"{name}_low"], row[f"{name}_high"]] for name in ("kappa", "ac1", "alpha")])
    labels = {
        "en": ["All codes, pooled  (n = 50)", "Goal  (n = 50)"],
        "zh": ["全部编码（合并）（n = 50）", "目标（n = 50）"],
    }
    assert [tick.get_text() for tick in ax.get_yticklabels()] == labels[language]
    assert title(ax) == {"en": "“Goal”: kappa 0.60", "zh": "“目标”：kappa为0.60"}[language]


def test_title_names_the_code_for_which_kappa_and_ac1_part_ways(language):
    ax = agreement_intervals(sheet(language, ratings([[20, 5], [5, 20]]), ratings([[45, 2], [2, 1]], "code:trust")))
    told = {"en": "Kappa and AC1 part ways for 1 of 2 codes, most for “Trust in the provider”",
            "zh": "2个编码中有1个的kappa与AC1相差较大，最大的是“对服务方的信任”"}  # fmt: skip
    assert title(ax) == told[language]


def test_kappa_that_is_not_defined_is_said_not_drawn(language):
    ax = agreement_intervals(sheet(language, ratings([[20, 5], [5, 20]]), ratings([[50, 0], [0, 0]], "code:trust")))
    assert [text.get_text() for text in ax.texts] == [{"en": "kappa not defined", "zh": "kappa无定义"}[language]]


def test_codes_that_are_left_out_are_counted(language):
    made = sheet(language, ratings([[20, 5], [5, 20]]), ratings([[45, 2], [2, 1]], "code:trust"))
    ax = agreement_intervals(made, most=2)
    assert ax.get_xlabel().endswith({"en": "1 more codes not drawn", "zh": "另有1个编码未画出"}[language])


def rounds(language, *tables):
    names = {"en": "Round {}", "zh": "第{}轮"}[language]
    return trend([(names.format(at + 1), sheet(language, ratings(table))) for at, table in enumerate(tables)])


def test_trend_states_the_change_and_whether_chance_could_make_it(language):
    ax = agreement_trend(rounds(language, [[30, 20], [20, 30]], [[46, 4], [4, 46]]), language=language)
    more = {"en": "Over 2 rounds kappa moved from 0.20 to 0.84, which is more than chance",
            "zh": "经过2轮，kappa从0.20变为0.84，超出偶然范围"}  # fmt: skip
    assert ax.get_title(loc="left").replace("\n", " ") == more[language]
    ticks = {"en": ["Round 1\nn = 100", "Round 2\nn = 100"], "zh": ["第1轮\nn = 100", "第2轮\nn = 100"]}
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ticks[language]
    ends = {"en": ["All codes, pooled 0.84", "Goal 0.84"], "zh": ["全部编码（合并） 0.84", "目标 0.84"]}
    assert sorted(text.get_text() for text in ax.texts) == sorted(ends[language])
    assert abs(np.diff([text.xy[1] for text in ax.texts])[0]) > 0.04
    ax = agreement_trend(rounds(language, [[40, 10], [10, 40]], [[42, 8], [8, 42]]), language=language)
    less = {"en": "which may be chance alone", "zh": "可能只是偶然"}
    assert ax.get_title(loc="left").replace("\n", " ").endswith(less[language])


def test_one_round_is_no_trend(language):
    ax = agreement_trend(rounds(language, [[40, 10], [10, 40]]), language=language)
    assert ax.get_title(loc="left") == {"en": "One round: kappa 0.60", "zh": "只有一轮：kappa为0.60"}[language]


def test_nothing_to_draw_says_so(language):
    ratings_apart = ratings([[2, 0], [0, 2]])
    apart = ratings_apart[(ratings_apart["coder"] == "Ana") == (ratings_apart["segment_id"] < "s2")]
    ax = agreement_intervals(sheet(language, apart))
    none = {"en": "no code that two coders judged", "zh": "没有两名编码者都判断过的编码"}
    assert [text.get_text() for text in ax.texts] == [none[language]]
    ax = agreement_trend(rounds(language), language=language)
    none = {"en": "no round with a kappa", "zh": "没有可计算kappa的轮次"}
    assert [text.get_text() for text in ax.texts] == [none[language]]


@pytest.mark.parametrize("draw", [
    lambda ax, language: agreement_intervals(sheet(language, ratings([[20, 5], [5, 20]])), ax),
    lambda ax, language: agreement_trend(rounds(language, [[30, 20], [20, 30]], [[46, 4], [4, 46]]), ax, language),
], ids=["intervals", "trend"])  # fmt: skip
def test_draws_on_given_axes_without_missing_glyphs(draw, language):
    figure, ax = plt.subplots()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert draw(ax, language) is ax
        figure.canvas.draw()
