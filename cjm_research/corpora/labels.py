"""Speaker labels: what may be one, what role its words tell, which of the candidates in a file are real.

A colon is no proof of a speaker ("Note: …", "时间：…"). A label with a role or number word (Interviewer 1, 说话人 2) is
taken at once; another name must look like one and come back in the file.

>>> role_of("Interviewer 2"), role_of("受访者"), role_of("Ben Walker")
('interviewer', 'participant', '')
>>> sorted(accepted({"Anna": 4, "Tom": 3, "Note": 5, "A few things I liked about it": 2}))
['Anna', 'Tom']
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from cjm_research.corpora.language import CJK

TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
NAME = r"[^\s:：\[\]()（）【】<>|#*\d][^:：\[\]()（）【】<>|#*\n]{0,39}?"

_ROLES = {
    "interviewer": (
        "interviewer|moderator|host|facilitator|researcher|int|iv|mod|question|采访者|采访人|采访|访谈者|访谈员|"
        "访谈人|主持人|主持|"
        "研究员|研究者|访员|访问员|访问者|记者|提问者|提问|问|调研员|调研者"
    ),
    "participant": (
        "interviewee|participant|respondent|customer|client|user|patient|guest|answer|受访者|被访者|被采访者|受访人|"
        "被访人|被访谈者|"
        "用户|顾客|客户|患者|嘉宾|参与者|回答者|回答|答|消费者|玩家|家属"
    ),
    "other": (
        "agent|support|customer service|customer support|help ?desk|operator|chatbot|bot|observer|note ?taker|"
        "客服|人工客服|机器人|观察员|记录员"
    ),
    "": "speaker|unknown speaker|unknown|spk|说话人|发言人|讲话人|未知",
}
_NUMBER = r"(?:[\s_#-]*(?:\d+|[a-z]|[甲乙丙丁一二三四五六七八九十]))?"
_GENERIC = {role: re.compile(f"(?:{words}){_NUMBER}") for role, words in _ROLES.items()}
_LETTERS = {"interviewer": re.compile(r"q\d*"), "participant": re.compile(r"(?:a|p|r)\d*")}
_GUEST = re.compile(r"(?i)\s*[(（](?:guest|external|unverified|host|来宾|访客|外部|未验证|主持人)[)）]\s*$")
_NEVER_LIST = """
note notes date time title summary example keywords details location duration transcript transcription attendees
participants subject topic agenda http https step warning edit update ps todo first second third so and but or
because yes no ok well also however it we you he she they this that there what when then if in on at as is was eg
ie okay yeah um uh like just maybe actually plus here now the an my our your not for to of from with conclusion
action actions recording file url link source language format version 结论 待办 时间 会议主题 主题 备注 日期 地点
关键词 记录 注 例如 比如 总结 问题 参会人 参会人员 录音 标题 来源 网址 版本 首先 其次 另外 文字记录 会议纪要 摘要
说明 目的 背景 提示 会议主题 会议时间 会议号 录制时间 创建时间 组织者 发起人 参会者 与会人员 音频名称
music applause laughter laughs inaudible crosstalk silence 音乐 掌声 笑声 听不清
姓名 性别 年龄 职业 时长 访谈时间 访谈地点 访谈对象 访谈主题 因为 所以 但是 结果
"""
NEVER = frozenset(_NEVER_LIST.split())
_MOST = 0.6
_PARTICLES_LIST = """
de da di du van von der den la le el bin ibn al dos y
"""
_PARTICLES = frozenset(_PARTICLES_LIST.split())
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁"
    "任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤欧阳司马上官诸葛"
)


def canonical(label: str) -> str:
    """Return the key under which spellings of one label meet ("Interviewer1", "interviewer 1")."""
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", label)).strip().casefold()
    return re.sub(r"(?<=[^\W\d_])[\s_]*(?=\d+$)", " ", plain)


def is_generic(label: str) -> bool:
    """Return whether a label is a role, a number or a letter, and so no person's name."""
    plain = unicodedata.normalize("NFKC", label).strip().casefold()
    return any(p.fullmatch(plain) for p in (*_GENERIC.values(), *_LETTERS.values())) or bool(
        re.fullmatch(r"[a-z]{0,2}[\d._-]*|i[er]?", plain)
    )


def role_of(label: str) -> str:
    """Return the role that the words of a label tell, or an empty string."""
    plain = unicodedata.normalize("NFKC", label).strip().casefold()
    for table in (_GENERIC, _LETTERS):
        for role, pattern in table.items():
            if pattern.fullmatch(plain):
                return role
    return ""


def looks_like_name(label: str) -> bool:
    """Return whether a label has the shape of a person's name or of a role word."""
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", label)).strip()
    if not plain or plain.casefold() in NEVER or len(plain) > 40:
        return False
    if is_generic(plain):
        return bool(re.search(r"[^\W\d_]", plain))
    if re.search(f"[{CJK}]", plain):
        return bool(re.fullmatch(rf"[{CJK}·]{{1,6}}\s?[A-Za-z0-9]{{0,3}}|[A-Za-z]{{1,12}}\s?[{CJK}]{{1,4}}", plain))
    words = plain.split()
    if len(words) > 5 or _starts_sentence(words) or not re.fullmatch(r"[\w .,'’&@-]+", plain):
        return False
    return all(word[0].isupper() or word.casefold() in _PARTICLES for word in words) and plain[0].isalpha()


def _starts_sentence(words: list[str]) -> bool:
    first = words[0].casefold().strip(",.")
    return first in NEVER or (len(words) > 1 and first in ("i", "a"))


def accepted(counts: Mapping[str, int], of: int = 0) -> set[str]:
    """Return the labels before a colon that are speakers.

    Parameters
    ----------
    counts : mapping of str to int
        How often each candidate begins a line.
    of : int
        How many lines with words there are; where most begin
        with a name and none with a role, each name counts at once,
        if any comes back.
    """
    names = {label for label in counts if looks_like_name(label)}
    told = any(role_of(label) for label in names)
    talk = len(names) <= 2 or any(counts[label] > 1 for label in names)  # else a list of headings, each with its value
    if of and talk and not told and sum(counts[label] for label in names) >= _MOST * of:
        return names
    sure = {label for label in names if (is_generic(label) and role_of(label)) or counts[label] > 1}
    sure |= {label for label in names if re.match(r"(?i)speaker|说话人|发言人", label)}
    sure |= {
        label for label, n in counts.items()
        if n > 3 and re.fullmatch(r"[a-z][\w.-]*(?: [a-z][\w.-]*)?", label) and label not in NEVER
    }  # fmt: skip
    if sure:
        sure |= {label for label in names if _is_full_name(label)}
    return sure


def _is_full_name(label: str) -> bool:
    if re.fullmatch(f"[{CJK}]{{2,4}}", label):
        return label[0] in SURNAMES
    return bool(re.fullmatch(r"[A-Z][\w'’-]+(?: [A-Z][\w.'’-]*){1,2}", label))


def without_guest(label: str) -> str:
    """Return a label without what a meeting tool adds to people from outside.

    >>> without_guest(" Anna Roe (Guest)")
    'Anna Roe'
    """
    return _GUEST.sub("", label).strip()


def seconds(time: str) -> float:
    """Return a time such as ``0:22``, ``01:02:03.4`` or ``00:05,250`` in seconds.

    >>> seconds("1:02:03.5")
    3723.5
    """
    total = 0.0
    for part in time.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total
