"""Who says what: people before machines, what was settled, what may not be written."""

import zipfile
from collections import Counter
from dataclasses import replace

import pytest
from lxml import etree

from cjm_research.exports.qda import QdpxExporter
from cjm_research.findings.consent import BLACK

from .studies import material, memo, suggested, verdict

NS = {"q": "urn:QDA-XML:project:1.0"}


def codings(study, folder):
    """Return (words, code, user) of every coding, in order."""
    path, _ = QdpxExporter.of(study).write(study.journey, folder)
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("project.qde"))
    known = {element.get("guid"): element.get("name") for element in root.iter() if element.get("guid")}
    return [
        (place.get("name"), known[coding[0].get("targetGUID")], known[coding.get("creatingUser")])
        for place in root.iter("{*}PlainTextSelection")
        for coding in place.iterfind("q:Coding", NS)
    ]


def test_each_coder_has_a_coding_and_what_was_settled_one_more(tmp_path):
    found = [row for row in codings(material(), tmp_path) if row[0].endswith("came late.") and "pain point" in row[1]]
    assert sorted(found) == [
        ("The van 🚚 came late.", "Experiential pain point", "Ana"),
        ("The van 🚚 came late.", "Experiential pain point", "Ana (settled)"),
        ("The van 🚚 came late.", "Functional pain point", "Bo"),
    ]


def test_a_suggestion_stands_only_where_nobody_spoke(tmp_path):
    found = codings(material(), tmp_path)
    machine = [row for row in found if row[2] == "cjm_research (suggestion)"]
    assert ("Too dear for us all.", "Financial pain point", "cjm_research (suggestion)") in machine
    assert not [row for row in machine if row[0] == "I only wanted a sofa."]
    assert not [row for row in machine if row[0] == "She waited, I did not."]


def test_stage_touchpoint_channel_interaction_and_emotion_are_codes(tmp_path):
    found = codings(material("zh"), tmp_path)
    machine = {
        code for words, code, user in found if words.startswith("送货") and user.startswith("cjm_research（建议")
    }
    assert machine == {"交付", "直接、线下", "配送", "购买与办理", "2 · 较差", "Very late"}


def test_a_segment_is_coded_with_its_sub_theme_else_its_theme_by_whoever_put_it_there(tmp_path):
    found = [row for row in codings(material(), tmp_path) if row[1] in ("Late", "Very late")]
    assert sorted(found) == [
        ("The van 🚚 came late.", "Very late", "cjm_research (suggestion)"),
        ("Too dear for us all.", "Late", "Bo"),
    ]


def test_codings_of_other_tools_are_on_their_own_words(tmp_path):
    assert [row for row in codings(material(), tmp_path) if row[2] == "Cy"] == [("Inter", "Opening", "Cy")]


def blacked(study, *cases, out=True):
    """Return the study with the words of people as blocks; ``out`` takes them out of the frames too."""
    frames = dict(study.frames)
    turns = frames["turns"]
    spans = turns[turns["case_id"].isin(cases)]
    texts = dict(zip(frames["documents"]["document_id"], frames["documents"]["text"], strict=True))
    for row in spans.itertuples():
        text = texts[row.document_id]
        texts[row.document_id] = text[: row.start] + BLACK * (row.end - row.start) + text[row.end :]
    frames["documents"] = frames["documents"].assign(text=frames["documents"]["document_id"].map(texts))
    if out:
        for name in ("turns", "cases", "segments"):
            frames[name] = frames[name][~frames[name]["case_id"].isin(cases)]
    return replace(study, frames=frames, journey=replace(study.journey, documents=frames["documents"]))


def test_people_who_may_not_be_quoted_keep_their_codings_on_blocks(tmp_path):
    study = replace(blacked(material(), "P03", out=False), unquotable=frozenset({"P03"}))
    found = [row for row in codings(study, tmp_path) if row[2] == "Bo" and row[1] == "Trust"]
    assert found == [(BLACK * 45, "Trust", "Bo")]
    assert "Cheap" not in (tmp_path / "qda-report-qdpx.en.md").read_text("utf-8")


def test_nothing_of_people_who_are_left_out_is_written(tmp_path):
    at = material().frames["segments"].set_index("segment_id").loc["s2"]
    study = material(
        imported=[{"imported_id": "i2", "document_id": at["document_id"], "start": at["start"], "end": at["end"],
                   "code": "Waits", "coder": "Cy", "created_at": "", "memo": "She waited", "source": "x"}],
        memos=[memo("m1", "segment", "s2", "She waited"), memo("m2", "case", "P02", "She waited"),
               memo("m3", "place", f"{at['document_id']}:{at['start']}-{at['end']}", "She waited")],
    )  # fmt: skip
    study = blacked(study, "P02")
    path, beside = QdpxExporter.of(study).write(study.journey, tmp_path)
    with zipfile.ZipFile(path) as archive:
        assert not any(b"waited" in archive.read(name) for name in archive.namelist())
    told = beside.read_text("utf-8")
    assert "| memos on what is not in the file | 3 |" in told
    assert "| codings of other tools on words of people who are left out | 1 |" in told


def test_a_memo_on_somebody_who_may_not_be_quoted_stays(tmp_path):
    study = blacked(material("zh", memos=[memo("m1", "segment", "s3", "再问一次")]), "P03", out=False)
    path, _ = QdpxExporter.of(study).write(study.journey, tmp_path)
    with zipfile.ZipFile(path) as archive:
        assert any(archive.read(name) == "再问一次".encode() for name in archive.namelist())
        assert not any("便宜".encode() in archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("value", ["", "none"])
def test_a_verdict_that_nothing_fits_is_no_coding(value, tmp_path):
    study = material(suggestions=[suggested("s0", "stage", "use")], codings=[verdict("s0", "stage", value, "Ana")])
    users = Counter(user for words, _, user in codings(study, tmp_path) if "late" in words)
    assert users["Ana"] == 0
    assert "Delivery" not in {code for words, code, user in codings(study, tmp_path) if user.endswith("(suggestion)")}
