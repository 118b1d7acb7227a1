"""The fast tier: hashed n-grams; the same bytes in any order and batch, close to the encoder in meaning."""

import hashlib
import random
from importlib.resources import files

import numpy as np
import pytest

from cjm_research.codes.heads import output_slices
from cjm_research.embeddings.base import Embedder, ReadingEmbedder
from cjm_research.embeddings.fast import FastEmbedder

TEXTS = [
    "I want a bigger basket.",
    "It is slow and crashes all the time.",
    "",
    "😀",
    "希望能便宜一点。",
    "太慢了，老是卡死。",
    "x" * 900,
]
CONTEXTS = ["What would you change?", "", "", "Why?", "您有什么建议？", "", "为什么？"]


def test_it_is_an_embedder_that_reads():
    assert isinstance(FastEmbedder(), Embedder)
    assert isinstance(FastEmbedder(), ReadingEmbedder)


def test_the_card_names_the_weights_that_are_shipped():
    content = files("cjm_research").joinpath("embeddings/weights/fast/weights.npz").read_bytes()
    assert FastEmbedder().card["sha256"] == hashlib.sha256(content).hexdigest()
    assert len(content) < 25e6


@pytest.mark.parametrize("batch", [1, 256, 5000])
def test_the_same_bytes_in_any_order_and_batch(batch):
    order = list(range(len(TEXTS))) * 60
    random.Random(batch).shuffle(order)
    alone = [FastEmbedder().read([text], [context]) for text, context in zip(TEXTS, CONTEXTS, strict=True)]
    found = FastEmbedder(batch=batch).read([TEXTS[at] for at in order], [CONTEXTS[at] for at in order])
    assert found.outputs.tobytes() == b"".join(alone[at].outputs.tobytes() for at in order)
    assert found.vectors.tobytes() == b"".join(alone[at].vectors.tobytes() for at in order)


def test_vectors_have_length_one_even_of_nothing():
    vectors = FastEmbedder().embed(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert FastEmbedder().embed([]).shape == (0, 384)


def test_texts_without_their_contexts_are_refused():
    with pytest.raises(ValueError, match=r"^1 texts but 2 contexts; give one context for each text\.$"):
        FastEmbedder().read(["a"], ["", ""])


@pytest.mark.parametrize(
    ("wish", "complaint"),
    [("Please add a night mode.", "It crashes all the time."), ("希望增加夜间模式。", "老是闪退，根本没法用。")],
)
def test_a_wish_and_a_complaint_are_told_apart(wish, complaint):
    families = FastEmbedder().read([wish, complaint], ["", ""]).outputs[:, output_slices()["family"]]
    assert families[0, 0] > families[1, 0]
    assert families[1, 2] > families[0, 2]


def test_the_question_changes_what_an_answer_means():
    outputs = FastEmbedder().read(["Price.", "Price."], ["What keeps you from buying?", "What do you like about it?"])
    assert np.abs(outputs.outputs[0] - outputs.outputs[1]).max() > 0.1


def test_progress_ends_at_the_number_of_texts():
    seen = []
    FastEmbedder(progress=lambda done, total: seen.append((done, total))).embed(TEXTS)
    assert seen == [(len(TEXTS), len(TEXTS))]


@pytest.mark.model
def test_its_vectors_lie_near_those_of_the_encoder():
    from cjm_research.embeddings.encoder import EncoderEmbedder

    texts = ["The parcel came two days late.", "挂号要排很久的队。", "The staff were kind.", "价格太高了。"]
    slow, fast = EncoderEmbedder().embed(texts), FastEmbedder().embed(texts)
    near = fast @ slow.T
    assert (near.argmax(axis=1) == np.arange(len(texts))).all()
