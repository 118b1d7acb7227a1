import numpy as np
import pytest

from cjm_research.errors import SchemaError
from cjm_research.findings.shares import SHARE_COLUMNS, newcombe, newcombe_overlap, theme_shares, wilson

# Newcombe (1998b), Statistics in Medicine 17, 873–890, table II, method 10.
TABLE = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0000),
    (10, 10, 0, 10, 0.6075, 1.0000),
]


@pytest.mark.parametrize(
    ("n_people", "n_asked", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_limits_of_newcombe_1998_table_i(n_people, n_asked, low, high):
    assert np.round(wilson([n_people], [n_asked]), 4).ravel().tolist() == [low, high]


def test_newcombe_gives_the_limits_of_his_table_ii():
    rows = np.array(TABLE)
    found = newcombe(*rows[:, :4].T)
    assert np.round(found, 4).T.tolist() == rows[:, 4:].tolist()


def test_swapped_groups_swap_the_sign():
    there, back = newcombe([9], [10], [3], [10]), newcombe([3], [10], [9], [10])
    assert np.allclose([there[0], there[1]], [-back[1], -back[0]])


def test_pairs_give_the_limits_of_altman_2000_table_6_2():
    low, high = newcombe_overlap((19, 41), (14, 41), (14, 5, 0, 22))
    assert (round(low, 3), round(high, 3)) == (0.011, 0.226)


def test_nobody_in_both_is_the_interval_for_different_people():
    low, high = newcombe_overlap((56, 70), (48, 80), (0, 0, 0, 0))
    assert np.allclose((low, high), np.ravel(newcombe([56], [70], [48], [80])))


def test_the_more_people_agree_with_themselves_the_narrower_the_interval():
    def width(both):
        low, high = newcombe_overlap((20, 40), (15, 40), both)
        return high - low

    none, some, all_ = width((0, 0, 0, 0)), width((8, 1, 1, 10)), width((15, 5, 0, 20))
    assert all_ < some < none


def test_group_of_nobody_has_no_limits():
    assert np.isnan(wilson([0], [0])).all()
    assert np.isnan(newcombe([0], [0], [1], [3])).all()
    assert np.isnan(newcombe_overlap((0, 0), (1, 3), (0, 0, 0, 0))).all()


def test_more_people_than_were_asked_is_an_error():
    with pytest.raises(SchemaError) as error:
        wilson([2, 7], [5, 6])
    assert str(error.value) == (
        "7 people are said to say it, of 6 who were asked (place 1). "
        "Expected a count between 0 and the people asked; count each person once."
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_share_is_of_everybody_who_takes_part(study_of, crowd_of, language):
    study = study_of(crowd_of({"new": [("ab", 3), ("aa"[:1], 2), ("", 5)]}, language=language), language)
    found = theme_shares(study["themes"], study["members"], study["segments"], study["cases"]["case_id"])
    assert found["n_people"].tolist() == [5, 3, 0]
    assert found["n_asked"].tolist() == [10, 10, 10]
    assert found["share"].tolist() == [0.5, 0.3, 0.0]
    assert found["title"].iloc[0] == study["themes"]["title"].iloc[0]


def test_second_homes_left_over_and_hidden_themes_are_not_counted(study_of, crowd_of):
    study = study_of(crowd_of({"new": [("abc", 4)]}))
    members = study["members"].assign(home=lambda rows: ~rows["segment_id"].str.startswith("s-P003"))
    themes = study["themes"].assign(rest=[False, True, False], hidden=[False, False, True])
    found = theme_shares(themes, members, study["segments"], study["cases"]["case_id"])
    assert found[["theme_id", "n_people"]].values.tolist() == [["tha", 3]]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_theme_to_show_has_no_shares(study_of, crowd_of, language):
    study = study_of(crowd_of({"new": [("abc", 4)]}, language=language), language)
    for themes in (study["themes"].assign(hidden=True), study["themes"].iloc[:0]):
        found = theme_shares(themes, study["members"], study["segments"], study["cases"]["case_id"])
        assert found.empty
        assert list(found.columns) == list(SHARE_COLUMNS)
