import copy
import dataclasses
import warnings

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from cjm_research.plots import emotion_curve


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def with_emotion(journey, stage, **changes):
    data = copy.deepcopy(journey.data)
    next(entry for entry in data["stages"] if entry["id"] == stage)["emotion"].update(changes)
    return dataclasses.replace(journey, data=data)


def test_title_states_the_lowest_and_the_highest_stage(journey, language):
    title = emotion_curve(journey, language=language).get_title(loc="left")
    expected = {
        "en": "Feeling is lowest at Delivery (1.8) and highest at Use (4.2)",
        "zh": "情绪在“交付”阶段最低（1.8）而在“使用”阶段最高（4.2）",
    }
    assert title == expected[language]


def test_every_stage_says_its_n_or_that_it_has_no_evidence(journey, language):
    shown = texts(emotion_curve(journey, language=language))
    none = {"en": "no evidence", "zh": "没有证据"}[language]
    assert shown[:6] == [none, "n = 6", "n = 7", "n = 6", "n = 8", "n = 2"]


def test_trough_and_peak_carry_their_cause(journey, language):
    shown = [text.replace("\n", " ") for text in texts(emotion_curve(journey, language=language))]
    causes = {
        "en": ["Nobody called before the delivery", "The table feels solid"],
        "zh": ["送货之前没有人打电话", "桌子摸起来很结实"],
    }
    assert shown[6:] == causes[language]


def test_overlapping_intervals_are_not_called_a_difference(journey, language):
    near = with_emotion(journey, "delivery", high=4.4)
    assert (
        emotion_curve(near, language=language).get_title(loc="left")
        == {
            "en": "Feeling differs little between the stages",
            "zh": "各阶段情绪差别不大",
        }[language]
    )


def test_point_of_few_people_is_faint_and_never_an_extreme(journey, language):
    alone = with_emotion(journey, "loyalty", mean=5.0, low=None, high=None, n=1)
    ax = emotion_curve(alone, language=language)
    faint = [line for line in ax.lines if line.get_marker() == "o" and line.get_alpha() == 0.4]
    assert [float(line.get_xdata()[0]) for line in faint] == [5.0]
    assert "5.0" not in ax.get_title(loc="left")


def test_draws_on_given_axes_without_missing_glyphs(journey, language):
    figure, ax = plt.subplots()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert emotion_curve(journey, ax=ax, language=language) is ax
        figure.canvas.draw()


MOMENT = {"causes": ["f1"], "difference": -1.2, "low": -1.6, "high": -0.8, "p": 0.01, "against": ["purchase", "use"]}


def with_stages(journey, **changes):
    """Give stages further keys; every stage has the key of a moment, as maps have it."""
    data = copy.deepcopy(journey.data)
    for entry in data["stages"]:
        entry.update({"moment": None, "measured": []} | changes.get(entry["id"], {}))
    return dataclasses.replace(journey, data=data)


def trough(words):
    return {"moment": MOMENT | {"kind": "trough", "words": words}}


def test_moments_are_read_from_the_map_and_carry_their_mark_and_cause(journey, language):
    words = {"en": "Low point: Nobody called", "zh": "低谷：没有人打电话"}
    ax = emotion_curve(with_stages(journey, delivery=trough(words)), language=language)
    shown = [text.replace("\n", "" if language == "zh" else " ") for text in texts(ax)]
    assert {"en": "▼ Nobody called", "zh": "▼ 没有人打电话"}[language] in shown
    untold = {"en": "highest, not clearly above its neighbours", "zh": "均值最高，与相邻阶段差别不明显"}
    assert untold[language] in shown
    title = {"en": "Feeling drops at Delivery (1.8), below its neighbours",
             "zh": "情绪在“交付”阶段下降（1.8），低于相邻阶段"}  # fmt: skip
    assert ax.get_title(loc="left") == title[language]


def test_moment_without_a_cause_keeps_its_whole_sentence(journey, language):
    words = {"en": "Low point; no card says why", "zh": "低谷；没有卡片说明原因"}
    alone = trough(words)
    alone["moment"]["causes"] = []
    shown = [text.replace("\n", "" if language == "zh" else " ") for text in
             texts(emotion_curve(with_stages(journey, delivery=alone), language=language))]  # fmt: skip
    assert f"▼ {words[language]}" in shown


def test_map_of_which_no_stage_stands_out_says_so_in_the_title(journey, language):
    title = emotion_curve(with_stages(journey), language=language).get_title(loc="left")
    expected = {
        "en": "No stage stands out from its neighbours more than chance allows",
        "zh": "没有阶段与相邻阶段的差别超出偶然范围",
    }
    assert title == expected[language]


def test_what_the_curve_leaves_out_stands_below_it(journey, language):
    words = {"en": "The curve leaves out 9 answers.", "zh": "曲线未计入9条回答。"}
    told = dataclasses.replace(journey, basis=words)
    assert emotion_curve(told, language=language).get_xlabel() == words[language]
    assert emotion_curve(journey, language=language).get_xlabel() == ""


def test_hidden_stages_are_not_drawn(journey, language):
    hidden = with_stages(journey, awareness={"hidden": True})
    assert texts(emotion_curve(hidden, language=language))[:2] == ["n = 6", "n = 7"]


def test_what_was_measured_is_drawn_on_1_to_5_with_its_own_number_and_name(journey, language):
    nps = {"measure": "NPS", "column": "x", "mean": -50.0, "low": -80.0, "high": -20.0, "n": 9, "scale": [-100, 100]}
    ces = {"measure": "CES", "column": "y", "mean": 7.0, "low": None, "high": None, "n": 1, "scale": [7, 1]}
    measured = with_stages(journey, delivery={"measured": [nps]}, use={"measured": [ces]})
    ax = emotion_curve(measured, language=language)
    heights = [float(line.get_ydata()[0]) for line in ax.lines if line.get_marker() == "D"]
    assert sorted(heights) == [1.0, 2.0]
    expected = {"en": ["−50", "7.0", "NPS (−100 to 100)", "CES (7 to 1)", "what people said"],
                "zh": ["−50", "7.0", "NPS（−100 到 100）", "CES（7 到 1）", "人们所说"]}  # fmt: skip
    assert set(expected[language]) <= set(texts(ax))
    without = texts(emotion_curve(measured, language=language, measured=False))
    assert "−50" not in without


def test_groups_are_lines_named_at_their_ends_and_points_of_few_are_faint(journey, language):
    first, second = {"en": ("new", "returning"), "zh": ("新用户", "老用户")}[language]
    rows = [("delivery", first, 0, 1.5, 1.2, 1.9, 5), ("use", first, 0, 4.0, 3.5, 4.4, 5),
            ("delivery", second, 1, 2.5, None, None, 1), ("use", second, 1, None, None, None, 0)]  # fmt: skip
    columns = ["stage", "group", "order", "mean", "low", "high", "n"]
    groups = pd.DataFrame(rows, columns=columns).astype({"mean": float, "low": float, "high": float, "n": "Int64"})
    ax = emotion_curve(journey, language=language, groups=groups)
    assert {f"{first} (n = 5)", f"{second} (n = 1)", {"en": "all", "zh": "全部"}[language]} <= set(texts(ax))
    faint = [line for line in ax.lines if line.get_marker() == "s" and line.get_alpha() == 0.4]
    assert [float(line.get_ydata()[0]) for line in faint] == [2.5]


def test_everything_at_once_draws_without_missing_glyphs(journey, language):
    nps = {"measure": "rating", "column": "评分", "mean": 3.0, "low": 2.0, "high": 4.0, "n": 9, "scale": [1, 5]}
    words = {"en": "Low point: Nobody called", "zh": "低谷：没有人打电话"}
    rows = [("use", "老用户", 0, 4.0, 3.5, 4.4, 5), ("loyalty", "老用户", 0, 4.0, 3.5, 4.4, 5)]
    groups = pd.DataFrame(rows, columns=["stage", "group", "order", "mean", "low", "high", "n"])
    full = with_stages(journey, delivery=trough(words) | {"measured": [nps]}, use={"measured": [nps]})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        emotion_curve(full, language=language, groups=groups).figure.canvas.draw()
