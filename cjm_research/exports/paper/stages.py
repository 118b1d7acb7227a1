"""Stage by stage: question, feeling, touchpoints, and every card with its quotes, what speaks against it, its grade."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cjm_research.exports.board import Card, Column
from cjm_research.exports.paper.blocks import Block, Heading, Page, Para, Quotation, Span, Table, text
from cjm_research.exports.paper.composing import ASKED, Matter
from cjm_research.exports.paper.front import graded, interval, moment_of
from cjm_research.exports.quotes import Quote
from cjm_research.findings import grade_words

_QUOTES = {"strong": 3, "fair": 3, "thin": 2, "none": 2}  # of a card; the rest stands in the list of evidence
_AGAINST = 3
_NAMED = 6  # touchpoints and steps of a stage


def by_stage(matter: Matter) -> list[Block]:
    """Return the section on every stage."""
    blocks: list[Block] = [Page(), Heading(1, matter.say("by_stage"))]
    blocks.append(text(matter.say("grades_are", thresholds=matter.thresholds), "note"))
    for at, column in enumerate(matter.board.columns):
        blocks += [Page()] if at else []
        blocks += _stage(matter, column)
    return blocks


def _stage(matter: Matter, column: Column) -> Iterator[Block]:
    board = matter.board
    yield Heading(2, column.name + (f" · {column.other_name}" if column.other_name else ""))
    yield Para((Span(column.question, "italic"),), "lead")
    yield Table((matter.say("at_a_glance_head"), ""), tuple(_facts(matter, column)), (1.2, 5.0), marked=True)
    for lane, name in board.families.items():
        yield Heading(3, name)
        cards = column.cells[lane]
        if not cards:
            yield text(board.empty(lane), "note")
        for card in cards[: _full(matter)]:
            yield from _card(matter, card)
        if cards[_full(matter) :]:
            yield _others(matter, column, name, cards[_full(matter) :])


def _full(matter: Matter) -> int:
    return getattr(matter.journey, "cards_per_cell", 6)


def _facts(matter: Matter, column: Column) -> Iterator[tuple[str, str]]:
    stage, language = matter.stages[column.stage_id], matter.language
    definition = (stage.get("definition") or {}).get(language, "")
    if definition:
        yield matter.say("stage_definition"), definition
    yield matter.say("people"), column.people
    yield matter.say("grade"), graded(column.grade, column.grade_words)
    emotion = matter.say("no_rating")
    if column.emotion.mean is not None:
        n = matter.board.word("n", n=column.emotion.n)
        few = [matter.say("faint")] if column.emotion.faint else []
        emotion = " · ".join([interval(matter, column), n, *few])
    yield matter.say("emotion"), emotion
    yield matter.say("moment"), _moment(matter, column, stage)
    touched = [f"{point.words} · {point.counts}" for point in column.touchpoints[:_NAMED]]
    yield matter.say("touchpoints"), "\n".join(touched) or matter.say("no_touchpoints")
    steps = [step["name"].get(language, "") for step in stage.get("steps") or ()][:_NAMED]
    yield matter.say("steps"), ("；" if language == "zh" else "; ").join(filter(None, steps)) or matter.say("no_steps")


def _moment(matter: Matter, column: Column, stage: dict[str, Any]) -> str:
    words = ((stage.get("moment") or {}).get("words") or {}).get(matter.language, "")
    return words or moment_of(matter, column) or matter.say("not_a_moment" if column.compared else "not_tested")


def _card(matter: Matter, card: Card) -> Iterator[Block]:
    yield Heading(4, card.title)
    told = [card.tag, card.counts, graded(card.grade, card.grade_words), card.status_words, *card.facts]
    told = list(dict.fromkeys(told))  # a card written by hand says so once
    yield Para((Span(" · ".join(told) + " · "), Span(matter.say("card_id", id=card.card_id), "id")), "facts")
    quotes = _spread(card)
    yield from (quotation(matter, quote) for quote in quotes)
    if not quotes:
        yield text(matter.say("no_quotes"), "note")
    if len(card.quotes) > len(quotes):
        yield text(matter.say("more_quotes", n=len(card.quotes) - len(quotes)), "note")
    yield from _against(matter, card)
    yield _grade(matter, card)


def _spread(card: Card) -> list[Quote]:
    """Return the first quotes to show: the one of the map, then of people who are not heard yet."""
    found = [card.lead] if card.lead else []
    rest = [quote for quote in card.quotes if quote not in found]
    while rest and len(found) < _QUOTES[card.grade]:
        heard = {quote.case_id for quote in found}
        following = next((quote for quote in rest if quote.case_id not in heard), rest[0])
        found.append(following)
        rest.remove(following)
    return found


def quotation(matter: Matter, quote: Quote) -> Quotation:
    """Return a quote with person, document, place and segment."""
    felt = "" if quote.emotion is None else matter.say("quote_emotion", value=f"{quote.emotion:.1f}")
    source = matter.say(
        "quote_source",
        person=quote.case_id,
        document=quote.document,
        start=quote.start,
        end=quote.end,
        segment=quote.segment_id,
        emotion=felt,
        reviewed=matter.say("person_read" if quote.reviewed else "machine_read"),
    )
    # What stands in the place of a quote is nobody's words, so it has no quotation marks.
    return Quotation(quote.text if quote.is_slot else matter.say("quote", text=quote.text), source)


def _against(matter: Matter, card: Card) -> Iterator[Block]:
    if not card.counter:
        if "counter" not in matter.cards[card.card_id]:  # else the grade says how many segments were found
            yield text(matter.say("counter_unknown"), "note")
        return
    yield Para((Span(matter.board.word("counter", n=len(card.counter)), "bold"),))
    yield from (quotation(matter, quote) for quote in card.counter[:_AGAINST])
    if len(card.counter) > _AGAINST:
        yield text(matter.say("more_quotes", n=len(card.counter) - _AGAINST), "note")


def _grade(matter: Matter, card: Card) -> Para:
    """Return what the grade is made of, part by part; the rule as it stands where the parts are not told apart."""
    language = matter.language
    names, meets = grade_words.PARTS[language], grade_words.NAMES[language]
    parts = matter.cards[card.card_id].get("grade_parts") or []
    told = [
        matter.say("part_meets", part=names.get(part["part"], part["part"]), meets=meets[part["meets"]].lower(),
                   words=ASKED[language].sub("", part["words"][language]))
        for part in parts
        if part["meets"] and (part.get("words") or {}).get(language)
    ]  # fmt: skip
    unknown = [names.get(part["part"], part["part"]) for part in parts if not part["meets"]]
    joint, comma = ("；", "、") if language == "zh" else ("; ", ", ")
    told += [matter.say("part_unknown", parts=comma.join(unknown))] if unknown else []
    head = matter.say("why_grade", mark=f"{card.mark} " if card.mark else "", grade=card.grade_words)
    colon = "：" if language == "zh" else ": "
    return Para((Span(head + colon, "bold"), Span(joint.join(told) if told else card.grade_rule)), "note")


def _others(matter: Matter, column: Column, lane: str, cards: tuple[Card, ...]) -> Table:
    head = tuple(matter.say(key) for key in ("col_card", "people", "col_evidence", "col_review", "col_id"))
    rows = tuple(
        (card.title, card.counts, graded(card.grade, card.grade_words), card.status_words, card.card_id)
        for card in cards
    )
    caption = matter.say("other_caption", lane=lane, stage=column.name)
    return Table(head, rows, (2.6, 1.6, 0.9, 1.0, 1.2), caption, small=True)
