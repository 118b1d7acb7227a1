"""Projects that real tools wrote; skipped where the data is not beside the checkout. None of their text is copied."""

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest

from cjm_research.corpora.qda.markup import page_of
from cjm_research.corpora.qda.refi import RefiReader
from cjm_research.corpora.qda.taguette import TaguetteReader
from cjm_research.errors import ReadError

SHARED = Path(__file__).parents[4] / "shared"
SERDIF = SHARED / "data/interviews-en/serdif/data/transcripts/thematic-analysis/SERDIF_P2_ThematicAnalysis.sqlite3"
PROJECTS = sorted((SHARED / "formats/refi/samples").glob("*.qd*"))
CODEBOOKS = sorted((SHARED / "data/qda/qdc").rglob("*.qdc"))
TAGUETTE = SHARED / "formats/taguette/sample.sqlite3"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the real projects are not here (../shared)")


def test_every_tag_of_a_real_study_is_at_its_exact_place():
    reading = TaguetteReader().read(SERDIF)
    assert len(reading.sources) == 17
    assert sum(len(source.marks) for source in reading.sources) == reading.counts["codings"] == 1930
    assert reading.counts["matched quotes"] == reading.counts["highlights"] == 1794
    assert reading.confidence == 1.0
    with closing(sqlite3.connect(f"{SERDIF.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        wanted = connection.execute(
            "SELECT d.name, t.path, h.snippet, h.start_offset, h.end_offset, d.contents FROM highlights h JOIN "
            "highlight_tags ht ON ht.highlight_id = h.id JOIN tags t ON t.id = ht.tag_id "
            "JOIN documents d ON d.id = h.document_id"
        ).fetchall()
    pages = {name: page_of(contents) for name, *_, contents in wanted}
    expected, found = [], []
    for name, tag, snippet, start, end, _ in wanted:
        data = pages[name].nodes.encode()
        words = data[start:end].decode()
        assert "".join(page_of(snippet).text.split()) == "".join(words.split())
        expected.append((name, tag, "".join(words.split()), len(data[:start].decode())))
    for source in reading.sources:
        page = pages[source.inside]
        for mark in source.marks:
            words = source.text[mark.start : mark.end]
            found.append((source.inside, mark.code, "".join(words.split()), page.in_nodes(mark.start)))
    assert sorted(found) == sorted(expected)


def test_the_chinese_sample_is_at_its_documented_place():
    (source,) = TaguetteReader().read(TAGUETTE).sources
    (mark,) = source.marks
    assert (mark.start, mark.end, source.text[mark.start : mark.end]) == (12, 17, "价格太贵了")


@pytest.mark.parametrize("path", PROJECTS, ids=lambda path: path.name)
def test_every_selection_of_a_real_project_is_its_quote(path):
    reading = RefiReader().read(path)
    assert "misplaced quotes" not in reading.counts
    assert reading.confidence == 1.0
    codes = {code.path for code in reading.codes}
    for source in reading.sources:
        assert {mark.code for mark in source.marks} <= codes
        assert all(source.text[slice(*turn.span)] == turn.text for turn in source.turns)


@pytest.mark.parametrize(
    ("name", "n_sources", "n_codings", "n_codes"),
    [
        ("minimal-valid.qdpx", 1, 1, 2),
        ("qc-demo.qdpx", 2, 205, 262),
        ("qdapy-sample.qdpx", 2, 6, 4),
        ("nvivo_project.qdpx", 0, 0, 262),
        ("sky-loom-TestProject.qdpx", 0, 0, 14),
    ],
)
def test_real_projects_are_read_whole(name, n_sources, n_codings, n_codes):
    reading = RefiReader().read(SHARED / "formats/refi/samples" / name)
    assert len(reading.sources) == n_sources
    assert sum(len(source.marks) for source in reading.sources) == n_codings
    assert len(reading.codes) == n_codes


def test_a_real_project_whose_texts_are_missing_tells_what_is_lost():
    reading = RefiReader().read(SHARED / "data/qda/atlasti8-skyloom/TestProject.qdpx")
    assert (reading.counts["dropped documents"], reading.counts["dropped codings"]) == (12, 16)


def test_a_bare_project_of_maxqda_brings_its_codebook():
    reading = RefiReader().read(SHARED / "data/qda/maxqda24/project.qde")
    assert (len(reading.codes), reading.counts["dropped documents"]) == (307, 10)
    assert reading.format == "REFI-QDA project of MAXQDA 24 (Release 24.7.0)"


@pytest.mark.parametrize("path", CODEBOOKS, ids=lambda path: path.stem[:40])
def test_real_codebooks_bring_their_codes(path):
    assert len(RefiReader().read(path).codes) == path.read_text("utf-8-sig").count("<Code ")


@pytest.mark.parametrize("path", [*PROJECTS, *CODEBOOKS, TAGUETTE], ids=lambda path: path.name[:40])
def test_a_damaged_project_is_read_or_refused_and_never_breaks(path, tmp_path):
    rng = random.Random(3)
    reader = TaguetteReader() if path == TAGUETTE else RefiReader()
    outcomes = set()
    for round_ in range(200 if path.stat().st_size < 40_000 else 40):
        damaged = tmp_path / f"x{path.suffix}"
        inside = path.suffix == ".qdpx" and round_ % 2
        _damage_parts(path, damaged, rng) if inside else damaged.write_bytes(_damaged(path.read_bytes(), rng))
        try:
            reading = reader.read(damaged)
        except ReadError:
            outcomes.add("refused")
            continue
        outcomes.add("read")
        for source in reading.sources:
            assert all(0 <= mark.start < mark.end <= len(source.text) for mark in source.marks)
            assert all(source.text[slice(*turn.span)] == turn.text for turn in source.turns)
    assert outcomes == {"read", "refused"}


def _damaged(data, rng):
    data = bytearray(data)
    for _ in range(rng.choice((1, 1, 3, 20))):
        at = rng.randrange(max(len(data), 1))
        act = rng.random()
        if act < 0.6:
            data[at : at + 1] = bytes([rng.randrange(256)])
        elif act < 0.9:
            data[at : at + rng.randrange(1, 40)] = bytes(rng.randrange(256) for _ in range(rng.randrange(20)))
        else:
            del data[at:]
    return bytes(data)


def _damage_parts(path, damaged, rng):
    """Damage the parts and pack them again, so that the damage comes through to the readers of XML and text."""
    with ZipFile(path) as archive, ZipFile(damaged, "w") as out:
        for name in archive.namelist():
            data = bytearray(archive.read(name))
            for _ in range(rng.choice((1, 3, 8))):
                at = rng.randrange(len(data) + 1)
                data[at : at + 1] = rng.choice([b"9", b"-", b'"', b"", b"<", b"\x00", b"\xff", b" ", "é".encode()])
            out.writestr(name, bytes(data))


def test_a_read_project_is_left_as_it_was(tmp_path):
    if not SERDIF.is_file():
        pytest.skip("the real study is not here (../shared/data)")
    path = tmp_path / "study.sqlite3"
    shutil.copyfile(SERDIF, path)
    before = path.read_bytes()
    TaguetteReader().read(path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["study.sqlite3"]
