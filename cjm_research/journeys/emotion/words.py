"""The words of the emotion curve, in both languages: one clause per moment of truth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cjm_research.schema import LANGUAGES

WORDS = {
    "en": {
        "trough": "Low point: {title}",
        "peak": "High point: {title}",
        "trough_alone": "Low point; no card says why",
        "peak_alone": "High point; no card says why",
    },
    "zh": {
        "trough": "低谷：{title}",
        "peak": "高峰：{title}",
        "trough_alone": "低谷；没有卡片说明原因",
        "peak_alone": "高峰；没有卡片说明原因",
    },
}


def moment_words(kind: str, card: Mapping[str, Any] | None) -> dict[str, str]:
    """Return one clause per language that names the moment and its first cause.

    Parameters
    ----------
    kind : {"trough", "peak"}
        Which of the two.
    card : mapping or None
        Its first cause: title, and titles by language where there are some; None where no card says why.

    >>> moment_words("trough", {"title": "Nobody called"})["zh"]
    '低谷：Nobody called'
    """
    if card is None:
        return {language: WORDS[language][f"{kind}_alone"] for language in LANGUAGES}
    titles = card.get("titles")
    titles = titles if isinstance(titles, Mapping) else {}
    return {
        language: WORDS[language][kind].format(title=titles.get(language) or card["title"]) for language in LANGUAGES
    }
