"""Several choices in one cell, and a column for each."""

import pytest

from cjm_research.corpora.surveys.choices import is_checked, joined, split


@pytest.mark.parametrize(
    ("mark", "options"), [(";", ("app", "phone", "shop")), ("┋", ("微信", "门店", "电话")), ("|", ("a", "b", "c"))]
)
def test_marks_that_join_choices(mark, options):
    cells = [mark.join(options[:n]) for n in (1, 2, 3)] * 5 + [options[2]] * 2
    found = joined("Which?", cells)
    assert set(found.options) == set(options)
    assert split(cells[1], found.marks, found.options) == (list(options[:2]), "")


def test_a_choice_may_hold_a_comma():
    cells = [
        "Excel, R",
        "R, Julia",
        "Excel, R, Python (numpy, scipy)",
        "Python (numpy, scipy)",
        "R",
        "Excel",
        "Julia, R",
        "Excel, R",
        "On paper, in a book",
        "Excel, On paper, in a book",
    ]
    found = joined("Which tools? (check all that apply)", cells)
    assert "On paper, in a book" in found.options
    assert "Python (numpy, scipy)" in found.options
    assert split("Excel, On paper, in a book, an abacus of my own", found.marks, found.options) == (
        ["Excel", "On paper, in a book"],
        "an abacus of my own",
    )


def test_one_choice_with_commas_in_it_is_not_split():
    cells = ["Never, and I would not", "Sometimes, when asked", "Often, at least weekly"] * 20
    assert joined("How often?", cells, ", ") is None


def test_sentences_with_commas_are_no_choices():
    cells = [f"It was late, wet, and box {n} was open; I sent it back" for n in range(20)]
    assert joined("Why?", cells, ", ") is None


@pytest.mark.parametrize("ticks", [("Mail", ""), ("1", "0"), ("Yes", "No"), ("是", "否"), ("选中", "未选中")])
def test_columns_that_are_ticked(ticks):
    assert is_checked(["Mail", "Shop"], [[ticks[0], ticks[1]], [ticks[1].replace("Mail", ""), ticks[1]]])


def test_a_grid_of_ratings_is_not_ticked():
    assert not is_checked(["Price", "Speed"], [["4", "5", "1"], ["2", "3", "3"]])
