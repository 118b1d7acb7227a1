import itertools
from collections import defaultdict

import numpy as np
import pandas as pd
import pytest

from cjm_research.findings.cells import suppressed, tamest
from cjm_research.findings.contrasts import COLUMNS, contrasts
from cjm_research.findings.shares import newcombe


def compared(study, by="Customer type", **changes):
    return contrasts(**study, by=by, **changes)


def cell(found, theme, group):
    return found[(found["theme_id"] == theme) & (found["group"] == group)].iloc[0]


TWO = {"new": [("a", 24), ("b", 6), ("", 10)], "old": [("a", 8), ("b", 7), ("", 25)]}
TWO_ZH = {"新客户": TWO["new"], "老客户": TWO["old"]}


@pytest.mark.parametrize(
    ("language", "groups", "shown"),
    [("en", TWO, ["24 of 40", "8 of 40"]), ("zh", TWO_ZH, ["40人中24人", "40人中8人"])],
)
def test_shares_are_of_all_people_of_the_group(study_of, crowd_of, language, groups, shown):
    name = {"en": "Customer type", "zh": "客户类型"}[language]
    found = compared(study_of(crowd_of(groups, name, language=language), language), name, language=language)
    first, second = (cell(found, "tha", group) for group in groups)
    assert [first["shown"], second["shown"]] == shown
    assert (first["share"], first["difference"]) == (0.6, pytest.approx(0.4))
    low, high = newcombe([24], [40], [8], [40])
    assert (first["difference_low"], first["difference_high"]) == (low[0], high[0])
    assert first["differs"]


def test_two_groups_take_fishers_exact_test_as_in_agresti_table_3_9(study_of, crowd_of):
    # The lady tasting tea, Fisher 1935; two-sided p 0.4857, Agresti 2002, Categorical Data Analysis, section 3.5.2.
    found = compared(study_of(crowd_of({"milk": [("a", 3), ("", 1)], "tea": [("a", 1), ("", 3)]})), min_cell=0)
    row = cell(found, "tha", "milk")
    assert (row["test"], round(row["p"], 4)) == ("Fisher", 0.4857)


def test_more_groups_take_chi_square_where_the_counts_are_large_enough(study_of, crowd_of):
    # Agresti 2007, Introduction to Categorical Data Analysis, table 2.5: women and men by party, X² = 30.07, df = 2.
    party = {"Democrat": (762, 484), "Independent": (327, 239), "Republican": (468, 477)}
    groups = {name: [("a", women), ("", men)] for name, (women, men) in party.items()}
    row = cell(compared(study_of(crowd_of(groups))), "tha", "Democrat")
    assert row["test"] == "chi-square"
    assert row["p"] == pytest.approx(2.95e-7, rel=0.01)


def test_more_groups_with_small_counts_are_permuted_and_agree_with_the_exact_p(study_of, crowd_of):
    groups = {"x": [("a", 6), ("", 2)], "y": [("a", 2), ("", 6)], "z": [("a", 1), ("", 7)]}
    row = cell(compared(study_of(crowd_of(groups)), min_cell=0), "tha", "x")
    said = [(x, y, 9 - x - y) for x, y in itertools.product(range(9), range(9)) if 0 <= 9 - x - y <= 8]
    ways = np.array([np.prod([_choose(8, n) for n in one]) for one in said], dtype=float)
    far = np.array([sum((n - 3) ** 2 for n in one) for one in said])
    exact = ways[far >= 14].sum() / ways.sum()
    assert row["test"] == "permutation"
    assert row["p"] == pytest.approx(exact, abs=0.006)


def _choose(n, k):
    return np.prod([(n - at) / (at + 1) for at in range(k)])


def test_p_is_corrected_over_the_themes(study_of, crowd_of):
    row = compared(study_of(crowd_of(TWO))).drop_duplicates("theme_id").set_index("theme_id")
    uncorrected = compared(study_of(crowd_of(TWO)), min_cell=0).drop_duplicates("theme_id").set_index("theme_id")["p"]
    assert uncorrected["tha"] < 0.001 < uncorrected["thb"]
    # "c" is said by nobody: it has no test and is not counted among those that are corrected for.
    assert row.loc["tha", "p_holm"] == pytest.approx(2 * uncorrected["tha"])
    assert row.loc["thb", "p_bh"] == pytest.approx(uncorrected["thb"])
    assert row["differs"].tolist() == [True, False, False]


def test_counts_below_the_smallest_cell_are_not_printed_nor_to_be_had_by_subtraction(study_of, crowd_of):
    groups = {"x": [("a", 3), ("", 37)], "y": [("a", 20), ("", 20)], "z": [("a", 12), ("", 28)]}
    found = compared(study_of(crowd_of(groups)))
    theme = found[found["theme_id"] == "tha"].set_index("group")
    assert theme["shown"].to_dict() == {"x": "<5", "y": "–", "z": "12 of 40"}
    assert theme["n_people"].isna().to_dict() == {"x": True, "y": True, "z": False}
    assert theme.loc[["x", "y"], ["share", "low", "high"]].isna().all(axis=None)
    assert theme.loc["z", "share"] == 0.3
    # A difference plus the share beside it is the share of the others; with both margins a p gives the count away.
    assert theme[["difference", "difference_low", "difference_high", "p", "p_bh", "p_holm"]].isna().all(axis=None)
    assert theme["differs"].all()


@pytest.mark.parametrize(("language", "names"), [("en", ["new", "old"]), ("zh", ["新客户", "老客户"])])
def test_share_and_difference_of_one_group_do_not_give_the_other_away(study_of, crowd_of, language, names):
    groups = {names[0]: [("a", 6), ("b", 3)], names[1]: [("a", 2), ("b", 30), ("", 86)], "": [("a", 1)]}
    found = compared(study_of(crowd_of(groups, language=language), language), language=language)
    theme = found[found["theme_id"] == "tha"].set_index("group")["shown"]
    assert theme.to_dict() == {names[0]: "–", names[1]: "<5"}
    gone = found["theme_id"].isin(["tha", "thb"])
    figures = ["share", "low", "high", "difference", "difference_low", "difference_high", "p", "p_bh", "p_holm"]
    assert found.loc[gone, figures].isna().all(axis=None)


def test_hidden_count_that_the_total_gives_away_withholds_the_whole_theme(study_of, crowd_of):
    groups = {"w": [("a", 4), ("", 30)], "x": [("a", 4), ("", 30)], "y": [("a", 4), ("", 30)]}
    found = compared(study_of(crowd_of(groups)))
    assert found.loc[found["theme_id"] == "tha", "shown"].tolist() == ["–"] * 3
    assert found.loc[found["theme_id"] == "thb", "shown"].tolist() == ["<5"] * 3  # said by nobody: as the total says


def test_themes_that_read_the_same_are_judged_the_same(study_of, crowd_of):
    def verdict(one):
        groups = {"x": [("a", one), ("", 40 - one)], "y": [("a", 18 - one), ("", 22 + one)], "z": [("a", 5), ("", 35)]}
        return compared(study_of(crowd_of(groups)))

    # Of 18 people in x and y, 0 to 4 in x: the exact numbers move p, but not what is printed.
    first, *others = [verdict(one) for one in range(5)]
    for other in others:
        pd.testing.assert_frame_equal(first, other)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_themes_come_by_family_then_by_people_and_groups_in_their_order(study_of, crowd_of, language):
    groups = {"wave 10": [("abc", 9)], "wave 2": [("ab", 8), ("c", 6)]}
    study = study_of(crowd_of(groups, language=language), language)
    study["themes"] = study["themes"].assign(family=["pain_point", "goal", "goal"], n_people=[23, 17, 15])
    found = compared(study, language=language)
    assert found["theme_id"].tolist() == ["thb"] * 2 + ["thc"] * 2 + ["tha"] * 2
    assert found["group"].tolist() == ["wave 2", "wave 10"] * 3
    study["themes"] = study["themes"].assign(n_people=[23, 15, 17])
    assert compared(study, language=language)["theme_id"].tolist()[:4] == ["thc"] * 2 + ["thb"] * 2


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_theme_to_show_gives_an_empty_frame(study_of, crowd_of, language):
    study = study_of(crowd_of(TWO, language=language), language)
    full = compared(study, language=language)
    for themes in (study["themes"].assign(hidden=True), study["themes"].iloc[:0]):
        found = compared({**study, "themes": themes}, language=language)
        assert found.empty
        assert list(found.columns) == list(full.columns) == list(COLUMNS)


def test_small_group_is_named_without_any_number(study_of, crowd_of):
    groups = {"new": [("a", 20), ("", 20)], "old": [("a", 15), ("", 25)], "staff": [("a", 3)]}
    row = cell(compared(study_of(crowd_of(groups))), "tha", "staff")
    assert (row["shown"], row["n_asked"] is pd.NA, row["n_people"] is pd.NA) == ("<5", True, True)


@pytest.mark.parametrize("seed", range(6))
def test_no_hidden_count_follows_from_what_is_printed(study_of, crowd_of, seed):
    rng = np.random.default_rng(seed)
    sizes = rng.integers(6, 14, 2 + seed % 3)
    counts = [int(rng.integers(0, 5)), *(int(rng.integers(3, size)) for size in sizes[1:])]
    groups = {f"g{at}": [("a", n), ("", int(size) - n)] for at, (n, size) in enumerate(zip(counts, sizes, strict=True))}
    found = compared(study_of(crowd_of(groups)))
    theme = found[found["theme_id"] == "tha"]
    shown = theme["shown"].tolist()
    marks = [_possible(text, n, size, "<5" in shown) for text, n, size in zip(shown, counts, sizes, strict=True)]
    fits = [guess for guess in itertools.product(*marks) if sum(guess) == sum(counts)]
    gone = [at for at, text in enumerate(shown) if text in ("<5", "–")]
    assert gone
    assert all(len({guess[at] for guess in fits}) > 1 for at in gone)
    assert theme["difference"].isna().all()


def _possible(text, n, size, beside):
    if text == "<5":
        return range(min(size, 4) + 1)
    return range(5 if beside else 0, size + 1) if text == "–" else [n]


@pytest.mark.parametrize("sizes", [(9, 18), (12, 9), (6, 9, 12), (12, 12, 12), (5, 6, 7, 8)])
def test_nobody_who_knows_the_rule_finds_a_hidden_count_by_trying_all(sizes):
    tables, asked = np.array(list(itertools.product(*[range(n + 1) for n in sizes]))), np.array(sizes)
    hidden, withheld = suppressed(tables, asked, 5)
    same = defaultdict(list)
    for row, small, beside in zip(tables, hidden, withheld, strict=True):
        # A theme withheld as a whole has no count beside which another could be worked out.
        if small.any() and row.sum() >= 5:
            same[row.sum(), tuple(small), tuple(beside), tuple(row[~(small | beside)])].append(row)
    assert same
    for (_, small, _, _), rows in same.items():
        assert (np.ptp(rows, axis=0)[np.array(small)] > 0).all()


@pytest.mark.parametrize("sizes", [(9, 18), (6, 9, 12), (5, 6, 7, 8)])
def test_what_is_judged_keeps_the_total_and_what_is_printed(sizes):
    tables, asked = np.array(list(itertools.product(*[range(n + 1) for n in sizes]))), np.array(sizes)
    hidden, withheld = suppressed(tables, asked, 5)
    judged = np.array([tamest(row, asked, *gone, 5) for row, *gone in zip(tables, hidden, withheld, strict=True)])
    assert (judged.sum(axis=1) == tables.sum(axis=1)).all()
    assert ((judged >= 0) & (judged <= asked)).all()
    assert (judged == tables)[~(hidden | withheld)].all()
    assert (judged[hidden] < 5).all()


def test_people_of_unknown_group_are_counted_apart(study_of, crowd_of):
    found = compared(study_of(crowd_of({**TWO, "": [("a", 4)]})))
    assert set(found["n_unknown"]) == {4}
    assert cell(found, "tha", "new")["n_asked"] == 40


def test_language_of_the_words_can_be_compared(study_of):
    people = [
        (f"P{at:02d}", {}, [("", "zh" if at % 2 else "en", "interview", "a" if at % 2 or at < 12 else "")])
        for at in range(40)
    ]
    found = compared(study_of(people, "zh"), "language", language="zh")
    assert found.loc[found["theme_id"] == "tha", "shown"].tolist() == ["20人中6人", "20人中20人"]


def test_order_of_rows_changes_nothing_and_inputs_stay(study_of, crowd_of):
    study = study_of(crowd_of({"x": [("ab", 9), ("", 9)], "y": [("a", 6), ("b", 9)], "z": [("b", 7), ("", 9)]}))
    before = {name: frame.copy(deep=True) for name, frame in study.items()}
    first = compared(study)
    second = compared({name: frame.iloc[::-1].reset_index(drop=True) for name, frame in study.items()})
    pd.testing.assert_frame_equal(first, second)
    assert list(first.columns) == list(COLUMNS)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(study[name], frame)
