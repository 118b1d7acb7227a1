import numpy as np
import pandas as pd
import pytest

from cjm_research.errors import SchemaError
from cjm_research.findings.drivers import drivers, predictors_of
from cjm_research.findings.drivers.effects import fit_ordinal, inflation, linear, ordinal
from cjm_research.findings.drivers.enough import choose
from cjm_research.settings import Settings

# Housing in Copenhagen: satisfaction (low, medium, high) by influence (low, medium, high), type of flat and contact.
# Madsen (1976), Scand. J. Stat. 3, 97–106, as in Venables and Ripley (2002), Modern Applied Statistics with S, 7.3.
HOUSING = {
    ("tower", "low"): ((21, 21, 28), (34, 22, 36), (10, 11, 36)),
    ("apartment", "low"): ((61, 23, 17), (43, 35, 40), (26, 18, 54)),
    ("atrium", "low"): ((13, 9, 10), (8, 8, 12), (6, 7, 9)),
    ("terrace", "low"): ((18, 6, 7), (15, 13, 13), (7, 5, 11)),
    ("tower", "high"): ((14, 19, 37), (17, 23, 40), (3, 5, 23)),
    ("apartment", "high"): ((78, 46, 43), (48, 45, 86), (15, 25, 62)),
    ("atrium", "high"): ((20, 23, 20), (10, 22, 24), (7, 10, 21)),
    ("terrace", "high"): ((57, 23, 13), (31, 21, 13), (5, 6, 13)),
}
NAMES = {"en": ("Late", "Friendly"), "zh": ("送达太晚", "态度友好")}
GOES = {"en": "NPS (0–10): goes with “Late” ", "zh": "NPS（0–10）：200人中，与“送达太晚”"}


def housing():
    rows = [
        ([place == 1, place == 2, kind == "apartment", kind == "atrium", kind == "terrace", contact == "high"], sat, n)
        for (kind, contact), cells in HOUSING.items()
        for place, counts in enumerate(cells)
        for sat, n in enumerate(counts)
    ]
    return np.repeat([r[1] for r in rows], [r[2] for r in rows]), np.repeat(
        np.array([r[0] for r in rows], dtype=float), [r[2] for r in rows], axis=0
    )


def study(language="en", n=200, effect=-2.0, seed=3):
    """Return people with an NPS, and two pain points of which the first goes with it."""
    rng = np.random.default_rng(seed)
    late, kind = rng.random(n) < 0.4, rng.random(n) < 0.3
    nps = np.clip(np.round(7.5 + effect * late + rng.normal(0, 1.5, n)), 0, 10).astype(int)
    ids = [f"R{at:03d}" for at in range(n)]
    cases = pd.DataFrame({"case_id": ids, "kind": "respondent", "attributes": [{"NPS": str(score)} for score in nps]})
    people = [[ids[at] for at in np.flatnonzero(mask)] for mask in (late, kind)]
    predictors = pd.DataFrame(
        {"predictor_id": ["f1", "f2"], "kind": "pain_point", "title": NAMES[language], "people": people}
    )
    return cases, predictors


def test_ordinal_model_gives_the_published_coefficients_of_the_housing_table():
    places, raised = housing()
    model, params, covariance = fit_ordinal(places, raised)
    assert len(places) == 1681
    assert params[:6].round(4).tolist() == [0.5664, 1.2888, -0.5724, -0.3662, -1.091, 0.3603]
    assert np.sqrt(np.diag(covariance))[:6].round(4).tolist() == [0.1047, 0.1272, 0.1192, 0.1552, 0.1515, 0.0955]
    assert model.transform_threshold_params(params)[1:-1].round(4).tolist() == [-0.4961, 0.6907]


def test_marginal_effect_is_the_difference_of_the_expected_ratings():
    places, raised = housing()
    model, params, _ = fit_ordinal(places, raised)
    without, with_ = raised.copy(), raised.copy()
    without[:, 5], with_[:, 5] = 0, 1
    expected = [model.predict(params, exog=each) @ np.array([1.0, 2.0, 3.0]) for each in (without, with_)]
    found = ordinal(places + 1.0, raised)
    assert found.effect[5] == pytest.approx((expected[1] - expected[0]).mean(), abs=1e-9)


def test_linear_errors_are_hc3():
    rng = np.random.default_rng(1)
    raised = (rng.random((50, 2)) < 0.4).astype(float)
    outcome = raised @ [1.0, -1.0] + rng.normal(0, 1, 50)
    whole = np.column_stack([np.ones(50), raised])
    inverse = np.linalg.inv(whole.T @ whole)
    slopes = inverse @ whole.T @ outcome
    lever = np.einsum("ij,jk,ik->i", whole, inverse, whole)
    off = (outcome - whole @ slopes) / (1 - lever)
    by_hand = np.sqrt(np.diag(inverse @ (whole.T * off**2) @ whole @ inverse))
    found = linear(outcome, raised)
    assert np.allclose(found.effect, slopes[1:])
    assert np.allclose(found.error, by_hand[1:])


def test_ordinal_model_that_runs_away_is_refused():
    raised = np.array([[0.0]] * 10 + [[1.0]] * 10)
    assert ordinal(np.array([1.0, 2.0] * 5 + [5.0] * 10), raised) is None


def test_rating_whose_ordinal_model_runs_away_is_looked_at_by_the_linear_one():
    answers = ["3", "4"] * 10 + ["10"] * 20
    cases = pd.DataFrame({"case_id": [f"R{at:02d}" for at in range(40)], "attributes": [{"NPS": a} for a in answers]})
    all_best = [f"R{at}" for at in range(20, 40)]
    predictors = pd.DataFrame({"predictor_id": ["f"], "kind": "theme", "title": ["友好"], "people": [all_best]})
    found = drivers(cases, predictors)
    assert found.frame["model"].tolist() == ["linear"]
    assert found.frame["effect"].tolist() == pytest.approx([6.5])
    assert (
        "For NPS (0–10) and themes the ordinal model came to no end (some answer is given with one of them alone); the "
        "linear one stands in."
    ) in found.notes()
    assert "NPS（0–10）与主题的有序模型没有收敛（某个回答只与其中一项同时出现），改用线性模型。" in found.notes("zh")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_goes_with_a_rating_is_found_and_what_does_not_is_not(language):
    found = drivers(*study(language), language=language)
    rows = found.frame.set_index("predictor_id")
    assert rows["marked"].to_dict() == {"f1": True, "f2": False}
    assert rows.loc["f1", "low"] < -1.9 < rows.loc["f1", "high"]
    assert found.reading().startswith(GOES[language])
    assert all(word not in str(found).lower() for word in ("because", "drives", "导致", "影响了"))


def test_difference_is_in_points_of_the_rating_beside_the_plain_means():
    row = drivers(*study()).frame.iloc[0]
    assert row["effect"] == pytest.approx(row["mean_with"] - row["mean_without"], abs=0.15)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "NPS (0–10): pain points cannot be looked at: 8 people have a rating, one of them asks for 10. Get the "
               "rating of 2 more."),
        ("zh", "NPS（0–10）：无法考察痛点：有评分的有8人，考察一项至少需要10人，还需2人的评分。"),
    ],
)  # fmt: skip
def test_too_few_people_are_said_with_how_many_are_missing(language, sentence):
    found = drivers(*study(n=8), language=language)
    assert found.frame.empty
    assert found.reading() == sentence


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "NPS (0–10): pain points cannot be looked at: nearly all of the 40 people give the same answer, so "
               "there is nothing to go with."),
        ("zh", "NPS（0–10）：无法考察痛点：40人的回答几乎相同，没有差异可言。"),
    ],
)  # fmt: skip
def test_rating_that_does_not_vary_is_said(language, sentence):
    cases, predictors = study(n=40)
    cases = cases.assign(attributes=[{"NPS": "9"}] * 38 + [{"NPS": "8"}] * 2)
    assert drivers(cases, predictors, language=language).reading() == sentence


def test_without_rating_and_feeling_the_sheet_says_so():
    cases = pd.DataFrame({"case_id": ["P1"], "attributes": [{}]})
    found = drivers(cases, study()[1])
    assert found.reading() == (
        "Nobody has a rating (NPS, CSAT, CES or another) and no feeling is known, so there is nothing that anything "
        "could go with."
    )
    assert found.reading("zh") == "没有人给出评分（NPS、CSAT、CES等），情绪也未知，因此没有可考察的对象。"


def test_predictors_are_chosen_by_reach_and_never_by_the_outcome():
    outcome = pd.Series(np.r_[np.zeros(15), np.ones(15)], index=[f"R{at:02d}" for at in range(30)])
    ids = outcome.index.tolist()
    people = {"tells all": ids[:6], "many": ids[5:25], "more": ids[2:26], "twin": ids[5:25], "few": ids[:2],
              "nearly all": ids[:28], "fourth": ids[::3]}  # fmt: skip
    table = pd.DataFrame({"predictor_id": list(people), "people": list(people.values())})
    chosen = choose(outcome, table, Settings.default().drivers)
    assert chosen.raised.columns.tolist() == ["more", "many", "fourth"]
    assert dict(zip(chosen.left_out["predictor_id"], chosen.left_out["why"], strict=True)) == {
        "nearly all": "few without", "twin": "same people", "tells all": "not among the most raised", "few": "few with",
    }  # fmt: skip


def test_emotion_is_looked_at_with_interviews_and_surveys_told_apart():
    cases, predictors = study()
    cases["kind"] = ["participant"] * 40 + ["respondent"] * 160
    late = set(predictors["people"].iloc[0])
    rng = np.random.default_rng(0)
    own = pd.Series({case: 3.0 - (case in late) + rng.normal(0, 0.5) for case in cases["case_id"]})
    own.iloc[:40] -= 1.5
    found = drivers(cases, predictors, own)
    row = found.frame[(found.frame["measure"] == "emotion") & (found.frame["predictor_id"] == "f1")].iloc[0]
    assert (row["model"], row["n_people"]) == ("linear", 200)
    assert row["low"] < -1.0 < row["high"]
    assert "Pain points are found by what sounds bad, so that they go with emotion is partly how they are made." in (
        found.notes()
    )


def test_closeness_of_predictors_is_said():
    rng = np.random.default_rng(2)
    first = (rng.random(200) < 0.5).astype(float)
    second = np.where(rng.random(200) < 0.97, first, 1 - first)
    assert (inflation(np.column_stack([first, second])) > 5).all()
    cases, predictors = study()
    ids = cases["case_id"].to_numpy()
    predictors["people"] = [ids[first > 0].tolist(), ids[second > 0].tolist()]
    assert any("VIF 5 or more" in note for note in drivers(cases, predictors).notes())
    assert any("VIF不低于5" in note for note in drivers(cases, predictors).notes("zh"))


def test_intervals_hold_a_known_difference_about_as_often_as_they_say():
    held = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        raised = (rng.random((150, 3)) < [0.4, 0.3, 0.2]).astype(float)
        latent = raised @ [-1.0, 0.0, 0.7] + rng.logistic(size=150)
        found = ordinal(np.digitize(latent, [-2.0, -0.7, 0.5, 2.0]) + 1.0, raised)
        low, high = found.interval(0.95)
        held.append((low <= TRUE) & (high >= TRUE))
    assert 0.91 <= np.mean(held) <= 0.985


def _true_effects():
    rng = np.random.default_rng(99)
    raised = (rng.random((40_000, 3)) < [0.4, 0.3, 0.2]).astype(float)
    found = []
    for column, slope in enumerate([-1.0, 0.0, 0.7]):
        base = raised @ [-1.0, 0.0, 0.7] - raised[:, column] * slope
        above = [1 / (1 + np.exp(np.array([-2.0, -0.7, 0.5, 2.0]) - (base + at)[:, None])) for at in (slope, 0.0)]
        found.append((above[0] - above[1]).sum(axis=1).mean())
    return np.array(found)


TRUE = _true_effects()


def test_wrong_predictors_are_refused():
    cases, predictors = study(n=20)
    with pytest.raises(SchemaError) as error:
        drivers(cases, predictors.drop(columns="people"))
    assert str(error.value) == "Predictors lack the column 'people'. Expected: predictor_id, kind, title, people."
    with pytest.raises(SchemaError) as error:
        drivers(cases, predictors.assign(kind="goal"))
    assert str(error.value) == "A predictor is of the kind 'goal'. Kinds: touchpoint, pain_point, theme."
    with pytest.raises(SchemaError) as error:
        drivers(cases, predictors.assign(predictor_id="f"))
    assert str(error.value) == "The predictor 'f' is there twice. Give each one row with all its people."


def test_predictors_of_a_map_are_its_pains_themes_and_channels():
    findings = pd.DataFrame({
        "finding_id": ["f1", "f2", "f3", "f4"], "family": ["pain_point", "pain_point", "goal", "goal"],
        "theme_id": ["t1", "t1", "t2", "t2"], "title": ["慢", "慢", "省钱", "省钱"],
        "stage": ["use", "purchase", "use", "loyalty"], "people": [["P1"], ["P2"], ["P1"], ["P3"]],
    })  # fmt: skip
    touched = pd.DataFrame({"channel": ["app", "", "app"], "case_id": ["P2", "P1", "P1"]})
    found = predictors_of(findings, touched, {"app": "手机应用"}, {"use": "使用"}, "zh").set_index("predictor_id")
    assert found["title"].to_dict() == {
        "channel:app": "手机应用", "f1": "慢（使用）", "f2": "慢（purchase）", "t2": "省钱"
    }  # fmt: skip
    assert found["people"].to_dict() == {"channel:app": ["P1", "P2"], "f1": ["P1"], "f2": ["P2"], "t2": ["P1", "P3"]}


def test_same_whatever_the_order_of_rows():
    cases, predictors = study()
    first = drivers(cases, predictors)
    turned = drivers(cases.iloc[::-1], predictors.iloc[::-1])
    pd.testing.assert_frame_equal(first.frame, turned.frame)


def test_sheet_shows_itself_in_both_languages():
    assert "Goes with it" in drivers(*study())._repr_html_()
    page = drivers(*study("zh"), language="zh")._repr_html_()
    assert '<div lang="zh">' in page
    assert all(word in page for word in ("送达太晚", "相差", "有序logit"))
