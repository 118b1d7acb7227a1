import numpy as np
import pandas as pd
import pytest

from cjm_research import schema
from cjm_research.errors import SchemaError
from cjm_research.settings import Settings
from cjm_research.themes.belonging.membership import (
    assign_rest,
    floors,
    joining,
    memberships,
    unassigned,
    without_itself,
)
from cjm_research.themes.vectors import unit

SETTINGS = Settings.default().themes
IDS = ["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"]
# Degrees on a circle: three around 0, three around 90, one between them, one opposite.
VECTORS = np.array([[np.cos(np.radians(d)), np.sin(np.radians(d))] for d in (-10, 0, 10, 80, 90, 100, 46, 225)])
TEXTS = {
    "en": [
        "Nobody called",
        "No call came",
        "They never rang",
        "Box open",
        "Parcel torn",
        "Lid gone",
        "Both",
        "Weather",
    ],
    "zh": ["没有人打电话", "没接到电话", "一直没联系", "箱子开了", "包裹破了", "盖子没了", "两样都有", "天气"],
}
TITLES = {
    "en": {"tha": "Nobody called", "thb": "The parcel was open"},
    "zh": {"tha": "没有人打电话", "thb": "包裹破损"},
}


def homes(**changes):
    frame = pd.DataFrame(
        {
            "family": "pain_point",
            "segment_id": IDS,
            "theme_id": ["tha"] * 3 + ["thb"] * 3 + ["thb", "thz"],
            "subtheme": [0, 0, 1, 0, 0, 0, 0, -1],
            "rest": [False] * 7 + [True],
            "by": "",
        }
    )
    return frame.assign(**changes)


def members(**changes):
    return memberships(homes(**changes), IDS, VECTORS, SETTINGS)


def segments(language="en"):
    return pd.DataFrame(
        {"segment_id": IDS, "case_id": [f"P{at % 4}" for at in range(8)], "text": TEXTS[language], "language": language}
    )


def themes(language="en"):
    other = {"en": "Other: weather", "zh": "其他：天气"}[language]
    titles = {**TITLES[language], "thz": other}
    return pd.DataFrame(
        {
            "theme_id": list(titles),
            "title": list(titles.values()),
            "titles": [{language: title} for title in titles.values()],
            "rest": [False, False, True],
        }
    )


def second(frame):
    return frame.loc[~frame["home"], ["segment_id", "theme_id"]].values.tolist()


def test_weight_is_the_cosine_to_the_middle_of_the_theme():
    found = schema.check(members(), "members").set_index(["theme_id", "segment_id"])
    own = unit(VECTORS - VECTORS.mean(axis=0))  # without what the whole family shares
    middle = unit(own[[3, 4, 5, 6]].mean(axis=0, keepdims=True))[0]
    assert found.loc[("thb", "s7"), "weight"] == pytest.approx(own[6] @ middle)
    assert found["home"].sum() == 8


def test_few_segments_are_compared_as_they_are():
    found = memberships(homes().iloc[:6], IDS, VECTORS, SETTINGS).set_index(["theme_id", "segment_id"])
    assert found.loc[("tha", "s2"), "weight"] == pytest.approx(1.0)
    assert found.loc[("tha", "s1"), "weight"] == pytest.approx(np.cos(np.radians(10)))


def test_what_a_whole_family_shares_makes_no_second_theme():
    rng = np.random.default_rng(2)
    ids, topics = [f"s{at:02d}" for at in range(40)], np.arange(40) % 4
    pulled = unit(np.eye(8)[topics] + 0.2 * rng.normal(size=(40, 8)) + 6.0 * np.eye(8)[7])
    frame = pd.DataFrame({"family": "goal", "segment_id": ids, "theme_id": [f"th{topic}" for topic in topics],
                          "subtheme": -1, "rest": False, "by": ""})  # fmt: skip
    assert memberships(frame, ids, pulled, SETTINGS)["home"].all()


def test_segment_between_two_themes_belongs_to_both_if_it_is_as_near_as_is_typical():
    ids, angles = [f"s{at}" for at in range(8)], (-30, 0, 30, 50, 40, 50, 130, 140)
    circle = np.array([[np.cos(np.radians(d)), np.sin(np.radians(d))] for d in angles])
    frame = homes(segment_id=ids, theme_id=["tha"] * 4 + ["thb"] * 4, rest=False)
    found = memberships(frame, ids, circle, SETTINGS)
    rows = found[found["home"]].set_index("segment_id")
    typical = found[found["home"]].groupby("theme_id")["weight"].median()
    assert second(found) == [["s4", "tha"], ["s3", "thb"]]
    for row in found[~found["home"]].itertuples():
        assert row.weight >= SETTINGS.also * rows.loc[row.segment_id, "weight"]
        assert row.weight >= typical[row.theme_id]
        assert row.subtheme == -1


def test_no_more_than_two_further_themes():
    ids = [f"s{at}" for at in range(10)]
    near = unit(np.ones((10, 5)) + 0.05 * np.eye(5)[np.arange(10) % 5])
    frame = pd.DataFrame(
        {"family": "goal", "segment_id": ids, "theme_id": [f"th{at % 5}" for at in range(10)], "subtheme": -1,
         "rest": False, "by": ""}
    )  # fmt: skip
    found = memberships(frame, ids, near, SETTINGS.model_copy(update={"also": 0.1}))
    assert found.groupby("segment_id").size().max() <= 3


def test_second_themes_of_people_stand_and_the_machine_adds_none():
    frame = homes(home=True)
    given = frame.iloc[[0]].assign(theme_id="thb", home=False, by="Ana")
    found = memberships(pd.concat([frame, given]), IDS, VECTORS, SETTINGS.model_copy(update={"also": -9.0}))
    own = found[found["segment_id"] == "s1"]
    assert own[["theme_id", "home", "by"]].values.tolist() == [["tha", True, ""], ["thb", False, "Ana"]]
    moved = memberships(homes(by=["Ana"] * 8), IDS, VECTORS, SETTINGS.model_copy(update={"also": -9.0}))
    assert second(moved) == []


def test_left_over_has_its_nearest_theme_and_the_distance():
    found = members().set_index("segment_id")
    row = found.loc["s8"]
    assert (row["theme_id"], row["home"]) == ("thz", True)
    assert row["nearest"] in ("tha", "thb")
    assert 1 < row["distance"] <= 2
    assert found.loc["s1", "nearest"] == ""
    assert np.isnan(found.loc["s1", "distance"])


def test_family_without_any_theme_keeps_its_left_over():
    found = members(theme_id="thz", rest=True)
    assert found["nearest"].eq("").all()
    assert found["distance"].isna().all()
    assert joining(found, 0.0).empty


def test_row_order_changes_nothing_and_inputs_stay():
    frame = homes()
    before = frame.copy(deep=True)
    shuffled = np.array([5, 2, 7, 0, 3, 1, 6, 4])
    again = memberships(frame.iloc[::-1], [IDS[at] for at in shuffled], VECTORS[shuffled], SETTINGS)
    pd.testing.assert_frame_equal(members(), again)
    pd.testing.assert_frame_equal(frame, before)


def test_nearness_without_itself_is_that_to_the_others():
    rows = unit(np.random.default_rng(0).normal(size=(7, 4)) + 1)
    weights = rows @ unit(rows.mean(axis=0, keepdims=True))[0]
    others = [row @ unit(np.delete(rows, at, axis=0).mean(axis=0, keepdims=True))[0] for at, row in enumerate(rows)]
    assert np.allclose(without_itself(weights), others)
    assert without_itself(np.array([1.0])).tolist() == [1.0]


def test_reduction_shows_at_each_reach_who_would_join():
    frame = homes(theme_id=["tha"] * 3 + ["thb"] * 3 + ["thz"] * 2, rest=[False] * 6 + [True] * 2)
    found = memberships(frame, IDS, VECTORS, SETTINGS)
    table = assign_rest(found, segments(), reaches=(0.5, 0.0))
    assert table[["reach", "n_rest", "n_assigned", "n_people"]].values.tolist() == [[0.5, 2, 0, 0], [0.0, 2, 2, 2]]
    assert table["share"].tolist() == [0.75, 1.0]
    assert table["gained"].tolist() == [{}, {"tha": 1, "thb": 1}] or sum(table["gained"].iloc[1].values()) == 2
    assert joining(found, 0.0)["segment_id"].tolist() == ["s7", "s8"]


def test_the_further_the_reach_the_higher_the_floor():
    found = members()
    assert floors(found, 0.0).tolist() == [-1.0, -1.0]
    assert (floors(found, 0.25) <= floors(found, 0.5)).all()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_unassigned_are_read_with_their_nearest_theme(language):
    found = unassigned(members(), segments(language), themes(language), language)
    assert found["text"].tolist() == [TEXTS[language][7]]
    assert found["nearest_title"].iloc[0] in TITLES[language].values()
    assert found["case_id"].tolist() == ["P3"]


def test_segment_without_vector_is_an_error():
    with pytest.raises(SchemaError) as error:
        memberships(homes(), IDS[:-1], VECTORS[:-1], SETTINGS)
    assert str(error.value) == (
        "1 segments of themes have no vector among the 7 given, first s8. Embed the segments of the same study."
    )


def test_two_homes_in_one_family_are_an_error():
    with pytest.raises(SchemaError) as error:
        memberships(pd.concat([homes(), homes().iloc[[0]].assign(theme_id="thb")]), IDS, VECTORS, SETTINGS)
    assert str(error.value) == (
        "1 segments live in two themes of one family, first s1 (pain_point). "
        "Keep one home and set home=False for the others."
    )
