from types import SimpleNamespace

import pandas as pd
import pytest

from cjm_research.errors import StudyError
from cjm_research.study.truth import compare

TRUTH = """
[expected]
emotion_trough = "purchase"
emotion_peak = "use"
[[planted]]
id = "en-01"
family = "pain_point"
subtype = "functional"
stage = "purchase"
title = "The checkout fails"
people = 2
  [[planted.quotes]]
  file = "a.txt"
  person = "Tom"
  quote = "The checkout broke."
  [[planted.quotes]]
  file = "b.txt"
  person = "王秀英"
  quote = "付款一直失败。"
[[planted]]
id = "en-02"
family = "goal"
subtype = "explicit"
stage = "use"
title = "Sleep"
people = 1
  [[planted.quotes]]
  file = "a.txt"
  person = "Tom"
  quote = "I want to sleep."
[[decoys]]
kind = "negation"
family = "pain_point"
file = "a.txt"
person = "Tom"
quote = "It was not dear."
"""
TEXTS = {"a.txt": "P01: The checkout broke. I want to sleep. It was not dear.", "b.txt": "P02：付款一直失败。"}
SPANS = {"s1": ("a.txt", 5, 24), "s2": ("a.txt", 25, 41), "s3": ("a.txt", 42, 58), "s4": ("b.txt", 4, 11)}


@pytest.fixture
def world(tmp_path):
    (tmp_path / "truth.toml").write_text(TRUTH, "utf-8")
    documents = pd.DataFrame(
        [{"document_id": "d" + name, "source": name, "text": text} for name, text in TEXTS.items()]
    )
    segments = pd.DataFrame(
        [
            {"segment_id": key, "document_id": "d" + name, "start": start, "end": end, "text": TEXTS[name][start:end]}
            for key, (name, start, end) in SPANS.items()
        ]
    )

    def run(coded, cards):
        coded = pd.DataFrame(coded, columns=["segment_id", "family", "subtype"])
        evidence = pd.DataFrame(cards, columns=["segment_id", "family", "stage"])
        stages = [
            {"id": "purchase", "emotion": {"mean": 1.5}},
            {"id": "use", "emotion": {"mean": 3.0}},
            {"id": "loyalty", "emotion": {"mean": None}},
        ]
        journey = SimpleNamespace(documents=documents, evidence=evidence, data={"stages": stages})
        return compare(tmp_path / "truth.toml", journey, segments, coded)

    return run


def test_everything_right_finds_everything(world):
    coded = [("s1", "pain_point", "functional"), ("s4", "pain_point", "functional"), ("s2", "goal", "explicit")]
    report = world(coded, [("s1", "pain_point", "purchase"), ("s4", "pain_point", "purchase"), ("s2", "goal", "use")])
    assert report.items["found_at_stage"].all()
    assert not report.decoys["counted"].any()
    assert (report.trough, report.peak) == (("purchase", "purchase"), ("use", "use"))
    assert "Where it failed" not in str(report)


def test_half_of_the_quotes_is_enough_and_less_is_not(world):
    report = world([("s4", "pain_point", "experiential")], [("s4", "pain_point", "purchase")])
    row = report.items.iloc[0]
    assert (row["n_family"], row["n_subtype"], row["n_stage"], row["found"]) == (1, 0, 1, True)
    assert not report.items.iloc[1]["found"]


def test_a_wrong_stage_is_told_apart_from_a_wrong_family(world):
    report = world([("s2", "goal", "explicit")], [("s2", "goal", "delivery")])
    assert (report.items.iloc[1]["found"], report.items.iloc[1]["found_at_stage"]) == (True, False)
    assert "en-02 goal · explicit · use: Sleep (family right, stage not)" in str(report)
    assert "en-01 pain_point · functional · purchase: The checkout fails (0 of 2 quotes coded)" in str(report)


def test_a_decoy_counted_is_named(world):
    report = world([("s3", "pain_point", "financial")], [])
    assert report.decoys["counted"].tolist() == [True]
    assert "decoy counted as pain_point (negation): It was not dear." in str(report)


def test_a_study_without_truth_says_that_only_samples_have_one(tmp_path):
    with pytest.raises(StudyError, match=r"truth\.toml: not there\. Only sample studies carry planted items\.$"):
        compare(tmp_path / "truth.toml", None, None, None)
