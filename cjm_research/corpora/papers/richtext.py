r"""Rich text (RTF) to paragraphs and tables.

A group in braces may change the font and is undone at its end; the font tells in which code page bytes such as
``\'d5\'c5`` are, so bytes are gathered and decoded when the font changes. Nothing here recurses, and each byte is
looked at once.

>>> document = Walker("a.rtf").walk(rb"{\rtf1\ansi\ansicpg936 \'cd\'ed\'c1\'cb\par}")
>>> document.blocks[0].text
'晚了'
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from cjm_research.corpora.papers.paragraphs import Paragraph, Run, table_lines
from cjm_research.corpora.reading import Skipped
from cjm_research.corpora.transcripts.transcript import Line
from cjm_research.errors import ReadError

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\", re.DOTALL
)
_DEEPEST = 2000
_CHARSETS = {
    0: "", 1: "", 2: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "cp936", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
_WORDS = {
    "emdash": "—", "endash": "–", "emspace": " ", "enspace": " ", "qmspace": " ", "bullet": "•", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "tab": "\t", "line": "\n", "lbr": "\n",
}  # fmt: skip
_SYMBOLS = {b"~": " ", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\"}
_NOT_TEXT = frozenset(
    {
        "aftncn", "aftnsep", "aftnsepc", "atnid", "atnauthor", "atndate", "atnicn", "atnparent", "atnref", "atntime",
        "atrfend", "atrfstart", "bkmkend", "bkmkstart", "blipuid", "colorschememapping", "colortbl", "datafield",
        "datastore", "defchp", "defpap", "do", "factoidname", "falt", "filetbl", "fldinst", "fontemb", "formfield",
        "ftncn", "ftnsep", "ftnsepc", "generator", "info", "latentstyles", "listoverridetable", "listtable",
        "listtext", "mmathPr", "nesttableprops", "nonesttables", "nonshppict", "object", "panose", "pgptbl", "pict",
        "pntext", "pn", "pnseclvl", "revtbl", "rsidtbl", "rxe", "sn", "sp", "stylesheet", "sv", "tc", "template",
        "themedata", "txe", "userprops", "wgrffmtfilter", "xe", "xmlnstbl", "upr", "shprslt", "picprop", "title",
    }
)  # fmt: skip
_ASIDE = {
    "header": "in the page's header", "headerl": "in the page's header", "headerr": "in the page's header",
    "headerf": "in the page's header", "footer": "in the page's footer", "footerl": "in the page's footer",
    "footerr": "in the page's footer", "footerf": "in the page's footer", "footnote": "a footnote",
    "annotation": "a comment", "shptxt": "a text box",
}  # fmt: skip


@dataclass(frozen=True)
class Document:
    """What a rich text holds: paragraphs, tables as lines, what was left out, and how many paragraphs there are."""

    blocks: list[Paragraph | list[Line]]
    skipped: list[Skipped]
    n: int


@dataclass(frozen=True)
class _State:
    font: int = -1
    bold: bool = False
    gone: str = ""
    into: str = ""
    n_skip: int = 1


@dataclass
class Walker:
    """Walks the bytes of one rich text once."""

    name: str
    blocks: list[Paragraph | list[Line]] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    n: int = 0
    _state: _State = field(default_factory=_State)
    _stack: list[_State] = field(default_factory=list)
    _charsets: dict[int, int] = field(default_factory=dict)
    _page: str = "cp1252"
    _bytes: bytearray = field(default_factory=bytearray)
    _runs: list[Run] = field(default_factory=list)
    _aside: dict[str, list[str]] = field(default_factory=dict)
    _cells: list[str] = field(default_factory=list)
    _rows: list[list[str]] = field(default_factory=list)
    _in_table: bool = False
    _to_skip: int = 0
    _seen: set[tuple[str, str]] = field(default_factory=set)

    def walk(self, data: bytes) -> Document:
        """Return the document.

        Parameters
        ----------
        data : bytes
            A whole file.

        Raises
        ------
        ReadError
            If it ends inside a group, or groups are nested too deeply.
        """
        at = 0
        while at < len(data):
            found = _TOKEN.match(data, at)
            if found is None:
                break
            at = found.end()
            word, number, byte, symbol, brace, plain = found.groups()
            if brace:
                if self._brace(brace) and not self._stack:
                    break
            elif word == b"bin":
                at += min(max(int(number or 0), 0), len(data))
            elif word:
                self._word(word.decode("ascii"), None if number is None else int(number))
            elif byte:
                self._add_bytes(bytes([int(byte, 16)]))
            elif symbol:
                self._symbol(symbol)
            elif plain:
                self._add_bytes(plain)
        if self._stack:
            raise ReadError(f"{self.name} ends inside a group: it seems to be cut off. Copy or save it again.")
        self._end_paragraph(last=True)
        self._end_table()
        return Document(self.blocks, self.skipped, self.n)

    def _brace(self, brace: bytes) -> bool:
        """Open or close a group; return whether one was closed."""
        self._flush()
        self._to_skip = 0
        if brace == b"{":
            if len(self._stack) >= _DEEPEST:
                raise ReadError(f"{self.name} nests more than {_DEEPEST:,} groups, as no text does. Save it again.")
            self._stack.append(self._state)
            return False
        if self._stack:
            before, self._state = self._state, self._stack.pop()
            if before.into in _ASIDE and self._state.into != before.into:
                self._end_aside(before.into)
        return True

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._state = replace(self._state, into=self._state.into or "?")
        elif symbol in (b"\n", b"\r"):
            self._end_paragraph()
        elif symbol in _SYMBOLS:
            self._add_text(_SYMBOLS[symbol])

    def _word(self, word: str, number: int | None) -> None:
        state = self._state
        if self._to_skip and word != "u":
            self._to_skip -= 1
        if word == "fonttbl" or word in _NOT_TEXT or (word in _ASIDE and state.into in ("", "?")):
            self._flush()
            self._state = replace(state, into=word)
        elif word == "fcharset" and state.into == "fonttbl":
            self._charsets[state.font] = number or 0
        elif word in ("f", "b", "deleted", "v", "plain", "uc"):
            self._flush()
            self._state = self._format(word, number)
        elif word == "ansicpg":
            self._page = (
                f"cp{number}"
                if number in (437, 850, 874, 932, 936, 949, 950) or 1250 <= (number or 0) <= 1258
                else "cp1252"
            )
        elif word == "u" and number is not None:
            self._add_text(chr(number % 0x10000))
            self._to_skip = state.n_skip
        elif word in _WORDS:
            self._add_text(_WORDS[word])
        elif word in ("par", "sect", "page", "pard", "intbl", "cell", "nestcell", "row", "nestrow", "trowd"):
            self._layout(word)

    def _format(self, word: str, number: int | None) -> _State:
        on = number != 0
        if word == "f":
            return replace(self._state, font=number or 0)
        if word == "b":
            return replace(self._state, bold=on)
        if word == "uc":
            return replace(self._state, n_skip=min(max(number or 0, 0), 16))
        if word == "plain":
            return replace(self._state, bold=False, gone="")
        return replace(self._state, gone=("a tracked deletion" if word == "deleted" else "hidden words") if on else "")

    def _layout(self, word: str) -> None:
        if self._state.into:
            if word in ("par", "cell", "row"):
                self._add_text("\n")
        elif word in ("cell", "nestcell"):
            self._flush()
            self._cells.append("".join(run.text for run in self._runs).strip())
            self._runs = []
        elif word in ("row", "nestrow"):
            self._rows.append(self._cells)
            self._cells = []
        elif word == "pard":
            self._flush()
            self._in_table = False
        elif word in ("intbl", "trowd"):
            self._in_table = True
        elif self._in_table:
            self._add_text("\n")
        else:
            self._end_paragraph()

    def _add_bytes(self, data: bytes) -> None:
        if self._to_skip:
            cut = min(self._to_skip, len(data))
            self._to_skip -= cut
            data = data[cut:]
        if self._state.into != "fonttbl" and self._state.into not in _NOT_TEXT and self._state.into != "?":
            self._bytes += data

    def _add_text(self, text: str) -> None:
        self._flush()
        state = self._state
        if state.into in _ASIDE:
            self._aside.setdefault(state.into, []).append(text)
        elif state.into:
            return
        elif state.gone:
            self._aside.setdefault(state.gone, []).append(text)
        else:
            self._runs.append(Run(text, state.bold))

    def _flush(self) -> None:
        if self._bytes:
            data, self._bytes = bytes(self._bytes), bytearray()
            self._add_text(self._decoded(data))

    def _decoded(self, data: bytes) -> str:
        """Decode by the font's code page; a font that names none is in the document's."""
        if data.isascii():
            return data.decode("ascii")
        page = _CHARSETS.get(self._charsets.get(self._state.font, 0)) or self._page
        return data.decode(page, errors="replace")

    def _end_aside(self, kind: str) -> None:
        words = _whole("".join(self._aside.pop(kind, []))).strip()
        why = _ASIDE.get(kind, kind)
        if words and (words[:80], why) not in self._seen:
            self._seen.add((words[:80], why))
            place = f"paragraph {self.n + 1}" if not why.startswith("in the ") else why.removeprefix("in the ")
            self.skipped.append(Skipped(place, words[:80], why))

    def _end_paragraph(self, last: bool = False) -> None:
        self._flush()
        for why in ("a tracked deletion", "hidden words"):
            self._end_aside(why)
        runs, self._runs = self._runs, []
        if last and not any(run.text.strip() for run in runs):
            return
        self._end_table()
        self.n += 1
        self.blocks.append(Paragraph(f"paragraph {self.n}", _joined(runs)))

    def _end_table(self) -> None:
        if self._cells:
            self._rows.append(self._cells)
            self._cells = []
        if self._rows:
            rows = [[_whole(cell) for cell in row] for row in self._rows]
            lines, headings = table_lines(rows, [f"paragraph {self.n + 1 + i}" for i in range(len(rows))])
            self.blocks.append(lines)
            self.skipped += headings
            self.n += len(rows)
            self._rows = []


def _joined(runs: list[Run]) -> tuple[Run, ...]:
    """Return runs with neighbours set alike made one, so that characters written in two halves are whole."""
    joined: list[tuple[list[str], bool]] = []
    for run in runs:
        if joined and joined[-1][1] == run.bold:
            joined[-1][0].append(run.text)
        else:
            joined.append(([run.text], run.bold))
    return tuple(Run(_whole("".join(parts)), bold) for parts, bold in joined)


def _whole(text: str) -> str:
    r"""Return characters beyond ``\uffff`` that were written as two halves as one."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
