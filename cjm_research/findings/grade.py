"""How well-founded a claim is, and the rule that says so.

The grade is the lowest that any measured part allows: people (not mentions), the share that a person reviewed, how far
coders agree on the code, what says the opposite, how steady the theme is, whether new themes of its kind still come up,
and what people said when the card was shown to them. What is not measured is named and does not count; without review
nothing is strong. The rule is printed with its figures, so that nobody has to trust the word alone.

Use when a card or a stage is shown. Do not use to compare studies of different size: people are counts.

>>> from cjm_research.settings import Settings
>>> behind = Evidence(n_people=7, n_asked=12, n_segments=15, n_reviewed=0, n_against=0)
>>> graded = grade(behind, Settings.default().journey)
>>> graded.name, [(part.part, part.meets) for part in graded.parts if part.meets]
('fair', [('people', 'strong'), ('review', 'fair'), ('contradictions', 'strong')])
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cjm_research.findings import grade_words as words
from cjm_research.settings import Journey

GRADES = ("thin", "fair", "strong")
"""From the lowest to the highest; "none" is what has no segment at all."""


@dataclass(frozen=True)
class Evidence:
    """What stands behind a claim; None where something is not measured.

    Attributes
    ----------
    n_people, n_asked : int
        People who say it, of how many who were asked.
    n_segments, n_reviewed, n_against : int
        Segments behind it, those a person coded, and those of them whose words or feeling go the other way.
    rest : bool
        Whether it is the left-over of a family rather than a topic.
    n_counter : int
        Segments beside those that say the opposite of the claim.
    stability : float, optional
        Of the theme, mean best-match Jaccard under resampling, 0–1.
    n_documents : int, optional
        From which the theme comes; 0 = unknown.
    agreement : mapping, optional
        How far coders agree on the family: alpha or kappa in [−1, 1], with low, high and n segments coded twice.
    saturated : bool, optional
        Whether new themes of the family have become rare.
    validation : mapping, optional
        What people said when shown the claim: asked, yes, partly, no.
    n_asked_here : int, optional
        How many were asked about the stage, where it can be told; for the words alone.
    """

    n_people: int
    n_asked: int
    n_segments: int
    n_reviewed: int
    n_against: int
    rest: bool = False
    n_counter: int = 0
    stability: float | None = None
    n_documents: int = 0
    agreement: Mapping[str, Any] | None = None
    saturated: bool | None = None
    validation: Mapping[str, int] | None = None
    n_asked_here: int | None = None


@dataclass(frozen=True)
class Part:
    """One part of a grade.

    Attributes
    ----------
    part : str
        One of the keys of `grade_words.PARTS`.
    value, of : float or None
        What was found, of what it could be.
    meets : str
        The best grade that it allows; "" = not measured.
    words : dict of str to str
        The finding with its thresholds, by language; empty where not measured.
    """

    part: str
    value: float | None
    of: float | None
    meets: str
    words: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Grade:
    """A grade, one of "strong", "fair", "thin" and "none", its rule as a sentence, and the parts it is made of."""

    name: str
    rule: str
    parts: tuple[Part, ...] = ()

    def as_dicts(self) -> list[dict[str, Any]]:
        """Return the parts as they stand in ``journey.json``."""
        return [{**vars(part), "words": dict(part.words)} for part in self.parts]


def grade(evidence: Evidence, settings: Journey, language: str = "en") -> Grade:
    """Grade a claim.

    Parameters
    ----------
    evidence : Evidence
        What is known.
    settings : settings.Journey
        Thresholds.
    language : {"en", "zh"}
        Language of the rule.

    Returns
    -------
    Grade
        "none" only where there is no segment at all.
    """
    parts = tuple(
        part
        for make in (_people, _review, _agreement, _contradictions, _topic, _stability, _saturation, _validation)
        if (part := make(evidence, settings)) is not None
    )
    name = min((part.meets for part in parts if part.meets), key=GRADES.index) if evidence.n_segments else "none"
    return Grade(name, rule_of(name, parts, language), parts)


def no_evidence(n_asked: int, n_asked_here: int | None, language: str = "en") -> str:
    """Return what stands at a stage without evidence.

    Parameters
    ----------
    n_asked : int
        People in the study.
    n_asked_here : int, optional
        Those asked about the stage; None where that cannot be told.
    language : {"en", "zh"}
        Of the words.

    Examples
    --------
    >>> no_evidence(12, 5), no_evidence(12, None, "zh")
    ('No evidence (5 asked about this stage, 12 in all)', '没有证据（问过12人）')
    """
    if n_asked_here is None or n_asked_here == n_asked:
        return words.EMPTY[language].format(n=n_asked)
    return words.EMPTY_HERE[language].format(here=n_asked_here, n=n_asked)


def rule_of(name: str, parts: Sequence[Part], language: str) -> str:
    """Return the rule behind a grade as sentences.

    Parameters
    ----------
    name : {"strong", "fair", "thin", "none"}
        The grade.
    parts : sequence of Part
        What it is made of.
    language : {"en", "zh"}
        Of the sentences.
    """
    say, names, of = words.RULE[language], words.NAMES[language], words.PARTS[language]
    told = say["and"].join(part.words[language] for part in parts if part.words)
    text = say["head"].format(name=names[name]) + told + say["stop"]
    held = [of[part.part] for part in parts if part.meets == name]
    if name in GRADES[:-1]:
        text += say["held"].format(name=names[name].lower(), parts=say["comma"].join(held))
    unknown = [of[part.part] for part in parts if not part.meets]
    return text + (say["unknown"].format(parts=say["comma"].join(unknown)) if unknown else "")


def _part(name: str, value: float | None, of: float | None, meets: str, key: str = "", **said: Any) -> Part:
    told = {
        language: words.SAID[language][key or name].format(value=value, of=of, **_said(said, language))
        for language in words.SAID
    }
    return Part(name, value, of, meets, told)


def _said(said: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return what fills a sentence, the interval and the measure in its language."""
    found = dict(said)
    if "bounds" in found:
        low, high = found.pop("bounds")
        known = low is not None and high is not None
        found["interval"] = words.INTERVAL[language].format(low=low, high=high) if known else ""
    if "measure" in found:
        found["measure"] = words.MEASURES[language][found["measure"]]
    return found


def _high(value: float, strong: float, fair: float) -> str:
    return "strong" if value >= strong else "fair" if value >= fair else "thin"


def _low(share: float, strong: float, fair: float) -> str:
    return "strong" if share < strong else "fair" if share < fair else "thin"


def _people(evidence: Evidence, settings: Journey) -> Part:
    strong, fair = settings.strong_people, settings.fair_people
    meets = _high(evidence.n_people, strong, fair)
    here = evidence.n_asked_here
    key = "" if here is None or here >= evidence.n_asked else "people here"
    return _part("people", evidence.n_people, evidence.n_asked, meets, key, strong=strong, fair=fair, here=here)


def _review(evidence: Evidence, settings: Journey) -> Part:
    share = evidence.n_reviewed / evidence.n_segments if evidence.n_segments else 0.0
    meets = "strong" if share >= settings.strong_reviewed else "fair"
    strong = round(100 * settings.strong_reviewed)
    return _part("review", evidence.n_reviewed, evidence.n_segments, meets, strong=strong)


def _agreement(evidence: Evidence, settings: Journey) -> Part:
    known = evidence.agreement or {}
    measure = next((name for name in ("alpha", "kappa") if known.get(name) is not None), "")
    if not measure:
        return Part("agreement", None, None, "")
    value, n = float(known[measure]), int(known.get("n", 0))
    if n < settings.least_double:
        return _part("agreement", value, n, "", "agreement few", least=settings.least_double)
    strong, fair = settings.strong_agreement, settings.fair_agreement
    said = {"measure": measure, "bounds": (known.get("low"), known.get("high")), "strong": strong, "fair": fair}
    return _part("agreement", value, n, _high(value, strong, fair), **said)


def _contradictions(evidence: Evidence, settings: Journey) -> Part:
    against, of = evidence.n_against + evidence.n_counter, evidence.n_segments + evidence.n_counter
    strong, fair = settings.strong_against, settings.fair_against
    meets = _low(against / of if of else 0.0, strong, fair)
    return _part("contradictions", against, of, meets, strong=round(100 * strong), fair=round(100 * fair))


def _topic(evidence: Evidence, _settings: Journey) -> Part | None:
    return _part("topic", 0, 1, "thin") if evidence.rest else None


def _stability(evidence: Evidence, settings: Journey) -> Part:
    if evidence.n_documents == 1:
        return _part("stability", evidence.stability, 1, "thin", "stability one")
    if evidence.stability is None:
        return Part("stability", None, None, "")
    strong, fair = settings.strong_stability, settings.fair_stability
    return _part("stability", evidence.stability, 1, _high(evidence.stability, strong, fair), strong=strong, fair=fair)


def _saturation(evidence: Evidence, _settings: Journey) -> Part:
    if evidence.saturated is None:
        return Part("saturation", None, None, "")
    if evidence.saturated:
        return _part("saturation", 1, 1, "strong")
    return _part("saturation", 0, 1, "fair", "saturation not")


def _validation(evidence: Evidence, settings: Journey) -> Part:
    said = evidence.validation or {}
    asked, no, partly = (int(said.get(key, 0)) for key in ("asked", "no", "partly"))
    if not asked:
        return Part("validation", None, None, "")
    if asked < settings.least_validated:
        return _part("validation", no, asked, "", "validation few", least=settings.least_validated)
    strong, fair = settings.strong_denied, settings.fair_denied
    meets = _low((no + partly / 2) / asked, strong, fair)
    shown = {"strong": round(100 * strong), "fair": round(100 * fair)}
    return _part("validation", no, asked, meets, no=no, partly=partly, **shown)
