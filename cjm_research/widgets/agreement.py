"""How well the machine agrees with a person, as plain JSON for the review view.

It is counted for a person who opens the panel, at most once in so many reviewed segments: who looks after every act
finds a good verdict by luck sooner or later (`codes.verdicts`).

>>> is_due(59, None), is_due(60, None), is_due(80, 60), is_due(90, 60)
(False, True, False, True)
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from cjm_research.codes.verdict_words import bounds, verdict_name
from cjm_research.review.coding.queue import CHECK_EVERY

if TYPE_CHECKING:
    from cjm_research.codes.verdicts import Verdicts

NEEDED = 60
"""Reviewed segments before anything is said."""

EVERY = 10 * CHECK_EVERY
"""Reviewed segments between two counts: some ten check segments."""


def is_due(done: int, counted_at: int | None) -> bool:
    """Whether it is to be counted.

    Parameters
    ----------
    done : int
        Segments that the person has reviewed.
    counted_at : int or None
        How many they were when it was last counted.
    """
    return done >= NEEDED and (counted_at is None or abs(done - counted_at) >= EVERY)


def agreement_of(verdicts: Verdicts, done: int, language: str) -> dict[str, Any]:
    """Return what the panel shows.

    Parameters
    ----------
    verdicts : Verdicts
        Of one person.
    done : int
        Segments that the person has reviewed.
    language : {"en", "zh"}
        Of the sentences.

    Returns
    -------
    dict
        ``needed``, ``done``, ``next``, ``n`` (check segments), ``level``, and ``rows`` for the families and the study's
        own codes: code, f1 with low and high (None where nothing was marked), range, verdict, word, why.
    """
    table = verdicts.table
    whole = table[~table["code"].str.contains("/", regex=False)] if len(table) else table
    return {
        "needed": NEEDED,
        "done": done,
        "next": done + EVERY,
        "n": verdicts.n_checked,
        "level": f"{verdicts.bars.level:.0%}",
        "rows": [_row(row, language) for row in whole.to_dict("records")],
    }


def _row(row: dict[str, Any], language: str) -> dict[str, Any]:
    known, around = not math.isnan(row["f1"]), "{:.2f}（{}）" if language == "zh" else "{:.2f} ({})"
    return {
        "code": row["code"],
        "f1": row["f1"] if known else None,
        "low": row["f1_low"] if known else None,
        "high": row["f1_high"] if known else None,
        "range": around.format(row["f1"], bounds(row["f1_low"], row["f1_high"], language)) if known else "",
        "verdict": row["verdict"],
        "word": verdict_name(row["verdict"], language),
        "why": row[f"why_{language}"],
    }
