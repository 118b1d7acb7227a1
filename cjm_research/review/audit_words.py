"""The audit's words, in English and Chinese: acts, columns, values and the sentence that sums it up.

>>> act_words("merge", "en"), act_words("merge", "zh"), act_words("codebook.something new", "zh")
('merged segments', '合并片段', '修改编码手册')
>>> sorted(WORDS["en"]) == sorted(WORDS["zh"]), sorted(_ACTS["en"]) == sorted(_ACTS["zh"])
(True, True)
"""

from __future__ import annotations

from typing import Any

from cjm_research.codes.touchpoints import name_of

_ACTS: dict[str, dict[str, str]] = {
    "en": {
        "accept": "accepted the suggestion",
        "reject": "said: no code",
        "change": "said other codes",
        "skip": "put off",
        "grid": "coded in the survey grid",
        "mark": "marked a span",
        "merge": "merged segments",
        "split": "split a segment",
        "memo": "wrote or changed a memo",
        "flag": "flagged or unflagged",
        "invivo": "named a code with somebody's words",
        "undo": "took an act back",
        "redo": "did an act again",
        "import": "imported from another tool",
        "sheet": "read a coding sheet",
        "move": "moved with an edited file",
        "withdraw": "withdrew a person",
        "redacted": "taken out after a withdrawal",
        "agree to send": "agreed to send texts to a model",
        "agree no more": "took the agreement to send back",
        "accept replacements": "accepted replaced names",
        "undo replacement": "put a replaced name back",
        "replace also": "had further names replaced",
        "replace again": "had names replaced again",
        "codebook.add": "added a code",
        "codebook.rename": "renamed a code",
        "codebook.define": "changed what a code means",
        "codebook.move": "moved a code",
        "codebook.merge": "merged codes",
        "codebook.split": "split a code",
        "codebook.retire": "retired a code",
        "codebook.bring_back": "brought a code back",
        "codebook.recolor": "gave a code another colour",
        "codebook.remove": "removed a code",
        "codebook.example": "took an example for a code",
        "codebook.drop_example": "took an example of a code away",
        "codebook.restore": "let an earlier codebook stand again",
        "codebook.file": "edited the file of the codebook",
        "codebook.first": "kept the first codebook",
        "codebook.undo": "took a change of the codebook back",
        "codebook.redo": "changed the codebook again",
        "codebook.": "changed the codebook",
        "settle.decide": "settled a disagreement",
        "settle.skip": "put a disagreement off",
        "settle.codebook": "noted a change that the codebook needs",
        "settle.undo": "took a settlement back",
        "settle.redo": "settled again",
        "settle.": "settled disagreements",
        "sample.draw": "drew a sample to code twice",
        "sample.close": "closed a sample",
        "sample.drop": "dropped a sample before it was coded",
        "sample.": "changed a sample",
        "theme.rename": "renamed a theme",
        "theme.merge": "merged themes",
        "theme.split": "split a theme",
        "theme.move": "moved segments between themes",
        "theme.also": "put a segment in a further theme",
        "theme.new": "made a theme",
        "theme.pin": "pinned a theme",
        "theme.unpin": "unpinned a theme",
        "theme.hide": "hid a theme",
        "theme.show": "showed a theme again",
        "theme.memo": "noted something on a theme",
        "theme.undo": "took an act on themes back",
        "theme.": "changed themes",
    },
    "zh": {
        "accept": "接受建议",
        "reject": "判为无编码",
        "change": "改为其他编码",
        "skip": "暂时跳过",
        "grid": "在问卷表格中编码",
        "mark": "标出一段文字",
        "merge": "合并片段",
        "split": "拆分片段",
        "memo": "写或改备注",
        "flag": "标记或取消标记",
        "invivo": "用原话命名编码",
        "undo": "撤销",
        "redo": "重做",
        "import": "从其他工具导入",
        "sheet": "读入编码表",
        "move": "随文件修改而移动",
        "withdraw": "一位参与者退出",
        "redacted": "因退出而删去",
        "agree to send": "同意把文本发送给模型",
        "agree no more": "收回发送的同意",
        "accept replacements": "确认替换的人名等",
        "undo replacement": "恢复一处被替换的原词",
        "replace also": "要求替换更多词",
        "replace again": "要求重新替换",
        "codebook.add": "新增编码",
        "codebook.rename": "给编码改名",
        "codebook.define": "修改编码的含义",
        "codebook.move": "移动编码",
        "codebook.merge": "合并编码",
        "codebook.split": "拆分编码",
        "codebook.retire": "停用编码",
        "codebook.bring_back": "恢复停用的编码",
        "codebook.recolor": "换编码的颜色",
        "codebook.remove": "删除编码",
        "codebook.example": "给编码取例句",
        "codebook.drop_example": "拿掉编码的例句",
        "codebook.restore": "恢复以前的编码手册",
        "codebook.file": "手改编码手册文件",
        "codebook.first": "保存最初的编码手册",
        "codebook.undo": "撤销编码手册的修改",
        "codebook.redo": "重做编码手册的修改",
        "codebook.": "修改编码手册",
        "settle.decide": "裁定分歧",
        "settle.skip": "暂放分歧",
        "settle.codebook": "记下编码手册需要的修改",
        "settle.undo": "撤销裁定",
        "settle.redo": "重做裁定",
        "settle.": "处理分歧",
        "sample.draw": "抽取双人编码样本",
        "sample.close": "结束样本",
        "sample.drop": "撤销尚未编码的样本",
        "sample.": "修改样本",
        "theme.rename": "给主题改名",
        "theme.merge": "合并主题",
        "theme.split": "拆分主题",
        "theme.move": "在主题间移动片段",
        "theme.also": "把片段也放进另一主题",
        "theme.new": "新建主题",
        "theme.pin": "固定主题",
        "theme.unpin": "取消固定主题",
        "theme.hide": "隐藏主题",
        "theme.show": "重新显示主题",
        "theme.memo": "给主题写备注",
        "theme.undo": "撤销对主题的操作",
        "theme.": "修改主题",
    },
}

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "not_carried": "not carried",
        "segment": "segment",
        "flag": "flag",
        "memo": "memo",
        "decision": "decision: {kind}",
        "sample": "sample",
        "codebook": "codebook",
        "theme": "theme",
        "endpoint": "endpoint",
        "flagged": "for {whom}",
        "anybody": "anybody",
        "note": "{n} characters on a {about}",
        "of_segments": "{n} segments, {coders}",
        "closed": "{n} segments, {coders}, closed",
        "version": "version {number} ({version})",
        "mark": "marked",
        "merge": "merged from {parents}",
        "split": "split from {parents}",
        "sent": "{model}: {n} segments",
        "and": ", ",
        "nothing": "Nobody has done anything in this study yet.",
        "told": "{people} did {acts} between {first} and {last}: {changes} of {segments}. {undone}",
        "told_no_segments": "{people} did {acts} between {first} and {last}: {changes}. {undone}",
        "no_undone": "None was taken back.",
        "undone_one": "1 act was taken back.",
        "undone": "{n} acts were taken back.",
        "acts": "{n} acts",
        "acts_1": "1 act",
        "changes": "{n} changes",
        "changes_1": "1 change",
        "segments": "{n} segments",
        "segments_1": "1 segment",
        "several": "{n} people",
        "corrected_none": "Nobody has judged a suggestion yet.",
        "corrected": "Of {n} suggestions that people judged, {accepted} % were accepted, {changed} % changed and "
        "{rejected} % rejected; people added {added} codes that were not suggested. "
        "Most often corrected: {worst} ({share} % of {of}, {low}–{high} %).",
        "few": "Of {n} suggestions that people judged, {accepted} % were accepted, {changed} % changed and "
        "{rejected} % rejected; people added {added} codes that were not suggested. No code has the 10 judgements "
        "that a comparison needs.",
        "none_worse": "Of {n} suggestions that people judged, {accepted} % were accepted, {changed} % changed and "
        "{rejected} % rejected; people added {added} codes that were not suggested.",
    },
    "zh": {
        "not_carried": "不属于",
        "segment": "片段",
        "flag": "标记",
        "memo": "备注",
        "decision": "裁定：{kind}",
        "sample": "样本",
        "codebook": "编码手册",
        "theme": "主题",
        "endpoint": "模型端点",
        "flagged": "请{whom}看",
        "anybody": "任何人",
        "note": "{about}上的 {n} 个字符",
        "of_segments": "{n} 个片段，{coders}",
        "closed": "{n} 个片段，{coders}，已结束",
        "version": "第 {number} 版（{version}）",
        "mark": "手工标出",
        "merge": "由 {parents} 合并",
        "split": "由 {parents} 拆分",
        "sent": "{model}：{n} 个片段",
        "and": "、",
        "nothing": "这项研究中还没有任何操作。",
        "told": "{people}在 {first} 至 {last} 期间做了 {acts}：{segments}上有 {changes}。{undone}",
        "told_no_segments": "{people}在 {first} 至 {last} 期间做了 {acts}：{changes}。{undone}",
        "no_undone": "没有操作被撤销。",
        "undone_one": "其中 1 个操作被撤销。",
        "undone": "其中 {n} 个操作被撤销。",
        "acts": "{n} 个操作",
        "acts_1": "1 个操作",
        "changes": "{n} 处改动",
        "changes_1": "1 处改动",
        "segments": "{n} 个片段",
        "segments_1": "1 个片段",
        "several": "{n} 人",
        "corrected_none": "还没有人判断过任何建议。",
        "corrected": "在人判断过的 {n} 条建议中，{accepted}% 被接受，{changed}% 被改动，{rejected}% 被否定；"
        "另外人加了 {added} 个没有建议的编码。被纠正最多的是“{worst}”（{of} 条中 {share}%，{low}–{high}%）。",
        "few": "在人判断过的 {n} 条建议中，{accepted}% 被接受，{changed}% 被改动，{rejected}% 被否定；"
        "另外人加了 {added} 个没有建议的编码。还没有哪个编码达到比较所需的 10 次判断。",
        "none_worse": "在人判断过的 {n} 条建议中，{accepted}% 被接受，{changed}% 被改动，{rejected}% 被否定；"
        "另外人加了 {added} 个没有建议的编码。",
    },
}

ABOUT: dict[str, dict[str, str]] = {
    "en": {each: each for each in ("document", "segment", "code", "case", "study")},
    "zh": {"document": "文件", "segment": "片段", "code": "编码", "case": "参与者", "study": "研究"},
}
"""What a memo is about."""

KINDS: dict[str, dict[str, str]] = {
    "en": {"emotion": "emotion", "stage": "stage", "touchpoint": "touchpoint", "channel": "channel"},
    "zh": {"emotion": "情绪", "stage": "阶段", "touchpoint": "触点", "channel": "渠道"},
}
"""Kinds of codings that the codebook does not name."""


VALUES: dict[str, dict[str, str]] = {
    "en": {
        "emotion/1": "1 · very bad",
        "emotion/2": "2 · bad",
        "emotion/3": "3 · neutral",
        "emotion/4": "4 · good",
        "emotion/5": "5 · very good",
        "stage/awareness": "Awareness",
        "stage/consideration": "Consideration",
        "stage/purchase": "Purchase",
        "stage/delivery": "Delivery",
        "stage/use": "Use",
        "stage/loyalty": "Loyalty",
        "stage/none": "no stage",
    },
    "zh": {
        "emotion/1": "1 · 很差",
        "emotion/2": "2 · 较差",
        "emotion/3": "3 · 一般",
        "emotion/4": "4 · 较好",
        "emotion/5": "5 · 很好",
        "stage/awareness": "认识",
        "stage/consideration": "考虑",
        "stage/purchase": "购买",
        "stage/delivery": "交付",
        "stage/use": "使用",
        "stage/loyalty": "忠诚",
        "stage/none": "无阶段",
    },
}
"""Values of those kinds; stages as the framework of six names them."""


def act_words(act: str, language: str) -> str:
    """Return an act in words; one that is not known as its desk, or as it is."""
    said = _ACTS[language]
    return said.get(act) or said.get(act.partition(".")[0] + "." if "." in act else "", act)


def said_of(kind: str, value: str, language: str) -> str:
    """Return a value of a kind that the codebook does not name, in words; a number between two words as it is.

    >>> said_of("emotion", "2.0", "en"), said_of("stage", "use", "zh"), said_of("touchpoint", "direct/online", "zh")
    ('2 · bad', '使用', '直接/线上')
    """
    if kind in ("touchpoint", "channel"):
        return "/".join(name_of(part, language) for part in value.split("/"))
    return VALUES[language].get(f"{kind}/{value.removesuffix('.0')}", value)


def say(language: str, key: str, **values: Any) -> str:
    """Return a sentence or phrase."""
    return WORDS[language][key].format(**values)


def counted(language: str, key: str, n: int) -> str:
    """Return a number with its noun, for one or for several."""
    return say(language, f"{key}_1" if n == 1 else key, n=f"{n:,}")
