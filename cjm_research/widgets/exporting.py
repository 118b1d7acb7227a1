"""Files for others by a button: formats, language, whose map, which version; what `cjm export` does.

The view decides nothing. What the export refuses, a name in a file above all, is shown in its own words, and then
nothing was written.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any, Protocol

import ipywidgets as widgets

from cjm_research import registry
from cjm_research.errors import CjmError, UnknownNameError
from cjm_research.exports.formats import about, offered
from cjm_research.widgets.exchange_words import EXCHANGE_WORDS
from cjm_research.widgets.keys import with_own_keys

_MOST_VALUES = 12  # of an attribute that is offered as a choice of people
_ROWS = 12


class Exporting(Protocol):
    """What the view needs of a study."""

    mapping: Any

    def journey(self) -> Any:
        """Return the map."""
        ...

    def export(self, formats: Sequence[str], **asked: Any) -> list[Path]:
        """Write files and return them."""
        ...


class ExportView(widgets.VBox):
    """A view that writes the draft to files; show it as the last line of a cell.

    Parameters
    ----------
    study : Study
        Or anything with ``journey()``, ``export(…)`` and ``mapping.versions()``.
    language : {"en", "zh"}
        The language of labels, and of the files at first.
    chosen : sequence of str
        Formats that are marked at first.

    Raises
    ------
    UnknownNameError
        If the view does not speak that language, or a format is not known.
    """

    def __init__(
        self, study: Exporting, language: str = "en", chosen: Sequence[str] = ("html", "excel", "powerpoint")
    ) -> None:
        if language not in EXCHANGE_WORDS:
            raise UnknownNameError(f"The views do not speak {language!r}. Known: {', '.join(sorted(EXCHANGE_WORDS))}.")
        for name in chosen:
            registry.get("exporter", name)
        self._study, self.language, self._words = study, language, EXCHANGE_WORDS[language]
        self.formats = widgets.SelectMultiple(
            options=[(f"{name} · {about(name, language)}", name) for name in offered()], value=tuple(chosen),
            rows=_ROWS, description=self._words["formats"], layout=widgets.Layout(width="100%"),
        )  # fmt: skip
        spoken = [(self._words[code], code) for code in ("en", "zh", "both")]
        self.spoken = widgets.ToggleButtons(options=spoken, value=language, description=self._words["language"])
        self.group = widgets.Dropdown(options=self._groups(), value="", description=self._words["group"])
        kept = [(title, title) for title in study.mapping.versions()["title"]]
        self.version = widgets.Dropdown(
            options=[(self._words["as_it_is"], ""), *kept], value="", description=self._words["version"]
        )
        self.write = widgets.Button(description=self._words["write"], button_style="primary")
        self.write.on_click(lambda _button: self._write())
        self.said = widgets.HTML()
        choices = widgets.HBox([self.group, self.version])
        super().__init__([self.formats, widgets.HTML(self._hint()), self.spoken, choices, self.write, self.said])
        with_own_keys(self)

    def __repr__(self) -> str:
        return f"ExportView({len(self.formats.options)} formats)"

    def _hint(self) -> str:
        return f"<span style='color:var(--jp-ui-font-color2,#57606a)'>{escape(self._words['formats_hint'])}</span>"

    def _groups(self) -> list[tuple[str, str]]:
        held = self._study.journey().data["participants"]["by_attribute"]
        found = [
            (f"{name} = {value} ({n})", f"{name}={value}")
            for name, values in held.items()
            if 1 < len(values) <= _MOST_VALUES and "=" not in name
            for value, n in values.items()
        ]
        return [(self._words["everybody"], ""), *found]

    def _write(self) -> None:
        if not self.formats.value:
            self._say(self._words["none"])
            return
        self.write.disabled = True
        self._say(self._words["writing"])
        try:
            written = self._study.export(
                list(self.formats.value), lang=self.spoken.value, persona=self.group.value, version=self.version.value,
                progress=False,
            )  # fmt: skip
        except CjmError as err:
            self._say(str(err), wrong=True)
        else:
            self._tell(written)
        finally:
            self.write.disabled = False

    def _tell(self, written: list[Path]) -> None:
        folder = Path(written[0]).parent if len(written) == 1 else Path(_shared(written))
        head = self._words["written"].format(n=len(written), folder=folder)
        shown = [path.relative_to(folder) for path in written]
        top = [str(path) for path in shown if len(path.parts) == 1]
        below = sorted({f"{path.parts[0]}/" for path in shown if len(path.parts) > 1})
        rows = "".join(f"<li>{escape(name)}</li>" for name in [*top, *below])
        self.said.value = f"<p>{escape(head)}</p><ul>{rows}</ul>"

    def _say(self, text: str, wrong: bool = False) -> None:
        lines = "<br>".join(escape(line) for line in text.splitlines())
        colour = "color:var(--jp-error-color1,#b3261e)" if wrong else ""
        self.said.value = f"<p role='status' style='{colour}'>{lines}</p>"


def _shared(paths: Sequence[Path]) -> str:
    return os.path.commonpath([str(path.parent) for path in paths])
