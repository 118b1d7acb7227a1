"""How well-founded a claim is, and the rule that says so.

The grade is computed from people, not mentions, from the share of codings that a person reviewed, and from what
speaks against the claim; the rule is printed with its figures, so that nobody has to trust the word alone.

Use when a card or a stage is shown. Do not use to compare studies of different size: the thresholds are counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from cjm_research.settings import Journey

_AGAINST_STRONG = 0.25  # share of contrary segments from which a claim is no longer strong
_AGAINST_FAIR = 0.5  # and no longer fair

_RULE = {
    "en": "{name}: {people} of {asked} people (strong from {strong}, fair from {fair}); a person reviewed {reviewed} "
    "of {segments} segments (strong from {share}%); {against} of {segments} sound the opposite way{rest}.",
    "zh": "{name}：{asked}人中有{people}人提到（{strong}人起为充分，{fair}人起为一般）；{segments}个片段中"
    "已由人复核{reviewed}个（{share}%起为充分）；语气相反的有{against}个{rest}。",
}
_NAMES = {
    "en": {"strong": "Strong", "fair": "Fair", "thin": "Thin", "none": "No evidence"},
    "zh": {"strong": "充分", "fair": "一般", "thin": "薄弱", "none": "没有证据"},
}
_REST = {
    "en": "; left-over segments without a common topic are never more than thin",
    "zh": "；没有共同主题的剩余片段最高为薄弱",
}


@dataclass(frozen=True)
class Evidence:
    """What stands behind a claim.

    Attributes
    ----------
    n_people, n_asked : int
        People who say it, of how many who were asked.
    n_segments, n_reviewed, n_against : int
        Segments behind it, those a person coded, and those whose feeling goes the other way.
    rest : bool
        Whether it is the left-over of a family rather than a topic.
    """

    n_people: int
    n_asked: int
    n_segments: int
    n_reviewed: int
    n_against: int
    rest: bool = False


@dataclass(frozen=True)
class Grade:
    """A grade, one of "strong", "fair", "thin" and "none", with its rule as a sentence."""

    name: str
    rule: str


def grade(evidence: Evidence, settings: Journey, language: str = "en") -> Grade:
    """Grade a claim.

    Parameters
    ----------
    evidence : Evidence
        The counts.
    settings : settings.Journey
        Thresholds: strong_people, fair_people, strong_reviewed.
    language : {"en", "zh"}
        Language of the rule.

    Returns
    -------
    Grade
        "none" only where there is no segment at all.
    """
    name = _name(evidence, settings)
    rule = _RULE[language].format(
        name=_NAMES[language][name],
        people=evidence.n_people,
        asked=evidence.n_asked,
        strong=settings.strong_people,
        fair=settings.fair_people,
        reviewed=evidence.n_reviewed,
        segments=evidence.n_segments,
        share=round(100 * settings.strong_reviewed),
        against=evidence.n_against,
        rest=_REST[language] if evidence.rest else "",
    )
    return Grade(name, rule)


def _name(evidence: Evidence, settings: Journey) -> str:
    if not evidence.n_segments:
        return "none"
    reviewed = evidence.n_reviewed / evidence.n_segments
    against = evidence.n_against / evidence.n_segments
    if evidence.rest or evidence.n_people < settings.fair_people or against >= _AGAINST_FAIR:
        return "thin"
    many = evidence.n_people >= settings.strong_people
    if many and reviewed >= settings.strong_reviewed and against < _AGAINST_STRONG:
        return "strong"
    return "fair"
