"""What people said changes what is suggested of the rest, and undoing it changes it back."""

import numpy as np
import pytest

from cjm_research.codes.learned import LEARNED
from cjm_research.schema import CONTRACTS
from cjm_research.store.database import Store
from cjm_research.study.learning import as_suggested, learn

TEXTS = {"en": ["The queue was long."] * 8 + ["I paint."] * 8, "zh": ["排队太久。"] * 8 + ["我画画。"] * 8}


class TwoKinds:
    """Vectors that tell the two sentences apart and nothing else."""

    name, version = "two", "1"

    def embed(self, texts):
        known = {text: at for at, text in enumerate(sorted(set(TEXTS["en"] + TEXTS["zh"])))}
        return np.eye(4, dtype=np.float32)[[known[text] for text in texts]]


@pytest.fixture(params=["en", "zh"])
def store(request, tmp_path, study_frames):
    opened = Store.open(tmp_path / "study.sqlite", create=True)
    opened.replace_many(study_frames(TEXTS[request.param], request.param))
    return opened


@pytest.fixture
def study_frames():
    import pandas as pd

    def frames(texts, language):
        document = {"document_id": "d1", "name": "a.txt", "source": "a.txt", "kind": "survey", "language": language}
        document |= {"text": "\n".join(texts), "sha256": "0", "recorded_at": "", "wave": ""}
        turns, segments, suggestions, at = [], [], [], 0
        for place, text in enumerate(texts):
            span = {"start": at, "end": at + len(text)}
            at += len(text) + 1
            turn = dict.fromkeys(CONTRACTS["turns"].columns, "") | span
            turn |= {
                "turn_id": f"t{place:02}",
                "document_id": "d1",
                "seq": place,
                "case_id": "R1",
                "role": "participant",
            }
            turns.append(turn | {"start_seconds": np.nan, "end_seconds": np.nan, "times": []})
            segments.append(
                {"segment_id": f"s{place:02}", "document_id": "d1", "turn_id": f"t{place:02}", "case_id": "R1", **span}
                | {"text": text, "context": "", "language": language, "kind": "survey", "position": 0.5}
            )
            suggestions.append(
                {"segment_id": f"s{place:02}", "kind": "pain_point", "value": "experiential", "score": 0.3}
                | {"decision": "no", "reason": "", "coder": "framework", "version": "1", "detail": {"base": 0.3}}
            )
        return {
            "documents": pd.DataFrame([document]),
            "turns": pd.DataFrame(turns),
            "segments": pd.DataFrame(segments),
            "suggestions": pd.DataFrame(suggestions),
        }

    return frames


def say(store, places, value):
    for place in places:
        row = {"segment_id": f"s{place:02}", "kind": "pain_point", "value": value, "codebook_version": "1"}
        store.record("change", {"segment_id": row["segment_id"]}, "AB", [{**row, "coder": "AB", "act": "change"}])


def scores(store):
    return store.frame("suggestions").set_index("segment_id")["score"]


def test_without_codings_nothing_changes(store):
    learn(store, store.frame("segments"), TwoKinds())
    assert (scores(store) == 0.3).all()


def test_what_is_like_the_accepted_rises_and_what_is_like_the_rejected_does_not(store):
    say(store, range(5), "experiential")
    say(store, range(8, 13), "")
    learn(store, store.frame("segments"), TwoKinds())
    after = scores(store)
    assert after["s07"] > after["s15"]
    assert after["s07"] > 0.3
    learned = store.frame("suggestions").set_index("segment_id").loc["s07", "detail"]
    assert (learned["base"], learned["before"]) == (0.3, "no")
    told = store.frame("suggestions").query("decision != 'no'")
    assert len(told)
    assert set(told["reason"]) <= set(LEARNED.values())
    assert (as_suggested(store.frame("suggestions"))["reason"] == "").all()


def test_learning_again_gives_the_same_and_the_coders_word_can_be_read_back(store):
    say(store, range(5), "experiential")
    say(store, range(8, 13), "")
    learn(store, store.frame("segments"), TwoKinds())
    once = scores(store)
    learn(store, store.frame("segments"), TwoKinds())
    assert scores(store).tolist() == once.tolist()
    plain = as_suggested(store.frame("suggestions"))
    assert (plain["score"] == 0.3).all()
    assert (plain["decision"] == "no").all()
    assert all("before" not in row for row in plain["detail"])


def test_nothing_is_learned_from_people_who_do_not_take_part(store):
    say(store, range(5), "experiential")
    say(store, range(8, 13), "")
    others = store.frame("segments").query("segment_id not in ['s00', 's01', 's02', 's03', 's04']")
    learn(store, others.query("segment_id < 's08'").reset_index(drop=True), TwoKinds())
    assert (scores(store) == 0.3).all()
