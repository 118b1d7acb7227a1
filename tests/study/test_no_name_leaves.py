"""No made name of the samples, and none of the test set of the pseudonyms, is in an export of any format."""

import importlib.util
import re
import sys
from pathlib import Path

import pytest

from cjm_research import registry
from cjm_research.exports.guard.decoding import parts_of
from cjm_research.exports.guard.wordlist import WordList
from cjm_research.study.facade import Study
from cjm_research.study.guarding import guard_of

NAMES = {
    "en": (
        "Tom Okafor", "Priya Raman", "Elsie Marchetti", "Hannah Weiss", "Jonas Adeyemi", "Siobhan Keane",
        "Callum Redfern", "Fatima El-Sayed", "Daniel Brandt", "Maya Lindqvist", "Oliver Stannard", "Annika Voss",
        "Carlos Ibarra", "Margaret Toller", "Mick Garrity", "Marchetti", "Adeyemi", "Siobhan", "Ruaridh", "Whitcombe",
        "priya.raman@example.com", "hweiss.jonas@example.org", "siobhan.keane@example.net", "c.redfern@example.com",
        "fatima.elsayed@example.com", "07700 900142", "01632 960188", "0161 496 0417", "OAK-48213", "OAK-70355",
    ),
    "zh": (
        "王秀英", "陈浩宇", "刘芸", "郑小慧", "吴桂兰", "马志强", "林芳", "周伯衡", "沈一诺", "徐宝根", "赵国庆",
        "陆桂芬", "曹雨晴", "高振海", "祝晓岚", "李文斌", "马晓棠", "董明玉", "330199199908137714",
        "haoyu.chen@example.com",
        "zhouboheng1966@example.net", "lin.chaoyi@example.net", "154 0001 7263", "15400028846", "GB20260311007",
    ),
}  # fmt: skip
"""Names and numbers that stand in the originals of the samples."""
ONE_OF_EACH_KIND = ("corpus", "csv", "drawio", "excel", "html", "json", "markdown", "qdpx", "svg")
"""Formats of every kind of container: the words are those that the samples go through all formats with."""

_SHORTEST = {"en": 6, "zh": 3}


def _parts(files):
    for path in files:
        for part in parts_of(path.read_bytes()):
            for view in part.views:
                yield path, view.text


def _standing(files, names):
    """Return what of the names stands in files, each with the file."""
    known = WordList(dict.fromkeys(names, "name"))
    return {(hit.word, path.name) for path, text in _parts(files) for hit in known.find(text)}


def _all_files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _export(study, out, formats):
    files = study.export(formats, out=out, progress=False)
    assert files == _all_files(out)
    return files


def test_the_made_names_of_a_sample_are_in_no_export_and_nothing_of_the_machine(sample, tmp_path):
    names, study = NAMES[sample.lang], sample.study
    originals = {word for word, _ in _standing(_all_files(sample.folder / "raw"), names)}
    assert originals == set(names)
    guard = guard_of(study.folder, study.config, study.store)
    assert str(study.folder.path) in guard.folders
    # Every format that is registered, so that one more is tested when it comes; some are written already.
    rest = [name for name in registry.names("exporter") if name not in sample.formats]
    for files, folder in (
        (_all_files(sample.out), sample.out),
        (_export(study, tmp_path / "out", rest), tmp_path / "out"),
    ):
        assert files
        assert _standing(files, names) == set()
        assert [str(leak) for leak in guard.check(files, folder)] == []


@pytest.fixture(params=["en", "zh"])
def marked(request, tmp_path, monkeypatch):
    """Return a study of interviews that hold the sentences of the test set, and the words marked in them."""
    folder = Path(__file__).parents[1] / "corpora" / "privacy"
    spec = importlib.util.spec_from_file_location("marked_sentences", folder / "marked.py")
    marked = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, marked)  # its dataclasses look themselves up
    spec.loader.exec_module(marked)
    halves, roster = marked.load(request.param)
    sentences = [sentence for half in halves.values() for sentence in half]
    host, mark = ("Interviewer", ": ") if request.param == "en" else ("访谈者", "：")
    people = [(name, label) for name, label in roster.people if label.startswith("P")]
    study = Study.new(tmp_path / "corpora" / "marked", languages=(request.param,))
    toml = study.folder.path / "study.toml"
    toml.write_text(toml.read_text("utf-8") + '\n[settings.embeddings]\nembedder = "tfidf"\n', "utf-8")
    study = Study.open(study.folder.path)
    for n, (name, label) in enumerate(people):
        own = sentences[n :: len(people)]
        lines = [f"{host}{mark}?" if at % 2 else f"{name}{mark}{own[at // 2].text}" for at in range(2 * len(own))]
        (tmp_path / f"{label}.txt").write_text("\n\n".join(lines) + "\n", "utf-8")
        study.add(tmp_path / f"{label}.txt")
    words = {sentence.text[start:end] for sentence in sentences for start, end, _ in sentence.marks}
    return study, request.param, {name for name, _ in people} | words


def test_the_marked_words_of_the_test_set_are_in_no_export(marked, tmp_path):
    study, lang, words = marked
    names = {word for word in words if len(word) >= _SHORTEST[lang] and (lang == "zh" or re.search(r"[ @\d]", word))}
    # What rules miss, people find when they read the list: it is replaced as they would do it.
    text = "\n".join(study.table("documents")["text"])
    missed = [name for name in names if list(WordList({name: "name"}).find(text))]
    assert len(missed) < 0.1 * len(names)
    if missed:
        study.replace_also(missed)
    files = _export(study.run(progress=False), tmp_path / "out", ONE_OF_EACH_KIND)
    assert _standing(files, names) == set()
