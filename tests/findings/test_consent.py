import pandas as pd
import pytest

from cjm_research.findings import left_out, with_consent
from cjm_research.findings.consent import without

SAID = {"en": ("It was late.", "It was fine 😀."), "zh": ("送得太晚了。", "挺好的😀。")}


@pytest.fixture(params=["en", "zh"])
def frames(request):
    """An interview of two people, and a survey answer of a third."""
    one, two = SAID[request.param]
    text = f"P01: {one}\n\nP02: {two}"
    documents = pd.DataFrame({"document_id": ["d1", "d2"], "text": [text, one], "sha256": ["x", "y"]})
    turns = pd.DataFrame(
        {
            "turn_id": ["t1", "t2", "t3"], "document_id": ["d1", "d1", "d2"], "case_id": ["P01", "P02", "R001"],
            "role": "participant", "start": [5, text.index(two), 0], "end": [5 + len(one), len(text), len(one)],
        }
    )  # fmt: skip
    segments = turns.assign(segment_id=["s1", "s2", "s3"])[["segment_id", "turn_id", "document_id", "case_id"]]
    return {
        "cases": pd.DataFrame({"case_id": ["P01", "P02", "R001"], "consent": "given"}),
        "documents": documents,
        "turns": turns,
        "segments": segments,
        "suggestions": segments[["segment_id"]],
        "codings": segments[["segment_id"]],
        "members": pd.DataFrame({"theme_id": ["h1", "h1", "h2"], "segment_id": ["s1", "s2", "s3"]}),
        "themes": pd.DataFrame({"theme_id": ["h1", "h2"]}),
    }


def _consents(frames, **consents):
    cases = frames["cases"]
    return {**frames, "cases": cases.assign(consent=cases["case_id"].map(consents).fillna("given"))}


def test_nothing_changes_where_everybody_gave_it(frames):
    assert all(after is frames[name] for name, after in with_consent(frames).items())
    assert left_out(frames["cases"]) == {}


def test_a_person_goes_from_every_frame_and_the_offsets_of_others_still_hold(frames):
    given = _consents(frames, P02="refused")
    copies = {name: frame.copy() for name, frame in given.items()}
    after = with_consent(given)
    text = after["documents"]["text"][0]
    before = frames["documents"]["text"][0]
    turn = frames["turns"].iloc[1]
    assert text == before[: turn["start"]] + "█" * (turn["end"] - turn["start"])
    assert after["documents"]["sha256"][0] != "x"
    assert after["documents"]["text"][1] == frames["documents"]["text"][1]
    for name in ("segments", "suggestions", "codings", "members"):
        assert after[name]["segment_id"].tolist() == ["s1", "s3"]
    assert after["cases"]["case_id"].tolist() == ["P01", "R001"]
    assert all(given[name].equals(copies[name]) for name in given)


def test_a_document_of_nobody_else_goes_with_its_themes(frames):
    after = with_consent(_consents(frames, R001="not recorded"))
    assert after["documents"]["document_id"].tolist() == ["d1"]
    assert after["turns"]["turn_id"].tolist() == ["t1", "t2"]
    assert after["themes"]["theme_id"].tolist() == ["h1"]


def test_those_left_out_are_counted_by_what_is_known(frames):
    given = _consents(frames, P01="withdrawn", P02="refused", R001="refused")
    assert left_out(given["cases"]) == {"refused": 2, "withdrawn": 1}
    assert all(len(frame) == 0 for frame in with_consent(given).values())


def test_a_group_is_drawn_without_the_others_and_nothing_is_blacked_out(frames):
    kept = without(frames, {"P02", "R001"}, black=False)
    assert kept["cases"]["case_id"].tolist() == ["P01"]
    assert kept["segments"]["segment_id"].tolist() == ["s1"]
    assert kept["themes"]["theme_id"].tolist() == ["h1"]
    assert kept["documents"]["text"].tolist() == frames["documents"]["text"].tolist()[:1]
    assert without(frames, set()) == dict(frames)
