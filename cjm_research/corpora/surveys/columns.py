"""What each column of a survey is, judged by its name and above all by what stands in it.

==========  =============================================================================================
open        free text: mostly different answers, long enough to say something
closed      few different answers, or numbers: becomes an attribute of the respondent
multi       several choices in one cell: an attribute for each that was ticked
checked     one choice of a question with a column for each: an attribute where it was ticked
nps         how likely one is to recommend, 0 to 10 (`surveys.scales`)
csat        how satisfied one is
ces         how easy it was
date        when the answers were given
wave        in which wave of several the answers were given
consent     whether the person agrees that the answers are used
id          a key of the respondent, different in every row
name        names of people: never kept, used only to replace their mentions
metadata    addresses, durations, links, devices: never kept
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

from cjm_research.corpora.language import width
from cjm_research.corpora.surveys.blanks import is_blank

KINDS = (
    "open", "closed", "multi", "checked", "nps", "csat", "ces", "date", "wave", "consent", "id", "name", "metadata",
    "unused", "empty",
)  # fmt: skip
"""What a column can be; a person may say any of them."""

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
_METADATA_FIELD = re.compile(
    r"(?i)(?:lastpage|startlanguage|refurl|responseset|location(?:latitude|longitude|accuracy)|completion time)"
)
_NAME = re.compile(
    r"(?i)(?:(?:your|full|first|last|recipient ?(?:first|last))? ?name|author|reviewer|user ?name|"
    r"作者|用户名|评论者|(?:请问)?(?:[您你]的)?(?:真实)?(?:姓名|名字|昵称|称呼|尊姓大名|联系人)(?:是|是什么)?|"
    r"(?:请问)?(?:我们)?(?:怎么|如何|怎样)称呼[您你]?|[您你]?贵姓)[:：?？]?"
)
_ID = re.compile(
    r"(?i)(?:(?:respondent|response|participant|record|user|customer|case|answer|submission|entry|"
    r"survey)?[ _-]?(?:id|no\.?|number)|"
    r"responseid|#|编号|序号|答卷编号|用户编号|受访者编号|用户id|respondent|participant|受访者|id\. response id)[:：]?"
)
_KEYS = re.compile(r"(?i)[\w ]{1,30}[ _-](?:id|uuid|key)|\w{0,10}编号|column \d+|unnamed: \d+|index")
_LABEL = re.compile(r"(?i)[\w./&'’-]*\w_\w[\w./&'’ -]*(?:(?:->|>|\|)[\w ./&'’-]+)*|[\w .'’-]+(?:->[\w .'’-]+)+")
_RATING = re.compile(
    r"(?i)(?:(?:strongly|somewhat|slightly|moderately|extremely|very|not at all|not very|completely|fairly|mostly|"
    r"neither|highly|a little|quite)\b.{0,40})?\b(?:dis)?agree|(?:strongly|somewhat|slightly|moderately|extremely|"
    r"very|not at all|not very|fairly|mostly|highly|neither|quite)\b(?: \S+){1,4}|(?:非常|比较|有点|不太|很|"
    r"一般|十分|完全)\S{1,6}"
)
_TEXT = re.compile(
    r"(?i)(?:text|message|comments?|review|review ?(?:body|text)|body|feedback|verbatim|utterance|content|complaint|"
    r"your (?:feedback|comments?)|open ?(?:text|answer)|内容|文本|正文|评论|评价内容|留言|留言详情|反馈|反馈内容|意见|"
    r"投诉内容|原声|客户原声)[:：]?"
)
_NEVER_OPEN = re.compile(r"(?i).*(?:key ?words?|regex|patterns?|关键词|正则)|codes?[ _]?\d*|编码\d*")
_WHY = re.compile(
    r"(?i).*\b(?:why|please (?:explain|describe))\b|.*(?:为什么|为何|请(?:您)?(?:说明|描述|谈谈|说说)|原因是什么)"
)
_TITLE = re.compile(r"[A-Z0-9][\w'’.-]*(?: (?:[A-Z0-9(&/-][\w'’.&)-]*|&|of|and|the|for|in|or))*")
_ASKS = re.compile(r"(?i).*(?:question|survey.?names?|variable|题目|问题|题干).*|.*names?")
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


def kind_of(name: str, cells: Sequence[str], field: str = "") -> str:
    """Return the kind of a column that its own cells tell, as in the table above; see `judge`."""
    return judge(name, cells, field)[0]


def judge(name: str, cells: Sequence[str], field: str = "") -> tuple[str, str]:
    """Return the kind of a column, as in the table above, and what told it.

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
        if _METADATA.fullmatch(label) or _METADATA_FIELD.fullmatch(label):
            return "metadata", "its name"
        if _NAME.fullmatch(label):
            return "name", "its name"
        if label and (_ID.fullmatch(label) or _KEYS.fullmatch(label)) and values and not _long(values):
            if len(set(values)) == len(values):
                return "id", "its name, and different in every row"
            if len(set(values)) > max(12, 0.5 * len(values)):
                return "metadata", "its name, and keys that come back"
    if not values:
        return "empty", "no answer in it"
    if any(_share(values, pattern) >= 0.9 for pattern in _CONTENT) and _share(values, _NUMBER) < 0.9:
        return "metadata", "nearly all of it are addresses, dates, links or keys"
    if _share(values, _NUMBER) >= 0.9:
        return ("metadata", "numbers that count the rows") if _is_code(values) else ("closed", "numbers")
    if _NEVER_OPEN.fullmatch(name.strip()):
        return ("closed" if len(set(values)) <= _MOST else "unused"), "keywords or codes, not answers"
    if _TEXT.fullmatch(name.strip()) and (_long(values) or sum(map(says_something, values)) > 0.1 * len(values)):
        return "open", "its name"
    if _WHY.match(name) and _differ(values):
        return "open", "its question, and different answers"
    return _texts(values)


def asks_itself(name: str, cells: Sequence[str]) -> bool:
    """Return whether a column holds the questions of a survey instead of answers to them."""
    values = [cell.strip() for cell in cells if cell.strip()]
    asked = sum("?" in value or "？" in value for value in values)
    return (
        bool(values) and bool(_ASKS.fullmatch(name)) and len(set(values)) == len(values) and asked >= 0.3 * len(values)
    )


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


def _differ(values: Sequence[str]) -> bool:
    """Return whether all answers are different and some of them say something: enough where the question asks why."""
    return len(values) > 2 and len(set(values)) == len(values) and sum(map(says_something, values)) > 0.3 * len(values)


def says_something(value: str) -> bool:
    """Return whether words are long enough to be more than a choice: three words, or as long in one Chinese run."""
    words = len(value.split())
    return words >= 3 or (width(value) >= 14 and (words > 1 or width(value) > len(value)))


def _texts(values: Sequence[str]) -> tuple[str, str]:
    """Open where answers differ and say something; closed where they come back."""
    choices = len({value.casefold() for value in values})
    different = choices / len(values)
    telling = sum(map(says_something, values)) / len(values)
    long = sum(width(value) >= 30 for value in values) / len(values)
    why = f"{choices} different answers of {len(values)}, {telling:.0%} of several words"
    for pattern, what in ((_LABEL, "codes of a coder"), (_RATING, "steps of a rating")):
        if _share(values, pattern) >= 0.8:
            return ("closed" if choices <= _MOST else "unused"), what
    if len(values) > 2 and long < 0.1 and _share(values, _TITLE) >= 0.9 and any(" " in value for value in values):
        return ("closed" if choices <= 12 or different < 0.5 else "unused"), "names of things, not sentences"
    few = len(values) < 8
    if len(values) < 3 and all(len(value.split()) > 1 or width(value) > 14 for value in values):
        return "open", why
    if different >= (0.7 if few else 0.5) and (long >= 0.3 or telling >= (0.6 if few else 0.3)):
        return "open", why
    if different >= 0.25 and long >= 0.5 and len(set(values)) > 12:
        return "open", why
    if choices <= 12 or (different < 0.5 and choices <= _MOST):
        return "closed", why
    offered = frequent(values)
    share = sum(value in offered for value in values) / len(values)
    if len(values) >= 30 and len(offered) <= _MOST and share >= 0.7:
        return "closed", f"{len(offered)} choices are {share:.0%} of {len(values)} answers"
    return "unused", why


def frequent(values: Sequence[str]) -> frozenset[str]:
    """Return the answers that come back so often that they were offered: three times and in one of a hundred."""
    count = Counter(value.strip() for value in values)
    return frozenset(value for value, n in count.items() if n >= max(3, 0.01 * len(values)))
