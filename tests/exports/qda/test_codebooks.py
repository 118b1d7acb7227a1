"""The codebook alone: the standard's file, and the tables of QualCoder and Taguette."""

import csv
import io
from dataclasses import replace

import pytest
from lxml import etree

from cjm_research.corpora.qda.refi import RefiReader
from cjm_research.exports.qda import QdcExporter, QualcoderExporter, TaguetteExporter
from cjm_research.exports.qda.codebooks import csv_bytes, taguette_rows
from cjm_research.exports.qda.contents import Code
from cjm_research.exports.qda.packing import valid

from .studies import material


def content(exporter, language, folder):
    study = material(language)
    path, _ = exporter.of(study).write(study.journey, folder)
    return path


@pytest.mark.parametrize(("language", "path"), [("en", "Motivation > Trust"), ("zh", "动机 > 信任")])
def test_the_codebook_keeps_to_its_schema_and_is_read_again(language, path, tmp_path):
    file = content(QdcExporter, language, tmp_path)
    assert valid(etree.fromstring(file.read_bytes()))
    codes = {code.path: code for code in RefiReader().read(file).codes}
    assert codes[path].description == ("Believes\nBelongs here:\n- A promise" if language == "en" else "相信")
    assert codes[path].color.startswith("#")


def test_another_reader_of_the_standard_reads_the_codebook(tmp_path):
    refi = pytest.importorskip("pyrefiqda", reason="pyrefiqda is installed for development only")
    book = refi.RefiCodebook.load(content(QdcExporter, "zh", tmp_path))
    assert [code.name for code in book.codes.code][:3] == ["目标", "动机", "痛点"]


@pytest.mark.parametrize(("language", "path"), [("en", "Motivation.Trust"), ("zh", "动机.信任")])
def test_taguette_gets_path_and_description(language, path, tmp_path):
    rows = list(csv.DictReader(io.StringIO(content(TaguetteExporter, language, tmp_path).read_text("utf-8"))))
    assert list(rows[0]) == ["path", "description"]
    assert path in {row["path"] for row in rows}
    assert len({row["path"] for row in rows}) == len(rows)


@pytest.mark.parametrize(("language", "path"), [("en", "Motivation>>Trust"), ("zh", "动机>>信任")])
def test_qualcoder_gets_a_line_a_code_without_a_header(language, path, tmp_path):
    text = content(QualcoderExporter, language, tmp_path).read_text("utf-8")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == len(text.splitlines())
    assert {len(row) for row in rows} == {2}
    assert path in {row[0] for row in rows}


def test_long_paths_are_cut_and_told_apart():
    codes = (Code("a", "x" * 300), Code("b", "x" * 301))
    first, second = (path for path, _ in taguette_rows(codes))
    assert first != second
    assert max(len(first), len(second)) <= 200


def test_a_name_that_looks_like_a_formula_is_text_in_the_table():
    assert csv_bytes([("=cmd|' /C calc'!A0", "@x"), ("+1", "")]) == b"'=cmd|' /C calc'!A0,'@x\n'+1,\n"


@pytest.mark.parametrize("exporter", [QdcExporter, QualcoderExporter, TaguetteExporter])
def test_the_same_study_gives_the_same_codebook(exporter, tmp_path):
    assert content(exporter, "en", tmp_path / "1").read_bytes() == content(exporter, "en", tmp_path / "2").read_bytes()


def test_the_language_is_that_of_the_journey(tmp_path):
    study = material("en")
    path, beside = QdcExporter.of(study).write(replace(study.journey, language="zh"), tmp_path)
    assert "目标" in path.read_text("utf-8")
    assert beside.name == "qda-report-qdc.zh.md"
