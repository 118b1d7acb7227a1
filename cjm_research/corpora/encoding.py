r"""From bytes to text, once and for all: line ends become ``\n``, a byte order mark goes, nothing else is touched.

The order of guesses is fixed: byte order mark, strict UTF-8, UTF-16 by its zero bytes, GB18030 where the result is
plausible Chinese, then Western and other East Asian code pages scored by charset-normalizer. Short Chinese texts are
why GB18030 comes before any statistics: scorers take them for Big5 or Korean. One bad line does not turn a file: where
nearly all lines are in one encoding, the others are read as they can be, and `damage` names each of them.

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
_MOSTLY = 0.9
"""Share of the lines beyond ASCII that must be in one encoding for the file to be in it."""
_FEW_LINES = 3  # fewer lines that tell do not vote; their characters do
_FEW_ZEROS = 0.02  # share of zero bytes up to which they are damage in a text
_ACCENTED = re.compile(rb"[A-Za-z][\xc0-\xff]|[\xc0-\xff][A-Za-z]")
_RUN = re.compile(rb"[\x80-\xff]{2}")
_PLAUSIBLE = 0.75  # share of common characters from which a text is taken for Chinese
_LINE_BY_LINE = {"utf-8": "utf-8", "utf-8-sig": "utf-8", "gb18030": "gb18030"}
DAMAGED = 0.6
"""Confidence of a text with lines that are not in its encoding."""
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


def damage(data: bytes, encoding: str) -> list[tuple[int, str]]:
    """Return the lines of a file that are not in its encoding, and how each was read.

    Parameters
    ----------
    data : bytes
        The whole file.
    encoding : str
        As `decode` found it.

    Returns
    -------
    list of (int, str)
        Number of the line, from 1, and what was done.
    """
    encoding = _LINE_BY_LINE.get(encoding, "")
    if not encoding:
        return []
    data = data.removeprefix(codecs.BOM_UTF8)
    found = []
    for n, line in enumerate(data.split(b"\n"), 1):
        zeros = line.count(b"\x00")
        _, used = _line(line.replace(b"\x00", b""), encoding)
        if zeros:
            found.append((n, f"{zeros} zero bytes taken out"))
        if used == "":
            found.append((n, f"bytes that are not {encoding} were replaced by \ufffd"))
        elif used != encoding:
            found.append((n, f"read as {used}, the rest as {encoding}"))
    return found


def refuse_binary(data: bytes, name: str) -> None:
    """Raise `ReadError` if the bytes begin like a known format that is not text."""
    for magic, what, remedy in _MAGIC:
        if data.startswith(magic):
            raise ReadError(f"{name} is {what}, a text file was expected. {remedy}")
    if data[4:8] == b"ftyp":
        raise ReadError(f"{name} is a recording, a text file was expected. Add its transcript instead.")


def _as_told(data: bytes, name: str, encoding: str) -> tuple[str, str, float]:
    try:
        codec = codecs.lookup(encoding)
        if not getattr(codec, "_is_text_encoding", True):
            raise LookupError(encoding)
        return data.decode(encoding), codec.name, 1.0
    except (LookupError, ValueError) as err:
        if isinstance(err, UnicodeDecodeError):
            line = data[: err.start].count(b"\n") + 1
            raise ReadError(
                f"{name}, line {line}: byte {err.start} (0x{data[err.start]:02x}) is not valid {encoding}. "
                "Leave the encoding out to let it be found, or name another one."
            ) from err
        raise ReadError(
            f"{name}: no encoding is called {encoding!r}. Use for example utf-8, utf-16, gb18030, big5 or cp1252."
        ) from err


def _guess(data: bytes, name: str) -> tuple[str, str, float]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _with_bom(data, name, encoding)
    if b"\x00" in data:
        found = _utf16(data)
        if found:
            return found
        if data.count(b"\x00") > max(_FEW_ZEROS * len(data), 1):
            raise ReadError(
                f"{name} holds zero bytes and is not text. Add the transcript or the export as a text file."
            )
        text, encoding, confidence = _guess(data.replace(b"\x00", b""), name)
        return text, encoding, min(confidence, DAMAGED)
    try:
        return data.decode("utf-8"), "utf-8", 1.0
    except UnicodeDecodeError as err:
        _refuse_cut_off(data, name, err)
    return _mostly(data, "utf-8") or _gb18030(data) or _utf16(data, rare=True) or _other(data, name)


def _with_bom(data: bytes, name: str, encoding: str) -> tuple[str, str, float]:
    if encoding != "utf-8-sig":
        return _as_told(data, name, encoding)[0], encoding, 1.0
    try:
        return data.decode(encoding), encoding, 1.0
    except UnicodeDecodeError as err:
        body = data.removeprefix(codecs.BOM_UTF8)
        _refuse_cut_off(body, name, err)
        text, _, confidence = _mostly(body, "utf-8", least=0.0) or ("", "", 0.0)
        return text, encoding, confidence


def _refuse_cut_off(data: bytes, name: str, err: UnicodeDecodeError) -> None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as last:
        good = any(char > "\x7f" for char in data[: last.start].decode("utf-8"))
        if last.start >= len(data) - 3 and last.reason == "unexpected end of data" and good:
            raise ReadError(
                f"{name} ends in the middle of a character: it seems to be cut off. Copy or export it again."
            ) from err


def _gb18030(data: bytes) -> tuple[str, str, float] | None:
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return _mostly(data, "gb18030")
    share = _common_hanzi(text)
    return (text, "gb18030", round(0.5 + share / 2, 2)) if share >= _PLAUSIBLE else None


def _mostly(data: bytes, encoding: str, least: float = _MOSTLY) -> tuple[str, str, float] | None:
    """Read line by line where nearly every line that tells is in one encoding."""
    lines = data.split(b"\n")
    telling = [line for line in lines if not line.isascii()]
    good = sum(_line(line, encoding)[1] == encoding for line in telling)
    if least and (len(telling) < _FEW_LINES or good < least * len(telling)):
        # A line of many good characters and one bad byte speaks for the encoding as well.
        lenient = data.decode(encoding, errors="replace")
        bad = lenient.count("\ufffd")
        if sum(char > "\x7f" for char in lenient) - bad <= 20 * bad or _rare(lenient, encoding):
            return None
    return "\n".join(_line(line, encoding)[0] for line in lines), encoding, DAMAGED


def _rare(text: str, encoding: str) -> bool:
    return encoding == "gb18030" and _common_hanzi(text) < _PLAUSIBLE


def _line(line: bytes, encoding: str) -> tuple[str, str]:
    """Return a line and the encoding it was read in; no encoding where bytes had to be replaced."""
    for used in (encoding, "gb18030" if encoding == "utf-8" else "utf-8"):
        try:
            text = line.decode(used)
        except UnicodeDecodeError:
            continue
        if used == "utf-8" or text.isascii() or _common_hanzi(text) >= _PLAUSIBLE:
            return text, used
    if encoding == "utf-8" and _ACCENTED.search(line) and not _RUN.search(line):
        return line.decode("cp1252", errors="replace"), "cp1252"
    return line.decode(encoding, errors="replace"), ""


def _utf16(data: bytes, rare: bool = False) -> tuple[str, str, float] | None:
    """Return the text if it is UTF-16 without its mark: nearly all its characters are usual ones."""
    even = data[: len(data) // 2 * 2]
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = even.decode(encoding)
        except UnicodeDecodeError:
            continue
        usual = re.findall(r"[\t\n\r -~\u00a0-\u024f\u2010-\u2030\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", text)
        common = not rare or (len(text) >= 8 and _common_hanzi(text) >= _MOSTLY)
        if len(usual) >= 0.9 * len(text) and common:
            return text, encoding, 0.65 if rare else 0.9
    return None


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
