"""The parts of the page that a study holds beside its map: who was heard, how coders agree, how near to nothing new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research.agreement import words as agreement_words
from cjm_research.codes.verdict_words import bounds
from cjm_research.exports.filled import filled
from cjm_research.exports.page import pictures
from cjm_research.exports.page.parts import Part, Table
from cjm_research.exports.page.words import label
from cjm_research.findings import coverage_words

if TYPE_CHECKING:
    from cjm_research.agreement.sheet import AgreementSheet
    from cjm_research.exports.material import Material
    from cjm_research.findings.coverage import CoverageSheet

_MEASURES = ("answered", "heard", "goal", "motivation", "pain_point")


def coverage_part(material: Material, language: str) -> Part | None:
    """Return who was asked and who was heard, None where the study holds no such sheet."""
    sheet = material.coverage
    if sheet is None:
        return None
    notes = (label("coverage_note", language, least=sheet.min_cell),) if len(sheet.table) else ()
    tables = (_coverage_table(sheet, language),) if len(sheet.table) else ()
    return Part("coverage", label("coverage", language), _lines(sheet.reading(language)), tables=tables, notes=notes)


def _coverage_table(sheet: CoverageSheet, language: str) -> Table:
    rows = []
    for row in sheet.table.to_dict("records"):
        asked = f"<{sheet.min_cell}" if pd.isna(row["n_asked"]) else str(row["n_asked"])
        name = coverage_words.group_name(row["by"], row["group"], language)
        counts = (count_of(row, measure) for measure in _MEASURES)
        rows.append((name, asked, *counts, coverage_words.mark(row["quiet"], language)))
    heads = coverage_words.heads(language)
    heads, told, _ = filled(heads, rows, [1.0] * len(heads))
    return Table(label("coverage_table", language), heads, told)


def count_of(row: dict[str, Any], measure: str) -> str:
    """Return a count of a group; one that is not printed as the sheet has it."""
    count = row[f"n_{measure}"]
    return row[f"shown_{measure}"] if pd.isna(count) or pd.isna(row["n_asked"]) else str(count)


def agreement_part(material: Material, language: str) -> Part:
    """Return how far coders agree, or that it is not known."""
    sheet = material.agreement
    if sheet is None:
        return Part("agreement", label("agreement", language), (label("agreement_none", language),))
    whole = sheet.double_coded.iloc[0]
    coders = ("、" if language == "zh" else ", ").join(sheet.coders)
    level = agreement_words.share(sheet.level)
    counts = {"double": whole["n_double"], "all": whole["n_segments"]}
    said = label("agreement_said", language, coders=coders, level=level, **counts)
    tables = (_agreement_table(sheet, language),)
    return Part("agreement", label("agreement", language), (said,), tables=tables)


def _agreement_table(sheet: AgreementSheet, language: str) -> Table:
    texts = dict(zip(sheet.notes(language)["code"], sheet.notes(language)["text"], strict=True))
    rows = tuple(
        (
            sheet.name(row["code"], language),
            str(row["n_segments"]),
            "–" if pd.isna(row["percent"]) else agreement_words.share(row["percent"]),
            *(_figure(row, name, language) for name in _coefficients(row)),
            texts[row["code"]],
        )
        for row in sheet.table.to_dict("records")
        if row["n_segments"]
    )
    keys = ("agreement_code", "agreement_segments", "agreement_percent")
    heads = (
        *(label(key, language) for key in keys),
        "kappa",
        "AC1 / AC2",
        "alpha",
        label("agreement_reading", language),
    )
    return Table(label("agreement_table", language), heads, rows, prose=True)


def _coefficients(row: dict[str, Any]) -> tuple[str, str, str]:
    return "kappa", "ac1" if row["level"] == "nominal" else "ac2", "alpha"


def _figure(row: dict[str, Any], name: str, language: str) -> str:
    """Return a coefficient with its interval in brackets."""
    if pd.isna(row[name]):
        return "–"
    if pd.isna(row[f"{name}_low"]):
        return f"{row[name]:.2f}"
    ends = bounds(row[f"{name}_low"], row[f"{name}_high"], language)
    return f"{row[name]:.2f}（{ends}）" if language == "zh" else f"{row[name]:.2f} ({ends})"


def saturation_part(material: Material, language: str, key: str) -> Part | None:
    """Return how near the study is to hearing nothing new, None where nothing is coded."""
    sheet = material.saturation
    if sheet is None:
        return None
    drawn = tuple(pictures.saturation(material, language, key))
    notes = tuple(sheet.notes(language))
    return Part("saturation", label("saturation", language), _lines(sheet.reading(language)), drawn, notes=notes)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.split("\n") if line)
