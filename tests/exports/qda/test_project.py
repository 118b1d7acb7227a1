"""The project as the standard has it: schema, layout of the archive, bytes, users, codes, cases, notes, sets."""

import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from cjm_research.errors import ExportError
from cjm_research.exports.qda import MaxqdaExporter, NvivoExporter, QdpxExporter
from cjm_research.exports.qda.packing import valid

from .studies import AT, material, verdict

NS = {"q": "urn:QDA-XML:project:1.0"}
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
STANDARD = Path(__file__).parents[4] / "shared/formats/refi"
EXPORTERS = (QdpxExporter, NvivoExporter, MaxqdaExporter)


def exported(study, folder, exporter=QdpxExporter):
    path, _ = exporter.of(study).write(study.journey, folder)
    return path


def project(study, folder, exporter=QdpxExporter):
    with zipfile.ZipFile(exported(study, folder, exporter)) as archive:
        return etree.fromstring(archive.read("project.qde"))


def named(root, path):
    return [element.get("name") for element in root.iterfind(path, NS)]


def by_guid(root):
    return {element.get("guid"): element for element in root.iter() if element.get("guid")}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("exporter", EXPORTERS)
def test_the_project_keeps_to_the_schema_of_the_standard(exporter, language, tmp_path):
    root = project(material(language), tmp_path, exporter)
    assert valid(root)
    assert [etree.QName(child).localname for child in root] == [
        "Users", "CodeBook", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Description", "NoteRef",
    ]  # fmt: skip


@pytest.mark.skipif(not STANDARD.is_dir(), reason="the schemas of the standard are not here (../shared)")
@pytest.mark.parametrize("exporter", EXPORTERS)
def test_the_project_keeps_to_the_schema_as_it_was_published(exporter, tmp_path):
    for name in ("Project.xsd", "Project-mrt2019.xsd"):
        etree.XMLSchema(etree.parse(STANDARD / name)).assertValid(project(material("zh"), tmp_path, exporter))


def test_a_project_that_departs_from_the_schema_is_refused(tmp_path):
    root = project(material(), tmp_path)
    root.insert(0, root.find("q:Sets", NS))
    with pytest.raises(ExportError, match=r"would not keep to the REFI-QDA standard: Element 'Users': .* Nothing was"):
        valid(root)


def test_the_archive_holds_the_project_and_flat_sources_by_guid(tmp_path):
    with zipfile.ZipFile(exported(material(), tmp_path)) as archive:
        first, *others = archive.namelist()
        assert first == "project.qde"
        assert others == sorted(others)
        assert len(others) == 3 + 8
        assert all(re.fullmatch(rf"sources/{GUID.pattern}\.txt", name) for name in others)
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        root = etree.fromstring(archive.read(first))
        for source in root.iterfind("q:Sources/q:TextSource", NS):
            assert source.get("plainTextPath") == f"internal://{source.get('guid')}.txt"
            data = archive.read(f"sources/{source.get('guid')}.txt")
            assert not data.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("exporter", EXPORTERS)
def test_the_same_study_gives_the_same_bytes_whatever_the_order_of_its_rows(exporter, tmp_path):
    study = material()
    turned = material()
    for name in turned.frames:
        turned.frames[name] = turned.frames[name].iloc[::-1]
    assert (
        exported(study, tmp_path / "1", exporter).read_bytes()
        == exported(turned, tmp_path / "2", exporter).read_bytes()
    )


def test_users_are_the_coders_what_they_settled_the_machine_and_the_map(tmp_path):
    names = named(project(material("en"), tmp_path / "en"), "q:Users/q:User")
    assert names == ["Ana", "Bo", "Cy", "Ana (settled)", "cjm_research (suggestion)", "cjm_research (journey map)"]
    names = named(project(material("zh"), tmp_path / "zh"), "q:Users/q:User")
    assert names[3:] == ["Ana（商定）", "cjm_research（建议）", "cjm_research（旅程图）"]


def test_codes_are_nested_and_groups_carry_no_words(tmp_path):
    root = project(material("zh"), tmp_path)
    codes = root.find("q:CodeBook/q:Codes", NS)
    assert named(codes, "q:Code") == [
        "目标", "动机", "痛点", "主题", "阶段", "触点", "渠道", "互动", "情绪（1–5）", "旅程图", "其他工具的编码",
    ]  # fmt: skip
    motivation = codes.findall("q:Code", NS)[1]
    assert motivation.get("isCodable") == "false"
    assert named(motivation, "q:Code") == ["内在动机", "外在动机", "信任"]
    assert named(codes, "q:Code[@name='主题']/q:Code/q:Code/q:Code") == ["Very late"]


def test_every_name_of_a_code_occurs_once(tmp_path):
    root = project(material(), tmp_path)
    names = named(root, ".//q:Code")
    assert len(names) == len(set(names))
    assert {"Late", "Late (Delivery)"} <= set(names)


def test_every_reference_points_to_what_is_in_the_file(tmp_path):
    root = project(material(), tmp_path)
    known = by_guid(root)
    pointed = [element.get(key) for element in root.iter() for key in ("targetGUID", "originGUID", "creatingUser")]
    assert {key for key in pointed if key} <= set(known)
    assert len(known) == sum(bool(element.get("guid")) for element in root.iter())


def test_numbers_are_integers_unless_that_would_lose_a_nought(tmp_path):
    root = project(material(), tmp_path)
    types = {row.get("name"): row.get("typeOfVariable") for row in root.iterfind("q:Variables/q:Variable", NS)}
    assert types == {"NPS": "Integer", "Zip": "Text", "Language": "Text", "Kind": "Text", "Language (2)": "Text",
                     "Wave": "Integer"}  # fmt: skip


def test_a_person_alone_has_a_document_and_people_of_one_interview_their_places(tmp_path):
    root = project(material(), tmp_path)
    known = by_guid(root)
    cases = {case.get("name"): case for case in root.iterfind("q:Cases/q:Case", NS)}
    alone = [known[ref.get("targetGUID")].get("name") for ref in cases["P03"].iterfind("q:SourceRef", NS)]
    among = [known[ref.get("targetGUID")].get("name") for ref in cases["P02"].iterfind("q:SelectionRef", NS)]
    assert alone == ["b.txt"]
    assert among == ["She waited, I did not."]
    assert cases["P02"].find("q:SourceRef", NS) is None
    values = [value.text for value in cases["R001"].iterfind("q:VariableValue/*", NS) if value.text]
    assert values == ["3", "03", "fr", "survey", "English", "2"]


def test_memos_are_notes_with_author_and_time_where_they_belong(tmp_path):
    root = project(material(), tmp_path)
    known = by_guid(root)
    notes = {note.get("guid"): note for note in root.iterfind("q:Notes/q:Note", NS)}
    assert sorted(note.get("name") for note in notes.values()) == [
        "Came twice.", "Define it.", "From elsewhere.", "Is it so?", "Two are enough.", "Two people at once.",
        "Why late?", "Why late? (2)",
    ]  # fmt: skip
    where = {notes[ref.get("targetGUID")].get("name"): ref.getparent() for ref in root.iter("{*}NoteRef")}
    assert where["Why late?"].get("name") == "The van 🚚 came late."
    assert where["Two people at once."].get("name") == "a.txt"
    assert where["Define it."].get("name") == "Trust"
    assert where["Is it so?"].get("name") == "Late (Delivery)"
    assert where["Two are enough."] is root
    assert etree.QName(where["From elsewhere."]).localname == "Coding"
    (link,) = root.iterfind("q:Links/q:Link", NS)
    assert known[link.get("targetGUID")].get("name") == "P03"
    author = known[notes[link.get("originGUID")].get("creatingUser")]
    assert author.get("name") == "Ana"
    assert notes[link.get("originGUID")].get("creationDateTime") == "2026-02-03T10:00:00Z" != AT


def test_a_card_is_a_code_on_its_segments_and_a_stage_a_set_of_cards(tmp_path):
    root = project(material(), tmp_path)
    known = by_guid(root)
    (stage,) = root.iterfind("q:Sets/q:Set", NS)
    assert stage.get("name") == "Stage: Delivery"
    assert stage.findtext("q:Description", "", NS) == (
        "Spoken of by 1 person. Emotion 2.3 (interval 2.0 to 2.6, 1 person)."
    )
    members = [known[row.get("targetGUID")].get("name") for row in stage if row.get("targetGUID")]
    assert members == ["Late (Delivery)", "a.txt"]
    card = next(code for code in root.iterfind(".//q:Code", NS) if code.get("name") == "Late (Delivery)")
    assert card.findtext("q:Description", "", NS) == (
        "Reviewed by people.\n1 of 4 people: P01\nEvidence thin: 1 of 4 people\nOwner: Logistics\n"
        "Functional pain point; card f1"
    )
    on = [ref.getparent().getparent().get("name") for ref in root.iter("{*}CodeRef")
          if ref.get("targetGUID") == card.get("guid")]  # fmt: skip
    assert on == ["The van 🚚 came late."]


def test_the_comment_of_a_place_tells_segment_person_and_exact_emotion(tmp_path):
    told = [
        place.findtext("q:Description", "", NS)
        for place in project(material("zh"), tmp_path).iter("{*}PlainTextSelection")
    ]
    assert "s0 · P01 · 情绪2.3" in told


def test_the_description_tells_how_the_study_was_run(tmp_path):
    told = project(material(), tmp_path).findtext("q:Description", "", NS)
    assert "embedder tfidf 1; coder framework 1; settings 0000000000000000; stages six." in told
    assert "What this file could not hold is listed in qda-report-qdpx.en.md." in told


def test_words_that_are_not_at_their_place_stop_the_export(tmp_path):
    study = material()
    segments = study.frames["segments"]
    study.frames["segments"] = segments.assign(start=segments["start"] + 1)
    with pytest.raises(ExportError, match=r"Segment s0: characters \d+ to \d+ of its document \w+ are not its words"):
        exported(study, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_code_that_the_codebook_lost_is_there_by_its_id(tmp_path):
    study = material(codings=[verdict("s0", "code:gone", "yes", "Ana"), verdict("s1", "goal", "odd", "Ana")])
    names = named(project(study, tmp_path), ".//q:Code")
    assert {"gone", "odd", "Own codes"} <= set(names)
