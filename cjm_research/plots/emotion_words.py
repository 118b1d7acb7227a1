"""The words of the emotion curve's picture, in both languages."""

from __future__ import annotations

from typing import Any

WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "axis": "Mean emotion of the people, 1 to 5, with interval",
        "title": "Feeling is lowest at {low} ({low_mean:.1f}) and highest at {high} ({high_mean:.1f})",
        "drop": "Feeling drops at {low} ({low_mean:.1f}), below its neighbours",
        "rise": "Feeling rises at {high} ({high_mean:.1f}), above its neighbours",
        "untold": "No stage stands out from its neighbours more than chance allows",
        "flat": "Feeling differs little between the stages",
        "short": "Too few people to compare the stages",
        "lowest_untold": "lowest, not clearly below its neighbours",
        "highest_untold": "highest, not clearly above its neighbours",
        "none": "no evidence",
        "n": "n = {n}",
        "poles": ("very negative", "neutral", "very positive"),
        "measured": "{measure} {scale}",
        "said": "what people said",
        "all": "all",
    },
    "zh": {
        "axis": "人均情绪（1–5）及区间",
        "title": "情绪在“{low}”阶段最低（{low_mean:.1f}）而在“{high}”阶段最高（{high_mean:.1f}）",
        "drop": "情绪在“{low}”阶段下降（{low_mean:.1f}），低于相邻阶段",
        "rise": "情绪在“{high}”阶段上升（{high_mean:.1f}），高于相邻阶段",
        "untold": "没有阶段与相邻阶段的差别超出偶然范围",
        "flat": "各阶段情绪差别不大",
        "short": "人数不足以比较各阶段",
        "lowest_untold": "均值最低，与相邻阶段差别不明显",
        "highest_untold": "均值最高，与相邻阶段差别不明显",
        "none": "没有证据",
        "n": "n = {n}",
        "poles": ("很负面", "中性", "很正面"),
        "measured": "{measure}{scale}",
        "said": "人们所说",
        "all": "全部",
    },
}
