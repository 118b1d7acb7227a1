import tomllib

import numpy as np
import pandas as pd
import pytest

from cjm_research import schema
from cjm_research.journeys.cutting import best_cuts
from cjm_research.journeys.frameworks import framework
from cjm_research.journeys.proposing import COLUMNS, propose_stages
from cjm_research.journeys.proposing_words import MILESTONES, WORDS

RUN = ["search"] * 6 + ["reviews"] * 6 + ["delivery"] * 6 + ["phone"] * 6 + ["mail"] * 8
TEXTS = {
    "en": {"search": "I looked around.", "reviews": "Then I placed an order.", "delivery": "It arrived, \"fine\".",
           "phone": "I use it.", "mail": "I renewed."},
    "zh": {"search": "货比三家。", "reviews": "然后下了单。", "delivery": "签收了。", "phone": "每天用。",
           "mail": "续费了。"},
}  # fmt: skip


def study(language, people=8, mix=None, kind="interview"):
    """People who all meet the same run of channels; mix(person) gives another order of it."""
    segments, suggestions = [], []
    for person in range(people):
        run = RUN if mix is None else [RUN[at] for at in mix(person)]
        for at, channel in enumerate(run):
            key = f"s{person:02}-{at:02}"
            segments.append(
                (key, f"t{person}", f"d{person}", at, TEXTS[language][channel], language, kind, f"P{person:02}")
            )
            suggestions.append((key, "channel", channel, 1.0, "look"))
    columns = ["segment_id", "turn_id", "document_id", "start", "text", "language", "kind", "case_id"]
    return (pd.DataFrame(segments, columns=columns),
            pd.DataFrame(suggestions, columns=["segment_id", "kind", "value", "score", "decision"]),
            schema.empty("codings"))  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_shared_run_is_cut_where_touchpoints_change(language):
    found = propose_stages(*study(language), language=language)
    assert found.reading == "found"
    assert tuple(found.frame.columns) == COLUMNS
    assert len(found.frame) == 5
    assert found.frame["start"].tolist()[0] == 0
    assert found.frame["end"].tolist()[:-1] == found.frame["start"].tolist()[1:]
    assert found.frame["stage_id"].is_unique


@pytest.mark.parametrize("language", ["en", "zh"])
def test_toml_can_be_pasted_into_a_study(language):
    found = propose_stages(*study(language), language=language)
    own = framework(tomllib.loads(found.toml)["stages"])
    assert [stage.id for stage in own.stages] == found.frame["stage_id"].tolist()
    assert [stage.name for stage in own.stages] == found.frame["name"].tolist()
    assert [stage.examples for stage in own.stages] == found.frame["examples"].tolist()


@pytest.mark.parametrize(
    ("language", "words"), [("en", "No stages stand out"), ("zh", "看不出明显的阶段")], ids=["english", "chinese"]
)
def test_people_who_tell_it_in_any_order_give_no_stages(language, words):
    random = np.random.default_rng(2)
    found = propose_stages(*study(language, mix=lambda _: random.permutation(len(RUN))), language=language)
    assert found.reading in ("none", "unstable")
    assert found.told().startswith(words)
    assert found.frame.empty
    assert found.toml == ""


@pytest.mark.parametrize("kind", ["interview", "survey"])
def test_too_few_people_and_surveys_propose_nothing(kind):
    found = propose_stages(*study("en", people=4 if kind == "interview" else 8, kind=kind))
    assert found.reading == "few"
    assert "asked for are 5 people and 30" in found.told("en")


def test_placed_segments_say_what_a_stage_covers():
    segments, suggestions, codings = study("en")
    at = segments["start"]
    stage = np.select([at < 12, at < 18, at < 24], ["consideration", "delivery", "use"], "loyalty")
    placed = pd.DataFrame({"segment_id": segments["segment_id"], "stage": stage})
    covered = [
        c for covers in propose_stages(segments, suggestions, codings, placed=placed).frame["covers"] for c in covers
    ]
    assert covered == ["consideration", "delivery", "use", "loyalty"]


def test_row_order_changes_nothing():
    given = study("en")
    turned = [frame.iloc[::-1] for frame in given]
    pd.testing.assert_frame_equal(propose_stages(*given).frame, propose_stages(*turned).frame)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_proposal_shows_itself(language):
    found = propose_stages(*study(language), language=language)
    shown = found._repr_html_()
    assert WORDS[language]["heads"][0] in shown
    assert found.frame["name"].iloc[0][language] in shown
    assert found.told() in str(found)


def test_cuts_are_those_of_trying_all():
    counts = np.random.default_rng(1).integers(0, 4, size=(7, 3))
    cuts, gain = best_cuts(counts, 3)
    tried = {}
    for one in range(1, 6):
        for other in range(one + 1, 7):
            parts = (counts[:one], counts[one:other], counts[other:])
            tried[(one, other)] = sum(-best_cuts(part, len(part))[1] for part in parts)
    whole = -best_cuts(counts, 7)[1]
    gains = {cut: total - whole for cut, total in tried.items()}
    assert gain == pytest.approx(max(gains.values()))
    assert gains[cuts] == pytest.approx(gain)


def test_words_are_there_in_both_languages():
    assert WORDS["en"].keys() == WORDS["zh"].keys()
    assert all(set(names) == {"en", "zh"} for names in MILESTONES.values())
