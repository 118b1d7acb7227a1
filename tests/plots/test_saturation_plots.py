import warnings

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from cjm_research.findings.coverage import coverage_sheet
from cjm_research.findings.saturation import saturation_sheet
from cjm_research.plots.saturation import coverage_table, saturation_curve

LETTERS = "abcdefghijklmnopqrst"


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def title(ax):
    return ax.get_title(loc="left").replace("\n", " ")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def sheet(language, heard=None, kind="interview"):
    heard = [LETTERS[at : at + 3] for at in range(0, 18, 2)] if heard is None else heard
    names = [f"i{at:03d}" for at in range(len(heard))]
    rows = [(unit, code, "goal") for unit, codes in zip(names, heard, strict=True) for code in codes]
    units = pd.DataFrame({"unit": names, "name": names, "kind": kind, "order": range(1, len(names) + 1)})
    units = units.assign(recorded_at="", wave="", language=language, attributes=[{}] * len(names))
    incidence = pd.DataFrame(rows, columns=["unit", "code", "family"])
    return saturation_sheet(incidence, units, rounds=50, language=language)


def covered(language, min_cell=5):
    name, groups = {"en": ("Region", ("North", "South")), "zh": ("地区", ("北方", "南方"))}[language]
    cases = [(f"R{at:03d}", "respondent", "s.csv", {name: groups[at >= 9]}, "given") for at in range(30)]
    cases = pd.DataFrame(cases, columns=["case_id", "kind", "source", "attributes", "consent"])
    segments = pd.DataFrame({"segment_id": cases["case_id"], "document_id": cases["case_id"],
                             "case_id": cases["case_id"]})  # fmt: skip
    documents = pd.DataFrame({"document_id": cases["case_id"], "source": "s.csv", "kind": "survey",
                              "language": language, "wave": ""})  # fmt: skip
    coded = pd.DataFrame({"segment_id": cases["case_id"][9:], "family": "goal", "subtype": ""})
    return coverage_sheet(cases, documents, segments, coded, language=language, min_cell=min_cell)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_curve_ends_at_what_was_heard_and_goes_on_dashed(language):
    found = sheet(language)
    ax = saturation_curve(found)
    mean, ahead = ax.lines[0], ax.lines[1]
    assert mean.get_ydata()[-1] == pytest.approx(19)
    assert ahead.get_xdata().tolist() == [9, 10, 11]
    assert ahead.get_linestyle() == "--"
    assert [bar.get_height() for bar in ax.patches] == [3, 2, 2, 2, 2, 2, 2, 2, 2]
    assert title(ax) == found.headline("interview")
    assert title(ax).startswith(
        {"en": "Interviews: not yet (19 themes heard", "zh": "访谈：尚未（已出现19个主题"}[language]
    )


@pytest.mark.parametrize(("language", "said"), [("en", "estimated, at least"), ("zh", "估计至少")])
def test_estimate_is_drawn_as_a_lower_bound(language, said):
    assert texts(saturation_curve(sheet(language)))[0].startswith(said)


@pytest.mark.parametrize(("language", "said"), [
    ("en", "Interviews: cannot be said yet"), ("zh", "访谈：还无法判断")
])  # fmt: skip
def test_nothing_is_foretold_of_too_few_interviews(language, said):
    ax = saturation_curve(sheet(language, ["ab", "c", "d"]))
    assert len(ax.lines) == 1
    assert title(ax) == said


@pytest.mark.parametrize(("language", "said"), [("en", "no interview to show"), ("zh", "没有可显示的访谈")])
def test_kind_that_is_not_there_says_so(language, said):
    assert texts(saturation_curve(sheet(language), kind="survey")) == [said]
    assert texts(saturation_curve(sheet(language, []), kind="interview")) == [said]


def test_many_respondents_are_no_bars():
    heard = [LETTERS[at % 17 : at % 17 + 2] for at in range(90)]
    assert not saturation_curve(sheet("en", heard, kind="survey"), kind="survey").patches


@pytest.mark.parametrize(("language", "mark", "first"), [
    ("en", "Region: North · silent", "0 of 9"), ("zh", "地区：北方 · 没有声音", "9人中0人")
])  # fmt: skip
def test_silent_group_is_marked_in_words_with_its_counts(language, mark, first):
    ax = coverage_table(covered(language))
    assert ax.get_yticklabels()[0].get_text() == mark
    assert texts(ax)[2] == first
    assert title(ax) == {"en": "Region: North is silent", "zh": "“地区：北方”没有声音"}[language]


def test_count_that_is_not_printed_is_not_drawn():
    ax = coverage_table(covered("en", min_cell=10))
    assert "<10" in texts(ax)
    counts = covered("en", min_cell=10).table.filter(regex="^n_").drop(columns="n_asked")
    assert len(ax.collections) == counts.notna().to_numpy().sum()


def test_sheet_without_groups_says_so():
    found = covered("en")
    cases = pd.DataFrame(columns=["case_id", "kind", "source", "attributes", "consent"])
    empty = pd.DataFrame(columns=["segment_id", "document_id", "case_id", "family", "source", "kind", "language"])
    assert texts(coverage_table(coverage_sheet(cases, empty, empty, empty))) == ["no group to show"]
    assert len(found.table) == 2


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_glyph_is_there(language):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for ax in (saturation_curve(sheet(language)), coverage_table(covered(language))):
            ax.figure.canvas.draw()
            assert np.asarray(ax.figure.canvas.buffer_rgba()).std() > 0
