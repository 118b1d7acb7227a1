"""The sheet as a calm table for the notebook: figures with their intervals, and the reading beside them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from cjm_research.agreement import words
from cjm_research.agreement.counting import MEAN
from cjm_research.codes.verdict_words import bounds

if TYPE_CHECKING:
    from cjm_research.agreement.sheet import AgreementSheet

_HEADS = {
    "en": ("code", "segments", "carried", "agree", "kappa", "AC1 / AC2", "alpha", "reading"),
    "zh": ("编码", "片段数", "带有", "一致", "kappa", "AC1 / AC2", "alpha", "解读"),
}
_TOLD = {
    "en": {
        "head": "{coders}: {double} of {all} segment{s} coded by two or more. Below each figure: where the true "
        "value lies, with {level} confidence.",
        "sets": "Sets of codes per segment: the same {same}, Jaccard {jaccard}, MASI {masi}, alpha with MASI "
        "{alpha_masi}.",
        "units": "Marked spans ({n} in {documents} document{s}): alpha-u {u}, with a partner near {near}, half covered "
        "{half}.",
        "list": "{n} disagreements to settle.",
        "list of one": "1 disagreement to settle.",
        "agreed": "No disagreement.",
        "habit": "“Often called”: the words of Landis and Koch (1977) for a kappa of this size, a habit and "
        "not a verdict.",
    },
    "zh": {
        "head": "{coders}：{all} 个片段中有 {double} 个由两名或以上编码者编码。"
        "数字下方为真实值所在的范围（置信度 {level}）。",
        "sets": "每个片段的编码集合：完全相同 {same}，Jaccard {jaccard}，MASI {masi}，"
        "以 MASI 计算的 alpha {alpha_masi}。",
        "units": "标注的文本段（{documents} 份文档中 {n} 处）：alpha-u {u}，边界相近的有 {near}，覆盖过半的有 {half}。",
        "list": "有 {n} 处分歧待商定。",
        "list of one": "有 1 处分歧待商定。",
        "agreed": "没有分歧。",
        "habit": "“习惯上称为”：Landis 和 Koch（1977）对这样大小的 kappa 的说法，只是习惯，不是结论。",
    },
}


def html(sheet: AgreementSheet) -> str:
    """Return the sheet as HTML, in its language."""
    lang = sheet.language
    heads = "".join(f"<th style='text-align:left'>{escape(head)}</th>" for head in _HEADS[lang])
    notes = sheet.notes()
    texts = dict(zip(notes["code"], notes["text"], strict=True))
    rows = "".join(
        f"<tr>{_cells(sheet, row, texts[row['code']])}</tr>"
        for row in sheet.table.to_dict("records")
        if row["n_segments"] or row["code"] != MEAN
    )
    lines = "".join(f"<p>{escape(line)}</p>" for line in (_head(sheet), *_below(sheet)))
    habit = escape(_TOLD[lang]["habit"])
    return f"{lines}<table><tr>{heads}</tr>{rows}</table><p>{habit}</p>"


def _head(sheet: AgreementSheet) -> str:
    whole = sheet.double_coded.iloc[0]
    coders = ("、" if sheet.language == "zh" else ", ").join(sheet.coders)
    level, s = words.share(sheet.level), "" if whole["n_segments"] == 1 else "s"
    head = _TOLD[sheet.language]["head"]
    return head.format(coders=coders, double=whole["n_double"], all=whole["n_segments"], level=level, s=s)


def _below(sheet: AgreementSheet) -> list[str]:
    say, lines = _TOLD[sheet.language], []
    if len(sheet.sets):
        value = sheet.sets.set_index("measure")["value"]
        lines.append(say["sets"].format(**{name: _plain(value[name]) for name in value.index}))
    if len(sheet.units):
        row = sheet.units.iloc[0]
        lines.append(say["units"].format(n=row["n_spans"], documents=row["n_documents"], u=_plain(row["u"]),
                                         s="" if row["n_documents"] == 1 else "s",
                                         near=_percent(row["f1_near"]), half=_percent(row["f1_half"])))  # fmt: skip
    n = len(sheet.disagreements)
    return [*lines, say["list of one" if n == 1 else "list"].format(n=n) if n else say["agreed"]]


def _cells(sheet: AgreementSheet, row: Mapping[str, Any], text: str) -> str:
    gwet = "ac1" if row["level"] == "nominal" else "ac2"
    figures = [_figure(row, name, sheet.language) for name in ("kappa", gwet, "alpha")]
    carried = "" if math.isnan(row["prevalence"]) else words.share(row["prevalence"])
    plain = [escape(cell) for cell in (sheet.name(row["code"]), str(row["n_segments"]), carried)]
    cells = (*plain, _percent(row["percent"]), *figures, escape(text))
    # Notebooks set tables flush right, which suits figures and not sentences.
    return "".join(f"<td style='text-align:left;vertical-align:top'>{cell}</td>" for cell in cells)


def _figure(row: Mapping[str, Any], name: str, language: str) -> str:
    """Return a figure with its interval below, as HTML."""
    if math.isnan(row[name]):
        return "–"
    if math.isnan(row[f"{name}_low"]):
        return f"{row[name]:.2f}"
    ends = escape(bounds(row[f"{name}_low"], row[f"{name}_high"], language))
    return f"{row[name]:.2f}<br><small style='white-space:nowrap'>{ends}</small>"


def _plain(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.2f}"


def _percent(value: float) -> str:
    return "–" if math.isnan(value) else words.share(value)
