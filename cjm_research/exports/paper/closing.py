"""What could be done, what may come first and how sure that is, and what the reader must not read into the map."""

from __future__ import annotations

from collections.abc import Iterator

from cjm_research.exports import figures
from cjm_research.exports.cards_made import OPPORTUNITY
from cjm_research.exports.filled import filled
from cjm_research.exports.paper.blocks import Block, Bullets, Figure, Heading, Page, Table, text
from cjm_research.exports.paper.composing import Matter
from cjm_research.exports.paper.front import graded
from cjm_research.findings.priority import words as ranked

_ROWS = 20
_NAMED = 3  # titles in the words for a picture


def priorities(matter: Matter) -> list[Block]:
    """Return opportunities, and pain points and opportunities by rank, each with its interval."""
    blocks: list[Block] = [Page(), Heading(1, matter.say("priorities")), *_opportunities(matter)]
    sheet = matter.priorities
    if sheet is None or sheet.frame.empty:
        return [*blocks, text(matter.say("nothing_ranked"))]
    for lane in dict.fromkeys(sheet.frame["lane"]):
        blocks += _lane(matter, lane)
    return [*blocks, Bullets(tuple(sheet.notes(matter.language)))]


def _opportunities(matter: Matter) -> Iterator[Block]:
    yield Heading(2, matter.say("opportunities"))
    found = [(stage, card) for stage, card in matter.shown_cards if card.family == OPPORTUNITY]
    if not found:
        yield text(matter.say("no_opportunities"))
        return
    joint, board = "、" if matter.language == "zh" else ", ", matter.board
    facts = [joint.join(card.facts) for _, card in found]
    same = len(facts) > 1 and len(set(facts)) == 1  # said once, not in every row
    rows = tuple(
        (f"{card.title}\n{card.card_id}", stage, card.tag, card.counts, graded(card.grade, card.grade_words),
         "" if same else told)
        for (stage, card), told in zip(found, facts, strict=True)
    )  # fmt: skip
    head = (matter.say("col_card"), board.word("stage"), board.word("col_family"), matter.say("people"),
            matter.say("grade"), board.word("col_status"))  # fmt: skip
    yield Table(*filled(head, rows, (2.6, 1.0, 0.7, 1.2, 0.8, 1.6)), board.word("opportunities"), small=True)
    if same and facts[0]:
        yield text(matter.say("same_status", facts=facts[0]), "note")


def _lane(matter: Matter, lane: str) -> Iterator[Block]:
    sheet, language = matter.priorities, matter.language
    own = sheet.frame[sheet.frame["lane"] == lane]
    name = ranked.LANE[language][lane]
    yield Heading(2, name)
    yield text(ranked.reading(lane, own, language))
    titles = ("、" if language == "zh" else ", ").join(own["title"].head(_NAMED))
    alt = matter.say("ranks_alt", n=len(own), titles=titles)
    yield Figure(f"ranks-{lane.replace('_', '-')}", figures.ranks(sheet, lane, language), alt,
                 matter.say("ranks_caption", lane=name))  # fmt: skip
    n_hard = int((own["difficulty"] > 0).sum())
    if n_hard:
        yield Figure(f"quadrant-{lane.replace('_', '-')}", figures.quadrant(sheet, lane, language),
                     matter.say("quadrant_alt", n=n_hard), matter.say("quadrant_caption", lane=name))  # fmt: skip
    part = matter.say("rank_part", n=_ROWS, of=len(own)) if len(own) > _ROWS else ""
    rows = []
    for row in own.head(_ROWS).to_dict("records"):
        cells = ranked.cells(row, language)
        cells[2] = f"{cells[2]}\n{row['card_id']}"
        rows.append(tuple(cells))
    widths = (0.7, 1.0, 3.4, 0.9, 1.5, 1.0, 0.8, 1.0, 0.8, 0.9)
    caption = matter.say("rank_caption", lane=name, part=part)
    yield Table(*filled(ranked.HEADS[language], rows, widths), caption, small=True)


def limits(matter: Matter) -> list[Block]:
    """Return what is uncertain, in sentences."""
    board, told = matter.board, ["limit_machine", "limit_counts", "limit_interval", "limit_cause"]
    sentences = [board.word(key) for key in told]
    sentences += [board.word("limit_unplaced", n=board.n_unplaced)] if board.n_unplaced else []
    sheet = matter.material.saturation if matter.material else None
    sentences += sheet.notes(matter.language) if sheet is not None else []
    return [Heading(1, matter.say("limits")), Bullets(tuple(sentences))]
