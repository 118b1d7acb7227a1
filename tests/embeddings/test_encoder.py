"""The shipped encoder: what it says of a text depends on the text and its question, on nothing else."""

import hashlib
import random
import sys
from importlib.resources import files

import numpy as np
import pytest

from cjm_research.codes.heads import output_slices
from cjm_research.embeddings.base import Embedder, ReadingEmbedder
from cjm_research.embeddings.encoder import EncoderEmbedder
from cjm_research.errors import MissingPackageError

pytestmark = pytest.mark.model

PAIRS = [
    ("I want a bigger basket.", "What would you change?"),
    ("The driver was rude and two hours late.", "How was the delivery?"),
    ("Price.", "What keeps you from buying?"),
    ("", ""),
    ("希望能加一个按科室筛选医生的功能。", "您有什么建议？"),
    ("排队排了三个小时，累死了。", ""),
    ("还行吧", "您觉得这家店怎么样？"),
    ("It is quick, and I like that nobody hurries me. " * 12, "Why do you stay? " * 20),
    ("half an emoji \ud83d and a null \x00 sign", "?"),
]
TEXTS, CONTEXTS = [text for text, _ in PAIRS], [context for _, context in PAIRS]


@pytest.fixture(scope="module")
def reading():
    return EncoderEmbedder().read(TEXTS, CONTEXTS)


def test_it_is_an_embedder_that_reads():
    assert isinstance(EncoderEmbedder(), Embedder)
    assert isinstance(EncoderEmbedder(), ReadingEmbedder)


def test_the_card_names_the_weights_that_are_shipped():
    folder = files("cjm_research").joinpath("embeddings/weights/encoder")
    content = b"".join(
        folder.joinpath(name).read_bytes() for name in ("model.int8.onnx", "heads.npz", "tokenizer.json")
    )
    assert EncoderEmbedder().card["sha256"] == hashlib.sha256(content).hexdigest()
    assert EncoderEmbedder().version == f"encoder-{hashlib.sha256(content).hexdigest()[:12]}"


def test_each_row_has_every_output_and_a_vector_of_length_one(reading):
    assert reading.outputs.shape == (len(PAIRS), max(part.stop for part in output_slices().values()))
    assert reading.vectors.shape == (len(PAIRS), 384)
    assert reading.outputs.dtype == reading.vectors.dtype == np.float32
    assert np.isfinite(reading.outputs).all()
    assert np.linalg.norm(reading.vectors, axis=1) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("batch", [1, 3, 64])
def test_the_same_bytes_in_any_order_and_batch(reading, batch):
    order = [*range(len(PAIRS)), 2, 4]
    random.Random(batch).shuffle(order)
    found = EncoderEmbedder(batch=batch).read([TEXTS[at] for at in order], [CONTEXTS[at] for at in order])
    assert found.outputs.tobytes() == reading.outputs[order].tobytes()
    assert found.vectors.tobytes() == reading.vectors[order].tobytes()


@pytest.mark.parametrize("at", [2, 6])
def test_the_question_changes_what_an_answer_means(reading, at):
    alone = EncoderEmbedder().read([TEXTS[at]], [""]).outputs[0]
    assert np.abs(alone - reading.outputs[at]).max() > 0.1


@pytest.mark.parametrize(
    ("wish", "complaint"),
    [("Please add a night mode.", "It crashes all the time."), ("希望增加夜间模式。", "老是闪退，根本没法用。")],
)
def test_a_wish_and_a_complaint_are_told_apart(wish, complaint):
    families = EncoderEmbedder().read([wish, complaint], ["", ""]).outputs[:, output_slices()["family"]]
    assert families[0, 0] > families[1, 0]
    assert families[1, 2] > families[0, 2]


@pytest.mark.parametrize(
    ("one", "like", "other"),
    [
        ("The parcel came late.", "My delivery was delayed.", "I paint on Sundays."),
        ("包裹送晚了。", "快递迟到了。", "我周末画画。"),
        ("The parcel came late.", "包裹送晚了。", "我周末画画。"),
    ],
)
def test_vectors_compare_meanings_in_and_across_languages(one, like, other):
    first, second, third = EncoderEmbedder().embed([one, like, other])
    assert first @ second > first @ third


def test_nothing_gives_empty_arrays_of_the_right_width():
    found = EncoderEmbedder().read([], [])
    assert found.outputs.shape == (0, 19)
    assert found.vectors.shape == (0, 384)


def test_texts_without_their_contexts_are_refused():
    with pytest.raises(ValueError, match=r"^2 texts but 1 contexts; give one context for each text\.$"):
        EncoderEmbedder().read(["a", "b"], [""])


def test_progress_counts_every_text_once():
    seen = []
    EncoderEmbedder(batch=2, progress=lambda done, total: seen.append((done, total))).embed(TEXTS)
    assert seen[-1] == (len(set(TEXTS)), len(set(TEXTS)))


def test_a_missing_engine_is_named_with_the_remedy(monkeypatch):
    from cjm_research.embeddings import encoder

    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    encoder._session.cache_clear()
    try:
        with pytest.raises(MissingPackageError, match="needs the package onnxruntime, which does not run here"):
            EncoderEmbedder().embed(["ready?"])
    finally:
        encoder._session.cache_clear()
