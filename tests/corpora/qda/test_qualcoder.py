import re

import pytest

from cjm_research.corpora.imported import Code
from cjm_research.corpora.qda.qualcoder import QualcoderReader
from cjm_research.corpora.qda.taguette import TaguetteReader
from cjm_research.errors import ReadError

from .projects import EN, ZH, write_sqlite

V17 = """
CREATE TABLE project (databaseversion TEXT, date TEXT, memo TEXT, about TEXT);
CREATE TABLE source (id INTEGER, name TEXT, fulltext TEXT, mediapath TEXT, memo TEXT, owner TEXT, date TEXT,
  av_text_id INTEGER, risid INTEGER);
CREATE TABLE code_cat (catid INTEGER, name TEXT, owner TEXT, date TEXT, memo TEXT, supercatid INTEGER);
CREATE TABLE code_name (cid INTEGER, name TEXT, memo TEXT, catid INTEGER, owner TEXT, date TEXT, color TEXT,
  supercid INTEGER);
CREATE TABLE code_text (ctid INTEGER, cid INTEGER, fid INTEGER, seltext TEXT, pos0 INTEGER, pos1 INTEGER, owner TEXT,
  date TEXT, memo TEXT, avid INTEGER, important INTEGER);
CREATE TABLE annotation (anid INTEGER, fid INTEGER, pos0 INTEGER, pos1 INTEGER, memo TEXT, owner TEXT, date TEXT);
CREATE TABLE journal (jid INTEGER, name TEXT, jentry TEXT, date TEXT, owner TEXT);
CREATE TABLE cases (caseid INTEGER, name TEXT, memo TEXT, owner TEXT, date TEXT);
CREATE TABLE case_text (id INTEGER, caseid INTEGER, fid INTEGER, pos0 INTEGER, pos1 INTEGER, owner TEXT, date TEXT,
  memo TEXT);
CREATE TABLE attribute (attrid INTEGER, name TEXT, attr_type TEXT, value TEXT, id INTEGER, date TEXT, owner TEXT);
CREATE TABLE code_av (avid INTEGER, id INTEGER, pos0 INTEGER, pos1 INTEGER, cid INTEGER);
"""
V1 = """
CREATE TABLE project (databaseversion TEXT, date TEXT, memo TEXT);
CREATE TABLE source (id INTEGER, name TEXT, fulltext TEXT, mediapath TEXT, memo TEXT, owner TEXT, date TEXT);
CREATE TABLE code_cat (catid INTEGER, name TEXT, owner TEXT, date TEXT, memo TEXT, supercatid INTEGER);
CREATE TABLE code_name (cid INTEGER, name TEXT, memo TEXT, catid INTEGER, owner TEXT, date TEXT, color TEXT);
CREATE TABLE code_text (cid INTEGER, fid INTEGER, seltext TEXT, pos0 INTEGER, pos1 INTEGER, owner TEXT, date TEXT,
  memo TEXT);
"""
DAY = "2026-02-03 10:00:00"


def rows(raw, quote, names=("Pain points", "Price", "Shipping")):
    start = raw.index(quote)
    end = start + len(quote)
    return [
        ("project", ("v17", DAY, "about sofas", "")),
        ("source", (1, "talk.docx", raw, None, "good talk", "li", DAY, None, None)),
        ("source", (2, "desk.png", "", "/images/desk.png", "", "li", DAY, None, None)),
        ("code_cat", (1, names[0], "li", DAY, "what hurts", None)),
        ("code_name", (1, names[1], "money", 1, "li", DAY, "#C0392B", None)),
        ("code_name", (2, names[2], "", None, "li", DAY, "red", 1)),
        ("code_text", (1, 2, 1, quote, start, end, "li", DAY, "so dear", None, 1)),
        ("annotation", (1, 1, start, end, "look here", "sam", DAY)),
        ("journal", (1, "day 1", "began", DAY, "li")),
        ("cases", (1, "Anna Berg", "calm", "li", DAY)),
        ("case_text", (1, 1, 1, 0, len(raw), "li", DAY, "")),
        ("attribute", (1, "Customer type", "case", "new", 1, DAY, "li")),
        ("attribute", (2, "城市", "file", "上海", 1, DAY, "li")),
        ("code_av", (1, 2, 0, 100, 1)),
    ]


def read(path):
    return QualcoderReader().read(path)


@pytest.mark.parametrize("breaks", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("bom", ["", "\ufeff"], ids=["plain", "bom"])
@pytest.mark.parametrize(("text", "quote"), [(EN, "far too dear"), (ZH, "价格太贵了")], ids=["en", "zh"])
def test_a_coding_is_on_its_words_whatever_the_text_holds(tmp_path, text, quote, bom, breaks):
    raw = bom + text.replace("\n", breaks)
    (found,) = read(write_sqlite(tmp_path / "data.qda", V17, rows(raw, quote))).sources
    (mark,) = found.marks
    assert found.text == text
    assert text[mark.start : mark.end] == quote
    assert (mark.coder, mark.created_at, mark.memo) == ("li", "2026-02-03T10:00:00", "so dear")


def test_codes_cases_attributes_and_memos_come_along(tmp_path):
    (tmp_path / "sofas.qda").mkdir()
    write_sqlite(tmp_path / "sofas.qda" / "data.qda", V17, rows(EN, "a week", ("痛点", "价格", "运费")))
    reading = read(tmp_path / "sofas.qda")
    assert reading.format == "QualCoder project v17"
    assert reading.codes == (
        Code("痛点", "what hurts", ""),
        Code("痛点 > 价格", "money", "#c0392b"),
        Code("痛点 > 价格 > 运费", "", ""),
    )
    (found,) = reading.sources
    assert (found.names, found.attributes) == (("Anna Berg",), {"城市": "上海", "Customer type": "new"})
    start = EN.index("a week")
    assert {(memo.about, memo.about_id, memo.text, memo.coder) for memo in reading.memos} == {
        ("study", "", "about sofas", ""),
        ("study", "", "day 1: began", "li"),
        ("document", "talk.docx", "good talk", "li"),
        ("case", "Anna Berg", "calm", "li"),
        ("place", f"talk.docx:{start}-{start + 6}", "look here", "sam"),
    }
    assert ("desk.png", "a picture or recording with 1 coding", "only codings on words have a place") in [
        (part.place, part.what, part.why) for part in reading.skipped
    ]
    assert reading.counts == {
        "documents": 1, "selections": 1, "matched quotes": 1, "codings": 1, "dropped codings": 1, "codes": 3,
    }  # fmt: skip


def test_the_first_version_of_the_tables_is_read(tmp_path):
    start = EN.index("a week")
    path = write_sqlite(
        tmp_path / "data.qda",
        V1,
        [
            ("project", ("v1", DAY, "")),
            ("source", (1, "talk", EN, None, "", "li", DAY)),
            ("code_name", (1, "Wait", "", None, "li", DAY, "")),
            ("code_text", (1, 1, "a week", start, start + 6, "li", DAY, None)),
        ],
    )
    reading = read(path)
    assert [(mark.code, mark.start) for mark in reading.sources[0].marks] == [("Wait", start)]


def test_a_coding_whose_words_are_elsewhere_is_kept_and_listed(tmp_path):
    raw = EN
    table = [row for row in rows(raw, "a week") if row[0] != "code_text"]
    table += [
        ("code_text", (1, 1, 1, "a week", 0, 6, "li", DAY, "", None, None)),
        ("code_text", (2, 1, 1, "far too dear", *(raw.index("far") + n for n in (0, 12)), "li", DAY, "", None, None)),
        ("code_text", (3, 9, 1, "Anna", raw.index("Anna"), raw.index("Anna") + 4, "li", DAY, "", None, None)),
        ("code_text", (4, 1, 7, "x", 0, 1, "li", DAY, "", None, None)),
    ]
    reading = read(write_sqlite(tmp_path / "data.qda", V17, table))
    assert [(mark.start, mark.end) for mark in reading.sources[0].marks] == [
        (0, 6),
        (raw.index("far"), raw.index("far") + 12),
    ]
    told = [part.what for part in reading.skipped]
    assert "nothing: kept on the words 'Interv', though its quote is 'a week'" in told
    assert reading.counts["orphan codings"] == 1


def test_categories_in_a_circle_end_somewhere(tmp_path):
    table = [row for row in rows(EN, "a week") if row[0] != "code_cat"]
    table += [("code_cat", (n, f"c{n}", "", "", "", 3 - n)) for n in (1, 2)]
    reading = read(write_sqlite(tmp_path / "data.qda", V17, table))
    assert {code.path for code in reading.codes} >= {"c2 > c1", "c1 > c2"}


def test_values_of_any_type_are_read(tmp_path):
    table = [row for row in rows(EN, "a week") if row[0] != "code_text"]
    table += [
        ("code_text", (1, 1, 1, b"\xff\xfe", "x", 2.5, 7, 0, None, None, None)),
        ("journal", (2, None, b"raw", 5, 6)),
    ]
    assert read(write_sqlite(tmp_path / "data.qda", V17, table)).counts["outlying selections"] == 1


def test_a_project_under_another_name_is_known_by_its_tables(tmp_path):
    path = write_sqlite(tmp_path / "copy.sqlite", V17, rows(ZH, "价格太贵了"))
    assert TaguetteReader().read(path).format == "QualCoder project v17"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            "CREATE TABLE orders (a);",
            "{path} is a database, but no project of QualCoder (its tables: orders). "
            "Export the project as REFI-QDA (.qdpx) instead.",
        ),
        (V17, "{path} is a project of QualCoder without texts and codes. Check that it is the right one."),
    ],
)
def test_another_database_is_refused(tmp_path, script, expected):
    path = write_sqlite(tmp_path / "data.qda", script)
    with pytest.raises(ReadError, match=f"^{re.escape(expected.format(path=path))}$"):
        read(path)
