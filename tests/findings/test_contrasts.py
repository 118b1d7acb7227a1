import itertools

import numpy as np
import pandas as pd
import pytest

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
    assert theme["shown"].to_dict() == {"x": "<5", "y": "20 of 40", "z": "–"}
    assert theme["n_people"].isna().to_dict() == {"x": True, "y": False, "z": True}
    figures = ["share", "low", "high", "difference", "difference_low", "difference_high"]
    assert theme.loc[["x", "z"], figures].isna().all(axis=None)
    # With both margins a p gives the count away; that the groups differ may be said.
    assert theme[["p", "p_bh", "p_holm"]].isna().all(axis=None)
    assert theme["differs"].all()


def test_two_hidden_counts_that_can_only_be_four_each_draw_in_a_third(study_of, crowd_of):
    groups = {"w": [("a", 4), ("", 30)], "x": [("a", 4), ("", 30)], "y": [("a", 9), ("", 30)], "z": [("a", 20)]}
    found = compared(study_of(crowd_of(groups)))
    assert found.loc[found["theme_id"] == "tha", "shown"].tolist() == ["<5", "<5", "–", "20 of 20"]


def test_small_group_is_named_without_any_number(study_of, crowd_of):
    groups = {"new": [("a", 20), ("", 20)], "old": [("a", 15), ("", 25)], "staff": [("a", 3)]}
    row = cell(compared(study_of(crowd_of(groups))), "tha", "staff")
    assert (row["shown"], row["n_asked"] is pd.NA, row["n_people"] is pd.NA) == ("<5", True, True)


@pytest.mark.parametrize("seed", range(6))
def test_no_hidden_count_follows_from_what_is_printed(study_of, crowd_of, seed):
    rng = np.random.default_rng(seed)
    n_groups = int(rng.integers(2, 5))
    sizes = rng.integers(3, 14, n_groups)
    counts = [int(rng.integers(0, size + 1)) for size in sizes]
    groups = {f"g{at}": [("a", n), ("", int(size) - n)] for at, (n, size) in enumerate(zip(counts, sizes, strict=True))}
    groups[""] = [("a", seed % 2), ("", 1)]
    theme = compared(study_of(crowd_of(groups)))
    theme = theme[theme["theme_id"] == "tha"]
    shown = theme["shown"].tolist()
    total = sum(counts) + seed % 2
    fits = [set() for _ in shown]
    for guess in itertools.product(
        *[_possible(text, n, size) for text, n, size in zip(shown, counts, sizes, strict=True)]
    ):
        if 0 <= total - sum(guess) <= 1 + seed % 2:
            for held, n in zip(fits, guess, strict=True):
                held.add(n)
    assert all(len(held) > 1 for held, text in zip(fits, shown, strict=True) if text == "<5")


def _possible(text, n, size):
    if text == "<5":
        return range(min(size, 4) + 1)
    return range(5, size + 1) if text == "–" else [n]


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
