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


def settled(*rows):
    return pd.DataFrame(rows, columns=["segment_id", "kind", "value"])


def test_what_was_settled_stands_above_codings_and_suggestions():
    codings = said(
        ("s2", "goal", "", "Ben", "2026-01-06", 2), ("s1", "pain_point", "financial", "安娜", "2026-01-05", 1)
    )
    decisions = settled(("s2", "goal", "implicit"), ("s1", "pain_point", ""), ("s9", "motivation", "intrinsic"))
    found = coded(SUGGESTED, codings, decisions)
    assert found[["segment_id", "family", "subtype", "reviewed"]].values.tolist() == [
        ["s2", "goal", "implicit", True],
        ["s9", "motivation", "intrinsic", True],
    ]
    held = verdicts(SUGGESTED, codings, "emotion", settled(("s1", "emotion", "5.0")))
    assert held[["value", "reviewed"]].values.tolist() == [["5.0", True]]


def placed(**places):
    rows = [(key, "d1", start, end) for key, (start, end) in places.items()]
    return pd.DataFrame(rows, columns=["segment_id", "document_id", "start", "end"])


def suggested(*ids, family="goal"):
    return pd.DataFrame(
        {"segment_id": list(ids), "kind": family, "value": "explicit", "score": 0.9, "decision": "look"}
    )


def marks(*ids):
    return pd.DataFrame({"segment_id": list(ids), "made": "mark"})


def once(suggestions, codings, segments, by_hand):
    return coded(suggestions, codings, None, segments, by_hand)["segment_id"].tolist()


def test_a_suggestion_gives_way_to_the_same_code_on_words_that_a_person_marked():
    segments = placed(s1=(0, 20), s2=(20, 40), m1=(5, 12), m2=(15, 25))
    codings = said(("m1", "goal", "implicit", "Ana", "2026", 1), ("m2", "motivation", "intrinsic", "Ana", "2026", 2))
    found = coded(suggested("s1", "s2"), codings, None, segments, marks("m1", "m2"))
    assert found[["segment_id", "family"]].values.tolist() == [["m1", "goal"], ["m2", "motivation"], ["s2", "goal"]]


def test_a_person_who_says_no_to_a_mark_takes_no_other_suggestion_away():
    segments = placed(s1=(0, 20), m1=(5, 12))
    assert once(suggested("s1"), said(("m1", "goal", "", "Ana", "2026", 1)), segments, marks("m1")) == ["s1"]


def test_what_people_said_of_both_stands_and_one_of_two_suggestions():
    segments = placed(s1=(0, 20), m1=(5, 12), m2=(8, 14))
    both = said(("m1", "goal", "explicit", "Ana", "2026", 1), ("s1", "goal", "explicit", "Ana", "2026", 2))
    assert once(suggested("m2"), both, segments, marks("m1", "m2")) == ["m1", "s1"]
    nobody = said()
    assert once(suggested("s1", "m1"), nobody, segments, marks("m1", "m2")) == ["s1"]
    assert once(suggested("m2", "m1"), nobody, segments, marks("m1", "m2")) == ["m1"]


def test_segments_of_the_machine_beside_each_other_all_count():
    segments = placed(s1=(0, 20), s2=(20, 40), m1=(40, 45))
    assert once(suggested("s1", "s2", "m1"), said(), segments, marks("m1")) == ["m1", "s1", "s2"]
