"""How a session keeps an act: worked out from what stands, committed, read back; anew if a colleague was quicker."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from cjm_research.codes.codebook import Codebook
from cjm_research.errors import CjmError, StaleError
from cjm_research.review.coding import judging, taking_back
from cjm_research.review.coding.acts import Act
from cjm_research.review.coding.looking import Looking
from cjm_research.review.coding.page import Item
from cjm_research.review.coding.refusals import OvertakenRefusal, Refusal, Saying

_TRIES = 5  # cuts of others that may come between reading and writing before a person is told


class Keeping(Looking):
    """The part of a session that commits; `session.ReviewSession` says what.

    Attributes
    ----------
    file_fault : str
        Why the codebook's file could not be written after the last act that changed it; "" if it was.
    """

    file_fault = ""
    _write: Callable[[Codebook], object] | None = None

    def _check(self, codes: Mapping[str, str], own: Collection[str]) -> None:
        """Raise an UnknownNameError if the codebook does not hold what is said, as it is now."""
        if not set(own) <= {code.id for code in self.codebook.own}:
            self.refresh()  # a colleague may have added the code
        judging.check_codes(self.codebook, codes)
        judging.check_own(self.codebook, own)

    def _do(self, make: Callable[[], Act]) -> Act:
        """Commit an act worked out from what stands; once more if a colleague cut other segments meanwhile."""
        for left in reversed(range(_TRIES)):
            act = make()
            if not act.act:
                return act
            try:
                act.keep(self._store, self.coder, self._desk.ledger.last_event)
                break
            except StaleError as err:
                before = self._desk.ledger.last_event
                self.refresh()
                gone = [segment_id for segment_id in act.segments if segment_id not in self._ground]
                if gone or not left:
                    raise OvertakenRefusal(*taking_back.changed(self._desk, gone, before)) from err
        self.refresh()
        if "codebooks" in act.rows:
            self._write_book()
        return act

    def _write_book(self) -> None:
        self.file_fault = ""
        if self._write is not None:
            try:
                self._write(self.codebook)
            except CjmError as err:
                # The act stands in the database; the file is mended when the study is next opened.
                self.file_fault = str(err)

    def _wanted(self) -> Item:
        item = self.current
        if item is None:
            raise Refusal(Saying("all done", coder=self.coder))
        return item

    @property
    def _shown_id(self) -> str:
        return self._id or ""
