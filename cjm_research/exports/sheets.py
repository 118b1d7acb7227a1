"""The sheets of the workbook in their order, and those that are one table: findings, evidence, codebook."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cjm_research.exports import words
from cjm_research.exports.board import GRADE_MARKS
from cjm_research.exports.cards_made import shown
from cjm_research.exports.sheets_charts import emotion_sheet, order_sheet
from cjm_research.exports.sheets_edit import baseline_sheet, cards_sheet, stages_sheet
from cjm_research.exports.sheets_map import map_sheet
from cjm_research.exports.sheets_people import methods_sheet, participants_sheet, persons_sheet, read_me_sheet
from cjm_research.exports.sheets_priorities import priorities_sheet

_EVIDENCE_PRINTED = 14  # columns; why a machine suggested a quote is read on the screen

if TYPE_CHECKING:
    from cjm_research.exports.board import Card, Column
    from cjm_research.exports.quotes import Quote
    from cjm_research.exports.workbook import Desk
    from cjm_research.journeys.map import JourneyMap


def findings_sheet(desk: Desk, journey: JourneyMap) -> None:
    """One row a card."""
    board, asked = desk.board, desk.board.asked
    rows = []
    for column, stage in zip(board.columns, shown(journey.data["stages"]), strict=True):
        by_id = {card.card_id: card for cards in column.cells.values() for card in cards}
        for data in shown(stage["cards"]):
            card = by_id[data["id"]]
            rows.append([
                column.name, board.families[card.family], card.tag, card.title, card.n_people, asked, card.n_segments,
                data.get("n_documents"), len(card.counter), f"{card.mark} {card.grade_words}", card.grade_rule,
                card.status_words, float(data["reviewed_share"]), " ".join(data["people"]), card.card_id,
            ])  # fmt: skip
    rows += _unplaced(desk, journey)
    columns = [
        ("stage", 14), ("col_family", 12), ("col_subtype", 21), ("col_title", 44), ("col_people", 8), ("col_asked", 8),
        ("col_mentions", 10), ("col_documents", 10), ("col_counter", 9), ("col_grade", 12),
        ("col_rule", 80), ("col_status", 14), ("col_reviewed_share", 10), ("col_cases", 30), ("col_card", 16),
    ]  # fmt: skip
    desk.table("findings", columns, rows, large=True)


def _unplaced(desk: Desk, journey: JourneyMap) -> list[list[Any]]:
    """Return the findings that stand at no stage: they are not on the map and must not be lost."""
    board, name = desk.board, journey.codebook.name
    found = journey.findings[journey.findings["stage"] == "none"].sort_values("finding_id")
    return [
        [board.word("no_stage"), board.families[row.family], name(row.family, row.subtype, lang=board.language),
         row.title, int(row.n_people), board.asked, int(row.n_segments),
         None, None, f"{GRADE_MARKS[row.grade]} {board.word(row.grade)}", row.grade_rule, "", float(row.reviewed_share),
         " ".join(row.people), row.finding_id]
        for row in found.itertuples(index=False)
    ]  # fmt: skip


def evidence_sheet(desk: Desk, journey: JourneyMap) -> None:
    """One row a quote of a card, what speaks against the card below what speaks for it."""
    board, rows = desk.board, []
    for column in board.columns:
        for family, cards in column.cells.items():
            for card in cards:
                rows += [_quote_row(desk, column, family, card, quote, "for") for quote in card.quotes]
                rows += [_quote_row(desk, column, family, card, quote, "against") for quote in card.counter]
    columns = [
        ("stage", 14), ("col_family", 12), ("col_subtype", 21), ("col_title", 30), ("col_side", 11), ("col_quote", 66),
        ("col_person", 9), ("col_document", 26), ("col_start", 9), ("col_end", 9), ("col_emotion", 9),
        ("col_reviewed", 11), ("col_segment", 15), ("col_card", 15), ("col_asked_question", 40), ("col_score", 8),
        ("col_reason", 44),
    ]  # fmt: skip
    desk.table("evidence", columns, rows, large=True, printed=_EVIDENCE_PRINTED)


def _quote_row(desk: Desk, column: Column, family: str, card: Card, quote: Quote, side: str) -> list[Any]:
    score = quote.score if side == "for" else None
    return [column.name, desk.board.families[family], card.tag, card.title, desk.word(f"side_{side}"), quote.text,
            quote.case_id, quote.document, quote.start, quote.end, quote.emotion, quote.reviewed, quote.segment_id,
            card.card_id, quote.question, score, quote.reason]  # fmt: skip


def contacts_sheet(desk: Desk, journey: JourneyMap) -> None:
    """One row a step, in the order of the talk, and a touchpoint, most people first; no sheet where there is none."""
    language, rows = journey.language, []
    for stage in shown(journey.data["stages"]):
        name = stage["name"][language]
        rows += [
            [name, desk.word("step"), at, step["name"][language],
             words.touchpoint(step.get("touchpoint", ""), step.get("channel", ""), language), step.get("n_people"),
             step.get("n_segments")]
            for at, step in enumerate(stage.get("steps", ()), start=1)
        ]  # fmt: skip
        rows += [
            [name, desk.word("touchpoint"), at, words.touchpoint(met["touchpoint"], met["channel"], language), None,
             met["n_people"], met["n_segments"]]
            for at, met in enumerate(stage["touchpoints"], start=1)
        ]  # fmt: skip
    columns = [("stage", 16), ("col_contact", 14), ("col_place", 8), ("col_contact_name", 40), ("touchpoints", 40),
               ("col_people", 9), ("col_mentions", 11)]  # fmt: skip
    if rows:
        desk.table("contacts", columns, rows)


def codebook_sheet(desk: Desk, journey: JourneyMap) -> None:
    """One row a code: what it is, what it is not, examples."""
    language = journey.language
    rows = [
        [journey.codebook.name(code.family, lang=language), code.name[language], code.definition[language],
         *("\n".join(texts.get(language, ())) for texts in (code.include, code.exclude, code.examples))]
        for code in journey.codebook.codes
    ]  # fmt: skip
    columns = [("col_family", 14), ("col_subtype", 18), ("col_definition", 44), ("col_include", 44),
               ("col_exclude", 44), ("col_examples", 44)]  # fmt: skip
    desk.table("codebook", columns, rows)


IN_ORDER: tuple[Callable[[Desk, JourneyMap], None], ...] = (
    map_sheet, cards_sheet, stages_sheet, findings_sheet, evidence_sheet, emotion_sheet, priorities_sheet,
    contacts_sheet, order_sheet, codebook_sheet, participants_sheet, persons_sheet, methods_sheet, read_me_sheet,
    baseline_sheet,
)  # fmt: skip
