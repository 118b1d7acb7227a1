"""From standing codings to judgements: what counts as said, and what as not judged."""

import pandas as pd
import pytest

from cjm_research.agreement.ratings import check_ratings, domain, ratings_of
from cjm_research.errors import SchemaError

SEGMENTS = pd.DataFrame({"segment_id": ["s1", "s2"], "document_id": ["d1", "d2"]})


def codings(*rows):
    return pd.DataFrame(rows, columns=["segment_id", "kind", "value", "coder"])


def said(frame, coder="Ana", segment="s1"):
    own = frame[(frame["coder"] == coder) & (frame["segment_id"] == segment)]
    return dict(zip(own["code"], own["value"], strict=True))


def test_who_judged_one_family_judged_them_all():
    found = said(ratings_of(codings(("s1", "goal", "explicit", "Ana")), SEGMENTS))
    assert found == {
        "goal": "1", "goal/explicit": "1", "goal/implicit": "0", "motivation": "0", "motivation/intrinsic": "0",
        "motivation/extrinsic": "0", "pain_point": "0", "pain_point/functional": "0", "pain_point/experiential": "0",
        "pain_point/financial": "0", "pain_point/emotional": "0",
    }  # fmt: skip


def test_who_judged_nothing_has_no_row():
    found = ratings_of(codings(("s1", "goal", "explicit", "Ana"), ("s2", "goal", "", "Bo")), SEGMENTS)
    assert said(found, "Bo", "s1") == {}
    assert said(found, "Bo", "s2")["goal"] == "0"
    assert found.loc[found["coder"] == "Bo", "document_id"].unique().tolist() == ["d2"]


def test_family_without_a_known_sub_type_leaves_sub_types_unjudged():
    found = said(ratings_of(codings(("s1", "goal", "1", "Ana")), SEGMENTS))
    assert found["goal"] == "1"
    assert "goal/explicit" not in found
    assert found["motivation/intrinsic"] == "0"


def test_own_codes_are_judged_where_said_or_where_they_were_in_the_codebook():
    given = codings(("s1", "code:trust", "trust", "Ana"), ("s1", "goal", "", "Ana"), ("s2", "code:trust", "", "Ana"))
    plain, whole = ratings_of(given, SEGMENTS), ratings_of(given, SEGMENTS, ["code:trust", "code:gift"])
    assert (said(plain)["code:trust"], "code:gift" in said(plain)) == ("1", False)
    assert said(whole)["code:gift"] == "0"
    # Families were not judged on the other segment, so only what was said is known there.
    assert said(whole, segment="s2") == {"code:trust": "0"}


def test_scale_stage_and_touchpoint_are_as_said():
    rows = [("emotion", "2.0"), ("stage", ""), ("touchpoint", ""), ("channel", "phone")]
    found = said(ratings_of(codings(*(("s1", kind, value, "Ana") for kind, value in rows)), SEGMENTS))
    assert found == {"emotion": "2.0", "stage": "none", "touchpoint": "", "channel": "phone"}
    assert said(ratings_of(codings(("s1", "emotion", "", "Ana")), SEGMENTS)) == {}


def test_codings_of_segments_that_are_gone_are_left_out():
    assert ratings_of(codings(("gone", "goal", "explicit", "Ana")), SEGMENTS).empty


def test_values_have_the_order_of_their_level():
    assert domain("goal", ["explicit", ""], "nominal") == ["", "explicit", "implicit"]
    assert domain("stage", ["use"], "nominal")[-1] == "none"
    assert domain("weight", ["10", "9", "2.5"], "interval") == ["2.5", "9", "10"]
    assert domain("code:trust", [], "nominal") == ["0", "1"]


def test_wrong_ratings_are_refused(language):
    code = {"en": "trust", "zh": "信任"}[language]
    columns = ["segment_id", "document_id", "coder", "code", "value"]
    twice = pd.DataFrame([("s1", "d1", "Ana", code, "1"), ("s1", "d1", "Ana", code, "0")], columns=columns)
    sentence = (
        rf"The ratings hold 1 rows whose segment_id \+ coder \+ code is already there, first "
        rf"\['s1', 'Ana', '{code}'\]. A coder judges a code on a segment once; remove the repeats."
    )
    with pytest.raises(SchemaError, match=sentence):
        check_ratings(twice)
    two = twice.assign(document_id=["d1", "d2"], coder=["Ana", "Bo"])
    with pytest.raises(SchemaError, match=r"The ratings place the segment 's1' in more than one document\. Give every"):
        check_ratings(two)
    with pytest.raises(SchemaError, match=r"The ratings lack the columns document_id, value\. A row is one coder's"):
        check_ratings(twice.drop(columns=["document_id", "value"]))
