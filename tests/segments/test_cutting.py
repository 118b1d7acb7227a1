"""Segments that a person cuts."""

from pathlib import Path

import pandas as pd
import pytest

from cjm_research.corpora import Reading, Source, Turn, build_corpus
from cjm_research.errors import StudyError
from cjm_research.schema import CONTRACTS, check
from cjm_research.segments import MeaningUnits
from cjm_research.segments.cutting import carried, cut_row, segment_row, standing
from cjm_research.settings import Settings

UNITS = MeaningUnits(Settings.default().segments)
EN = (
    ("Interviewer", "How was the delivery in the end?"),
    ("Participant", "The van came three days late and nobody rang. I had taken the whole day off for nothing. "
                    "My neighbour lent me a chair to sit on."),
    ("Interviewer", "Did you complain about it?"),
    ("Participant", "I wrote to them twice and never heard back from anybody."),
)  # fmt: skip
ZH = (
    ("访谈者", "那天送货怎么样？"),
    ("受访者", "车晚了三天才到，而且没有人打电话通知我。我白白请了一整天的假在家里等着。邻居借了我一把椅子坐。"),
    ("访谈者", "您投诉了吗？"),
    ("受访者", "我给他们写了两次信，一直没有人回复我。"),
)
BOTH = pytest.mark.parametrize("said", [EN, ZH], ids=["en", "zh"])


class Study:
    def __init__(self, said):
        sources = (Source("interview", tuple(Turn(text, speaker) for speaker, text in said)),)
        corpus = build_corpus([Reading(Path("x.txt"), "text", sources=sources, source="x.txt", sha256="1")])
        self.turns, self.document = corpus.turns, corpus.documents.iloc[0]
        self.text = self.document["text"]
        frame = UNITS(corpus.documents, corpus.turns)
        self.segments = frame.sort_values("start", ignore_index=True)
        self.ids = self.segments["segment_id"].tolist()
        self.cuts, self.event = [], 0

    def row(self, start, end, **more):
        return segment_row(self.document, self.turns, start, end, self.segments, **more)

    def cut(self, made, start, end, parents=(), event=None):
        row = self.row(start, end)
        self.event = event or self.event + 1
        if row["segment_id"] not in set(self.segments["segment_id"]):
            self.segments = pd.concat([self.segments, pd.DataFrame([row])], ignore_index=True)
        self.cuts = [cut for cut in self.cuts if cut["segment_id"] != row["segment_id"]]
        self.cuts.append({**cut_row(made, row, parents, "Ana"), "created_at": "2026", "event_id": self.event})
        return row["segment_id"]

    def span(self, segment_id):
        return tuple(self.segments.set_index("segment_id").loc[segment_id, ["start", "end"]])

    def standing(self):
        cuts = pd.DataFrame(self.cuts, columns=list(CONTRACTS["cuts"].columns))
        return set(standing(self.segments, cuts)["segment_id"])


@BOTH
def test_a_marked_span_is_a_segment_with_its_place_words_and_context(said):
    study = Study(said)
    word = "nobody rang" if said is EN else "没有人打电话"
    start = study.text.index(word)
    row = study.row(start, start + len(word))
    check(pd.DataFrame([row]), "segments")
    assert list(row) == list(CONTRACTS["segments"].columns)
    assert study.text[row["start"] : row["end"]] == row["text"] == word
    assert row["case_id"] == "P01"
    assert row["language"] == ("en" if said is EN else "zh")
    assert row["context"] == said[0][1]


@BOTH
def test_the_span_of_a_segment_makes_that_very_segment(said):
    study = Study(said)
    for row in study.segments.to_dict("records"):
        assert study.row(row["start"], row["end"]) == row


@BOTH
def test_white_space_and_the_label_at_the_edges_are_left_out(said):
    study = Study(said)
    turn = study.turns[study.turns["role"] == "participant"].sort_values("start").iloc[0]
    label = study.text.index("P01")
    row = study.row(label, turn["end"] + 2)
    assert (row["start"], row["end"]) == (turn["start"], turn["end"])


@BOTH
def test_what_comes_before_in_the_turn_is_context_of_a_later_span(said):
    study = Study(said)
    word = "chair" if said is EN else "椅子"
    start = study.text.index(word)
    before = study.segments[study.segments["end"] <= start].iloc[-1]["text"]
    assert study.row(start, start + len(word))["context"] == f"{said[0][1]} … {before}"
    assert study.row(start, start + len(word), context_chars=4)["context"] == f"{said[0][1][-4:]} … {before[-4:]}"


def test_a_span_without_words_is_refused():
    study = Study(EN)
    place = study.text.index(" van")
    for start, end in ((5, 5), (place, place + 1), (9, 3), (10_000, 10_010)):
        with pytest.raises(StudyError, match=r"^The marked span holds no words\. Mark at least one word of what"):
            study.row(start, end)


@BOTH
def test_a_span_over_words_of_the_interviewer_is_refused(said):
    study = Study(said)
    last = "sit on." if said is EN else "椅子坐。"
    start = study.text.index(last)
    words, who = (said[2][1], "Interviewer" if said is EN else "访谈者")
    with pytest.raises(StudyError) as told:
        study.row(start, len(study.text) - 3)
    assert str(told.value) == (
        f"“{words}” was said by {who}, who is no participant. Only what participants say is coded: mark their "
        "words alone."
    )


def test_a_span_over_two_turns_is_refused():
    study = Study(EN)
    study.turns = study.turns[study.turns["role"] == "participant"]
    with pytest.raises(StudyError, match=r"runs over 2 turns\. A segment lies in one turn: mark the words of each"):
        study.row(study.text.index("sit on."), len(study.text))


def test_a_label_alone_is_refused():
    study = Study(EN)
    start = study.text.index("P01")
    with pytest.raises(StudyError, match=r"^“P01:” is not said by anybody: it is a speaker's label or stands between"):
        study.row(start, start + 4)


@BOTH
def test_a_merge_takes_the_place_of_what_it_holds_and_a_mark_of_nothing(said):
    study = Study(said)
    a, b, *others = study.ids
    merged = study.cut("merge", study.span(a)[0], study.span(b)[1], [a, b])
    mark = study.cut("mark", study.span(a)[0], study.span(a)[0] + 3)
    assert study.standing() == {merged, mark, *others}
    study.cuts = [cut for cut in study.cuts if cut["segment_id"] != merged]
    assert study.standing() >= {a, b, mark}


@BOTH
def test_a_split_of_a_merge_elsewhere_leaves_no_segment_of_the_machine_below(said):
    study = Study(said)
    a, b, *others = study.ids
    merged = study.cut("merge", study.span(a)[0], study.span(b)[1], [a, b])
    place = study.span(b)[0] + 4
    parts = [study.cut("split", *span, [merged], event=2) for span in
             ((study.span(a)[0], place), (place, study.span(b)[1]))]  # fmt: skip
    assert study.standing() == {*parts, *others}
    # Also when what is kept of the merge is taken away.
    study.cuts = [cut for cut in study.cuts if cut["segment_id"] != merged]
    study.segments = study.segments[study.segments["segment_id"] != merged]
    assert study.standing() == {*parts, *others}


@BOTH
def test_a_split_that_is_merged_again_brings_the_segment_back(said):
    study = Study(said)
    a, *others = study.ids
    start, end = study.span(a)
    parts = [study.cut("split", *span, [a], event=1) for span in ((start, start + 6), (start + 6, end))]
    assert study.standing() == {*parts, *others}
    assert study.cut("merge", start, end, parts) == a
    assert study.standing() == {a, *others}
    again = [study.cut("split", *span, [a], event=3) for span in ((start, start + 6), (start + 6, end))]
    assert again == parts
    assert study.standing() == {*parts, *others}


def test_segments_cut_anew_under_a_merge_stand_only_where_they_reach_further():
    study = Study(EN)
    a, b, *_ = study.ids
    merged = study.cut("merge", study.span(a)[0], study.span(b)[1] - 8, ["gone-1", "gone-2"])
    assert a not in study.standing()
    assert {b, merged} <= study.standing()


def test_without_cuts_all_segments_stand():
    study = Study(EN)
    assert study.standing() == set(study.ids)


def coding(segment_id, value, coder="Ana", kind="goal", at="2026-01-01"):
    return {"segment_id": segment_id, "kind": kind, "value": value, "coder": coder, "act": "accept",
            "codebook_version": "b1", "created_at": at, "event_id": 7}  # fmt: skip


def comes(rows):
    return [(row["segment_id"], row["kind"], row["coder"], row["value"]) for row in rows if row["value"] is not None]


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        (("explicit", "explicit"), "goal", "explicit"),
        (("", "explicit"), "goal", "explicit"),
        (("", ""), "goal", ""),
        (("implicit", "explicit"), "goal", "implicit"),
        (("none", "use"), "stage", "use"),
        (("4.0", "2.0"), "emotion", "4.0"),
        (("yes",), "code:等待", "yes"),
    ],
)
def test_a_merged_segment_takes_the_value_that_is_agreed_on_or_carried_or_first(values, kind, expected):
    rows = [coding(f"s{n}", value, kind=kind) for n, value in enumerate(values)]
    assert comes(carried(rows[::-1], ["s0", "s1"], ["s9"], "merge")) == [("s9", kind, "Ana", expected)]


def test_codings_of_all_coders_are_taken_away_and_go_to_both_parts():
    rows = [coding("s1", "explicit"), coding("s1", "", coder="李"), coding("s5", "explicit")]
    made = carried(rows, ["s1"], ["s7", "s8"], "split")
    assert [(row["segment_id"], row["coder"]) for row in made if row["value"] is None] == [("s1", "Ana"), ("s1", "李")]
    assert comes(made) == [
        ("s7", "goal", "Ana", "explicit"),
        ("s8", "goal", "Ana", "explicit"),
        ("s7", "goal", "李", ""),
        ("s8", "goal", "李", ""),
    ]
    assert {row["act"] for row in made if row["value"] is not None} == {"split"}


def test_the_later_verdict_of_two_coders_is_later_after_a_merge_too():
    rows = [coding("s1", "explicit", "Zoe", at="2026-01-01"), coding("s2", "", "Ana", at="2026-01-02"),
            coding("s2", "explicit", "Zoe", at="2026-01-03")]  # fmt: skip
    made = carried(rows, ["s1", "s2"], ["s9"], "merge")
    times = {row["coder"]: row["created_at"] for row in made if row["value"] is not None}
    assert times == {"Zoe": "2026-01-03", "Ana": "2026-01-02"}


def test_a_new_segment_that_is_one_of_the_old_ones_keeps_its_codings():
    made = carried([coding("s1", "explicit"), coding("s2", "implicit")], ["s1", "s2"], ["s2"], "merge")
    assert [(row["segment_id"], row["value"]) for row in made] == [("s1", None), ("s2", "explicit")]
