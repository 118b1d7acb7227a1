import numpy as np
import pandas as pd
import pytest

from cjm_research.errors import SchemaError
from cjm_research.settings import Settings
from cjm_research.themes.belonging.membership import memberships
from cjm_research.themes.belonging.online import Fitted, _centred, _language_means, place
from cjm_research.themes.law.edits import rest_id
from cjm_research.themes.vectors import centre, unit

SETTINGS = Settings.default().themes
TOPICS = {
    "en": ["Nobody called before the delivery", "The parcel was open", "The price rose twice", "Returning costs a day"],
    "zh": ["送货之前没有人打电话", "包裹被拆开过", "涨价涨了两次", "退货要花一整天"],
}


def frame(topics, language, people=6, prefix="s"):
    """Return the segments and vectors of these topic numbers; a segment is near to its topic's own direction."""
    rng = np.random.default_rng(sum(topics) + len(topics))
    shared = 3.0 * np.eye(12)[11]  # what all of a language have in common
    vectors = unit(np.eye(12)[topics] + 0.12 * rng.normal(size=(len(topics), 12)) + shared)
    n = len(topics)
    rows = pd.DataFrame(
        {
            "segment_id": [f"{prefix}{at:03d}" for at in range(n)],
            "document_id": "d1",
            "turn_id": "t1",
            "case_id": [f"{prefix.upper()}{at % people:02d}" for at in range(n)],
            "start": 0,
            "end": 1,
            "text": [TOPICS[language][topic] for topic in topics],
            "context": "",
            "language": language,
            "kind": "interview",
            "position": 0.5,
        }
    )
    return rows, vectors


def coded(rows, family="pain_point"):
    return pd.DataFrame(
        {"segment_id": rows["segment_id"], "family": family, "subtype": "functional", "score": 1.0, "reviewed": False}
    )


def fitted(language="en", left=0):
    """A study with three themes of ten, and some of the fourth topic left over."""
    topics = [0] * 10 + [1] * 10 + [2] * 10 + [3] * left
    rows, vectors = frame(topics, language)
    homes = pd.DataFrame(
        {
            "family": "pain_point",
            "segment_id": rows["segment_id"],
            "theme_id": [f"th{topic}" for topic in topics],
            "subtheme": -1,
            "rest": [topic == 3 for topic in topics],
            "by": "",
        }
    )
    members = memberships(homes, rows["segment_id"], centre(vectors, rows["language"].to_numpy(str)), SETTINGS)
    return rows, members, vectors


def study(language="en", left=0):
    return Fitted.of(*fitted(language, left), SETTINGS)


def titles(language):
    return {f"th{at}": title for at, title in enumerate(TOPICS[language][:3])}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "9 new segments: 9 join a theme, 0 join none yet. No new theme is emerging."),
        ("zh", "新片段9个：9个归入已有主题，0个暂未归入。没有新主题出现的迹象。"),
    ],
)
def test_new_segments_join_the_themes_there_are(language, said):
    rows, vectors = frame([0, 1, 2] * 3, language, prefix="n")
    found = place(rows, coded(rows), vectors, study(language), titles(language), language)
    assert found.segments["theme_id"].tolist() == ["th0", "th1", "th2"] * 3
    assert repr(found) == said


@pytest.mark.parametrize("language", ["en", "zh"])
def test_several_people_with_something_new_show_an_emerging_theme(language):
    rows, vectors = frame([0, 3, 1, 3, 3, 2, 3], language, prefix="n")
    found = place(rows, coded(rows), vectors, study(language), titles(language), language)
    theme = found.emerging.iloc[0]
    assert len(found.emerging) == 1
    assert sorted(theme["segment_ids"]) == ["n001", "n003", "n004", "n006"]
    assert (theme["n_people"], theme["n_new"], theme["people"]) == (4, 4, ["N00", "N01", "N03", "N04"])
    assert set(theme["texts"]) == {TOPICS[language][3]}
    sentence = {
        "en": "A new theme may be emerging: 4 segments of 4 people, nearest to “",
        "zh": "可能正在出现新主题：4人的4个片段，最接近“",
    }
    assert sentence[language] in repr(found)
    html = found._repr_html_()
    assert TOPICS[language][3] in html
    assert f'lang="{language}"' in html


def test_what_was_left_over_before_counts_towards_a_new_theme():
    rows, vectors = frame([3], "en", prefix="n")
    assert place(rows, coded(rows), vectors, study()).emerging.empty
    theme = place(rows, coded(rows), vectors, study(left=3)).emerging.iloc[0]
    assert (theme["n_segments"], theme["n_new"]) == (4, 1)


def test_left_over_alone_is_not_emerging():
    rows, vectors = frame([0, 1], "en", prefix="n")
    assert place(rows, coded(rows), vectors, study(left=6)).emerging.empty


def test_one_person_is_no_theme():
    rows, vectors = frame([3, 3, 3, 3, 3], "en", people=1, prefix="n")
    assert place(rows, coded(rows), vectors, study()).emerging.empty


def test_interview_about_one_thing_alone_is_centred_with_the_study():
    rows, vectors = frame([1] * 12, "zh", prefix="n")
    found = place(rows, coded(rows), vectors, study("zh")).segments
    # Centred with its own mean, what the interview is about would be taken out of it.
    assert set(found["nearest"]) == {"th1"}
    assert found["weight"].min() > 0.7


def test_centring_is_that_of_the_fitted_study():
    rows, vectors = frame([0, 1, 2, 3] * 4, "zh")
    means = _language_means(vectors, rows["language"].to_numpy(str))
    own = _centred(vectors, rows["language"].to_numpy(str), means)
    assert np.allclose(own, centre(vectors, rows["language"].to_numpy(str)))


def test_family_without_themes_places_nothing():
    rows, vectors = frame([0, 1], "en", prefix="n")
    found = place(rows, coded(rows, "goal"), vectors, study())
    assert found.segments["theme_id"].tolist() == ["", ""]
    assert found.segments["weight"].isna().all()


def test_left_over_of_a_family_without_themes_takes_nobody_in():
    rows, vectors = frame([0, 1, 2, 3], "zh")
    homes = pd.DataFrame({"family": "goal", "segment_id": rows["segment_id"], "theme_id": rest_id("goal"),
                          "subtheme": -1, "rest": True, "by": ""})  # fmt: skip
    members = memberships(homes, rows["segment_id"], vectors, SETTINGS)
    new, others = frame([0, 1], "zh", prefix="n")
    found = place(new, coded(new, "goal"), others, Fitted.of(rows, members, vectors, SETTINGS), language="zh")
    assert found.segments["theme_id"].tolist() == ["", ""]


def test_nothing_new_is_said_plainly():
    rows, vectors = frame([0], "en", prefix="n")
    found = place(rows.iloc[:0], coded(rows).iloc[:0], vectors[:0], study())
    assert repr(found) == "0 new segments: 0 join a theme, 0 join none yet. No new theme is emerging."


def test_row_order_changes_nothing():
    rows, vectors = frame([0, 3, 1, 3, 3, 2, 3], "en", prefix="n")
    old, members, known = fitted(left=2)
    first = place(rows, coded(rows), vectors, Fitted.of(old, members, known, SETTINGS))
    turned = Fitted.of(old.iloc[::-1], members.iloc[::-1], known[::-1], SETTINGS)
    second = place(rows.iloc[::-1], coded(rows).iloc[::-1], vectors[::-1], turned)
    pd.testing.assert_frame_equal(first.segments, second.segments)
    pd.testing.assert_frame_equal(first.emerging, second.emerging)


def test_too_many_strangers_ask_for_a_new_fit(monkeypatch):
    monkeypatch.setattr("cjm_research.themes.belonging.online._MOST", 3)
    rows, vectors = frame([3] * 5, "en", prefix="n")
    found = place(rows, coded(rows), vectors, study())
    assert found.too_many
    assert repr(found).endswith(
        "Too many segments are far from every theme to look for new ones here; fit the themes anew."
    )


def test_other_number_of_vectors_is_an_error():
    rows, vectors = frame([0, 1], "en", prefix="n")
    with pytest.raises(
        SchemaError, match=r"^1 embeddings were given for 2 segments. Embed the texts of the same frame"
    ):
        place(rows, coded(rows), vectors[:1], study())
