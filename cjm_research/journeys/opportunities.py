"""Opportunities: what to repair and what to repeat, each with the cards it answers and their evidence.

One opportunity per cause: the pain points behind a trough of the emotion curve, the motivations behind a peak, and
every pain point with enough evidence and enough people of those asked (`reach_of`). The title is that of its cause
with a word before it; nothing is invented, no solution is claimed. Evidence, people and grade are inherited. Where the
cause is thin, the opportunity says so and what is missing; a thin pain point without a trough proposes nothing.

>>> title_of("repair", "Nobody called before the delivery", "en"), title_of("repeat", "客服有耐心", "zh")
('Repair: Nobody called before the delivery', '保持：客服有耐心')
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from cjm_research.settings import Journey

LANE = "opportunity"
COLUMNS = ("card_id", "stage", "kind", "title", "titles", "answers", "moment", "people", "n_people", "n_segments",
           "segment_ids", "reviewed_share", "grade", "words")  # fmt: skip
"""Of the frame of opportunities, one row each."""

_SMALL, _LARGE = 0.2, 0.05  # shares of those asked that are reach in a small and in a large study
_KINDS = {"trough": ("repair", "pain_point"), "peak": ("repeat", "motivation")}
_TITLES = {
    "en": {"repair": "Repair: {title}", "repeat": "Keep: {title}"},
    "zh": {"repair": "改进：{title}", "repeat": "保持：{title}"},
}
_WORDS = {
    "en": {
        "trough": "From the trough of the emotion curve here",
        "peak": "From the peak of the emotion curve here",
        "": "From a pain point with reach",
        "people": "{n} of {asked} people",
        "thin": "the evidence is thin ({n} of {asked} people), so look for more before acting on it",
    },
    "zh": {
        "trough": "来自这里的情绪低谷",
        "peak": "来自这里的情绪高峰",
        "": "来自影响面较大的痛点",
        "people": "{asked}人中有{n}人提到",
        "thin": "证据薄弱（{asked}人中有{n}人提到），行动之前请先补充证据",
    },
}


def opportunities(
    findings: pd.DataFrame, moments: Iterable[Mapping[str, Any]], settings: Journey, language: str = "en"
) -> pd.DataFrame:
    """Return the opportunities of a journey.

    Parameters
    ----------
    findings : DataFrame
        Contract "findings", after edits.
    moments : iterable of mapping
        Keys stage, kind ("trough" or "peak") and causes (finding ids).
    settings : settings.Journey
        strong_people and fair_people, of which `reach_of` is made.
    language : {"en", "zh"}
        Of titles.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`: those of moments first, then by people. `card_id` depends on the cause and the kind only,
        `answers` holds the cause, `moment` is "trough", "peak" or "", `words` says by language where it comes from.
    """
    rest = findings["rest"].astype(bool) if "rest" in findings else pd.Series(False, index=findings.index)
    by_id = {row["finding_id"]: row for row in findings[~rest].to_dict("records")}
    found: dict[str, dict[str, Any]] = {}
    for moment in moments:
        kind, family = _KINDS[moment["kind"]]
        for cause in moment["causes"]:
            if cause in by_id and by_id[cause]["family"] == family:
                row = _opportunity(by_id[cause], kind, moment["kind"], language)
                found.setdefault(row["card_id"], row)
    for row in by_id.values():
        reach = row["family"] == "pain_point" and row["n_people"] >= reach_of(_asked(row), settings)
        if reach and row["grade"] in ("strong", "fair") and row["stage"] != "none":
            made = _opportunity(row, "repair", "", language)
            found.setdefault(made["card_id"], made)
    rows = sorted(found.values(), key=lambda row: (row["moment"] == "", -row["n_people"], row["card_id"]))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def opportunity_cards(
    proposed: pd.DataFrame, cards: Sequence[Mapping[str, Any]], language: str = "en"
) -> list[dict[str, Any]]:
    """Return opportunities as cards of ``journey.json``, each with its ``stage``.

    Parameters
    ----------
    proposed : DataFrame
        From `opportunities`.
    cards : sequence of mapping
        All cards of the map as in ``journey.json``; their evidence is inherited.
    language : {"en", "zh"}
        Of the rule of the grade, which begins with where the opportunity comes from.

    Returns
    -------
    list of dict
        In the order of `proposed`; an opportunity whose cause is not among the cards is left out.
    """
    by_id = {card["id"]: card for card in cards}
    return [
        _card(row, by_id[row["answers"][0]], language)
        for row in proposed.to_dict("records")
        if row["answers"][0] in by_id
    ]


def reach_of(n_asked: int, settings: Journey) -> int:
    """Return how many people a pain point needs to be an opportunity without a trough.

    strong_people, but in a small study a fifth of those asked will do (never below fair_people), and in a large one it
    takes a twentieth of them: five of twelve say something else than five of a thousand.

    Parameters
    ----------
    n_asked : int
        People asked about the stage, or in the study where that cannot be told.
    settings : settings.Journey
        strong_people, fair_people.

    Examples
    --------
    >>> from cjm_research.settings import Settings
    >>> [reach_of(n_asked, Settings.default().journey) for n_asked in (12, 18, 40, 400)]
    [3, 4, 5, 20]
    """
    small = max(settings.fair_people, min(settings.strong_people, math.ceil(n_asked * _SMALL)))
    return max(small, math.ceil(n_asked * _LARGE))


def title_of(kind: str, title: str, language: str) -> str:
    """Return the title of an opportunity.

    Parameters
    ----------
    kind : {"repair", "repeat"}
        What is to be done.
    title : str
        Of the cause.
    language : {"en", "zh"}
        Of the title.
    """
    return _TITLES[language][kind].format(title=title.strip().rstrip(".。;；,，"))


def _opportunity(cause: Mapping[str, Any], kind: str, moment: str, language: str) -> dict[str, Any]:
    titles = {spoken: title for spoken, title in (cause.get("titles") or {}).items() if spoken in _TITLES and title}
    return {
        "card_id": "o" + hashlib.sha256(f"{LANE}:{kind}:{cause['finding_id']}".encode()).hexdigest()[:12],
        "stage": cause["stage"],
        "kind": kind,
        "title": title_of(kind, cause["title"], language),
        "titles": {spoken: title_of(kind, title, spoken) for spoken, title in titles.items()},
        "answers": [cause["finding_id"]],
        "moment": moment,
        "people": list(cause["people"]),
        "n_people": int(cause["n_people"]),
        "n_segments": int(cause["n_segments"]),
        "segment_ids": list(cause["segment_ids"]),
        "reviewed_share": float(cause["reviewed_share"]),
        "grade": cause["grade"],
        "words": {spoken: _words(cause, moment, spoken) for spoken in _WORDS},
    }


def _words(cause: Mapping[str, Any], moment: str, language: str) -> str:
    say = _WORDS[language]
    key = "thin" if cause["grade"] == "thin" else "people"
    told = say[key].format(n=int(cause["n_people"]), asked=_asked(cause))
    return f"{say[moment]}：{told}。" if language == "zh" else f"{say[moment]}: {told}."


def _asked(cause: Mapping[str, Any]) -> int:
    asked = cause.get("n_asked_here")
    asked = cause.get("n_asked") if asked is None or pd.isna(asked) else asked
    return int(asked or cause["n_people"])


def _card(row: Mapping[str, Any], cause: Mapping[str, Any], language: str) -> dict[str, Any]:
    inherited = ("people", "n_people", "n_segments", "reviewed_share", "status", "evidence_grade")
    kept = ("grade_parts", "counter", "n_counter", "touchpoints", "stability", "n_documents", "agreement")
    return {
        **{name: cause[name] for name in inherited},
        **{name: cause[name] for name in kept if name in cause},
        "grade_rule": ("" if language == "zh" else " ").join([row["words"][language], cause["grade_rule"]]),
        "id": row["card_id"],
        "theme_id": cause["theme_id"],
        "family": LANE,
        "lane": LANE,
        "subtype": "",
        "title": row["title"],
        "titles": dict(row["titles"]),
        "made": LANE,
        "kind": row["kind"],
        "answers": list(row["answers"]),
        "evidence": [dict(item) for item in cause["evidence"]],
        "stage": row["stage"],
    }
