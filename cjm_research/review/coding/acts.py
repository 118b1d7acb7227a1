"""An act before it is kept: what the store is told, in one call, of what a person did.

>>> Act("skip", {"segment_id": "s1"}).segments
('s1',)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]


class ActStore(Protocol):
    """What a session asks of a store; `store.database.Store` offers it."""

    def record(
        self,
        act: str,
        payload: Mapping[str, Any],
        actor: str,
        codings: Sequence[Row] = (),
        rows: Mapping[str, Sequence[Row]] | None = None,
        add: pd.DataFrame | None = None,
        remove: Sequence[str] = (),
        seen: int | None = None,
    ) -> int:
        """Commit an event with its rows in one transaction; return the event's id."""
        ...

    def events(self, after: int = 0) -> pd.DataFrame:
        """Return the events with a greater id, in order."""
        ...


@dataclass(frozen=True)
class Act:
    """What a person did.

    Attributes
    ----------
    act : str
        The word for it, as in the ledger.
    payload : mapping
        What else is to be known about it; ``segment_id`` is where it was done.
    codings, rows : rows
        As `Store.record` takes them.
    made : sequence of rows
        Segments that it makes, contract "segments".
    remove : sequence of str
        Segments, made by hand, that are no more.
    needs : sequence of str, optional
        The segments that must stand as the person saw them; by default the one where it was done.
    """

    act: str
    payload: Mapping[str, Any]
    codings: Sequence[Row] = ()
    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    made: Sequence[Row] = ()
    remove: Sequence[str] = ()
    needs: Sequence[str] | None = None

    @property
    def segments(self) -> tuple[str, ...]:
        """The segments that must still stand when it is kept."""
        at = self.payload.get("segment_id", "")
        return tuple(self.needs) if self.needs is not None else (at,) if at else ()

    def keep(self, store: ActStore, actor: str, seen: int) -> int:
        """Commit it; a StaleError if segments were cut since the event ``seen``."""
        import pandas as pd

        add = pd.DataFrame([dict(row) for row in self.made]) if self.made else None
        return store.record(
            self.act, self.payload, actor, list(self.codings), dict(self.rows), add, list(self.remove), seen
        )
