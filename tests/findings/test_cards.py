import pandas as pd
import pytest

from cjm_research import schema
from cjm_research.findings import build_findings
from cjm_research.findings.making import Known
from cjm_research.settings import Settings

SETTINGS = Settings.default().journey


def findings(rows, title="Nobody called", **changes):
    """Rows: segment, person, stage, stage score, sub-type, weight, emotion; one theme of pain points."""
    columns = ["segment_id", "case_id", "stage", "score", "subtype", "weight", "emotion"]
    frame = pd.DataFrame(rows, columns=columns).assign(family="pain_point", theme_id="th1", reviewed=False)
    return build_findings(
        **{
            "themes": pd.DataFrame(
                {"theme_id": ["th1"], "title": [title], "rest": [title.startswith(("Other", "其他"))]}
            ),
            "members": frame[["theme_id", "segment_id", "family", "weight"]],
            "coded": frame[["segment_id", "family", "subtype", "reviewed"]],
            "placed": frame[["segment_id", "stage", "score", "reviewed"]],
            "emotions": frame.set_index("segment_id")["emotion"],
            "segments": frame[["segment_id", "case_id"]],
            "n_asked": 12,
            "settings": SETTINGS,
            **changes,
        }
    )


def row(number, person, stage="delivery", score=0.9, subtype="functional", weight=0.5, emotion=2.0):
    return (f"s{number}", person, stage, score, subtype, weight, emotion)


def test_theme_at_two_stages_is_two_findings():
    found = findings([row(1, "P01"), row(2, "P02"), row(3, "P03", "use"), row(4, "P04", "use")])
    assert found.set_index("stage")["people"].to_dict() == {"delivery": ["P01", "P02"], "use": ["P03", "P04"]}
    schema.check(found, "findings")


def test_lone_unsure_segment_of_a_large_theme_stays_with_the_others():
    many = [row(at, f"P{at:02d}") for at in range(5)]
    assert findings([*many, row(9, "P09", "use", 0.59)])["stage"].tolist() == ["delivery"]
    assert sorted(findings([*many, row(9, "P09", "use", 0.6)])["stage"]) == ["delivery", "use"]


def test_unplaced_segments_go_where_most_of_their_theme_is():
    found = findings([row(1, "P01"), row(2, "P02", "none", 0.0)])
    assert found[["stage", "n_segments"]].values.tolist() == [["delivery", 2]]


def test_theme_that_nothing_places_is_not_put_at_a_stage():
    assert findings([row(1, "P01", "none"), row(2, "P02", "none")])["stage"].tolist() == ["none"]


def test_first_segments_come_from_different_people():
    rows = [row(1, "P01", weight=0.9), row(2, "P01", weight=0.8), row(3, "P02", weight=0.3), row(4, "P03", weight=0.5)]
    assert findings(rows)["segment_ids"].tolist() == [["s1", "s4", "s3", "s2"]]


def test_subtype_is_that_of_most_segments_and_ties_follow_the_codebook():
    rows = [
        row(1, "P01", subtype="emotional"),
        row(2, "P02", subtype="experiential"),
        row(3, "P03", subtype="emotional"),
    ]
    assert findings(rows)["subtype"].tolist() == ["emotional"]
    assert findings(rows[:2])["subtype"].tolist() == ["experiential"]


def test_stages_are_those_of_the_framework():
    found = findings([row(1, "P01"), row(2, "P02", "use")], onto={"delivery": "experience", "use": "experience"})
    assert found[["stage", "n_people"]].values.tolist() == [["experience", 2]]


def test_finding_id_depends_on_theme_and_stage_only():
    first = findings([row(1, "P01"), row(2, "P02")])["finding_id"].tolist()
    assert first == findings([row(2, "P02"), row(1, "P01"), row(3, "P03")])["finding_id"].tolist()
    assert first != findings([row(1, "P01", "use"), row(2, "P02", "use")])["finding_id"].tolist()


def test_left_over_theme_is_never_more_than_thin():
    rows = [row(at, f"P{at:02d}") for at in range(6)]
    assert findings(rows)["grade"].tolist() == ["fair"]
    assert findings(rows, title="其他：没有人打电话")["grade"].tolist() == ["thin"]


@pytest.mark.parametrize("title", ["Nobody called", "没有人打电话"])
def test_hidden_themes_are_no_finding_and_second_homes_count_only_by_a_person(title):
    rows = [row(1, "P01"), row(2, "P02")]
    frame = {"theme_id": ["th1", "th2"], "title": [title, "x"], "rest": False, "hidden": [False, True]}
    members = pd.DataFrame(
        [
            ("th1", "s1", "pain_point", 0.9, True, ""),
            ("th1", "s2", "pain_point", 0.8, False, ""),
            ("th2", "s2", "pain_point", 0.9, True, ""),
        ],
        columns=["theme_id", "segment_id", "family", "weight", "home", "by"],
    )
    found = findings(rows, themes=pd.DataFrame(frame), members=members)
    assert found[["theme_id", "title", "people"]].values.tolist() == [["th1", title, ["P01"]]]
    said = findings(rows, themes=pd.DataFrame(frame), members=members.assign(by=["", "Ana", ""]))
    assert said["people"].tolist() == [["P01", "P02"]]


def test_pleased_voices_in_a_pain_point_speak_against_it():
    rows = [row(at, f"P{at:02d}", emotion=5.0 if at < 3 else 2.0) for at in range(6)]
    found = findings(rows)
    assert found["grade"].tolist() == ["thin"]
    assert "3 of 6 segments say the opposite" in found["grade_rule"].iloc[0]


# What follows needs the words themselves.
SAID = {
    "en": ["Shipping was far too expensive.", "Such an expensive delivery.", "Overpriced shipping.", "It is costly.",
           "Good value for money, really."],
    "zh": ["服务费太贵了，真的贵。", "这个费用真的太贵。", "又涨价了，不划算。", "太贵了。", "价格很实惠，性价比高。"],
}  # fmt: skip
TITLES = {"en": "Expensive shipping", "zh": "服务费太贵"}


def spoken(language, texts=None, others=(), **changes):
    """Four people find it dear, the fifth does not and is in no theme; `others` answer too."""
    texts = [*(texts or SAID[language][:4]), *others]
    frame = pd.DataFrame(
        [
            (f"s{at}", f"P{at:02d}", text, language, 4.2 if text == SAID[language][4] else 2.0)
            for at, text in enumerate([*texts, SAID[language][4]])
        ],
        columns=["segment_id", "case_id", "text", "language", "emotion"],
    )
    own = frame.iloc[: len(texts)].assign(
        family="pain_point", theme_id="th1", weight=0.5, subtype="financial", score=0.9, reviewed=False
    )
    theme = {"theme_id": "th1", "family": "pain_point", "title": TITLES[language], "titles": {"en": "x", "zh": "y"},
             "rest": False, "stability": 0.7, "n_documents": 4, "named_by": "Ana"}  # fmt: skip
    return build_findings(
        **{
            "themes": pd.DataFrame([theme]),
            "members": own[["theme_id", "segment_id", "family", "weight"]],
            "coded": own[["segment_id", "family", "subtype", "score", "reviewed"]],
            "placed": frame[["segment_id"]].assign(stage="purchase", score=0.9, reviewed=False),
            "emotions": frame.set_index("segment_id")["emotion"],
            "segments": frame[["segment_id", "case_id", "text", "language"]],
            "n_asked": 12,
            "settings": SETTINGS,
            **changes,
        }
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_card_holds_what_says_the_opposite_and_counts_it_in_the_grade(language):
    found = spoken(language).iloc[0]
    assert found["counter_ids"] == ["s4"]
    part = next(part for part in found["grade_parts"] if part["part"] == "contradictions")
    assert (part["value"], part["of"]) == (1, 5)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_counter_evidence_stands_at_its_own_stage_or_where_most_people_are(language):
    placed = pd.DataFrame(
        {"segment_id": [f"s{at}" for at in range(5)], "stage": ["use", "use", "use", "purchase", "purchase"],
         "score": 0.9, "reviewed": False}
    )  # fmt: skip
    assert spoken(language, placed=placed).set_index("stage")["counter_ids"].to_dict() == {
        "purchase": ["s4"], "use": [],
    }  # fmt: skip
    elsewhere = placed.assign(stage=["use", "use", "use", "purchase", "loyalty"])
    assert spoken(language, placed=elsewhere).set_index("stage")["counter_ids"].to_dict() == {
        "purchase": [], "use": ["s4"],
    }  # fmt: skip


@pytest.mark.parametrize(("language", "answer"), [("en", "No."), ("zh", "没有")])
def test_answer_that_says_nothing_is_no_evidence_unless_a_person_coded_it(language, answer):
    assert spoken(language, others=[answer])["n_people"].tolist() == [4]
    texts = [*SAID[language][:4], answer]
    coded = pd.DataFrame(
        {"segment_id": [f"s{at}" for at in range(5)], "family": "pain_point", "subtype": "financial", "score": 1.0,
         "reviewed": [False] * 4 + [True]}
    )  # fmt: skip
    assert spoken(language, texts=texts, coded=coded)["n_people"].tolist() == [5]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_card_says_who_was_asked_here_what_it_touches_and_where_its_theme_comes_from(language):
    touched = pd.DataFrame(
        {"segment_id": ["s0", "s1", "s2"], "touchpoint": ["direct/online", "direct/online", "media"],
         "channel": ["web", "web", ""]}
    )  # fmt: skip
    known = Known(asked={"purchase": frozenset({"P00", "P09"})}, touchpoints=touched, saturated={"pain_point": True})
    found = spoken(language, known=known).iloc[0]
    assert (found["n_asked"], found["n_asked_here"], found["touchpoints"]) == (12, 5, ["web"])
    assert (found["stability"], found["n_documents"], found["named_by"]) == (0.7, 4, "Ana")
    assert found["titles"] == {"en": "x", "zh": "y"}
    assert {part["part"]: part["meets"] for part in found["grade_parts"]}["saturation"] == "strong"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_subtype_of_each_quote_stands_beside_that_of_the_card(language):
    coded = pd.DataFrame(
        {"segment_id": ["s0", "s1", "s2", "s3"], "family": "pain_point", "score": 0.9, "reviewed": False,
         "subtype": ["emotional", "financial", "financial", "financial"]}
    )  # fmt: skip
    found = spoken(language, coded=coded).iloc[0]
    beside = dict(zip(found["segment_ids"], found["subtypes"], strict=True))
    assert (found["subtype"], beside) == (
        "financial", {"s0": "emotional", "s1": "financial", "s2": "financial", "s3": "financial"},
    )  # fmt: skip


def test_count_of_people_asked_stays_whole_where_it_is_not_known_of_every_stage():
    known = Known(asked={"delivery": frozenset({"P09"})})
    found = findings([row(1, "P01"), row(2, "P02"), row(3, "P03", "use"), row(4, "P04", "use")], known=known)
    assert found.set_index("stage")["n_asked_here"].to_dict() == {"delivery": 3, "use": None}
    assert isinstance(found.set_index("stage")["n_asked_here"]["delivery"], int)


def test_what_is_not_known_of_a_card_is_none():
    found = findings([row(1, "P01"), row(2, "P02")]).iloc[0]
    assert (found["n_asked_here"], found["stability"], found["agreement"], found["validation"]) == (None,) * 4
    assert (found["counter_ids"], found["touchpoints"]) == ([], [])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_frames_given_are_left_as_they_were_and_their_order_changes_nothing(language):
    first = spoken(language)
    members = pd.DataFrame(
        {"theme_id": "th1", "segment_id": ["s3", "s1", "s0", "s2"], "family": "pain_point", "weight": 0.5}
    )
    before = members.copy()
    pd.testing.assert_frame_equal(spoken(language, members=members), first)
    pd.testing.assert_frame_equal(members, before)


@pytest.mark.parametrize(
    ("language", "title", "texts"),
    [
        ("en", "Late parcels", ["They would not help me.", "The parcel was late again.", "Nothing worked at all."]),
        ("zh", "包裹迟到", ["他们什么忙也不肯帮。", "这次包裹又迟到了两天。", "什么都用不了。"]),
    ],
)
def test_first_quote_says_the_title_and_a_card_counts_its_own_documents(language, title, texts):
    rows = [row(1, "P01", weight=0.6), row(2, "P02", weight=0.5), row(3, "P03", "use", weight=0.6)]
    segments = pd.DataFrame(rows)[[0, 1]].set_axis(["segment_id", "case_id"], axis=1)
    segments = segments.assign(text=texts, language=language, document_id=["d1", "d2", "d2"])
    themes = pd.DataFrame(
        {
            "theme_id": ["th1"],
            "family": ["pain_point"],
            "title": [title],
            "titles": [{language: title}],
            "rest": [False],
            "n_documents": [2],
        }
    )
    found = findings(rows, title, themes=themes, segments=segments).set_index("stage")
    assert found["segment_ids"].to_dict() == {"delivery": ["s2", "s1"], "use": ["s3"]}
    assert found["n_documents"].to_dict() == {"delivery": 2, "use": 1}
