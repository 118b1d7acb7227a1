"""Stage by stage: question, feeling, touchpoints, and every card with its quotes, what speaks against it, its grade."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cjm_research.exports.board import Card, Column
from cjm_research.exports.paper.blocks import Block, Heading, Page, Para, Quotation, Span, Table, text
from cjm_research.exports.paper.composing import Matter
from cjm_research.exports.paper.front import graded, interval, moment_of
from cjm_research.exports.paper.words import joined
from cjm_research.exports.quotes import Quote
from cjm_research.findings import grade_words

_QUOTES = {"strong": 3, "fair": 3, "thin": 2, "none": 2}  # of a card; the rest stands in the list of evidence
_AGAINST = 3
_NAMED = 6  # touchpoints and steps of a stage
_COUNTS, _SHARES = ("people", "review", "contradictions"), ("agreement", "stability")  # parts of a grade


def by_stage(matter: Matter) -> list[Block]:
    """Return the section on every stage."""
    blocks: list[Block] = [Page(), Heading(1, matter.say("by_stage"))]
    said = [matter.say("grades_are", thresholds=matter.thresholds)]
    if any(card.get("grade_parts") for card in matter.cards.values()):
        said.append(matter.say("figures_are"))
        never = [_part_name(matter, part) for part in _never(matter)]
        said += [matter.say("never_measured", parts=_listed(matter, never))] if never else []
    blocks.append(text(joined(said, matter.language), "note"))
    for column in matter.board.columns:
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
    resting = rests_on(matter, card)
    for other in resting:
        yield text(matter.say("rests_on", title=matter.titles[other], id=other))
    quotes = in_full(matter, card)
    yield from (quotation(matter, quote) for quote in quotes)
    if not quotes and not resting:
        yield text(matter.say("no_quotes"), "note")
    n_further = sum(not against for _, against in further(matter, card, True))
    if n_further:
        yield text(matter.say("more_quotes", n=n_further), "note")
    yield from _against(matter, card)
    yield _grade(matter, card)


def rests_on(matter: Matter, card: Card) -> list[str]:
    """Return the shown cards whose quotes an opportunity shares; none for other cards."""
    return [other for other in matter.cards[card.card_id].get("answers") or () if other in matter.titles]


def _own(matter: Matter, card: Card) -> list[Quote]:
    """Return the quotes that no card that this one rests on has."""
    theirs = {
        item["segment_id"] for other in rests_on(matter, card) for item in matter.cards[other].get("evidence") or ()
    }
    return [quote for quote in card.quotes if quote.segment_id not in theirs]


def in_full(matter: Matter, card: Card) -> list[Quote]:
    """Return the quotes that stand under the stage: the one of the map, then of people who are not heard yet."""
    own = _own(matter, card)
    found = [card.lead] if card.lead in own else []
    rest = [quote for quote in own if quote not in found]
    while rest and len(found) < _QUOTES[card.grade]:
        heard = {quote.case_id for quote in found}
        following = next((quote for quote in rest if quote.case_id not in heard), rest[0])
        found.append(following)
        rest.remove(following)
    return found


def further(matter: Matter, card: Card, full: bool) -> list[tuple[Quote, bool]]:
    """Return the quotes of a card that are not under its stage, with whether they speak against it.

    Parameters
    ----------
    matter : Matter
    card : Card
    full : bool
        Whether the card stands there with several quotes, not in the table of further cards with one.
    """
    printed = in_full(matter, card)
    printed = printed if full else printed[:1]
    found = [(quote, False) for quote in _own(matter, card) if quote not in printed]
    return found + [(quote, True) for quote in card.counter[_AGAINST if full else 0 :]]


def told_in_full(matter: Matter) -> set[str]:
    """Return the ids of the cards that stand under their stage with several quotes."""
    cells = [cards for column in matter.board.columns for cards in column.cells.values()]
    return {card.card_id for cards in cells for card in cards[: _full(matter)]}


def worded(matter: Matter, quote: Quote) -> str:
    """Return a quote in its marks; what stands in the place of a quote is nobody's words and has none."""
    return quote.text if quote.is_slot else matter.say("quote", text=quote.text)


def placed(matter: Matter, quote: Quote) -> str:
    """Return whose words a quote is and where they stand, for a cell."""
    values = {"person": quote.case_id, "document": quote.document, "start": quote.start, "end": quote.end}
    return matter.say("quote_place", segment=quote.segment_id, **values)


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
    return Quotation(worded(matter, quote), source)


def _against(matter: Matter, card: Card) -> Iterator[Block]:
    if not card.counter:
        if "counter" not in matter.cards[card.card_id]:  # else the grade says how many segments were found
            yield text(matter.say("counter_unknown"), "note")
        return
    yield Para((Span(matter.board.word("counter", n=len(card.counter)), "bold"),))
    yield from (quotation(matter, quote) for quote in card.counter[:_AGAINST])
    if len(card.counter) > _AGAINST:
        yield text(matter.say("more_quotes", n=len(card.counter) - _AGAINST), "note")


def _part_name(matter: Matter, part: str) -> str:
    return grade_words.PARTS[matter.language].get(part, part)


def _listed(matter: Matter, names: list[str]) -> str:
    return ("、" if matter.language == "zh" else ", ").join(names)


def _never(matter: Matter) -> list[str]:
    """Return the parts of a grade that were measured at no card, which are said once."""
    parts = [part for card in matter.cards.values() for part in card.get("grade_parts") or ()]
    measured = {part["part"] for part in parts if part["meets"]}
    return [part for part in dict.fromkeys(part["part"] for part in parts) if part not in measured]


def _figures(part: dict[str, Any]) -> str:
    value, of = part.get("value"), part.get("of")
    if value is None:
        return ""
    if part["part"] in _COUNTS and of is not None:
        return f"{value:g}/{of:g}"
    return f"{value:.2f}" if part["part"] in _SHARES else ""


def _grade(matter: Matter, card: Card) -> Para:
    """Return the figures of each part of the grade; the rule as it stands where the parts are not told apart."""
    meets = grade_words.NAMES[matter.language]
    parts = matter.cards[card.card_id].get("grade_parts") or []
    told, never = [], _never(matter)
    for part in (part for part in parts if part["meets"]):
        words, figures = {"part": _part_name(matter, part["part"])}, _figures(part)
        words["meets"] = meets[part["meets"]].lower()
        told.append(matter.say("part_meets", figures=figures, **words) if figures else matter.say("part_bare", **words))
    unknown = [_part_name(matter, part["part"]) for part in parts if not part["meets"] and part["part"] not in never]
    told += [matter.say("part_unknown", parts=_listed(matter, unknown))] if unknown else []
    head = matter.say("why_grade", mark=f"{card.mark} " if card.mark else "", grade=card.grade_words)
    joint, colon = ("；", "：") if matter.language == "zh" else ("; ", ": ")
    return Para((Span(head + colon, "bold"), Span(joint.join(told) if told else card.grade_rule)), "note")


def _others(matter: Matter, column: Column, lane: str, cards: tuple[Card, ...]) -> Table:
    head = tuple(matter.say(key) for key in ("col_card", "col_quote", "people", "col_evidence"))
    rows = []
    for card in cards:
        quote = next(iter(in_full(matter, card)), None)
        resting = [matter.say("rests_on", title=matter.titles[other], id=other) for other in rests_on(matter, card)]
        words = f"{worded(matter, quote)}\n{placed(matter, quote)}" if quote else "\n".join(resting)
        found = f"{graded(card.grade, card.grade_words)}\n{card.status_words}"
        rows.append((f"{card.title}\n{card.card_id}", words or matter.say("no_quotes"), card.counts, found))
    caption = matter.say("other_caption", lane=lane, stage=column.name)
    return Table(head, tuple(rows), (1.7, 3.6, 1.1, 0.9), caption, small=True)
