"""The default embedder: our own encoder, trained to code segments; 8-bit, on onnxruntime, without PyTorch.

It reads a segment together with the question it answers and gives the raw scores of goals, motivations, pain points,
their sub-types, stage and emotion, and beside them a vector in the space of multilingual-e5-small for themes and
neighbours. The folder of the weights holds ``model.int8.onnx``, ``tokenizer.json``, ``heads.npz`` and ``card.json``,
the model card: what it was trained on, how well it does, where it fails. Nothing is downloaded.

The law it keeps: what is said of a text depends on the text and its context only. Activations are rounded token by
token, never across a batch, only rows of one length share a batch, so that no padding enters a sum, and the last
products are summed row by row.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from cjm_research.embeddings.base import Progress, Reading, Vectors, unit_rows
from cjm_research.errors import MissingPackageError

Row = tuple[tuple[int, ...], int]
"""The token ids of a text in its context, and the place at which the text begins."""

BOS, PAD, EOS = 0, 1, 2
CONTEXT_CHARACTERS, CONTEXT_TOKENS, TEXT_TOKENS = 160, 48, 128


@dataclass(frozen=True)
class EncoderEmbedder:
    """Read and embed with the shipped encoder, 384 dimensions, some hundred segments a second on two cores.

    Use when: segments are sentences or short answers in English or Chinese. Do not use when: the language is another
    one (then ``st:`` and the name of a model), or there are tens of thousands of answers and no time (then ``fast``).

    Parameters
    ----------
    batch : int
        Rows computed at a time; changes memory and speed, never a result.
    progress : callable, optional
        Called with (done, total) after each batch.
    folder : Path, optional
        Where other weights of the same form lie (a model trained further on one's own codings); the shipped ones
        without it.
    """

    batch: int = 16
    progress: Progress | None = None
    folder: Path | None = None

    name: ClassVar[str] = "encoder"
    tier: ClassVar[str] = "full"
    dimensions: ClassVar[int] = 384

    @property
    def version(self) -> str:
        """Twelve hexadecimal digits of the weights' content."""
        return f"encoder-{self.card['sha256'][:12]}"

    @property
    def card(self) -> dict[str, Any]:
        """The model card: data, recipe, scores, weaknesses, calibration."""
        return _card(self.folder)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of the texts, read without a question.

        Parameters
        ----------
        texts : sequence of str
            A text is read up to its first 128 pieces.

        Returns
        -------
        ndarray of float32, shape (n_texts, 384)
            Rows of length one.

        Raises
        ------
        MissingPackageError
            If onnxruntime or tokenizers is missing or does not run on this machine.
        """
        return self.read(texts, [""] * len(texts)).vectors

    def read(self, texts: Sequence[str], contexts: Sequence[str]) -> Reading:
        """Return what the encoder makes of each text in its context.

        Parameters
        ----------
        texts : sequence of str
            The segments.
        contexts : sequence of str
            For each text the question asked, or the sentence before; may be "". Its last 160 characters are read.

        Returns
        -------
        Reading
            Raw outputs (n, 19), vectors (n, 384) and states (n, 768).

        Raises
        ------
        ValueError
            If there are not as many contexts as texts.
        MissingPackageError
            As in `embed`.
        """
        if len(texts) != len(contexts):
            raise ValueError(f"{len(texts)} texts but {len(contexts)} contexts; give one context for each text.")
        tokenizer = _tokenizer(self.folder)
        rows = _rows(tokenizer, [_plain(text) for text in texts], [_plain(context) for context in contexts])
        unique = sorted(set(rows), key=lambda row: (len(row[0]), row))
        place = {row: at for at, row in enumerate(unique)}
        outputs, vectors, states = self._computed(unique)
        back = [place[row] for row in rows]
        return Reading(outputs[back], vectors[back], states[back])

    def _computed(self, rows: list[Row]) -> tuple[Vectors, Vectors, Vectors]:
        session, heads = _session(self.folder), _heads(self.folder)
        batches = _batches(rows, self.batch)
        # The engine sums one row alone in another order than two: a lonely row is computed beside itself.
        feeds = [_feed(part if len(part) > 1 else part * 2) for part in batches]
        outputs = [np.empty((0, heads["outputs_bias"].size), np.float32)]
        vectors = [np.empty((0, self.dimensions), np.float32)]
        states = [np.empty((0, heads["outputs_weight"].shape[0]), np.float32)]
        done = 0
        with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
            found = pool.map(lambda feed: session.run(["coding", "meaning"], feed), feeds)
            for part, (coding, meaning) in zip(batches, found, strict=True):
                outputs.append(_product(coding[: len(part)], heads, "outputs"))
                vectors.append(unit_rows(_product(meaning[: len(part)], heads, "vector")))
                states.append(coding[: len(part)])
                done += len(part)
                if self.progress:
                    self.progress(done, len(rows))
        return np.concatenate(outputs), np.concatenate(vectors), np.concatenate(states)


def _product(states: Vectors, heads: dict[str, Vectors], name: str) -> Vectors:
    # A matrix product may sum in another order for another number of rows; this one sums each row by itself.
    return np.einsum("ij,jk->ik", states, heads[f"{name}_weight"], optimize=False) + heads[f"{name}_bias"]


def _batches(rows: list[Row], size: int) -> list[list[Row]]:
    """Cut rows, sorted by length, into batches of one length each."""
    parts = [list(part) for _, part in groupby(rows, key=lambda row: len(row[0]))]
    return [part[at : at + size] for part in parts for at in range(0, len(part), size)]


def _feed(rows: list[Row]) -> dict[str, npt.NDArray[np.int64]]:
    ids = np.array([tokens for tokens, _ in rows], dtype=np.int64)
    text = np.zeros_like(ids)
    for place, (tokens, start) in enumerate(rows):
        text[place, start : max(len(tokens) - 1, start + 1)] = 1  # an empty text: the mark that ends it
    return {"input_ids": ids, "attention_mask": np.ones_like(ids), "text_mask": text}


def _rows(tokenizer: Any, texts: list[str], contexts: list[str]) -> list[Row]:
    lead = len(tokenizer.encode("query:").ids)
    before = tokenizer.encode_batch([f"query: {context[-CONTEXT_CHARACTERS:]}" for context in contexts])
    rows = []
    for head, own in zip(before, tokenizer.encode_batch(texts), strict=True):
        ids = head.ids if len(head.ids) <= CONTEXT_TOKENS else head.ids[:lead] + head.ids[lead - CONTEXT_TOKENS :]
        rows.append(((BOS, *ids, EOS, EOS, *own.ids[:TEXT_TOKENS], EOS), len(ids) + 3))
    return rows


def _plain(text: str) -> str:
    # Half an emoji cannot be written as UTF-8, which the tokenizer reads.
    return text.encode("utf-8", "replace").decode("utf-8")


def _weights(folder: Path | None, name: str) -> Any:
    return (folder or files("cjm_research").joinpath("embeddings/weights/encoder")).joinpath(name)


@cache
def _card(folder: Path | None) -> dict[str, Any]:
    return json.loads(_weights(folder, "card.json").read_text("utf-8"))


@cache
def _heads(folder: Path | None) -> dict[str, Vectors]:
    with np.load(io.BytesIO(_weights(folder, "heads.npz").read_bytes()), allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


@cache
def _tokenizer(folder: Path | None) -> Any:
    try:
        from tokenizers import Tokenizer
    except ImportError as err:
        raise _missing("tokenizers", str(err)) from err
    return Tokenizer.from_str(_weights(folder, "tokenizer.json").read_text("utf-8"))


@cache
def _session(folder: Path | None) -> Any:
    try:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(
            _weights(folder, "model.int8.onnx").read_bytes(), options, providers=["CPUExecutionProvider"]
        )
    except (ImportError, OSError, RuntimeError) as err:
        raise _missing("onnxruntime", str(err)) from err


def _missing(package: str, why: str) -> MissingPackageError:
    return MissingPackageError(
        f"The embedder 'encoder' needs the package {package}, which does not run here: {why}. Install it with "
        f"`pip install {package}`, or choose 'fast' or 'tfidf'."
    )
