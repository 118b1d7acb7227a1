"""How many more segments: the variance of the papers, and what the sheet makes of it."""

import numpy as np
import pytest

from cjm_research.agreement.planning import ANALYTIC, SCALED, needed_table, planned, variance


def row(**changes):
    return {"code": "goal", "n_segments": 100, "kappa": 0.6, "kappa_low": 0.4, "kappa_high": 0.8, "kappa_error": 0.1,
            "prevalence": 0.3, "binary": True, "n_coders": 2} | changes  # fmt: skip


def test_variance_by_hand():
    # (1 - .6) ((1 - .6)(1 - 1.2) + .6 * 1.4 / (2 * .3 * .7)) = .4 (-.08 + 2)
    assert variance(0.6, 0.3) == pytest.approx(0.768)
    assert planned(0.6, 0.3, 0.1) == 296
    assert planned(0.6, 0.3, 0.1, effect=2) == 591


def test_variance_is_that_of_drawn_tables():
    rng = np.random.default_rng(6)
    share, kappa, n = 0.3, 0.5, 400
    both, one = share**2 + kappa * share * (1 - share), share * (1 - share) * (1 - kappa)
    cells = rng.multinomial(n, [both, one, one, 1 - both - 2 * one], size=4000) / n
    p = cells[:, 0] + (cells[:, 1] + cells[:, 2]) / 2
    found = 1 - (cells[:, 1] + cells[:, 2]) / (2 * p * (1 - p))
    assert n * found.var() == pytest.approx(variance(kappa, share), rel=0.06)


def test_rare_codes_need_more():
    assert planned(0.6, 0.05, 0.1) > 4 * planned(0.6, 0.3, 0.1)


def test_table_tells_how_many_more_and_by_which_method():
    rows = [row(), row(code="stage", binary=False), row(code="none", kappa_low=np.nan, kappa_high=np.nan)]
    found = needed_table(rows, 0.1, 0.95).set_index("code")
    # The interval is (0.1 * 1.96)² against 0.768 / 100 * 1.96²: 1.30 times the variance.
    assert found.loc["goal", "needed"] == planned(0.6, 0.3, 0.1, effect=0.01 / 0.00768)
    assert found.loc["goal", "more"] == found.loc["goal", "needed"] - 100
    assert (found.loc["stage", "needed"], found.loc["stage", "more"]) == (400, 300)
    assert found["method"].tolist() == [ANALYTIC, SCALED, ""]
    assert found.loc["none", "needed":"more"].isna().all()


def test_pooled_figure_is_scaled_because_it_rests_on_segments_times_codes():
    found = needed_table([row(code="overall")], 0.1, 0.95)
    assert found[["needed", "method"]].to_numpy().tolist() == [[400, SCALED]]


def test_kappa_below_zero_is_planned_as_none():
    found = needed_table([row(kappa=-0.1, kappa_low=-0.2, kappa_high=0.1, prevalence=0.03)], 0.1, 0.95)
    assert found["needed"].iloc[0] >= planned(0.0, 0.03, 0.1)


def test_enough_is_never_less_than_none():
    assert needed_table([row()], 0.5, 0.95)["more"].iloc[0] == 0


def test_perfect_agreement_in_few_segments_still_needs_more():
    perfect = row(kappa=1.0, kappa_low=0.7, kappa_high=1.0, kappa_error=0.0, n_segments=12)
    assert needed_table([perfect], 0.1, 0.95)["more"].iloc[0] > 50
