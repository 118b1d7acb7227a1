"""What holds for all ratings."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from cjm_research.agreement import agreement_sheet
from cjm_research.agreement import coefficients as of
from cjm_research.agreement.tallies import MISSING, Tally

VALUES = 3
matrices = (
    st.integers(2, 4)
    .flatmap(
        lambda coders: st.lists(
            st.lists(st.integers(MISSING, VALUES - 1), min_size=coders, max_size=coders), min_size=2, max_size=25
        )
    )
    .map(np.array)
)


def every(matrix, n_values=VALUES):
    tally = Tally.of(matrix, n_values)
    at = tally.total, tally.layout
    weights = of.agreement_weights(n_values, "linear")
    found = {"percent": of.percent(*at), "kappa": of.kappa(*at), "weighted": of.kappa(*at, weights), "pi": of.pi(*at),
             "fleiss": of.fleiss(*at), "ac1": of.gwet(*at), "ac2": of.gwet(*at, weights),
             "pabak": of.brennan_prediger(*at)}  # fmt: skip
    found |= {level: of.alpha(*at, level, [1.0, 2.0, 4.0][:n_values]) for level in of.LEVELS}
    return {name: float(value) for name, value in found.items()}


@settings(max_examples=60, deadline=None)
@given(matrices)
def test_no_coefficient_is_above_one_or_below_its_floor(matrix):
    for name, value in every(matrix).items():
        assert np.isnan(value) or value <= 1 + 1e-12
        if name == "percent":
            assert np.isnan(value) or value >= 0
        if name in ("kappa", "weighted", "pi", "ac1"):
            assert np.isnan(value) or value >= -1 - 1e-12


@settings(max_examples=60, deadline=None)
@given(matrices, st.randoms(use_true_random=False))
def test_order_of_segments_and_of_coders_does_not_matter(matrix, random):
    rows, columns = list(range(len(matrix))), list(range(matrix.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    one, other = every(matrix), every(matrix[rows][:, columns])
    assert np.allclose(list(one.values()), list(other.values()), equal_nan=True)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, VALUES - 1), min_size=2, max_size=30), st.integers(2, 4))
def test_all_coefficients_are_one_where_all_agree(values, coders):
    found = every(np.array([values] * coders).T)
    for name, value in found.items():
        assert np.isclose(value, 1) or (np.isnan(value) and len(set(values)) == 1 and name not in ("percent", "ac1"))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), min_size=2, max_size=40))
def test_alpha_of_two_is_pi_corrected_for_few_segments(pairs):
    found, n = every(np.array(pairs), 2), 2 * len(pairs)
    assert np.isclose(found["nominal"], 1 - (1 - found["pi"]) * (n - 1) / n, equal_nan=True)
    assert np.isclose(found["pi"], found["fleiss"], equal_nan=True)
    assert np.isclose(found["pabak"], 2 * found["percent"] - 1)


@settings(max_examples=40, deadline=None)
@given(matrices)
def test_names_of_values_do_not_matter_to_nominal_ones(matrix):
    turned = np.where(matrix == MISSING, MISSING, VALUES - 1 - matrix)
    one, other = every(matrix), every(turned)
    for name in ("percent", "kappa", "weighted", "pi", "fleiss", "ac1", "ac2", "pabak", "nominal", "ordinal"):
        assert np.isclose(one[name], other[name], equal_nan=True)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1), st.integers(0, 11)), min_size=3, max_size=40),
    st.randoms(use_true_random=False),
)
def test_sheet_is_the_same_whatever_the_order_of_its_rows(units, random):
    rows = [(f"s{at:02d}", f"d{document:02d}", who, "goal", str(value))
            for at, (a, b, document) in enumerate(units) for who, value in (("Ana", a), ("Bo", b))]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["segment_id", "document_id", "coder", "code", "value"])
    random.shuffle(rows)
    one, other = (agreement_sheet(part, rounds=30) for part in (frame, pd.DataFrame(rows, columns=frame.columns)))
    for name in ("table", "pairs", "sets", "disagreements", "double_coded", "confusions"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
