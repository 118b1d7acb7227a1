"""A disk cache around any embedder: what was computed once is never computed again, whatever happens to the process.

Vectors lie in append-only shards, ``<folder>/<embedder>-<digest of name and version>/0001.vectors`` and so on: a
header, then records of one fixed size (sha256 of name, version and text; the vector; a checksum). Each process that
adds vectors writes a shard of its own, flushed after every batch, so two processes never write into one file. A process
killed in mid-write leaves a torn last record: it is shorter than the others, or its checksum is wrong, and is not used.
Deleting the folder is safe.

Only the keys are held in memory (about 150 bytes a text); vectors are read from disk where they lie.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import struct
import warnings
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from cjm_research.embeddings.base import Embedder, Progress, Vectors, length_batches

_MAGIC = b"CJMV0001"
_HEADER = struct.Struct("<8sI4x")
_KEY = 32
_log = logging.getLogger(__name__)


def default_folder() -> Path:
    """Return the folder of this user's cache, by the custom of the operating system."""
    from platformdirs import user_cache_path

    return user_cache_path("cjm-research") / "embeddings"


@dataclass
class CachedEmbedder:
    """An embedder that remembers on disk.

    Parameters
    ----------
    embedder : Embedder
        Computes what is not there yet.
    folder : Path
        Made when the first vector is written; shared by all embedders and studies.
    batch : int
        Texts computed between two commits; at most this many are lost when the process is killed.
    progress : callable, optional
        Called with (done, total) over the texts that have to be computed.
    """

    embedder: Embedder
    folder: Path
    batch: int = 64
    progress: Progress | None = None
    _places: dict[bytes, tuple[int, int]] = field(default_factory=dict, init=False, repr=False)
    _shards: list[np.memmap] = field(default_factory=list, init=False, repr=False)
    _seen: set[Path] = field(default_factory=set, init=False, repr=False)
    _own: Path | None = field(default=None, init=False, repr=False)
    _own_place: int | None = field(default=None, init=False, repr=False)
    _full: bool = field(default=False, init=False, repr=False)

    @property
    def name(self) -> str:
        """The name of the embedder inside."""
        return self.embedder.name

    @property
    def version(self) -> str:
        """The version of the embedder inside."""
        return self.embedder.version

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of the texts, from disk where they are there.

        Parameters
        ----------
        texts : sequence of str
            Repeats are computed once.

        Returns
        -------
        ndarray of float32, shape (n_texts, n_dimensions)
            The same bytes as the embedder itself returns.
        """
        if not len(texts):
            return self.embedder.embed([])
        self._open_shards()
        keys = {text: self._key(text) for text in texts}
        fresh: dict[bytes, np.ndarray] = {}
        stored = {text: row for text, key in keys.items() if (row := self._read(key)) is not None}
        missing = [text for text in keys if text not in stored]
        for chunk, vectors in self._computed(missing):
            self._append([keys[text] for text in chunk], vectors)
            fresh.update(zip((keys[text] for text in chunk), vectors, strict=True))
        return np.stack([stored[text] if text in stored else fresh[keys[text]] for text in texts])

    def _computed(self, missing: list[str]) -> Iterator[tuple[list[str], Vectors]]:
        done = 0
        for places in length_batches(missing, self.batch):
            chunk = [missing[place] for place in places]
            yield chunk, self.embedder.embed(chunk)
            done += len(chunk)
            if self.progress:
                self.progress(done, len(missing))

    @property
    def _home(self) -> Path:
        digest = hashlib.sha256(f"{self.name}|{self.version}".encode()).hexdigest()[:10]
        return self.folder / f"{re.sub('[^a-z0-9]+', '-', self.name.lower())}-{digest}"

    def _key(self, text: str) -> bytes:
        return hashlib.sha256(f"{self.name}|{self.version}|{text}".encode("utf-8", "surrogatepass")).digest()

    def _open_shards(self) -> None:
        for path in sorted(self._home.glob("*.vectors")) if self._home.is_dir() else []:
            if path in self._seen or path == self._own:
                continue
            self._seen.add(path)
            records = _records(path)
            if records is None:
                continue
            self._shards.append(records)
            shard = len(self._shards) - 1
            for row, key in enumerate(records["key"]):
                self._places[key.tobytes()] = (shard, row)

    def _read(self, key: bytes) -> np.ndarray | None:
        place = self._places.get(key)
        if place is None:
            return None
        record = self._shards[place[0]][place[1]]
        if zlib.crc32(record["key"].tobytes() + record["vector"].tobytes()) != record["crc"]:
            _log.warning("A cached vector in %s is damaged; it is computed again.", self._home)
            return None
        return np.array(record["vector"], dtype=np.float32)

    def _append(self, keys: list[bytes], vectors: Vectors) -> None:
        if self._full:
            return
        try:
            records = self._write(keys, vectors)
        except OSError as err:  # a full or read-only disk: the work goes on, nothing is appended to a torn record
            self._full = True
            warnings.warn(f"{self._home}: vectors cannot be cached here ({err}). The run goes on.", stacklevel=3)
            return
        if self._own_place is None:
            self._own_place = len(self._shards)
            self._shards.append(records)
        self._shards[self._own_place] = records
        first = len(records) - len(keys)
        self._places.update({key: (self._own_place, first + row) for row, key in enumerate(keys)})

    def _write(self, keys: list[bytes], vectors: Vectors) -> np.memmap:
        dimensions = vectors.shape[1]
        if self._own is None:
            self._own = _new_shard(self._home, dimensions)
        records = np.zeros(len(keys), dtype=_dtype(dimensions))
        records["key"] = np.frombuffer(b"".join(keys), dtype=f"V{_KEY}")
        records["vector"] = vectors
        pairs = zip(keys, vectors, strict=True)
        records["crc"] = [zlib.crc32(key + vector.astype("<f4").tobytes()) for key, vector in pairs]
        with self._own.open("ab") as file:
            file.write(records.tobytes())
            file.flush()
            os.fsync(file.fileno())
        return np.memmap(self._own, dtype=records.dtype, mode="r", offset=_HEADER.size)


def _dtype(dimensions: int) -> np.dtype:
    return np.dtype([("key", f"V{_KEY}"), ("vector", "<f4", (dimensions,)), ("crc", "<u4")])


def _records(path: Path) -> np.memmap | None:
    """Return the whole records of a shard as they lie on disk, or None where not even one is whole."""
    with path.open("rb") as file:
        head = file.read(_HEADER.size)
    if len(head) < _HEADER.size:
        return None
    magic, dimensions = _HEADER.unpack(head)
    if magic != _MAGIC or not dimensions:
        return None
    kind = _dtype(dimensions)
    whole = (path.stat().st_size - _HEADER.size) // kind.itemsize
    return np.memmap(path, dtype=kind, mode="r", offset=_HEADER.size, shape=(whole,)) if whole else None


def _new_shard(home: Path, dimensions: int) -> Path:
    home.mkdir(parents=True, exist_ok=True)
    number = 1 + max((int(path.stem) for path in home.glob("[0-9]*.vectors")), default=0)
    while True:
        path = home / f"{number:04d}.vectors"
        try:
            with path.open("xb") as file:  # another process may have taken the number just now
                file.write(_HEADER.pack(_MAGIC, dimensions))
            return path
        except FileExistsError:
            number += 1
