"""What an opened card or stage shows, as plain JSON: who said it in what context, what speaks against it, its history.

>>> span({"value": 0.8, "low": 0.7, "high": 0.9, "n": 40}, "value", "en")
'0.80 (0.70 to 0.90, n = 40)'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cjm_research.codes.touchpoints import name_of
from cjm_research.widgets.board_screen import Sheet, facts_of, in_language, lane_of, marks_of, people_of, sign
from cjm_research.widgets.board_words import BOARD_WORDS

if TYPE_CHECKING:
    from cjm_research.review.board.session import BoardSession

WORK = ("", "idea", "planned", "doing", "done", "dropped")
"""Where the team stands with a card; "" = nowhere yet."""

SCALE = (1, 2, 3, 4, 5)
"""Of business value and difficulty."""

_AROUND = 120  # characters around a quote; as many as that were cut off from more


def opened_card(session: BoardSession, sheet: Sheet, card_id: str) -> dict[str, Any]:
    """Return an opened card.

    Parameters
    ----------
    session : BoardSession
        Where quotes, comments and history are read.
    sheet : Sheet
        The journey as it stands.
    card_id : str
        Which card.

    Returns
    -------
    dict
        Texts by section, with the ids of the segments behind the quotes.
    """
    card, words = session.card(card_id), sheet.words
    said = session.quotes(card_id)
    title = sheet.title(card)
    people = [_person(each, words) for each in said if not each["counter"]]
    against = [_person(each, words) for each in said if each["counter"]]
    return {
        "kind": "card",
        "id": card["id"],
        "lane": lane_of(card),
        "lane_name": words[f"lane_{lane_of(card)}"],
        "title": title,
        "titles": [[words[f"language_{language}"], other] for language, other in sorted(card["titles"].items())
                   if other and other != title and f"language_{language}" in words],
        "subtype": sheet.subtype(card),
        "facts": facts_of(sheet, card),
        "sign": sign(card["evidence_grade"]),
        "grade": words[card["evidence_grade"]],
        "rule": card["grade_rule"],
        "parts": [_part(part, sheet) for part in card.get("grade_parts") or ()],
        "marks": marks_of(sheet, card),
        "lines": _lines(sheet, card),
        "people": people,
        "n_quotes": sum(len(person["quotes"]) for person in people),
        "against": against,
        "n_against": sum(len(person["quotes"]) for person in against),
        "plan": {"owner": card.get("owner") or "", "status": card.get("work") or "", "due": card.get("due") or "",
                 "value": _step(card.get("value")), "difficulty": _step(card.get("difficulty"))},
        "statuses": [[work, words[f"work_{work}"] if work else words["unset"]] for work in WORK],
        "scale": list(SCALE),
        "comments": [{"who": row["who"], "when": _day(row["when"]), "text": row["text"]}
                     for row in session.comments(card_id)],
        "history": _history(session, sheet.language, {card["id"], *(card.get("parts") or ())}),
        "hand": card.get("made") == "hand",
        "hidden": bool(card.get("hidden")),
        "pinned": bool(card.get("pinned")),
    }  # fmt: skip


def opened_stage(session: BoardSession, sheet: Sheet, stage_id: str) -> dict[str, Any]:
    """Return an opened stage: its words in the languages of the study, and what is known of it."""
    stage = next(each for each in sheet.data["stages"] if each["id"] == stage_id)
    words, language = sheet.words, sheet.language
    point, moment = stage["emotion"], stage.get("moment")
    told = {
        "line_question": in_language(stage["question"], language),
        "line_definition": in_language(stage.get("definition") or {}, language),
        "line_emotion": "" if point["mean"] is None else span({**point, "value": point["mean"]}, "value", language, 1),
        "line_moment": in_language(moment["words"], language) if moment else "",
        "line_measured": "; ".join(_measured(row, language) for row in stage.get("measured") or ()),
        "line_steps": " → ".join(in_language(step["name"], language) for step in stage.get("steps") or ()),
    }
    languages = dict.fromkeys([*sheet.languages, language])
    return {
        "kind": "stage",
        "id": stage_id,
        "title": sheet.stage_name(stage),
        "facts": people_of(stage["n_people"], sheet.asked, language),
        "hidden": bool(stage.get("hidden")),
        "lines": [[words[name], text] for name, text in told.items() if text],
        "fields": [
            {"language": each, "label": words[f"language_{each}"], "name": stage["name"].get(each, ""),
             "question": stage["question"].get(each, ""), "definition": (stage.get("definition") or {}).get(each, "")}
            for each in languages if f"language_{each}" in words
        ],
        "history": _history(session, language, {stage_id}),
    }  # fmt: skip


def span(figure: Mapping[str, Any], name: str, language: str, digits: int = 2) -> str:
    """Return a figure with its interval and n, where they are known."""
    words, value = BOARD_WORDS[language], f"{figure[name]:.{digits}f}"
    if figure.get("low") is None:
        return words["interval_plain"].format(value=value, n=figure["n"])
    low, high = f"{figure['low']:.{digits}f}", f"{figure['high']:.{digits}f}"
    return words["interval"].format(value=value, low=low, high=high, n=figure["n"])


def _measured(row: Mapping[str, Any], language: str) -> str:
    return f"{row['measure']} {span(row, 'mean', language, 1)}"


def _step(value: Any) -> str:
    return str(int(value)) if value else ""


def _day(when: str) -> str:
    return when.replace("T", " ")[:16]


def _person(said: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    quotes = [_quote(row, words) for row in said["quotes"]]
    places = dict.fromkeys(row["document"] for row in said["quotes"])
    return {"who": said["case_id"], "place": " · ".join(places), "quotes": quotes}


def _quote(row: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, str]:
    notes = [
        words["emotion_is"].format(value=f"{row['emotion']:.1f}") if _known(row["emotion"]) else "",
        "" if row["reviewed"] else words["by_machine"],
    ]
    return {
        "id": row["segment_id"],
        "question": row["question"] or "",
        "before": ("…" if len(row["before"] or "") >= _AROUND else "") + (row["before"] or ""),
        "quote": row["quote"],
        "after": (row["after"] or "") + ("…" if len(row["after"] or "") >= _AROUND else ""),
        "note": " · ".join(each for each in notes if each),
    }


def _known(value: float | None) -> bool:
    # NaN is the only number that differs from itself.
    return value is not None and value == value


def _part(part: Mapping[str, Any], sheet: Sheet) -> list[str]:
    return [sign(part["meets"]), sheet.words[part["meets"]], in_language(part["words"], sheet.language)]


def _lines(sheet: Sheet, card: Mapping[str, Any]) -> list[list[str]]:
    words, language = sheet.words, sheet.language
    titles = {each["id"]: sheet.title(each) for stage in sheet.data["stages"] for each in stage["cards"]}
    answered = [titles[each] for each in card.get("answers") or () if each in titles]
    comma = "、" if language == "zh" else ", "
    agreement, checked = card.get("agreement"), card.get("validation")
    told = {
        "line_answers": comma.join(f"“{each}”" for each in answered),
        "line_touchpoints": comma.join(
            comma.join(name_of(part, language) for part in each.split("/")) for each in card.get("touchpoints") or ()
        ),
        "line_priority": _priority(card.get("priority"), words),
        "line_agreement": _agreement(agreement, language) if agreement else "",
        "line_stability": f"{card['stability']:.2f}" if card.get("stability") is not None else "",
        "line_validation": words["validation_said"].format(**checked) if checked else "",
    }
    return [[words[name], text] for name, text in told.items() if text]


def _agreement(agreement: Mapping[str, Any], language: str) -> str:
    name = "alpha" if "alpha" in agreement else "kappa"
    return f"{name} {span(agreement, name, language)}" if agreement.get(name) is not None else ""


def _priority(priority: Mapping[str, Any] | None, words: Mapping[str, str]) -> str:
    if not priority or priority.get("rank") is None:
        return ""
    ranked = {name: _whole(priority.get(key)) for name, key in
              (("rank", "rank"), ("of", "of"), ("low", "rank_low"), ("high", "rank_high"))}  # fmt: skip
    text = words["rank_between" if priority.get("rank_low") is not None else "rank"].format(**ranked)
    quadrant = priority.get("quadrant")
    return " · ".join([text, *([words[f"quadrant_{quadrant}"]] if quadrant else [])])


def _whole(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _history(session: BoardSession, language: str, ids: set[str]) -> list[dict[str, str]]:
    told = session.told(language)
    rows: Sequence[Any] = [row for row in told.itertuples() if ids & {*row.card_ids, *row.stage_ids}]
    return [{"who": row.who, "when": _day(str(row.when)), "what": row.what} for row in reversed(rows)]
