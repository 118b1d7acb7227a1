"""A name in any file that is written: found, placed, and never shown."""

import re

import pytest

from cjm_research.errors import ExportError, LeakError
from cjm_research.exports.guard import Guard, Leak, refuse

from .conftest import MAKERS


@pytest.mark.parametrize("file", MAKERS)
def test_a_name_is_found_in_every_container_at_its_place(make, name, file):
    found = Guard({"name": [name]}).check([make(file)])
    assert found, file
    assert MAKERS[file][1] in [str(leak.place) for leak in found]
    assert all(name[:5] not in str(leak) and leak.masked == f"{name[0]}…" for leak in found)
    assert {leak.kind for leak in found} == {"name"}


@pytest.mark.parametrize("file", MAKERS)
def test_a_file_without_the_name_is_clean(make, name, file):
    assert Guard({"name": [name]}).check([make(file, ("nobody", " at all"))]) == []


FORMS = {
    "mail": ("ana.x", "@example.org"),
    "phone": ("138 1234", " 5678"),
    "id": ("330199", "199908137714"),
    "account": ("4111 1111 ", "1111 1111"),
    "path": ("/home/ana", "/studies/x"),
}


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("file", [file for file in MAKERS if file not in ("map.svg", "named.qdpx")])
def test_what_needs_no_list_is_found_in_every_container(make, file, kind):
    assert kind in {leak.kind for leak in Guard({}).check([make(file, FORMS[kind])])}


def test_a_book_inside_a_chart_inside_a_slide_is_read(tmp_path, chart, name):
    path = tmp_path / "journey.pptx"
    chart(path, name, "")
    places = [leak.told() for leak in Guard({"name": [name]}).check([path])]
    assert any("ppt/charts" in place for place in places)
    assert any("sheet Sheet1, row 3" in place for place in places)


def test_the_name_of_a_file_or_folder_is_checked(tmp_path, name):
    path = tmp_path / "corpus" / f"{name}.txt"
    path.parent.mkdir()
    path.write_text("P01: fine", "utf-8")
    assert [str(leak.place) for leak in Guard({"name": [name]}).check([path], tmp_path)] == ["the name of the file"]


@pytest.mark.parametrize("written", ["ROSALIND OKAFOR", "Rosalind  Okafor", "Okafor, Rosalind", "rosalind.okafor"])
def test_a_name_is_known_in_other_capitals_gaps_and_order(tmp_path, written):
    path = tmp_path / "a.txt"
    path.write_text(f"I asked {written}'s colleague.", "utf-8")
    assert len(Guard({"name": ["Rosalind Okafor"]}).check([path])) == 1


def test_part_of_a_longer_word_is_no_name(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Anna Leeds is a town hall; Joanna Lee too.", "utf-8")
    assert Guard({"name": ["Anna Lee"]}).check([path]) == []


@pytest.mark.parametrize(
    ("alone", "clean", "leaking"),
    [
        ("Hannah", "Hannah said that hannah asked Hannah why", 'case,name\nP04,"Hannah",34\n'),
        ("Tom", "Tom thumb, tomtom and Tom", "| P01 | x |\nTom: it was late\n"),
        ("杨帆", "我们在海上杨帆起航，很开心", "编号,姓名\nP05,杨帆\n"),
    ],
)
def test_a_short_name_counts_only_where_it_fills_a_field(tmp_path, alone, clean, leaking):
    guard = Guard({}, {"name": [alone]})
    path = tmp_path / "a.csv"
    path.write_text(f"x {clean} y", "utf-8")
    assert guard.check([path]) == []
    path.write_text(leaking, "utf-8")
    assert [str(leak.place) for leak in guard.check([path])] == ["line 2"]


def test_what_a_person_decided_to_keep_is_left(make, name):
    path = make("report.md")
    assert Guard({"name": [name]}, keep=[name]).check([path]) == []
    path.write_text("Write to help@shop.example or ring 020 7946 0733.", "utf-8")
    assert {leak.kind for leak in Guard({}).check([path])} == {"mail", "phone"}
    assert Guard({}, keep=["help@shop.example", "02079460733"]).check([path]) == []


def test_without_the_key_what_people_said_is_trusted_to_be_decided(make):
    path = make("report.md", ("help@shop", ".example"))
    said = "P01: I wrote to help@shop.example twice."
    assert Guard({}, said=said, trusted=True).check([path]) == []
    assert [leak.remedy for leak in Guard({}, said=said).check([path])] == ["privacy"]


@pytest.mark.parametrize(
    "text",
    [
        "0.8333333333333334,12.5,1234567890123456789",
        "2026-01-15T09:30:00+00:00 and 2026-01-15 2026-02-15",
        "sha256 3f2a9911223344556677889900aabbccddeeff00112233445566778899001122",
        "s0123456789ab d9876543210cd f41111111111111111",
        "https://shop.example/home/beds/1234567890 and /homepage/x",
        "doi:10.1093/intqhc/mzm042, 19(6):349-357, ISBN 978-3-16-148410-0",
        "12192000 6858000 9144000 7772400 1143000",
        "@media print { } @import x; P04@shop",
        "129 people, 1,234,567 and 12 345 678 visits",
    ],
)
def test_figures_dates_and_ids_of_the_files_are_no_alarm(tmp_path, text):
    path = tmp_path / "a.txt"
    path.write_text(text, "utf-8")
    assert [str(leak) for leak in Guard({}).check([path])] == []


@pytest.mark.parametrize(
    "text",
    [
        "/home/ana/studies",
        "C:\\Users\\ana\\Desktop",
        '"C:\\\\Users\\\\ana\\\\x"',
        "file:///Users/ana/x",
        "/root/corpora/x",
    ],
)
def test_home_folders_of_any_system_are_paths(tmp_path, text):
    path = tmp_path / "a.json"
    path.write_text(f"from {text} on", "utf-8")
    assert {leak.kind for leak in Guard({}).check([path])} == {"path"}


def test_the_folder_of_the_study_is_a_path(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('{"from": "/srv/research/sofa/raw/x.csv"}', "utf-8")
    found = Guard({}, folders=["/srv/research/sofa"]).check([path])
    assert [(leak.kind, leak.remedy) for leak in found] == [("path", "path")]


def test_a_refusal_names_every_place_and_what_to_do(make, tmp_path):
    paths = [make("journey.xlsx", ("Rosalind", " Okafor")), make("report.md", ("Bo Hill", ""))]
    guard = Guard({"name": ["Rosalind Okafor", "Bo Hill"]}, said="P01: as Rosalind Okafor said", study="sofa")
    message = (
        "Nothing was written: 2 places in the files would tell who somebody is, or name this machine.\n"
        "- journey.xlsx, sheet Evidence & more, row 3: a name (R…)\n"
        "- report.md, line 3: a name (B…)\n"
        "In people's words: `cjm privacy sofa` lists the place as a possible miss; replace it with "
        'study.replace_also("…") or in PrivacyView(study). If it tells nobody who somebody is, leave it there as it is '
        "(study.undo_replacement) and it counts as decided. Then export again.\n"
        "In what the team wrote (title, note, name of a code, study.toml): write it without the name there, for "
        "example on the board or in the codebook, and export again."
    )
    with pytest.raises(LeakError, match="^" + re.escape(message) + "$"):
        guard.refuse(paths)
    with pytest.raises(
        LeakError, match=r"^没有写出任何文件：文件中有2处会暴露个人身份或本机信息。\n- journey\.xlsx，工作表"
    ):
        guard.refuse(paths, "zh")
    assert issubclass(LeakError, ExportError)


def test_many_leaks_are_counted_and_none_is_no_refusal(tmp_path):
    leaks = Guard({"name": ["Bo Hill"]}).check([_lines(tmp_path, 20)])
    assert isinstance(leaks[0], Leak)
    with pytest.raises(LeakError, match=r"- a\.txt, line 12: a name \(B…\)\n- and 8 more places\n"):
        refuse(leaks)
    refuse([])


def _lines(folder, n):
    path = folder / "a.txt"
    path.write_text("Bo Hill\n" * n, "utf-8")
    return path


def test_a_file_that_cannot_be_read_is_not_taken_for_clean(tmp_path):
    path = tmp_path / "table.parquet"
    path.write_bytes(b"PAR1 no table at all PAR1")
    with pytest.raises(ExportError, match=r"^table\.parquet: the file cannot be looked through for names"):
        Guard({}).check([path])


def test_a_name_across_two_pieces_of_a_long_text_is_found_once(tmp_path):
    path = tmp_path / "long.txt"
    path.write_text("x" * ((1 << 20) - 4) + " Bo Hill" + " y" * (1 << 20) + " Bo Hill", "utf-8")
    text = path.read_text("utf-8")
    from cjm_research.exports.guard.wordlist import WordList

    found = list(WordList({"Bo Hill": "name"}).find(text))
    assert [text[hit.start : hit.end] for hit in found] == ["Bo Hill"] * 2
