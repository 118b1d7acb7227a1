"""The report beside a file: what is lost is counted and listed, as the standard demands."""

import re
import zipfile

import pytest

from cjm_research.exports.qda import (
    MaxqdaExporter,
    NvivoExporter,
    QdcExporter,
    QdpxExporter,
    QualcoderExporter,
    TaguetteExporter,
)

from .studies import material, memo

ALL = (QdpxExporter, NvivoExporter, MaxqdaExporter, QdcExporter, QualcoderExporter, TaguetteExporter)


def report(exporter, study, folder):
    _, beside = exporter.of(study).write(study.journey, folder)
    return beside.read_text("utf-8")


def lost(text):
    """Return how many of each thing the second table tells."""
    return {what: int(n.replace(",", "")) for what, n in re.findall(r"^\| (.+?) \| ([\d,]+) \| .+ \|$", text, re.M)}


def test_what_a_project_cannot_hold_is_counted(tmp_path):
    assert lost(report(QdpxExporter, material(), tmp_path)) == {
        "verdicts of people that a code does not fit": 1,
        "segments that several people coded for the same kind": 1,
        "verdicts that coders settled": 1,
        "scores and tiers of suggestions": 7,
        "reasons of suggestions (cue words, nearest examples)": 7,
        "suggestions that people overruled or settled otherwise": 2,
        "emotions between two whole numbers": 1,
        "cards of the map: grade, people, status, owner, due date": 1,
        "places of cards in their lane": 1,
        "intervals of the emotion curve": 1,
        "turns with their time in the recording": 2,
        "memos on what is not in the file": 1,
        "codes with names and definitions in the other language too": 9,
        "codes with rules and examples of their own": 9,
        "codes whose name another code has too": 4,
    }


def test_what_is_lost_is_listed_one_by_one(tmp_path):
    text = report(QdpxExporter, material(), tmp_path)
    assert "- s1 goal Ana\n" in text
    assert "- s0 pain\\_point (talk)\n" in text
    assert "- m6 segment gone\n" in text
    assert "- Late → Late (Delivery)\n" in text


def test_the_chinese_report_tells_the_same(tmp_path):
    study = material("zh")
    counts = list(lost(report(QdpxExporter, study, tmp_path)).items())
    english = list(lost(report(QdpxExporter, material(), tmp_path / "en")).values())
    assert counts[0] == ("人作出的“不适用”判断", 1)
    # In English a channel and a stage are called "delivery"; in Chinese they have names of their own.
    assert [n for _, n in counts] == [*english[:-1], 3]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("exporter", ALL)
def test_every_format_has_a_report_of_its_own_name(exporter, language, tmp_path):
    study = material(language)
    path, beside = exporter.of(study).write(study.journey, tmp_path)
    assert beside.name == f"qda-report-{exporter.name}.{language}.md"
    assert f"`{path.name}`" in beside.read_text("utf-8").split("\n", 1)[0]


def test_a_codebook_tells_that_codings_are_elsewhere(tmp_path):
    text = report(TaguetteExporter, material(), tmp_path)
    assert "| codings | 16 | left out: this is a codebook; study.qdpx holds them |" in text
    assert "| colours of codes |" in text


def test_characters_that_xml_cannot_hold_are_counted_by_document(tmp_path):
    study = material(said={"a": [("P01", "a\x07b\x00")]})
    text = report(QdpxExporter, study, tmp_path)
    assert "| characters that XML cannot hold | 2 | replaced by U+FFFD, one for one, in documents and quotes |" in text
    assert "- a.txt: 2\n" in text


def test_words_of_the_study_are_no_markup_in_the_report(tmp_path):
    study = material(memos=[memo("m1", "segment", "<script>|", "x")])
    text = report(QdpxExporter, study, tmp_path)
    assert "- m1 segment \\<script\\>\\|\n" in text


def test_no_machine_path_is_in_any_byte(tmp_path):
    study = material()
    for exporter in ALL:
        path, beside = exporter.of(study).write(study.journey, tmp_path)
        parts = [path.read_bytes(), beside.read_bytes()]
        if path.suffix == ".qdpx":
            with zipfile.ZipFile(path) as archive:
                parts += [archive.read(name) for name in archive.namelist()]
        assert not any(str(tmp_path).encode() in part or b"/home/" in part or b"/tmp/" in part for part in parts)
