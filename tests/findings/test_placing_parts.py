import numpy as np
import pandas as pd
import pytest

from cjm_research import schema
from cjm_research.findings.placing import cues, place
from cjm_research.findings.placing.chain import moves, smooth
from cjm_research.findings.placing.closeness import closeness
from cjm_research.findings.placing.columns import Columns, near_of
from cjm_research.findings.placing.words import WORDS, why
from cjm_research.journeys.frameworks import framework


@pytest.mark.parametrize(
    ("question", "language", "stages"),
    [
        ("How did you first hear about the clinic?", "en", ("awareness",)),
        ("Which other shops did you look at?", "en", ("consideration",)),
        ("How did the checkout go?", "en", ("purchase",)),
        ("And what then?", "en", ()),
        ("And the delivery?", "en", ("delivery",)),
        ("What is it like in daily life?", "en", ("use",)),
        ("Would you recommend it to a friend?", "en", ("loyalty",)),
        ("您是怎么知道这家店的？", "zh", ("awareness",)),
        ("还看过别的牌子吗？", "zh", ("consideration",)),
        ("付款顺利吗？", "zh", ("purchase",)),
        ("送货怎么样？", "zh", ("delivery",)),
        ("平时怎么用？", "zh", ("use",)),
        ("会推荐给朋友吗？", "zh", ("loyalty",)),
        ("还有吗？", "zh", ()),
    ],
)
def test_question_names_its_stage(question, language, stages):
    assert cues.asked(question, language) == stages


@pytest.mark.parametrize(
    ("text", "language", "stages"),
    [
        ("I never ordered it.", "en", ()),
        ("If it arrived broken I would send it back.", "en", ()),
        ("My sister bought it.", "en", ()),
        ("We signed up at the desk.", "en", ("purchase",)),
        ("I went back for more.", "en", ("loyalty",)),
        ("我还没下单。", "zh", ()),
        ("如果签收了就不能退。", "zh", ()),
        ("快递到了，我签收了。", "zh", ("delivery",)),
        ("我推荐给同事了。", "zh", ("loyalty",)),
    ],
)
def test_milestone_counts_only_where_it_happened(text, language, stages):
    assert cues.milestones(text, language) == stages


@pytest.mark.parametrize(
    ("text", "language", "kinds"),
    [
        ("At first it was slow.", "en", ("begin",)),
        ("And then it broke.", "en", ("next",)),
        ("Before that I had asked.", "en", ("back",)),
        ("In the end we laughed.", "en", ("end",)),
        ("Nowadays it is fine.", "en", ("now",)),
        ("一开始很慢。", "zh", ("begin",)),
        ("后来坏了。", "zh", ("next",)),
        ("在那之前我问过。", "zh", ("back",)),
        ("最后我们都笑了。", "zh", ("end",)),
        ("现在挺好。", "zh", ("now",)),
        ("The authentic one.", "en", ()),
    ],
)
def test_time_cue_is_told_apart(text, language, kinds):
    assert set(kinds) == set(cues.times(text, language)) - ({"next"} if "back" in kinds else set())


def test_moves_sum_to_one_and_forbid_nothing():
    for times in ((), ("back",), ("next",), ("begin",), ("end",), ("now",)):
        found = moves(6, 0.9, 1.5, 0.8, times, 4.0)
        assert np.allclose(found.sum(axis=1), 1)
        assert (found > 0).all()


def test_smoothing_agrees_with_summing_over_all_paths():
    random = np.random.default_rng(3)
    starts, step, seen = random.dirichlet(np.ones(3)), random.dirichlet(np.ones(3), size=3), random.random((4, 3))
    total = np.zeros((4, 3))
    for path in np.ndindex(3, 3, 3, 3):
        weight = starts[path[0]] * seen[0, path[0]]
        for at in range(1, 4):
            weight *= step[path[at - 1], path[at]] * seen[at, path[at]]
        for at in range(4):
            total[at, path[at]] += weight
    expected = total / total.sum(axis=1, keepdims=True)
    assert np.allclose(smooth(starts, [step] * 3, seen), expected)


class Letters:
    """An embedder by letters: texts that share letters are close."""

    def embed(self, texts):
        found = np.array(
            [[text.lower().count(chr(letter)) for letter in range(97, 123)] for text in texts], dtype=float
        )
        return (found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)).astype("float32")


class Signs:
    """The same for Chinese: by a few signs."""

    def embed(self, texts):
        found = np.array([[text.count(sign) for sign in "付款退货快递"] for text in texts], dtype=float) + 1e-3
        return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype("float32")


SHARED = {
    "en": ({"queue": {"covers": ["delivery"], "examples": ["zzz buzz"]},
            "unpack": {"covers": ["delivery"], "definition": "box bob"},
            "cancel": {"definition": "kick kkk"}, "rest": {"covers": ["use"]}},
           ["buzz zzz", "bob box", "kick kk"], Letters()),
    "zh": ({"queue": {"covers": ["delivery"], "examples": ["快递快递"]},
            "unpack": {"covers": ["delivery"], "definition": "退货退货"},
            "cancel": {"definition": "付款付款"}, "rest": {"covers": ["use"]}},
           ["快递快", "退货", "付款付"], Signs()),
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_closeness_tells_apart_stages_that_share_what_they_cover_or_cover_nothing(language):
    spec, texts, embedder = SHARED[language]
    own = framework(spec)
    segments = pd.DataFrame(
        {"segment_id": ["s1", "s2", "s3"], "turn_id": ["t1", "t2", "t3"], "document_id": ["d1", "d2", "d3"], "start": 0,
         "text": texts, "language": language, "kind": "survey"}
    )  # fmt: skip
    ranked = [{"rank": [["delivery", 0.9]]}, {"rank": [["delivery", 0.9]]}, {"rank": [["loyalty", 0.9]]}]
    suggested = pd.DataFrame(
        {"segment_id": segments["segment_id"], "kind": "stage", "value": ["delivery", "delivery", "loyalty"],
         "score": 0.9, "decision": "look", "detail": ranked}
    )  # fmt: skip
    turns = pd.DataFrame({"turn_id": segments["turn_id"], "question": ""})
    near = closeness(segments, own, embedder)
    assert np.allclose(near.groupby("segment_id")["score"].sum(), 1)
    found = place(segments, turns, suggested, schema.empty("codings"), framework=own, closeness=near)
    assert found["stage"].tolist() == ["queue", "unpack", "cancel"]
    without = place(segments, turns, suggested, schema.empty("codings"), framework=own)
    assert without["stage"].tolist()[2] == "none"


def test_closeness_of_stages_that_say_nothing_is_empty():
    own = framework({"visit": {"covers": ["use"]}})
    segments = pd.DataFrame({"segment_id": ["s1"], "text": ["a"]})
    assert closeness(segments, own, Letters()).empty


def test_coder_stage_is_divided_by_closeness_and_sums_to_one():
    columns = Columns.of(framework(SHARED["en"][0]))
    near = near_of(
        pd.DataFrame({"segment_id": "s1", "stage": ["queue", "unpack", "cancel"], "score": [0.6, 0.2, 0.2]}),
        ["s1"], columns.ids,
    )  # fmt: skip
    shares = columns.divided(near)[0]
    delivery = shares[:, schema.STAGES.index("delivery")]
    assert np.allclose(delivery, [0.75, 0.25, 0.0, 0.0])
    assert np.allclose(shares[:, schema.STAGES.index("loyalty")], 0.0)
    assert np.allclose(columns.divided(np.full((1, 4), np.nan))[0][:, 3], [0.5, 0.5, 0, 0])


def test_every_ground_is_there_in_english_and_chinese():
    assert WORDS["en"].keys() == WORDS["zh"].keys()
    assert why(["own", "time"], "zh") == "根据本段用语建议；有时间提示词"
