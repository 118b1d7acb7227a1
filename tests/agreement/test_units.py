"""Agreement on marked spans: published and hand-computed lines of text."""

import numpy as np
import pandas as pd
import pytest

from cjm_research.agreement.matching import f1_of, match_sums, matched
from cjm_research.agreement.ratings import SPAN_COLUMNS, spans_of
from cjm_research.agreement.span_table import span_table
from cjm_research.agreement.units import Line, coefficients
from cjm_research.agreement.units_2004 import alpha_2004, expected, observed
from cjm_research.errors import SchemaError

CODERS = ["Ana", "Bo"]


def spans(*rows, length=100):
    return pd.DataFrame([(*row, length) for row in rows], columns=list(SPAN_COLUMNS))


def alphas(frame, code=None, coders=CODERS, read=()):
    line = Line.of(frame, coders, code, read)
    return {name: float(value) for name, value in coefficients(line.sums.sum(axis=0), len(line.values)).items()}


def test_krippendorffs_example_of_2004():
    # Figure 2 of the paper and page 254 of the book: a text of 300 from 150 on, two observers, codes c and k.
    c = [[(225, 295), (370, 400)], [(220, 300), (355, 375), (400, 420)]]
    k = [[(180, 240), (300, 350)], [(180, 240), (300, 350)]]
    assert round(observed(c, 150, 300), 4) == 0.0144
    assert round(expected(c, 150, 300), 4) == 0.0532
    assert round(alpha_2004(c, 150, 300), 4) == 0.7286
    assert observed(k, 150, 300) == 0
    assert round(expected(k, 150, 300), 4) == 0.0490
    assert alpha_2004(k, 150, 300) == 1
    both = 1 - observed(c, 150, 300) / (expected(c, 150, 300) + expected(k, 150, 300))
    assert both == pytest.approx(0.8591, abs=5e-4)
    assert np.isnan(alpha_2004([[], []], 0, 10))


def test_one_code_by_hand():
    # Ana 10–30, Bo 20–40 of 100. Shared characters, both ways: both marked 20, both gap 140, one marked 2 * 20 = 40.
    # Margins 40 and 160 of 200. Units with themselves 2 * 20² = 800, gap characters 2 * 80 = 160.
    # Expected to differ: 200 * (200² - 40² - 160²) / (200² - 960) = 200 * 12800 / 39040.
    found = alphas(spans(("d", "Ana", "goal", 10, 30), ("d", "Bo", "goal", 20, 40)))
    assert found["u"] == pytest.approx(1 - 40 / (200 * 12800 / 39040), abs=1e-12)
    assert found["binary"] == found["u"]


def test_two_codes_by_hand():
    # Ana: goal 0–10, pain 10–20. Bo: goal 0–15. Of 100 characters.
    # Both marked: goal-goal 2 * 10, goal-pain 5 + 5. Where both marked: goal 25, pain 5 of 30.
    # With themselves there: Ana goal 10², pain 5² (half of it in company), Bo goal 15².
    rows = [("d", "Ana", "goal", 0, 10), ("d", "Ana", "pain_point", 10, 20), ("d", "Bo", "goal", 0, 15)]
    found = alphas(spans(*rows))
    expected_cu = 30 * (30**2 - 25**2 - 5**2) / (30**2 - (100 + 25 + 225))
    assert found["cu"] == pytest.approx(1 - 10 / expected_cu, abs=1e-12)
    # All: goal 25, pain 10, gap 165 of 200; differing 2 * 5 (goal, pain) + 2 * 5 (pain, gap).
    itself = 100 + 100 + 225 + 80 + 85
    expected_u = 200 * (200**2 - 25**2 - 10**2 - 165**2) / (200**2 - itself)
    assert found["u"] == pytest.approx(1 - 20 / expected_u, abs=1e-12)
    # Marked or not: 35 and 165; differing 2 * 5.
    expected_binary = 200 * (200**2 - 35**2 - 165**2) / (200**2 - itself)
    assert found["binary"] == pytest.approx(1 - 10 / expected_binary, abs=1e-12)


def test_three_coders_by_hand():
    # Ana and Bo 0–10, Cy nothing, of 20. Per character of 0–10: pairs (1,1) 2, (1,0) 2 * 2, over m - 1 = 2.
    # Both marked 10, differing 20, both gap 10 + 30. Margins 20 and 40 of 60; with themselves 2 * 100 + 10 + 10 + 20.
    rows = [("d", "Ana", "goal", 0, 10), ("d", "Bo", "goal", 0, 10), ("d", "Cy", "", 0, 0)]
    found = alphas(spans(*rows, length=20), coders=["Ana", "Bo", "Cy"])
    assert found["u"] == pytest.approx(1 - 20 / (60 * (60**2 - 20**2 - 40**2) / (60**2 - 240)), abs=1e-12)


def test_spans_that_overlap_are_one_unit_and_those_that_touch_are_two():
    over = spans(("d", "Ana", "goal", 0, 12), ("d", "Ana", "goal", 8, 20), ("d", "Bo", "goal", 0, 20))
    one = spans(("d", "Ana", "goal", 0, 20), ("d", "Bo", "goal", 0, 20))
    touch = spans(("d", "Ana", "goal", 0, 10), ("d", "Ana", "goal", 10, 20), ("d", "Bo", "goal", 0, 20))
    width = [Line.of(frame, CODERS).sums for frame in (over, one, touch)]
    assert (width[0] == width[1]).all()
    assert not (width[0] == width[2]).all()


def test_spans_of_different_codes_may_overlap():
    rows = [("d", "Ana", "goal", 0, 20), ("d", "Ana", "pain_point", 10, 30)]
    frame = spans(*rows, *[("d", "Bo", *row[2:]) for row in rows])
    assert Line.of(frame, CODERS).values == [(), ("goal",), ("goal", "pain_point"), ("pain_point",)]
    assert alphas(frame)["u"] == alphas(frame, "goal")["u"] == 1


def test_document_counts_for_those_who_read_it():
    frame = spans(("d1", "Ana", "goal", 0, 10), ("d1", "Bo", "goal", 0, 10), ("d2", "Ana", "goal", 0, 10))
    assert Line.of(frame, CODERS).documents == ["d1"]
    assert Line.of(frame, CODERS, read=[("d2", "Bo")]).documents == ["d1", "d2"]
    assert alphas(frame)["u"] == 1
    assert alphas(frame, read=[("d2", "Bo")])["u"] < 1


def test_spans_are_matched_exactly_nearly_and_by_half():
    assert matched([(0, 10), (50, 60)], [(0, 10), (52, 61)], near=2) == {"exact": 1, "near": 2, "half": 2}
    assert matched([(0, 10)], [(6, 16)], near=5) == {"exact": 0, "near": 0, "half": 0}
    # Two of Ana's fit one of Bo's: one to one, so one match; and the match that leaves most is taken.
    assert matched([(0, 10), (1, 11)], [(0, 10)], near=3)["near"] == 1
    assert matched([(0, 10), (3, 13)], [(3, 13), (6, 16)], near=3)["near"] == 2


def test_f1_counts_spans_without_a_partner():
    frame = spans(("d", "Ana", "goal", 0, 10), ("d", "Ana", "goal", 40, 50), ("d", "Bo", "goal", 2, 11))
    sums = match_sums(frame, CODERS, ["d"], {"d": {"Ana", "Bo"}}, ["goal"], near=2)
    found = f1_of(sums.sum(axis=0))
    assert {name: float(value) for name, value in found.items()} == {
        "f1_exact": 0.0, "f1_near": pytest.approx(2 / 3), "f1_half": pytest.approx(2 / 3)
    }  # fmt: skip
    assert np.isnan(f1_of(np.zeros(4))["f1_near"])


def test_table_has_intervals_over_documents_only_where_there_are_enough():
    rng = np.random.default_rng(4)
    rows = []
    for document in range(12):
        for at in range(0, 90, 30):
            shift = int(rng.integers(0, 9))
            rows += [(f"d{document:02d}", "Ana", "goal", at, at + 15)]
            rows += [(f"d{document:02d}", "Bo", "goal", at + shift, at + 15)]
    many = span_table(spans(*rows), [], 0.95, 300, 0).set_index("code")
    assert many.loc["goal", "resampled"] == "documents"
    for name in ("u", "f1_exact", "f1_near", "f1_half"):
        low, value, high = (many.loc["goal", name + end] for end in ("_low", "", "_high"))
        assert low <= value <= high
    assert many.loc["goal", "u_low"] < many.loc["goal", "u_high"]
    assert np.isnan(many.loc["goal", "cu"])
    assert many.loc["overall", "n_spans"] == 72
    few = span_table(spans(*rows[:12]), [], 0.95, 300, 0).set_index("code")
    assert few.loc["goal", "resampled"] == ""
    assert np.isnan(few.loc["goal", "u_low"])


def test_marks_get_the_length_of_their_document(language):
    text = {"en": "We waited two weeks.", "zh": "我们等了两个星期。"}[language]
    marks = pd.DataFrame([("d1", "Ana", "goal", 0, 4), ("gone", "Ana", "goal", 0, 4)], columns=list(SPAN_COLUMNS[:5]))
    found = spans_of(marks, pd.DataFrame({"document_id": ["d1"], "text": [text]}))
    assert found.to_numpy().tolist() == [["d1", "Ana", "goal", 0, 4, len(text)]]


def test_span_outside_its_document_is_refused():
    from cjm_research.agreement.ratings import check_spans

    sentence = (
        r"The spans hold 1 rows outside their document, first 90 to 101 in 'd' of 100 characters. A span begins before "
        r"it ends, inside the document."
    )
    with pytest.raises(SchemaError, match=sentence):
        check_spans(spans(("d", "Ana", "goal", 90, 101)))
    with pytest.raises(SchemaError, match=r"The spans lack the columns length. A row is a piece of a document"):
        check_spans(spans().drop(columns="length"))
