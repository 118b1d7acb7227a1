"""Personas: groups that come back, portraits in people's own words, and the honest "no stable groups"."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from cjm_research.findings.personas import personas_of
from cjm_research.findings.personas.choosing import agreement, choose
from cjm_research.findings.personas.vectors import profiles

FAMILIES = ("goal", "motivation", "pain_point")
TITLES = {"en": "theme {at}", "zh": "主题{at}"}
WORDS = {"en": "It is about theme {at}, says {who}.", "zh": "{who}说的是主题{at}这件事，印象很深。"}


def world(language, n=24, groups=2, n_themes=18, inside=0.6, outside=0.06, seed=3):
    """People of whom each group prefers every ``groups``-th theme."""
    rng = np.random.default_rng(seed)
    rows = [
        (f"P{who:02d}", at)
        for who in range(n)
        for at in range(n_themes)
        if rng.random() < (inside if groups > 1 and at % groups == who % groups else outside)
    ]
    segments = pd.DataFrame(
        [
            {"segment_id": f"s{at:04d}", "case_id": who, "document_id": f"d{who}",
             "text": WORDS[language].format(at=theme, who=who), "theme_id": f"th{theme:02d}"}
            for at, (who, theme) in enumerate(rows)
        ]
    )  # fmt: skip
    themes = pd.DataFrame(
        [
            {"theme_id": f"th{at:02d}", "family": FAMILIES[at // groups % 3], "title": TITLES[language].format(at=at)}
            for at in range(n_themes)
        ]
    )  # fmt: skip
    members = segments[["theme_id", "segment_id"]].assign(weight=0.9, home=True)
    cases = pd.DataFrame({"case_id": [f"P{who:02d}" for who in range(n)]})
    cases["attributes"] = [{"Plan": "new" if who % groups else "old", "Id": str(who)} for who in range(n)]
    emotions = pd.Series(np.where(segments["theme_id"].str[2:].astype(int) % 2, 2.0, 4.0), segments["segment_id"])
    return {"themes": themes, "members": members, "segments": segments, "cases": cases, "emotions": emotions}


@pytest.fixture(scope="module", params=["en", "zh"])
def language(request):
    return request.param


def found(language, frames, **changes):
    return personas_of(**frames, seed=7, language=language, **changes)


@pytest.fixture(scope="module")
def personas(language):
    """The personas of the usual world; nobody changes them."""
    return found(language, world(language))


def test_two_groups_are_found_with_their_people_words_and_attributes(personas, language):
    frames = world(language)
    assert personas.k == 2
    groups = [{int(who[1:]) % 2 for who in personas.case_ids(number)} for number in (1, 2)]
    assert sorted(groups, key=sorted) == [{0}, {1}]
    top = personas.said.groupby("persona").first()
    assert (top["difference"] > 0.2).all()
    texts = dict(zip(frames["segments"]["segment_id"], frames["segments"]["text"], strict=True))
    quoted = personas.said[personas.said["quote"] != ""]
    assert [texts[row.segment_id] for row in quoted.itertuples()] == quoted["quote"].tolist()
    assert all(row.case_id in personas.case_ids(row.persona) for row in quoted.itertuples())
    assert set(personas.have["attribute"]) == {"Plan"}
    best = personas.have.groupby("persona").first()
    assert set(best["value"]) == {"new", "old"}
    assert (best["difference"] > 0.9).all()
    assert personas.emotions["n"].sum() == len(personas.people)


def test_quotes_of_a_portrait_come_from_different_people_where_they_can(personas):
    first = personas.said[personas.said["persona"] == 1].head(3)
    assert first["case_id"].nunique() == 3


def test_people_who_say_things_by_chance_are_in_no_group(language):
    personas = found(language, world(language, n=40, groups=1, outside=0.3))
    assert personas.k == 0
    assert personas.people.empty
    n = personas.n_grouped
    assert n > 30
    assert personas.told()[0].startswith(
        {"en": f"No stable groups: {n} people", "zh": f"没有稳定的人群：{n}位"}[language]
    )


def test_too_few_people_are_not_grouped(language):
    personas = found(language, world(language, n=5, outside=0.4))
    n = personas.n_grouped
    assert personas.k == 0
    assert (
        personas.told()[0]
        == {
            "en": f"No groups were looked for: only {n} people spoke of at least 3 themes that others speak of too; it "
            "needs 6.",
            "zh": f"没有寻找人群：只有{n}人谈到至少3个别人也谈到的主题，至少需要6人。",
        }[language]
    )


def test_the_order_of_rows_changes_nothing(personas, language):
    frames = world(language)
    shuffled = {
        name: frame.sample(frac=1, random_state=5) if isinstance(frame, pd.DataFrame) else frame
        for name, frame in frames.items()
    }
    one, other = personas, found(language, shuffled)
    pd.testing.assert_frame_equal(one.people, other.people)
    pd.testing.assert_frame_equal(one.said, other.said)
    pd.testing.assert_frame_equal(one.choice, other.choice)


def test_agreement_of_groupings_is_the_published_adjusted_rand_index():
    rng = np.random.default_rng(2)
    for k in (1, 2, 3, 5):
        one, other = rng.integers(k, size=20), rng.integers(k + 1, size=20)
        assert agreement(one, other) == pytest.approx(adjusted_rand_score(one, other), abs=1e-15)
        assert agreement(one, (one + 1) % k) == 1.0


def test_groups_by_chance_are_seldom_believed():
    believed = 0
    for seed in range(8):
        frames = world("en", n=30, groups=1, outside=0.25, seed=seed)
        said = frames["segments"][["case_id", "theme_id"]]
        believed += choose(profiles(said, frames["cases"]["case_id"]), seed).k > 0
    assert believed <= 1


def test_a_portrait_shows_itself_escaped_and_with_the_bias_told(language):
    frames = world(language)
    frames["themes"] = frames["themes"].assign(title="<b>x</b>")
    personas = found(language, frames, bias=["Men < women"])
    shown = personas._repr_html_()
    assert "<b>x" not in shown
    assert "Men &lt; women" in shown
    assert "Men < women" in str(personas)


def test_what_a_group_says_less_often_is_no_mark_of_it(personas, language):
    text, heading = str(personas), {"en": "  Less often", "zh": "  较少提到"}[language]
    assert heading in text.split("\n")
    for number in (1, 2):
        marks = [row for family in FAMILIES for row in personas._rows(number, family)]
        assert marks
        assert all(row["difference"] > 0 for row in marks)
    assert ("（" in text) == (language == "zh")
    assert language == "en" or "(" not in text
