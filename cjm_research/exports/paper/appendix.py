"""The appendix: codebook, agreement, saturation, coverage, the evidence of every card, and how the map was made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from cjm_research.agreement import words as agreement_words
from cjm_research.exports import figures
from cjm_research.exports.filled import filled
from cjm_research.exports.page.people_parts import count_of
from cjm_research.exports.paper.blocks import Block, Bullets, Figure, Heading, Page, Table, text
from cjm_research.exports.paper.composing import Matter
from cjm_research.exports.paper.stages import further, placed, told_in_full, worded
from cjm_research.exports.paper.words import agreed
from cjm_research.findings import coverage_words
from cjm_research.findings.coverage import MEASURES
from cjm_research.findings.saturation import words as saturation_words

_RULES = ("include", "exclude", "examples")


def appendix(matter: Matter) -> list[Block]:
    """Return all parts of the appendix."""
    parts = (_codebook, _agreement, _saturation, _coverage, _evidence, _run)
    blocks: list[Block] = [Page()]
    for part in parts:
        blocks += part(matter)
    return blocks


def _codebook(matter: Matter) -> Iterator[Block]:
    book, language = matter.journey.codebook, matter.language
    own = getattr(book, "own", ())
    yield Heading(1, matter.say("appendix_codebook"))
    values = {"n": len(book.codes), "families": len(book.families()), "own": len(own)}
    yield text(matter.say("codebook_intro", version=book.version, **values))
    for family in book.families():
        yield Heading(2, book.name(family, lang=language))
        yield from (
            _code(matter, code, f"{code.family}/{code.subtype}") for code in book.codes if code.family == family
        )
    if own:
        yield Heading(2, matter.say("own_codes"))
        yield from (_code(matter, code, code.kind) for code in own)


def _code(matter: Matter, code: Any, code_id: str) -> Table:
    """Return one code as a table of what is said of it, in the other language where it is said in that alone."""

    def told(said: Any) -> Any:
        other = "en" if matter.language == "zh" else "zh"
        return (said or {}).get(matter.language) or (said or {}).get(other) or ""

    rows = [(matter.say("definition"), told(code.definition) or matter.say("none_given"))]
    rows += [(matter.say(key), "\n".join(told(getattr(code, key))) or matter.say("none_given")) for key in _RULES]
    name = told(code.name) + (f" · {matter.say('retired')}" if getattr(code, "retired", False) else "")
    return Table((name, code_id), tuple(rows), (1.0, 5.0), small=True, marked=True)


def _agreement(matter: Matter) -> Iterator[Block]:
    yield Heading(1, matter.say("appendix_agreement"))
    sheet, language = (matter.material.agreement if matter.material else None), matter.language
    if sheet is None:
        yield text(matter.say("no_agreement"))
        return
    readings = sheet.readings(language)
    yield text(readings["text"].iloc[0])
    double = sheet.double_coded.set_index("code")
    head = (*(matter.say(key) for key in ("col_code", "col_double", "col_percent")), "kappa", matter.say("col_gwet"),
            "alpha")  # fmt: skip
    rows = [_agreed(matter, row, double) for row in sheet.table.to_dict("records") if row["n_segments"]]
    caption = matter.say("agreement_caption", level=f"{100 * sheet.level:g}")
    yield Table(head, tuple(rows), (1.8, 1.1, 0.8, 1.5, 1.5, 1.5), caption, small=True, marked=True)
    notes = sheet.notes(language)
    joint = "：" if language == "zh" else ": "
    told = tuple(f"{row.name}{joint}{row.text}" for row in notes.itertuples(index=False) if row.text)
    yield Bullets(told) if told else text(matter.say("none_given"), "note")


def _agreed(matter: Matter, row: dict[str, Any], double: pd.DataFrame) -> tuple[str, ...]:
    sheet, language = matter.material.agreement, matter.language
    gwet = "ac1" if row["level"] == "nominal" else "ac2"
    code = row["code"]
    twice = "" if code not in double.index else f"{double.at[code, 'n_double']}/{double.at[code, 'n_segments']}"
    percent = row["percent"]
    shares = matter.say("undefined") if percent != percent else agreement_words.share(percent)
    figures_of = (agreed(row, name, language) for name in
                  ("kappa", gwet, "alpha"))  # fmt: skip
    return (sheet.name(code, language), twice or "–", shares, *figures_of)


def _saturation(matter: Matter) -> Iterator[Block]:
    yield Heading(1, matter.say("appendix_saturation"))
    sheet, language = (matter.material.saturation if matter.material else None), matter.language
    if sheet is None or sheet.unseen.empty:
        yield text(matter.say("no_saturation"))
        return
    yield from (text(line) for line in sheet.reading(language).split("\n"))
    for kind in sheet.unseen["kind"]:
        name = saturation_words.KIND[language].get(kind, kind)
        alt = matter.say("saturation_alt", headline=sheet.headline(kind, language).rstrip(".。"))
        yield Figure(f"saturation-{kind}", figures.saturation(sheet, kind, language), alt,
                     matter.say("saturation_caption", kind=name))  # fmt: skip
    rows = [_saturated(matter, row) for row in sheet.unseen.to_dict("records")]
    rows += [_saturated(matter, row) for row in sheet.by_group.to_dict("records")]
    head = ("", *saturation_words.HEADS[language][1:])
    yield Table(head, tuple(rows), (1.5, 1.1, 1.1, 0.8, 1.5, 0.9, 1.3), matter.say("saturation_table"), small=True,
                marked=True)  # fmt: skip
    yield Bullets(tuple(sheet.notes(language)))


def _saturated(matter: Matter, row: dict[str, Any]) -> tuple[str, ...]:
    language = matter.language
    name = saturation_words.KIND[language].get(row["kind"], row["kind"])
    if row.get("group") is not None and "group" in row:
        name = saturation_words.group_name(row["kind"], row["by"], row["group"], language)
    if pd.isna(row["n_units"]):
        return (name, matter.say("below_cell", n=row["min_cell"]), *["–"] * 5)
    state = saturation_words.STATE[language][row["state"]]
    if row["state"] == "unknown":
        return (name, str(row["n_units"]), state, *["–"] * 4)
    ends = matter.say("ends", low=f"{row['low']:.0f}", high=f"{row['high']:.0f}")
    new = matter.say("ends", low=row["new_low"], high=row["new_high"])
    figures_of = (
        str(row["n_codes"]),
        f"{row['estimate']:.1f}{ends}",
        f"{row['coverage']:.0%}",
        f"{row['new']:.1f}{new}",
    )
    return (name, str(row["n_units"]), state, *figures_of)


def _coverage(matter: Matter) -> Iterator[Block]:
    yield Heading(1, matter.say("appendix_coverage"))
    sheet, language = (matter.material.coverage if matter.material else None), matter.language
    if sheet is None:
        yield text(matter.say("no_coverage"))
        return
    yield from (text(line) for line in sheet.reading(language).split("\n"))
    if sheet.table.empty:
        yield text(matter.say("no_groups"), "note")
        return
    rows = tuple(_covered(row, sheet.min_cell, language) for row in sheet.table.to_dict("records"))
    heads, rows, widths = filled(coverage_words.heads(language), rows, (3.2, 0.8, 0.9, 0.9, 0.8, 1.1, 1.0, 0.9))
    yield Table(heads, rows, widths, matter.say("coverage_caption"), small=True,
                marked=True)  # fmt: skip


def _covered(row: dict[str, Any], min_cell: int, language: str) -> tuple[str, ...]:
    asked = f"<{min_cell}" if pd.isna(row["n_asked"]) else str(row["n_asked"])
    shown = (count_of(row, measure) for measure in MEASURES)  # of how many they are stands in the column before
    group = coverage_words.group_name(row["by"], row["group"], language)
    return (group, asked, *shown, coverage_words.mark(row["quiet"], language))


def _evidence(matter: Matter) -> Iterator[Block]:
    yield Heading(1, matter.say("appendix_evidence"))
    cards = matter.shown_cards
    if not cards:
        yield text(matter.say("no_cards"))
        return
    rows, full = [], told_in_full(matter)
    for stage, card in cards:
        name = f"{card.title}\n{stage} · {card.card_id}"
        for quote, against in further(matter, card, card.card_id in full):
            words = worded(matter, quote)
            words = matter.say("quote_against", quote=words) if against else words
            rows.append((name, words, placed(matter, quote)))
            name = ""  # once for all quotes of a card
    if not rows:
        yield text(matter.say("evidence_all"))
        return
    yield text(matter.say("evidence_intro"))
    head = tuple(matter.say(key) for key in ("col_card", "col_quote", "col_source"))
    yield Table(head, tuple(rows), (1.7, 3.4, 1.8), matter.say("evidence_caption"), small=True)


def _run(matter: Matter) -> Iterator[Block]:
    board, study = matter.board, matter.journey.data["study"]
    run, book = study["run"], matter.journey.codebook
    inputs = "\n".join(f"{each['source']} ({each['digest'][:16]})" for each in run["inputs"])
    held = [
        (board.word("framework"), str(matter.journey.data["framework"]["id"])),
        (board.word("run_embedder"), str(run["embedder"])),
        (board.word("run_coder"), str(run["coder"])),
        (board.word("run_codebook"), book.version),
        (board.word("run_seeds"), ", ".join(str(seed) for seed in run["seeds"])),
        (board.word("run_settings"), str(run["settings_digest"])),
        (board.word("version"), study["cjm_research"]),
        (board.word("run_inputs"), inputs),
    ]
    rows = tuple((name, value or matter.say("not_recorded")) for name, value in held)
    yield Heading(1, matter.say("appendix_run"))
    yield Table((matter.say("run_item"), matter.say("run_value")), rows, (1.2, 4.0), small=True, marked=True)
