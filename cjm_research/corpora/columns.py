"""What each column of a survey is, judged by its name and above all by what stands in it.

==========  =============================================================================================
open        free text: mostly different answers, long enough to say something
closed      few different answers, or numbers: becomes an attribute of the respondent
id          a key of the respondent, different in every row
name        names of people: never kept, used only to replace their mentions
metadata    dates, addresses, durations, links, devices: never kept
unused      short and nearly all different, so neither answer nor choice; could identify people
empty       nothing in it
==========  =============================================================================================

>>> kind_of("Where do you live?", ["Leeds", "York", "Leeds", "York", "Leeds", "York"])
'closed'
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from cjm_research.corpora.blanks import is_blank
from cjm_research.corpora.language import width

_METADATA = re.compile(
    r"(?i)(?:time ?stamp|time started|date submitted|submit(?:ted)? ?(?:date|time)?|start ?(?:date|time)?|"
    r"end ?(?:date|time)?|"
    r"recorded ?date|created ?(?:at|date)?|completed|last page|start language|seed|ip ?address|来自ip|ip|"
    r"e-?mail(?: address)?|"
    r"phone(?: number)?|mobile|telephone|postcode|zip(?: code)?|location ?(?:latitude|longitude)|latitude|longitude|"
    r"user ?agent|"
    r"referer|refer ?url|collector id|duration.*|progress|finished|status|distribution ?channel|user ?language|"
    r"external ?reference|"
    r"recipient ?\w*|session id|browser|device|url|address|score|custom data \d+|ipaddr.*|datestamp.*|startdate.*|"
    r"submitdate.*|"
    r"提交答卷时间|提交时间|所用时间|答题时长|来源|来源详情|来源渠道|填写时间|开始时间|结束时间|时间戳记?|手机号?码?|"
    r"电话|联系方式|邮箱|电子邮件|微信号?|"
    r"qq号?|身份证号?|住址|地址|总分|ip地址|所在位置|填写设备|操作系统|浏览器)[:：]?"
)
_NAME = re.compile(
    r"(?i)(?:(?:your|full|first|last|recipient ?(?:first|last))? ?name|姓名|您的姓名|名字|昵称|称呼|联系人)[:：]?"
)
_ID = re.compile(
    r"(?i)(?:(?:respondent|response|participant|record|user|customer|case|answer|submission|entry|"
    r"survey)?[ _-]?(?:id|no\.?|number)|"
    r"responseid|#|编号|序号|答卷编号|用户编号|受访者编号|用户id|respondent|participant|受访者|id\. response id)[:：]?"
)
_MULTI = re.compile(r"[;；┋|]\s*")
_CONTENT = (
    re.compile(r"[^@\s]+@[^@\s]+\.\w+"),
    re.compile(r"(?:\d{1,3}\.){3}\d{1,3}(?:\(.*\))?"),
    re.compile(r"\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?(?:[ T].*)?|\d{1,2}:\d{2}(?::\d{2})?"),
    re.compile(r"https?://\S+"),
    re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-.*|[0-9a-f]{16,}|R_\w{10,}"),
    re.compile(r"\+?[\d\s()-]{8,}"),
)
_MOST = 40  # different short answers beyond which a column is no choice
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?%?")
_RECOMMEND = re.compile(r"(?i)recommend|\bnps\b|推荐|介绍给")


def kind_of(name: str, cells: Sequence[str], field: str = "") -> str:
    """Return the kind of a column, as in the table above.

    Parameters
    ----------
    name : str
        The header or question.
    cells : sequence of str
        All cells of the column, blank ones included; a question asked in several slots may give them all together.
    field : str
        The export's own id of the column, where it has one.
    """
    values = [cell.strip() for cell in cells if cell.strip() and not is_blank(cell)]
    for label in (name.strip(), field.strip()):
        if _METADATA.fullmatch(label):
            return "metadata"
        if _NAME.fullmatch(label):
            return "name"
        if label and _ID.fullmatch(label) and len(set(values)) == len(values) and not _long(values):
            return "id"
    if not values:
        return "empty"
    if any(_share(values, pattern) >= 0.9 for pattern in _CONTENT) and _share(values, _NUMBER) < 0.9:
        return "metadata"
    if _share(values, _NUMBER) >= 0.9:
        return "metadata" if _is_code(values) else "closed"
    return _texts(values)


def is_recommendation(name: str, cells: Sequence[str]) -> bool:
    """Return whether a column asks how likely one is to recommend, from 0 to 10."""
    values = [_plain_number(cell) for cell in cells if cell.strip() and not is_blank(cell)]
    if not values or not _RECOMMEND.search(name):
        return False
    return all(re.fullmatch(r"\d|10", value) for value in values)


def choice(cell: str) -> str:
    """Return a closed answer as an attribute's value: one line, at most 80 characters, 9.0 as 9."""
    plain = re.sub(r"\s+", " ", cell).strip()
    return _plain_number(plain)[:80]


def _plain_number(cell: str) -> str:
    return re.sub(r"^(-?\d+)\.0+$", r"\1", cell.strip())


def _share(values: Sequence[str], pattern: re.Pattern[str]) -> float:
    return sum(bool(pattern.fullmatch(value)) for value in values) / len(values)


def _is_code(values: Sequence[str]) -> bool:
    """Numbers that are different in nearly every row and long, or count the rows, are keys."""
    if len(values) < 5 or len(set(values)) < 0.9 * len(values):
        return False
    digits = [re.sub(r"\D", "", value) for value in values]
    whole = sorted(int(value) for value in digits if value)
    return min(map(len, digits)) >= 6 or (len(whole) > 10 and whole == list(range(whole[0], whole[0] + len(whole))))


def _long(values: Sequence[str]) -> bool:
    return bool(values) and sum(width(value) >= 40 for value in values) > 0.3 * len(values)


def _says_something(value: str) -> bool:
    words = len(value.split())
    return words >= 3 or (width(value) >= 14 and (words > 1 or width(value) > len(value)))


def _texts(values: Sequence[str]) -> str:
    """Open where answers differ and say something; closed where they come back."""
    different = len({value.casefold() for value in values}) / len(values)
    telling = sum(map(_says_something, values)) / len(values)
    long = sum(width(value) >= 30 for value in values) / len(values)
    parts = Counter(part for value in values for part in _MULTI.split(value) if part)
    if any(_MULTI.search(value) for value in values) and len(parts) < 0.2 * sum(parts.values()):
        return "closed"
    few = len(values) < 8
    if different >= (0.7 if few else 0.5) and (long >= 0.3 or telling >= (0.6 if few else 0.3)):
        return "open"
    if different >= 0.25 and long >= 0.5 and len(set(values)) > 12:
        return "open"
    choices = len({value.casefold() for value in values})
    return "closed" if choices <= 12 or (different < 0.5 and choices <= _MOST) else "unused"
