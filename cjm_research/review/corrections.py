"""How often people corrected a model, per code and version of the model, from the events alone.

A judgement is one person's word on one kind of code of one segment for which that person was shown what a model makes
of it. What was suggested is taken from the first act that stands, what holds is the person's latest word, so undo and a
change of mind are followed. A model that said "no" is judged too: what people carry there, it missed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research.codes.own_code import OWN
from cjm_research.errors import UnknownNameError
from cjm_research.review.audit import suggested_in, undone_by
from cjm_research.review.audit_words import say
from cjm_research.review.ledger import MOVE, Ledger
from cjm_research.schema import CARRIED, FAMILIES, check

if TYPE_CHECKING:
    from cjm_research.codes.codebook import Codebook

BY = ("coder", "half")
"""What corrections are told apart by, besides code and version: who coded; the first or second half of judgements."""
ALL = "all"
"""The row of all codes together."""
ENOUGH = 10
"""Judgements of a code below which the summary does not call it the worst."""

_COUNTS = ("n_judged", "accepted", "changed", "rejected", "added")
_Z = 1.959963984540054  # the normal quantile of a two-sided 95 % interval


@dataclass(frozen=True)
class _Judgement:
    coder: str
    segment_id: str
    kind: str
    version: str
    was: str
    now: str
    order: int


def corrections(events: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Return how often suggestions of a code were accepted, changed, rejected, and added by a person.

    Parameters
    ----------
    events : DataFrame
        Contract "events".
    by : {"coder", "half"}, optional
        Tell people apart, or the first half of the judgements from the second.

    Returns
    -------
    DataFrame
        The column ``by`` if given, code ("goal/explicit", "code:<id>", "all"), version; n_judged (suggestions that
        were judged), accepted, changed (to another sub-type of the family), rejected, added (carried by a person, not
        suggested); for each of accepted, changed and rejected its share of n_judged with the Wilson limits (95 %), as
        ``share_…``, ``low_…``, ``high_…``, and for added its share of all that people carry. NaN where there is none.

    Raises
    ------
    UnknownNameError
        If ``by`` is nothing to tell apart by.

    Notes
    -----
    Wilson (1927), J. Am. Stat. Assoc. 22, 209–212. A code that a suggestion was changed to counts as added there.
    """
    if by is not None and by not in BY:
        raise UnknownNameError(f"Corrections cannot be told apart by {by!r}. Known: {', '.join(BY)}.")
    judged = _judgements(check(events, "events").sort_values("event_id").to_dict("records"))
    counts: dict[tuple[str, str, str], dict[str, int]] = defaultdict(lambda: dict.fromkeys(_COUNTS, 0))
    middle = len(judged) / 2
    for place, one in enumerate(judged):
        group = one.coder if by == "coder" else ("first" if place < middle else "second") if by else ""
        for code, what in _said(one):
            # Of all codes together, one that was changed is one correction, not an addition as well.
            for name in (code,) if what == "added" and one.was else (code, ALL):
                held = counts[group, name, one.version]
                held[what] += 1
                held["n_judged"] += what != "added"
    keys = sorted(counts, key=lambda key: (key[0], key[1] == ALL, *key[1:]))
    rows = [(*key, *counts[key].values()) for key in keys]
    frame = pd.DataFrame(rows, columns=[by or "group", "code", "version", *_COUNTS])
    return _with_shares(frame if by else frame.drop(columns="group"))


def corrected(events: pd.DataFrame, codebook: Codebook | None = None, language: str = "en") -> str:
    """Return in a sentence how much of what was suggested people let stand, and which code they corrected most.

    Parameters
    ----------
    events : DataFrame
        Contract "events".
    codebook : Codebook, optional
        Names the code.
    language : {"en", "zh"}
        Of the sentence.
    """
    frame = corrections(events)
    each = frame[frame["code"] != ALL].groupby("code", as_index=False)[list(_COUNTS)].sum()
    n = int(each["n_judged"].sum())
    if not n:
        return say(language, "corrected_none")
    shares = {name: round(100 * int(each[name].sum()) / n) for name in ("accepted", "changed", "rejected")}
    values: dict[str, Any] = {"n": f"{n:,}", "added": int(each["added"].sum()), **shares}
    known = each[each["n_judged"] >= ENOUGH].assign(wrong=lambda rows: rows["changed"] + rows["rejected"])
    if known.empty:
        return say(language, "few", **values)
    worst = known.assign(share=known["wrong"] / known["n_judged"]).sort_values(
        ["share", "n_judged", "code"], ascending=[False, False, True]
    )
    first = worst.iloc[0]
    if not first["wrong"]:
        return say(language, "none_worse", **values)
    share, low, high = (round(100 * each) for each in wilson(int(first["wrong"]), int(first["n_judged"])))
    told = {"worst": _name(first["code"], codebook, language), "of": int(first["n_judged"])}
    return say(language, "corrected", **values, **told, share=share, low=low, high=high)


def wilson(hits: int, n: int) -> tuple[float, float, float]:
    """Return hits / n with its Wilson limits (95 %); NaN where n is 0.

    >>> [round(each, 4) for each in wilson(15, 148)]
    [0.1014, 0.0624, 0.1605]
    """
    if not n:
        return (float("nan"),) * 3
    share, z2 = hits / n, _Z * _Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    # At the ends the limit is exact; arithmetic leaves a last digit.
    return share, 0.0 if not hits else middle - half, 1.0 if hits == n else middle + half


def _judgements(events: list[dict[str, Any]]) -> list[_Judgement]:
    ledger, gone = Ledger(), undone_by(events)
    first: dict[tuple[str, str, str], tuple[int, Mapping[str, Any]]] = {}
    for event in events:
        ledger.add(event)
        event_id, payload = int(event["event_id"]), event["payload"]
        if event["act"] == MOVE:
            moved = payload.get("moved", {})
            first = {(coder, moved.get(at, at), kind): told for (coder, at, kind), told in first.items()}
        elif event_id not in gone and "undoes" not in payload and "redoes" not in payload:
            for row in payload.get("codings", {}).get("after", ()):
                shown = suggested_in(payload, row["segment_id"]).get(row["kind"])
                if shown and (row["kind"] in FAMILIES or row["kind"].startswith(OWN)):
                    key = (row["coder"], row["segment_id"], row["kind"])
                    first.setdefault(key, (event_id, shown))
    now = {(row["coder"], row["segment_id"], row["kind"]): row["value"] for row in ledger.rows()}
    found = [
        _Judgement(*key, str(shown.get("version", "")), _was(shown), now[key], order)
        for key, (order, shown) in first.items()
        if key in now
    ]
    return sorted(found, key=lambda one: (one.order, one.segment_id, one.kind))


def _was(shown: Mapping[str, Any]) -> str:
    return str(shown["value"]) if shown.get("decision") in CARRIED else ""


def _said(one: _Judgement) -> list[tuple[str, str]]:
    """Return the codes that a judgement speaks of, each with what became of it."""
    was, now = _code(one.kind, one.was), _code(one.kind, one.now)
    if was and was == now:
        return [(was, "accepted")]
    found = [(was, "changed" if now else "rejected")] if was else []
    return [*found, (now, "added")] if now else found


def _code(kind: str, value: str) -> str:
    if not value:
        return ""
    return f"{kind}/{value}" if kind in FAMILIES else kind


def _with_shares(frame: pd.DataFrame) -> pd.DataFrame:
    whole = dict.fromkeys(("accepted", "changed", "rejected"), frame["n_judged"])
    whole["added"] = frame["accepted"] + frame["added"]
    told = frame.copy()
    for name, of in whole.items():
        limits = [wilson(int(hits), int(n)) for hits, n in zip(frame[name], of, strict=True)]
        for at, what in enumerate(("share", "low", "high")):
            told[f"{what}_{name}"] = pd.Series([each[at] for each in limits], index=frame.index, dtype=float)
    return told


def _name(code: str, codebook: Codebook | None, language: str) -> str:
    if codebook is None:
        return code
    if code.startswith(OWN):
        return next((own.title(language) for own in codebook.own if own.kind == code), code)
    family, _, subtype = code.partition("/")
    return codebook.name(family, subtype, language)
