import copy
import dataclasses
import warnings

import matplotlib.pyplot as plt
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
