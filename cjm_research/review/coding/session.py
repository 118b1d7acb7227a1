"""A coding session of one person: what they say of the segments, where they cut them, what they note beside them.

Every act is committed with its event before the position moves; if the store raises, nothing has moved. The session
keeps nothing of its own: what is done, skipped, cut and undone is read from the events, so another session over the
same store, later or beside this one, stands at the same place. Undo takes back the person's latest act, in whichever
session it was done.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

from cjm_research.codes import editing
from cjm_research.errors import StudyError
from cjm_research.review.codebook.versions import Versions
from cjm_research.review.coding import judging, notes, spans, taking_back
from cjm_research.review.coding.acts import Act, ActStore
from cjm_research.review.coding.checked import study_verdicts
from cjm_research.review.coding.keeping import Keeping
from cjm_research.review.coding.looking import Progress
from cjm_research.review.coding.notes import Memo
from cjm_research.review.coding.page import Item
from cjm_research.review.coding.refusals import TurnRefusal
from cjm_research.review.ledger import SKIP
from cjm_research.schema import CONSENTED, complete, empty

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from cjm_research.codes.codebook import Codebook
    from cjm_research.codes.verdicts import Verdicts

_HAN = re.compile("[\u3400-\u9fff]")

__all__ = ["ActStore", "Progress", "ReviewSession"]


class ReviewSession(Keeping):
    """One person at work on one study.

    Parameters
    ----------
    store : ActStore
        Where acts are committed.
    segments, documents, suggestions : DataFrame
        As in their contracts.
    codebook : Codebook
        What may be said of a segment while no act has changed it; its version is kept with every coding.
    coder : str
        Who codes.
    order : {"uncertain", "document"}
        Those first that teach most, every third from the check order, chosen anew after each verdict; or as they were
        said. `show` knows more.
    vectors : ndarray of shape (n_segments, n_dimensions), optional
        Unit vectors in the order of ``segments``. With them the scores, decisions and order of what is still to come
        follow from all verdicts so far, whoever gave them.
    seed : int
        Of the check order.
    turns : DataFrame, optional
        Contract "turns"; without them there is no transcript and nothing can be cut.
    cases : DataFrame, optional
        Contract "cases": who takes part; words of others cannot be marked.
    members, themes : DataFrame, optional
        As in their contracts: which segments the themes have, and how they are called.
    only : collection of str, optional
        Segments to which the queue is limited, such as those of a sample.
    blind : bool
        Whether the machine's and the colleagues' word is hidden; the queue then goes in check order.
    write_codebook : callable, optional
        Is given the codebook after an act of this session that changed it; what it cannot do is told by `file_fault`
        and takes nothing back.
    memos : DataFrame, optional
        Contract "memos", for those that came with an import.

    Attributes
    ----------
    theme_titles : dict of str to dict of str to str
        Theme to language to title.
    """

    def __init__(
        self,
        store: ActStore,
        segments: pd.DataFrame,
        documents: pd.DataFrame,
        suggestions: pd.DataFrame,
        codebook: Codebook,
        coder: str,
        order: str = "uncertain",
        vectors: np.ndarray | None = None,
        seed: int = 0,
        turns: pd.DataFrame | None = None,
        cases: pd.DataFrame | None = None,
        members: pd.DataFrame | None = None,
        themes: pd.DataFrame | None = None,
        only: Collection[str] | None = None,
        blind: bool = False,
        write_codebook: Callable[[Codebook], object] | None = None,
        memos: pd.DataFrame | None = None,
    ) -> None:
        if not coder.strip():
            raise StudyError("A review needs the name or initials of the person who codes. Pass coder='AB'.")
        self._imported = [] if memos is None else memos[memos["source"] != ""].to_dict("records")
        rows = [] if themes is None else complete(themes, "themes").to_dict("records")
        self.theme_titles = {row["theme_id"]: row["titles"] or {row["language"]: row["title"]} for row in rows}
        frames = (segments, documents, suggestions, _taking_part(turns, cases))
        super().__init__(store, frames, codebook, coder.strip(), order, vectors, seed, members, only, blind)
        self._write = write_codebook
        self._aside: set[int] = set()

    def verdicts(self, language: str = "en") -> Verdicts:
        """Return how well the machine agrees with this person, as `checked.study_verdicts`."""
        return study_verdicts(self._store.events(), self._in_documents, self._seed, self.coder, language=language)

    # ---- verdicts ----

    def accept(
        self, emotion: float | str | None = None, stage: str | None = None, touchpoint: str | None = None
    ) -> None:
        """Say yes to what is suggested, surely or to be looked at, and to nothing else. For the rest see `change`."""
        item = self._wanted()
        own = {code_id: code_id in item.suggested_own for code_id in judging.asked(item, self.codebook)}
        self._judge("accept", item, item.suggested_codes, own, emotion, stage, touchpoint)

    def reject(
        self, emotion: float | str | None = None, stage: str | None = None, touchpoint: str | None = None
    ) -> None:
        """Say that the segment carries no family and no code of the study's own. For the rest see `change`."""
        item = self._wanted()
        own = dict.fromkeys(judging.asked(item, self.codebook), False)
        self._judge("reject", item, {}, own, emotion, stage, touchpoint)

    def change(
        self,
        codes: Mapping[str, str],
        emotion: float | str | None = None,
        stage: str | None = None,
        own: Collection[str] | None = None,
        touchpoint: str | None = None,
    ) -> None:
        """Say something else than what is suggested.

        Parameters
        ----------
        codes : mapping
            Family to sub-type; a family that is left out, or "", is not carried.
        emotion : float or str, optional
            1 (very bad) to 5 (very good); "" takes an earlier verdict away, None leaves it.
        stage : str, optional
            One of `schema.STAGES` or "none"; "" takes an earlier verdict away, None leaves it.
        own : collection of str, optional
            Ids of the codes of the study's own that it carries, and no others; None leaves earlier verdicts.
        touchpoint : str, optional
            Contact and place ("direct/online"), a channel ("phone"), or "none"; "" takes an earlier verdict away.

        Raises
        ------
        UnknownNameError
            If the codebook, the stages or the touchpoints do not hold what is said.
        StudyError
            If every segment has a verdict already and none was gone to.
        """
        self._check(codes, own or ())
        said = {} if own is None else {code.id: code.id in own for code in self.codebook.own}
        self._judge("change", self._wanted(), codes, said, emotion, stage, touchpoint)

    def skip(self) -> None:
        """Put the segment off; it comes again after the others."""
        act = Act(SKIP, {"segment_id": self._wanted().segment_id})
        self._do(lambda: act)
        self._move_on()

    # ---- cuts ----

    def mark(
        self,
        start: int,
        end: int,
        codes: Mapping[str, str] | None = None,
        own: Collection[str] = (),
        emotion: float | str | None = None,
        stage: str | None = None,
        touchpoint: str | None = None,
        document_id: str | None = None,
    ) -> str:
        """Make a segment of any words of one turn, beside those that are there, and say what it carries.

        Parameters
        ----------
        start, end : int
            Offsets in the document, half-open; white space at the edges is left out.
        codes, own, emotion, stage, touchpoint
            As `change`; where codes stand on these very words already, they are added.
        document_id : str, optional
            By default the document of the segment shown.

        Returns
        -------
        str
            The segment; that which stands on these very words already, if one does. The person stays where they are.
        """
        self._check(codes or {}, own)
        said: judging.Values = {family: subtype for family, subtype in (codes or {}).items() if subtype}
        said |= judging.values_of(None, dict.fromkeys(own, True), emotion, stage, touchpoint)
        return self._mark(start, end, document_id, said)

    def invivo(self, start: int, end: int, family: str = "") -> str:
        """Name a code of the study's own with the words of a span, and code the span with it.

        Parameters
        ----------
        start, end : int
            As `mark`, in the document of the segment shown.
        family : str
            The family the code belongs to; "" for none.

        Returns
        -------
        str
            The id of the code; of the one that is named so already, if there is one.
        """
        document_id = self._ground.rows[self._wanted().segment_id]["document_id"]
        code_id = ""

        def naming() -> Act:
            nonlocal code_id
            row = self._ground.span(document_id, start, end)
            named = [code.id for code in self.codebook.own if row["text"] in code.name.values()]
            versions = Versions.of(self._desk.ledger.table("codebooks"), self._first_book)
            taken = {code["id"] for version in versions.rows for code in version["content"]["own"]}
            taken |= {code.id for code in self.codebook.own}
            code_id = named[0] if named else editing.code_id_of(row["text"], taken)
            book = self.codebook
            if not named:
                book = editing.add_own(book, code_id, row["text"], row["language"], family, examples=[row["text"]])
            said: judging.Values = {f"code:{code_id}": code_id}
            act = spans.marking(self._desk, self._shown_id, document_id, (start, end), said, book.version, "invivo")
            return act if named else spans.naming(act, versions.next_rows(book, self.coder, []), code_id)

        self._do(naming)
        return code_id

    def name_code(self, name: str) -> str:
        """Return the id of the study's own code of that name; where there is none, add one, an act on the codebook."""
        from cjm_research.review.codebook.session import CodebookSession

        self.refresh()
        for code in self.codebook.own:
            if name.casefold() in {known.casefold() for known in code.name.values()}:
                return code.id
        desk = CodebookSession(self._store, lambda: self._first_book, self.coder, empty("segments"), self._write)
        code_id = desk.add(name, "zh" if _HAN.search(name) else "en")
        self.refresh()
        return code_id

    def merge(self, other: str = "next") -> str:
        """Make one segment of the one shown and another of its turn ("next", "previous" or its id); return it."""
        act = self._do(lambda: spans.merging(self._desk, self._wanted().segment_id, other))
        self._id = act.payload["segment_id"]
        return str(self._id)

    def split(self, at: int) -> tuple[str, str]:
        """Make two segments of the one shown, the second from that offset of the document on; return both."""
        act = self._do(lambda: spans.splitting(self._desk, self._wanted().segment_id, at))
        first, second = (row["segment_id"] for row in act.rows["cuts"])
        self._id = first
        return first, second

    # ---- notes ----

    def memo(self, text: str, about: str = "segment", about_id: str | None = None) -> None:
        """Note something on a "segment", "document", "case", "code" or the "study"; "" takes the note away.

        Parameters
        ----------
        text : str
            It takes the place of this person's earlier note on the same.
        about, about_id : str
            By default what is shown.
        """
        subject = notes.subject(self._desk, self._shown_id, about, about_id, self.codebook)
        act = notes.noting(self._desk, self._shown_id, about, subject, text)
        if act is not None:
            self._do(lambda: act)

    def memos_of(self, about: str, about_id: str = "") -> tuple[Memo, ...]:
        """Return the notes on something, of all people (of this one alone in a blind session), by person."""
        held = self._desk.notes["memos"].get((about, about_id), {}).values()
        rows = [*held, *(row for row in self._imported if (row["about"], row["about_id"]) == (about, about_id))]
        seen = [row for row in rows if not self.blind or row["coder"] == self.coder]
        told = [Memo(*(row[name] for name in Memo.__dataclass_fields__)) for row in seen]
        return tuple(sorted(told, key=lambda memo: (memo.coder, memo.source)))

    def flag(self, text: str = "", colleague: str = "") -> None:
        """Ask a colleague, or anybody (""), to look at the segment shown."""
        act = notes.flagging(self._desk, self._wanted().segment_id, text, colleague)
        self._do(lambda: act)

    def unflag(self) -> None:
        """Take the flag off the segment shown: this person's, or else those by which this person was asked."""
        act = notes.unflagging(self._desk, self._wanted().segment_id)
        if act is not None:
            self._do(lambda: act)

    # ---- undo and redo ----

    @property
    def can_undo(self) -> bool:
        """Whether there is an act of this person to take back."""
        return taking_back.last_act(self._desk, self._aside) is not None

    @property
    def can_redo(self) -> bool:
        """Whether this person took something back and did nothing since."""
        event = self._desk.ledger.next_redo(self.coder)
        return event is not None and int(event["event_id"]) not in self._aside

    def undo(self) -> str | None:
        """Take back this person's latest act and go to its segment.

        Returns
        -------
        str or None
            The segment gone to, or None if there is nothing to take back.

        Raises
        ------
        StudyError
            If somebody built on it since; the act is set aside, and the next undo takes back the one before it.
        """
        return self._turn(taking_back.undoing)

    def redo(self) -> str | None:
        """Do again what was taken back last, as `undo`; None if there is nothing, or if something was done since."""
        return self._turn(taking_back.redoing)

    def __repr__(self) -> str:
        return f"ReviewSession({self.coder!r}, {self.progress.done} of {self.progress.total} segments done)"

    def _judge(
        self,
        act: str,
        item: Item,
        codes: Mapping[str, str],
        own: Mapping[str, bool],
        emotion: float | str | None,
        stage: str | None,
        touchpoint: str | None,
    ) -> None:
        values = judging.values_of(codes, own, emotion, stage, touchpoint, judging.channel_of(item))
        judged = judging.judged(act, item, values, self.coder, self.codebook.version)
        self._do(lambda: judged)
        self._move_on()

    def _mark(self, start: int, end: int, document_id: str | None, said: judging.Values) -> str:
        where = document_id or self._ground.rows[self._wanted().segment_id]["document_id"]

        def marking() -> Act:
            return spans.marking(self._desk, self._shown_id, where, (start, end), said, self.codebook.version)

        return str(self._do(marking).payload["segment_id"])

    def _turn(self, turning: Callable[..., Act | None]) -> str | None:
        self.refresh()
        turned: Act | None = None

        def acting() -> Act:
            nonlocal turned
            turned = turning(self._desk, self._first_book, self._aside)
            return turned or Act("", {})

        try:
            self._do(acting)
        except TurnRefusal as err:
            self._aside.add(err.event_id)
            raise
        if turned is None:
            return None
        shown = turned.payload["shown"]
        self._id = shown if shown in self._ground else self._id
        return self._id or shown


def _taking_part(turns: pd.DataFrame | None, cases: pd.DataFrame | None) -> pd.DataFrame | None:
    """Return the turns without those of people who did not consent."""
    if turns is None or cases is None or "consent" not in cases:
        return turns
    out = cases.loc[~cases["consent"].isin(CONSENTED), "case_id"]
    return turns[~turns["case_id"].isin(out)].reset_index(drop=True)
