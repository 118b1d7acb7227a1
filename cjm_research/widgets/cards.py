"""From a card to the words: choose a stage and a family, open a card, read who said it and in what context.

The view only reads the map; nothing is saved and nothing is counted here.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from cjm_research.errors import UnknownNameError
from cjm_research.schema import FAMILIES
from cjm_research.widgets.words import WORDS

if TYPE_CHECKING:
    from cjm_research.journeys.map import JourneyMap

_MARKS = {"strong": "●", "fair": "◐", "thin": "○"}
_QUIET = "color:var(--jp-ui-font-color2,#57606a)"


class CardsView(widgets.VBox):
    """A view over a journey map; show it as the last line of a cell.

    Parameters
    ----------
    journey : JourneyMap
        The draft.
    language : {"en", "zh"}, optional
        The language of labels; that of the map by default.

    Raises
    ------
    UnknownNameError
        If the view does not speak that language.
    """

    def __init__(self, journey: JourneyMap, language: str | None = None) -> None:
        language = language or journey.language
        if language not in WORDS:
            raise UnknownNameError(f"The views do not speak {language!r}. Known: {', '.join(sorted(WORDS))}.")
        self._journey, self._language, self._words = journey, language, WORDS[language]
        stages = [(stage["name"][language], stage["id"]) for stage in journey.data["stages"]]
        families = [(journey.codebook.name(family, lang=language), family) for family in FAMILIES]
        self.stage = widgets.Dropdown(
            options=[(self._words["all_stages"], ""), *stages], description=self._words["stage"]
        )
        self.family = widgets.ToggleButtons(options=[(self._words["all_families"], ""), *families])
        self.card = widgets.Select(rows=14, layout=widgets.Layout(width="38%", min_width="260px"))
        self.words = widgets.HTML(layout=widgets.Layout(width="62%", max_height="420px", overflow="auto"))
        for control in (self.stage, self.family):
            control.observe(lambda _change: self._list(), names="value")
        self.card.observe(lambda _change: self._open(), names="value")
        super().__init__([widgets.HBox([self.stage, self.family]), widgets.HBox([self.card, self.words])])
        self._list()

    def _list(self) -> None:
        found = [
            (f"{_MARKS[card['evidence_grade']]} {card['title']} · {self._people(card)}", card["id"])
            for stage in self._journey.data["stages"]
            if self.stage.value in ("", stage["id"])
            for card in stage["cards"]
            if self.family.value in ("", card["family"])
        ]
        self.card.options = found
        self.card.value = found[0][1] if found else None
        self._open()

    def _open(self) -> None:
        card = next(
            (
                card
                for stage in self._journey.data["stages"]
                for card in stage["cards"]
                if card["id"] == self.card.value
            ),
            None,
        )
        self.words.value = self._page(card) if card else f"<p style='{_QUIET}'>{self._no_evidence()}</p>"

    def _page(self, card: dict[str, Any]) -> str:
        name = self._journey.codebook.name(card["family"], card["subtype"], lang=self._language)
        evidence = self._journey.evidence
        quotes = evidence[evidence["card_id"] == card["id"]]
        said = "".join(self._quote(row) for row in quotes.itertuples())
        facts = f"{escape(name)} · {self._people(card)} · {_MARKS[card['evidence_grade']]} {escape(card['grade_rule'])}"
        return f"<h3 style='margin:0'>{escape(card['title'])}</h3><p style='{_QUIET}'>{facts}</p>{said}"

    def _quote(self, row: Any) -> str:
        place = f"{escape(row.case_id)} · {escape(row.document)} · {row.start}–{row.end}"
        before = f"<span style='{_QUIET}'>{place}<br>{escape(row.before)}</span>"
        after = f"<span style='{_QUIET}'>{escape(row.after)}</span>"
        return f"<p style='margin:8px 0;line-height:1.5'>{before}<b>{escape(row.quote)}</b>{after}</p>"

    def _people(self, card: dict[str, Any]) -> str:
        return self._words["people_of"].format(n=card["n_people"], asked=self._journey.data["participants"]["n"])

    def _no_evidence(self) -> str:
        return self._words["no_evidence"].format(asked=self._journey.data["participants"]["n"])
