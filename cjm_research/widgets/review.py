"""The coding desk: the transcript as text, the suggested codes under it, and the keyboard.

The view holds no verdict. A key press becomes a message that names the segment it was meant for; the session commits it
and only then is the next segment sent to the screen. A message about a segment that is no longer shown (a key pressed
twice) does nothing. A document is sent once; after each act the next segment goes first and what changed of the
document follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from cjm_research.errors import CjmError, UnknownNameError
from cjm_research.review.coding.session import ReviewSession
from cjm_research.widgets.agreement import NEEDED, agreement_of, is_due
from cjm_research.widgets.desk_acts import do
from cjm_research.widgets.desk_screen import memos, orders_of
from cjm_research.widgets.desk_words import DESK
from cjm_research.widgets.legend import legend
from cjm_research.widgets.screen import screen_of
from cjm_research.widgets.transcript_screen import Papers
from cjm_research.widgets.words import WORDS

_STATIC = Path(__file__).parent / "static"

SCRIPTS = (
    "elements.js", "marks.js", "review_text.js", "review_rows.js", "review_transcript.js", "review_codes.js",
    "review_spans.js", "review_palette.js", "review_queue.js", "review_notes.js", "review_help.js", "review.js",
    "review_hands.js",
)  # fmt: skip
"""The front end, one idea a file, joined in this order."""

STYLES = ("review.css", "review_desk.css")


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

    _esm = "\n".join((_STATIC / name).read_text("utf-8") for name in SCRIPTS)
    _css = "\n".join((_STATIC / name).read_text("utf-8") for name in STYLES)

    screen = traitlets.Dict().tag(sync=True)
    paper = traitlets.Dict().tag(sync=True)
    placed = traitlets.Dict().tag(sync=True)
    orders = traitlets.List().tag(sync=True)
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
        self._papers = Papers(session)
        self._book = session.codebook
        item = session.current
        super().__init__(
            words={**WORDS[language], **DESK[language]},
            legend=legend(session.codebook, language),
            agreement={"needed": NEEDED, "rows": None},
            language=language,
            screen=screen_of(session, language),
            orders=orders_of(session, language),
            paper=self._papers.whole(item.document_id if item else ""),
        )
        self.on_msg(self._receive)

    def click(self, act: str, **said: Any) -> None:
        """Do what a button or key does.

        Parameters
        ----------
        act : str
            The button, one of `desk_acts.ACTS`; "save" and "reject" take ``codes`` (family to sub-type), ``own`` (ids
            of the study's own codes), ``emotion``, ``stage`` and ``touchpoint``.
        **said
            What stands on the screen, and the ``segment_id`` that it stands for (by default the current one).
        """
        item = self.session.current
        shown = said.pop("segment_id", item.segment_id if item else None)
        note = ""
        try:
            if shown == (item.segment_id if item else None):
                note = do(self.session, act, said, self.language)
        except CjmError as err:
            # What is refused is told in the language of the view; the rest as it is.
            told = getattr(err, "told", None)
            self._show(told(self.language) if told else str(err), failed=True)
        except Exception as err:
            # A fault of the program; without an answer the screen would wait for one and take no key.
            told = f"{type(err).__name__}: {err}"
            self._show(DESK[self.language]["broke"].format(what=told), failed=True)
            raise
        else:
            self._show(note)
        self._follow()

    def look(self, is_needed: bool = False) -> None:
        """Read what was done since, here or in another notebook, and show it; what is toggled on the screen stays.

        Parameters
        ----------
        is_needed : bool
            Whether the screen waits for an answer even if nothing is new.
        """
        self.session.refresh()
        shown = screen_of(self.session, self.language)
        is_new = any(self.screen.get(name) != value for name, value in shown.items())
        if is_new or is_needed:
            self._show(DESK[self.language]["others_acted"] if is_new else "", is_news=True)
        else:
            self.send({"alive": True})
        self._follow()

    def fold(self, is_open: bool) -> None:
        """Open or fold the panel that tells how well the machine agrees; nothing is counted while it is folded."""
        self._panel_open = is_open
        self._count()

    def get_state(self, key: Any = None, drop_defaults: bool = False) -> dict[str, Any]:
        """Return what a browser needs to show the view; one that asks for everything gets the document as it is now."""
        if key is None and hasattr(self, "_papers"):
            self._papers.forget()
            item = self.session.current
            # Set past the traits: those who have the document already need not get it once more.
            self._trait_values["paper"] = self._papers.whole(item.document_id if item else "")
            self._trait_values["placed"] = {}
        return super().get_state(key, drop_defaults)

    def __repr__(self) -> str:
        return f"ReviewView({self.session!r})"

    def _receive(self, _widget: Any, message: Mapping[str, Any], _buffers: Any) -> None:
        act, said = message["act"], {name: value for name, value in message.items() if name != "act"}
        if act == "fold":
            self.fold(message["is_open"])
        elif act == "refresh":
            self.look(bool(message.get("is_needed")))
        elif act == "orders":
            self.orders = orders_of(self.session, self.language)
        elif act == "paper":
            self.paper = self._papers.whole(message["document_id"])
        elif act == "memos":
            told = memos(self.session, "code", message["about_id"])
            self.send({"memos": told, "about_id": message["about_id"]})
        else:
            self.click(act, **said)

    def _show(self, note: str, failed: bool = False, is_news: bool = False) -> None:
        # The serial number makes every answer a change, so that the screen knows it may take keys again.
        self._serial += 1
        shown = screen_of(self.session, self.language)
        answer = {"serial": self._serial, "note": note, "failed": failed, "is_news": is_news}
        document_id = shown["item"]["document_id"] if shown["item"] else ""
        with self.hold_sync():
            if self._book is not self.session.codebook:
                self._book = self.session.codebook
                self.legend = legend(self._book, self.language)
            if document_id and document_id not in self._papers:
                self.paper = self._papers.whole(document_id)
            self.screen = {**shown, **answer}

    def _follow(self) -> None:
        """Send what the next segment does not wait for."""
        for document_id in {self.paper.get("document_id", ""), *self._documents()} - {""}:
            if change := self._papers.change(document_id):
                self.placed = change
        self._count()

    def _documents(self) -> set[str]:
        item = self.screen.get("item")
        return {item["document_id"]} if item else set()

    def _count(self) -> None:
        """Count after the screen is sent, so that the next segment does not wait for it."""
        done = self.session.progress.done
        if self._panel_open and is_due(done, self._counted_at):
            self._counted_at = done
            self.agreement = agreement_of(self.session.verdicts(self.language), done, self.language)
