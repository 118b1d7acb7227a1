"""The board: a journey map made ready to be drawn. Report, picture and workbook draw this and nothing else.

Everything a drawing needs is decided here once: the language, the words, which quote stands on a card, which point of
the curve is the lowest. Numbers stay full precision; only words are rounded. Nothing is filled in (law 5): a stage
with no evidence keeps its empty lists and the sentence that says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cjm_research.exports import quoting, words
from cjm_research.exports.cards_made import OPPORTUNITY, counter_of, facts_of, lanes_of, shown, tag_of
from cjm_research.exports.linebreak import is_wide
from cjm_research.exports.quotes import Quote
from cjm_research.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.journeys.map import JourneyMap

GRADE_MARKS = {"strong": "●", "fair": "◐", "thin": "○", "none": ""}
_LEAD_CHARS = (16, 170)
"""Lengths of a quote that reads well on a card; outside it a quote is shown only if no other is there."""


@dataclass(frozen=True)
class Card:
    """One theme of one family at one stage, in words.

    Its ``facts`` are what people made of it: hand-written, intended, its rank, who owns it and how far that is.
    """

    card_id: str
    family: str
    tag: str
    title: str
    n_people: int
    n_segments: int
    counts: str
    status: str
    status_words: str
    grade: str
    grade_words: str
    grade_rule: str
    quotes: tuple[Quote, ...]
    lead: Quote | None
    counter: tuple[Quote, ...] = ()
    facts: tuple[str, ...] = ()

    @property
    def machine_only(self) -> bool:
        """Whether no person has looked at any of its codings."""
        return self.status == "machine suggestion"

    @property
    def mark(self) -> str:
        """The sign of the grade, never shown without its word."""
        return GRADE_MARKS[self.grade]


@dataclass(frozen=True)
class Touchpoint:
    """Where people met the company at a stage."""

    words: str
    counts: str


@dataclass(frozen=True)
class Emotion:
    """The point of the curve at a stage; ``mean`` is None where nobody was rated, the interval also below 2 people."""

    mean: float | None
    low: float | None
    high: float | None
    n: int
    faint: bool
    extreme: str = ""
    cause: str = ""
    tested: bool = False
    compared: bool = False

    @property
    def label(self) -> str:
        """The key of the words at a low or a high point; "" where there is nothing to say.

        Where stages were compared, what is merely lowest or highest has no cause: chance alone would put it there.
        """
        if self.tested:
            return f"moment_{self.extreme}" if self.cause else f"moment_{self.extreme}_alone"
        if self.extreme and self.compared:
            return f"{self.extreme}_untold"
        return self.extreme if self.cause else ""


@dataclass(frozen=True)
class Column:
    """One stage of the map."""

    stage_id: str
    name: str
    other_name: str
    question: str
    n_people: int
    people: str
    grade: str
    grade_words: str
    emotion: Emotion
    touchpoints: tuple[Touchpoint, ...]
    cells: dict[str, tuple[Card, ...]]
    moment: str = ""
    causes: tuple[str, ...] = ()
    compared: bool = False

    @property
    def mark(self) -> str:
        """The sign of the grade, never shown without its word."""
        return GRADE_MARKS[self.grade]


@dataclass(frozen=True)
class Board:
    """The whole map in one language."""

    language: str
    title: str
    scenario: str
    languages: str
    date: str
    asked: int
    asked_words: str
    draft_words: str
    families: dict[str, str]
    columns: tuple[Column, ...]
    n_unplaced: int

    def word(self, key: str, **values: object) -> str:
        """Return a label in the language of the board."""
        return words.label(key, self.language, **values)

    @property
    def no_evidence(self) -> str:
        """What an empty cell says."""
        return self.word("no_evidence", n=self.asked)

    def empty(self, lane: str) -> str:
        """Return what an empty cell of a lane says; nobody is asked for opportunities."""
        return self.word("no_opportunity") if lane == OPPORTUNITY else self.no_evidence


def few_people() -> int:
    """Return the shipped setting below which an emotion point is faint."""
    return Settings.default().journey.few_people


def build_board(journey: JourneyMap, few_people: int) -> Board:
    """Lay out a journey in words.

    Parameters
    ----------
    journey : JourneyMap
        Data, evidence, codebook and language are read.
    few_people : int
        An emotion point of fewer people is faint and is never called highest or lowest.

    Returns
    -------
    Board
        Stages in the order of the framework, cards in the order of the data.
    """
    data, language = journey.data, journey.language
    quotes = _quotes(journey.evidence, language)
    study, people = data["study"], data["participants"]
    columns = [_column(journey, stage, quotes, few_people) for stage in shown(data["stages"])]
    joint = "、" if language == "zh" else ", "
    return Board(
        language=language,
        title=study["title"],
        scenario=study["scenario"] or "",
        languages=joint.join(words.label(f"lang_{code}", language) for code in study["languages"]),
        date=str(study["created_at"] or "")[:10],
        asked=people["n"],
        asked_words=words.asked(people["n_interviews"], people["n_respondents"], language)
        + words.left_out(people.get("without_consent", {}), language),
        draft_words=_joined(_draft(journey.evidence, language), quoting.slots_said(journey, language), language),
        families=lanes_of(journey),
        columns=_with_extremes(columns),
        n_unplaced=int((journey.findings["stage"] == "none").sum()) if len(journey.findings) else 0,
    )


def _quotes(evidence: pd.DataFrame, language: str) -> dict[str, tuple[Quote, ...]]:
    found: dict[str, list[Quote]] = {}
    for row in evidence.itertuples(index=False):
        quote = Quote(
            segment_id=row.segment_id,
            document=row.document,
            case_id=row.case_id,
            start=int(row.start),
            end=int(row.end),
            text=quoting.shown(row.quote, language),
            before=row.before,
            after=row.after,
            question=row.question or "",
            emotion=_number(row.emotion),
            reviewed=bool(row.reviewed),
            score=float(row.score),
            reason=row.reason or "",
            is_slot=quoting.is_slot(row.quote),
        )
        found.setdefault(row.card_id, []).append(quote)
    return {card: tuple(rows) for card, rows in found.items()}


def _number(value: Any) -> float | None:
    return None if value is None or value != value else float(value)  # NaN is the one value unlike itself


def _lead(quotes: tuple[Quote, ...], title: str) -> Quote | None:
    """Return the first quote, in the order of the evidence, that is no scrap, no speech and not the title once more.

    Where there is none, the first that says more than the title; else the first. A quote that may not be shown comes
    after all others.
    """
    quotes = tuple(quote for quote in quotes if not quote.is_slot) or quotes

    def fits(quote: Quote) -> bool:
        return _LEAD_CHARS[0] <= sum(2 if is_wide(char) else 1 for char in quote.text) <= _LEAD_CHARS[1]

    more = [quote for quote in quotes if _bare(quote.text) not in _bare(title)]
    return next(filter(fits, more), next(iter(more or quotes), None))


def _bare(text: str) -> str:
    """Return letters and figures alone, so that a quote is known again in a title whatever its marks."""
    return "".join(filter(str.isalnum, text)).lower()


def _card(journey: JourneyMap, card: dict, quotes: tuple[Quote, ...]) -> Card:
    language, asked = journey.language, journey.data["participants"]["n"]
    status = card["status"]
    status_words = {
        "machine suggestion": words.label("not_reviewed", language),
        "reviewed": words.label("reviewed", language),
        "hand-written": words.label("hand_written", language),
    }.get(status) or words.label("partly_reviewed", language, share=words.percent(card["reviewed_share"], language))
    counts = (words.people(card["n_people"], asked, language), words.mentions(card["n_segments"], language))
    title = card.get("titles", {}).get(language) or card["title"]
    return Card(
        card_id=card["id"],
        family=card["family"],
        tag=tag_of(journey, card),
        title=title,
        n_people=card["n_people"],
        n_segments=card["n_segments"],
        counts=" · ".join(counts),
        status=status,
        status_words=status_words,
        grade=card["evidence_grade"],
        grade_words=words.label(card["evidence_grade"], language),
        grade_rule=card["grade_rule"],
        quotes=tuple(sorted(quotes, key=lambda quote: (quote.case_id, quote.document, quote.start))),
        lead=_lead(quotes, title),
        counter=counter_of(journey, card),
        facts=facts_of(card, language),
    )


def _column(journey: JourneyMap, stage: dict, quotes: dict[str, tuple[Quote, ...]], few_people: int) -> Column:
    language, point = journey.language, stage["emotion"]
    cards = [_card(journey, card, quotes.get(card["id"], ())) for card in shown(stage["cards"])]
    bilingual = len(journey.data["study"]["languages"]) > 1
    other = stage["name"]["en" if language == "zh" else "zh"]
    touchpoints = tuple(
        Touchpoint(
            words.touchpoint(row["touchpoint"], row["channel"], language), words.persons(row["n_people"], language)
        )
        for row in stage["touchpoints"]
    )
    return Column(
        stage_id=stage["id"],
        name=stage["name"][language],
        other_name=other if bilingual else "",
        question=stage["question"][language],
        n_people=stage["n_people"],
        people=words.people(stage["n_people"], journey.data["participants"]["n"], language),
        grade=stage["evidence_grade"],
        grade_words=words.label(stage["evidence_grade"], language),
        emotion=Emotion(
            _number(point["mean"]), _number(point["low"]), _number(point["high"]), point["n"], point["n"] < few_people
        ),
        touchpoints=touchpoints,
        cells={lane: tuple(card for card in cards if card.family == lane) for lane in lanes_of(journey)},
        moment=(stage.get("moment") or {}).get("kind", ""),
        causes=tuple((stage.get("moment") or {}).get("causes", ())),
        compared="moment" in stage,
    )


def _with_extremes(columns: list[Column]) -> tuple[Column, ...]:
    """Mark the lowest and the highest point of the curve and every moment of truth, as the plot does."""
    solid = [column for column in columns if column.emotion.mean is not None and not column.emotion.faint]
    if len(solid) < 2:
        return tuple(columns)
    lowest = min(solid, key=lambda column: column.emotion.mean)
    highest = max(solid, key=lambda column: column.emotion.mean)
    if lowest is highest:
        return tuple(columns)
    extremes = {lowest.stage_id: "trough", highest.stage_id: "peak"}
    return tuple(_marked(column, extremes.get(column.stage_id, "")) for column in columns)


def _marked(column: Column, extreme: str) -> Column:
    """Say what goes with a low or a high point; one that is told apart from its neighbours is a moment of truth."""
    extreme = column.moment or extreme
    if not extreme:
        return column
    by_id = {card.card_id: card for cards in column.cells.values() for card in cards}
    causes = [by_id[card] for card in column.causes if card in by_id]
    if not column.compared:
        lanes = ("pain_point",) if extreme == "trough" else ("motivation", "goal")
        causes += [card for lane in lanes for card in column.cells[lane]]
    cause = causes[0].title if causes else ""
    told = {"extreme": extreme, "cause": cause, "tested": bool(column.moment), "compared": column.compared}
    return replace(column, emotion=replace(column.emotion, **told))


def _joined(one: str, other: str, language: str) -> str:
    return one + ("" if language == "zh" else " ") * bool(other) + other


def _draft(evidence: pd.DataFrame, language: str) -> str:
    codings = evidence.drop_duplicates(["segment_id", "family"])
    n = len(codings)
    share = float(codings["reviewed"].mean()) if n else 0.0
    if n and share == 1:
        return words.label("draft_reviewed", language, n=n)
    return words.label("draft", language, n=n, share=words.percent(share, language))
