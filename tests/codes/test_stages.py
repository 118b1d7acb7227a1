"""The stage of a segment: every stage can be reached, ranks are chances, and the head fits its reader alone."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cjm_research.codes.cues import find_cues
from cjm_research.codes.heads import STAGE_VALUES
from cjm_research.codes.stages import StageHead, stage_inputs, with_question
from cjm_research.codes.tiers import tier_of
from cjm_research.embeddings.encoder import EncoderEmbedder
from cjm_research.embeddings.fast import FastEmbedder
from cjm_research.schema import STAGES

INVENTED = Path(__file__).parents[2] / "benchmarks" / "coder" / "invented_stages.csv"
TOLD = {
    "en": {
        "awareness": ("How did you first hear about it?", "A friend told me there was such a thing."),
        "consideration": ("What did you do next?", "I compared the prices and reviews of three of them."),
        "purchase": ("And then?", "I put in my card number and paid the deposit."),
        "delivery": ("How did it go?", "It arrived a week late, the parcel was still not there on Monday."),
        "use": ("How is it day to day?", "Every morning I use it and the screen freezes."),
        "loyalty": ("Would you stay?", "I have renewed it and recommend it to everybody."),
        "none": ("Where do you live?", "I live in a small town with my two children."),
    },
    "zh": {
        "awareness": ("您是怎么知道它的？", "一个朋友告诉我，我才知道有这个东西。"),
        "consideration": ("后来呢？", "我比较了三家的价格和评价。"),
        "purchase": ("然后呢？", "我输了卡号，把定金付了。"),
        "delivery": ("过程怎么样？", "晚了一个礼拜才送到，包裹礼拜一还没来。"),
        "use": ("平时怎么样？", "每天早上用的时候屏幕都会卡住。"),
        "loyalty": ("您会继续吗？", "已经续费了，还推荐给所有的朋友。"),
        "none": ("您住在哪儿？", "我跟两个孩子住在一个小城里。"),
    },
}
BOTH = pytest.mark.parametrize(
    "reader", [pytest.param(EncoderEmbedder(), marks=pytest.mark.model), FastEmbedder()], ids=["full", "fast"]
)


def chances_of(reader, pairs, language):
    contexts, texts = (list(part) for part in zip(*pairs, strict=True))
    cues = [find_cues(text, language) for text in texts]
    return tier_of(reader).hear(texts, contexts, [language] * len(texts), cues)


@BOTH
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_plainly_belongs_to_a_stage_is_heard_there_and_none_is_out_of_reach(reader, language):
    heard = chances_of(reader, TOLD[language].values(), language)
    said = [STAGE_VALUES[place] for place in heard.verdicts.stages.argmax(1)]
    right = [stage for stage, found in zip(TOLD[language], said, strict=True) if stage == found]
    assert "awareness" in right
    assert len(right) >= (6 if reader.tier == "full" else 5)


@BOTH
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_ranks_are_chances_and_only_what_is_likely_is_sure(reader, language):
    heard, head = chances_of(reader, TOLD[language].values(), language), StageHead.of(reader)
    assert heard.verdicts.stages.sum(1) == pytest.approx(1)
    best = heard.verdicts.stages.max(1)
    assert 0.7 < head.sure < 1
    assert ((heard.stages == "sure") <= (best >= head.sure)).all()


def test_a_head_fits_its_own_reader_alone():
    class Other(FastEmbedder):
        card = {"sha256": "0" * 64}  # noqa: RUF012

    assert StageHead.of(FastEmbedder()).card["reader"] == FastEmbedder().card["sha256"]
    assert StageHead.of(Other()) is None


def test_the_card_names_sources_and_figures_of_what_was_left_out():
    for reader in (EncoderEmbedder(), FastEmbedder()):
        card = StageHead.of(reader).card
        assert card["left_out"]["coded"]["all"]["macro_f1"] > 0.35
        assert {"en", "zh"} <= set(card["left_out"]["invented"])
        assert card["data"]["invented"]["zh"] > 600
        assert len(card["data"]["coded"]) == 22
        assert card["weaknesses"]


def test_a_question_that_names_a_stage_makes_it_likelier_and_no_other_impossible():
    even = np.full((2, 7), 1 / 7)
    found = with_question(even, ["What made you choose this shop?", "候诊那段时间您怎么过的？"], ["en", "zh"], 2.0)
    assert found.sum(1) == pytest.approx(1)
    assert STAGE_VALUES[found[0].argmax()] == "consideration"
    assert STAGE_VALUES[found[1].argmax()] == "delivery"
    assert found.min() > 0.1
    assert even.max() == pytest.approx(1 / 7)


def test_the_sentence_before_is_no_question_and_no_texts_give_no_rows():
    reader = FastEmbedder()
    question = ["How did you hear of it?", "How did you hear of it? … I was on the bus."]
    inputs = stage_inputs(reader, reader.read(["An ad."] * 2, question), ["An ad."] * 2, question, ["en"] * 2, [[], []])
    states, asked = reader.read([""], [""]).states.shape[1], slice(480 + 384, 480 + 2 * 384)
    assert states == 480
    assert inputs[0, asked].tobytes() == inputs[1, asked].tobytes()
    empty = stage_inputs(reader, reader.read([], []), [], [], [], [])
    assert empty.shape == (0, inputs.shape[1])


def test_the_invented_sentences_say_so_and_cover_every_stage_in_both_languages():
    assert "invented" in INVENTED.read_text("utf-8").partition("\n")[0]
    table = pd.read_csv(INVENTED, comment="#", keep_default_na=False)
    counts = table.groupby(["language", "stage"]).size()
    assert len(counts) == 2 * (len(STAGES) + 1)
    assert counts.min() >= 70
    assert not table["text"].duplicated().any()
