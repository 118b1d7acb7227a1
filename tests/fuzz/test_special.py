"""Files made to harm, and files that only look like it: each by what is known to go wrong with it."""

import io
import os
import subprocess
import sys
import zipfile

import pytest

ROWS = 30
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;</l>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/hostname">]><l>&a;</l>'
BOUNDED = """
import resource, sys, warnings
from pathlib import Path
from cjm_research.corpora.reading import known_suffixes, read_file
from cjm_research.errors import ReadError
import pandas, lxml.etree, numpy
known_suffixes()
used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 1_500_000_000,) * 2)
resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
warnings.simplefilter("ignore")
try:
    print("read", len(read_file(sys.argv[1]).sources))
except ReadError as err:
    print("refused", err)
"""


@pytest.fixture
def bounded(tmp_path):
    """Read a file in a process of 1.5 GB and 30 s."""
    if not os.path.exists("/proc/self/statm"):
        pytest.skip("memory can be bounded on Linux only")

    def look(path):
        done = subprocess.run([sys.executable, "-c", BOUNDED, str(path)], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr[-2000:]
        assert path.name in done.stdout or done.stdout.startswith("read")
        assert "does not fit into this machine's memory" not in done.stdout
        return done.stdout

    return look


@pytest.mark.parametrize("suffix", [".txt", ".vtt", ".csv", ".json", ".rtf", ".eaf"])
def test_a_line_of_a_gigabyte_is_refused_in_bounded_memory(bounded, fuzz, tmp_path, suffix):
    path = tmp_path / f"long{suffix}"
    with path.open("wb") as stream:
        stream.write(fuzz.valid[suffix][:60])
        stream.seek(1_000_000_000)
        stream.write(b"end\n")
    assert bounded(path).startswith("refused")


@pytest.mark.parametrize("suffix", [".docx", ".odt", ".ods", ".xlsx", ".qdpx"])
def test_a_zip_bomb_is_refused_in_bounded_memory(bounded, fuzz, tmp_path, suffix):
    path = tmp_path / f"bomb{suffix}"
    inside = {".docx": "word/document.xml", ".xlsx": "xl/worksheets/sheet1.xml", ".qdpx": "project.qde"}
    wanted = inside.get(suffix, "content.xml")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in fuzz.unzipped(fuzz.valid[suffix]).items():
            if name != wanted:
                archive.writestr(name, data)
        with archive.open(wanted, "w") as stream:
            for _ in range(300):
                stream.write(b" " * 1_000_000)
    assert "bomb" in bounded(path)


@pytest.mark.parametrize("xml", [LAUGHS, OUTSIDE], ids=["laughs", "outside"])
@pytest.mark.parametrize("suffix", [".eaf", ".qde", ".qdc", ".docx", ".odt", ".ods", ".xlsx", ".qdpx"])
def test_xml_with_entities_is_refused(fuzz, judged, suffix, xml):
    if suffix in (".eaf", ".qde", ".qdc"):
        said = judged(f"a{suffix}", xml)
    else:
        parts = fuzz.unzipped(fuzz.valid[suffix])
        main = next(name for name in parts if name.endswith(("document.xml", "content.xml", "sheet1.xml", ".qde")))
        said = judged(f"a{suffix}", fuzz.zipped({**parts, main: xml}))
    assert isinstance(said, str)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_archive_with_a_thousand_parts_of_one_name_is_read_or_refused(fuzz, judged):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for _ in range(1000):
            archive.writestr("word/document.xml", b"<a/>")
    judged("a.docx", out.getvalue())


@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
def test_ten_thousand_columns_are_read_or_refused(judged, suffix):
    mark = "," if suffix == ".csv" else "\t"
    head = mark.join(f"What about part {n}?" for n in range(10_000))
    rows = [mark.join(f"it was {n} times {row} too slow" for n in range(10_000)) for row in range(3)]
    judged(f"wide{suffix}", "\n".join([head, *rows]), seconds=60)


def test_ten_thousand_columns_of_a_workbook_are_read_or_refused(fuzz, judged):
    head = [f"What about part {n}?" for n in range(10_000)]
    judged(
        "wide.xlsx", fuzz.xlsx([head, *([f"it was {n} too slow" for n in range(10_000)] for _ in range(3))]), seconds=60
    )


@pytest.mark.parametrize("question", ["What annoyed you?", "哪里不满意？"])
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_headers_that_are_there_twice_lose_no_answer(fuzz, judged, suffix, question):
    answers = {
        "What annoyed you?": "the box number {} was broken and wet",
        "哪里不满意？": "第{}个箱子坏了，而且是湿的",
    }
    rows = [
        ["id", question, question],
        *([str(n), *(answers[question].format(10 * n + k) for k in (1, 2))] for n in range(ROWS)),
    ]
    data = fuzz.xlsx(rows) if suffix == ".xlsx" else "\n".join(",".join(row) for row in rows)
    reading = judged(f"a{suffix}", data)
    assert not isinstance(reading, str), reading
    assert sum(len(source.turns) for source in reading.sources) == 2 * ROWS


def test_merged_cells_and_formulas_of_a_workbook_are_read(judged):
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append(["Feedback", None, None])
    sheet.merge_cells("A1:C1")
    sheet.append(["id", "What annoyed you?", "Sum"])
    for n in range(ROWS):
        sheet.append([n, f"The parcel number {n} came much too late for us", f"=SUM(A1:A{n + 3})"])
    sheet["B5"] = '=HYPERLINK("http://example.org","see")'
    sheet.merge_cells("B7:C9")
    out = io.BytesIO()
    book.save(out)
    reading = judged("a.xlsx", out.getvalue())
    assert not isinstance(reading, str), reading
    assert sum(len(source.turns) for source in reading.sources) >= ROWS - 4


@pytest.mark.parametrize("said", ["It was late.", "太晚了。"])
@pytest.mark.parametrize(
    "times",
    [
        ("00:00:09.000", "00:00:02.000"),
        ("00:00:00.000", "00:00:00.000"),
        ("-00:00:09.000", "00:00:02.000"),
        ("99:99:99.999", "99:99:99.999"),
        ("999999999:00:00.000", "9999999999:00:00.000"),
    ],
)
@pytest.mark.parametrize("suffix", [".vtt", ".srt", ".sbv"])
def test_times_that_cannot_be_are_read_or_refused(judged, suffix, times, said):
    head = {".vtt": "WEBVTT\n\n", ".srt": "1\n", ".sbv": ""}[suffix]
    arrow = "," if suffix == ".sbv" else " --> "
    judged(f"a{suffix}", f"{head}{times[0]}{arrow}{times[1]}\nAnna: {said}\n")


@pytest.mark.parametrize("said", ["we waited", "我们等了"])
def test_cues_that_overlap_keep_all_words(judged, said):
    cues = [f"00:00:0{n}.000 --> 00:00:09.000\n<v {who}>{said} {n}</v>" for n, who in enumerate(("A B", "C D", "A B"))]
    reading = judged("a.vtt", "WEBVTT\n\n" + "\n\n".join(cues))
    words = " ".join(turn.text for source in reading.sources for turn in source.turns)
    assert [words.count(f"{said} {n}") for n in range(3)] == [1, 1, 1]


@pytest.mark.parametrize("depth", [200, 100_000])
@pytest.mark.parametrize("suffix", [".json", ".otr", ".eaf", ".rtf", ".qdc"])
def test_a_deep_nest_is_read_or_refused(judged, suffix, depth):
    opened, closed = {".json": ("[", "]"), ".otr": ("[", "]"), ".rtf": ("{", "}")}.get(suffix, ("<a>", "</a>"))
    head = "{\\rtf1 " if suffix == ".rtf" else ""
    judged(f"deep{suffix}", head + opened * depth + closed * depth)


@pytest.mark.parametrize("said", ["a" * 300_000, "等" * 300_000, "? " * 150_000, "Anna: " * 50_000, "1:" * 150_000])
@pytest.mark.parametrize("suffix", [".txt", ".vtt", ".csv", ".srt"])
def test_long_runs_of_one_thing_take_no_long_time(judged, suffix, said):
    judged(f"run{suffix}", f"WEBVTT\n\n00:01.000 --> 00:02.000\n{said}\n" if suffix == ".vtt" else said)


@pytest.mark.parametrize("name", ["a\nb.txt", "名字 with space.txt", "a'b\"c.txt", "x" * 200 + ".txt"])
def test_any_name_of_a_file_is_read(judged, name):
    assert not isinstance(judged(name, "Anna: It was late.\n\nBen: Why?\n\nAnna: Nobody called."), str)
