"""The words of the load report in both languages.

>>> words("en").n(1, "person"), words("en").n(3, "person"), words("zh").n(3, "person")
('1 person', '3 people', '3 人')
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_SENTENCES = {
    "en": {
        "was read": "{} read",
        "would be read": "Nothing was changed. {} would be read",
        "rest": "{} not read, {} left out",
        "headline": "{}, {}: {}.",
        "error": "error",
        "read": "read",
        "left out": "left out",
        "no words": "no words in it",
        "nothing": "nothing",
        "version": "version {}",
        "counts ": "In the file: {}",
        "counts speakers": "Speakers: {}",
        "counts replaced": "Replaced: {}",
        "guess": (
            "The encoding {} is a guess ({}). Does this read right? {}   If not, add the file again with --encoding."
        ),
        "encoding": "The encoding {} was found ({} sure): {}",
        "part": "{}: {} ({})",
        "more": "and {} more: {}",
        "unchanged": "version {}: {} of {} turns unchanged",
        "known": "already in the study, unchanged",
        "lost": "{} are on words that changed: {}",
        "lost one": "{} is on words that changed: {}",
    },
    "zh": {
        "was read": "已读入{}",
        "would be read": "未作任何改动。将读入{}",
        "rest": "{} 个未能读取，{} 个未采用",
        "headline": "{}，{}：{}。",
        "error": "出错",
        "read": "已读",
        "left out": "未采用",
        "no words": "其中没有文字",
        "nothing": "空",
        "version": "第 {} 版",
        "counts ": "文件中：{}",
        "counts speakers": "说话人：{}",
        "counts replaced": "已替换：{}",
        "guess": "编码 {} 是推测的（{}）。这一行读起来对吗？{}   若不对，请用 --encoding 指定编码后重新添加。",
        "encoding": "编码判定为 {}（把握 {}）：{}",
        "part": "{}：{}（{}）",
        "more": "另有 {} 处：{}",
        "unchanged": "第 {} 版：{} / {} 段话未变",
        "known": "研究中已有，未变",
        "lost": "{}所在的文字已改动：{}",
        "lost one": "{}所在的文字已改动：{}",
    },
}
_COLUMNS = {
    "en": ("file", "what was read", "what is to be known, and what was left out"),
    "zh": ("文件", "读入内容", "说明与未采用的部分"),
}
_PLURALS = {
    "person": "people",
    "address": "addresses",
    "coding": "codings",
    "interviewer": "interviewers",
}
_ZH = {
    "file": " {} 个文件",
    "document": "{} 份文档",
    "person": "{} 人",
    "turn": "{} 段话",
    "blank answer": "{} 个空白回答",
    "participant": "{} 位受访者",
    "interviewer": "{} 位访谈者",
    "other": "{} 位其他人",
    "name": "{} 处姓名",
    "phone": "{} 处电话",
    "mail": "{} 处邮箱",
    "id": "{} 处证件号",
    "address": "{} 处地址",
    "account": "{} 处账号",
    "order": "{} 处单号",
    "handle": "{} 处网名",
    "plate": "{} 处车牌",
    "date": "{} 处日期",
    "possible misses": "{} 处可能遗漏，请查看",
    "cues": "{} 条字幕",
    "rows": "{} 行",
    "previews": "{} 行预览",
    "incomplete rows": "{} 行未答完",
    "selections": "{} 处选段",
    "pages": "{} 页",
    "paragraphs": "{} 段",
    "coding": "{} 条编码",
    "documents": "{} 份文档",
    "codes": "{} 个编码类目",
    "codings": "{} 条编码",
    "notes": "{} 条备忘",
    "highlights": "{} 处标注",
    "matched quotes": "{} 处引文在原位",
    "misplaced quotes": "{} 处引文不在原位",
    "unquoted selections": "{} 处选段没有引文",
    "outlying selections": "{} 处选段在文本之外",
    "dropped codings": "{} 条编码未采用",
    "dropped documents": "{} 份文档未采用",
    "orphan codings": "{} 条编码没有类目",
}


@dataclass(frozen=True)
class Words:
    """Sentences and counted things in one language; ``words["key"]`` is a sentence."""

    language: str

    def __getitem__(self, key: str) -> str:
        return _SENTENCES[self.language][key]

    @property
    def columns(self) -> tuple[str, str, str]:
        """Heads of the table."""
        return _COLUMNS[self.language]

    def n(self, n: int, what: str) -> str:
        """Return so many of something, in words."""
        if self.language == "zh":
            told = _ZH.get(what) or _spoken()["counts"].get(what, f"{{}} {what}")
            return told.format(f"{n:,}")
        return f"{n:,} {what if n == 1 or what == 'other' else _PLURALS.get(what, f'{what}s')}"

    def counted(self, n: int, what: str) -> str:
        """Return a count whose name a reader gave, in the plural: "cues", "incomplete rows"."""
        if what == "possible misses" and self.language == "en":
            return f"{n:,} possible miss{'' if n == 1 else 'es'} to look at"
        one = n == 1 and self.language == "en" and what.endswith("s")
        return self.n(n, what) if self.language == "zh" else f"{n:,} {what[:-1] if one else what}"

    def listed(self, parts: Sequence[str]) -> str:
        """Return the parts in one line."""
        return ("，" if self.language == "zh" else ", ").join(parts)

    def reason(self, why: str) -> str:
        """Return why something was left out; a reader says it in English."""
        if self.language != "zh":
            return why
        told = _spoken()["reasons"].get(why)
        return told or next((to.format(hit[1]) for at, to in _patterns() if (hit := at.fullmatch(why))), why)

    def place(self, place: str) -> str:
        """Return a place such as ``sheet Answers, row 5``."""
        if self.language != "zh":
            return place
        table = _spoken()["places"]
        if place in table:
            return table[place]
        parts = [part.split(" ", 1) for part in place.split(", ")]
        if not all(len(part) == 2 and "{}" in table.get(part[0], "") for part in parts):
            return _listed_place(place, table)
        return " ".join(table[kind].format(rest) for kind, rest in parts)

    def format(self, name: str) -> str:
        """Return what a file turned out to be."""
        if self.language == "zh":
            for said, told in _spoken()["formats"].items():
                name = re.sub(rf"(?<![A-Za-z]){re.escape(said)}(?![A-Za-z])", told, name)
        return name


@cache
def _spoken() -> dict[str, dict[str, str]]:
    return tomllib.loads((files(__package__) / "report-zh.toml").read_text("utf-8"))


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    table = _spoken()["patterns"].items()
    return tuple((re.compile(re.escape(said).replace(r"\{\}", "(.+)"), re.DOTALL), told) for said, told in table)


def _listed_place(place: str, table: dict[str, str]) -> str:
    """Return a place that lists several numbers after one word: ``rows 3, 5, 8``."""
    kind, _, rest = place.partition(" ")
    return table[kind].format(rest) if rest[:1].isdigit() and "{}" in table.get(kind, "") else place


def words(language: str) -> Words:
    """Return the words of a language; English where there are none."""
    return Words(language if language in _SENTENCES else "en")
