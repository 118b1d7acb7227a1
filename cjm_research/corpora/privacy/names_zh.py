"""People that are named in Chinese: by a title, a word for a person, 叫, a form such as 小王, or as a plain full name.

A title, 小 and 老 stay, only the name goes: 李老师 becomes [name-1]老师.

>>> [(found.value, found.rule) for found in names("我朋友李娜推荐的，张经理给我打了电话。", ())]
[('李娜', 'named beside a word for a person'), ('张经理', 'title')]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from cjm_research.corpora.language import CJK
from cjm_research.corpora.privacy.places import Found
from cjm_research.corpora.privacy.words import chinese

_SHORT_TITLES = frozenset("总姐哥工叔婶嫂")
_NO_TITLE = {
    "总": "是会算体共部之数量结额价有要得觉归裁站计",
    "工": "作资人程厂具地业夫会序艺龄",
    "姐": "妹夫弟",
    "哥": "们特德本",
    "叔": "侄",
    "婶": "",
    "嫂": "",
}
_HANZI = re.compile(f"[{CJK}]")
_NEVER = frozenset("向和同从连由当那把被能有应都等及给位但")
"""Surnames that are far more often the small word before a title or a name."""

_BEFORE_NICK = frozenset("大从最较很太多缩变越狭细微渺胆特挺更还幼弱")


@cache
def _long_titles() -> tuple[str, ...]:
    return tuple(title for title in chinese().titles if len(title) > 1)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    lists = chinese()
    surname = f"(?:{'|'.join(lists.compound)}|[{''.join(sorted(lists.surnames - _NEVER))}])"
    titles = "|".join(lists.titles)
    relations = "|".join(lists.relations)
    return {
        "title": re.compile(rf"(?P<sur>{surname})(?P<given>[{CJK}]{{0,2}}?)(?P<title>{titles})"),
        "nick": re.compile(
            rf"(?P<nick>[小老大])(?P<sur>{surname})(?=$|[^{CJK}]|[{''.join(lists.after)}家送拉年跑哥姐])"
        ),
        "ah": re.compile(
            rf"(?<![{CJK}])阿(?P<given>[强明华军伟杰芳丽娟敏霞珍英龙辉勇斌峰涛亮东文林梅兰红燕玲萍香莲凤])(?=$|[^{CJK}]|[{''.join(lists.after)}])"
        ),
        "relation": re.compile(
            rf"(?:{relations})(?:的名字)?(?:叫做|名叫|叫|是|就是|、|，|：|:|\s|写的是|填)?(?P<name>{surname}[{CJK}]{{1,2}})"
        ),
        "double": re.compile(
            rf"(?:{relations})(?P<cue>叫做|名叫|叫)?(?P<name>([{CJK}])\3)(?=$|[^{CJK}]|[{''.join(lists.after)}])"
        ),
        "called": re.compile(
            rf"(?:名字(?:是|叫)|姓名(?:是|为|：|:)?|名叫|叫做|叫|我是|收件人(?:填|是|写)?)(?P<name>{surname}[{CJK}]{{1,2}})"
        ),
        "surname": re.compile(rf"姓(?P<name>{surname})(?=的|，|。|$)"),
        "free": re.compile(
            rf"(?P<name>(?:{'|'.join(lists.compound)}|[{''.join(sorted(lists.surnames))}])"
            rf"[{''.join(sorted(lists.given))}]{{1,2}})"
        ),
    }


_CUES = re.compile(r"叫|姓|名字|收件人|我是")


def names(text: str, known: Iterable[str]) -> Iterator[Found]:
    """Yield the people that a text names.

    Parameters
    ----------
    text : str
    known : iterable of str
        Full names that this document named before; their given names alone are known too.
    """
    if not _HANZI.search(text):
        return
    pattern = _patterns()
    yield from _by_relation(text, pattern)
    yield from _by_title(text, pattern["title"])
    yield from _by_form(text, pattern)
    yield from _free(text, pattern["free"])
    yield from _again(text, known)


def _again(text: str, known: Iterable[str]) -> Iterator[Found]:
    """Yield names that the document named before, where rjieba sees no other word."""
    words: dict[int, tuple[int, str]] | None = None
    for name in known:
        for hit in re.finditer(re.escape(name), text):
            words = tagged(text) if words is None else words
            inside = _words_between(words, *hit.span())
            if inside and (len(inside) > 1 or words[hit.start()][1].startswith("nr")):
                yield Found(*hit.span(), "name", name, "named before")


def _by_relation(text: str, pattern: dict[str, re.Pattern[str]]) -> Iterator[Found]:
    for hit in pattern["relation"].finditer(text):
        end = name_end(text, hit.start("name"), told=True)
        if end:
            yield _found(text, hit.start("name"), end, "named beside a word for a person")
    for hit in pattern["double"].finditer(text):
        known = hit["cue"] or hit["name"][0] in chinese().given
        if known and hit["name"] not in chinese().called | chinese().no_names:
            yield _found(text, *hit.span("name"), "named beside a word for a person")
    if _CUES.search(text):
        for hit in pattern["called"].finditer(text):
            end = name_end(text, hit.start("name"), told=True)
            if end and not text[: hit.start("name")].endswith(("这叫", "小叫")):
                yield _found(text, hit.start("name"), end, "said to be the name")
        for hit in pattern["surname"].finditer(text):
            yield _found(text, *hit.span("name"), "said to be the name")


def _by_title(text: str, pattern: re.Pattern[str]) -> Iterator[Found]:
    hit = pattern.search(text)
    while hit:
        start, end = hit.start(), hit.end("given")
        named = _is_titled(text, hit)
        if named:
            yield Found(start, end, "name", text[start:end] if hit["given"] else text[start : hit.end()], "title")
        hit = pattern.search(text, end if named else start + 1)


def _is_titled(text: str, hit: re.Match[str]) -> bool:
    """Return whether a surname before a title is one: 张经理, but not 任何老师, 高总是."""
    lists = chinese()
    start, end = hit.start(), hit.end("given")
    if {text[max(0, start - 1) : start + 1], text[start : start + 2], text[start : hit.end()]} & lists.no_names:
        return False
    if hit["title"] in _SHORT_TITLES:
        if hit["sur"] in lists.words_too or (hit["given"] and name_end(text, start) != end):
            return False
        if text[hit.end() : hit.end() + 1] in _NO_TITLE[hit["title"]] and hit.end() < len(text):
            return False
    beside = start and _HANZI.match(text[start - 1]) and text[start - 1] not in "找问跟给让是的请和向"
    if hit["sur"] in lists.words_too and beside and not hit["given"]:
        return False
    return all(sign in lists.given for sign in hit["given"])


def _by_form(text: str, pattern: dict[str, re.Pattern[str]]) -> Iterator[Found]:
    lists = chinese()
    for hit in pattern["nick"].finditer(text):
        start, end = hit.span()
        words = {text[start:end], text[start : end + 1], text[start + 1 : end + 1], text[max(0, start - 1) : start + 1]}
        if words & lists.no_names or hit["sur"] in lists.words_too or text[max(0, start - 1) : start] in _BEFORE_NICK:
            continue
        if hit["nick"] == "大" and hit["sur"] not in lists.frequent:
            continue
        if start and text[start - 1 : start] and hit["nick"] == "老" and text[start - 1] in "养到古":
            continue
        yield Found(*hit.span("sur"), "name", hit[0], f"{hit['nick']} and a surname")
    for hit in pattern["ah"].finditer(text):
        yield Found(*hit.span("given"), "name", hit[0], "阿 and a name")


def _free(text: str, pattern: re.Pattern[str]) -> Iterator[Found]:
    """Yield full names without a word for a person: rjieba's cut and the words around must both speak for one."""
    lists = chinese()
    words: dict[int, tuple[int, str]] | None = None
    for hit in pattern.finditer(text):
        start = hit.start()
        end = name_end(text, start)
        if not end:
            continue
        words = tagged(text) if words is None else words
        inside = _words_between(words, start, end)
        tags = [words[at][1][:2] for at in inside]
        frequent = text[start] in lists.frequent or text[start : start + 2] in lists.compound
        apart = _stands_between(text, start, end)
        if end - start > 2:
            whole = (tags == ["nr"] and (apart or text[start] not in lists.words_too)) or (
                text[start] not in lists.words_too
                and len(tags) > 1
                and tags[-1] == "nr"
                and words[inside[-1]][0] - inside[-1] > 1
            )
            pieces = frequent and len(tags) > 1 and apart
            if whole or pieces or (frequent and apart and text[start - 1 : start] in _TAKES_A_PERSON):
                yield _found(text, start, end, "full name")
        elif tags == ["nr"] and frequent and apart:
            yield _found(text, start, end, "full name")


_TAKES_A_PERSON = frozenset("跟找问给让请被由听")
_BEFORE = _TAKES_A_PERSON | frozenset("和与是叫，。！？、；：“”\n ,.!?了的说")


def _stands_between(text: str, start: int, end: int) -> bool:
    """Return whether what stands before and after a stretch leaves room for a person."""
    before = (
        not start or text[start - 1] in _BEFORE or text[start - 2 : start] in ("昨天", "今天", "后来", "当时", "然后")
    )
    after = (
        end >= len(text) or text[end] in chinese().after or not _HANZI.match(text[end]) or text[end : end + 2] in _DAYS
    )
    return before and after


_DAYS = ("今天", "昨天", "明天", "签字", "转账", "约定")


def tagged(text: str) -> dict[int, tuple[int, str]]:
    """Return where each word of a text ends, and rjieba's part of speech, by where it starts."""
    import rjieba

    words: dict[int, tuple[int, str]] = {}
    at = 0
    for word, tag in rjieba.tag(text):
        words[at] = (at + len(word), tag)
        at += len(word)
    return words


def _words_between(words: dict[int, tuple[int, str]], start: int, end: int) -> list[int]:
    """Return the starts of the words that make up a stretch exactly; none if a word reaches over its edge."""
    inside = []
    at = start
    while at < end:
        if at not in words:
            return []
        inside.append(at)
        at = words[at][0]
    return inside if at == end else []


def name_end(text: str, start: int, told: bool = False) -> int:
    """Return where a full name that starts with its surname ends; 0 if none starts there.

    Where the words before have told that a name follows, any character may end it before a mark.

    >>> name_end("张伟说好", 0), name_end("林思琪天天来", 0), name_end("高兴的话", 0)
    (2, 3, 0)
    """
    lists = chinese()
    for before in range(max(0, start - 1), start + 1):
        for length in (2, 3, 4):
            if text[before : before + length] in lists.no_names and before + length > start:
                return 0
    first = start + (2 if text[start : start + 2] in lists.compound else 1)
    given = text[first : first + 2]
    if not given or given[0] not in lists.given or text.startswith(_long_titles(), first):
        return 0
    marked = first + 2 >= len(text) or not _HANZI.match(text[first + 2])
    if told and marked and len(given) == 2 and _HANZI.match(given[1]) and given[1] not in lists.after:
        return first + 2
    if len(given) < 2 or given[1] not in lists.given:
        return first + 1 if given[0] not in lists.after or len(given) < 2 else 0
    following = text[first + 2 : first + 3]
    if given[1] in lists.after and following and _HANZI.match(following):
        return first + 1
    return first + 2


def _found(text: str, start: int, end: int, rule: str) -> Found:
    return Found(start, end, "name", text[start:end], rule)


def may_name(text: str) -> bool:
    """Return whether a text has a surname with a given name's character behind it: a quick look before a long one."""
    return _patterns()["free"].search(text) is not None


def is_full(name: str) -> bool:
    """Return whether a name holds surname and given name, not a title or 小, 老, 阿."""
    return name[:1] not in "小老大阿" and not any(name.endswith(title) for title in chinese().titles) and len(name) > 1


def parts(name: str) -> list[str]:
    """Return what a full name may be shortened to: 志强 for 何志强."""
    given = name[2:] if name[:2] in chinese().compound else name[1:]
    return [given] if len(given) == 2 and given not in chinese().no_names else []


def is_known_again(name: str) -> bool:
    """Return whether a name that a document named before is looked for: a full name, or a given name of two."""
    return not name.isascii() and " " not in name and len(name) > 1 and is_full(name)
