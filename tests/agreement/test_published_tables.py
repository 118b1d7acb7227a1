"""Every coefficient against the tables of the papers."""

import json
from pathlib import Path

import numpy as np
import pytest

from cjm_research.agreement import coefficients as of
from cjm_research.agreement.coefficients import agreement_weights

SHARED = Path(__file__).parents[3] / "shared" / "data" / "agreement"

WIKIPEDIA = [
    [None, None, None, None, None, 3, 4, 1, 2, 1, 1, 3, 3, None, 3],
    [1, None, 2, 1, 3, 3, 4, 3, None, None, None, None, None, None, None],
    [None, None, 2, 1, 3, 4, 4, None, 2, 1, 1, 3, 3, None, 4],
]
"""Krippendorff's alpha, Wikipedia: 3 coders, 15 units; nominal .691, interval .811; ordinal .8067 by the SPSS macro."""

HAYES = [
    [1.1, 2.1, 5.0, 1.1, 2.0],
    [2.0, 3.1, 4.0, 1.9, 2.3],
    [1.5, 2.9, 4.5, 4.4, 2.1],
    [None, 2.6, 4.3, 1.1, 2.3],
]
"""Verified against the SPSS macro of Hayes: nominal .0364, ordinal .5482, interval .5905."""

KRIPPENDORFF_2011 = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
"""Krippendorff (2011): nominal .743, ordinal .815, interval .849, ratio .797. Gwet (2014), page 120, has
the same ratings."""

GWET_5_OBSERVERS = [
    [1, 1, 2, None, 0, 0, 1, 1, 2, 2, None, 0, 1, 3, 1],
    [1, 1, 3, 0, 0, 0, 0, None, 2, 1, 1, 0, 2, 3, 1],
    [2, 0, 3, 0, 0, 0, 2, 2, 2, 1, 0, 0, 2, 2, 1],
    [None, 1, 3, None, None, None, None, 0, None, 1, 0, 0, 2, 2, None],
    [2, None, None, 0, 0, 0, 1, None, 2, None, None, None, None, 3, 1],
]
"""Gwet (2014), page 125: AC1 .497, alpha .481."""

GWET_4_RATERS = ["aaaaabbbcaaaaab", "aaaababccaaaaba", "abbcaabbcabbcaa", "ccccaabbcccccaa"]
"""Gwet's package irrCAC, cac.raw.gender: AC1 .208, alpha .143."""

ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
"""Gwet (2014), 100 pregnancies by two abstractors: kappa .7964094, pi .7962397."""

FLEISS_1971 = [
    "444444", "222555", "233335", "555555", "222444", "113333", "333355", "113334", "114444", "555555",
    "144444", "124444", "222333", "144444", "224445", "333335", "111455", "111112", "224444", "133555",
    "555555", "244444", "224555", "114444", "144445", "222224", "111155", "224444", "133333", "555555",
]  # fmt: skip
"""Fleiss (1971), table 1: 30 patients, six psychiatrists each, five diagnoses; kappa .430."""

PARADOX_BALANCED, PARADOX_SKEWED = [[40, 9], [6, 45]], [[80, 10], [5, 5]]
"""Feinstein and Cicchetti (1990): 85 % agreement in both, kappa .70 and .32."""

ARTSTEIN_POESIO = [[46, 0, 0], [6, 32, 6], [0, 0, 10]]
"""Artstein and Poesio (2008), 100 utterances; coder A in rows, values stat, ireq, chck."""


ALPHAS = [
    (WIKIPEDIA, {"nominal": 0.691358024691358, "ordinal": 0.8067, "interval": 0.8108448928121059}),
    (HAYES, {"nominal": 0.0364, "ordinal": 0.5482, "interval": 0.5905}),
    (KRIPPENDORFF_2011, {"nominal": 0.743421052631579, "ordinal": 0.8153875037548814, "interval": 0.8491071428571428,
                         "ratio": 0.7974027747116121}),
    (GWET_5_OBSERVERS, {"nominal": 0.481}),
    (GWET_4_RATERS, {"nominal": 0.143}),
]  # fmt: skip


def shown(value, like):
    """Round to as many digits as the paper prints."""
    return round(float(value), len(str(like).partition(".")[2]))


def values_of(rows):
    return sorted({value for row in rows for value in row if value is not None})


@pytest.mark.parametrize(("rows", "published"), ALPHAS, ids=["Wikipedia", "Hayes", "Krippendorff", "5", "4"])
def test_alpha_of_the_papers_with_missing_judgements(rows, published, tally_of):
    tally = tally_of(rows)
    for level, value in published.items():
        found = of.alpha(tally.total, tally.layout, level, values_of(rows) if level != "nominal" else None)
        assert shown(found, value) == value or abs(found - value) < 1e-12


def test_alpha_below_zero_where_coders_agree_less_than_chance(tally_of):
    tally = tally_of([["YES", "YES", None], ["NO", "NO", None], ["NO", None, "NO"]])
    assert float(of.alpha(tally.total, tally.layout)) == pytest.approx(-1 / 3, abs=1e-12)


@pytest.mark.parametrize(("rows", "ac1"), [(GWET_5_OBSERVERS, 0.497), (GWET_4_RATERS, 0.208)], ids=["5", "4"])
def test_ac1_of_gwets_tables(rows, ac1, tally_of):
    tally = tally_of(rows, lone=True)
    assert shown(of.gwet(tally.total, tally.layout), ac1) == ac1


def test_all_coefficients_of_gwets_main_table(tally_of):
    tally = tally_of(KRIPPENDORFF_2011, lone=True)
    at = tally.total, tally.layout
    assert shown(of.percent(*at), 0.818) == 0.818
    assert shown(of.gwet(*at), 0.77544) == 0.77544
    assert shown(of.fleiss(*at), 0.76117) == 0.76117
    assert float(of.brennan_prediger(*at)) == pytest.approx(17 / 22, abs=1e-12)
    for kind, ac2, alike in (("linear", 0.859, 0.939), ("quadratic", 0.914, 0.975)):
        weights = agreement_weights(5, kind)
        assert shown(of.gwet(*at, weights), ac2) == ac2
        assert shown(of.percent(*at, weights), alike) == alike


def test_units_of_one_coder_do_not_weigh_in_chance_unless_asked(tally_of):
    paired, every = (tally_of(KRIPPENDORFF_2011, lone=lone) for lone in (False, True))
    assert paired.total[paired.layout.judged] == 11
    assert every.total[every.layout.judged] == 12
    assert float(of.alpha(paired.total, paired.layout)) == float(of.alpha(every.total, every.layout))


def test_kappa_and_pi_of_two_abstractors(counted):
    tally = counted(ABSTRACTORS)
    assert shown(of.kappa(tally.total, tally.layout), 0.7964094) == 0.7964094
    assert shown(of.pi(tally.total, tally.layout), 0.7962397) == 0.7962397


def test_fleiss_kappa_of_thirty_patients(tally_of):
    tally = tally_of([list(column) for column in zip(*FLEISS_1971, strict=True)])
    assert shown(of.fleiss(tally.total, tally.layout), 0.430) == 0.430
    assert float(of.fleiss(tally.total, tally.layout)) == pytest.approx(0.4302445, abs=1e-7)


def test_artstein_and_poesio(counted):
    tally = counted(ARTSTEIN_POESIO)
    at = tally.total, tally.layout
    # By hand: A says stat 46, ireq 44, chck 10 times, B 52, 32, 16: chance (46*52 + 44*32 + 10*16) / 10000.
    chance = (46 * 52 + 44 * 32 + 10 * 16) / 10000
    assert float(of.percent(*at)) == 0.88
    assert float(of.kappa(*at)) == pytest.approx((0.88 - chance) / (1 - chance), abs=1e-12)
    assert shown(of.pi(*at), 0.79953) == 0.79953
    assert float(of.brennan_prediger(*at)) == pytest.approx(0.82, abs=1e-12)


def test_the_two_tables_of_the_paradox(counted):
    # By hand, Cohen's chance: 49*46 + 51*54 = 5008 of 10000; 90*85 + 10*15 = 7800 of 10000.
    for table, chance, kappa in ((PARADOX_BALANCED, 0.5008, 0.70), (PARADOX_SKEWED, 0.78, 0.32)):
        tally = counted(table)
        at = tally.total, tally.layout
        assert float(of.percent(*at)) == pytest.approx(0.85, abs=1e-12)
        assert shown(of.kappa(*at), kappa) == kappa
        assert float(of.kappa(*at)) == pytest.approx((0.85 - chance) / (1 - chance), abs=1e-12)
        assert float(of.brennan_prediger(*at)) == pytest.approx(0.70, abs=1e-12)
    share = (90 + 85) / 200
    assert float(of.gwet(*at)) == pytest.approx((0.85 - 2 * share * (1 - share)) / (1 - 2 * share * (1 - share)))


def test_prevalence_bias_and_specific_agreement(counted):
    # Byrt and others' definitions on the skewed table, yes first: (80 - 5) / 100, (10 - 5) / 100, 160/175 and 10/25.
    tally = counted(PARADOX_SKEWED)
    folded = of.two_by_two(tally.total, tally.layout, np.array([True, False]))
    assert float(of.prevalence_index(folded)) == pytest.approx(0.75)
    assert float(of.bias_index(folded)) == pytest.approx(0.05)
    assert float(of.positive(folded)) == pytest.approx(160 / 175)
    assert float(of.negative(folded)) == pytest.approx(10 / 25)


def test_kappa_is_what_pabak_and_the_indexes_make_of_it(counted):
    # Byrt, Bishop and Carlin (1993): kappa = (PABAK - PI² + BI²) / (1 - PI² + BI²).
    for table in (PARADOX_BALANCED, PARADOX_SKEWED, [[2, 7], [11, 30]]):
        tally = counted(table)
        folded = of.two_by_two(tally.total, tally.layout, np.array([True, False]))
        p, b = of.prevalence_index(folded) ** 2, of.bias_index(folded) ** 2
        pabak = of.brennan_prediger(tally.total, tally.layout)
        assert float(of.kappa(tally.total, tally.layout)) == pytest.approx(float((pabak - p + b) / (1 - p + b)))


def test_weighted_kappa_by_hand(counted):
    # Differences 0, 1/2, 1 (linear) and 0, 1/4, 1 (quadratic); rows 10, 10, 10; columns 9, 12, 9.
    table = [[7, 2, 1], [2, 7, 1], [0, 3, 7]]
    tally = counted(table)
    rows, columns = np.sum(table, axis=1), np.sum(table, axis=0)
    for kind, near in (("linear", 0.5), ("quadratic", 0.25)):
        apart = np.array([[0, near, 1], [near, 0, near], [1, near, 0]])
        by_hand = 1 - (apart * table).sum() * 30 / (apart * np.outer(rows, columns)).sum()
        assert float(of.kappa(tally.total, tally.layout, agreement_weights(3, kind))) == pytest.approx(by_hand)


def test_of_several_coders_kappa_is_the_mean_of_pairs(tally_of):
    rows = [[0, 0, 1, 1, 1, 0], [0, 1, 1, 1, 0, 0], [0, 0, 1, 0, 1, 1]]
    pairs = [tally_of([rows[a], rows[b]]) for a, b in ((0, 1), (0, 2), (1, 2))]
    whole = tally_of(rows)
    for one in (of.kappa, of.pi):
        mean = np.mean([one(pair.total, pair.layout) for pair in pairs])
        assert float(one(whole.total, whole.layout)) == pytest.approx(mean)


def test_what_is_not_defined_is_not_a_number(tally_of):
    same = tally_of([[1, 1, 1], [1, 1, 1]], n_values=2)
    alone = tally_of([[0, None], [None, 1]])
    for tally in (same, alone):
        assert np.isnan([one(tally.total, tally.layout) for one in (of.kappa, of.pi, of.alpha)]).all()
    assert np.isnan(of.percent(alone.total, alone.layout))
    assert float(of.gwet(same.total, same.layout)) == 1.0


@pytest.mark.skipif(not SHARED.exists(), reason="the worked examples are not here (../shared/data/agreement)")
def test_worked_examples(tally_of):
    told = json.loads((SHARED / "worked_examples.json").read_text())
    wiki = told["wiki_3coders_15units"]
    rows = [[None if mark == "*" else int(mark) for mark in line.split()] for line in wiki["data"]]
    paper = told["krippendorff2011_4obs_12units"]
    cases = [(rows, {"nominal": wiki["alpha_nominal"], "interval": wiki["alpha_interval"]}),
             (paper["data"], paper["recomputed"])]  # fmt: skip
    for given, published in cases:
        tally = tally_of(given)
        for level, value in published.items():
            scores = values_of(given)
            assert float(of.alpha(tally.total, tally.layout, level, scores)) == pytest.approx(value, abs=1e-6)
    dress = told["nltk_dress"]
    units = sorted({unit for _, unit, _ in dress["data"]})
    said = {(coder, unit): value for coder, unit, value in dress["data"]}
    tally = tally_of([[said.get((f"coder{at}", unit)) for unit in units] for at in (1, 2, 3)])
    assert float(of.alpha(tally.total, tally.layout)) == pytest.approx(dress["alpha"], abs=1e-6)
    lines = [line.split() for line in (SHARED / "artstein_poesio_example.txt").read_text().splitlines()]
    items = sorted({unit for _, unit, _ in lines})
    held = {(coder, unit): value for coder, unit, value in lines}
    tally = tally_of([[held[coder, unit] for unit in items] for coder in "ab"])
    assert float(of.percent(tally.total, tally.layout)) == pytest.approx(0.88, abs=1e-6)
    assert float(of.pi(tally.total, tally.layout)) == pytest.approx(0.7995322418977615, abs=1e-6)
    assert float(of.brennan_prediger(tally.total, tally.layout)) == pytest.approx(0.82, abs=1e-6)
