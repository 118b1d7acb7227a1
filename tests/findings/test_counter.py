"""Counter-evidence: what says the opposite of a card, and what only looks like it."""

import numpy as np
import pandas as pd
import pytest

from cjm_research.findings.counter import counter_evidence

# Each: title, family, what the theme is made of, a segment that says the opposite, segments that do not.
SAID = {
    "price-en": (
        "Expensive shipping", "pain_point",
        ["Shipping was far too expensive.", "Such an expensive delivery.", "The lamp was overpriced."],
        ("Good value for money, really.", 4.2),
        [("Is it good value for money?", 4.2), ("I wish it were cheaper.", 3.0), ("The lamp is pretty.", 4.5)],
    ),
    "price-zh": (
        "服务费太贵", "pain_point",
        ["服务费太贵了。", "这个费用真的太贵。", "又涨价了，不划算。"],
        ("价格很实惠，性价比高。", 4.2),
        [("价格划算吗？", 4.0), ("希望便宜点", 3.0), ("界面很好看。", 4.5)],
    ),
    "attitude-en": (
        "Rude drivers", "pain_point",
        ["The driver was rude to me.", "A rude driver, honestly.", "He was unhelpful and rude."],
        ("The driver was so friendly and polite.", 4.4),
        [("They told me the driver would be friendly.", 4.0), ("If the driver had been polite, fine.", 3.9)],
    ),
    "attitude-zh": (
        "医生态度敷衍", "pain_point",
        ["医生回得很敷衍。", "医生态度敷衍，问多了还嫌烦。", "那个医生不耐烦。"],
        ("医生态度很好，特别耐心。", 4.4),
        [("听说医生态度好。", 4.0), ("要是医生耐心点就好了。", 3.6)],
    ),
    "thing-en": (
        "Hard to install", "pain_point",
        ["It was hard to install.", "Installing it was confusing.", "I found it difficult to install."],
        ("Easy to install, done in ten minutes.", 4.1),
        [("It is easy to clean.", 4.1), ("Easy installing, please.", 3.0)],
    ),
    "denied-en": (
        "Missing screws", "pain_point",
        ["A bag of screws was missing.", "Two screws were missing.", "The manual was missing."],
        ("Nothing broken, nothing missing, nothing late.", 3.0),
        [("Nothing to add.", 3.0), ("It is not bad.", 3.6)],
    ),
    "motivation-en": (
        "Easy to share", "motivation",
        ["It is easy to share.", "Sharing it is so simple.", "Easy sharing with friends."],
        ("It is hard to share with colleagues.", 2.2),
        [("It is hard to print.", 2.2), ("Hard to share? Not for me.", 3.4)],
    ),
    "motivation-zh": (
        "挂号方便", "motivation",
        ["挂号很方便。", "在家挂号方便。", "挂号简单，省事。"],
        ("挂号太麻烦，很复杂。", 1.9),
        [("缴费太麻烦。", 1.9), ("挂号麻烦吗？", 2.0)],
    ),
}  # fmt: skip


def frames(case, **changes):
    title, family, own, opposite, others = SAID[case]
    said = [*((text, 2.0 if family == "pain_point" else 4.2) for text in own), opposite, *others]
    segments = pd.DataFrame(
        [
            {"segment_id": f"s{at}", "case_id": f"P{at:02d}", "text": text, "language": case[-2:]}
            for at, (text, _) in enumerate(said)
        ]
    )
    ids = segments["segment_id"][: len(own)]
    return {
        "themes": pd.DataFrame([{"theme_id": "th1", "family": family, "title": title}]),
        "evidence": pd.DataFrame({"theme_id": "th1", "segment_id": ids}),
        "segments": segments,
        "coded": pd.DataFrame({"segment_id": ids, "family": family, "subtype": "x", "score": 0.9, "reviewed": False}),
        "emotions": pd.Series([felt for _, felt in said], index=segments["segment_id"]),
        **changes,
    }


@pytest.mark.parametrize("case", SAID)
def test_what_says_the_opposite_of_the_same_thing_is_found_and_nothing_else(case):
    assert counter_evidence(**frames(case)) == {"th1": [f"s{len(SAID[case][2])}"]}


@pytest.mark.parametrize("case", ["price-en", "price-zh"])
def test_what_a_person_coded_as_the_pain_itself_does_not_speak_against_it(case):
    given = frames(case)
    more = {"segment_id": "s3", "family": "pain_point", "subtype": "x", "score": 1.0, "reviewed": True}
    assert counter_evidence(**frames(case, coded=pd.concat([given["coded"], pd.DataFrame([more])]))) == {}


@pytest.mark.parametrize("case", ["attitude-en", "attitude-zh"])
def test_evidence_of_a_card_is_never_against_it(case):
    given = frames(case)
    whole = pd.DataFrame({"theme_id": "th1", "segment_id": given["segments"]["segment_id"]})
    assert counter_evidence(**frames(case, evidence=whole)) == {}


@pytest.mark.parametrize("case", ["price-en", "price-zh"])
def test_wish_has_no_opposite(case):
    themes = frames(case)["themes"].assign(family="goal")
    assert counter_evidence(**frames(case, themes=themes)) == {}


def test_one_person_alone_is_no_aspect_of_the_theme():
    given = frames("price-en")
    segments = given["segments"].assign(case_id=["P00", "P00", "P00", *given["segments"]["case_id"][3:]])
    assert counter_evidence(**frames("price-en", segments=segments)) == {}


@pytest.mark.parametrize("case", ["price-en", "price-zh"])
def test_order_of_rows_changes_nothing_and_the_nearest_comes_first_where_vectors_are_known(case):
    given = frames(case)
    more = given["segments"].iloc[[3, 3]].assign(segment_id=["s8", "s9"], case_id=["P08", "P09"])
    segments = pd.concat([given["segments"], more], ignore_index=True)
    emotions = pd.concat([given["emotions"], pd.Series([4.2, 4.2], index=["s8", "s9"])])
    changes = {"segments": segments, "emotions": emotions}
    assert counter_evidence(**frames(case, **changes)) == {"th1": ["s3", "s8", "s9"]}
    ids = segments["segment_id"].tolist()
    values = np.array([[1.0, 0.0] if each in ("s0", "s1", "s2", "s9") else [0.0, 1.0] for each in ids])
    mixed = changes | {"segments": segments.sample(frac=1, random_state=1)}
    assert counter_evidence(**frames(case, **mixed), vectors=(ids, values)) == {"th1": ["s9", "s3", "s8"]}
