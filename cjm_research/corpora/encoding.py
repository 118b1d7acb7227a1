r"""From bytes to text, once and for all: line ends become ``\n``, a byte order mark goes, nothing else is touched.

The order of guesses is fixed: byte order mark, strict UTF-8, UTF-16 by its zero bytes, GB18030 where the result is
plausible Chinese, then Western and other East Asian code pages scored by charset-normalizer. Short Chinese texts are
why GB18030 comes before any statistics: scorers take them for Big5 or Korean.

>>> decode("张三：你好。".encode("gb18030"), "a.txt").encoding
'gb18030'
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from cjm_research.errors import ReadError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"PK\x03\x04", "a zip archive (a Word or Excel file?)", "Give it its true ending, .docx or .xlsx."),
    (b"%PDF", "a PDF", "Save its text as .docx or .txt."),
    (b"\xd0\xcf\x11\xe0", "an old or a protected Office file", "Save it as .docx or .xlsx without a password."),
    (b"{\\rtf", "a rich-text file", "Save it as .docx or .txt."),
    (b"\x89PNG", "a picture", "Add the transcript instead."),
    (b"\xff\xd8\xff", "a picture", "Add the transcript instead."),
    (b"GIF8", "a picture", "Add the transcript instead."),
    (b"RIFF", "a recording", "Add its transcript instead."),
    (b"ID3", "a recording", "Add its transcript instead."),
    (b"OggS", "a recording", "Add its transcript instead."),
    (b"\x1f\x8b", "a compressed file", "Unpack it first."),
    (b"SQLite format 3", "a database", "Export its text first."),
)
_OTHERS = ("cp1252", "big5", "shift_jis", "euc_jp", "cp949", "cp1250", "cp1251")


@dataclass(frozen=True)
class Decoded:
    r"""A text with the encoding it came in.

    Attributes
    ----------
    text : str
        Lines ended by ``\n``, no byte order mark.
    encoding : str
        Python name of the encoding.
    confidence : float
        0 to 1; below 0.7 a person should look at the sample line.
    sample_line : str
        The first line with a character beyond ASCII, else the first line; at most 80 characters.
    """

    text: str
    encoding: str
    confidence: float
    sample_line: str


def decode(data: bytes, name: str, encoding: str | None = None) -> Decoded:
    """Return the text of a file.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        The file's name for messages.
    encoding : str, optional
        Use this encoding and no other.

    Raises
    ------
    ReadError
        If the file is not text, is cut off inside a character, or is not in the encoding asked for.
    """
    refuse_binary(data, name)
    text, used, confidence = _as_told(data, name, encoding) if encoding else _guess(data, name)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(text, used, confidence, _sample(text))


def refuse_binary(data: bytes, name: str) -> None:
    """Raise `ReadError` if the bytes begin like a known format that is not text."""
    for magic, what, remedy in _MAGIC:
        if data.startswith(magic):
            raise ReadError(f"{name} is {what}, a text file was expected. {remedy}")
    if data[4:8] == b"ftyp":
        raise ReadError(f"{name} is a recording, a text file was expected. Add its transcript instead.")


def _as_told(data: bytes, name: str, encoding: str) -> tuple[str, str, float]:
    try:
        return data.decode(encoding), codecs.lookup(encoding).name, 1.0
    except LookupError as err:
        raise ReadError(
            f"{name}: no encoding is called {encoding!r}. Use for example utf-8, utf-16, gb18030, big5 or cp1252."
        ) from err
    except UnicodeDecodeError as err:
        line = data[: err.start].count(b"\n") + 1
        raise ReadError(
            f"{name}, line {line}: byte {err.start} (0x{data[err.start]:02x}) is not valid {encoding}. "
            "Leave the encoding out to let it be found, or name another one."
        ) from err


def _guess(data: bytes, name: str) -> tuple[str, str, float]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _as_told(data, name, encoding)[0], encoding, 1.0
    if b"\x00" in data:
        return _utf16(data, name)
    try:
        return data.decode("utf-8"), "utf-8", 1.0
    except UnicodeDecodeError as err:
        _refuse_damaged_utf8(data, name, err)
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return _other(data, name)
    share = _common_hanzi(text)
    return (text, "gb18030", round(0.5 + share / 2, 2)) if share >= 0.75 else _other(data, name)


def _refuse_damaged_utf8(data: bytes, name: str, err: UnicodeDecodeError) -> None:
    """Stop where a file is clearly UTF-8 with damage; any other code page would turn it into nonsense."""
    lenient = data.decode("utf-8", errors="replace")
    bad = lenient.count("\ufffd")
    good = sum(char > "\x7f" for char in lenient) - bad
    if err.start >= len(data) - 3 and err.reason == "unexpected end of data" and good:
        raise ReadError(
            f"{name} ends in the middle of a character: it seems to be cut off. Copy or export it again."
        ) from err
    if good > 20 * bad:
        line = data[: err.start].count(b"\n") + 1
        raise ReadError(
            f"{name}, line {line}: byte {err.start} (0x{data[err.start]:02x}) is not valid UTF-8, though the rest is. "
            "Mend that place, or name the encoding."
        ) from err


def _utf16(data: bytes, name: str) -> tuple[str, str, float]:
    even = data[: len(data) // 2 * 2]
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = even.decode(encoding)
        except UnicodeDecodeError:
            continue
        usual = re.findall(r"[\t\n\r -~\u00a0-\u024f\u2010-\u2030\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", text)
        if len(usual) >= 0.9 * len(text):
            return text, encoding, 0.9
    raise ReadError(f"{name} holds zero bytes and is not text. Add the transcript or the export as a text file.")


def _common_hanzi(text: str) -> float:
    """Return the share of characters beyond ASCII that are common Chinese (level 1 of GB 2312) or its marks."""
    beyond = [char for char in text if char > "\x7f"]
    if not beyond:
        return 0.0
    pairs = (char.encode("gb2312", errors="ignore") for char in beyond)
    return sum(bool(pair) and (0xB0 <= pair[0] <= 0xD7 or 0xA1 <= pair[0] <= 0xA3) for pair in pairs) / len(beyond)


def _other(data: bytes, name: str) -> tuple[str, str, float]:
    from charset_normalizer import from_bytes

    high = re.findall(rb"[\x80-\xff]+", data)
    if high and max(map(len, high)) <= 2 and sum(map(len, high)) < 0.2 * len(data):
        try:
            return data.decode("cp1252"), "cp1252", 0.7
        except UnicodeDecodeError:
            pass
    best = from_bytes(data, cp_isolation=list(_OTHERS)).best()
    if best is None:
        raise ReadError(f"{name}: no encoding fits its bytes. Save it as UTF-8, or name the encoding if you know it.")
    return str(best), best.encoding, round(min(0.7, 1 - best.chaos), 2)


def _sample(text: str) -> str:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    telling = next((line for line in lines if not line.isascii()), lines[0] if lines else "")
    return telling[:80]
