r"""What a file is, by its content where its name lies: an .xls that is a web page, a .txt that is a database.

A file that is nothing we read is refused with what to do about it. A reader that goes by the suffix is handed the file
under its true one (`named_truly`); the original is never touched.

>>> what_is(Path("talk.txt"), b"WEBVTT\\n\\n00:01.000 --> 00:02.000\\nHi").reader
'vtt'
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from cjm_research.corpora.reading import content_of, known_suffixes
from cjm_research.errors import ReadError

_ADD_TRANSCRIPT = "Add its transcript instead: recordings are not listened to."
_REFUSED = {
    **dict.fromkeys((".doc", ".wps"), ("an old Word file", "Open it and save it as .docx.")),
    **dict.fromkeys((".numbers", ".pages", ".key"), ("a file of Apple's", "Export it as .xlsx, .csv or .docx.")),
    **dict.fromkeys((".qsf", ".lss"), ("the form of a survey, without answers", "Export the responses as .csv.")),
    **dict.fromkeys((".ppt", ".pptx", ".odp"), ("slides", "Save the text as .docx or .txt.")),
    **dict.fromkeys((".xlsb", ".xlsxb"), ("a binary workbook", "Save it as .xlsx.")),
    **dict.fromkeys((".mp3", ".m4a", ".wav", ".ogg", ".flac", ".aac", ".amr"), ("a recording", _ADD_TRANSCRIPT)),
    **dict.fromkeys((".mp4", ".mov", ".avi", ".mkv", ".webm", ".m4v"), ("a recording", _ADD_TRANSCRIPT)),
    **dict.fromkeys(
        (".jpg", ".jpeg", ".png", ".gif", ".heic", ".tif", ".tiff", ".bmp", ".webp"),
        ("a picture", "Add the text in it as .txt."),
    ),
    **dict.fromkeys((".zip", ".7z", ".rar", ".gz", ".tar"), ("an archive", "Unpack it and add the folder.")),
    **dict.fromkeys((".nvp", ".nvpx", ".mx22", ".mx24", ".hpr7", ".atlproj", ".atlproj23"), (
        "a project that only its own program opens", "Export it there as a REFI-QDA project (.qdpx)."
    )),
}  # fmt: skip
_MAGIC = (
    (b"%PDF", "pdf", ".pdf"),
    (b"{\\rtf", "rtf", ".rtf"),
    (b"$FL2", "spss", ".sav"),
    (b"$FL3", "spss", ".zsav"),
)
_OTHER_ARCHIVES = (
    ("xl/workbook.bin", ".xlsb"),
    ("ppt/presentation.xml", ".pptx"),
    ("index/document.iwa", ".numbers"),
)
_SOUND = (b"ID3", b"OggS", b"fLaC", b"#!AMR", b"\xff\xfb", b"\xff\xf3", b"\xff\xf1", b"\x1aE\xdf\xa3")
_PICTURE = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
_TEXTS = frozenset({".txt", ".text", ".md", ".markdown", ".json", ".xml", ".otr", ".html", ".htm", ""})
_TABLES = frozenset({".xls", ".xlsx", ".csv", ".tsv"})
_SBV = re.compile(r"\s*\d+:\d\d:\d\d\.\d+,\d+:\d\d:\d\d\.\d+\s*\n")


@dataclass(frozen=True)
class Told:
    """What a file turned out to be.

    Attributes
    ----------
    reader : str
        Name of the reader.
    suffix : str
        The suffix that the file should have; empty where its own is right.
    table : bool
        Whether it is a web page with a table in it.
    """

    reader: str
    suffix: str = ""
    table: bool = False


def why_not(suffix: str) -> str:
    """Return why files of a suffix are not read and what to do, or an empty string if they are."""
    if suffix in known_suffixes():
        return ""
    if suffix in _REFUSED:
        what, remedy = _REFUSED[suffix]
        return f"it is {what}. {remedy}"
    return f"files ending in {suffix or 'nothing'!r} are not read"


def what_is(path: Path, head: bytes) -> Told:
    """Return which reader takes a file.

    Parameters
    ----------
    path : Path
        The file.
    head : bytes
        Its first bytes, some ten thousand.

    Raises
    ------
    ReadError
        If it is nothing that is read.
    """
    suffix = path.suffix.lower()
    told = _by_content(path, suffix, head)
    if told:
        right = known_suffixes().get(suffix) == told.reader and not told.table
        keeps = right and (suffix not in _TABLES or not told.suffix or _like(suffix, told.suffix))
        return Told(told.reader) if keeps else told
    known = known_suffixes()
    if suffix in known:
        return Told(known[suffix])
    if suffix in _REFUSED:
        what, remedy = _REFUSED[suffix]
        raise ReadError(f"{path} is {what}. {remedy}")
    raise ReadError(
        f"{path}: files ending in {suffix or 'nothing'!r} are not read. Save it as one of {', '.join(sorted(known))}."
    )


def _like(suffix: str, true: str) -> bool:
    return suffix == true or {suffix, true} <= {".csv", ".tsv"}


def _by_content(path: Path, suffix: str, head: bytes) -> Told | None:
    if head.startswith(b"SQLite format 3\x00"):
        return _database(path)
    if head.startswith(b"PK\x03\x04"):
        return _archive(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _old_office(path)
    for magic, reader, true in _MAGIC:
        if head.startswith(magic):
            return Told(reader, true)
    _refuse_media(path, head)
    return _text(path, suffix, _plain(head))


def _refuse_media(path: Path, head: bytes) -> None:
    if head.startswith(_PICTURE) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        raise ReadError(f"{path} is a picture, a transcript or a table was expected. Add the text in it as .txt.")
    if head.startswith(_SOUND) or head[4:8] == b"ftyp" or (head[:4] == b"RIFF" and head[8:12] in (b"WAVE", b"AVI ")):
        raise ReadError(f"{path} is a recording, a transcript or a table was expected. {_ADD_TRANSCRIPT}")


def _database(path: Path) -> Told:
    file = content_of(path)
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            connection.text_factory = lambda name: name.decode("utf-8", "replace")
            names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except (sqlite3.Error, UnicodeDecodeError) as err:  # SQLite quotes the file's own bytes in its messages
        raise ReadError(f"{path} is a damaged database ({err}). Copy it again from the program it comes from.") from err
    if {"code_name", "code_text"} <= names:
        return Told("qualcoder", ".qda")
    if {"highlights", "tags"} <= names:
        return Told("taguette", ".sqlite3")
    listed = ", ".join(sorted(names)[:5]) or "none"
    raise ReadError(
        f"{path} is a database of neither QualCoder nor Taguette (its tables: {listed}). Export what it holds as .csv."
    )


def _archive(path: Path) -> Told | None:
    from cjm_research.corpora.archive import open_zip

    try:
        with open_zip(path) as opened:
            names = {name.casefold() for name in opened.names}
            mime = opened.read("mimetype")[:80] if "mimetype" in opened.names else b""
    except ReadError:
        # The reader that the suffix asks for says what is wrong with it.
        return None
    if "word/document.xml" in names:
        return Told("docx", ".docx")
    if "xl/workbook.xml" in names:
        return Told("survey", ".xlsx")
    if mime.endswith(b"opendocument.text"):
        return Told("odt", ".odt")
    if mime.endswith(b"opendocument.spreadsheet"):
        return Told("survey", ".ods")
    if any(name.endswith(".qde") for name in names):
        return Told("refi", ".qdpx")
    for part, what in _OTHER_ARCHIVES:
        if part in names:
            raise ReadError(f"{path} is {_REFUSED[what][0]}. {_REFUSED[what][1]}")
    return None


def _old_office(path: Path) -> Told | None:
    with path.open("rb") as stream:
        data = stream.read(1 << 26)
    if "EncryptedPackage".encode("utf-16-le") in data:
        return None
    if "WordDocument".encode("utf-16-le") in data:
        what, remedy = _REFUSED[".doc"]
        raise ReadError(f"{path} is {what}. {remedy}")
    return Told("survey", ".xls") if "Workbook".encode("utf-16-le") in data else None


def _plain(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="replace").lstrip("\ufeff")
    return head.decode("utf-8", errors="replace").lstrip("\ufeff")


def _text(path: Path, suffix: str, text: str) -> Told | None:
    text = text.lstrip()
    if text.startswith("WEBVTT"):
        return Told("vtt", ".vtt") if suffix in _TEXTS | {".vtt", ".srt"} else None
    if re.match(r"\{\s*\"|\[\s*\{", text) and suffix in _TEXTS:
        return _json(path, text)
    if text.startswith("<"):
        return _markup(path, suffix, text)
    if suffix in _TEXTS and _SBV.match(text):
        return Told("sbv", ".sbv")
    if suffix in (".xls", ".xlsx") and re.search(r"[,;\t]", text) and "\x00" not in text:
        first = text.partition("\n")[0]
        return Told("survey", ".tsv" if "\t" in first else ".csv")
    return None


def _json(path: Path, text: str) -> Told | None:
    if '"SurveyEntry"' in text:
        what, remedy = _REFUSED[".qsf"]
        raise ReadError(f"{path} is {what}. {remedy}")
    if '"media-time"' in text or re.search(r"class=\\?[\"']timestamp", text):
        return Told("otr", ".otr")
    return Told("whisper", ".json") if re.search(r"\"(?:segments|words|chunks|transcription|start)\"", text) else None


def _markup(path: Path, suffix: str, text: str) -> Told | None:
    if "<ANNOTATION_DOCUMENT" in text:
        return Told("eaf", ".eaf")
    if re.search(r"<(?:\w+:)?CodeBook[\s>]", text) and not re.search(r"<(?:\w+:)?Project[\s>]", text):
        return Told("refi", ".qdc")
    if re.search(r"<(?:\w+:)?Project[\s>]", text) and "QDA-XML" in text:
        return Told("refi", ".qde")
    if suffix not in _TABLES:
        return None
    if re.search(r"(?i)<table[\s>]", text) or re.search(r"(?i)<html[\s>]", text):
        return Told("survey", ".csv", table=True)
    raise ReadError(
        f"{path} is an XML text under the name of a table. Open it in a spreadsheet program and save it as .xlsx."
    )


@contextmanager
def named_truly(path: Path, told: Told) -> Iterator[Path]:
    """Give the path under which a reader that goes by suffixes knows the file; it is there inside the ``with``.

    Parameters
    ----------
    path : Path
        The original; not touched.
    told : Told
        What it is.
    """
    if not told.suffix or path.suffix.lower() == told.suffix:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="cjm-") as folder:
        named = Path(folder, "original" + told.suffix)
        if told.table:
            named.write_text(_table_of(path), "utf-8", newline="")
        else:
            try:
                named.symlink_to(content_of(path).resolve())
            except OSError:
                shutil.copyfile(content_of(path), named)
        yield named


def _table_of(path: Path) -> str:
    """Return the largest table of a web page as csv."""
    import csv
    import io

    import lxml.html

    from cjm_research.corpora.encoding import decode

    text = decode(path.read_bytes(), str(path)).text
    page = lxml.html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text) or "<p/>")
    tables = [
        [[" ".join(cell.text_content().split()) for cell in row.iter("td", "th")] for row in table.iter("tr")]
        for table in page.iter("table")
    ]
    largest = max(tables, key=lambda rows: sum(map(len, rows)), default=[])
    if not largest:
        raise ReadError(f"{path} is a web page without a table in it. Export the responses again as .csv or .xlsx.")
    out = io.StringIO()
    csv.writer(out).writerows(largest)
    return out.getvalue()
