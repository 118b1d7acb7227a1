import numpy as np
import pandas as pd
import pytest

from cjm_research.errors import StudyError
from cjm_research.findings.shares import newcombe
from cjm_research.findings.waves import COLUMNS, status_rule, theme_waves


def over(waves, panel=False, spoken="en"):
    """Waves: {wave: [(theme letters, how many people), ...]}; in a panel the same people are asked each time."""
    people = {}
    for number, (wave, parts) in enumerate(waves.items()):
        at = 0
        for said, n in parts:
            for _ in range(n):
                case = f"P{at:03d}" if panel else f"P{number}{at:03d}"
                people.setdefault(case, []).append((wave, spoken, "interview", said))
                at += 1
    return [(case, {}, parts) for case, parts in people.items()]


def status(found, theme):
    return found.loc[found["theme_id"] == theme, "status"].tolist()


WAVES = {"wave 1": [("b", 20), ("c", 10)], "wave 2": [("a", 12), ("c", 11), ("", 7)], "wave 10": [("a", 28), ("c", 2)]}
WAVES_ZH = dict(zip(["第一波", "第二波", "第十波"], WAVES.values(), strict=True))


@pytest.mark.parametrize(
    ("language", "waves", "names"),
    [
        ("en", WAVES, [["too few people", "new", "growing"], ["gone", "too few people"], ["steady", "fading"]]),
        ("zh", WAVES_ZH, [["人数过少", "新出现", "上升"], ["消失", "人数过少"], ["平稳", "下降"]]),
    ],
)
def test_themes_are_new_growing_gone_steady_and_fading(study_of, language, waves, names):
    found = theme_waves(**study_of(over(waves, spoken=language), language), language=language, min_cell=0)
    assert found["wave"].tolist()[:3] == list(waves)
    assert status(found, "tha") == ["first", "new", "growing"]
    assert status(found, "thb") == ["first", "gone", "none"]
    assert status(found, "thc") == ["first", "steady", "fading"]
    first = {"en": "first wave", "zh": "首期"}[language]
    expected = [names[0][1:], *names[1:]]
    own = [found.loc[found["theme_id"] == theme, "status_name"].tolist() for theme in ("tha", "thb", "thc")]
    assert own == [[first, *part] for part in expected]


def test_change_of_different_people_has_newcombes_interval(study_of):
    row = theme_waves(**study_of(over({"1": [("a", 48), ("", 32)], "2": [("a", 56), ("", 14)]}))).iloc[1]
    low, high = newcombe([56], [70], [48], [80])
    assert (row["n_both"], row["change"]) == (0, pytest.approx(0.2))
    assert (row["change_low"], row["change_high"]) == (pytest.approx(low[0]), pytest.approx(high[0]))


def test_same_people_in_both_waves_are_compared_as_pairs(study_of):
    # The pairs of Altman et al. 2000, Statistics with Confidence, table 6.2: interval 0.011 to 0.226.
    people = over({"1": [("a", 14), ("", 27)], "2": [("a", 19), ("", 22)]}, panel=True)
    row = theme_waves(**study_of(people)).iloc[1]
    assert (row["n_both"], row["status"]) == (41, "growing")
    assert (round(row["change_low"], 3), round(row["change_high"], 3)) == (0.011, 0.226)


def test_someone_who_leaves_the_panel_makes_the_interval_wider(study_of):
    whole = over({"1": [("a", 14), ("", 27)], "2": [("a", 19), ("", 22)]}, panel=True)
    partly = [(f"Q{case}", {}, parts[1:]) if case > "P030" else (case, {}, parts) for case, _, parts in whole]
    partly += [(case, {}, parts[:1]) for case, _, parts in whole if case > "P030"]
    widths = []
    for people in (whole, partly):
        row = theme_waves(**study_of(people)).iloc[1]
        widths.append((row["n_both"], row["change_high"] - row["change_low"]))
    assert [n for n, _ in widths] == [41, 31]
    assert widths[0][1] < widths[1][1]


def test_small_change_is_steady_and_says_by_which_rule(study_of):
    found = theme_waves(**study_of(over({"1": [("", 10)], "2": [("a", 1), ("", 9)]})), min_cell=0)
    assert status(found, "tha") == ["first", "steady"]
    assert status_rule().startswith("Growing or fading: the 95% interval of the change")
    assert status_rule(0.9, "zh").startswith("上升或下降：与上一期相比，变化的90%区间不含零。")
    assert "said by fewer than 5 people now" in status_rule()
    assert "且本期不足5人提到" in status_rule(language="zh")
    assert "said by nobody now" in status_rule(min_cell=0)
    assert "且本期无人提到" in status_rule(language="zh", min_cell=0)


@pytest.mark.parametrize(
    ("language", "shown", "names"),
    [
        ("en", ["–", "30 of 40", "<5"], ["first wave", "growing", "gone"]),
        ("zh", ["–", "40人中30人", "<5"], ["首期", "上升", "消失"]),
    ],
)
def test_counts_below_the_smallest_cell_are_not_printed_in_waves(study_of, language, shown, names):
    waves = {"1": [("a", 10), ("", 30)], "2": [("a", 30), ("", 10)], "3": [("a", 2), ("", 38)]}
    found = theme_waves(**study_of(over(waves, spoken=language), language), language=language)
    theme = found[found["theme_id"] == "tha"]
    assert (theme["shown"].tolist(), theme["status_name"].tolist()) == (shown, names)
    assert theme["n_people"].isna().tolist() == theme["share"].isna().tolist() == [True, False, True]
    # Each change takes one printed and one hidden count, and would give it away.
    assert theme[["change", "change_low", "change_high"]].isna().all(axis=None)


def test_waves_that_read_the_same_have_the_same_status(study_of):
    def table(now):
        waves = {"1": [("a", 12 - now), ("", 28 + now)], "2": [("a", 30), ("", 10)], "3": [("a", now), ("", 40 - now)]}
        return theme_waves(**study_of(over(waves)))

    first, *others = [table(now) for now in range(5)]
    for other in others:
        pd.testing.assert_frame_equal(first, other)


def test_small_wave_and_few_people_in_both_are_not_counted_out(study_of):
    people = over({"1": [("a", 20)], "2": [("a", 4)]}, panel=True)
    row = theme_waves(**study_of(people)).iloc[1]
    assert (row["shown"], row["n_asked"] is pd.NA, row["n_both"] is pd.NA) == ("<5", True, True)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_theme_to_show_has_no_waves(study_of, language):
    study = study_of(over(WAVES, spoken=language), language)
    for themes in (study["themes"].assign(hidden=True), study["themes"].iloc[:0]):
        found = theme_waves(**{**study, "themes": themes}, language=language)
        assert found.empty
        assert list(found.columns) == list(COLUMNS)


def test_waves_follow_their_dates_where_all_have_one(study_of):
    study = study_of(over({"main": [("a", 3)], "follow-up": [("a", 3)], "pilot": [("a", 3)]}))
    dates = {"pilot": "2025-01-10", "main": "2025-03-01", "follow-up": "2025-09-01"}
    study["documents"]["recorded_at"] = study["documents"]["wave"].map(dates)
    assert theme_waves(**study)["wave"].tolist()[:3] == ["pilot", "main", "follow-up"]
    order = ["main", "pilot", "follow-up"]
    assert theme_waves(**study, order=order)["wave"].tolist()[:3] == order


def test_first_wave_has_no_change(study_of):
    row = theme_waves(**study_of(over({"1": [("a", 3)], "2": [("a", 3)]}))).iloc[0]
    assert row["status"] == "first"
    assert np.isnan(row[["change", "change_low", "change_high"]].astype(float)).all()


def test_order_that_misses_a_wave_is_an_error(study_of):
    with pytest.raises(StudyError) as error:
        theme_waves(**study_of(over({"1": [("a", 3)], "2": [("a", 3)]})), order=["2"])
    assert str(error.value) == "The order names 2; the study holds 1, 2. Name every wave once, earliest first."


def test_study_without_waves_says_so(study_of):
    with pytest.raises(StudyError, match=r"^No document in which people speak has a wave, so nothing can be shown"):
        theme_waves(**study_of(over({"": [("a", 3)]})))
