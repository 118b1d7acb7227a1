"""All columns of a survey judged together: kinds, choices, scales, the date, the wave, the key.

Everything that depends on a whole column is settled here, once; making respondents of rows (`surveys.respondents`) is
then a function of one row. What a person says of a column (`decisions.Decisions.columns`) goes before what is seen.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from cjm_research.corpora.language import language_of
from cjm_research.corpora.reading import ColumnTold
from cjm_research.corpora.surveys import choices, columns, scales, screening
from cjm_research.corpora.surveys.blanks import is_blank
from cjm_research.corpora.surveys.dates import Dates, is_date
from cjm_research.corpora.surveys.headers import Columns
from cjm_research.errors import ReadError

_DATE_FIRST = tuple(
    re.compile(f"(?i)(?:{pattern})")
    for pattern in (
        r"recorded ?date|提交答卷时间|submitdate|date submitted|提交时间",
        r"end ?(?:date|time)|timestamp|time ?stamp|时间戳记?|completion time|填写时间|结束时间",
        r"date|日期|created ?(?:at|date)?|submitted(?: at)?|review ?date|评价时间|创建时间|datestamp",
        r"start ?(?:date|time)|time started|开始时间|时间|time",
    )
)
"""Names of columns that tell when the answers were given, the best first."""
_WAVE = re.compile(
    r"(?i)(?:survey ?)?(?:wave|round)(?: ?(?:no\.?|number|#))?|期|期次|轮|轮次|波次|批次|第几轮|"
    r"调查(?:轮次|波次|期次|批次)"
)
_CONSENT = re.compile(
    r"(?i).{0,80}\bI (?:hereby )?(?:consent|agree) to (?:participate|take part|be ).{0,120}|"
    r"do you (?:consent|agree) to (?:participate|take part|us (?:using|recording) |"
    r"(?:our|the) use of ).{0,120}|"
    r".{0,20}同意(?:参加|参与|接受|(?:由|让|授权)?我们(?:在.{1,10})?(?:使用|引用|记录|录音|收集|处理)|"
    r"将?[您你我]的(?:回答|答案|数据|信息|资料)(?:被|会)?(?:用于|使用)).{0,40}|"
    r"consent(?: given| form)?|informed consent|data consent|(?:是否)?同意|知情同意(?:书)?|授权同意"
)
_QUOTING = re.compile(
    r"(?i)(?!.{0,99}\b(?:participate|take part|record))(?:.{0,60}\b(?:may|can|could|agree|consent|allow(?:ed)?|willing|"
    r"happy|permission)\b.{0,50}\b(?:be(?:ing)? quoted|quot(?:e|ing) (?:you|me|us|my|your)(?! an?\b)|quote directly|"
    r"(?:direct|verbatim) quot(?:es|ations?)).{0,80}|(?:may|allows?|permission|consent)(?: to)?[ _]quot(?:e|ing)|"
    r"quot(?:e|ing)[ _](?:permission|consent))|"
    r"(?!.{0,40}(?:参加|参与|使用|录音|收集))(?:.{0,20}(?:同意|可以|允许|授权|许可|愿意).{0,20}(?:引用|引述).{0,30}|"
    r"引用(?:许可|授权|同意))"
)
"""Columns that ask whether the answers may be quoted, and nothing else."""
_ASKED = re.compile(r"(?i)(?:\w+ )?question(?:[ _]text)?|问题|题目|问题内容")
_KEY_FIRST = re.compile(r"(?i)respon(?:se|dent)[ _-]?id|responseid|答卷编号|id\b.*response id.*")
_OTHER = re.compile(r"(?i)other\b.*|其他.*|其它.*|comment|text|otro.*")


@dataclass(frozen=True)
class Judged:
    """What the columns of a survey are.

    Attributes
    ----------
    kinds, why : tuple of str
        For each column one of `columns.KINDS`, and what told it.
    choices : dict of int to Choices
        For the columns of kind "multi".
    scales : dict of int to Scale
        For the columns of kinds "nps", "csat" and "ces".
    date, wave, consent, quoting, key : int, optional
        The column that tells it.
    dates : Dates
        How the dates are read.
    asked : int, optional
        The column that holds the question of the row, where there is one open column.
    language : str
        Of the open answers.
    marks : Marks
        The columns that mark previews and responses broken off.
    """

    kinds: tuple[str, ...]
    why: tuple[str, ...]
    choices: Mapping[int, choices.Choices] = field(default_factory=dict)
    scales: Mapping[int, scales.Scale] = field(default_factory=dict)
    date: int | None = None
    wave: int | None = None
    consent: int | None = None
    key: int | None = None
    asked: int | None = None
    dates: Dates = field(default_factory=Dates)
    language: str = "en"
    marks: screening.Marks = field(default_factory=screening.Marks)
    quoting: int | None = None


def judge(head: Columns, rows: Sequence[Sequence[str]], told: Mapping[str, str] | None = None) -> Judged:
    """Judge the columns of a survey.

    Parameters
    ----------
    head : Columns
        From `headers.read_headers`.
    rows : sequence of sequence of str
        The answers: all of them, or of a large survey some thousand; their order changes nothing.
    told : mapping of str to str, optional
        What a person says: the name, the field or the question of a column to its kind.
    """
    cells = [[row[i] if i < len(row) else "" for row in rows] for i in range(len(head.names))]
    said = {i: kind for i in range(len(head.names)) if (kind := _said(head, i, told or {}))}
    kinds, why = _own_kinds(head, cells)
    _mark_checked(head, cells, kinds, why)
    for i, kind in said.items():
        kinds[i], why[i] = kind, "a person said so"
    comma = {"Google": ", ", "Qualtr": ","}.get(head.layout[:6], "")
    _keep_typed(head, cells, kinds, why, said)
    found_choices, found_scales = {}, {}
    for i in range(len(kinds)):
        if i in said and kinds[i] not in ("multi", "nps", "csat", "ces"):
            continue
        if kinds[i] in ("closed", "open", "unused", "multi"):
            _choices_of(head, cells, kinds, why, i, comma, found_choices, i in said)
        if kinds[i] in ("closed", "nps", "csat", "ces"):
            _scale_of(head, cells, kinds, why, i, found_scales)
    date = _date_of(head, cells, kinds, why, said)
    wave = _named(head, cells, kinds, why, _WAVE, "wave", said)
    quoting = _consent_of(head, cells, kinds, why, said, _QUOTING)
    consent = _consent_of(head, cells, kinds, why, said, _CONSENT, quoting)
    spoken = "\n".join(cell for kind, column in zip(kinds, cells, strict=True) if kind == "open" for cell in column)
    return Judged(
        tuple(kinds), tuple(why), found_choices, found_scales, date, wave, consent, _key_of(head, kinds),
        _asked_of(head, kinds),
        Dates.of(cells[date]) if date is not None else Dates(),
        language_of(spoken or " ".join(head.questions)), screening.marks_of(head.fields, head.names, head.layout),
        quoting,
    )  # fmt: skip


def columns_told(head: Columns, judged: Judged, rows: Sequence[Sequence[str]]) -> tuple[ColumnTold, ...]:
    """Return what each column was taken for, with the smallest answer in it of usual length as an example."""
    told = []
    for i, name in enumerate(head.names):
        values = sorted({row[i].strip() for row in rows if i < len(row) and row[i].strip() and not is_blank(row[i])})
        example = (
            "" if judged.kinds[i] in ("name", "id", "metadata", "unused") or not values else values[len(values) // 2]
        )
        told.append(ColumnTold(name, head.questions[i], judged.kinds[i], judged.why[i], " ".join(example.split())[:80]))
    return tuple(told)


def refuse_unknown(path: object, told: Mapping[str, str], heads: Sequence[Columns]) -> None:
    """Raise `ReadError` where a person's decision names a kind or a column that there is none of."""
    names = [name for head in heads for name in head.names]
    known = {text.casefold() for head in heads for text in (*head.names, *head.fields, *head.questions)}
    for name, kind in told.items():
        if kind not in columns.KINDS:
            raise ReadError(
                f"{path}: {kind!r} is no kind of column (given for {name!r}). Kinds: {', '.join(columns.KINDS)}."
            )
        if name.strip().casefold() not in known:
            near = get_close_matches(name, names, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            shown = ", ".join(repr(text[:40]) for text in names[:20]) + (" …" if len(names) > 20 else "")
            raise ReadError(f"{path}: no column is called {name!r}.{hint} Columns: {shown}.")


def is_other(option: str) -> bool:
    """Return whether an option stands for what was not offered."""
    return bool(_OTHER.fullmatch(option.strip()))


def _said(head: Columns, i: int, told: Mapping[str, str]) -> str:
    folded = {name.strip().casefold(): kind for name, kind in told.items()}
    for text in (head.names[i], head.fields[i], head.questions[i]):
        if text.casefold() in folded:
            return folded[text.casefold()]
    return ""


def _own_kinds(head: Columns, cells: list[list[str]]) -> tuple[list[str], list[str]]:
    """Judge each column; slots of one question are judged together."""
    slots: dict[str, list[str]] = defaultdict(list)
    slot = [q if q != name and "#" in name else "" for q, name in zip(head.questions, head.names, strict=True)]
    for key, column in zip(slot, cells, strict=True):
        if key:
            slots[key] += column
    kinds, why = [], []
    for i, name in enumerate(head.names):
        own = head.fields[i] if head.fields[i] != name else ""
        kind, reason = columns.judge(name, slots[slot[i]] if slot[i] else cells[i], own)
        kinds.append(kind)
        why.append(reason)
    return kinds, why


def _mark_checked(head: Columns, cells: list[list[str]], kinds: list[str], why: list[str]) -> None:
    """Mark the columns of one question that each say whether a choice was ticked."""
    for group in _groups(head):
        group = [i for i in group if not (is_other(head.options[i]) and _typed_beside(head, cells, i))]
        if choices.is_checked([head.options[i] for i in group], [cells[i] for i in group]):
            for i in group:
                if kinds[i] not in ("metadata", "name", "id"):
                    kinds[i], why[i] = "checked", "a column for each choice of one question"


def _groups(head: Columns) -> list[list[int]]:
    """Return the columns that stand for the options of one question, two at least."""
    groups: dict[str, list[int]] = defaultdict(list)
    for i, (question, option) in enumerate(zip(head.questions, head.options, strict=True)):
        if option and not (head.fields[i].endswith("_TEXT") or option.casefold() == "comment"):
            groups[question].append(i)
    return [group for group in groups.values() if len(group) > 1]


def _typed_beside(head: Columns, cells: list[list[str]], i: int) -> bool:
    """Return whether the column of "other" holds typed words."""
    values = [cell for cell in cells[i] if cell.strip()]
    told = [choices.ticked(cell, head.options[i]) for cell in values]
    return bool(values) and sum(value is None for value in told) > 0.5 * len(told)


def _choices_of(
    head: Columns, cells: list[list[str]], kinds: list[str], why: list[str], i: int, comma: str,
    found: dict[int, choices.Choices], sure: bool,
) -> None:  # fmt: skip
    hit = choices.joined(head.questions[i], cells[i], comma, sure and kinds[i] == "multi")
    if hit:
        kinds[i], found[i] = "multi", hit
        if why[i] != "a person said so":
            why[i] = f"{len(hit.options)} choices joined by {hit.marks[0]!r}"
    elif kinds[i] == "closed" and " choices are " in why[i]:
        offered = columns.frequent([cell for cell in cells[i] if cell.strip() and not is_blank(cell)])
        found[i] = choices.Choices((), tuple(sorted(offered)))


def _scale_of(
    head: Columns, cells: list[list[str]], kinds: list[str], why: list[str], i: int, found: dict[int, scales.Scale]
) -> None:
    hit = scales.told(head.names[i], cells[i], kinds[i] if kinds[i] != "closed" else "")
    if hit:
        if kinds[i] == "closed":
            why[i] = "its question" + (f" and answers from {hit.low} to {hit.high}" if hit.high else " and its words")
        kinds[i], found[i] = hit.kind, hit


def _date_of(
    head: Columns, cells: list[list[str]], kinds: list[str], why: list[str], said: Mapping[int, str]
) -> int | None:
    """Return the column that tells when the answers were given; the first by the order of the names above."""
    best, rank = next((i for i, kind in said.items() if kind == "date"), None), len(_DATE_FIRST)
    if best is not None:
        return best
    for i, kind in enumerate(kinds):
        if i in said or kind not in ("metadata", "closed", "unused", "id"):
            continue
        labels = (head.fields[i].strip(), head.names[i].strip())
        place = next((n for n, p in enumerate(_DATE_FIRST) if any(map(p.fullmatch, labels))), None)
        values = [cell for cell in cells[i] if cell.strip()]
        if place is None or place >= rank or not values or sum(map(is_date, values)) < 0.8 * len(values):
            continue
        best, rank = i, place
    if best is not None:
        kinds[best], why[best] = "date", "its name, and dates in it"
    return best


def _named(
    head: Columns, cells: list[list[str]], kinds: list[str], why: list[str], pattern: re.Pattern[str], kind: str,
    said: Mapping[int, str],
) -> int | None:  # fmt: skip
    for i, name in enumerate(head.names):
        few = len({cell.strip() for cell in cells[i] if cell.strip()}) <= 40
        if said.get(i) == kind or (i not in said and few and any(map(str.strip, cells[i])) and pattern.fullmatch(name)):
            kinds[i] = kind
            why[i] = why[i] if i in said else "its name"
            return i
    return None


def _consent_of(
    head: Columns, cells: list[list[str]], kinds: list[str], why: list[str], said: Mapping[int, str],
    pattern: re.Pattern[str], other: int | None = None,
) -> int | None:  # fmt: skip
    """Return the column of the consent, or with another pattern that of the leave to quote, which is no consent."""
    told = {i: kind for i, kind in said.items() if pattern is _CONSENT or _QUOTING.fullmatch(head.names[i])}
    told |= {i: "" for i in said if i not in told}
    if other is not None:
        told[other] = ""
    at = _named(head, cells, list(kinds), list(why), pattern, "consent", told)
    if at is None:
        return None
    values = [cell for cell in cells[at] if cell.strip()]
    if at not in said and sum(bool(screening.consent_of(cell)) for cell in values) < 0.8 * len(values):
        return None
    kinds[at] = "consent"
    why[at] = why[at] if at in said else "its name"
    return at


def _asked_of(head: Columns, kinds: Sequence[str]) -> int | None:
    """Return the column of the rows' questions, as long tables of comments to several questions have it."""
    if sum(kind == "open" for kind in kinds) != 1:
        return None
    return next((i for i, kind in enumerate(kinds) if kind == "closed" and _ASKED.fullmatch(head.names[i])), None)


def _keep_typed(
    head: Columns, cells: list[list[str]], kinds: list[str], why: list[str], said: Mapping[int, str]
) -> None:
    """Keep what is typed beside "other", though it is short and different."""
    for i, option in enumerate(head.options):
        if i not in said and kinds[i] in ("unused", "closed") and is_other(option) and _typed_beside(head, cells, i):
            kinds[i], why[i] = "checked", "typed beside the choice of others"


def _key_of(head: Columns, kinds: Sequence[str]) -> int | None:
    ids = [i for i, kind in enumerate(kinds) if kind == "id"]
    first = [i for i in ids if _KEY_FIRST.fullmatch(head.fields[i]) or _KEY_FIRST.fullmatch(head.names[i])]
    return next(iter(first or ids), None)


def count_kinds(judged: Judged) -> Counter[str]:
    """Return how many columns there are of each kind."""
    return Counter(judged.kinds)
