"""The words of the exports, English and Chinese: one table, ``words.toml``, so that map, report and book agree.

>>> label("no_evidence", "en", n=12)
'no evidence (12 asked)'
>>> label("no_evidence", "zh", n=12)
'没有证据（访问了12人）'
>>> people(1, 12, "en"), mentions(15, "en")
('1 of 12 people', '15 mentions')
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from cjm_research.codes.touchpoints import name_of


@cache
def _table() -> dict[str, dict]:
    return tomllib.loads(files("cjm_research.exports").joinpath("words.toml").read_text("utf-8"))


def label(key: str, language: str, **values: object) -> str:
    """Return the words for a key, with its values filled in.

    Parameters
    ----------
    key : str
        A key of the table; an unknown one is a `KeyError`, a fault of the program.
    language : {"en", "zh"}
        The language of the journey.
    **values : object
        What the braces of the label ask for.
    """
    return _table()["labels"][key][language == "zh"].format(**values)


def people(n: int, asked: int, language: str) -> str:
    """Return "7 of 12 people"."""
    return f"{asked}人中{n}人" if language == "zh" else f"{n} of {asked} people"


def persons(n: int, language: str) -> str:
    """Return "7 people" or "1 person"."""
    return f"{n}人" if language == "zh" else f"{n} {'person' if n == 1 else 'people'}"


def mentions(n: int, language: str) -> str:
    """Return "15 mentions"."""
    return f"提及{n}次" if language == "zh" else f"{n} {'mention' if n == 1 else 'mentions'}"


def asked(interviews: int, respondents: int, language: str) -> str:
    """Return how many people were asked, and how.

    >>> asked(12, 0, "en"), asked(8, 120, "zh")
    ('12 people interviewed', '128人：访谈8人，问卷120人')
    """
    if not respondents:
        return label("asked_interviews", language, n=interviews)
    if not interviews:
        return label("asked_survey", language, n=respondents)
    return label("asked_both", language, n=interviews + respondents, interviews=interviews, respondents=respondents)


def left_out(without_consent: Mapping[str, int], language: str) -> str:
    """Return how many more people there are who did not consent, in brackets; empty if there are none.

    >>> left_out({"not recorded": 2, "refused": 1}, "en"), left_out({"refused": 1}, "zh"), left_out({}, "en")
    (' (3 more left out: consent not recorded 2, refused 1)', '（另有1人未计入：拒绝同意）', '')
    """
    if not without_consent:
        return ""
    return label("left_out", language, n=sum(without_consent.values()), reasons=no_consent(without_consent, language))


def no_consent(without_consent: Mapping[str, int], language: str) -> str:
    """Return why people are left out; a lone reason without the count that stands before it.

    >>> no_consent({"withdrawn": 1}, "en"), no_consent({"refused": 2, "withdrawn": 1}, "en")
    ('withdrawn', 'refused 2, withdrawn 1')
    """
    if len(without_consent) == 1:
        return label(f"consent_{next(iter(without_consent))}_alone", language)
    joint = "，" if language == "zh" else ", "
    return joint.join(label(f"consent_{why}", language, n=n) for why, n in without_consent.items())


def percent(share: float, language: str) -> str:
    r"""Return the share in whole per cent; a share that is not nought or all never reads 0 % or 100 %.

    >>> percent(0.004, "en"), percent(0.998, "en"), percent(1.0, "zh")
    ('1\xa0%', '99\xa0%', '100%')
    """
    whole = round(share * 100)
    if 0 < share < 1:
        whole = min(max(whole, 1), 99)
    return f"{whole}%" if language == "zh" else f"{whole}\N{NO-BREAK SPACE}%"


def touchpoint(contact: str, channel: str, language: str) -> str:
    """Return a touchpoint in words, its channel first; names that the lexicon lacks stay as they are.

    >>> touchpoint("direct/online", "web", "en"), touchpoint("direct/online", "web", "zh")
    ('website (direct, online)', '网站（直接、线上）')
    """
    kinds = [name_of(part, language) for part in contact.split("/") if part]
    first = name_of(channel, language)
    if language == "zh":
        return f"{first}（{'、'.join(kinds)}）" if first and kinds else first or "、".join(kinds)
    return f"{first} ({', '.join(kinds)})" if first and kinds else first or ", ".join(kinds)
