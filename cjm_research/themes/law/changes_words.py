"""The words of `changes`, in English and Chinese."""

from __future__ import annotations

from typing import Any

from cjm_research.themes.law import edits

WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "summary": "{kept} themes kept, {grown} grown, {shrunk} shrunk, {new} new, {gone} gone.",
        "as it was": "“{title}” is as it was",
        "kept": "“{title}” stays at {after}",
        "grown": "“{title}” grew from {before} to {after}",
        "shrunk": "“{title}” shrank from {before} to {after}",
        "new": "“{title}” is new, with {after}",
        "gone": "“{title}” is gone, {before} before",
        "joined": "; {n} joined ({where})",
        "left": "; {n} left ({where})",
        "renamed": "; the machine renamed it from “{before}” to “{title}”",
        "because": ": {reason}.",
        "flow": "{n} “{title}”",
        "none from": "{n} new in the study",
        "none to": "{n} not in the study any more",
        "and": ", ",
        "more": " …",
        "held": "held by {by}'s {act} on {on}",
        "block": "no topic holds it any more; kept because {why}",
        "touched": "of {by}'s {act} on {on}",
        "edited": "it was edited by hand",
        "rest": "what no theme took",
        "unmatched": "no earlier theme shares enough with its topic",
        "matched": "matched by {n} of {of} segments",
        "merged": "{by} merged it into “{into}” on {on}",
        "scattered": "no topic holds enough of it; most went to “{into}”",
        "nothing left": "none of its segments is in the study any more",
        "acts": {
            edits.RENAME: "rename", edits.MERGE: "merge", edits.SPLIT: "split", edits.MOVE: "move",
            edits.NEW: "new theme", edits.PIN: "pin", edits.HIDE: "hide", edits.MEMO: "memo",
        },
    },
    "zh": {
        "summary": "主题：{kept} 个不变，{grown} 个变大，{shrunk} 个变小，{new} 个新出现，{gone} 个消失。",
        "as it was": "“{title}”没有变化",
        "kept": "“{title}”仍有 {after} 个片段",
        "grown": "“{title}”从 {before} 个片段增加到 {after} 个",
        "shrunk": "“{title}”从 {before} 个片段减少到 {after} 个",
        "new": "“{title}”是新主题，有 {after} 个片段",
        "gone": "“{title}”消失了，原有 {before} 个片段",
        "joined": "；{n} 个加入（{where}）",
        "left": "；{n} 个离开（{where}）",
        "renamed": "；机器把它的名称从“{before}”改为“{title}”",
        "because": "：{reason}。",
        "flow": "“{title}”{n} 个",
        "none from": "新进入研究的 {n} 个",
        "none to": "已不在研究中的 {n} 个",
        "and": "、",
        "more": "……",
        "held": "由 {by} 在 {on} 的{act}保持",
        "block": "已没有话题包含它；因{why}而保留",
        "touched": " {by} 在 {on} 的{act}",
        "edited": "手工编辑",
        "rest": "没有归入任何主题的片段",
        "unmatched": "没有以前的主题与它的话题有足够的重合",
        "matched": "{of} 个片段中有 {n} 个吻合",
        "merged": "{by} 在 {on} 把它并入“{into}”",
        "scattered": "没有话题包含它的足够部分；大多归入“{into}”",
        "nothing left": "它的片段都已不在研究中",
        "acts": {
            edits.RENAME: "改名", edits.MERGE: "合并", edits.SPLIT: "拆分", edits.MOVE: "移动",
            edits.NEW: "新建", edits.PIN: "固定", edits.HIDE: "隐藏", edits.MEMO: "备注",
        },
    },
}  # fmt: skip
