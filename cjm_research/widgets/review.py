"""The review view: one page of a transcript, the suggested codes under it, and the keyboard.

The view holds no verdict. A key press becomes a message that names the segment it was meant for; the session commits it
and only then is the next segment sent to the screen. A message about a segment that is no longer shown (a key pressed
twice) does nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from cjm_research.errors import CjmError, UnknownNameError
from cjm_research.review.session import ReviewSession
from cjm_research.widgets.agreement import NEEDED, agreement_of, is_due
from cjm_research.widgets.legend import legend
from cjm_research.widgets.screen import screen_of
from cjm_research.widgets.words import WORDS

_STATIC = Path(__file__).parent / "static"


class ReviewView(anywidget.AnyWidget):
    """A view over a review session; show it as the last line of a cell.

    Parameters
    ----------
    session : ReviewSession
        The session that decides and saves.
    language : {"en", "zh"}
        The language of buttons and code names; the text stays as it is.

    Raises
    ------
    UnknownNameError
        If the view does not speak that language.
    """

    _esm = "\n".join((_STATIC / name).read_text("utf-8") for name in ("marks.js", "review.js"))
    _css = _STATIC / "review.css"

    screen = traitlets.Dict().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    legend = traitlets.Dict().tag(sync=True)
    agreement = traitlets.Dict().tag(sync=True)
    language = traitlets.Unicode("en").tag(sync=True)

    def __init__(self, session: ReviewSession, language: str = "en") -> None:
        if language not in WORDS:
            raise UnknownNameError(f"The views do not speak {language!r}. Known: {', '.join(sorted(WORDS))}.")
        self.session = session
        self._serial = 0
        self._counted_at: int | None = None
        self._panel_open = False
        super().__init__(
            words=WORDS[language],
            legend=legend(session.codebook, language),
            agreement={"needed": NEEDED, "rows": None},
            language=language,
            screen=screen_of(session, language),
        )
        self.on_msg(self._receive)

    def click(self, act: str, **said: Any) -> None:
        """Do what a button or key does.

        Parameters
        ----------
        act : {"save", "reject", "skip", "undo", "back", "on"}
            The button; "save" and "reject" take ``codes`` (family to sub-type), ``own`` (ids of the
            study's own codes), ``emotion`` and ``stage``.
        **said
            What stands on the screen, and the ``segment_id`` that it stands for (by default the current one).
        """
        item = self.session.current
        shown = said.pop("segment_id", item.segment_id if item else None)
        note = ""
        try:
            if shown == (item.segment_id if item else None):
                note = self._act(act, said)
        except CjmError as err:
            self._show(str(err), failed=True)
        else:
            self._show(note)
        self._count()

    def fold(self, is_open: bool) -> None:
        """Open or fold the panel that tells how well the machine agrees; nothing is counted while it is folded."""
        self._panel_open = is_open
        self._count()

    def __repr__(self) -> str:
        return f"ReviewView({self.session!r})"

    def _receive(self, _widget: Any, message: Mapping[str, Any], _buffers: Any) -> None:
        if message["act"] == "fold":
            self.fold(message["is_open"])
        else:
            self.click(**message)

    def _act(self, act: str, said: Mapping[str, Any]) -> str:
        if act in ("save", "reject"):
            self._judge(act, said)
        elif act == "skip":
            self.session.skip()
        elif act == "undo":
            return WORDS[self.language]["undone" if self.session.undo() else "nothing_to_undo"]
        elif act in ("back", "on"):
            self.session.move(1 if act == "on" else -1)
        else:
            raise UnknownNameError(f"No button is called {act!r}. Known: save, reject, skip, undo, back, on.")
        return ""

    def _judge(self, act: str, said: Mapping[str, Any]) -> None:
        item = self.session.current
        if item is None:
            return
        # Only what the person changed is a verdict of theirs.
        rest = {kind: said[kind] for kind in ("emotion", "stage") if said.get(kind, "") != item.verdict.get(kind, "")}
        codes = {family: subtype for family, subtype in said.get("codes", {}).items() if subtype}
        own = set(said.get("own", ()))
        if act == "save" and codes == item.suggested_codes and own == set(item.suggested_own):
            self.session.accept(**rest)
        elif act == "reject" or not (codes or own):
            self.session.reject(**rest)
        else:
            self.session.change(codes, **rest, own=own)

    def _show(self, note: str, failed: bool = False) -> None:
        # The serial number makes every answer a change, so that the screen knows it may take keys again.
        self._serial += 1
        self.screen = {**screen_of(self.session, self.language), "serial": self._serial, "note": note, "failed": failed}

    def _count(self) -> None:
        """Count after the screen is sent, so that the next segment does not wait for it."""
        done = self.session.progress.done
        if self._panel_open and is_due(done, self._counted_at):
            self._counted_at = done
            self.agreement = agreement_of(self.session.verdicts(self.language), done, self.language)
