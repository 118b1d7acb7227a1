import pandas as pd
import pytest

from cjm_research import schema
from cjm_research.findings import place
from cjm_research.findings.placing import PLACED
from cjm_research.journeys.frameworks import framework

STAGES = schema.STAGES
SIX = framework("six")


def rank(**chances):
    """A coder's rank: what is left over is none."""
    return {"rank": sorted(([stage, chances.get(stage, 0.01)] for stage in STAGES), key=lambda pair: -pair[1])}


def talk(*rows, questions=None, language="en", kind="interview", document="d1"):
    """Rows: turn, text, chances of stages by name; told in this order."""
    keys = [f"{document}s{at:02}" for at in range(len(rows))]
    segments = pd.DataFrame(
        [(key, turn, document, at * 100, text, language, kind, "P01")
         for at, (key, (turn, text, _)) in enumerate(zip(keys, rows, strict=True))],
        columns=["segment_id", "turn_id", "document_id", "start", "text", "language", "kind", "case_id"],
    )  # fmt: skip
    turns = segments[["turn_id"]].drop_duplicates()
    turns = turns.assign(question=turns["turn_id"].map(questions or {}).fillna(""))
    suggested = []
    for key, (_, _, chances) in zip(keys, rows, strict=True):
        best = max(chances, key=chances.get) if chances else "none"
        value = best if chances and chances[best] > 1 - sum(chances.values()) else "none"
        suggested.append((key, "stage", value, 0.5, "no" if value == "none" else "look", rank(**chances)))
    columns = ["segment_id", "kind", "value", "score", "decision", "detail"]
    return segments, turns, pd.DataFrame(suggested, columns=columns)


def said(**stages):
    return pd.DataFrame(
        [(key, "stage", stage, "Ana", "2026-01-05", 1) for key, stage in stages.items()],
        columns=["segment_id", "kind", "value", "coder", "created_at", "event_id"],
    )


def stages(given, codings=None, **more):
    placed = place(*given, schema.empty("codings") if codings is None else codings, **more)
    return placed["stage"].tolist()


SURE, VAGUE, ASIDE = {"use": 0.9}, {"use": 0.2, "delivery": 0.2}, {}


def test_frame_keeps_its_contract_and_is_sorted():
    found = place(*talk(("t1", "b", SURE), ("t1", "a", ASIDE)), schema.empty("codings"))
    assert tuple(found.columns) == PLACED
    assert found["segment_id"].is_monotonic_increasing
    assert found["score"].between(0, 1).all()


def test_sure_stage_stands_beside_another_in_the_same_turn():
    assert stages(talk(("t1", "a", {"use": 0.95}), ("t1", "b", {"delivery": 0.95}))) == ["use", "delivery"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_vague_segment_takes_the_stage_of_the_talk_around_it(language):
    given = talk(("t1", "", {"delivery": 0.9}), ("t1", "", VAGUE), ("t1", "", {"delivery": 0.9}), language=language)
    found = place(*given, schema.empty("codings"))
    assert found["stage"].tolist() == ["delivery"] * 3
    assert found["taken_over"].tolist() == [False, True, False]
    run = {"en": "the talk around it stands there", "zh": "前后谈话处于该阶段"}[language]
    assert found["why"].iloc[1] == run


def test_aside_between_stays_at_no_stage_and_the_talk_comes_back():
    nothing = dict.fromkeys(STAGES, 0.001)
    given = talk(("t1", "", SURE), ("t1", "", nothing), ("t1", "", {"use": 0.3, "delivery": 0.3}), ("t1", "", SURE))
    assert stages(given)[2:] == ["use", "use"]


def test_talk_that_nothing_places_stays_none():
    assert stages(talk(("t1", "", ASIDE), ("t1", "", ASIDE), ("t2", "", ASIDE))) == ["none"] * 3


def test_segment_without_any_suggestion_alone_stays_none():
    segments, turns, suggested = talk(("t1", "", SURE))
    assert place(segments, turns, suggested.iloc[:0], schema.empty("codings"))["stage"].tolist() == ["none"]


@pytest.mark.parametrize(
    ("question", "language"),
    [("How did the delivery go?", "en"), ("送货怎么样？", "zh")],
    ids=["english", "chinese"],
)
@pytest.mark.parametrize("kind", ["interview", "survey"])
def test_answer_takes_the_stage_its_question_names(question, language, kind):
    given = talk(("t1", "", VAGUE), questions={"t1": question}, language=language, kind=kind)
    assert stages(given) == ["delivery"]
    assert stages(talk(("t1", "", {"purchase": 0.95}), questions={"t1": question}, language=language)) == ["purchase"]


@pytest.mark.parametrize(
    ("text", "language"),
    [("Then I placed an order.", "en"), ("然后我下了单。", "zh")],
    ids=["english", "chinese"],
)
def test_milestone_tips_the_balance(text, language):
    even = {"purchase": 0.35, "use": 0.4}
    assert stages(talk(("t1", "", even), language=language)) == ["use"]
    found = place(*talk(("t1", text, even), language=language), schema.empty("codings"))
    assert found["stage"].tolist() == ["purchase"]
    assert {"en": "a milestone is told", "zh": "提到里程碑"}[language] in found["why"].iloc[0]


@pytest.mark.parametrize(
    ("cue", "language"), [("Before that, well.", "en"), ("在那之前吧。", "zh")], ids=["english", "chinese"]
)
def test_cue_back_makes_an_earlier_stage_likelier(cue, language):
    either = {"consideration": 0.36, "loyalty": 0.36}
    plain = stages(talk(("t1", "", SURE), ("t1", "", either), language=language))
    back = stages(talk(("t1", "", SURE), ("t1", cue, either), language=language))
    assert (plain[1] != "consideration", back[1]) == (True, "consideration")


def test_people_may_tell_it_backwards():
    given = talk(*[("t1", "", {stage: 0.9}) for stage in reversed(STAGES)])
    assert stages(given) == list(reversed(STAGES))


def test_what_a_person_coded_stands_and_the_talk_around_it_follows():
    given = talk(("t1", "", VAGUE), ("t1", "", {"use": 0.6}), ("t1", "", VAGUE))
    found = place(*given, said(d1s01="delivery"))
    assert found["stage"].tolist() == ["delivery"] * 3
    assert found["reviewed"].tolist() == [False, True, False]
    assert (found["score"].iloc[1], found["why"].iloc[1]) == (1.0, "a person said so")


@pytest.mark.parametrize("value", ["none", ""])
def test_person_who_says_none_is_not_overruled_by_the_talk(value):
    assert stages(talk(*[("t1", "", SURE)] * 3), said(d1s01=value)) == ["use", "none", "use"]


def test_answers_to_one_question_that_agree_place_the_vague_one():
    sure = {"delivery": 0.95}
    parts = [
        talk((f"t{name}", "", sure), questions={f"t{name}": "And then?"}, kind="survey", document=name)
        for name in "abcdef"
    ]
    parts.append(
        talk(("tg", "", {"use": 0.3, "delivery": 0.25}), questions={"tg": "And then?"}, kind="survey", document="g")
    )
    given = [pd.concat(frames, ignore_index=True) for frames in zip(*parts, strict=True)]
    assert stages(given)[-1] == "delivery"
    assert stages([frame.iloc[4:] for frame in given])[-1] == "use"


@pytest.mark.parametrize("name", ["three", "four", "five"])
def test_stages_are_those_of_the_framework(name):
    shipped = framework(name)
    found = stages(talk(*[("t1", "", {stage: 0.95}) for stage in STAGES]), framework=shipped)
    assert found == [shipped.onto()[stage] for stage in STAGES]


def test_stage_that_no_column_covers_is_none():
    own = framework({"visit": {"covers": ["use"]}, "after": {"covers": ["loyalty"]}})
    assert stages(talk(("t1", "", {"purchase": 0.95})), framework=own) == ["none"]


@pytest.mark.parametrize(
    ("name", "question", "language"),
    [("Checkout", "Tell me about the checkout.", "en"), ("结算", "说说结算吧。", "zh")],
    ids=["english", "chinese"],
)
def test_question_that_names_an_own_stage_counts(name, question, language):
    own = framework({"pay": {"name": name, "covers": ["loyalty"]}, "using": {"covers": ["use", "delivery"]}})
    given = talk(("t1", "", {"use": 0.25, "loyalty": 0.2}), questions={"t1": question}, language=language)
    assert stages(given, framework=own) == ["pay"]


def test_row_order_changes_nothing_and_inputs_stay():
    given = talk(("t1", "First, well.", SURE), ("t1", "", VAGUE), ("t2", "Then it arrived.", {"delivery": 0.5}))
    kept = [frame.copy(deep=True) for frame in given]
    turned = [frame.iloc[::-1] for frame in given]
    pd.testing.assert_frame_equal(
        place(*given, schema.empty("codings"), framework=SIX), place(*turned, schema.empty("codings"), framework=SIX)
    )
    for frame, before in zip(given, kept, strict=True):
        pd.testing.assert_frame_equal(frame, before)


def test_no_segments_give_an_empty_frame():
    segments, turns, suggested = talk(("t1", "", SURE))
    assert place(segments.iloc[:0], turns, suggested, schema.empty("codings")).empty


def test_coder_without_a_rank_counts_by_its_score():
    segments, turns, suggested = talk(("t1", "", SURE), ("t2", "", SURE))
    suggested = suggested.drop(columns="detail").assign(value=["delivery", "none"], score=[0.8, 0.9])
    assert place(segments, turns, suggested, schema.empty("codings"))["stage"].tolist()[0] == "delivery"
