import numpy as np
import pytest

from cjm_research.codes.bars import Bars, judge
from cjm_research.codes.effort import outlook, pace


def times(*seconds):
    return [f"2026-03-02T{10 + s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}+00:00" for s in seconds]


def test_the_pace_is_the_median_gap_and_a_break_is_none():
    assert pace(times(0, 10, 30, 45, 7200, 7215, 7235)) == 15.0


def test_the_pace_does_not_depend_on_the_order_of_acts():
    said = times(0, 20, 45, 50, 90, 100)
    assert pace(said) == pace(said[::-1]) == 20.0


def test_the_pace_of_a_few_acts_is_not_known():
    assert np.isnan(pace(times(0, 20, 40)))
    assert np.isnan(pace([]))
    assert np.isnan(pace(["", "", "", "", "", "", ""]))


def test_a_gap_of_five_minutes_is_no_break_and_a_longer_one_is():
    assert pace(times(0, 300, 600, 900, 1200, 1500)) == 300.0
    assert np.isnan(pace(times(0, 301, 602, 903, 1204, 1505)))


def test_more_checks_narrow_the_interval():
    cells = np.array([20, 6, 7, 60])
    widths = [outlook(cells, n, Bars()).width for n in (0, 20, 80, 320)]
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < widths[0] / 1.8


def test_no_more_checks_change_no_verdict():
    still = outlook(np.array([20, 6, 7, 60]), 0, Bars())
    assert (still.chance, still.likeliest) == (0.0, "")


def test_a_good_machine_with_few_checks_will_most_likely_pass():
    ahead = outlook(np.array([18, 1, 0, 40]), 200, Bars())
    assert str(judge(np.array([18, 1, 0, 40]), Bars())) == "assist"
    assert ahead.likeliest == "automate"
    assert ahead.chance > 0.7


def test_the_outlook_is_the_same_each_time():
    cells = np.array([11, 4, 3, 40])
    assert outlook(cells, 30, Bars()) == outlook(cells.copy(), 30, Bars())


@pytest.mark.parametrize(
    ("cells", "verdict"),
    [
        ([57, 3, 2, 120], "automate"),
        ([57, 14, 0, 120], "assist"),
        ([20, 6, 7, 90], "assist"),
        ([2, 30, 9, 80], "hand-code"),
        ([0, 25, 1, 80], "hand-code"),
        ([9, 0, 0, 300], "too little evidence"),
        ([12, 8, 9, 60], "too little evidence"),
        ([0, 0, 0, 90], "too little evidence"),
    ],
    ids=["sure", "imprecise", "fair", "poor", "never marked", "few marked", "either side", "nothing"],
)
def test_a_verdict_follows_from_the_bars(cells, verdict):
    assert str(judge(np.array(cells), Bars())) == verdict


def test_bars_of_a_study_are_its_own():
    cells = np.array([20, 6, 7, 90])
    assert str(judge(cells, Bars(f1=0.55, precision=0.5))) == "automate"
    assert str(judge(cells, Bars(marked=40))) == "too little evidence"
