"""What comes first: four weights on sliders, the cards with their ranks, and what the team enters for each.

The view decides nothing: a weight, a value or an owner goes to the session, which commits it, and only then the ranks
are computed anew and shown. Everything is reached with Tab and the arrow keys; a change is saved when the field is
left or Enter is pressed.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from cjm_research.errors import CjmError, UnknownNameError
from cjm_research.findings.priority import PARTS, PrioritySheet, priorities_of_map
from cjm_research.findings.priority import words as told
from cjm_research.plots import palette
from cjm_research.review.board.law import STATUSES
from cjm_research.settings import Priority, Settings
from cjm_research.widgets.keys import with_own_keys
from cjm_research.widgets.priority_words import PRIORITY_WORDS

if TYPE_CHECKING:
    from cjm_research.review.board.session import BoardSession

_QUIET = "color:var(--jp-ui-font-color2,#57606a)"
_FIELDS = ("value", "difficulty", "owner", "status", "due")
_HELD = {"status": "work"}  # in the card the word "status" says whether a person reviewed it
_STEPS = 5


class PriorityView(widgets.VBox):
    """A view over a board session, or over a priority sheet to read; show it as the last line of a cell.

    Parameters
    ----------
    session : BoardSession or PrioritySheet
        The session that decides and saves; a sheet can be read and not changed.
    language : {"en", "zh"}
        The language of labels.
    settings : settings.Priority, optional
        Weights and draws; the shipped ones by default.
    seed : int
        Of the draws behind the likely ranks.

    Raises
    ------
    UnknownNameError
        If the view does not speak that language.
    """

    def __init__(
        self,
        session: BoardSession | PrioritySheet,
        language: str = "en",
        settings: Priority | None = None,
        seed: int = 0,
    ) -> None:
        if language not in PRIORITY_WORDS:
            raise UnknownNameError(f"The views do not speak {language!r}. Known: {', '.join(sorted(PRIORITY_WORDS))}.")
        self.session = None if isinstance(session, PrioritySheet) else session
        self.language, self._words = language, PRIORITY_WORDS[language]
        self._settings, self._seed = settings or Settings.default().priority, seed
        self._busy = False
        self.sheet = session if isinstance(session, PrioritySheet) else self._ranked()
        self._make()
        parts = [self.reading, widgets.HBox([self.cards, self.editor], layout=widgets.Layout(width="100%")), self.note]
        super().__init__([self._head(), *parts, self.table])
        with_own_keys(self)
        self._draw()
        self._say("" if self.session else self._words["only_read"])

    def __repr__(self) -> str:
        return f"PriorityView({len(self.sheet.frame)} cards)"

    # ---- what is shown ----

    def _make(self) -> None:
        """Make the controls; each passes what is chosen on."""
        still, wide = self.session is None, widgets.Layout(width="96%")
        self.weights = {name: self._slider(name, still) for name in PARTS}
        lanes = [(told.LANE[self.language][lane], lane) for lane in told.LANE[self.language]]
        there = set(self.sheet.frame["lane"])
        first = next((lane for _, lane in lanes if lane in there), lanes[0][1])
        self.lane = widgets.ToggleButtons(options=lanes, value=first, style={"button_width": "110px"})
        self.cards = widgets.Select(
            rows=14, layout=widgets.Layout(width="58%", min_width="320px"), tooltip=self._words["cards"]
        )
        scores = [(self._words["unset"], 0), *((str(step), step) for step in range(1, _STEPS + 1))]
        statuses = [(self._words[f"status_{status}"], status) for status in STATUSES]
        self.fields: dict[str, Any] = {
            "value": widgets.Dropdown(options=scores, disabled=still),
            "difficulty": widgets.Dropdown(options=scores, disabled=still),
            "owner": widgets.Text(continuous_update=False, disabled=still),
            "status": widgets.Dropdown(options=statuses, disabled=still),
            "due": widgets.Text(continuous_update=False, disabled=still, placeholder=self._words["due_hint"]),
        }
        for name, field in self.fields.items():
            field.description, field.layout = self._words[name], wide
            field.observe(lambda change, name=name: self._assign(name, change["new"]), names="value")
        for control in (self.lane, self.cards):
            control.observe(lambda _change: self._draw(), names="value")
        self.facts, self.reading, self.table, self.note = (widgets.HTML() for _ in range(4))
        self.table.layout = widgets.Layout(max_height="420px", overflow="auto")
        self.editor = widgets.VBox([self.facts, *self.fields.values()], layout=widgets.Layout(width="42%"))
        self.undo = self._button("undo", still)
        self.redo = self._button("redo", still)

    def _slider(self, name: str, still: bool) -> widgets.FloatSlider:
        slider = widgets.FloatSlider(
            value=self.sheet.weights[name], min=0, max=1, step=0.05, description=told.PART[self.language][name],
            continuous_update=False, readout_format=".2f", disabled=still, layout=widgets.Layout(width="240px"),
        )  # fmt: skip
        slider.observe(lambda change: self._weigh(name, change["new"]), names="value")
        return slider

    def _button(self, act: str, still: bool) -> widgets.Button:
        button = widgets.Button(description=self._words[act], disabled=still, layout=widgets.Layout(width="90px"))
        button.on_click(lambda _button: self._step(act))
        return button

    def _head(self) -> widgets.VBox:
        label = widgets.HTML(f"<b>{escape(self._words['weights'])}</b>")
        flow = widgets.Layout(flex_flow="row wrap", align_items="center")
        sliders = widgets.HBox([label, *self.weights.values()], layout=flow)
        return widgets.VBox([sliders, widgets.HBox([self.lane, self.undo, self.redo], layout=flow)])

    def _draw(self) -> None:
        """Show the sheet as it stands; the card that was chosen stays chosen."""
        if self._busy:
            return
        self._busy = True  # what the program sets is no wish of a person
        try:
            own = self.sheet.frame[self.sheet.frame["lane"] == self.lane.value]
            rows = own.to_dict("records")
            chosen = self.cards.value
            ids = [row["card_id"] for row in rows]
            self.cards.options = [(self._row(row), row["card_id"]) for row in rows]
            self.cards.value = chosen if chosen in ids else next(iter(ids), None)
            for name, slider in self.weights.items():
                slider.value = self.sheet.weights[name]
            self._open(next((row for row in rows if row["card_id"] == self.cards.value), None))
            said = [told.reading(self.lane.value, own.reset_index(drop=True), self.language)] if rows else []
            notes = "".join(f"<li>{escape(note)}</li>" for note in self.sheet.notes(self.language))
            reading = escape((said or [told.nothing(self.language)])[0])
            self.reading.value = f"<p role='status' style='line-height:1.5'>{reading}</p>"
            self.table.value = f"{_table(rows, self.language)}<ul style='{_QUIET}'>{notes}</ul>"
            if self.session is not None:
                self.undo.disabled, self.redo.disabled = not self.session.can_undo, not self.session.can_redo
        finally:
            self._busy = False

    def _row(self, row: dict[str, Any]) -> str:
        field = f" · {told.QUADRANT[self.language][row['quadrant']]}" if row["quadrant"] else ""
        ends = {"low": row["rank_low"], "high": row["rank_high"], "people": row["n_people"], "asked": row["n_asked"]}
        return self._words["row"].format(rank=row["rank"], title=row["title"], field=field, **ends)

    def _open(self, row: dict[str, Any] | None) -> None:
        if row is None:
            self.facts.value = f"<p style='{_QUIET}'>{escape(self._words['choose'])}</p>"
            return
        ends = {"low": row["rank_low"], "high": row["rank_high"], "people": row["n_people"], "asked": row["n_asked"]}
        likely = self._words["likely"].format(rank=row["rank"], of=row["of"], **ends)
        self.facts.value = f"<b>{escape(row['title'])}</b><p style='{_QUIET};line-height:1.5'>{escape(likely)}</p>"
        card = self.session.card(row["card_id"]) if self.session is not None else row
        for name, field in self.fields.items():
            blank = 0 if name in ("value", "difficulty") else ""
            field.value = card.get(_HELD.get(name, name)) or blank if self.session is not None else row.get(name, blank)

    # ---- what is changed: the session first ----

    def _weigh(self, name: str, weight: float) -> None:
        part = told.PART[self.language][name]
        self._do(lambda: self.session.weigh(**{name: round(weight, 2)}),
                 self._words["saved_weight"].format(part=part, weight=round(weight, 2)))  # fmt: skip

    def _assign(self, name: str, value: Any) -> None:
        card = self.cards.value
        if self._busy or card is None or self.session is None:
            return
        shown = self._words[f"status_{value}"] if name == "status" else value
        title = self.session.card(card)["title"]
        done = {"title": title, "field": self._words[name], "value": shown if value else self._words["taken"]}
        self._do(lambda: self.session.assign(card, **{name: value}), self._words["saved_card"].format(**done))

    def _step(self, act: str) -> None:
        done = {"undo": "undone", "redo": "redone"}[act]
        can = self.session.can_undo if act == "undo" else self.session.can_redo
        if not can:
            self._say(self._words[f"nothing_{act}"])
            return
        self._do(getattr(self.session, act), self._words[done])

    def _do(self, act: Any, done: str) -> None:
        if self._busy or self.session is None:
            return
        try:
            act()
        except CjmError as err:
            self._draw()
            self._say(str(err), failed=True)
            return
        self.sheet = self._ranked()
        self._draw()
        self._say(done)

    def _ranked(self) -> PrioritySheet:
        return priorities_of_map(
            self.session.data, self.session.weights, self._settings, self._seed, language=self.language
        )

    def _say(self, note: str, failed: bool = False) -> None:
        look = "color:var(--jp-error-color1,#b3261e)" if failed else _QUIET
        self.note.value = f"<p role='status' style='{look}'>{escape(note)}</p>"


def _table(rows: list[dict[str, Any]], language: str) -> str:
    """Return the cards as a table, each rank with a bar from its lowest to its highest."""
    heads = "".join(f"<th scope='col' style='text-align:left;padding:2px 10px 2px 0'>{escape(head)}</th>"
                    for head in (*told.HEADS[language][:2], "", *told.HEADS[language][2:]))  # fmt: skip
    body = "".join(
        "<tr>" + "".join(f"<td style='padding:2px 10px 2px 0'>{cell}</td>" for cell in _cells(row, language)) + "</tr>"
        for row in rows
    )
    return f"<table lang='{language}' style='border-collapse:collapse'><tr>{heads}</tr>{body}</table>" if rows else ""


def _cells(row: dict[str, Any], language: str) -> list[str]:
    rank, likely, *others = (escape(cell) for cell in told.cells(row, language))
    width = 100 / max(row["of"], 1)
    left, size = (row["rank_low"] - 1) * width, (row["rank_high"] - row["rank_low"] + 1) * width
    dot = (row["rank"] - 0.5) * width
    colour = palette.FAMILY[row["lane"]]
    bar = (
        "<div aria-hidden='true' style='position:relative;width:120px;height:10px'>"
        f"<div style='position:absolute;top:4px;height:2px;left:{left:.1f}%;width:{size:.1f}%;"
        f"background:{colour}'></div>"
        f"<div style='position:absolute;top:1px;width:8px;height:8px;margin-left:-4px;left:{dot:.1f}%;"
        f"border-radius:50%;background:{colour}'></div></div>"
    )
    return [rank, likely, bar, *others]
