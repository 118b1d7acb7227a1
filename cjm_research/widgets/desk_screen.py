"""What stands around the segment in work, as plain JSON: orders with their counts, what is left, memos, flags, others.

>>> from types import SimpleNamespace as Estimate
>>> soon = Estimate(seconds_per_segment=30.0, seconds_left=2400.0, enough_at=25, is_enough=False)
>>> left_of(soon, "en"), left_of(soon, "zh")
('≈ 40 min left · enough to judge the machine after 25 more', '约剩 40 分钟 · 再复核 25 段即可评判机器')
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cjm_research.codes.own_code import OWN
from cjm_research.schema import FAMILIES
from cjm_research.widgets.desk_words import DESK

if TYPE_CHECKING:
    from cjm_research.review.coding.session import ReviewSession

_HOUR = 60


def desk_of(session: ReviewSession, language: str) -> dict[str, Any]:
    """Return what the view draws beside the segment.

    Parameters
    ----------
    session : ReviewSession
        Where the person is.
    language : {"en", "zh"}
        Of the names.

    Returns
    -------
    dict
        ``order``, ``of``, ``left`` and ``left_means``, ``recent``, ``can_undo``, ``can_redo``.
    """
    estimate = session.estimate
    seconds = estimate.seconds_per_segment
    means = "" if not _known(seconds) else DESK[language]["left_means"].format(seconds=max(1, round(seconds)))
    return {
        "order": session.order,
        "of": session.of,
        "left": left_of(estimate, language),
        "left_means": means,
        "recent": list(session.recent),
        "can_undo": bool(session.can_undo),
        "can_redo": bool(session.can_redo),
    }


def orders_of(session: ReviewSession, language: str) -> list[dict[str, Any]]:
    """Return every way to go through the segments, with its name and counts; search stands there with nothing found."""
    told = [
        {
            "order": one.order,
            "of": one.of,
            "title": _title(session, one.order, one.of, language),
            "n": int(one.n),
            # What is to be looked at again, or was flagged or marked, has been coded already.
            "n_left": int(one.n if one.order in ("flagged", "reopened", "marked") else one.n_waiting),
        }
        for one in session.orders()
    ]
    if not any(one["order"] == "search" for one in told):
        told.append({"order": "search", "of": "", "title": "", "n": 0, "n_left": 0})
    return told


def left_of(estimate: Any, language: str) -> str:
    """Return how long it may still take and when the machine can be judged; "" before anything is known."""
    words, parts = DESK[language], []
    if _known(estimate.seconds_left) and estimate.seconds_left > 0:
        minutes = max(1, round(estimate.seconds_left / 60))
        hours, rest = divmod(minutes, _HOUR)
        time = words["hours"].format(hours=hours, n=rest) if hours else words["minutes"].format(n=rest)
        parts.append(words["left"].format(time=time))
    if estimate.is_enough:
        parts.append(words["enough"])
    elif _known(estimate.enough_at) and estimate.enough_at > 0:
        parts.append(words["enough_in"].format(n=int(estimate.enough_at)))
    return " · ".join(parts)


def beside(session: ReviewSession, item: Any, language: str) -> dict[str, Any]:
    """Return the memos and flags of a segment and what colleagues say of it.

    Returns
    -------
    dict
        ``memos`` by what they are about, ``flags``, ``others`` (coder to their codes in words), ``reopened`` (a
        sentence, or "").
    """
    abouts = {"segment": item.segment_id, "document": item.document_id, "case": item.case_id}
    return {
        "memos": {about: memos(session, about, of) for about, of in abouts.items() if of},
        "flags": [
            {"coder": flag.coder, "colleague": flag.colleague, "text": flag.text, "mine": flag.coder == session.coder}
            for flag in item.flags
        ],
        "reopened": look_again(item.reopened, language),
        "others": {
            coder: in_words(session.codebook, verdict, language)
            for coder, verdict in session.others(item.segment_id).items()
        },
    }  # fmt: skip


def memos(session: ReviewSession, about: str, about_id: str) -> list[dict[str, Any]]:
    """Return the memos about something, the person's own marked as such."""
    return [
        {"coder": memo.coder, "text": memo.text, "mine": memo.coder == session.coder}
        for memo in session.memos_of(about, about_id)
    ]


def look_again(reopened: Sequence[tuple[str, str]], language: str) -> str:
    """Return the sentence that says why a segment is to be looked at again, "" if it is not."""
    words = DESK[language]
    reasons = [words[f"why_{why}"] for why in dict.fromkeys(why for _, why in reopened)]
    return words["look_again"].format(why=("; " if language == "en" else "；").join(reasons)) if reasons else ""


def in_words(codebook: Any, verdict: Mapping[str, str], language: str) -> str:
    """Return the codes of a verdict by their names, "no code" where it holds none."""
    names = [codebook.name(family, verdict[family], language) for family in FAMILIES if verdict.get(family)]
    titles = {code.kind: code.title(language) for code in codebook.own}
    names += [titles.get(kind, value) for kind, value in verdict.items() if kind.startswith(OWN) and value]
    return (", " if language == "en" else "、").join(names) or DESK[language]["no_code"]


def code_name(codebook: Any, code: str, language: str) -> str:
    """Return the name of "goal", "goal/explicit" or "code:trust"."""
    if code.startswith(OWN):
        return next((own.title(language) for own in codebook.own if own.kind == code), code.removeprefix(OWN))
    family, _, subtype = code.partition("/")
    return codebook.name(family, subtype or None, lang=language)


def _title(session: ReviewSession, order: str, of: str, language: str) -> str:
    if order == "code":
        return code_name(session.codebook, of, language)
    if order == "theme":
        titles = getattr(session, "theme_titles", {}).get(of, {})
        return titles.get(language) or next(iter(titles.values()), of)
    return ""


def _known(number: float | None) -> bool:
    return number is not None and not math.isnan(number)
