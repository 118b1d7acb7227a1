"""A small valid file of every format that is read, made here: what the mutations start from."""

import io
import json
import sqlite3
import zipfile
from pathlib import Path

FILES = Path(__file__).parents[1] / "corpora" / "files"
TALK = [
    ("Interviewer", "How was the delivery?"),
    ("Anna Berg", "It came two days late, and nobody called me."),
    ("Interviewer", "What did you do then?"),
    ("Anna Berg", "I wrote to the shop twice. 我写了两次邮件。"),
]
ANSWERS = [
    ["id", "What annoyed you most?", "Would you recommend us?"],
    ["1", "The box was open when it came to our door.", "3"],
    ["2", "送货的人没有打电话就走了，太不方便。", "9"],
    ["3", "Nothing really, it was quick and friendly.", "10"],
    ["4", "I waited on the phone for half an hour.", "2"],
]
_NS = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)

_MANIFEST = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'


def zipped(parts):
    """Return a zip archive of named parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data if isinstance(data, bytes) else data.encode())
    return out.getvalue()


def unzipped(data):
    """Return the named parts of a zip archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _times(n, mark="."):
    return f"00:00:{4 * n:02}{mark}000", f"00:00:{4 * n + 3:02}{mark}500"


def vtt():
    cues = [f"{n}\n{' --> '.join(_times(n))}\n<v {who}>{said}</v>" for n, (who, said) in enumerate(TALK)]
    return "\n\n".join(["WEBVTT", *cues]).encode()


def srt():
    cues = [f"{n + 1}\n{' --> '.join(_times(n, ','))}\n{who}: {said}" for n, (who, said) in enumerate(TALK)]
    return "\n\n".join(cues).encode()


def sbv():
    return "\n\n".join(f"{','.join(t[1:] for t in _times(n))}\n{said}" for n, (_, said) in enumerate(TALK)).encode()


def txt():
    return "\n\n".join(f"{who}: {said}" for who, said in TALK).encode()


def csv():
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in ANSWERS).encode()


def tsv():
    return "\n".join("\t".join(row) for row in ANSWERS).encode()


def whisper():
    segments = [
        {"id": n, "start": 4.0 * n, "end": 4 * n + 3.5, "text": said, "speaker": who,
         "words": [{"word": word, "start": 4.0 * n, "end": 4 * n + 1.0, "score": 0.9} for word in said.split()]}
        for n, (who, said) in enumerate(TALK)
    ]  # fmt: skip
    return json.dumps({"text": "", "segments": segments, "language": "en"}, ensure_ascii=False).encode()


def otr():
    said = "".join(
        f'<p><span class="timestamp" data-timestamp="{4 * n}.5">0:{4 * n:02}</span> {who}: {said}</p>'
        for n, (who, said) in enumerate(TALK)
    )
    return json.dumps({"text": said, "media": "a.mp3", "media-time": 3.2}, ensure_ascii=False).encode()


def eaf():
    slots = "".join(
        f'<TIME_SLOT TIME_SLOT_ID="ts{2 * n + k}" TIME_VALUE="{4000 * n + 3000 * k}"/>'
        for n in range(len(TALK)) for k in (0, 1)
    )  # fmt: skip
    tiers = "".join(
        f'<TIER LINGUISTIC_TYPE_REF="default-lt" PARTICIPANT="{person}" TIER_ID="{person}">'
        + "".join(
            f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{n}" TIME_SLOT_REF1="ts{2 * n}" '
            f'TIME_SLOT_REF2="ts{2 * n + 1}"><ANNOTATION_VALUE>{said}</ANNOTATION_VALUE>'
            "</ALIGNABLE_ANNOTATION></ANNOTATION>"
            for n, (who, said) in enumerate(TALK) if who == person
        )
        + "</TIER>"
        for person in dict.fromkeys(who for who, _ in TALK)
    )  # fmt: skip
    return (
        '<?xml version="1.0" encoding="UTF-8"?><ANNOTATION_DOCUMENT AUTHOR="" DATE="2026-05-01T10:00:00+00:00" '
        'FORMAT="3.0" VERSION="3.0"><HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"/>'
        f"<TIME_ORDER>{slots}</TIME_ORDER>{tiers}"
        '<LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="default-lt" TIME_ALIGNABLE="true"/>'
        "</ANNOTATION_DOCUMENT>"
    ).encode()


def rtf():
    escaped = ["".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in f"{who}: {said}") for who, said in TALK]
    return (
        "{\\rtf1\\ansi\\ansicpg1252\\deff0 {\\fonttbl {\\f0 Arial;}}\n" + "\\par\n".join(escaped) + "\\par}"
    ).encode()


def docx():
    from docx import Document

    document = Document()
    for who, said in TALK:
        document.add_paragraph(f"{who}: {said}")
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Notes"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def odt():
    body = "".join(f"<text:p>{who}: {said}</text:p>" for who, said in TALK)
    return zipped({
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {_NS}><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>",
    })  # fmt: skip


def ods():
    rows = "".join(
        "<table:table-row>"
        + "".join(f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>' for c in row)
        + "</table:table-row>"
        for row in ANSWERS
    )
    return zipped({
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": f"<manifest:manifest {_MANIFEST}/>",
        "content.xml": f"<office:document-content {_NS}><office:body><office:spreadsheet>"
        f'<table:table table:name="Answers">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>",
    })  # fmt: skip


def xlsx(rows=ANSWERS):
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pdf():
    lines = [f"{who}: {said}".encode("ascii", "ignore").decode() for who, said in TALK]
    shown = " ".join(f"({line.replace('(', '').replace(')', '')}) Tj 0 -20 Td" for line in lines)
    stream = f"BT /F1 11 Tf 60 760 Td {shown} ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    out, places = "%PDF-1.4\n", []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{n} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{at:010} 00000 n \n" for at in places)
    end = f"xref\n0 6\n0000000000 65535 f \n{table}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return (out + end).encode()


def sav(folder):
    import pandas as pd
    import pyreadstat

    frame = pd.DataFrame([row[1:] for row in ANSWERS[1:]], columns=["why", "nps"]).astype({"nps": float})
    pyreadstat.write_sav(frame, str(folder / "seed.sav"), column_labels=ANSWERS[0][1:],
                         variable_value_labels={"nps": {9.0: "yes", 3.0: "no"}})  # fmt: skip
    return (folder / "seed.sav").read_bytes()


def qdpx():
    text = "\n".join(f"{who}: {said}" for who, said in TALK)
    user, code, source, place = (f"0000000{n}-0000-4000-8000-000000000000" for n in (1, 2, 3, 4))
    at = text.index("two days late")
    project = (
        '<?xml version="1.0" encoding="utf-8"?><Project xmlns="urn:QDA-XML:project:1.0" name="Sofa" origin="Test">'
        f'<Users><User guid="{user}" name="Ana"/></Users><CodeBook><Codes><Code guid="{code}" name="Late" '
        f'isCodable="true"/></Codes></CodeBook><Sources><TextSource guid="{source}" name="talk" '
        f'plainTextPath="internal://{source}.txt" creatingUser="{user}" creationDateTime="2026-01-02T10:00:00Z">'
        f'<PlainTextSelection guid="{place}" name="two days late" startPosition="{at}" endPosition="{at + 13}" '
        f'creatingUser="{user}"><Coding guid="{place}" creatingUser="{user}"><CodeRef targetGUID="{code}"/></Coding>'
        "</PlainTextSelection></TextSource></Sources></Project>"
    )
    return zipped({"project.qde": project, f"sources/{source}.txt": text})


def qde():
    return unzipped(qdpx())["project.qde"]


def qdc():
    return (
        b'<?xml version="1.0" encoding="utf-8"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Test"><Codes>'
        b'<Code guid="00000002-0000-4000-8000-000000000000" name="Late" isCodable="true"><Description>Too late'
        b"</Description></Code></Codes></CodeBook>"
    )


def _database(path, script, rows):
    with sqlite3.connect(path) as base:
        base.executescript(script)
        for table, values in rows:
            base.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(values))})", values)
    base.close()
    return path.read_bytes()


def qualcoder(folder):
    text = "\n".join(f"{who}: {said}" for who, said in TALK)
    at = text.index("two days late")
    return _database(
        folder / "data.qda",
        """CREATE TABLE project (databaseversion text, date text, memo text, about text);
        CREATE TABLE source (id integer primary key, name text, fulltext text, mediapath text, memo text, owner text,
          date text, av_text_id integer, risid integer, unique(name));
        CREATE TABLE code_cat (catid integer primary key, name text, owner text, date text, memo text,
          supercatid integer);
        CREATE TABLE code_name (cid integer primary key, name text, memo text, catid integer, owner text, date text,
          color text);
        CREATE TABLE code_text (ctid integer primary key, cid integer, fid integer, seltext text, pos0 integer,
          pos1 integer, owner text, date text, memo text, avid integer, important integer);
        CREATE TABLE annotation (anid integer primary key, fid integer, pos0 integer, pos1 integer, memo text,
          owner text, date text);
        CREATE TABLE attribute_type (name text primary key, date text, owner text, memo text, caseOrFile text,
          valuetype text);
        CREATE TABLE attribute (attrid integer primary key, name text, attr_type text, value text, id integer,
          date text, owner text);
        CREATE TABLE case_text (id integer primary key, caseid integer, fid integer, pos0 integer, pos1 integer,
          owner text, date text, memo text);
        CREATE TABLE cases (caseid integer primary key, name text, memo text, owner text, date text);
        CREATE TABLE journal (jid integer primary key, name text, jentry text, date text, owner text);""",
        [
            ("project", ("v11", "2026-01-02 10:00:00", "", "QualCoder")),
            ("source", (1, "talk", text, None, "", "ana", "2026-01-02 10:00:00", None, None)),
            ("code_cat", (1, "Delivery", "ana", "2026-01-02", "", None)),
            ("code_name", (1, "Late", "", 1, "ana", "2026-01-02", "#F781F3")),
            ("code_text", (1, 1, 1, "two days late", at, at + 13, "ana", "2026-01-02 10:00:00", "", None, None)),
        ],
    )


def taguette(folder):
    said = "".join(f"<p>{who}: {said}</p>" for who, said in TALK)
    at = len(b"How was the delivery?") + 30
    return _database(
        folder / "seed.sqlite3",
        """CREATE TABLE alembic_version (version_num varchar(32) not null);
        CREATE TABLE users (login varchar(30) primary key, created datetime, hashed_password varchar(192),
          password_set_date datetime, language varchar(10), email varchar(256), disabled boolean);
        CREATE TABLE projects (id integer primary key, name varchar(50), description text, created datetime);
        CREATE TABLE documents (id integer primary key, name varchar(50), description text, filename varchar(200),
          created datetime, project_id integer, text_direction varchar(13), contents text);
        CREATE TABLE tags (id integer primary key, project_id integer, path varchar(200), description text);
        CREATE TABLE highlights (id integer primary key, document_id integer, start_offset integer,
          end_offset integer, snippet text);
        CREATE TABLE highlight_tags (highlight_id integer, tag_id integer);
        CREATE TABLE project_members (project_id integer, user_login varchar(30), privileges varchar(10));
        CREATE TABLE commands (id integer primary key, date datetime, user_login varchar(30), project_id integer,
          document_id integer, payload text);""",
        [
            ("alembic_version", ("0a8a0b0f9f5a",)),
            ("projects", (1, "Sofa", "", "2026-01-02 10:00:00")),
            ("documents", (1, "talk", "", "talk.txt", "2026-01-02 10:00:00", 1, "LEFT_TO_RIGHT", said)),
            ("tags", (1, 1, "delivery.late", "")),
            ("highlights", (1, 1, at, at + 10, "two days")),
            ("highlight_tags", (1, 1)),
        ],
    )


def seeds(folder):
    """Return the valid files by suffix."""
    made = {
        ".vtt": vtt(), ".srt": srt(), ".sbv": sbv(), ".txt": txt(), ".md": txt(), ".csv": csv(), ".tsv": tsv(),
        ".json": whisper(), ".otr": otr(), ".eaf": eaf(), ".rtf": rtf(), ".docx": docx(), ".odt": odt(),
        ".ods": ods(), ".xlsx": xlsx(), ".pdf": pdf(), ".sav": sav(folder), ".qdpx": qdpx(), ".qdc": qdc(),
        ".xls": (FILES / "book.xls").read_bytes(), ".qde": qde(), ".qda": qualcoder(folder),
        ".sqlite3": taguette(folder),
    }  # fmt: skip
    return made
