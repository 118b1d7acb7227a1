import re

import numpy as np
import pandas as pd
import pytest

from cjm_research.codes.learned import StudyScores, lines_of, marks_of, relearn
from cjm_research.errors import SchemaError
from cjm_research.schema import FAMILIES

# Complaints by themes that the coder takes for none, and praise that it takes for a complaint.
SAID = {
    "en": ("The queue at counter {n} never moves.", "Counter {n} was a joy."),
    "zh": ("{n}号窗口的队一直不动。", "{n}号窗口的人真好。"),
}


def made(lang, n=30):
    """Return suggestions, vectors and what a person would say of them: the coder mistakes one for the other."""
    rows, vectors, truth = [], {}, {}
    for at in range(2 * n):
        segment_id, kind = f"s-{lang}-{at:02}", at % 2
        truth[segment_id] = kind == 0
        vectors[segment_id] = np.eye(3)[kind]
        for family in FAMILIES:
            score = (0.35, 0.6)[kind] if family == "pain_point" else 0.1
            rows.append({"segment_id": segment_id, "kind": family, "value": "functional", "score": score,
                         "decision": "look" if score > 0.5 else "no", "reason": SAID[lang][kind].format(n=at),
                         "coder": "toy", "version": "1", "detail": {"base": score}})  # fmt: skip
    return pd.DataFrame(rows), pd.Series(vectors), truth


def codings(truth, ids, coder="Ana"):
    rows = [
        {"segment_id": segment_id, "kind": kind, "value": "functional" if kind == "pain_point" and truth[segment_id]
         else "", "coder": coder}
        for segment_id in ids
        for kind in FAMILIES
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["segment_id", "kind", "value", "coder"])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_reviews_teach_what_was_not_reviewed(lang):
    suggestions, vectors, truth = made(lang)
    learned = relearn(suggestions, vectors, codings(truth, sorted(truth)[:24]))
    rest = learned[(learned["kind"] == "pain_point") & ~learned["segment_id"].isin(sorted(truth)[:24])]
    assert ((rest["decision"] != "no") == rest["segment_id"].map(truth)).all()
    assert rest["reason"].str.contains("[一-鿿]").any() == (lang == "zh")
    same = [column for column in suggestions if column not in ("score", "decision")]
    pd.testing.assert_frame_equal(learned[same], suggestions[same])


def test_what_is_learned_of_one_language_holds_for_the_other():
    (english, en_vectors, truth), (chinese, zh_vectors, _) = made("en"), made("zh")
    both, vectors = pd.concat([english, chinese], ignore_index=True), pd.concat([en_vectors, zh_vectors])
    learned = relearn(both, vectors, codings(truth, sorted(truth)[:24]))
    row = learned[(learned["segment_id"] == "s-zh-00") & (learned["kind"] == "pain_point")].iloc[0]
    assert (row["decision"], row["score"] > 0.9) == ("sure", True)


def test_without_reviews_or_with_very_few_nothing_changes():
    suggestions, vectors, truth = made("en")
    for few in (0, 1, 4):
        pd.testing.assert_frame_equal(relearn(suggestions, vectors, codings(truth, sorted(truth)[:few])), suggestions)


def test_the_order_of_codings_and_of_suggestions_changes_nothing():
    suggestions, vectors, truth = made("zh")
    said = codings(truth, sorted(truth)[5:35])
    mixed = relearn(suggestions.sample(frac=1, random_state=1), vectors[::-1], said.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(mixed.sort_index(), relearn(suggestions, vectors, said))


def test_segments_without_a_vector_keep_their_suggestions():
    suggestions, vectors, truth = made("en")
    learned = relearn(suggestions, vectors.drop("s-en-50"), codings(truth, sorted(truth)[:24]))
    kept = suggestions["segment_id"] == "s-en-50"
    pd.testing.assert_frame_equal(learned[kept], suggestions[kept])
    assert not learned[~kept]["score"].equals(suggestions[~kept]["score"])


def test_the_layer_learns_on_the_base_and_not_on_an_earlier_layer():
    suggestions, vectors, truth = made("en")
    said = codings(truth, sorted(truth)[:24])
    once = relearn(suggestions, vectors, said)
    pd.testing.assert_series_equal(relearn(once, vectors, said)["score"], once["score"])


def test_lines_lie_between_the_decisions_of_the_coder():
    rows = [("goal", 0.2, "no"), ("goal", 0.4, "look"), ("goal", 0.7, "look"), ("goal", 0.8, "sure"),
            ("motivation", 0.3, "no"), ("pain_point", 0.95, "look")]  # fmt: skip
    found = lines_of(pd.DataFrame(rows, columns=["kind", "score", "decision"]))
    assert found["goal"] == pytest.approx((0.3, 0.75))
    assert found["motivation"] == (0.5, 0.9)
    assert found["pain_point"][0] == 0.5
    assert found["pain_point"][1] > 0.95


def test_lines_that_are_given_hold_whatever_is_reviewed():
    suggestions, vectors, truth = made("en")
    given = dict.fromkeys(FAMILIES, (0.45, 0.99))
    ids = sorted(truth)
    study = StudyScores.of(suggestions, ids, np.stack(list(vectors[ids])), lines=given)
    after = study.after(marks_of(codings(truth, ids[:24]).to_dict("records")))
    assert after.lines.tolist() == [[0.45, 0.99]] * 3
    assert study.after({}) is study.before


def test_two_people_who_differ_are_a_verdict_between():
    truth = {"s1": True}
    both = pd.concat([codings(truth, ["s1"]), codings({"s1": False}, ["s1"], "Bo")])
    assert marks_of(both.to_dict("records")) == {
        ("s1", "goal"): 0.0, ("s1", "motivation"): 0.0, ("s1", "pain_point"): 0.5,
    }  # fmt: skip


def test_vectors_that_do_not_fit_the_segments_are_refused():
    suggestions, _, truth = made("en")
    message = "There are 2 vectors for 60 segments. Pass one vector for each segment, in the order of the segments."
    with pytest.raises(SchemaError, match=f"^{re.escape(message)}$"):
        StudyScores.of(suggestions, sorted(truth), np.eye(2))
