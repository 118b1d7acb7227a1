"""Small projects of other tools, made by the tests."""

import sqlite3
from contextlib import closing
from zipfile import ZIP_DEFLATED, ZipFile

EN = "Interviewer: How was it? 😀\nAnna: It was far too dear for us.\nAnna: We waited for a week.\n"
ZH = "访谈者：您觉得怎么样？😀\n受访者：价格太贵了，我们买不起。\n受访者：等了整整一个星期。\n"
A = "aaaaaaaa-0000-4000-8000-00000000000"
CODES = f"""<CodeBook><Codes>
<Code guid="{A}1" name="{{pain}}" isCodable="false" color="#C0392B"><Description>{{about}}</Description>
<Code guid="{{{{{A.upper()}2}}}}" name="{{price}}" isCodable="true" color="#abc"/></Code>
</Codes></CodeBook>"""


def codes(pain="Pain points", price="Price", about="What hurts"):
    return CODES.format(pain=pain, price=price, about=about)


def project(inside, name="study", origin="", extra=""):
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<Project xmlns="urn:QDA-XML:project:1.0" name="{name}" origin="{origin}"{extra}>{inside}</Project>'
    )


def selection(text, quote, codings="", name=None, tag="PlainTextSelection", inner=""):
    start = text.index(quote)
    return (
        f'<{tag} guid="{A}9" name="{quote if name is None else name}" startPosition="{start}" '
        f'endPosition="{start + len(quote)}" creatingUser="{A}7" creationDateTime="2026-02-03T10:00:00Z">'
        f"{inner}{codings}</{tag}>"
    )


def coding(code=f"{A}2", user=f"{A}7", inner=""):
    return (
        f'<Coding guid="{A}8" creatingUser="{user}" creationDateTime="2026-02-03T10:05:00+01:00">'
        f'<CodeRef targetGUID="{code}"/>{inner}</Coding>'
    )


def write_qdpx(path, xml, **sources):
    """Write a project with its sources; a keyword ``t1`` becomes ``sources/t1.txt``."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", xml)
        for name, content in sources.items():
            data = content if isinstance(content, bytes) else content.encode()
            archive.writestr(f"sources/{name.replace('_', '.')}{'' if '_' in name else '.txt'}", data)
    return path


def write_sqlite(path, script, rows=()):
    """Write a database; ``rows`` are pairs of table and tuple of values."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(script)
        for table, values in rows:
            connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values)
    return path
