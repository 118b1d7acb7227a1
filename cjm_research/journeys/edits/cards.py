"""The findings as people made them: moved with their segments, merged, split, named, hidden, written by hand.

The law is that of the board (`review.board.law`). A card whose segments are others than before is counted and graded
anew by the same rule. The same rows and findings, in whatever order, give the same map.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research import schema
from cjm_research.journeys.edits.counting import Counter, blank_finding
from cjm_research.journeys.edits.stages import stage_rows
from cjm_research.review.board.law import (
    HAND,
    LANES,
    OPPORTUNITY,
    Board,
    Piece,
    Standing,
    blank_card,
    followed,
    rows_of,
    stand,
)
from cjm_research.review.board.turning import CARD

if TYPE_CHECKING:
    from cjm_research.journeys.frameworks import Framework
    from cjm_research.settings import Journey

Row = dict[str, Any]

_CARRIED = ("owner", "status", "due", "value", "difficulty", "pinned", "intended", "answers")
"""What is taken over from the card of a stage that was merged into another."""
BY_HAND = {"en": "moved on the board", "zh": "在看板上移动"}


@dataclass(frozen=True)
class Edited:
    """The findings after all edits.

    Attributes
    ----------
    findings : DataFrame
        Contract "findings", in the order of the map: stage, lane, pinned first, then by position.
    placed : DataFrame
        As it was given, with the stages to which cards took their segments.
    before : DataFrame
        Contract "findings": those that edits touched, as they were, with the position they had.
    lost : tuple of str
        Ids of cards of which people made something and which are not there; see `orphans`.
    """

    findings: pd.DataFrame
    placed: pd.DataFrame
    before: pd.DataFrame
    lost: tuple[str, ...] = ()


def apply_edits(
    findings: pd.DataFrame,
    placed: pd.DataFrame,
    edits: Mapping[str, pd.DataFrame],
    framework: Framework,
    coded: pd.DataFrame,
    emotions: pd.Series,
    segments: pd.DataFrame,
    n_asked: int,
    settings: Journey,
    language: str = "en",
) -> Edited:
    """Return the findings and places with what people made of them.

    Parameters
    ----------
    findings : DataFrame
        Contract "findings", of the edited framework.
    placed : DataFrame
        Columns segment_id, stage, score, reviewed, taken_over and, if there is one, why.
    edits : mapping of str to DataFrame
        Tables "cards", "stages", "memos" and "validations"; any may be missing.
    framework : Framework
        From `stages.edited_framework`.
    coded, segments : DataFrame
        Their contracts.
    emotions : Series of float
        Emotion 1–5 by segment_id.
    n_asked : int
        People in the study.
    settings : settings.Journey
        Thresholds of the grade.
    language : {"en", "zh"}
        Of titles and of the grade's rule.

    Returns
    -------
    Edited
        Titles are those given by people where there are any. A segment goes to the stage of its card only if it stood
        at the stage that the card came from, and no other card there holds it too.
    """
    findings = schema.complete(findings, "findings").sort_values("finding_id", ignore_index=True)
    columns = stage_rows(edits.get("stages"))
    known = _aliases(findings, framework, columns)
    rows = _card_rows(edits.get("cards"), known, set(segments["segment_id"]))
    machine = pieces(findings, framework)
    stages = [stage.id for stage in framework.stages]
    board = stand(machine, rows, stages, columns)
    count = Counter(findings, coded, emotions, segments, n_asked, settings, language, edits.get("validations"))
    comments = _comments(edits.get("memos"), known)
    before = {row["finding_id"]: row for row in findings.to_dict("records")}
    found = [_finding(card, before, board, count, comments) for card in board.cards.values()]
    frame = schema.complete(pd.DataFrame(found), "findings") if found else schema.empty("findings")
    touched = {*rows, *(row["into"] for row in rows.values()), *(up for row in rows.values() for up in row["parents"])}
    lost = tuple(card_id for card_id in board.orphans if card_id in rows)
    return Edited(
        in_order(frame, stages),
        _moved(placed, board, machine, language),
        _before(findings, touched, machine),
        lost,
    )


def _before(findings: pd.DataFrame, touched: set[str], machine: Mapping[str, Piece]) -> pd.DataFrame:
    """Return the findings that edits touched as they were, each in the place it had."""
    own = findings[findings["finding_id"].isin(touched)].reset_index(drop=True)
    return own.assign(position=[machine[name].rank for name in own["finding_id"]], lane=own["family"])


def pieces(findings: pd.DataFrame, framework: Framework) -> dict[str, Piece]:
    """Return findings as the law takes them, most people first in each stage and family, leftovers last."""
    ranked = findings.assign(people=-findings["n_people"].astype("int64"), many=-findings["n_segments"].astype("int64"))
    ranked = ranked.assign(last=ranked["rest"].astype(bool)).sort_values(["last", "people", "many", "finding_id"])
    found, ranks = {}, dict[tuple[str, str], int]()
    for row in ranked.to_dict("records"):
        cell = (row["stage"], row["family"])
        ranks[cell] = ranks.get(cell, -1) + 1
        segments = tuple(row["segment_ids"])
        found[row["finding_id"]] = Piece(row["finding_id"], *cell, segments, float(ranks[cell]), row["made"])
    return found


def in_order(findings: pd.DataFrame, stages: list[str]) -> pd.DataFrame:
    """Return findings as the map is read: stage, lane, pinned first, then by position."""
    places, lanes = {name: at for at, name in enumerate(stages)}, {lane: at for at, lane in enumerate(LANES)}
    keys = pd.DataFrame(
        {
            "stage": findings["stage"].map(places).fillna(len(places)),
            "lane": findings["lane"].map(lanes).fillna(len(lanes)),
            "pinned": ~findings["pinned"].astype(bool),
            "position": findings["position"].astype("float64"),
            "id": findings["finding_id"],
        }
    )
    return findings.loc[keys.sort_values(list(keys.columns)).index].reset_index(drop=True)


def card_id_of(theme_id: str, stage: str) -> str:
    """Return the id of the card of a theme at a stage.

    >>> card_id_of("th1", "use")
    'fcd3d6727f518'
    """
    return "f" + hashlib.sha256(f"{theme_id}:{stage}".encode()).hexdigest()[:12]


def _aliases(findings: pd.DataFrame, framework: Framework, stages: Mapping[str, Any]) -> dict[str, str]:
    """Return which card stands for one of a stage that was merged into another: the same theme at that other."""
    merged = {name: followed(name, stages) for name in stages}
    merged = {name: into for name, into in merged.items() if into != name}
    held = {(row.theme_id, row.stage): row.finding_id for row in findings.itertuples(index=False) if row.theme_id}
    return {
        card_id_of(theme_id, name): card_id
        for (theme_id, stage), card_id in sorted(held.items())
        for name, into in sorted(merged.items())
        if into == stage and stage in {each.id for each in framework.stages}
    }


def _card_rows(cards: pd.DataFrame | None, known: Mapping[str, str], there: set[str]) -> dict[str, Row]:
    """Return the rows of cards by id: segments that are no more left out, and cards of merged stages seen as one."""
    held = {} if cards is None else rows_of(cards.to_dict("records"), "card_id")
    rows = {
        card_id: {
            **row,
            "segment_ids": [segment_id for segment_id in row["segment_ids"] if segment_id in there],
            "into": known.get(row["into"], row["into"]),
            "parents": [known.get(parent, parent) for parent in row["parents"]],
            "answers": [known.get(answer, answer) for answer in row["answers"]],
        }
        for card_id, row in held.items()
        if card_id not in known
    }
    for old, card_id in known.items():
        if old in held:
            rows[card_id] = _as_one(rows.get(card_id), held[old], card_id)
    return dict(sorted(rows.items()))


def _as_one(row: Row | None, old: Row, card_id: str) -> Row:
    """Return a card's row with what people made of it at a stage that is no more, where it has nothing of its own."""
    kept = row or {**blank_card(card_id), **{name: old[name] for name in ("coder", "created_at", "event_id")}}
    taken = {name: old[name] for name in _CARRIED if not kept[name]}
    return {**kept, **taken, "title": {**old["title"], **kept["title"]}}


def _comments(memos: pd.DataFrame | None, known: Mapping[str, str]) -> dict[str, int]:
    if memos is None:
        return {}
    about = memos.loc[memos["about"] == CARD, "about_id"]
    return about.map(lambda card_id: known.get(card_id, card_id)).value_counts().to_dict()


def _finding(
    card: Standing, before: Mapping[str, Row], board: Board, count: Counter, comments: Mapping[str, int]
) -> Row:
    first = before.get(card.card_id) or blank_finding(card)
    family = card.lane
    row = count(first, card, [before[one] for one in card.parts if one in before])
    titles = {**(first["titles"] or ({count.language: first["title"]} if first["title"] else {})), **card.row["title"]}
    mine = {name: card.row[name] for name in ("hidden", "pinned", "intended", "owner", "due", "value", "difficulty")}
    return {
        **row,
        **mine,
        "finding_id": card.card_id,
        "stage": card.stage,
        "family": family,
        "lane": family,
        "made": card.made,
        "titles": titles,
        "title": titles.get(count.language) or next((titles[name] for name in sorted(titles)), card.card_id),
        "named_by": card.row["coder"] if card.row["title"] else row["named_by"],
        "parts": list(card.parts),
        "answers": list(card.row["answers"] or first["answers"]),
        "position": card.position,
        "work": card.row["status"],
        "n_comments": sum(int(comments.get(one, 0)) for one in (card.card_id, *card.parts)),
    }


def _moved(placed: pd.DataFrame, board: Board, machine: Mapping[str, Piece], language: str) -> pd.DataFrame:
    """Return the places of segments with those that cards took along."""
    homes: dict[tuple[str, str], set[str]] = {}
    for piece in machine.values():
        for segment_id in piece.segment_ids:
            homes.setdefault((piece.lane, segment_id), set()).add(piece.stage)
    held: dict[tuple[str, str], set[str]] = {}
    for card in board.cards.values():
        for segment_id in card.segment_ids:
            held.setdefault((card.stage, segment_id), set()).add(card.card_id)
    was = dict(zip(placed["segment_id"], placed["stage"], strict=True))
    to: dict[str, str] = {}
    # The latest act has the last word on a segment that two cards take along.
    ordered = sorted(board.cards.values(), key=lambda card: (int(card.row.get("event_id") or 0), card.card_id))
    for card in ordered:
        if card.lane == OPPORTUNITY or card.made == HAND:
            continue
        for segment_id in card.segment_ids:
            stage = was.get(segment_id, "none")
            left = stage != card.stage and stage in homes.get((card.lane, segment_id), ())
            if left and not held.get((stage, segment_id), set()) - {card.card_id}:
                to[segment_id] = card.stage
    if not to:
        return placed
    goes = placed["segment_id"].isin(to)
    after = placed.assign(
        stage=placed["segment_id"].map(to).where(goes, placed["stage"]),
        score=placed["score"].mask(goes, 1.0),
        reviewed=placed["reviewed"].astype(bool) | goes,
        taken_over=placed["taken_over"].astype(bool) & ~goes,
    )
    return after.assign(why=after["why"].mask(goes, BY_HAND[language])) if "why" in after else after
