import pytest

from cjm_research import registry
from cjm_research.errors import UnknownNameError

EXPECTED = {
    "reader": [
        "docx",
        "eaf",
        "odt",
        "otr",
        "pdf",
        "qualcoder",
        "refi",
        "rtf",
        "sbv",
        "spss",
        "srt",
        "survey",
        "taguette",
        "text",
        "vtt",
        "whisper",
    ],
    "segmenter": ["meaning-units"],
    "embedder": ["e5-small", "encoder", "fast", "tfidf"],
    "coder": ["endpoint", "framework"],
    "exporter": [
        "cjml",
        "corpus",
        "csv",
        "csv-excel",
        "drawio",
        "excel",
        "html",
        "json",
        "lucid",
        "markdown",
        "maxqda",
        "mermaid",
        "methods",
        "miro",
        "nvivo",
        "parquet",
        "paste",
        "pdf",
        "plots",
        "png",
        "powerpoint",
        "qdc",
        "qdpx",
        "qualcoder",
        "svg",
        "taguette",
        "word",
    ],
}


@pytest.mark.parametrize("kind", registry.KINDS)
def test_the_list_of_names_is_a_contract(kind):
    assert registry.names(kind) == EXPECTED[kind]


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in EXPECTED.items() for name in names])
def test_every_name_stands_for_a_class_with_a_docstring(kind, name):
    assert registry.get(kind, name).__doc__


@pytest.mark.parametrize(
    ("kind", "method"),
    [("reader", "read"), ("segmenter", "__call__"), ("embedder", "embed"), ("coder", "suggest"), ("exporter", "write")],
)
def test_every_extension_of_a_kind_has_its_one_method(kind, method):
    for name in registry.names(kind):
        assert callable(getattr(registry.get(kind, name), method))


def test_an_unknown_name_lists_what_exists_and_suggests_the_nearest():
    with pytest.raises(
        UnknownNameError,
        match=r"^No exporter is called 'exce'\. Did you mean 'excel'\? Known: cjml, corpus, csv, .*, taguette, word\.$",
    ):
        registry.get("exporter", "exce")


def test_an_unknown_kind_lists_the_kinds():
    with pytest.raises(UnknownNameError, match=r"^No kind of extension is called 'plotter'\. Kinds: reader, "):
        registry.names("plotter")


def test_every_format_is_told_in_both_languages():
    from cjm_research.exports.formats import about, offered

    assert sorted(offered()) == registry.names("exporter")
    for name in offered():
        assert about(name, "en").isascii()
        assert not about(name, "zh").isascii()
