"""Who speaks in an interview: how much, the first words, and a role for each that a person may change.

The view holds no decision: choosing a role passes it to the study, which writes it down and reads the interview again;
only then the screen changes. What the study refuses is said, and the role stays as it was.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Protocol

import ipywidgets as widgets

from cjm_research.errors import CjmError, UnknownNameError
from cjm_research.schema import ROLES
from cjm_research.widgets.keys import with_own_keys
from cjm_research.widgets.words import WORDS

if TYPE_CHECKING:
    import pandas as pd

QUIET = "color:var(--jp-ui-font-color2,#57606a)"
_BAR = "background:var(--jp-border-color2,#d0d7de);height:6px;max-width:240px;margin:4px 0"
_FILL = "background:var(--jp-ui-font-color2,#57606a);height:6px"


class Casting(Protocol):
    """What the view needs of a study."""

    def speakers(self) -> pd.DataFrame:
        """Return the speakers of each interview."""
        ...

    def set_role(self, source: str, speaker: int, role: str) -> Any:
        """Write a speaker's role down and read the interview again."""
        ...


class SpeakersView(widgets.VBox):
    """A view over the speakers of a study; show it as the last line of a cell.

    Parameters
    ----------
    study : Casting
        A `Study`, or anything with ``speakers()`` and ``set_role(source, speaker, role)``.
    language : {"en", "zh"}
        The language of labels; what people said stays as it is.

    Raises
    ------
    UnknownNameError
        If the view does not speak that language.
    """

    def __init__(self, study: Casting, language: str = "en") -> None:
        if language not in WORDS:
            raise UnknownNameError(f"The views do not speak {language!r}. Known: {', '.join(sorted(WORDS))}.")
        self._study, self._words = study, WORDS[language]
        self._cast = study.speakers()
        documents = self._cast.drop_duplicates("document_id")
        names = [
            (name.removesuffix(".txt"), key)
            for name, key in zip(documents["document"], documents["document_id"], strict=True)
        ]
        self.document = widgets.Dropdown(options=names, description=self._words["interview"])
        self.note = widgets.HTML("" if names else escape(self._words["no_interviews"]))
        self.rows = widgets.VBox()
        self.document.observe(lambda _change: self._open(), names="value")
        super().__init__([self.document, self.rows, self.note] if names else [self.note])
        with_own_keys(self)
        self._open()

    def _open(self) -> None:
        """Show the interview chosen, with controls of its own."""
        self._roles: dict[int, widgets.ToggleButtons] = {}
        self._facts: dict[int, widgets.HTML] = {}
        self.rows.children = [self._row(person) for person in self._mine()]

    def _mine(self) -> list[Any]:
        return list(self._cast[self._cast["document_id"] == self.document.value].itertuples())

    def _row(self, person: Any) -> widgets.HBox:
        facts = widgets.HTML(self._told(person), layout=widgets.Layout(width="60%", min_width="280px"))
        options = [(self._words[f"role_{role}"], role) for role in ROLES]
        chosen = widgets.ToggleButtons(
            options=options,
            value=person.role,
            tooltips=[self._words["role_of"].format(label=person.label)] * len(options),
            style={"button_width": "110px"},
        )
        chosen.observe(lambda change, n=person.speaker: self._choose(n, change["new"]), names="value")
        self._roles[person.speaker], self._facts[person.speaker] = chosen, facts
        return widgets.HBox([facts, chosen], layout=widgets.Layout(align_items="center", padding="4px 0"))

    def _told(self, person: Any) -> str:
        talk = self._words["talk"].format(
            share=f"{person.share_of_words:.0%}", turns=person.n_turns, asking=f"{person.share_asking:.0%}"
        )
        bar = f"<div style='{_BAR}'><div style='{_FILL};width:{person.share_of_words:.0%}'></div></div>"
        said = f"<span style='{QUIET}'>{escape(talk)}<br>“{escape(person.first_words)}”</span>"
        return f"<div style='line-height:1.5'>{person.speaker} · <b>{escape(person.label)}</b>{bar}{said}</div>"

    def _choose(self, speaker: int, role: str) -> None:
        stands = {person.speaker: person.role for person in self._mine()}
        if stands.get(speaker) == role:
            return
        self._say(self._words["working"])
        try:
            self._study.set_role(self.document.value, speaker, role)
        except CjmError as err:
            self._roles[speaker].value = stands[speaker]
            self._say(str(err), failed=True)
            return
        self._cast = self._study.speakers()
        for person in self._mine():
            self._facts[person.speaker].value = self._told(person)
            self._roles[person.speaker].value = person.role
        self._say(self._words["saved"])

    def _say(self, note: str, failed: bool = False) -> None:
        look = "color:var(--jp-error-color1,#b3261e)" if failed else QUIET
        self.note.value = f"<p role='status' style='{look}'>{escape(note)}</p>"
