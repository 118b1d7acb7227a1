"""Written and read again, by our own reader and by another one: the same codings at the same places."""

import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cjm_research import schema
from cjm_research.corpora import build_corpus
from cjm_research.corpora.qda.offsets import plain
from cjm_research.corpora.qda.refi import RefiReader
from cjm_research.exports.material import Material
from cjm_research.exports.qda import MaxqdaExporter, NvivoExporter, QdpxExporter
from cjm_research.exports.qda.codings import codings_of
from cjm_research.exports.qda.gather import codes_of

from .studies import _journey, material

EXPORTERS = (QdpxExporter, NvivoExporter, MaxqdaExporter)
SAMPLES = Path(__file__).parents[4] / "shared/formats/refi/samples"
CHARACTERS = st.sampled_from("ab 😀𠮷\n中\x07é\u202e]>&=\"'")
HARD = {
    "emoji": "😀👩‍👩‍👧 so 𠮷 dear 🚚🚚",
    "right to left": "\u202eהיה יקר مرحبا\u202c dear",
    "markup": "]]> <b>&amp; </Project> <!-- \" '",
    "formula": "=cmd|' /C calc'!A0",
    "control characters": "a\x00b\x08c\x0bd\x1fe\x7ff\ufeffg\ufffeh\uffff",
    "half a surrogate": "broken \ud83d half",
    "line ends": "one\r\ntwo\nthree\r\n\r\nfour",
    "very long": "很长的话。" * 4000,
}


def written(study, folder, exporter):
    path, _ = exporter.of(study).write(study.journey, folder)
    return RefiReader().read(path)


def wanted(study):
    """Return (document, start, end, path of the code, kind of user) of every coding of a study."""
    from cjm_research.exports.qda.contents import walk

    codings = codings_of(study.frames, study.journey)
    codes, _ = codes_of(study, study.journey, codings)
    paths = {code.key: " > ".join(one.name for one in (*above, code)) for above, code in walk(codes)}
    names = study.frames["documents"].set_index("document_id")["name"]
    return sorted((names[c.document_id], c.start, c.end, paths[c.code]) for c in codings)


def found(reading):
    return sorted((s.inside, m.start, m.end, m.code) for s in reading.sources for m in s.marks)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("exporter", EXPORTERS)
def test_our_reader_finds_the_same_codings_at_the_same_places(exporter, language, tmp_path):
    study = material(language)
    reading = written(study, tmp_path, exporter)
    assert found(reading) == wanted(study)
    assert reading.confidence == 1.0
    assert "misplaced quotes" not in reading.counts
    texts = study.frames["documents"].set_index("name")["text"]
    assert {source.inside: source.text for source in reading.sources} == texts.to_dict()
    assert not [part for part in reading.skipped if "departure" in part.what]


def test_our_reader_finds_coders_memos_and_answers(tmp_path):
    reading = written(material(), tmp_path, QdpxExporter)
    late = [mark.coder for source in reading.sources for mark in source.marks if "pain point" in mark.code]
    assert sorted(late) == ["Ana", "Ana (settled)", "Bo", "cjm_research (suggestion)"]
    memos = {(memo.about, memo.coder, memo.text) for memo in reading.memos if memo.coder}
    assert ("place", "Ana", "Why late?\nAsk again.") in memos
    assert ("code", "Ana", "Define it.") in memos
    assert ("case", "Ana", "Came twice.") in memos
    assert ("study", "Ana", "Two are enough.") in memos
    (survey,) = (source for source in reading.sources if source.inside == "s/R001.txt")
    assert survey.attributes["Kind"] == "survey"


@pytest.mark.parametrize("words", HARD.values(), ids=HARD.keys())
@pytest.mark.parametrize("exporter", EXPORTERS)
def test_hard_text_keeps_its_place_or_is_replaced_one_for_one(exporter, words, tmp_path):
    said = {"a": [("Interviewer", f"And? {words}"), ("P01", words), ("P01", "It was dear.")]}
    study = coded(said)
    reading = written(study, tmp_path, exporter)
    text = study.frames["documents"]["text"].iloc[0]
    expected = [(plain_index(text, start), plain_index(text, end)) for _, start, end, _ in wanted(study)]
    assert [(start, end) for _, start, end, _ in found(reading)] == expected
    assert reading.confidence == 1.0


def coded(said):
    """Return a study of these turns in which every segment is coded by Ana."""
    study = material(said=said)
    ids = study.frames["segments"]["segment_id"]
    row = {"kind": "goal", "value": "explicit", "coder": "Ana", "act": "confirm", "codebook_version": "1",
           "created_at": "", "event_id": 1}  # fmt: skip
    study.frames["codings"] = pd.DataFrame([{"segment_id": key, **row} for key in ids])
    return study


def plain_index(text, at):
    """Return where an index is once line ends are one character, as our reader keeps them."""
    return len(plain(text[:at])) if text[:1] != "\ufeff" else at


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(
        st.text(st.sampled_from("ab 😀𠮷\n中\x07é\u202e]>&=\"'"), min_size=1, max_size=12), min_size=1, max_size=5
    )
)
def test_any_text_comes_back_at_its_place_in_every_dialect(words, tmp_path):
    said = {"a": [(speaker, part) for part in words for speaker in ("Interviewer", "P01")]}
    study = coded(said)
    for exporter in EXPORTERS:
        reading = written(study, tmp_path, exporter)
        if reading.sources and study.frames["documents"]["text"].iloc[0].strip():
            assert found(reading) == wanted(study)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nvivo_counts_utf_16_units_and_maxqda_line_ends_of_two(language, tmp_path):
    from lxml import etree

    study = material(language)
    for exporter, codec, width in ((NvivoExporter, "utf-16-le", 2), (MaxqdaExporter, "utf-32-le", 4)):
        path, _ = exporter.of(study).write(study.journey, tmp_path)
        with zipfile.ZipFile(path) as archive:
            root = etree.fromstring(archive.read("project.qde"))
            for source in root.iter("{*}TextSource"):
                data = archive.read(f"sources/{source.get('guid')}.txt").decode().encode(codec)
                for place in source.iterfind("{*}PlainTextSelection"):
                    start, end = (int(place.get(key)) * width for key in ("startPosition", "endPosition"))
                    assert " ".join(data[start:end].decode(codec).split()) == place.get("name")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("exporter", EXPORTERS)
def test_another_reader_of_the_standard_finds_the_same(exporter, language, tmp_path):
    refi = pytest.importorskip("pyrefiqda", reason="pyrefiqda is installed for development only")
    study = material(language)
    path, _ = exporter.of(study).write(study.journey, tmp_path)
    project = refi.RefiProject.load(path, extract_dir=tmp_path / "open")
    codes = {}

    def walk(code, above):
        codes[code.guid] = " > ".join([*above, code.name])
        for one in code.code:
            walk(one, [*above, code.name])

    for code in project.code_book.codes.code:
        walk(code, [])
    seen = []
    for source in project.sources.text_source:
        text = (tmp_path / "open/sources" / source.plain_text_path.removeprefix("internal://")).read_bytes().decode()
        for place in source.plain_text_selection:
            width = 2 if exporter is NvivoExporter else 1
            units = text.encode("utf-16-le") if width == 2 else text
            words = units[place.start_position * width : place.end_position * width]
            words = words.decode("utf-16-le") if width == 2 else words
            seen += [(source.name, words.replace("\r\n", "\n"), codes[c.code_ref.target_guid]) for c in place.coding]
    texts = study.frames["documents"].set_index("name")["text"]
    assert sorted(seen) == sorted((name, texts[name][start:end], code) for name, start, end, code in wanted(study))
    assert len(project.cases.case) == len(study.frames["cases"])


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real projects are not here (../shared)")
@pytest.mark.parametrize("exporter", EXPORTERS)
@pytest.mark.parametrize("name", ["minimal-valid.qdpx", "qc-demo.qdpx", "qdapy-sample.qdpx"])
def test_a_real_project_comes_back_with_its_codings(name, exporter, tmp_path):
    frames = build_corpus([RefiReader().read(SAMPLES / name)]).frames()
    journey = _journey("en", {"documents": frames["documents"], "segments": schema.empty("segments")})
    study = Material(journey, ("en",), frames, schema.empty("events"), pd.DataFrame())
    n = len({tuple(row) for row in frames["imported"][["document_id", "start", "end", "code", "coder"]].to_numpy()})
    reading = written(study, tmp_path, exporter)
    assert found(reading) == wanted(study)
    assert len(wanted(study)) == n > 0
    assert reading.confidence == 1.0
