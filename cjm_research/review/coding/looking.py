"""Where a person is in a study: the queue in some order, the segment that is shown, and what was done since.

Nothing here is said of a segment. The place is kept by the segment's id, so that the queue may be ordered anew, and
segments cut by a colleague, under a person who looks at one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import pandas as pd

from cjm_research.codes.own_code import OWN
from cjm_research.errors import UnknownNameError
from cjm_research.review.codebook.versions import Versions
from cjm_research.review.coding import orders
from cjm_research.review.coding.acts import ActStore
from cjm_research.review.coding.agenda import Agenda
from cjm_research.review.coding.desk import Desk
from cjm_research.review.coding.filters import Filters
from cjm_research.review.coding.ground import Ground
from cjm_research.review.coding.orders import Order
from cjm_research.review.coding.pacing import Estimate, estimate
from cjm_research.review.coding.page import Flag, Item
from cjm_research.review.coding.refusals import Saying, UnknownRefusal
from cjm_research.review.coding.showing import Showing
from cjm_research.review.coding.transcript import Transcript, Transcripts

if TYPE_CHECKING:
    import numpy as np

    from cjm_research.codes.codebook import Codebook
    from cjm_research.codes.learned import Scores


@dataclass(frozen=True)
class Progress:
    """How far one person is, in segments; ``skipped`` are among the ``remaining``."""

    done: int
    total: int
    skipped: int

    @property
    def remaining(self) -> int:
        """Segments without a verdict of this person."""
        return self.total - self.done


class Looking:
    """The part of a session that looks and goes; `session.ReviewSession` is built on it and says what goes in."""

    def __init__(
        self,
        store: ActStore,
        frames: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame | None],
        codebook: Codebook,
        coder: str,
        order: str,
        vectors: np.ndarray | None,
        seed: int,
        members: pd.DataFrame | None,
        only: Collection[str] | None,
        blind: bool,
    ) -> None:
        segments, documents, suggestions, turns = frames
        orders.check_known(order, "", orders.OPENING)
        self.codebook, self.coder, self.blind = codebook, coder, blind
        self.order, self.of = "check" if blind else order, ""
        self._first_book, self._store, self._seed = codebook, store, seed
        self._ground = Ground(segments, documents, turns)
        self._desk = Desk(self._ground, coder)
        self._showing = Showing(self._desk, suggestions, blind)
        self._transcripts = Transcripts(self._desk, blind)
        self._filters = Filters(self._desk, suggestions, members, blind)
        self._agenda = Agenda.of(self._ground.ids(), suggestions, segments["segment_id"].tolist(), vectors, seed)
        self._only = None if only is None else frozenset(only)
        self._taught: list[tuple[int, str, str]] | None = None
        self._scores: Scores = self._agenda.study.before
        self._listed: tuple[str, ...] | None = None
        self._shown: tuple[tuple[object, ...], Item] | None = None
        self._estimated: tuple[int, Estimate] | None = None
        self._id: str | None = None
        self.queue: tuple[str, ...] = ()
        self._place: dict[str, int] = {}
        self._gather()
        self._reorder()
        self.refresh()
        if self.order in orders.WHOLE:
            self._id = self._at(self._next_after(-1))
        else:
            self.show(self.order)

    @property
    def current(self) -> Item | None:
        """The segment before the person, or None when every one has a verdict."""
        if self._id is None:
            return None
        # It is asked for several times an act; it changes with the place and with each event.
        state = (self._id, self._place.get(self._id), self._desk.ledger.last_event)
        if self._shown is None or self._shown[0] != state:
            number = self._place.get(self._id, -1) + 1
            item = self._showing.item(self._id, number, self.codebook, self._agenda, self._scores)
            self._shown = (state, item)
        return self._shown[1]

    @property
    def progress(self) -> Progress:
        """How far this person is with the whole queue, whatever part of it is shown."""
        done = sum(1 for one in self._desk.done if one in self._members)
        put_off = sum(1 for one in self._desk.put_off if one in self._members)
        return Progress(done, len(self._members), put_off)

    @property
    def estimate(self) -> Estimate:
        """How long the rest will take, and how far it is until the machine can be judged."""
        at = self._desk.ledger.last_event
        if self._estimated is None or self._estimated[0] != at:
            whole = self.queue if self.order in orders.WHOLE else self._in_documents
            waiting = [one for one in whole if one not in self._desk.done]
            self._estimated = (at, estimate(self._desk, self._checked, waiting))
        return self._estimated[1]

    @property
    def n_learned(self) -> int:
        """From how many segments, whoever coded them, the scores that are shown were learned."""
        return int(self._scores.n_judged.max(initial=0))

    @property
    def recent(self) -> tuple[str, ...]:
        """The codes this person used lately, the latest first: "goal/explicit", "code:trust"."""
        held = {code.kind for code in self.codebook.own}
        return tuple(code for code in self._desk.recent if not code.startswith(OWN) or code in held)

    def show(self, order: str, of: str = "") -> None:
        """Go through the segments in another order, or through a part of them.

        A part is listed as it is now and stays so until it is shown again, so that nothing moves under one's hands.

        Parameters
        ----------
        order : str
            "uncertain" (what teaches most), "document", "code", "theme", "search", "flagged", "reopened" (to be
            looked at again) or "marked" (by hand).
        of : str
            The code ("goal", "goal/explicit", "code:trust": suggested or coded), the theme's id, or the words.

        Raises
        ------
        UnknownNameError
            If there is no such order, code or theme.
        StudyError
            If an order needs to know of what.
        """
        orders.check_known(order, of, orders.BLIND if self.blind else orders.SHOWN)
        self.refresh()
        of, listed = of.strip(), None
        if order not in orders.WHOLE:
            listed = self._filters.ids(order, of, self._in_documents, self.codebook)
        self.order, self.of, self._listed = order, of, listed
        self._reorder()
        stays = self._id in self._place and (order in ("document", "check") and self._id not in self._desk.done)
        if not stays:
            self._id = self._at(self._first())

    def orders(self) -> tuple[Order, ...]:
        """Return the ways to go through the segments, each with how many it holds."""
        return self._filters.counts(self._in_documents, self.codebook)

    def goto(self, segment_id: str) -> None:
        """Go to a segment, whether it has a verdict or not; one beside the queue is shown without a number.

        Raises
        ------
        UnknownNameError
            If the review does not hold it.
        """
        self.refresh()
        if segment_id not in self._members and not (segment_id in self._ground and self._ground.made(segment_id)):
            raise UnknownRefusal(Saying("no segment", segment_id=segment_id, n=len(self._members)))
        self._id = segment_id

    def move(self, step: int) -> None:
        """Go some places on (or back, if negative) in the queue, without a verdict."""
        self.refresh()
        if self.queue:
            at = len(self.queue) if self._id is None else self._place.get(self._id, 0)
            self._id = self.queue[min(max(at + step, 0), len(self.queue) - 1)]

    def transcript(self, document_id: str | None = None) -> Transcript:
        """Return a document with its turns and segments, by default that of the segment shown.

        Raises
        ------
        UnknownNameError
            If the session holds no such document.
        StudyError
            If the session was opened without turns.
        """
        if document_id is None:
            shown = self._id or next(iter(self.queue), None)
            document_id = self._ground.rows[shown]["document_id"] if shown else ""
        if document_id not in self._ground.documents:
            raise UnknownNameError(
                f"No document of this session is called {document_id!r}. It holds {len(self._ground.documents)} "
                "documents."
            )
        return self._transcripts.of(document_id, lambda one: self._filters.suggested(one, self.codebook))

    def others(self, segment_id: str) -> dict[str, dict[str, str]]:
        """Return what colleagues say of a segment, person to kind to value; nothing while that is not to be seen."""
        if self.blind or any(
            not row["closed_at"] and segment_id in row["segment_ids"] and self.coder in row["coders"]
            for row in self._desk.ledger.table("samples")
        ):
            return {}
        said = {coder: self._desk.ledger.verdict(segment_id, coder) for coder in sorted(self._desk.coders)}
        return {coder: verdict for coder, verdict in said.items() if verdict and coder != self.coder}

    def flags_of(self, segment_id: str) -> tuple[Flag, ...]:
        """Return the flags on a segment; a blind session sees its own person's alone."""
        return self._showing.flags_of(segment_id)

    def refresh(self) -> None:
        """Read what was done since, here or in another session: verdicts, cuts, notes, the codebook."""
        fresh = self._store.events(after=self._desk.ledger.last_event)
        if not len(fresh):
            return
        news = self._desk.take(fresh.to_dict("records"))
        self._transcripts.forget(news.touched)
        if news.codebook:
            self.codebook = Versions.of(self._desk.ledger.table("codebooks"), self._first_book).book
        if news.cut:
            self._agenda = self._agenda.standing(self._ground.ids())
            self._scores = self._agenda.padded(self._scores)
            self._filters.learn(self._scores, self._agenda.study.row_of)
            self._gather()
        self._reorder()

    def _gather(self) -> None:
        """Work out which segments the review holds."""
        ids = self._agenda.segment_ids
        held = set(ids) if self._only is None else self._ground.heirs(self._only) & set(ids)
        self._members = held
        self._in_documents = tuple(one for one in ids if one in held)
        self._checked = tuple(one for one in self._agenda.check_order if one in held)
        if self._listed is not None:
            heirs = (self._ground.successor(one) for one in self._listed)
            self._listed = tuple(dict.fromkeys(one for one in heirs if one in held))

    def _reorder(self) -> None:
        """Learn from the verdicts, order what waits, and stay at the segment that is shown."""
        taught = self._agenda.taught(self._desk.verdicts)
        if taught != self._taught:
            self._scores, self._taught = self._agenda.scores(self._desk.marks_in(taught)), taught
            self._filters.learn(self._scores, self._agenda.study.row_of)
        if self._listed is not None:
            self.queue = self._listed
        elif self.order == "uncertain":
            self.queue = self._agenda.queue(self._scores, list(self._desk.done), self._desk.put_off, self._members)
        else:
            self.queue = self._checked if self.order == "check" else self._in_documents
        self._place = {segment_id: at for at, segment_id in enumerate(self.queue)}
        if self._id is not None and self._id not in self._ground:
            self._id = self._ground.successor(self._id)

    def _move_on(self) -> None:
        """Go to what comes next, now that something was said of the segment shown."""
        at = -1 if self._id is None else self._place.get(self._id, -1)
        if self.order in ("flagged", "reopened", "marked"):
            self._id = self._at(at + 1)
        else:
            # Where verdicts change the order, what teaches most is the first that waits.
            after = self._next_after(-1 if self.order == "uncertain" else at)
            self._id = self._at(at + 1 if after is None and self._listed is not None else after)

    def _first(self) -> int | None:
        """Return the place that an order begins at: the first that waits, else the first of a part."""
        if self.order in ("flagged", "reopened", "marked"):
            return 0
        at = self._next_after(-1)
        return 0 if at is None and self._listed is not None else at

    def _at(self, place: int | None) -> str | None:
        return None if place is None or not 0 <= place < len(self.queue) else self.queue[place]

    def _next_after(self, at: int) -> int | None:
        first_open = None
        for place in chain(range(at + 1, len(self.queue)), range(at + 1)):
            segment_id = self.queue[place]
            if segment_id in self._desk.done:
                continue
            if segment_id not in self._desk.skipped:
                return place
            first_open = place if first_open is None else first_open
        return first_open
