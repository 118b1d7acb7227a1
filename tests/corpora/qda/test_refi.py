import re

import pytest

from cjm_research.corpora.imported import Code, Memo
from cjm_research.corpora.qda.refi import RefiReader
from cjm_research.errors import ReadError

from .projects import EN, ZH, A, codes, coding, project, selection, write_qdpx

USERS = f'<Users><User guid="{A}7" name="Li Na" id="LN"/><User guid="{A}6" name="Sam"/></Users>'


def source(text_guid, selections="", name="talk.docx", key=f"{A}3", inner=""):
    return f'<TextSource guid="{key}" name="{name}" plainTextPath="internal://{text_guid}.txt">{inner}{selections}</TextSource>'


def read(path):
    return RefiReader().read(path)


@pytest.mark.parametrize(
    ("text", "quote", "names"),
    [(EN, "far too dear", ("Pain points", "Price")), (ZH, "价格太贵了", ("痛点", "价格"))],
    ids=["en", "zh"],
)
def test_a_project_brings_text_codes_and_codings(tmp_path, text, quote, names):
    xml = project(USERS + codes(*names) + f"<Sources>{source('t1', selection(text, quote, coding()))}</Sources>")
    reading = read(write_qdpx(tmp_path / "p.qdpx", xml, t1=text))
    (found,) = reading.sources
    (mark,) = found.marks
    assert found.text == text
    assert (found.kind, found.inside) == ("interview", "talk.docx")
    assert text[mark.start : mark.end] == quote
    assert (mark.code, mark.coder, mark.created_at) == (" > ".join(names), "Li Na", "2026-02-03T10:05:00+01:00")
    assert reading.codes == (Code(names[0], "What hurts", "#c0392b"), Code(" > ".join(names), "", "#aabbcc"))
    assert [found.text[slice(*turn.span)] for turn in found.turns] == [turn.text for turn in found.turns]
    assert reading.counts == {"documents": 1, "selections": 1, "matched quotes": 1, "codings": 1, "codes": 2}


def test_the_inner_file_may_have_any_name_and_the_folder_any_case(tmp_path):
    from zipfile import ZipFile

    with ZipFile(tmp_path / "p.qdpx", "w") as archive:
        archive.writestr("Trial.QDE", project(codes() + f"<Sources>{source('T1')}</Sources>"))
        archive.writestr("Sources/t1.TXT", EN)
    assert read(tmp_path / "p.qdpx").sources[0].text == EN


def test_two_projects_in_one_archive_are_refused(tmp_path):
    from zipfile import ZipFile

    path = tmp_path / "p.qdpx"
    with ZipFile(path, "w") as archive:
        archive.writestr("a.qde", project(codes()))
        archive.writestr("b.qde", project(codes()))
    expected = (
        f"{path} holds 2 files .qde beside its sources, one was expected (found: a.qde, b.qde). "
        "Export the project again as REFI-QDA."
    )
    with pytest.raises(ReadError, match=f"^{re.escape(expected)}$"):
        read(path)


def test_the_view_that_was_chosen_is_told(tmp_path):
    text = EN.replace("\n", "\r\n")
    xml = project(
        codes() + f"<Sources>{source('t1', selection(EN, 'a week', coding()))}</Sources>", origin="ATLAS.ti 24"
    )
    reading = read(write_qdpx(tmp_path / "p.qdpx", xml, t1="\ufeff" + text))
    (found,) = reading.sources
    assert found.text == EN
    assert found.text[found.marks[0].start : found.marks[0].end] == "a week"
    told = [
        (part.place, part.what, part.why) for part in reading.skipped if part.what.startswith("nothing: the places")
    ]
    assert told == [
        (
            "talk.docx",
            "nothing: the places of 1 selection are read with one per line end",
            "1 quote found in place, 0 not; confidence 1.00",
        )
    ]


def test_a_selection_that_does_not_fit_is_kept_and_listed(tmp_path):
    wrong = selection(EN, "for us", coding(), name="a week")
    xml = project(codes() + f"<Sources>{source('t1', wrong)}</Sources>")
    reading = read(write_qdpx(tmp_path / "p.qdpx", xml, t1=EN))
    (mark,) = reading.sources[0].marks
    assert EN[mark.start : mark.end] == "for us"
    assert reading.counts["misplaced quotes"] == 1
    assert "nothing: kept on the words 'for us', though its quote is 'a week'" in [p.what for p in reading.skipped]


def test_a_selection_outside_the_text_is_left_out_and_listed(tmp_path):
    far = f'<PlainTextSelection guid="{A}9" startPosition="4" endPosition="9999">{coding()}</PlainTextSelection>'
    xml = project(codes() + f"<Sources>{source('t1', far)}</Sources>")
    reading = read(write_qdpx(tmp_path / "p.qdpx", xml, t1=EN))
    assert reading.sources[0].marks == ()
    assert reading.counts["dropped codings"] == 1
    assert ("talk.docx", "1 selection", f"outside its {len(EN)} characters") in [
        (part.place, part.what, part.why) for part in reading.skipped
    ]


def test_codings_on_no_words_and_on_whole_documents_are_listed(tmp_path):
    empty = f'<PlainTextSelection guid="{A}9" startPosition="4" endPosition="4">{coding()}</PlainTextSelection>'
    xml = project(codes() + f"<Sources>{source('t1', empty, inner=coding())}</Sources>")
    reading = read(write_qdpx(tmp_path / "p.qdpx", xml, t1=EN))
    told = [(part.what, part.why) for part in reading.skipped]
    assert ("1 coding", "on no words: begin and end are the same") in told
    assert ("1 coding", "on the whole document, not on words in it") in told


@pytest.mark.parametrize(("name", "value"), [("Customer type", "new"), ("客户类型", "新用户")], ids=["en", "zh"])
def test_a_case_gives_its_attributes_and_its_name_is_replaced(tmp_path, name, value):
    inside = (
        codes()
        + f'<Variables><Variable guid="{A}4" name="{name}" typeOfVariable="Text"/></Variables>'
        + f'<Cases><Case guid="{A}5" name="Anna Berg"><Description>quick talk</Description>'
        + f'<VariableValue><VariableRef targetGUID="{A}4"/><TextValue>{value}</TextValue></VariableValue>'
        + f'<SourceRef targetGUID="{{{A.upper()}3}}"/></Case></Cases>'
        + f"<Sources>{source('t1')}</Sources>"
    )
    reading = read(write_qdpx(tmp_path / "p.qdpx", project(inside), t1=EN))
    (found,) = reading.sources
    assert (found.names, found.attributes) == (("Anna Berg",), {name: value})
    assert Memo("case", "Anna Berg", "quick talk") in reading.memos


def test_notes_tell_what_they_are_about(tmp_path):
    def ref(n):
        return f'<NoteRef targetGUID="cccccccc-0000-4000-8000-00000000000{n}"/>'

    def note(n, words):
        key = f"cccccccc-0000-4000-8000-00000000000{n}"
        content = f"<PlainTextContent>{words}</PlainTextContent>"
        return f'<Note guid="{key}" name="" creatingUser="{A}6">{content}</Note>'

    inside = (
        USERS
        + codes().replace('color="#abc"/>', f'color="#abc">{ref(1)}</Code>')
        + f"<Sources>{source('t1', selection(EN, 'a week', coding(inner=ref(2)), inner='') + ref(3))}</Sources>"
        + f"<Notes>{note(1, 'on a code')}{note(2, 'on a coding')}{note(3, 'on a talk')}"
        + f"{note(4, 'alone')}{note(5, 'linked')}</Notes>"
        + f'<Links><Link guid="{A}0" originGUID="cccccccc-0000-4000-8000-000000000005" targetGUID="{A}9"/></Links>'
    )
    reading = read(write_qdpx(tmp_path / "p.qdpx", project(inside), t1=EN))
    start = EN.index("a week")
    assert {(memo.about, memo.about_id, memo.text, memo.coder) for memo in reading.memos} == {
        ("code", "Pain points > Price", "on a code", "Sam"),
        ("document", "talk.docx", "on a talk", "Sam"),
        ("place", f"talk.docx:{start}-{start + 6}", "linked", "Sam"),
        ("study", "", "alone", "Sam"),
    }
    assert reading.sources[0].marks[0].memo == "on a coding"


def test_a_description_without_a_code_is_a_memo_on_its_place(tmp_path):
    noted = selection(EN, "a week", inner="<Description>how long is that</Description>")
    reading = read(
        write_qdpx(tmp_path / "p.qdpx", project(codes() + f"<Sources>{source('t1', noted)}</Sources>"), t1=EN)
    )
    start = EN.index("a week")
    assert [(memo.about_id, memo.text) for memo in reading.memos] == [
        (f"talk.docx:{start}-{start + 6}", "how long is that")
    ]


def test_the_text_of_a_pdf_is_read_and_its_areas_are_listed(tmp_path):
    inside = (
        codes()
        + f'<Sources><PDFSource guid="{A}3" name="talk.pdf" path="internal://x.pdf">'
        + f'<PDFSelection guid="{A}0" name="x" page="1" firstX="1" firstY="1" secondX="2" secondY="2">'
        + f'{coding()}</PDFSelection><Representation guid="{A}4" plainTextPath="internal://t1.txt">'
        + f"{selection(EN, 'a week', coding())}</Representation></PDFSource>"
        + f'<PictureSource guid="{A}5" name="desk.png" path="internal://y.png">'
        + f'<PictureSelection guid="{A}1" name="z" firstX="1" firstY="1" secondX="2" secondY="2">'
        + f"{coding()}{coding()}</PictureSelection></PictureSource></Sources>"
    )
    reading = read(write_qdpx(tmp_path / "p.qdpx", project(inside), t1=EN))
    assert [(found.inside, len(found.marks)) for found in reading.sources] == [("talk.pdf", 1)]
    told = [(part.place, part.what, part.why) for part in reading.skipped]
    assert ("talk.pdf", "1 coding, each on an area of a page", "only codings on words have a place") in told
    assert ("desk.png", "a picture with 2 codings", "there is no text with it") in told
    assert reading.counts["dropped codings"] == 3


def test_a_transcript_is_read_by_its_sync_points(tmp_path):
    end = EN.index("\n")
    inside = (
        codes()
        + f'<Sources><AudioSource guid="{A}3" name="talk.m4a" path="internal://x.m4a">'
        + f'<Transcript guid="{A}4" name="talk" plainTextPath="internal://t1.txt">'
        + f'<SyncPoint guid="{A}5" position="0" timeStamp="1500"/>'
        + f'<SyncPoint guid="{A}6" position="{end}" timeStamp="4000"/>'
        + f'<TranscriptSelection guid="{A}9" name="first" fromSyncPoint="{A}5" toSyncPoint="{A}6">'
        + f"{coding()}</TranscriptSelection></Transcript></AudioSource></Sources>"
    )
    (found,) = read(write_qdpx(tmp_path / "p.qdpx", project(inside), t1=EN)).sources
    assert (found.marks[0].start, found.marks[0].end) == (0, end)
    assert (found.turns[0].start_seconds, found.turns[0].end_seconds) == (1.5, 4.0)


def test_sets_graphs_and_links_are_listed(tmp_path):
    inside = (
        codes()
        + f"<Sources>{source('t1')}</Sources>"
        + f'<Links><Link guid="{A}0" originGUID="{A}1" targetGUID="{A}2"/></Links>'
        + f'<Sets><Set guid="{A}6" name="Spring"><MemberSource targetGUID="{A}3"/></Set></Sets>'
        + f'<Graphs><Graph guid="{A}5" name="Map"><Vertex guid="{A}4" firstX="1" firstY="1"/></Graph></Graphs>'
    )
    reading = read(write_qdpx(tmp_path / "p.qdpx", project(inside), t1=EN))
    told = [(part.place, part.what) for part in reading.skipped]
    assert [entry for entry in told if entry[0] in ("links", "sets", "graphs")] == [
        ("links", "1 link"),
        ("sets", "1 set: Spring"),
        ("graphs", "1 drawing: Map"),
    ]


def test_a_bare_project_gives_what_text_it_holds(tmp_path):
    held = source("t2", name="b").replace(
        ' plainTextPath="internal://t2.txt">', f"><PlainTextContent>{EN}</PlainTextContent>"
    )
    xml = project(codes() + f"<Sources>{source('t1', selection(EN, 'a week', coding()))}{held}</Sources>")
    path = tmp_path / "p.qde"
    path.write_text(xml, "utf-8")
    reading = read(path)
    assert [found.inside for found in reading.sources] == ["b"]
    assert (
        "talk.docx",
        "a document with 1 coding",
        "its plain text is not in the file; export the project with its sources",
    ) in [(part.place, part.what, part.why) for part in reading.skipped]


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (
            project("<Users/>"),
            "{path} holds neither codes nor the text of any document. Export the project with its sources (.qdpx).",
        ),
        (
            "<html><body/></html>",
            "{path} begins with an element 'html', Project or CodeBook was expected. Export it again as REFI-QDA.",
        ),
        ("<CodeBook><Codes/></CodeBook>", "{path} is a codebook without codes. Export it again."),
    ],
)
def test_a_file_with_nothing_in_it_is_refused(tmp_path, inside, expected):
    path = tmp_path / "p.qde"
    path.write_text(inside, "utf-8")
    with pytest.raises(ReadError, match=f"^{re.escape(expected.format(path=path))}$"):
        read(path)


@pytest.mark.parametrize(
    "space", ["urn:QDA-XML:codebook:1.0", "urn:QDA-XML:codebook:0:4", "urn:QDA-XML:codebook:1:0", ""]
)
@pytest.mark.parametrize("names", [("Pain points", "Price"), ("痛点", "价格")], ids=["en", "zh"])
def test_a_codebook_of_any_namespace_gives_its_tree(tmp_path, space, names):
    path = tmp_path / "c.qdc"
    path.write_text(codes(*names).replace("<CodeBook>", f'<CodeBook xmlns="{space}" origin="NVivo 12">'), "utf-8")
    reading = read(path)
    assert (reading.format, reading.sources) == ("REFI-QDA codebook of NVivo 12", ())
    assert [code.path for code in reading.codes] == [names[0], " > ".join(names)]


def test_codes_of_one_name_are_told_apart(tmp_path):
    path = tmp_path / "c.qdc"
    path.write_text(
        '<CodeBook><Codes><Code guid="1" name="A > B"/><Code guid="2" name="A > B"/></Codes></CodeBook>', "utf-8"
    )
    assert [code.path for code in read(path).codes] == ["A › B", "A › B (2)"]


def test_what_departs_from_the_standard_is_told_and_read(tmp_path):
    xml = project(f"<Sources>{source('t1')}</Sources>" + codes(), extra=' when="now"')
    reading = read(write_qdpx(tmp_path / "p.qdpx", xml, t1=EN))
    assert len(reading.sources) == 1
    assert [part.what for part in reading.skipped if "standard" in part.what] == [
        "nothing: 2 departures from the REFI-QDA standard"
    ]


def test_a_text_in_another_encoding_is_read(tmp_path):
    xml = project(codes() + f"<Sources>{source('t1')}</Sources>")
    assert read(write_qdpx(tmp_path / "p.qdpx", xml, t1=ZH.replace("😀", "").encode("gb18030"))).sources[
        0
    ].text == ZH.replace("😀", "")
