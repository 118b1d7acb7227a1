"""The list of what coders have to talk about."""

import pandas as pd

from cjm_research.agreement.disagreements import disagreements
from cjm_research.agreement.ratings import SPAN_COLUMNS, ratings_of

SEGMENTS = pd.DataFrame({"segment_id": ["s1", "s2"], "document_id": ["d1", "d2"]})


def listed(frame):
    return [tuple(row) for row in frame[["segment_id", "code", "values", "kind"]].to_numpy().tolist()]


def found_in(*rows):
    given = pd.DataFrame(rows, columns=["segment_id", "kind", "value", "coder"])
    return listed(disagreements(ratings_of(given, SEGMENTS)))


def test_family_and_its_sub_types_are_one_disagreement():
    rows = [("s1", "goal", "explicit", "Ana"), ("s1", "goal", "implicit", "Bo")]
    assert found_in(*rows) == [("s1", "goal", {"Ana": "explicit", "Bo": "implicit"}, "different sub-type")]
    rows = [("s1", "goal", "explicit", "Ana"), ("s1", "goal", "", "Bo")]
    assert found_in(*rows) == [("s1", "goal", {"Ana": "explicit", "Bo": "0"}, "one marked")]


def test_family_without_a_sub_type_does_not_contradict_one():
    assert found_in(("s1", "goal", "explicit", "Ana"), ("s1", "goal", "1", "Bo")) == []


def test_stage_and_scale_differ_in_value():
    rows = [("s1", "stage", "use", "Ana"), ("s1", "stage", "loyalty", "Bo"), ("s1", "emotion", "1.0", "Ana"),
            ("s1", "emotion", "2.0", "Bo")]  # fmt: skip
    assert [(code, kind) for _, code, _, kind in found_in(*rows)] == [
        ("emotion", "different value"), ("stage", "different value")
    ]  # fmt: skip


def test_what_one_coder_alone_judged_is_no_disagreement():
    assert found_in(("s1", "goal", "explicit", "Ana"), ("s2", "goal", "", "Bo")) == []


def test_three_coders_stand_in_one_row(language):
    names = {"en": ("Ana", "Bo", "Cy"), "zh": ("张", "李", "王")}[language]
    rows = [("s1", "code:trust", value, name) for name, value in zip(names, ("trust", "", "trust"), strict=True)]
    assert found_in(*rows) == [
        ("s1", "code:trust", dict(sorted(zip(names, ("1", "0", "1"), strict=True))), "one marked")
    ]


def test_spans_differ_in_boundary_or_have_no_partner():
    rows = [("d1", "Ana", "goal", 0, 10), ("d1", "Bo", "goal", 2, 10), ("d1", "Ana", "goal", 50, 60),
            ("d1", "Ana", "goal", 80, 90), ("d1", "Bo", "goal", 80, 90)]  # fmt: skip
    spans = pd.DataFrame([(*row, 100) for row in rows], columns=list(SPAN_COLUMNS))
    empty = pd.DataFrame(columns=["segment_id", "document_id", "coder", "code", "value"])
    assert listed(disagreements(empty, spans)) == [
        ("", "goal", {"Ana": (0, 10), "Bo": (2, 10)}, "boundary"),
        ("", "goal", {"Ana": (50, 60), "Bo": None}, "one marked"),
    ]
