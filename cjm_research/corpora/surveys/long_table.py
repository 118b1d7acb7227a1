"""Long tables: a row for each turn of a talk, or for each answer of a respondent; from any CRM, call centre or chat.

The columns are known by their names, in English and Chinese:

==========  ====================================================================================================
document    document, interview, session, call, ticket, thread, conversation, case … 文档, 访谈, 会话, 通话, 工单
speaker     speaker, sender, author, from, name … 说话人, 发言人, 发送者
role        role, sender type … 角色, 身份
text        text, message, comment, utterance, content, transcript … 内容, 文本, 消息, 说话内容
order       turn, sequence, line, order, position … 序号, 轮次, 顺序
time        time, timestamp, start, end, date … 时间, 开始时间, 结束时间, 日期
question    question, question text … 问题, 题目
respondent  respondent, participant, customer id … 受访者
consent     consent … 同意
==========  ====================================================================================================

With a column of documents, or of speakers, each document is an interview, its turns in the order of their column, else
of the rows. With respondents and questions, each respondent's answers are gathered. Any other table is a survey
(`surveys.reader`).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cjm_research.corpora import labels
from cjm_research.corpora.reading import ColumnTold, Skipped, Source, Turn
from cjm_research.corpora.surveys import columns, screening
from cjm_research.corpora.surveys.blanks import is_blank
from cjm_research.corpora.surveys.dates import Dates, is_date
from cjm_research.schema import CONSENTS

_ID = r"(?:[ _-]?(?:id|no\.?|number|nr|name|key|uuid|#))?"
_NAMES = (
    ("text", (
        r"text|transcript(?:ion)?|utterance|message(?:[ _]?(?:text|body))?|words|said|content|body|comment|"
        r"内容|文本|消息|消息内容|说话内容|发言|发言内容|对话内容|聊天内容|话术|正文"
    )),
    ("document", (
        rf"(?:document|doc|interview|session|conversation|dialogu?e|call|ticket|thread|chat|meeting|transcript|case|"
        rf"contact|interaction|file){_ID}|"
        r"(?:文档|文件|访谈|会话|对话|通话|工单|聊天|会议)(?:id|编号|号|名|名称)?"
    )),
    ("speaker", (
        r"speaker(?:[ _]?(?:name|id|label))?|sender(?:[ _]?name)?|author(?:[ _]?name)?|from|who|"
        r"说话人|发言人|发送者|发送人|讲话人|姓名"
    )),
    ("role", r"(?:speaker|sender|author|participant)?[ _]?(?:role|type)|party|direction|角色|身份|说话人角色|发送方"),
    ("order", (
        r"turn(?:[ _]?(?:id|no\.?|number|index))?|seq(?:uence)?(?:[ _]?(?:no\.?|number))?|line|order|position|"
        r"row|index|"
        r"msg[ _]?(?:no|index)|序号|轮次|顺序|行号"
    )),
    ("start", (
        r"start(?:[ _]?(?:time|seconds?|s))?|begin|time|timestamp|sent(?:[ _]?at)?|created(?:[ _]?at)?|date[ _]?time|"
        r"开始时间|开始|时间|发送时间|时间戳"
    )),
    ("end", r"end(?:[ _]?(?:time|seconds?|s))?|stop|结束时间|结束"),
    ("date", r"date|day|recorded(?:[ _]?(?:at|on|date))?|interview[ _]?date|日期|访谈日期|通话日期"),
    ("question", r"question[ _]?text"),
    ("question", r"question|prompt|问题|题目|提问"),
    ("respondent", (
        rf"(?:respondent|participant|user|customer|response|受访者|用户|客户|答卷){_ID}|(?:受访者|用户|客户|答卷)编号"
    )),
    ("consent", r"consent(?:[ _]?given)?|同意|是否同意|知情同意"),
)  # fmt: skip
_PATTERNS = tuple((name, re.compile(f"(?i)(?:{pattern})")) for name, pattern in _NAMES)
_ROLES = {
    "interviewer": re.compile(
        r"(?i)interviewer|moderator|researcher|facilitator|host|"
        r"主持人|访谈者|采访者|访谈员|访员|研究员|提问者"
    ),
    "other": re.compile(
        r"(?i)agents?|support|(?:help ?desk|service desk|assistant|operator|rep(?:resentative)?|staff|employee|"
        r"advis[oe]r|seller|merchant|bot|chat ?bot|system|company|brand|outbound|outgoing|csr|consultant)(?: \w+)?|"
        r"客服|坐席|座席|店家|商家|卖家|机器人|系统|员工|顾问|人工客服|客服人员"
    ),
    "participant": re.compile(
        r"(?i)customers?|clients?|users?|callers?|guests?|patients?|participants?|interviewees?|respondents?|"
        r"visitors?|buyers?|members?|inbound|incoming|consumers?|end ?user|客户|用户|顾客|买家|受访者|被访者|"
        r"访客|患者|会员|来电人|消费者"
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Layout:
    """Which column of a long table is what, as indexes.

    Attributes
    ----------
    names : tuple of str
        The header.
    at : dict of str to int
        By the names above; without what there is no column for.
    shape : {"talk", "answers"}
    without : frozenset of int
        Columns that a person says are no attributes.
    """

    names: tuple[str, ...]
    at: Mapping[str, int]
    shape: str
    without: frozenset[int] = frozenset()


def layout_of(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Layout | None:
    """Return which column is what, or None where the table is no long one.

    Parameters
    ----------
    header : sequence of str
    rows : sequence of sequence of str
        The rows below it, all or a sample.
    """
    names = tuple(cell.strip() for cell in header)
    at = _columns(names)
    if "text" not in at or not rows:
        return None
    again = {what for what in ("document", "respondent") if what in at and _comes_back(rows, at[what])}
    if "document" not in at and at.keys() & {"speaker", "role", "order"}:
        own = next((i for i, n in enumerate(names) if n.casefold() in ("id", "编号") and _comes_back(rows, i)), None)
        if own is not None:
            at["document"] = own
            again.add("document")
    if "respondent" in again and "question" in at and "document" not in again:
        return Layout(names, at, "answers")
    if "document" in again or ("document" not in at and _voices(rows, at)):
        return Layout(names, at, "talk")
    return None


def _columns(names: Sequence[str]) -> dict[str, int]:
    at: dict[str, int] = {}
    for what, pattern in _PATTERNS:
        free = (i for i, name in enumerate(names) if i not in at.values() and pattern.fullmatch(name))
        hit = next(free, None)
        if hit is not None:
            at.setdefault(what, hit)
    return at


Found = tuple[list[Source], Counter[str], list[Skipped]]


def as_said(layout: Layout, rows: Sequence[Sequence[str]], told: Mapping[str, str]) -> Layout | None:
    """Return the layout with what a person says of its columns, or None where that makes it a survey.

    Parameters
    ----------
    layout : Layout
    rows : sequence of sequence of str
    told : mapping of str to str
        The name of a column to one of `columns.KINDS`.
    """
    seen = {column.name.casefold(): column.kind for column in columns_told(layout, rows)}
    without = set()
    for name, kind in told.items():
        at = next((i for i, own in enumerate(layout.names) if own.casefold() == name.strip().casefold()), None)
        if at is None or seen[layout.names[at].casefold()] == kind:
            continue
        if at in layout.at.values():
            return None
        if kind not in ("closed", "nps", "csat", "ces"):
            without.add(at)
    return replace(layout, without=frozenset(without))


def talks(layout: Layout, rows: Iterable[tuple[int, Sequence[str]]], sheet: str = "") -> Found:
    """Return an interview for each document, sorted by its name, what was counted and what was left out.

    Parameters
    ----------
    layout : Layout
        Of shape "talk".
    rows : iterable of (int, sequence of str)
        The number of each row in the file, and its cells.
    sheet : str
        Name of the sheet where several of a workbook are read.
    """
    groups: dict[str, list[tuple[int, Sequence[str]]]] = defaultdict(list)
    counts: Counter[str] = Counter()
    for n, row in rows:
        counts["rows"] += 1
        groups[_cell(row, layout.at.get("document"))].append((n, row))
    dated = layout.at.get("date", layout.at.get("start"))
    whole = Dates.of(_cell(row, dated) for group in groups.values() for _, row in group)
    several = len(groups) > 1 or "document" in layout.at
    sources, blanks = [], 0
    for name, group in sorted(groups.items()):
        ordered = _in_order(layout, group, whole)
        turns, empty = _turns(layout, ordered, sheet)
        blanks += empty
        if not turns:
            continue
        inside = " / ".join(part for part in (sheet, name) if part) if several or sheet else ""
        cells = [row for _, row in ordered]
        sources.append(
            Source(
                "interview", tuple(turns), inside, _constant(layout, cells), inside=inside,
                recorded_at=_recorded(layout, cells, whole), consent=_consent(layout, cells),
            )
        )  # fmt: skip
    counts["documents"] = len(sources)
    counts["blanks"] = blanks
    return sources, counts, _doubt(whole, layout)


def answers(layout: Layout, rows: Iterable[tuple[int, Sequence[str]]], sheet: str = "", language: str = "") -> Found:
    """Return a respondent for each key, sorted, with the answers in the order of their questions and words.

    Parameters
    ----------
    layout : Layout
        Of shape "answers".
    rows : iterable of (int, sequence of str)
        The number of each row in the file, and its cells.
    sheet : str
        Name of the sheet where several of a workbook are read.
    language : str
        Of the whole table.
    """
    groups: dict[str, list[tuple[int, Sequence[str]]]] = defaultdict(list)
    counts: Counter[str] = Counter()
    for n, row in rows:
        counts["rows"] += 1
        groups[_cell(row, layout.at["respondent"])].append((n, row))
    whole = Dates.of(_cell(row, layout.at.get("date")) for group in groups.values() for _, row in group)
    sources = []
    for name, group in sorted(groups.items()):
        said = _said(layout, group, counts, sheet)
        cells = [row for _, row in group]
        if said:
            sources.append(
                Source(
                    "survey", said, f"{sheet}: {name}" if sheet else name, _constant(layout, cells),
                    language=language, inside=sheet, recorded_at=_recorded(layout, cells, whole),
                    consent=_consent(layout, cells),
                )
            )  # fmt: skip
    counts["respondents"] = len(sources)
    return sources, counts, _doubt(whole, layout)


def _said(layout: Layout, group: list[tuple[int, Sequence[str]]], counts: Counter[str], sheet: str) -> tuple[Turn, ...]:
    said: dict[tuple[str, str], Turn] = {}
    for n, row in sorted(group, key=lambda pair: tuple(pair[1])):
        text, question = _cell(row, layout.at["text"]), _cell(row, layout.at["question"])
        if is_blank(text):
            counts["blanks"] += 1
            continue
        counts["repeated rows"] += (question, text) in said
        place = f"sheet {sheet}, row {n}" if sheet else f"row {n}"
        said.setdefault((question, text), Turn(text, role="participant", question=question, place=place))
    return tuple(said.values())


def role_of(label: str) -> str:
    """Return the role that a label in a column of roles or speakers says, or empty.

    >>> role_of("Agent"), role_of("客户"), role_of("Moderator"), role_of("Ada")
    ('other', 'participant', 'interviewer', '')
    """
    return next((role for role, pattern in _ROLES.items() if pattern.fullmatch(label.strip())), "")


def columns_told(layout: Layout, rows: Sequence[Sequence[str]]) -> tuple[ColumnTold, ...]:
    """Return what each column was taken for."""
    by = {i: what for what, i in layout.at.items()}
    kinds = {
        "text": "open",
        "document": "id",
        "respondent": "id",
        "speaker": "name",
        "date": "date",
        "consent": "consent",
    }
    told = []
    for i, name in enumerate(layout.names):
        what = by.get(i, "")
        own = columns.kind_of(name, [_cell(row, i) for row in rows[:2000]]) if not what else ""
        kind = kinds.get(what, "metadata" if what else own if own in ("closed", "empty", "name", "id") else "unused")
        why = f"column of the {what}s" if what else "kept where it is the same in a whole document"
        told.append(ColumnTold(name, name, kind, why))
    return tuple(told)


def _cell(row: Sequence[str], at: int | None) -> str:
    return row[at].strip() if at is not None and at < len(row) else ""


def _comes_back(rows: Sequence[Sequence[str]], at: int) -> bool:
    values = [_cell(row, at) for row in rows]
    return len(set(filter(None, values))) < 0.8 * sum(map(bool, values)) and all(values[:1])


def _voices(rows: Sequence[Sequence[str]], at: Mapping[str, int]) -> bool:
    """Return whether speakers come back, as they do in a talk; the author of each review is somebody else."""
    if "speaker" not in at and "role" not in at:
        return False
    column = at.get("speaker", at.get("role", 0))
    values = [_cell(row, column) for row in rows if _cell(row, column)]
    return bool(values) and len(set(values)) <= max(0.3 * len(values), 2)


def _in_order(layout: Layout, group: list[tuple[int, Sequence[str]]], whole: Dates) -> list[tuple[int, Sequence[str]]]:
    """Sort by the column of the order, else of the time, where every row has it; else leave the order of the rows."""
    for what, value in (("order", _number), ("start", lambda cell: _moment(cell, whole))):
        if what in layout.at:
            keys = [value(_cell(row, layout.at[what])) for _, row in group]
            if all(key is not None for key in keys) and len({type(key) for key in keys}) == 1:
                return [pair for _, pair in sorted(zip(keys, group, strict=True), key=lambda both: both[0])]
    return group


def _number(cell: str) -> float | None:
    return float(cell) if re.fullmatch(r"-?\d{1,12}(?:\.\d{1,9})?", cell) else None


def _seconds(cell: str) -> float:
    """Return a place in a recording; a date is none."""
    number = _number(cell)
    if number is not None:
        return number if number >= 0 else math.nan
    return labels.seconds(cell) if re.fullmatch(r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,6})?", cell) else math.nan


def _moment(cell: str, whole: Dates) -> float | str | None:
    if is_date(cell):
        return whole.iso(cell)
    value = _seconds(cell)
    return None if math.isnan(value) else value


def _turns(layout: Layout, group: list[tuple[int, Sequence[str]]], sheet: str) -> tuple[list[Turn], int]:
    at = layout.at
    turns, blanks = [], 0
    for n, row in group:
        text, speaker, told = _cell(row, at["text"]), _cell(row, at.get("speaker")), _cell(row, at.get("role"))
        if is_blank(text):
            blanks += 1
            continue
        start, end = _seconds(_cell(row, at.get("start"))), _seconds(_cell(row, at.get("end")))
        turns.append(
            Turn(
                text, speaker or told, role_of(told) or role_of(speaker), start, end,
                _cell(row, at.get("question")), f"sheet {sheet}, row {n}" if sheet else f"row {n}",
            )
        )  # fmt: skip
    return turns, blanks


def _constant(layout: Layout, rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return what holds for all rows of a document: its attributes. Names, mails and keys are none."""
    kept = {}
    for i, name in enumerate(layout.names):
        values = {_cell(row, i) for row in rows} - {""}
        if i in layout.at.values() or i in layout.without or not name or len(values) != 1:
            continue
        value = values.pop()
        if not is_blank(value) and columns.kind_of(name, [value] * 3) == "closed":
            kept[name] = columns.choice(value)
    return kept


def _recorded(layout: Layout, rows: Sequence[Sequence[str]], whole: Dates) -> str:
    for what in ("date", "start"):
        dates = sorted(filter(None, (whole.iso(_cell(row, layout.at.get(what))) for row in rows)))
        if dates:
            return dates[0]
    return ""


def _consent(layout: Layout, rows: Sequence[Sequence[str]]) -> str:
    """Return what the rows of a person say of consent; where they disagree, the more careful answer holds."""
    said = {screening.consent_of(_cell(row, layout.at.get("consent"))) for row in rows}
    return next((value for value in reversed(CONSENTS) if value in said), "")


def _doubt(whole: Dates, layout: Layout) -> list[Skipped]:
    if not whole.ambiguous:
        return []
    at = layout.at.get("date", layout.at.get("start", 0))
    return [doubtful(whole, layout.names[at])]


def doubtful(dates: Dates, column: str) -> Skipped:
    """Return the notice of a column whose dates can be read both ways."""
    why = "day or month first? No date in the column tells; only the year is kept. Export the dates as YYYY-MM-DD"
    if dates.order == "both":
        why = "some dates have the day first and some the month; only the year is kept where that leaves a doubt"
    return Skipped(f"column {column[:60]}", dates.ambiguous, why)
