"""What the settling view shows, as plain JSON: a pure function of the session.

Text is sent in runs (before, the segment, after), never with offsets: a browser counts UTF-16 units.

>>> from cjm_research.codes.codebook import Codebook
>>> book = Codebook.framework()
>>> value_name("goal", "", book, "en"), value_name("emotion", "2.0", book, "zh"), value_name("stage", "use", book, "zh")
('none', '2 · 较差', '使用')
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cjm_research.codes.own_code import OWN
from cjm_research.codes.touchpoints import name_of
from cjm_research.exports.coding_sheet_words import stage_names
from cjm_research.exports.words import touchpoint
from cjm_research.review.coding.page import Line, Suggestion
from cjm_research.review.double.adjudication import GROUNDS
from cjm_research.schema import CARRIED, FAMILIES, STAGES
from cjm_research.widgets.settle_words import GROUND_KEYS, SETTLE_WORDS

if TYPE_CHECKING:
    from cjm_research.codes.codebook import Codebook
    from cjm_research.review.double.adjudication import SettleSession
    from cjm_research.review.double.settling import Settling


def legend(codebook: Codebook, language: str) -> dict[str, Any]:
    """Return what does not change with the disagreement: the grounds with their keys, the codes a note may be on."""
    words = SETTLE_WORDS[language]
    grounds = [{"id": each, "key": GROUND_KEYS[each], "name": words[f"ground_{each}"]} for each in GROUNDS]
    codes = {family: codebook.name(family, lang=language) for family in codebook.families()}
    codes |= {f"{code.family}/{code.subtype}": code.name[language] for code in codebook.codes}
    codes |= {code.kind: code.title(language) for code in codebook.own}
    codes |= {kind: words[kind] for kind in ("emotion", "stage", "touchpoint", "channel")}
    return {"grounds": grounds, "codes": [{"id": code, "name": name} for code, name in codes.items()]}


def screen_of(session: SettleSession, language: str, revealed: Suggestion | str | None = None) -> dict[str, Any]:
    """Return everything the view draws of the session now.

    Parameters
    ----------
    session : SettleSession
        Where the person is.
    language : {"en", "zh"}
        Of the names; what people said and noted stays as it is.
    revealed : Suggestion or "", optional
        What the machine suggests, if it was asked for; "" if it suggests nothing.
    """
    progress, item = session.progress, session.current
    return {
        "coder": session.coder,
        "done": progress.done,
        "total": progress.total,
        "remaining": progress.remaining,
        "skipped": progress.skipped,
        "order": session.order,
        "of": session.of,
        "orders": _orders(session, language),
        "can_undo": session.can_undo,
        "can_redo": session.can_redo,
        "item": None if item is None else _item(item, session.codebook, language),
        "machine": None if item is None or revealed is None else _machine(item, revealed, session.codebook, language),
    }


def kind_name(kind: str, codebook: Codebook, language: str) -> str:
    """Return what a kind is called."""
    if kind in FAMILIES:
        return codebook.name(kind, lang=language)
    if kind.startswith(OWN):
        names = {code.kind: code.title(language) for code in codebook.own}
        return names.get(kind, kind.removeprefix(OWN))
    return SETTLE_WORDS[language].get(kind, kind)


def value_name(kind: str, value: str, codebook: Codebook, language: str) -> str:
    """Return what a value of a kind is called."""
    words = SETTLE_WORDS[language]
    if kind.startswith(OWN):
        return words["yes" if value else "no"]
    if kind == "stage":
        return stage_names(language).get(value, words["no_stage"])
    if kind == "emotion":
        return words[f"emotion_{value[0]}"] if value.endswith(".0") else value
    if not value:
        return words["none"]
    if kind in FAMILIES:
        known = {code.subtype: code.name[language] for code in codebook.codes if code.family == kind}
        return known.get(value, value)
    return touchpoint(value, "", language) if kind == "touchpoint" else name_of(value, language)


def ground_name(ground: str, language: str) -> str:
    """Return a stored ground in words: its usual name and what was added.

    >>> ground_name("rule: no wish", "en"), ground_name("in between", "en")
    ('A rule of the codebook · no wish', 'in between')
    """
    words = SETTLE_WORDS[language]
    first, _, rest = ground.partition(": ")
    if first not in GROUNDS:
        return ground
    named = words[f"ground_{first}"]
    return words["ground_then"].format(ground=named, words=rest) if rest else named


def _orders(session: SettleSession, language: str) -> list[dict[str, Any]]:
    words, shown = SETTLE_WORDS[language], []
    for row in session.orders().to_dict("records"):
        name = words[row["order"]]
        if row["of"]:
            of = kind_name(row["of"], session.codebook, language) if row["order"] == "code" else row["of"]
            name = words[f"{row['order']}_of"].format(name=of)
        told = words["open"].format(n=row["n"], n_open=row["n_open"])
        shown.append({"order": row["order"], "of": row["of"], "name": f"{name} · {told}"})
    return shown


def _item(item: Settling, codebook: Codebook, language: str) -> dict[str, Any]:
    kind, decision = item.kind, item.decision
    keys = {value: str(at) for at, value in enumerate(item.values, start=1)}

    def named(value: str) -> str:
        return value_name(kind, value, codebook, language)

    readings = [
        {"coder": coder, "value": value, "name": named(value), "key": keys[value], "memo": item.memos.get(coder, "")}
        for coder, value in item.said.items()
    ]
    others = [{"value": value, "name": named(value)} for value in _values(kind, codebook) if value not in keys]
    return {
        "number": item.number,
        "segment_id": item.segment_id,
        "kind": kind,
        "kind_name": kind_name(kind, codebook, language),
        "language": item.language,
        "question": item.question,
        "lines": [{"label": line.label, "runs": _runs(line)} for line in item.lines],
        "readings": readings,
        "values": list(item.values),
        "others": others,
        "decision": None
        if decision is None
        else {
            "value": decision["value"],
            "name": named(decision["value"]),
            "ground": ground_name(decision["ground"], language),
            "coder": decision["coder"],
        },
        "skipped": item.skipped,
    }


def _values(kind: str, codebook: Codebook) -> list[str]:
    if kind in FAMILIES:
        return [*(code.subtype for code in codebook.codes if code.family == kind), ""]
    if kind.startswith(OWN):
        return [kind.removeprefix(OWN), ""]
    if kind == "emotion":
        return [f"{at}.0" for at in range(1, 6)]
    return [*STAGES, "none"] if kind == "stage" else [""]


def _machine(item: Settling, shown: Suggestion | str, codebook: Codebook, language: str) -> dict[str, str]:
    words, kind = SETTLE_WORDS[language], kind_name(item.kind, codebook, language)
    if isinstance(shown, str):
        return {"text": words["machine_none"].format(kind=kind), "reason": ""}
    is_mark = item.kind in FAMILIES or item.kind.startswith(OWN)
    if is_mark and shown.decision not in CARRIED:
        return {"text": words["machine_no"].format(kind=kind), "reason": shown.reason}
    name = value_name(item.kind, shown.value, codebook, language)
    told: Mapping[str, str] = {"name": name, "score": f"{shown.score:.2f}"}
    return {"text": words["machine_said"].format(**told), "reason": shown.reason}


def _runs(line: Line) -> list[list[str]]:
    parts = (("", line.text[: line.start]), ("segment", line.text[line.start : line.end]), ("", line.text[line.end :]))
    return [[role, text] for role, text in parts if text]
