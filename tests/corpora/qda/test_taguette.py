import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cjm_research.corpora.imported import Code
from cjm_research.corpora.qda.markup import page_of
from cjm_research.corpora.qda.taguette import TaguetteReader
from cjm_research.errors import ReadError

from .projects import write_sqlite

TABLES = """
CREATE TABLE projects (id INTEGER, name TEXT, description TEXT);
CREATE TABLE documents (id INTEGER, name TEXT, description TEXT, filename TEXT, created TEXT, project_id INTEGER,
  text_direction TEXT, contents TEXT);
CREATE TABLE tags (id INTEGER, project_id INTEGER, path TEXT, description TEXT);
CREATE TABLE highlights (id INTEGER, document_id INTEGER, start_offset INTEGER, end_offset INTEGER, snippet TEXT);
CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);
CREATE TABLE commands (id INTEGER, date TEXT, user_login TEXT, project_id INTEGER, document_id INTEGER, payload TEXT);
"""
EN = "<p>Interviewer: How was it? 😀</p>\n<p>Anna: It was <b>far</b> too dear &amp; slow.</p>"
ZH = "<p>访谈者：您好😀</p>\n<p>受访者：<b>价格</b>太贵了</p>"


def rows(contents, start, end, snippet, tags=(("pain.price", "what it costs"),)):
    payload = json.dumps({"type": "highlight_add", "highlight_id": 1, "start_offset": start, "end_offset": end})
    return [
        ("projects", (1, "p", "about sofas")),
        ("documents", (1, "talk", "the first", "talk.docx", "", 1, "", contents)),
        ("highlights", (1, 1, start, end, snippet)),
        ("commands", (1, "2026-02-03 10:00:00.5", "admin", 1, 1, payload)),
        *[("tags", (n, 1, *tag)) for n, tag in enumerate(tags, 1)],
        *[("highlight_tags", (1, n)) for n in range(1, len(tags) + 1)],
    ]


def read(path):
    return TaguetteReader().read(path)


@pytest.mark.parametrize(
    ("contents", "start", "end", "snippet", "quote"),
    [
        (EN, 43, 62, "<p><b>far</b> too dear &amp; slow</p>", "far too dear & slow"),
        (ZH, 35, 50, "<p><b>价格</b>太贵了</p>", "价格太贵了"),
    ],
    ids=["en", "zh"],
)
def test_a_highlight_is_on_its_words(tmp_path, contents, start, end, snippet, quote):
    reading = read(write_sqlite(tmp_path / "p.sqlite3", TABLES, rows(contents, start, end, snippet)))
    (found,) = reading.sources
    (mark,) = found.marks
    assert found.text[mark.start : mark.end] == quote
    assert (mark.code, mark.coder, mark.created_at) == ("pain > price", "admin", "2026-02-03T10:00:00.500000")
    assert reading.codes == (Code("pain > price", "what it costs"),)
    assert reading.confidence == 1.0
    assert {(memo.about, memo.about_id, memo.text) for memo in reading.memos} == {
        ("study", "", "about sofas"),
        ("document", "talk", "the first"),
    }


def test_each_tag_of_a_highlight_is_a_coding(tmp_path):
    tags = (("e.g. price", ""), ("版本 1.2", ""), ("a.b.c", ""))
    reading = read(write_sqlite(tmp_path / "p.db", TABLES, rows(EN, 43, 46, "<p>far</p>", tags)))
    assert [mark.code for mark in reading.sources[0].marks] == ["a > b > c", "e > g. price", "版本 1.2"]


def test_a_highlight_that_is_on_other_words_or_inside_a_character_is_told(tmp_path):
    wrong = read(write_sqlite(tmp_path / "a.sqlite3", TABLES, rows(ZH, 35, 50, "<p>别的话</p>")))
    assert wrong.counts["misplaced quotes"] == 1
    assert wrong.sources[0].marks[0].start == 12
    inside = read(write_sqlite(tmp_path / "b.sqlite3", TABLES, rows(ZH, 36, 50, "<p>价格太贵了</p>")))
    assert inside.sources[0].marks == ()
    assert inside.counts["outlying selections"] == 1


def test_the_text_has_a_line_where_a_block_ends():
    page = page_of("<h1>Why?</h1><p>Too <b>dear</b></p><ul><li>slow</li><li>late</li></ul>a<br>b")
    assert page.text == "Why?\nToo dear\nslow\nlate\na\nb"
    assert page.nodes == "Why?Too dearslowlateab"
    assert [page.nodes[page.in_nodes(n)] for n, char in enumerate(page.text) if char != "\n"] == list(page.nodes)
    assert page.text[page.index(4) : page.index(12, is_end=True)] == "Too dear"


@pytest.mark.parametrize(
    ("html", "nodes"),
    [
        # What a browser's parser makes of each, by html5lib 1.1.
        ("<p>a &amp; b &lt;c&gt; &eacute; &#8217; &notanentity; AT&T &copy x</p>", "a & b <c> é ’ ¬anentity; AT&T © x"),
        ("  \n<p>x</p>\r\n<p>y\r z</p> ", "x\ny\n z "),
        ("<pre>\n\nx</pre>tail <br/> a<br>b", "\nxtail  ab"),
        ("plain 1 < 2 and <b>bold", "plain 1 < 2 and bold"),
        ("<p>价格&#128512; &#150;</p><table><tr><td>1</td><td>2</td></tr></table>", "价格😀 –12"),
        ("<p>a<!-- c -->b</p><h1> q </h1>", "ab q "),
    ],
)
def test_text_nodes_are_those_of_a_browser(html, nodes):
    assert page_of(html).nodes == nodes


@pytest.mark.parametrize("piece", ["<a ", "<!--", "</", "<a b='", "&#0", "&#9"])
def test_markup_that_is_never_closed_takes_no_time_and_breaks_nothing(piece):
    assert len(page_of("价格" + piece * 100_000).nodes) <= 2 + 300_000


def test_numbered_characters_that_do_not_exist_are_no_reason_to_stop():
    assert page_of("<p>价&#" + "9" * 6000 + ";&#" + "0" * 6000 + "65;</p>").nodes == "价\ufffdA"


def test_bytes_count_through_long_texts():
    text = "价a😀é" * 3000
    page = page_of(f"<p>{text}</p>")
    for at in (0, 1, 4095, 4096, 4097, 8192, len(text) - 1, len(text)):
        assert page.index(len(text[:at].encode())) == at
    assert page.index(1) is None
    assert page.index(len(text.encode()) + 1) is None


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            "".join(f"CREATE TABLE {name} (a);" for name in ("events", "codings", "segments", "suggestions")),
            "{path} is the database of a study of cjm-research, not a project of another tool. "
            "Add the files in that study's raw folder instead.",
        ),
        (
            "CREATE TABLE orders (a); CREATE TABLE clients (a);",
            "{path} is a database, but no project of Taguette or QualCoder (its tables: clients, orders). "
            "Export the tables you need as .csv or .xlsx.",
        ),
        (TABLES, "{path} is a project of Taguette without documents and tags. Export it again."),
    ],
    ids=["our own", "another", "empty"],
)
def test_another_database_is_refused_with_the_reason(tmp_path, script, expected):
    path = write_sqlite(tmp_path / "x.sqlite", script)
    with pytest.raises(ReadError, match=f"^{re.escape(expected.format(path=path))}$"):
        read(path)


def test_a_file_that_is_no_database_is_refused(tmp_path):
    path = tmp_path / "x.db"
    path.write_text("Windows thumbnail cache", "utf-8")
    expected = f"{path} is no SQLite database, a project of Taguette was expected. Export it again."
    with pytest.raises(ReadError, match=f"^{re.escape(expected)}$"):
        read(path)


def test_a_project_in_use_is_read_from_a_copy_and_nothing_is_written(tmp_path):
    path = write_sqlite(tmp_path / "p.sqlite3", "PRAGMA journal_mode = WAL;" + TABLES)
    with closing(sqlite3.connect(path)) as connection:
        for table, values in rows(ZH, 35, 50, "<p>价格太贵了</p>"):
            connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values)
        connection.commit()
        wal = path.with_name("p.sqlite3-wal")
        before = (path.read_bytes(), wal.read_bytes(), sorted(p.name for p in tmp_path.iterdir()))
        assert len(read(path).sources[0].marks) == 1
        assert (path.read_bytes(), wal.read_bytes(), sorted(p.name for p in tmp_path.iterdir())) == before


def test_damage_gives_one_sentence(tmp_path):
    good = write_sqlite(tmp_path / "p.sqlite3", TABLES, rows(ZH, 35, 50, ""))
    path = tmp_path / "q.sqlite3"
    shutil.copyfile(good, path)
    data = bytearray(Path(path).read_bytes())
    data[100:4096] = bytes(3996)
    path.write_bytes(data)
    with pytest.raises(ReadError, match=f"^{re.escape(str(path))} is a damaged database .*export it again.$"):
        read(path)
