"""The cache gives the same bytes as the embedder, and loses at most what was not yet committed."""

from __future__ import annotations

import numpy as np
import pytest

from cjm_research.embeddings.base import unit_rows
from cjm_research.embeddings.cache import CachedEmbedder


class Letters:
    """A tiny embedder that counts its work: how often a, b, c occur, and the length."""

    name = "letters"

    def __init__(self, version: str = "1") -> None:
        self.version = version
        self.seen: list[str] = []

    def embed(self, texts):
        self.seen += texts
        return unit_rows(np.array([[t.count("a"), t.count("b"), t.count("床"), len(t)] for t in texts]).reshape(-1, 4))


TEXTS = ["a sofa", "bb", "床", "a sofa", ""]


def shard(folder):
    return next(folder.glob("letters-*/0001.vectors"))


def test_cached_vectors_are_those_of_the_embedder(tmp_path):
    cached = CachedEmbedder(Letters(), tmp_path, batch=2)
    first = cached.embed(TEXTS)
    again = CachedEmbedder(Letters(), tmp_path).embed(TEXTS)
    np.testing.assert_array_equal(first, Letters().embed(TEXTS))
    np.testing.assert_array_equal(again, first)
    assert again.dtype == np.float32


def test_each_text_is_computed_once_over_two_runs(tmp_path):
    one, two = Letters(), Letters()
    CachedEmbedder(one, tmp_path, batch=2).embed(TEXTS)
    CachedEmbedder(two, tmp_path, batch=2).embed([*TEXTS, "new"])
    assert sorted(one.seen) == sorted({*TEXTS})
    assert two.seen == ["new"]


def test_another_version_is_computed_anew(tmp_path):
    newer = Letters("2")
    CachedEmbedder(Letters("1"), tmp_path).embed(TEXTS)
    CachedEmbedder(newer, tmp_path).embed(["bb"])
    assert newer.seen == ["bb"]


@pytest.mark.parametrize("cut", [1, 10, 35], ids=["one byte", "inside the vector", "nearly all of it"])
def test_a_torn_last_record_is_computed_again(tmp_path, cut):
    CachedEmbedder(Letters(), tmp_path, batch=1).embed(["bb", "ccc"])
    path = shard(tmp_path)
    path.write_bytes(path.read_bytes()[:-cut])
    after = Letters()
    vectors = CachedEmbedder(after, tmp_path).embed(["bb", "ccc"])
    assert after.seen == ["ccc"]
    np.testing.assert_array_equal(vectors, Letters().embed(["bb", "ccc"]))


def test_a_damaged_record_is_not_used(tmp_path):
    CachedEmbedder(Letters(), tmp_path).embed(["bb"])
    path = shard(tmp_path)
    content = bytearray(path.read_bytes())
    content[-8] ^= 0xFF
    path.write_bytes(bytes(content))
    after = Letters()
    vectors = CachedEmbedder(after, tmp_path).embed(["bb"])
    assert after.seen == ["bb"]
    np.testing.assert_array_equal(vectors, Letters().embed(["bb"]))


def test_what_was_committed_before_a_kill_stays(tmp_path):
    class Killed(Letters):
        def embed(self, texts):
            if self.seen:
                raise KeyboardInterrupt
            return super().embed(texts)

    with pytest.raises(KeyboardInterrupt):
        CachedEmbedder(Killed(), tmp_path, batch=1).embed(["bb", "ccc"])
    after = Letters()
    CachedEmbedder(after, tmp_path).embed(["bb", "ccc"])
    assert after.seen == ["ccc"]


def test_two_writers_do_not_share_a_shard(tmp_path):
    one, two = CachedEmbedder(Letters(), tmp_path), CachedEmbedder(Letters(), tmp_path)
    one.embed(["bb"])
    two.embed(["ccc"])
    one.embed(["dddd"])
    after = Letters()
    CachedEmbedder(after, tmp_path).embed(["bb", "ccc", "dddd"])
    assert after.seen == []


def test_a_folder_that_cannot_be_written_warns_and_goes_on(tmp_path):
    place = tmp_path / "file"
    place.write_text("not a folder")
    with pytest.warns(UserWarning, match=r"vectors cannot be cached here .* The run goes on\."):
        vectors = CachedEmbedder(Letters(), place).embed(["bb"])
    np.testing.assert_array_equal(vectors, Letters().embed(["bb"]))


def test_progress_counts_only_what_is_computed(tmp_path):
    CachedEmbedder(Letters(), tmp_path).embed(["bb"])
    calls: list[tuple[int, int]] = []
    CachedEmbedder(Letters(), tmp_path, batch=1, progress=lambda *done: calls.append(done)).embed(["bb", "c", "dd"])
    assert calls == [(1, 2), (2, 2)]


def test_no_texts_give_no_rows(tmp_path):
    assert CachedEmbedder(Letters(), tmp_path).embed([]).shape == (0, 4)
