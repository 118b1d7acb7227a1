"""Agreement on sets of codes: the papers' distances and alpha by hand."""

import numpy as np
import pandas as pd
import pytest

from cjm_research.agreement.counting import cluster
from cjm_research.agreement.setwise import Sets, jaccard, likenesses, masi, set_table

COLUMNS = ["segment_id", "document_id", "coder", "code", "value"]


def frame(*rows):
    return pd.DataFrame(
        [(segment, "d1", coder, code, str(int(code in codes))) for segment, coder, codes in rows for code in "abc"],
        columns=COLUMNS,
    )


@pytest.mark.parametrize(
    ("one", "other", "overlap", "likeness"),
    [("ab", "ab", 1, 1), ("ab", "a", 1 / 2, 1 / 3), ("ab", "bc", 1 / 3, 1 / 9), ("a", "b", 0, 0), ("", "", 1, 1),
     ("", "a", 0, 0), ("abcd", "ab", 1 / 2, 1 / 3)],
)  # fmt: skip
def test_masi_is_jaccard_times_how_the_sets_lie(one, other, overlap, likeness):
    one, other = frozenset(one), frozenset(other)
    assert jaccard(one, other) == pytest.approx(overlap)
    assert masi(one, other) == masi(other, one) == pytest.approx(likeness)
    many = likenesses([one, other])
    assert many["jaccard"][0, 1] == pytest.approx(overlap)
    assert many["masi"][0, 1] == pytest.approx(likeness)
    assert many["same"][0, 1] == (one == other)


def test_alpha_over_sets_by_hand():
    # Three segments: {a} {a}; {a} {a, b}; {b} {b}. MASI differences: 0, 1 - 1/2 * 2/3 = 2/3, 0.
    # Sets given: {a} 3, {a, b} 1, {b} 2. Between: {a}-{ab} 2/3, {a}-{b} 1, {ab}-{b} 2/3.
    # Seen 2 * 2/3 of 6; expected 2 * (3 * 1 * 2/3 + 3 * 2 * 1 + 1 * 2 * 2/3) / (6 * 5).
    given = frame(("s1", "Ana", "a"), ("s1", "Bo", "a"), ("s2", "Ana", "a"), ("s2", "Bo", "ab"), ("s3", "Ana", "b"),
                  ("s3", "Bo", "b"))  # fmt: skip
    found = set_table(given, cluster, 0.95, 200, 0).set_index("measure")["value"]
    seen, by_chance = 2 * (2 / 3) / 6, 2 * (2 + 6 + 4 / 3) / 30
    assert found["alpha_masi"] == pytest.approx(1 - seen / by_chance, abs=1e-12)
    assert found["same"] == pytest.approx(2 / 3)
    assert found["jaccard"] == pytest.approx((1 + 1 / 2 + 1) / 3)
    assert found["masi"] == pytest.approx((1 + 1 / 3 + 1) / 3)


def test_more_sets_than_documents_give_the_same_alpha():
    rng = np.random.default_rng(5)
    rows = [(f"s{at:03d}", who, [code for code in "abc" if rng.random() < 0.5]) for at in range(60) for who in "AB"]
    given = frame(*rows)
    spread = given.assign(document_id="d" + given["segment_id"].str[1:].astype(int).mod(30).astype(str))
    narrow = given.assign(document_id="d" + given["segment_id"].str[1:].astype(int).mod(12).astype(str))
    # 8 sets: fewer than 30 documents, and with a fourth code more than 12.
    both = [set_table(part, cluster, 0.95, 10, 0)["value"] for part in (spread, narrow)]
    assert np.allclose(*both)
    more = pd.concat([narrow, narrow[narrow["code"] == "a"].assign(
        code="d", value=lambda part: [str(at % 2) for at in range(len(part))])])  # fmt: skip
    wide = more.assign(document_id="d" + more["segment_id"])
    assert np.allclose(*(set_table(part, cluster, 0.95, 10, 0)["value"] for part in (more, wide)))


def test_codes_that_not_all_coders_judged_do_not_count():
    given = frame(("s1", "Ana", "ab"), ("s1", "Bo", "a"))
    part = given[~((given["coder"] == "Bo") & (given["code"] == "b"))]
    assert Sets.of(part).held == [{"Ana": frozenset("a"), "Bo": frozenset("a")}]


def test_family_and_sub_type_are_one_mark():
    rows = []
    for who, own in (("Ana", "explicit"), ("Bo", "implicit")):
        rows.append(("s1", "d1", who, "goal", "1"))
        rows += [("s1", "d1", who, f"goal/{name}", str(int(name == own))) for name in ("explicit", "implicit")]
    held = Sets.of(pd.DataFrame(rows, columns=COLUMNS)).held
    assert held == [{"Ana": frozenset({"goal/explicit"}), "Bo": frozenset({"goal/implicit"})}]
    by_value = pd.DataFrame([("s1", "d1", "Ana", "goal", "explicit"), ("s1", "d1", "Bo", "goal", "")], columns=COLUMNS)
    assert Sets.of(by_value).held == [{"Ana": frozenset({"goal/explicit"}), "Bo": frozenset()}]


def test_no_shared_segment_gives_no_rows():
    assert set_table(frame(("s1", "Ana", "a"), ("s2", "Bo", "a")), cluster, 0.95, 10, 0).empty
