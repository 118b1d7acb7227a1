"""From the paragraphs of a written document to what was said in it; shared by Word, OpenDocument, RTF and PDF.

The reader of each format gives its paragraphs and table rows as lines; here it is settled what they are: cues, a
sheet of numbered questions (`papers.answers`) or a transcript (`transcripts.transcript`).

>>> lines, _ = table_lines([["00:01", "Anna", "Late."], ["00:04", "Ben", "Yes."]], ["row 1", "row 2"])
>>> [(line.speaker, line.text) for line in lines]
[('Anna', '[00:01] Late.'), ('Ben', '[00:04] Yes.')]
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from cjm_research.corpora import labels
from cjm_research.corpora.papers import answers
from cjm_research.corpora.reading import Reading, Skipped, Source, Turn
from cjm_research.corpora.transcripts import joining, subtitles, transcript
from cjm_research.corpora.transcripts.transcript import Line
from cjm_research.errors import ReadError

_TIME = re.compile(
    rf"^[\[(（]?\s*(?P<t>{labels.TIME})\s*[\])）]?(?:\s*(?:-|–|—|--?>|~|至)\s*[\[(（]?\s*{labels.TIME}\s*[\])）]?)?$"
)
_HEADINGS = frozenset(
    {
        "time", "timestamp", "start", "end", "timecode", "speaker", "name", "who", "text", "transcript",
        "utterance", "content", "words", "turn", "line", "no", "nr", "#", "number", "comments", "notes",
        "时间", "时间戳", "开始", "结束", "说话人", "发言人", "讲话人", "姓名", "内容", "文本",
        "文字", "发言内容", "序号", "编号", "备注", "原文",
    }
)  # fmt: skip
_CUE = re.compile(
    r"^(?P<a>\d{1,2}:\d{1,2}:\d{1,2}(?:[.,]\d{1,7})?)\s*-->\s*(?P<b>\d{1,2}:\d{1,2}:\d{1,2}(?:[.,]\d{1,7})?)$"
)
_TABBED = re.compile(rf"^(?P<n>{labels.NAME})\s*[:：]\t+(?P<x>.*)$", re.DOTALL)
_OTHERS = (
    (
        re.compile(r"^Document: \S.* Tags: \S"),
        3,
        "a list of highlights from Taguette, not an interview. Add the project itself (.sqlite3), or the transcripts.",
    ),
    (
        re.compile(
            r"^(Document name|Document|Dokumentname)\s+Code\s+(Segment|Coded segment)\b|^Code System\s+Memo\s+Freq"
        ),
        1,
        "a list of codes or coded segments from MAXQDA, not an interview. Add the project (.qdpx), or the transcripts.",
    ),
    (
        re.compile(r"^(Start|End) of Block: \S"),
        2,
        "the questions of a survey, nobody's answers. Add the export of its answers (.csv, .xlsx or .sav).",
    ),
)
_NUMBER = re.compile(r"^#?\d{1,5}[.)]?$")
_BESIDE = re.compile(rf"^(?P<n>\S.*?)[:：]?\s+[\[(（]?(?P<t>{labels.TIME})[\])）]?$")
_MOST = 0.6


def interview(
    path: Path, form: str, lines: Sequence[Line], skipped: Iterable[Skipped] = (), counts: dict[str, int] | None = None
) -> Reading:
    """Return the interview, session or questionnaire that some paragraphs hold.

    Parameters
    ----------
    path : Path
        The file.
    form : str
        Name of the format, for the load report.
    lines : sequence of Line
        Paragraphs and table rows in order.
    skipped : iterable of Skipped
        What the format's reader left out.
    counts : dict of str to int, optional
        What it counted.

    Raises
    ------
    ReadError
        If the paragraphs are no interview but, say, a survey's questions or a list of codings.
    """
    lines = list(lines)
    _refuse_others(path, lines)
    source, gone, n_blanks, layout = _content(lines)
    return Reading(
        path, form + layout, "", 1.0, _sample(lines), (source,), n_blanks, (*skipped, *gone), counts=dict(counts or {})
    )


def _content(lines: list[Line]) -> tuple[Source, Iterable[Skipped], int, str]:
    """Return what the lines hold, what was left out, how many answers were blank, and the layout in words."""
    text = "\n".join(line.text for line in lines)
    if len(subtitles.ARROW.findall(text)) > 1:
        named = _named_cues(lines)
        turns, gone = (named, ()) if named else subtitles.read_cues(text)
        return Source("interview", tuple(turns)), gone, 0, " (cues)"
    sheet = answers.sheet_of(lines)
    if sheet:
        return sheet.source, sheet.skipped, sheet.n_blanks, " (questions and answers)"
    parsed = transcript.parse(lines)
    source = Source("interview", parsed.turns, hosts=parsed.hosts, recorded_at=parsed.recorded_at)
    return source, parsed.skipped, 0, ""


def _named_cues(lines: Sequence[Line]) -> list[Turn]:
    """Read cues whose first line is the speaker's name, as older Teams transcripts in Word have them; else nothing."""
    cues: list[tuple[Line, list[str]]] = []
    for line in (line for line in lines if line.text.strip()):
        if _CUE.match(line.text.strip()):
            cues.append((line, []))
        elif cues:
            cues[-1][1].append(line.text.strip())
    names = [words[0] if len(words) > 1 and labels.looks_like_name(words[0]) else "" for _, words in cues]
    spoken = [name for name in names if name]
    if len(spoken) < _MOST * len(cues) or len(set(spoken)) * 2 > len(spoken) + 2:
        return []
    turns = []
    for (line, words), name in zip(cues, names, strict=True):
        found = _CUE.match(line.text.strip())
        said = words[1:] if name else words
        if found and said:
            start, end = labels.seconds(found["a"]), labels.seconds(found["b"])
            turns.append(Turn(" ".join(said), name, "", start, end, "", line.place))
    return joining.join_turns(turns, joining.glue_cues, True)


def _refuse_others(path: Path, lines: Sequence[Line]) -> None:
    for pattern, often, what in _OTHERS:
        if sum(bool(pattern.match(line.text.strip())) for line in lines) >= often:
            raise ReadError(f"{path} is {what}")


@dataclass(frozen=True)
class Run:
    """Words of one paragraph set alike."""

    text: str
    bold: bool = False


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of a document, and where it stands."""

    place: str
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The whole words."""
        return "".join(run.text for run in self.runs)


def lines_of(blocks: Sequence[Paragraph | Sequence[Line]]) -> list[Line]:
    """Return the lines of a document's paragraphs and tables in order.

    Parameters
    ----------
    blocks : sequence of Paragraph or sequence of Line
        A table comes as its lines already.

    Returns
    -------
    list of Line
        A name in bold before plain words is a speaker, if a colon follows or it comes back.
    """
    names = {id(block): _bold_name(block) for block in blocks if isinstance(block, Paragraph)}
    again = Counter(name for name, _, _ in names.values())
    lines: list[Line] = []
    for block in blocks:
        if not isinstance(block, Paragraph):
            lines += block
            continue
        name, rest, colon = names[id(block)]
        tabbed = _TABBED.match(block.text)
        if tabbed and not name and labels.looks_like_name(tabbed["n"].strip()):
            name, rest, colon = tabbed["n"].strip(), tabbed["x"], True
        if name and (colon or again[name] > 1):
            lines += split_breaks(rest, block.place, name)
        else:
            lines += split_breaks(block.text, block.place)
    return lines


def _bold_name(paragraph: Paragraph) -> tuple[str, str, bool]:
    """Split a paragraph that begins with a name in bold, and say whether a colon follows; else give no name."""
    runs = [run for run in paragraph.runs if run.text]
    lead = "".join(run.text for run in takewhile(lambda run: run.bold, runs))
    name, rest = lead.strip(), paragraph.text[len(lead) :]
    plain = name.rstrip(":：").strip()
    if not rest or not labels.looks_like_name(plain):
        return "", "", False
    if rest.lstrip().startswith((":", "：")):
        return plain, rest.lstrip(":： \t").strip(), True
    colon = name[-1] in ":："
    timed = re.match(rf"\s*[\[(]?{labels.TIME}[\])]?\s*$", rest.split("\n")[0])
    return ("", "", False) if timed and not colon else (plain, rest.lstrip(" \t").strip(), colon)


def split_breaks(text: str, place: str, speaker: str = "") -> list[Line]:
    """Return the lines of a paragraph with soft line breaks; the first carries the speaker."""
    first, *rest = text.split("\n")
    return [Line(first, place, speaker), *(Line(part, place) for part in rest)]


def table_lines(rows: Sequence[Sequence[str]], places: Sequence[str]) -> tuple[list[Line], list[Skipped]]:
    """Return the lines of a table, with who speaks where a column tells it.

    Parameters
    ----------
    rows : sequence of sequence of str
        The cells by grid column; a cell that is merged into another is empty.
    places : sequence of str
        One for each row.

    Returns
    -------
    lines : list of Line
        A row's time stands in brackets before its words.
    skipped : list of Skipped
        The row of headings, and headings across the whole table.
    """
    columns = _Columns.of(rows)
    lines: list[Line] = []
    skipped: list[Skipped] = []
    for n, (row, place) in enumerate(zip(rows, places, strict=True)):
        whole = " ".join(cell.strip() for cell in row if cell.strip())
        if n == 0 and columns.heading:
            skipped.append(Skipped(place, whole[:80], "headings of a table"))
        elif columns.who < 0 and columns.time < 0:
            lines += split_breaks(whole, place)
        else:
            speaker, stamp, text = columns.parts(row)
            if text or speaker or not whole:
                lines += split_breaks(stamp + text, place, speaker)
            else:
                skipped.append(Skipped(place, whole[:80], "a heading across a table"))
    return lines, skipped


@dataclass(frozen=True)
class _Columns:
    """Which column of a table holds what; -1 where none does."""

    heading: bool
    time: int
    who: int
    words: tuple[int, ...]

    @classmethod
    def of(cls, rows: Sequence[Sequence[str]]) -> _Columns:
        width = max((len(row) for row in rows), default=0)
        heading = bool(rows) and _is_heading(rows[0])
        bodies = [[row[i].strip() for row in rows[heading:] if i < len(row)] for i in range(width)]
        time = next((i for i in range(width) if _share(bodies[i], _TIME.match) >= _MOST), -1)
        number = next((i for i in range(width) if i != time and _share(bodies[i], _NUMBER.match) == 1), -1)
        about = any(cell.casefold().rstrip(":：") in labels.NEVER for cell in (bodies[0] if bodies else ()))
        who = next((i for i in range(width) if i not in (time, number) and not about and _names(bodies[i])), -1)
        words = tuple(i for i in range(width) if i not in (time, number, who))
        return cls(heading, time, who, words) if words else cls(heading, -1, -1, ())

    def parts(self, row: Sequence[str]) -> tuple[str, str, str]:
        """Return the speaker, the time in brackets and the words of a row."""
        cells = dict(enumerate(cell.strip() for cell in row))
        text = " ".join(cells[i] for i in self.words if cells.get(i))
        found = _TIME.match(cells.get(self.time, ""))
        speaker, beside = _name_and_time(cells.get(self.who, ""))
        time = found["t"] if found else beside
        if not text and not labels.looks_like_name(speaker):
            speaker = ""
        return speaker, f"[{time}] " if time and text else "", re.sub(r"\s*\n\s*", "\n", text)


def _is_heading(row: Sequence[str]) -> bool:
    cells = [unicodedata.normalize("NFKC", cell).strip().casefold().rstrip(".:") for cell in row if cell.strip()]
    return len(cells) > 1 and all(cell in _HEADINGS for cell in cells)


def _share(cells: Sequence[str], test: Callable[[str], object]) -> float:
    filled = [cell for cell in cells if cell]
    return sum(bool(test(cell)) for cell in filled) / len(filled) if filled else 0.0


def _name_and_time(cell: str) -> tuple[str, str]:
    plain = re.sub(r"\s+", " ", cell).strip()
    found = _BESIDE.match(plain)
    return (found["n"].rstrip(":： "), found["t"]) if found else (plain.rstrip(":： "), "")


def _names(cells: Sequence[str]) -> bool:
    """Say whether a column holds speakers: most look like names, and they come back or tell a role."""
    plain = [_name_and_time(cell)[0] for cell in cells if cell]
    names = [cell for cell in plain if labels.looks_like_name(cell)]
    if not plain or len(names) < _MOST * len(plain):
        return False
    return len(set(names)) < len(names) or any(labels.role_of(name) for name in names) or len(names) == 2


def _sample(lines: list[Line]) -> str:
    texts = [line.text.strip() for line in lines if line.text.strip()]
    beyond = (text for text in texts if not text.isascii())
    return next(beyond, texts[0] if texts else "")[:80]
