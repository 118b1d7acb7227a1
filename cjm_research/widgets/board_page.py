"""The board as a plain table, for a notebook that is read where no kernel runs: stages across, lanes down.

It shows titles and counts and nobody's words: a notebook is passed on more easily than a study.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from cjm_research.widgets.board_screen import Sheet, card_of, frame_of


def page_of(sheet: Sheet, language: str) -> str:
    """Return the table.

    Parameters
    ----------
    sheet : Sheet
        The journey.
    language : {"en", "zh"}
        Of the table.

    Returns
    -------
    str
        HTML without scripts; hidden cards and stages are left out.
    """
    frame = frame_of(sheet)
    stages = [stage for stage in frame["stages"] if not stage["hidden"]]
    cards = {card["id"]: card_of(sheet, card, stage["id"]) for stage in sheet.data["stages"] for card in stage["cards"]}
    cells = {(stage, lane): _shown(ids, cards) for stage, held in frame["cells"].items() for lane, ids in held.items()}
    return _template().render(frame=frame, stages=stages, cells=cells, words=sheet.words, language=language)


def _shown(ids: list[str], cards: Mapping[str, Any]) -> list[Any]:
    return [cards[each] for each in ids if not cards[each]["hidden"]]


@cache
def _template() -> Any:
    from jinja2 import Environment

    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(files("cjm_research.widgets").joinpath("static/board.html.j2").read_text("utf-8"))
