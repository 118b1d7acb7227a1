import pandas as pd

from cjm_research import schema
from cjm_research.findings import coded, verdicts

SUGGESTED = pd.DataFrame(
    [
        ("s2", "goal", "explicit", 0.9, "look"),
        ("s1", "goal", "implicit", 0.3, "no"),
        ("s1", "pain_point", "financial", 0.7, "look"),
        ("s1", "emotion", "2.0", 0.6, "look"),
    ],
    columns=["segment_id", "kind", "value", "score", "decision"],
)


def said(*rows):
    return pd.DataFrame(rows, columns=["segment_id", "kind", "value", "coder", "created_at", "event_id"])


def test_suggestion_counts_only_where_its_decision_is_yes():
    found = coded(SUGGESTED, schema.empty("codings"))
    assert found[["segment_id", "family", "subtype"]].values.tolist() == [
        ["s1", "pain_point", "financial"],
        ["s2", "goal", "explicit"],
    ]
    assert not found["reviewed"].any()


def test_person_stands_over_machine():
    found = coded(SUGGESTED, said(("s2", "goal", "implicit", "Ana", "2026-01-05", 1)))
    row = found[found["family"] == "goal"].iloc[0]
    assert (row["subtype"], row["score"], bool(row["reviewed"])) == ("implicit", 1.0, True)


def test_person_who_says_no_takes_the_suggestion_away():
    found = coded(SUGGESTED, said(("s1", "pain_point", "", "Ana", "2026-01-05", 1)))
    assert found["segment_id"].tolist() == ["s2"]


def test_person_codes_what_the_machine_missed():
    found = coded(SUGGESTED, said(("s3", "motivation", "intrinsic", "Ana", "2026-01-05", 1)))
    assert found["segment_id"].tolist() == ["s1", "s2", "s3"]


def test_later_verdict_of_two_people_stands():
    rows = [("s2", "goal", "", "Ben", "2026-01-06", 2), ("s2", "goal", "implicit", "Ana", "2026-01-05", 1)]
    assert coded(SUGGESTED, said(*rows))["segment_id"].tolist() == ["s1"]
    assert coded(SUGGESTED, said(*rows[::-1]))["segment_id"].tolist() == ["s1"]


def test_nothing_coded_is_an_empty_frame_with_its_columns():
    empty = coded(SUGGESTED.iloc[:0], schema.empty("codings"))
    assert list(empty.columns) == list(schema.CONTRACTS["coded"].columns)
    assert verdicts(SUGGESTED, schema.empty("codings"), "channel").empty


def test_verdicts_of_other_kinds_keep_their_value():
    assert verdicts(SUGGESTED, schema.empty("codings"), "emotion")["value"].tolist() == ["2.0"]
