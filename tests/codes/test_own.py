"""Codes of a study's own are suggested from few examples, alike in any order, and never surely on their own."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cjm_research.codes.codebook import Codebook
from cjm_research.codes.own import OwnCodes
from cjm_research.codes.own_code import OwnCode
from cjm_research.embeddings.base import unit_rows
from cjm_research.errors import SchemaError
from cjm_research.schema import CARRIED, CONTRACTS, check

TEXTS = {
    "en": {
        "parking": [
            "There was no parking space left near the entrance.",
            "Parking costs more than the visit.",
            "I drove round the parking lot for an hour.",
            "Finding a parking space took ages.",
        ],
        "other": [
            "The nurse was kind to my son.",
            "They called me back the same day.",
            "The soup was cold.",
            "I read about it in the paper.",
            "My sister sent me a link.",
            "It broke after two weeks.",
            "The colours are lovely.",
            "We moved in May.",
            "Nobody answered my letter.",
            "The chair is too low for me.",
            "I pay by card.",
            "He explained every step.",
        ],
    },
    "zh": {
        "parking": ["门口一个停车位都没有。", "停车费比看病还贵。", "停车场绕了一个小时。", "找停车位花了很久。"],
        "other": [
            "护士对孩子很耐心。",
            "当天就给我回了电话。",
            "汤是凉的。",
            "我在报纸上看到的。",
            "妹妹发了个链接给我。",
            "两个星期就坏了。",
            "颜色很好看。",
            "我们五月搬的家。",
            "写信没人回。",
            "椅子太矮了。",
            "我一般刷卡。",
            "每一步都讲得很清楚。",
        ],
    },
}
WORDS = ("parking", "towed", "停车", "车位")


class ByTopic:
    """An embedder that knows one topic; all else is noise around the language's own direction."""

    name, version = "by-topic", "1"

    def embed(self, texts):
        return unit_rows([self._vector(text) for text in texts]) if len(texts) else np.zeros((0, 18), np.float32)

    def _vector(self, text):
        noise = np.frombuffer(hashlib.sha256(text.encode()).digest()[:16], dtype=np.uint8) / 128 - 1
        language = 6.0 if re.search("[一-鿿]", text) else -6.0
        return [language, 3.0 * any(word in text.casefold() for word in WORDS), *noise]


EXAMPLES = {
    "en": ("I could not find a parking space.", "The parking lot was full.", "Parking is far too expensive."),
    "zh": ("找不到停车位。", "停车场满了。", "停车费太贵了。"),
}
PARKING = OwnCode(
    "parking",
    {"en": "Parking", "zh": "停车"},
    {"en": "Where the car is left, and what that costs.", "zh": "停车的地方和费用。"},
    {"en": ("Parking spaces", "Parking fees")},
    {"en": ("Driving on the motorway",)},
    EXAMPLES,
)
UNALIKE = OwnCode(
    "mixed", {"en": "Mixed"}, {"en": "Xyz."}, {}, {}, {"en": ("Why me?", "Blue paint dries fast.", "Ok 42")}
)


def study(*languages):
    """Return segments, and whether each speaks of parking."""
    said = [(text, lang, theme) for lang in languages for theme, texts in TEXTS[lang].items() for text in texts]
    rows = [
        {"segment_id": f"s{at:02d}", "document_id": "d1", "text": text, "context": "", "language": lang}
        for at, (text, lang, _) in enumerate(said)
    ]
    frame = pd.DataFrame(rows, columns=list(CONTRACTS["segments"].columns))
    return frame, np.array([theme == "parking" for _, _, theme in said])


def fit(*codes):
    return OwnCodes.fit(replace(Codebook.framework(), own=codes), ByTopic())


def embed(segments):
    return ByTopic().embed(segments["text"].tolist())


def suggest(codes, segments, **how):
    return codes.suggest(segments, embed(segments), **how)


def review(segments, marked, kind="code:parking"):
    values = np.where(marked, kind.removeprefix("code:"), "")
    return pd.DataFrame({"segment_id": segments["segment_id"], "kind": kind, "value": values})


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_like_the_examples_is_looked_at_and_the_rest_is_not(lang):
    segments, parking = study(lang)
    found = check(suggest(fit(PARKING), segments), "suggestions")
    assert found["kind"].unique().tolist() == ["code:parking"]
    assert (found["decision"] == "look").tolist() == parking.tolist()
    assert found["value"].tolist() == ["parking" if said else "" for said in parking]
    assert found["score"].between(0, 0.7).all()


@pytest.mark.parametrize(("lang", "other"), [("en", "zh"), ("zh", "en")])
def test_reasons_name_the_nearest_examples_and_the_words_shared(lang, other):
    segments, _ = study(lang, other)
    found = suggest(fit(PARKING), segments).merge(segments[["segment_id", "language"]], on="segment_id")
    found = found[(found["language"] == lang) & found["decision"].isin(CARRIED)]
    first = {"en": "like: “I could not find a parking space.” / “The parking lot was full.”; same words: “parking”, "
             "“space”", "zh": "近似：「找不到停车位。」 / 「停车费太贵了。」；相同的词：「停车位」"}[lang]  # fmt: skip
    assert found["reason"].iloc[0] == first
    for near in found["detail"].map(lambda detail: detail["near"]):
        assert len(near) == 2
        assert {shown["text"] for shown in near} <= set(EXAMPLES[lang])
        assert {shown["segment_id"] for shown in near} == {""}


def test_a_reason_may_show_a_reviewed_segment_but_never_the_segment_itself():
    segments, parking = study("en")
    found = suggest(fit(PARKING), segments, reviewed=review(segments, parking))
    shown = found[found["decision"] != "no"].set_index("segment_id")["detail"]
    near = {segment_id: [one["segment_id"] for one in detail["near"]] for segment_id, detail in shown.items()}
    assert any(any(ids) for ids in near.values())
    assert all(segment_id not in ids for segment_id, ids in near.items())


def test_examples_with_nothing_in_common_suggest_nothing():
    segments, _ = study("en")
    found = suggest(fit(UNALIKE), segments)
    assert found["decision"].unique().tolist() == ["no"]
    assert found["reason"].unique().tolist() == [""]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_order_of_segments_and_reviews_changes_no_bit(lang):
    segments, parking = study(lang)
    said, codes = review(segments, parking), fit(PARKING)
    straight = suggest(codes, segments, reviewed=said)
    mixed = segments.sample(frac=1, random_state=3)
    shuffled = codes.suggest(mixed, embed(mixed), reviewed=said.sample(frac=1, random_state=4))
    pd.testing.assert_frame_equal(straight, shuffled, check_exact=True)


def test_the_input_is_left_as_it_is():
    segments, parking = study("en", "zh")
    vectors, said = embed(segments), review(segments, parking)
    copies = segments.copy(), vectors.copy(), said.copy()
    fit(PARKING).suggest(segments, vectors, reviewed=said)
    pd.testing.assert_frame_equal(segments, copies[0])
    np.testing.assert_array_equal(vectors, copies[1])
    pd.testing.assert_frame_equal(said, copies[2])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_reviews_overrule_likeness_step_by_step(lang):
    segments, parking = study(lang)
    codes, before = fit(PARKING), None
    for n in (0, 5, 10, 16):
        # People say of all segments that are like the examples that they do not carry the code.
        said = review(segments.iloc[:n], np.zeros(n, dtype=bool))
        score = suggest(codes, segments, reviewed=said)["score"][parking].mean()
        assert before is None or score < before
        before = score
    assert before < 0.35


def test_sure_needs_both_a_verdict_that_allows_it_and_reviews():
    segments, parking = study("en")
    many = pd.concat([segments.assign(segment_id=f"{at}-" + segments["segment_id"]) for at in range(12)])
    codes, said = fit(PARKING), review(many, np.tile(parking, 12))
    assert "sure" not in set(suggest(codes, many, sure=["parking"])["decision"])
    assert "sure" not in set(suggest(codes, many, reviewed=said)["decision"])
    allowed = suggest(codes, many, reviewed=said, sure=["parking"])
    assert set(allowed.loc[allowed["decision"] == "sure", "value"]) == {"parking"}


def test_codings_of_other_kinds_change_nothing():
    segments, parking = study("en")
    said = review(segments, ~parking, kind="goal")
    pd.testing.assert_frame_equal(
        suggest(fit(PARKING), segments, reviewed=said), suggest(fit(PARKING), segments), check_exact=True
    )


def test_each_code_stands_alone():
    segments, _ = study("en")
    both, alone = suggest(fit(PARKING, UNALIKE), segments), suggest(fit(PARKING), segments)
    mine = both[both["kind"] == "code:parking"].reset_index(drop=True)
    assert len(both) == 2 * len(segments)
    pd.testing.assert_frame_equal(mine.drop(columns="version"), alone.drop(columns="version"), check_exact=True)


def test_a_code_in_one_language_is_found_in_a_study_of_two():
    segments, parking = study("en", "zh")
    code = replace(PARKING, name={"zh": "停车"}, definition={"zh": "停车的地方。"}, include={}, exclude={},
                   examples={"zh": EXAMPLES["zh"]})  # fmt: skip
    found = suggest(fit(code), segments).merge(segments[["segment_id", "language"]], on="segment_id")
    chinese = (found["language"] == "zh").to_numpy()
    assert (found["decision"] == "look")[chinese].tolist() == parking[chinese].tolist()


def test_a_codebook_without_own_codes_and_a_study_without_segments_suggest_nothing():
    segments, _ = study("en")
    for found in (suggest(fit(), segments), fit(PARKING).suggest(segments.iloc[:0], np.zeros((0, 18)))):
        assert len(found) == 0
        assert list(found.columns) == list(CONTRACTS["suggestions"].columns)


def test_the_version_changes_with_an_example():
    changed = replace(PARKING, examples={"en": (*EXAMPLES["en"], "They towed my car.")})
    assert fit(PARKING).version != fit(changed).version
    assert fit(PARKING).version == fit(PARKING).version


def test_vectors_must_be_as_many_as_segments():
    segments, _ = study("en")
    message = "There are 3 vectors for 16 segments. Pass one vector for each segment, in the order of the segments."
    with pytest.raises(SchemaError, match=f"^{re.escape(message)}$"):
        fit(PARKING).suggest(segments, embed(segments)[:3])
